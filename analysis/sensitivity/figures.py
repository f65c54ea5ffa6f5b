"""Figures of sensitivity: influences beside chance, how parameters work together, and what makes runs differ."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from analysis.plotting.lettering import width_of, wrapped, write
from analysis.plotting.page import begin_page
from analysis.plotting.row_panels import below, few_ticks, heading, parameter_rows, room_for, row_names
from analysis.plotting.style import FONT, GRID, INK, LOOKS, MUTED, Sheet, Style, dress, style_named
from analysis.sensitivity.result import Sensitivity
from analysis.sensitivity.words import shares_of_runs
from analysis.wording.labels import outcome_name, parameter_name, with_labels
from analysis.wording.numbers import numbered, sentence
from analysis.wording.outcomes import POINTS, difference_unit
from sim.experiments.plan.random_numbers import COMMON
from sim.measures.outcomes import OUTCOME

#: Parameters in a ranking, by columns of the style, and in a heat map of pairs.
SHOWN, MAPPED = {3: 9, 2: 12}, 6
#: Parameters that get a part of a bar of their own, and the least share that has room for a letter.
MOST_SHARES, LEAST_SHARE = 3, 0.025
#: Strength of a pair from which a cell of the heat map may be darkest, and how dark one gets that may be chance.
DARK, PALE = 0.1, 0.25
_SCALE = LinearSegmentedColormap.from_list("depth", ["#f1f4f9", LOOKS[0].narrow, LOOKS[0].line])
_HEAD = {
    "morris": "mean change across the whole range{unit}", "sobol": "share of variance between points",
    "given-data": "difference to the distribution of the outcome (PAWN, 0 to 1)",
    "regional": "distance of distributions in and out of the cases, 0 to 1",
}  # fmt: skip


def influences(found: Sensitivity, about: dict[str, str], *, style: str = "projector") -> Sheet:
    """One page on what an outcome depends on: the ranking beside chance, and a second panel that fits the method.

    Args:
        found: the result.
        about: what is saved in the files: Title, Description and Source.
        style: ``projector`` or ``print``.
    """
    look = style_named(style)
    title = f"What {outcome_name(found.cell.outcome)} depends on: {found.cell.label}"
    size = f"{numbered(found.used, 'point')}, {numbered(found.cell.values.shape[1], 'replicate')} each"
    said = f"{size}. {about['Description']}."
    sheet, top = begin_page(look, title, said, about)
    low = look.lines(0.6)
    top -= low
    side_by_side = look.columns > 2
    wide = (look.width - 2 * look.lines(1.1)) * (0.57 if side_by_side else 1)
    middle = low if side_by_side else low + 0.44 * (top - low)
    _ranking(sheet, found, look, (look.lines(1.1), middle, wide, top - middle))
    left = look.lines(1.1) + (wide + look.lines(1.2) if side_by_side else 0)
    high = top if side_by_side else middle - look.lines(0.8)
    _second(sheet, found, look, (left, low, look.width - look.lines(1.1) - left, high - low))
    sheet.keep("influence", with_labels(found.table))
    if len(found.pairs):
        sheet.keep("pairs", found.pairs)
    return sheet


def _ranking(sheet: Sheet, found: Sensitivity, style: Style, place: tuple[float, float, float, float]) -> None:
    """Influences of the strongest parameters with their intervals, and what chance alone would show."""
    left, low, wide, high = place
    table = found.table.iloc[: SHOWN[style.columns]]
    names = min(0.5 * wide, max(0.36 * wide, room_for(table["factor"], style)))
    ax = sheet.panel(left + names, low + style.lines(4.8), wide - names - style.lines(0.6), high - style.lines(6.4))
    dress(ax, style, grid="x")
    rows = np.arange(len(table))
    colour = np.where(table["clear"], LOOKS[0].line, "white")
    error, edge = table["error"].to_numpy(), table.get("chance_high", table["chance"])
    ax.barh(rows, edge.clip(lower=0).fillna(0), 0.8, color=GRID, linewidth=0, zorder=1)
    ax.hlines(rows, table["influence"] - error, table["influence"] + error, color=LOOKS[0].line,
              linewidth=style.line / 1.5, zorder=3)  # fmt: skip
    ax.scatter(table["influence"], rows, s=style.mark**2 * 1.6, c=colour, edgecolors=LOOKS[0].line,
               linewidths=style.line / 2.2, zorder=4, clip_on=False)  # fmt: skip
    if "first" in table:  # taller than dots, so that one behind a dot shows, also in grey
        ax.scatter(table["first"].clip(lower=0), rows, s=style.mark**2 * 7, marker="|", c=LOOKS[1].line,
                   linewidths=style.line / 1.5, zorder=3.5, clip_on=False)  # fmt: skip
    ends = [*(table["influence"] + np.nan_to_num(error)), *table["chance"].fillna(0), *table.get("first", ())]
    widest = np.nanmax([*ends, 1e-12])
    ax.set(xlim=(0, widest * 1.06), ylim=(len(rows) - 0.45, -0.55))
    few_ticks(ax)
    parameter_rows(ax, list(table["factor"]), style, names - style.lines(0.8))
    heading(ax, style, "Strongest parameters", names)
    unit = difference_unit(OUTCOME[found.cell.outcome]).replace(POINTS, "0 to 1")
    measure = _HEAD[found.method].format(unit=f" [{unit}]" if unit else "")
    ax.set_xlabel(measure, fontsize=style.text, family=FONT, color=INK, labelpad=style.text / 3,
                  x=(0.5 - names / wide) / (1 - names / wide))  # fmt: skip
    _key_below(ax, found, style, names)


def _key_below(ax: Axes, found: Sensitivity, style: Style, names: float) -> None:
    """What dots, strokes and the grey bar mean, below the axes."""
    bar = ("no grey bar: one replicate cannot show chance" if found.table["chance"].isna().all() else
           "grey: what chance alone shows")  # fmt: skip
    parts = ["filled: more than chance", "open: may be chance", bar]
    if "first" in found.table:
        parts.insert(0, "stroke: alone" if found.method == "sobol" else "stroke: share of variance alone")
    if found.method == "sobol":
        parts.insert(0, "dot: alone and with others")
    text = "; ".join(parts)
    room = ax.get_position().width * ax.figure.get_figwidth() + names
    below(ax, sentence(text), style, first=3, names=names, room=room, most=2)


def _second(sheet: Sheet, found: Sensitivity, style: Style, place: tuple[float, float, float, float]) -> None:
    """Mean effect by spread for Morris, quantiles for a split, else pairs."""
    if found.method == "morris":
        _bends(sheet, found, style, place)
    elif found.method == "regional":
        _middles(sheet, found, style, place)
    elif len(found.pairs):
        _map_of_pairs(sheet, found, style, place)


def _bends(sheet: Sheet, found: Sensitivity, style: Style, place: tuple[float, float, float, float]) -> None:
    """Size of effects against how much they differ from place to place; numbers are ranks."""
    left, low, wide, high = place
    ax = sheet.panel(left + style.lines(3.4), low + style.lines(4.8), wide - style.lines(4.4), high - style.lines(6.4))
    dress(ax, style, grid="both", x="mean size of effects", y="how much effects differ")
    table = found.table
    spread = table["sigma_without_noise"].fillna(table["sigma"])
    top = 1.12 * max(table["influence"].max(), spread.max(), 1e-12)
    ax.plot([0, top], [0, top], color=MUTED, linewidth=style.thin * 1.5, linestyle=(0, (4, 3)))
    ax.scatter(table["influence"], spread, s=style.mark**2, c=[LOOKS[0].line if c else "white" for c in table["clear"]],
               edgecolors=LOOKS[0].line, linewidths=style.line / 3, zorder=3, clip_on=False)  # fmt: skip
    taken: list[tuple[float, float]] = []
    for n in range(min(SHOWN[style.columns], len(table))):
        at = (table["influence"].iloc[n] / top, spread.iloc[n] / top)
        if all(abs(at[0] - x) > 0.05 or abs(at[1] - y) > 0.05 for x, y in taken):
            taken.append(at)
            write(ax, style, str(n + 1), (at[0] * top, at[1] * top), offset=(style.mark * 0.8, style.mark * 0.5),
                  va="baseline")  # fmt: skip
    ax.set(xlim=(0, top), ylim=(0, top))
    few_ticks(ax)
    ax.set_yticks(ax.get_xticks())
    ax.set(xlim=(0, top), ylim=(0, top))
    heading(ax, style, "Alike everywhere, or not", style.lines(3.4))
    said = "Numbers: rank on the left. Above the dashed line an effect depends on the other values, or bends."
    below(ax, said, style, first=3, names=style.lines(3.4), room=wide, most=3)


def _middles(sheet: Sheet, found: Sensitivity, style: Style, place: tuple[float, float, float, float]) -> None:
    """Where the middle of each parameter's values lies, inside and outside the cases of interest."""
    left, low, wide, high = place
    side_by_side = style.columns > 2
    table = found.table.iloc[: SHOWN[style.columns]]
    names = 0 if side_by_side else min(0.5 * wide, max(0.36 * wide, room_for(table["factor"], style)))
    ax = sheet.panel(left + names, low + style.lines(4.8), wide - names - style.lines(0.8), high - style.lines(6.4))
    dress(ax, style, grid="x")
    rows = np.arange(len(table))
    ax.hlines(rows, table["middle_outside"], table["middle_inside"], color=MUTED, linewidth=style.line / 2, zorder=2)
    ax.scatter(table["middle_outside"], rows, s=style.mark**2 * 1.6, c="white", edgecolors=LOOKS[0].line,
               linewidths=style.line / 2.2, zorder=3)  # fmt: skip
    ax.scatter(table["middle_inside"], rows, s=style.mark**2 * 1.6, c=LOOKS[1].line, marker="D", zorder=4)
    ax.set(xlim=(0, 1), ylim=(len(rows) - 0.45, -0.55), xticks=[0, 0.5, 1])
    ax.set_xticklabels(["lowest", "middle of range", "highest"])
    for label, where in zip(ax.get_xticklabels(), ("left", "center", "right"), strict=True):
        label.set_ha(where)
    if side_by_side:
        ax.set_yticks(rows, [""] * len(rows))
    else:
        parameter_rows(ax, list(table["factor"]), style, names - style.lines(0.8))
    heading(ax, style, "Where their values lie", names)
    below(ax, "Diamond: median in the cases of interest; open dot: elsewhere.", style, first=3, names=names,
          room=wide, most=2)  # fmt: skip


