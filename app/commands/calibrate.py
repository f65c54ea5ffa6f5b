"""``rpp calibrate``: fits parameters to published patterns, and says what these cannot tell."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.results.place import check_no_file
from app.terminal import completion
from app.terminal.mistakes import STOPPED, Mistake, resolved_path
from app.terminal.options import LARGEST_SEED, Json, Quiet, option, whole_number
from app.terminal.printing import printed, told_beside
from sim.scenario.mistakes import nearest

if TYPE_CHECKING:
    from sim.calibration import Population

MOST_TRIALS, MOST_WORKERS = 1_000_000, 4096
TROUBLE = 1


def command(
    targets: Annotated[
        str,
        typer.Argument(help="Targets file, or the name of one in scenarios/targets.",
                       autocompletion=completion.targets),
    ],
    trials: Annotated[int | None, whole_number(1, MOST_TRIALS, "Trials in all, instead of the file's.")] = None,
    workers: Annotated[int | None, whole_number(1, MOST_WORKERS, "Threads for the runs; all cores by default.")] = None,
    seed: Annotated[int | None, whole_number(0, LARGEST_SEED, "Seed, instead of the file's.")] = None,
    out: Annotated[Path | None, option("DIR", "Folder to write; by default runs/calibrate-TARGETS-seedN.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the trials that the folder holds.")] = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Fit parameters to published patterns.

    Shows what the patterns leave open, too.

    Example: rpp calibrate survival --trials 500
    """
    from analysis.calibration.fitted import NothingRead, fitted
    from analysis.calibration.words import as_text
    from app.results.calibration import as_data, write
    from sim.calibration import Simulator, Study, load_calibration
    from sim.engine.batch import compile_first
    from sim.experiments import StoreError

    made = load_calibration(targets, populations=populations(), seed=seed)
    number = trials or made.trials
    folder = resolved_path(out or Path("runs") / f"calibrate-{made.name}-seed{made.seed}")
    check_folder(folder, resume)
    again = f"rpp calibrate {shlex.quote(targets)} --out {shlex.quote(str(folder))} --trials {number}"
    try:
        study = Study(made, folder)
        compile_first(told=not quiet)
        study.run(Simulator(made, threads=workers), number, progress=not quiet and sys.stderr.isatty())
        result = fitted(study, workers)
    except KeyboardInterrupt:
        again += f" --seed {made.seed} --resume"
        told_beside(f"\nStopped. Finished trials are kept; go on by: {again}")
        raise typer.Exit(STOPPED) from None
    except StoreError as error:
        raise Mistake(str(error)) from None
    except NothingRead as error:
        told_beside(str(error))
        raise typer.Exit(TROUBLE) from None
    files = write(result, folder)
    if as_json:
        printed(as_data(result, folder, files))
    elif not quiet:
        printed(as_text(result, folder, files))


def populations() -> dict[str, Population]:
    """Populations that a targets file can name."""
    from sim.calibration import Population
    from sim.experiments.design.population import mixed_population

    return {"mixed": Population(mixed_population)}


def check_folder(folder: Path, resume: bool) -> None:
    """Refuses a folder that holds something else, or trials that were not asked to go on.

    Raises:
        Mistake: with what to do instead.
    """
    from sim.calibration.study import FILE

    check_no_file(folder, (folder, *folder.parents))
    if not folder.exists() or not any(folder.iterdir()):
        if resume:
            hint = nearest(folder.name, (path.parent.name for path in folder.parent.glob(f"*/{FILE}")))
            raise Mistake(f"--resume: there is no calibration in {folder} to go on with{f'; {hint}' if hint else ''}")
        return
    if not (folder / FILE).exists():
        raise Mistake(f"--out {folder}: holds files that are not from `rpp calibrate`; choose another folder")
    if not resume:
        raise Mistake(f"--out {folder}: holds a calibration; go on with it by --resume, or choose another folder")
