"""A page of panels: title above, columns of cells, key below; every place worked out from the sizes of the text."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from analysis.plotting.drawing import LETTERS, KeyItem, draw_key, key_lines, sample
from analysis.plotting.style import FONT, INK, LOOKS, MUTED, Sheet, Style, width_of, wrapped
from analysis.stats.bands import FEWEST
from sim.engine.result import Result
from sim.version import __version__


@dataclass(frozen=True)
class Cell:
    """One or more axes under one heading.

    Attributes:
        heading: what the cell is about, in plain words.
        rows: functions that draw the panels, from top to bottom and within each row from left to right.
        below: lines of text below its lowest axis.
        shares: relative heights of the rows; alike if empty.
        key: dotted name of what it is about, small and in grey beneath the heading.
    """

    heading: str
    rows: Sequence[Sequence[Callable[[Axes], Axes]]]
    below: float = 0
    shares: Sequence[float] = ()
    key: str = ""


def make_page(
    style: Style, title: str, subtitle: str, columns: Sequence[Sequence[Cell]], key: Sequence[KeyItem], *, right: float
) -> Sheet:
    """Draws a page.

    Args:
        style: sizes.
        title, subtitle: text above; each breaks into as many lines as it needs.
        columns: cells of each column, from top to bottom.
        key: what the key below explains.
        right: room for labels to the right of axes, in heights of a line.
    """
    sheet = Sheet(style.width, style.height, dpi=style.dpi)
    y = write_title(sheet, style, title, subtitle)
    edge = style.lines(1.1)
    inner = style.width - 2 * edge
    lines = key_lines(key, style, inner)
    low = style.lines(0.5)
    draw_key(sheet, lines, style, edge, low)
    low += style.lines(1.25 * len(lines) + 0.3)
    width = inner / len(columns)
    for n, cells in enumerate(columns):
        _draw_column(sheet, style, cells, edge + n * width, width, low, y - style.lines(0.5), style.lines(right))
    return sheet


def write_title(sheet: Sheet, style: Style, title: str, subtitle: str) -> float:
    """Writes title and subtitle at the top of a sheet, and gives the height at which they end [inches]."""
    edge, y = style.lines(1.1), style.height - style.lines(0.55)
    for text, size, colour, weight in ((title, style.title, INK, "bold"), (subtitle, style.text, MUTED, "normal")):
        for line in wrapped(text, size, style.width - 2 * edge, bold=weight == "bold"):
            sheet.text(edge / style.width, y / style.height, line, fontsize=size, fontweight=weight, color=colour,
                       family=FONT, va="top")  # fmt: skip
            y -= 1.32 * size / 72
    return y


def write_heading(sheet: Sheet, style: Style, x: float, y: float, text: str, *, room: float = math.inf) -> None:
    """Writes a heading with its upper left corner at a place [inches], smaller where there is little room."""
    size = max(style.text, style.heading * min(1.0, room / max(width_of(text, style.heading, bold=True), 1e-9)))
    sheet.text(x / style.width, y / style.height, text, fontsize=size, fontweight="bold", color=INK, family=FONT,
               va="top")  # fmt: skip


def _draw_column(
    sheet: Sheet, style: Style, cells: Sequence[Cell], left: float, width: float, low: float, high: float, right: float
) -> None:
    """Draws the cells of one column, sharing the room that text leaves."""
    unit, years = style.lines(1.3), style.lines(2.35)
    key = 1.2 * style.key / 72 if any(c.key for c in cells) else 0.0
    heading = 1.3 * style.heading / 72 + key
    between = style.lines(0.6)
    text = sum(heading + unit * len(c.rows) + style.lines(0.5) * (len(c.rows) - 1) + years + style.lines(c.below)
               for c in cells) + between * (len(cells) - 1)  # fmt: skip
    room = (high - low - text) / len(cells)
    ticks = style.lines(2.1)
    y = high
    for cell in cells:
        write_heading(sheet, style, left + ticks, y, cell.heading, room=width - ticks)
        y -= heading
        if cell.key:
            sheet.text((left + ticks) / style.width, (y + 0.95 * key) / style.height, cell.key, fontsize=style.key,
                       color=MUTED, family=FONT, va="top")  # fmt: skip
        shares = cell.shares or [1] * len(cell.rows)
        for r, (row, share) in enumerate(zip(cell.rows, shares, strict=True)):
            tall = room * share / sum(shares)
            y -= unit + tall
            each = width / len(row)
            for c, draw in enumerate(row):
                wide = each - ticks - right
                ax = draw(sheet.add_axes((
                    (left + c * each + ticks) / style.width, y / style.height, wide / style.width, tall / style.height,
                )))  # fmt: skip
                if r < len(cell.rows) - 1:
                    ax.set_xlabel("")
                    ax.set_xticklabels([])
            y -= style.lines(0.5) if r < len(cell.rows) - 1 else 0
        y -= years + style.lines(cell.below) + between


def about(result: Result, title: str) -> dict[str, str]:
    """What is saved inside a figure's file: title, scenarios with their digests, seed and version of the model."""
    ids = ", ".join(f"{s.name}@{s.digest}" for s in result.scenarios)
    runs = result.runs["run"].nunique()
    made = f"{ids}; seed {result.seed}; {runs} runs of {result.months} months; model version {__version__}"
    return {"Title": title, "Description": made, "Source": f"model version {__version__}"}


def subtitle(result: Result, runs: pd.DataFrame) -> str:
    """What was run, and how to read it; from the table of runs with scenarios told apart."""
    several = len(result.scenarios) > 1
    number = int(runs.groupby("scenario")["run"].nunique().max())
    most = int(runs.groupby("run").size().max())
    parts = [f"{number} run{'s' if number > 1 else ''}{' of each' if several else ''}"]
    parts += [f"{'up to ' if several else ''}{most} partnerships in each"] if most > 1 else []
    parts += [f"{result.months} months", f"seed {result.seed}", f"model version {__version__}"]
    parts += [] if several else [f"{result.scenarios[0].name}@{result.scenarios[0].digest}"]
    read = " Lines: medians; bands: interquartile range." if several else ""
    return f"{', '.join(parts)}. Trust, money and components: partnerships still going.{read}"


def key_of(titles: Sequence[str], rows: int) -> list[KeyItem]:
    """The key of an overview of some scenarios with some rows in their table of runs."""
    if len(titles) > 1:
        return [KeyItem(title, sample("line", LOOKS[n], LETTERS[n])) for n, title in enumerate(titles)]
    items = [("median" if rows > 1 else "the run", "line", 1), ("interquartile range", "narrow", FEWEST),
             ("90 % range", "wide", FEWEST), ("single runs", "run", 2), ("end of one", "end", 1)]  # fmt: skip
    return [KeyItem(text, sample(kind)) for text, kind, least in items if rows >= least]
