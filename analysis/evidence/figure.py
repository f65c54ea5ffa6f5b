"""Published figures and simulated ones on one page, each on the scale of its own published range."""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from analysis.evidence.comparison import NEAR, OUTSIDE, Compared, table_of_evidence
from analysis.plotting.lettering import width_of, wrapped
from analysis.plotting.page import begin_page, in_columns, made_with
from analysis.plotting.style import INK, LOOKS, Sheet, Style, dress, style_named
from analysis.wording.numbers import capital

#: How far beyond the published range the axis goes, in widths of the range; what lies further is drawn at the edge.
BEYOND = 2.0
ORDER = ("independent", "fitted", "set")


def figure_evidence(found: Sequence[Compared], *, made: str, digest: str, style: str = "projector") -> Sheet:
    """Every comparable figure in a row: the published range as a band, the simulated value with its interval.

    Args:
        found: what was compared.
        made: how it was run, in one line.
        digest: of what was run.
        style: ``projector`` or ``print``.
    """
    look = style_named(style)
    rows = [c for c in found if c.simulated is not None and math.isfinite(c.simulated.value)]
    rows.sort(key=lambda c: ORDER.index(c.published.used))
    read = (
        "Band: published range, with the value where one is known; dot and line: simulated with its 95 % interval, "
        "hollow where only the interval meets the range, cross where it does not; arrow: further away. "
        "Stars: figures that were not used to set or fit anything."
    )
    sheet, top = begin_page(look, "Published figures and the model", f"{read} {capital(made)}.",
                            made_with(f"{made}; {digest}"))  # fmt: skip
    in_columns(sheet, look, rows, _column, look.lines(3.4), top - look.lines(0.5))
    sheet.keep("evidence", table_of_evidence(found))
    return sheet


def _column(
    sheet: Sheet, look: Style, rows: Sequence[Compared], left: float, low: float, width: float, tall: float
) -> None:
    names = [_name(c, look, 0.6 * width) for c in rows]
    label = max(width_of(name, look.text) for name in names) + look.lines(0.7)
    wide = width - label - look.lines(0.8)
    ax = sheet.panel(left + label, low, wide, tall)
    dress(ax, look, x="\n".join(wrapped("0: low end of the published range, 1: high end", look.text, wide)), grid="x")
    ax.set(xlim=(-1.08 * BEYOND, 1 + 1.08 * BEYOND), ylim=(len(rows) - 0.5, -0.5), yticks=range(len(rows)),
           xticks=(-2, -1, 0, 1, 2, 3))  # fmt: skip
    ax.set_yticklabels(names)
    ax.tick_params(axis="y", length=0)
    ax.axvspan(0, 1, color=LOOKS[0].wide, linewidth=0, zorder=0)
    for n, c in enumerate(rows):
        _mark(ax, n, c, look)


def _name(c: Compared, look: Style, inches: float) -> str:
    """A short name that fits: the id in words, with a star if it is an independent check."""
    name = c.published.id.replace("-", " ") + (" *" if c.published.used == "independent" else "")
    return "\n".join(wrapped(name, look.text, inches))


def _mark(ax: Axes, y: float, c: Compared, look: Style) -> None:
    p, s = c.published, c.simulated
    span = (p.high - p.low) or 1.0
    at, low, high = ((v - p.low) / span for v in (s.value, s.low, s.high))
    edges = (-BEYOND, 1 + BEYOND)
    colour = LOOKS[1].line if c.verdict == OUTSIDE else LOOKS[0].line
    sign = "<" if at < edges[0] else ">" if at > edges[1] else "X" if c.verdict == OUTSIDE else "o"
    if np.isfinite([low, high]).all():
        ax.plot(np.clip([low, high], *edges), [y, y], color=colour, linewidth=look.line / 1.5, zorder=3)
    ax.plot([np.clip(at, *edges)], [y], sign, markersize=look.mark, markeredgecolor=colour, zorder=4,
            markerfacecolor="white" if c.verdict == NEAR else colour, markeredgewidth=look.line / 3)  # fmt: skip
    if p.value is not None:
        ax.plot([(p.value - p.low) / span] * 2, [y - 0.3, y + 0.3], color=INK, linewidth=look.thin, zorder=2)
