"""Takes chance out of the computed points: what several points say together of each lever and each pair of levers.

Each point has a few hundred runs, which leave some of 100 to chance. A surface of all main effects and all pairs (of
levers and events, each computed value for itself) is fitted to all points, so that each lends the others its runs. What
three levers do together and two of them do not is lost; the error measured on points left out tells how much.
"""

from __future__ import annotations

import itertools

import numpy as np

from app.atlas.design import Design

Numbers = dict[tuple[str, str, str], np.ndarray]
#: A surface with more terms than this share of the points would follow chance, and is not fitted.
MOST_TERMS = 0.5
_FAN = ("p5", "p25", "p50", "p75", "p95")


def terms(design: Design) -> np.ndarray:
    """Columns of the surface: one for all, one for each value of each axis but the first, and their pairs."""
    index = np.indices(design.shape).reshape(len(design.shape), -1)
    single = [[(index[axis] == n).astype(float) for n in range(1, size)] for axis, size in enumerate(design.shape)]
    columns = [np.ones(index.shape[1]), *itertools.chain(*single)]
    for one, other in itertools.combinations(single, 2):
        columns += [a * b for a in one for b in other]
    return np.stack(columns, axis=1)


def can_be_smoothed(design: Design) -> bool:
    """Whether there are enough points for a surface."""
    return terms(design).shape[1] <= MOST_TERMS * design.points


def smoothed(design: Design, points: list[Numbers]) -> tuple[list[Numbers], bool]:
    """All points on the surface, and whether there are enough of them for it."""
    if not can_be_smoothed(design):
        return points, False
    basis = np.linalg.qr(terms(design))[0]  # orthonormal, so that a fit is a projection
    fitted = {}
    for key in points[0]:
        values = np.stack([point[key] for point in points])
        whole = np.isfinite(values).all(axis=0)  # a month that some points have not is left as it is
        there = values[:, whole]
        best = basis @ (basis.T @ there)
        values[:, whole] = np.clip(best, there.min(axis=0), there.max(axis=0))
        fitted[key] = values
    _in_order(fitted)
    return [{key: values[n] for key, values in fitted.items()} for n in range(len(points))], True


def _in_order(fitted: dict[tuple[str, str, str], np.ndarray]) -> None:
    """Quantiles of a fan stay in order."""
    for of, name, field in list(fitted):
        if of == "series" and field == _FAN[0]:
            fan = np.sort(np.stack([fitted[of, name, q] for q in _FAN]), axis=0)
            for n, q in enumerate(_FAN):
                fitted[of, name, q] = fan[n]
