"""Between the computed points of an atlas: how it interpolates, and how far off that is on points left out."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np

from app.atlas.design import Axis, Design

#: Of how many a share is told.
OF_100 = 100


def place(axis: Axis, value: float) -> tuple[int, float]:
    """The computed value below, and how far on the way to the next one.

    Raises:
        ValueError: outside the computed values.
    """
    if not axis.values[0] <= value <= axis.values[-1]:
        raise ValueError(f"{axis.name} is computed from {axis.values[0]:g} to {axis.values[-1]:g}")
    n = max(i for i, v in enumerate(axis.values[:-1]) if v <= value)
    low, high = axis.values[n], axis.values[n + 1]
    if axis.log:
        low, high, value = math.log(low), math.log(high), math.log(value)
    return n, (value - low) / (high - low)


def weights(design: Design, values: Sequence[float], on: Sequence[bool]) -> dict[int, float]:
    """Computed points around a place, by number, with their weights."""
    places = [place(axis, value) for axis, value in zip(design.axes, values, strict=True)]
    found: dict[int, float] = {}
    for corner in itertools.product((0, 1), repeat=len(places)):
        weight = math.prod(t if c else 1 - t for c, (_, t) in zip(corner, places, strict=True))
        if weight > 0:
            index = (*(n + c for c, (n, _) in zip(corner, places, strict=True)), *(int(x) for x in on))
            number = int(np.ravel_multi_index(index, design.shape))
            found[number] = found.get(number, 0.0) + weight
    return found


def interpolated(values: np.ndarray, weight: dict[int, float]) -> np.ndarray:
    """Numbers at a place; those that a point has not count for nothing."""
    rows = values[list(weight)]
    share = np.array(list(weight.values()))[:, None] * np.isfinite(rows)
    total = share.sum(axis=0)
    return np.where(total > 0, (share * np.nan_to_num(rows)).sum(axis=0) / np.where(total > 0, total, 1), np.nan)


def left_out(design: Design, number: int, seed: int) -> list[tuple[tuple[float, ...], tuple[bool, ...]]]:
    """Places between the computed points, drawn evenly over the design."""
    draw = np.random.default_rng(seed)
    found = []
    for _ in range(number):
        values = []
        for axis in design.axes:
            low, high = axis.values[0], axis.values[-1]
            u = draw.random()
            values.append(_accepted(axis, low * (high / low) ** u if axis.log else low + u * (high - low)))
        found.append((tuple(values), tuple(bool(draw.random() < 0.5) for _ in design.events)))
    return found


def _accepted(axis: Axis, value: float) -> float:
    """A value that the model takes: a whole number where only those make sense."""
    from sim.declarations.parameters import registry

    value = float(f"{value:.4g}")
    value = float(round(value)) if registry()[axis.name].is_integer else value
    return min(max(value, axis.values[0]), axis.values[-1])
