"""Portraits hold the facts that their sources tell, and differ from their types where their facts say so."""

from __future__ import annotations

import pytest

import sim
from sim.declarations.parameters import registry
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario

#: Portraits of what the Data Quality Campaign names, with the driver that it tells; ``None`` where it tells none.
DRIVERS = {
    "better_math": None, "florida_career_readiness": None, "midwest_career_readiness": None,
    "tennessee_alliance": "academic", "proving_ground": "academic", "ny_literacy_zone": None,
    "ohio_network": "state", "dc_partnership": "state", "state_agency": "state", "other_sectors": "philanthropic",
}  # fmt: skip


def lever(scenario: Scenario, name: str) -> object:
    return scenario.partnerships[0].levers[name]


@pytest.mark.parametrize("name", DRIVERS)
def test_drivers_are_those_of_the_source(name: str):
    scenario, told = load_scenario(name), DRIVERS[name]
    assert all(told in (None, p.levers["money.driver"]) for p in scenario.partnerships)
    named = [fact for fact in scenario.facts if "money.driver" in fact.used_for]
    assert named or told is None, "a driver that is told has its fact"


@pytest.mark.parametrize("name", DRIVERS)
def test_facts_name_values_and_events_that_the_portrait_sets(name: str):
    scenario = load_scenario(name)
    happening = {event.do for event in scenario.events}
    for fact in scenario.facts:
        for used in fact.used_for:
            assert used in registry() or used in happening, f"{fact.fact}: {used}"
    assert any("DQC" in fact.source for fact in scenario.facts)


@pytest.mark.parametrize("name", DRIVERS)
def test_each_differs_from_its_type_in_what_its_facts_rest_on(name: str):
    scenario = load_scenario(name)
    (kind,) = [load_scenario(part) for part in scenario.lineage if part.startswith("types/")]
    ours, theirs = scenario.partnerships[0], kind.partnerships[0]
    differ = {key for key in ours.levers if ours.levers[key] != theirs.levers[key]}
    told = {used for fact in scenario.facts for used in fact.used_for}
    assert len(differ & told) >= 2, sorted(differ)


def test_better_math_has_forty_educators_a_hundred_hours_and_five_years():
    scenario = load_scenario("better_math")
    (network,) = scenario.partnerships
    assert len(network.districts) * network.levers["breadth.teachers"] == 40
    months = sim.run(scenario, replicates=20, months=60).partnerships
    given = months.loc[months["stage"] == "active", "practice_hours"].mean() / (48 / 12)
    assert 80 <= given <= 120, "teachers and eight leaders at the table"
    assert network.levers["work.released_time"] == 1
    assert network.levers["money.start_months"] == 60
    assert [(event.do, event.month) for event in scenario.events] == [("hand_over", 61)]
    assert {d.name.rpartition("-")[0] for d in network.districts} == {"Urban district", "Rural district"}


def test_literacy_zone_ends_when_its_money_does_and_leaves_materials():
    scenario = load_scenario("ny_literacy_zone")
    (event,) = scenario.events
    assert event.do == "hand_over" and event.month == lever(scenario, "money.start_months") + 1
    assert lever(scenario, "money.pipeline") == 0 and lever(scenario, "scale.intermediary") > 0
    months = sim.run(scenario, replicates=5).runs["survival_months"]
    assert (months <= event.month).all()


def test_ohio_is_led_by_districts_and_proving_ground_by_a_university():
    ohio, ground = load_scenario("ohio_network"), load_scenario("proving_ground")
    assert lever(ohio, "structure.decision_rule") > lever(ground, "structure.decision_rule")
    assert lever(ohio, "work.practitioner_data_share") > lever(ground, "work.practitioner_data_share")
    assert lever(ohio, "team.tenured") == 0 and lever(ground, "coordination.employer") == "research"


@pytest.mark.parametrize("name", DRIVERS)
def test_every_portrait_runs(name: str):
    runs = sim.run(name, replicates=2, months=24).runs
    assert len(runs) == 2
    assert runs["survival_months"].between(1, 24).all()
