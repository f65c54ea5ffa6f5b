"""Panels on sustainability: how long partnerships last, when and why they end, and what is retained after grants."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.plotting import drawing
from analysis.plotting.drawing import LETTERS, EndLabel, counts_below
from analysis.plotting.lettering import inches_wide, width_of, wrapped, write
from analysis.plotting.panels import begin, is_several, keep, names_in
from analysis.plotting.style import INK, LOOKS, MUTED, PROJECTOR, Look, Style, dress
from analysis.survival.kaplan_meier import number_at_risk, survival_of
from analysis.survival.observed_words import longer_than_observed
from analysis.survival.tables import causes_of_ending, common_horizon, hazards, retention
from analysis.wording.labels import CAUSES
from analysis.wording.numbers import percent
from analysis.wording.tables import why_ended

#: Fill of each cause, from dark to light; the same in every figure.
_FILLS = {
    "money_ran_out": LOOKS[0].line, "trust_lost": LOOKS[1].line, "practice_side_left": LOOKS[2].line,
    "research_side_left": LOOKS[3].line, "faded_while_dormant": LOOKS[0].narrow,
    "priorities_changed": LOOKS[1].narrow, "members_left": LOOKS[3].narrow,
    # Ends that are successes, or no ends of the work, are green.
    "handed_over": "#2f7d4f", "no_longer_needed": "#8cc6a0", "merged": "#d3ebda", "idea_failed": "#a68a64",
}  # fmt: skip
_OTHER = "#85898f"
#: Causes that a line of the key below has room for.
CAUSES_A_LINE = 2


def survival(table: pd.DataFrame, ax: Axes | None = None, *, style: Style = PROJECTOR) -> Axes:
    """Share of partnerships still going (Kaplan-Meier), how many are still followed, and why the others ended.

    Args:
        table: runs (one row per run and partnership).
        ax: where to draw; a new sheet if None.
        style: sizes.
    """
    each, labels, counts = drawing.parts_of(table), [], []
    curves = [survival_of(part).assign(scenario=name) for name, part in each]
    banded, several = bool(curves[-1]["low"].notna().any()), len(each) > 1
    unit = "share still going" + ", 95 % band" * banded
    ax = begin(ax, style, [name for name, _ in each], unit, "How long partnerships last",
               below=rows_below(table) + 0.3 * several)  # fmt: skip
    drawing.years_axis(ax, style, float(table["months"].max()) / 12, x="years since start; below: still going")
    drawing.value_axis(ax, style, 1.0)
    for n, ((_, part), found, look) in enumerate(zip(each, curves, LOOKS, strict=False)):
        found["year"] = found["month"] / 12
        keep(ax, "survival", found)
        if banded:
            ax.fill_between(found["year"], found["low"], found["high"], step="post", color=look.wide, linewidth=0,
                            alpha=0.8)  # fmt: skip
        ax.step(found["year"], found["survival"], where="post", color=look.line, linewidth=style.line,
                linestyle=look.dashes, zorder=3)  # fmt: skip
        year, share = found[["year", "survival"]].iloc[-1]
        labels.append(EndLabel(year, share, LETTERS[n] if several else f"{100 * share:.0f} %", look))
        counts.append(number_at_risk(part["survival_months"], 12 * ax.get_xticks()))
        row = len(each) + 0.3 + n
        room = inches_wide(ax) + style.lines(2.2 if several else 4)
        options = [wrapped(why_ended(part, most=most), style.text, room) for most in (5, 4, 3, 2, 1)]
        lines = next((lines for lines in options if len(lines) <= (1 if several else 2)), options[-1][:1])
        for k, line in enumerate(lines):
            drawing.text_below(ax, 0, row + k, line, style)
        for below in (n, row) if several else ():
            drawing.badge(ax, 0, 0, LETTERS[n], look, style, below=below)
    counts_below(ax, ax.get_xticks(), counts, style)
    drawing.end_labels(ax, labels, style)
    return ax


def rows_below(runs: pd.DataFrame) -> float:
    """Lines of text that `survival` writes below its axis."""
    number = len(drawing.parts_of(runs))
    return 0.4 + (2 * number if number > 1 else 3)


def below_causes(runs: pd.DataFrame) -> float:
    """Lines of text that `causes` writes below its axis: fills of causes, where there are several scenarios."""
    seen = runs["cause"].astype(str)
    return 0.4 + -(-seen[seen != "none"].nunique() // CAUSES_A_LINE) if len(names_in(runs)) > 1 else 0.0


def causes(table: pd.DataFrame, ax: Axes | None = None, *, style: Style = PROJECTOR) -> Axes:
    """Share of partnerships that each cause has ended: over years for one scenario, at the horizon for several.

    Args:
        table: runs (one row per run and partnership).
        ax: where to draw; a new sheet if None.
        style: sizes.
    """
    found = causes_of_ending(table)
    if is_several(table):
        return _causes_at_horizon(table, found, ax, style)
    ax = begin(ax, style, (), "share of partnerships ended, by cause", "Why partnerships end", below=1)
    drawing.years_axis(ax, style, float(table["months"].max()) / 12)
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
    names, horizon = names_in(table), common_horizon(table)
    unit = f"ended within {horizon / 12:g} years, by cause"
    ax = begin(ax, style, names, unit, "Why partnerships end", below=below_causes(table))
    dress(ax, style, x="share of partnerships", grid="x")
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
    names, found = names_in(table), hazards(table)
    ax = begin(ax, style, names, "chance to end in the year, 95 % interval", "When partnerships end",
               below=below_hazard(table))  # fmt: skip
    keep(ax, "hazard by year", found)
    last = int(found["year"].max())
    dress(ax, style, x="year of life; below: going when it began")
    ax.set(xlim=(0.4, last + 0.6), xticks=np.arange(1, last + 1, 1 if last <= 12 else 5 if last <= 60 else 10))
    # Intervals that leave the axes look shorter than they are; those of years without ends tell of few runs only.
    most = max(0.2, 1.5 * found["hazard"].max(), found.loc[found["ended"] > 0, "high"].max())
    drawing.value_axis(ax, style, 1.0 if most > 0.6 else most)
    begun = found.set_index(["scenario", "year"])["at_risk"].unstack(fill_value=0)
    counts_below(ax, ax.get_xticks(), begun.reindex(columns=ax.get_xticks(), fill_value=0).loc[names].to_numpy(), style)
    _estimates(ax, found, names, "year", "hazard", 0.2, style)
    return ax


def below_hazard(table: pd.DataFrame) -> float:
    """Lines of text that `hazard` writes below its axis."""
    return table["scenario"].nunique() + 0.3


def retained(table: pd.DataFrame, ax: Axes | None = None, *, style: Style = PROJECTOR) -> Axes:
    """Deep users kept after grants ended for good: median with 95 % interval, IQR, and how many are known.

    Args:
        table: runs (one row per run and partnership).
        ax: where to draw; a new sheet if None.
        style: sizes.
    """
    names, found = names_in(table), retention(table)
    several = len(names) > 1
    ax = begin(ax, style, names, "deep users who still are, of then", "What stays when grants have ended",
               below=below_retained(table))  # fmt: skip
    keep(ax, "retained", found)
    dress(ax, style, x="months after grants ended")
    after, rows = list(found["after"].unique()), len(names) + (not several)
    ax.set(xlim=(after[0] - 8, after[-1] + 8), xticks=after)
    drawing.value_axis(ax, style, float(np.fmax(1.0, found[["p75", "median"]].max().max())))
    ax.axhline(1, color=MUTED, linewidth=style.thin, linestyle=(0, (4, 3)), zorder=1.5)
    if not found["known"].any():
        _say(ax, "not known: grants did not end\nearly enough, or few used it", style)
    for n, (part, x) in enumerate(_estimates(ax, found, names, "after", "median", 2.6, style)):
        ax.vlines(x, part["p25"], part["p75"], color=LOOKS[n].narrow, linewidth=3.2 * style.line, zorder=2)
        for _, row in part.iterrows():
            kept = percent(row["kept_half"], short=True) if row["known"] else "–"
            told = [f"{row['known']:,}: {kept.removesuffix(' %')}"] if several else [f"{row['known']:,}", kept]
            for k, text in enumerate(told):
                drawing.text_below(ax, row["after"], n + k, text, style, data=True)
    said = "known: % that keep at least half" if several else "known, and share that keeps at least half"
    drawing.text_below(ax, 0, rows, said, style)
    return ax


def beside_observed(
    found: pd.DataFrame, means: pd.DataFrame, ax: Axes | None = None, *, style: Style = PROJECTOR
) -> Axes:
    """How many more simulated partnerships than observed ones are still going by year, and how much longer they last.

    Args:
        found, means: of `analysis.survival.beside_observed`.
        ax: where to draw; a new sheet if None.
        style: sizes.
    """
    names = list(found["scenario"].unique())
    ax = begin(ax, style, names, "share still going: difference, 95 % interval", "Simulated less observed",
               below=len(names))  # fmt: skip
    keep(ax, "simulated less observed", found)
    dress(ax, style, x="years since start")
    years = found["year"].unique()
    ax.set(xlim=(0, years.max() + max(1.0, 0.1 * years.max())), xticks=years, xticklabels=[f"{y:g}" for y in years])
    drawing.signed_axis(ax, style, float(np.nanmax(np.abs(found[["low", "high", "difference"]].to_numpy()))) or 1.0)
    _estimates(ax, found, names, "year", "difference", 0.025 * ax.get_xlim()[1], style)
    for n, name in enumerate(names):
        drawing.text_below(ax, 0, n, longer_than_observed(means[means["scenario"] == name].iloc[0]), style)
    return ax


def below_retained(table: pd.DataFrame) -> float:
    """Lines of text that `retained` writes below its axis."""
    return max(2, table["scenario"].nunique()) + 1.3


def _estimates(
    ax: Axes, found: pd.DataFrame, names: Sequence[str], at: str, middle: str, apart: float, style: Style
) -> list[tuple[pd.DataFrame, pd.Series]]:
    """Draws the estimates of each scenario with their intervals (none where there is none), side by side.

    Args:
        ax: where.
        found: rows of ``scenario``, the columns below, ``low`` and ``high``.
        names: of the scenarios.
        at, middle: columns of the place and of the estimate.
        apart: how far scenarios stand from each other, in units of the place.
        style: sizes.

    Returns:
        The rows of each scenario and where they stand.
    """
    drawn = []
    for n, (name, look) in enumerate(zip(names, LOOKS, strict=False)):
        part = found[found["scenario"] == name]
        x = part[at] + (n - (len(names) - 1) / 2) * apart
        ax.vlines(x, part["low"], part["high"], color=look.line, linewidth=style.line / 1.6, zorder=3)
        ax.plot(x, part[middle], "o", color=look.line, markersize=style.mark, markeredgecolor="white",
                markeredgewidth=style.thin, zorder=4, clip_on=False)  # fmt: skip
        if len(names) > 1:
            drawing.badge(ax, 0, 0, LETTERS[n], look, style, below=n)
        drawn.append((part, x))
    return drawn


def _say(ax: Axes, text: str, style: Style) -> None:
    """A remark in the middle of a panel that has nothing to show."""
    write(ax, style, text, (0.5, 0.5), of="axes fraction", colour=MUTED, ha="center", zorder=5)


#: Labels of areas are in ink, since light fills are no colours for text.
_INKED = Look(INK, INK, INK, INK, "white", "-")
