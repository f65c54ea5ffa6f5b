"""Panels around a superintendent's departure: what follows it, beside partnerships in which nobody left that month."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.plotting import drawing
from analysis.plotting.drawing import LETTERS, EndLabel
from analysis.plotting.panels import begin, keep
from analysis.plotting.series import BY_COLUMN
from analysis.plotting.style import LOOKS, MUTED, PROJECTOR, Style, dress
from analysis.survival.departures import ALIVE


def around_departure(found: pd.DataFrame, variable: str, ax: Axes | None = None, *, style: Style = PROJECTOR) -> Axes:
    """One quantity before and after a departure.

    For one scenario the mean after departures with its IQR, and the mean where nobody left; for several,
    how much more it has changed than where nobody left, with 95 % intervals.

    Args:
        found: a table of `analysis.survival.departures.around_departures`.
        variable: one of its variables.
        ax: where to draw; a new sheet if None.
        style: sizes.

    Raises:
        ValueError: unknown variable.
    """
    part = found[found["variable"] == variable]
    if part.empty:
        raise ValueError(f"no departures with {variable!r} to show")
    names, shown = list(part["scenario"].unique()), BY_COLUMN["going" if variable == ALIVE else variable]
    several = len(names) > 1
    unit = f"change in {shown.words.partition(',')[0]}" if several else shown.words
    ax = begin(ax, style, names, unit, f"{shown.heading} around a departure")
    keep(ax, f"around a departure: {variable}", part)
    dress(ax, style, x="months since the superintendent left")
    low, high = part["month"].min(), part["month"].max()
    ax.set(xlim=(low, high), xticks=range(low, high + 1, 12))
    ax.get_xticklabels()[0].set_ha("left")  # clear of the lowest number of the other axis
    ax.axvline(0, color=MUTED, linewidth=style.thin, zorder=1.5)
    if several:
        return _changes(ax, part, names, style)
    drawing.value_axis(ax, style, float(part[["left_p75", "left", "stayed"]].max().max()))
    if variable != ALIVE:
        ax.fill_between(part["month"], part["left_p25"], part["left_p75"], color=LOOKS[0].narrow, linewidth=0, zorder=2)
    labels = []
    for column, look, text in (("left", LOOKS[0], "left"), ("stayed", LOOKS[1], "nobody\nleft")):
        ax.plot(part["month"], part[column], color=look.line, linewidth=style.line, linestyle=look.dashes, zorder=3)
        labels.append(EndLabel(float(high), float(part[column].iloc[-1]), text, look))
    drawing.end_labels(ax, labels, style)
    return ax


def _changes(ax: Axes, part: pd.DataFrame, names: list[str], style: Style) -> Axes:
    """Differences of several scenarios, with intervals around nought."""
    labels = []
    most = float(part[["low", "high", "change"]].abs().max().max()) or 1.0
    drawing.signed_axis(ax, style, float(np.fmax(most, 0.01)))
    for n, name in enumerate(names):
        mine = part[part["scenario"] == name]
        ax.fill_between(mine["month"], mine["low"], mine["high"], color=LOOKS[n].wide, linewidth=0, zorder=2, alpha=0.7)
        ax.plot(mine["month"], mine["change"], color=LOOKS[n].line, linewidth=style.line, linestyle=LOOKS[n].dashes,
                zorder=3)  # fmt: skip
        labels.append(EndLabel(float(mine["month"].iloc[-1]), float(mine["change"].iloc[-1]), LETTERS[n], LOOKS[n]))
    drawing.end_labels(ax, labels, style)
    return ax
