"""Sub-commands for experiments: sweep, resume, extend, status, archive and repeat.

Exit codes: 0 all is done, 1 something got in the way (a full disk, workers that died), 2 it cannot be done as asked,
3 done, but some runs failed, 130 stopped by the user.
"""

from __future__ import annotations

import json
import re
import shlex
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.scenario.mistakes import Problem, ScenarioError

if TYPE_CHECKING:
    from sim.experiments import Plan, Precision, Sweep

STOPPED, FAILED_RUNS, REFUSED, TROUBLE = 130, 3, 2, 1

File = Annotated[str, typer.Argument(help="Experiment file, or the name of one in scenarios/experiments.")]
Folder = Annotated[Path, typer.Argument(help="Results folder of a sweep.")]
Jobs = Annotated[int | None, typer.Option(help="Worker processes; all cores by default, 1 for none.")]
Batch = Annotated[int | None, typer.Option(min=1, max=100_000, help="Runs per task. Results do not depend on it.")]
Shard = Annotated[str | None, typer.Option(metavar="I/N", help="Run only the i-th of n shares, such as 2/10.")]
Dask = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler, or 'local'.")]
Wanted = Annotated[
    list[str] | None,
    typer.Option("--precision", metavar="OUTCOME=HALF_WIDTH", help="Add replicates until 95 % intervals are narrow."),
]
Most = Annotated[int, typer.Option(help="Most replicates that --precision may use.")]
Csv = Annotated[bool, typer.Option("--csv", help="Also write every table as CSV.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Show no progress.")]
OtherCode = Annotated[bool, typer.Option("--other-code", help="Go on although the model has changed since.")]


def register(app: typer.Typer) -> None:
    """Adds the sub-commands to the command line."""
    for command in (sweep, resume, extend, status, archive, repeat):
        app.command()(command)


def sweep(
    file: File,
    out: Annotated[Path | None, typer.Option(help="New or empty folder for the results.")] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Only say what it would take.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on if the folder holds this very sweep.")] = False,
    replicates: Annotated[int | None, typer.Option(help="Runs of each point, instead of the file's.")] = None,
    months: Annotated[int | None, typer.Option(help="Months, instead of the file's.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed, instead of the file's.")] = None,
    precision: Wanted = None,
    most: Most = 1000,
    jobs: Jobs = None,
    batch: Batch = None,
    shard: Shard = None,
    dask: Dask = None,
    csv: Csv = False,
    quiet: Quiet = False,
    other_code: OtherCode = False,
) -> None:
    """Runs an experiment into a results folder."""
    from sim import experiments

    with told(lambda: f"rpp resume {shlex.quote(str(out))}{_again(jobs, shard, dask)}"):
        share = _shard(shard)
        made = experiments.load_plan(
            file, replicates=replicates, months=months, seed=seed, precision=_precision(precision, most)
        )
        if plan:
            _tell_plan(made, jobs, out)
            return
        if out is None:
            raise ScenarioError([Problem("", 0, "--out", "", "is missing", "name a new folder, or ask for --plan")])
        go_on = resume and (out / "inputs" / "plan.json").exists()
        if go_on and (found := experiments.Sweep(out).plan.digest) != made.digest:
            raise experiments.StoreError(f"{out} holds another sweep ({found}, not {made.digest}); name another folder")
        with _executor(dask, jobs) as (executor, workers):
            if go_on:
                results = experiments.resume(
                    out, executor, jobs=workers, batch=batch, shard=share, other_code=other_code, progress=not quiet
                )
            else:
                results = experiments.sweep(
                    made, executor, out=out, jobs=workers, batch=batch, shard=share, progress=not quiet
                )
        _end(results, csv)


