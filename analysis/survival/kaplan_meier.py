"""How long partnerships last: the Kaplan-Meier estimate, its confidence band, and how many are still followed.

The estimator is a few lines of NumPy, and tests compare it with a published table, ``scipy.stats.ecdf`` and
lifelines. Those take partnerships of one world as independent, although they compete for the same money and
have common random numbers, and have no band where nobody (or everybody) has ended; and ``rpp run``, which draws this
figure, need not wait for lifelines to be imported. Survival models (`analysis.survival.regression`) are lifelines'.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.stats.intervals import Z_95

#: Fewest groups from which a band is estimated.
FEWEST_FOR_BAND = 5


def lives(
    months: ArrayLike, ended: ArrayLike, groups: ArrayLike | None, *others: ArrayLike
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Times, whether each is an end, and the number of the group of each (a group of its own if None).

    Raises:
        ValueError: no times, negative times, or arguments of different lengths.
    """
    time, event = np.asarray(months, dtype=float), np.asarray(ended, dtype=bool)
    group = np.arange(len(time)) if groups is None else pd.factorize(np.asarray(groups))[0]
    if not len(time) or any(len(x) != len(time) for x in (event, group, *others)) or not (time >= 0).all():
        raise ValueError("times to the end need at least one time, none below 0, and as many marks, causes and groups")
    return time, event, group


def kaplan_meier(months: ArrayLike, ended: ArrayLike, *, groups: ArrayLike | None = None) -> pd.DataFrame:
    """The Kaplan-Meier estimate (Kaplan & Meier 1958) with a 95 % log-log band (Kalbfleisch & Prentice 1980).

    The variance is Greenwood's. Where groups hold several members, such as partnerships in one world, it is the sum of
    squares of the groups' influence on the estimate (as in ``survfit(cluster=)`` of R), because members share their
    random numbers. Where the log-log band does not exist (nobody has ended, or everybody) it is the exact binomial one,
    with each group counted once.

    Args:
        months: time to the end, or to the last month observed.
        ended: whether that time is an end (otherwise it is censored).
        groups: the group of each; every member is a group of its own if None.

    Returns:
        One row for month 0 and for each month in which something ended or observation stopped: ``month``, ``at_risk``
        (still going just before), ``ended`` (in that month), ``survival``, ``error`` (standard error), ``low`` and
        ``high`` (NaN with fewer than five groups).

    Raises:
        ValueError: no times, negative times, or arguments of different lengths.
    """
    time, event, group = lives(months, ended, groups)
    at = np.unique(np.append(time, 0.0))
    risk, deaths = (time[:, None] >= at), event[:, None] & (time[:, None] == at)
    at_risk, ends = risk.sum(axis=0), deaths.sum(axis=0)
    survival = np.cumprod(1 - ends / at_risk)
    count = group.max() + 1
    alone = count == len(time)
    variance = _greenwood(at_risk, ends) if alone else _of_groups(risk, deaths, at_risk, ends, group)
    low, high = log_log_band(survival, variance, count)
    error = np.where(survival > 0, survival * np.sqrt(np.where(survival > 0, variance, 0.0)), 0.0)
    return pd.DataFrame({
        "month": at, "at_risk": at_risk, "ended": ends, "survival": survival, "error": error, "low": low, "high": high,
    })  # fmt: skip


def clusters(table: pd.DataFrame) -> pd.Series:
    """The clusters of a table of runs: its column ``cluster`` where it has one, else worlds (``run``)."""
    return table["cluster"] if "cluster" in table else table["run"]


def wider(table: pd.DataFrame, value: str, estimate: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
    """An estimate with the wider of two intervals, row by row: by its clusters, and by replicates.

    Clusters of a sweep of many points are the points, which were sampled. Replicates of the same number share their
    random numbers over points, so that points are not independent either; each clustering leaves out what the other
    counts. Where replicates are too few for an interval, there is none.

    Args:
        table: runs; there is one interval unless it has ``cluster`` and ``replicate``, with five groups or more each.
        value: the column of the estimate that ``low`` and ``high`` (and ``error``, if there is one) belong to. Where
            one of them equals it (nobody has ended, or everybody) nothing was estimated from the spread of groups, and
            clusters count.
        estimate: makes rows of such a table, clustered by `clusters`.
    """
    found = estimate(table)
    both = [table[c] for c in ("cluster", "replicate") if c in table]
    if len(both) < 2 or min(groups.nunique() for groups in both) < FEWEST_FOR_BAND or both[0].equals(both[1]):
        return found
    other = estimate(table.assign(cluster=table["replicate"]))
    more = ~(other["high"] - other["low"] <= found["high"] - found["low"])  # also where there is none by replicates
    more &= (found["low"] < found[value]) & (found[value] < found["high"])
    limits = [c for c in ("error", "low", "high") if c in found]
    found.loc[more, limits] = other.loc[more, limits]
    return found


def survival_of(table: pd.DataFrame) -> pd.DataFrame:
    """The Kaplan-Meier estimate of a table of runs (`kaplan_meier`), with the `wider` band."""
    return wider(table, "survival", lambda runs: kaplan_meier(
        runs["survival_months"], runs["ended"] > 0, groups=clusters(runs)))  # fmt: skip


def number_at_risk(months: ArrayLike, at: ArrayLike) -> np.ndarray:
    """How many were still going, and followed, after each of some months: those whose time is longer.

    A partnership followed to the horizon counts at the horizon too.
    """
    time, at = np.asarray(months, dtype=float), np.asarray(at, dtype=float)
    return (time[:, None] >= at).sum(axis=0)


def _greenwood(at_risk: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Variance of log survival (Greenwood 1926); infinite once all have ended."""
    with np.errstate(divide="ignore"):
        return np.cumsum(np.where(ends > 0, ends / (at_risk * np.maximum(at_risk - ends, 0.0)), 0.0))


def _of_groups(
    risk: np.ndarray, deaths: np.ndarray, at_risk: np.ndarray, ends: np.ndarray, group: np.ndarray
) -> np.ndarray:
    """Variance of log survival from the influence of each group (Williams 1995); infinite once all have ended."""
    left = np.maximum(at_risk - ends, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        influence = np.cumsum((deaths - risk * (ends / at_risk)) / left, axis=1)
    total = np.zeros((group.max() + 1, len(at_risk)))
    np.add.at(total, group, influence)
    variance = np.square(total).sum(axis=0)
    return np.where(np.isnan(variance), np.inf, variance)


def log_log_band(survival: np.ndarray, variance: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """95 % limits on the log-log scale, and the exact binomial ones where survival is 0 or 1.

    Args:
        survival: the estimate over time, beginning before anything can have ended.
        variance: of its logarithm.
        count: number of independent groups; with fewer than five the limits are NaN.
    """
    if count < FEWEST_FOR_BAND:
        return np.full(len(survival), np.nan), np.full(len(survival), np.nan)
    inside = (survival > 0) & (survival < 1)
    log = np.log(np.where(inside, survival, 0.5))
    width = Z_95 * np.sqrt(np.where(inside, variance, 0.0)) / -log
    exact = 0.025 ** (1 / count)
    low = np.where(inside, np.exp(log * np.exp(width)), np.where(survival == 1, exact, 0.0))
    high = np.where(inside, np.exp(log * np.exp(-width)), np.where(survival == 1, 1.0, 1 - exact))
    # Nothing can have ended before month 0.
    return np.where(np.arange(len(low)) == 0, survival, low), np.where(np.arange(len(high)) == 0, survival, high)
