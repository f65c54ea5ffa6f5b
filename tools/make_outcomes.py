"""Writes ``docs/reference/outcomes.md``: every outcome and how it is computed, and what is recorded (``make docs``)."""

from __future__ import annotations

import ast
import inspect
import math
from functools import partial
from pathlib import Path

from page_writing import table, write

from sim.engine.result import quantities
from sim.measures import outcomes, record
from sim.measures.outcomes import OUTCOMES, Outcome
from sim.state.record import RECORDED

PAGE = "reference/outcomes.md"
INTRO = """\
# Outcomes

Every outcome of a run: a column of `result.runs`, of the table that `rpp run` and `rpp sweep` leave, and a name that
claims, targets and `--outcome` take. This page is generated (`make docs`) from `sim/measures/outcomes.py`, where each
outcome is one row.

*Computed* reads the [monthly record](#what-is-recorded-each-month) `t` of a partnership with the
[functions below](#how-they-are-computed). An arrow says which way is better. What words mean here is in the
[glossary](../glossary.md).

{frameworks}

## How they are computed

{functions}

## What is recorded each month

One row per entity and month: `result.partnerships`, `result.districts` and so on.

{recorded}
"""
#: What is better, as a sign.
ARROWS = {1: "↑", -1: "↓", 0: ""}
#: Functions that outcomes are made of, in the order of their modules.
FUNCTIONS = {
    name: function
    for module in (outcomes, record)
    for name, function in vars(module).items()
    if inspect.isfunction(function) and not name.startswith("_") and function.__module__ == module.__name__
}


def page() -> str:
    """The whole page."""
    used = " ".join(computed(outcome) for outcome in OUTCOMES)
    functions = [(f"`{name}`", words(f)) for name, f in FUNCTIONS.items() if f"{name}(" in used]
    return INTRO.format(
        frameworks="\n\n".join(_framework(name) for name in dict.fromkeys(o.framework for o in OUTCOMES)),
        functions=table(("function", "gives"), functions),
        recorded="\n\n".join(_recorded(name) for name in RECORDED),
    )


def _framework(name: str) -> str:
    rows = [
        (f"`{o.name}`", o.label, o.meaning, f"{o.unit} {_bounds(o)}", ARROWS[o.better], f"`{computed(o)}`")
        for o in OUTCOMES if o.framework == name
    ]  # fmt: skip
    head = ("name", "label", "meaning", "unit, and what it could be", "better", "computed")
    return f"## {name[0].upper()}{name[1:]}\n\n{table(head, rows)}"


def _bounds(outcome: Outcome) -> str:
    low, high = (f"{end:g}" if math.isfinite(end) else "" for end in outcome.bounds)
    return f"({low} to {high})" if low and high else f"({low} or more)" if low else ""


def computed(outcome: Outcome) -> str:
    """How an outcome is computed, as an expression over the functions of `FUNCTIONS`."""
    of = outcome.of
    if isinstance(of, partial):
        given = ", ".join(f"{name}={value!r}" for name, value in of.keywords.items())
        return f"{of.func.__name__}(t, {given})"
    within = inspect.getclosurevars(of).nonlocals
    if "self" in within:  # a cell of the learning profile
        cell = within["self"]
        mean = f"t.{cell.column}.mean()" if cell.always else f'mean_alive("{cell.column}")'
        return f"1 - {mean}" if cell.flipped else mean
    made_by = of.__qualname__.partition(".<locals>")[0]
    if made_by in FUNCTIONS and made_by != of.__qualname__:  # what such a function returns
        return f"{made_by}({', '.join(repr(value) for value in within.values())})".replace("'", '"')
    return _expression(of) if of.__name__ == "<lambda>" else f"{of.__name__}(t)"


def _expression(of: object) -> str:
    """The expression of a function without a name, as it stands in its file."""
    code = of.__code__
    tree = ast.parse(Path(code.co_filename).read_text(encoding="utf-8"))
    found = [n.body for n in ast.walk(tree) if isinstance(n, ast.Lambda) and n.lineno == code.co_firstlineno]
    return ast.unparse(found[0]).replace("'", '"')


def words(function: object) -> str:
    """What a docstring says, with the names of arguments in italics."""
    text, _, arguments = inspect.getdoc(function).partition("\n\nArgs:\n")
    named = (line.strip().partition(": ") for line in arguments.split("\n"))
    lines = [f"*{name}*: {what}" for name, _, what in named if what]
    return " ".join([" ".join(text.split()).replace("``", "`"), *lines])


def _recorded(name: str) -> str:
    rows = [(f"`{c.name}`", c.unit, c.meaning) for c in quantities(name)]
    return f"### {name.capitalize()}\n\n{table(('column', 'unit', 'meaning'), rows)}"


if __name__ == "__main__":
    write(PAGE, page())
