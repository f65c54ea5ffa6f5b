"""One small model, written plainly for several libraries, so that their speed can be compared: `workload` tells it.

Each module beside that one has ``lay_out``, which gives a function that runs the months, and is listed in `engines`.
"""
