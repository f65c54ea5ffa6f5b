"""Scenario files: what they mean, how they are found, and what makes two of them the same."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from shelf import in_shelf, load, mistakes, shelf, small_registry, write  # noqa: F401 (fixtures)

from sim.declarations import parameters
from sim.experiments.store.resolved import scenario_from
from sim.scenario.files import load_scenario, load_values
from sim.scenario.folders import find_scenarios
from sim.scenario.mistakes import ScenarioError
from sim.scenario.scenario import Fact, smallest_scenario

# --- what a file means ------------------------------------------------------------------------------------------


def test_every_value_is_resolved():
    scenario = load("title: x")
    registry = parameters.registry()
    partnership = scenario.partnerships[0]
    assert set(scenario.world) == {p.name for p in registry.select(scope="world")}
    assert set(partnership.levers) == {p.name for p in registry.select(scope="partnership")}
    assert set(partnership.districts[0].context) == {p.name for p in registry.select(scope="district")}
    assert set(scenario.funders[0].context) == {p.name for p in registry.select(scope="funder")}
    values = [*scenario.world.values(), *partnership.levers.values(), *scenario.funders[0].context.values()]
    assert {type(value) for value in values} == {float, str}


def test_what_a_file_leaves_out_comes_from_baseline():
    scenario = load("title: x")
    assert (scenario.months, scenario.replicates) == (120, 50)
    assert [f.name for f in scenario.funders] == ["Foundation", "Agency-1", "Agency-2"]
    assert scenario.funders[0].context["funder.budget"] == 3_000_000.0
    assert scenario.lineage == ("baseline", "x")


def test_one_partnership_is_named_after_the_file():
    scenario = load("levers: {scale.districts: 3}", "somewhere")
    (partnership,) = scenario.partnerships
    assert (partnership.name, partnership.start, partnership.kind) == ("somewhere", 1, "")
    assert [d.name for d in partnership.districts] == [f"somewhere-district-{i}" for i in (1, 2, 3)]
    assert scenario.title == "Somewhere"


def test_the_later_of_several_extended_files_wins():
    both = "extends: [types/nic, types/design_research]"
    scenario = load(both)
    partnership = scenario.partnerships[0]
    assert scenario.lineage == ("baseline", "types/nic", "types/design_research", "x")
    assert partnership.levers["coordination.fte"] == 0.75
    assert partnership.levers["coordination.employer"] == "neutral"
    assert partnership.kind == "design_research"
    assert load("extends: [design_research, nic]").partnerships[0].levers["coordination.fte"] == 1.0
    assert load(both + "\nlevers: {coordination.fte: 2}").partnerships[0].levers["coordination.fte"] == 2.0


def test_a_shared_ancestor_does_not_undo_what_its_descendant_says():
    write("scenarios/a.yaml", "extends: types/nic\nlevers: {coordination.fte: 3}")
    write("scenarios/b.yaml", "extends: types/nic\nlevers: {structure.board: 1}")
    scenario = load("extends: [a, b]")
    assert scenario.lineage == ("baseline", "types/nic", "a", "b", "x")
    assert scenario.partnerships[0].levers["coordination.fte"] == 3.0


def test_texts_are_not_inherited_and_facts_are():
    scenario = load("extends: nic\nfacts: [{fact: Half a post., source: MB}]")
    assert scenario.title == "X"
    assert scenario.facts[0] == Fact("A hub guides the whole.", "CPG 2013", ("coordination.fte",))
    assert scenario.facts[1] == Fact("Half a post.", "MB")


def test_a_row_wins_over_the_top_of_its_file_and_a_later_file_over_both():
    text = """\
levers: {coordination.fte: 1, structure.board: 0.1}
context: {district.schools: 5, funder.odds: 0.3}
partnerships:
  - name: austin
    levers: {coordination.fte: 2}
    districts:
      - {name: Austin, context: {district.schools: 60}}
      - {name: Rest, count: 2}
  - {name: other, extends: nic, start: 13, count: 2}
