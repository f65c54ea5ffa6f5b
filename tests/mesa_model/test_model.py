"""The Mesa model: the same run as the engine's, with people to look at and to change."""

from __future__ import annotations

import copy
import functools
import gc
import inspect
import math
import re
import subprocess
import sys
import weakref
from pathlib import Path

import mesa
import numpy as np
import pytest

import sim
from sim.declarations.parameters import registry
from sim.mesa.agents import AGENT_TYPES, Coordinator, DistrictLeader, Funder, Researcher, Teacher
from sim.mesa.collector import PartnershipCollector, mean_of
from sim.mesa.model import PartnershipModel
from sim.mesa.views import Values
from sim.scenario.mistakes import ScenarioError
from sim.state.record import RECORDED
from sim.state.tables import LEADER_ROLES, OWNED, TEACHER_STAGES

#: One district of three schools with six teachers each.
SMALL = {"district.schools": 3, "district.teachers_per_school": 6}
GUIDE = Path(sim.__file__).parents[1] / "docs" / "guide" / "mesa.md"


def small(**options: object) -> PartnershipModel:
    options = {"set": SMALL, "months": 24, "seed": 1, **options}
    return PartnershipModel("baseline", **options)


def run(model: PartnershipModel, months: int | None = None) -> PartnershipModel:
    for _ in range(model.months if months is None else months):
        model.step()
    return model


def contents(tables: dict) -> dict[str, bytes]:
    """Bytes of every recorded column (records themselves have unused bytes between columns)."""
    return {
        f"{table}.{name}": values[name].tobytes()
        for table, values in tables.items() for name in values.dtype.names
    }  # fmt: skip


# --- the same run ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", ["baseline", "types/nic", "portraits/bellevue"])
def test_stepping_gives_the_bytes_of_the_engine(scenario: str):
    model = run(PartnershipModel(scenario, seed=7, months=30, log=True))
    result = sim.run(scenario, seed=7, replicates=1, months=30, log=True)
    assert contents(model.batch.record.values) == contents(result._observed.values)
    assert model.result().runs.equals(result.runs)
    assert len(model.events) > 0
    assert model.events.equals(result.events)


@pytest.mark.parametrize("table", RECORDED)
def test_a_replicate_is_that_of_many(table: str):
    model = run(small(seed=2**63 - 1, replicate=2))
    many = getattr(sim.run("baseline", seed=2**63 - 1, replicates=3, months=24, set=SMALL), table)
    third = many[many.run == 2].drop(columns="run").reset_index(drop=True)
    assert getattr(model.result(), table).drop(columns="run").equals(third)


def test_looking_at_people_changes_nothing():
    watched = small(seed=3)
    for _ in range(watched.months):
        watched.step()
        watched.agents.shuffle_do(lambda agent: agent.ties if hasattr(agent, "ties") else None)
        watched.agents_by_type[Teacher].get("practice")
        watched.random.random()
        watched.rng.random()
    assert contents(watched.batch.record.values) == contents(run(small(seed=3)).batch.record.values)


def test_the_horizon_stops_the_model_and_more_steps_do_nothing():
    model = small(months=5)
    model.run_model()
    assert (model.month, model.running) == (5, False)
    before = contents(model.batch.record.values)
    model.step()
    assert (model.month, model.running) == (5, False)
    assert contents(model.batch.record.values) == before
    assert len(model.datacollector.get_model_vars_dataframe()) == 5


def test_results_are_of_the_months_so_far():
    model = small()
    for call in (model.result, lambda: model.observed("partnerships")):
        with pytest.raises(ValueError, match=r"step\(\) first"):
            call()
    assert model.events.empty
    run(model, 7)
    assert model.result().months == 7
    assert model.result().partnerships.month.tolist() == list(range(1, 8))
    assert model.observed("districts").shape == (1,)
    with pytest.raises(ValueError, match="unknown table 'people'"):
        model.observed("people")


# --- what it is made of ------------------------------------------------------------------------------------------


def test_values_may_come_as_mapping_or_as_keywords():
    by_mapping = small(set={**SMALL, "coordination.fte": 2.0}, months=3)
    by_dot = small(months=3, **{"coordination.fte": 2.0})
    by_underscore = small(months=3, coordination_fte=np.float64(2.0))
    assert by_mapping.partnerships[0].levers["coordination.fte"] == 2.0
    assert len({m.resolved_scenario.digest for m in (by_mapping, by_dot, by_underscore)}) == 1


