"""``rpp repeat``: one run of a sweep, computed again."""

from __future__ import annotations

from typing import Annotated

import typer

from app.terminal.execution import told_of_sweep
from app.terminal.options import SweepResults


def command(
    folder: SweepResults,
    run: Annotated[int, typer.Argument(min=0, help="Number of the run.")],
) -> None:
    """Compute one run of a sweep again.

    Shows its outcomes, or the error that it raises.

    Example: rpp repeat study 17
    """
    from sim import experiments

    with told_of_sweep(errors=(experiments.StoreError,)):
        result = experiments.repeat(folder, run)
        print(result.runs.drop(columns=["run", "replicate"]).T.to_string(header=False))
