"""Figures of the test bench: all claims at a glance, and one claim in detail."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.claims.verdicts import CONDITIONAL, ENOUGH, FAILS, HOLDS, LEFT_OPEN, TOO_SMALL, Judged, Verdict
from analysis.claims.words import HEADINGS, WAYS, table_of_checks
from analysis.plotting.lettering import width_of, wrapped, write
from analysis.plotting.page import begin_page, in_columns, made_with
from analysis.plotting.style import LOOKS, MUTED, PRINT, Sheet, Style, dress, style_named
from sim.claims.claim import OPEN

#: Order of claims on a page.
ORDER = tuple(HEADINGS)
COLOURS = {
    HOLDS: LOOKS[0].text, CONDITIONAL: LOOKS[3].text, TOO_SMALL: LOOKS[3].text, FAILS: LOOKS[1].text, LEFT_OPEN: MUTED
}  # fmt: skip
#: Every second row has this ground, so that outcomes of neighbouring claims are distinguished.
BAND = "#f4f5f7"
#: Standardised differences beyond this are drawn at the edge.
EDGE = 3.0
LEFT_TITLE, RIGHT_TITLE = "difference at the defaults, SD", "draws as expected, %"


def overview(verdicts: Sequence[Verdict], *, made: str, digest: str, style: str = "projector") -> Sheet:
    """Every claim in a row: differences at the defaults towards what is expected, shares of draws, and the verdict.

    Args:
        verdicts: what was judged.
        made: how it was run, in one line.
        digest: of what was run.
        style: ``projector`` or ``print``.
    """
    look = style_named(style)
    verdicts = sorted(verdicts, key=lambda v: ORDER.index(v.status))
    title = "Do the claims of the literature hold in the model?"
    read = (
        "Dots: outcomes, right of zero as the literature says; lines: 95 % intervals. Full: clear at the defaults; "
        "hollow: not clear; cross: clearly against. Blue: holds; brown: clear but too small to matter, or in a "
        "region only; red: fails; grey: not needed, as another is enough. "
        f"Dashed: {100 * ENOUGH:.0f} % of draws, enough to hold."
    )
    sheet, top = begin_page(look, title, f"{made}. {read}", made_with(f"{made}; {digest}"))
    in_columns(sheet, look, verdicts, _column, look.lines(4.2), top - look.lines(0.6))
    sheet.keep("checks", table_of_checks(verdicts))
    return sheet


def _column(
    sheet: Sheet, look: Style, verdicts: Sequence[Verdict], left: float, low: float, width: float, tall: float
) -> None:
    """One column of claims: names, differences, shares of draws, verdicts."""
    names = [v.claim.id.replace("-", " ") for v in verdicts]
    label = max(width_of(name, look.text) for name in names) + look.lines(0.7)
    verdict = width_of(CONDITIONAL, look.text, bold=True) + look.lines(1.2)
    each = (width - label - verdict - look.lines(1)) / 2
    axes = [sheet.panel(left + look.lines(0.2) + label + n * (each + look.lines(1)), low, each, tall) for n in range(2)]
    for ax, words, limits, ticks in (
        (axes[0], LEFT_TITLE, (-1.1 * EDGE, 1.1 * EDGE), (-2, 0, 2)), (axes[1], RIGHT_TITLE, (-4, 104), (0, 50, 100)),
    ):  # fmt: skip
        dress(ax, look, x="\n".join(wrapped(words, look.text, each + look.lines(0.8))), grid="x")
        ax.set(xlim=limits, ylim=(len(verdicts) - 0.5, -0.5), xticks=ticks, yticks=range(len(verdicts)))
        ax.set_yticklabels([])
        ax.tick_params(axis="y", length=0)
    axes[0].set_yticklabels(names)
    axes[0].axvline(0, color=MUTED, linewidth=look.line / 2, zorder=1)
    axes[1].axvline(100 * ENOUGH, color=MUTED, linewidth=look.line / 2, linestyle=(0, (3, 2)), zorder=1)
    for row, found in enumerate(verdicts):
        for ax in axes if row % 2 else ():
            ax.axhspan(row - 0.5, row + 0.5, color=BAND, linewidth=0, zorder=0)
        judged = [j for j in found.checks if j.check.expect != OPEN]
        for place, j in zip(_spread(len(judged)), judged, strict=True):
            needed = any(j is other for other in found.counted)
            _difference_mark(axes[0], row + place, j, look, needed)
            _share_mark(axes[1], row + place, j, look, needed)
        write(axes[1], look, found.status, (1, row), offset=(look.text * 0.7, 0), of=("axes fraction", "data"),
              colour=COLOURS[found.status], bold=True)  # fmt: skip


def _spread(number: int) -> np.ndarray:
    """Places of several marks in one row."""
    return np.linspace(-0.27, 0.27, number) if number > 1 else np.zeros(number)


def _towards(judged: Judged) -> tuple[float, float, float]:
    """The difference and its interval in standard deviations, positive where it goes as expected."""
    d, sign = judged.default, judged.check.expect
    scale = d.scale if d.scale and d.scale > 0 else np.nan
    if not np.isfinite(scale):
        return EDGE * np.sign(d.mean) * sign if np.isfinite(d.mean) else np.nan, np.nan, np.nan
    ends = sorted((sign * d.low / scale, sign * d.high / scale))
    return sign * d.mean / scale, *ends


def _mark(ax: Axes, x: float, y: float, judged: Judged, look: Style, needed: bool) -> None:
    """A check at a place: full, hollow, or crossed; grey where the verdict does not rest on it."""
    way = judged.default.way * (judged.check.expect or 1)
    colour = MUTED if not needed else LOOKS[1].line if way < 0 else COLOURS[judged.status]
    ax.plot([x], [y], "X" if way < 0 else "o", markersize=look.mark * 0.8, markeredgewidth=look.line / 3, zorder=4,
            markeredgecolor=colour, markerfacecolor=colour if way else "white")  # fmt: skip


def _difference_mark(ax: Axes, y: float, judged: Judged, look: Style, needed: bool) -> None:
    at, low, high = np.clip(_towards(judged), -EDGE, EDGE)
    ax.plot([low, high], [y, y], color=COLOURS[judged.status] if needed else MUTED, linewidth=look.line / 2, zorder=3)
    _mark(ax, at, y, judged, look, needed)


def _share_mark(ax: Axes, y: float, judged: Judged, look: Style, needed: bool) -> None:
    if judged.full is not None:
        _mark(ax, 100 * judged.full.share(judged.full.along(judged.check.expect)), y, judged, look, needed)


def detail(verdict: Verdict, *, made: str) -> Sheet:
    """One claim: each outcome's difference at the defaults with its interval, and every draw as a dot.

    Args:
        verdict: what was judged.
        made: how it was run, in one line.
    """
    look = replace(PRINT, width=7.4, text=8.0)
    words = [_words(judged, look) for judged in verdict.checks]
    heights = [look.lines(len(lines) + 4.2) for lines in words]
    sheet = Sheet(look.width, sum(heights) + look.lines(0.4), dpi=look.dpi)
    high = sheet.get_figheight()
    y = high - look.lines(0.2)
    for judged, lines, tall in zip(verdict.checks, words, heights, strict=True):
        sheet.write(look.lines(0.6), y, "\n".join(lines), look.text, linespacing=1.3)
        sheet.write(look.width - look.lines(0.6), y, judged.status, look.text, colour=COLOURS[judged.status], bold=True,
                    ha="right")  # fmt: skip
        low = y - tall + look.lines(2.5)
        _strip(sheet.panel(look.lines(1.5), low, look.width - look.lines(3), look.lines(1.5)), judged, look)
        y -= tall
    table = pd.DataFrame({"reading": [j.check.label for j in verdict.checks], "status": [
        j.status for j in verdict.checks]})  # fmt: skip
    sheet.keep(verdict.claim.id, table)
    sheet.about = {"Title": verdict.claim.title, **made_with(made)}
    return sheet


def _words(judged: Judged, look: Style) -> list[str]:
    text = f"{judged.check.label}: {judged.check.words} [{judged.check.reading.unit}], "
    text += "left open" if judged.check.expect == OPEN else f"expected {WAYS[judged.check.expect]}"
    return wrapped(text, look.text, look.width - look.lines(2) - width_of(CONDITIONAL, look.text, bold=True))


def _strip(ax: Axes, judged: Judged, look: Style) -> None:
    """Draws as dots over the interval at the defaults, on the axis of the difference."""
    d, full = judged.default, judged.full
    dress(ax, look, grid="")
    ax.set(ylim=(0, 1), yticks=[])
    ax.spines["left"].set_visible(False)
    values = full.mean[full.known] if full is not None else np.empty(0)
    known = [v for v in (0.0, d.mean, d.low, d.high, *values) if np.isfinite(v)]
    low, high = min(known), max(known)
    margin = 0.06 * (high - low) if high > low else 1.0
    ax.set_xlim(low - margin, high + margin)
    if judged.check.expect:
        side = (0, high + margin) if judged.check.expect > 0 else (low - margin, 0)
        ax.axvspan(*side, color=LOOKS[0].wide, linewidth=0, zorder=0)
    ax.axvline(0, color=MUTED, linewidth=look.line / 2, zorder=1)
    shift = np.arange(len(values)) * 0.6180339887 % 1 * 0.5 + 0.05
    ax.plot(values, shift, "o", color=MUTED, markersize=look.mark * 0.8, markeredgewidth=0, alpha=0.6, zorder=3)
    ax.plot([d.low, d.high], [0.8, 0.8], color=LOOKS[1].line, linewidth=look.line * 1.4, zorder=4)
    ax.plot([d.mean], [0.8], "o", color=LOOKS[1].line, markersize=look.mark * 1.4, zorder=5)
