"""What a plan will take, before anything of it runs: runs, points, minutes and megabytes."""

import shutil
import time
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from sim.engine.batch import compile_first
from sim.experiments.execute.progress import duration
from sim.experiments.execute.runner import batch_size, order_of
from sim.experiments.execute.worker import Task, compute
from sim.experiments.plan.plan import Plan
from sim.experiments.plan.random_numbers import BLOCKS, FEWEST, FEWEST_OF_TWO

#: Runs that are tried out, spread evenly over the plan.
SAMPLE = 12
#: Seconds until worker processes are ready, and the share of their time that they lose to each other.
START, LOST = 3.0, 0.1
#: Most points whose values are compared to find those that are alike.
MOST_COMPARED = 50_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a plan will take.

    Attributes:
        runs, points, replicates: how many.
        distinct: points that differ in what they ask the model; None where there are too many to compare.
        tried: runs that the rest rests on.
        failing: how many of these failed.
        seconds: wall-clock time.
        megabytes: size of the results folder.
        random_numbers: how they are dealt out.
        worlds, contrasts: independent worlds in each scenario under each policy, for averages and for what policies and
            scenarios differ by.
    """

    runs: int
    points: int
    distinct: int | None
    replicates: int
    tried: int
    failing: int
    seconds: float
    megabytes: float
    random_numbers: str
    worlds: int
    contrasts: int

    def __str__(self) -> str:
        distinct = f"{self.distinct:,} distinct" if self.distinct is not None else "not compared"
        failing = f" ({self.failing} of these failed)" if self.failing else ""
        return (
            f"runs             {self.runs:,}\n"
            f"design points    {self.points:,} ({distinct})\n"
            f"replicates       {self.replicates:,}\n"
            f"random numbers   {self.random_numbers}\n"
            f"independent      {self.worlds:,} worlds for averages, {self.contrasts:,} pairs for contrasts\n"
            f"time             about {duration(self.seconds)}\n"
            f"size             about {self.megabytes:,.1f} MB\n"
            f"Time and size are worked out from {self.tried} runs, tried out on this machine{failing}."
            f"{self._few()}"
        )

    def _few(self) -> str:
        """What cannot be estimated from so few independent worlds; ``""`` if there are enough."""
        crossed = self.worlds < self.contrasts
        need = FEWEST_OF_TWO if crossed else FEWEST
        if self.worlds >= need:
            return ""
        why = "; points share those of their replicates, and `random_numbers: independent` gives each its own"
        return (f"\nToo few independent worlds for intervals around averages: {self.worlds} of at least {need}"
                f"{why if crossed else ''}.")  # fmt: skip


def estimate(plan: Plan, jobs: int) -> Estimate:
    """Tries out a few runs in memory, and works out the rest.

    Args:
        plan: the plan.
        jobs: worker processes.
    """
    compile_first()
    step = max(1, plan.runs // SAMPLE)
    numbers = list(islice(range(0, plan.runs, step), SAMPLE))
    orders = tuple(order_of(plan, number) for number in numbers)
    task = Task(orders, plan.settings, {"rpp_sweep": plan.digest})
    compute(task)  # loads the compiled code
    start = time.perf_counter()
    parts = compute(task)
    spent = (time.perf_counter() - start) / len(orders)
    size = batch_size(plan, jobs, plan.runs)
    # A small file weighs more for each run than a large one, by about what an empty one weighs.
    overhead = sum(len(c) for p in parts for c in p.files.values()) / len(orders)
    single = compute(replace(task, orders=orders[:1]))
    empty = max(0.0, sum(len(c) for p in single for c in p.files.values()) - overhead)
    per_run = max(0.2 * overhead, overhead - empty / len(orders)) + empty / size
    seconds = spent * plan.runs / (jobs * (1 - LOST)) + START if jobs > 1 else spent * plan.runs
    failing = sum(len(p.runs) for p in parts if p.failed)
    return Estimate(
        plan.runs, plan.points, distinct_points(plan), plan.replicates, len(orders), failing, seconds,
        per_run * plan.runs / 1e6, plan.settings.random_numbers, *independent_worlds(plan),
    )  # fmt: skip


def independent_worlds(plan: Plan) -> tuple[int, int]:
    """Independent worlds of each scenario under each policy: for averages, and for contrasts of scenarios and policies.

    What chance does to all draws alike cancels in contrasts, so that draws count; in averages the replicates that draws
    share count, where they do.
    """
    draws, seeds = plan.draws, np.concatenate([np.tile(of_samples, plan.cells) for of_samples in plan.seeds])
    number, different = np.unique(draws).size, np.unique(seeds).size
    worlds = different * plan.replicates
    if plan.settings.random_numbers == BLOCKS:
        return worlds, different
    if number == 1:
        return worlds, worlds
    own = different == len(np.unique(np.stack([draws, seeds]), axis=1).T)  # no draw shares them with another
    return (number if own else min(number, worlds)), number


def distinct_points(plan: Plan) -> int | None:
    """Points that differ in what they ask the model, or None where there are too many to compare."""
    if plan.points > MOST_COMPARED:
        return None
    seen = set()
    for number in range(plan.points):
        point = plan.point(number)
        seen.add((point.scenario, tuple(sorted(plan.values(point).items()))))
    return len(seen)


def room(folder: Path) -> float:
    """Megabytes that are free where a folder is, or would be made."""
    folder = folder.absolute()
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free / 1e6
