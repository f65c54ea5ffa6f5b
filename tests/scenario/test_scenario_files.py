"""Scenario files: what they mean, and that every mistake is told with its line and with what would be right."""

from __future__ import annotations

import copy
import json
import os
import pickle
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sim.declarations import context, levers, parameters
from sim.declarations.parameters import Declarations, Registry
from sim.experiments.store.resolved import scenario_from
from sim.scenario import folders as scenario_folders
from sim.scenario.events import EVENTS, FIXED_AT_START
from sim.scenario.files import load_scenario, load_values
from sim.scenario.folders import find_scenarios
from sim.scenario.history import CHANCES
from sim.scenario.mistakes import ScenarioError
from sim.scenario.scenario import Event, Fact, Scenario, smallest_scenario

BASELINE = """\
title: Baseline
months: 120
replicates: 50
funders:
  - {name: Foundation, context: {funder.budget: 3_000_000}}
  - {name: Agency, count: 2, context: {funder.kind: federal}}
"""
NIC = """\
title: Networked improvement community
levers: {coordination.fte: 1, coordination.employer: neutral, scale.districts: 2}
facts:
  - {fact: A hub guides the whole., source: CPG 2013, used_for: [coordination.fte]}
"""
DESIGN = """\
title: Design research
levers: {coordination.fte: 0.75, work.unit_months: 4}
"""
BELLEVUE = """\
title: Bellevue
extends: types/design_research
levers: {work.unit_months: 5}
context: {district.schools: 19}
events:
  - {month: 14, do: superintendent_leaves}
  - {month: 20, do: coordinator_leaves, partnership: bellevue}
"""


@pytest.fixture(scope="module", autouse=True)
def small_registry() -> Iterator[None]:
    """Levers and context as declared, and two uncertainties: loading does not depend on what submodels declare."""
    declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
    declare("meetings.trust_gain", default=0.06, low=0.02, high=0.12, unit="share a month",
            meaning="trust gained by a kept promise")
    declare("meetings.trust_loss", default=0.2, low=0.05, high=0.5, unit="share",
            meaning="trust lost by a broken promise", minimum=0, maximum=1)
    registry = Registry([*levers.PARAMETERS, *context.PARAMETERS, *declare.all])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parameters, "registry", lambda: registry)
        yield


def write(path: str, text: str | bytes) -> Path:
    """Writes a file below the current folder."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A current folder with a few scenarios, and no installed ones."""
    before, folder = Path.cwd(), tmp_path_factory.mktemp("shelf")
    os.chdir(folder)
    write("scenarios/baseline.yaml", BASELINE)
    write("scenarios/types/nic.yaml", NIC)
    write("scenarios/types/design_research.yaml", DESIGN)
    write("scenarios/portraits/bellevue.yaml", BELLEVUE)
    write("scenarios/experiments/sweep.yaml", "design: sobol")
    write("scenarios/twice/echo.yaml", "title: One")
    write("scenarios/again/echo.yaml", "title: Two")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scenario_folders, "scenario_folders", lambda: [(folder / "scenarios").resolve()])
        yield folder
    os.chdir(before)


@pytest.fixture(autouse=True)
def in_shelf(shelf: Path) -> Path:
    return shelf


def load(text: str | bytes, name: str = "x") -> Scenario:
    """Loads a text as ``scenarios/x.yaml``."""
    return load_scenario(write(f"scenarios/{name}.yaml", text))


def mistakes(text: str | bytes) -> ScenarioError:
    """The error that a text gives."""
    with pytest.raises(ScenarioError) as caught:
        load(text)
    return caught.value


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


def test_events_are_dated_by_month_or_by_name_and_sorted():
    scenario = load("""\
events:
  - {year: 2, month_name: March, do: budget_cut, value: 0.15}
  - {month: 1, do: leaders_leave, role: coach}
  - {month: 1, do: grant_awarded, value: 250_000}
  - {month: 30, do: set, levers: {coordination.fte: 0}, uncertainties: {meetings.trust_gain: 1e-1}}
""")
    assert scenario.events[0] == Event(1, "leaders_leave", value=1.0, role="coach")
    assert scenario.events[1] == Event(1, "grant_awarded", value=250_000.0, months=24)
    assert scenario.events[2] == Event(21, "budget_cut", value=0.15)
    assert dict(scenario.events[3].changes) == {"coordination.fte": 0.0, "meetings.trust_gain": 0.1}


