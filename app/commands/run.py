"""``rpp run``: a sweep of one point, kept month by month for every kind of entity, with a figure and a summary."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.wording.layout import wrapped
from app.results.outputs import draw_overview, names_in, written
from app.results.place import check_place
from app.terminal.execution import tell_failures, told_of_sweep
from app.terminal.mistakes import resolved_path, scenario_with
from app.terminal.options import Json, Months, Quiet, Replicates, ScenarioName, Seed, Threads, Values, option
from app.terminal.printing import command_line, printed

if TYPE_CHECKING:
    from sim.experiments import Finished, Plan
    from sim.scenario.scenario import Scenario, Value


def command(
    scenario: ScenarioName,
    values: Values = None,
    replicates: Replicates = None,
    months: Months = None,
    seed: Seed = 1,
    out: Annotated[Path | None, option("DIR", "Folder to write; by default runs/SCENARIO-seedN.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Write monthly tables also as CSV.")] = False,
    threads: Threads = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Run replicates of a scenario, write tables, and sum them up.

    The folder is that of a sweep of one point. What was finished is kept when it is stopped, and the same command
    goes on.

    Example: rpp run bellevue --replicates 200 --set coordination.fte=0
    """
    chosen, given = scenario_with(scenario, values or ())
    folder = resolved_path(out or Path("runs") / f"{chosen.name.rpartition('/')[2]}-seed{seed}")

    check_place(folder)
    with told_of_sweep(command_line()):
        plan = plan_of(chosen, replicates, months, seed)
        results = run(plan, folder, threads=threads, quiet=quiet, csv=csv)
        if as_json:
            printed(as_data(results, plan, folder, given))
        elif not quiet:
            printed(as_text(results, chosen, folder))
        tell_failures(folder)


def plan_of(scenario: Scenario, replicates: int | None, months: int | None, seed: int) -> Plan:
    """The plan of a run: one design point, every table by month."""
    from sim.experiments import make_plan
    from sim.experiments.plan.plan import FURTHER

    return make_plan(
        scenario, replicates=replicates, months=months, seed=seed, series="monthly", tables=FURTHER,
        question=scenario.question,
    )  # fmt: skip


def run(plan: Plan, folder: Path, *, threads: int | None = None, quiet: bool = False, csv: bool = False) -> Finished:
    """Carries out a plan, or what is missing of it; draws the overview and writes tables as CSV.

    Raises:
        Mistake: there is no room for so many runs.
        StoreError: the folder cannot be written, holds something else, or was computed by other code.
    """
    from analysis.overview.figures import QUANTITIES
    from app.results.forecast import check_room
    from sim import experiments
    from sim.engine.batch import compile_first

    compile_first(told=not quiet)
    threads, progress = threads or os.cpu_count() or 1, not quiet
    if experiments.holds(folder, plan):
        done = experiments.resume(folder, threads=threads, progress=progress)
    else:
        check_room(plan, folder, threads, quiet=quiet)
        done = experiments.sweep(plan, out=folder, threads=threads, progress=progress)
    results = experiments.Finished(done, QUANTITIES)
    draw_overview(results, folder)
    experiments.write_csv(folder, None if csv else ("runs",))
    experiments.describe(folder)
    return results


def as_text(results: Finished, scenario: Scenario, folder: Path) -> str:
    """The summary for readers, and where the files are."""
    from analysis.overview import summary
    from analysis.wording.history import history_texts

    runs, here = results.runs["run"].nunique(), Path.cwd().resolve()
    head = f"{scenario.title} ({scenario.name}): {runs:,} runs of {results.months} months, seed {results.seed}"
    shown = Path(os.path.relpath(folder, here)) if folder.is_relative_to(here) else folder
    known = [wrapped(text) for text in history_texts(scenario)]
    return "\n\n".join([head, *known, summary.as_text(results), written(shown)])


def as_data(results: Finished, plan: Plan, folder: Path, given: dict[str, Value]) -> dict:
    """The summary for programs, with the values of ``--set``."""
    from analysis.overview import summary
    from analysis.wording.history import history_texts

    (scenario,) = plan.scenarios
    return {
        "scenario": scenario.name, "title": scenario.title, "digest": scenario.digest,
        "history": history_texts(scenario), "plan": plan.digest,
        "seed": results.seed, "replicates": plan.replicates, "months": results.months, "set": given,
        **summary.as_data(results), "folder": str(folder), "files": names_in(folder),
    }  # fmt: skip
