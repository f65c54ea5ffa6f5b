"""Every end can be told by a chain of reasons, and the chain agrees with the cause that was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

import sim
from analysis.lives.chain import REASONS, cause_of, chain
from analysis.lives.commitment import commitment
from analysis.lives.life import Life, lived
from analysis.lives.links import Link, peak
from analysis.lives.reviews import in_its_favour, review_because, verdict
from analysis.lives.trust import lost_trust, lower_trust
from sim.kernel.event_log import CODES
from sim.scenario.events import EVENTS
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario, Value
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
    "idea_failed": {"idea_dropped"},
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


def test_a_review_of_a_partnership_at_rest_speaks_of_what_work_would_ask():
    told: dict[bool, str] = {True: "", False: ""}
    for cause in ("faded_while_dormant", "money_ran_out", "priorities_changed"):
        for life in lives(cause):
            for e in (e for e in life.entries if e.event == "superintendent_reviewed"):
                rests = life.columns["stage"][max(e.month - 2, 0)] == "dormant"
                told[rests] += f"{verdict(life, e)}{review_because(life, e)}. "
    assert told[True] and "it asks" not in told[True] and "go on" not in told[True]
    assert "it asks" in told[False] and "go on" in told[False]


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
    strict = small(load_scenario("baseline")).with_values({"standing.end_below": 6})
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
        {"governance.floor": 0.28, "governance.steepness": 40, "initial.leader_commitment": 0.9, "commitment.own": 1}
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
    for life in lives("trust_lost"):
        parts, column = lost_trust(life, life.ended), lower_trust(life, life.ended)
        assert all(part >= 0 for part in parts.values())
        fall = life.at(column, peak(life, column, life.ended)) - life.at(column, life.ended)
        named = sum(parts.values()) - parts["promises"]
        assert sum(parts.values()) == pytest.approx(max(fall, named))  # contact may have won some of it back


def test_strain_takes_nothing_where_it_does_not_wear():
    quiet = lived(small(load_scenario("baseline")).with_values({"conflict.wear": 0.0}), months=36)
    assert lost_trust(quiet, 36)["strain"] == 0


# --- what was weighed is what the rules weigh -------------------------------------------------------------------------


def test_reviews_are_told_by_all_that_the_rule_weighs():
    """Where a superintendent's own view has no weight, what the chain weighs is all that spoke for the partnership."""
    scenario = small(load_scenario("baseline")).with_values({"standing.review_people": 0, "structure.agreements": 0.2})
    scenario = scenario.with_event("set", month=30, levers={"structure.agreements": 0.9})
    weighed = [
        in_its_favour(life, e)
        for life in (lived(scenario, replicate=replicate, months=72) for replicate in range(12))
        for e in life.entries if e.event == "superintendent_reviewed"
    ]  # fmt: skip
    assert len(weighed) >= 8
    assert [parts["view"] for parts in weighed] == pytest.approx([0.0] * len(weighed), abs=1e-9)
    assert all(any(parts[name] for parts in weighed) for name in weighed[0] if name not in ("view", "bench"))


def still(**values: Value) -> Scenario:
    """A small world in which people never meet, promise each other nothing, and do not fall out by themselves."""
    return small(load_scenario("baseline")).with_values({
        "contact.meetings": 0.0, "meetings.common_rate": 0.0, "meetings.trust_decay": 0.0, "conflict.binds": 0.0,
        "conflict.clash_rate": 0.0, "governance.end_rate": 0.0, "governance.starved": 0.0,
        "meetings.cushion": 0.0, **values,
    })  # fmt: skip


def undisturbed(scenario: Scenario) -> list[Life]:
    """Lives in which nobody leaves in the year before month 15, so that no chair is empty."""
    left = {"superintendent_left", "office_leader_left", "researcher_left", "coordinator_left"}
    found = [lived(scenario, replicate=replicate, months=16) for replicate in range(60)]
    found = [life for life in found if not any(e.event in left and e.month > 2 for e in life.entries)]
    return [life for life in found if not life.columns["trust_lost"][12:].any()]


@pytest.mark.parametrize(
    ("do", "took"),
    [("conflict", {"strain"}), ("broken_promise", {"blows", "strain"}), ("negative_press", {"blows"})],
)
def test_what_took_trust_is_what_the_rules_took(do: str, took: set[str]):
    """With nothing else at work, trust falls by exactly what the chain says that strain and blows took."""
    found = undisturbed(still().with_event(do, month=14, value=0.8))
    assert found
    for life in found:
        before, after = lost_trust(life, 13), lost_trust(life, 15)
        column = life.columns[lower_trust(life, 15)]
        assert {name for name in after if after[name] - before[name] > 1e-9} == took
        assert sum(after[name] - before[name] for name in took) == pytest.approx(column[12] - column[14])


def test_press_takes_nothing_from_what_researchers_trust():
    """What the side that trusts less did not suffer is not what took its trust: press makes researchers look bad."""
    life = lived(still().with_event("negative_press", month=14, value=0.8), months=16)
    assert lost_trust(life, 15)["blows"] > 0 and lower_trust(life, 15) == "trust_practice"
    life.columns["trust_research"] = 0.5 * life.columns["trust_practice"]
    assert lower_trust(life, 15) == "trust_research" and lost_trust(life, 15)["blows"] == 0


def test_a_review_that_the_scenario_decides_has_no_reason_of_the_superintendents():
    scenario = small(load_scenario("baseline")).with_event("superintendent_review", month=9, verdict="ends")
    life = lived(scenario, months=12)
    links = chain(life)
    assert [link.event for link in links] == ["superintendent_review", "superintendent_reviewed", "partnership_ended"]
    assert "because" not in links[1].sentence


def test_members_whom_the_scenario_takes_away_are_told():
    life = lived(small(load_scenario("baseline")).with_event("member_leaves", month=9), months=12)
    assert cause_of(life) == "members_left"
    assert [link.event for link in chain(life)] == ["member_leaves", "partnership_ended"]


def test_parameters_are_those_of_the_month():
    scenario = small(load_scenario("baseline")).with_event(
        "set", month=5, levers={"structure.agreements": 0.9}, uncertainties={"conflict.wear": 0.11}
    )
    life = lived(scenario, months=6)
    assert life.lever("structure.agreements", 4) != life.lever("structure.agreements", 5) == 0.9
    assert life.p("conflict.wear", 4) != life.p("conflict.wear", 5) == 0.11
    assert life.rule_values("conflict", 4).wear == life.p("conflict.wear", 4)
    assert life.rule_values("conflict", 6).wear == 0.11


def test_where_there_are_several_districts_none_is_the_district():
    scenario = small(load_scenario("baseline")).with_values({"scale.districts": 2}).with_event("hand_over", month=9)
    assert chain(lived(scenario, months=12))[-1].sentence == "the districts take the work over"


def test_where_members_decide_what_counts_of_researchers_commitment_is_told():
    """The hazard reads what members carry, not what researchers hold: a chain that told only that would mislead."""
    for decision_rule, told in ((0.5, False), (1.0, True)):
        scenario = small(load_scenario("baseline")).with_values({"structure.decision_rule": decision_rule})
        life = lived(scenario, months=12)
        life.columns["commitment_research"] = 0.2 + 0 * life.columns["commitment_research"]
        life.columns["commitment_practice"] = 0.6 + 0 * life.columns["commitment_practice"]
        low = commitment(life, 12, "research")[-1].sentence
        assert low.startswith("commitment of the researchers is down to 0.20")
        assert ("decide by themselves make it count as 0.60" in low) == told