def resume(
    folder: Folder,
    jobs: Jobs = None,
    batch: Batch = None,
    shard: Shard = None,
    dask: Dask = None,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Try failed runs again.")] = False,
    precision: Wanted = None,
    most: Most = 1000,
    csv: Csv = False,
    quiet: Quiet = False,
    other_code: OtherCode = False,
) -> None:
    """Goes on with a sweep that was stopped.

    Checks what is there, and runs what is missing."""
    from sim import experiments

    with told(lambda: f"rpp resume {shlex.quote(str(folder))}{_again(jobs, shard, dask)}"):
        share, wanted = _shard(shard), _precision(precision, most)
        with _executor(dask, jobs) as (executor, workers):
            results = experiments.resume(
                folder, executor, jobs=workers, batch=batch, shard=share, retry_failed=retry_failed,
                other_code=other_code, precision=wanted, progress=not quiet,
            )  # fmt: skip
        _end(results, csv)


def extend(
    folder: Folder,
    replicates: Annotated[str | None, typer.Option(metavar="+N", help="How many more of each point.")] = None,
    points: Annotated[str | None, typer.Option(metavar="FILE", help="Experiment file or CSV with more points.")] = None,
    later: Annotated[bool, typer.Option("--later", help="Only note it; rpp resume runs it.")] = False,
    jobs: Jobs = None,
    batch: Batch = None,
    dask: Dask = None,
    csv: Csv = False,
    quiet: Quiet = False,
    other_code: OtherCode = False,
) -> None:
    """Adds replicates or points to a sweep, and runs them."""
    from sim import experiments

    with told(lambda: f"rpp resume {shlex.quote(str(folder))}{_again(jobs, None, dask)}"):
        design = None if points is None else experiments.load_design(points)
        plan = experiments.extend(folder, replicates=_more(replicates), design=design)
        print(f"The sweep now has {plan.runs:,} runs: {plan.points:,} points, {plan.replicates:,} replicates.")
        if later:
            print(f"Run what is new by: rpp resume {shlex.quote(str(folder))}")
            return
        with _executor(dask, jobs) as (executor, workers):
            results = experiments.resume(
                folder, executor, jobs=workers, batch=batch, other_code=other_code, progress=not quiet
            )
        _end(results, csv)


