"""``rpp extend``: more replicates or design points for a sweep."""

import re
import shlex
from typing import Annotated

import typer

from app.terminal.execution import carry_out, resume_command, tell_reading, told_of_sweep
from app.terminal.options import AlsoCsv, Dask, Jobs, NoProgress, OtherCode, SweepResults, TaskSize
from app.terminal.printing import printed
from sim.scenario.mistakes import Problem, ScenarioError


def command(
    folder: SweepResults,
    replicates: Annotated[str | None, typer.Option(metavar="+N", help="How many more of each point.")] = None,
    points: Annotated[str | None, typer.Option(metavar="FILE", help="Experiment file or CSV with more points.")] = None,
    later: Annotated[bool, typer.Option("--later", help="Only note it; rpp resume runs it.")] = False,
    jobs: Jobs = None,
    batch: TaskSize = None,
    dask: Dask = None,
    csv: AlsoCsv = False,
    quiet: NoProgress = False,
    other_code: OtherCode = False,
) -> None:
    """Add replicates or design points to a sweep, and run them.

    Example: rpp extend study --replicates +50
    """
    from analysis.wording.numbers import numbered
    from sim import experiments

    with told_of_sweep(resume_command(folder, jobs, None, dask)):
        design = None if points is None else experiments.load_design(points)
        tell_reading([design] if design else [])
        plan = experiments.extend(folder, replicates=_more(replicates), design=design, other_code=other_code)
        told = f"{numbered(plan.points, 'point')}, {numbered(plan.replicates, 'replicate')}"
        printed(f"The sweep now has {numbered(plan.runs, 'run')}: {told}.")
        if later:
            printed(f"Run what is new by: rpp resume {shlex.quote(str(folder))}")
            return
        carry_out(folder, dask=dask, jobs=jobs, csv=csv, quiet=quiet, batch=batch, other_code=other_code)


def _more(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"\+?[0-9]{1,8}", text):
        raise ScenarioError([Problem("", 0, "--replicates", text[:60], "must be a whole number above 0, such as +50")])
    return int(text)
