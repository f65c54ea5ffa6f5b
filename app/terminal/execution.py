"""What commands that execute a sweep share: how options are read, how trouble is told, and how it ends.

Exit codes: 0 all is done, 1 something got in the way (a full disk, workers that died), 2 it cannot be done as asked,
3 done, but some runs failed, 130 stopped by the user.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from app.terminal.explained import told
from app.terminal.mistakes import STOPPED, WRONG
from app.terminal.printing import told_beside
from sim.scenario.mistakes import Problem, ScenarioError

if TYPE_CHECKING:
    from sim.experiments import Design, Plan, Precision

TROUBLE, FAILED_RUNS = 1, 3


@contextmanager
def told_of_sweep(go_on: str = "", errors: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Turns what gets in the way into a message and an exit code.

    Args:
        go_on: the command that goes on after an interruption, if there is one.
        errors: the only errors that are turned into messages, if any are given; others come with their traceback.

    Raises:
        typer.Exit: with the code.
    """
    from sim.experiments import DiskFull, StoreError
    from sim.experiments.execute.runner import WorkersLost

    try:
        yield
    except KeyboardInterrupt:
        told_beside(f"\nStopped. What was finished is kept{f'; go on by: {go_on}' if go_on else '.'}")
        raise typer.Exit(STOPPED) from None
    except (StoreError, ScenarioError) as error:
        if errors and not isinstance(error, errors):
            raise
        told_beside(told(error))
        trouble = isinstance(error, (DiskFull, WorkersLost))
        if trouble and go_on:
            told_beside(f"What was finished is kept. Put that right, and go on by: {go_on}")
        raise typer.Exit(TROUBLE if trouble else WRONG) from None
    except OSError as error:
        if errors:
            raise
        told_beside(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        raise typer.Exit(TROUBLE) from None


def resume_command(folder: Path | None, jobs: int | None, shard: str | None, dask: str | None) -> str:
    """The command that goes on with a sweep in the same way."""
    if folder is None:
        return ""
    options = (("--jobs", jobs), ("--shard", shard), ("--dask", dask))
    given = (f" {name} {shlex.quote(str(value))}" for name, value in options if value is not None)
    return f"rpp resume {shlex.quote(str(folder))}{''.join(given)}"


def read_shard(text: str | None) -> tuple[int, int] | None:
    """The share of a sweep that ``--shard`` names, as ``(i, n)``."""
    if text is None:
        return None
    match = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text)
    if match is None:
        raise ScenarioError([Problem("", 0, "--shard", text[:60], "must be i/n with i from 1 to n, such as 2/10")])
    return int(match[1]), int(match[2])


def read_precision(texts: list[str] | None, most: int) -> Precision | None:
    """The half-widths that ``--precision`` asks for.

    Raises:
        ScenarioError: with every mistake in them.
    """
    from sim.experiments import Precision
    from sim.scenario.strict_yaml import read_number

    if not texts:
        return None
    widths: dict[str, float] = {}
    problems: list[Problem] = []
    for text in texts:
        name, _, value = (part.strip() for part in text.partition("="))
        number = read_number(value)
        if number is None:
            problems.append(Problem("", 0, "--precision", text[:60], "must be OUTCOME=HALF_WIDTH, such as trust=0.01"))
        else:
            widths[name] = number
    precision = None
    try:
        precision = Precision(widths, most) if widths else None
    except ScenarioError as error:
        problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return precision


def tell_reading(designs: Iterable[Design]) -> None:
    """Says how the files were read from which designs come, where that is not as a matter of course."""
    for design in designs:
        if design.settings.get("read"):
            told_beside(f"{design.settings['file']}: {design.settings['read']}")


def carry_out(
    folder: Path, *, plan: Plan | None = None, dask: str | None, jobs: int | None, csv: bool, quiet: bool,
    **options: object,
) -> None:  # fmt: skip
    """Runs what is missing in a sweep's folder (all of a plan, where one is given); tells how it ended.

    Args:
        folder: of the sweep.
        plan: of a new sweep; goes on with the one that is there if None.
        dask, jobs: who computes: a scheduler, or processes of this machine.
        csv: whether every table is written as CSV, too.
        quiet: whether no progress is shown.
        options: further ones of `experiments.sweep` or `experiments.resume`.
    """
    from sim import experiments
    from sim.experiments.execute.clusters import dask_executor

    with dask_executor(dask, jobs) if dask is not None else nullcontext((None, jobs)) as (executor, workers):
        options |= {"jobs": workers, "progress": not quiet}
        if plan is None:
            results = experiments.resume(folder, executor, **options)
        else:
            results = experiments.sweep(plan, executor, out=folder, **options)
    found = results.status()
    where = shlex.quote(str(results.folder))
    told_beside(f"{found.done:,} of {found.runs:,} runs are in {where} ({found.megabytes:,.1f} MB)")
    if csv:
        for path in experiments.write_csv(results.folder):
            told_beside(f"  {path}")
    tell_failures(results.folder)


def tell_failures(folder: Path) -> None:
    """Tells of runs that failed, and leaves with their exit code if there are any."""
    from sim.experiments import Sweep

    results = Sweep(folder)
    if results.failed:
        first = results.failures.iloc[0]
        told_by = (str(first["message"]).splitlines() or [""])[0]
        told_beside(f"{results.failed:,} runs failed, the first with {first['error']}: {told_by}")
        told_beside(f"repeat it by: rpp repeat {shlex.quote(str(folder))} {first['run']}")
        raise typer.Exit(FAILED_RUNS)
