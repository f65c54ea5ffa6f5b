"""Intervals for means, shares and medians of few runs, also where several partnerships share a world.

Partnerships of one world share money and random events, so that ten of them tell less than ten worlds would. Intervals
of shares and medians use the effective number: as many independent ones as would tell as much (Korn & Graubard 1998).
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

#: Fewest independent values from which a median has a 95 % interval: all above or all below it by chance, 2 x 0.5^6.
FEWEST_FOR_MEDIAN = 6
#: Standard errors on either side of a normal estimate within which its 95 % interval lies.
Z_95 = NormalDist().inv_cdf(0.975)


def t_interval(middle: float, error: float, freedom: int) -> tuple[float, float]:
    """Student's t interval of 95 % around an estimate with its standard error; NaN without degrees of freedom."""
    width = float(stats.t.ppf(0.975, freedom)) * error if freedom > 0 else np.nan
    return middle - width, middle + width


def mean_interval(values: ArrayLike) -> tuple[float, float, float]:
    """The mean of known values with its 95 % t interval; NaN limits for fewer than two, no width if all are alike."""
    known = np.asarray(values, dtype=float)
    known = known[np.isfinite(known)]
    count, mean = len(known), float(known.mean()) if len(known) else np.nan
    error = float(known.std(ddof=1)) / count**0.5 if count > 1 and np.ptp(known) > 0 else 0.0
    return mean, *t_interval(mean, error, count - 1)


def exact_limits(share: float, number: float) -> tuple[float, float]:
    """The exact binomial 95 % interval (Clopper & Pearson 1934); the number need not be whole."""
    hits = share * number
    low = float(stats.beta.ppf(0.025, hits, number - hits + 1)) if hits > 0 else 0.0
    high = float(stats.beta.ppf(0.975, hits + 1, number - hits)) if hits < number else 1.0
    return low, high


def share_interval(yes: ArrayLike, groups: ArrayLike | None = None) -> tuple[float, float, float]:
    """A share with its 95 % interval: exact binomial, of as many independent values as the groups amount to.

    Args:
        yes: whether each has it; not empty.
        groups: the world of each; each counts by itself if None.
    """
    hits = np.asarray(yes, dtype=float)
    share = float(hits.mean())
    return share, *exact_limits(share, effective_number(hits, groups))


def median_interval(values: ArrayLike, groups: ArrayLike | None = None) -> tuple[float, float, float]:
    """A median with its 95 % interval: values between which the share below the median may lie (Woodruff 1952).

    Without groups this is the usual interval between order statistics. Values that are not known are left out; the
    limits are NaN with fewer than six independent ones.
    """
    value = np.asarray(values, dtype=float)
    known = np.isfinite(value)
    group = None if groups is None else np.asarray(groups)[known]
    value = value[known]
    if not len(value):
        return np.nan, np.nan, np.nan
    middle = float(np.median(value))
    number = effective_number(value <= middle, group)
    if number < FEWEST_FOR_MEDIAN:
        return middle, np.nan, np.nan
    low, high = np.quantile(value, exact_limits(0.5, number), method="inverted_cdf")
    return middle, float(low), float(high)


def effective_number(yes: ArrayLike, groups: ArrayLike | None) -> float:
    """How many independent values tell as much about a share as these do.

    Never more than there are. Where all are alike, or there is one group, each group counts once.
    """
    hits = np.asarray(yes, dtype=float)
    if groups is None:
        return float(len(hits))
    group = pd.factorize(np.asarray(groups))[0]
    count = group.max() + 1
    share = hits.mean()
    if count == len(hits) or count == 1 or share in (0.0, 1.0):
        return float(count)
    sums = np.bincount(group, hits - share)
    variance = count / (count - 1) * np.square(sums).sum() / len(hits) ** 2
    return float(min(share * (1 - share) / variance, len(hits))) if variance > 0 else float(len(hits))
