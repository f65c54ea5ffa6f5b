"""The figure of a portfolio: how each rule differs from the first, one panel for each measure."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes

from analysis.plotting.lettering import wrapped, write
from analysis.plotting.page import begin_page, made_with
from analysis.plotting.row_panels import few_ticks, row_names
from analysis.plotting.style import INK, LOOKS, MUTED, Sheet, Style, dress, style_named
from analysis.portfolio.compared import Found
from analysis.portfolio.measures import MEASURE
from analysis.portfolio.words import value
from analysis.wording.numbers import capital
from sim.measures.outcomes import MONEY, SHARE
from sim.scenario.scenario import Scenario

#: What is shown, from left to right and from top to bottom.
SHOWN = ("dollars_per_kept", "dollars_per_informed", "left_out", "going_5", "going_10", "practice_gap")


def portfolio_figure(found: Found, field: Scenario, made: str, *, style: str = "projector") -> Sheet:
    """Draws the figure.

    Args:
        found: what was found.
        field: whose funders give.
        made: how, for the line below the title.
        style: ``projector`` or ``print``.
    """
    look = style_named(style)
    first, *others = found.rules
    title = f"{field.title}: what other rules of funders change"
    said = f"{made}. Dots: differences from “{first}” in pairs of worlds, with 95 % intervals; filled: statistically"
    said += " distinguishable (Holm-adjusted). Not a forecast."
    sheet, top = begin_page(look, title, said, made_with(made, [field]))
    across = 3 if look.columns == 3 else 2
    down = -(-len(SHOWN) // across)
    edge, names, gap = look.lines(1.1), look.lines(8.4), look.lines(1.6)
    head, foot = look.lines(4.4), look.lines(1.7)
    wide = (look.width - 2 * edge - names - gap * (across - 1)) / across
    tall = (top - look.lines(0.4)) / down - head - foot
    for n, name in enumerate(SHOWN):
        row, column = divmod(n, across)
        left, low = edge + names + column * (wide + gap), top - (row + 1) * (head + tall) - row * foot
        ax = sheet.panel(left, low, wide, tall)
        _panel(ax, found, name, others, look, names - look.lines(0.6) if column == 0 else 0.0, wide)
    sheet.keep("differences", found.differences[found.differences["measure"].isin(SHOWN)])
    return sheet


def _panel(ax: Axes, found: Found, name: str, others: list[str], look: Style, names: float, wide: float) -> None:
    """One measure: a dot with its interval for every rule but the first."""
    measure, first = MEASURE[name], found.rules[0]
    rows = found.differences[found.differences["measure"] == name].set_index("rule").loc[others]
    level = found.levels.set_index(["rule", "measure"]).loc[(first, name), "mean"]
    per = {SHARE: 100.0, MONEY: 1e-3}.get(measure.scale, 1.0)
    dress(ax, look, grid="x")
    if math.isfinite(level):
        ax.axvline(0, color=INK, linewidth=look.thin * 1.5, zorder=1.5)
    at = np.arange(len(others))
    ax.hlines(at, per * rows["low"], per * rows["high"], color=LOOKS[0].line, linewidth=look.line * 0.7)
    for clear in (True, False):
        those = rows["distinguishable"].to_numpy(dtype=bool) == clear
        ax.plot(per * rows["difference"].to_numpy()[those], at[those], "o", color=LOOKS[0].line,
                markersize=1.2 * look.mark, markeredgewidth=look.line / 2,
                markerfacecolor=LOOKS[0].line if clear else "white")  # fmt: skip
    unknown = [n for n, rule in enumerate(others) if not math.isfinite(rows.loc[rule, "difference"])]
    if len(unknown) == len(others):
        write(ax, look, "not known", (0.5, 0.5), of="axes fraction", colour=MUTED, ha="center")
    else:
        for n in unknown:
            write(ax, look, "not known", (0.5, n), of=("axes fraction", "data"), colour=MUTED, ha="center")
    ax.set_ylim(len(others) - 0.4, -0.6)
    row_names(ax, others if names else [""] * len(others), look, names or 1.0)
    if rows["difference"].notna().any():
        low, high = ax.get_xlim()
        ax.set_xlim(min(low, 0.0), max(high, 0.0))
        few_ticks(ax)
    else:
        ax.set_xticks([])
    unit = {SHARE: "points", MONEY: "thousand dollars"}.get(measure.scale, measure.unit)
    way = {1: "right is better", -1: "left is better"}.get(measure.better, "")
    is_known = math.isfinite(level)
    level_told = f"{value(measure, level)} under {first}" if is_known else "not known"
    below = "; ".join(filter(None, [level_told, f"in {unit}" if unit and is_known else "", way if is_known else ""]))
    lines = [*wrapped(capital(measure.label), look.text, wide, bold=True)[:2]]
    second = wrapped(below, look.text, wide)[:2]
    for n, line in enumerate(reversed([*lines, *second])):
        bold = n >= len(second)
        write(ax, look, line, (0, 1), offset=(0, look.text * (0.5 + 1.2 * n)), of="axes fraction", bold=bold,
              colour=INK if bold else MUTED, va="bottom")  # fmt: skip