def _map_of_pairs(sheet: Sheet, found: Sensitivity, style: Style, place: tuple[float, float, float, float]) -> None:
    """Strength of pairs of the strongest parameters; those that may be chance in brackets."""
    left, low, wide, high = place
    order = [n for n in found.table["factor"] if n in set(found.pairs["first"]) | set(found.pairs["second"])][:MAPPED]
    room = wide - style.lines(0.6)
    names = 0.48 * room
    grid = min(room - names, high - style.lines(7.2))
    ax = sheet.panel(left + names, low + high - style.lines(1.6) - grid, room - names, grid)
    dress(ax, style, grid="")
    values = np.full((len(order), len(order)), np.nan)
    clear = np.zeros(values.shape, dtype=bool)
    for _, pair in found.pairs.iterrows():
        if pair["first"] in order and pair["second"] in order:
            i, j = sorted((order.index(pair["first"]), order.index(pair["second"])))
            values[j, i], clear[j, i] = max(pair["strength"], 0), pair["clear"]
    # What is small, or may be chance, stays pale however little there is beside it.
    top = max(np.nanmax(values), DARK) if np.isfinite(values).any() else DARK
    shades = np.where(clear, values, np.minimum(values, PALE * top))
    ax.imshow(shades, cmap=_SCALE, vmin=0, vmax=top, aspect="auto")
    cell = (room - names) / len(order)
    for j, i in zip(*np.nonzero(np.isfinite(values)), strict=True):
        text = f"{100 * values[j, i]:.0f} %" if clear[j, i] else f"({100 * values[j, i]:.0f})"
        size = style.text * min(1.0, 0.92 * cell / width_of(text, style.text))
        write(ax, style, text, (i, j), size=size, colour="white" if shades[j, i] > 0.6 * top else INK, ha="center")
    ranks = [int(np.flatnonzero(found.table["factor"] == n)[0]) + 1 for n in order]
    ax.set(xlim=(-0.5, len(order) - 1.5), ylim=(len(order) - 0.5, 0.5))
    ax.set_xticks(range(len(order) - 1), [str(r) for r in ranks[:-1]])
    ranked = [f"{r}  {parameter_name(n)}" for r, n in zip(ranks, order, strict=True)]
    row_names(ax, ranked, style, names - style.lines(0.8), first=1)
    for spine in ax.spines.values():
        spine.set_visible(False)
    heading(ax, style, "Working together", names)
    said = "Share of the variance that two parameters make together, beyond each alone. Numbers: rank on the left. " \
           "In brackets: may be chance."  # fmt: skip
    below(ax, said, style, first=1.9, names=names, room=room, most=4)


