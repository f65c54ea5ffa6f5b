"""Events: each moves what its meaning says; a condition makes it happen once, in the month after it began to hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from shared import SMALL, bytes_of_record, run_batch

import sim
from sim.engine.batch import Batch, Run
from sim.kernel.event_log import CODES
from sim.mesa.model import PartnershipModel
from sim.scenario.conditions import WATCHED
from sim.scenario.scenario import Known, Scenario
from sim.state.partnerships import PARTNERSHIP_COLUMNS
from sim.state.tables import CAUSES, DISTRICT_COLUMNS, LIFE_STAGES, MANDATES, PARTICIPATION

MONTH, REPLICATES = 12, 8


@pytest.fixture(scope="module")
def quiet() -> Scenario:
    """A partnership of two districts whose end, reviews and clashes are known not to come, with money for years."""
    two = sim.load_scenario("types/design_research", set={
        **SMALL, "scale.districts": 2, "money.start_grant": 4_000_000, "money.start_months": 96, "funder.odds": 0.9,
        "governance.rests_below": 0,
    })  # fmt: skip
    return documented(two, "end", "review", "renewal", "clash")


def documented(scenario: Scenario, *kinds: str) -> Scenario:
    return replace(scenario, history=tuple(Known(kind) for kind in kinds))


def struck(scenario: Scenario, months: int = MONTH, **event: object) -> tuple[Batch, Batch]:
    """The same worlds without and with an event in the last of some months."""
    return run_batch(scenario, REPLICATES, months), run_batch(
        scenario.with_event(str(event.pop("do")), month=months, **event), REPLICATES, months, log=True
    )


def logged(batch: Batch, name: str) -> list[tuple[int, int, int, float]]:
    """World, 1-based month, row and value of every entry of a name."""
    log = batch.state.log
    return [
        (w, int(log.month[w, i]) + 1, int(log.row[w, i]), float(log.value[w, i]))
        for w in range(len(log.used)) for i in range(log.used[w]) if CODES[int(log.code[w, i])][0] == name
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "mandate"), zip(("ends", "freezes", "tolerates", "champions"), MANDATES, strict=True)
)
def test_a_review_decides_what_the_district_lets_the_partnership_do(quiet: Scenario, verdict: str, mandate: str):
    _, after = struck(quiet, 13, do="superintendent_review", verdict=verdict)  # July, when frozen work is looked at
    assert (after.state.districts.mandate == MANDATES.index(mandate)).all()
    assert len(logged(after, "superintendent_reviewed")) == 2 * REPLICATES
    assert (after.state.schools.site.sum() == 0) == (verdict in ("ends", "freezes"))
    paused = after.state.schools.participation == PARTICIPATION.index("paused")
    assert paused.any() == (verdict == "freezes"), "schools go on once the district does"


def test_a_board_turns_and_stays_turned(quiet: Scenario):
    before, after = struck(quiet, do="board_turns", value=0.25)
    assert np.allclose(after.state.districts.opposition, np.minimum(1, before.state.districts.opposition + 0.25))
    assert (after.state.districts.pressure > before.state.districts.pressure).all()
    before, after = struck(quiet, do="board_turns", value=-1)
    assert (after.state.districts.opposition == 0).all() and (after.state.districts.pressure == 0).all()


def test_the_next_decision_is_a_refusal_and_only_that(quiet: Scenario):
    scenario = quiet.with_values({"money.start_months": 18, "money.start_grant": 600_000, "money.pipeline": 6})
    without = run_batch(scenario, 40, 60, log=True)
    with_it = run_batch(scenario.with_event("grant_refused", month=1), 40, 60, log=True)
    names = ("proposal_refused", "grant_awarded")
    decided = [(w, month, name) for name in names for w, month, *_ in logged(with_it, name)]
    first = {w: min(month for world, month, _ in decided if world == w) for w, *_ in decided}
    assert len(first) > 30 and all((w, month, "proposal_refused") in decided for w, month in first.items())
    assert logged(with_it, "grant_awarded"), "later ones are decided as usual"
    assert {w for w, *_ in logged(without, "grant_awarded")} - {w for w, *_ in logged(without, "proposal_refused")}
    assert not with_it.state.finances.must_refuse.any()


def test_a_cut_takes_its_share_of_running_grants(quiet: Scenario):
    before, after = struck(quiet, do="grant_cut", value=0.4)
    running = before.state.grants.funder >= 0
    assert running.any()
    assert np.allclose(after.state.grants.monthly[running], 0.6 * before.state.grants.monthly[running])
    assert np.allclose(after.state.finances.committed, 0.6 * before.state.finances.committed)
    cancelled = after.state.funders.cancelled.sum() - before.state.funders.cancelled.sum()
    assert cancelled == pytest.approx(0.4 / 0.6 * after.state.finances.committed.sum(), rel=0.1)
    _, all_of_it = struck(quiet, do="grant_cut", value=1)
    assert not (all_of_it.state.grants.funder >= 0).any()


def test_a_conflict_strains_and_a_repair_binds(quiet: Scenario):
    before, after = struck(quiet, do="conflict", value=0.8)
    assert (after.state.relations.strain > before.state.relations.strain + 0.1).all()
    broke_out = {w for w, month, *_ in logged(after, "conflict_broke_out") if month == MONTH}
    assert broke_out and (after.state.relations.strained > 0).all()
    strained = quiet.with_event("conflict", month=MONTH - 1, value=0.8)
    before, after = struck(strained, do="repair")
    assert (before.state.relations.strain > 0.3).all() and (after.state.relations.strain == 0).all()
    assert (after.state.relations.trust >= before.state.relations.trust).all()
    assert after.state.ties.trust_practice.mean() > before.state.ties.trust_practice.mean() + 0.02
    resolved = {w for w, month, *_ in logged(after, "conflict_resolved") if month == MONTH}
    assert resolved and resolved <= set(np.flatnonzero(before.state.relations.strained))
    _, half = struck(strained, do="repair", value=0.5)
    assert np.allclose(half.state.relations.strain, 0.5 * before.state.relations.strain)


def test_a_district_leaves_and_comes_back(quiet: Scenario):
    name = quiet.partnerships[0].districts[1].name
    _, left = struck(quiet, do="member_leaves", district=name)
    members = left.state.districts.mandate.reshape(-1, 2)
    assert (members[:, 1] == MANDATES.index("left")).all() and (members[:, 0] != MANDATES.index("left")).all()
    sites = left.state.schools.site.reshape(REPLICATES, 2, -1).sum(axis=2)
    assert (sites[:, 0] > 0).all() and (sites[:, 1] == 0).all()
    assert (left.state.partnerships.cause == 0).all(), "the other district goes on"
    _, both = struck(quiet, do="member_leaves")
    assert (both.state.partnerships.cause == CAUSES.index("members_left")).all()
    gone = quiet.with_event("member_leaves", month=MONTH - 4, district=name)
    _, back = struck(gone, do="member_joins", district=name)
    assert (back.state.districts.mandate == MANDATES.index("tolerated")).all()
    offers, sites = (back.state.schools[name].reshape(REPLICATES, 2, -1).sum(axis=2) for name in ("offer", "site"))
    assert (offers > 0).all() and (sites[:, 1] > 0).any(), "its schools are asked, and decide for themselves"


@pytest.mark.parametrize(("do", "cause"), [("hand_over", "handed_over"), ("merger", "merged")])
def test_an_end_that_is_dated_comes_then_and_has_its_cause(quiet: Scenario, do: str, cause: str):
    before, after = struck(quiet, do=do)
    assert (before.state.partnerships.cause == 0).all()
    assert (after.state.partnerships.cause == CAUSES.index(cause)).all()
    assert (after.state.partnerships.ended_month == MONTH - 1).all()
    paid = after.state.districts.budget_line >= after.state.districts.integration
    assert paid.all() == (do == "hand_over")


def test_the_post_of_an_organiser_stays_empty_for_so_many_months(quiet: Scenario):
    scenario = documented(quiet, "end", "review", "renewal", "clash", "coordinator")
    batch = run_batch(scenario.with_event("coordinator_leaves", month=6, months=9), REPLICATES, 30)
    empty = batch.record.values["partnerships"]["coordinator_vacant"] > 0
    assert (empty.sum(axis=0) == 9).all() and empty[5:14].all()


def test_every_event_of_a_scenario_is_logged_with_its_number_and_row(quiet: Scenario):
    name = quiet.partnerships[0].districts[1].name
    scenario = quiet.with_event("budget_cut", month=3, district=name)
    scenario = scenario.with_event("set", month=5, levers={"money.fees": 1})
    batch = run_batch(scenario, 1, 6, log=True)
    log = batch.state.log
    entries = [(int(log.month[0, i]) + 1, int(log.row[0, i]), int(log.other[0, i]), int(log.value[0, i]))
               for i in range(log.used[0]) if CODES[int(log.code[0, i])][0] == "scenario_event"]  # fmt: skip
    assert entries == [(3, 0, 1, 1), (5, 1, -1, 0)]


# --- conditions -------------------------------------------------------------------------------------------------------


def begins(series: np.ndarray, after: int) -> list[int]:
    """1-based months at whose end a condition begins to hold, looked at from month ``after`` on."""
    seen = series[after - 1 :]
    return [after + i for i in range(len(seen)) if seen[i] and not (i and seen[i - 1])]


@pytest.mark.parametrize(("when", "times"), [
    ({"outcome": "promises_kept", "below": 0.7}, 1), ({"outcome": "promises_kept", "below": 0.7, "times": 3}, 3),
    ({"outcome": "users", "above": 0.02, "after": 9}, 1), ({"outcome": "gap", "above": 0.5}, 1),
])  # fmt: skip
def test_a_condition_makes_it_happen_in_the_month_after_and_so_many_times(small: Scenario, when: dict, times: int):
    scenario = documented(small, "end").with_event("set", when=when, levers={"money.fees": 1})
    batch = run_batch(scenario, 20, 48, log=True)
    values = batch.record.values["partnerships"][when["outcome"]]
    met = values < when["below"] if "below" in when else values > when["above"]
    met &= batch.record.values["partnerships"].stage != LIFE_STAGES.index("ended")
    happened = [(w, month) for w, month, *_ in logged(batch, "scenario_event")]
    due = [(w, m + 1) for w in range(20) for m in begins(met[:, w], when.get("after", 1))[:times] if m < 48]
    assert happened == due and len(due) >= 5


def test_a_condition_changes_levers_of_those_alone_that_meet_it(small: Scenario):
    (one,) = small.partnerships
    two = replace(small, partnerships=(replace(one, name="a"), replace(one, name="b")))
    scenario = two.with_event("set", when={"outcome": "trust", "below": 0.36}, levers={"coordination.fte": 3})
    batch = run_batch(scenario, 30, 24)
    low = (batch.record.values["partnerships"]["trust"][:23] < 0.36).any(axis=0)
    changed = batch.state.levers.coordination_fte == 3
    assert (changed == low).all() and low.any() and not low.all()


def test_districts_go_by_their_own_numbers(quiet: Scenario):
    scenario = quiet.with_event("superintendent_leaves", when={"outcome": "pressure", "above": 0.45})
    batch = run_batch(scenario, 30, 36, log=True)
    pressed = batch.record.values["districts"]["pressure"] > 0.45
    due = {(d // 2, m + 2, d % 2) for d in range(60) for m in np.flatnonzero(pressed[:35, d])[:1]}
    log = batch.state.log
    happened = {(w, int(log.month[w, i]) + 1, int(log.other[w, i])) for w in range(30) for i in range(log.used[w])
                if CODES[int(log.code[w, i])][0] == "scenario_event"}  # fmt: skip
    assert happened == due and len(due) > 5


def test_a_condition_that_never_holds_changes_nothing(small: Scenario):
    idle = small.with_event("conflict", when={"outcome": "trust", "above": 1})
    assert bytes_of_record(run_batch(idle, 5)) == bytes_of_record(run_batch(small, 5))


def test_runs_are_the_same_until_it_strikes(small: Scenario):
    scenario = small.with_event("coordinator_leaves", when={"outcome": "trust", "above": 0, "after": 9})
    with_it, without = (run_batch(s, 3).record.values["partnerships"] for s in (scenario, small))
    assert with_it[:9].tobytes() == without[:9].tobytes() and with_it[9:].tobytes() != without[9:].tobytes()


def test_conditions_give_the_same_bytes_in_any_batch_thread_or_step(small: Scenario):
    scenario = small.with_event("set", when={"outcome": "trust", "below": 0.4}, levers={"coordination.fte": 2})
    scenario = scenario.with_event("conflict", when={"outcome": "strain", "below": 0.1, "times": 5})
    one, four = (Batch([Run(scenario, r, 1) for r in range(12)], 24) for _ in range(2))
    one.run(threads=1)
    four.run(threads=4)
    model = PartnershipModel(scenario, seed=1, months=24)
    while model.running:
        model.step()
    assert bytes_of_record(one) == bytes_of_record(four)
    assert bytes_of_record(model.batch) == bytes_of_record(run_batch(scenario, 1))
    assert bytes_of_record(run_batch(scenario, 1)) != bytes_of_record(run_batch(small, 1))


@pytest.mark.parametrize("row", WATCHED.values(), ids=list(WATCHED))
def test_what_conditions_look_at_is_recorded_under_that_name(row):
    columns = {c.name: c for c in (PARTNERSHIP_COLUMNS if row.sort == "partnership" else DISTRICT_COLUMNS)}
    assert columns[row.name].unit == row.unit
    assert sorted(w.code for w in WATCHED.values()) == list(range(1, len(WATCHED) + 1))


@pytest.mark.parametrize("row", WATCHED.values(), ids=list(WATCHED))
def test_each_of_them_is_looked_at(row, small: Scenario):
    """The bound is the median of what was recorded, so that half of the worlds meet it at a given month."""
    scenario = documented(small, "end", "review", "renewal")
    values = run_batch(scenario, 20, 20).record.values[f"{row.sort}s"][row.name][19]
    bound = float(np.median(values))
    batch = run_batch(scenario.with_event("set", when={"outcome": row.name, "above": bound, "after": 20},
                                          levers={"money.fees": 1}), 20, 21, log=True)  # fmt: skip
    assert {w for w, *_ in logged(batch, "scenario_event")} == set(np.flatnonzero(values > bound))
