"""What every panel over years begins and ends with."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.plotting import drawing
from analysis.plotting.style import Sheet, Style, new_axes
from analysis.stats.bands import apart


def is_several(table: pd.DataFrame) -> bool:
    """Whether a table holds more than one scenario, or more than one variant of one."""
    return apart(table)["scenario"].nunique() > 1


def begin(table: pd.DataFrame, ax: Axes | None, style: Style, unit: str, heading: str) -> tuple[Axes, float]:
    """Axes over years for a monthly or yearly table, and the horizon in years; with a heading and a key if alone."""
    names, alone = list(apart(table)["scenario"].unique()), ax is None
    ax = new_axes(ax, style, below=len(names) if len(names) > 1 else 0)
    years = float(table["month"].max()) / 12
    drawing.years_axis(ax, style, years)
    drawing.head(ax, style, unit, heading if alone else "")
    if alone and len(names) > 1:
        drawing.names_below(ax, names, style)
    return ax, years


def keep(ax: Axes, panel: str, table: pd.DataFrame) -> None:
    """Keeps the plotted numbers with the sheet, if there are any."""
    sheet = ax.figure
    if isinstance(sheet, Sheet) and len(table):
        sheet.keep(panel, table)


def top(found: pd.DataFrame, least: float) -> float:
    """Highest value that will be drawn, or the least that an axis should show."""
    tops = found[["p75" if is_several(found) else "p95", "p50"]].max().max()
    return float(np.fmax(tops, least))