def test_events_hit_rows_by_their_own_name_or_by_that_of_their_group():
    scenario = load("""\
partnerships:
  - {name: net, count: 2, districts: [{name: Town}, {name: City, count: 2}]}
  - {name: solo}
events:
  - {month: 2, do: broken_promise, partnership: net}
  - {month: 3, do: broken_promise, partnership: net-2}
  - {month: 4, do: budget_cut, district: City}
  - {month: 5, do: set, context: {district.slack_hours: 2}, partnership: solo}
  - {month: 6, do: funder_strategy_shift, funder: Agency}
  - {month: 7, do: negative_press}
""")
    hit = [(e.month, e.partnership or e.district or e.funder) for e in scenario.events]
    assert hit == [(2, "net-1"), (2, "net-2"), (3, "net-2"), (4, "City-1"), (4, "City-2"), (5, "solo"),
                   (6, "Agency-1"), (6, "Agency-2"), (7, None)]  # fmt: skip
    sorts = ("partnership", "district")
    rows = {(e.month, sort): scenario.rows_hit(e, sort) for e in scenario.events for sort in sorts}
    assert rows[3, "partnership"] == (1,)
    assert rows[4, "district"] == (2, 5)
    assert rows[5, "district"] == (6,)
    assert rows[7, "district"] is None


def test_inherited_events_add_up_know_the_new_name_and_can_be_dropped():
    scenario = load("extends: bellevue\nevents: [{month: 3, do: negative_press}]")
    assert [(e.month, e.partnership) for e in scenario.events] == [(3, None), (14, None), (20, "x")]
    assert load("extends: bellevue\nevents: []").events == ()


def test_history_adds_up_knows_rows_by_name_and_can_be_dropped():
    write("scenarios/portraits/replay.yaml", """\
partnerships: [{name: twin, count: 2, districts: [{name: A}]}]
history: [{known: [superintendent, coach], to: 8, district: A}, {known: award, from: 3, partnership: twin-2}]
""")
    scenario = load("extends: replay\nhistory: [{known: coordinator, partnership: twin}]")
    assert [(k.chance, k.first, k.last, k.district or k.partnership) for k in scenario.history] == [
        ("superintendent", 1, 8, "A"), ("coach", 1, 8, "A"), ("award", 3, None, "twin-2"),
        ("coordinator", 1, None, "twin-1"), ("coordinator", 1, None, "twin-2"),
    ]  # fmt: skip
    assert scenario.rows_hit(scenario.history[0], "district") == (0, 1)
    assert scenario.rows_hit(scenario.history[2], "partnership") == (1,)
    assert load("extends: replay\nhistory: []").history == ()
    assert {known.chance for known in load("history: [{known: all, to: 12}]").history} == set(CHANCES)
    with pytest.raises(ScenarioError, match="known in some of these months by the entry in line 2 of .*replay"):
        load("extends: replay\nhistory: [{known: coach, from: 8}]")
    Path("scenarios/portraits/replay.yaml").unlink()


def test_event_codes_are_unique_and_values_in_range():
    assert sorted(kind.code for kind in EVENTS.values()) == list(range(1, len(EVENTS) + 1))
    for kind in EVENTS.values():
        assert kind.default is None or kind.low <= kind.default <= kind.high
    assert set(parameters.registry()) >= FIXED_AT_START


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


def test_scenarios_are_found_by_path_by_name_and_by_the_end_of_the_name(shelf: Path):
    by_name = load_scenario("portraits/bellevue")
    path = shelf / "scenarios" / "portraits" / "bellevue.yaml"
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


# --- mistakes ---------------------------------------------------------------------------------------------------

DEEP = "title: x\nnote: " + "[" * 5000 + "\n"
BOMB = "title: x\na0: &a0 [1, 1]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))
CHAIN = "title: x\na0: &a0 [1]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 400))

