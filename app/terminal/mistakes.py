"""What a user did wrong, told in plain words: never a traceback, and nothing half-done is left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from app.terminal.explained import told
from app.terminal.printing import told_beside
from sim.scenario.mistakes import Mistake, Problem, ScenarioError, nearest

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

#: Exit codes: a mistake in what was asked for; stopped by the user.
WRONG, STOPPED = 2, 130
#: Names that a message tells when none of them is near.
_FEW = 40


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turns mistakes, trouble with files and Ctrl-C into one message and an exit code."""
    try:
        yield
    except (ScenarioError, Mistake) as error:
        told_beside(told(error))
        raise typer.Exit(WRONG) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        told_beside(f"{where}{error.strerror or error}")
        raise typer.Exit(WRONG) from None
    except MemoryError:
        told_beside("There is not enough memory for this many runs: lower --replicates or --months.")
        raise typer.Exit(WRONG) from None
    except KeyboardInterrupt:
        told_beside("\nStopped. Nothing was written.")
        raise typer.Exit(STOPPED) from None


def one_of(what: str, name: str, known: Iterable[str]) -> str:
    """A name, if it is known.

    Raises:
        Mistake: with the nearest known names, or all of them where there are few.
    """
    known = known if isinstance(known, Mapping) else list(known)
    if name in known:
        return name
    more = f" and {len(known) - _FEW} more" if len(known) > _FEW else ""
    there = f"there {'is' if len(known) == 1 else 'are'} {', '.join(islice(known, _FEW))}{more}"
    raise Mistake(f"There is no {what} {name[:80]!r}; {nearest(name, known) or there}")


def mistakes_of(*checks: Callable[[], object]) -> list[str]:
    """What checks find wrong, all of it, so that it can be told at once."""
    told = []
    for check in checks:
        try:
            check()
        except (Mistake, ScenarioError, ValueError) as error:
            told.append(str(error))
    return told


def scenario_with(name: str, assignments: Iterable[str]) -> tuple[Scenario, dict[str, float | str]]:
    """A scenario with the values of ``--set``, and those values.

    Raises:
        ScenarioError: with every mistake in the files and in the values.
    """
    from sim.scenario.files import load_scenario, load_values

    problems: list[Problem] = []
    values: dict[str, float | str] = {}
    try:
        values = load_values(assignments)
    except ScenarioError as error:
        problems += error.problems
    try:
        scenario = load_scenario(name, set=values)
    except ScenarioError as error:
        problems = [*(_with_hint(problem) for problem in error.problems), *problems]
    if problems:
        raise ScenarioError(problems)
    return scenario, values


def _with_hint(problem: Problem) -> Problem:
    """A scenario that cannot be found, and has no near namesake, deserves a hint where to look."""
    named = problem.file or problem.key or problem.hint
    return problem if named else replace(problem, hint="`rpp list` shows all that can be named")


def resolved_path(path: Path) -> Path:
    """A path without surprises: absolute, with ``~`` and links written out."""
    return path.expanduser().resolve()
