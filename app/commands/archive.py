"""``rpp archive``: one zip of a sweep with its provenance."""

from pathlib import Path
from typing import Annotated

import typer

from app.terminal.execution import told_of_sweep
from app.terminal.options import SweepResults
from app.terminal.printing import printed


def command(
    folder: SweepResults,
    out: Annotated[Path | None, typer.Option(help="The zip; beside the folder by default.")] = None,
    license: Annotated[str, typer.Option(help="Address of the licence of the results.")] = "",
) -> None:
    """Make one zip of a sweep with its provenance.

    It is a Process Run Crate (RO-Crate) with the environment.

    Example: rpp archive study --out study.zip
    """
    from sim import experiments

    with told_of_sweep():
        made = experiments.archive(folder, out, license=license)
        printed(f"{made} ({made.stat().st_size / 1e6:,.1f} MB)")
