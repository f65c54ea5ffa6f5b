"""``rpp sweep``: an experiment of many design points, run into a results folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.terminal import completion
from app.terminal.execution import carry_out, read_precision, read_shard, resume_command, tell_reading, told_of_sweep
from app.terminal.options import AlsoCsv, Dask, Jobs, Most, NoProgress, OtherCode, Shard, TaskSize, Widths, option
from app.terminal.printing import printed
from sim.scenario.mistakes import Problem, ScenarioError

if TYPE_CHECKING:
    from sim.experiments import Plan


def command(
    file: Annotated[
        str,
        typer.Argument(help="Experiment file, or the name of one in scenarios/experiments.",
                       autocompletion=completion.experiments),
    ],
    out: Annotated[Path | None, typer.Option(help="New or empty folder for the results.")] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Only say what it would take.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on if the folder holds this very sweep.")] = False,
    replicates: Annotated[int | None, typer.Option(help="Runs of each point, instead of the file's.")] = None,
    months: Annotated[int | None, typer.Option(help="Months, instead of the file's.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed, instead of the file's.")] = None,
    districts: Annotated[Path | None, option("FILE", "CSV of real districts: each is a design point.")] = None,
    precision: Widths = None,
    most: Most = 1000,
    jobs: Jobs = None,
    batch: TaskSize = None,
    shard: Shard = None,
    dask: Dask = None,
    csv: AlsoCsv = False,
    quiet: NoProgress = False,
    other_code: OtherCode = False,
) -> None:
    """Run an experiment of many design points into a folder.

    Exit codes: 0 all is done, 1 something got in the way (a full disk, workers that died), 2 it cannot be done as
    asked, 3 done, but some runs failed, 130 stopped by the user.

    Example: rpp sweep type_and_money --out study --jobs 8
    """
    from sim import experiments

    with told_of_sweep(resume_command(out, jobs, shard, dask)):
        share = read_shard(shard)
        made = experiments.load_plan(
            file, replicates=replicates, months=months, seed=seed, precision=read_precision(precision, most),
            districts=districts,
        )  # fmt: skip
        tell_reading(made.designs)
        if plan:
            _tell_plan(made, jobs, out)
            return
        if out is None:
            raise ScenarioError([Problem("", 0, "--out", "", "is missing", "name a new folder, or ask for --plan")])
        go_on = resume and experiments.holds(out, made)
        new = {"other_code": other_code} if go_on else {"plan": made}
        carry_out(out, dask=dask, jobs=jobs, csv=csv, quiet=quiet, batch=batch, shard=share, **new)


def _tell_plan(plan: Plan, jobs: int | None, out: Path | None) -> None:
    from sim.experiments.execute.sweep import checked_jobs
    from sim.experiments.plan.estimate import estimate, room
    from sim.experiments.plan.sizing import sizes, told

    workers = checked_jobs(jobs)
    found = estimate(plan, workers)
    if plan.title:
        printed(plan.title)
    if plan.expect:
        printed(plan.question)
    printed(str(found))
    for line in told(plan, sizes(plan, threads=workers)):
        printed(line)
    if plan.precision is not None:
        printed(f"More replicates, up to {plan.precision.most:,}, are added where precision asks for them.")
    if any(design.is_for_teaching for design in plan.designs):
        printed("One factor at a time is for teaching: it does not show how factors work together.")
    free = room(out if out is not None else Path.cwd())
    if found.megabytes > 0.9 * free:
        printed(f"Only {free:,.0f} MB are free there.")
