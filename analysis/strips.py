"""One outcome for many scenarios: every run as a dot in a row of its own scenario, with median and middle half."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from sim.outcomes import OUTCOMES

from .aliveness import RANGES
from .drawing import strip
from .style import FONT, INK, MUTED, PROJECTOR, Sheet, Style, dress, wrapped

#: Rows on one sheet, and runs that are drawn as dots in each (chosen by place, never by looks).
MOST_ROWS, MOST_DOTS = 12, 200
#: Width of a sheet that stands beside others, as a share of a whole page.
SHARE = 0.4


def strips(table: pd.DataFrame, outcome: str, *, style: Style = PROJECTOR) -> list[Sheet]:
    """One outcome of all scenarios, as many sheets as they need, all with the same axis.

    Args:
        table: one row per run and partnership, with ``scenario`` and the outcome.
        outcome: name of an outcome.
        style: sizes.

    Returns:
        Sheets of up to `MOST_ROWS` scenarios; none if no run has the outcome.
    """
    known = table.loc[np.isfinite(table[outcome]), ["scenario", outcome]]
    if known.empty:
        return []
    parts = [(str(name), part[outcome].to_numpy(dtype=float)) for name, part in known.groupby("scenario", sort=False)]
    limits = _limits(outcome, [values for _, values in parts], table)
    several = len(parts) > 1
    return [_sheet(parts[n : n + MOST_ROWS], outcome, limits, style, several) for n in range(0, len(parts), MOST_ROWS)]


def _limits(outcome: str, rows: list[np.ndarray], table: pd.DataFrame) -> tuple[float, float]:
    """Ends of the axis: the whole range of an outcome that has one from 0, else 0 and what nine in ten runs took."""
    low, high = RANGES.get(outcome, (-1.0, 1.0))
    if high == "horizon":
        return 0.0, float(table["months"].max())
    if low < 0:
        low = min(0.0, *(float(np.percentile(values, 5)) for values in rows))
        high = max(0.0, *(float(np.percentile(values, 95)) for values in rows))
    return float(low), float(high) if high > low else low + 1.0


def _sheet(
    parts: list[tuple[str, np.ndarray]], outcome: str, limits: tuple[float, float], style: Style, named: bool
) -> Sheet:
    """One sheet: above each row the name of its scenario, unless there is only one."""
    wide, edge = style.width * SHARE, style.lines(0.8)
    names = [wrapped(name, style.text, wide - 2 * edge) if named else [] for name, _ in parts]
    unit = next(o.unit for o in OUTCOMES if o.name == outcome)
    meaning = next(o.meaning for o in OUTCOMES if o.name == outcome)
    title = wrapped(meaning[0].upper() + meaning[1:], style.text, wide - 2 * edge, bold=True)
    bar = 1.35
    heights = [len(lines) * 1.0 + bar for lines in names]
    top, bottom = 1.1 * len(title) + 0.5, 2.9
    high = style.lines(top + bottom + sum(heights))
    sheet = Sheet(wide, high, dpi=style.dpi)
    for n, line in enumerate(title):
        sheet.text(edge / wide, 1 - style.lines(0.3 + 1.1 * n) / high, line, fontsize=style.text, fontweight="bold",
                   color=INK, family=FONT, va="top")  # fmt: skip
    ax = sheet.add_axes(
        (edge / wide, style.lines(bottom) / high, 1 - 3.4 * edge / wide, style.lines(sum(heights)) / high)
    )
    dress(ax, style, x=unit, grid="x")
    ax.spines["left"].set_visible(False)
    span = limits[1] - limits[0]
    ax.set(xlim=(limits[0] - 0.015 * span, limits[1] + 0.015 * span), ylim=(sum(heights), 0), yticks=[])
    ax.set_xticks(_ticks(limits, unit))
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    at = 0.0
    for (name, values), lines, tall in zip(parts, names, heights, strict=True):
        for k, line in enumerate(lines):
            ax.text(limits[0], at + 0.62 + k, line, fontsize=style.text, color=INK, family=FONT, va="center",
                    zorder=6)  # fmt: skip
        step = -(-len(values) // MOST_DOTS)
        strip(ax, at + len(lines) + 0.6, values, style, dots=values[::step])
        sheet.keep(outcome, _numbers(name, values))
        at += tall
    sheet.about = {"Title": f"{meaning} ({unit})"}
    ax.axvline(limits[0] if limits[0] >= 0 else 0.0, color=MUTED, linewidth=style.thin, zorder=1)
    return sheet


def _ticks(limits: tuple[float, float], unit: str) -> np.ndarray:
    """At most six round numbers; months in years."""
    if unit == "months":
        step = next(step for step in (6, 12, 24, 60, 120, 1e9) if (limits[1] - limits[0]) / step <= 6)
        return np.arange(0, limits[1] + 1e-9, step)
    ticks = MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]).tick_values(*limits)
    inside = 1e-9 + limits[1] - limits[0]
    return ticks[(ticks >= limits[0] - 1e-9 * inside) & (ticks <= limits[1] + 1e-9 * inside)]


def _numbers(name: str, values: np.ndarray) -> pd.DataFrame:
    """What one row shows."""
    at = np.percentile(values, (5, 25, 50, 75, 95))
    columns = ("p5", "p25", "p50", "p75", "p95")
    return pd.DataFrame([{"scenario": name, "known": len(values)} | dict(zip(columns, at, strict=True))])