#: name: (text, line, pieces of the one message that it must give)
BROKEN: dict[str, tuple[str | bytes, int, list[str]]] = {
    # values
    "unknown name": (
        "title: x\nlevers:\n  coordination.ftee: 1", 3,
        ["levers → coordination.ftee: unknown name", "did you mean coordination.fte?"]),
    "half a name": ("levers:\n  fte: 1", 2, ["unknown name", "did you mean coordination.fte?"]),
    "name in capitals": ("levers: {Coordination.FTE: 1}", 1, ["did you mean coordination.fte?"]),
    "nested group": ("levers:\n  coordination:\n    fte: 1", 2, ["with their group, such as coordination.fte"]),
    "out of range": (
        "levers:\n\n  coordination.fte: 9", 3,
        ["coordination.fte = 9: must be from 0 to 6 (full-time posts), not 9"]),
    "part of a person": ("levers: {team.staff: 1.5}", 1, ["team.staff = 1.5: must be a whole number from 0 to 80"]),
    "percent": ("levers: {structure.board: 50%}", 1, ["must be a number from 0 to 1 (share)", "write 0.5"]),
    "quoted number": ('levers: {coordination.fte: "1.0"}', 1, ['coordination.fte = "1.0"', "without quotes"]),
    "comma for thousands": ("levers:\n  money.start_grant: 600,000", 2, ["must be a number", "write 600000"]),
    "decimal comma": ("levers:\n  coordination.fte: 0,5", 2, ["must be a number", "write 0.5"]),
    "yes for a number": ("levers: {structure.board: yes}", 1, ["not 'yes'", "write 1 for yes and 0 for no"]),
    "infinity": ("levers: {coordination.fte: .inf}", 1, ["must be a number from 0 to 6", "'.inf'"]),
    "not a number": ("levers: {coordination.fte: nan}", 1, ["must be a number from 0 to 6", "'nan'"]),
    "too large for a float": ("levers: {coordination.fte: 1e999}", 1, ["must be from 0 to 6", "not inf"]),
    "hexadecimal": ("levers: {coordination.fte: 0x1}", 1, ["must be a number", "'0x1'"]),
    "no value": ("levers:\n  coordination.fte:", 2, ["coordination.fte: must be a number from 0 to 6", "not nothing"]),
    "list for a number": ("levers:\n  coordination.fte: [1, 2]", 2, ["not a list", "one value for each name"]),
    "mapping for a choice": ("levers:\n  coordination.employer: {a: 1}", 2, ["one of research, district", "a mapping"]),
    "no such choice": (
        "levers: {coordination.employer: neutrl}", 1,
        ["must be one of research, district, neutral, not 'neutrl'", "did you mean neutral?"]),
    "no as a choice": ("levers: {coordination.employer: no}", 1, ["must be one of research", "not 'no'"]),
    # places
    "context among levers": ("levers:\n  district.schools: 5", 2, ["belongs under `context`", "of one district"]),
    "lever among context": ("context: {coordination.fte: 1}", 1, ["coordination.fte: belongs under `levers`"]),
    "uncertainty among levers": ("levers: {meetings.trust_gain: 0.1}", 1, ["belongs under `uncertainties` at the top"]),
    "lever at the top": ("title: x\ncoordination.fte: 1", 2, ["belongs under `levers`", "check the indentation"]),
    "funder in a district": (
        "partnerships:\n  - name: a\n    districts:\n      - name: b\n        context: {funder.odds: 0.1}", 5,
        ["partnerships → a → districts → b → context → funder.odds", "value of the funder", "of one funder"]),
    "world in a district": (
        "partnerships:\n  - name: a\n    districts: [{name: b, context: {field.other_districts: 1}}]", 3,
        ["is a value of the world", "`context` at the top of the file"]),
    "district in a funder": ("funders: [{name: a, context: {district.schools: 5}}]", 1, ["is a value of the district"]),
    "context in a partnership": ("partnerships:\n  - name: a\n    context: {}", 3, ["unknown key", "districts"]),
    "unknown key": ("title: x\nmonth: 12", 2, ["month: unknown key; a scenario takes title", "did you mean months?"]),
    "no space after the colon": ("levers: {coordination.fte:1}", 1, ["unknown name", "a space after the colon"]),
    "no space, in a block": ("levers:\n  coordination.fte:1", 1, ["must hold `name: value`", "space after the colon"]),
    "list for a section": ("title: x\nlevers: [1]", 2, ["levers: must hold `name: value` entries, not a list"]),
    # head
    "months zero": ("months: 0", 1, ["months = 0: must be a whole number from 1 to 1200 (months)"]),
    "half a month": ("months: 10.5", 1, ["must be a whole number"]),
    "replicates in words": ("replicates: many", 1, ["replicates = many: must be a whole number"]),
    "empty title": ("months: 3\ntitle:", 2, ["title: is empty"]),
    "title as list": ("title: [a]", 1, ["title: must be a text, not a list"]),
    "endless note": ("note: " + "x" * 6000, 1, ["too long: 6000 characters, at most 5000"]),
    # extends
    "extends nobody": ("title: x\nextends: types/nick", 2, ["there is no scenario 'types/nick'", "types/nic"]),
    "extends no file": ("extends: nic.yaml", 1, ["there is no file 'nic.yaml'", "did you mean types/nic?"]),
    "extends itself": ("extends: x", 1, ["extends itself in a circle: x → x"]),
    "extends nothing": ("extends: []", 1, ["extends: is empty"]),
    "extends a mapping": ("extends: {a: 1}", 1, ["must be a text"]),
    "partnership extends nobody": ("partnerships:\n  - name: a\n    extends: nik", 3, ["did you mean types/nic?"]),
    # rows
    "no partnership": ("partnerships: []", 1, ["at least one partnership"]),
    "empty list": ("title: x\nfunders:", 2, ["funders: is empty", "write [] for none"]),
    "not a list": ("partnerships: {name: a}", 1, ["partnerships: must be a list"]),
    "nameless": ("partnerships:\n  - start: 2", 2, ["partnerships → 1: a partnership needs a name"]),
    "just a word": ("partnerships: [austin]", 1, ["must be a partnership with `name: …`"]),
    "same name": ("partnerships:\n  - name: a\n  - name: a", 3, ["the name 'a' is taken by the entry in line 2"]),
    "same name by count": ("funders:\n  - {name: a, count: 2}\n  - name: a-2", 3, ["'a-2' is taken", "line 2"]),
    "same district": ("partnerships:\n - name: a\n   districts:\n   - name: b\n   - name: b", 5, ["'b' is taken"]),
    "count zero": ("partnerships:\n  - name: a\n    count: 0", 3, ["partnerships → a → count = 0", "from 1 to 1000"]),
    "late start": ("months: 12\npartnerships:\n  - {name: a, start: 13}", 3, ["starts in month 13", "month 12"]),
    "no districts": ("partnerships:\n  - name: a\n    districts: []", 3, ["needs a district"]),
    "contradiction": (
        "partnerships:\n  - name: a\n    levers: {scale.districts: 3}\n    districts: [{name: b}]", 2,
        ["lists 1 districts, but sets scale.districts to 3"]),
    "too many": (
        "partnerships:\n  - {name: a, count: 1000, districts: [{name: b, count: 1000}]}", 2,
        ["makes 1000000 districts", "more than 20000 in a world"]),
    "name on two lines": ('funders: [{name: "a\\nb"}]', 1, ["must be one line"]),
    # history
    "unknown kind of chance": ("history:\n  - {known: coaches}", 2, ["known = coaches", "did you mean coach?"]),
    "nothing known": ("history:\n  - {to: 4}", 2, ["needs `known`", "superintendent"]),
    "no list of what is known": ("history: superintendent", 1, ["must be a list"]),
    "history of a word": ("history: [superintendent]", 1, ["{known: superintendent, to: 48}"]),
    "history after the end": ("months: 12\nhistory:\n  - {known: coach, to: 13}", 3, ["after the end in month 12"]),
    "history backwards": ("history: [{known: coach, from: 5, to: 4}]", 1, ["to", "before month 5"]),
    "history twice": ("history:\n  - {known: coach, to: 5}\n  - {known: [coach, teacher], from: 5}", 3,
                      ["coach is known in some of these months by the entry in line 2", "keep one of them"]),
    "history of the wrong row": ("history: [{known: [coach, award], partnership: x}]", 1, ["cannot narrow coach"]),
    "history of nobody": ("history: [{known: award, partnership: y}]", 1, ["there is no partnership of this name"]),
    "share of one post": ("history: [{known: coordinator, share: 0.5}]", 1, ["cannot narrow coordinator", "coach"]),
    # events
    "unknown event": ("events:\n  - {month: 1, do: budget_cutt}", 2, ["did you mean budget_cut?"]),
    "nothing done": ("events:\n  - {month: 1}", 2, ["events → 1: an event needs `do`", "superintendent_leaves"]),
    "no date": ("events:\n  - do: budget_cut", 2, ["needs `month`", "year and month_name"]),
    "two dates": ("events:\n  - {month: 1, year: 1, month_name: May, do: budget_cut}", 2, ["is dated twice"]),
    "half a date": ("events:\n  - {year: 1, do: budget_cut}", 2, ["needs `month_name`"]),
    "month zero": ("events:\n  - month: 0\n    do: budget_cut", 2, ["events → 1 → month = 0", "from 1 to 1200"]),
    "unknown month": ("events:\n  - {year: 1, month_name: Mach, do: budget_cut}", 2, ["did you mean March"]),
    "after the end": ("months: 12\nevents:\n  - {month: 13, do: budget_cut}", 3, ["after the end in month 12"]),
    "too deep a cut": ("events:\n  - {month: 1, do: budget_cut, value: 0.95}", 2, ["value = 0.95", "from 0 to 0.9"]),
    "value needed": ("events:\n  - {month: 1, do: policy_shift}", 2, ["needs `value`", "policy alignment"]),
    "value not taken": (
        "events:\n  - {month: 1, do: coordinator_leaves, value: 1}", 2,
        ["value: unknown key; coordinator_leaves takes month"]),
    "role needed": ("events:\n  - {month: 1, do: leaders_leave}", 2, ["needs `role`", "one of central_office"]),
    "unknown role": ("events:\n  - {month: 1, do: leaders_leave, role: coaches}", 2, ["did you mean coach?"]),
    "no such partnership": (
        "partnerships: [{name: austin}]\nevents:\n  - {month: 1, do: broken_promise, partnership: austn}", 3,
        ["events → 1 → partnership = austn: there is no partnership of this name", "did you mean austin?"]),
    "no such district": ("events: [{month: 1, do: budget_cut, district: Q}]", 1, ["no district", "x-district-1"]),
    "no such funder": ("events: [{month: 1, do: grants_cancelled, funder: Agenc}]", 1, ["Agency"]),
    "no such kind of funder": ("events: [{month: 1, do: grants_cancelled, kind: stat}]", 1, ["did you mean state?"]),
    "funder and kind": ("events: [{month: 1, do: grants_cancelled, kind: state, funder: Agency}]", 1, ["not both"]),
    "grant for too long": ("events: [{month: 1, do: grant_awarded, value: 9, months: 999}]", 1, ["from 1 to 240"]),
    "set nothing": ("events: [{month: 1, do: set}]", 1, ["changes nothing"]),
    "set too late": ("events: [{month: 5, do: set, context: {district.schools: 4}}]", 1, ["makes the start"]),
    "set an unknown name": ("events: [{month: 5, do: set, levers: {fte: 4}}]", 1, ["did you mean coordination.fte?"]),
    "set past its target": (
        "events: [{month: 5, do: set, context: {funder.odds: 0.1}, partnership: x}]", 1,
        ["`partnership` cannot narrow funder.odds", "write a second event"]),
    "set for strangers": (
        ("partnerships: [{name: a, districts: [{name: A}]}, {name: b}]\nevents:\n"
         "  - {month: 5, do: set, context: {district.slack_hours: 4}, partnership: b, district: A}"), 3,
        ["hits nothing: the district does not belong to the partnership"]),
    # facts
    "fact without source": ("facts:\n  - fact: It rains.", 2, ["a fact needs `source`"]),
    "fact for nothing": (
        "facts:\n  - {fact: a, source: b, used_for: [coordination.ft]}", 2, ["unknown name", "coordination.fte"]),
    "fact as text": ("facts: [It rains.]", 1, ["must be a fact with"]),
    # YAML
    "duplicate key": ("title: x\nmonths: 1\ntitle: y", 3, ["title: written twice, in line 1 and in line 3"]),
    "duplicate name": (
        "levers:\n  coordination.fte: 1\n  coordination.fte: 2", 3,
        ["levers → coordination.fte: written twice, in line 2 and in line 3"]),
    "tab": ("title: x\nlevers:\n\tcoordination.fte: 1", 3, ["a tab", "indent with spaces"]),
    "indentation": ("title: x\n  months: 3", 2, ["not readable as YAML", "indentation"]),
    "indentation of a list": ("events:\n  - month: 1\n   do: set", 3, ["not readable as YAML"]),
    "open bracket": ("title: x\nlevers: {coordination.fte: 1\nmonths: 3", 3, ["not readable as YAML"]),
    "open quote": ("title: 'x\nmonths: 3", 2, ["not readable as YAML", "a quote is not closed"]),
    "colon in a text": ("title: Bellevue: a story", 1, ["put quotes around a text that contains a colon"]),
    "unknown alias": ("title: *what", 1, ["undefined alias"]),
    "alias of itself": ("title: x\nlevers: &a {coordination.fte: *a}", 2, ["an alias inside the very thing"]),
    "merge key": (
        "levers: &a {coordination.fte: 1}\npartnerships:\n  - name: p\n    levers:\n      <<: *a", 5,
        ["merge keys are not allowed", "use `extends`"]),
    "python object": ("title: !!python/object:os.system x", 1, ["the tag !!python/object:os.system", "not allowed"]),
    "own tag": ("title: x\nmonths: !twelve 12", 2, ["the tag !twelve is not allowed"]),
    "two documents": ("title: x\n---\ntitle: y", 2, ["a second document", "remove the line ---"]),
    "list for a scenario": ("- title: x", 1, ["not a list", "start with `title: …`"]),
    "text for a scenario": ("just some words", 1, ["not a text", "start with `title: …`"]),
    "list for a key": ("title: x\n? [a, b]\n: 1", 2, ["a key must be a plain word"]),
    "empty": ("", 1, ["is empty", "first of all `title: …`"]),
    "only comments": ("# nothing\n\n", 1, ["is empty", "first of all `title: …`"]),
    "empty mapping": ("{}", 1, ["is empty"]),
    "not UTF-8": (b"title: x\nnote: caf\xe9\n", 2, ["byte 0xe9 is not UTF-8", "save the file as UTF-8"]),
    "control character": ("title: x\nnote: a\x07b", 2, ["a character that YAML does not allow (U+0007)"]),
    "half a character": ('title: "\\ud800"', 1, ["a surrogate"]),
    "no character": ('title: "\\UFFFFFFFF"', 0, ["is not readable as YAML"]),
    "deep": (DEEP, 2, ["nested too deeply"]),
    "bomb": (BOMB, 8, ["more than 200,000 entries"]),
    "long chain of aliases": (CHAIN, 19, ["more than 200,000 entries"]),
    "huge": ("title: x\nnote: " + "x" * 1_000_000, 0, ["is larger than 1,000,000 bytes"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_is_told_with_its_line_and_what_would_be_right(name: str):
    text, line, fragments = BROKEN[name]
    error = mistakes(text)
    assert len(error.problems) == 1, str(error)
    assert str(error).startswith(f"scenarios/x.yaml:{line}: " if line else "scenarios/x.yaml: ")
    assert all(fragment in str(error) for fragment in fragments), str(error)
    assert len(str(error)) < 500 and "\n" not in str(error)


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines():
    error = mistakes("""\
title: x
months: 0
levers:
  coordination.ftee: 1
  structure.board: 50%
context: {district.schools: none}
events:
  - {month: 900, do: budget_cut, district: Nowhere}
  - {do: negative_press, severity: 1}
""")
    assert [p.line for p in error.problems] == [2, 4, 5, 6, 8, 9, 9]
    assert str(error).count("\n") == 6


def test_mistakes_of_extended_files_and_of_set_values_are_told_too():
    write("scenarios/bad.yaml", "title: bad\nlevers: {coordination.fte: -1}")
    write("scenarios/worse.yaml", "title: worse\n---\ntitle: second")
    file = write("scenarios/x.yaml", "extends: [bad, worse]\nmonths: x")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file, set={"team.staf": 1})
    told = str(caught.value).split("\n")
    assert [line.partition(": ")[0] for line in told] == [
        "scenarios/bad.yaml:2", "scenarios/worse.yaml:2", "scenarios/x.yaml:2", "team.staf",
    ]  # fmt: skip
    for name in ("bad", "worse"):
        Path(f"scenarios/{name}.yaml").unlink()


def test_a_circle_is_told_with_its_chain():
    write("scenarios/one.yaml", "title: one\nextends: two")
    write("scenarios/two.yaml", "extends:\n  - one")
    with pytest.raises(ScenarioError, match=r"two\.yaml:2: extends → 1: extends itself in a circle: one → two → one"):
        load_scenario("one")
    for name in ("one", "two"):
        Path(f"scenarios/{name}.yaml").unlink()


def test_baseline_extends_nothing_and_may_be_missing(shelf: Path):
    write("scenarios/baseline.yaml", "title: b\nextends: types/nic")
    with pytest.raises(ScenarioError, match=r"baseline\.yaml:2: extends: baseline is what all others extend"):
        load("title: x")
    (shelf / "scenarios/baseline.yaml").unlink()
    scenario = load("title: x")
    assert scenario.lineage == ("x",) and [f.name for f in scenario.funders] == ["funder"]
    write("scenarios/baseline.yaml", BASELINE)


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


# --- whatever people write --------------------------------------------------------------------------------------

VALID = (
    BASELINE, NIC, BELLEVUE,
    """\
title: Two
extends: [types/nic, bellevue]
months: 60
uncertainties: {meetings.trust_gain: 0.05}
partnerships:
  - name: austin
    extends: types/nic
    count: 2
    start: 3
    levers: {coordination.fte: 0.5}
    districts:
      - {name: Austin, count: 1, context: {district.schools: 60}}
events:
  - {month: 14, do: superintendent_leaves, district: Austin}
  - {year: 2, month_name: March, do: budget_cut, value: 0.15}
  - {month: 25, do: set, levers: {coordination.fte: 0}, partnership: austin-1}
history:
  - {known: [superintendent, coach], to: 14, district: Austin}
  - {known: award, from: 3, partnership: austin-2}
facts:
  - {fact: "…", source: "CPG 2013", used_for: ["breadth.coaches", history]}
""",
)  # fmt: skip
PIECES = st.sampled_from([
    "\t", "\n", "  ", ": ", "- ", "[", "]", "{", "}", "&a ", "*a", "!!x ", "'", '"', "|\n", "<<: ", "---\n", "%", "#",
    "nan", "1e999", "-1", "0", "null", "\x00", "\ufeff", "\u2028", "é", "extends: x\n", "count: 999\n", "month: 0, ",
])  # fmt: skip
fuzz = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def outcome(text: str | bytes) -> None:
    """Only a scenario or a list of mistakes may come out, and both can be shown."""
    try:
        scenario = load(text, "fuzz")
    except ScenarioError as error:
        assert error.problems and str(error).encode()
    else:
        assert json.dumps(scenario.to_dict()) and len(scenario.digest) == 12


@fuzz
@given(st.text() | st.binary())
@example("? ? ? a")
@example("- - - - - -")
@example("%YAML 9.9\n---\na")
@example("title: &a [*a]")
@example("!<tag:yaml.org,2002:int> x")
def test_random_text_never_breaks_the_loader(text: str | bytes):
    outcome(text.encode(errors="replace") if isinstance(text, str) else text)


@fuzz
@given(st.data())
def test_damaged_files_never_break_the_loader(data: st.DataObject):
    text = data.draw(st.sampled_from(VALID))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(PIECES | st.just("")) + text[end:]
    outcome(text)


KEYS = st.sampled_from([
    "title", "extends", "months", "levers", "context", "partnerships", "funders", "events", "facts", "name", "count",
    "history", "known", "from", "to", "share",
    "districts", "month", "do", "value", "year", "month_name", "partnership", "district", "used_for", "role", "source",
    "coordination.fte", "district.schools", "funder.kind", "meetings.trust_gain", "scale.districts", "fact",
])  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 200), st.floats(), st.text(max_size=8),
    st.sampled_from(["x", "nic", "budget_cut", "set", "leaders_leave", "March", "coach", "federal", "a", "all", *EVENTS,
                     *CHANCES]),
)  # fmt: skip
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5))


