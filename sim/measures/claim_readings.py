"""What a claim reads from a run: a few named forms, each turning recorded months into one number per world.

| form | written as | gives |
|---|---|---|
| outcome | ``outcome: trust`` | an outcome of `sim.measures.outcomes` |
| at | ``at: users, month: 24`` | a column in one month |
| mean | ``mean: strain, from: 13, to: 120`` | its mean over months |
| total | ``total: left_office`` | its sum over months |
| highest | ``highest: trust`` | its highest value |
| change | ``change: trust, from: 18, to: 42`` | its value in the later month minus that in the earlier one |
| fall | ``fall: trust, when: bad_news`` | its mean fall around the months in which another column is above zero |
| first_month | ``first_month: adopted`` | the first month in which it is above zero; that after the horizon if never |
| ended_by | ``ended_by: 36`` | 1 if the partnership has ended by that month |
| ended_as | ``ended_as: handed_over`` | 1 if the partnership has ended for that cause by the end of the run |
| ended_within | ``ended_within: 24`` | 1 if it ended within so many months after the arm's mark; NaN if it did before |

``while: alive`` leaves out months before the start and after the end, ``while: at work`` also those of rest, and
``while: unfunded`` keeps the months alive without grant money; what has no such month is NaN. ``after: 6`` instead of
``month`` counts from the arm's mark. A fall is from the month before to the month after. ``per: member`` divides by
people at the table, ``per: member and month`` also by the months alive, ``per: cycle`` by finished design cycles.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.measures.outcomes import OUTCOME
from sim.measures.record import Table, alive, at_work, ended, first_month, mean, per, practitioners
from sim.state.tables import CAUSES, NO_CAUSE, TABLES


class Form(NamedTuple):
    """How a form is written and said.

    Attributes:
        options: what it takes beside its own value.
        said: its words, with what a reading fills in.
    """

    options: tuple[str, ...]
    said: str


#: Forms, in the order in which they are documented.
FORMS = {
    "outcome": Form(("per",), "{what}"),
    "at": Form(("month", "after", "while", "per"), "{what} {then}"),
    "mean": Form(("from", "to", "while", "per"), "mean {what}{window}"),
    "total": Form(("from", "to", "while", "per"), "total {what}{window}"),
    "highest": Form(("from", "to", "while"), "highest {what}"),
    "change": Form(("from", "to", "while", "per"), "change of {what}{window}"),
    "fall": Form(("when", "while"), "fall of {what} when there is {when}"),
    "first_month": Form((), "first month of {what}"),
    "ended_by": Form((), "ended by month {first}"),
    "ended_within": Form(("while",), "ended within {first} months"),
    "ended_as": Form((), "ended as {what}"),
}
#: Forms whose own value is a number of months rather than a name.
OF_MONTHS = ("ended_by", "ended_within")
WHILES = ("always", "alive", "at work", "unfunded")
PERS = ("", "member", "member and month", "cycle")
#: Causes of ending that a claim may read.
ENDINGS = tuple(cause for n, cause in enumerate(CAUSES) if n != NO_CAUSE)


def columns() -> dict[str, str]:
    """Names that forms can read, each with its table: quantities of partnerships, then those of districts alone."""
    found = {c.name: "districts" for c in TABLES["districts"] if c.dtype is np.float64}
    return found | {c.name: "partnerships" for c in TABLES["partnerships"] if c.dtype is np.float64}


@dataclass(frozen=True, slots=True)
class Reading:
    """One number per world.

    Attributes:
        form: a key of `FORMS`.
        what: outcome, column, or one of `ENDINGS`; ``""`` for forms of months.
        first, last: 1-based months of a window; None for the whole run. ``at`` and forms of months have the first.
        after_mark: whether ``first`` counts from the arm's mark.
        during: one of `WHILES`.
        per: one of `PERS`.
        when: column that must be above zero (``fall``).
    """

    form: str
    what: str = ""
    first: int | None = None
    last: int | None = None
    after_mark: bool = False
    during: str = "always"
    per: str = ""
    when: str = ""

    @property
    def needs_mark(self) -> bool:
        """Whether it counts months from the arm's mark."""
        return self.after_mark or self.form == "ended_within"

    @property
    def unit(self) -> str:
        """Unit in plain words."""
        if self.form in (*OF_MONTHS, "ended_as"):
            return "share"
        if self.form == "first_month":
            return "months"
        if self.form == "outcome":
            unit = OUTCOME[self.what].unit
        else:
            unit = next(c.unit for c in TABLES[columns()[self.what]] if c.name == self.what)
        return f"{'share' if unit == '0/1' else unit}{f' per {self.per}' if self.per else ''}"

    def __str__(self) -> str:
        whole_run = self.first is None and self.last is None
        later = f"{self.first} months later" if self.first else "then"
        said = FORMS[self.form].said.format(
            what=self.what.replace("_", " "), when=self.when.replace("_", " "), first=self.first,
            then=later if self.after_mark else f"in month {self.first}",
            window="" if whole_run else f" in months {self.first or 1} to {self.last or 'the end'}",
        )  # fmt: skip
        during = {"always": "", "unfunded": " without grant money"}.get(self.during, f" while {self.during}")
        return f"{said}{during}{f' per {self.per}' if self.per else ''}"


