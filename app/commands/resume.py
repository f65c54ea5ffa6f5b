"""``rpp resume``: goes on with a sweep that was stopped."""

from typing import Annotated

import typer

from app.terminal.execution import carry_out, read_precision, read_shard, resume_command, told_of_sweep
from app.terminal.options import AlsoCsv, Dask, Jobs, Most, NoProgress, OtherCode, Shard, SweepResults, TaskSize, Widths


def command(
    folder: SweepResults,
    jobs: Jobs = None,
    batch: TaskSize = None,
    shard: Shard = None,
    dask: Dask = None,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Try failed runs again.")] = False,
    precision: Widths = None,
    most: Most = 1000,
    csv: AlsoCsv = False,
    quiet: NoProgress = False,
    other_code: OtherCode = False,
) -> None:
    """Continue a sweep that was stopped.

    Checks what is there, and runs what is missing.

    Example: rpp resume study --retry-failed
    """
    with told_of_sweep(resume_command(folder, jobs, shard, dask)):
        carry_out(
            folder, dask=dask, jobs=jobs, csv=csv, quiet=quiet, batch=batch, shard=read_shard(shard),
            retry_failed=retry_failed, other_code=other_code, precision=read_precision(precision, most),
        )  # fmt: skip
