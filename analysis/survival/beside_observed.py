"""Simulated lifetimes beside observed ones: share still going, months within a horizon, and a test of the difference.

The usual test, logrank, takes every lifetime as independent; runs share random numbers and draws, so that it would find
differences that are not there. Here each side has the variance that fits it: runs that of what they share
(`analysis.stats.sharing`), observed lifetimes that of independent ones (Greenwood 1926). The test is of the difference
of restricted means (Royston & Parmar 2013), with Welch's degrees of freedom. Differences of shares have limits made
from those of both curves (MOVER: Zou & Donner 2008), which holds where a curve stands at 0 or 1, too.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import stats

from analysis.stats.sharing import sharing
from analysis.survival.kaplan_meier import survival_of
from analysis.survival.observed import Observed
from analysis.survival.restricted_mean import RestrictedMean, restricted_mean
from analysis.survival.tables import common_horizon
from analysis.wording.tables import parts

#: Years at which the curves are compared, as far as both sides were followed.
YEARS = (1, 2, 3, 5, 8, 10, 15, 20)


def differences_by_year(runs: pd.DataFrame, observed: Observed) -> pd.DataFrame:
    """How many more simulated partnerships than observed ones are still going.

    Args:
        runs: one row per run and partnership, with ``scenario``.
        observed: lifetimes.

    Returns:
        ``scenario``, ``month``, ``year``; ``simulated`` and ``observed`` shares still going, each with ``_low`` and
        ``_high``; ``difference`` (simulated less observed) with ``low`` and ``high``: 95 %, NaN with too few groups.
    """
    rows = []
    for name, part, seen, horizon in _pairs(runs, observed):
        months = [12.0 * year for year in YEARS if 12 * year <= horizon] or [horizon]
        both = [_at(table, months) for table in (part, seen)]
        for month, (s, s_low, s_high), (o, o_low, o_high) in zip(months, *both, strict=True):
            low = s - o - math.hypot(s - s_low, o_high - o)
            high = s - o + math.hypot(s_high - s, o - o_low)
            rows.append((name, month, month / 12, s, s_low, s_high, o, o_low, o_high, s - o, low, high))
    return pd.DataFrame(rows, columns=[
        "scenario", "month", "year", "simulated", "simulated_low", "simulated_high", "observed", "observed_low",
        "observed_high", "difference", "low", "high",
    ])  # fmt: skip


def compared_means(runs: pd.DataFrame, observed: Observed) -> pd.DataFrame:
    """Whether simulated partnerships last longer than observed ones, within the months to which both were followed.

    Returns:
        ``scenario``, ``horizon``; ``simulated`` and ``observed`` restricted means [months]; ``difference`` with
        ``error``, ``freedom``, ``low``, ``high`` (95 %) and ``p``: NaN with too few groups, or where one side did not
        vary.
    """
    rows = []
    for name, part, seen, horizon in _pairs(runs, observed):
        means = [_mean(table, horizon) for table in (part, seen)]
        difference = means[0].mean - means[1].mean
        rows.append((name, horizon, means[0].mean, means[1].mean, difference, *_welch(difference, means)))
    return pd.DataFrame(rows, columns=[
        "scenario", "horizon", "simulated", "observed", "difference", "error", "freedom", "low", "high", "p",
    ])  # fmt: skip


def _pairs(runs: pd.DataFrame, observed: Observed) -> list[tuple[str, pd.DataFrame, pd.DataFrame, float]]:
    """Each simulated group, the observed lifetimes as far as it was followed, and the month to which both were."""
    found = []
    for name, part in parts(runs):
        seen = observed.as_runs(int(part["months"].max()))
        found.append((name, part, seen, min(common_horizon(part), common_horizon(seen))))
    return found


def _at(table: pd.DataFrame, months: list[float]) -> list[tuple[float, float, float]]:
    """Share still going after each of some months, with its limits; after the last end of all it stays at 0."""
    last = table["survival_months"].max()
    curve = survival_of(table, [month for month in months if month <= last]).set_index("month")
    rows = [curve.loc[min(month, last)] for month in months]
    return [(row["survival"], row["low"], row["high"]) for row in rows]


def _mean(table: pd.DataFrame, horizon: float) -> RestrictedMean:
    return restricted_mean(table["survival_months"], table["ended"] > 0, horizon, groups=sharing(table))


def _welch(difference: float, means: list[RestrictedMean]) -> tuple[float, float, float, float, float]:
    """Standard error, degrees of freedom (Welch 1947), limits and p of a difference of two means."""
    if not all(math.isfinite(mean.low) and mean.error > 0 for mean in means):
        return (np.nan,) * 5
    parts_of_variance = [mean.error**2 for mean in means]
    error = math.sqrt(sum(parts_of_variance))
    freedom = error**4 / sum(v**2 / (m.groups - 1) for v, m in zip(parts_of_variance, means, strict=True))
    width = float(stats.t.ppf(0.975, freedom)) * error
    p = 2 * float(stats.t.sf(abs(difference) / error, freedom))
    return error, freedom, difference - width, difference + width, p
