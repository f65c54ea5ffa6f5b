"""Names that have changed: old ones work wherever a name comes from outside, and are told once, on stderr only."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from command_line import TINY, rpp

import sim
from analysis.comparison.pairs import chosen_outcomes
from analysis.discovery.cases import read_case
from sim.calibration import load_calibration
from sim.claims import load_claims
from sim.declarations import renamed
from sim.declarations.parameters import registry
from sim.engine.result import quantities
from sim.experiments import Precision, bundles, from_csv, grid, listed, load_plan, make_plan, vary
from sim.measures.outcomes import OUTCOME
from sim.scenario.events import EVENTS
from sim.scenario.files import load_scenario, load_values
from sim.scenario.mistakes import ScenarioError
from sim.state.tables import TABLES

OLD, NEW = "contact.old_meetings", "contact.meetings"
HINT = "'contact.old_meetings' is called 'contact.meetings' since 0.2; the old name goes in 0.3"


@pytest.fixture(autouse=True)
def throw_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """One old name of each kind, and nobody told so far."""
    monkeypatch.setitem(renamed.PARAMETERS, OLD, NEW)
    monkeypatch.setitem(renamed.PARAMETERS, "old_contact.*", "contact.*")
    monkeypatch.setitem(renamed.OUTCOMES, "old_spread", "spread")
    monkeypatch.setitem(renamed.COLUMNS, "old_users", "users")
    monkeypatch.setitem(renamed.EVENTS, "old_budget_cut", "budget_cut")
    monkeypatch.setattr(renamed, "_told", set())


@pytest.fixture
def written(tmp_path):
    def write(text: str, name: str = "file.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_old_names_are_in_use_for_nothing_else_and_lead_to_names_that_exist():
    columns = {c.name for t in ("partnerships", "districts", "funders") for c in quantities(t)}
    columns |= {c.name for table in TABLES.values() for c in table}
    present = {"parameter": {*registry(), *(f"{g}.*" for g in registry().groups())}, "outcome": set(OUTCOME),
               "column": columns, "event": set(EVENTS)}  # fmt: skip
    for kind, names in present.items():
        assert set(renamed.KINDS[kind].values()) <= names
    assert not set(renamed.KINDS["any"]) & set().union(*present.values())


def test_a_name_is_told_once(capsys):
    assert [renamed.present_name("parameter", OLD) for _ in range(3)] == [NEW] * 3
    assert renamed.present_name("parameter", NEW) == NEW
    assert renamed.present_name("outcome", OLD) == OLD, "a name of another kind"
    out, err = capsys.readouterr()
    assert (out, err.splitlines()) == ("", [HINT])


def test_a_scenario_file_may_use_old_names(written, capsys):
    text = TINY.replace("levers: {", "levers: {contact.old_meetings: 3, ")
    text += (
        "  - {month: 4, do: old_budget_cut, value: 0.1}\n  - {month: 5, do: set, levers: {contact.old_meetings: 1}}\n"
    )
    text += "facts: [{fact: F., source: S, used_for: [contact.old_meetings, old_budget_cut]}]\n"
    assert load_scenario(written(text)) == load_scenario(written(text.replace("old_", "")))
    assert sorted(capsys.readouterr().err.splitlines())[0] == HINT


def test_an_old_name_beside_the_new_one_is_a_mistake(written):
    with pytest.raises(ScenarioError, match=f"line 1.*|is {NEW}, in line"):
        load_scenario(written(TINY.replace("levers: {", "levers: {contact.meetings: 3, contact.old_meetings: 3, ")))
    with pytest.raises(ScenarioError, match="given twice"):
        load_values([f"{OLD}=1", f"{NEW}=2"])
    with pytest.raises(ScenarioError, match="which is given too"):
        load_scenario("baseline", set={NEW: 1.0, OLD: 2.0})


def test_values_in_python_and_on_the_command_line_may_use_old_names():
    assert load_values([f"{OLD}=3"]) == {NEW: 3.0}
    by_name = load_scenario("baseline", set={NEW: 3.0})
    assert load_scenario("baseline", set={OLD: 3.0}) == by_name == load_scenario("baseline").with_values({OLD: 3.0})
    model = sim.PartnershipModel(contact_old_meetings=3.0, seed=1)
    values = model.partnerships[0].levers
    assert values[OLD] == values[NEW] == 3.0
    values[OLD] = 2.0
    assert values[NEW] == 2.0


def test_factors_and_points_may_use_old_names(written):
    assert vary(OLD) == vary(NEW)
    assert bundles("b", {"x": {OLD: 1.0}}) == bundles("b", {"x": {NEW: 1.0}})
    assert listed([{OLD: 1.0}]).values(0) == from_csv(written(f"{OLD}\n1\n", "p.csv")).values(0) == {NEW: 1.0}


EXPERIMENT = """
title: T
question: Q?
design: {method: grid, levels: 2}
vary: {contact.old_meetings: , old_contact.*: }
replicates: 2
series: yearly
columns: [old_users]
precision: {old_spread: 0.1}
"""


def test_an_experiment_file_may_use_old_names(written):
    now = EXPERIMENT.replace("old_", "")
    old, new = load_plan(written(EXPERIMENT)), load_plan(written(now))
    assert old.digest == new.digest and old.precision == new.precision
    assert old.factors == new.factors and old.settings.columns == ("users",)
    assert Precision({"old_spread": 0.1}) == Precision({"spread": 0.1})
    assert load_plan(written("policies: {one: {contact.old_meetings: 1}}\n")).policies == {"one": {NEW: 1.0}}
    design = grid([vary(NEW)])
    columns = {"columns": ["old_users"], "series": "yearly", "replicates": 1, "design": design}
    assert make_plan("baseline", **columns).settings.columns == ("users",)


def test_what_is_left_out_may_have_an_old_name(written):
    text = "title: T\ndesign: {method: random, samples: 2}\nvary_all: levers\nexcept: [contact.old_meetings]\n"
    assert NEW not in {f.name for f in load_plan(written(text)).factors}


CLAIM = """
title: A claim.
source: CPG 2013
arms:
  A: {values: {contact.old_meetings: 4}, mark: 30, events: [{month: 30, do: old_budget_cut, value: 0.1}]}
  B: {values: {contact.old_meetings: 1}, mark: 30}
