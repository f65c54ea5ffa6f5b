"""Schools join, pause and leave for reasons of their own, and nothing grows in them that nobody supports."""

from __future__ import annotations

import numpy as np
import pytest
from shared import run_batch

from analysis.lives.life import Entry
from app.story.sentences import SENTENCES
from sim.engine.batch import Batch, Run
from sim.kernel import event_log as log
from sim.measures.outcomes import retained, schools_lost
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario, Value
from sim.state.tables import FROZEN, JOINED, NON_USER, PAUSED, SCHOOL_CAUSES, SCHOOL_LEFT, USER

SMALL: dict[str, Value] = {"district.schools": 6, "district.teachers_per_school": 8, "scale.sites_start": 0.5}
#: A partnership that money and people do not end before its support is ended.
HELD: dict[str, Value] = {
    "money.start_grant": 3_000_000, "money.start_months": 60, "governance.end_rate": 0, "governance.starved": 0,
    "membership.leave": 0,
}  # fmt: skip


def small(**values: Value) -> Scenario:
    """A small design partnership."""
    given = {name.replace("__", "."): value for name, value in values.items()}
    return load_scenario("types/design_research").with_values(SMALL | HELD | given)


def test_use_never_grows_where_nobody_supports_it():
    """After the end, without a line of the district's own, mean use among its schools falls or holds."""
    scenario = small(instruction__adopt=0).with_event("merger", month=49)
    batch = run_batch(scenario, 40, 108)
    users = batch.record.values["partnerships"].users[[48, 60, 72, 84, 96, 107]]
    steps = np.diff(users, axis=0)
    error = steps.std(axis=1) / np.sqrt(steps.shape[1])
    assert (steps.mean(axis=1) <= 2 * error).all()
    assert users[0].mean() > 0.05 and users[-1].mean() < users[0].mean()


def test_who_mastered_it_keeps_on_and_who_did_not_stops():
    nobody_drops_it: dict[str, Value] = {"work__design_share": 0, "ideas__study_weight": 0}
    scenario = small(instruction__adopt=0, capacity__support_hours=0, **nobody_drops_it)
    batch = Batch([Run(scenario, r, 3) for r in range(20)], 36)
    teachers = batch.state.teachers
    deep = teachers.school % 2 == 0
    teachers.stage[:] = USER
    for column in ("practice", "before", "habit"):
        teachers[column][:] = np.where(deep, 0.7, 0.2)
    stays = np.ones(len(teachers), dtype=bool)
    for _ in range(batch.months):
        batch.step()
        stays &= teachers.months > 0
    kept = [(teachers.stage[stays & who] != NON_USER).mean() for who in (deep, ~deep)]
    assert kept[0] > 0.8 and kept[1] < 0.4


def test_a_frozen_district_pauses_its_schools_and_they_go_on_when_it_does():
    scenario = small(instruction__adopt=0).with_event("superintendent_review", month=20, verdict="freezes")
    batch = run_batch(scenario.with_event("superintendent_review", month=30, verdict="champions"), 10, 31, log=True)
    schools, district = batch.record.values["schools"].participation, batch.state.schools.district
    frozen = batch.record.values["districts"].mandate[19][district] == FROZEN
    assert (schools[19][frozen] == PAUSED).any() and not (schools[19][frozen] == JOINED).any()
    assert not (schools[19][~frozen] == PAUSED).any(), "where a post is empty nobody freezes anything"
    assert (schools[29] == JOINED).any() and not (schools[29] == PAUSED).any()


@pytest.mark.parametrize(("share", "going"), [(1.0, 0), (0.5, 1)])
def test_a_scenario_can_make_schools_leave_and_join(share: float, going: int):
    """All of those that take part, or the first half of them; they may be told to join again."""
    nobody_by_itself: dict[str, Value] = {"participation__leave": 0.0, "instruction__adopt": 0, "scale__sites_start": 1}
    steady = small(**nobody_by_itself, standing__end_below=-9, standing__freeze_below=-6)
    scenario = steady.with_event("schools_leave", month=8, value=share).with_event("schools_join", month=10)
    batch = run_batch(scenario, 6, 12, log=True)
    there = batch.record.values["districts"].schools_in
    before, after, again = there[6], there[7], there[9]
    assert (before > 1).all() and (after == going * (before // 2)).all()
    assert (again == SMALL["district.schools"]).all()
    left = batch.state.log.code == log.SCHOOL_LEFT_WORK
    assert left.sum() == (before - after).sum()
    assert (batch.state.log.other[left] == SCHOOL_CAUSES.index("event")).all()


def test_schools_whose_district_owns_the_work_leave_less_often():
    lost = {}
    for line in (0.0, 0.8):
        batch = Batch([Run(small(), r, 5) for r in range(30)], 61)
        for _ in range(batch.months):
            batch.state.districts.adopted[:] = 1
            batch.state.districts.budget_line[:] = line
            batch.step()
        lost[line] = np.nanmean(schools_lost(batch.record.values["partnerships"]))
    assert lost[0.8] < 0.6 * lost[0.0]


def test_a_new_principal_may_take_up_what_was_left():
    batch = run_batch(small(participation__leave=0.5, scale__expansion_factor=1), 20, 97)
    schools = batch.record.values["schools"].participation
    again = (schools[:-1] == SCHOOL_LEFT) & (schools[1:] == JOINED)
    assert again.any()
    assert set(np.nonzero(again)[0] % 12) == {11}, "in July"


def test_a_post_that_falls_vacant_in_the_school_year_costs_its_pupils():
    filled, empty = (
        run_batch(small(turnover__teacher_vacancy=months, district__teacher_turnover=0.4), 20, 24) for months in (0, 6)
    )
    assert (empty.state.teachers.vacant > 0).any() and not (filled.state.teachers.vacant > 0).any()
    nobody = (empty.state.teachers.vacant > 0) & (empty.state.teachers.seat < 0)
    assert (empty.state.teachers.practice[nobody] == 0).all()
    practice = [b.record.values["partnerships"].practice[6:].mean() for b in (filled, empty)]
    assert practice[1] < practice[0] - 0.002


def test_retention_counts_persons():
    """Who left the school is lost, even where somebody else came to use it deeply."""
    scenario = small(district__teacher_turnover=0.0).with_event("external_support_ends", month=3)
    batch = Batch([Run(scenario, r, 7) for r in range(4)], 40)
    teachers = batch.state.teachers
    teachers.stage[:] = USER
    for column in ("practice", "before", "habit"):
        teachers[column][:] = 0.8
    batch.step()
    batch.step()
    last = np.argmax(np.cumsum(batch.record.values["partnerships"].external > 0, axis=0), axis=0)
    assert (last <= 2).all() and teachers.lasting.all()
    teachers.lasting[::2] = 0  # as if every second had been replaced by somebody as good
    for _ in range(38):
        batch.step()
    kept = retained(batch.record.values["partnerships"], 12)
    assert (kept > 0.4).all() and (kept <= 0.51).all()


@pytest.mark.parametrize("cause", range(len(SCHOOL_CAUSES)))
def test_why_a_school_left_is_told(cause: int):
    told = SENTENCES["school_left"]
    entries = [Entry(13, "school_left", "districts", 0, cause, 2.0)] * 3
    one = told.one(_OneDistrict(), entries[0])
    assert one.startswith("a school") and "because" in one
    assert "three schools leave the work" in told.many(_OneDistrict(), entries)


class _OneDistrict:
    """What sentences on schools ask a life: nothing, where there is one district."""

    def which(self, word: str, row: int) -> str:
        return ""
