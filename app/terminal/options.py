"""Arguments and options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from typer.models import OptionInfo

from app.terminal import completion

LARGEST_SEED = 2**63 - 1
MOST_REPLICATES, MOST_MONTHS, MOST_THREADS = 1_000_000, 12_000, 4096


def option(metavar: str, help: str, offered: Callable | None = None) -> OptionInfo:
    """An option, by what its value stands for, and what a shell offers for it."""
    return typer.Option(metavar=metavar, help=help, autocompletion=offered)


def whole_number(low: int, high: int, help: str) -> OptionInfo:
    """An option that takes a whole number, or says which ones it takes."""

    def read(text: str) -> int:
        written = str(text).strip()
        try:
            value = int(written) if len(written) < 40 else None
        except ValueError:
            value = None
        if value is None or not low <= value <= high:
            raise typer.BadParameter(f"must be a whole number from {low} to {high}, not {written[:40]!r}")
        return value

    return typer.Option(metavar="N", parser=read, help=help)


# --- what is looked at ------------------------------------------------------------------------------------------------

ScenarioName = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO", help="Name (see `rpp list`) or .yaml file.", autocompletion=completion.scenarios
    ),
]
Values = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="A value that overrides the files; repeatable.",
                 autocompletion=completion.parameters),
]  # fmt: skip
Partnership = Annotated[str | None, option("NAME", "Which partnership, where there are several; the first by default.")]
Results = Annotated[Path, typer.Argument(metavar="DIR", help="Results folder of `rpp run` or `rpp sweep`.")]
SweepResults = Annotated[Path, typer.Argument(metavar="DIR", help="Results folder of a sweep.")]
By = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="What to group by: scenario, policy, partnership, or what was varied "
                                        "(ranges by thirds)."),
]  # fmt: skip
Incomplete = Annotated[
    bool, typer.Option("--incomplete", help="Go on although runs are missing, with those that are there.")
]
Outcomes = Annotated[
    list[str] | None, option("NAME", "An outcome; some main ones by default. Repeatable.", completion.outcomes)
]

# --- what is run ------------------------------------------------------------------------------------------------------

Months = Annotated[int | None, whole_number(1, MOST_MONTHS, "Months to run; by default what the scenario says.")]
Replicates = Annotated[int | None, whole_number(1, MOST_REPLICATES, "Runs; by default what the scenario suggests.")]
Replicate = Annotated[int, whole_number(0, MOST_REPLICATES - 1, "Which run of the ensemble, from 0.")]
Seed = Annotated[int, whole_number(0, LARGEST_SEED, "Seed: the same seed gives the same result.")]
Threads = Annotated[int | None, whole_number(1, MOST_THREADS, "Threads; all cores by default.")]

# --- what comes out ---------------------------------------------------------------------------------------------------

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Out = Annotated[Path | None, option("DIR", "Folder for tables and figures; without it nothing is written.")]
OutBeside = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder to write; by default beside the results.")]
OutNew = Annotated[Path | None, typer.Option(metavar="DIR", help="New folder for tables, figures and a page.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but mistakes.")]
NoProgress = Annotated[bool, typer.Option("--quiet", help="Show no progress.")]

# --- how a sweep is executed ------------------------------------------------------------------------------------------

Jobs = Annotated[int | None, typer.Option(help="Worker processes; all cores by default, 1 for none.")]
TaskSize = Annotated[
    int | None, typer.Option("--batch", min=1, max=100_000, help="Runs per task. Results do not depend on it.")
]
Shard = Annotated[str | None, typer.Option(metavar="I/N", help="Run only the i-th of n shares, such as 2/10.")]
Dask = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler, or 'local'.")]
Widths = Annotated[
    list[str] | None,
    typer.Option("--precision", metavar="OUTCOME=HALF_WIDTH", help="Add replicates until 95 % intervals are narrow."),
]
Most = Annotated[int, typer.Option(help="Most replicates that --precision may use.")]
AlsoCsv = Annotated[bool, typer.Option("--csv", help="Also write every table as CSV.")]
OtherCode = Annotated[bool, typer.Option("--other-code", help="Go on although the model has changed since.")]
