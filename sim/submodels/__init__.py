"""The steps of a month, one file each; their order stands in ``sim/schedule.py``."""
