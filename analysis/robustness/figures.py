"""Figures of policies across futures: how they do, what they leave to regret, and what is traded for what."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.plotting.lettering import spread_apart, wrapped, write
from analysis.plotting.page import begin_page
from analysis.plotting.row_panels import below, few_ticks, row_names
from analysis.plotting.style import LOOKS, MUTED, Look, Sheet, Style, dress, style_named
from analysis.robustness.numbers import Futures
from analysis.wording.labels import better_of, bracketed
from analysis.wording.outcomes import amount
from sim.measures.outcomes import OUTCOME

#: Outcomes, and policies, on one page.
MOST_OUTCOMES, MOST_POLICIES = 3, 12


def across_futures(
    found: Futures, measures: pd.DataFrame, met: pd.DataFrame, about: dict[str, str], *, style: str = "projector"
) -> Sheet:
    """Mean and worst tenth of futures, and regret, for up to three outcomes; with shares that meet all requirements.

    Args:
        found: policies and futures.
        measures, met: as from `robustness` and `satisficing`.
        about: what is saved in the files.
        style: ``projector`` or ``print``.
    """
    look = style_named(style)
    size = f"{len(found.policies)} policies, {found.number:,} futures"
    sheet, top = begin_page(look, "Policies across futures", f"{size}. {about['Description']}.", about)
    top -= look.lines(0.6)
    outcomes = list(measures["outcome"].unique())[:MOST_OUTCOMES]
    shown = list(found.policies)[:MOST_POLICIES]
    panels = [(o, what) for o in outcomes for what in ("mean", "regret") if what == "mean" or _known(measures, o)]
    if len(met):
        panels.append(("", "met"))
    rows = 2 if look.columns > 2 else max(1, -(-len(panels) // 2))
    columns = -(-len(panels) // rows)
    edge, low = look.lines(1.1), look.lines(2.4)
    names = min(0.2 * look.width, 3.0)
    wide = (look.width - 2 * edge - names) / columns
    tall = (top - low) / rows
    for n, (outcome, what) in enumerate(panels):
        column, row = divmod(n, rows)
        at = (edge + names + column * wide, top - (row + 1) * tall, wide, tall)
        ax = sheet.panel(at[0], at[1] + look.lines(3.2), wide - look.lines(1.6), tall - look.lines(5.6))
        _dots(ax, measures, met, outcome, what, shown, look)
        if column == 0:
            row_names(ax, shown, look, names - look.lines(0.8))
        else:
            ax.set_yticks(range(len(shown)), [""] * len(shown))
    said = "Dot with line: mean over futures with its 95 % interval; open dot: mean over the worst tenth of futures; " \
           "square: regret that nine futures of ten stay within."  # fmt: skip
    for n, line in enumerate(wrapped(said, look.text, look.width - 2 * edge)[:2]):
        sheet.write(edge, look.lines(1.9 - n), line, look.text, colour=MUTED, va="center")
    sheet.keep("measures", measures)
    if len(met):
        sheet.keep("requirements", met)
    return sheet


def _known(measures: pd.DataFrame, outcome: str) -> bool:
    return bool(measures.loc[measures["outcome"] == outcome, "p90_regret"].notna().any())


def _dots(
    ax: Axes, measures: pd.DataFrame, met: pd.DataFrame, outcome: str, what: str, shown: Sequence[str], style: Style
) -> None:
    """One panel: a measure of each policy with its interval."""
    dress(ax, style, grid="x")
    rows = np.arange(len(shown))
    if what == "met":
        last = met["requirement"].iloc[-1]
        table = met[met["requirement"] == last].set_index("policy").loc[list(shown)]
        name, title = "met", "Share of futures meeting " + ("all" if last == "all" else "it")
    else:
        table = measures[measures["outcome"] == outcome].set_index("policy").loc[list(shown)]
        name = "mean" if what == "mean" else "p90_regret"
        title = bracketed(outcome) if what == "mean" else f"regret of {bracketed(outcome)}"
    look = LOOKS[1] if what == "regret" else LOOKS[0]
    ax.hlines(rows, table[f"{name}_low"], table[f"{name}_high"], color=look.line, linewidth=style.line)
    ax.plot(table[name], rows, "s" if what == "regret" else "o", color=look.line, markersize=style.mark)
    if what == "mean":
        ax.plot(table["worst_tenth"], rows, "o", markerfacecolor="white", markeredgecolor=look.line,
                markersize=style.mark, markeredgewidth=style.line / 2.5)  # fmt: skip
    highest = np.nanmax([*table[name], *table[f"{name}_high"], 1e-9])
    lowest = min(0.0, np.nanmin([*table[name], *(table["worst_tenth"] if what == "mean" else [0.0])]))
    ax.set(xlim=(lowest - 0.03 * (highest - lowest), 1.05 * highest), ylim=(len(rows) - 0.4, -0.6))
    few_ticks(ax)
    room = ax.get_position().width * ax.figure.get_figwidth() + style.lines(1)
    for n, line in enumerate(reversed(wrapped(title, style.text, room)[:2])):
        write(ax, style, line, (0, 1), offset=(0, style.text * (0.5 + 1.25 * n)), of="axes fraction", bold=True,
              va="bottom")  # fmt: skip


def front_figure(front: pd.DataFrame, found: Futures, about: dict[str, str], *, style: str = "projector") -> Sheet:
    """What policies trade for what: one axis for each objective, better upwards; those not beaten in colour.

    Args:
        front: as from `robustness.pareto`.
        found: policies and futures.
        about: what is saved in the files.
        style: ``projector`` or ``print``.
    """
    look = style_named(style)
    page = look if look.columns > 2 else replace(look, height=look.height * 0.7)
    size = f"{len(front)} policies, means over {found.number:,} futures; up is better"
    sheet, top = begin_page(page, "What is traded for what", f"{size}. {about['Description']}.", about)
    objectives = [name for name in front if f"{name}_low" in front]
    names = 0.26 * page.width
    left = page.lines(4.4)
    ax = sheet.panel(left, page.lines(5.8), page.width - left - names, top - page.lines(9.6))
    places = np.arange(len(objectives))
    scaled = np.column_stack([_scaled(front, name) for name in objectives])
    ax.set(xlim=(-0.12, len(objectives) - 0.9), ylim=(-0.04, 1.04))
    ax.set_axis_off()
    colours, marks = _looks(front)
    for n in np.argsort(front["on_front"].to_numpy(), kind="stable"):
        look_of = colours[n]
        colour, width, dashes = (look_of.line, page.line, look_of.dashes) if look_of else (MUTED, page.thin * 2, "-")
        ax.plot(places, scaled[n], color=colour, linewidth=width, linestyle=dashes, marker=marks.get(n, "o"),
                markersize=page.mark * (1 if look_of else 0.5), zorder=4 if look_of else 2,
                alpha=1 if look_of else 0.7)  # fmt: skip
    for place, name in zip(places, objectives, strict=True):
        _axis(ax, place, front, name, page)
    labels = ["\n".join(wrapped(name, page.text, names - page.lines(1), bold=True)[:2]) for name in front["policy"]]
    tallest = 1 + max(label.count("\n") for label in labels)
    gap = page.lines(1.25 * tallest) / (ax.get_position().height * sheet.get_figheight()) * 1.08
    ends = np.where(np.isfinite(scaled[:, -1]), scaled[:, -1], 0.5)
    for n, y in enumerate(spread_apart(ends, gap, 0, 1)):
        look_of = colours[n]
        ax.annotate("", (places[-1] + 0.02, ends[n]), (places[-1] + 0.1, y),
                    arrowprops={"arrowstyle": "-", "color": MUTED, "linewidth": page.thin},
                    annotation_clip=False)  # fmt: skip
        write(ax, page, labels[n], (places[-1] + 0.12, y), colour=look_of.text if look_of else MUTED, bold=look_of,
              linespacing=1.0)  # fmt: skip
    said = "In colour: no other policy is at least as good in everything and better in something. Numbers: the best " \
           "(above) and the worst (below) of these policies."  # fmt: skip
    below(ax, said, page, first=2.2, names=left - page.lines(1.1), room=page.width - 2 * page.lines(1.1), most=2)
    sheet.keep("front", front)
    return sheet


def _scaled(front: pd.DataFrame, name: str) -> np.ndarray:
    """Where policies lie between the worst (0) and the best (1) of them."""
    good = front[name].to_numpy() * better_of(name)
    low, high = np.nanmin(good), np.nanmax(good)
    return np.where(np.isfinite(good), (good - low) / (high - low), np.nan) if high > low else np.full(len(good), 0.5)


def _looks(front: pd.DataFrame) -> tuple[list[Look | None], dict[int, str]]:
    """A look for each policy that is not beaten, the surest first; None for others. Markers tell looks apart."""
    order = front[front["on_front"]].sort_values("front_share", ascending=False, kind="stable").index
    chosen = {index: LOOKS[n % len(LOOKS)] for n, index in enumerate(order)}
    marks = {index: "os^Dv"[n // len(LOOKS) % 5] for n, index in enumerate(order)}
    return [chosen.get(index) for index in front.index], marks


def _axis(ax: Axes, place: float, front: pd.DataFrame, name: str, style: Style) -> None:
    """One upright axis with the best value above, the worst below, and the name of the objective above that."""
    ax.plot([place, place], [0, 1], color=MUTED, linewidth=style.thin * 1.5, zorder=1)
    good = front[name] * better_of(name)
    best, worst = good.max() * better_of(name), good.min() * better_of(name)
    words = bracketed(name) + ("" if better_of(name) > 0 else ", less is better")
    room = ax.get_position().width * ax.figure.get_figwidth() / max(front.columns.str.endswith("_low").sum(), 1)
    above = "\n".join([*wrapped(words, style.text, room * 0.92)[:3], amount(OUTCOME[name], best)])
    for text, y, sign, va in ((above, 1, 1, "bottom"), (amount(OUTCOME[name], worst), 0, -1, "top")):
        write(ax, style, text, (place, y), offset=(0, sign * style.text * 0.5), va=va, ha="center")
