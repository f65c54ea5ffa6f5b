"""Structures are built over months, wear as people leave, and change when partners look at how they work together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared import SMALL, run_batch

import sim
from sim.declarations.parameters import record_array, registry
from sim.engine.batch import Batch, Run
from sim.kernel import event_log as log
from sim.kernel.intentions import RECORDS, intended
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario, Value
from sim.submodels import learning, structures

share = st.floats(0, 1)
P = record_array(registry().select(scope="world", group="structures"), 1)[0]
L = record_array(registry().select(scope="world", group="learning"), 1)[0]
HABITS = ("rhythm", "protocols", "rules", "memory", "welcome", "handover")
#: Nothing ends, and money pays for all that is planned.
GOES_ON: dict[str, Value] = {"governance.end_rate": 0, "governance.starved": 0, "money.endowment": 5e6,
                             "membership.leave": 0}  # fmt: skip
#: Everybody comes and goes.
RESTLESS: dict[str, Value] = {
    "district.superintendent_turnover": 0.9, "district.central_office_turnover": 0.9, 
    "turnover.principal": 0.9, "district.teacher_turnover": 0.85, "turnover.staff": 0.9, 
}  # fmt: skip


def small(**values: Value) -> Scenario:
    return load_scenario("baseline").with_values({**SMALL, **GOES_ON, **values})


def mean_of(column: str, months: slice = slice(36, None), worlds: int = 24, **values: Value) -> float:
    return float(run_batch(small(**values), worlds, 72).record.values["partnerships"][column][months].mean())


# --- rules ---------------------------------------------------------------------------------------------------------


@given(share, share, share, share)
def test_a_structure_stays_between_what_it_was_less_what_left_and_what_is_kept_up(value, aim, hours, lost):
    after = structures.built(value, aim, hours, lost, P)
    low, high = sorted((value * (1 - lost), aim * hours))
    assert low - 1e-12 <= after <= high + 1e-12


def test_half_of_a_habit_is_formed_in_four_to_twelve_months():
    rate = registry()["structures.build_rate"]
    half = [np.log(0.5) / np.log(1 - share) for share in (rate.high, rate.default, rate.low)]
    assert 3.5 < half[0] < half[1] < half[2] < 14


@given(share, share, share)
def test_newcomers_who_are_brought_in_and_records_keep_habits(leaving, welcome, records):
    lost = structures.worn(leaving, welcome, records)
    assert 0 <= lost <= leaving
    assert structures.worn(leaving, 1.0, records) == 0 == structures.worn(leaving, welcome, 1.0)
    assert structures.worn(leaving, 0.0, 0.0) == leaving


@given(st.floats(0, 400), st.floats(0, 400))
def test_upkeep_is_continuous_at_no_coordination_and_never_whole(hours, organising):
    assert 0 <= structures.upkeep(hours, organising) <= 1
    assert structures.upkeep(0.0, organising) == 0
    assert structures.upkeep(1e-6, 36.0) < 1e-6
    assert structures.upkeep(36.0, 36.0) == pytest.approx(0.5)


@given(share, share)
def test_revisions_add_to_what_was_meant_and_never_take_away(lever, added):
    assert lever <= intended(lever, added) <= 1


@given(share, share, share)
def test_the_weakest_component_limits_what_an_exchange_is_worth(exchange, weakest, more):
    low, high = sorted((weakest, more))
    assert 0 <= learning.learning_together(exchange, low, L) <= learning.learning_together(exchange, high, L) < 1
    assert learning.learning_together(exchange, 0.0, L) == 0


# --- months --------------------------------------------------------------------------------------------------------


def test_nothing_is_in_place_in_the_first_month_and_intentions_set_the_limit():
    batch = run_batch(small(**{"structure.reflective_routines": 0}), 12, 60)
    p = batch.record.values["partnerships"]
    assert all(p[habit][0].max() < 0.1 for habit in HABITS)
    for habit, lever in (("protocols", "structure.facilitation"), ("rules", "structure.agreements"),
                         ("memory", "structure.knowledge_management")):  # fmt: skip
        assert p[habit].max() <= registry()[lever].default + 1e-12
        assert p[habit][24:36].mean() > 0.5 * registry()[lever].default
    assert (p.added_rules == 0).all()


def test_without_anybody_who_coordinates_meetings_become_no_habit():
    assert mean_of("rhythm", **{"coordination.fte": 0}) == 0 < mean_of("rhythm", **{"coordination.fte": 0.01}) < 0.1


def test_structures_wear_where_people_leave_unless_newcomers_are_brought_in():
    calm = mean_of("rules", **{"continuity.onboarding": 0, "continuity.handover": 0})
    worn, kept = (
        mean_of("rules", **RESTLESS, **{"continuity.onboarding": value, "continuity.handover": value})
        for value in (0, 1)
    )
    assert worn < calm - 0.05
    assert kept > worn + 0.03


def test_records_do_not_leave_with_people():
    """All else equal: the hours are there, and nobody looks back."""
    still = {"structure.reflective_routines": 0, "joint_work.dutiful": 1}
    calm, restless = (mean_of("memory", **still, **values) for values in ({}, RESTLESS))
    assert restless == pytest.approx(calm, abs=0.03)


def test_partners_who_reflect_do_more_for_what_is_weakest():
    lopsided = {"structure.knowledge_management": 0, "structure.agreements": 0.8, "structure.facilitation": 0.8,
                "continuity.onboarding": 0.8}  # fmt: skip
    never, always = (small(**lopsided, **{"structure.reflective_routines": value}) for value in (0, 1))
    blind, seeing = (run_batch(scenario, 12, 60, log=True) for scenario in (never, always))
    assert (blind.state.relations.added_records == 0).all()
    assert (seeing.state.relations.added_records > 0).all()
    assert seeing.state.relations.added_records.mean() > 0.4
    assert seeing.state.relations.memory.mean() > blind.state.relations.memory.mean() + 0.1
    codes = [batch.state.log.code == log.STRUCTURE_REVISED for batch in (blind, seeing)]
    assert not codes[0].any()
    first = seeing.state.log.other[np.arange(12), codes[1].argmax(axis=1)]
    assert (first == RECORDS).all()


def test_reflecting_partners_ask_for_fewer_hours_only_of_those_who_lack_them():
    asked = {"structure.reflective_routines": 1, "work.demand_hours": 12, "work.released_time": 0}
    short, ample = (run_batch(small(**asked, **{"district.slack_hours": hours}), 8, 48) for hours in (2, 60))
    assert (ample.state.efforts.asked_share == 1).all()
    assert short.state.efforts.asked_share.max() < 1


def test_levers_stay_as_they_were_set():
    batch = Batch([Run(small(**{"structure.reflective_routines": 1}), r, 1) for r in range(4)], 40)
    before = batch.state.levers.copy()
    batch.run()
    assert batch.state.relations.added_protocols.max() > 0
    assert (batch.state.levers == before).all()


def test_revisions_are_paid_for_in_hours():
    """What was added since takes hours like what was meant from the start."""
    batch = Batch([Run(small(), 0, 1)], 12)
    for _ in range(8):
        batch.step()
    twin = Batch([Run(small(), 0, 1)], 12)
    for _ in range(8):
        twin.step()
    for column in ("added_rules", "added_welcome", "added_handover", "added_protocols", "added_records"):
        twin.state.relations[column][:] = 1.0
    batch.step()
    twin.step()
    worked = [float(b.state.efforts.participation[0]) for b in (batch, twin)]
    assert worked[1] < worked[0] - 0.01


def test_all_levers_at_their_most_lose_to_a_balance():
    """They draw on the same hours: more of everything leaves less of what partners came for."""
    structure = ("structure.board", "structure.agreements", "structure.facilitation", "structure.knowledge_management",
                 "structure.reflective_routines", "continuity.onboarding", "continuity.handover")  # fmt: skip
    balance = dict.fromkeys(structure, 0.6)
    most = dict.fromkeys(structure, 1.0) | {"contact.meetings": 6, "work.demand_hours": 16, "work.interim_products": 1}
    held, lost = (sim.run("baseline", replicates=200, set=values).runs for values in (balance, most))
    for outcome in ("survival_months", "knowledge", "spread"):
        fewer = lost[outcome] - held[outcome]  # in pairs
        assert fewer.mean() + 1.96 * fewer.std() / np.sqrt(len(fewer)) < 0, outcome
    assert lost.knowledge.mean() < 0.5 * held.knowledge.mean()


# --- people learn --------------------------------------------------------------------------------------------------


def test_hours_of_learning_feed_what_people_know():
    untrained = {"capacity.training": 0, "capacity.boundary_spanning": 0}
    idle, busy = (run_batch(small(**untrained, **{"contact.meetings": value}), 12, 48) for value in (0.0, 4.0))
    for table, columns in (("leaders", ("instruction", "partnering")), ("researchers", ("context",))):
        for column in columns:
            knows = [getattr(batch.state, table)[column].mean() for batch in (idle, busy)]
            assert knows[1] > knows[0] + 0.02, (table, column)
    assert idle.state.relations.social_learning.max() == 0


def test_training_teaches_without_partners():
    none, full = (
        run_batch(small(**{"contact.meetings": 0, "capacity.training": value}), 12, 48).state.leaders.instruction.mean()
        for value in (0, 1)
    )
    assert full > none + 0.05
