"""``rpp validate``: every mistake of every file, each told once."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from app.terminal.mistakes import WRONG
from sim.scenario.folders import NOT_SCENARIOS
from sim.scenario.mistakes import Problem, ScenarioError


def command(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Scenario files, folders of them, or names.")],
) -> None:
    """Check scenario and claim files, and report every mistake.

    Example: rpp validate scenarios my_district.yaml
    """
    good = True
    for name, mistakes in check(files):
        good = good and not mistakes
        typer.echo(f"OK  {name}" if not mistakes else "\n".join(map(str, mistakes)), err=bool(mistakes))
    if not good:
        raise typer.Exit(WRONG)


def check(names: Iterable[str]) -> Iterator[tuple[str, list[Problem]]]:
    """Each file with its mistakes; those that two files inherit from a third are told once.

    Args:
        names: files, scenario names, or folders, which stand for the scenario files in them; files in a folder
            ``claims`` are claims.
    """
    from sim.claims.files import FOLDER, load_claim
    from sim.scenario.files import load_scenario

    told: set[Problem] = set()
    for name in dict.fromkeys(file for written in names for file in _files(written)):
        try:
            load_claim(name) if Path(name).parent.name == FOLDER else load_scenario(name)
        except ScenarioError as error:
            new = [problem for problem in error.problems if problem not in told]
            told.update(new)
            yield name, new or [Problem(name, 0, "", "", "builds on a file with mistakes, told above")]
        else:
            yield name, []


def _files(written: str) -> list[str]:
    folder = Path(written)
    if not folder.is_dir():
        return [written]
    found = [
        path for path in sorted(folder.rglob("*.yaml"))
        if not any(part in NOT_SCENARIOS or part.startswith(".") for part in path.relative_to(folder).parts)
    ]  # fmt: skip
    return [str(path) for path in found] or [written]
