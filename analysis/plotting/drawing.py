"""The pieces that panels are made of: bands and medians over years, labels beside lines, and the key below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.plotting.lettering import inches_high, inches_wide, spread_apart, width_of, wrapped, write
from analysis.plotting.style import FONT, INK, LOOKS, MUTED, SINGLE, Look, Sheet, Style, dress
from analysis.stats.bands import FEWEST
from analysis.wording.tables import parts

LETTERS = "ABCD"
FAN_LABELS = {"p95": "95 %", "p75": "75 %", "p50": "median", "p25": "25 %", "p5": "5 %"}
#: Lines from an axis of years to the first line of text below it.
FIRST_LINE = 2.6


def years_axis(ax: Axes, style: Style, years: float, *, x: str = "years since start") -> None:
    """Dresses axes whose horizontal axis is years from 0 to the horizon, with few enough ticks to read."""
    dress(ax, style, x=x)
    step = next(step for step in (0.25, 0.5, 1, 2, 5, 10, 20, 50, 1e9) if years / step <= 6)
    ticks = np.arange(0, years + 1e-9, step)
    ax.set_xlim(0, years)
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])


def value_axis(ax: Axes, style: Style, top: float) -> None:
    """A vertical axis from 0 to a round number at or above ``top``, with as many ticks as have room."""
    decade = 10.0 ** np.floor(np.log10(top)) if top > 0 else 0.1
    high = next(n * decade for n in (1, 2, 3, 4, 5, 6, 8, 10) if top <= n * decade * (1 + 1e-9))
    room = max(1, int(inches_high(ax) / style.lines(1.4)))
    even = {1: (5, 2, 1), 3: (3, 1), 5: (5, 2, 1), 6: (6, 3, 2, 1)}.get(round(high / decade), (4, 2, 1))
    parts = next(n for n in even if n <= room)
    ax.set_ylim(0, high)
    ax.set_yticks(np.linspace(0, high, parts + 1))
    ax.set_yticklabels([f"{tick:.6g}" for tick in ax.get_yticks()])


def signed_axis(ax: Axes, style: Style, most: float) -> None:
    """A vertical axis as far below nought as above, to a round number at or beyond ``most``, with a line at nought."""
    value_axis(ax, style, most)
    high = ax.get_ylim()[1]
    ax.set_ylim(-high, high)
    few = inches_high(ax) < style.lines(8) or len(f"{high / 2:.4g}") > 4
    ax.set_yticks([-high, 0, high] if few else np.linspace(-high, high, 5))
    ax.set_yticklabels([f"{tick:.4g}".replace("-", "\N{MINUS SIGN}") for tick in ax.get_yticks()])
    ax.axhline(0, color=MUTED, linewidth=style.thin, zorder=1.5)


def head(ax: Axes, style: Style, unit: str, heading: str = "") -> None:
    """What is plotted and in which unit, above the axes; with a heading in bold above that."""
    ax.set_title(unit, loc="left", fontsize=style.text, color=MUTED, family=FONT, pad=style.text / 2.6)
    if heading:
        write(ax, style, heading, (0, 1), offset=(0, style.text * 1.7), of="axes fraction", size=style.heading,
              bold=True, va="bottom")  # fmt: skip


def band(
    ax: Axes, table: pd.DataFrame, look: Look, style: Style, *, wide: bool, edged: bool = False, steps: bool = False,
    order: float = 2,
) -> None:  # fmt: skip
    """Median of one series, its IQR (edged, where fills of several may look alike in grey), and its 90 % range."""
    x, drawn = table["year"].to_numpy(), "steps-pre" if steps else "default"
    fill = {"step": "pre"} if steps else {}
    if steps:  # a year's value holds from its beginning
        table = pd.concat([table.iloc[:1], table])
        x = np.concatenate([[0.0], x])
    for low, high, colour, shown in (("p5", "p95", look.wide, wide), ("p25", "p75", look.narrow, True)):
        if shown and high in table and table[high].notna().any():
            ax.fill_between(x, table[low], table[high], color=colour, linewidth=0, zorder=order, alpha=0.85, **fill)
    if edged and "p75" in table:
        for edge in ("p25", "p75"):
            ax.plot(x, table[edge], color=look.line, linewidth=style.thin, drawstyle=drawn, zorder=order + 1, alpha=0.7)
    ax.plot(x, table["p50"], color=look.line, linewidth=style.line, linestyle=look.dashes, drawstyle=drawn,
            zorder=order + 2, solid_capstyle="butt", dash_capstyle="butt")  # fmt: skip


@dataclass(frozen=True)
class EndLabel:
    """A label beside the end of a line: words, or the letter of a scenario, which stands on its colour."""

    x: float
    y: float
    text: str
    look: Look

    @property
    def is_letter(self) -> bool:
        """Whether it is the letter of a scenario."""
        return len(self.text) == 1


def end_of(table: pd.DataFrame, column: str = "p50") -> tuple[float, float] | None:
    """Where a line ends: year and value, or None if it has no values."""
    known = table.loc[table[column].notna(), ["year", column]]
    return None if known.empty else (float(known["year"].iloc[-1]), float(known[column].iloc[-1]))


def end_labels(ax: Axes, labels: Sequence[EndLabel], style: Style) -> None:
    """Writes labels to the right of their points, moved up or down so that none lies on another.

    A label that had to move is tied to its point by a thin line. Lines that end far from each other, because
    partnerships ended, have their labels where they end.
    """
    wide = max((width_of(line, style.text) for label in labels for line in label.text.split("\n")), default=0.0)
    offset = style.text * (1.3 if any(label.is_letter for label in labels) else 1.0) / 72
    years = np.ptp(ax.get_xlim()) / inches_wide(ax)
    columns: list[list[EndLabel]] = []
    for label in sorted(labels, key=lambda label: label.x):
        if columns and label.x - columns[-1][-1].x < (wide + 2 * offset) * years:
            columns[-1].append(label)
        else:
            columns.append([label])
    for column in columns:
        _column_of_labels(ax, [label for label in labels if label in column], style, offset * years)


def _column_of_labels(ax: Axes, labels: Sequence[EndLabel], style: Style, offset: float) -> None:
    """Writes labels one below the other, right of the last of their points."""
    low, high = ax.get_ylim()
    gap = style.lines(max(label.text.count("\n") + 1 for label in labels)) * (high - low) / inches_high(ax)
    x = max(label.x for label in labels) + offset
    at = spread_apart([label.y for label in labels], gap, low + gap * 0.4, high - gap * 0.4)
    for label, y in zip(labels, at, strict=True):
        if abs(y - label.y) > 0.3 * gap:
            ax.plot([label.x, x - 0.25 * offset], [label.y, y], color=label.look.text, linewidth=style.thin,
                    clip_on=False, zorder=8)  # fmt: skip
        if label.is_letter:
            badge(ax, x, y, label.text, label.look, style)
        else:
            write(ax, style, label.text, (x, y), colour=label.look.text, linespacing=1.05, zorder=9)


def parts_of(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Parts of a table, one for each scenario and variant.

    Raises:
        ValueError: more scenarios than there are looks.
    """
    each = parts(table)
    if len(each) > len(LOOKS):
        raise ValueError(f"a panel shows up to {len(LOOKS)} scenarios, not {len(each)}")
    return each


