"""Pages on scale (Coburn 2003) and on partnership health over time (Henrick et al. 2017; McMahon et al. 2022)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd

from analysis.overview import figures
from analysis.plotting.page import Cell, key_of, make_page
from analysis.plotting.series import BY_COLUMN, over_time
from analysis.plotting.style import Sheet, Style, style_named
from analysis.scale import figures as panels
from analysis.survival import figures as sustained
from analysis.survival.pages import scenario_key
from analysis.wording.tables import parts

#: The five dimensions of Henrick et al. (2017), each by one quantity.
HENRICK = {
    "trust": "Trust and relationships", "rigour": "Rigorous research", "informed": "Support of the district's goals",
    "knowledge": "Knowledge for the field", "capacity": "Capacity of the district",
}  # fmt: skip
COMPONENTS = ("commitments", "structures", "expertise", "social_learning")
#: What the page on health shows, of which a series may keep some.
HEALTH = (*HENRICK, *COMPONENTS)


def scale_page(
    runs: pd.DataFrame, series: pd.DataFrame | None, title: str, made: str, about: Mapping[str, str], *,
    style: str = "projector",
) -> Sheet:  # fmt: skip
    """Spread, depth, sustainability and ownership of up to four scenarios, with equity and cost.

    Args:
        runs: one row per run and partnership.
        series: partnerships by month or year; panels of what it lacks are left out, all of them if None.
        title: of the page.
        made: what was run, for the line below.
        about: saved inside the file.
        style: ``projector`` or ``print``.

    Raises:
        ValueError: unknown style, or more than four scenarios.
    """
    look = style_named(style)
    stays = Cell("Sustainability", [[partial(sustained.retained, runs, style=look)]],
                 below=sustained.below_retained(runs))  # fmt: skip
    cost = Cell("Cost", [[partial(panels.cost, runs, style=look)]])
    above, below = (_cells(series, names, look) for names in (("users", "depth"), ("practice_gap", "ownership")))
    return _page([*above, stays, cost, *below], runs, title, made, about, look)


def health_page(
    runs: pd.DataFrame, series: pd.DataFrame, title: str, made: str, about: Mapping[str, str], *,
    style: str = "projector",
) -> Sheet:  # fmt: skip
    """The five dimensions of Henrick et al. (2017) and the four components of McMahon et al. (2022) over time.

    Args:
        runs, series, title, made, about, style: as for `scale_page`.
    """
    look = style_named(style)
    cells = _cells(series, HENRICK, look)
    names = [name for name in COMPONENTS if name in series]
    if len(names) == len(COMPONENTS) and series["scenario"].nunique() == 1:
        cells.append(Cell("Four components", [[partial(figures.components, series, style=look)]]))
    elif names:
        each = [partial(over_time, series, name, style=look) for name in names]
        cells.append(Cell("Four components", [each[n : n + 2] for n in range(0, len(each), 2)]))
    return _page(cells, runs, title, made, about, look)


def _cells(series: pd.DataFrame | None, names: Sequence[str], look: Style) -> list[Cell]:
    """A cell for each quantity that the series keeps."""
    return [
        Cell(HENRICK.get(name, BY_COLUMN[name].heading), [[partial(over_time, series, name, style=look)]])
        for name in names if series is not None and name in series
    ]  # fmt: skip


def _page(
    cells: Sequence[Cell], runs: pd.DataFrame, title: str, made: str, about: Mapping[str, str], look: Style
) -> Sheet:
    """Cells in as many columns as the page has, read from left to right."""
    names = [name for name, _ in parts(runs)]
    several = len(names) > 1
    across = min(look.columns, len(cells))
    columns = [list(cells[n::across]) for n in range(across)]
    key = scenario_key(names) if several else [item for item in key_of(names, len(runs)) if "single" not in item.text
                                               and "end of" not in item.text]  # fmt: skip
    read = " Lines: medians; bands: interquartile range." if several else ""
    return make_page(look, title, f"{made}.{read}", columns, key, right=2.4 if several else 6, about=about)