funders: [{name: Rich, context: {funder.odds: 0.5}}, {name: Plain}]
"""
    scenario = load(text, "parent")
    austin, first, second = scenario.partnerships
    assert [p.name for p in scenario.partnerships] == ["austin", "other-1", "other-2"]
    assert austin.levers["coordination.fte"] == 2.0
    assert austin.levers["scale.districts"] == 3.0 and austin.districts_listed
    assert [d.context["district.schools"] for d in austin.districts] == [60.0, 5.0, 5.0]
    assert [d.name for d in austin.districts] == ["Austin", "Rest-1", "Rest-2"]
    assert (first.levers["coordination.fte"], first.levers["structure.board"]) == (1.0, 0.1)
    assert (first.kind, first.start, len(second.districts)) == ("nic", 13, 2)
    assert [f.context["funder.odds"] for f in scenario.funders] == [0.5, 0.3]
    child = load("extends: parent\nlevers: {coordination.fte: 0}\ncontext: {district.schools: 7, funder.odds: 0.2}")
    assert {p.levers["coordination.fte"] for p in child.partnerships} == {0.0}
    assert {d.context["district.schools"] for p in child.partnerships for d in p.districts} == {7.0}
    assert {f.context["funder.odds"] for f in child.funders} == {0.2}


def test_a_partnership_takes_levers_of_another_file_over_those_at_the_top():
    text = "levers: {coordination.fte: 0, structure.board: 1}\npartnerships: [{name: a, extends: nic}, {name: b}]"
    a, b = load(text).partnerships
    assert (a.levers["coordination.fte"], a.levers["structure.board"]) == (1.0, 1.0)
    assert b.levers["coordination.fte"] == 0.0


def test_origins_name_the_file_of_each_value():
    text = "extends: bellevue\nlevers: {structure.board: 1}\npartnerships: [{name: a, extends: nic}]\nevents: []"
    origins = load(text).origins
    assert origins["work.unit_months"] == "portraits/bellevue"
    assert origins["structure.board"] == "x"
    assert origins["a → coordination.employer"] == "types/nic"
    assert origins["Foundation → funder.budget"] == "baseline"
    assert "contact.meetings" not in origins
    changed = load(text).with_values({"coordination.employer": "district"}).origins
    assert changed["coordination.employer"] == "set" and "a → coordination.employer" not in changed


@pytest.mark.parametrize(
    ("written", "value"),
    [("1e-3", 0.001), ("08", 8.0), ("1_000", 1000.0), ("+2.5", 2.5), (".5", 0.5), ("1.", 1.0), ("-0", 0.0),
     ("2E3", 2e3), ("&a 7", 7.0), ("!!str 7", 7.0)],
)  # fmt: skip
def test_numbers_are_read_by_the_declared_type(written: str, value: float):
    read = load(f"levers:\n  money.endowment: {written}").partnerships[0].levers["money.endowment"]
    assert read == value and type(read) is float


def test_words_and_aliases_and_marks_are_read_as_they_stand():
    scenario = load("\ufefftitle: no\nquestion: 1e3\nnote: |\n  Two\n  lines.\nlevers: {money.driver: 'state'}")
    assert (scenario.title, scenario.question, scenario.note) == ("no", "1e3", "Two\nlines.")
    assert scenario.partnerships[0].levers["money.driver"] == "state"
    scenario = load("partnerships: [{name: a, levers: &l {structure.board: 1}}, {name: b, levers: *l}]\nlevers:\n")
    assert [p.levers["structure.board"] for p in scenario.partnerships] == [1.0, 1.0]
    assert load("title: Windows\r\nmonths: 12\r\n").months == 12


# --- finding ----------------------------------------------------------------------------------------------------


def test_scenarios_are_found_by_path_by_name_and_by_the_end_of_the_name():
    by_name = load_scenario("portraits/bellevue")
    path = Path.cwd() / "scenarios" / "portraits" / "bellevue.yaml"
    assert by_name == load_scenario("bellevue") == load_scenario(path)
    assert by_name == load_scenario("scenarios/portraits/bellevue.yaml")
    names = [name for name, _ in find_scenarios()]
    assert "portraits/bellevue" in names and names.index("baseline") < names.index("types/nic")
    assert not any(name.startswith("experiments") for name in names)
    outside = write("elsewhere/mine.yaml", "extends: base.yaml\ntitle: Mine")
    write("elsewhere/base.yaml", "levers: {coordination.fte: 4}")
    assert load_scenario(outside).name == "mine"
    assert load_scenario(outside).partnerships[0].levers["coordination.fte"] == 4.0


@pytest.mark.parametrize(
    ("name", "fragments"),
    [
        ("belevue", ["there is no scenario 'belevue'", "did you mean portraits/bellevue?"]),
        ("bellevue.yaml", ["there is no file 'bellevue.yaml'", "did you mean portraits/bellevue?"]),
        ("types", ["is a folder", "types/design_research, types/nic"]),
        ("scenarios/folder.yaml", ["is a folder, not a file"]),
        ("scenarios/old.yml", ["scenario files end in .yaml"]),
        ("echo", ["several scenarios", "again/echo or twice/echo"]),
        ("experiments/sweep", ["there is no scenario"]),
        ("x" * 5000 + ".yaml", ["cannot be opened"]),
        ("nul\0.yaml", ["a character that is no text", "rename the file"]),
        ("", ["there is no scenario ''"]),
    ],
)
def test_names_that_cannot_be_found(name: str, fragments: list[str]):
    Path("scenarios/folder.yaml").mkdir(exist_ok=True)
    write("scenarios/old.yml", "title: old")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(name)
    assert all(fragment in str(caught.value) for fragment in fragments), str(caught.value)


# --- values from elsewhere --------------------------------------------------------------------------------------


def test_assignments_are_read_by_declared_type():
    read = load_values(["coordination.fte=1", "money.endowment = 1e3", "coordination.employer=neutral"])
    assert read == {"coordination.fte": 1.0, "money.endowment": 1000.0, "coordination.employer": "neutral"}


def test_all_wrong_assignments_are_told():
    with pytest.raises(ScenarioError) as caught:
        load_values(["fte", "fte=1", "team.staff=1.5", "structure.board=50%", "team.staff=1", "team.staff=2"])
    assert str(caught.value).split("\n") == [
        "fte: is not an assignment; write name=value",
        "fte: unknown name; did you mean coordination.fte?",
        "team.staff = 1.5: must be a whole number from 0 to 80 (people), not 1.5",
        "structure.board = 50%: must be a number from 0 to 1 (share), not '50%'; write 0.5",
        "team.staff = 2: given twice; keep one of them",
    ]


def test_with_values_reaches_all_rows_and_leaves_the_old_scenario_alone():
    old = load("partnerships: [{name: a, districts: [{name: A}]}, {name: b}]")
    new = old.with_values({
        "coordination.fte": np.int64(2), "district.poverty": np.float32(0.5), "funder.odds": 0.3,
        "meetings.trust_gain": 0.1, "scale.districts": 3, "money.driver": "state",
    })  # fmt: skip
    a, b = new.partnerships
    assert [type(p.levers["coordination.fte"]) for p in (a, b)] == [float, float]
    assert (len(a.districts), a.levers["scale.districts"]) == (1, 1.0)
    assert (len(b.districts), b.levers["scale.districts"]) == (3, 3.0)
    assert {d.context["district.poverty"] for p in new.partnerships for d in p.districts} == {0.5}
    assert {f.context["funder.odds"] for f in new.funders} == {0.3}
    assert new.world["meetings.trust_gain"] == 0.1 and old.world["meetings.trust_gain"] == 0.06
    assert old.partnerships[0].levers["coordination.fte"] == 0.5
    assert old.with_values({}) is old
    assert new.with_values({"scale.districts": 1}).partnerships[1].districts == b.districts[:1]


def test_the_smallest_scenario_is_complete():
    smallest, full = smallest_scenario(), load("title: x")
    assert set(smallest.partnerships[0].levers) == set(full.partnerships[0].levers)
    assert set(smallest.world) == set(full.world)
    assert smallest.with_values({"scale.districts": 2}).partnerships[0].districts[1].context["district.schools"] == 1.0


def test_with_values_tells_all_mistakes_in_the_same_words():
    with pytest.raises(ScenarioError) as caught:
        load("title: x").with_values({
            "fte": 1, "coordination.fte": 10**9999, "structure.board": True, "team.staff": "2", "breadth.coaches": [3],
            "money.driver": "nobody", "structure.agreements": float("nan"),
        })  # fmt: skip
    told = str(caught.value)
    assert len(caught.value.problems) == 7
    assert "did you mean coordination.fte?" in told and "must be from 0 to 6 (full-time posts), not inf" in told


def test_with_values_does_not_leave_a_history_without_its_district():
    scenario = load("levers: {scale.districts: 2}\nhistory: [{known: coach, district: x-district-2}]")
    with pytest.raises(ScenarioError, match="the history of coach is that of x-district-2, which would not be there"):
        scenario.with_values({"scale.districts": 1})


def test_with_values_does_not_leave_an_event_without_its_district():
    scenario = load("levers: {scale.districts: 2}\nevents: [{month: 3, do: budget_cut, district: x-district-2}]")
    with pytest.raises(ScenarioError, match="budget_cut of month 3 hits x-district-2, which would not be there"):
        scenario.with_values({"scale.districts": 1})


# --- identity ---------------------------------------------------------------------------------------------------


def test_scenarios_are_frozen_hashable_and_travel_between_processes():
    scenario = load("extends: bellevue")
    with pytest.raises(AttributeError):
        scenario.months = 3
    with pytest.raises(TypeError):
        scenario.partnerships[0].levers["coordination.fte"] = 3
    again = pickle.loads(pickle.dumps(scenario))
    assert again == scenario == copy.deepcopy(scenario)
    assert len({again, scenario}) == 1
    with pytest.raises(TypeError):
        again.world["meetings.trust_gain"] = 1


def test_the_digest_does_not_depend_on_order_or_labels():
    one = load("title: a\nlevers: {coordination.fte: 1, structure.board: 1}\nmonths: 24", "one")
    two = load("months: 24\nreplicates: 7\nlevers: {structure.board: 1.0, coordination.fte: 1e0}\nnote: b", "two")
    assert one.digest == two.digest and len(one.digest) == 12
    assert one.digest == load("levers: {structure.board: 1}\nmonths: 24").with_values({"coordination.fte": 1}).digest


@pytest.mark.parametrize(
    "change",
    ["months: 60", "levers: {coordination.fte: 1}", "context: {field.other_districts: 1}", "funders: []",
     "uncertainties: {meetings.trust_gain: 0.07}", "context: {funder.odds: 0.3}", "context: {district.poverty: 0.3}",
     "events: [{month: 1, do: budget_cut}]", "history: [{known: coach}]",
     "partnerships: [{name: x, start: 2}]", "levers: {scale.districts: 2}"],
)  # fmt: skip
def test_the_digest_notices_every_change_that_matters(change: str):
    assert load("title: x").digest != load(change).digest


def test_the_digest_notices_whom_an_event_hits():
    rows = "partnerships: [{name: a}, {name: b}]\nevents: [{month: 2, do: broken_promise, partnership: %s}]"
    assert load(rows % "a").digest != load(rows % "b").digest


def test_the_digest_notices_what_is_known_of_whom_and_when_but_not_in_which_order():
    rows = "partnerships: [{name: a}, {name: b}]\nhistory: "
    told = ["[]", "[{known: award}]", "[{known: award, partnership: a}]", "[{known: award, to: 9}]",
            "[{known: researcher}]", "[{known: researcher, share: 0.5}]"]  # fmt: skip
    assert len({load(rows + text).digest for text in told}) == len(told)
    one, other = (load(rows + f"[{{known: {words}}}]") for words in ("[coach, award]", "[award, coach]"))
    assert one.digest == other.digest


def test_the_digest_does_not_tell_minus_zero_from_zero():
    minus_zero = load("title: x").with_values({"district.poverty": -0.0})
    assert minus_zero.digest == load("context: {district.poverty: 0}").digest


def test_to_dict_is_ready_for_json():
    content = load("extends: bellevue\nevents: [{month: 3, do: set, levers: {coordination.fte: 0}}]").to_dict()
    assert json.loads(json.dumps(content)) == content
    assert content["partnerships"][0]["levers"]["work.unit_months"] == 5.0
    assert content["events"][0]["changes"] == {"coordination.fte": 0.0}


def test_differences_name_the_value_the_place_and_both_sides():
    one = load("""\
