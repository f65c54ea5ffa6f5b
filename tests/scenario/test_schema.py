"""The JSON Schema says the same as the loader, and the one on disk is the one that the declarations give."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import sim.scenario.schema
from sim.declarations import context, levers, parameters
from sim.declarations.parameters import Declarations, Registry
from sim.scenario import folders as scenario_folders
from sim.scenario.events import EVENTS, LEAVING_ROLES, VERDICTS
from sim.scenario.files import load_scenario
from sim.scenario.folders import NOT_SCENARIOS
from sim.scenario.happenings import EVENT_KEYS, keys_of_event
from sim.scenario.mistakes import ScenarioError
from sim.scenario.schema import scenario_schema, write_schema

SCENARIOS = Path(sim.scenario.schema.__file__).parents[2] / "scenarios"
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("meetings.trust_gain", default=0.06, low=0.02, high=0.12, unit="share a month",
        source="CPG 2013", meaning="trust gained by a kept promise")
SMALL = Registry([*levers.PARAMETERS, *context.PARAMETERS, *declare.all])


@pytest.fixture
def small_registry(monkeypatch: pytest.MonkeyPatch) -> Registry:
    """Levers and context as declared, and one uncertainty."""
    monkeypatch.setattr(parameters, "registry", lambda: SMALL)
    return SMALL


@cache
def validator(names: tuple[str, ...]) -> jsonschema.Draft202012Validator:
    """The schema of a registry with these names, checked once, as a validator."""
    schema = scenario_schema()
    assert schema["$defs"].keys() >= set(names)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.fixture
def accepts(small_registry: Registry, monkeypatch: pytest.MonkeyPatch) -> jsonschema.Draft202012Validator:
    """The schema as a validator, beside a loader that finds no other scenarios."""
    monkeypatch.setattr(scenario_folders, "scenario_folders", list)
    return validator(tuple(small_registry))


def loads(content: object, folder: Path) -> bool:
    """Whether the loader accepts a content (JSON is YAML, with every text in quotes)."""
    file = folder / "x.yaml"
    file.write_text(json.dumps(content))
    try:
        load_scenario(file)
    except ScenarioError:
        return False
    return True


def test_each_name_is_explained_with_unit_range_default_source_and_grade(small_registry: Registry):
    schema = scenario_schema()["$defs"]["coordination.fte"]
    assert schema["description"] == (
        "Staff time for keeping the partnership going. Unit: full-time posts. Default: 0.5. Plausible: 0 to 2. "
        "Source: CPG 2013 (devote resources). Evidence: choice (a decision of the modelled people, not a fact)."
    )
    assert (schema["type"], schema["minimum"], schema["maximum"], schema["default"]) == ("number", 0, 6, 0.5)
    assert scenario_schema()["$defs"]["coordination.employer"]["enum"] == ["research", "district", "neutral"]
    assert scenario_schema()["$defs"]["team.staff"]["type"] == "integer"
    assert set(scenario_schema()["$defs"]) >= set(small_registry)


NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.floats(-1, 100) | st.sampled_from([0, 1, 2, 1.5])


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(sorted(SMALL)), NUMBERS)
def test_schema_and_declaration_accept_the_same_numbers(name: str, value: float):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parameters, "registry", lambda: SMALL)
        schema = scenario_schema()["$defs"][name]
    valid = jsonschema.Draft202012Validator(schema).is_valid(value)
    assert valid == (SMALL[name].problem(value) is None)


@pytest.mark.parametrize("kind", EVENTS.values(), ids=list(EVENTS))
def test_schema_and_loader_agree_on_the_keys_of_each_event(kind, accepts, tmp_path: Path):
    written = {
        "partnership": "x", "district": "x-district-1", "funder": "funder", "value": kind.low, "months": 12,
        "role": LEAVING_ROLES[0], "kind": "state", "levers": {"coordination.fte": 0}, "verdict": VERDICTS[0],
        "context": {"district.slack_hours": 3}, "uncertainties": {"meetings.trust_gain": 0.1},
    }  # fmt: skip
    needed = {"role": LEAVING_ROLES[0]} if "role" in kind.takes else {}
    needed |= {"verdict": VERDICTS[0]} if "verdict" in kind.takes else {}
    needed |= {"value": kind.high} if kind.has_value and kind.default is None else {}
    needed |= {"levers": {"coordination.fte": 1}} if kind.name == "set" else {}
    least = {"month": 3, "do": kind.name, **needed}
    assert accepts.is_valid({"events": [least]}) and loads(_with_funder(least), tmp_path)
    for key in needed:
        less = {k: v for k, v in least.items() if k != key}
        assert not accepts.is_valid({"events": [less]}) and not loads(_with_funder(less), tmp_path)
    takes = [key.name for key in keys_of_event(kind).rows]
    for key in EVENT_KEYS.keys() - {"do", *takes}:
        more = {**least, key: written[key]}
        assert not accepts.is_valid({"events": [more]}) and not loads(_with_funder(more), tmp_path)
    for key in takes:
        if kind.name != "set" and key in written:
            more = {**least, key: written[key]}
            assert accepts.is_valid({"events": [more]}) and loads(_with_funder(more), tmp_path)
    dated = {"year": 1, "month_name": "May", **{k: v for k, v in least.items() if k != "month"}}
    assert accepts.is_valid({"events": [dated]}) and loads(_with_funder(dated), tmp_path)
    assert not accepts.is_valid({"events": [{**least, **dated}]})
    awaited = {"when": {"outcome": "trust", "below": 0.3}, **{k: v for k, v in least.items() if k != "month"}}
    assert accepts.is_valid({"events": [awaited]}) and loads(_with_funder(awaited), tmp_path)
    for both in ({**awaited, "month": 3}, {**awaited, **dated}):
        assert not accepts.is_valid({"events": [both]}) and not loads(_with_funder(both), tmp_path)


@pytest.mark.parametrize(
    ("when", "valid"),
    [
        ({"outcome": "trust", "below": 0.35}, True),
        ({"outcome": "runway", "below": 6, "after": 12, "times": 3}, True),
        ({"outcome": "trust"}, False),
        ({"below": 0.35}, False),
        ({"outcome": "trust", "below": 0.3, "above": 0.2}, False),
        ({"outcome": "trust", "below": 1.2}, False),
        ({"outcome": "trusts", "below": 0.2}, False),
        ({"outcome": "trust", "below": 0.2, "after": 0}, False),
        ({"outcome": "trust", "below": 0.2, "times": 0}, False),
        ({"outcome": "trust", "below": 0.2, "until": 12}, False),
        ("trust < 0.35", False),
    ],
)
def test_schema_and_loader_agree_on_conditions(when: object, valid: bool, accepts, tmp_path: Path):
    event = {"when": when, "do": "superintendent_leaves"}
    assert accepts.is_valid({"events": [event]}) == valid == loads(_with_funder(event), tmp_path)


def _with_funder(event: dict) -> dict:
    return {"title": "x", "funders": [{"name": "funder"}], "events": [event]}


@pytest.mark.parametrize(
    ("content", "valid"),
    [
        ({"title": "x", "extends": [], "months": 12}, False),
        ({}, False),
        ({"title": "x", "levers": {"coordination.ftee": 1}}, False),
        ({"title": "x", "levers": {"district.schools": 4}}, False),
        ({"levers": {"coordination.fte": 1, "coordination.employer": "neutral"}}, True),
        ({"context": {"district.schools": 4, "funder.odds": 0.1, "field.other_districts": 3}}, True),
        ({"uncertainties": {"meetings.trust_gain": 0.05}}, True),
        ({"title": "x", "months": 0}, False),
        ({"title": "x", "months": 12.5}, False),
        ({"title": "x", "partnerships": []}, False),
        ({"partnerships": [{"start": 2}]}, False),
        ({"partnerships": [{"name": "a", "count": 0}]}, False),
        ({"partnerships": [{"name": "a", "count": 2, "start": 3, "levers": {"structure.board": 1},
                            "districts": [{"name": "b", "count": 2, "context": {"district.schools": 5}}]}]}, True),
        ({"partnerships": [{"name": "a", "districts": []}]}, False),
        ({"partnerships": [{"name": "a", "districts": [{"name": "b", "context": {"funder.odds": 0.1}}]}]}, False),
        ({"funders": [{"name": "a", "count": 2, "context": {"funder.kind": "state"}}]}, True),
        ({"funders": []}, True),
        ({"events": [{"month": 1, "do": "nothing"}]}, False),
        ({"events": [{"do": "budget_cut"}]}, False),
        ({"events": [{"month": 1, "do": "set", "context": {"district.schools": 4}}]}, False),
        ({"events": [{"month": 1, "do": "grants_cancelled", "kind": "state", "funder": "a"}]}, False),
        ({"history": []}, True),
        ({"history": [{"known": "superintendent"}]}, True),
        ({"history": [{"known": ["principal", "coach"], "from": 2, "to": 9, "share": 0.5, "district": "x-district-1"}]},
         True),
        ({"history": [{"known": "all", "to": 12}]}, True),
        ({"history": [{"known": "programme_officer", "funder": "funder"}]}, True),
        ({"history": [{"known": "award", "partnership": "x"}]}, True),
        ({"history": [{"to": 12}]}, False),
        ({"history": [{"known": []}]}, False),
        ({"history": [{"known": ["coach", "all"]}]}, False),
        ({"history": [{"known": ["coach", "coach"]}]}, False),
        ({"history": [{"known": "board"}]}, False),
        ({"history": [{"known": "coach", "from": 0}]}, False),
        ({"history": [{"known": "coach", "share": 0}]}, False),
        ({"history": [{"known": "teacher", "share": 0.5}]}, False),
        ({"history": [{"known": ["coach", "superintendent"], "share": 0.5}]}, False),
        ({"history": [{"known": "all", "district": "x-district-1"}]}, False),
        ({"history": [{"known": "award", "district": "x-district-1"}]}, False),
        ({"history": [{"known": "coach", "months": 9}]}, False),
        ({"facts": [{"fact": "a", "source": "b", "used_for": ["coordination.fte", "budget_cut", "months"]}]}, True),
        ({"facts": [{"fact": "a", "source": "b", "used_for": ["coordination.ft"]}]}, False),
        ({"facts": [{"fact": "a"}]}, False),
        ({"teaching": {"predict": "a?", "to_try": [{"do": "b", "command": "rpp run x"}], "look_at": ["c"]}}, True),
        ({"teaching": {"predict": "a?", "to_try": [{"do": "b", "command": "rm -r x"}]}}, False),
        ({"teaching": {"predict": "a?", "to_try": [{"do": "b"}]}}, False),
        ({"teaching": {"predict": "a?", "to_try": []}}, False),
        ({"teaching": {"to_try": [{"do": "b", "command": "rpp run x"}]}}, False),
        ({"teaching": {"predict": "a?", "to_try": [{"do": "b", "command": "rpp run x"}], "answer": "c"}}, False),
    ],
)  # fmt: skip
def test_schema_and_loader_agree(content: dict, valid: bool, accepts, tmp_path: Path):
    assert accepts.is_valid(content) is valid
    assert loads(content, tmp_path) is valid


def test_the_schema_is_written_with_the_same_bytes_each_time(small_registry: Registry, tmp_path: Path):
    write_schema(tmp_path / "new" / "a.json")
    write_schema(tmp_path / "b.json")
    assert (tmp_path / "new" / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert json.loads((tmp_path / "b.json").read_text(encoding="utf-8")) == scenario_schema()


# --- with all declarations of the model -------------------------------------------------------------------------


def all_declared() -> Registry:
    """The real registry; skips while some declaring module is not there."""
    try:
        return parameters.registry()
    except ModuleNotFoundError as error:
        return pytest.skip(f"not all declaring modules can be imported ({error})")


def test_the_schema_on_disk_is_the_generated_one(tmp_path: Path):
    all_declared()
    on_disk = SCENARIOS / "schema" / "scenario.schema.json"
    if not on_disk.exists():
        pytest.skip("no schema on disk")
    write_schema(tmp_path / "fresh.json")
    assert on_disk.read_bytes() == (tmp_path / "fresh.json").read_bytes(), "run `rpp schema` to write it again"


class _Yaml12(yaml.SafeLoader):
    """Reads numbers as an editor does (YAML 1.2), so that 1e-3 is a number and no is a text."""


_Yaml12.yaml_implicit_resolvers = {}
for tag, pattern in {
    "int": r"^[-+]?[0-9]+$",
    "float": r"^[-+]?(\.[0-9]+|[0-9]+\.?[0-9]*)([eE][-+]?[0-9]+)?$",
    "null": r"^(~|null|)$",
}.items():
    _Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), None)
SCENARIO_FILES = sorted(p for p in SCENARIOS.rglob("*.yaml") if p.relative_to(SCENARIOS).parts[0] not in NOT_SCENARIOS)


@pytest.mark.parametrize("path", SCENARIO_FILES, ids=lambda path: path.stem)
def test_each_scenario_of_the_project_loads_and_fits_the_schema(path: Path):
    all_declared()
    assert load_scenario(path).title
    content = yaml.load(path.read_text(encoding="utf-8"), _Yaml12)
    validator(tuple(parameters.registry())).validate(content)
