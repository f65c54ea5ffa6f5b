"""The bootstrap: rows drawn again with replacement, and percentile intervals of what they give."""

import math

import numpy as np

RESAMPLES = 1000


def resamples(count: int, seed: int) -> np.ndarray:
    """Numbers of rows drawn with replacement, one row per draw, shape (`RESAMPLES`, count)."""
    return np.random.default_rng(seed).integers(count, size=(RESAMPLES, count))


def percentile_limits(draws: np.ndarray) -> tuple[float, float]:
    """The 95 % percentile interval of resampled values.

    NaN where fewer than half of them are known, and where all are alike: nothing was seen to vary, which tells nothing
    of how much it could.
    """
    known = draws[np.isfinite(draws)]
    if len(known) <= RESAMPLES / 2 or np.ptp(known) == 0:
        return math.nan, math.nan
    low, high = np.quantile(known, (0.025, 0.975))
    return float(low), float(high)