partnerships: [{name: a}, {name: b}]
events: [{month: 3, do: budget_cut}]
history: [{known: coach, share: 0.5, from: 7}]
""")
    two = load("""\
months: 60
levers: {coordination.fte: 1}
partnerships: [{name: a}, {name: b, levers: {structure.board: 1}}]
funders: [{name: Foundation, context: {funder.budget: 3e6}}, {name: Agency, count: 1, context: {funder.kind: federal}}]
""")
    assert one.differences(one) == []
    assert one.differences(two) == [
        ("months", "world", 120, 60),
        ("coordination.fte", "every partnership", 0.5, 1.0),
        ("structure.board", "b", 0.0, 1.0),
        ("funder", "Agency-2", "Agency-2", None),
        ("event", "month 3", "budget_cut 0.1", None),
        ("history", "month 7 and after", "coach 0.5", None),
    ]


# --- chains of files, and events that contradict each other ----------------------------------------------------------


@pytest.mark.parametrize("wide", [False, True])
def test_more_files_than_anybody_writes_are_refused_at_once(wide: bool, tmp_path: Path) -> None:
    """Whether each builds on the next or one builds on all: one message, and a hundred files are read at most."""
    number = 20_000
    if wide:
        names = ", ".join(f"{n}.yaml" for n in range(1, number))
        (tmp_path / "0.yaml").write_text(f"extends: [{names}]\n", encoding="utf-8")
    for n in range(1 if wide else 0, 150):
        (tmp_path / f"{n}.yaml").write_text(f"extends: {n + 1}.yaml\n" if not wide else "title: x\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as told:
        load_scenario(tmp_path / "0.yaml")
    (problem,) = told.value.problems
    assert problem.message == "builds on more than 100 files" and problem.line == 1


def test_what_to_teach_is_read_stored_and_not_inherited_and_changes_no_digest(tmp_path: Path):
    path, more = tmp_path / "x.yaml", tmp_path / "y.yaml"
    path.write_text(
        "title: x\nteaching:\n  predict: Which lasts longer?\n  look_at: [how long (survival_months)]\n"
        "  to_try:\n    - {do: Run it, command: rpp run x.yaml}\n", "utf-8",
    )  # fmt: skip
    more.write_text("title: y\nextends: x.yaml\n", "utf-8")
    scenario = load_scenario(path)
    assert scenario.teaching.to_try[0].command == "rpp run x.yaml" and scenario.teaching.look_at
    assert scenario_from(json.loads(json.dumps(scenario.to_dict()))).teaching == scenario.teaching
    assert load_scenario(more).teaching is None and load_scenario(more).digest == scenario.digest
    path.write_text("title: x\nteaching: {predict: a, to_try: [{do: b, command: ls}]}\n", "utf-8")
    with pytest.raises(ScenarioError, match=r"x.yaml:2: .*must be a command of rpp"):
        load_scenario(path)
