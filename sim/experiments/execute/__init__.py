"""Where and how runs are computed, and what happens when something goes wrong."""
