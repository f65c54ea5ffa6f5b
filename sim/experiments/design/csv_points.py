"""Points of a design from a CSV file: one column per parameter, one line per point; an empty cell changes nothing."""

from pathlib import Path

from sim.declarations import parameters
from sim.declarations.renamed import present_name
from sim.experiments.design.samples import Design, listed
from sim.measures.outcomes import OUTCOME
from sim.scenario.csv_table import Row, Table, names_of_rows, read_table, without_percent
from sim.scenario.mistakes import Problem, ScenarioError, nearest, refuse
from sim.scenario.scenario import Value
from sim.scenario.strict_yaml import hint_for, text_value

#: Unit of parameters for which a percent sign means hundredths.
SHARE = "share"
#: Columns that tables of results have for themselves, beside those of parameters.
RESERVED = frozenset({
    "run", "point", "replicate", "status", "scenario", "variant", "policy", "seed", "partnership", "months", "cause",
    "sample", "draw", *OUTCOME,
})  # fmt: skip


def from_csv(path: Path, *, shown: str | None = None) -> Design:
    """Reads a design.

    Args:
        path: a file whose first line names parameters; a column such as ``id`` names its points.
        shown: its name in messages.

    Returns:
        The design. Its settings tell how the file was read (`sim.scenario.csv_table`).

    Raises:
        ScenarioError: the file cannot be read; and every unknown column and wrong cell, with its line.
    """
    shown = shown or str(path)
    problems: list[Problem] = []
    table = read_table(path, shown, problems)
    known = parameters.registry()
    present = {name: present_name("parameter", name) for name in table.names}
    naming = table.naming_rows()
    problems += _unknown(table, [name for name in table.names if name != naming], present)
    used = [name for name in table.names if present[name] in known]
    table = table.in_numbers([name for name in used if not known[present[name]].choices])
    names: dict[str, tuple[str, ...]] = {}
    try:
        names = {naming: names_of_rows(table, naming, RESERVED)} if naming else {}
    except ScenarioError as error:
        problems += error.problems
    points = [_point(row, {name: present[name] for name in used}, shown, problems) for row in table.rows]
    if not any(points) and not problems:
        problems.append(Problem(shown, table.line + 1, "", "", "no point changes anything", "fill in its cells"))
    refuse(problems)
    shares = [row.cells[name] for row in table.rows for name in used if known[present[name]].unit.startswith(SHARE)]
    told = [*table.remarks, *["percent signs taken as hundredths"] * any(without_percent(x) != x for x in shares)]
    told += [f"column {naming!r} kept as the name of points"] if naming else []
    return listed(points, method="csv", names=names, settings={"file": shown, "read": "; ".join(told)})


def _unknown(table: Table, names: list[str], present: dict[str, str]) -> list[Problem]:
    """Columns that name no parameter, or one that another column names already."""
    known = parameters.registry()
    unknown = [name for name in names if present[name] not in known]
    if len(unknown) == len(names):
        message = f"no column is the name of a parameter (they are {', '.join(table.names)[:80]})"
        near = next((hint for hint in (nearest(name, known) for name in unknown) if hint), "")
        hint = near or "the first line names parameters, which `rpp parameters` lists"
        return [Problem(table.file, table.line, "", "", message, hint)]
    problems = [Problem(table.file, table.line, name, "", "unknown name", nearest(name, known)) for name in unknown]
    targets = [present[name] for name in names]
    twins = dict.fromkeys(name for name in targets if targets.count(name) > 1)
    return problems + [Problem(table.file, table.line, n, "", "is a column twice", "keep one of them") for n in twins]


def _point(row: Row, present: dict[str, str], shown: str, problems: list[Problem]) -> dict[str, Value]:
    """Values of a line by the present names of its columns; wrong ones are added to the problems."""
    known = parameters.registry()
    point: dict[str, Value] = {}
    for column, name in present.items():
        cell, parameter = row.cells[column], known[name]
        if cell:
            text = without_percent(cell) if parameter.unit.startswith(SHARE) else cell
            try:
                point[name] = text_value(parameter, text)
            except ValueError as error:
                problems.append(Problem(shown, row.line, name, cell[:60], str(error), hint_for(parameter, cell)))
    return point
