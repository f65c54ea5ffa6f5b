"""What every panel begins and ends with."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.plotting import drawing
from analysis.plotting.style import Sheet, Style, new_axes
from analysis.stats.bands import apart


def names_in(table: pd.DataFrame) -> list[str]:
    """The scenarios of a table, each variant of one by itself."""
    return [str(name) for name in apart(table)["scenario"].unique()]


def is_several(table: pd.DataFrame) -> bool:
    """Whether a table holds more than one scenario, or more than one variant of one."""
    return len(names_in(table)) > 1


def begin(
    ax: Axes | None, style: Style, names: Sequence[str], unit: str, heading: str, *, below: float = 0
) -> Axes:
    """Axes with what is plotted above; on a sheet of their own also with a heading and the names of several scenarios.

    Args:
        ax: where to draw; a new sheet if None.
        style: sizes.
        names: of the scenarios.
        unit: what is plotted, with its unit.
        heading: what the panel is about.
        below: lines of text that the panel itself writes below its axis.
    """
    alone, listed = ax is None, names if len(names) > 1 else ()
    ax = new_axes(ax, style, below=below + len(listed))
    drawing.head(ax, style, unit, heading if alone else "")
    if alone:
        drawing.names_below(ax, listed, style, below)
    return ax


def begin_years(table: pd.DataFrame, ax: Axes | None, style: Style, unit: str, heading: str) -> tuple[Axes, float]:
    """Axes over years for a monthly or yearly table, begun as by `begin`, and the horizon in years."""
    ax = begin(ax, style, names_in(table), unit, heading)
    years = float(table["month"].max()) / 12
    drawing.years_axis(ax, style, years)
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