def differences(every: Sequence[Sensitivity], about: dict[str, str], *, style: str = "projector") -> Sheet:
    """What makes single runs differ, outcome by outcome: parameters, noise common to all points, noise of each point.

    Args:
        every: results of several outcomes.
        about: what is saved in the files.
        style: ``projector`` or ``print``.
    """
    look = style_named(style)
    rows = [s for s in every if np.isfinite(s.variation.shares).all()]
    look = replace(look, height=min(look.height, look.lines(14 + 2.3 * len(rows))))
    sheet, top = begin_page(look, "What makes runs differ", about["Description"] + ".", about)
    several = len({s.cell.label for s in rows}) > 1
    names = [outcome_name(s.cell.outcome) + (f", {s.cell.label}" if several else "") for s in rows]
    alone = [_shares_alone(s) for s in rows]
    letters = dict(zip(dict.fromkeys(n for part in alone for n in part), "ABCDEFGHIJKL", strict=False))
    first = "parameters by letter; other parameters, and together" if letters else "parameters"
    key = "; ".join(f"{letter}: {parameter_name(n)}" for n, letter in letters.items())
    common = "noise common to all points; " if any(s.cell.random_numbers == COMMON for s in rows) else ""
    said = f"From left to right: {first}; {common}noise of each point. {key}"
    said, room = said.strip(), look.width - look.lines(2.2)
    left = min(0.4 * look.width, max((width_of(n, look.text) for n in names), default=1) + look.lines(1.8))
    foot = look.lines(3.6 + min(6, len(wrapped(said, look.text, room))))
    ax = sheet.panel(left, foot, look.width - left - look.lines(1.6), top - foot - look.lines(0.8))
    dress(ax, look, x="share of the variance of single runs", grid="x")
    shares = np.array([s.variation.shares for s in rows])
    start = np.zeros(len(rows))
    for row, part in enumerate(alone):
        for factor, share in part.items():
            ax.barh(row, share, 0.7, left=start[row], color=LOOKS[0].line, edgecolor="white", linewidth=look.thin * 2)
            write(ax, look, letters[factor], (start[row] + share / 2, row), colour="white", bold=True, ha="center")
            start[row] += share
    shares[:, 0] -= start
    for n, (colour, ink) in enumerate(((LOOKS[0].narrow, INK), (LOOKS[2].line, INK), (GRID, INK))):
        ax.barh(range(len(rows)), shares[:, n], 0.7, left=start, color=colour, edgecolor="white", linewidth=look.thin)
        for row, share in enumerate(shares[:, n]):
            if share >= 0.06:
                write(ax, look, f"{100 * share:.0f} %", (start[row] + share / 2, row), colour=ink, ha="center")
        start += shares[:, n]
    ax.set(xlim=(0, 1), ylim=(len(rows) - 0.5, -0.5), xticks=[0, 0.25, 0.5, 0.75, 1])
    ax.set_xticklabels(["0 %", "25 %", "50 %", "75 %", "100 %"])
    row_names(ax, names, look, left - look.lines(1.8))
    below(ax, said, look, first=3, names=left - look.lines(1.1), room=room, most=6)
    kept = pd.DataFrame([s.variation.shares for s in rows], columns=["parameters", "shared_noise", "own_noise"])
    sheet.keep("differences", kept.assign(row=names))
    each = [(name, factor, share) for name, part in zip(names, alone, strict=True) for factor, share in part.items()]
    sheet.keep("factors alone", with_labels(pd.DataFrame(each, columns=["row", "factor", "share"])))
    return sheet


def _shares_alone(found: Sensitivity) -> dict[str, float]:
    """Shares of the variance of single runs that the strongest clear parameters make alone; nothing if unknown.

    Estimates may add up to more than all parameters together; they are brought down to that.
    """
    shares = shares_of_runs(found).where(found.table["clear"])
    named = dict(zip(found.table["factor"], shares, strict=True))
    kept = sorted(((n, s) for n, s in named.items() if s >= LEAST_SHARE), key=lambda pair: -pair[1])[:MOST_SHARES]
    total = sum(share for _, share in kept)
    scale = min(1.0, found.variation.shares[0] / total) if total else 1.0
    return {name: share * scale for name, share in kept if share * scale >= LEAST_SHARE}
