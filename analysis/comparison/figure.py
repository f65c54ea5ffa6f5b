"""The figure of a comparison: a series of every scenario and its paired differences on one scale, and all outcomes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.comparison.outcomes import draw_outcomes
from analysis.comparison.over_time import difference_over_time, over_time, paired_over_time, series_named
from analysis.comparison.pairs import Side, compare_runs, sides
from analysis.plotting import drawing
from analysis.plotting.drawing import LETTERS
from analysis.plotting.lettering import width_of, write
from analysis.plotting.page import begin_page, made_with, scenario_key, write_heading
from analysis.plotting.style import INK, LOOKS, SINGLE, Look, Sheet, Style, style_named
from analysis.stats.bands import quantiles
from analysis.wording.numbers import capital
from analysis.wording.tables import titles_of
from sim.engine.result import Result
from sim.version import __version__

#: Runs that are drawn one by one, the same in every panel.
SINGLE_RUNS = 10


def figure_comparison(
    *results: Result, table: pd.DataFrame | None = None, series: str = "trust", names: Sequence[str] = (),
    style: str = "projector",
) -> Sheet:  # fmt: skip
    """Two to four scenarios side by side: one series over time with its paired differences, and how outcomes differ.

    Args:
        results: run with the same seed and months.
        table: the outcomes to show, as `analysis.comparison.pairs.compare` gives them; the main ones if None.
        series: one of `analysis.comparison.over_time.SERIES`.
        names: what to call the scenarios in the key; their titles if empty.
        style: ``projector`` or ``print``.

    Raises:
        ValueError: unknown series or style, or results that cannot be paired.
    """
    look, each = style_named(style), sides(*results, names=names)
    series_named(series)
    if table is None:
        table = compare_runs({side.name: side.runs for side in each})
    titles = list(names) or titles_of([side.scenario for side in each])
    title = f"{' and '.join(titles[1:])} compared with {titles[0]}"
    if width_of(title, look.title, bold=True) > look.width - look.lines(2.2):
        title = f"What differs from {titles[0]}"
    made = f"{_runs(each)}, {results[0].months} months, seed {results[0].seed}, model version {__version__}"
    ids = ", ".join(f"{s.name}={s.scenario.name}@{s.scenario.digest}" for s in each)
    said = f"{made}. Paired by seed (common random numbers)."
    about = made_with(f"{ids}; {made}", [side.scenario for side in each])
    sheet, top = begin_page(look, title, said, about)
    low = _key(sheet, look, titles, series)
    edge = look.lines(1.1)
    if look.columns == 3:
        middle = look.width * 0.45
        _series(sheet, look, each, series, (edge, low, middle, top - look.lines(0.3)))
        draw_outcomes(sheet, look, table, (middle + look.lines(2), low, look.width - edge, top - look.lines(0.3)))
    else:
        middle = low + 0.5 * (top - low)
        _series(sheet, look, each, series, (edge, middle, look.width - edge, top - look.lines(0.3)))
        draw_outcomes(sheet, look, table, (edge, low, look.width - edge, middle - look.lines(0.8)))
    return sheet


def _runs(each: Sequence[Side]) -> str:
    worlds = [side.runs["replicate"].nunique() for side in each]
    return f"{max(worlds)} run{'s' if max(worlds) > 1 else ''} of each"


def _key(sheet: Sheet, look: Style, titles: Sequence[str], series: str) -> float:
    """Draws the key at the bottom, and gives the height at which it ends [inches]."""
    items = scenario_key(titles)
    where = "Left" if look.columns == 3 else "Above"
    if series == "going":
        items.append(drawing.KeyItem(f"{where}, bands: 95 % intervals."))
    else:
        items.append(drawing.KeyItem("ten runs, the same in each panel", drawing.sample("run")))
        items += [drawing.KeyItem("end of one", drawing.sample("end"))] * series_named(series).going
        items.append(drawing.KeyItem(f"{where}, bands: interquartile and 90 % range; line: median."))
    items.append(drawing.KeyItem("Filled points: statistically distinguishable (Holm-adjusted); hollow: not."))
    edge = look.lines(1.1)
    lines = drawing.key_lines(items, look, look.width - 2 * edge)
    drawing.draw_key(sheet, lines, look, edge, look.lines(0.4))
    return look.lines(0.4 + 1.25 * len(lines) + 0.4)


# --- over time --------------------------------------------------------------------------------------------------------


def _series(
    sheet: Sheet, look: Style, each: Sequence[Side], series: str, box: tuple[float, float, float, float]
) -> None:
    """Above, a series of each scenario; below, how many are still going, and paired differences on the same scale."""
    left, low, right, high = box
    words, only_going = series_named(series).words, series_named(series).going
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
    write_heading(sheet, look, left, high, capital(words))
    if not share:
        write_heading(sheet, look, left, high - head - tall - foot, "Still going")
    narrow = len(each) == 2 and look.columns == 3
    apart = "Difference in pairs" if narrow else "Difference in pairs, on the same scale"
    write_heading(sheet, look, left + each_wide, high - head - tall - foot, apart)

    def axes(row: int, column: int) -> Axes:
        x = left + column * each_wide + ticks
        wide = each_wide - ticks - look.lines(1.6 if (row, column) == (1, 0) else 0.4)  # letters beside the lines
        ax = sheet.panel(x, place[row], wide, tall)
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
        _draw(ax, fan, values, LOOKS[n], look, crosses=only_going, singles=not share)
        _inside(ax, look, [(LETTERS[n], n)])
        sheet.keep(f"{series}, {side.name}", fan)
    for n, (values, fan) in enumerate(zip(gaps, gap_fans, strict=True), start=1):
        ax = axes(1, n)
        scale(ax, base, steps)
        ax.axhline(0, color=INK, linewidth=look.line / 2, zorder=1.5)
        _draw(ax, fan, values, LOOKS[n], look, crosses=False, singles=not share)
        _inside(ax, look, [(LETTERS[n], n), ("\N{MINUS SIGN}", -1), (LETTERS[0], 0)])
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
            labels.append(drawing.EndLabel(*end, LETTERS[n], LOOKS[n]))
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
    """A fan with ten single runs: the first partnership of replicates that are evenly spaced, alike in every panel."""
    drawing.band(ax, fan, colours, look, wide=True, order=2.2)
    worlds = values.groupby(level="replicate").head(1).droplevel("partnership")
    if not singles or len(worlds) < 2:
        return
    years = values.columns.to_numpy() / 12
    for place in np.unique(np.linspace(0, len(worlds) - 1, SINGLE_RUNS).round().astype(int)):
        run = worlds.iloc[place].to_numpy()
        ax.plot(years, run, color=SINGLE, linewidth=look.thin, zorder=3.5)
        last = np.flatnonzero(np.isfinite(run))
        if crosses and len(last) and last[-1] < len(run) - 1:
            drawing.cross(ax, years[last[-1]], run[last[-1]], look)


def _inside(ax: Axes, look: Style, parts: Sequence[tuple[str, int]]) -> None:
    """Letters of scenarios in the upper right corner of a panel; -1 for a sign between them."""
    for n, (text, colour) in enumerate(reversed(parts)):
        shown = LOOKS[max(colour, 0)]
        box = {"boxstyle": "round,pad=0.08,rounding_size=0.4", "facecolor": shown.line, "edgecolor": "none"}
        write(ax, look, text, (1, 1), offset=(-look.text * (0.9 + 1.25 * n), -look.text * 0.9), of="axes fraction",
              colour=INK if colour < 0 else shown.on, bold=True, ha="center", zorder=9,
              bbox=None if colour < 0 else box)  # fmt: skip
