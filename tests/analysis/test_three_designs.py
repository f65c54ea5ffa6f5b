"""Three designs for one question agree within their intervals: many futures with few replicates, and the reverse."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.stats.intervals import median_interval
from analysis.stats.sharing import sharing
from analysis.survival.kaplan_meier import survival_of
from analysis.survival.restricted_mean import restricted_difference, restricted_mean
from sim.declarations.parameters import registry
from sim.experiments import latin_hypercube, make_plan, open_results, sweep, vary

#: Futures, replicates and seed of each design.
DESIGNS = ((340, 4, 1), (340, 5, 2), (17, 100, 3))
POLICIES = {"as is": {}, "endowed": {"money.endowment": 8e6}, "coordinator": {"coordination.fte": 2.0}}
Estimate = tuple[float, float, float]
GROUPS = ("meetings", "funding", "turnover", "governance")
OUTCOMES = ("trust", "practice", "spread", "depth", "dollars", "retained_24")


def estimates(points: int, replicates: int, seed: int, folder: Path) -> dict[tuple[str, str], Estimate]:
    """Estimates with their intervals, by policy and quantity."""
    varied = [vary(p.name) for p in registry().select(kind="uncertainty") if p.group in GROUPS]
    design = latin_hypercube(varied, samples=points, seed=seed)
    plan = make_plan("types/design_research", policies=POLICIES, design=design, replicates=replicates, seed=seed,
                     series="none")  # fmt: skip
    sweep(plan, out=folder, jobs=1)
    runs = open_results(folder).finished
    found = {}
    for policy, part in runs.groupby("policy", sort=False):
        curve = survival_of(part)
        for month in (60, 120):
            at = curve[curve["month"] <= month].iloc[-1]
            found[policy, f"going at {month}"] = (at["survival"], at["low"], at["high"])
        mean = restricted_mean(part["survival_months"], part["ended"] > 0, 120, groups=sharing(part))
        found[policy, "months"] = (mean.mean, mean.low, mean.high)
        for name in OUTCOMES:
            known = part[part[name].notna()]
            found[policy, name] = median_interval(known[name], sharing(known))
        if policy != "as is":
            longer = restricted_difference(_of(runs, "as is"), part, 120)
            found[policy, "months longer"] = (longer.mean, longer.low, longer.high)
    return found


def _of(runs: pd.DataFrame, policy: str) -> pd.DataFrame:
    return runs[runs["policy"] == policy]


@pytest.mark.slow
def test_each_estimate_lies_in_the_intervals_of_the_other_designs(tmp_path: Path) -> None:
    found = [estimates(*design, tmp_path / str(n)) for n, design in enumerate(DESIGNS)]
    inside = [
        found[b][key][1] <= found[a][key][0] <= found[b][key][2]
        for key in found[0] for a in range(3) for b in range(3) if a != b and np.isfinite(found[b][key][1])
    ]  # fmt: skip
    assert len(inside) > 150 and np.mean(inside) >= 0.9
