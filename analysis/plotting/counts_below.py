"""Rows of counts below an axis of years: how many partnerships were still going, as often as there is room."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from analysis.plotting import drawing
from analysis.plotting.lettering import inches_wide, width_of
from analysis.plotting.style import Style


def counts_below(ax: Axes, ticks: Sequence[float], rows: Sequence[Sequence[int]], style: Style) -> None:
    """Writes counts below their ticks, at every second tick, or third, and so on, where all would touch each other.

    A count that would begin left of the axes, where the letter of its row stands, begins with the axes.

    Args:
        ax: where, with its limits set.
        ticks: where the counts belong, in ascending order.
        rows: one count for each tick, for each line of text from the first on.
        style: sizes.
    """
    if not len(ticks):
        return
    texts = [[f"{count:,}" for count in row] for row in rows]
    wide = np.array([max(width_of(text, style.text) for text in column) for column in zip(*texts, strict=True)])
    low, high = ax.get_xlim()
    at = (np.asarray(ticks, dtype=float) - low) / (high - low) * inches_wide(ax)
    begin = np.maximum(at - wide / 2, 0.0)
    apart = style.lines(0.4)

    def clear(every: int) -> bool:
        left, right = begin[::every], (begin + wide)[::every]
        return bool((left[1:] - right[:-1] >= apart).all())

    every = next(n for n in range(1, len(at) + 1) if clear(n))
    for line, row in enumerate(texts):
        for n in range(0, len(at), every):
            if begin[n] > 0:
                drawing.text_below(ax, ticks[n], line, row[n], style, data=True)
            else:
                drawing.text_below(ax, 0, line, row[n], style)
