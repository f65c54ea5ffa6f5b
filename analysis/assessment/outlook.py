"""How long partnerships last that the answers may mean, how much of that is known, and what else becomes of them.

Every draw is run twice, with random numbers of its own each time: what differs between the two is fate, which no answer
tells; what differs between draws is what answers leave open.

To have done its work is no failure: a partnership that ends because its district has taken the work over, or because
the problem is solved, counts as unbroken to the horizon where it is asked how long partnerships last before they fail.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.evidence.fates import GOOD_ENDS
from analysis.levers.outcomes import TOLD, Told
from analysis.stats.intervals import median_interval, share_interval, shared_mean
from sim.engine.batch import Batch, Run
from sim.measures.record import alive, ended, never_one
from sim.scenario.scenario import Scenario
from sim.state.tables import CAUSES, NO_CAUSE

#: Worlds that are computed together where nobody says otherwise.
TOGETHER = 600
#: Runs of each draw.
TWICE = 2
#: Months at which partnerships are counted.
COUNTED_AT = (12, 24, 36, 48, 60, 84, 120)
#: Resamples of draws, for the interval of the share of fate.
RESAMPLES = 1000
SURVIVAL = "survival_months"


@dataclass(frozen=True)
class Worlds:
    """What became of partnerships.

    Attributes:
        values: outcomes by name in a workshop's units (`analysis.levers.outcomes.TOLD`), shape (draws, runs of each).
        going: whether they go on, shape (months, draws, runs of each).
        causes: why they ended, as numbers of `CAUSES`; 0 where they go on.
    """

    values: dict[str, np.ndarray]
    going: np.ndarray
    causes: np.ndarray

    @property
    def months(self) -> int:
        """The horizon."""
        return len(self.going)

    @property
    def survival(self) -> np.ndarray:
        """Months from start to end, or to the horizon."""
        return self.values[SURVIVAL]

    @property
    def done(self) -> np.ndarray:
        """Whether they ended because their work was done or handed over."""
        return np.isin(self.causes, GOOD_ENDS)

    @property
    def unbroken(self) -> np.ndarray:
        """Months until they fail: to an end that is no success, or to the horizon."""
        return np.where(self.done, float(self.months), self.survival)

    @property
    def draws(self) -> np.ndarray:
        """Number of the draw of each run, in the order in which arrays are flattened."""
        number, each = self.survival.shape
        return np.repeat(np.arange(number), each)


class Way(NamedTuple):
    """How runs are computed, which changes no result.

    Attributes:
        threads, progress: as for `sim.engine.batch.Batch.run`.
        together: worlds that are computed together.
        turn: what is entered for so long, where processors are shared.
    """

    threads: int | None = None
    progress: Callable[[int], None] | None = None
    together: int = TOGETHER
    turn: Callable[[], AbstractContextManager] = nullcontext


def run(
    scenarios: Sequence[Scenario], months: int, seed: int, *, first: int = 0, each: int = TWICE,
    outcomes: Sequence[Told] = TOLD, way: Way | None = None,
) -> Worlds:  # fmt: skip
    """Runs scenarios of one partnership each.

    Args:
        scenarios: one per draw.
        months: horizon.
        seed: as for `sim.run`.
        first: number of the first draw; the same number has the same random numbers, whatever its scenario.
        each: runs of each draw.
        outcomes: what is measured.
        way: how; all cores, some hundred worlds together if None.
    """
    way = way or Way()
    runs = [Run(s, (first + d) * TWICE + c, seed) for d, s in enumerate(scenarios) for c in range(each)]
    values: dict[str, list[np.ndarray]] = {told.name: [] for told in outcomes}
    going, causes = [], []
    for at in range(0, len(runs), way.together):
        with way.turn():
            batch = Batch(runs[at : at + way.together], months, tables=("partnerships",))
            batch.run(threads=way.threads, progress=way.progress)
        record, rows = batch.record.partnerships, batch.record.partnerships.shape[1]
        record = never_one(record)
        for told in outcomes:
            values[told.name].append((told.factor * told.of(record))[:rows])
        going.append(alive(record)[:, :rows])
        causes.append(np.where(ended(record, months), record.cause[-1], NO_CAUSE)[:rows])
    shape = (len(scenarios), each)
    return Worlds(
        {name: np.concatenate(parts).reshape(shape) for name, parts in values.items()},
        np.concatenate(going, axis=1).reshape(months, *shape), np.concatenate(causes).reshape(shape),
    )  # fmt: skip


def going_at(worlds: Worlds) -> pd.DataFrame:
    """What share goes on, has done its work, or has failed at some months, each with its 95 % interval over draws.

    Returns:
        One row per month: ``month``, and ``going``, ``done``, ``failed``, each with ``_low`` and ``_high``.
    """
    rows = []
    for month in [m for m in COUNTED_AT if m < worlds.months] + [worlds.months]:
        going = worlds.going[month - 1]
        row: dict[str, float] = {"month": month}
        for name, there in (("going", going), ("done", ~going & worlds.done), ("failed", ~going & ~worlds.done)):
            row[name], row[f"{name}_low"], row[f"{name}_high"] = share_interval(there.ravel(), worlds.draws)
        rows.append(row)
    return pd.DataFrame(rows)


class Duration(NamedTuple):
    """How long partnerships last, up to the horizon [months].

    Attributes:
        median, median_low, median_high: with its 95 % interval over draws.
        p5, p95: 90 % range over runs; the horizon where they go on.
        mean, mean_low, mean_high: restricted mean to the horizon, with its 95 % interval over draws.
    """

    median: float
    median_low: float
    median_high: float
    p5: float
    p95: float
    mean: float
    mean_low: float
    mean_high: float


def duration(worlds: Worlds, months: np.ndarray) -> Duration:
    """How long some times are, such as ``worlds.survival``."""
    months = months.ravel()
    return Duration(
        *median_interval(months, worlds.draws), float(np.quantile(months, 0.05)), float(np.quantile(months, 0.95)),
        *shared_mean(months, worlds.draws),
    )  # fmt: skip


def by_eyes(worlds: Worlds, roles: np.ndarray) -> pd.DataFrame:
    """Months until they fail, as members of each role see them: ``role``, ``draws``, ``mean``, ``low``, ``high``."""
    rows = []
    for role in dict.fromkeys(roles.tolist()):
        those = worlds.unbroken[roles == role].mean(axis=1)
        mean, low, high = shared_mean(those)
        rows.append({"role": role, "draws": len(those), "mean": mean, "low": low, "high": high})
    return pd.DataFrame(rows)


def fate(worlds: Worlds, seed: int) -> tuple[float, float, float]:
    """Share of the variance of months until they fail that is chance under the same answers, with its 95 % interval.

    The variance within draws, of the whole; the interval by resampling draws. NaN where all last equally long.
    """
    months = worlds.unbroken
    chance = np.random.default_rng(seed)
    resampled = chance.integers(0, len(months), (RESAMPLES, len(months)))
    found = np.array([_share_within(months[rows]) for rows in resampled])
    share = _share_within(months)
    known = found[np.isfinite(found)]
    low, high = np.quantile(known, (0.025, 0.975)) if len(known) > RESAMPLES / 2 else (np.nan, np.nan)
    return share, float(low), float(high)


def _share_within(months: np.ndarray) -> float:
    within, whole = float(months.var(axis=1, ddof=1).mean()), float(months.var(ddof=1))
    return min(1.0, within / whole) if whole > 0 else np.nan


def causes_of(worlds: Worlds) -> pd.DataFrame:
    """Why they ended, the commonest first: ``cause``, ``ended`` (number), ``share`` (of all that ended)."""
    causes = worlds.causes.ravel()
    counts = np.bincount(causes[causes != NO_CAUSE], minlength=len(CAUSES))
    rows = [
        {"cause": CAUSES[c], "ended": int(counts[c]), "share": counts[c] / counts.sum()}
        for c in np.argsort(-counts, kind="stable") if counts[c]
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["cause", "ended", "share"])


def outcomes_of(worlds: Worlds, usual: Worlds) -> pd.DataFrame:
    """What becomes of them beside the scenario as it is, paired by common random numbers.

    Returns:
        One row per outcome: ``outcome``, ``unit``, ``mean``, ``p5``, ``p95``, ``usual`` (mean of the scenario), and
        ``difference`` with its 95 % interval ``low`` to ``high``.
    """
    rows = []
    compared = [(told.name, told.unit, worlds.values[told.name], usual.values[told.name]) for told in TOLD]
    for name, unit, here, there in [("unbroken", "months", worlds.unbroken, usual.unbroken), *compared]:
        known = here[np.isfinite(here)]
        difference, low, high = shared_mean((here - there).ravel(), worlds.draws)
        p5, p95 = np.quantile(known, (0.05, 0.95)) if len(known) else (np.nan, np.nan)
        rows.append({
            "outcome": name, "unit": unit, "mean": float(known.mean()) if len(known) else np.nan,
            "p5": float(p5), "p95": float(p95),
            "usual": float(np.nanmean(there)) if np.isfinite(there).any() else np.nan, "difference": difference,
            "low": low, "high": high,
        })  # fmt: skip
    return pd.DataFrame(rows)
