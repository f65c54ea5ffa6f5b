"""Scale after Coburn (2003): spread, depth, sustainability and shift of ownership, with equity and cost beside them.

Scale is more than the number of teachers who use something: how deeply practice changes, whether the change stays when
outside support ends, and whether district people come to carry it. Measures are outcomes, with their
units and directions from there; here stands to which dimension each belongs.
"""

import numpy as np
import pandas as pd

from analysis.stats.intervals import median_interval
from analysis.stats.sharing import sharing
from analysis.wording.outcomes import HIGH, LOW
from analysis.wording.tables import parts
from sim.measures.outcomes import COST, MONEY, OUTCOME, OUTCOMES, Outcome
from sim.measures.record import per

#: What each dimension means.
DIMENSIONS = {
    "spread": "how many teachers, schools and districts use the innovation",
    "depth": "how far teaching itself has changed, beyond surface features",
    "sustainability": "what stays in classrooms when outside money has ended",
    "ownership": "how far district people, not outsiders, carry the work",
    "equity": "whether high-poverty schools get as much of it as low-poverty schools",
    "cost": "dollars put in for what has been reached by the end",
}
#: Dollars for each unit of depth retained: not an outcome of a run, but worked out from two.
PER_PRACTICE = Outcome(
    "dollars_per_practice", lambda t: per(OUTCOME["dollars_per_user"].of(t), OUTCOME["depth"].of(t)), MONEY, -1, COST,
    "dollars put in per user at the end, over the mean practice of users", ("cost",), label="for each unit of depth",
    room="Money for each unit of depth retained",
)  # fmt: skip
#: Ways to see each dimension.
MEASURES = tuple((d, o) for d in DIMENSIONS for o in (*OUTCOMES, PER_PRACTICE) if d in o.groups)


def definitions() -> pd.DataFrame:
    """Every measure: ``dimension`` with its ``definition``, ``measure``, ``meaning``, ``unit``, ``direction``."""
    return pd.DataFrame([
        {"dimension": d, "definition": DIMENSIONS[d], "measure": o.name, "meaning": o.meaning, "unit": o.unit,
         "direction": o.direction}
        for d, o in MEASURES
    ])  # fmt: skip


def measured(runs: pd.DataFrame) -> pd.DataFrame:
    """A table of runs with every measure: dollars per unit of depth retained, and depth only where there are users.

    The unit of depth is one teacher who uses the innovation with full practice; two with half of it count as much.
    """
    depth = runs["depth"].where(runs["spread"] > 0)
    return runs.assign(**{"depth": depth, PER_PRACTICE.name: runs["dollars_per_user"] / depth.where(depth > 0)})


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
        for dimension, o in MEASURES:
            known = part[np.isfinite(part[o.name].astype(float))]
            rows.append((name, dimension, o.name, o.meaning, o.unit, o.direction, len(part), len(known),
                         *_median(known, o.name),
                         *known[o.name].quantile([LOW, HIGH])))  # fmt: skip
    columns = ["scenario", "dimension", "measure", "meaning", "unit", "direction", "partnerships", "known", "median",
               "low", "high", "p5", "p95"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _median(known: pd.DataFrame, name: str) -> tuple[float, float, float]:
    return median_interval(known[name], sharing(known)) if len(known) else (np.nan, np.nan, np.nan)
