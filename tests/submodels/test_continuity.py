"""A number that is moved a little moves outcomes a little: no rule may hang on a number being whole.

A vacancy once was counted below zero where a search did not last whole months, and the post was never filled again. At
the defaults, which are whole, nothing was to be seen.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.declarations.parameters import Parameter, registry
from sim.engine.batch import Batch, Run
from sim.measures.outcomes import summarised
from sim.scenario.files import load_scenario

OUTCOMES = ("survival_months", "months_funded", "trust", "commitments", "expertise", "social_learning", "worth",
            "spread", "depth", "informed")  # fmt: skip
MONTHS, WORLDS = 96, 30
#: How far the value moves, as a share of its range, and how far outcomes may, in standard deviations of worlds.
NUDGE, LITTLE = 0.02, 0.4


def moved(p: Parameter) -> float:
    """The default moved by a small share of the plausible range, inwards."""
    step = NUDGE * (p.high - p.low)
    return p.default + (step if p.default + step <= p.high else -step)


def continuous() -> list[Parameter]:
    """Parameters that can take any value between their limits; each funder of a scenario has values of its own."""
    return [p for p in registry().values() if p.scope != "funder" and not p.choices and not p.is_integer]


def base(name: str) -> str:
    """Scenario in which a parameter is moved: design research, unless it sets levers and context of its own."""
    return "design_research" if registry()[name].kind == "uncertainty" else "baseline"


IN_MONTHS = [p.name for p in continuous() if p.unit == "months" and float(p.default).is_integer()]
OTHERS = [p.name for p in continuous() if p.name not in IN_MONTHS]


@pytest.fixture(scope="module")
def at_defaults() -> dict[str, dict[str, np.ndarray]]:
    return {scenario: outcomes(scenario, {}) for scenario in ("design_research", "baseline")}


def outcomes(name: str, values: dict[str, float]) -> dict[str, np.ndarray]:
    scenario = load_scenario(name).with_values(values)
    batch = Batch([Run(scenario, r, 3) for r in range(WORLDS)], MONTHS, tables=("partnerships",))
    batch.run()
    found = summarised(batch.record.values["partnerships"])
    return {name: np.asarray(found[name], dtype=float) for name in OUTCOMES}


def jumps(name: str, at_defaults: dict[str, dict[str, np.ndarray]]) -> dict[str, float]:
    """Outcomes that move by more than a little and clearly so, with the move in standard deviations."""
    after = outcomes(base(name), {name: moved(registry()[name])})
    found = {}
    for outcome, before in at_defaults[base(name)].items():
        difference = after[outcome] - before
        difference = difference[np.isfinite(difference)]
        error = difference.std(ddof=1) / np.sqrt(len(difference))
        size = abs(difference.mean())
        if size > LITTLE * np.nanstd(before) and size > 4 * error:
            found[outcome] = float(size / np.nanstd(before))
    return found


def test_there_are_such_numbers():
    assert "turnover.search" in IN_MONTHS and len(OTHERS) > 200


@pytest.mark.parametrize("name", IN_MONTHS)
def test_part_of_a_month_more_changes_little(name: str, at_defaults: dict[str, dict[str, np.ndarray]]):
    assert not jumps(name, at_defaults)


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERS)
def test_a_little_more_changes_little(name: str, at_defaults: dict[str, dict[str, np.ndarray]]):
    assert not jumps(name, at_defaults)
