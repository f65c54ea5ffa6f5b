"""Pictures for notebooks: wide and low, with axes in plain words, and below them how many runs, which seed, what bands.

Series differ in lightness and dashes, so that they are told from each other in grey print too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.plotting.series import BY_COLUMN
from analysis.plotting.style import GRID, LOOKS, MUTED, Sheet, Style, dress
from analysis.stats.bands import while_going
from analysis.wording.numbers import counted
from analysis.wording.tables import parts, titled
from sim.engine.findings import Findings

LESSON = Style(9, 4.4, 1, text=12, heading=13, title=14, line=2.6, thin=0.8, mark=8, dpi=100)
#: Letters that the upright axis has room for in a line.
WORDS_UPRIGHT = 34


def axes(title: str, x: str, y: str, note: str, *, left: float = 1.15, high: float = LESSON.height) -> Axes:
    """Empty axes with a title, words on both axes, and a note below.

    Args:
        title, x, y: in plain words.
        note: how many runs, which seed, what is shaded; lines are broken at line ends.
        left: room for words at the left [inches].
        high: height of the picture [inches].
    """
    look, lines = LESSON, note.count("\n") + 1
    sheet = Sheet(look.width, high, dpi=look.dpi)
    low = look.lines(2.9 + 0.9 * lines)
    ax = sheet.panel(left, low, look.width - left - 0.3, high - low - look.lines(2))
    dress(ax, look, x=plain(x), y="\n".join(wrap(plain(y), WORDS_UPRIGHT)))
    sheet.write(0.15, high - 0.12, plain(title), look.heading, bold=True)
    sheet.write(0.15, look.lines(0.9 * lines) + 0.04, plain(note), 0.85 * look.text, colour=MUTED)
    return ax


def plain(text: str) -> str:
    """A text in which dollars are dollars, and begin no formula."""
    return text.replace("$", r"\$")


def over_time(result: Findings, quantity: str = "trust", *, names: Sequence[str] = (), title: str = "") -> Sheet:
    """Something by year while partnerships go on: the median of runs, and the central 50 % of them shaded.

    Args:
        result: up to four versions.
        quantity: a column of the table of partnerships that figures show, such as ``trust``, ``users``, ``deep``.
        names: what to call the versions; titles if empty.
        title: above the picture.

    Raises:
        ValueError: unknown quantity, or too many versions.
    """
    if quantity not in BY_COLUMN:
        raise ValueError(f"there is no quantity {quantity!r}; there are {', '.join(BY_COLUMN)}")
    words, lines = BY_COLUMN[quantity].words, {}
    for name, part in _versions(result, "partnerships", names).items():
        values = while_going(part, quantity)
        enough = np.isfinite(values).sum(axis=0) >= min(5, len(values))
        shown = values[:, enough]
        lines[name] = np.flatnonzero(enough) / 12, *np.nanpercentile(shown, [50, 25, 75], axis=0)
    note = f"{_about(result)}. Line: median of the partnerships still going; shaded: the central 50 % of them."
    return curves(lines, title or BY_COLUMN[quantity].heading, "years since the start", words, note)


def still_going(result: Findings, *, names: Sequence[str] = (), title: str = "How long partnerships last") -> Sheet:
    """Share of partnerships still going by year, with its 95 % band.

    Args:
        result: up to four versions.
        names: what to call the versions; titles if empty.
        title: above the picture.
    """
    table, lines = result.survival(), {}
    called = _called(result, names)
    for name, part in zip(called, [p for _, p in parts(table)], strict=True):
        lines[name] = part["month"] / 12, part["survival"], part["low"], part["high"]
    note = f"{_about(result)}. Shaded: 95 % interval of the share."
    sheet = curves(lines, title, "years since the start", "share of partnerships still going", note)
    sheet.axes[0].set_ylim(0, 1.02)
    return sheet


def curves(lines: Mapping[str, Sequence], title: str, x: str, y: str, note: str) -> Sheet:
    """Lines by name, each with a band around it if it has one.

    Args:
        lines: by name ``(x, y)`` or ``(x, y, low, high)``; up to four.
        title, x, y, note: words, as for `axes`.

    Raises:
        ValueError: too many lines.
    """
    if len(lines) > len(LOOKS):
        raise ValueError(f"a picture shows up to {len(LOOKS)} lines, not {len(lines)}")
    ax = axes(title, x, y, note)
    for look, (name, (across, middle, *band)) in zip(LOOKS, lines.items(), strict=False):
        if band:
            ax.fill_between(across, *band, color=look.line, alpha=0.18, linewidth=0)
        ax.plot(across, middle, color=look.line, linestyle=look.dashes, linewidth=LESSON.line, label=plain(name))
    if len(lines) > 1:
        ax.legend(fontsize=0.9 * LESSON.text, frameon=False, handlelength=3.2, loc="best")
    ax.margins(x=0.01)
    ax.set_ylim(bottom=min(0.0, ax.get_ylim()[0]))
    return settled(ax)


def differences(
    rows: Mapping[str, tuple[float, float, float]], title: str, x: str, note: str, *, noise: float = 0.0
) -> Sheet:
    """Points with their 95 % intervals, one below the other, and a line at no difference.

    Args:
        rows: by name the value and both ends of its interval, from top to bottom.
        title, x, note: words, as for `axes`.
        noise: how far chance alone reaches to either side; shaded.
    """
    room = 0.5 + 0.085 * max(map(len, rows))
    ax = axes(title, x, "", note, left=room, high=2.0 + 0.34 * len(rows) + LESSON.lines(note.count("\n")))
    if noise:
        ax.axvspan(-noise, noise, color=MUTED, alpha=0.16, linewidth=0)
    ax.axvline(0, color=MUTED, linewidth=LESSON.thin * 1.5)
    for at, (value, low, high) in enumerate(rows.values()):
        ax.plot([low, high], [at, at], color=LOOKS[0].line, linewidth=LESSON.line, solid_capstyle="butt")
        ax.plot(value, at, "o", color=LOOKS[0].line, markersize=LESSON.mark)
    ax.set_yticks(range(len(rows)), list(map(plain, rows)))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5))
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True, color=GRID, linewidth=LESSON.thin)
    return settled(ax)


def pairs(first: pd.Series, second: pd.Series, title: str, x: str, y: str, note: str) -> Sheet:
    """A point for each pair of runs, and the line on which both would be equal.

    Args:
        first, second: values of both, in the same order.
        title, x, y, note: words, as for `axes`.
    """
    ax = axes(title, x, y, note, high=5.0)
    low, high = min(first.min(), second.min()), max(first.max(), second.max())
    ax.plot([low, high], [low, high], color=MUTED, linewidth=LESSON.line / 2, linestyle=(0, (4, 2)))
    ax.plot(first, second, "o", color=LOOKS[0].line, alpha=0.45, markersize=0.8 * LESSON.mark, markeredgewidth=0)
    return settled(ax)


def settled(ax: Axes) -> Sheet:
    """The sheet of finished axes, with ticks only where something can be."""
    for axis, limits in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        low, high = sorted(limits)
        axis.set_ticks([tick for tick in axis.get_ticklocs() if low <= tick <= high])
    return ax.figure


def _called(result: Findings, names: Sequence[str]) -> list[str]:
    """What versions are called, in order.

    Raises:
        ValueError: not as many names as versions.
    """
    titles = [name for name, _ in parts(titled(result, "runs"))]
    if names and len(names) != len(titles):
        raise ValueError(f"there are {counted(len(titles), 'version')}, and {len(names)} names")
    return list(names) or titles


def _versions(result: Findings, table: str, names: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Parts of a table by what their versions are called."""
    return dict(zip(_called(result, names), (p for _, p in parts(titled(result, table))), strict=True))


def _about(result: Findings) -> str:
    """Number of runs and seed."""
    each = len(result.runs) // len(result.scenarios)
    many = len(result.scenarios) > 1
    return f"n = {each:,} runs{' each, paired' if many else ''}, seed {result.seed}"