@fuzz
@given(st.dictionaries(KEYS, TREES, max_size=6))
def test_keys_in_wrong_places_never_break_the_loader(tree: dict):
    outcome(json.dumps(tree))


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


EVENTS_TWICE = "events:\n  - {{month: 3, do: set, levers: {{coordination.fte: 1}}}}\n  - {{month: {}, do: set, {}}}\n"


def test_two_values_at_once_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(EVENTS_TWICE.format(3, "levers: {coordination.fte: 2}"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"x.yaml:3: .*sets coordination.fte to 2.* in month 3, and line 2 to 1"):
        load_scenario(tmp_path / "x.yaml")


@pytest.mark.parametrize("other", [(4, "levers: {coordination.fte: 2}"), (3, "levers: {coordination.fte: 1}"),
                                   (3, "levers: {contact.meetings: 2}")])  # fmt: skip
def test_values_that_do_not_contradict_each_other_are_taken(other: tuple, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(EVENTS_TWICE.format(*other), encoding="utf-8")
    assert len(load_scenario(tmp_path / "x.yaml").events) == 2


def test_a_later_file_may_set_another_value_at_the_same_time(tmp_path: Path) -> None:
    event = "events: [{{month: 3, do: set, levers: {{coordination.fte: {}}}}}]\n"
    (tmp_path / "a.yaml").write_text(event.format(1), encoding="utf-8")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n" + event.format(2), encoding="utf-8")
    assert [dict(e.changes) for e in load_scenario(tmp_path / "b.yaml").events] == [
        {"coordination.fte": 1.0}, {"coordination.fte": 2.0},
    ]  # fmt: skip


def test_a_set_event_without_values_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("events: [{month: 3, do: set, levers: {}}]\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="changes nothing"):
        load_scenario(tmp_path / "x.yaml")


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("{outcome: trusst, below: 0.35}", r"outcome = trusst: must be one of .*did you mean trust\?"),
        ("{outcome: trust, bellow: 0.35}", r"bellow: unknown key; a condition takes .*did you mean below\?"),
        ("{outcome: trust, below: 35 %}", r"below = 35 %: must be a number from 0 to 1 \(share: .*write 0.35"),
        ("{outcome: trust, below: 1.5}", r"below = 1.5: must be a number from 0 to 1"),
        ("{outcome: trust}", r"when: needs `below` or `above`; give it one bound"),
        ("{outcome: trust, below: 0.2, above: 0.1}", r"when: needs `below` or `above`, not both"),
        ("trust < 0.35", r"when: must be a condition such as \{outcome: trust, below: 0.35\}"),
    ],
)
def test_a_mistake_in_a_condition_is_told_with_its_line_and_what_is_right(when: str, message: str, tmp_path: Path):
    path = tmp_path / "x.yaml"
    path.write_text(f"title: x\nevents:\n  - do: superintendent_leaves\n    when: {when}\n", "utf-8")
    with pytest.raises(ScenarioError, match=rf"x.yaml:4: events → 1 → when.*{message.split(': ', 1)[-1]}") as told:
        load_scenario(path)
    assert len(told.value.problems) == 1


def test_a_condition_that_comes_too_late_is_told(tmp_path: Path):
    path = tmp_path / "x.yaml"
    path.write_text(
        "title: x\nmonths: 24\nevents:\n  - {do: merger, when: {outcome: trust, below: 0.3, after: 24}}\n", "utf-8"
    )
    with pytest.raises(ScenarioError, match=r"x.yaml:4: .*can happen in month 25 at the earliest, after the end"):
        load_scenario(path)


def test_an_event_with_a_condition_reads_the_same_from_python_and_from_a_file(tmp_path: Path):
    path = tmp_path / "x.yaml"
    path.write_text(
        "title: x\nevents:\n  - {do: conflict, value: 0.4, when: {outcome: runway, below: 6, after: 9, times: 2}}\n",
        "utf-8",
    )
    (event,) = load_scenario(path).events
    assert str(event.when) == "when runway is below 6 after month 9, at most 2 times" and event.month == 10
    again = load_scenario("baseline").with_event(event).events[-1]
    keys = load_scenario("baseline").with_event(
        "conflict", value=0.4, when={"outcome": "runway", "below": 6, "after": 9, "times": 2}
    ).events[-1]  # fmt: skip
    assert event == again == keys


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


def test_an_event_with_a_condition_is_stored_and_read_again():
    scenario = load_scenario("baseline").with_event("merger", when={"outcome": "trust", "below": 0.3})
    again = scenario_from(json.loads(json.dumps(scenario.to_dict())))
    assert again.events == scenario.events and again.digest == scenario.digest


def test_conditions_count_in_the_digest(tmp_path: Path):
    base = load_scenario("baseline")
    made = [base.with_event("merger", when={"outcome": "trust", "below": bound}) for bound in (0.2, 0.3)]
    assert len({base.digest, *(scenario.digest for scenario in made)}) == 3
    reviews = [base.with_event("superintendent_review", month=9, verdict=verdict) for verdict in ("ends", "freezes")]
    assert reviews[0].digest != reviews[1].digest
