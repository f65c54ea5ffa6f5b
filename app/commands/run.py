"""``rpp run``: computes an ensemble, writes its folder, and sums it up."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.wording.layout import wrapped
from app.terminal.mistakes import resolved_path, scenario_with, told_plainly
from app.terminal.options import Json, Months, Quiet, Replicates, ScenarioName, Seed, Threads, Values
from app.terminal.printing import command_line, printed

if TYPE_CHECKING:
    from app.results.manifest import Plan
    from sim.engine.result import Result


@told_plainly()
def command(
    scenario: ScenarioName,
    values: Values = None,
    replicates: Replicates = None,
    months: Months = None,
    seed: Seed = 1,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder to write; by default runs/SCENARIO-seedN.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Write monthly tables as CSV instead of Parquet.")] = False,
    threads: Threads = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Run replicates of a scenario, write tables, and sum them up.

    Example: rpp run bellevue --replicates 200 --set coordination.fte=0
    """
    chosen, given = scenario_with(scenario, values or ())
    from app.results.manifest import Plan

    plan = Plan(chosen, seed, replicates or chosen.replicates, months or chosen.months, csv, given)
    folder = resolved_path(out or Path("runs") / f"{chosen.name.rpartition('/')[2]}-seed{seed}")
    finished = run(plan, folder, threads=threads, quiet=quiet, command=command_line())
    if as_json:
        printed(finished.as_data())
    elif not quiet:
        printed(finished.as_text())


@dataclass(frozen=True)
class Finished:
    """A run that was written.

    Attributes:
        result: its tables.
        plan: what was asked for.
        folder: where it lies.
        files: names of its files.
    """

    result: Result
    plan: Plan
    folder: Path
    files: tuple[str, ...]

    def as_text(self) -> str:
        """The summary for readers, and where the files are."""
        from analysis.wording import summary

        p = self.plan
        head = f"{p.scenario.title} ({p.scenario.name}): {p.replicates:,} runs of {p.months} months, seed {p.seed}"
        written = f"Written to {_shown(self.folder)}\n{wrapped(', '.join(self.files), '  ')}"
        return "\n\n".join([head, summary.as_text(self.result), written])

    def as_data(self) -> dict:
        """The summary for programs."""
        from analysis.wording import summary

        p = self.plan
        return {
            "scenario": p.scenario.name, "title": p.scenario.title, "digest": p.scenario.digest, "plan": p.digest,
            "seed": p.seed, "replicates": p.replicates, "months": p.months, "set": dict(p.values),
            **summary.as_data(self.result), "folder": str(self.folder), "files": list(self.files),
        }  # fmt: skip


def run(plan: Plan, folder: Path, *, threads: int | None, quiet: bool, command: str) -> Finished:
    """Carries out a plan.

    Raises:
        Mistake: the folder cannot be written, or holds something else.
    """
    from app.results.dictionary import MONTHLY
    from app.results.outputs import new_folder, write_run
    from app.terminal.compute import computed

    with new_folder(folder, plan) as partial:
        replicates = range(plan.replicates)
        result, _ = computed(plan.scenario, replicates, plan.months, plan.seed, threads=threads, quiet=quiet)
        write_run(partial, result, plan, tuple(MONTHLY), command)
        files = tuple(sorted(path.name for path in partial.iterdir()))
    return Finished(result, plan, folder, files)


def _shown(folder: Path) -> str:
    here = Path.cwd().resolve()
    return os.path.relpath(folder, here) if folder.is_relative_to(here) else str(folder)
