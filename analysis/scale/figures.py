"""The panel on the cost of scale."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.plotting import drawing
from analysis.plotting.colours import LOOKS
from analysis.plotting.drawing import LETTERS
from analysis.plotting.lettering import write
from analysis.plotting.panels import begin, keep
from analysis.plotting.style import PROJECTOR, Style, dress
from analysis.scale.numbers import PER_PRACTICE, measured
from analysis.wording.tables import parts

COSTS = {"dollars_per_user": "for each teacher who uses it", PER_PRACTICE.name: "for each unit of depth retained"}


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
