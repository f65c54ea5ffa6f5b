"""Places of two sizes: what a teacher costs stays the same, and so, nearly, does what a teacher gains from it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from shared import run_batch

from sim.engine.batch import Batch, Run
from sim.scenario.files import load_scenario
from sim.scenario.folders import find_scenarios
from sim.scenario.scenario import Scenario
from sim.state.tables import PRINCIPAL

SMALL, LARGE = "presets/small_rural", "presets/large_urban"
TYPES = [name for name, _ in find_scenarios() if name.startswith("types/")]


def teachers(scenario: Scenario) -> float:
    return sum(d.context["district.schools"] * d.context["district.teachers_per_school"]
               for d in scenario.partnerships[0].districts)  # fmt: skip


@pytest.mark.parametrize("preset", [SMALL, LARGE])
@pytest.mark.parametrize("type_", TYPES)
def test_any_type_can_be_put_into_a_place(preset: str, type_: str, tmp_path: Path):
    file = tmp_path / "put.yaml"
    file.write_text(f"extends: [{type_}, {preset}]\n", encoding="utf-8")
    put, place, own = load_scenario(file), load_scenario(preset), load_scenario(type_)
    assert put.partnerships[0].districts[0].context == place.partnerships[0].districts[0].context
    levers = put.partnerships[0].levers
    assert levers["money.start_grant"] == place.partnerships[0].levers["money.start_grant"]
    assert levers["work.unit_months"] == own.partnerships[0].levers["work.unit_months"]


@pytest.mark.parametrize("name", ["money.start_grant", "money.in_kind"])
@pytest.mark.parametrize("preset", [SMALL, LARGE])
def test_money_for_each_teacher_is_that_of_the_baseline(preset: str, name: str):
    base, place = load_scenario("baseline"), load_scenario(preset)
    each = [s.partnerships[0].levers[name] / teachers(s) for s in (base, place)]
    assert each[1] == pytest.approx(each[0], rel=0.02)


def test_a_teacher_gains_about_as_much_for_the_same_dollars_in_a_place_of_any_size():
    gains = {}
    for name in (SMALL, "baseline", LARGE):
        practice = run_batch(load_scenario(name), 20, 60).record.values["partnerships"].practice
        gains[name] = float((practice[36:60] - practice[0]).mean())
    assert max(gains.values()) - min(gains.values()) < 0.03, gains


def lost_bench(preset: str) -> float:
    """Part of the bench that goes with one principal at the table, mean over worlds."""
    batch = Batch([Run(load_scenario(preset), r, 1) for r in range(20)], 24)
    for _ in range(18):
        batch.step()
    state = batch.state
    before = state.districts.bench.copy()
    principals = np.flatnonzero((state.leaders.role == PRINCIPAL) & (state.leaders.seat >= 0))
    first = principals[np.unique(state.leaders.district[principals], return_index=True)[1]]
    state.leaders.vacant[first] = 6
    batch.step()
    return float(np.mean(1 - state.districts.bench / before))


def test_one_departure_matters_more_in_a_small_place():
    small, large = lost_bench(SMALL), lost_bench(LARGE)
    assert small > 0.05 and small > 3 * large, (small, large)
