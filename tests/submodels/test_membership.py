"""Members stay while it serves them: what they gain has sense at its limits, and losing by it drives them out."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared import run_batch

from analysis.lives.life import Entry
from app.story.sentences import SENTENCES
from sim.declarations.parameters import record_array, registry
from sim.engine.batch import Batch, Run
from sim.kernel import event_log as log
from sim.scenario.files import load_scenario
from sim.state.tables import CAUSES, SEAT_TEACHER
from sim.submodels.agenda import comfort, relevance_of_new_work
from sim.submodels.governance import carried, readiness_to_stop
from sim.submodels.membership import felt, felt_fee, gained, given_up, joins, leaves, steps_back
from sim.submodels.observation import learning_gained

GROUPS = ("membership", "instruction", "governance", "agenda")
M, I, G, A = (record_array(registry().select(scope="world", group=g), 1)[0] for g in GROUPS)  # noqa: E741
share, benefit, fee = st.floats(0, 1), st.floats(-1, 1), st.floats(0, 500_000)
SMALL = {"district.schools": 2, "district.teachers_per_school": 5}
COUNCIL = "types/study_council"


# --- rules ----------------------------------------------------------------------------------------------------------


@given(share, share, share, share, share, share, fee, benefit)
def test_benefit_stays_between_loss_and_gain(answers, results, learning, support, credit, hours, fee, before):
    gets = gained(answers, results, learning, support, credit, M)
    gives = given_up(hours, felt_fee(fee, 100.0, 0.5, M), M)
    assert 0 <= gets < 1 and 0 <= gives <= 1
    assert -1 <= felt(before, gets - gives, M) <= 1


def test_who_neither_gets_nor_gives_gains_nothing_and_who_only_gives_loses():
    assert gained(0.0, 0.0, 0.0, 0.0, 0.0, M) == 0 == given_up(0.0, felt_fee(0.0, 100.0, 1.0, M), M)
    only_gives = 0.0
    for _ in range(240):
        only_gives = felt(only_gives, -given_up(1.0, felt_fee(10_000.0, 100.0, 1.0, M), M), M)
    assert only_gives == pytest.approx(-(1 - (1 - M.hours) * 0.5))  # such a fee is felt by half


def test_a_change_is_half_felt_after_the_half_life():
    after = 0.0
    for _ in range(int(M.half_life)):
        after = felt(after, 0.6, M)
    assert after == pytest.approx(0.3)


def test_one_good_can_be_enough():
    assert gained(1.0, 0.0, 0.0, 0.0, 0.0, M) > given_up(1.0, 0.0, M)


@given(benefit, benefit, share, share)
def test_who_gains_more_leaves_less_and_comes_back_sooner(one, other, stance, integration):
    low, high = sorted((one, other))
    assert 0 <= leaves(high, stance, integration, M) <= leaves(low, stance, integration, M) <= 1
    assert leaves(low, stance, integration, M) <= leaves(low, stance, 0.0, M)
    assert 0 <= joins(low, stance, M) <= joins(high, stance, M) <= 1


@given(fee, fee, st.floats(1, 5000))
def test_a_fee_is_felt_less_in_a_larger_district_and_more_after_a_cut(one, other, teachers):
    low, high = sorted((one, other))
    assert felt_fee(low, teachers, 1.0, M) <= felt_fee(high, teachers, 1.0, M)
    assert felt_fee(high, 2 * teachers, 1.0, M) <= felt_fee(high, teachers, 1.0, M) <= felt_fee(high, teachers, 0.5, M)


@given(share, share, share)
def test_members_who_decide_by_themselves_need_their_expert_less(practice, research, rule):
    assert carried(practice, research, 0.5 * rule) == research  # up to consensus
    assert carried(practice, research, 1.0) == pytest.approx(max(practice, research))
    assert carried(practice, research, rule) >= research - 1e-15


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_students_gain_with_practice(one, other):
    low, high = sorted((one, other))
    assert -1 <= learning_gained(low, I) <= learning_gained(high, I) <= 1
    assert learning_gained(0.0, I) == 0


@given(share, share, benefit, benefit)
def test_whom_it_serves_stops_less_readily_at_a_grants_end(strain, commitments, one, other):
    low, high = sorted((one, other))
    assert readiness_to_stop(strain, commitments, high, G) <= readiness_to_stop(strain, commitments, low, G)
    assert readiness_to_stop(0.0, 0.5, 0.0, G) == G.stop_base


@given(benefit, benefit, share, share)
def test_people_stop_coming_when_it_serves_them_little_and_they_care_little(one, other, commitment, more):
    low, high = sorted((one, other))
    now = steps_back(high, commitment, M)
    assert 0 <= now <= steps_back(low, commitment, M) <= 1
    assert steps_back(high, min(1.0, commitment + more), M) <= now
    assert 1 - (1 - steps_back(0.0, 0.5, M)) ** 12 == pytest.approx(1 - np.exp(-M.steps_back))


# --- in the model ---------------------------------------------------------------------------------------------------


def lived(name: str, months: int = 60, replicates: int = 40, **values: float) -> Batch:
    """Runs of a scenario in small districts; keyword arguments have ``__`` for the dot."""
    named = {key.replace("__", "."): value for key, value in values.items()}
    return run_batch(load_scenario(name).with_values(SMALL | named), replicates, months, log=True)


def members(batch: Batch) -> np.ndarray:
    """Members by month, as a mean over partnerships under way."""
    p = batch.record.values["partnerships"]
    there = p.districts > 0
    return np.where(there, p.districts, 0).sum(axis=1) / np.maximum(1, there.sum(axis=1))


def test_a_fee_for_little_drives_members_out():
    free, dear = lived(COUNCIL, money__fees=0), lived(COUNCIL, money__fees=10_000)
    assert members(dear)[-1] < members(free)[-1] - 0.5
    worth = [b.record.values["partnerships"].benefit_districts[11].mean() for b in (free, dear)]
    assert worth[1] < worth[0] - 0.1


def test_money_for_ever_does_not_keep_members_whom_nothing_serves():
    endowed = {"money__endowment": 5_000_000.0, "work__demand_hours": 12.0}
    nothing = {"work__interim_products": 0.0, "work__rapid_response_share": 0.0, "capacity__support_hours": 0.0,
               "joint_work__progress_step": 0.01, "research_use__evidence_study": 0.05,
               "learning__exchange_half": 0.04, "research_use__evidence_small": 0.05}  # fmt: skip
    left_a_year = []
    for more in ({}, nothing):
        p = lived("baseline", 120, 150, **endowed, **more).record.values["partnerships"]
        years = ((p.stage > 0) & (p.stage < 4)).sum() / 12
        left_a_year.append((p.cause[-1] == CAUSES.index("members_left")).sum() / years)
    assert left_a_year[1] > 1.2 * left_a_year[0] > 0


def test_networks_grow_by_districts_that_join():
    """Half begin; the others stand outside, and nothing is asked of them, until a renewal."""
    batch = lived("types/nic", 60, scale__members_start=0.5)
    d = batch.record.values["districts"]
    outside = d.mandate == 0
    assert outside[0].mean() == 0.5 and (d.hours_given[0][outside[0]] == 0).all()
    grown, entries = members(batch), batch.state.log
    assert (np.diff(grown[:12]) <= 0).all() and grown[-1] > grown[0] + 0.3
    joined = entries.code == log.MEMBER_JOINED
    assert (entries.month[joined] % 12 == 0).all()  # in July
    assert {0, 1} >= set(entries.other[joined].tolist()) and (entries.other[joined] == 0).sum() > 5


def test_who_has_left_pays_nothing_gives_nothing_and_may_come_back():
    batch = lived(COUNCIL, 84, money__fees=10_000)
    d, p = batch.record.values["districts"], batch.record.values["partnerships"]
    each = d.shape[1] // p.shape[1]
    gone = d.mandate == 0
    assert gone.any() and (d.hours_given[1:][gone[:-1] & gone[1:]] == 0).all()
    back = gone[:-1] & ~gone[1:]
    assert back.any() and ((np.nonzero(back)[0] + 1) % 12 == 0).all()  # in July
    # Fees are what members pay.
    alive = (p.stage[1:] > 0) & (p.stage[1:] < 4)
    paying = (~gone[:-1]).reshape(len(d) - 1, p.shape[1], each).sum(axis=2)
    assert np.allclose(p.regular[1:][alive], (paying * 10_000 / 12)[alive])


@pytest.mark.parametrize("fee, worth, why", [(1, -0.1, "fee"), (0, -0.1, "more than it gets"), (0, 0.2, "leaders")])
def test_why_a_member_left_is_told(fee: int, worth: float, why: str):
    life = SimpleNamespace(district=lambda row: "Elm")
    told = SENTENCES["member_left"].one(life, Entry(13, "member_left", "districts", 0, fee, worth))
    assert told.startswith("Elm does not renew") and why in told


def test_whoever_stops_coming_makes_room_for_a_colleague_who_cares_more():
    """Seats pass on within a district and a level, and whoever has a seat knows of it."""
    batch = lived("types/community_of_practice", 60, 10, breadth__teachers=2, membership__steps_back=3.0)
    state, code = batch.state, batch.state.log.code
    assert (code == log.STEPPED_BACK).sum() > 10
    for seat, row in enumerate(state.seats.row):
        people = state.teachers if state.seats.level[seat] == SEAT_TEACHER else state.leaders
        assert people.seat[row] == seat
    assert (state.teachers.seat >= 0).sum() + (state.leaders.seat >= 0).sum() == len(state.seats.row)
    none = lived("types/community_of_practice", 60, 10, breadth__teachers=2, membership__steps_back=0)
    assert (none.state.log.code != log.STEPPED_BACK).all()


def test_research_organisations_leave_what_brings_them_nothing():
    """The same people, who care as much: only what their organisations gain differs."""
    community, left = load_scenario("types/community_of_practice").with_values(SMALL), []
    for gain in (1.0, -1.0):
        batch = Batch([Run(community, r, 1) for r in range(120)], 60)
        for _ in range(60):
            batch.state.members.benefit_research[:] = gain
            batch.step()
        left.append((batch.state.partnerships.cause == CAUSES.index("research_side_left")).mean())
    assert left[1] > left[0] + 0.05


def test_partners_who_never_disagree_and_never_change_become_narrow():
    assert comfort(1.0, 0.0) == 1 and comfort(1.0, 1.0) == 0 == comfort(0.0, 0.0)
    relevance = [relevance_of_new_work(0.5, 0.5, 0.5, 0.2, narrow, A) for narrow in (0.0, 0.5, 1.0)]
    assert relevance[0] > relevance[1] > relevance[2] == pytest.approx(relevance[0] * (1 - A.comfort))
