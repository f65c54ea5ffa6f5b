"""``rpp network``: the networks of one world at a few months, in a table, in words and as a picture."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

import sim
from analysis.wording.layout import wrapped
from app.results.answer import Answer, answered
from app.results.outputs import described, digest_of, plain_rows
from app.terminal import completion
from app.terminal.mistakes import Mistake, mistakes_of, one_of, scenario_with
from app.terminal.options import MOST_MONTHS, Incomplete, Json, Out, Partnership, Replicate, Seed, Values, option
from sim.scenario.mistakes import ScenarioError

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario, Value

#: Months at which networks are shown, unless others are asked for or the horizon is nearer.
MONTHS = (6, 36, 72)


def command(
    scenario: Annotated[
        str,
        typer.Argument(metavar="SCENARIO", help="Name (see `rpp list`), .yaml file, or results folder of rpp run.",
                       autocompletion=completion.scenarios),
    ],
    values: Values = None,
    months: Annotated[str | None, option("N,N,...", "Up to four months to show; 6,36,72 by default.")] = None,
    seed: Seed = 1,
    replicate: Replicate = 0,
    partnership: Partnership = None,
    incomplete: Incomplete = False,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Show who knows and trusts whom in one replicate.

    Example: rpp network bellevue --months 6,36,72 --out networks
    """
    from app.results.run_folder import repeated, run_at

    try:
        stored = run_at(scenario, {"--set": values}, incomplete)
        if stored:
            (chosen,), given, seed = repeated(stored).scenarios, {}, stored.seed
        else:
            chosen, given = scenario_with(scenario, values or ())
    except ScenarioError as error:
        raise Mistake("\n".join([str(error), *mistakes_of(partial(_months, months, MOST_MONTHS))])) from None
    horizon, names = stored.months if stored else chosen.months, [p.name for p in chosen.partnerships]
    partnership = names[0] if partnership is None else partnership
    mistakes = mistakes_of(
        partial(_months, months, horizon), partial(one_of, "partnership", partnership, names),
        partial(_check_replicate, replicate, stored.plan.replicates if stored else None),
    )  # fmt: skip
    if mistakes:
        raise Mistake("\n".join(mistakes))
    asked = Networks(chosen, given, _months(months, horizon), seed, replicate, partnership)
    answered(asked.as_data(), lambda: shown(asked), out, as_json)


class Networks(NamedTuple):
    """What is shown.

    Attributes:
        scenario: resolved, with the values of ``--set``.
        values: what ``--set`` gave.
        months: 1-based months.
        seed, replicate: of the one run.
        partnership: its name.
    """

    scenario: Scenario
    values: dict[str, Value]
    months: tuple[int, ...]
    seed: int
    replicate: int
    partnership: str

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits of all this and of the model's sources."""
        what = ["network", self.scenario.name, self.scenario.digest]
        return digest_of([*what, self.months, self.seed, self.replicate, self.partnership])

    def as_data(self) -> dict:
        """All this for programs and for the manifest."""
        return {
            "plan": self.digest, "analysis": "network",
            "scenario": described(self.scenario), "set": dict(self.values), "seed": self.seed,
            "replicate": self.replicate, "partnership": self.partnership, "at_months": list(self.months),
        }  # fmt: skip


def _months(text: str | None, horizon: int) -> tuple[int, ...]:
    """The months to show, of which none lies past the horizon."""
    from analysis.networks.figure import MOST

    if text is None:
        return tuple(m for m in MONTHS if m <= horizon) or (horizon,)
    parts = text.replace(",", " ").split()
    wrong = [part for part in parts if not (part.isascii() and part.isdigit() and 1 <= int(part[:9]) <= horizon)]
    if wrong or not parts:
        told = ", ".join(repr(part[:40]) for part in wrong) or "nothing"
        raise Mistake(f"--months must be whole numbers from 1 to {horizon}, the last month, such as 6,36, not {told}")
    found = tuple(sorted({int(part) for part in parts}))
    if len(found) > MOST:
        raise Mistake(f"--months takes up to {MOST} months, not {len(found)}")
    return found


def _check_replicate(replicate: int, replicates: int | None) -> None:
    """Refuses a replicate that results do not have."""
    if replicates is not None and replicate >= replicates:
        raise Mistake(f"--replicate {replicate}: the results have replicates 0 to {replicates - 1}")


def shown(asked: Networks) -> Answer:
    """Runs the world and describes its networks."""
    import pandas as pd

    from analysis.networks.figure import figure_networks
    from analysis.networks.measures import measures
    from analysis.networks.ties import snapshots
    from analysis.networks.words import as_table, who_left

    scenario = asked.scenario
    taken = snapshots(scenario, asked.months, seed=asked.seed, replicate=asked.replicate,
                      partnership=asked.partnership)  # fmt: skip
    table = measures(taken)

    def every(name: str) -> pd.DataFrame:
        parts = [getattr(s, name).assign(at_month=s.month) for s in taken]
        parts = [p for p in parts if len(p)] or parts[:1]  # an empty one must not decide what kind a column is
        return pd.concat([p.reset_index() if name == "people" else p for p in parts], ignore_index=True)

    since = ["the start", *(f"month {month}" for month in asked.months)]
    left = "\n".join(wrapped(who_left(s.left, before), "", "  ") for s, before in zip(taken, since, strict=False))
    head = f"{scenario.title}: {asked.partnership}, run {asked.replicate} of seed {asked.seed}"
    return Answer(
        asked.as_data(), [head, as_table(table), left],
        {"rpp": sim.__version__, **asked.as_data(), "months": plain_rows(table),
         "left": {s.month: plain_rows(s.left) for s in taken}},
        tables={"measures": table, "people": every("people"), "ties": every("ties"), "left": every("left"),
                "advice": taken[0].advice},  # posts ask the same posts in every month
        figures={"network": partial(figure_networks, tuple(taken))},
        files={"scenario.json": {**scenario.to_dict(), "digest": scenario.digest}},
    )  # fmt: skip
