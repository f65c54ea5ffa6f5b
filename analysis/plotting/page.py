"""A page of panels: title above, columns of cells, key below; every place worked out from the sizes of the text."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from analysis.plotting.drawing import LETTERS, KeyItem, draw_key, key_lines, sample
from analysis.plotting.lettering import width_of, wrapped
from analysis.plotting.style import INK, LOOKS, MUTED, Sheet, Style
from analysis.stats.bands import FEWEST
from sim.engine.result import Result
from sim.scenario.portraits import notice
from sim.scenario.scenario import Scenario
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
    style: Style, title: str, subtitle: str, columns: Sequence[Sequence[Cell]], key: Sequence[KeyItem], *, right: float,
    about: Mapping[str, str],
) -> Sheet:  # fmt: skip
    """Draws a page.

    Args:
        style: sizes.
        title, subtitle: text above; each breaks into as many lines as it needs.
        columns: cells of each column, from top to bottom.
        key: what the key below explains.
        right: room for labels to the right of axes, in heights of a line.
        about: what is saved inside the file, beside the title.
    """
    sheet, y = begin_page(style, title, subtitle, about)
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


def begin_page(style: Style, title: str, subtitle: str, about: Mapping[str, str]) -> tuple[Sheet, float]:
    """A sheet with title, subtitle and the notice of a portrait at its top, and the height where they end [inches].

    Args:
        style: sizes.
        title, subtitle: text above; each breaks into as many lines as it needs.
        about: what is saved inside the file, beside the title: Description, Source, and for portraits a Disclaimer.
    """
    sheet = Sheet(style.width, style.height, dpi=style.dpi)
    sheet.about = {**about, "Title": title}
    edge, y = style.lines(1.1), style.height - style.lines(0.55)
    said = [(title, style.title, INK, True), (subtitle, style.text, MUTED, False)]
    said += [(about["Disclaimer"], style.text, INK, True)] if "Disclaimer" in about else []
    for text, size, colour, bold in said:
        for line in wrapped(text, size, style.width - 2 * edge, bold=bold):
            sheet.write(edge, y, line, size, colour=colour, bold=bold)
            y -= 1.32 * size / 72
    return sheet, y


def in_columns(sheet: Sheet, style: Style, rows: Sequence, draw: Callable[..., None], low: float, high: float) -> None:
    """Shares rows out among one or two columns of a page, all rows of the same height.

    Args:
        sheet, style: where, and its sizes.
        rows: what is drawn, from top to bottom and then from left to right.
        draw: draws some rows: called with sheet, style, rows, and the left edge, lower edge, width and height that they
            have [inches].
        low, high: between which heights.
    """
    across = 2 if style.columns == 3 else 1
    each, width = max(1, -(-len(rows) // across)), (style.width - style.lines(1.2)) / across
    for n, first in enumerate(range(0, len(rows), each)):
        part = rows[first : first + each]
        tall = (high - low) * len(part) / each
        draw(sheet, style, part, style.lines(0.6) + n * width, high - tall, width, tall)


def made_with(description: str, scenarios: Iterable[Scenario] = ()) -> dict[str, str]:
    """What is saved inside a figure's file: how it was made, the version, and the notice if it is of portraits."""
    said = notice(scenarios)
    told = {"Description": description, "Source": f"model version {__version__}"}
    return told | ({"Disclaimer": said} if said else {})


def write_heading(sheet: Sheet, style: Style, x: float, y: float, text: str, *, room: float = math.inf) -> None:
    """Writes a heading with its upper left corner at a place [inches], smaller where there is little room."""
    size = max(style.text, style.heading * min(1.0, room / max(width_of(text, style.heading, bold=True), 1e-9)))
    sheet.write(x, y, text, size, bold=True)


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
            sheet.write(left + ticks, y + 0.95 * key, cell.key, style.key, colour=MUTED)
        shares = cell.shares or [1] * len(cell.rows)
        for r, (row, share) in enumerate(zip(cell.rows, shares, strict=True)):
            tall = room * share / sum(shares)
            y -= unit + tall
            each = width / len(row)
            for c, draw in enumerate(row):
                ax = draw(sheet.panel(left + c * each + ticks, y, each - ticks - right, tall))
                if r < len(cell.rows) - 1:
                    ax.set_xlabel("")
                    ax.set_xticklabels([])
            y -= style.lines(0.5) if r < len(cell.rows) - 1 else 0
        y -= years + style.lines(cell.below) + between


def about(result: Result) -> dict[str, str]:
    """What is saved inside a figure's file: scenarios with their digests, seed and version of the model."""
    ids = ", ".join(f"{s.name}@{s.digest}" for s in result.scenarios)
    runs = result.runs["run"].nunique()
    made = f"{ids}; seed {result.seed}; {runs} runs of {result.months} months; model version {__version__}"
    return made_with(made, result.scenarios)


def subtitle(result: Result, runs: pd.DataFrame) -> str:
    """What was run, and how to read it; from the table of runs with scenarios distinguished."""
    several = len(result.scenarios) > 1
    number = int(runs.groupby("scenario")["run"].nunique().max())
    most = int(runs.groupby("run").size().max())
    parts = [f"{number} run{'s' if number > 1 else ''}{' of each' if several else ''}"]
    parts += [f"{'up to ' if several else ''}{most} partnerships in each"] if most > 1 else []
    parts += [f"{result.months} months", f"seed {result.seed}", f"model version {__version__}"]
    parts += [] if several else [f"{result.scenarios[0].name}@{result.scenarios[0].digest}"]
    read = " Lines: medians; bands: interquartile range." if several else ""
    return f"{', '.join(parts)}. Trust, money and components: partnerships still going.{read}"


def scenario_key(titles: Sequence[str]) -> list[KeyItem]:
    """Which letter and look is which scenario; nothing for a single one."""
    lettered = zip(titles, LOOKS, LETTERS, strict=False) if len(titles) > 1 else ()
    return [KeyItem(title, sample("line", look, letter)) for title, look, letter in lettered]


def key_of(titles: Sequence[str], rows: int) -> list[KeyItem]:
    """The key of an overview of some scenarios with some rows in their table of runs."""
    if key := scenario_key(titles):
        return key
    items = [("median" if rows > 1 else "the run", "line", 1), ("interquartile range", "narrow", FEWEST),
             ("90 % range", "wide", FEWEST), ("single runs", "run", 2), ("end of one", "end", 1)]  # fmt: skip
    return [KeyItem(text, sample(kind)) for text, kind, least in items if rows >= least]
