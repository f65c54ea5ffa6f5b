"""Raise one thing and an outcome goes the way that theory says (``directions.csv``, docs/model/directions.md)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from directions import BASES, GOES, STATUS, WITHOUT_EFFECT, Difference, Line, compare, moves_something, table

from sim.declarations.parameters import registry
from sim.measures.outcomes import OUTCOMES

TOOLS = Path(__file__).parents[2] / "tools"
#: Most pairs of a line that the quick tests run.
QUICK = 30


def quick(line: Line) -> bool:
    return line.pairs <= QUICK


#: Sizes of districts, which would only make the test slow.
SIZES = {"district.schools", "district.teachers_per_school", "scale.districts"}


# --- the table ----------------------------------------------------------------------------------------------------


def test_every_lever_has_a_line():
    there = {line.parameter for line in table()}
    missing = [p.name for p in registry().select(kind="lever") if p.name not in there]
    assert not missing, f"say in directions.csv which way these should move something: {', '.join(missing)}"


def test_the_influential_assumptions_and_the_context_have_lines():
    there = {line.parameter for line in table()}
    assert len(there & {p.name for p in registry().select(kind="uncertainty")}) >= 150
    assert len(there & {p.name for p in registry().select(kind="context")}) >= 20


def test_lines_are_well_formed():
    outcomes = {o.name for o in OUTCOMES}
    for line in table():
        p = registry()[line.parameter]
        assert p.problem(line.low) is None and p.problem(line.high) is None, line
        assert line.low != line.high, line
        assert line.scenario in BASES and line.outcome in outcomes, line
        assert line.goes in GOES and line.status in STATUS and line.because, line
        assert not (line.goes == "none" and line.status == "open"), line
        assert quick(line) or line.pairs >= 100, line
    keys = [(line.parameter, line.low, line.high, line.scenario, line.outcome) for line in table()]
    assert len(set(keys)) == len(keys)


def test_the_page_is_made_from_the_table(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(TOOLS))
    sys.modules.pop("make_directions", None)
    from make_directions import PAGE, page

    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"


# --- the model ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def differences() -> Mapping[Line, Difference]:
    return compare(line for line in table() if quick(line))


@pytest.fixture(scope="module")
def slow_differences() -> Mapping[Line, Difference]:
    return compare(line for line in table() if not quick(line))


def check(line: Line, found: Difference) -> None:
    if line.status == "open":
        assert not found.is_(line.goes), f"{line} now goes {line.goes}, {found}: write `holds` into the table"
    elif line.goes == "none":
        assert found.is_("none"), f"{line}: nothing moves at all"
    else:
        assert found.is_(line.goes), f"{line} should go {line.goes} ({line.because}), and is {found}"


@pytest.mark.parametrize("line", [line for line in table() if quick(line)], ids=str)
def test_direction(line: Line, differences: Mapping[Line, Difference]):
    check(line, differences[line])


@pytest.mark.slow
@pytest.mark.parametrize("line", [line for line in table() if not quick(line)], ids=str)
def test_direction_with_many_pairs(line: Line, slow_differences: Mapping[Line, Difference]):
    check(line, slow_differences[line])


@pytest.mark.slow
def test_every_parameter_moves_something():
    few = {p.name for p in registry().values() if p.is_drawn} - SIZES
    for replicates in (6, 100):  # many runs for those that act in a few only
        few -= moves_something(few, replicates)
    assert few == set(WITHOUT_EFFECT)