def scenarios(ax: Axes, found: pd.DataFrame, style: Style, *, steps: bool = False) -> Axes:
    """Medians with interquartile ranges, a letter at the end of each."""
    labels = []
    for n, (_, part) in enumerate(parts_of(found)):
        band(ax, part, LOOKS[n], style, wide=False, edged=True, steps=steps)
        if end := end_of(part):
            labels.append(EndLabel(*end, LETTERS[n], LOOKS[n]))
    end_labels(ax, labels, style)
    return ax


def fan_labels(ax: Axes, found: pd.DataFrame, style: Style) -> list[EndLabel]:
    """Names of the lines of a fan, as many as have room; none for a single run."""
    ends = {text: end for column, text in FAN_LABELS.items() if (end := end_of(found, column))}
    if "95 %" in ends:
        lines = (ends["95 %"][1] - ends["5 %"][1]) / np.ptp(ax.get_ylim()) * inches_high(ax) / style.lines()
        kept = list(ends) if lines > 3.2 else ["95 %", "median", "5 %"] if lines > 1.6 else ["median"]
        ends = {text: ends[text] for text in kept}
    return [EndLabel(*end, text, LOOKS[0]) for text, end in ends.items()] if found["count"].max() > 1 else []


def badge(ax: Axes, x: float, y: float, letter: str, look: Look, style: Style, *, below: float | None = None) -> None:
    """A scenario's letter on its colour, at a point; or left of a line of text below the axes."""
    pitch = style.text * 1.32
    offset = (0.0, 0.0) if below is None else (-1.35 * pitch, -pitch * (FIRST_LINE + below + 0.38))
    box = {"boxstyle": "round,pad=0.08,rounding_size=0.4", "facecolor": look.line, "edgecolor": "none"}
    write(ax, style, letter, (x, y), offset=offset, of="data" if below is None else "axes fraction", colour=look.on,
          bold=True, ha="center", zorder=9, bbox=box)  # fmt: skip


