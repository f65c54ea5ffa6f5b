"""What a plan will take, before anything of it runs: runs, points, minutes and megabytes."""

import shutil
import time
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from sim.engine.batch import compile_first
from sim.experiments.execute.progress import duration
from sim.experiments.execute.runner import batch_size, order_of
from sim.experiments.execute.worker import Task, compute
from sim.experiments.plan.independence import independent_worlds, too_few
from sim.experiments.plan.plan import Plan

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
        too_few: what cannot be estimated from so few of these, in sentences.
        varied: how many factors there are, and in how many groups they move.
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
    too_few: tuple[str, ...]
    varied: str

    def __str__(self) -> str:
        distinct = f"{self.distinct:,} distinct" if self.distinct is not None else "not compared"
        failing = f" ({self.failing} of these failed)" if self.failing else ""
        return (
            f"runs             {self.runs:,}\n"
            f"varied           {self.varied}\n"
            f"design points    {self.points:,} ({distinct})\n"
            f"replicates       {self.replicates:,}\n"
            f"random numbers   {self.random_numbers}\n"
            f"independent      {self.worlds:,} worlds for averages, {self.contrasts:,} pairs for contrasts\n"
            f"time             about {duration(self.seconds)}\n"
            f"size             about {self.megabytes:,.1f} MB\n"
            f"Time and size are worked out from {self.tried} runs, tried out on this machine{failing}."
            + "".join(f"\n{text}" for text in self.too_few)
        )


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
        tuple(too_few(plan).values()), _varied(plan),
    )  # fmt: skip


def _varied(plan: Plan) -> str:
    """How many factors there are, and in how many groups they move."""
    number, groups = len(plan.factors), len({f.group or f.name for f in plan.factors})
    told = f"{number} factor{'s' if number != 1 else ''}"
    return told if groups == number else f"{told} in {groups} groups"


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
