"""Months that partnerships last within a horizon (restricted mean survival time), and how much longer some last.

The mean duration is not known when some go on past the horizon; the mean of durations cut off at a horizon is: the area
under the survival curve up to there (Irwin 1949; Royston & Parmar 2013). It needs no proportional hazards, and its unit
is months.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.stats.intervals import t_interval
from analysis.survival.kaplan_meier import clusters, lives


class RestrictedMean(NamedTuple):
    """Mean months within a horizon.

    Attributes:
        horizon: months up to which durations count.
        mean: the estimate [months]; of a difference, second minus first.
        error: its standard error; NaN with one group.
        low, high: 95 % interval by Student's t over groups.
        groups: number of groups, independent of each other.
    """

    horizon: float
    mean: float
    error: float
    low: float
    high: float
    groups: int


def restricted_mean(
    months: ArrayLike, ended: ArrayLike, horizon: float, *, groups: ArrayLike | None = None
) -> RestrictedMean:
    """Mean months that partnerships last within a horizon.

    The standard error comes from the influence of each group on the estimate; without censoring and groups it is the
    ordinary one of a mean.

    Args:
        months: time to the end, or to the last month observed.
        ended: whether that time is an end.
        horizon: months up to which durations count.
        groups: the group of each; every member is a group of its own if None.

    Raises:
        ValueError: no times, a horizon that is not above 0, or one at which nobody was followed any more.
    """
    mean, influence = _influence(months, ended, horizon, groups)
    error, low, high = _interval(mean, influence)
    return RestrictedMean(horizon, mean, error, max(low, 0.0), min(high, horizon), len(influence))


def restricted_difference(first: pd.DataFrame, second: pd.DataFrame, horizon: float) -> RestrictedMean:
    """How many months longer the second last than the first, within a horizon.

    Groups of the same name are paired by seed (replicates of two scenarios), which narrows the interval.

    Args:
        first, second: tables of runs with ``survival_months``, ``ended``, and ``cluster`` or ``run``.
        horizon: months up to which durations count.
    """
    (mean_1, by_1), (mean_2, by_2) = (
        _influence(table["survival_months"], table["ended"] > 0, horizon, clusters(table)) for table in (first, second)
    )
    difference, influence = mean_2 - mean_1, by_2.sub(by_1, fill_value=0.0)
    return RestrictedMean(horizon, difference, *_interval(difference, influence), len(influence))


def _influence(
    months: ArrayLike, ended: ArrayLike, horizon: float, groups: ArrayLike | None
) -> tuple[float, pd.Series]:
    """The restricted mean, and how far each group has moved it.

    What a partnership does to the curve is followed from end to end: in a month with n at risk and d ends, the curve
    is multiplied by 1 - d / n, and each partnership moves it by its own end less its share of the expected ones.
    """
    time, event, group = lives(months, ended, groups)
    names = group if groups is None else np.asarray(groups)
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
    return float(area), pd.Series(area_moved).groupby(names).sum()


def _interval(mean: float, influence: pd.Series) -> tuple[float, float, float]:
    """Standard error and limits; NaN for a single group."""
    count = len(influence)
    if count < 2:
        return np.nan, np.nan, np.nan
    error = float(np.sqrt(count / (count - 1) * np.square(influence).sum()))
    return error, *t_interval(mean, error, count - 1)