def status(
    folder: Folder,
    check: Annotated[bool, typer.Option("--check", help="Compare every file with its checksum.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Tells how far a sweep is, also while it runs."""
    from sim import experiments

    with told(lambda: ""):
        found = experiments.Sweep(folder).status(thoroughly=check)
    if as_json:
        print(json.dumps({**asdict(found), "folder": str(found.folder)}))
    else:
        share = found.done / found.runs
        print(f"{found.done:,} of {found.runs:,} runs ({share:.0%}), {found.failed:,} failed")
        print(f"{found.points:,} points; {found.complete_replicates:,} of {found.replicates:,} replicates complete")
        print(f"{found.megabytes:,.1f} MB; {'a runner is at work' if found.running else 'no runner is at work'}")
        if found.damaged:
            print(f"missing or changed: {', '.join(found.damaged)}")
        if not found.running and (found.done < found.runs or found.damaged):
            print(f"go on by: rpp resume {shlex.quote(str(folder))}")
    if found.damaged:
        raise typer.Exit(TROUBLE)
    if found.failed:
        raise typer.Exit(FAILED_RUNS)


def archive(
    folder: Folder,
    out: Annotated[Path | None, typer.Option(help="The zip; beside the folder by default.")] = None,
    license: Annotated[str, typer.Option(help="Address of the licence of the results.")] = "",
) -> None:
    """Makes one zip of a sweep with its provenance.

    It is a Process Run Crate (RO-Crate) with the environment."""
    from sim import experiments

    with told(lambda: ""):
        made = experiments.archive(folder, out, license=license)
        print(f"{made} ({made.stat().st_size / 1e6:,.1f} MB)")


def repeat(
    folder: Folder,
    run: Annotated[int, typer.Argument(min=0, help="Number of the run.")],
) -> None:
    """Computes one run of a sweep again.

    Shows its outcomes, or the error that it raises."""
    from sim import experiments

    with told(lambda: "", errors=(experiments.StoreError,)):
        result = experiments.repeat(folder, run)
        print(result.runs.drop(columns=["run", "replicate"]).T.to_string(header=False))


@contextmanager
def told(go_on: Callable[[], str], errors: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Turns what gets in the way into a message and an exit code.

    Args:
        go_on: gives the command that goes on after an interruption, or ``""``.
        errors: the only errors that are turned into messages, if any are given; others come with their traceback.

    Raises:
        typer.Exit: with the code.
    """
    from sim.experiments import DiskFull, StoreError
    from sim.experiments.execute.runner import WorkersLost

    before = _stop_on_terminate()
    try:
        yield
    except KeyboardInterrupt:
        command = go_on()
        _say(f"\nStopped. What was finished is kept{f'; go on by: {command}' if command else '.'}")
        raise typer.Exit(STOPPED) from None
    except (StoreError, ScenarioError) as error:
        if errors and not isinstance(error, errors):
            raise
        _say(str(error))
        trouble = isinstance(error, (DiskFull, WorkersLost))
        if trouble and (command := go_on()):
            _say(f"What was finished is kept. Put that right, and go on by: {command}")
        raise typer.Exit(TROUBLE if trouble else REFUSED) from None
    except OSError as error:
        if errors:
            raise
        _say(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        raise typer.Exit(TROUBLE) from None
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)


def _stop_on_terminate() -> Callable | int | None:
    """Lets a batch system's request to end do what Ctrl-C does; signals can only be set in the main thread."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    try:
        return signal.signal(signal.SIGTERM, stop)
    except ValueError:
        return None


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _again(jobs: int | None, shard: str | None, dask: str | None) -> str:
    options = (("--jobs", jobs), ("--shard", shard), ("--dask", dask))
    return "".join(f" {name} {shlex.quote(str(value))}" for name, value in options if value is not None)


def _tell_plan(plan: Plan, jobs: int | None, out: Path | None) -> None:
    from sim.experiments.execute.sweep import checked_jobs
    from sim.experiments.plan.estimate import estimate, room

    found = estimate(plan, checked_jobs(jobs))
    if plan.title:
        print(plan.title)
    print(found)
    if plan.precision is not None:
        print(f"More replicates, up to {plan.precision.most:,}, are added where precision asks for them.")
    if any(design.is_for_teaching for design in plan.designs):
        print("One factor at a time is for teaching: it does not show how factors work together.")
    free = room(out if out is not None else Path.cwd())
    if found.megabytes > 0.9 * free:
        print(f"Only {free:,.0f} MB are free there.")


def _executor(dask: str | None, jobs: int | None) -> AbstractContextManager[tuple]:
    if dask is None:
        return nullcontext((None, jobs))
    from sim.experiments.execute.clusters import dask_executor

    return dask_executor(dask, jobs)


def _shard(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    match = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text)
    if match is None:
        raise ScenarioError([Problem("", 0, "--shard", text[:60], "must be i/n with i from 1 to n, such as 2/10")])
    return int(match[1]), int(match[2])


def _more(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"\+?[0-9]{1,8}", text):
        raise ScenarioError([Problem("", 0, "--replicates", text[:60], "must be a whole number above 0, such as +50")])
    return int(text)


def _precision(texts: list[str] | None, most: int) -> Precision | None:
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


def _end(results: Sweep, csv: bool) -> None:
    """The last lines of a sweep, and its exit code."""
    from sim.experiments import write_csv

    folder = shlex.quote(str(results.folder))
    found = results.status()
    _say(f"{found.done:,} of {found.runs:,} runs are in {folder} ({found.megabytes:,.1f} MB)")
    if csv:
        for path in write_csv(results.folder):
            _say(f"  {path}")
    if found.failed:
        first = results.failures.iloc[0]
        told_by = (str(first["message"]).splitlines() or [""])[0]
        _say(f"{found.failed:,} runs failed, the first with {first['error']}: {told_by}")
        _say(f"repeat it by: rpp repeat {folder} {first['run']}")
        raise typer.Exit(FAILED_RUNS)
