"""Bounds and conservation hold every month, in every scenario and far from the defaults."""

from __future__ import annotations

import numpy as np
import pytest
from shared import SCENARIOS, SMALL, run_batch

from sim.declarations.parameters import registry
from sim.engine.batch import Batch, Run
from sim.scenario.files import load_scenario
from sim.state.tables import LIFE_STAGES, TABLES

#: Columns with the unit "share" that may leave [0, 1] by their nature.
SIGNED = {"practice_gap", "trust_lost", "access_gap"}
OPEN_ABOVE = {"overload"}
CENT = 0.01


def check_shares(name: str, table: np.recarray) -> None:
    for column in TABLES[name]:
        if column.unit == "benefit":
            assert np.abs(table[column.name]).max(initial=0) <= 1, f"{name}.{column.name} lies beyond -1 or 1"
        if column.unit != "share" or column.name in SIGNED:
            continue
        values = table[column.name]
        top = np.inf if column.name in OPEN_ABOVE else 1.0
        assert np.isfinite(values).all(), f"{name}.{column.name} is not finite"
        low, high = values.min(initial=0), values.max(initial=0)
        assert low >= -1e-12 and high <= top + 1e-12, f"{name}.{column.name} lies in [{low}, {high}]"


def check_month(batch: Batch) -> None:
    state = batch.state
    for name in ("partnerships", "districts", "schools", "teachers", "leaders", "researchers", "ties", "units"):
        if len(getattr(state, name)):
            check_shares(name, getattr(state, name))
    p, f = state.partnerships, state.funders
    # Dollars in are dollars out and cash, to the cent.
    cash = p.cash_project + p.cash_operating + p.cash_practice
    assert np.abs(p.total_in - p.total_out - cash).max() < CENT
    assert min(p.cash_project.min(), p.cash_operating.min(), p.cash_practice.min()) > -CENT
    # What funders awarded is paid, cancelled, or still to be paid; new awards stay within the year's budget.
    outstanding = np.zeros(len(f))
    running = state.grants.funder >= 0
    np.add.at(outstanding, state.grants.funder[running], (state.grants.monthly * state.grants.left)[running])
    assert np.abs(f.awarded - f.paid - f.cancelled - outstanding).max(initial=0) < 1.0
    assert (f.year_awarded <= state.funder_context.budget + CENT).all()
    assert (f.budget_left >= -CENT).all()
    # Hours that are spent are there.
    assert (p.research_hours <= p.research_hours_available + 1e-9).all()
    assert (p.practice_hours <= p.practice_hours_available + 1e-9).all()
    assert (p.promises_kept_now <= p.promises).all()
    assert set(np.unique(p.stage)) <= set(range(len(LIFE_STAGES)))


@pytest.mark.parametrize("name", SCENARIOS)
def test_bounds_and_conservation_hold_every_month(name):
    scenario = load_scenario(name)
    batch = Batch([Run(scenario, r, 11) for r in range(3)], 72)
    posts = [len(getattr(batch.state, t)) for t in ("teachers", "leaders", "researchers", "schools")]
    for _ in range(72):
        batch.step()
        check_month(batch)
    assert posts == [len(getattr(batch.state, t)) for t in ("teachers", "leaders", "researchers", "schools")]


def test_bounds_hold_at_the_edges_of_what_is_accepted(small):
    known = registry()
    sizes = {"district.schools", "district.teachers_per_school", "scale.districts", "district.coach_posts",
             "district.central_office_posts", "breadth.central_office", "breadth.principals", "breadth.coaches",
             "breadth.teachers", "team.tenured", "team.untenured", "team.staff", "team.graduates",
             "field.other_districts"}  # fmt: skip
    rng = np.random.default_rng(5)
    runs = []
    for r in range(40):
        values = {}
        for p in known.values():
            if p.name in sizes or p.choices:
                continue
            edge = (p.minimum, p.maximum, p.low, p.high)[rng.integers(4)]
            values[p.name] = float(edge)
        runs.append(Run(small.with_values(values), r, 1))
    batch = Batch(runs, 60)
    for _ in range(60):
        batch.step()
        check_month(batch)


def test_a_partnership_that_has_ended_stays_ended(small):
    batch = run_batch(small.with_values({"governance.floor": 0.6}), 20, 60)
    stage = batch.record.values["partnerships"].stage
    ended = stage == LIFE_STAGES.index("ended")
    assert ended.any()
    assert (ended[1:] >= ended[:-1]).all()
    values = batch.record.values["partnerships"]
    after = ended[:-1]  # from the month after the last on
    assert (values.external[1:][after] == 0).all() and (values.spent[1:][after] == 0).all()
    assert (values.cause[ended] > 0).all()


def test_nothing_happens_before_a_partnership_starts():
    scenario = load_scenario("types/nic").with_values(SMALL)
    from dataclasses import replace

    late = replace(scenario, partnerships=tuple(replace(p, start=25) for p in scenario.partnerships))
    values = run_batch(late, 3, 48).record.values["partnerships"]
    before = values[:23]
    assert (before.stage == LIFE_STAGES.index("not_started")).all()
    assert (before.total_in == 0).all() and (before.practice_hours == 0).all()
    assert (values[30:].stage != LIFE_STAGES.index("not_started")).all()
