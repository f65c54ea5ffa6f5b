"""History: where a course is known chance does not strike, what is dated happens, and all else is as it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from shared import SMALL, bytes_of_record, run_batch

import sim
from sim.engine.batch import Batch, Run
from sim.kernel.event_log import CODES
from sim.mesa.model import PartnershipModel
from sim.scenario.history import CHANCES
from sim.scenario.scenario import Known, Scenario
from sim.state.tables import LEADER_ROLES

FIRST, LAST, MONTHS = 7, 30, 42
#: What has to happen never for a kind of chance to be silent; the others have no such number.
NEVER = {
    "superintendent": "district.superintendent_turnover", "central_office+coach": "district.central_office_turnover",
    "principal": "turnover.principal", "teacher": "district.teacher_turnover",
    "policy_shift": "calendar.policy_shift", "budget_cut": "calendar.budget_cut",
    "negative_press": "calendar.press+data.breach",  # a breach of privacy is in the press as well
    "programme_officer": "funder.officer_turnover",
    "funder_strategy_shift": "funder.strategy_shift",
}  # fmt: skip
#: Log entries of what cannot be told by such a number.
LOGGED = {
    "coordinator": {"coordinator_left"}, "researcher": {"researcher_left", "tenure_denied", "laid_off"},
    "award": {"grant_awarded", "proposal_refused"},
}  # fmt: skip
#: Kinds with a test of their own: in two partnerships alike what they keep away comes too seldom for the counts above.
APART = {"review", "clash", "end", "renewal"}


@pytest.fixture(scope="module")
def busy() -> Scenario:
    """Two partnerships of two districts each, where much happens."""
    two = sim.load_scenario("types/design_research", set={
        **SMALL, "scale.districts": 2, "district.superintendent_turnover": 0.5, "district.central_office_turnover": 0.5,
        "turnover.principal": 0.4, "turnover.staff": 0.6,
        "calendar.policy_shift": 0.6, "calendar.budget_cut": 0.6, "calendar.press": 4,
        "funder.officer_turnover": 0.6, "funder.strategy_shift": 0.6, "district.political_pressure": 0.7,
        "funder.odds": 0.6, "team.staff": 2,
    })  # fmt: skip
    (one,) = two.partnerships
    return replace(two, partnerships=(replace(one, name="a"), replace(one, name="b")))


def log_of(batch: Batch) -> list[tuple[int, int, str, int]]:
    """World, 1-based month, name and row of every entry."""
    log = batch.state.log
    return [
        (w, int(log.month[w, i]) + 1, CODES[int(log.code[w, i])][0], int(log.row[w, i]))
        for w in range(len(log.used)) for i in range(log.used[w])
    ]  # fmt: skip


def left_posts(scenario: Scenario, table: str, replicates: int = 40) -> np.ndarray:
    """Who left, by month and post (of all worlds)."""
    batch = Batch([Run(scenario, r, 1) for r in range(replicates)], MONTHS)
    found = []
    for _ in range(MONTHS):
        batch.step()
        found.append(getattr(batch.state, table).left.copy())
    return np.array(found) > 0


def known(scenario: Scenario, *history: Known) -> Scenario:
    return replace(scenario, history=history)


def test_every_kind_of_chance_is_tried_here():
    assert {kind for kinds in NEVER for kind in kinds.split("+")} | set(LOGGED) | APART == set(CHANCES)
    assert [CHANCES[role].code for role in LEADER_ROLES] == list(range(len(LEADER_ROLES)))
    assert sorted(chance.code for chance in CHANCES.values()) == list(range(len(CHANCES)))


@pytest.mark.parametrize("kinds", NEVER)
def test_silent_chance_is_what_a_rate_of_zero_gives_and_nothing_else_changes(kinds: str, busy: Scenario):
    names, silenced = NEVER[kinds].split("+"), [Known(kind, FIRST, LAST) for kind in kinds.split("+")]
    before = busy.partnerships[0].districts[0].context | busy.world | busy.funders[0].context
    zero = busy
    for name in names:
        zero = zero.with_event("set", month=FIRST, **section_of(name, 0.0))
        zero = zero.with_event("set", month=LAST + 1, **section_of(name, before[name]))
    silent, zero, chancy = (
        bytes_of_columns(run_batch(s, 20, MONTHS)) for s in (known(busy, *silenced), zero, busy)
    )
    assert silent == zero
    assert silent != chancy


def section_of(name: str, value: float) -> dict:
    kind = sim.parameters().loc[name, "kind"]
    return {"context" if kind == "context" else "uncertainties": {name: value}}


def bytes_of_columns(batch: Batch) -> dict[str, bytes]:
    """What was observed, but for the switches themselves."""
    return {
        f"{table}.{column}": np.ascontiguousarray(values[column]).tobytes()
        for table, values in batch.record.values.items() for column in values.dtype.names if column != "chance_off"
    }  # fmt: skip


@pytest.mark.parametrize("kind", LOGGED)
def test_silent_chance_leaves_no_trace_in_the_log(kind: str, busy: Scenario):
    silent = Counter(
        FIRST <= month <= LAST
        for _, month, event, _ in log_of(run_batch(known(busy, Known(kind, FIRST, LAST)), 40, MONTHS, log=True))
        if event in LOGGED[kind]
    )
    chancy = [m for _, m, event, _ in log_of(run_batch(busy, 40, MONTHS, log=True)) if event in LOGGED[kind]]
    assert silent[True] == 0 and silent[False] > 0
    assert sum(FIRST <= month <= LAST for month in chancy) > 20


def test_nothing_differs_before_the_first_silent_month(busy: Scenario):
    every = known(busy, *(Known(kind, FIRST, LAST) for kind in CHANCES))
    assert bytes_of_columns(run_batch(every, 10, FIRST - 1)) == bytes_of_columns(run_batch(busy, 10, FIRST - 1))
    assert bytes_of_columns(run_batch(every, 10, MONTHS)) != bytes_of_columns(run_batch(busy, 10, MONTHS))


def test_one_row_is_narrowed_by_its_name_and_draws_of_all_others_stay(busy: Scenario):
    name = busy.partnerships[0].districts[1].name
    one = run_batch(known(busy, Known("superintendent", FIRST, LAST, district=name)), 60, MONTHS, log=True)
    two = run_batch(busy, 60, MONTHS, log=True)
    left = [[x for x in log_of(batch) if x[2] == "superintendent_left"] for batch in (one, two)]
    hit = {i for i, d in enumerate(d.name for p in busy.partnerships for d in p.districts) if d == name}
    assert not [x for x in left[0] if x[3] in hit and FIRST <= x[1] <= LAST]
    assert [x for x in left[1] if x[3] in hit and FIRST <= x[1] <= LAST]
    others = [[x for x in found if x[3] not in hit] for found in left]
    assert others[0] == others[1] and len(others[0]) > 20


@pytest.mark.parametrize(("kind", "table"), [("coach", "leaders"), ("researcher", "researchers")])
def test_a_share_of_posts_is_the_first_of_them(kind: str, table: str, busy: Scenario):
    rows = getattr(run_batch(busy, 1, 1).state, table)
    owner = rows.district if table == "leaders" else rows.partnership
    mine = rows.role == LEADER_ROLES.index(kind) if table == "leaders" else np.ones(len(rows), bool)
    first = np.zeros(len(rows), bool)
    for one in np.unique(owner):
        posts = np.flatnonzero(mine & (owner == one))
        first[posts[: int(np.ceil(0.5 * len(posts)))]] = True
    left = left_posts(known(busy, Known(kind, FIRST, LAST, share=0.5)), table)[FIRST - 1 : LAST]
    by_post = left.sum(axis=0).reshape(-1, len(rows)).sum(axis=0)
    assert not by_post[first].any()
    assert by_post[mine & ~first].all()


def test_what_is_dated_happens_in_silence_and_the_post_is_filled_as_usual(busy: Scenario):
    scenario = known(busy, Known("superintendent", 1, LAST)).with_event("superintendent_leaves", month=20)
    left = [x for x in log_of(run_batch(scenario, 50, MONTHS, log=True)) if x[2] == "superintendent_left"]
    districts = 50 * sum(len(p.districts) for p in busy.partnerships)
    assert Counter(month for _, month, *_ in left if month <= LAST) == {20: districts}
    assert [month for _, month, *_ in left if month > LAST], "chance is back after the last silent month"
    batch = run_batch(scenario, 50, LAST)
    heads = batch.state.leaders[batch.state.districts.leaders_at]
    assert (heads.vacant <= 0).all()


def test_entries_that_follow_each_other_leave_no_gap(busy: Scenario):
    whole = known(busy, Known("coach", 5, 30))
    for order in (1, -1):
        parts = known(busy, *[Known("coach", 5, 16), Known("coach", 17, 30)][::order])
        assert bytes_of_record(run_batch(parts, 10, MONTHS)) == bytes_of_record(run_batch(whole, 10, MONTHS))


def test_without_a_last_month_it_lasts_however_long_the_run(busy: Scenario):
    batch = run_batch(known(busy, Known("superintendent")), 20, busy.months + 24, log=True)
    assert not [x for x in log_of(batch) if x[2] == "superintendent_left"]


def test_the_mesa_model_follows_history_too(busy: Scenario):
    scenario = known(busy, *(Known(kind, FIRST, LAST) for kind in CHANCES))
    model = PartnershipModel(scenario, seed=3, months=MONTHS)
    while model.running:
        model.step()
    batch = run_batch(scenario, 1, MONTHS, seed=3)
    assert bytes_of_columns(model.batch) == bytes_of_columns(batch)
    assert bytes_of_columns(batch) != bytes_of_columns(run_batch(busy, 1, MONTHS, seed=3))


def test_bellevue_loses_its_superintendent_once_and_its_science_leader_twice():
    scenario = sim.load_scenario("bellevue")
    batch = Batch([Run(scenario, r, 1) for r in range(200)], 96, log=True)
    science = []
    for _ in range(96):
        batch.step()
        leaders = batch.state.leaders
        posts = len(leaders) // 200
        assert leaders.role[1] == LEADER_ROLES.index("central_office")
        science.append(leaders.left[1::posts] > 0)
    months = [month + 1 for month, left in enumerate(science) if left.any()]
    assert months == [26, 62] and np.array(science)[[25, 61]].all()
    heads = [month for _, month, event, _ in log_of(batch) if event == "superintendent_left"]
    assert Counter(month for month in heads if month <= 8) == {8: 200}


@pytest.mark.parametrize("kind", sorted(APART))
def test_reviews_clashes_ends_and_renewals_are_silent_where_their_course_is_known(kind: str, busy: Scenario):
    entries = {"review": "superintendent_reviewed", "clash": "conflict_broke_out", "end": "partnership_ended",
               "renewal": "member_left"}  # fmt: skip
    # A review or a renewal can end what nobody else does, and broken promises can bring conflicts.
    ends = [Known(other, FIRST, LAST) for other in ("review", "renewal") if kind == "end"]
    busy = busy.with_values({"meetings.common_rate": 0, "membership.leave": 1})
    silent = run_batch(known(busy, Known(kind, FIRST, LAST), *ends), 60, MONTHS, log=True)
    when = [month for _, month, event, _ in log_of(silent) if event == entries[kind]]
    chancy = [month for _, month, event, _ in log_of(run_batch(busy, 60, MONTHS, log=True)) if event == entries[kind]]
    assert not [month for month in when if FIRST <= month <= LAST]
    assert [month for month in chancy if FIRST <= month <= LAST]


def test_a_documented_course_is_replayed_to_its_end(busy: Scenario):
    course = known(busy, *(Known(kind) for kind in ("superintendent", "review", "renewal", "clash", "end")))
    course = course.with_event("superintendent_leaves", month=9)
    course = course.with_event("superintendent_review", month=15, verdict="freezes").with_event("hand_over", month=31)
    batch = run_batch(course, 30, MONTHS, log=True)
    log = log_of(batch)
    for event, month in (("superintendent_left", 9), ("superintendent_reviewed", 15), ("partnership_ended", 31)):
        assert {m for _, m, name, _ in log if name == event} == {month}
    assert (batch.state.partnerships.ended_month == 30).all()
