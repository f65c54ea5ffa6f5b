"""Figures of scenario discovery: how much a box covers against how dense it is, and what it restricts."""

from dataclasses import replace

import numpy as np

from analysis.discovery.boxes import Box
from analysis.discovery.search import Discovery
from analysis.discovery.words import boxes_as_table, limits_as_table
from analysis.plotting.lettering import width_of, write
from analysis.plotting.page import begin_page
from analysis.plotting.row_panels import below, heading, parameter_rows
from analysis.plotting.style import GRID, INK, LOOKS, MUTED, Sheet, Style, dress, style_named
from analysis.wording.numbers import percent, rounded

#: Limits that have room on one page; boxes beyond that are told in words only.
MOST_ROWS = 7


def box_figure(found: Discovery, words: str, about: dict[str, str], *, style: str = "projector") -> Sheet:
    """One page on what was found: coverage against density, and the limits of the first boxes.

    Args:
        found: the result, with at least one box.
        words: the condition in words.
        about: what is saved in the files.
        style: ``projector`` or ``print``.
    """
    look = style_named(style)
    if look.columns < 3:  # no empty part of a page
        rows = look.lines(3.4 * min(sum(len(box.limits) + 1 for box in found.boxes), MOST_ROWS + 2))
        look = replace(look, height=min(look.height, rows + look.lines(34)))
    name = {"prim": "PRIM", "cart": "CART"}[found.method]
    size = f"{name}; {found.cases:,} of {found.runs:,} runs at {found.points:,} points are such"
    sheet, top = begin_page(look, f"Where it comes to this: {words}", f"{size}. {about['Description']}.", about)
    edge, low = look.lines(1.1), look.lines(0.6)
    top -= low
    wide = look.width - 2 * edge
    if look.columns > 2:
        _limits(sheet, found, look, (edge, low, 0.6 * wide, top - low))
        _trade_off(sheet, found, look, (edge + 0.64 * wide, low, 0.36 * wide, top - low))
    else:
        middle = max(low + min(0.42 * (top - low), look.lines(22)), top - rows - look.lines(7))
        _limits(sheet, found, look, (edge, middle, wide, top - middle))
        _trade_off(sheet, found, look, (edge, low, wide, middle - low - look.lines(0.8)))
    sheet.keep("limits", limits_as_table([found]))
    sheet.keep("boxes", boxes_as_table([found]))
    sheet.keep("trade-off", found.trajectory)
    sheet.keep("unseen", found.unseen)
    return sheet


