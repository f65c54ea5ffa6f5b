"""``rpp story``: one replicate told in plain sentences; the telling is in ``app/story``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from analysis.lives.choosing import WAYS, chosen
from app.terminal.mistakes import Mistake, one_of, scenario_with
from app.terminal.options import (
    MOST_REPLICATES,
    Json,
    Months,
    Partnership,
    ScenarioName,
    Seed,
    Values,
    option,
    whole_number,
)
from app.terminal.printing import printed

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

_ways = "; ".join(f"{name}: {what}" for name, what in WAYS.items())
Which = Annotated[str, option("N|WAY", f"Which run, from 0; or one chosen from --of runs ({_ways}).")]
Of = Annotated[int | None, whole_number(1, MOST_REPLICATES, "Runs to choose from; by default what the scenario says.")]
Full = Annotated[bool, typer.Option("--full", help="Tell every year, instead of about eight sentences.")]


def command(
    scenario: ScenarioName,
    values: Values = None,
    seed: Seed = 1,
    replicate: Which = "0",
    of: Of = None,
    full: Full = False,
    months: Months = None,
    partnership: Partnership = None,
    as_json: Json = False,
) -> None:
    """Tell one run in a few sentences, or year by year.

    Short, it is about eight sentences and what led to the end; --full tells every year.

    Example: rpp story bellevue --seed 3 --replicate ended
    """
    loaded, _ = scenario_with(scenario, values or ())
    if partnership is not None:
        one_of("partnership", partnership, [p.name for p in loaded.partnerships])
    number, why = _which(loaded, replicate, of, seed, months, partnership)
    from app.story.tell import tell

    told = tell(loaded, seed=seed, replicate=number, months=months, partnership=partnership, chosen=why)
    printed(told.as_data() if as_json else told.as_text(full=full))


def _which(
    scenario: Scenario, asked: str, of: int | None, seed: int, months: int | None, partnership: str | None
) -> tuple[int, str]:
    """Number of a replicate, and how it was chosen.

    Raises:
        Mistake: neither a number of a run nor a way to choose one, or no run is such.
    """
    written = asked.strip()
    if written.isdecimal() and int(written) < MOST_REPLICATES:
        return int(written), ""
    if written not in WAYS:
        raise Mistake(
            f"--replicate: must be a whole number from 0 to {MOST_REPLICATES - 1} or one of {', '.join(WAYS)}, "
            f"not {written[:40]!r}"
        )
    from app.terminal.compute import computed

    numbers = range(of or scenario.replicates)
    result, _ = computed(scenario, numbers, months or scenario.months, seed, tables=("partnerships",))
    try:
        return chosen(result.runs, written, partnership)
    except ValueError as error:
        raise Mistake(f"--replicate {written}: {error}") from None
