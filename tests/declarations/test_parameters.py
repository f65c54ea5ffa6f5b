"""The registry: each parameter once, well declared, used somewhere, with a source that can be looked up."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.declarations.parameters import LONGEST_LABEL, Declarations, Parameter, Registry, record_array, registry
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario

#: A declaration, and the same as a parameter.
A_B = {"default": 1, "low": 0, "high": 2, "unit": "months", "grade": "choice", "source": "-", "meaning": "m"}
A = A_B | {"name": "a.b", "kind": "lever", "scope": "partnership"}
ROOT = Path(__file__).parents[2]
ALL = list(registry().values())
CODE = "\n".join(path.read_text() for path in (ROOT / "sim").rglob("*.py"))


def short_names() -> list[str]:
    rows = re.findall(r"^\| ([^|]+) \|", (ROOT / "docs" / "references.md").read_text(), re.M)
    return [row.strip() for row in rows if row.strip() not in ("short name", "---")]


def test_every_source_can_be_looked_up():
    known, part_of_one = short_names(), re.compile(r"\s*(Boston|roles|turnover|drivers|Bellevue)\)?")
    unknown = [
        f"{p.name}: {part!r}"
        for p in ALL for part in p.source.split(";")
        if part.strip() != "-" and not part.strip().startswith(tuple(known)) and not part_of_one.fullmatch(part)
    ]  # fmt: skip
    assert not unknown, f"not in docs/references.md: {'; '.join(unknown)}"


def test_what_is_measured_or_derived_names_a_source():
    assert not [p.name for p in ALL if p.grade in ("measured", "derived") and p.source == "-"]


def is_read(p: Parameter) -> bool:
    """Whether some line of the model asks for a parameter, by attribute or by name."""
    named = re.escape(f'"{p.name}"')
    if p.scope == "partnership":
        patterns = [rf"\.{p.group}_{p.word}\b", rf"{named}[\])]", rf"{named}: "]  # or in a row of a table
    else:
        patterns = [rf"\.{p.word}\b", rf"{named}\]", rf"{named}\)"]
    return any(re.search(pattern, CODE) for pattern in patterns)


def test_every_parameter_is_read_by_some_rule():
    assert not [p.name for p in ALL if not is_read(p)], "declared and never used"
    assert not is_read(replace(ALL[0], name="work.no_rule_reads_this"))


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


def test_a_file_says_its_usual_grade_once_and_a_share_lies_between_nought_and_one():
    declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
    declare("a.b", default=0.5, low=0.2, high=0.8, unit="share of trust", meaning="m")
    declare("a.c", default=5, low=2, high=8, unit="hours", grade="derived", source="s", meaning="m")
    first, second = declare.all
    assert (first.grade, first.source, first.minimum, first.maximum) == ("assumed", "-", 0, 1)
    assert (second.grade, second.source, second.minimum, second.maximum) == ("derived", "s", 2, 8)
    with pytest.raises(TypeError, match="lows"):
        declare("a.d", default=5, lows=2, high=8, unit="hours", meaning="m")


def test_the_same_name_twice_is_refused():
    declare = Declarations(kind="lever", scope="partnership", grade="choice")
    declare("a.b", **A_B)
    declare("a.b", **A_B)
    with pytest.raises(ValueError, match="declared twice"):
        Registry(declare.all)


def test_draws_and_defaults_are_accepted():
    for p in ALL:
        assert p.problem(p.default) is None, p.name
        for u in (0.0, 0.37, 0.999999):
            value = p.draw(u)
            assert p.problem(value) is None and p.low <= p.number(value) <= p.high, p.name


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
