"""Writes ``docs/model/parameters.md``: every number of the model, from the registry (``make docs``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from page_writing import table, write

from analysis.wording.numbers import number, percent, sentence
from app.commands.parameters import KIND_WORDS, SCOPE_WORDS
from sim.declarations.keys import add_missing
from sim.declarations.parameters import GRADES, Parameter, registry

PAGE = "model/parameters.md"
INTRO = """\
# Parameters

Every number that the model reads, from the one place where it is declared. This page is generated (`make docs`);
`rpp parameters` prints the same in a terminal, with search, and `rpp parameters --json` gives it to programs.

## How well the numbers are known

{grades}

Levers are choices of the modelled people, so that there is nothing to measure; they are left out of the shares below.

{shares}

So {assumed} of the numbers that describe people, organisations and their setting are judgements. Each has a
plausible range, and no result should be read without asking whether it holds over these ranges. A grade says where the
*default* comes from; a range is the authors' judgement in every grade. `measured` does not mean measured in
partnerships: most such numbers come from districts, schools, universities and funders at large. A source beside an
`assumed` number supports the mechanism or its direction, not the size.

Which of the assumed numbers matter most is a result, not a declaration: it differs between outcomes, and has to be
asked of a sweep (`rpp sensitivity`; [trace.md](../why/trace.md#7-model-analysis)). [directions.md](directions.md) says
which way outcomes go when an influential one rises.

## How to read the tables

*Label* is what figures and tables for readers call a number; *name* is what files and commands call it.
*Default* is the value at baseline. *Plausible* is the range from which sweeps draw, in the way that *drawn* names;
*accepted* is what a scenario may set. A share lies between 0 and 1. Sources are explained in
[references.md](../references.md); words in brackets name the passage. What each number does stands in [odd.md](odd.md),
under the submodel of its group.

{contents}
"""


def page() -> str:
    """The whole page."""
    known = registry()
    graded = [p for p in known.values() if p.grade != "choice"]
    parts = [
        INTRO.format(
            contents=_contents(),
            grades=table(("grade", "meaning"), ((f"`{grade}`", meaning) for grade, meaning in GRADES.items())),
            shares=_shares(graded),
            assumed=percent(sum(p.grade == "assumed" for p in graded) / len(graded)),
        )
    ]
    for group in known.groups():
        members = known.select(group=group)
        about = f"{sentence(KIND_WORDS[members[0].kind])} {sentence(SCOPE_WORDS[members[0].scope])}"
        parts.append(f"## {group}\n\n{about}\n\n{_group(members)}\n")
    return "\n".join(parts)


def _contents() -> str:
    """Where each group stands, by kind."""
    names = {"lever": "Levers", "context": "Context", "variety": "Variety", "uncertainty": "Uncertainties"}
    return "\n".join(
        f"- {name}: {', '.join(f'[{group}](#{group})' for group in registry().groups(kind=kind))}"
        for kind, name in names.items()
    )


def _shares(graded: Sequence[Parameter]) -> str:
    """How many parameters of each group have each grade."""
    grades = [grade for grade in GRADES if any(p.grade == grade for p in graded)]
    groups = list(dict.fromkeys(p.group for p in graded))

    def row(label: str, members: Sequence[Parameter]) -> list[str]:
        count = Counter(p.grade for p in members)
        texts = [f"{count[g]} ({percent(count[g] / len(members))})" if count[g] else "–" for g in grades]
        return [label, str(len(members)), *texts]

    rows = [row("**all**", graded), *(row(f"[{g}](#{g})", [p for p in graded if p.group == g]) for g in groups)]
    return table(("group", "numbers", *grades), rows, right=range(1, len(grades) + 2))


def _group(members: Sequence[Parameter]) -> str:
    head = ("name", "label", "meaning", "unit", "default", "plausible", "accepted", "drawn", "source", "grade")
    return table(head, (_row(p) for p in members))


def _row(p: Parameter) -> tuple[str, ...]:
    about = f"`{p.name}`", p.label, sentence(p.meaning)
    source = "–" if p.source == "-" else p.source
    if p.choices:
        named = ", ".join(p.choices)
        return *about, p.unit, str(p.default), named, "the same", p.prior, source, p.grade
    plausible = f"{number(p.low)} to {number(p.high)}" if p.is_drawn else "–"
    wider = (p.minimum, p.maximum) != (p.low, p.high)
    accepted = f"{number(p.minimum)} to {number(p.maximum)}" if wider else "the same"
    return *about, p.unit, number(p.default), plausible, accepted, p.prior if p.is_drawn else "not", source, p.grade


if __name__ == "__main__":
    add_missing()
    write(PAGE, page())
