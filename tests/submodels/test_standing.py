"""Organisations remember what their people hold of a partnership, and new superintendents decide about it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared import SMALL, run_batch

from sim.declarations.parameters import record_array, registry
from sim.engine.batch import Batch, Run
from sim.kernel import event_log as log
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario, Value
from sim.state.tables import (
    CAUSES,
    CENTRAL_OFFICE,
    CHAMPIONED,
    COACH,
    ENDED,
    FROZEN,
    LEFT,
    PRINCIPAL,
    SUPERINTENDENT,
    TOLERATED,
)  # fmt: skip
from sim.submodels import agenda, standing
from sim.submodels.turnover import leaders

share = st.floats(0, 1)
P = record_array(registry().select(scope="world", group="standing"), 1)[0]
#: Months by which a successor has certainly looked at what was inherited: search, the first months, the spread.
REVIEWED_BY = 24
LEAVES = 13
#: Bars that make one verdict all but certain, whatever a superintendent sees.
CERTAIN: dict[int, dict[str, Value]] = {
    CHAMPIONED: {"standing.champion_above": -6, "standing.freeze_below": -6, "standing.end_below": -9},
    FROZEN: {"standing.champion_above": 20, "standing.freeze_below": 20, "standing.end_below": -9},
    LEFT: {"standing.champion_above": 20, "standing.freeze_below": 20, "standing.end_below": 20},
}
#: No superintendent goes but the one whom the event takes, and nobody ends it for another reason.
HELD: dict[str, Value] = {
    "district.superintendent_turnover": 0, "governance.end_rate": 0, "governance.starved": 0, "money.endowment": 5e6,
    "membership.leave": 0, "calendar.press": 0, "calendar.budget_cut": 0, "conflict.clash_rate": 0,
    "meetings.common_rate": 0,
}  # fmt: skip


def small(**values: Value) -> Scenario:
    return load_scenario("baseline").with_values({**SMALL, **values})


def after_a_departure(verdict: int | None = None, **values: Value) -> Scenario:
    bars = {} if verdict is None else CERTAIN[verdict]
    return small(**HELD, **bars, **values).with_event("superintendent_leaves", month=LEAVES)


# --- rules ---------------------------------------------------------------------------------------------------------


@given(share, share, share, share, share, share, share)
def test_a_review_weighs_each_thing_the_way_its_name_says(view, bench, bound, results, cost, opposition, pressure):
    value = standing.in_review(view, bench, bound, results, cost, opposition, pressure, P)
    assert standing.in_review(1.0, bench, bound, results, cost, opposition, pressure, P) >= value - 1e-12
    assert standing.in_review(view, 1.0, bound, results, cost, opposition, pressure, P) >= value - 1e-12
    assert standing.in_review(view, bench, 1.0, results, cost, opposition, pressure, P) >= value - 1e-12
    assert standing.in_review(view, bench, bound, 1.0, cost, opposition, pressure, P) >= value - 1e-12
    assert standing.in_review(view, bench, bound, results, 1.0, opposition, pressure, P) <= value + 1e-12
    assert standing.in_review(view, bench, bound, results, cost, 1.0, pressure, P) <= value + 1e-12
    assert standing.in_review(view, bench, bound, results, cost, opposition, 1.0, P) <= value + 1e-12


def test_nothing_speaks_for_what_nobody_cares_for_and_opposition_needs_pressure_to_count():
    assert standing.in_review(0.0, 0.0, 0.0, 0.0, 0.0, 0.7, 0.0, P) == 0
    assert standing.in_review(0.0, 0.0, 0.0, 0.0, 0.0, 0.7, 0.5, P) == pytest.approx(-P.review_opposition * 0.35)
    assert standing.in_review(0.0, 0.0, 0.0, 0.0, 1.0, 0.7, 0.0, P) == -P.review_cost


@given(st.floats(-8, 8), st.floats(0, 0.9999))
def test_more_that_speaks_for_it_never_makes_a_verdict_worse(for_it, u):
    assert standing.verdict(for_it + 0.5, u, P) >= standing.verdict(for_it, u, P)


def test_verdicts_are_as_frequent_as_the_bars_say():
    """An ordered logit: the chance to be seen above a bar is logistic in the distance from it."""
    draws = (np.arange(20_000) + 0.5) / 20_000
    for for_it in (-2.0, 0.0, 1.5):
        found = np.array([standing.verdict(for_it, u, P) for u in draws])
        for verdict, bar in ((CHAMPIONED, P.champion_above), (TOLERATED, P.freeze_below), (FROZEN, P.end_below)):
            assert (found >= verdict).mean() == pytest.approx(1 / (1 + math.exp(bar - for_it)), abs=2e-4)


# --- stance, integration and the bench ------------------------------------------------------------------------------


def test_what_an_organisation_holds_is_a_share_and_follows_its_people():
    apart = dict.fromkeys((
        "commitment.rate", "turnover.principal", "district.central_office_turnover", "standing.held",
        "standing.benefit", "meetings.presence_rate",
    ), 0)  # fmt: skip
    batch = Batch([Run(small(**HELD, **apart), r, 2) for r in range(6)], 60)
    batch.state.districts.cohesion[:] = 0.0  # leaders who do not know each other keep their own views
    batch.step()
    people = batch.state.districts.stance.copy()  # an organisation begins as its people stand
    batch.state.districts.stance[:] = 1.0
    for _ in range(59):
        batch.step()
    expected = people + (1 - people) * (1 - P.stance_rate) ** 59
    assert np.allclose(batch.state.districts.stance, expected)


@given(share, share)
def test_rules_hold_an_organisation_as_integration_does(integration: float, rules: float):
    assert standing.held(integration, rules, P) == standing.held(rules, integration, P)
    assert standing.held(integration, rules, P) >= standing.held(integration, 0.0, P)
    assert standing.held(1.0, rules, P) == pytest.approx(P.held)
    assert standing.held(0.0, 0.0, P) == 0


@pytest.mark.parametrize("integrated", [0.0, 1.0])
@pytest.mark.parametrize("agreed", [0.0, 1.0])
def test_integration_and_rules_hold_a_stance_that_falls_and_slow_none_that_rises(integrated: float, agreed: float):
    apart = {"standing.integration_rate": 0, "standing.integration_fade": 0}

    def moved(start: float, integration: float, rules: float) -> tuple[float, float]:
        batch = Batch([Run(small(**HELD, **apart), 0, 2)], 14)
        for _ in range(12):
            batch.step()
        district, relation = batch.state.districts, batch.state.relations
        district.stance[:], district.integration[:], relation.rules[:] = start, integration, rules
        batch.step()
        return abs(district.stance[0] - start), standing.held(integration, relation.rules[0], P)

    for start in (1.0, 0.0):
        far, held = moved(start, integrated, agreed)
        plain, held_plain = moved(start, 0.0, 0.0)
        falls = 1.0 if start == 1.0 else 0.0
        assert far * (1 - held_plain * falls) == pytest.approx(plain * (1 - held * falls))


def test_neglect_undoes_integration_at_the_declared_pace():
    ended = small(**{"governance.end_rate": 0.5, "governance.floor": 1})
    batch = Batch([Run(ended, r, 2) for r in range(4)], 48)
    for _ in range(24):
        batch.step()
    assert (batch.state.partnerships.stage == ENDED).all()
    batch.state.districts.integration[:] = 0.8
    for _ in range(24):
        batch.step()
    assert np.allclose(batch.state.districts.integration, 0.8 * (1 - P.integration_fade) ** 24)


def test_a_bench_is_the_chance_that_somebody_speaks_up():
    batch = Batch([Run(small(), 0, 1)], 3)
    leaders, heads = batch.state.leaders, batch.state.leaders.role == 0
    batch.state.commitment.rate[:] = 0
    batch.state.standing.stance_rate[:] = 0
    leaders.commitment[~heads] = 0.0
    leaders.commitment[heads] = 1.0
    batch.step()
    assert batch.state.districts.bench[0] == 0  # a superintendent is no bench of his own
    leaders.commitment[np.flatnonzero(~heads)[0]] = 1.0
    batch.step()
    alone = batch.state.districts.bench[0]
    leaders.commitment[~heads] = 1.0
    batch.step()
    assert 0 < alone < batch.state.districts.bench[0] < 1


# --- reviews -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reviewed() -> Batch:
    return run_batch(after_a_departure(), 60, LEAVES + REVIEWED_BY, log=True)


def test_each_new_superintendent_looks_at_it_once_and_within_two_years(reviewed: Batch):
    entries, state = reviewed.state.log, reviewed.state
    alive = state.partnerships.stage != ENDED
    seen = 0
    for w, used in enumerate(entries.used):
        reviews = entries.code[w, :used] == log.REVIEWED
        months, verdicts = entries.month[w, :used][reviews], entries.other[w, :used][reviews]
        if not alive[w]:
            continue
        assert LEAVES - 1 + P.review_first <= months.min() < LEAVES + REVIEWED_BY
        assert state.districts.mandate[w] == verdicts[-1] in (FROZEN, TOLERATED, CHAMPIONED)
        assert (verdicts[:-1] == FROZEN).all(), "only a frozen one is looked at again, each July"
        assert (months[1:] % 12 == 0).all()
        seen += 1
    assert seen > 30


def test_nobody_reviews_where_nobody_is_new():
    batch = run_batch(small(**HELD), 20, 60, log=True)
    assert not (batch.state.log.code == log.REVIEWED).any()
    assert (batch.state.districts.mandate == TOLERATED).all()


def test_a_frozen_partnership_loses_hours_and_does_no_work_in_schools():
    frozen, free = (run_batch(after_a_departure(v), 20, 48, log=True) for v in (FROZEN, CHAMPIONED))
    assert (frozen.state.districts.mandate == FROZEN).mean() > 0.8
    hours = [batch.record.values["partnerships"].practice_hours[40:].mean() for batch in (frozen, free)]
    assert 0 < hours[0] < 0.7 * hours[1]
    began = [(b.state.log.code == log.UNIT_FINISHED)[:, :].sum() for b in (frozen, free)]
    assert began[0] < began[1]


def test_a_champion_pays_for_support_sooner_than_who_tolerates():
    told = {"standing.champion_above": 20, "standing.freeze_below": -6, "standing.end_below": -9}
    ready = {"work.design_share": 0, "instruction.adopt": 50, "work.unit_months": 6}
    championed = run_batch(after_a_departure(CHAMPIONED, **ready), 20, 72)
    tolerated = run_batch(after_a_departure(**told, **ready), 20, 72)
    verdicts = [np.mean(batch.state.districts.mandate) for batch in (championed, tolerated)]
    assert verdicts[0] > CHAMPIONED - 0.1 and abs(verdicts[1] - TOLERATED) < 0.1
    lines = [batch.record.values["districts"].budget_line[40:].mean() for batch in (championed, tolerated)]
    assert lines[0] > 1.05 * lines[1]


def test_a_partnership_that_its_only_district_leaves_ends_for_changed_priorities():
    batch = run_batch(after_a_departure(LEFT), 20, LEAVES + REVIEWED_BY)
    p = batch.state.partnerships
    assert (p.stage == ENDED).all()
    assert (p.cause == CAUSES.index("priorities_changed")).mean() > 0.9
    assert (p.ended_month >= LEAVES - 1 + P.review_first).mean() > 0.9


def test_a_bench_carries_a_partnership_through_a_review():
    """The same people, heard more or less: what is drawn is paired."""
    silent = dict.fromkeys(("standing.bench_central_office", "standing.bench_others"), 0)
    heard, unheard = (run_batch(after_a_departure(**v), 200, LEAVES + REVIEWED_BY) for v in ({}, silent))
    left = [(batch.state.districts.mandate <= FROZEN).mean() for batch in (heard, unheard)]
    assert left[0] < left[1] - 0.05


# --- agendas that are reopened, and people who are promoted --------------------------------------------------------

AGENDA = record_array(registry().select(scope="world", group="agenda"), 1)[0]
TOLD = {"standing.champion_above": 20, "standing.freeze_below": -6, "standing.end_below": -9}


@given(share, share, share)
def test_commitment_and_records_keep_an_agenda_from_being_reopened(commitment: float, records: float, more: float):
    now = agenda.chance_reopened(commitment, records, AGENDA)
    assert 0 <= now <= AGENDA.reopen
    assert agenda.chance_reopened(min(1, commitment + more), records, AGENDA) <= now
    assert agenda.chance_reopened(commitment, min(1, records + more), AGENDA) <= now
    assert agenda.chance_reopened(commitment, 1.0, AGENDA) == 0


def reopened(**values: Value) -> Batch:
    busy = {"work.unit_months": 24, "agenda.reopen": 1}
    return run_batch(after_a_departure(**{**TOLD, **busy, **values}), 40, LEAVES + REVIEWED_BY, log=True)


def times_reopened(batch: Batch) -> int:
    return int((batch.state.log.code == log.AGENDA_REOPENED).sum())


def test_champions_leave_the_agenda_as_it_is_and_others_only_ask_after_a_review():
    others, champions = reopened(), reopened(**CERTAIN[CHAMPIONED])
    assert times_reopened(others) > 10 and times_reopened(champions) == 0
    months = others.state.log.month[others.state.log.code == log.AGENDA_REOPENED]
    assert months.min() > LEAVES - 1 + P.review_first


def test_records_keep_agendas_and_what_running_work_has_done():
    """Where all is written down fewer ask; without anybody who remembers, work is done later."""
    kept = {"structures.build_rate": 1, "structure.knowledge_management": 1, "coordination.fte": 1}
    lost = {"structures.build_rate": 1, "structure.knowledge_management": 0, "coordination.fte": 0}
    with_records, without = reopened(**kept), reopened(**lost)
    assert times_reopened(with_records) < 0.6 * times_reopened(without)
    never = reopened(**lost, **{"agenda.reopen": 0})
    left = [float(batch.state.units.left.sum()) for batch in (without, never)]
    assert times_reopened(never) == 0 and left[0] > left[1]


def test_heads_come_from_the_office_and_from_schools_and_its_staff_from_coaches_and_schools():
    roles = (SUPERINTENDENT, CENTRAL_OFFICE, PRINCIPAL, COACH)
    below = {role: {other for other in roles if leaders.is_below(role, other)} for role in roles}
    assert below == {SUPERINTENDENT: {CENTRAL_OFFICE, PRINCIPAL}, CENTRAL_OFFICE: {COACH, PRINCIPAL},
                     PRINCIPAL: set(), COACH: set()}  # fmt: skip


def test_whoever_is_promoted_brings_along_own_view_and_ties():
    """Everybody is all for it; a new head from inside is too, and knows the researchers, one from outside is not."""
    table: dict[str, Value] = {"breadth.superintendent": 1, "breadth.central_office": 2, "breadth.principals": 2}
    found = {}
    for inside in (0.0, 1.0):
        scenario = small(**HELD, **table, **{"turnover.inside": inside})
        batch = Batch([Run(scenario, r, 1) for r in range(20)], 2)
        batch.step()
        state = batch.state
        state.leaders.commitment[:], state.ties.trust_practice[:], state.ties.months[:] = 0.9, 0.95, 70
        heads = state.leaders.role == SUPERINTENDENT
        state.leaders.vacant[heads] = -1.0  # must leave
        batch.step()
        tied = np.isin(state.ties.seat, state.leaders.seat[heads])
        found[inside] = state.leaders.commitment[heads].mean(), state.ties.months[tied].mean()
    assert found[1.0][0] > 0.85 > found[0.0][0]
    assert found[1.0][1] > 1.5 * found[0.0][1]
