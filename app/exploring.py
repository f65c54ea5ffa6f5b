"""Sub-commands that learn from sweeps: sensitivity, discover and robustness."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.inspecting import command_line
from app.terminal.mistakes import one_of, resolved_path, told_plainly
from app.terminal.options import Json, Seed
from app.terminal.printing import printed

if TYPE_CHECKING:
    from app.results.answer import Answer

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Results folder of a sweep.")]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Folder for tables and figures; without it nothing is written.")
]


def register(app: typer.Typer) -> None:
    """Adds the commands to the command line."""
    for command in (sensitivity, discover, robustness):
        app.command()(command)


def sensitivity(
    folder: Folder,
    outcome: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="An outcome; some main ones by default. Repeatable.")
    ] = None,
    method: Annotated[str, typer.Option(metavar="NAME", help="auto, morris, sobol, regional or given-data.")] = "auto",
    where: Annotated[
        str | None,
        typer.Option(metavar="CONDITION", help='Cases of interest for --method regional, such as "spread < 0.1".'),
    ] = None,
    seed: Seed = 1,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Tells which parameters matter, beside chance."""
    with told_plainly():
        from analysis.sensitivity.indices import METHODS
        from app.commands.sensitivity import OUTCOMES, sensitivity_of
        from app.results.answer import Asked, known_outcomes, opened_sweep
        from app.terminal.mistakes import Mistake

        one_of("method", method, METHODS)
        if where and method != "regional":
            raise Mistake("--where: is for --method regional")
        outcomes = known_outcomes(outcome or OUTCOMES)
        options = {"outcomes": list(outcomes), "method": method, "where": where}
        asked = Asked("sensitivity", opened_sweep(folder), options, seed)
        _give(sensitivity_of(asked, outcomes, method, where), out, as_json)


def discover(
    folder: Folder,
    where: Annotated[str, typer.Option(metavar="CONDITION", help='Cases of interest, such as "survival_months < 36".')],
    method: Annotated[str, typer.Option(metavar="NAME", help="prim, cart or both.")] = "both",
    seed: Seed = 1,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Tells under which values something comes about."""
    with told_plainly():
        from app.commands.discover import discovery_of
        from app.results.answer import Asked, opened_sweep

        one_of("method", method, ("prim", "cart", "both"))
        asked = Asked("discover", opened_sweep(folder), {"where": where, "method": method}, seed)
        _give(discovery_of(asked, where, method), out, as_json)


def robustness(
    folder: Folder,
    policy: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="A factor that is a choice; scenario and policy by default. Repeatable."),
    ] = None,
    require: Annotated[
        list[str] | None,
        typer.Option(metavar="CONDITION", help='What should hold, such as "survival_months >= 60". Repeatable.'),
    ] = None,
    outcome: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="An outcome; some main ones by default. Repeatable.")
    ] = None,
    objective: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="What is weighed; cost, spread, depth, equity and survival by default."),
    ] = None,
    seed: Seed = 1,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Tells which policy does well whatever the future."""
    with told_plainly():
        from analysis.robustness.numbers import OBJECTIVES
        from app.commands.robustness import OUTCOMES, robustness_of
        from app.results.answer import Asked, known_outcomes, opened_sweep

        outcomes, objectives = known_outcomes(outcome or OUTCOMES), known_outcomes(objective or OBJECTIVES)
        options = {"outcomes": list(outcomes), "objectives": list(objectives), "policy": list(policy or ()),
                   "require": list(require or ())}  # fmt: skip
        asked = Asked("robustness", opened_sweep(folder), options, seed)
        _give(robustness_of(asked, policy or (), require or (), outcomes, objectives), out, as_json)


def _give(answer: Answer, out: Path | None, as_json: bool) -> None:
    """Writes an answer where it is wanted, and prints it."""
    folder = resolved_path(out) if out else None
    if folder is not None:
        answer.write(folder, command_line())
    printed(answer.as_data(folder) if as_json else answer.as_text(folder))