def test_a_resolved_scenario_will_do():
    scenario = sim.load_scenario("baseline", set=SMALL)
    model = PartnershipModel(scenario, months=24, coordination_fte=2.0)
    assert model.resolved_scenario.partnerships[0].levers["coordination.fte"] == 2.0
    assert model.months == 24
    assert PartnershipModel(scenario).months == scenario.months


def test_no_value_is_silently_ignored():
    with pytest.raises(ScenarioError, match=r"coordination_ftee: unknown name; did you mean coordination.fte"):
        small(coordination_ftee=1.0)
    with pytest.raises(ScenarioError, match="must be from 0 to 6"):
        small(coordination_fte=7)
    with pytest.raises(ScenarioError, match="unknown name"):
        small(width=10)
    with pytest.raises(ValueError, match="coordination.fte is given twice"):
        small(set={"coordination.fte": 1.0}, coordination_fte=1.0)
    with pytest.raises(ValueError, match="given twice"):
        small(coordination_fte=1.0, **{"coordination.fte": 1.0})
    with pytest.raises(ValueError, match="put the mapping into a list"):
        small(set="coordination.fte")


@pytest.mark.parametrize(
    ("name", "value"), [("seed", -1), ("seed", 2**63), ("seed", True), ("seed", "1"), ("replicate", 1.5), ("months", 0)]
)
def test_whole_numbers_are_checked(name: str, value: object):
    with pytest.raises(ValueError, match=f"{name} must be a whole number"):
        small(**{name: value})


def test_numpy_integers_count_as_whole_numbers():
    assert small(seed=np.int64(4), months=np.int32(2)).seed == 4


def test_each_parameter_has_its_own_keyword():
    keywords = [name.replace(".", "_") for name in registry()]
    assert len(set(keywords)) == len(keywords)
    assert not set(keywords) & set(PartnershipModel.__init__.__annotations__)


def test_replicates_differ_also_in_mesas_own_numbers():
    first, second, again = small(), small(replicate=1), small()
    assert first.random.random() == again.random.random() != second.random.random()
    assert first.rng.random() == again.rng.random() != second.rng.random()


def test_the_name_scenario_points_to_the_right_one():
    model = small()
    with pytest.raises(AttributeError, match="resolved_scenario"):
        _ = model.scenario
    assert getattr(model, "scenario", None) is None
    assert model.resolved_scenario.name == "baseline"
    assert repr(model) == "<PartnershipModel baseline, month 0 of 24, seed 1>"


def test_a_model_is_not_copied():
    with pytest.raises(TypeError, match="cannot be copied"):
        copy.deepcopy(small())


# --- people ------------------------------------------------------------------------------------------------------


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


# --- stepping in -------------------------------------------------------------------------------------------------


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


# --- collecting --------------------------------------------------------------------------------------------------


def test_default_reporters_read_the_record():
    model = run(small())
    frame, recorded = model.datacollector.get_model_vars_dataframe(), model.result().partnerships
    assert frame.month.tolist() == list(range(1, 25))
    for name in ("trust", "practice", "users", "voice", "income"):
        assert frame[name].tolist() == recorded[name].tolist()
    assert frame.stage.tolist() == recorded.stage.tolist()
    assert frame.cash.tolist() == pytest.approx(
        (recorded.cash_project + recorded.cash_operating + recorded.cash_practice).tolist()
    )
    assert set(frame.active) <= {0, 1}
    assert model._posts == {}


def test_several_partnerships_are_collected_as_their_mean(tmp_path: Path):
    file = tmp_path / "two.yaml"
    file.write_text("partnerships:\n  - name: a\n  - name: b\n    start: 4\n")
    model = run(PartnershipModel(file, months=6, set=SMALL))
    assert mean_of("trust")(model) == model.observed("partnerships").trust.mean()
    assert [p.name for p in model.partnerships] == ["a", "b"]
    assert model.partnerships[1].districts[0].partnership is model.partnerships[1]
    assert model.funders[2].relationship(model.partnerships[1]) == model.state.funder_ties.relationship[4 + 2]
    assert {tie.research_side.partnership for tie in model.partnerships[1].ties} == {model.partnerships[1]}
    with pytest.raises(ValueError, match="no quantity 'trusst'"):
        mean_of("trusst")


