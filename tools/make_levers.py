"""Writes ``docs/levers.md``: what each lever and event moves in each type and portrait (half an hour on two cores).

For a quick look: ``python tools/make_levers.py baseline types/nic --replicates 10 --out FILE``.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from page_writing import DOCS, table

from analysis.levers.design import LEVER
from analysis.levers.found import levers_of
from analysis.levers.outcomes import COUNTED_AT, EVERY, TOLD
from analysis.levers.prices import FREE, prices
from analysis.levers.words import by_strength, label, moves, parts, strongest, summary, told_value, why_little
from analysis.wording.numbers import capital, listed, small
from sim.claims import load_claims
from sim.declarations.parameters import registry
from sim.experiments.store.provenance import code_digest
from sim.scenario.events import EVENTS
from sim.scenario.files import load_scenario
from sim.scenario.folders import find_scenarios
from sim.scenario.scenario import Scenario

PAGE, SEED = "levers.md", 1
INTRO = """\
# Levers and events

What each lever moves from a scenario's own value to both ends of its plausible range, and each event that strikes in
month 9, in every type and portrait, on ten outcomes in a workshop's units: {outcomes}. Each number is a mean of paired
differences with its 95 % interval; the runs of a pair draw the same random numbers. What is listed below is *seen*: the
interval excludes zero, and it is 5 of 100, or 0.05 of the scale, the horizon or the money. A question mark says that it
may be chance, as so much was compared (it does not stand after Holm's adjustment for all differences of the scenario).
Where nothing is seen, one sentence says why.

This page is generated (`make levers`); `rpp levers SCENARIO` gives the same for one scenario, `--json` and `--out DIR`
all its numbers, `sim.levers("SCENARIO")` a table. Made with model {code}, seed {seed}.

## Prices

What a unit of each lever costs the partnership at the baseline, as the rules charge it: what they plan for the month,
and the hours that they ask of either side. Of the levers that are not listed the model charges nothing; that they cost
nothing in life is not said.

{prices}

## Where each lever matters

Of {count} scenarios, those in which it is seen to move something, and where it moves most. What a source says of a
lever is often told by none of these ten outcomes: who is heard, what trust is lost when findings embarrass, how long
studies wait for data. The claims in the last column look at that; [validation.md](why/validation.md) tells which hold.
{nowhere}

{where}
"""

UNSEEN = """
Seen in no scenario: {which}. What each moves there, and why it is little, stands under its scenarios below;
[influence.md](influence.md) tells for levers what they move most of all {outcomes} outcomes."""


def page(scenarios: Sequence[Scenario], tables: Sequence[pd.DataFrame]) -> str:
    """The text of the page."""
    first = scenarios[0]
    price_of = _prices(first)
    intro = INTRO.format(
        outcomes="; ".join(f"{label(t, COUNTED_AT)} ({t.unit})" for t in TOLD), code=code_digest(), seed=SEED,
        prices=table(("lever", "price"), [(_named(LEVER, n), p) for n, p in price_of.items() if p != FREE]),
        count=len(scenarios), where=_where(tables), nowhere=nowhere(tables),
    )  # fmt: skip
    return "\n".join([intro, *(_scenario(s, t) for s, t in zip(scenarios, tables, strict=True))])


def _prices(scenario: Scenario) -> dict[str, str]:
    found = prices(scenario)
    return dict(zip(found["lever"], found["price"], strict=True))


def _where(tables: Sequence[pd.DataFrame]) -> str:
    """In how many scenarios each lever and event is seen, where most, and what it moves there."""
    every, claims = pd.concat(tables, ignore_index=True), claims_on()
    rows = []
    for kind, name, part in parts(every):
        seen = part[part["visible"]]
        of = ", ".join(f"[{one}](../scenarios/claims/{one}.yaml)" for one in claims.get(name, ())) or "–"
        if not len(seen):
            rows.append((_named(kind, name), "none", "–", "–", of))
            continue
        most = strongest(seen).iloc[0]
        often = Counter(dict(seen.groupby("outcome")["scenario"].nunique())).most_common(3)
        labels = {t.name: label(t, COUNTED_AT) for t in TOLD}
        told = ", ".join(f"{labels[outcome]} ({count})" for outcome, count in often)
        rows.append((_named(kind, name), str(seen["scenario"].nunique()), told, str(most["scenario"]), of))
    head = ("lever or event", "scenarios", "what it moves most often", "where most", "claims on it")
    return table(head, rows, right=(1,))


def nowhere(tables: Sequence[pd.DataFrame]) -> str:
    """Levers and events that are seen in no scenario, with where to look for what they move; ``""`` if none is."""
    every = pd.concat(tables, ignore_index=True)
    unseen = [small(_named(kind, name)) for kind, name, part in parts(every) if not part["visible"].any()]
    return UNSEEN.format(which=listed(unseen), outcomes=len(EVERY)) if unseen else ""


def claims_on() -> dict[str, list[str]]:
    """Claims whose settings differ in a lever or an event, by its name; comparisons of types are about none."""
    found: dict[str, list[str]] = {}
    for claim in load_claims():
        arms = [arm.scenario for arm in claim.arms.values()]
        if len({arm.partnerships[0].kind for arm in arms}) > 1:
            continue
        levers = [{name: (value,) for name, value in arm.partnerships[0].levers.items()} for arm in arms]
        kinds = {event.do for arm in arms for event in arm.events}
        events = [{kind: tuple(e for e in arm.events if e.do == kind) for kind in kinds} for arm in arms]
        for name in (*levers[0], *sorted(kinds)):
            if len({(lever | event)[name] for lever, event in zip(levers, events, strict=True)}) > 1:
                found.setdefault(name, []).append(claim.id)
    return found


def _named(kind: str, name: str) -> str:
    return f"{capital(registry()[name].label if kind == LEVER else EVENTS[name].meaning.rstrip('.'))} (`{name}`)"


def _scenario(scenario: Scenario, found: pd.DataFrame) -> str:
    """What moves something in one scenario, and why the others do not."""
    price_of, seen, little = _prices(scenario), [], []
    order = {name: place for place, (_, name, _) in enumerate(by_strength(found))}
    for kind, name, part in sorted(parts(found), key=lambda p: order.get(p[1], len(order))):
        own = part["from"].iloc[0]
        here, price = told_value(name, own) if kind == LEVER else "–", price_of.get(name, "–")
        if not part["visible"].any():
            little.append((_named(kind, name), here, why_little(scenario, part), price))
        for to, arm in part.groupby("to", sort=False):
            if arm["visible"].any():
                seen.append((_named(kind, name), here, told_value(name, to), moves(arm, scenario.months), price))
    return "\n\n".join([
        f"## {scenario.title}\n\n`{scenario.name}`. {summary(scenario, found)}",
        table(("lever or event", "here", "tried", "moves", "price"), seen),
        f"### Little happens: {scenario.title}",
        table(("lever or event", "here", "why", "price"), little),
    ]) + "\n"  # fmt: skip


def types_and_portraits() -> list[str]:
    """Baseline, types and portraits; presets are places to put them in."""
    return [name for name, _ in find_scenarios() if not name.startswith(("presets/", "fields/"))]


def main(arguments: Sequence[str] | None = None) -> None:
    """Tries all levers and events in each scenario, and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="*", help="some scenarios only; all by default")
    parser.add_argument("--replicates", type=int, help="pairs of runs; by default as many as a minute has room for")
    parser.add_argument("--out", type=Path, default=DOCS / PAGE, help="where to write the page")
    options = parser.parse_args(arguments)
    scenarios = [load_scenario(name) for name in options.scenarios or types_and_portraits()]
    tables = []
    for scenario in scenarios:
        print(scenario.name, flush=True)
        tables.append(levers_of(scenario, replicates=options.replicates, seed=SEED))
    options.out.write_text(page(scenarios, tables), encoding="utf-8", newline="\n")
    print(options.out)


if __name__ == "__main__":
    main()
