"""How long partnerships last: the Kaplan-Meier estimate, its confidence band, and how many are still followed.

The estimator is a few lines of NumPy, and tests compare it with a published table, ``scipy.stats.ecdf`` and
lifelines. Those take partnerships of one world as independent, although they compete for the same money and
have common random numbers, and have no band where nobody (or everybody) has ended.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.stats.intervals import Z_95
from analysis.stats.sharing import Sharing, as_sharing, sharing


def lives(
    months: ArrayLike, ended: ArrayLike, groups: ArrayLike | Sharing | None, *others: ArrayLike
) -> tuple[np.ndarray, np.ndarray, Sharing]:
    """Times, whether each is an end, and what they share.

    Raises:
        ValueError: no times, negative times, or arguments of different lengths.
    """
    time, event = np.asarray(months, dtype=float), np.asarray(ended, dtype=bool)
    shared = as_sharing(groups, len(time))
    if not len(time) or any(len(x) != len(time) for x in (event, *shared.kinds, *others)) or not (time >= 0).all():
        raise ValueError("times to the end need at least one time, none below 0, and as many marks, causes and groups")
    return time, event, shared


def kaplan_meier(
    months: ArrayLike, ended: ArrayLike, *, groups: ArrayLike | Sharing | None = None, also: ArrayLike = ()
) -> pd.DataFrame:
    """The Kaplan-Meier estimate (Kaplan & Meier 1958) with a 95 % log-log band (Kalbfleisch & Prentice 1980).

    The variance is Greenwood's. Where rows share something, such as partnerships of one world their random numbers, it
    comes from what the rows did to the estimate (as in ``survfit(cluster=)`` of R; `analysis.stats.sharing`). Where the
    log-log band does not exist (nobody has ended, or everybody) it is the exact binomial one, with each group counted
    once.

    Args:
        months: time to the end, or to the last month observed.
        ended: whether that time is an end (otherwise it is censored).
        groups: what rows share; each stands alone if None.
        also: further months that are wanted, none after the last one observed.

    Returns:
        One row for month 0, for each month in which something ended or observation stopped, and for those wanted
        ``also``: ``month``, ``at_risk``
        (still going just before), ``ended`` (in that month), ``survival``, ``error`` (standard error), ``low`` and
        ``high`` (NaN with too few groups).

    Raises:
        ValueError: no times, negative times, or arguments of different lengths.
    """
    time, event, shared = lives(months, ended, groups)
    at = np.unique(np.concatenate([time, [0.0], np.asarray(also, dtype=float)]))
    risk, deaths = (time[:, None] >= at), event[:, None] & (time[:, None] == at)
    at_risk, ends = risk.sum(axis=0), deaths.sum(axis=0)
    survival = np.cumprod(1 - ends / at_risk)
    variance = _greenwood(at_risk, ends) if shared.alone else _of_groups(risk, deaths, at_risk, ends, shared)
    low, high = log_log_band(survival, variance, shared)
    error = np.where(survival > 0, survival * np.sqrt(np.where(survival > 0, variance, 0.0)), 0.0)
    return pd.DataFrame({
        "month": at, "at_risk": at_risk, "ended": ends, "survival": survival, "error": error, "low": low, "high": high,
    })  # fmt: skip


def survival_of(table: pd.DataFrame, also: ArrayLike = ()) -> pd.DataFrame:
    """The Kaplan-Meier estimate of a table of runs (`kaplan_meier`)."""
    return kaplan_meier(table["survival_months"], table["ended"] > 0, groups=sharing(table), also=also)


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
    risk: np.ndarray, deaths: np.ndarray, at_risk: np.ndarray, ends: np.ndarray, shared: Sharing
) -> np.ndarray:
    """Variance of log survival from what each row did to it (Williams 1995); infinite once all have ended."""
    left = np.maximum(at_risk - ends, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = shared.variance(np.cumsum((deaths - risk * (ends / at_risk)) / left, axis=1))
    return np.where(np.isnan(variance), np.inf, variance)


def log_log_band(
    survival: np.ndarray, variance: np.ndarray, shared: Sharing
) -> tuple[np.ndarray, np.ndarray]:
    """Limits on the log-log scale, and the exact binomial ones where survival is 0 or 1.

    Args:
        survival: the estimate over time, beginning before anything can have ended.
        variance: of its logarithm.
        shared: what rows share; with too few groups the limits are NaN.
    """
    if not shared.are_enough:
        return np.full(len(survival), np.nan), np.full(len(survival), np.nan)
    inside = (survival > 0) & (survival < 1)
    log = np.log(np.where(inside, survival, 0.5))
    width = Z_95 if shared.alone else shared.width
    width = width * np.sqrt(np.where(inside & (variance > 0), variance, np.nan)) / -log  # NaN where nothing varied
    exact = 0.025 ** (1 / shared.count)
    low = np.where(inside, np.exp(log * np.exp(width)), np.where(survival == 1, exact, 0.0))
    high = np.where(inside, np.exp(log * np.exp(-width)), np.where(survival == 1, 1.0, 1 - exact))
    # Before month 0 nothing can have ended, which is no estimate.
    given = (np.arange(len(low)) == 0) & (survival == 1)
    return np.where(given, 1.0, low), np.where(given, 1.0, high)