keep: [contact.old_meetings]
expect:
  - {read: {outcome: old_spread}, higher: [A, B]}
  - {read: {at: old_users, month: 60}, higher: [A, B]}
  - {read: {fall: trust, when: old_users}, higher: [A, B]}
"""


def test_a_claim_may_use_old_names(written):
    (old,), (new,) = ([*load_claims([written(text, "c.yaml")])] for text in (CLAIM, CLAIM.replace("old_", "")))
    assert old == new


TARGETS = """
title: T
question: Q?
parameters: {contact.old_meetings: }
targets:
  a: {reading: mean, outcome: old_spread, value: 0.3, error: 0.1, source: assumed}
  b: {reading: series, column: old_users, month: 12, value: 0.3, error: 0.1, source: assumed}
"""


def test_a_targets_file_may_use_old_names(written, monkeypatch):
    uncertainty = next(p.name for p in registry().select(kind="uncertainty", scope="world") if not p.choices)
    now = TARGETS.replace(OLD, uncertainty).replace("old_", "")
    monkeypatch.setitem(renamed.PARAMETERS, OLD, uncertainty)
    old, new = load_calibration(written(TARGETS)), load_calibration(written(now))
    assert old.factors == new.factors and repr(old.targets) == repr(new.targets)  # NaN differs from itself


def test_conditions_and_outcomes_of_commands_may_use_old_names():
    table = pd.DataFrame({"spread": [0.1, 0.5], NEW: [1.0, 3.0], "scenario": ["a", "b"]})
    case = read_case(f"old_spread > 0.2 and {OLD} >= 3", table)
    assert case.of(table).tolist() == [0.0, 1.0]
    assert case.columns == ("spread", NEW)
    assert [o.name for o in chosen_outcomes(["old_spread", "spread"])] == ["spread"]


def test_hints_are_told_once_and_never_inside_json(written):
    file = str(written(TINY.replace("levers: {", "levers: {contact.old_meetings: 3, ")))
    code, out, err = rpp("show", file, "--set", f"{OLD}=2", "--json")
    assert code == 0
    assert json.loads(out)
    assert err.count(HINT) == 1
    code, out, err = rpp("parameters", OLD)
    assert code == 0 and NEW in out and err == ""


def test_columns_of_older_results_go_by_their_present_names():
    frame = pd.DataFrame({"run": [0], "old_spread": [0.1], OLD: [2.0], "old_users": [0.5], "users": [0.6]})
    assert list(renamed.with_present_columns(frame)) == ["run", "spread", NEW, "old_users", "users"]
    assert renamed.written_names(["run", "spread", "users"], frame.columns) == {
        "run": "run", "spread": "old_spread", "users": "users",
    }  # fmt: skip
    assert renamed.written_names(["trust"], frame.columns) == {"trust": "trust"}
