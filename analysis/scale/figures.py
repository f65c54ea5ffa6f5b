"""Figures on scale (Coburn 2003), with its cost, and on health over time (Henrick et al. 2017; McMahon et al. 2022)."""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.overview import figures
from analysis.plotting import drawing
from analysis.plotting.drawing import LETTERS
from analysis.plotting.lettering import write
from analysis.plotting.page import Cell, key_of, make_page
from analysis.plotting.panels import begin, keep, names_in
from analysis.plotting.series import BY_COLUMN, over_time
from analysis.plotting.style import LOOKS, PROJECTOR, Sheet, Style, dress, style_named
from analysis.scale.numbers import PER_PRACTICE, measured
from analysis.survival import figures as sustained
from analysis.wording.tables import parts

#: The five dimensions of Henrick et al. (2017), each by one quantity.
HENRICK = {
    "trust": "Trust and relationships", "rigour": "Rigorous research", "informed": "Support of the district's goals",
    "knowledge": "Knowledge for the field", "capacity": "Capacity of the district",
}  # fmt: skip
COMPONENTS = ("commitments", "structures", "expertise", "social_learning")
#: What the page on health shows, of which a series may keep some.
HEALTH = (*HENRICK, *COMPONENTS)
COSTS = {"dollars_per_user": "for each teacher who uses it", PER_PRACTICE.name: "for each unit of depth retained"}


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
    dollars = Cell("Cost", [[partial(cost, runs, style=look)]])
    above, below = (_cells(series, names, look) for names in (("users", "depth"), ("practice_gap", "ownership")))
    return _page([*above, stays, dollars, *below], runs, title, made, about, look)


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
    names, across = names_in(runs), min(look.columns, len(cells))
    several = len(names) > 1
    columns = [list(cells[n::across]) for n in range(across)]
    key = [item for item in key_of(names, len(runs)) if several or not item.text.startswith(("single", "end of"))]
    read = " Lines: medians; bands: interquartile range." if several else ""
    return make_page(look, title, f"{made}.{read}", columns, key, right=2.4 if several else 6, about=about)


def cost(table: pd.DataFrame, ax: Axes | None = None, *, style: Style = PROJECTOR) -> Axes:
    """Dollars for each teacher who uses the innovation at the end, and for each unit of depth retained.

    Dots are medians, thick lines the interquartile range, thin ones the 90 % range.

    Args:
        table: runs (one row per run and partnership).
        ax: where to draw; a new sheet if None.
        style: sizes.
    """
    each = parts(measured(table))
    ax = begin(ax, style, [name for name, _ in each], "dollars spent by the end", "Cost")
    dress(ax, style, x="dollars, each step ten times as many", grid="x")
    pitch = len(each) + 1  # a line of text, then one row for each scenario
    rows = [
        (name, measure, *part[measure].quantile([0.05, 0.25, 0.5, 0.75, 0.95]), int(part[measure].notna().sum()))
        for measure in COSTS for name, part in each
    ]  # fmt: skip
    found = pd.DataFrame(rows, columns=["scenario", "measure", "p5", "p25", "p50", "p75", "p95", "count"])
    keep(ax, "cost", found)
    known = found[["p5", "p95"]].to_numpy(dtype=float)
    known = known[np.isfinite(known) & (known > 0)]
    low, high = (known.min(), known.max()) if len(known) else (1e3, 1e6)
    decades = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high) + 1e-9) + 1)
    ax.set_xscale("log")
    ax.set(xlim=(decades[0], decades[-1]), ylim=(len(COSTS) * pitch - 1.4, -1.6))
    ax.set_xticks(decades, [_dollars(d) for d in decades])
    ax.minorticks_off()
    ax.set_yticks([])
    for m, text in enumerate(COSTS.values()):
        write(ax, style, text, (0.01, m * pitch - 0.95), of=("axes fraction", "data"))
    for k, row in found.iterrows():
        m, n = divmod(int(k), len(each))
        y, look = m * pitch + n, LOOKS[n]
        if np.isfinite(row["p50"]):
            ax.hlines(y, row["p5"], row["p95"], color=look.line, linewidth=style.line / 2, zorder=2)
            ax.hlines(y, row["p25"], row["p75"], color=look.narrow, linewidth=2.6 * style.line, zorder=3)
            ax.plot(row["p50"], y, "o", color=look.line, markersize=style.mark, zorder=4)
        if len(each) > 1:
            drawing.badge(ax, decades[0] * (decades[-1] / decades[0]) ** -0.045, y, LETTERS[n], look, style)
    return ax


def _dollars(amount: float) -> str:
    for size, letter in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if amount >= size:
            return f"${amount / size:g} {letter}"
    return f"${amount:g}"
