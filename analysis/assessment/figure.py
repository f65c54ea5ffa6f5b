"""The figure of an assessment: what roles answer by part, how long it is likely to last, and what changes bring."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.assessment.found import Assessment
from analysis.plotting.drawing import years_axis
from analysis.plotting.lettering import wrapped, write
from analysis.plotting.page import begin_page, made_with
from analysis.plotting.row_panels import few_ticks, row_names
from analysis.plotting.style import INK, LOOKS, MUTED, Sheet, Style, dress, style_named

#: Marks of roles, so that they are distinguished in grey print too.
_MARKS = "os^Dv<>pPX*h"
#: Fill of partnerships that have done their work.
_DONE = "#8cc6a0"


def assessment_figure(a: Assessment, made: str, *, style: str = "projector") -> Sheet:
    """Draws the figure.

    Args:
        a: what was found.
        made: how, for the line below the title.
        style: ``projector`` or ``print``.
    """
    look = style_named(style)
    title = a.answers.title or "How do we work together?"
    sheet, top = begin_page(look, title, f"{made}. Not a forecast.", made_with(made, [a.draws.scenario]))
    top -= look.lines(0.8)
    edge, low = look.lines(1.1), look.lines(4.6)
    names, gap = look.lines(9.5), look.lines(2.6)
    if look.columns > 2:
        wide, tall = (look.width - 2 * edge - 2 * gap) / 3, top - low - look.lines(2.2)
        lefts, lows = [edge + n * (wide + gap) for n in range(3)], [low] * 3
    else:
        wide, tall = look.width - 2 * edge - gap, (top - low - look.lines(11)) / 3
        lefts, lows = [edge] * 3, [low + n * (tall + look.lines(5)) for n in (2, 1, 0)]
    _answers(sheet.panel(lefts[0] + names, lows[0] + look.lines(3), wide - names, tall - look.lines(3)), a, look, names)
    _going(sheet.panel(lefts[1] + look.lines(2), lows[1], wide - look.lines(2), tall), a, look)
    _changes(sheet.panel(lefts[2] + names, lows[2], wide - names, tall), a, look, names)
    sheet.keep("answers", a.scores)
    sheet.keep("going", a.going)
    sheet.keep("changes", a.changes.best)
    return sheet


def _answers(ax: Axes, a: Assessment, style: Style, names: float) -> None:
    """Mean answers of each role by part, and of all."""
    dress(ax, style, grid="x")
    parts = a.scores[a.scores["of"] == "part"]
    roles = [role for role in a.questionnaire.roles if role in parts]
    rows = np.arange(len(parts))
    ax.hlines(rows, parts["lowest"], parts["highest"], color=MUTED, linewidth=style.thin * 2)
    for n, role in enumerate(roles):
        look = LOOKS[n % len(LOOKS)]
        ax.plot(parts[role], rows, _MARKS[n % len(_MARKS)], color=look.line, markersize=style.mark, label=a.label(role),
                alpha=0.9)  # fmt: skip
    ax.plot(parts["mean"], rows, "|", color=INK, markersize=3 * style.mark, markeredgewidth=style.line)
    ax.set(xlim=(0.8, 5.2), ylim=(len(parts) - 0.5, -0.5), xticks=[1, 2, 3, 4, 5])
    row_names(ax, [str(label) for label in parts["label"]], style, names - style.lines(0.8))
    _heading(ax, style, "What we answered, by role", names)
    _legend(ax, style, 2)


def _going(ax: Axes, a: Assessment, style: Style) -> None:
    """Share that goes on, and that has done its work, by year."""
    months, worlds = a.worlds.months, a.worlds
    years = np.arange(months + 1) / 12
    going = np.concatenate([[1.0], worlds.going.mean(axis=(1, 2))])
    done = np.concatenate([[0.0], (~worlds.going & worlds.done).mean(axis=(1, 2))])
    dress(ax, style)
    ax.fill_between(years, 0, 100 * going, step="post", facecolor=LOOKS[0].narrow, label="going on")
    ax.fill_between(years, 100 * going, 100 * (going + done), step="post", facecolor=_DONE, label="work done")
    ax.fill_between(years, 100 * (going + done), 100, step="post", facecolor="white", edgecolor=MUTED,
                    linewidth=style.thin, label="failed")  # fmt: skip
    ax.step(years, 100 * going, where="post", color=LOOKS[0].line, linewidth=style.line)
    marked = a.going
    ax.vlines(marked["month"] / 12, 100 * marked["going_low"], 100 * marked["going_high"], color=LOOKS[0].line,
              linewidth=style.thin * 2)  # fmt: skip
    ax.set(ylim=(0, 102))
    years_axis(ax, style, months / 12)
    _legend(ax, style, 3)
    _heading(ax, style, "Of 100 partnerships that answer so", style.lines(2))


def _changes(ax: Axes, a: Assessment, style: Style, names: float) -> None:
    """What changes bring in months, with intervals; open dots may be chance."""
    dress(ax, style, x="months longer", grid="x")
    best: pd.DataFrame = a.changes.best
    rows = np.arange(len(best))
    ax.axvline(0, color=INK, linewidth=style.thin * 1.5)
    ax.hlines(rows, best["low"], best["high"], color=LOOKS[0].line, linewidth=style.line)
    for clear in (True, False):
        those = best["clear"].to_numpy(dtype=bool) == clear
        ax.plot(best["difference"][those], rows[those], "o", color=LOOKS[0].line, markersize=1.4 * style.mark,
                markerfacecolor=LOOKS[0].line if clear else "white")  # fmt: skip
    ax.set(ylim=(max(len(best), 1) - 0.4, -0.6))
    row_names(ax, [str(text) for text in best["change"]], style, names - style.lines(0.8))
    few_ticks(ax)
    _heading(ax, style, "What would help most, at the same money", names)
    if best.empty:
        write(ax, style, "nothing that these runs show", (0.5, 0.5), of="axes fraction", ha="center")


def _legend(ax: Axes, style: Style, columns: int) -> None:
    """Names of marks and fills below a panel, below the words on its axis."""
    below = -style.lines(2.4) / (ax.get_position().height * ax.figure.get_figheight())
    ax.legend(loc="upper right", bbox_to_anchor=(1.0, below), borderaxespad=0, ncols=columns, fontsize=style.text,
              frameon=False, handlelength=1.2, handletextpad=0.4, columnspacing=1.0)  # fmt: skip


def _heading(ax: Axes, style: Style, text: str, names: float) -> None:
    room = ax.get_position().width * ax.figure.get_figwidth() + names
    lines = wrapped(text, style.text, room, bold=True)[:2]
    for n, line in enumerate(reversed(lines)):
        above = (-72 * names, style.text * (0.5 + 1.25 * n))
        write(ax, style, line, (0, 1), offset=above, of="axes fraction", bold=True, va="bottom")
