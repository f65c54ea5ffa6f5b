"""Text in figures: written at a place, measured, broken into lines, and kept apart."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from analysis.plotting.style import FONT, INK, Style


def write(
    ax: Axes, style: Style, text: str, at: tuple[float, float], *, offset: tuple[float, float] = (0, 0),
    of: str | tuple[str, str] = "data", size: float | None = None, colour: str = INK, bold: bool = False,
    va: str = "center", **more: object,
) -> None:  # fmt: skip
    """Text at a place of axes, also where that lies outside of them.

    Args:
        ax: where.
        style: its text has the size, unless ``size`` gives another [points].
        text: what to write.
        at: the place.
        offset: how far from there [points].
        of: what the place is measured in, as ``xycoords`` of Matplotlib.
        size, colour, bold, va, more: how it looks.
    """
    ax.annotate(
        text, at, offset, xycoords=of, textcoords="offset points", fontsize=style.text if size is None else size,
        color=colour, fontweight="bold" if bold else "normal", family=FONT, va=va, annotation_clip=False, **more,
    )  # fmt: skip


@lru_cache(maxsize=1000)
def width_of(text: str, points: float, *, bold: bool = False) -> float:
    """Width of one line of text [inches]."""
    if not text:
        return 0.0
    font = FontProperties(family=FONT, weight="bold" if bold else "normal")
    outline = TextPath((0, 0), text, size=points, prop=font).vertices
    return float(outline[:, 0].max()) / 72 if len(outline) else 0.0


def wrapped(text: str, points: float, inches: float, *, bold: bool = False) -> list[str]:
    """Text broken into lines that are no wider than some inches, as far as words allow."""
    lines: list[str] = []
    for word in text.split(" "):  # a no-break space keeps words together
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, points, bold=bold) <= inches:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def spread_apart(wanted: Sequence[float], gap: float, low: float, high: float) -> np.ndarray:
    """Places as near as possible to those wanted, at least a gap apart, between two limits if they fit."""
    at = np.asarray(wanted, dtype=float)
    order = np.lexsort((-np.arange(len(at)), at))  # the first of equals comes highest
    steps = gap * np.arange(len(at))
    placed = never_falling(at[order] - steps)
    placed = np.clip(placed, low, max(low, high - gap * max(len(at) - 1, 0))) + steps
    out = np.empty(len(at))
    out[order] = placed
    return out


def never_falling(wanted: np.ndarray) -> np.ndarray:
    """The numbers nearest to some (by squares) that never fall: neighbours that do are pooled (PAVA).

    ``scipy.optimize.isotonic_regression`` gives the same, and tests compare; but to load it takes longer than the page.
    """
    pools: list[list[float]] = []
    for value in wanted:
        pools.append([float(value)])
        while len(pools) > 1 and np.mean(pools[-2]) >= np.mean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    return np.array([np.mean(pool) for pool in pools for _ in pool])


def inches_high(ax: Axes) -> float:
    """Height of axes on the page [inches]."""
    return ax.get_position().height * ax.figure.get_figheight()


def inches_wide(ax: Axes) -> float:
    """Width of axes on the page [inches]."""
    return ax.get_position().width * ax.figure.get_figwidth()
