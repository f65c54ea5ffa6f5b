"""``rpp repeat``: one run of a sweep, computed again."""

from typing import Annotated

import typer

from analysis.wording.layout import text_table
from app.terminal.execution import told_of_sweep
from app.terminal.options import SweepResults
from app.terminal.printing import printed


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
        outcomes = result.runs.drop(columns=["run", "replicate"])
        rows = [("", *(str(name) for name in outcomes["partnership"]))]
        rows += [(name, *(str(value) for value in outcomes[name])) for name in outcomes]
        printed(text_table(rows))