def text_below(ax: Axes, x: float, line: float, text: str, style: Style, *, data: bool = False) -> None:
    """A line of text below an axis of years, counted from 0: at the left, or centred on a year."""
    of, side = ("data", "center") if data else ("axes fraction", "left")
    write(ax, style, text, (x, 0), offset=(0, -style.text * 1.32 * (FIRST_LINE + line)), of=(of, "axes fraction"),
          va="top", ha=side)  # fmt: skip


def counts_below(ax: Axes, ticks: Sequence[float], rows: Sequence[Sequence[int]], style: Style) -> None:
    """Writes counts below their ticks, at every second tick, or third, and so on, where all would touch each other.

    A count that would begin left of the axes, where the letter of its row stands, begins with the axes.

    Args:
        ax: where, with its limits set.
        ticks: where the counts belong, in ascending order.
        rows: one count for each tick, for each line of text from the first on.
        style: sizes.
    """
    if not len(ticks):
        return
    texts = [[f"{count:,}" for count in row] for row in rows]
    wide = np.array([max(width_of(text, style.text) for text in column) for column in zip(*texts, strict=True)])
    low, high = ax.get_xlim()
    at = (np.asarray(ticks, dtype=float) - low) / (high - low) * inches_wide(ax)
    begin = np.maximum(at - wide / 2, 0.0)
    apart = style.lines(0.4)

    def clear(every: int) -> bool:
        left, right = begin[::every], (begin + wide)[::every]
        return bool((left[1:] - right[:-1] >= apart).all())

    every = next(n for n in range(1, len(at) + 1) if clear(n))
    for line, row in enumerate(texts):
        for n in range(0, len(at), every):
            if begin[n] > 0:
                text_below(ax, ticks[n], line, row[n], style, data=True)
            else:
                text_below(ax, 0, line, row[n], style)


def names_below(ax: Axes, names: Sequence[str], style: Style, line: float = 0) -> None:
    """Which letter is which scenario, from some line of text below the axes on."""
    for n, (name, letter, look) in enumerate(zip(names, LETTERS, LOOKS, strict=False)):
        text_below(ax, 0, line + n, name, style)
        badge(ax, 0, 0, letter, look, style, below=line + n)


def cross(ax: Axes, x: float, y: float, style: Style) -> None:
    """Marks where one partnership ended."""
    ax.plot([x], [y], marker="x", color=INK, markersize=style.mark, markeredgewidth=style.line / 2, zorder=6)


def strip(ax: Axes, row: float, values: np.ndarray, style: Style, *, dots: np.ndarray | None = None) -> None:
    """Dots of all values (or of some) in one row over their interquartile range, with median and 90 % range."""
    if not len(values):
        return
    low, first, middle, third, high = np.percentile(values, (5, 25, 50, 75, 95))
    ax.barh(row, third - first, 0.62, left=first, color=LOOKS[0].narrow, linewidth=0, zorder=2)
    dots = values if dots is None else dots
    shift = (np.arange(len(dots)) * 0.6180339887 % 1 - 0.5) * 0.62  # spreads dots evenly, the same way each time
    ax.plot(dots, row + shift, "o", color=MUTED, markersize=style.mark / 2.6, markeredgewidth=0, alpha=0.4, zorder=3)
    ax.plot([low, high], [row, row], color=LOOKS[0].line, linewidth=style.line / 2, solid_capstyle="butt", zorder=4)
    ax.plot([middle] * 2, [row - 0.36, row + 0.36], color=LOOKS[1].line, linewidth=style.line, zorder=5)


