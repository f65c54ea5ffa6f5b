"""The registry: each parameter once, well declared, used somewhere, with a source that can be looked up."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.declarations.parameters import GRADES, LONGEST_LABEL, Declarations, Parameter, Registry, record_array, registry
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario

#: A declaration, and the same as a parameter.
A_B = {"default": 1, "low": 0, "high": 2, "unit": "share", "grade": "choice", "source": "-", "meaning": "m"}
A = A_B | {"name": "a.b", "kind": "lever", "scope": "partnership"}
ROOT = Path(__file__).parents[2]
ALL = list(registry().values())
CODE = {path: path.read_text() for path in (ROOT / "sim").rglob("*.py")}


def short_names() -> list[str]:
    rows = re.findall(r"^\| ([^|]+) \|", (ROOT / "docs" / "references.md").read_text(), re.M)
    return [row.strip() for row in rows if row.strip() not in ("short name", "---")]


@pytest.mark.parametrize("parameter", ALL, ids=lambda p: p.name)
def test_every_source_can_be_looked_up(parameter: Parameter):
    known = short_names()
    assert parameter.grade in GRADES
    for part in parameter.source.split(";"):
        assert part.strip() == "-" or any(part.strip().startswith(name) for name in known) or re.fullmatch(
            r"\s*(Boston|roles|turnover|drivers|Bellevue)\)?", part
        ), f"{parameter.name}: {part!r} is not in docs/references.md"  # fmt: skip


def test_what_is_measured_or_derived_names_a_source():
    assert not [p.name for p in ALL if p.grade in ("measured", "derived") and p.source == "-"]


@pytest.mark.parametrize("parameter", ALL, ids=lambda p: p.name)
def test_every_parameter_is_read_by_some_rule(parameter: Parameter):
    if parameter.scope == "partnership":
        named = rf'"{re.escape(parameter.name)}"'
        patterns = [rf"\.{parameter.group}_{parameter.word}\b", rf"{named}\]", rf"_whole\(lever, {named}\)"]
    else:
        patterns = [rf"\.{parameter.word}\b", rf'"{re.escape(parameter.name)}"\]', rf'"{re.escape(parameter.name)}"\)']
    text = "\n".join(CODE.values())
    assert any(re.search(pattern, text) for pattern in patterns), f"{parameter.name} is declared and never used"


def test_labels_are_short_and_no_two_are_alike():
    alike = Counter(p.label.lower() for p in ALL)
    assert not [label for label, number in alike.items() if number > 1]
    assert not [p.name for p in ALL if not 3 <= len(p.label) <= LONGEST_LABEL]
    assert not [p.name for p in ALL if p.label.endswith((".", "…", " ")) or "_" in p.label]


def test_a_meaning_too_long_for_a_label_is_cut_at_a_word():
    meaning = "how far one side goes along with the other"
    told = Parameter(**A | {"meaning": meaning})
    assert told.label == "how far one side goes along with …"
    with pytest.raises(ValueError, match="label"):
        Parameter(**A | {"label": "x" * (LONGEST_LABEL + 1)})


def test_a_label_is_no_part_of_a_scenario(monkeypatch: pytest.MonkeyPatch):
    def again() -> Scenario:
        return load_scenario(ROOT / "scenarios" / "baseline.yaml")

    before = again()
    relabelled = Registry(replace(p, label=str(n)) for n, p in enumerate(ALL))
    monkeypatch.setattr("sim.declarations.parameters.registry", lambda: relabelled)
    assert again().digest == before.digest
    assert again() == before


def test_a_declaration_out_of_order_is_refused():
    with pytest.raises(ValueError, match="range out of order"):
        Parameter(**A | {"low": 2, "high": 1})
    with pytest.raises(ValueError, match="outside its range"):
        Parameter(**A | {"default": 3})
    with pytest.raises(ValueError, match="grade 'guess'"):
        Parameter(**A | {"grade": "guess"})


def test_the_same_name_twice_is_refused():
    declare = Declarations(kind="lever", scope="partnership")
    declare("a.b", **A_B)
    declare("a.b", **A_B)
    with pytest.raises(ValueError, match="declared twice"):
        Registry(declare.all)


@pytest.mark.parametrize("parameter", ALL, ids=lambda p: p.name)
def test_draws_and_defaults_are_accepted(parameter: Parameter):
    assert parameter.problem(parameter.default) is None
    for u in (0.0, 0.37, 0.999999):
        value = parameter.draw(u)
        assert parameter.problem(value) is None
        assert parameter.low <= parameter.number(value) <= parameter.high


def test_mistakes_name_the_allowed_range():
    fte = registry()["coordination.fte"]
    assert "0 to 6" in fte.problem(9) and "full-time posts" in fte.problem(9)
    assert "must be a number" in fte.problem("many") and "must be a number" in fte.problem(True)
    assert "research, district, neutral" in registry()["coordination.employer"].problem("nobody")
    assert "whole number" in registry()["team.staff"].problem(1.5)
    assert "not nan" in fte.problem(float("nan"))


def test_record_arrays_hold_defaults():
    table = record_array(registry().select(scope="partnership"), 3, dotted=True)
    assert table.dtype.names[0] == "work_collaboration_start"
    assert np.array_equal(table.coordination_fte, [0.5, 0.5, 0.5])


def test_no_parameter_is_called_like_something_of_a_record():
    """Plain Python would find the method of a record instead of the value, and kernels the value."""
    assert not [p.name for p in registry().values() if hasattr(np.record, p.word)]