def test_a_collector_may_be_asked_before_the_first_month():
    model = small()
    model.datacollector.collect(model)
    row = model.datacollector.get_model_vars_dataframe().iloc[0]
    assert (row.month, row.stage, row.active) == (0, "not_started", 0)
    assert math.isnan(row.trust)


def test_reporters_of_ones_own():
    model = small(
        months=4,
        collector=lambda: PartnershipCollector(
            {"spread": lambda m: np.ptp([s.practice for s in m.schools]), "stage": "month"},
            agenttype_reporters={Teacher: {"practice": "practice"}},
            columns={Teacher: ["practice", "stage"], Coordinator: ["commitment"]},
        ),
    )
    run(model)
    frame = model.datacollector.get_model_vars_dataframe()
    assert (frame["spread"] > 0).all()
    assert frame.stage.tolist() == [1, 2, 3, 4]
    assert "trust" in frame
    teachers = model.datacollector.get_columns_dataframe(Teacher)
    by_mesa = model.datacollector.get_agenttype_vars_dataframe(Teacher)
    assert teachers.practice.tolist() == by_mesa.practice.tolist()
    assert teachers.loc[4].practice.tolist() == model.state.teachers.practice.tolist()
    assert set(teachers.stage) <= set(TEACHER_STAGES)
    assert model.datacollector.get_columns_dataframe(Coordinator).shape == (4, 1)
    with pytest.raises(ValueError, match="no columns of Funder"):
        model.datacollector.get_columns_dataframe(Funder)
    with pytest.raises(ValueError, match="Teacher has no column 'practise'"):
        PartnershipCollector(columns={Teacher: ["practise"]})


def test_mesas_own_collector_will_do():
    model = small(months=3)
    model.datacollector = mesa.DataCollector({"trust": lambda m: m.partnerships[0].trust}, {"row": "row"})
    run(model)
    assert model.datacollector.get_model_vars_dataframe().trust.tolist() == model.result().partnerships.trust.tolist()
    assert len(model.datacollector.get_agent_vars_dataframe()) == 3 * len(model.agents)


# --- Mesa's tools ------------------------------------------------------------------------------------------------


#: How each version of Mesa's batch runner is given seeds.
TAKES_RNG = "rng" in inspect.signature(mesa.batch_run).parameters


def batch_run(parameters: dict, seeds: list[int] | None = None, **options: object) -> list[dict]:
    if seeds is not None:
        options |= {"rng": seeds} if TAKES_RNG else {}
        parameters = parameters if TAKES_RNG else {**parameters, "seed": seeds}
    return mesa.batch_run(PartnershipModel, {"set": [SMALL], **parameters}, display_progress=False, **options)


@pytest.mark.parametrize("period", [-1, 1])
def test_mesas_batch_runner(period: int):
    parameters = {
        "scenario": ["baseline", "types/nic"], "coordination.fte": [0.0, 1.0], "replicate": range(2), "months": 6,
    }  # fmt: skip
    rows = batch_run(parameters, seeds=[1], data_collection_period=period)
    assert len(rows) == 8 * (6 if period == 1 else 1)
    for row in rows:
        if row["month"] == 6:
            values = {**SMALL, "coordination.fte": row["coordination.fte"]}
            result = sim.run(row["scenario"], months=6, seed=1, replicates=2, set=values)
            last = result.partnerships[result.partnerships.month == 6].iloc[row["replicate"]]
            assert (row["seed"], row["trust"], row["practice"]) == (1, last.trust, last.practice)
    assert sum(row["month"] == 6 for row in rows) == 8


@pytest.mark.parametrize(
    "repeated", [{"iterations": 3}, *[{"rng": [None] * 3}] * TAKES_RNG], ids=lambda options: next(iter(options))
)
@pytest.mark.parametrize("period", [-1, 1])
def test_repetitions_differ_and_each_tells_the_seed_that_makes_it_again(repeated: dict, period: int):
    rows = batch_run({"months": 4}, data_collection_period=period, **repeated)
    by_seed = {row["seed"]: row for row in rows}
    assert len(by_seed) == len({row["trust"] for row in by_seed.values()}) == 3
    assert {sum(row["seed"] == seed for row in rows) for seed in by_seed} == {1 if period == -1 else 4}
    for seed, row in by_seed.items():
        assert run(small(months=4, seed=seed)).partnerships[0].trust == row["trust"]
        assert float(seed) == seed < 10**15


