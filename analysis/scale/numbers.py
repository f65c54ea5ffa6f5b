"""Scale after Coburn (2003): spread, depth, sustainability and shift of ownership, with equity and cost beside them.

Scale is more than the number of teachers who use something: how deeply practice changes, whether the change stays when
outside support ends, and whether district people come to carry it. Measures are outcomes, with their
units and directions from there; here stands to which dimension each belongs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.stats.intervals import median_interval
from analysis.survival.kaplan_meier import clusters
from analysis.wording.tables import parts
from sim.measures.outcomes import OUTCOMES

#: What each dimension means.
DIMENSIONS = {
    "spread": "how many teachers, schools and districts use the innovation",
    "depth": "how far teaching itself has changed, beyond surface features",
    "sustainability": "what stays in classrooms when outside money has ended",
    "ownership": "how far district people, not outsiders, carry the work",
    "equity": "whether high-poverty schools get as much of it as low-poverty schools",
    "cost": "dollars for what has been reached by the end",
}
#: Dollars for each unit of depth retained: not an outcome of a run, but worked out from two.
PER_PRACTICE = "dollars_per_practice"
_MEASURES = {
    "spread": ("spread", "schools_reached", "districts_adopted", "other_districts"),
    "depth": ("depth", "deep_use", "practice"),
    "sustainability": ("retained_12", "retained_24", "retained_36"),
    "ownership": ("ownership", "capacity"),
    "equity": ("practice_gap", "access_gap"),
    "cost": ("dollars", "dollars_per_user", PER_PRACTICE, "dollars_per_depth"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One way to see a dimension of scale.

    Attributes:
        dimension: a key of `DIMENSIONS`.
        name: column in the table of runs, or `PER_PRACTICE`.
        unit: in plain words.
        meaning: what it says.
        direction: which way is better, in plain words.
    """

    dimension: str
    name: str
    unit: str
    meaning: str
    direction: str


def _measures() -> tuple[Measure, ...]:
    known = {o.name: (o.unit, o.meaning, {1: "more is better", -1: "less is better"}[o.better]) for o in OUTCOMES
             if o.better}  # fmt: skip
    known[PER_PRACTICE] = (
        "dollars", "dollars spent per user at the end, over the mean practice of users", "less is better",
    )  # fmt: skip
    known |= {name: (*known[name][:2], "nearer to 0 is better") for name in _MEASURES["equity"]}
    return tuple(Measure(dimension, name, *known[name]) for dimension, names in _MEASURES.items() for name in names)


MEASURES = _measures()


def definitions() -> pd.DataFrame:
    """Every measure: ``dimension`` with its ``definition``, ``measure``, ``meaning``, ``unit``, ``direction``."""
    return pd.DataFrame([
        {"dimension": m.dimension, "definition": DIMENSIONS[m.dimension], "measure": m.name, "meaning": m.meaning,
         "unit": m.unit, "direction": m.direction}
        for m in MEASURES
    ])  # fmt: skip


def measured(runs: pd.DataFrame) -> pd.DataFrame:
    """A table of runs with every measure: dollars per unit of depth retained, and depth only where there are users.

    The unit of depth is one teacher who uses the innovation with full practice; two with half of it count as much.
    """
    depth = runs["depth"].where(runs["spread"] > 0)
    return runs.assign(**{"depth": depth, PER_PRACTICE: runs["dollars_per_user"] / depth.where(depth > 0)})


def scale_table(runs: pd.DataFrame) -> pd.DataFrame:
    """Scale of every scenario.

    Args:
        runs: one row per run and partnership, with ``scenario`` and every outcome.

    Returns:
        One row per ``scenario`` and ``measure``, with its ``dimension``, ``meaning``, ``unit`` and ``direction``;
        ``partnerships``, ``known``, ``median`` with ``low`` and ``high`` (95 % interval of the median; NaN with fewer
        than six), ``p5``, ``p95``.
    """
    rows = []
    for name, part in parts(measured(runs)):
        for m in MEASURES:
            known = part[np.isfinite(part[m.name].astype(float))]
            rows.append((name, m.dimension, m.name, m.meaning, m.unit, m.direction, len(part), len(known),
                         *median_interval(known[m.name], clusters(known)),
                         *known[m.name].quantile([0.05, 0.95])))  # fmt: skip
    columns = ["scenario", "dimension", "measure", "meaning", "unit", "direction", "partnerships", "known", "median",
               "low", "high", "p5", "p95"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
