"""The figure of a comparison: a series of every scenario and its paired differences on one scale, and all outcomes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

import sim
from sim.results import Result

from . import drawing
from .bands import quantiles
from .comparison import SERIES, Side, compare_runs, difference_over_time, over_time, paired_over_time, sides
from .comparison_words import short, unit_of, with_interval
from .page import write_title
from .style import FONT, INK, LOOKS, MUTED, SINGLE, Look, Sheet, Style, dress, style_named, width_of, wrapped
from .tables import titles_of

#: Runs that are drawn one by one, the same in every panel.
SINGLE_RUNS = 10
#: Standard deviations beyond which the outcomes' axis does not go; longer intervals end in arrows.
WIDEST = 3.0
#: Share of the width that the outcomes' axis has at least, beside labels and numbers.
LEAST_PLOT = 0.25


def figure_comparison(
    *results: Result, table: pd.DataFrame | None = None, series: str = "trust", names: Sequence[str] = (),
    style: str = "projector",
) -> Sheet:  # fmt: skip
    """Two to four scenarios side by side: one series over time with its paired differences, and how outcomes differ.

    Args:
        results: run with the same seed and months.
        table: the outcomes to show, as `analysis.comparison.compare` gives them; the main ones if None.
        series: one of `analysis.comparison.SERIES`.
        names: what to call the scenarios; ``A``, ``B``, ... if empty; the same as in the table.
        style: ``projector`` or ``print``.

    Raises:
        ValueError: unknown series or style, or results that cannot be paired.
    """
    look, each = style_named(style), sides(*results, names=names)
    if table is None:
        table = compare_runs({side.name: side.runs for side in each})
    titles = titles_of([side.scenario for side in each])
    sheet = Sheet(look.width, look.height, dpi=look.dpi)
    title = f"{' and '.join(titles[1:])} against {titles[0]}"
    if width_of(title, look.title, bold=True) > look.width - look.lines(2.2):
        title = f"What differs from {titles[0]}"
    made = f"{_runs(each)}, {results[0].months} months, seed {results[0].seed}, model version {sim.__version__}"
    top = write_title(sheet, look, title, f"{made}. The same replicate has the same luck in each scenario.")
    low = _key(sheet, look, titles, series)
    edge = look.lines(1.1)
    if look.columns == 3:
        middle = look.width * 0.45
        _series(sheet, look, each, series, (edge, low, middle, top - look.lines(0.3)))
        _outcomes(sheet, look, each, table, (middle + look.lines(2), low, look.width - edge, top - look.lines(0.3)))
    else:
        middle = low + 0.5 * (top - low)
        _series(sheet, look, each, series, (edge, middle, look.width - edge, top - look.lines(0.3)))
        _outcomes(sheet, look, each, table, (edge, low, look.width - edge, middle - look.lines(0.8)))
    ids = ", ".join(f"{s.name}={s.scenario.name}@{s.scenario.digest}" for s in each)
    sheet.about = {"Title": title, "Description": f"{ids}; {made}", "Source": f"model version {sim.__version__}"}
    return sheet


def _runs(each: Sequence[Side]) -> str:
    worlds = [side.runs["replicate"].nunique() for side in each]
    return f"{max(worlds)} run{'s' if max(worlds) > 1 else ''} of each"


def _key(sheet: Sheet, look: Style, titles: Sequence[str], series: str) -> float:
    """Draws the key at the bottom, and gives the height at which it ends [inches]."""
    items = [drawing.KeyItem(title, drawing.sample("line", LOOKS[n], _letter(n))) for n, title in enumerate(titles)]
    where = "Left" if look.columns == 3 else "Above"
    if series == "going":
        items.append(drawing.KeyItem(f"{where}, bands: 95 % intervals."))
    else:
        items.append(drawing.KeyItem("ten runs, the same in each panel", drawing.sample("run")))
        items += [drawing.KeyItem("end of one", drawing.sample("end"))] * SERIES[series][2]
        items.append(drawing.KeyItem(f"{where}, bands: the middle half and nine in ten; line: median."))
    items.append(drawing.KeyItem("Filled points: told apart, among all outcomes compared; hollow: not."))
    edge = look.lines(1.1)
    lines = drawing.key_lines(items, look, look.width - 2 * edge)
    drawing.draw_key(sheet, lines, look, edge, look.lines(0.4))
    return look.lines(0.4 + 1.25 * len(lines) + 0.4)


def _letter(n: int) -> str:
    return drawing.LETTERS[n]


# --- over time --------------------------------------------------------------------------------------------------------


def _series(
    sheet: Sheet, look: Style, each: Sequence[Side], series: str, box: tuple[float, float, float, float]
) -> None:
    """Above, a series of each scenario; below, how many are still going, and paired differences on the same scale."""
    left, low, right, high = box
    levels = [over_time(side, series) for side in each]
    gaps = [paired_over_time(each[0], side, series) for side in each[1:]]
    share = series == "going"
    fans = [_fan(t, share) for t in levels]
    shares = [difference_over_time(each[0], side, series) for side in each[1:]] if share else []
    gap_fans = [_of_shares(t) for t in shares] or [_fan(t, False) for t in gaps]
    step, bottom, base, steps, used = _common_scale(fans, gap_fans)
    ticks, years = look.lines(3.0), levels[0].shape[1] / 12
    each_wide = (right - left) / len(each)
    head, foot = 1.32 * look.heading / 72 + look.lines(0.3), look.lines(2.5)
    tall = (high - low - 2 * head - 2 * foot) / 2
    place = [high - head - tall, high - 2 * head - foot - 2 * tall]
    _heading(sheet, look, left, high, _capital(SERIES[series][1]))
    if not share:
        _heading(sheet, look, left, high - head - tall - foot, "Still going")
    narrow = len(each) == 2 and look.columns == 3
    apart = "Difference in pairs" if narrow else "Difference in pairs, on the same scale"
    _heading(sheet, look, left + each_wide, high - head - tall - foot, apart)

    def axes(row: int, column: int) -> Axes:
        x = left + column * each_wide + ticks
        wide = each_wide - ticks - look.lines(1.6 if (row, column) == (1, 0) else 0.4)  # letters beside the lines
        ax = sheet.add_axes((x / look.width, place[row] / look.height, wide / look.width, tall / look.height))
        drawing.years_axis(ax, look, years, x="years")
        if wide / len(ax.get_xticks()) < look.lines(1.6):
            ax.set_xticks([0, years / 2, years], ["0", f"{years / 2:.3g}", f"{years:.3g}"])
        return ax

    def scale(ax: Axes, first: float, marked: int) -> None:
        ax.set_ylim(first, first + steps * step)
        ax.set_yticks(first + step * np.arange(marked + 1))
        ax.set_yticklabels([f"{tick:.6g}".replace("-", "\N{MINUS SIGN}") for tick in ax.get_yticks().round(9)])

    for n, (side, values, fan) in enumerate(zip(each, levels, fans, strict=True)):
        ax = axes(0, n)
        scale(ax, bottom, used)
        _draw(ax, fan, values, LOOKS[n], look, crosses=SERIES[series][2], singles=not share)
        _inside(ax, look, [(_letter(n), n)])
        sheet.keep(f"{series}, {side.name}", fan)
    for n, (values, fan) in enumerate(zip(gaps, gap_fans, strict=True), start=1):
        ax = axes(1, n)
        scale(ax, base, steps)
        ax.axhline(0, color=INK, linewidth=look.line / 2, zorder=1.5)
        _draw(ax, fan, values, LOOKS[n], look, crosses=False, singles=not share)
        _inside(ax, look, [(_letter(n), n), ("\N{MINUS SIGN}", -1), (_letter(0), 0)])
        means = difference_over_time(each[0], each[n], series)
        sheet.keep(f"{series}, {each[n].name} minus {each[0].name}", fan.merge(means.assign(year=means["month"] / 12)))
    if share:
        return
    ax, labels = axes(1, 0), []
    drawing.value_axis(ax, look, 1.0)
    for n, side in enumerate(each):
        going = _fan(over_time(side, "going"), True)
        ax.plot(going["year"], going["p50"], color=LOOKS[n].line, linewidth=look.line, linestyle=LOOKS[n].dashes)
        if end := drawing.end_of(going):
            labels.append(drawing.EndLabel(*end, _letter(n), LOOKS[n], badge=True))
        sheet.keep(f"share still going, {side.name}", going)
    drawing.end_labels(ax, labels, look)


def _fan(values: pd.DataFrame, share: bool) -> pd.DataFrame:
    """Quantiles by year; for something that is there or not, its share as ``p50``."""
    year = values.columns.to_numpy() / 12
    if share:
        return pd.DataFrame({"year": year, "count": values.notna().sum().to_numpy(), "p50": values.mean().to_numpy()})
    return quantiles(values.to_numpy()).assign(year=year)


def _of_shares(table: pd.DataFrame) -> pd.DataFrame:
    """A difference of shares by year, with its interval as ``p5`` and ``p95``."""
    return pd.DataFrame({"year": table["month"] / 12, "count": table["worlds"], "p50": table["difference"],
                         "p5": table["low"], "p95": table["high"]})  # fmt: skip


def _common_scale(fans: Sequence[pd.DataFrame], gaps: Sequence[pd.DataFrame]) -> tuple[float, float, float, int, int]:
    """A step, where the axes of levels and of differences begin, how many steps both have, and levels need."""

    def ends(tables: Sequence[pd.DataFrame]) -> tuple[float, float]:
        values = np.concatenate([t[[c for c in ("p5", "p50", "p95") if c in t]].to_numpy().ravel() for t in tables])
        values = values[np.isfinite(values)]
        return (min(values.min(), 0.0), max(values.max(), 0.0)) if len(values) else (0.0, 0.0)

    (low, high), (least, most) = ends(fans), ends(gaps)
    span = max(high - low, most - least, 0.05)
    decade = 10.0 ** np.floor(np.log10(span / 4))
    step = next(n * decade for n in (1, 2, 2.5, 5, 10) if span / (n * decade) <= 5)
    level = [int(np.floor(low / step + 1e-9)), int(np.ceil(high / step - 1e-9))]
    gap = [int(np.floor(least / step + 1e-9)), int(np.ceil(most / step - 1e-9))]
    used = max(level[1] - level[0], 1)
    steps = max(used, gap[1] - gap[0])
    while gap[1] - gap[0] < steps:  # zero stays as near the middle as it can
        gap[gap[1] <= -gap[0]] += 1 if gap[1] <= -gap[0] else -1
    return step, level[0] * step, gap[0] * step, steps, used


def _draw(
    ax: Axes, fan: pd.DataFrame, values: pd.DataFrame, colours: Look, look: Style, *, crosses: bool, singles: bool
) -> None:
    """A fan with ten single runs, evenly spaced through the table."""
    drawing.band(ax, fan, colours, look, wide=True, order=2.2)
    if not singles or len(values) < 2:
        return
    years = values.columns.to_numpy() / 12
    for row in np.unique(np.linspace(0, len(values) - 1, SINGLE_RUNS).round().astype(int)):
        run = values.iloc[row].to_numpy()
        ax.plot(years, run, color=SINGLE, linewidth=look.thin, zorder=3.5)
        last = np.flatnonzero(np.isfinite(run))
        if crosses and len(last) and last[-1] < len(run) - 1:
            drawing.cross(ax, years[last[-1]], run[last[-1]], look)


def _heading(sheet: Sheet, look: Style, x: float, y: float, text: str) -> float:
    """A heading with its upper left corner at a place [inches]; gives where it ends."""
    sheet.text(x / look.width, y / look.height, text, fontsize=look.heading, fontweight="bold", color=INK, family=FONT,
               va="top")  # fmt: skip
    return x + width_of(text, look.heading, bold=True)


def _inside(ax: Axes, look: Style, parts: Sequence[tuple[str, int]]) -> None:
    """Letters of scenarios in the upper right corner of a panel; -1 for a sign between them."""
    for n, (text, colour) in enumerate(reversed(parts)):
        shown = LOOKS[max(colour, 0)]
        box = {"boxstyle": "round,pad=0.08,rounding_size=0.4", "facecolor": shown.line, "edgecolor": "none"}
        ax.annotate(
            text, (1, 1), (-look.text * (0.9 + 1.25 * n), -look.text * 0.9), xycoords="axes fraction",
            textcoords="offset points", fontsize=look.text, fontweight="bold", family=FONT, ha="center", va="center",
            color=INK if colour < 0 else shown.on, zorder=9, bbox=None if colour < 0 else box,
        )  # fmt: skip


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- outcomes ---------------------------------------------------------------------------------------------------------


def _outcomes(
    sheet: Sheet, look: Style, each: Sequence[Side], table: pd.DataFrame, box: tuple[float, float, float, float]
) -> None:
    """Differences of outcomes in standard deviations, better to the right, with their numbers in natural units."""
    left, low, right, high = box
    contrasts = [side.name for side in each[1:]]
    names = list(dict.fromkeys(table["outcome"]))
    numbers = [_numbers(row) for _, row in table.iterrows()]
    beside = max(width_of(t, look.text) for t in numbers) + look.lines(1)
    widest = (right - left) * (1 - LEAST_PLOT) - beside
    labels = {row["outcome"]: wrapped(_label(row), look.text, widest) for _, row in table.iterrows()}
    wide = max(width_of(t, look.text) for lines in labels.values() for t in lines) + look.lines(0.8)
    per = max(1.15 * len(contrasts), 1.05 * max(map(len, labels.values()))) + 0.35  # lines of text
    head, foot = 1.32 * look.heading / 72 + look.lines(1.7), look.lines(2.6)
    room = max(1, int((high - low - head - foot) / look.lines(per)))
    shown, heading = names[:room], f"Outcomes against {each[0].name}"
    if len(shown) < len(names):
        heading += f": {len(shown)} of {len(names)}"
    _heading(sheet, look, left, high, heading)
    kept = table["outcome"].isin(shown)
    table, numbers = table[kept].reset_index(drop=True), [n for n, k in zip(numbers, kept, strict=True) if k]
    tall = min(high - low - head - foot, 1.6 * len(shown) * look.lines(per))
    ax = sheet.add_axes(((left + wide) / look.width, (high - head - tall) / look.height,
                         (right - left - wide - beside) / look.width, tall / look.height))  # fmt: skip
    dress(ax, look, x="difference in standard deviations", grid="x")
    place = table[["difference", "low", "high"]].div(table["sd"].where(table["sd"] > 0), axis=0)
    place = place.mul(np.where(table["better"] < 0, -1, 1), axis=0)
    limit = float(np.clip(np.nanmax(np.append(place.abs().to_numpy().ravel(), 0.0)) * 1.08, 0.2, WIDEST))
    ax.set(xlim=(-limit, limit), ylim=(len(shown), 0))
    ax.set_xticks([t for t in _nice(limit) if abs(t) <= limit])
    ax.set_xticklabels([f"{t:+g}".replace("-", "\N{MINUS SIGN}") if t else "0" for t in ax.get_xticks()])
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.axvline(0, color=INK, linewidth=look.line / 2, zorder=1.5)
    for side, x, text in (("left", 0, "worse"), ("right", 1, "better")):
        ax.annotate(text, (x, 1), (0, look.text * 0.4), xycoords="axes fraction", textcoords="offset points",
                    fontsize=look.text, color=MUTED, family=FONT, ha=side, va="bottom")  # fmt: skip
    for n, name in enumerate(shown):
        ax.annotate("\n".join(labels[name]), (0, n + 0.5), (-look.text * 0.6, 0),
                    xycoords=("axes fraction", "data"), textcoords="offset points", fontsize=look.text, color=INK,
                    family=FONT, ha="right", va="center", linespacing=1.05, annotation_clip=False)  # fmt: skip
    for n, row in table.iterrows():
        which = contrasts.index(row["second"])
        y = shown.index(row["outcome"]) + 0.5 + 1.15 / per * (which - (len(contrasts) - 1) / 2)
        _point(ax, y, row, place.loc[n], limit, which + 1, look, lettered=len(contrasts) > 1)
        ax.annotate(numbers[n], (1, y), (look.text * 0.7, 0), xycoords=("axes fraction", "data"),
                    textcoords="offset points", fontsize=look.text, color=INK if row["told_apart"] else MUTED,
                    family=FONT, ha="left", va="center", annotation_clip=False)  # fmt: skip
    sheet.keep("outcomes", table)


def _point(
    ax: Axes, y: float, row: pd.Series, place: pd.Series, limit: float, which: int, look: Style, *, lettered: bool
) -> None:
    """Mean difference with its interval; filled if told apart, and an arrow where it leaves the axis."""
    x = place["difference"]
    if not np.isfinite(x):  # no spread in either scenario: on the axis only if there is no difference at all
        if row["difference"] == 0 and row["worlds"]:
            x = 0.0
        elif row["worlds"] and np.isfinite(row["difference"]):
            x = 2 * limit * np.sign(row["difference"]) * (row["better"] or 1)
        else:
            return
    colours = LOOKS[which]
    ends = sorted(v for v in (place["low"], place["high"]) if np.isfinite(v))
    if ends:
        ax.plot(np.clip(ends, -limit, limit), [y, y], color=colours.line, linewidth=look.line * 0.7, zorder=3,
                solid_capstyle="butt")  # fmt: skip
    beyond = abs(x) > limit
    marker = (">" if x > 0 else "<") if beyond else "o"
    ax.plot([np.clip(x, -limit, limit)], [y], marker, markersize=look.mark, zorder=4, clip_on=False,
            markerfacecolor=colours.line if row["told_apart"] else "white", markeredgecolor=colours.line,
            markeredgewidth=look.line / 2)  # fmt: skip
    if lettered:
        free = max(ends[-1], x) if ends else x
        side = 1 if free < 0.8 * limit else -1
        at = np.clip(free if side > 0 else (min(ends[0], x) if ends else x), -limit, limit)
        ax.annotate(_letter(which), (at, y), (side * look.text * 0.8, 0), textcoords="offset points",
                    fontsize=look.text, color=colours.text, family=FONT, ha="center", va="center",
                    zorder=5)  # fmt: skip


def _label(row: pd.Series) -> str:
    """An outcome and the unit of its numbers."""
    unit = unit_of(row["outcome"], row["unit"]) or {"dollars": "thousand $"}.get(row["unit"], "0 to 1")
    unit = unit.replace("percentage points", "% points").replace(" ", "\N{NO-BREAK SPACE}")  # lines break before it
    text = f"{short(row['outcome'])}, {unit}"
    return text if row["better"] else f"{text} (right: more)"


def _numbers(row: pd.Series) -> str:
    """Difference and interval; dollars in thousands, as the label says."""
    if row["unit"] != "dollars":
        return with_interval(row)
    row = row.copy()
    row[["difference", "low", "high"]] = row[["difference", "low", "high"]].astype(float) / 1000
    row["unit"] = "thousand dollars"
    return with_interval(row)


def _nice(limit: float) -> np.ndarray:
    """Ticks on both sides of 0, two or so on each."""
    step = next(s for s in (0.1, 0.2, 0.5, 1.0, 2.0) if limit / s < 3)
    return np.arange(-3, 4) * step
