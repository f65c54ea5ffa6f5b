"""One function per panel (tables in, axes out), and the overview that puts them on one page.

Every panel takes a table of a `Result` (``partnerships`` or ``runs``), so that it can be used on its own::

    result = sim.run(["baseline", "types/nic"], replicates=50)
    save(trust(result.partnerships).figure, "trust")
    save(overview(result), "overview")

One scenario is shown as a fan of its runs, several as medians with their interquartile ranges.
"""

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.plotting import drawing
from analysis.plotting.drawing import EndLabel
from analysis.plotting.page import Cell, about, key_of, make_page, subtitle
from analysis.plotting.panels import begin_years, is_several, keep, top
from analysis.plotting.series import over_time, together
from analysis.plotting.style import LOOKS, PROJECTOR, Sheet, Style, save, style_named
from analysis.stats import bands
from analysis.survival.figures import rows_below, survival
from analysis.wording.tables import comparison_table, titled
from sim.engine.result import Result

__all__ = [
    "comparison_table", "components", "grant_gaps", "grant_money", "overview", "practice", "reach", "save", "survival",
    "trust",
]  # fmt: skip

#: Quantities of partnerships that the overview shows.
QUANTITIES = (
    "trust", "external", "practice", "depth", "users", "deep", "commitments", "structures", "expertise",
    "social_learning",
)  # fmt: skip
#: Runs that are drawn one by one.
SINGLE_RUNS = 10


def trust(table: pd.DataFrame, ax: Axes | None = None, *, style: Style = PROJECTOR) -> Axes:
    """Trust over boundary ties while the partnership is going; for one scenario as a fan, with ten single runs.

    Args:
        table: partnerships by month.
        ax: where to draw; a new sheet if None.
        style: sizes.
    """
    return over_time(table, "trust", ax, runs=SINGLE_RUNS, style=style)


def grant_money(table: pd.DataFrame, ax: Axes | None = None, *, style: Style = PROJECTOR) -> Axes:
    """Grant money that a partnership receives in each year while it is going.

    Args:
        table: partnerships by month.
        ax: where to draw; a new sheet if None.
        style: sizes.
    """
    ax, _ = begin_years(table, ax, style, "grants, thousand dollars a year", "Grant money")
    found = bands.over_years(table, "external", scale=1e-3)
    keep(ax, "grant money", found)
    drawing.value_axis(ax, style, top(found, 10))
    if is_several(table):
        return drawing.scenarios(ax, found, style, steps=True)
    drawing.band(ax, found, LOOKS[0], style, wide=True, steps=True)
    end = drawing.end_of(found)
    if end and found["count"].max() > 1:
        drawing.end_labels(ax, [EndLabel(*end, "median", LOOKS[0])], style)
    return ax


def grant_gaps(table: pd.DataFrame, ax: Axes | None = None, *, style: Style = PROJECTOR) -> Axes:
    """When grants paid: ten single runs of one scenario, or the share of partnerships with a grant in each of several.

    Args:
        table: partnerships by month.
        ax: where to draw; a new sheet if None.
        style: sizes.
    """
    several = is_several(table)
    unit = "share of partnerships with a grant" if several else "grant (dark), none (light), resting (pale)"
    ax, years = begin_years(table, ax, style, unit, "When grants pay")
    if several:
        shares = bands.share_with_grants(table)
        keep(ax, "share with grants", shares)
        drawing.value_axis(ax, style, 1.0)
        return drawing.scenarios(ax, shares, style)
    runs = bands.single_runs(table, "external", SINGLE_RUNS)
    keep(ax, "grant gaps, single runs", runs)
    each = [run for _, run in runs.groupby(["run", "partnership"])]
    for row, run in enumerate(each):
        state = np.where(run["external"] > 0, "line", np.where(run["stage"] == "dormant", "wide", "narrow"))
        starts = np.flatnonzero(np.append(True, state[1:] != state[:-1]))
        for first, length in zip(starts, np.diff([*starts, len(run)]), strict=True):
            span = (run["year"].iloc[first] - 1 / 12, length / 12)
            ax.broken_barh([span], (row - 0.36, 0.72), facecolor=getattr(LOOKS[0], state[first]), linewidth=0)
        if run["year"].iloc[-1] < years - 1e-9:
            drawing.cross(ax, run["year"].iloc[-1] + years / 60, row, style)
    ax.set_ylim(max(len(each), 1) - 0.5, -0.5)
    ax.set_yticks([])
    ax.grid(visible=False)
    return ax


