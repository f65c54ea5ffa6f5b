"""Makes ``docs/model/directions.md`` from the table that the tests run (``make docs``)."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "directions")]

from directions import BASES, MONTHS, WITHOUT_EFFECT, Line, table  # noqa: E402

from sim.declarations.parameters import registry  # noqa: E402
from sim.measures.outcomes import OUTCOMES  # noqa: E402

PAGE = ROOT / "docs" / "model" / "directions.md"
HEAD = """# Directions

<!-- Made by tools/make_directions.py from tests/directions/directions.csv; edit the table, then run `make docs`. -->

Which way an outcome should go when one lever or one assumption rises from the low to the high end of its plausible
range and nothing else changes. The signs come from the sources and from what the parameter stands for, not from the
model; tests compare them with {months} months of paired runs in small worlds. A sign holds when the 95 % interval of
the mean difference lies on its side of zero. The last column says with how many pairs it is tested; lines with {many}
are part of the slow tests.

These are signs, not sizes, at the defaults of one base scenario each:

{bases}
"""
OPEN = """## Where the model and theory disagree

Not decided in favour of either. A test fails as soon as the model shows the sign, so that this list stays true.

"""
DEAD = """## Parameters without any effect

Raised from one end of the range to the other in each base scenario, these change no outcome of any run. Each is a flaw
to be mended.

"""
TITLES = {
    "lever": "Levers: what partners and funders choose",
    "context": "Context: the setting",
    "variety": "Variety: how partnerships, places and people differ",
    "uncertainty": "Assumptions: how people and organisations behave",
}
ARROWS = {"up": "up", "down": "down", "none": "no fixed sign"}


def number(value: float | str) -> str:
    """A value as a reader writes it."""
    return value.replace("_", " ") if isinstance(value, str) else f"{value:,.6g}"


def rows(lines: Iterable[Line]) -> str:
    """A Markdown table of lines; the parameter is named once."""
    outcomes = {o.name: o for o in OUTCOMES}
    text = ["| raise | from → to | in | outcome | goes | because | pairs |", "|---|---|---|---|---|---|---|"]
    before = ""
    for line in lines:
        p = registry()[line.parameter]
        name = f"`{p.name}`: {p.meaning}" if p.name != before else ""
        before = p.name
        unit = "" if p.choices else f" {p.unit}"
        text.append(
            f"| {name} | {number(line.low)} → {number(line.high)}{unit} | {line.scenario} | "
            f"`{line.outcome}`: {outcomes[line.outcome].meaning} | {ARROWS[line.goes]} | {line.because} | "
            f"{line.pairs} |"
        )
    return "\n".join(text)


def page() -> str:
    """The whole page."""
    known, lines = registry(), table()
    bases = "\n".join(f"- *{name}*: {words};" for name, (_, _, words) in BASES.items()).rstrip(";") + "."
    parts = [HEAD.format(months=MONTHS, many=max(line.pairs for line in lines), bases=bases)]
    still_open = [line for line in lines if line.status == "open"]
    parts.append(OPEN + (rows(still_open) if still_open else "At present nothing.") + "\n")
    if WITHOUT_EFFECT:
        parts.append(DEAD + "\n".join(f"- `{name}`: {why}" for name, why in WITHOUT_EFFECT.items()) + "\n")
    for kind, title in TITLES.items():
        chosen = [line for line in lines if known[line.parameter].kind == kind and line.status == "holds"]
        parts.append(f"## {title}\n\n{rows(chosen)}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
