"""Sustainability of several scenarios as tables: how long they last, why and when they end, and what is retained.

Every function takes a table of runs with ``scenario`` (any label that tells groups apart), ``survival_months``,
``ended``, ``cause`` and what `sharing` needs; it gives tidy rows with 95 % intervals.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.stats.intervals import median_interval, share_interval
from analysis.stats.sharing import sharing
from analysis.survival.competing_causes import cumulative_incidence
from analysis.survival.hazard import hazard_by_year
from analysis.survival.kaplan_meier import survival_of
from analysis.survival.restricted_mean import restricted_difference, restricted_mean
from analysis.wording.tables import parts
from sim.engine.findings import Findings
from sim.measures.outcomes import RETENTION_MONTHS

#: What counts as kept, in the table of retention.
KEPT = 0.5


def common_horizon(runs: pd.DataFrame) -> float:
    """The last month to which some partnership of every scenario was followed, or by which all of it had ended."""
    ends = []
    for _, part in parts(runs):
        followed = part["survival_months"].max()
        all_ended = (part.loc[part["survival_months"] == followed, "ended"] > 0).all()
        ends.append(part["months"].max() if all_ended else followed)
    return float(min(ends))


def lasting(runs: pd.DataFrame, horizon: float | None = None) -> pd.DataFrame:
    """How long partnerships last, one row per scenario.

    Args:
        runs: one row per run and partnership.
        horizon: month up to which durations count; the last that every scenario was followed to if None.

    Returns:
        ``scenario``, ``partnerships``, ``worlds``, ``ended``, ``horizon``; ``going`` at the horizon (Kaplan-Meier) with
        ``going_low`` and ``going_high``; ``median_life`` (month by which half had ended; NaN if fewer have);
        ``mean_life`` (restricted to the horizon) with ``error``, ``mean_low``, ``mean_high``; ``longer_than_first``
        with ``longer_low`` and ``longer_high`` (paired by seed where groups are; NaN for the first).

    Raises:
        ValueError: a horizon at which nobody was followed any more.
    """
    until = common_horizon(runs) if horizon is None else float(horizon)
    rows, first = [], None
    for name, part in parts(runs):
        curve = survival_of(part)
        last = curve[curve["month"] <= until].iloc[-1]
        half = curve.loc[curve["survival"] <= 0.5 + 1e-9, "month"]
        mean = restricted_mean(part["survival_months"], part["ended"] > 0, until, groups=sharing(part))
        more = (np.nan,) * 3
        if first is not None:
            found = restricted_difference(first, part, until)
            more = (found.mean, found.low, found.high)
        first = part if first is None else first
        rows.append((name, len(part), part["run"].nunique(), int((part["ended"] > 0).sum()), until, last.survival,
                     last.low, last.high, half.min(), mean.mean, mean.error, mean.low, mean.high, *more))  # fmt: skip
    return pd.DataFrame(rows, columns=[
        "scenario", "partnerships", "worlds", "ended", "horizon", "going", "going_low", "going_high", "median_life",
        "mean_life", "error", "mean_low", "mean_high", "longer_than_first", "longer_low", "longer_high",
    ])  # fmt: skip


def survival_by_month(result: Findings) -> pd.DataFrame:
    """The Kaplan-Meier estimate of each scenario and variant of some results (`kaplan_meier`).

    Returns:
        ``scenario``, ``variant``, and the columns of `kaplan_meier`.
    """
    found = [
        survival_of(part).assign(scenario=scenario, variant=variant)
        for (scenario, variant), part in result.runs.groupby(["scenario", "variant"], sort=False)
    ]
    table = pd.concat(found, ignore_index=True)
    return table[["scenario", "variant", *(c for c in table if c not in ("scenario", "variant"))]]


def causes_of_ending(runs: pd.DataFrame) -> pd.DataFrame:
    """Share that each cause has ended by each month, for each scenario (`cumulative_incidence`)."""
    return _each(runs, lambda part: cumulative_incidence(
        part["survival_months"], part["ended"] > 0, part["cause"].astype(str), groups=sharing(part)))  # fmt: skip


def hazards(runs: pd.DataFrame) -> pd.DataFrame:
    """Chance to end in each year of life, for each scenario (`hazard_by_year`)."""
    return _each(runs, lambda part: hazard_by_year(
        part["survival_months"], part["ended"] > 0, groups=sharing(part)))  # fmt: skip


def retention(runs: pd.DataFrame) -> pd.DataFrame:
    """Of the teachers who used it deeply when grants ended for good, how many still do 12, 24 and 36 months later.

    Whoever left the school counts as lost. It is known only where grants ended early enough and at least 2 % of
    teachers used the innovation deeply then, so that a scenario in which grants go on has few known values, and these
    are its less fortunate runs.

    Returns:
        One row per scenario and ``after`` (months): ``partnerships``, ``known``, ``median`` with ``low`` and ``high``,
        ``p25``, ``p75``, ``kept_half`` (share that keeps at least half) with ``kept_low`` and ``kept_high``.
    """
    rows = []
    for name, part in parts(runs):
        for after in RETENTION_MONTHS:
            known = part[part[f"retained_{after}"].notna()]
            values = known[f"retained_{after}"]
            middle = kept = (np.nan,) * 3
            if len(known):
                shared = sharing(known)
                middle, kept = median_interval(values, shared), share_interval(values >= KEPT, shared)
            rows.append((name, after, len(part), len(known), *middle, *values.quantile([0.25, 0.75]), *kept))
    columns = ["scenario", "after", "partnerships", "known", "median", "low", "high", "p25", "p75", "kept_half",
               "kept_low", "kept_high"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _each(runs: pd.DataFrame, table_of: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
    """A table of each scenario, one below the other."""
    found = []
    for name, part in parts(runs):
        table = table_of(part)
        table.insert(0, "scenario", name)
        found.append(table)
    # pandas cannot tell the types of columns without rows
    return pd.concat([table for table in found if len(table)] or found[:1], ignore_index=True)