def _trade_off(sheet: Sheet, found: Discovery, style: Style, place: tuple[float, float, float, float]) -> None:
    """Coverage and density of every step (PRIM) or leaf (CART); the chosen ones, and what held on other points."""
    left, low, wide, high = place
    indent = style.lines(3.6)
    ax = sheet.panel(left + indent, low + style.lines(6.0), wide - indent - style.lines(0.8), high - style.lines(7.8))
    dress(ax, style, grid="both", x="coverage: share of all such runs", y="density: share inside")
    steps = found.trajectory
    joined = {"linestyle": "-" if found.method == "prim" else "none", "linewidth": style.thin * 1.5}
    ax.axhline(found.share, color=MUTED, linewidth=style.thin * 1.5, linestyle=(0, (4, 3)))
    ax.plot(steps["coverage"], steps["density"], marker="o", markersize=style.mark * 0.7, color=LOOKS[2].line,
            markeredgewidth=0, zorder=2, **joined)  # fmt: skip
    ax.plot([b.coverage for b in found.boxes], [b.density for b in found.boxes], "D", markersize=style.mark * 1.4,
            color=LOOKS[1].line, zorder=4)  # fmt: skip
    unseen = found.unseen.dropna()
    if len(unseen):
        ax.plot(unseen["coverage"], unseen["density"], "x", markersize=style.mark, color=INK,
                markeredgewidth=style.line / 3, zorder=3)  # fmt: skip
    ax.set(xlim=(0, 1.03), ylim=(0, 1.03), xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
    ax.set_xticklabels(["0 %", "50 %", "100 %"])
    ax.get_xticklabels()[0].set_ha("left")  # clear of the 0 % beside it
    ax.set_yticklabels(["0 %", "50 %", "100 %"])
    heading(ax, style, "How much, how sure", indent)
    what = "step of peeling" if found.method == "prim" else "leaf"
    halves = "crosses: found on half of the points, seen on the other half"
    said = f"Dots: every {what}; diamond: what is shown; {halves}; dashed: all runs ({percent(found.share)})."
    below(ax, said, style, first=2.9, names=indent, room=wide, most=4)


def _limits(sheet: Sheet, found: Discovery, style: Style, place: tuple[float, float, float, float]) -> None:
    """The limits of each box on the whole range of its parameters."""
    left, low, wide, high = place
    rows: list[tuple[int, Box, str]] = []
    for count, box in enumerate(found.boxes, 1):
        if count == 1 or len(rows) + len(box.limits) <= MOST_ROWS:
            rows += [(count, box, name) for name in box.limits]
    names = 0.46 * wide
    room = high - style.lines(4.6)
    tall = min(room, style.lines(3.4) * (len(rows) + 0.8 * len({count for count, *_ in rows})))
    ax = sheet.panel(left + names, low + high - style.lines(1.8) - tall, wide - names - style.lines(1.6), tall)
    dress(ax, style, grid="")
    ax.spines[["left", "bottom"]].set_visible(False)
    at, y = [], -0.2
    for n, (count, box, name) in enumerate(rows):
        y += 0.8 if n == 0 or rows[n - 1][0] != count else 0.0
        if n == 0 or rows[n - 1][0] != count:
            _measures(ax, box, count if len(found.boxes) > 1 else 0, y - 0.72, style, names)
        _range(ax, found, box, name, y, style)
        at.append(y)
        y += 1.0
    ax.set(xlim=(0, 1), ylim=(y - 0.45, -0.45), xticks=[])
    parameter_rows(ax, [name for _, _, name in rows], style, names - style.lines(0.8), at=at)
    ax.set_yticks([])
    heading(ax, style, "What is restricted", names)
    back = "Back: random halves of the points that restrict it too"
    said = f"Grey: whole range; blue: where cases are frequent. {back}. q: how easily chance would do it."
    below(ax, said, style, first=0.5, names=names, room=wide, most=2)


def _measures(ax, box: Box, count: int, y: float, style: Style, names: float) -> None:
    """Coverage and density of a box above its limits."""
    text = f"{percent(box.coverage)} of all such runs; {percent(box.density)} of the {box.runs:,} runs inside"
    write(ax, style, f"{count}  {text}" if count else text, (0, y), offset=(-72 * names, 0),
          of=("axes fraction", "data"), colour=LOOKS[1].text, bold=True)  # fmt: skip


def _range(ax, found: Discovery, box: Box, name: str, y: float, style: Style) -> None:
    """One parameter: its range, the part in the box, and how sure the limit is."""
    limit, whole = box.limits[name], found.ranges[name]
    q = box.quasi_p[name]
    back = f"back {percent(box.reproduced[name])}, " if name in box.reproduced else ""
    said = f"{back}q {'below 0.001' if q < 0.001 else rounded(q)}"
    write(ax, style, said, (1, y - 0.33), colour=MUTED, ha="right")
    if isinstance(limit, frozenset):
        levels = sorted(whole)
        for n, level in enumerate(levels):
            inside = level in limit
            ax.barh(y, 1 / len(levels), 0.3, left=n / len(levels), color=LOOKS[0].line if inside else GRID,
                    edgecolor="white")  # fmt: skip
        write(ax, style, "in: " + ", ".join(sorted(limit)), (0, y + 0.33), colour=LOOKS[0].text)
        return
    low, high = whole
    ends = [(v - low) / (high - low) if np.isfinite(v) else end for v, end in zip(limit, (0.0, 1.0), strict=True)]
    ax.barh(y, 1, 0.3, color=GRID)
    ax.barh(y, ends[1] - ends[0], 0.3, left=ends[0], color=LOOKS[0].line)
    room = ax.get_position().width * ax.figure.get_figwidth()
    widest = max(width_of(rounded(v), style.text, bold=True) for v in limit if np.isfinite(v))
    for value, where, side in ((low, 0.0, "left"), (high, 1.0, "right")):
        apart = (width_of(rounded(float(f"{value:.2g}")), style.text) + widest / 2 + style.lines(0.4)) / room
        if all(abs(where - e) > apart or not np.isfinite(v) for e, v in zip(ends, limit, strict=True)):
            write(ax, style, rounded(float(f"{value:.2g}")), (where, y + 0.33), colour=MUTED, ha=side)
    if np.isfinite(limit).all() and ends[1] - ends[0] < 0.2:
        write(ax, style, f"{rounded(limit[0])} to {rounded(limit[1])}", ((ends[0] + ends[1]) / 2, y + 0.33),
              colour=LOOKS[0].text, bold=True, ha="center")  # fmt: skip
        return
    for value, where in zip(limit, ends, strict=True):
        if np.isfinite(value):
            write(ax, style, rounded(value), (where, y + 0.33), colour=LOOKS[0].text, bold=True, ha="center")
