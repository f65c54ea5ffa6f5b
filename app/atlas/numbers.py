"""The numbers of an atlas: one row of small integers for each point, and where each number stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from app.live.answers import answer
from app.live.ensembles import Ensemble
from app.live.series import CHARTS, SHARE
from sim.state.tables import CAUSES, LIFE_STAGES

#: Months between the values that are kept.
QUARTER = 3
#: Steps of a number between the lowest and the highest of its field; one more stands for no number.
STEPS, NONE = 65534, 65535


@dataclass(frozen=True)
class Field:
    """Where some numbers of a point stand, and what they mean.

    Attributes:
        of: ``series``, ``headline``, ``stage`` or ``cause``.
        name: of the series and so on.
        field: which of its numbers.
        kind, scale: of a series.
        low, high: the range that integers span.
        at, length: where they stand in a row.
    """

    of: str
    name: str
    field: str
    kind: str
    scale: str
    low: float
    high: float
    at: int
    length: int


def quarters(months: int) -> list[int]:
    """Months (from 1) that are kept: the first, the end of every quarter, and the last."""
    return sorted({1, months, *range(QUARTER, months + 1, QUARTER)})


def raw(ensemble: Ensemble, charts: Sequence[str], headlines: Sequence[str]) -> dict[tuple[str, str, str], np.ndarray]:
    """All numbers of a point."""
    told = answer(ensemble, ensemble.worlds, charts, headlines)
    at = np.array(quarters(ensemble.arm.months)) - 1
    count = told["partnerships"]
    found: dict[tuple[str, str, str], np.ndarray] = {}
    for name in charts:
        bands = ("p50", "low", "high") if CHARTS[name].kind == SHARE else ("p5", "p25", "p50", "p75", "p95")
        for band in bands:
            found["series", name, band] = np.array(told["series"][name][band], float)[at]
    for line in told["headlines"]:
        for field in ("value", "low", "high"):
            found["headline", line["name"], field] = np.array([line[field]], float)
    for name, counts in zip(LIFE_STAGES, told["stages"], strict=True):
        found["stage", name, "share"] = np.array(counts, float)[at] / count
    ended = {c["cause"]: c["count"] / count for c in told["ended"]["causes"]}
    for name in CAUSES[1:]:
        found["cause", name, "share"] = np.array([ended.get(name, 0.0)])
    return found


def packed(points: Sequence[dict[tuple[str, str, str], np.ndarray]]) -> tuple[list[Field], np.ndarray]:
    """Fields, and all points as integers, shape (points, numbers)."""
    fields, columns, at = [], [], 0
    for (of, name, field), first in points[0].items():
        values = np.stack([point[of, name, field] for point in points])
        known = values[np.isfinite(values)]
        low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
        high = high if high > low else low + 1.0
        chart = CHARTS.get(name) if of == "series" else None
        fields.append(Field(of, name, field, chart.kind if chart else "", chart.scale if chart else "", low, high, at,
                            len(first)))  # fmt: skip
        steps = np.where(np.isfinite(values), np.round((values - low) / (high - low) * STEPS), NONE)
        columns.append(steps.astype("<u2"))
        at += len(first)
    return fields, np.concatenate(columns, axis=1)


def unpacked(field: Field, values: np.ndarray) -> np.ndarray:
    """A field of some points as numbers."""
    part = values[:, field.at : field.at + field.length].astype(float)
    return np.where(part == NONE, np.nan, field.low + part / STEPS * (field.high - field.low))


def described(fields: Sequence[Field]) -> list[dict[str, Any]]:
    """Fields for a browser."""
    return [asdict(field) for field in fields]
