"""Sub-commands that look closely: compare scenarios in pairs, and show the networks of one run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.terminal.mistakes import resolved_path, told_plainly
from app.terminal.options import Json, Months, Replicate, Replicates, Seed
from app.terminal.printing import command_line, printed

Scenarios = Annotated[
    list[str], typer.Argument(metavar="A [B [C [D]]]", help="Names or .yaml files; with one, B is A with --set.")
]
Values = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="[LETTER:]NAME=VALUE",
                 help="A value for one scenario (B:coordination.fte=1), or without a letter for all; where only A is "
                      "named, for what is held against it. Repeatable."),
]  # fmt: skip


def register(app: typer.Typer) -> None:
    """Adds the commands to the command line."""
    for command in (compare, network):
        app.command()(command)


def compare(
    scenarios: Scenarios,
    values: Values = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="An outcome to compare, or all; the main ones by default. Repeatable."),
    ] = None,
    replicates: Replicates = None,
    months: Months = None,
    seed: Seed = 1,
    series: Annotated[
        str, typer.Option(metavar="NAME", help="What the figure shows over time, such as trust, spread or going.")
    ] = "trust",
    interval: Annotated[
        str, typer.Option(metavar="NAME", help="How 95 % intervals are made: t, or bca for the bootstrap.")
    ] = "t",
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for tables and figures; without it nothing is written.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but mistakes.")] = False,
    as_json: Json = False,
) -> None:
    """Compares two to four scenarios under the same luck."""
    with told_plainly():
        from app.commands import compare as comparing

        asked = comparing.asked_for(
            scenarios, values or (), outcomes=outcome, seed=seed, replicates=replicates, months=months, series=series,
            interval=interval,
        )  # fmt: skip
        folder = resolved_path(out) if out else None
        done = comparing.compared(asked, folder, quiet=quiet or as_json, command=command_line())
        if as_json or not quiet:
            printed(done.as_data() if as_json else done.as_text())


def network(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="Name (see `rpp list`) or .yaml file.")],
    values: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A value that overrides the files; repeatable."),
    ] = None,
    months: Annotated[
        str | None, typer.Option(metavar="N,N,...", help="Up to four months to show; 6,36,72 by default.")
    ] = None,
    seed: Seed = 1,
    replicate: Replicate = 0,
    partnership: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Which partnership, where there are several; the first by default."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for tables and pictures; without it nothing is written.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Shows who knows and trusts whom in one run."""
    with told_plainly():
        from app.commands import network as networking

        asked = networking.asked_for(
            scenario, values or (), months=months, seed=seed, replicate=replicate, partnership=partnership
        )
        done = networking.shown(asked, resolved_path(out) if out else None, command=command_line())
        printed(done.as_data() if as_json else done.as_text())
