"""Outcomes at a glance, as numbers: one row per scenario, variant and outcome."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.comparison.pairs import MAIN, chosen_outcomes
from sim.engine.findings import Findings

KEYS = ["scenario", "variant"]


def outcomes_at_a_glance(result: Findings, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
    """Mean, median and 90 % range of outcomes over runs, as `Findings.summary` promises.

    Args:
        result: what was run.
        outcomes: names from `sim.measures.outcomes`; the main ones if None, all of them if ``("all",)``.

    Raises:
        ValueError: unknown outcomes.
    """
    wanted = chosen_outcomes(([outcomes] if isinstance(outcomes, str) else outcomes) or ("ended", *MAIN))
    rows = [
        (*arm, o.name, o.label, o.unit, part[o.name].count(), part[o.name].mean(),
         *part[o.name].quantile([0.5, 0.05, 0.95]))
        for arm, part in result.runs.groupby(KEYS, sort=False) for o in wanted
    ]  # fmt: skip
    columns = [*KEYS, "outcome", "label", "unit", "known", "mean", "median", "p5", "p95"]
    return pd.DataFrame(rows, columns=columns).set_index([*KEYS, "outcome"])
