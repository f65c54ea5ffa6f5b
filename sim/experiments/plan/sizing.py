"""How many pairs an experiment needs to tell what it expects.

The rule: so many pairs that the 95 % interval of every expected difference reaches at most half of the smallest
difference that matters to either side. An interval is then never wider than that difference, so that it cannot hold
both nothing and something that matters: each reading comes out as a difference or as a tie, and none is left undecided.

How much pairs differ is known from a pilot with other random numbers than those of the experiment. So few pairs may
show too little spread; the upper end of the one-sided 80 % interval of the spread is taken (Browne 1995).
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, replace
from itertools import islice

import pandas as pd
import pyarrow.parquet as pq

from sim.experiments.execute.runner import batch_size, order_of
from sim.experiments.execute.worker import Task, compute
from sim.experiments.plan.expected import Expected
from sim.experiments.plan.plan import Block, Plan

#: Pairs of a pilot.
PILOT = 40
#: How sure one wants to be that pairs do not spread more than was taken.
SURE = 0.8
#: Level of the intervals, and the part of the smallest difference that they reach to either side.
LEVEL, PART = 0.95, 0.5
#: Needs beyond this are told as more.
MOST = 10_000_000


@dataclass(frozen=True, slots=True)
class Size:
    """How many pairs one expected reading needs.

    Attributes:
        expected: the reading.
        spread: standard deviation of the differences of the pilot's pairs; NaN where fewer than two are known.
        known: share of these pairs in which the outcome is known.
        needed: pairs that it takes; None where the pilot cannot tell.
    """

    expected: Expected
    spread: float
    known: float
    needed: int | None


def sizes(plan: Plan, threads: int = 1) -> list[Size]:
    """What the rule asks of each expected reading of a plan, from a pilot that is run in memory."""
    runs = pilot(plan, threads) if plan.expect and not is_drawn(plan) else pd.DataFrame()
    return [] if runs.empty else [_size(expected, expected.differences(runs, plan)) for expected in plan.expect]


def is_drawn(plan: Plan) -> bool:
    """Whether pairs are draws of a design, whose spread a pilot of a few replicates does not show."""
    return any(design.is_drawn for design in plan.designs)


def pilot(plan: Plan, threads: int = 1) -> pd.DataFrame:
    """The table of runs of a few pairs of every point, with other random numbers than the plan's."""
    settings = replace(plan.settings, seed=plan.settings.seed ^ 1, series="none", tables=(), events=False)
    small = replace(plan, settings=settings, blocks=(Block(0, 0, plan.points, 0, PILOT),), precision=None)
    numbers, found = iter(range(small.runs)), []
    size = batch_size(small, 1, small.runs, threads)
    while chunk := list(islice(numbers, size)):
        values: dict[int, dict] = {}
        task = Task(tuple(order_of(small, number, values) for number in chunk), settings, {})
        found += [pq.read_table(io.BytesIO(part.files["runs"])).to_pandas()
                  for part in compute(task, threads) if not part.failed]  # fmt: skip
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _size(expected: Expected, differences: pd.Series) -> Size:
    known = differences.dropna().to_numpy(dtype=float)
    spread = float(known.std(ddof=1)) if len(known) > 1 else math.nan
    share = len(known) / PILOT
    needed = pairs(spread, len(known), expected.smallest) if spread > 0 else None
    return Size(expected, spread, share, None if needed is None else math.ceil(needed / share))


def pairs(spread: float, tried: int, smallest: float) -> int:
    """Pairs that the rule asks for.

    Args:
        spread: standard deviation of the differences of the pilot's pairs.
        tried: number of these.
        smallest: the smallest difference that matters.
    """
    from scipy.special import stdtrit
    from scipy.stats import chi2

    upper = spread * math.sqrt((tried - 1) / chi2.ppf(1 - SURE, tried - 1))
    half = PART * smallest

    def reaches(n: float) -> float:
        return float(stdtrit(n - 1, 0.5 + LEVEL / 2)) * upper / math.sqrt(n)

    low, high = 1, 2
    while reaches(high) > half and high < MOST:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) <= half else (middle, high)
    return high


def told(plan: Plan, found: list[Size]) -> list[str]:
    """The rule and what it asks, as lines for the plan; nothing without an expected reading."""
    if not plan.expect:
        return []
    if is_drawn(plan):
        return ["Pairs are draws of the design: how many of them it takes is not worked out."]
    lines = [
        f"Pairs needed for 95 % intervals that reach at most half of the smallest difference that matters to either "
        f"side (a pilot of {PILOT} pairs with other random numbers, its spread taken at the upper end of its "
        f"{SURE:.0%} interval):"
    ]
    return [*lines, *(f"  {_told(size, plan.replicates)}" for size in found)]


def _told(size: Size, replicates: int) -> str:
    e = size.expected
    what = f"{e.outcome}, {e.words()}"
    if size.needed is None:
        seen = "known in too few" if math.isnan(size.spread) else "alike in all"
        return f"{what}: not told, {seen} pairs of the pilot"
    enough = "enough" if replicates >= size.needed else "too few"
    partly = f", known in {size.known:.0%} of pairs" if size.known < 1 else ""
    return (f"{what}: spread {size.spread:.3g}{partly}, smallest {e.smallest:g}: {size.needed:,} pairs; "
            f"{replicates:,} planned, {enough}")  # fmt: skip