def practice(table: pd.DataFrame, ax: Axes | None = None, *, only: str = "", style: Style = PROJECTOR) -> Axes:
    """Instructional practice of all teachers (``practice``) and of those who use the innovation (``depth``).

    Args:
        table: partnerships by month.
        ax: where to draw; a new sheet if None.
        only: one of the two; needed for several scenarios.
        style: sizes.
    """
    labels = {"practice": "all\nteachers", "depth": "those who\nuse it"}
    return together(table, ax, labels, "practice, 0 recitation to 1 ambitious", "Teaching", only=only, style=style)


def reach(table: pd.DataFrame, ax: Axes | None = None, *, only: str = "", style: Style = PROJECTOR) -> Axes:
    """Spread and depth: share of teachers who use the innovation (``users``), and who use it deeply (``deep``).

    Args:
        table: partnerships by month.
        ax: where to draw; a new sheet if None.
        only: one of the two; needed for several scenarios.
        style: sizes.
    """
    labels = {"users": "use it", "deep": "use it\ndeeply"}
    return together(table, ax, labels, "share of teachers", "Spread and depth", only=only, style=style)


def components(table: pd.DataFrame, ax: Axes | None = None, *, only: str = "", style: Style = PROJECTOR) -> Axes:
    """The four components of a partnership's health (MHS 2022), while it is going.

    Args:
        table: partnerships by month.
        ax: where to draw; a new sheet if None.
        only: one of the four; needed for several scenarios.
        style: sizes.
    """
    labels = {"commitments": "commitments", "structures": "structures", "expertise": "expertise",
              "social_learning": "social\nlearning"}  # fmt: skip
    return together(table, ax, labels, "strength, 0 to 1", "Four components", only=only, style=style)


def overview(result: Result, *, style: str = "projector") -> Sheet:
    """One page on how one scenario fares, or up to four side by side.

    Args:
        result: what was run.
        style: ``projector`` (16 by 9 inches) or ``print`` (7 by 9 inches).

    Raises:
        ValueError: unknown style, or more than four scenarios.
    """
    look = style_named(style)
    if len(result.scenarios) > len(LOOKS):
        raise ValueError(f"the overview shows up to {len(LOOKS)} scenarios, not {len(result.scenarios)}")
    partnerships, runs = titled(result, "partnerships"), titled(result, "runs")
    titles = list(runs["scenario"].unique())
    several = len(titles) > 1

    def each(panel, *variables: str) -> list:
        """The panel once, or for several scenarios once for each variable."""
        return [partial(panel, partnerships, only=v, style=look) for v in (variables if several else ("",))]

    health = Cell("Trust between the partners", [[partial(trust, partnerships, style=look)]])
    lasting = Cell("How long partnerships last", [[partial(survival, runs, style=look)]], below=rows_below(runs))
    money = Cell("Grant money, and when it comes", [[partial(grant_money, partnerships, style=look)],
                                                    [partial(grant_gaps, partnerships, style=look)]])  # fmt: skip
    parts = each(components, "commitments", "structures", "expertise", "social_learning")
    strength = Cell("Four components", [parts[:2], parts[2:]] if several else [parts])
    teaching = Cell("Teaching", [[draw] for draw in each(practice, "practice", "depth")])
    scale = Cell("Spread and depth", [[draw] for draw in each(reach, "users", "deep")])
    columns = [[health, lasting], [money, strength], [teaching, scale]]
    if look.columns == 2:
        columns = [[health, money, lasting], [strength, teaching, scale]]
    title = ", ".join(titles[:-1]) + f" and {titles[-1]}" if several else f"{titles[0]}: {result.scenarios[0].question}"
    key = key_of(titles, len(runs))
    right = 2.2 if several else 6
    return make_page(look, title, subtitle(result, runs), columns, key, right=right, about=about(result))
