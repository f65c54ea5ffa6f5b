"""The steps of a month, one file or folder each; their order stands in ``sim/schedule.py``."""
