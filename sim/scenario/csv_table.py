"""A CSV file that comes in as a table: named columns, names of rows, and numbers as the model writes them.

One reader for whatever a user brings: points of a design, districts, observed lifetimes. It tells how it read a file
(`Table.remarks`), and refuses what could be read in two ways.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from sim.scenario.csv_cells import Line, read_lines
from sim.scenario.mistakes import Problem, ScenarioError, refuse

#: What pandas, R, spreadsheets and databases write where a number is missing.
MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "<na>"})
#: Names of a column that names rows, and those that pandas and R give to a column of row numbers or names.
OF_ROWS = ("id", "name", "label", "case", "site", "point_id", "point_name", "point", "run")
_INDEX = ("", "unnamed: 0", "x", "rownames", "row.names", "...1", "index")
_POINT = re.compile(r"[+-]?[0-9]*\.[0-9]+([eE][+-]?[0-9]+)? ?%?")
_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+([eE][+-]?[0-9]+)? ?%?")
_BOTH = re.compile(r"[+-]?[0-9][0-9.,]*[.,][0-9.,]*[0-9] ?%?")
#: Decimals or thousands: nobody can tell.
_DOUBTFUL = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3} ?%?")
_PERCENT = re.compile(r"([+-]?[0-9.]+([eE][+-]?[0-9]+)?) ?%")


class Row(NamedTuple):
    """One line below the first: its number, and its cells by column."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """A table of texts.

    Attributes:
        file: its name in messages.
        line: of the names of columns.
        names: of the columns.
        rows: in the order of the file.
        remarks: how it was read, where it is not plain CSV.
    """

    file: str
    line: int
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()

    def column(self, name: str) -> list[str]:
        """Texts of a column."""
        return [row.cells[name] for row in self.rows]

    def naming_rows(self, among: Iterable[str] = OF_ROWS) -> str:
        """The first column that names rows, or ``""``."""
        lower = {name.lower(): name for name in reversed(self.names)}
        return next((lower[name] for name in among if name in lower), "")

    def in_numbers(self, columns: Collection[str]) -> Table:
        """The same table with these columns as numbers are written here: ``0.5``, and ``""`` where one is missing.

        What is no number is left as it is, for whoever knows what is allowed.

        Raises:
            ScenarioError: commas that may stand before decimals or between thousands.
        """
        cells = [(row.line, name, row.cells[name]) for row in self.rows for name in columns]
        commas = [cell for cell in cells if _COMMA.fullmatch(cell[2])]
        points = [cell for cell in cells if _POINT.fullmatch(cell[2])]
        both = [cell for cell in cells if _BOTH.fullmatch(cell[2]) and {".", ","} <= set(cell[2])]
        doubtful = all(_DOUBTFUL.fullmatch(cell[2]) for cell in commas)
        if both or (commas and (points or doubtful)):
            line, name, value = (both or [c for c in commas if _DOUBTFUL.fullmatch(c[2])] or commas)[0]
            more = len({*both, *commas}) - 1
            message = "its comma may stand before decimals or between thousands"
            if not both and not _DOUBTFUL.fullmatch(value):
                message = "has a decimal comma, where other cells have decimal points"
            message += f", as in {more} more cell{'s' * (more > 1)}" if more else ""
            hint = "write decimals with a point, and nothing between thousands"
            raise ScenarioError([Problem(self.file, line, name, value, message, hint)])
        missing = sum(cell[2].lower() in MISSING and cell[2] != "" for cell in cells)
        remarks = ["decimal commas"] * bool(commas)
        remarks += [f"{missing} cell{'s' * (missing > 1)} NA, that is, empty"] * bool(missing)

        def plain(name: str, text: str) -> str:
            if name not in columns:
                return text
            return "" if text.lower() in MISSING else text.replace(",", ".") if _COMMA.fullmatch(text) else text

        rows = tuple(Row(row.line, {name: plain(name, text) for name, text in row.cells.items()}) for row in self.rows)
        return replace(self, rows=rows, remarks=(*self.remarks, *remarks))


def read_table(path: Path, shown: str, problems: list[Problem]) -> Table:
    """Reads a table; lines of another width than the first are left out, and a mistake.

    Args:
        path: the file.
        shown: its name in messages.
        problems: list that grows with mistakes, so that they are told with those of what the cells say.

    Raises:
        ScenarioError: what keeps it from being read at all.
    """
    (head, *lines), remarks = read_lines(path, shown)
    problems += (wrong := _of_widths(head, lines, shown))
    names, every, lines = head.cells, lines, [line for line in lines if len(line.cells) == len(head.cells)]
    if every and not lines:
        raise ScenarioError(wrong)
    while not names[-1] and not any(line.cells[len(names) - 1] for line in lines):  # a spreadsheet's empty columns
        names = names[:-1]
    first = [line.cells[0] for line in lines]
    if names[0].lower() in _INDEX:
        if first in ([str(n) for n in range(len(first))], [str(n + 1) for n in range(len(first))]):
            remarks.append("its first column left out, which only numbers the lines")
            names, lines = names[1:], [Line(line.number, line.cells[1:]) for line in lines]
        else:
            names = ["id", *names[1:]]
    found = [Problem(shown, head.number, f"column {n}", "", "has no name") for n, x in enumerate(names, 1) if not x]
    twins = dict.fromkeys(name for name in names if name and names.count(name) > 1)
    found += [Problem(shown, head.number, name, "", "is a column twice", "keep one of them") for name in twins]
    if not lines or not names:
        found.append(Problem(shown, head.number, "", "", "holds no rows", "write one line for each below the first"))
    refuse(found)
    rows = tuple(Row(line.number, dict(zip(names, line.cells, strict=False))) for line in lines)
    return Table(shown, head.number, tuple(names), rows, tuple(remarks))


def _of_widths(head: Line, lines: list[Line], shown: str) -> list[Problem]:
    """Lines that have another number of cells than the first: one message, with the first of them."""
    wrong = [line for line in lines if len(line.cells) != len(head.cells)]
    if not wrong:
        return []
    more = f" (and {len(wrong) - 1} more such lines)" if len(wrong) > 1 else ""
    longer = len(wrong) == len(lines) and all(len(line.cells) > len(head.cells) for line in wrong)
    hint = "name the column of row names too; with decimal commas, separate cells by semicolons" if longer else ""
    message = f"has {len(wrong[0].cells)} cells, but the first line has {len(head.cells)}{more}"
    return [Problem(shown, wrong[0].number, "", "", message, hint)]


def without_percent(text: str) -> str:
    """``35.1 %`` as the share 0.351, digit by digit; any other text as it is."""
    match = _PERCENT.fullmatch(text)
    return str(Decimal(match[1]) / 100) if match else text


def names_of_rows(table: Table, column: str, taken: Collection[str]) -> tuple[str, ...]:
    """The texts of a column that names rows.

    Args:
        table: the table.
        column: one of its columns.
        taken: columns that results have for themselves.

    Raises:
        ScenarioError: empty or repeated names, or results have such a column.
    """
    problems, seen = [], {}
    if column in taken:
        problems.append(Problem(table.file, table.line, column, "", "is also a column of results", "call it id"))
    for row in table.rows:
        name = row.cells[column]
        if not name or not name.isprintable() or len(name) > 80:
            problems.append(Problem(table.file, row.line, column, name[:60], "must be a name of at most 80 characters"))
        elif name in seen:
            problems.append(Problem(table.file, row.line, column, name, f"names line {seen[name]} already"))
        seen.setdefault(name, row.line)
    refuse(problems)
    return tuple(row.cells[column] for row in table.rows)
