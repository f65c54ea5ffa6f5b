"""Mistakes of the first model that are mended (each found there by experiment), one test for each kind."""

from __future__ import annotations

import numpy as np
import pytest
from shared import SMALL, run_batch

from sim.engine.batch import Batch, Run
from sim.kernel import event_log as log
from sim.kernel.forms import whole
from sim.mesa.agents import Teacher
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario
from sim.state.tables import COORDINATOR_ROW, FROZEN, MONEY_RAN_OUT, SEAT_TEACHER, SUPERINTENDENT

#: Nobody decides to end anything, so that what happens to people and money can be followed for years.
GOES_ON = {
    "governance.end_rate": 0.0001, "governance.starved": 0, "governance.stop_base": -12,
    "governance.hand_over_base": -12, "governance.hand_over_integration": 0,
    "standing.end_below": -9,
}  # fmt: skip
#: No proposals: money is what the scenario says.
NO_PROPOSALS = {"money.pipeline": 0, "funding.alarm": 0}
RICH = {"money.start_grant": 20_000_000, "money.start_months": 120}
NO_TEAM = {"team.tenured": 0, "team.untenured": 0, "team.staff": 0, "team.graduates": 0}


def baseline(*parts: dict) -> Scenario:
    values = dict(SMALL)
    for part in parts:
        values |= part
    return load_scenario("baseline").with_values(values)


def events_of(batch: Batch, code: int) -> int:
    return sum(int((batch.state.log.code[w, :used] == code).sum()) for w, used in enumerate(batch.state.log.used))


def test_what_must_be_positive_to_become_positive_a_team_of_staff_is_hired_again_after_a_gap():
    poor = {"money.start_grant": 200_000, "money.start_months": 12, "money.in_kind": 0}
    only = {"team.staff": 2, "structure.data_archive": 0}  # nothing but posts is paid with the staff
    staff_only = baseline(GOES_ON, NO_PROPOSALS, NO_TEAM, only, poor)
    again = staff_only.with_event("grant_awarded", month=40, value=2_000_000, months=60)
    t = run_batch(again, 10, 70).record.values["partnerships"]
    assert (t.research_hours_available[30:39] == 0).all(axis=0).mean() > 0.7  # the gap emptied the posts
    assert (t.research_hours_available[52:70].max(axis=0) > 0).all()


def test_what_must_be_positive_to_become_positive_a_remote_partnership_replaces_its_coordinator():
    remote = baseline(GOES_ON, RICH, {"contact.face_to_face": 0, "coordination.fte": 1, "turnover.staff": 0})
    batch = run_batch(remote.with_event("coordinator_leaves", month=6), 5, 30, log=True)
    t = batch.record.values["partnerships"]
    assert (t.coordinator_vacant[6:8] > 0).all() and (t.coordinator_vacant[20:] == 0).all()
    assert events_of(batch, log.COORDINATION_CUT) == 0  # an empty post is no cut


def test_what_is_not_there_counts_for_nothing_outcomes_are_continuous_at_no_coordinator():
    none, hardly = (
        run_batch(baseline(GOES_ON, RICH, {"coordination.fte": fte}), 20, 36).record.values["partnerships"]
        for fte in (0.0, 0.001)
    )
    for name in ("contact", "trust", "social_learning", "commitments", "worth"):
        before, after = (float(t[name][12:].mean()) for t in (none, hardly))
        assert after == pytest.approx(before, rel=0.03), name


def test_what_is_not_done_is_not_blamed_there_is_no_backlash_where_nothing_is_built_or_tested():
    hot = {"district.political_pressure": 1, "scale.sites_start": 1, "instruction.backlash": 12}
    studies, half = (
        run_batch(baseline(GOES_ON, RICH, hot, {"work.design_share": share}), 5, 36).record.values["partnerships"]
        for share in (0.0, 0.5)
    )
    assert (studies.sites > 0).mean() > 0.5 and studies.exposure.max() == 0
    assert half.exposure.max() > 0.1


