"""One outcome in rows with names: runs of many scenarios, their differences from another, or parameters that matter.

Sheets are small, so that several stand side by side on a page, and one fills a telephone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.plotting.drawing import strip
from analysis.plotting.lettering import wrapped, write
from analysis.plotting.style import GRID, LOOKS, MUTED, PROJECTOR, Sheet, Style, dress
from analysis.wording.labels import parameter_key, parameter_name, with_labels
from analysis.wording.outcomes import difference_unit, meaning
from analysis.wording.tables import parts
from sim.measures.outcomes import MONTHS, OUTCOME, SHARE, Outcome

if TYPE_CHECKING:
    from analysis.sensitivity.result import Sensitivity

#: Rows on one sheet, and runs that are drawn as dots in each (chosen by place, never by looks).
MOST_ROWS, MOST_DOTS = 12, 200
#: Width of a sheet, as a share of a whole page.
WIDE = 0.4
#: Height of what is drawn in one row, in lines of text.
BAR = 1.35


def strips(table: pd.DataFrame, outcome: str, *, style: Style = PROJECTOR) -> list[Sheet]:
    """Runs of all scenarios as dots, with median, interquartile and 90 % range.

    Args:
        table: one row per run and partnership, with ``scenario``, ``months`` and the outcome.
        outcome: name of an outcome.
        style: sizes.

    Returns:
        Sheets of up to `MOST_ROWS` scenarios, all with the same axis; none if no run has the outcome.
    """
    known = table[np.isfinite(table[outcome])]
    rows = [(name, part[outcome].to_numpy(dtype=float)) for name, part in parts(known)]
    if not rows:
        return []
    o = OUTCOME[outcome]
    limits = _limits(o, [values for _, values in rows], float(table["months"].max()))
    ticks = _ticks(limits, months=o.scale == MONTHS)
    sheets = []
    for some in _rounds(rows):
        draws = [partial(strip, values=v, style=style, dots=v[:: -(-len(v) // MOST_DOTS)]) for _, v in some]
        names = [name for name, _ in some] if len(rows) > 1 else []
        sheet = _sheet(meaning(o), names, o.unit, (limits, ticks), style, draws)
        sheet.keep(outcome, pd.DataFrame([_numbers(name, values) for name, values in some]))
        sheets.append(sheet)
    return sheets


def differences(table: pd.DataFrame, *, style: Style = PROJECTOR) -> list[Sheet]:
    """Differences of one outcome with their intervals; filled where statistically distinguishable, else hollow.

    Args:
        table: rows of one outcome of `analysis.comparison.pairs.compare_runs`.
        style: sizes.

    Returns:
        Sheets of up to `MOST_ROWS` scenarios, all with the same axis.
    """
    o, first = OUTCOME[table["outcome"].iloc[0]], table["first"].iloc[0]
    numbers = table[["difference", "low", "high"]].astype(float) * (100.0 if o.scale == SHARE else 1.0)
    limits = min(0.0, float(np.nanmin(numbers))), max(0.0, float(np.nanmax(numbers)))
    limits = (limits[0], limits[1]) if limits[1] > limits[0] else (-1.0, 1.0)
    shown = table[["second", "distinguishable"]].join(numbers)
    label, sheets = f"{difference_unit(o) or 'difference'} (left: less than {first}; right: more)", []
    for some in _rounds(list(shown.itertuples(index=False))):
        draws = [partial(_interval, style, row.difference, row.low, row.high, row.distinguishable) for row in some]
        sheet = _sheet(meaning(o), [row.second for row in some], label, (limits, _ticks(limits)), style, draws)
        sheet.keep(o.name, pd.DataFrame(some))
        sheets.append(sheet)
    return sheets


def influences(found: Sensitivity, *, style: Style = PROJECTOR) -> Sheet:
    """What one outcome depends on: the strongest parameters with their intervals, and in grey what chance would show.

    Args:
        found: of `analysis.sensitivity.indices.sensitivity`.
        style: sizes.
    """
    table = found.table.head(MOST_ROWS)
    chance = table["chance_high"] if "chance_high" in table else table["chance"]
    rows = list(table.assign(edge=chance).itertuples(index=False))
    ends = np.concatenate([table["influence"] + table["error"].fillna(0.0), chance.fillna(0.0)])
    limits = 0.0, float(max(ends.max(), 1e-9))
    draws = [partial(_influence, style, row) for row in rows]
    names, keys = [parameter_name(row.factor) for row in rows], [parameter_key(row.factor) for row in rows]
    title, axis = meaning(OUTCOME[found.cell.outcome]), (limits, _ticks(limits))
    sheet = _sheet(title, names, found.measure, axis, style, draws, keys)
    sheet.keep(found.cell.outcome, with_labels(found.table))
    return sheet


def _influence(style: Style, row: object, ax: Axes, at: float) -> None:
    """An influence with its interval, over what chance would show."""
    if np.isfinite(row.edge):
        ax.barh(at, max(row.edge, 0.0), 0.62, color=GRID, linewidth=0, zorder=2)
    error = row.error if np.isfinite(row.error) else 0.0
    _interval(style, row.influence, max(row.influence - error, 0.0), row.influence + error, row.clear, ax, at)


def _interval(style: Style, middle: float, low: float, high: float, filled: bool, ax: Axes, at: float) -> None:
    """An estimate with its interval."""
    colour = LOOKS[0].line
    ax.plot([low, high], [at, at], color=colour, linewidth=style.line, solid_capstyle="butt", zorder=3)
    ax.plot([middle], [at], "o", markersize=1.4 * style.mark, zorder=4, markeredgecolor=colour,
            markerfacecolor=colour if filled else "white", markeredgewidth=style.line / 2)  # fmt: skip


def _rounds(rows: list) -> list[list]:
    """Rows for each sheet, about as many on all of them."""
    number = -(-len(rows) // MOST_ROWS)
    each = -(-len(rows) // number)
    return [rows[n : n + each] for n in range(0, len(rows), each)]


def _limits(o: Outcome, rows: Sequence[np.ndarray], months: float) -> tuple[float, float]:
    """Ends of the axis: the whole range of an outcome that has one from 0, else 0 and the 90 % range of the runs."""
    low, high = o.limits(months) or (-1.0, 1.0)
    if low < 0:
        low = min(0.0, *(float(np.percentile(values, 5)) for values in rows))
        high = max(0.0, *(float(np.percentile(values, 95)) for values in rows))
    return low, high if high > low else low + 1.0


def _ticks(limits: tuple[float, float], *, months: bool = False) -> np.ndarray:
    """At most six round numbers; months in years."""
    low, high = limits
    if months:
        step = next(step for step in (6, 12, 24, 60, 120, 1e9) if (high - low) / step <= 6)
        return np.arange(0, high + 1e-9, step)
    ticks = MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    near = 1e-9 * (high - low)
    return ticks[(ticks >= low - near) & (ticks <= high + near)]


def _sheet(
    title: str, names: Sequence[str], unit: str, axis: tuple[tuple[float, float], np.ndarray], style: Style,
    draws: Sequence[Callable[[Axes, float], None]], keys: Sequence[str] = (),
) -> Sheet:  # fmt: skip
    """A sheet with a title, a row for each name (one without a name if there are none), and an axis below.

    Each row is drawn at its place by one of ``draws``. Keys stand beneath names, small and in grey.
    """
    (low, high), ticks = axis
    wide, edge = style.width * WIDE, style.lines(0.8)
    heading = wrapped(title, style.text, wide - 2 * edge, bold=True)
    below = wrapped(unit, style.text, wide - 2 * edge)
    labels = [wrapped(name, style.text, wide - 2 * edge) for name in names] or [[]]
    beneath = 0.85 if any(keys) else 0.0
    heights = [len(lines) + beneath + BAR for lines in labels]
    top, bottom = 1.1 * len(heading) + 0.5, 1.9 + len(below)
    tall = style.lines(top + bottom + sum(heights))
    sheet = Sheet(wide, tall, dpi=style.dpi)
    for n, line in enumerate(heading):
        sheet.write(edge, tall - style.lines(0.3 + 1.1 * n), line, style.text, bold=True)
    ax = sheet.panel(edge, style.lines(bottom), wide - 3.4 * edge, style.lines(sum(heights)))
    dress(ax, style, x="\n".join(below), grid="x")
    ax.spines["left"].set_visible(False)
    room = 0.015 * (high - low)
    ax.set(xlim=(low - room, high + room), ylim=(sum(heights), 0), yticks=[], xticks=ticks)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.10g}".replace("-", "\N{MINUS SIGN}"))
    ax.axvline(0.0, color=MUTED, linewidth=style.thin, zorder=1)
    at = 0.0
    for n, (lines, height) in enumerate(zip(labels, heights, strict=True)):
        for k, line in enumerate(lines):
            write(ax, style, line, (low, at + 0.62 + k), zorder=6)
        at += height - BAR
        if keys:
            write(ax, style, keys[n], (low, at - 0.34), size=style.key, colour=MUTED, zorder=6)
        draws[n](ax, at + 0.6)
        at += BAR
    sheet.about = {"Title": f"{title} ({unit})"}
    return sheet


def _numbers(name: str, values: np.ndarray) -> dict[str, object]:
    """What one row shows."""
    at = np.percentile(values, (5, 25, 50, 75, 95))
    return {"scenario": name, "known": len(values)} | dict(zip(("p5", "p25", "p50", "p75", "p95"), at, strict=True))
