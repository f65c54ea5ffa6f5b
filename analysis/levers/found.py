"""What levers and events do: differences from the scenario as it is, over pairs of runs with common random numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.levers.design import Arm, arms_of, pairs_for
from analysis.levers.outcomes import TOLD, Told
from analysis.stats.intervals import mean_p, shared_mean
from analysis.stats.testing import holm
from sim.engine.batch import Batch, Run
from sim.experiments.plan.random_numbers import FEWEST
from sim.measures.record import never_one
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario

#: Rows of partnerships that are computed together: as many as fit into memory with ease.
TOGETHER = 600
#: Chance that one of a scenario's differences is called clear although nothing was moved.
ERROR = 0.05

Values = dict[str, np.ndarray]


def levers_of(
    *scenarios: str | Path | Scenario, only: Sequence[str] = (), replicates: int | None = None, seed: int = 1,
    threads: int | None = None, progress: Callable[[int], None] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """What each lever and each dated event moves in some scenarios.

    Args:
        scenarios: names, files or resolved scenarios.
        only: names or groups of levers, and kinds of event; all if empty.
        replicates: pairs of runs for each comparison; as many as a minute on two cores has room for if None.
        seed: as for `sim.run`.
        threads: threads to use; all cores if None.
        progress: called with the number of world-months that were finished since the last call.

    Returns:
        One row per scenario, value tried and outcome: ``scenario``, ``kind`` (lever or event), ``lever`` (dotted name,
        or kind of event), ``from`` (own value), ``to``, ``outcome``, ``unit``, ``own`` (mean as it is), ``difference``
        with its 95 % interval ``low`` to ``high`` (all four in that unit; no limits with fewer than five pairs of which
        the outcome is known, and no width where all pairs differ alike), ``pairs`` of which it is known, ``moved``
        (share of these that differ at all), ``seen`` (smallest size that people see), ``visible`` (the interval
        excludes zero and the size is seen), ``clear`` (visible, and stands when adjusted for all comparisons of the
        scenario, after Holm).

    Raises:
        ScenarioError: mistakes in a scenario.
        ValueError: unknown names in ``only``.
    """
    tables = []
    for scenario in scenarios:
        loaded = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        arms = arms_of(loaded, only)
        pairs = replicates or pairs_for(loaded, len(arms), loaded.months)
        tables.append(compared(loaded, arms, pairs, seed, threads=threads, progress=progress))
    return pd.concat(tables, ignore_index=True)


def compared(
    scenario: Scenario, arms: Sequence[Arm], pairs: int, seed: int, *, outcomes: Sequence[Told] = TOLD,
    threads: int | None = None, progress: Callable[[int], None] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """What each of some arms moves in one scenario, on some outcomes, as `levers_of` gives it."""
    # Arms that change nothing are the scenario as it is, and arms alike are run once.
    to_run = list({s.digest: s for s in (scenario, *(arm.scenario for arm in arms)) if s is not None}.values())
    measured = _measured(to_run, outcomes, pairs, scenario.months, seed, threads, progress)
    values = dict(zip((s.digest for s in to_run), measured, strict=True))
    own = values[scenario.digest]
    rows = []
    for arm in arms:
        other = None if arm.scenario is None else values[arm.scenario.digest]
        about = {"scenario": scenario.name, "kind": arm.kind, "lever": arm.name, "from": arm.own, "to": arm.to}
        rows += [about | _difference(told, own, other, scenario.months) for told in outcomes]
    table = pd.DataFrame(rows)
    excludes_zero = (table["low"] > 0) | (table["high"] < 0)
    table["visible"] = excludes_zero & (table["difference"].abs() >= table["seen"])
    table["clear"] = table["visible"] & (holm(table.pop("p").to_numpy()) < ERROR)
    return table


def _difference(told: Told, own: Values, other: Values | None, months: int) -> dict[str, object]:
    """One outcome of one arm; partnerships of a world are averaged first, since they share random numbers."""
    before = told.factor * own[told.name]
    mean = float(np.nanmean(before)) if np.isfinite(before).any() else np.nan
    apart = np.full(before.shape, np.nan) if other is None else told.factor * other[told.name] - before
    by_world = apart[np.isfinite(apart).any(axis=1)]
    by_world = np.nanmean(by_world, axis=1) if len(by_world) else np.empty(0)
    if len(by_world) >= FEWEST and not np.ptp(by_world):  # what differs by the same in all of enough leaves no doubt
        low = high = difference = float(by_world[0])
    else:
        difference, low, high = shared_mean(by_world)
    return {
        "outcome": told.name, "unit": told.unit, "own": mean, "difference": difference, "low": low, "high": high,
        "pairs": len(by_world), "moved": float((by_world != 0).mean()) if len(by_world) else np.nan,
        "seen": told.seen(months, mean), "p": mean_p(by_world),
    }  # fmt: skip


def _measured(
    scenarios: Sequence[Scenario], outcomes: Sequence[Told], pairs: int, months: int, seed: int, threads: int | None,
    progress: Callable[[int], None] | None,
) -> Iterator[Values]:  # fmt: skip
    """Outcomes of each scenario, of shape (pairs, partnerships), a few scenarios at a time."""
    partnerships = len(scenarios[0].partnerships)
    step = max(1, TOGETHER // (pairs * partnerships))
    for first in range(0, len(scenarios), step):
        some = scenarios[first : first + step]
        batch = Batch([Run(s, r, seed) for s in some for r in range(pairs)], months, tables=("partnerships",))
        batch.run(threads=threads, progress=progress)
        record = batch.record.partnerships
        rows = record.shape[1]
        record = never_one(record)
        values = {told.name: told.of(record)[:rows].reshape(len(some), pairs, partnerships) for told in outcomes}
        for n in range(len(some)):
            yield {name: value[n] for name, value in values.items()}