@pytest.mark.parametrize("award", [1, 2_000_000])
def test_a_partnership_does_not_run_out_of_money_in_a_month_with_ample_money(award: int):
    """Its plan was cut to a small part, and grows again from the month of the award."""
    poor = {"money.start_grant": 150_000, "money.start_months": 12, "money.in_kind": 0}
    scenario = baseline(GOES_ON, NO_PROPOSALS, poor).with_event("grant_awarded", month=40, value=award, months=36)
    batch = Batch([Run(scenario, r, 1) for r in range(50)], 60)
    for _ in range(39):
        batch.step()
    assert batch.state.finances.plan_size.mean() < 0.2
    batch.state.governance.starved[:] = 1
    for _ in range(4):
        batch.step()
    ended = (batch.state.partnerships.cause == MONEY_RAN_OUT).mean()
    assert ended == 0 if award > 1 else ended > 0.3


def test_a_cause_is_what_happened_whoever_was_on_the_team():
    """The same want of money ends a team of faculty, who stay, and one of staff, who are let go."""
    poor = {"money.start_grant": 100_000, "money.start_months": 6, "money.in_kind": 0, "governance.starved": 0.04}
    poor |= {"funding.faculty_time": 40_000, "funding.salary": 40_000}  # the same want
    causes = []
    for role in ("team.tenured", "team.staff"):
        batch = run_batch(baseline(NO_PROPOSALS, NO_TEAM, poor, {role: 2}), 150, 72)
        ended = batch.state.partnerships.cause[batch.state.partnerships.ended_month >= 0]
        causes.append(float((ended == MONEY_RAN_OUT).mean()))
    assert min(causes) > 0.3 and abs(causes[0] - causes[1]) < 0.2, causes


def empty_chair(batch: Batch) -> tuple[int, np.ndarray]:
    """Leaves the superintendent's chair of a batch of one world empty for long; returns the leader and the ties."""
    state = batch.state
    seat = int(np.flatnonzero(state.seats.level == SUPERINTENDENT)[0])
    leader = int(state.seats.row[seat])
    state.leaders.vacant[leader] = 100.0
    return leader, np.flatnonzero(state.ties.seat == seat)


def test_empty_chairs_neither_change_their_mind_nor_are_hurt():
    batch = Batch([Run(baseline(GOES_ON, RICH).with_event("negative_press", month=8, value=1), 0, 1)], 20)
    for _ in range(5):
        batch.step()
    leader, ties = empty_chair(batch)
    held = batch.state.leaders.commitment[leader], batch.state.leaders.capacity[leader]
    trust = batch.state.ties.trust_practice[ties].copy(), batch.state.ties.trust_research[ties].copy()
    for _ in range(10):
        batch.step()
    assert (batch.state.leaders.commitment[leader], batch.state.leaders.capacity[leader]) == held
    assert (batch.state.ties.trust_practice[ties] == trust[0]).all()
    assert (batch.state.ties.trust_research[ties] == trust[1]).all()
    others = (batch.state.seats.level[batch.state.ties.seat] == SEAT_TEACHER) & (
        batch.state.ties.researcher != COORDINATOR_ROW
    )
    assert batch.state.ties.months[others].max() > 10  # the others met meanwhile


def test_time_that_is_put_in_is_used_in_the_month_and_never_banked():
    only_time = {"money.start_grant": 0, "money.in_kind": 150_000, "money.endowment": 0, "money.fees": 0}
    t = run_batch(baseline(GOES_ON, NO_PROPOSALS, only_time), 5, 48).record.values["partnerships"]
    assert t.in_kind.max() > 0
    assert (t.cash_project + t.cash_operating + t.cash_practice).max() == 0
    assert np.allclose(t.in_kind, t.spent) and (t.in_kind <= t.offered + 0.01).all()


