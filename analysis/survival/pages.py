"""Pages on sustainability: how long partnerships last and why they end, departures of leaders, and levers."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import pandas as pd

from analysis.plotting.drawing import KeyItem, sample
from analysis.plotting.lettering import wrapped
from analysis.plotting.page import Cell, begin_page, make_page, scenario_key
from analysis.plotting.panels import names_in
from analysis.plotting.series import BY_COLUMN
from analysis.plotting.style import FONT, INK, LOOKS, MUTED, Sheet, style_named
from analysis.survival import figures as panels
from analysis.survival.departure_figures import around_departure
from analysis.survival.departures import ALIVE
from analysis.survival.lever_figures import MOST, TWO_LINES, forest, room_for
from analysis.survival.regression import LeverEffects


def sustainability_page(
    runs: pd.DataFrame, title: str, made: str, about: Mapping[str, str], *, style: str = "projector"
) -> Sheet:
    """How long up to four scenarios last, when and why they end, and what stays when grants have ended.

    Args:
        runs: one row per run and partnership.
        title: of the page.
        made: what was run, for the line below.
        about: saved inside the file.
        style: ``projector`` or ``print``.

    Raises:
        ValueError: unknown style, or more than four scenarios.
    """
    look = style_named(style)
    names = names_in(runs)
    lasting = Cell("How long partnerships last", [[partial(panels.survival, runs, style=look)]],
                   below=panels.rows_below(runs))  # fmt: skip
    when = Cell("When they end", [[partial(panels.hazard, runs, style=look)]], below=panels.below_hazard(runs))
    why = Cell("Why they end", [[partial(panels.causes, runs, style=look)]], below=panels.below_causes(runs))
    stays = Cell("What stays when grants have ended", [[partial(panels.retained, runs, style=look)]],
                 below=panels.below_retained(runs))  # fmt: skip
    columns = [[lasting], [when, stays], [why]] if look.columns == 3 else [[lasting, stays], [when, why]]
    several = len(names) > 1
    read = "Dots: estimates, with 95 % intervals; bars behind them: the interquartile range of runs."
    below = f"{made}. {read}" if several else f"{made}."
    key = scenario_key(names) or [KeyItem(read)]
    return make_page(look, title, below, columns, key, right=2.4 if several else 6, about=about)


def observed_page(
    runs: pd.DataFrame, years: pd.DataFrame, means: pd.DataFrame, title: str, made: str, about: Mapping[str, str], *,
    style: str = "projector",
) -> Sheet:  # fmt: skip
    """Curves of up to three simulated groups and of observed lifetimes, and how far they are apart.

    Args:
        runs: one row per run and partnership, and per observed lifetime, which come last.
        years, means: of `analysis.survival.beside_observed`.
        title, made, about, style: as for `sustainability_page`.
    """
    look = style_named(style)
    names = names_in(runs)
    curves = Cell("How long partnerships last", [[partial(panels.survival, runs, style=look)]],
                  below=panels.rows_below(runs))  # fmt: skip
    apart = Cell("Simulated less observed", [[partial(panels.beside_observed, years, means, style=look)]],
                 below=len(names) - 1)  # fmt: skip
    said = f"{made}. Dots: differences, with 95 % intervals. Runs are counted by what they share."
    return make_page(look, title, said, [[curves], [apart]], scenario_key(names), right=2.4, about=about)


def departures_page(
    found: pd.DataFrame, title: str, made: str, about: Mapping[str, str], *, style: str = "projector"
) -> Sheet:
    """Partnerships around a superintendent's departure.

    Args:
        found: a table of `analysis.survival.departures.around_departures`, with rows.
        title, made, about, style: as for `sustainability_page`.
    """
    look = style_named(style)
    names = names_in(found)
    several = len(names) > 1
    cells = {
        v: Cell(BY_COLUMN["going" if v == ALIVE else v].heading, [[partial(around_departure, found, v, style=look)]])
        for v in found["variable"].unique()
    }  # fmt: skip
    *others, last = cells.values()
    half = (len(others) + 1) // 2
    columns = [others[:half], others[half:], [last]] if look.columns == 3 else [others[:half], [*others[half:], last]]
    columns = [column for column in columns if column]
    told = ", ".join(f"{count:,}" for count in found.groupby("scenario", sort=False)["departures"].first())
    what = f"{told} departures; compared with partnerships of the same kind and month in which nobody left."
    what += " How much more each changed, with 95 % intervals." if several else ""
    key = scenario_key(names) or [
        KeyItem("mean where the superintendent left", sample("line")),
        KeyItem("interquartile range of these", sample("narrow")),
        KeyItem("mean where nobody left that month", sample("line", LOOKS[1])),
    ]
    return make_page(look, title, f"{made}. {what}", columns, key, right=2.4 if several else 4.5, about=about)


def levers_page(
    hazards: LeverEffects, times: LeverEffects, title: str, made: str, about: Mapping[str, str], *,
    style: str = "projector",
) -> Sheet:  # fmt: skip
    """Which levers make partnerships last: hazard ratios, and time ratios beside them where these could be fitted.

    Args:
        hazards, times: of `analysis.survival.regression`.
        title, made, about, style: as for `sustainability_page`.
    """
    look = style_named(style)
    order = hazards.table.head(MOST)
    look = replace(look, height=min(look.height, look.lines(2.4 * len(order) + 14)))  # no empty half of a page
    note = f" {len(hazards.table) - MOST} weaker ones are in the table." if len(hazards.table) > MOST else ""
    read = "From the low to the high end of each range. Full marks: the 95 % interval leaves out 1." + note
    if not hazards.table["steady"].all():
        read += " Diamonds: the ratio changes with time, and is an average."
    said = f"{made}. {hazards.endings:,} of {hazards.runs:,} ended. {read}"
    sheet, y = begin_page(look, title, said, about)
    edge = look.lines(1)
    low, tall = look.lines(3), min(y - look.lines(2.5), look.lines(4 + 2.4 * len(order)))
    two = (tall - low) / max(len(order), 1) >= look.lines(TWO_LINES)
    left = min(room_for(order, look, two=two) + look.lines(0.6), 0.55 * look.width)
    both = not times.table.empty
    wide = (look.width - left - 2 * edge) / (2 if both else 1)
    for n, (effects, is_time) in enumerate([(hazards, False), (times, True)][: 1 + both]):
        x = left + n * (wide + edge / 2)
        ax = sheet.panel(x, y - look.lines(2) - tall + low, wide - edge, tall - low)
        matched = _in_order(effects, order)
        forest(matched, ax, times=is_time, labels=n == 0, style=look)
        heading = f"Lives ({effects.model})" if is_time else "Chance to end"
        ax.set_title(heading, loc="left", fontsize=look.heading, fontweight="bold", family=FONT, color=INK)
    for k, line in enumerate(wrapped("; ".join(hazards.notes), look.text, look.width - 2 * edge)):
        sheet.write(edge, look.lines(1.4 * (k + 1)), line, look.text, colour=MUTED, va="baseline")
    return sheet


def _in_order(effects: LeverEffects, order: pd.DataFrame) -> LeverEffects:
    """Effects with their rows in the order of another table."""
    keys = ["lever", "step"]
    table = order[keys].merge(effects.table, on=keys, how="left")
    return replace(effects, table=table.assign(steady=table["steady"].ne(False), note=table["note"].fillna("")))
