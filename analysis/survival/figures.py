"""Panels on sustainability: how long partnerships last, when and why they end, and what is retained after grants."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.plotting import drawing
from analysis.plotting.colours import INK, LOOKS, MUTED, Look
from analysis.plotting.counts_below import counts_below
from analysis.plotting.drawing import LETTERS, EndLabel
from analysis.plotting.lettering import inches_wide, width_of, wrapped, write
from analysis.plotting.panels import is_several, keep
from analysis.plotting.style import PROJECTOR, Style, dress, new_axes
from analysis.survival.kaplan_meier import number_at_risk, survival_of
from analysis.survival.tables import causes_of_ending, common_horizon, hazards, retention
from analysis.wording.labels import CAUSES
from analysis.wording.numbers import percent
from analysis.wording.tables import parts, why_ended

#: Fill of each cause, from dark to light; the same in every figure.
_FILLS = {
    "money_ran_out": LOOKS[0].line, "trust_lost": LOOKS[1].line, "practice_side_left": LOOKS[2].line,
    "research_side_left": LOOKS[3].line, "faded_while_dormant": LOOKS[0].narrow,
}  # fmt: skip
_OTHER = "#85898f"


def survival(table: pd.DataFrame, ax: Axes | None = None, *, style: Style = PROJECTOR) -> Axes:
    """Share of partnerships still going (Kaplan-Meier), how many are still followed, and why the others ended.

    Args:
        table: runs (one row per run and partnership).
        ax: where to draw; a new sheet if None.
        style: sizes.
    """
    several, labels, each, alone = is_several(table), [], drawing.parts_of(table), ax is None
    ax = new_axes(ax, style, below=rows_below(table) + (len(each) + 0.3) * several)
    drawing.years_axis(ax, style, float(table["months"].max()) / 12, x="years since start; below: still going")
    drawing.value_axis(ax, style, 1.0)
    counts: list[np.ndarray] = []
    for n, (name, part) in enumerate(each):
        look = LOOKS[n]
        found = survival_of(part)
        found = found.assign(scenario=name, year=found["month"] / 12)
        keep(ax, "survival", found)
        banded = bool(found["low"].notna().any())
        if banded:
            ax.fill_between(found["year"], found["low"], found["high"], step="post", color=look.wide, linewidth=0,
                            alpha=0.8)  # fmt: skip
        ax.step(found["year"], found["survival"], where="post", color=look.line, linewidth=style.line,
                linestyle=look.dashes, zorder=3)  # fmt: skip
        year, share = found[["year", "survival"]].iloc[-1]
        labels.append(EndLabel(year, share, LETTERS[n] if several else f"{100 * share:.0f} %", look, badge=several))
        counts.append(number_at_risk(part["survival_months"], 12 * ax.get_xticks()))
        row = len(each) + 0.3 + n
        room = inches_wide(ax) + style.lines(2.2 if several else 4)
        options = [wrapped(why_ended(part, most=most), style.text, room) for most in (5, 4, 3, 2, 1)]
        lines = next((lines for lines in options if len(lines) <= (1 if several else 2)), options[-1][:1])
        for k, line in enumerate(lines):
            drawing.text_below(ax, 0, row + k, line, style)
        if several:
            drawing.badge(ax, 0, 0, LETTERS[n], look, style, below=n)
            drawing.badge(ax, 0, 0, LETTERS[n], look, style, below=row)
    counts_below(ax, ax.get_xticks(), counts, style)
    unit = "share still going" + ", 95 % band" * banded
    drawing.head(ax, style, unit, "How long partnerships last" if alone else "")
    drawing.end_labels(ax, labels, style)
    if alone and several:
        drawing.names_below(ax, [name for name, _ in each], style, rows_below(table) + 0.3)
    return ax


def rows_below(runs: pd.DataFrame) -> float:
    """Lines of text that `survival` writes below its axis."""
    number = len(drawing.parts_of(runs))
    return 0.4 + (2 * number if number > 1 else 3)


def causes(table: pd.DataFrame, ax: Axes | None = None, *, style: Style = PROJECTOR) -> Axes:
    """Share of partnerships that each cause has ended: over years for one scenario, at the horizon for several.

    Args:
        table: runs (one row per run and partnership).
        ax: where to draw; a new sheet if None.
        style: sizes.
    """
    alone, found = ax is None, causes_of_ending(table)
    if is_several(table):
        return _causes_at_horizon(table, found, ax, style)
    ax = new_axes(ax, style, below=1)
    drawing.years_axis(ax, style, float(table["months"].max()) / 12)
    drawing.head(ax, style, "share of partnerships ended, by cause", "Why partnerships end" if alone else "")
    keep(ax, "causes", found.assign(year=found["month"] / 12))
    drawing.value_axis(ax, style, 1.0)
    if found.empty:
        _say(ax, "none ended", style)
        return ax
    below, labels = 0.0, []
    for cause in found["cause"].unique():
        part = found[found["cause"] == cause]
        year = np.append(part["month"] / 12, ax.get_xlim()[1])
        above = below + np.append(part["incidence"], part["incidence"].iloc[-1])
        ax.fill_between(year, below, above, step="post", facecolor=_FILLS.get(cause, _OTHER), edgecolor="white",
                        linewidth=style.thin, zorder=2)  # fmt: skip
        share = part["incidence"].iloc[-1]
        text = f"{CAUSES.get(cause, cause)}\n{percent(share, short=True)}"
        labels.append(EndLabel(year[-1], (np.broadcast_to(below, above.shape)[-1] + above[-1]) / 2, text, _INKED))
        below = above
    drawing.end_labels(ax, labels, style)
    return ax


def _causes_at_horizon(table: pd.DataFrame, found: pd.DataFrame, ax: Axes | None, style: Style) -> Axes:
    """Bars of the shares that each cause has ended by a month to which every scenario was followed."""
    names, alone, horizon = [name for name, _ in parts(table)], ax is None, common_horizon(table)
    ax = new_axes(ax, style, below=len(names) + 2)
    dress(ax, style, x="share of partnerships", grid="x")
    drawing.head(ax, style, f"ended within {horizon / 12:g} years, by cause", "Why partnerships end" if alone else "")
    ax.set(xlim=(0, 1), ylim=(len(names) - 0.5, -0.5), yticks=[], xticks=np.linspace(0, 1, 6))
    last = found[found["month"] <= horizon].groupby(["scenario", "cause"], sort=False).tail(1)
    keep(ax, "causes", last)
    order = last.groupby("cause", sort=False)["incidence"].sum().sort_values(ascending=False, kind="stable").index
    for n, name in enumerate(names):
        at = 0.0
        for cause in order:
            share = last.loc[(last["scenario"] == name) & (last["cause"] == cause), "incidence"].sum()
            ax.barh(n, share, 0.62, left=at, facecolor=_FILLS.get(cause, _OTHER), edgecolor="white",
                    linewidth=style.thin, zorder=2)  # fmt: skip
            at += share
        drawing.badge(ax, -0.045, n, LETTERS[n], LOOKS[n], style)
        write(ax, style, percent(at, short=True), (at, n), offset=(style.text / 2, 0))
    seen = last.groupby("cause")["incidence"].max() >= 0.005
    _fills_below(ax, [cause for cause in order if seen[cause]], style)
    if alone:
        drawing.names_below(ax, names, style, 2.3)
    return ax


def _fills_below(ax: Axes, causes: Sequence[str], style: Style) -> None:
    """Which fill is which cause, below the axis, in as many lines as needed."""
    x, line, room = 0.0, 0.0, inches_wide(ax) + style.lines(2)
    for cause in causes:
        text = CAUSES.get(cause, cause)
        wide = width_of(text, style.text) + style.lines(2)
        if x and x + wide > room:
            x, line = 0.0, line + 1
        place = x / inches_wide(ax)
        drawing.text_below(ax, place + style.lines(1) / inches_wide(ax), line, text, style)
        ax.annotate(
            "  ", (place, 0), (0, -style.text * 1.32 * (drawing.FIRST_LINE + line)), xycoords="axes fraction",
            textcoords="offset points", fontsize=style.text * 0.8, va="top", annotation_clip=False,
            bbox={"boxstyle": "square,pad=0.2", "facecolor": _FILLS.get(cause, _OTHER), "edgecolor": "none"},
        )  # fmt: skip
        x += wide


def hazard(table: pd.DataFrame, ax: Axes | None = None, *, style: Style = PROJECTOR) -> Axes:
    """Chance to end in each year of life, with exact 95 % intervals, and how many began each year.

    Args:
        table: runs (one row per run and partnership).
        ax: where to draw; a new sheet if None.
        style: sizes.
    """
    names, alone, found = [name for name, _ in parts(table)], ax is None, hazards(table)
    several = len(names) > 1
    ax = new_axes(ax, style, below=below_hazard(table) + len(names) * several)
    keep(ax, "hazard by year", found)
    last = int(found["year"].max())
    dress(ax, style, x="year of life; below: going when it began")
    ax.set(xlim=(0.4, last + 0.6), xticks=np.arange(1, last + 1, 1 if last <= 12 else 5 if last <= 60 else 10))
    drawing.head(ax, style, "chance to end in the year, 95 % interval", "When partnerships end" if alone else "")
    # Intervals that leave the axes look shorter than they are; those of years without ends tell of few runs only.
    most = max(0.2, 1.5 * found["hazard"].max(), found.loc[found["ended"] > 0, "high"].max())
    drawing.value_axis(ax, style, 1.0 if most > 0.6 else most)
    begun = found.set_index(["scenario", "year"])["at_risk"].unstack(fill_value=0)
    counts_below(ax, ax.get_xticks(), begun.reindex(columns=ax.get_xticks(), fill_value=0).loc[names].to_numpy(), style)
    for n, name in enumerate(names):
        part = found[found["scenario"] == name]
        x = part["year"] + (n - (len(names) - 1) / 2) * 0.2
        _dots(ax, x, part["hazard"], part["low"], part["high"], LOOKS[n], style)
        if several:
            drawing.badge(ax, 0, 0, LETTERS[n], LOOKS[n], style, below=n)
    if alone and several:
        drawing.names_below(ax, names, style, len(names) + 0.3)
    return ax


def below_hazard(table: pd.DataFrame) -> float:
    """Lines of text that `hazard` writes below its axis."""
    return table["scenario"].nunique() + 0.3


def retained(table: pd.DataFrame, ax: Axes | None = None, *, style: Style = PROJECTOR) -> Axes:
    """Use and depth kept after grants ended for good: median with 95 % interval, IQR, and how many are known.

    Args:
        table: runs (one row per run and partnership).
        ax: where to draw; a new sheet if None.
        style: sizes.
    """
    names, alone, found = [name for name, _ in parts(table)], ax is None, retention(table)
    several = len(names) > 1
    ax = new_axes(ax, style, below=below_retained(table) + len(names) * several)
    keep(ax, "retained", found)
    dress(ax, style, x="months after grants ended")
    after, rows = list(found["after"].unique()), len(names) + (not several)
    ax.set(xlim=(after[0] - 8, after[-1] + 8), xticks=after)
    unit = "use and depth, as a multiple of then"
    drawing.head(ax, style, unit, "What stays when grants have ended" if alone else "")
    drawing.value_axis(ax, style, float(np.fmax(1.0, found[["p75", "median"]].max().max())))
    ax.axhline(1, color=MUTED, linewidth=style.thin, linestyle=(0, (4, 3)), zorder=1.5)
    if not found["known"].any():
        _say(ax, "not known: grants did not end\nearly enough, or few used it", style)
    for n, name in enumerate(names):
        part = found[found["scenario"] == name]
        x = part["after"] + (n - (len(names) - 1) / 2) * 2.6
        ax.vlines(x, part["p25"], part["p75"], color=LOOKS[n].narrow, linewidth=3.2 * style.line, zorder=2)
        _dots(ax, x, part["median"], part["low"], part["high"], LOOKS[n], style)
        for _, row in part.iterrows():
            kept = percent(row["kept_half"], short=True) if row["known"] else "–"
            told = [f"{row['known']:,}: {kept.removesuffix(' %')}"] if several else [f"{row['known']:,}", kept]
            for k, text in enumerate(told):
                drawing.text_below(ax, row["after"], n + k, text, style, data=True)
        if several:
            drawing.badge(ax, 0, 0, LETTERS[n], LOOKS[n], style, below=n)
    said = "known: % that keep at least half" if several else "known, and share that keeps at least half"
    drawing.text_below(ax, 0, rows, said, style)
    if alone and several:
        drawing.names_below(ax, names, style, rows + 1.3)
    return ax


def below_retained(table: pd.DataFrame) -> float:
    """Lines of text that `retained` writes below its axis."""
    return max(2, table["scenario"].nunique()) + 1.3


def _dots(ax: Axes, x: pd.Series, middle: pd.Series, low: pd.Series, high: pd.Series, look: Look, style: Style) -> None:
    """Estimates with their intervals, none where there is none."""
    ax.vlines(x, low, high, color=look.line, linewidth=style.line / 1.6, zorder=3)
    ax.plot(x, middle, "o", color=look.line, markersize=style.mark, markeredgecolor="white",
            markeredgewidth=style.thin, zorder=4, clip_on=False)  # fmt: skip


def _say(ax: Axes, text: str, style: Style) -> None:
    """A remark in the middle of a panel that has nothing to show."""
    write(ax, style, text, (0.5, 0.5), of="axes fraction", colour=MUTED, ha="center", zorder=5)


#: Labels of areas are in ink, since light fills are no colours for text.
_INKED = Look(INK, INK, INK, INK, "white", "-")