TYPES = ("study_council", "research_alliance_district", "research_alliance_cross_sector", "design_research", "nic")


def test_funders_fund_about_the_share_of_proposals_that_they_state():
    """Proposals of mixed types at the defaults, renewals and funders that lose interest for a time among them."""
    loaded = [load_scenario(f"types/{name}").with_values({"district.teachers_per_school": 5}) for name in TYPES]
    runs = [Run(scenario, r, 5) for scenario in loaded for r in range(25)]
    batch = Batch(runs, 96)
    state, stated, sent = batch.state, 0.0, 0
    world = np.searchsorted(state.worlds.partnerships_at, np.arange(len(state.partnerships)), side="right") - 1
    slots = len(state.proposals) // len(state.partnerships)
    won_before = state.partnerships.awards.sum()
    for _ in range(96):
        due = np.flatnonzero((state.proposals.funder >= 0) & (state.proposals.decide_in <= 1))
        due = due[state.partnerships.stage[due // slots] < 4]  # those of ended partnerships are dropped
        funder = state.proposals.funder[due]
        assert (funder >= state.worlds.funders_at[world[due // slots]]).all()
        stated += float(state.funder_context.odds[funder].sum())
        sent += len(due)
        batch.step()
    won = float(state.partnerships.awards.sum() - won_before)
    assert sent > 500
    assert 0.8 < won / stated < 1.25, (won, stated, sent)


def test_a_lag_is_no_step_in_whole_months():
    draws = (np.arange(1000) + 0.5) / 1000
    for lag in (0.0, 0.3, 0.5, 1.2, 2.0):
        assert np.mean([whole(lag, u) for u in draws]) == pytest.approx(lag, abs=1e-3)
    waits = []
    for share in (0.4, 0.5, 0.6):  # 0.5 once was where one month more began
        slow = {"structure.no_surprises": share}
        scenario = baseline(GOES_ON, RICH, slow, {"work.design_share": 0, "work.unit_months": 3})
        waits.append(float(run_batch(scenario, 40, 60).record.values["partnerships"].knowledge[-1].mean()))
    assert abs(waits[2] - waits[0]) < 0.1 * waits[1]


def test_poverty_of_a_district_is_one_number_for_those_who_steer_and_those_who_watch():
    batch = run_batch(baseline(), 1, 12)
    schools, district, teachers = batch.state.schools, batch.state.districts, batch.state.teachers
    size = schools.teachers_end - schools.teachers_at
    assert district.poverty[0] == pytest.approx(np.average(schools.poverty, weights=size))
    by_hand = [teachers.practice[a:b].mean() for a, b in zip(schools.teachers_at, schools.teachers_end, strict=True)]
    assert np.allclose(schools.practice, by_hand)
    poor = schools.poverty > district.poverty[0]
    assert district.practice_gap[0] == pytest.approx(np.mean(schools.practice[~poor]) - np.mean(schools.practice[poor]))


def test_what_is_offered_to_readers_is_there_and_levers_stay_as_they_were_set():
    assert "trust" not in Teacher.columns
    asked = {"work.demand_hours": 16, "structure.reflective_routines": 1}
    batch = Batch([Run(baseline(GOES_ON, RICH, asked, {"district.slack_hours": 2}), r, 1) for r in range(5)], 48)
    before = batch.state.levers.copy()
    batch.run()
    assert batch.state.efforts.asked_share.min() < 1  # partners asked for less
    assert (batch.state.levers == before).all()


def test_frozen_work_is_not_exposed():
    hot = {"district.political_pressure": 1, "scale.sites_start": 1}
    batch = Batch([Run(baseline(GOES_ON, RICH, hot), 0, 1)], 24)
    for _ in range(18):
        batch.step()
    assert batch.state.innovations.exposure[0] > 0
    batch.state.districts.mandate[:] = FROZEN
    batch.step()
    assert batch.state.innovations.exposure[0] == 0