def read(reading: Reading, partnerships: Table, districts: Callable[[str], np.ndarray], mark: int | None) -> np.ndarray:
    """The reading of each world.

    Args:
        reading: what to read.
        partnerships: recorded rows of worlds with one partnership each, shape (months, worlds).
        districts: gives a column of districts, added up over each world's districts, of that shape.
        mark: 1-based month that the arm marks, if it does.
    """
    t = partnerships
    if reading.form == "outcome":
        return _per(reading, OUTCOME[reading.what].of(t).astype(float), t)
    if reading.form == "ended_by":
        return ended(t, reading.first).astype(float)
    if reading.form == "ended_as":
        return (t.cause[-1] == CAUSES.index(reading.what)).astype(float)
    if reading.form == "ended_within":
        there = _there(reading, t)[max(mark - 2, 0)]
        return np.where(there, ended(t, mark + reading.first).astype(float), np.nan)
    values = (t[reading.what] if columns()[reading.what] == "partnerships" else districts(reading.what)).astype(float)
    if reading.form == "first_month":
        return first_month(values > 0)
    if reading.during != "always":
        values = np.where(_there(reading, t), values, np.nan)
    return _per(reading, _of_window(reading, values, t, mark), t)


def _there(reading: Reading, t: Table) -> np.ndarray:
    """Months that count, by month and world; those alive where nothing is said."""
    if reading.during == "unfunded":
        return alive(t) & (t.external <= 0)
    return at_work(t) if reading.during == "at work" else alive(t)


def _of_window(reading: Reading, values: np.ndarray, t: Table, mark: int | None) -> np.ndarray:
    """Applies a form to a column, NaN where months do not count."""
    if reading.form == "at":
        month = reading.first + (mark if reading.after_mark else 0)
        return values[month - 1]
    if reading.form == "fall":
        return mean(np.where(t[reading.when][1:-1] > 0, values[:-2] - values[2:], np.nan))
    window = values[(reading.first or 1) - 1 : reading.last or len(values)]
    if reading.form == "change":
        return window[-1] - window[0]
    if reading.form == "mean":
        return mean(window)
    known = np.isfinite(window).any(axis=0)
    if reading.form == "total":
        return np.where(known, np.nansum(window, axis=0), np.nan)
    return np.where(known, np.where(np.isfinite(window), window, -np.inf).max(axis=0), np.nan)


def _per(reading: Reading, values: np.ndarray, t: Table) -> np.ndarray:
    """Divides by members, by members and months alive, or by cycles finished up to the last month read."""
    if not reading.per:
        return values
    if reading.per == "cycle":
        return per(values, t.cycles[(reading.last or len(t)) - 1])
    return per(values, practitioners(t) * (alive(t).sum(axis=0) if reading.per == "member and month" else 1))
