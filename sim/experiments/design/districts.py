"""Real districts as points of a design: each row of a public table sets the context of a point, and its id is kept."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sim.declarations import parameters
from sim.declarations.parameters import Parameter
from sim.experiments.design.district_columns import POVERTY, SCHOOLS, TEACHERS_EACH, column_of
from sim.experiments.design.samples import Design, listed
from sim.scenario.csv_table import MISSING, Row, Table, names_of_rows, read_table, without_percent
from sim.scenario.mistakes import Problem, ScenarioError, refuse
from sim.scenario.scenario import Value
from sim.scenario.strict_yaml import read_number, text_value

#: Columns of results in which ids and names are kept.
ID, NAME = "district_id", "district_name"
#: How tables say that a number is missing, beside an empty cell: NCES's codes and signs, and California's star.
NOT_TOLD = frozenset({"-1", "-2", "-9", "m", "n", "\N{EN DASH}", "-", "\N{DAGGER}", "\N{DOUBLE DAGGER}", "*"})


class Source(NamedTuple):
    """Where a value of a district comes from.

    Attributes:
        headings: the column that holds it, or two, of which the first is divided by the second.
        percent: whether the column holds percentages of what the model takes as a share.
    """

    headings: tuple[str, ...]
    percent: bool = False

    def __str__(self) -> str:
        told = " ÷ ".join(repr(heading) for heading in self.headings)
        return f"{told} (percent)" if self.percent else told

    def value(self, row: Row, parameter: Parameter) -> Value:
        """The value of a district; people per school are rounded, and at least one.

        Raises:
            ValueError: with what is wrong.
        """
        first, *below = (row.cells[heading] for heading in self.headings)
        if not below:
            is_bare = self.percent and read_number(first) is not None
            return text_value(parameter, without_percent(f"{first}%" if is_bare else first))
        numbers = [read_number(first), read_number(below[0])]
        if None in numbers or min(numbers) < 0 or numbers[1] == 0:
            raise ValueError(f"{' ÷ '.join(self.headings)} needs two numbers, the second above 0")
        ratio = numbers[0] / numbers[1]
        return text_value(parameter, repr(max(1, round(ratio)) if parameter.prior == "integer" else ratio))


def from_districts(path: Path, *, shown: str | None = None) -> Design:
    """Reads districts.

    Args:
        path: a CSV file with one line per district (`sim.experiments.design.district_columns` names the columns).
        shown: its name in messages.

    Returns:
        The design. Its settings tell what was taken from which column, and which were left out.

    Raises:
        ScenarioError: every mistake at once, also every district of which something is missing.
    """
    shown = shown or str(path)
    problems: list[Problem] = []
    table = read_table(path, shown, problems)
    headings, sources = _columns_of(table, problems)
    refuse(problems)
    known = parameters.registry()
    used = list(dict.fromkeys(heading for source in sources.values() for heading in source.headings))
    table = table.in_numbers(used)
    ids = headings.get("id") or headings["name"]
    problems += _missing(table, ids, used) or _wrong_units(table, sources)
    try:
        names = {ID: names_of_rows(table, ids, ())}
    except ScenarioError as error:
        problems += error.problems
        hint = "a table with a line for each school has to be summed up by district first"
        problems.append(Problem(shown, table.line, ids, "", "must name each district once", hint))
    refuse(problems)
    points: list[dict[str, Value]] = []
    for row in table.rows:
        points.append({})
        for name, source in sources.items():
            try:
                points[-1][name] = source.value(row, known[name])
            except ValueError as error:
                cells = " ÷ ".join(row.cells[heading] for heading in source.headings)
                problems.append(Problem(shown, row.line, source.headings[0], cells[:60], f"as {name}: {error}"))
    refuse(problems)
    if headings.get("name", ids) != ids:
        names[NAME] = tuple(" ".join(text.split())[:80] for text in table.column(headings["name"]))
    left = [name for name in table.names if name not in (*used, ids, headings.get("name"))]
    told = [*table.remarks, f"{ID} from {ids!r}", *(f"{name} from {source}" for name, source in sources.items())]
    told += [f"not used: {', '.join(left)[:200]}"] if left else []
    return listed(points, method="csv", names=names, settings={"file": shown, "read": "; ".join(told)})


def _columns_of(table: Table, problems: list[Problem]) -> tuple[dict[str, str], dict[str, Source]]:
    """The heading of each thing that is told, and where each value comes from; mistakes are added."""
    columns = {heading: column for heading in table.names if (column := column_of(heading))}
    headings: dict[str, str] = {}
    for heading, column in columns.items():
        if column.of in headings:
            message = f"holds the same as {headings[column.of]}"
            problems.append(Problem(table.file, table.line, heading, "", message, "keep one of them"))
        headings.setdefault(column.of, heading)
    sources = {
        of: Source((heading,), columns[heading].unit == "percent")
        for of, heading in headings.items() if of.startswith("district.")
    }  # fmt: skip
    for name, parts in ((TEACHERS_EACH, ("teachers", SCHOOLS)), (POVERTY, ("low_income", "students"))):
        if name not in sources and {*parts} <= headings.keys():
            sources[name] = Source(tuple(headings[part] for part in parts))
    if not {"id", "name"} & headings.keys():
        problems.append(Problem(table.file, table.line, "", "", "no column names the districts", "call one LEAID"))
    if not sources:
        message = f"no column tells size, poverty or turnover (they are {', '.join(table.names)[:100]})"
        problems.append(Problem(table.file, table.line, "", "", message, "the guide to experiments lists those known"))
    return headings, sources


def _missing(table: Table, ids: str, used: list[str]) -> list[Problem]:
    """Every district of which something is missing, one mistake each."""
    problems = []
    for row in table.rows:
        gaps = [heading for heading in used if row.cells[heading].lower() in MISSING | NOT_TOLD]
        if gaps:
            message, hint = f"nothing is told of {', '.join(gaps)}", "fill it in, or remove the line"
            problems.append(Problem(table.file, row.line, ids, row.cells[ids][:60], message, hint))
    return problems


def _wrong_units(table: Table, sources: dict[str, Source]) -> list[Problem]:
    """Columns of percentages that look like shares, and the other way round: one mistake each."""
    problems = []
    for name, source in sources.items():
        if len(source.headings) > 1 or not parameters.registry()[name].unit.startswith("share"):
            continue
        (heading,), end = source.headings, name.rpartition(".")[2]
        most = max((number for cell in table.column(heading) if (number := read_number(cell)) is not None), default=0)
        if source.percent and 0 < most <= 1:
            message, hint = "is a percentage, but no value is above 1", f"call it {end} if these are shares"
        elif not source.percent and 1 < most <= 100:
            message, hint = "is a share, but some values are above 1", f"call it {end}_percent if these are percentages"
        else:
            continue
        problems.append(Problem(table.file, table.line, heading, "", message, hint))
    return problems
