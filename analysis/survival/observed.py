"""Observed lifetimes of real partnerships from a CSV file: how long each lasted, and whether it had ended."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.wording.numbers import listed
from sim.scenario.csv_table import Row, Table, read_table
from sim.scenario.mistakes import Problem, ScenarioError, refuse
from sim.scenario.strict_yaml import read_number

#: Months in each unit, and the columns that state it.
MONTHS_IN = {"months": 1.0, "years": 12.0}
DURATIONS = {"duration_months": "months", "months": "months", "duration_years": "years", "years": "years"}
#: Said of a cause that the file does not tell.
UNKNOWN = "unknown"
NAME = "Observed"
MARKS = "write 1 where a partnership had ended, 0 where it was still going when last seen"


@dataclass(frozen=True, eq=False)
class Observed:
    """Lifetimes with their marks; those without either are left out.

    Attributes:
        file: as the user named it.
        months: how long each was followed [months].
        ended: whether it had ended then; otherwise it was still going when last seen.
        causes: why it ended, `UNKNOWN` where that is not told; ``""`` for those still going.
        whole_years: whether every duration is a whole number of years.
        notes: how the file was read, and what was left out.
    """

    file: str
    months: np.ndarray
    ended: np.ndarray
    causes: tuple[str, ...]
    whole_years: bool
    notes: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits of the lifetimes, whatever the file is called."""
        rows = zip(self.months.tolist(), self.ended.tolist(), self.causes, strict=True)
        return hashlib.sha256(repr(list(rows)).encode()).hexdigest()[:16]

    def as_runs(self, months: int) -> pd.DataFrame:
        """The lifetimes as a table of runs, each on its own, followed for at most so many months."""
        number = np.arange(len(self.months))
        ended = self.ended & (self.months <= months)
        return pd.DataFrame({
            "scenario": NAME, "variant": "", "run": number, "seed": number, "months": months,
            "survival_months": np.minimum(self.months, months), "ended": ended.astype(float),
            "cause": np.where(ended, np.array(self.causes, dtype=object), ""),
        })  # fmt: skip


def read_observed(path: Path, unit: str | None = None) -> Observed:
    """Reads lifetimes.

    Args:
        path: a CSV file with a column ``duration_months`` or ``duration_years`` (or ``duration`` and a unit), a column
            ``ended`` (1 where the partnership had ended, 0 where it was still going when last seen), and perhaps
            ``cause``. Rows without a duration or mark are left out and counted.
        unit: of the column ``duration``, a key of `MONTHS_IN`.

    Raises:
        ScenarioError: every mistake; any other coding of marks is refused, since its meaning would have to be guessed.
    """
    problems: list[Problem] = []
    table = read_table(path, str(path), problems)
    duration, unit = _duration_in(table, unit, problems)
    if "ended" not in table.names:
        problems.append(Problem(table.file, table.line, "", "", "needs a column `ended`", MARKS))
    refuse(problems)
    table = table.in_numbers([duration, "ended"])
    known, missing = [], {"duration": 0, "mark": 0}
    for row in table.rows:
        without = [what for what, column in (("duration", duration), ("mark", "ended")) if not row.cells[column]]
        for what in without:
            missing[what] += 1
        known += [] if without else [row]
    months = [_months(row, duration, unit, table.file, problems) for row in known]
    _check_marks(table.file, known, problems)
    refuse(problems)
    if not known:
        raise ScenarioError([Problem(table.file, 0, "", "", "has no row with a duration and a mark")])
    ended = [read_number(row.cells["ended"]) == 1 for row in known]
    causes = [_cause(row, end, table.file, problems) for row, end in zip(known, ended, strict=True)]
    refuse(problems)
    left = len(table.rows) - len(known)
    why = listed([f"{count} without a {what}" for what, count in missing.items() if count])
    others = [name for name in table.names if name not in (duration, "ended", "cause")]
    notes = [*table.remarks, *([f"{left} of {len(table.rows)} rows left out ({why})"] if left else []),
             *([f"columns not used: {', '.join(others)[:80]}"] if others else [])]  # fmt: skip
    return Observed(
        table.file, np.array(months), np.array(ended), tuple(causes), all(m % 12 == 0 for m in months), tuple(notes)
    )


def _duration_in(table: Table, unit: str | None, problems: list[Problem]) -> tuple[str, str]:
    """The column of durations and its unit; mistakes are added."""
    stated = [name for name in table.names if name in DURATIONS]
    there = stated + ["duration"] * ("duration" in table.names)
    message = ""
    if len(there) != 1:
        message = f"has {len(there) or 'no'} columns of durations {f'({listed(there)})' if there else ''}".strip()
    elif not stated and unit is None:
        message = "has a duration without a unit"
    elif stated and unit not in (None, DURATIONS[stated[0]]):
        message = f"is in {DURATIONS[stated[0]]} by the column {stated[0]!r}, not in {unit}"
    if message:
        hint = "have one column duration_months or duration_years, or duration and --unit months or years"
        problems.append(Problem(table.file, table.line, "", "", message, hint))
        return "", ""
    return (stated[0], DURATIONS[stated[0]]) if stated else ("duration", str(unit))


def _months(row: Row, column: str, unit: str, file: str, problems: list[Problem]) -> float:
    number = read_number(row.cells[column])
    if number is None or not 0 <= number <= 12_000:
        message = f"must be a number from 0 to 12000 ({unit})"
        problems.append(Problem(file, row.line, column, row.cells[column][:60], message))
        return 0.0
    return number * MONTHS_IN[unit]


def _check_marks(file: str, rows: list[Row], problems: list[Problem]) -> None:
    """One mistake for all marks that are not 0 or 1."""
    wrong = [row for row in rows if read_number(row.cells["ended"]) not in (0.0, 1.0)]
    if wrong:
        written = listed([repr(text[:20]) for text in dict.fromkeys(row.cells["ended"] for row in rows)][:4])
        message = f"marks must be 0 or 1, and {len(wrong)} of {len(rows)} are not (there are {written})"
        problems.append(Problem(file, wrong[0].line, "ended", wrong[0].cells["ended"][:60], message, MARKS))


def _cause(row: Row, ended: bool, file: str, problems: list[Problem]) -> str:
    """Why it ended; a cause of one that goes on is a contradiction."""
    cause = row.cells.get("cause", "")
    cause = "" if cause.lower() in ("na", "nan", "n/a") else cause
    if cause and not ended:
        problems.append(Problem(file, row.line, "cause", cause[:60], "is told of a partnership that has not ended"))
    return (cause or UNKNOWN) if ended else ""
