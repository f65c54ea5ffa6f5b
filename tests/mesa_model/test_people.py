"""Agents are made when they are asked for, and are views of the posts in the columns."""

from __future__ import annotations

import mesa
import numpy as np
import pytest
from mesa_models import run, small

from sim.mesa.agents import AGENT_TYPES, DistrictLeader, Funder, Researcher, Teacher
from sim.state.tables import LEADER_ROLES, OWNED, TEACHER_STAGES


def test_agents_are_made_when_asked_for_and_forgotten_on_request():
    model = small()
    run(model, 2)
    assert model._posts == {}
    assert model.agent_types == list(AGENT_TYPES)
    assert model._posts == {}
    people = len(model.agents)
    tables = ("researchers", "leaders", "teachers", "funders", "partnerships")
    assert people == sum(len(getattr(model.state, table)) for table in tables)
    assert [a.unique_id for a in model.agents] == list(range(1, people + 1))
    assert model.teachers[3] is model.agents_by_type[Teacher][3]
    model.remove_all_agents()
    assert model._posts == {}
    assert len(model.agents) == people


def test_a_kind_without_posts_has_an_empty_set():
    model = small(**{f"team.{kind}": 0 for kind in ("tenured", "untenured", "staff", "graduates")})
    assert len(model.agents_by_type[Researcher]) == 0
    assert model.agents_by_type[Teacher].agg("practice", len) == 18


def test_agents_of_ones_own_live_beside_the_posts():
    class Journalist(mesa.Agent):
        pass

    model = small()
    Journalist(model)
    assert len(model.agents_by_type[Journalist]) == 1
    assert model.agent_types == [*AGENT_TYPES, Journalist]
    model.remove_all_agents()
    assert len(model.agents.select(agent_type=Journalist)) == 0


def test_a_post_cannot_be_removed():
    model = small()
    with pytest.raises(ValueError, match="post cannot be removed"):
        model.teachers[0].remove()


@pytest.mark.parametrize("kind", AGENT_TYPES)
def test_every_attribute_is_its_column_with_unit_and_meaning(kind: type):
    model = run(small(), 6)
    agent = list(model.agents_by_type[kind])[-1]
    for name, column in kind.columns.items():
        value, stored = getattr(agent, name), getattr(model.state, kind.table)[column.name][agent.row]
        text = getattr(kind, name).__doc__
        if isinstance(value, str):
            assert value in text
        else:
            assert value == stored
            assert type(value) in (int, float)
            assert f"[{column.unit}]" in text
        assert text[0] == text[0].upper()
    pointers = {c.name for c in OWNED[kind.table] if c.unit == "row"}
    assert not pointers & set(kind.columns)


def test_names_stand_for_codes():
    model = run(small(), 12)
    assert {leader.role for leader in model.leaders} == set(LEADER_ROLES)
    assert {teacher.stage for teacher in model.teachers} <= set(TEACHER_STAGES)
    assert model.partnerships[0].stage == model.result().partnerships.stage.iloc[-1]
    model.teachers[0].stage = "provider"
    assert model.state.teachers.stage[0] == TEACHER_STAGES.index("provider")
    with pytest.raises(ValueError, match="must be one of non_user, user"):
        model.teachers[0].stage = "expert"
    with pytest.raises(AttributeError):
        model.leaders[0].role = "coach"


def test_people_know_their_places():
    model = small(**{"scale.districts": 2})
    teacher = model.teachers[-1]
    assert teacher.school is model.schools[-1]
    assert teacher in teacher.school.teachers
    assert teacher.district is teacher.school.district is model.districts[1]
    assert teacher.school.principal.school is teacher.school
    assert [s.name for s in model.districts[1].schools] == [f"baseline-district-2/school-{i}" for i in (1, 2, 3)]
    assert model.districts[1].superintendent.role == "superintendent"
    assert model.districts[1].superintendent.school is None
    assert {leader.district for leader in model.leaders} == set(model.districts)
    partnership = model.partnerships[0]
    assert partnership.districts == model.districts
    assert {r.partnership for r in model.researchers} == {partnership}
    assert partnership.coordinator is model.coordinators[0]
    assert partnership.coordinator.partnership is partnership
    assert model.districts[0].partnership is partnership
    assert model.districts[0].adopted_from is None
    assert [f.name for f in model.funders] == [f.name for f in model.resolved_scenario.funders]
    assert {f.kind for f in model.funders} == {"philanthropic", "academic", "state", "federal"}
    for asked in teacher.colleagues:
        assert asked is not teacher
        assert asked.district is teacher.district


def test_schools_are_called_as_in_results():
    model = run(small(**{"scale.districts": 2}), 1)
    assert [s.name for s in model.schools] == list(model.result().names("schools"))
    assert [d.name for d in model.districts] == list(model.result().names("districts"))


def test_ties_join_both_sides():
    model = small()
    ties = model.partnerships[0].ties
    assert len(ties) == len(model.state.ties)
    by_practice = [tie for person in [*model.leaders, *model.teachers] for tie in person.ties]
    by_research = [tie for person in [*model.researchers, *model.coordinators] for tie in person.ties]
    assert set(by_practice) == set(by_research) == set(ties)
    seated = [person for person in [*model.leaders, *model.teachers] if person.at_table]
    assert {tie.practitioner for tie in ties} == set(seated)
    assert all(tie in tie.research_side.ties and tie in tie.practitioner.ties for tie in ties)
    ties[0].trust_research = 0.9
    assert model.state.ties.trust_research[0] == 0.9


def test_mesas_sets_work_on_posts():
    model = run(small(), 3)
    teachers = model.agents_by_type[Teacher]
    practice = model.state.teachers.practice
    assert teachers.agg("practice", np.mean) == practice.mean()
    assert teachers.get(["practice", "row"])[5] == [practice[5], 5]
    above = teachers.select(lambda t: t.practice > np.median(practice))
    assert len(above) == (practice > np.median(practice)).sum()
    means = teachers.groupby("school").agg("practice", np.mean)
    assert means[model.schools[1]] == pytest.approx(model.schools[1].practice)
    above.do(lambda t: setattr(t, "commitment", 1.0))
    teachers.set("practice", 0.25)
    assert (practice == 0.25).all()
    assert (model.state.teachers.commitment == 1.0).sum() == len(above)
    roles = model.agents_by_type[DistrictLeader].groupby("role").count()
    assert roles["principal"] == 3
    assert len(model.agents.select(agent_type=Funder)) == 4
    assert [t.row for t in teachers.sort("row", ascending=True)] == list(range(18))
