"""Panels on scale over time (Coburn 2003), its equity and its cost, and on partnership health (Henrick et al. 2017)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.plotting import drawing
from analysis.plotting.drawing import LETTERS
from analysis.plotting.panels import begin, is_several, keep, top
from analysis.plotting.style import FONT, INK, LOOKS, PROJECTOR, Style, dress, new_axes
from analysis.scale.numbers import PER_PRACTICE, measured
from analysis.stats import bands
from analysis.wording.tables import parts


@dataclass(frozen=True, slots=True)
class Quantity:
    """A column of the table of partnerships as a panel shows it.

    Attributes:
        unit: what is plotted, in plain words with its range.
        heading: a few words.
        going: whether only partnerships that are going count.
        least: the least that the axis reaches to.
        yearly: whether a month by itself says little, so that years are averaged.
        signed: whether it may be below 0.
    """

    unit: str
    heading: str
    going: bool = False
    least: float = 0.1
    yearly: bool = False
    signed: bool = False


QUANTITIES = {
    "users": Quantity("share of teachers who use it", "Spread"),
    "reached": Quantity("share of schools in which somebody uses it", "Spread to schools"),
    "depth": Quantity("practice of users, 0 recitation to 1 ambitious", "Depth"),
    "ownership": Quantity("teacher support by district people, share", "Shift of ownership", yearly=True),
    "practice_gap": Quantity("practice, low- minus high-poverty schools", "Equity of practice", signed=True),
    "access_gap": Quantity("support, low- minus high-poverty schools", "Equity of access", yearly=True, signed=True),
    "trust": Quantity("trust over boundary ties, 0 to 1", "Trust and relationships", going=True),
    "rigour": Quantity("rigour of recent results, 0 to 1", "Rigorous research", going=True),
    "informed": Quantity("decisions that research informed, share", "Support of the district's goals", yearly=True),
    "knowledge": Quantity("rigorous published studies so far", "Knowledge for the field", least=1.0),
    "capacity": Quantity("districts' capacity to use research, 0 to 1", "Capacity of the district"),
    "commitments": Quantity("commitments, 0 to 1", "Commitments", going=True),
    "structures": Quantity("structures, 0 to 1", "Structures", going=True),
    "expertise": Quantity("expertise, 0 to 1", "Expertise", going=True),
    "social_learning": Quantity("social learning, 0 to 1", "Social learning", going=True),
}
#: The five dimensions of Henrick et al. (2017), each by one quantity.
HENRICK = ("trust", "rigour", "informed", "knowledge", "capacity")
COSTS = {"dollars_per_user": "for each teacher who uses it", PER_PRACTICE.name: "for each unit of depth retained"}


def over_time(table: pd.DataFrame, name: str, ax: Axes | None = None, *, style: Style = PROJECTOR) -> Axes:
    """One quantity over years: of one scenario median, middle half and nine in ten, of several medians with halves.

    Args:
        table: partnerships by month or by year.
        name: a key of `QUANTITIES`.
        ax: where to draw; a new sheet if None.
        style: sizes.

    Raises:
        ValueError: unknown quantity, or the table lacks it.
    """
    if name not in QUANTITIES or name not in table:
        raise ValueError(f"there is no quantity {name!r}; there are {', '.join(q for q in QUANTITIES if q in table)}")
    q = QUANTITIES[name]
    needed = dict.fromkeys(("scenario", "variant", "run", "partnership", "month", "stage", "users", name))
    table = table[[c for c in needed if c in table]]  # other columns would be copied in each step
    table = bands.apart(table)
    if name == "depth":
        table = table.assign(depth=table["depth"].where(table["users"] > 0))
    ax, _ = begin(table, ax, style, q.unit, q.heading)
    months = np.sort(table["month"].unique())
    monthly = len(months) > 1 and months[1] - months[0] == 1
    found = _yearly(table, name, q.going) if q.yearly and monthly else bands.over_months(
        table, [name], only_going=q.going)  # fmt: skip
    keep(ax, q.heading.lower(), found)
    if q.signed:
        drawn = found[[c for c in ("p5", "p25", "p50", "p75", "p95") if not (is_several(table) and c in ("p5", "p95"))]]
        drawing.signed_axis(ax, style, float(np.fmax(drawn.abs().max().max(), 0.01)))
    else:
        drawing.value_axis(ax, style, top(found, q.least))
    if is_several(table):
        return drawing.scenarios(ax, found, style)
    drawing.band(ax, found, LOOKS[0], style, wide=True)
    labels = drawing.fan_labels(ax, found, style)
    drawing.end_labels(ax, labels, style)
    if q.going:
        drawing.note_when_few_left(ax, found, labels, style)
    return ax


def _yearly(table: pd.DataFrame, name: str, only_going: bool) -> pd.DataFrame:
    """Quantiles over partnerships of means over the months of each year, at the year's end."""
    keys = ["scenario", "run", "partnership"]
    if only_going:
        table = table.assign(**{name: table[name].where(table["stage"].isin(bands.GOING))})
    end = np.minimum((table["month"] - 1) // 12 * 12 + 12, table["month"].max())
    means = table.groupby([*keys, end], sort=False, observed=True)[name].mean().reset_index()
    return bands.over_months(means, [name], only_going=False)


def cost(table: pd.DataFrame, ax: Axes | None = None, *, style: Style = PROJECTOR) -> Axes:
    """Dollars for each teacher who uses the innovation at the end, and for each unit of depth retained.

    Dots are medians, thick lines the middle half, thin ones nine in ten.

    Args:
        table: runs (one row per run and partnership).
        ax: where to draw; a new sheet if None.
        style: sizes.
    """
    alone, each = ax is None, parts(measured(table))
    ax = new_axes(ax, style, below=len(each) if len(each) > 1 else 0)
    dress(ax, style, x="dollars, each step ten times as many", grid="x")
    drawing.head(ax, style, "dollars spent by the end", "Cost" if alone else "")
    pitch = len(each) + 1  # a line of text, then one row for each scenario
    rows = [
        (name, measure, *part[measure].quantile([0.05, 0.25, 0.5, 0.75, 0.95]), int(part[measure].notna().sum()))
        for measure in COSTS for name, part in each
    ]  # fmt: skip
    found = pd.DataFrame(rows, columns=["scenario", "measure", "p5", "p25", "p50", "p75", "p95", "count"])
    keep(ax, "cost", found)
    known = found[["p5", "p95"]].to_numpy(dtype=float)
    known = known[np.isfinite(known) & (known > 0)]
    low, high = (known.min(), known.max()) if len(known) else (1e3, 1e6)
    decades = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high) + 1e-9) + 1)
    ax.set_xscale("log")
    ax.set(xlim=(decades[0], decades[-1]), ylim=(len(COSTS) * pitch - 1.4, -1.6))
    ax.set_xticks(decades, [_dollars(d) for d in decades])
    ax.minorticks_off()
    ax.set_yticks([])
    for m, text in enumerate(COSTS.values()):
        ax.text(0.01, m * pitch - 0.95, text, transform=ax.get_yaxis_transform(), fontsize=style.text, color=INK,
                family=FONT, va="center")  # fmt: skip
    for k, row in found.iterrows():
        m, n = divmod(int(k), len(each))
        y, look = m * pitch + n, LOOKS[n]
        if np.isfinite(row["p50"]):
            ax.hlines(y, row["p5"], row["p95"], color=look.line, linewidth=style.line / 2, zorder=2)
            ax.hlines(y, row["p25"], row["p75"], color=look.narrow, linewidth=2.6 * style.line, zorder=3)
            ax.plot(row["p50"], y, "o", color=look.line, markersize=style.mark, zorder=4)
        if len(each) > 1:
            drawing.badge(ax, decades[0] * (decades[-1] / decades[0]) ** -0.045, y, LETTERS[n], look, style)
    if alone and len(each) > 1:
        drawing.names_below(ax, [name for name, _ in each], style)
    return ax


def _dollars(amount: float) -> str:
    for size, letter in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if amount >= size:
            return f"${amount / size:g} {letter}"
    return f"${amount:g}"
