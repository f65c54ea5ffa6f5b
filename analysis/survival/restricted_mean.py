"""Months that partnerships last within a horizon (restricted mean survival time), and how much longer some last.

The mean duration is not known when some go on past the horizon; the mean of durations cut off at a horizon is: the area
under the survival curve up to there (Irwin 1949; Royston & Parmar 2013). It needs no proportional hazards, and its unit
is months.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.stats.sharing import Sharing, as_sharing, sharing

#: Months below which a difference or an error is one of rounding.
LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class RestrictedMean:
    """Mean months within a horizon.

    Attributes:
        horizon: months up to which durations count.
        mean: the estimate [months]; of a difference, second minus first.
        error: its standard error; NaN with one group.
        low, high: 95 % interval, by Student's t over groups; NaN with too few.
        groups: number of groups, independent of each other.
    """

    horizon: float
    mean: float
    error: float
    low: float
    high: float
    groups: int


def restricted_mean(
    months: ArrayLike, ended: ArrayLike, horizon: float, *, groups: ArrayLike | Sharing | None = None
) -> RestrictedMean:
    """Mean months that partnerships last within a horizon.

    The standard error comes from what each row did to the estimate; without censoring and groups it is the ordinary one
    of a mean.

    Args:
        months: time to the end, or to the last month observed.
        ended: whether that time is an end.
        horizon: months up to which durations count.
        groups: what rows share; each stands alone if None.

    Raises:
        ValueError: no times, a horizon that is not above 0, or one at which nobody was followed any more.
    """
    mean, influence = _influence(months, ended, horizon)
    shared = as_sharing(groups, len(influence))
    error, low, high = _interval(mean, influence, shared)
    return RestrictedMean(horizon, mean, error, max(low, 0.0), min(high, horizon), shared.count)


def restricted_difference(first: pd.DataFrame, second: pd.DataFrame, horizon: float) -> RestrictedMean:
    """How many months longer the second last than the first, within a horizon.

    Rows of the same sample and seed are paired (replicates of two scenarios), which narrows the interval.

    Args:
        first, second: tables of runs with ``survival_months``, ``ended``, and what `sharing` needs.
        horizon: months up to which durations count.
    """
    (mean_1, by_1), (mean_2, by_2) = (
        _influence(table["survival_months"], table["ended"] > 0, horizon) for table in (first, second)
    )
    shared, influence = sharing(pd.concat([first, second])), np.concatenate([-by_1, by_2])
    difference = mean_2 - mean_1
    difference = 0.0 if abs(difference) < LEAST else difference
    return RestrictedMean(horizon, difference, *_interval(difference, influence, shared), shared.count)


def _influence(months: ArrayLike, ended: ArrayLike, horizon: float) -> tuple[float, np.ndarray]:
    """The restricted mean, and how far each row has moved it.

    What a partnership does to the curve is followed from end to end: in a month with n at risk and d ends, the curve
    is multiplied by 1 - d / n, and each partnership moves it by its own end less its share of the expected ones.
    """
    time, event = np.asarray(months, dtype=float), np.asarray(ended, dtype=bool)
    if not len(time) or len(time) != len(event) or not (time >= 0).all():
        raise ValueError("times to the end need at least one time, none below 0, and as many marks")
    if not horizon > 0:
        raise ValueError(f"the horizon must be above 0 months, not {horizon:g}")
    if time.max() < horizon and not event[time == time.max()].all():
        raise ValueError(f"nobody was followed to month {horizon:g}; the longest was followed for {time.max():g}")
    survival, moved = 1.0, np.zeros(len(time))
    area, area_moved, before = 0.0, np.zeros(len(time)), 0.0
    for at in np.unique(time[event & (time < horizon)]):
        area += survival * (at - before)
        area_moved += moved * (at - before)
        before = at
        risk, ends = time >= at, event & (time == at)
        share = ends.sum() / risk.sum()
        moved = moved * (1 - share) - survival * (ends - risk * share) / risk.sum()
        survival *= 1 - share
    area += survival * (horizon - before)
    area_moved += moved * (horizon - before)
    return float(area), area_moved


def _interval(mean: float, influence: np.ndarray, shared: Sharing) -> tuple[float, float, float]:
    """Standard error and limits; NaN with too few groups."""
    error = float(np.sqrt(shared.variance(influence[:, None])[0]))
    error = 0.0 if error < LEAST else error  # what is alike in all groups differs in the last digits
    return error, *shared.limits(mean, error)
