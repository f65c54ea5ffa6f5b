"""``rpp levers``: what each lever and each event moves in a scenario, and what levers cost."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from tqdm import tqdm

import sim
from app.results.answer import Answer, answered
from app.results.outputs import described, digest_of, plain_rows
from app.terminal import completion
from app.terminal.mistakes import Mistake, mistakes_of, scenario_with
from app.terminal.options import MOST_REPLICATES, Json, NoProgress, Seed, Threads, Values, option, whole_number

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.scenario import Scenario

Pairs = Annotated[
    int | None,
    whole_number(1, MOST_REPLICATES, "Pairs of runs for each comparison; by default what a minute has room for."),
]
OutTables = Annotated[Path | None, option("DIR", "New folder for tables and the text.")]


def command(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SCENARIO]...", help="Names (see `rpp list`) or .yaml files; baseline by default.",
                       autocompletion=completion.scenarios),
    ] = None,
    only: Annotated[
        list[str] | None, option("NAME", "A lever, a group of levers or an event; all by default. Repeatable.")
    ] = None,
    values: Values = None,
    replicates: Pairs = None,
    seed: Seed = 1,
    out: OutTables = None,
    threads: Threads = None,
    quiet: NoProgress = False,
    as_json: Json = False,
) -> None:
    """Show what each lever and each event moves, and its price.

    Each lever goes from its own value to both ends of its range, each event strikes in month 9; ten outcomes over
    pairs of runs, in a workshop's units; one sentence why where little happens. A scenario takes about a minute on two
    cores, a large one more: there are 40 to 200 pairs for each comparison.

    Example: rpp levers baseline --only coordination
    """
    from analysis.levers.design import chosen

    loaded: list[Scenario] = []
    names = list(dict.fromkeys(scenarios or ["baseline"]))
    mistakes = mistakes_of(
        *(lambda n=n: loaded.append(scenario_with(n, values or ())[0]) for n in names), partial(chosen, only or ())
    )
    if mistakes:
        raise Mistake("\n".join(dict.fromkeys(mistakes)))
    asked = Asked(tuple(loaded), tuple(only or ()), replicates, seed)
    answered(asked.as_data(), lambda: answer(asked, found(asked, threads=threads, quiet=quiet)), out, as_json)


class Asked(NamedTuple):
    """What is asked.

    Attributes:
        scenarios: in order.
        only: names or groups of levers, and kinds of event; all if empty.
        replicates: pairs of runs; None for as many as fit.
        seed: as run.
    """

    scenarios: tuple[Scenario, ...]
    only: tuple[str, ...]
    replicates: int | None
    seed: int

    def as_data(self) -> dict:
        """All this for programs and for the manifest."""
        named = [(s.name, s.digest) for s in self.scenarios]
        digest = digest_of(["levers", named, self.only, self.replicates, self.seed])
        return {"plan": digest, "analysis": "levers", "scenarios": [described(s) for s in self.scenarios],
                "only": list(self.only), "replicates": self.replicates, "seed": self.seed}  # fmt: skip


def found(asked: Asked, *, threads: int | None, quiet: bool) -> list[pd.DataFrame]:
    """What is found in each scenario, with a progress bar on a terminal."""
    from analysis.levers.design import arms_of, pairs_for
    from analysis.levers.found import compared
    from sim.engine.batch import compile_first

    compile_first()
    tables = []
    for scenario in asked.scenarios:
        arms = arms_of(scenario, asked.only)
        pairs = asked.replicates or pairs_for(scenario, len(arms), scenario.months)
        total = pairs * scenario.months * (len(arms) + 1)
        shown = not quiet and sys.stderr.isatty()
        with tqdm(total=total, desc=scenario.name, unit="month", unit_scale=True, disable=not shown) as bar:
            tables.append(compared(scenario, arms, pairs, asked.seed, threads=threads, progress=bar.update))
    return tables


def answer(asked: Asked, tables: list[pd.DataFrame]) -> Answer:
    """What is found in words, for programs, and as the files of a folder."""
    import pandas as pd

    from analysis.levers.prices import prices
    from analysis.levers.words import as_text, parts, why_little

    texts, reasons, costs = [], [], []
    for scenario, table in zip(asked.scenarios, tables, strict=True):
        price = prices(scenario)
        price = price[price["lever"].isin(table["lever"])]
        texts.append(as_text(scenario, table, price))
        reasons += [
            {"scenario": scenario.name, "lever": name, "why_little": why_little(scenario, rows)}
            for _, name, rows in parts(table) if not rows["visible"].any()
        ]  # fmt: skip
        costs.append(price.assign(scenario=scenario.name))
    effects, costs = pd.concat(tables, ignore_index=True), pd.concat(costs, ignore_index=True)
    why = pd.DataFrame(reasons, columns=["scenario", "lever", "why_little"])
    named = {"effects": effects, "why_little": why, "prices": costs}
    data = {"rpp": sim.__version__, **asked.as_data(), **{name: plain_rows(t, digits=12) for name, t in named.items()}}
    return Answer(asked.as_data(), texts, data, named, {}, {"levers.txt": "\n\n".join(texts) + "\n"})
