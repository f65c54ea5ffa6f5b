"""Intervals for means, shares and medians, whatever runs share (`analysis.stats.sharing`).

Intervals of shares and medians use the effective number: as many independent values as would tell as much (Korn &
Graubard 1998).
"""

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats.sharing import Sharing, as_sharing

#: Fewest independent values from which a median has a 95 % interval: all above or all below it by chance, 2 x 0.5^6.
FEWEST_FOR_MEDIAN = 6
#: Standard errors on either side of a normal estimate within which its 95 % interval lies.
Z_95 = NormalDist().inv_cdf(0.975)


def exact_limits(share: float, number: float) -> tuple[float, float]:
    """The exact binomial 95 % interval (Clopper & Pearson 1934); the number need not be whole."""
    from scipy.stats import beta

    hits = share * number
    low = float(beta.ppf(0.025, hits, number - hits + 1)) if hits > 0 else 0.0
    high = float(beta.ppf(0.975, hits + 1, number - hits)) if hits < number else 1.0
    return low, high


def share_interval(yes: ArrayLike, groups: ArrayLike | Sharing | None = None) -> tuple[float, float, float]:
    """A share with its 95 % interval: exact binomial, of as many independent values as the groups amount to.

    Args:
        yes: whether each has it; not empty.
        groups: what rows share; each counts by itself if None.

    Returns:
        The share and its limits, which are NaN with too few groups.
    """
    hits = np.asarray(yes, dtype=float)
    share, known = float(hits.mean()), as_sharing(groups, len(hits))
    if not known.are_enough:
        return share, np.nan, np.nan
    return share, *exact_limits(share, known.counted(hits))


def median_interval(values: ArrayLike, groups: ArrayLike | Sharing | None = None) -> tuple[float, float, float]:
    """A median with its 95 % interval: values between which the share below the median may lie (Woodruff 1952).

    Without groups this is the usual interval between order statistics. Values that are not known are left out; the
    limits are NaN with fewer than six independent ones, and where both would be the same value.
    """
    value = np.asarray(values, dtype=float)
    known = np.isfinite(value)
    if not known.any():
        return np.nan, np.nan, np.nan
    shared, value = as_sharing(groups, len(value)).take(known), value[known]
    middle = float(np.median(value))
    number = shared.counted(value <= middle)
    if number < FEWEST_FOR_MEDIAN or not shared.are_enough:
        return middle, np.nan, np.nan
    low, high = np.quantile(value, exact_limits(0.5, number), method="inverted_cdf")
    return (middle, float(low), float(high)) if low < high else (middle, np.nan, np.nan)


def shared_mean(
    values: ArrayLike, groups: ArrayLike | Sharing | None = None, *, weights: ArrayLike | None = None
) -> tuple[float, float, float]:
    """The mean of the known values with its 95 % t interval over what rows share.

    Args:
        values: NaN where not known.
        groups: what rows share; each counts by itself if None.
        weights: how much each counts; all alike if None.

    Returns:
        The mean and its limits, which are NaN with too few groups and where all values are alike.
    """
    mean, error, shared = _mean(values, groups, weights)
    return mean, *shared.limits(mean, error)


def mean_p(values: ArrayLike, groups: ArrayLike | Sharing | None = None) -> float:
    """Two-sided p of a mean of 0 of the known values, by Student's t over what rows share; NaN with too few groups.

    Where all are 0 it is 1. Where all are alike and not 0, the t test knows no spread, and the sign test of the groups
    stands in for it.
    """
    mean, error, shared = _mean(values, groups, None)
    if not shared.are_enough:
        return np.nan
    if error > 0:
        return shared.p(mean, error)
    return 1.0 if mean == 0 else 2.0 ** (1 - shared.count)


def _mean(
    values: ArrayLike, groups: ArrayLike | Sharing | None, weights: ArrayLike | None
) -> tuple[float, float, Sharing]:
    """The mean of the known values, its standard error (0 where all are alike), and what these share."""
    value = np.asarray(values, dtype=float)
    known = np.isfinite(value)
    shared, value = as_sharing(groups, len(value)).take(known), value[known]
    if not len(value):
        return np.nan, np.nan, shared
    part = np.full(len(value), 1 / len(value))
    if weights is not None:
        part = np.asarray(weights, dtype=float)[known]
        part = part / part.sum()
    mean = float(part @ value)
    if np.ptp(value) <= 1e-12 * np.abs(value).max():  # rounding is no spread
        return mean, 0.0, shared
    return mean, float(np.sqrt(shared.variance((part * (value - mean))[:, None])[0])), shared


def effective_number(yes: ArrayLike, groups: ArrayLike | Sharing | None = None) -> float:
    """How many independent values tell as much about a share as these do (`Sharing.effective_number`)."""
    hits = np.asarray(yes, dtype=float)
    return as_sharing(groups, len(hits)).effective_number(hits)
