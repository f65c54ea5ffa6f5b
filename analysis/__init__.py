"""What we learn: tables of runs in; tables, figures and pages out. Builds on `sim`, which knows nothing of it."""
