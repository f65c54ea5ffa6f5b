"""Points of a design from a CSV file: one column per parameter, one line per point; an empty cell changes nothing."""

import csv
from pathlib import Path

from sim.declarations import parameters
from sim.declarations.renamed import present_name
from sim.experiments.design.samples import Design, listed
from sim.scenario.mistakes import Problem, ScenarioError, nearest, refuse
from sim.scenario.scenario import Value
from sim.scenario.strict_yaml import hint_for, text_value


def from_csv(path: Path, *, shown: str | None = None) -> Design:
    """Reads a design.

    Args:
        path: a UTF-8 file whose first line names parameters.
        shown: its name in messages.

    Raises:
        ScenarioError: the file cannot be read; and every unknown column and wrong cell, with its line.
    """
    shown = shown or str(path)
    problems: list[Problem] = []
    points: list[dict[str, Value]] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            names = [present_name("parameter", name.strip()) for name in next(reader, [])]
            _check_names(names, shown, problems)
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    points.append(_point(names, cells, shown, reader.line_num, problems))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError([Problem(shown, 0, "", "", f"cannot be read ({reason})")]) from None
    if not points and not problems:
        problems.append(Problem(shown, 1, "", "", "holds no points", "write one line for each point"))
    refuse(problems)
    return listed(points, method="csv")


def _check_names(names: list[str], shown: str, problems: list[Problem]) -> None:
    known = parameters.registry()
    for name in names:
        if name not in known:
            problems.append(Problem(shown, 1, name, "", "unknown name", nearest(name, known)))
    for name in dict.fromkeys(n for n in names if names.count(n) > 1):
        problems.append(Problem(shown, 1, name, "", "is a column twice", "keep one of them"))
    if not names:
        problems.append(Problem(shown, 1, "", "", "is empty", "the first line names parameters"))


def _point(names: list[str], cells: list[str], shown: str, line: int, problems: list[Problem]) -> dict[str, Value]:
    known = parameters.registry()
    if len(cells) != len(names):
        problems.append(Problem(shown, line, "", "", f"has {len(cells)} cells, but the first line has {len(names)}"))
    point: dict[str, Value] = {}
    for name, cell in zip(names, cells, strict=False):
        if cell.strip() and name in known:
            try:
                point[name] = text_value(known[name], cell)
            except ValueError as error:
                problems.append(Problem(shown, line, name, cell[:60], str(error), hint_for(known[name], cell)))
    return point
