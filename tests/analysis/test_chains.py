"""Every end can be told by a chain of reasons, and the chain agrees with the cause that was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

import sim
from analysis.lives.chain import REASONS, cause_of, chain
from analysis.lives.life import Life, lived
from analysis.lives.reasons import Link, lost_trust
from sim.kernel.event_log import CODES
from sim.scenario.events import EVENTS
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario
from sim.state.partnerships import PARTNERSHIP_COLUMNS
from sim.state.tables import CAUSES, DISTRICT_COLUMNS

#: What the hazard or the decision behind each cause reads, as events and columns that a chain may end in before it.
READS = {
    "practice_side_left": {"commitment_practice"}, "research_side_left": {"commitment_research"},
    "trust_lost": {"trust_practice", "trust_research"}, "faded_while_dormant": {"commitment_practice", "went_dormant"},
    "money_ran_out": {"plan_cut", "went_dormant", "external", "proposals_written", "proposal_refused", "proposal_sent",
                      "regular", "grant_ended", "benefit_districts", "conflict_broke_out",
                      "commitment_practice", "commitment_research"},
    "priorities_changed": {"superintendent_reviewed"}, "handed_over": {"routines", "need", "problem", "grant_ended"},
    "no_longer_needed": {"need", "problem"}, "members_left": {"member_left"}, "merged": {"merger"},
}  # fmt: skip
SCENARIOS = ("bellevue", "study_council", "redwood_city", "baseline")


@cache
def ended(name: str) -> dict[str, list[int]]:
    """Replicates of a shipped scenario by the cause that its table of runs records."""
    runs = sim.run(name, replicates=60, tables=("partnerships",)).runs.drop_duplicates("run")
    return {cause: list(rows["replicate"]) for cause, rows in runs.groupby("cause") if cause != "none"}


def lives(cause: str) -> Iterator[Life]:
    """Up to three runs of each scenario that ended for a cause."""
    if cause == "merged":  # which only a scenario makes happen
        yield lived(load_scenario("baseline").with_event("merger", month=7), months=12)
    for name in SCENARIOS:
        for replicate in ended(name).get(cause, [])[:3]:
            yield lived(load_scenario(name), replicate=replicate)


def agrees(life: Life, links: tuple[Link, ...]) -> None:
    """The chain ends in the recorded cause, and comes to it by what its hazard reads."""
    assert links[-1].event == "partnership_ended" and links[-1].month == life.ended
    assert life.columns["cause"][-1] == cause_of(life)
    assert [link.month for link in links] == sorted(link.month for link in links)
    assert all(life.start <= link.month <= life.ended for link in links), links
    assert {link.event for link in links[:-1]} & READS[cause_of(life)], links
    assert len(links) == len(set(links)) >= 2


@pytest.mark.parametrize("cause", [cause for cause in CAUSES if cause != "none"])
def test_every_cause_happens_and_its_chain_ends_in_it(cause: str):
    found = list(lives(cause))
    assert found, "no shipped scenario ends so within 60 replicates"
    for life in found:
        assert cause_of(life) == cause
        agrees(life, chain(life))


def test_every_cause_has_reasons_and_nothing_else_has():
    assert set(REASONS) == set(READS) == set(CAUSES) - {"none"}


def test_links_name_events_or_columns_of_the_record():
    columns = {c.name for c in (*PARTNERSHIP_COLUMNS, *DISTRICT_COLUMNS)}
    known = {name for name, _ in CODES.values()} | columns | set(EVENTS)
    told = [link for cause in REASONS for life in lives(cause) for link in chain(life)]
    assert {link.event for link in told} <= known
    for link in told:
        assert link.sentence and not link.sentence.endswith(".") and "_" not in link.sentence


def test_a_partnership_that_goes_on_has_no_chain():
    assert chain(lived(load_scenario("baseline").with_values({"governance.end_rate": 0.0001}), months=12)) == ()


def test_a_hand_over_that_the_scenario_dates_is_told_as_that():
    life = lived(load_scenario("baseline").with_event("hand_over", month=9), months=24)
    assert cause_of(life) == "handed_over"
    assert [link.event for link in chain(life)] == ["hand_over", "partnership_ended"]


@pytest.mark.parametrize(("event", "values"), [
    ("superintendent_left", {}), ("negative_press", {"value": 1.0}), ("budget_cut", {"value": 0.9}),
])  # fmt: skip
def test_a_review_goes_back_to_what_called_for_it(event: str, values: dict[str, float]):
    """A new superintendent, bad press or a cut: the review that ends it follows from the one that was there."""
    do = "superintendent_leaves" if event == "superintendent_left" else event
    strict = small(load_scenario("baseline")).with_values({"standing.end_below": 6, "standing.looks_again": 1.0})
    scenario = strict.with_event(do, month=9, **values)
    found = [life for life in (lived(scenario, replicate=r, months=48) for r in range(12)) if life.ended is not None]
    links = [chain(life) for life in found if cause_of(life) == "priorities_changed"]
    assert any(link.event == event and link.month == 9 for chain_ in links for link in chain_)


@pytest.mark.parametrize(
    "ranks",
    [
        {"team.tenured": 3, "team.untenured": 0, "team.staff": 0, "team.graduates": 0},
        {"team.tenured": 0, "team.untenured": 3, "team.staff": 0, "team.graduates": 0},
        {"team.tenured": 1, "team.untenured": 0, "team.staff": 3, "team.graduates": 2},
    ],
    ids=["tenured", "untenured", "on grants"],
)
def test_chains_agree_whatever_the_ranks_of_the_team(ranks: dict[str, float]):
    """Money, not the ranks of those whom it pays, is what a chain for want of money goes back to."""
    scenario = small(load_scenario("baseline")).with_values(ranks).with_event("external_support_ends", month=20)
    seen = set()
    for replicate in range(8):
        life = lived(scenario, replicate=replicate)
        if life.ended is not None:
            agrees(life, chain(life))
            seen.add(cause_of(life))
        if life.ended is not None and life.ended > 20 and cause_of(life) == "money_ran_out":
            assert {"external_support_ends", "grant_ended"} & {link.event for link in chain(life)}
    assert seen


def small(scenario: Scenario) -> Scenario:
    return scenario.with_values({"district.schools": 3, "district.teachers_per_school": 6})


def lost() -> Life:
    """A life that ends for lost trust soon after month 24, in which promises to all are broken."""
    scenario = small(load_scenario("baseline")).with_values(
        {"governance.commitment_floor": 0.0, "governance.steepness": 40}
    )
    for month in (24, 25, 26):
        scenario = scenario.with_event("broken_promise", month=month, value=1.0)
    for replicate in range(60):
        life = lived(scenario, replicate=replicate, months=60)
        if life.ended is not None and life.ended > 24 and cause_of(life) == "trust_lost":
            return life
    raise AssertionError("nothing ended for lost trust")


def test_a_broken_promise_is_what_a_loss_of_trust_goes_back_to():
    life = lost()
    parts = lost_trust(life, life.ended)
    assert max(parts, key=parts.get) == "blows"
    assert any(link.event == "promise_broken" and 24 <= link.month <= 26 for link in chain(life))


def test_shares_of_a_loss_add_up_to_it():
    life = next(lives("trust_lost"))
    parts = lost_trust(life, life.ended)
    assert all(part >= 0 for part in parts.values()) and np.isfinite(sum(parts.values()))
    quiet = lived(small(load_scenario("baseline")).with_values({"conflict.wear": 0.0}), months=36)
    assert lost_trust(quiet, 36)["strain"] == 0