def test_a_model_without_a_seed_is_a_new_one_each_time():
    one, other = run(small(months=3, seed=None)), run(small(months=3, seed=None))
    assert one.seed != other.seed
    assert one.partnerships[0].trust != other.partnerships[0].trust
    assert run(small(months=3, seed=one.seed)).partnerships[0].trust == one.partnerships[0].trust
    assert (one.datacollector.get_model_vars_dataframe().seed == one.seed).all()


def test_several_values_at_once_in_mesas_batch_runner():
    values = [{**SMALL, "contact.meetings": n} for n in (1, 4)]
    rows = mesa.batch_run(PartnershipModel, {"set": values, "months": 3}, display_progress=False)
    assert [row["set"]["contact.meetings"] for row in rows] == [1, 4]
    with pytest.raises(ValueError, match="put the mapping into a list"):
        mesa.batch_run(PartnershipModel, {"set": values[0], "months": 3}, display_progress=False)


def test_seeds_reach_the_model_from_mesas_batch_runner():
    rows = batch_run({"months": 6}, seeds=[1, 2])
    expected = [run(small(months=6, seed=seed)).partnerships[0].trust for seed in (1, 2)]
    assert [row["trust"] for row in rows] == expected


def test_models_that_made_agents_can_be_forgotten():
    def used() -> weakref.ref:
        model = small(months=2)
        model.run_model()
        assert len(model.agents) > 0
        assert model.schools[0].teachers[0].ties is not None
        return weakref.ref(model)

    forgotten = [used() for _ in range(3)]
    gc.collect()
    assert [model() for model in forgotten] == [None] * 3


@pytest.mark.slow
def test_a_large_world_makes_an_agent_of_everybody():
    values = {"district.schools": 1000, "district.teachers_per_school": 100}
    model = PartnershipModel("baseline", months=1, set=values)
    assert len(model.agents) > 100_000
    assert len({agent.unique_id for agent in model.agents}) == len(model.agents)


def test_import_stays_light():
    code = "import sys, sim; sys.exit('mesa' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=GUIDE.parents[1], check=False).returncode == 0


# --- the guide ---------------------------------------------------------------------------------------------------


def examples() -> list[str]:
    return re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.slow
def test_the_guides_page_is_shown_stepped_and_reset(monkeypatch: pytest.MonkeyPatch):
    solara = pytest.importorskip("solara")
    vuetify = pytest.importorskip("ipyvuetify")
    for needed in ("altair", "networkx"):
        pytest.importorskip(needed)
    if mesa.__version__.startswith("3.3") and not vuetify.__version__.startswith("1."):
        pytest.skip("the page of Mesa 3.3 needs ipyvuetify below 3")
    models: list[PartnershipModel] = []

    class Noted(PartnershipModel):
        """Lets the test see which models Mesa makes."""

        @functools.wraps(PartnershipModel.__init__)
        def __init__(self, *positional: object, **named: object) -> None:
            super().__init__(*positional, **named)
            models.append(self)

    monkeypatch.setattr(sim, "PartnershipModel", Noted)
    names: dict[str, object] = {"__name__": "guide"}
    exec(compile(next(e for e in examples() if "SolaraViz" in e), str(GUIDE), "exec"), names)
    _, page = solara.render(solara.AppLayout(children=[names["page"]]), handle_error=False)
    buttons = {b.children[0]: b for b in page.find(vuetify.Btn).widgets if b.children}
    buttons["Step"].click()
    assert [model.month for model in models] == [1]
    buttons["Reset"].click()
    assert [model.month for model in models] == [1, 0]
    assert models[1].resolved_scenario.digest == models[0].resolved_scenario.digest
    page.find(vuetify.Select).widget.v_model = "types/nic"
    buttons["Reset"].click()
    assert models[2].resolved_scenario.name == "types/nic"
    assert models[2].resolved_scenario.partnerships[0].levers["coordination.fte"] == 0.5  # the slider wins
    page.close()
