"""Quantities by month or year as figures and comparisons show them, one row each, and the panels that draw them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.plotting import drawing
from analysis.plotting.drawing import EndLabel
from analysis.plotting.panels import begin_years, is_several, keep, top
from analysis.plotting.style import LOOKS, PROJECTOR, SINGLE, Style
from analysis.stats import bands


@dataclass(frozen=True, slots=True)
class Series:
    """A column of the table of partnerships as panels show it.

    Attributes:
        column: of the table; ``going`` is 1 while a partnership is and 0 after its end.
        words: what is plotted, in plain words with its range.
        heading: a few words.
        going: whether only partnerships that are going count.
        yearly: whether a month by itself says little, so that years are averaged.
        signed: whether it may be below 0.
        least: the least that the axis reaches to.
        name: by which commands know it; that of the column if not given.
    """

    column: str
    words: str
    heading: str
    going: bool = False
    yearly: bool = False
    signed: bool = False
    least: float = 0.1
    name: str = ""

    @property
    def label(self) -> str:
        """What is plotted, without its range."""
        return self.words.partition(",")[0]


_ROWS = (
    Series("trust", "trust between the partners, 0 to 1", "Trust", going=True),
    Series("voice", "practitioner voice, 0.5 is balance", "Voice", going=True),
    Series("relevance", "relevance of the work, 0 to 1", "Relevance", going=True),
    Series("promises_kept", "promises kept, share", "Promises", going=True),
    Series("contact", "ties in contact in the month, share", "Contact", going=True),
    Series("commitment_practice", "commitment of practitioners, 0 to 1", "Commitment", going=True),
    Series("commitments", "commitments, 0 to 1", "Commitments", going=True),
    Series("structures", "structures, 0 to 1", "Structures", going=True),
    Series("expertise", "expertise, 0 to 1", "Expertise", going=True),
    Series("social_learning", "social learning, 0 to 1", "Social learning", going=True),
    Series("users", "share of teachers who use it", "Spread", name="spread"),
    Series("reached", "share of schools in which somebody uses it", "Spread to schools", name="schools_reached"),
    Series("depth", "practice of users, 0 recitation to 1 ambitious", "Depth"),
    Series("deep", "share of teachers who use it deeply", "Deep use", name="deep_use"),
    Series("practice", "practice of all teachers, 0 to 1", "Practice"),
    Series("ownership", "teacher support by district people, share", "Shift of ownership", yearly=True),
    Series("practice_gap", "practice, low- minus high-poverty schools", "Equity of practice", signed=True),
    Series("access_gap", "support, low- minus high-poverty schools", "Equity of access", yearly=True, signed=True),
    Series("rigour", "rigour of recent results, 0 to 1", "Rigour", going=True),
    Series("informed", "decisions that research informed, share", "Informed decisions", yearly=True),
    Series("knowledge", "rigorous published studies so far", "Knowledge", least=1.0),
    Series("capacity", "district capacity to use research, 0 to 1", "Capacity"),
    Series("student_learning_sd", "student learning, effect size (SD)", "Student learning"),
    Series("going", "partnerships still going, share", "Still going"),
)
#: Series by the names that commands know, and by column.
SERIES = {s.name or s.column: s for s in _ROWS}
BY_COLUMN = {s.column: s for s in _ROWS}


def over_time(
    table: pd.DataFrame, column: str, ax: Axes | None = None, *, runs: int = 0, style: Style = PROJECTOR
) -> Axes:
    """One quantity over years: of one scenario median, IQR and 90 % range, of several scenarios medians with IQR.

    Args:
        table: partnerships by month or by year.
        column: of a series.
        ax: where to draw; a new sheet if None.
        runs: single runs of one scenario to draw too.
        style: sizes.

    Raises:
        ValueError: unknown quantity, or the table lacks it.
    """
    if column not in BY_COLUMN or column not in table:
        raise ValueError(f"there is no quantity {column!r}; there are {', '.join(c for c in BY_COLUMN if c in table)}")
    s = BY_COLUMN[column]
    ax, years = begin_years(table, ax, style, s.words, s.heading)
    found = _quantiles(table, s)
    keep(ax, s.heading.lower(), found)
    several = is_several(table)
    if s.signed:
        drawn = found[[c for c in ("p5", "p25", "p50", "p75", "p95") if not (several and c in ("p5", "p95"))]]
        drawing.signed_axis(ax, style, float(np.fmax(drawn.abs().max().max(), 0.01)))
    else:
        drawing.value_axis(ax, style, top(found, s.least))
    if several:
        return drawing.scenarios(ax, found, style)
    if runs:
        each = bands.single_runs(table, column, runs)
        keep(ax, f"{s.heading.lower()}, single runs", each)
        for _, run in each.groupby(["run", "partnership"]):
            ax.plot(run["year"], run[column], color=SINGLE, linewidth=style.thin, zorder=3.5)
            if run["year"].iloc[-1] < years - 1e-9:
                drawing.cross(ax, run["year"].iloc[-1], run[column].iloc[-1], style)
    drawing.band(ax, found, LOOKS[0], style, wide=True, order=2.2)
    labels = drawing.fan_labels(ax, found, style)
    drawing.end_labels(ax, labels, style)
    if s.going:
        drawing.note_when_few_left(ax, found, labels, style)
    return ax


def together(
    table: pd.DataFrame, ax: Axes | None, labels: Mapping[str, str], unit: str, heading: str, *, only: str = "",
    style: Style = PROJECTOR,
) -> Axes:  # fmt: skip
    """Several quantities of one scenario in one panel, or one of them alone.

    Args:
        table: partnerships by month.
        ax: where to draw; a new sheet if None.
        labels: what stands beside the line of each column.
        unit, heading: what they are together.
        only: one of the columns; needed for several scenarios.
        style: sizes.

    Raises:
        ValueError: an unknown quantity, or several of several scenarios.
    """
    if only and only not in labels:
        raise ValueError(f"unknown quantity {only!r}; there are {', '.join(labels)}")
    if only:
        return over_time(table, only, ax, style=style)
    if is_several(table):
        raise ValueError(f"for several scenarios choose one quantity with only=: {', '.join(labels)}")
    ax, _ = begin_years(table, ax, style, unit, heading)
    found = pd.concat([_quantiles(table, BY_COLUMN[column], monthly=True) for column in labels], ignore_index=True)
    keep(ax, heading.lower(), found)
    drawing.value_axis(ax, style, top(found, 0.1))
    ends = []
    for n, (column, text) in enumerate(labels.items()):
        part = found[found["variable"] == column]
        drawing.band(ax, part, LOOKS[n], style, wide=len(labels) < 3)
        if end := drawing.end_of(part):
            ends.append(EndLabel(*end, text, LOOKS[n]))
    drawing.end_labels(ax, ends, style)
    if all(BY_COLUMN[column].going for column in labels):
        drawing.note_when_few_left(ax, found, ends, style)
    return ax


def _quantiles(table: pd.DataFrame, s: Series, *, monthly: bool = False) -> pd.DataFrame:
    """Quantiles over partnerships, by month, or by year where a month by itself says little; depth only of users."""
    needed = dict.fromkeys(("scenario", "variant", "run", "partnership", "month", "stage", "users", s.column))
    table = bands.apart(table[[c for c in needed if c in table]])  # other columns would be copied in each step
    if s.column == "depth":
        table = table.assign(depth=table["depth"].where(table["users"] > 0))
    months = np.sort(table["month"].unique())
    if monthly or not s.yearly or len(months) < 2 or months[1] - months[0] > 1:
        return bands.over_months(table, [s.column], only_going=s.going)
    if s.going:
        table = table.assign(**{s.column: table[s.column].where(table["stage"].isin(bands.GOING))})
    end = np.minimum((table["month"] - 1) // 12 * 12 + 12, table["month"].max())
    means = table.groupby(["scenario", "run", "partnership", end], sort=False, observed=True)[s.column].mean()
    return bands.over_months(means.reset_index(), [s.column], only_going=False)