def note_when_few_left(ax: Axes, table: pd.DataFrame, labels: Sequence[EndLabel], style: Style) -> None:
    """Says, right of the lines and their labels, why there is nothing more to show; nothing if they reach the end."""
    low, high = ax.get_ylim()
    years = ax.get_xlim()[1]
    last = max((end[0] for _, part in table.groupby("variable") if (end := end_of(part))), default=0.0)
    if last > 0.9 * years:
        return
    widest = max((width_of(line, style.text) for label in labels for line in label.text.split("\n")), default=0.0)
    begin = last / years * inches_wide(ax) + widest + style.lines(1.6)
    words = wrapped(f"fewer than {FEWEST} partnerships left", style.text, inches_wide(ax) + style.lines(4.5) - begin)
    if max(width_of(line, style.text) for line in words) < inches_wide(ax) + style.lines(5) - begin:
        write(ax, style, "\n".join(words), (begin / inches_wide(ax) * years, (low + high) / 2), colour=MUTED)


@dataclass(frozen=True)
class KeyItem:
    """One entry of the key: a drawn sample and what it means."""

    text: str
    draw: Callable[[Axes, float, float, float, Style], None] | None = None


def sample(kind: str, look: Look = LOOKS[0], letter: str = "") -> Callable[[Axes, float, float, float, Style], None]:
    """A function that draws the sample of a key: line, band, thin line, block, cross or lettered line."""

    def draw(ax: Axes, x: float, y: float, width: float, style: Style) -> None:
        half = style.lines(0.36)
        if kind in ("narrow", "wide", "block"):
            colour = {"narrow": look.narrow, "wide": look.wide, "block": look.line}[kind]
            ax.add_patch(Rectangle((x, y - half), width, 2 * half, facecolor=colour, edgecolor="none"))
        elif kind == "end":
            ax.plot([x + width / 2], [y], marker="x", color=INK, markersize=style.mark, markeredgewidth=style.line / 2)
        else:
            thick = style.thin if kind == "run" else style.line
            ax.plot([x, x + width], [y, y], color=SINGLE if kind == "run" else look.line, linewidth=thick,
                    linestyle=look.dashes if kind == "line" else "-")  # fmt: skip
        if letter:
            badge(ax, x - style.lines(0.55), y, letter, look, style)

    return draw


def key_lines(items: Sequence[KeyItem], style: Style, inches: float) -> list[list[tuple[float, KeyItem]]]:
    """Items of a key in lines: how far from the left each begins [inches]."""
    lines: list[list[tuple[float, KeyItem]]] = [[]]
    x = 0.0
    for item in items:
        width = style.lines(3.4 if item.draw else 0.0) + width_of(item.text, style.text) + style.lines(1.2)
        if lines[-1] and x + width > inches + style.lines(1.2):
            lines.append([])
            x = 0.0
        lines[-1].append((x, item))
        x += width
    return lines


def draw_key(sheet: Sheet, lines: list[list[tuple[float, KeyItem]]], style: Style, left: float, low: float) -> None:
    """Draws the key with its lower left corner at a place of the page [inches]."""
    wide, high = style.width - 2 * left, style.lines(1.25 * len(lines))
    ax = sheet.panel(left, low, wide, high)
    ax.set(xlim=(0, wide), ylim=(0, high))
    ax.set_axis_off()
    for n, line in enumerate(lines):
        y = high - style.lines(1.25 * (n + 0.5))
        for x, item in line:
            if item.draw:
                item.draw(ax, x + style.lines(1.1), y, style.lines(1.7), style)
            write(ax, style, item.text, (x + style.lines(3.1 if item.draw else 0), y), va="center_baseline")
