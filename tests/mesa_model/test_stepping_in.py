"""What is written to agents, levers and context changes the run; what cannot be is refused."""

from __future__ import annotations

import math

import pytest
from mesa_models import SMALL, contents, run, small

from sim.declarations.parameters import registry
from sim.mesa.agents import Coordinator, DistrictLeader, Researcher, Teacher
from sim.mesa.model import PartnershipModel
from sim.mesa.views import Values


def practice_after(change: object, months: int = 6) -> float:
    model = run(small(), 12)
    change(model)
    return run(model, months).observed("partnerships").practice[0]


def test_what_is_written_changes_the_run():
    untouched = practice_after(lambda m: None)
    assert practice_after(lambda m: m.agents_by_type[Teacher].set("practice", 0.9)) > untouched + 0.3
    assert practice_after(lambda m: m.agents_by_type[Teacher].set("stage", "user")) > untouched
    assert practice_after(lambda m: m.agents_by_type[Teacher].set("practice", m.teachers[0].practice)) != untouched


def test_trust_grows_from_the_ties():
    def trust(change: object) -> float:
        model = run(small(), 12)
        change(model)
        return run(model, 1).partnerships[0].trust

    def lift(model: PartnershipModel) -> None:
        for tie in model.partnerships[0].ties:
            tie.trust_practice = tie.trust_research = 1.0

    assert trust(lift) > trust(lambda m: None) + 0.2


def test_people_leave_when_told_to():
    model = run(small(log=True, continuity_handover=0.0), 6)
    head, researcher, coordinator = model.districts[0].superintendent, model.researchers[0], model.coordinators[0]
    for person in (head, researcher, coordinator):
        assert isinstance(person, (DistrictLeader, Researcher, Coordinator))
        person.vacant = 0.0
        person.leave()
    model.step()
    assert (head.months, researcher.months, coordinator.months) == (0, 0, 0)
    told = model.events[model.events.month == 7].event.tolist()
    assert {"superintendent_left", "researcher_left", "coordinator_left"} <= set(told)
    assert not researcher.in_post
    with pytest.raises(ValueError, match="nobody is in this post"):
        researcher.leave()


def test_a_coordinator_without_hours_is_not_there():
    model = small(coordination_fte=0.0)
    assert not model.coordinators[0].in_post
    with pytest.raises(ValueError, match="nobody is in this post"):
        model.coordinators[0].leave()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("practice", 1.1), ("practice", -0.1), ("practice", math.nan), ("practice", "high"), ("months", -1),
        ("commitment", None),
    ],
)
def test_impossible_values_are_refused(name: str, value: object):
    teacher = small().teachers[0]
    before = getattr(teacher, name)
    with pytest.raises(ValueError, match=f"{name} must be"):
        setattr(teacher, name, value)
    assert getattr(teacher, name) == before


@pytest.mark.parametrize("find", [
    lambda m: m.teachers[0], lambda m: m.leaders[0], lambda m: m.researchers[0], lambda m: m.funders[0],
    lambda m: m.coordinators[0], lambda m: m.schools[0], lambda m: m.districts[0], lambda m: m.partnerships[0],
    lambda m: m.partnerships[0].ties[0], lambda m: m.partnerships[0].levers, lambda m: m.districts[0].context,
    lambda m: m.uncertainties,
])  # fmt: skip
def test_what_nobody_declared_cannot_be_written(find: object):
    view = find(small())
    for name in ("prctice", "coordination_fte", "moood"):
        with pytest.raises(AttributeError, match=name):
            setattr(view, name, 0.5)
        assert not hasattr(view, name)


def test_a_misspelt_name_is_told_with_what_was_meant():
    model = small()
    with pytest.raises(AttributeError, match="Teacher has no attribute 'prctice'.*did you mean practice"):
        model.teachers[0].prctice = 0.5
    with pytest.raises(AttributeError, match="did you mean practice"):
        model.agents_by_type[Teacher].set("prctice", 0.5)
    with pytest.raises(AttributeError, match="leave is a method"):
        model.researchers[0].leave = True


def test_a_class_of_ones_own_may_declare_more():
    class Moody(Teacher):
        mood: float
        calm = True

    moody = Moody(small(), 0)
    moody.mood, moody.calm, moody._memory = 0.5, False, []
    assert (moody.mood, moody.calm) == (0.5, False)
    with pytest.raises(AttributeError, match="did you mean practice"):
        moody.practise = 0.5


def test_levers_and_context_change_like_set_events():
    model = small(months=12)
    levers, context = model.partnerships[0].levers, model.districts[0].context
    assert dict(levers) == dict(model.resolved_scenario.partnerships[0].levers)
    assert dict(context) == dict(model.resolved_scenario.partnerships[0].districts[0].context)
    assert dict(model.funders[1].context) == dict(model.resolved_scenario.funders[1].context)
    assert dict(model.uncertainties) == dict(model.resolved_scenario.world)
    levers["coordination.fte"] = 2
    levers["coordination.employer"] = "neutral"
    context["district.slack_hours"] = 12
    model.funders[0].context["funder.odds"] = 0.5
    name = "turnover.search"  # nothing at the start depends on it
    model.uncertainties[name] = registry()[name].high
    assert (levers["coordination.fte"], model.coordinators[0].employer) == (2.0, "neutral")
    chosen = {
        "coordination.fte": 2, "coordination.employer": "neutral", "district.slack_hours": 12,
        name: registry()[name].high,
    }  # fmt: skip
    chosen_at_start = small(months=12, set={**SMALL, **chosen})
    chosen_at_start.funders[0].context["funder.odds"] = 0.5
    assert contents(run(model).batch.record.values) == contents(run(chosen_at_start).batch.record.values)


def test_values_know_their_names_and_limits():
    levers = small().partnerships[0].levers
    with pytest.raises(KeyError):
        levers["district.poverty"]
    with pytest.raises(KeyError, match="did you mean coordination.fte"):
        levers["coordination.ftee"] = 1
    assert "district.poverty" not in levers
    with pytest.raises(ValueError, match="coordination.fte must be from 0 to 6"):
        levers["coordination.fte"] = 9
    with pytest.raises(ValueError, match="must be one of research, district, neutral"):
        levers["coordination.employer"] = "nobody"
    with pytest.raises(ValueError, match="makes the start of the world"):
        levers["team.staff"] = 3
    assert isinstance(levers, Values)
    assert len(levers) == len(registry().select(scope="partnership"))
