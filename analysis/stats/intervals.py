"""Intervals for means, shares and medians, whatever runs share (`analysis.stats.sharing`).

Intervals of shares and medians use the effective number: as many independent values as would tell as much (Korn &
Graubard 1998).
"""

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.stats.sharing import Sharing, as_sharing

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
    limits are NaN with fewer than six independent ones.
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
    return middle, float(low), float(high)


def shared_mean(values: ArrayLike, groups: ArrayLike | Sharing | None = None) -> tuple[float, float, float]:
    """The mean of the known values with its 95 % t interval over what rows share; NaN limits with too few groups."""
    value = np.asarray(values, dtype=float)
    known = np.isfinite(value)
    if not known.any():
        return np.nan, np.nan, np.nan
    shared, value = as_sharing(groups, len(value)).take(known), value[known]
    mean = float(value.mean())
    return mean, *shared.limits(mean, _error_of_mean(value, shared))


def mean_p(values: ArrayLike, groups: ArrayLike | Sharing | None = None) -> float:
    """Two-sided p of a mean of 0, by Student's t over what rows share; NaN with too few groups."""
    value = np.asarray(values, dtype=float)
    shared = as_sharing(groups, len(value))
    error = _error_of_mean(value, shared)
    known = shared.are_enough and error > 0
    return float(2 * stats.t.sf(abs(value.mean()) / error, shared.freedom)) if known else np.nan


def _error_of_mean(value: np.ndarray, shared: Sharing) -> float:
    return float(np.sqrt(shared.variance(((value - value.mean()) / len(value))[:, None])[0]))


def effective_number(yes: ArrayLike, groups: ArrayLike | Sharing | None = None) -> float:
    """How many independent values tell as much about a share as these do (`Sharing.effective_number`)."""
    hits = np.asarray(yes, dtype=float)
    return as_sharing(groups, len(hits)).effective_number(hits)
