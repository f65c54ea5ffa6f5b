"""Results folders as analyses open them, and where a command otherwise takes the name of a scenario."""

from collections.abc import Mapping
from pathlib import Path

from app.terminal.mistakes import Mistake
from app.terminal.printing import told_beside
from sim.experiments import Sweep, holds_results, open_results
from sim.experiments.store import provenance
from sim.experiments.store.resolved import check_can_run


def results_in(folder: Path, incomplete: bool = False) -> Sweep:
    """The results in a folder, of which nothing is missing.

    Args:
        folder: the results folder.
        incomplete: whether to go on although runs are missing; it is told on stderr.

    Raises:
        Mistake: runs are missing, because they are not computed yet or because files were damaged or deleted.
    """
    found = open_results(folder)
    status = found.status()
    missing, damaged = status.runs - status.done, ", ".join(status.damaged)
    if not missing and not damaged:
        return found
    told = f"{folder}: {missing:,} of {status.runs:,} runs are missing"
    told += f" (missing or changed: {damaged})" if damaged else ""
    if not status.done:
        raise Mistake(f"{folder}: none of its {status.runs:,} runs is done yet; compute them by: rpp resume {folder}")
    if not incomplete:
        raise Mistake(f"{told}; compute them by: rpp resume {folder}, or go on with what is there by --incomplete")
    told_beside(f"{told}; what is said holds for the others.")
    return found


def run_at(name: str, options: Mapping[str, object], incomplete: bool = False) -> Sweep | None:
    """The results of the one scenario in a folder; None where a name stands for something else.

    Args:
        name: as the user gave it.
        options: what was asked for of options that a folder settles, by their names.
        incomplete: as for `results_in`.

    Raises:
        Mistake: runs are missing, the folder holds several design points, or such an option is given.
    """
    folder = Path(name).expanduser()
    if not holds_results(folder):
        return None
    found = results_in(folder, incomplete)
    if found.plan.points > 1:
        raise Mistake(f"{name}: holds {found.plan.points} design points, and one is needed; try rpp report {name}")
    given = [option for option, value in options.items() if value]
    if given:
        raise Mistake(f"{' and '.join(given)}: the results in {name} are there already; name a scenario to run others")
    return found


def repeated(found: Sweep) -> Sweep:
    """Results of which a run is to be computed again; tells on stderr if the model has changed since.

    Raises:
        StoreError: an earlier version stored it with other parameters.
    """
    check_can_run(found.scenarios[0])
    if found.plan.code != provenance.code_digest():
        told_beside(f"The model has changed since {found.folder} was written: the run may differ.")
    return found
