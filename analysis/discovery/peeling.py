"""PRIM (Friedman & Fisher 1999): a box shrinks by thin slices to where cases are frequent, and grows back a little.

The step taken is the one that gains most frequency for each run that it leaves out, which treats numbers and levels of
a text alike (Kwakkel & Jaxa-Rozen 2016). It is our own because the library that has it weighs a hundred megabytes and
changes its arguments from version to version; a test holds both to the same boxes.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.discovery.boxes import Limits, inside

#: Share of the runs in a box that one slice holds.
SLICE = 0.05
#: Other limits of one parameter, or none any more, and the rows inside.
_Step = tuple[str, tuple[float, float] | frozenset[str] | None, np.ndarray]


def peeled(x: pd.DataFrame, case: np.ndarray, least: float) -> list[Limits]:
    """Boxes from the whole space to the last one.

    Args:
        x: one row per run and one column per parameter: numbers or texts.
        case: 1 where a run is a case, 0 where not.
        least: share of the runs that a box has at the least [0-1].

    Returns:
        The limits of each box; those of the whole space, none, come first.
    """
    steps: list[Limits] = [{}]
    held = np.ones(len(x), dtype=bool)
    for candidates in (_peels, _pastes):
        while True:
            now, count, best = case[held].mean(), held.sum(), None
            most = 0.0
            for name, limit, then in candidates(steps[-1], x, held):
                moved = abs(int(then.sum()) - int(count))
                gain = (case[then].mean() - now) / moved if moved and then.mean() >= least else 0.0
                if gain > most:
                    best, most = (name, limit, then), gain
            if best is None:
                break
            name, limit, held = best
            others = {n: at for n, at in steps[-1].items() if n != name}
            steps.append(others if limit is None else {**others, name: limit})
    return steps


def _peels(limits: Limits, x: pd.DataFrame, held: np.ndarray) -> Iterator[_Step]:
    """Boxes that are a slice smaller at either end of a number, or by one level of a text."""
    for name in x:
        column = x[name].to_numpy()
        values = column[held]
        if not pd.api.types.is_numeric_dtype(x[name]):
            levels = sorted(set(values))
            yield from ((name, frozenset(levels) - {level}, held & (column != level))
                        for level in levels if len(levels) > 1)  # fmt: skip
            continue
        low, high = limits.get(name, (-np.inf, np.inf))
        values = np.sort(values)
        if values[0] < values[-1]:  # an edge lies between two values, and a slice holds one value at least
            n = max(1, int(SLICE * len(values)))
            first, last = max(values[n], _next(values, 1)), min(values[-n - 1], _next(values, -1))
            yield name, ((first + values[values < first][-1]) / 2, high), held & (column >= first)
            yield name, (low, (last + values[values > last][0]) / 2), held & (column <= last)


def _next(values: np.ndarray, way: int) -> float:
    """The second smallest, or (-1) the second largest, of sorted values that differ."""
    return values[values > values[0]][0] if way > 0 else values[values < values[-1]][-1]


def _pastes(limits: Limits, x: pd.DataFrame, held: np.ndarray) -> Iterator[_Step]:
    """Boxes that are a slice larger at either end of a number, or by one level of a text."""
    for name, limit in limits.items():
        others = inside({n: at for n, at in limits.items() if n != name}, x)
        column = x[name].to_numpy()
        if isinstance(limit, frozenset):
            missing = sorted(set(column[others]) - limit)
            yield from ((name, limit | {level} if len(missing) > 1 else None, held | (others & (column == level)))
                        for level in missing)  # fmt: skip
            continue
        low, high = limit
        n = max(1, int(SLICE * held.sum()))
        below, above = np.sort(column[others & (column < low)])[::-1], np.sort(column[others & (column > high)])
        if len(below):
            edge = (below[n - 1] + below[n]) / 2 if n < len(below) else -np.inf
            yield name, _or_none(edge, high), held | (others & (column >= edge) & (column < low))
        if len(above):
            edge = (above[n - 1] + above[n]) / 2 if n < len(above) else np.inf
            yield name, _or_none(low, edge), held | (others & (column <= edge) & (column > high))


def _or_none(low: float, high: float) -> tuple[float, float] | None:
    return (low, high) if np.isfinite(low) or np.isfinite(high) else None
