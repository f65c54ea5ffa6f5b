"""``rpp status``: how far a sweep is."""

import shlex
from dataclasses import asdict
from typing import Annotated

import typer

from app.terminal.execution import FAILED_RUNS, TROUBLE, told_of_sweep
from app.terminal.options import Json, SweepResults
from app.terminal.printing import printed


def command(
    folder: SweepResults,
    check: Annotated[bool, typer.Option("--check", help="Compare every file with its checksum.")] = False,
    as_json: Json = False,
) -> None:
    """Show how far a sweep is, also while it runs.

    Example: rpp status study --check
    """
    from analysis.wording.numbers import numbered
    from sim import experiments

    with told_of_sweep():
        found = experiments.Sweep(folder).status(thoroughly=check)
    if as_json:
        printed({**asdict(found), "folder": str(found.folder)})
    else:
        share = found.done / found.runs
        printed(f"{found.done:,} of {found.runs:,} runs ({share:.0%}), {found.failed:,} failed")
        complete = f"{found.complete_replicates:,} of {found.replicates:,} replicates complete"
        printed(f"{numbered(found.points, 'point')}; {complete}")
        printed(f"{found.megabytes:,.1f} MB; {'a runner is at work' if found.running else 'no runner is at work'}")
        if found.damaged:
            printed(f"missing or changed: {', '.join(found.damaged)}")
        if not found.running and (found.done < found.runs or found.damaged):
            printed(f"go on by: rpp resume {shlex.quote(str(folder))}")
    if found.damaged:
        raise typer.Exit(TROUBLE)
    if found.failed:
        raise typer.Exit(FAILED_RUNS)
