"""What charts can show: monthly quantities, how they are summed up over runs, and their scales."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.plotting.series import BY_COLUMN
from sim.state.tables import ENDED, NOT_STARTED, TABLES

#: Kinds of chart: a share of partnerships with what chance leaves open, or a fan over them.
SHARE, FAN = "share", "fan"
#: Quantiles of a fan, and the fewest partnerships of which it tells.
QUANTILES, FEWEST = (5, 25, 50, 75, 95), 5
#: Whoever is still going.
GOING = "going"
#: Months over which a quantity that says little by itself is averaged.
YEAR = 12


@dataclass(frozen=True, slots=True)
class Chart:
    """A monthly quantity as the app shows it.

    Attributes:
        column: of the table of partnerships; `GOING` is whether it goes on.
        label: a few words.
        words: what is drawn, with its range.
        scale: ``share``, ``index``, ``dollars``, ``count``, ``sd`` or ``balance``.
        only_going: whether only partnerships that are going count.
        yearly: whether the last twelve months are averaged.
        signed: whether it may be below 0.
        group: charts that are shown together, or ``""``.
        times: factor, such as 12 for dollars a year.
    """

    column: str
    label: str
    words: str
    scale: str
    only_going: bool = False
    yearly: bool = False
    signed: bool = False
    group: str = ""
    times: float = 1.0

    @property
    def kind(self) -> str:
        """`SHARE` or `FAN`."""
        return SHARE if self.column == GOING else FAN


def _known(column: str, label: str, scale: str, *, group: str = "") -> Chart:
    """A quantity that figures show too, in their words."""
    s = BY_COLUMN[column]
    return Chart(column, label, s.words, scale, s.going, s.yearly, s.signed, group)


COMPONENTS, BENEFIT = "components", "benefit"
_MENU = (
    Chart(GOING, "Still going", "partnerships still going, of all", "share"),
    _known("users", "Teachers who use it", "share"),
    _known("deep", "Teachers who use it deeply", "share"),
    _known("depth", "Practice of users", "index"),
    _known("informed", "Informed decisions", "share"),
    Chart("trust_practice", "Trust in researchers", "trust of practitioners in researchers, 0 to 1",
          "index", True),
    _known("trust", "Trust, leaders–researchers", "index"),
    Chart("external", "Grant money", "grant money received, dollars a year", "dollars", True, True, times=12.0),
    Chart("runway", "Months that money lasts", "months of work that money in hand and promised would pay", "count",
          True),
    _known("commitments", "Commitments", "index", group=COMPONENTS),
    _known("structures", "Structures", "index", group=COMPONENTS),
    _known("expertise", "Expertise", "index", group=COMPONENTS),
    _known("social_learning", "Social learning", "index", group=COMPONENTS),
    _known("practice_gap", "Gap by poverty", "index"),
    Chart("benefit_districts", "Benefit for districts", "what districts gain less what they give, 0 is even",
          "balance", True, signed=True, group=BENEFIT),
    Chart("benefit_research", "Benefit for researchers", "what researchers gain less what they give, 0 is even",
          "balance", True, signed=True, group=BENEFIT),
    Chart("benefit_teachers", "Benefit for teachers", "what teachers get, 0 is nothing", "balance", True,
          signed=True, group=BENEFIT),
    Chart("strain", "Open conflict", "conflict that is open, 0 to 1", "index", True),
    _known("student_learning_sd", "Students' learning", "sd"),
    _known("practice", "Practice of all teachers", "index"),
    _known("voice", "Practitioner voice", "index"),
    _known("ownership", "Support by district people", "share"),
    _known("knowledge", "Rigorous published studies", "count"),
)  # fmt: skip
_COLUMNS = {c.name for c in TABLES["partnerships"]}
#: The menu, by column.
CHARTS = {chart.column: chart for chart in _MENU if chart.column == GOING or chart.column in _COLUMNS}
#: Columns of the record that are kept for it.
KEPT = ("stage", "cause", *(name for name in CHARTS if name != GOING))


def going(stage: np.ndarray) -> np.ndarray:
    """Whether each partnership (column) has started and not ended, by month (row)."""
    return (stage != NOT_STARTED) & (stage != ENDED)


def values_of(chart: Chart, columns: dict[str, np.ndarray]) -> np.ndarray:
    """A quantity by month and partnership; NaN where there is none."""
    stage = columns["stage"]
    if chart.column == GOING:
        return going(stage).astype(float)
    values = columns[chart.column] * chart.times
    if chart.column == "depth" and "users" in columns:
        values = np.where(columns["users"] > 0, values, np.nan)
    if chart.yearly:
        values = _over_a_year(values, going(stage) if chart.only_going else np.ones(stage.shape, bool))
    return np.where(going(stage), values, np.nan) if chart.only_going else values


def _over_a_year(values: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Mean over the last twelve months in which it was there."""
    sums, counts = np.cumsum(np.where(there, values, 0.0), axis=0), np.cumsum(there, axis=0)
    before = np.zeros((min(YEAR, len(values)), values.shape[1]))
    sums = sums - np.concatenate([before, sums[:-YEAR]])
    counts = counts - np.concatenate([before, counts[:-YEAR]])
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def quantiles(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many partnerships have a value in each month, and quantiles over them; NaN where there are too few.

    The same as `analysis.stats.bands.quantiles`, which goes month by month.
    """
    ordered, count = np.sort(values, axis=1), np.isfinite(values).sum(axis=1)
    out = np.full((len(QUANTILES), len(values)), np.nan)
    enough = count >= FEWEST
    rows = np.flatnonzero(enough)
    for n, q in enumerate(QUANTILES):
        at = (count[rows] - 1) * q / 100
        low = np.floor(at).astype(int)
        a, b = ordered[rows, low], ordered[rows, np.minimum(low + 1, count[rows] - 1)]
        out[n, rows] = a + (b - a) * (at - low)
    return count, out
