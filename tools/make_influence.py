"""Writes ``docs/influence.md``: where each parameter matters most, and which nowhere (an hour and more on two cores).

For a quick look: ``python tools/make_influence.py baseline --only meetings.trust_gain --out FILE``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from page_writing import DOCS, table

from analysis.influence.found import PAIRS, in_doubt, influence_of, moves_nothing, seen_somewhere, where_most
from analysis.levers.outcomes import COUNTED_AT, EVERY
from analysis.levers.words import amount, label, told_value
from analysis.wording.numbers import capital, counted
from sim.declarations.parameters import registry
from sim.experiments.store.provenance import code_digest
from sim.scenario.folders import find_scenarios

PAGE, SEED = "influence.md", 1
#: Where partnerships meet each other, and how many times as many pairs tell what is in doubt.
FIELD, CLOSER = "fields/national", 5
#: Kinds of parameters, in the order of the page.
KINDS = {"lever": "Levers", "context": "Context", "variety": "Variety", "uncertainty": "Uncertainties"}
INTRO = """\
# Where each parameter matters most

Each parameter from a scenario's own value to both ends of its plausible range, everything else as it is, on all
{outcomes} outcomes: the difference that is largest relative to the smallest that people see (5 of 100, or 0.05 of the
scale, the horizon or the mean), among those whose interval excludes zero, of the ten outcomes of a workshop where one
of these moves by at least 1 of 100 or 0.01; money put in, which most levers cost, counts as one of the others. Means of
{pairs} pairs of runs that draw the same random numbers, with 95 % intervals, of {closer} pairs for
what so few left in doubt; among so many differences the largest owes most to chance, so that sizes are rather too
large. *Seen* says how many times the smallest size it is.

Tried in {where}.

This page is generated (`python tools/make_influence.py`). Made with model {code}, seed {seed}.

## What moves nothing

{nothing}
"""


def page(found: pd.DataFrame, pairs: int) -> str:
    """The text of the page."""
    none = moves_nothing(found)
    intro = INTRO.format(
        where=_where(found), outcomes=len(EVERY), pairs=pairs, closer=CLOSER * pairs, code=code_digest(), seed=SEED,
        nothing=_nothing(none, [name for name in in_doubt(found) if name not in none]),
    )  # fmt: skip
    most = where_most(found[~found["lever"].isin(none)])
    parts = [intro]
    for kind, heading in KINDS.items():
        rows = [_row(row) for _, row in most[most["kind"] == kind].iterrows()]
        if rows:
            head = ("parameter", "from", "to", "where most", "outcome", "difference", "seen")
            parts.append(f"## {heading}\n\n{table(head, rows, right=(6,))}\n")
    return "\n".join(parts)


def _nothing(none: Sequence[str], little: Sequence[str]) -> str:
    """What changes nothing, and what changes nothing by so much that it counts."""
    told = f"No outcome of any run changes with {', '.join(f'`{name}`' for name in none)}." if none else (
        "Every parameter changes some outcome of some run.")  # fmt: skip
    if little:
        told += f" Less than 1 of 100, or 0.01, is all that comes of {', '.join(f'`{name}`' for name in little)}."
    return told


def _where(found: pd.DataFrame) -> str:
    """The scenarios in which parameters were tried."""
    names = list(dict.fromkeys(found["scenario"]))
    others = [name for name in names if not name.startswith("portraits/") and name != FIELD]
    told = f"{counted(len(others), 'scenario')} ({', '.join(others)})"
    rest = sum(name.startswith("portraits/") for name in names)
    told += f", and what nobody sees move anything there in {counted(rest, 'portrait')} too" if rest else ""
    return f"{told}; what acts between partnerships in {FIELD}" if FIELD in names else told


def _row(row: pd.Series) -> tuple[str, ...]:
    """One parameter where it matters most."""
    name, told = row["lever"], next(told for told in EVERY if told.name == row["outcome"])
    sure = "" if row["sure"] else " (may be chance)"
    return (
        f"{capital(registry()[name].label)} (`{name}`)", told_value(name, row["from"]), told_value(name, row["to"]),
        str(row["scenario"]), label(told, COUNTED_AT), amount(told, row) + sure, f"{row['size']:.1f}",
    )  # fmt: skip


def in_order() -> list[str]:
    """Baseline and types before portraits; places to put them in are none by themselves."""
    names = [name for name, _ in find_scenarios() if not name.startswith(("presets/", "fields/"))]
    return sorted(names, key=lambda name: name.startswith("portraits/"))


def looked_at_closely(found: pd.DataFrame, pairs: int) -> list[pd.DataFrame]:
    """The same, with what acts only in fields tried there, and what is in doubt with more pairs in every scenario."""
    fields = [p.name for p in registry().values() if p.name.startswith("field.") and p.low < p.high]
    tables = [found[~found["lever"].isin(fields)], influence_of(FIELD, only=fields, pairs=pairs, seed=SEED)]
    doubted = in_doubt(pd.concat(tables, ignore_index=True))
    if doubted:
        tables = [table[~table["lever"].isin(doubted)] for table in tables]
        tables.append(influence_of(*in_order(), only=doubted, pairs=CLOSER * pairs, seed=SEED))
        print(f"looked at closely: {', '.join(doubted)}", flush=True)
    return tables


def main(arguments: Sequence[str] | None = None) -> None:
    """Tries all parameters in each scenario, and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="*", help="some scenarios only; all by default")
    parser.add_argument("--only", nargs="+", default=(), help="some parameters only")
    parser.add_argument("--pairs", type=int, default=PAIRS, help=f"pairs of runs for each comparison; {PAIRS}")
    parser.add_argument("--out", type=Path, default=DOCS / PAGE, help="where to write the page")
    options = parser.parse_args(arguments)
    tables: list[pd.DataFrame] = []
    for name in options.scenarios or in_order():
        began, only = time.monotonic(), options.only
        if not options.scenarios and name.startswith("portraits/"):
            seen = set(seen_somewhere(pd.concat(tables, ignore_index=True)))
            only = [p for p in only or [p.name for p in registry().values()] if p not in seen]
        tables.append(influence_of(name, only=only, pairs=options.pairs, seed=SEED))
        print(f"{name}: {time.monotonic() - began:.0f} seconds", flush=True)
    if not options.scenarios:
        tables = looked_at_closely(pd.concat(tables, ignore_index=True), options.pairs)
    options.out.write_text(page(pd.concat(tables, ignore_index=True), options.pairs), encoding="utf-8", newline="\n")
    print(options.out)


if __name__ == "__main__":
    main()
