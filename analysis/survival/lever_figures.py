"""Which levers make partnerships last, as a forest: a ratio with its interval for each step of each lever."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.plotting.lettering import inches_high, width_of, write
from analysis.plotting.panels import keep
from analysis.plotting.style import LOOKS, MUTED, PROJECTOR, Sheet, Style, dress
from analysis.survival.columns import label_of, step_name
from analysis.survival.regression import LeverEffects
from analysis.wording.labels import parameter_key, parameter_name, with_labels

#: Rows that are shown; the strongest, since tables hold all.
MOST = 24
#: Height of a row from which a name has two lines [lines of text].
TWO_LINES = 1.95
_TICKS = (1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16, 32, 64)


def forest(
    effects: LeverEffects, ax: Axes | None = None, *, times: bool = False, labels: bool = True, style: Style = PROJECTOR
) -> Axes:
    """Ratios from the low to the high end of each lever, the strongest first.

    Full dots: the interval leaves out 1. Where nothing (or everything) ended on one side there is an arrow.

    Args:
        effects: of `analysis.survival.regression`.
        ax: where to draw, with room left of it for the labels; a new sheet if None.
        times: whether these are time ratios rather than hazard ratios.
        labels: whether to write the names of levers, left of the axes.
        style: sizes.
    """
    table = effects.table.head(MOST)
    if ax is None:
        ax = _sheet_for(table, style)
    keep(ax, "time ratios" if times else "hazard ratios", with_labels(effects.table, "lever"))
    dress(ax, style, grid="x", x="time ratio (AFT): times as long" if times else "times as likely to end in any month")
    ratios = table[["ratio", "low", "high"]].replace([0, np.inf], np.nan)
    most = float(np.clip(np.nanmax(np.append(np.abs(np.log(ratios.to_numpy(dtype=float))), np.log(2))), 0, np.log(64)))
    ax.set_xscale("log")
    ax.set(xlim=(np.exp(-1.15 * most), np.exp(1.15 * most)), ylim=(max(len(table), 1) - 0.4, -0.6))
    step = 1 if most < np.log(7) else 2
    ticks = [t for t in _TICKS[::step] if abs(np.log(t)) <= 1.15 * most]
    ax.set_xticks(ticks, [f"{t:g}" if t >= 1 else f"1/{1 / t:g}" for t in ticks])
    ax.minorticks_off()
    ax.set_yticks(range(len(table)), [""] * len(table))
    if labels:
        _names(ax, table, style)
    ax.axvline(1, color=MUTED, linewidth=style.line / 2, zorder=1.5)
    for n, (_, row) in enumerate(table.iterrows()):
        _row(ax, n, row, np.exp(1.08 * most), style)
    return ax


def _row(ax: Axes, n: int, row: pd.Series, edge: float, style: Style) -> None:
    """One ratio with its interval; an arrow where it is nought or without bounds."""
    if not np.isfinite(row["ratio"]) and not np.isposinf(row["ratio"]):
        write(ax, style, f" {row['note']}", (1, n), colour=MUTED)
        return
    if row["ratio"] in (0, np.inf):
        to = 1 / edge if row["ratio"] == 0 else edge
        ax.annotate("", (to, n), (1, n), arrowprops={"arrowstyle": "->", "color": LOOKS[0].line,
                                                     "linewidth": style.line / 1.6})  # fmt: skip
        write(ax, style, f" {row['note']} ", (1, n), ha="right" if row["ratio"] else "left")
        return
    clear = row["low"] > 1 or row["high"] < 1
    low, high = np.clip((row["low"], row["high"]), 1 / edge, edge)
    look = LOOKS[0] if row["steady"] else LOOKS[1]
    ax.hlines(n, low, high, color=look.line, linewidth=style.line / 1.6, zorder=3)
    mark, fill = "o" if row["steady"] else "D", look.line if clear else "white"
    ax.plot(row["ratio"], n, mark, color=fill, markeredgecolor=look.line, markeredgewidth=style.line / 2.5,
            markersize=1.2 * style.mark, zorder=4)  # fmt: skip


def _names(ax: Axes, table: pd.DataFrame, style: Style) -> None:
    """Labels of levers left of the axes, with step and dotted name beneath; where rows are low, label and step only."""
    two = inches_high(ax) / max(len(table), 1) >= style.lines(TWO_LINES)
    font = {"of": ("axes fraction", "data"), "ha": "right", "va": "center_baseline"}
    edge, up = -0.6 * style.text, 0.6 * style.text
    for n, (lever, step) in enumerate(zip(table["lever"], table["step"], strict=True)):
        name = parameter_name(lever) if two else label_of(lever, step)
        write(ax, style, name, (0, n), offset=(edge, up if two else 0), **font)
        if two:
            told = step_name(lever, step)
            write(ax, style, told, (0, n), offset=(edge, -up), colour=MUTED, **font)
            left = edge - 72 * width_of(told, style.text) - 0.8 * style.text
            key = parameter_key(lever)
            write(ax, style, key, (0, n), offset=(left, -up), size=style.key, colour=MUTED, **font)


def room_for(table: pd.DataFrame, style: Style, *, two: bool) -> float:
    """Width that names of levers need left of the axes, in two lines or in one [inches]."""
    pairs = list(zip(table["lever"].head(MOST), table["step"].head(MOST), strict=True))
    if two:
        upper = [width_of(parameter_name(lever), style.text) for lever, _ in pairs]
        lower = [width_of(step_name(*p), style.text) + width_of(parameter_key(p[0]), style.key) for p in pairs]
        widths = [*upper, *(w + style.lines(0.7) for w in lower)]
    else:
        widths = [width_of(label_of(*p), style.text) for p in pairs]
    return max(widths, default=1.0) + style.lines(1)


def _sheet_for(table: pd.DataFrame, style: Style) -> Axes:
    """Axes on a sheet of their own, with room for the names."""
    left = room_for(table, style, two=True)
    wide, high = left + style.width / 2.5, style.lines((TWO_LINES + 0.15) * max(len(table), 3) + 4)
    right, below, above = style.lines(1.5), style.lines(2.8), style.lines(1)
    return Sheet(wide, high, dpi=style.dpi).panel(left, below, wide - left - right, high - below - above)
