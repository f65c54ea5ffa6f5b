"""One number from a record: outcomes, and what claims and calibration read."""
