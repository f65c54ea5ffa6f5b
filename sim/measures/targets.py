"""Targets, and what the model shows in their place: one number for each target, read from many runs.

A reading is a statistic over runs (a mean, a share that lasts, a rate of ending), so it has the noise of finitely many
runs. The noise is estimated by a jackknife over groups of runs, for all readings of a trial together, because readings
of the same runs err together.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from sim.measures.outcomes import OUTCOME
from sim.measures.record import Table, alive, followed_months, survival_months, yearly

#: What a target may be about, and the keys that it then takes.
READINGS: dict[str, tuple[tuple[str, ...], str]] = {
    "mean": (("outcome",), "mean of an outcome over partnerships"),
    "quantile": (("outcome", "quantile"), "quantile of an outcome over partnerships"),
    "share_alive": (("month",), "share of partnerships that are still going a number of months after their start"),
    "hazard": (("month", "until"), "share that end in a year, of those going at one age, until another age"),
    "series": (("column", "month"), "mean of a monthly quantity over partnerships still going in that month"),
}
#: What a target with such a reading is, in plain words.
MEANINGS = {
    "mean": "mean of: {outcome}",
    "quantile": "{percent:g} % of partnerships are at or below: {outcome}",
    "share_alive": "partnerships still going {t.month} months after their start",
    "hazard": "partnerships that end in a year, months {t.month} to {t.until}",
    "series": "mean {column} in month {t.month}, partnerships still going",
}
#: Most groups of the jackknife.
GROUPS = 20


@dataclass(frozen=True, slots=True)
class Target:
    """One published pattern that the model is compared with.

    Attributes:
        name: label, unique in the file.
        reading: a key of `READINGS`.
        value: what was published [unit of the reading].
        error: its standard error, with all doubt about how far it carries over to partnerships.
        source: short reference.
        of: outcome or monthly quantity, or ``""``.
        month, until: months since a partnership's start, or month of the run in a series.
        quantile: which quantile, or NaN.
        only: types or scenarios that it is about; all if empty.
        held_out: whether it is only reported, not fitted.
    """

    name: str
    reading: str
    value: float
    error: float
    source: str = "-"
    of: str = ""
    month: int = 0
    until: int = 0
    quantile: float = float("nan")
    only: tuple[str, ...] = ()
    held_out: bool = False

    @property
    def meaning(self) -> str:
        """What it is, in plain words."""
        about = f" ({', '.join(name.replace('_', ' ') for name in self.only)})" if self.only else ""
        outcome = OUTCOME[self.of].meaning if self.of in OUTCOME else ""
        column, percent = self.of.replace("_", " "), 100 * self.quantile
        return MEANINGS[self.reading].format(t=self, outcome=outcome, column=column, percent=percent) + about

    @property
    def unit(self) -> str:
        """Unit of the value."""
        if self.reading in ("mean", "quantile"):
            return OUTCOME[self.of].unit
        return {"share_alive": "share", "hazard": "share a year"}.get(self.reading, "")

    def to_dict(self) -> dict:
        """As plain data; what it does not use is left out."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()
                if v not in ("", 0, ()) and v == v}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Observed:
    """What the runs of one trial show.

    Attributes:
        readings: one number for each target, in order; NaN where the runs cannot tell.
        noise: covariance of the readings from one set of runs to another, shape (targets, targets).
        groups: independent groups of runs that the noise was estimated from.
    """

    readings: np.ndarray
    noise: np.ndarray
    groups: int


def observe(targets: Sequence[Target], table: Table, worlds: np.ndarray, sorts: Sequence[frozenset[str]]) -> Observed:
    """Reads every target from recorded partnerships.

    Args:
        targets: what to read.
        table: partnerships, shape (months, rows).
        worlds: number of the world of each row; worlds are independent, partnerships of one world are not.
        sorts: for each row the names (type, scenario) by which a target may ask for it.
    """
    chosen = [_rows_of(target, sorts, table.shape[1]) for target in targets]
    columns = [_columns(target, table) for target in targets]

    def read(left_out: np.ndarray) -> np.ndarray:
        return np.array([
            _reading(target, [column[rows & ~left_out] for column in of])
            for target, rows, of in zip(targets, chosen, columns, strict=True)
        ])  # fmt: skip

    readings = read(np.zeros(table.shape[1], dtype=bool))
    group = _groups(worlds, sorts)
    parts = np.array([read(group == g) for g in range(group.max() + 1)])
    if len(parts) < 2:  # a single run says nothing about noise
        return Observed(readings, np.zeros((len(targets),) * 2), len(parts))
    known = np.isfinite(parts)
    mean = np.where(known, parts, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    spread = np.where(known, parts - mean, 0.0)
    return Observed(readings, (len(parts) - 1) / len(parts) * spread.T @ spread, len(parts))


def distance(targets: Sequence[Target], readings: np.ndarray) -> float:
    """How far readings lie from the fitted targets: root mean square, in standard errors of the targets.

    1 means that a typical target is missed by its own standard error. NaN if a fitted reading is.
    """
    missed = [(r - t.value) / t.error for t, r in zip(targets, readings, strict=True) if not t.held_out]
    return float(np.sqrt(np.mean(np.square(missed))))


def _rows_of(target: Target, sorts: Sequence[frozenset[str]], rows: int) -> np.ndarray:
    if not target.only:
        return np.ones(rows, dtype=bool)
    return np.array([not names.isdisjoint(target.only) for names in sorts])


def _columns(target: Target, t: Table) -> list[np.ndarray]:
    """What a reading needs of each row."""
    if target.reading in ("mean", "quantile"):
        return [OUTCOME[target.of].of(t)]
    if target.reading == "series":
        month = target.month - 1
        return [np.where(alive(t)[month], t[target.of][month], np.nan)]
    return [survival_months(t), followed_months(t)]


def _reading(target: Target, columns: list[np.ndarray]) -> float:
    if target.reading in ("mean", "quantile", "series"):
        known = columns[0][np.isfinite(columns[0])]
        if not len(known):
            return float("nan")
        return float(np.quantile(known, target.quantile) if target.reading == "quantile" else known.mean())
    lasted, followed = columns
    last = max(target.month, target.until)
    lasted = lasted[followed >= last]  # all others are not known for long enough
    if target.reading == "share_alive":
        return float((lasted >= target.month).mean()) if len(lasted) else float("nan")
    going = lasted[lasted >= target.month]
    if not len(going):
        return float("nan")
    return float(yearly((going < target.until).mean(), target.until - target.month))


def _groups(worlds: np.ndarray, sorts: Sequence[frozenset[str]]) -> np.ndarray:
    """Group of each row: worlds are dealt out sort by sort, so that each group holds a share of every sort."""
    group_of: dict[int, int] = {}
    for _, world in sorted({(tuple(sorted(names)), int(w)) for names, w in zip(sorts, worlds, strict=True)}):
        group_of.setdefault(world, len(group_of) % GROUPS)
    return np.array([group_of[int(w)] for w in worlds])
