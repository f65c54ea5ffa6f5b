"""One partnership through one run: its months, its events, the reasons it ended for, and which run to look at."""
