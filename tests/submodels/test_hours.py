"""Hours that nobody was asked for do no work: each side does its part of it, and comes to what it has time for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.declarations.parameters import record_array, registry
from sim.state.tables import DESIGN, STUDY
from sim.submodels import meetings
from sim.submodels.joint_work import units

share = st.floats(0, 1)
hours = st.floats(0, 500)
J = record_array(registry().select(scope="world", group="joint_work"), 1)[0]


@given(hours, hours, share, share)
def test_the_work_is_done_in_full_only_if_each_side_does_its_part(each, practice, part, together):
    quality = units.quality_of_month(each, practice, part, together, J)
    assert 0 <= quality <= 1 + 1e-12
    assert units.quality_of_month(each, 0, part, together, J) <= 1 - part + 1e-12
    assert units.quality_of_month(each, practice + 1, part, together, J) >= quality - 1e-12
    assert units.quality_of_month(each + 1, practice, part, together, J) >= quality - 1e-12


def test_half_of_a_joint_design_and_no_study_is_left_to_practitioners_by_working_together():
    assert units.left_to_practitioners(DESIGN, 0.2, 1.0) == 0.5
    assert units.left_to_practitioners(DESIGN, 0.8, 1.0) == 0.8
    assert units.left_to_practitioners(STUDY, 0.2, 1.0) == 0.2


@given(hours, st.floats(0.01, 100))
def test_who_has_half_the_hours_comes_to_half_of_the_meetings(given_hours, needed):
    able = meetings.time_to_attend(given_hours, needed)
    assert able == pytest.approx(min(1, given_hours / needed))
    assert meetings.time_to_attend(given_hours, 0) == 1


def test_work_that_asks_nothing_of_practitioners_teaches_little():
    """A networked community in which practitioners do the tests: without their hours ideas get less good."""
    usual, nothing = (sim.run("types/nic", replicates=40, months=60, set=values).runs
                      for values in ({}, {"work.demand_hours": 0}))  # fmt: skip
    for outcome in ("worth", "social_learning"):
        lost = usual[outcome] - nothing[outcome]
        assert lost.mean() > 2 * lost.sem() > 0, outcome
