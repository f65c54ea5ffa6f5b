"""Results folders of ``rpp run`` where a command otherwise takes the name of a scenario."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from app.terminal.mistakes import Mistake
from sim.experiments import Sweep, holds_results, open_results
from sim.experiments.store import provenance
from sim.experiments.store.resolved import check_can_run


def run_at(name: str, options: Mapping[str, object]) -> Sweep | None:
    """The results of the one scenario in a folder; None where a name stands for something else.

    Args:
        name: as the user gave it.
        options: what was asked for of options that a folder settles, by their names.

    Raises:
        Mistake: the folder holds several design points, or such an option is given.
    """
    folder = Path(name).expanduser()
    if not holds_results(folder):
        return None
    found = open_results(folder)
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
        print(f"The model has changed since {found.folder} was written: the run may differ.", file=sys.stderr)
    return found
