"""From the bytes of a CSV file to its lines of cells, whichever program wrote it: code, separator, NetLogo's layout.

Only what a file makes certain is taken. Where two readings fit, the file is refused, and told what to change.
"""

import csv
import io
import re
from pathlib import Path
from typing import NamedTuple

from sim.scenario.mistakes import Problem, ScenarioError

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
#: First bytes of files that are no text, and what they are.
_NO_TEXT = {
    b"PK\x03\x04": "a workbook or an archive", b"\xd0\xcf\x11\xe0": "an old workbook", b"PAR1": "a Parquet file",
    b"\x1f\x8b": "a compressed file", b"%PDF": "a PDF",
}  # fmt: skip
#: How an export of NCES's table generator begins, in which notes stand above and below the table.
_ELSI = "ELSI"
_BEHAVIOR_SPACE = "BehaviorSpace results (NetLogo"
#: What R, Excel and NCES write around a text that must not become a number, such as ``="0600001"``.
_KEPT_AS_TEXT = re.compile(r'="(.*)"')


class Line(NamedTuple):
    """A line that is not empty: its number, counted from 1, and its cells without the spaces around them."""

    number: int
    cells: list[str]


def read_lines(path: Path, shown: str) -> tuple[list[Line], list[str]]:
    """The lines of a file, of which the first holds the names of columns, and how it was read.

    Args:
        path: the file.
        shown: its name in messages.

    Raises:
        ScenarioError: it cannot be read as one table, with what to do.
    """
    try:
        text, remarks = _decoded(path.read_bytes())
        declared = _declared(text)
        text, before = (text.partition("\n")[2], 1) if declared else (text, 0)
        separator = declared or _separator(text)
        lines = _lines(text, separator, before)
        if separator != ",":
            remarks.append(f"{SEPARATORS[separator]} between cells")
        if lines and lines[0].cells[0].startswith(_ELSI):
            wide = max(len(line.cells) for line in lines)
            lines = [line for line in lines if len(line.cells) == wide and any(line.cells[1:])]
            remarks.append("an NCES ELSI export without its notes")
        if lines and lines[0].cells[0].startswith(_BEHAVIOR_SPACE):
            lines = _behavior_space(lines)
            remarks.append("parameters of a NetLogo BehaviorSpace table, one point for each of its runs")
        if not lines:
            raise Unreadable("is empty", "the first line names the columns")
    except OSError as error:
        raise ScenarioError([Problem(shown, 0, "", "", f"cannot be read ({error.strerror or error})")]) from None
    except csv.Error as error:
        raise ScenarioError([Problem(shown, 0, "", "", f"cannot be read as CSV ({error})")]) from None
    except Unreadable as error:
        raise ScenarioError([Problem(shown, 1, "", "", *error.args)]) from None
    return lines, remarks


class Unreadable(Exception):
    """A file that is not one table of texts: what is wrong, and what to do."""


def _decoded(data: bytes) -> tuple[str, list[str]]:
    """The text, and how it was coded if that is not UTF-8."""
    for start, what in _NO_TEXT.items():
        if data.startswith(start):
            raise Unreadable(f"is {what}, not CSV", "save the table as CSV (UTF-8)")
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return _of_lines(data.decode("utf-16")), ["coded as UTF-16"]
        if b"\0" in data:
            raise Unreadable("holds zero bytes", "save the table as CSV (UTF-8)")
        return _of_lines(data.decode("utf-8-sig")), []
    except UnicodeDecodeError:
        pass
    try:  # each byte is one character, so that numbers and separators are certain, and only accents may be wrong
        return _of_lines(data.decode("cp1252")), ["coded as Windows-1252 (Latin-1)"]
    except UnicodeDecodeError:
        raise Unreadable("is neither UTF-8 nor UTF-16 nor Latin-1", "save the table as CSV (UTF-8)") from None


def _of_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _declared(text: str) -> str:
    """The separator that the first line states as Excel does (``sep=;``), or ``""``."""
    first = text.partition("\n")[0].strip(' "')
    return first[4:] if first[:4].lower() == "sep=" and first[4:] in SEPARATORS else ""


def _separator(text: str) -> str:
    """The one separator that splits the first line and gives each line as many cells."""
    if text.lstrip('"').startswith((_BEHAVIOR_SPACE, _ELSI)):
        return ","
    possible = [mark for mark in SEPARATORS if len(next(csv.reader(text.splitlines(), delimiter=mark), [])) > 1]
    if len(possible) > 1:
        even = [mark for mark in possible if len({len(line.cells) for line in _lines(text, mark)}) == 1]
        if len(even) != 1:
            told = " or ".join(SEPARATORS[mark] for mark in possible)
            raise Unreadable(f"its cells may be separated by {told}", "put quotes around cells that contain either")
        possible = even
    return possible[0] if possible else ","


def _lines(text: str, separator: str, before: int = 0) -> list[Line]:
    """Lines with their numbers, where so many stand before them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found = (Line(reader.line_num + before, [_plain(cell) for cell in cells]) for cells in reader)
    return [line for line in found if any(line.cells)]


def _plain(cell: str) -> str:
    cell = cell.strip()
    kept = _KEPT_AS_TEXT.fullmatch(cell)
    return kept[1].strip() if kept else cell


def _behavior_space(lines: list[Line]) -> list[Line]:
    """What was set in each run of a BehaviorSpace table or spreadsheet, one line for each run, named by its number."""
    start = next((n for n, line in enumerate(lines) if line.cells[0] == "[run number]"), None)
    if start is None:
        raise Unreadable("is BehaviorSpace output without [run number]", "export it as a table")
    head, rest = lines[start], lines[start + 1 :]
    if "[step]" not in head.cells:  # a spreadsheet: each column is one measure of a run, and the first has its settings
        rows = []
        for line in rest:
            if line.cells[0].startswith("[") or not line.cells[0]:
                break
            rows.append(line)
        first = {run: n for n, run in reversed([*enumerate(head.cells)][1:]) if run}
        made = [[run, *(row.cells[n] if n < len(row.cells) else "" for row in rows)] for run, n in first.items()]
        made.sort(key=lambda cells: first[cells[0]])
        return [Line(head.number, ["id", *(row.cells[0] for row in rows)]), *(Line(head.number, c) for c in made)]
    end = head.cells.index("[step]")
    runs: dict[str, Line] = {}
    for line in rest:  # a line for each step
        runs.setdefault(line.cells[0], Line(line.number, line.cells[:end]))
    return [Line(head.number, ["id", *head.cells[1:end]]), *runs.values()]
