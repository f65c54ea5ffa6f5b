"""Speed of the engine: cost per teacher and month over sizes, as ratios within one run.

Run with ``make bench``. Compare ratios, not seconds: machines differ, and so does what else they are doing.
"""

from __future__ import annotations

import os
import resource
import time

import sim
from sim.engine.batch import Batch, Run, warm_up
from sim.scenario.scenario import Scenario
from sim.state.tables import bytes_of

MONTHS = 120
#: Teachers of single worlds, and replicates of the first of these sizes.
SIZES, REPLICATES = (300, 3_000, 30_000, 100_000), 200


def sized(teachers: int) -> Scenario:
    """Baseline in one district with about so many teachers, 30 to a school."""
    schools = max(1, teachers // 30)
    return sim.load_scenario("baseline", set={"district.schools": schools, "district.teachers_per_school": 30})


def measured(scenario: Scenario, worlds: int, threads: int) -> tuple[float, float, float]:
    """Seconds to lay out, seconds to run and megabytes of state for a batch of worlds."""
    begin = time.perf_counter()
    batch = Batch([Run(scenario, r, 1) for r in range(worlds)], MONTHS, tables=("partnerships",))
    laid_out = time.perf_counter()
    batch.run(threads=threads)
    return laid_out - begin, time.perf_counter() - laid_out, bytes_of(batch.state) / 1e6


def empty_month(calls: int = 300) -> float:
    """Microseconds that a month of no worlds takes: what it costs to enter compiled code, and nothing else."""
    batch = Batch([Run(sized(SIZES[0]), 0, 1)], MONTHS, tables=("partnerships",))
    batch.step_worlds(0, 0, 0)
    begin = time.perf_counter()
    for _ in range(calls):
        batch.step_worlds(0, 0, 0)
    return (time.perf_counter() - begin) / calls * 1e6


def main() -> None:
    """Prints a table: one row per size of world, then the ensemble of 200 replicates."""
    warm_up()
    cores = os.cpu_count() or 1
    rows = [("1 world", sized(n), 1, 1) for n in SIZES]
    many = f"{REPLICATES} replicates"
    rows += [(f"{many}, {n} thread(s)", sized(SIZES[0]), REPLICATES, n) for n in dict.fromkeys((1, cores))]
    print(f"{'what':28} {'teachers':>9} {'seconds':>9} {'ns per teacher-month':>21} {'ratio':>6} {'MB of state':>12}")
    first = None
    for what, scenario, worlds, threads in rows:
        teachers = sum(
            int(d.context["district.schools"]) * int(d.context["district.teachers_per_school"])
            for d in scenario.districts
        )  # fmt: skip
        _, seconds, size = min((measured(scenario, worlds, threads) for _ in range(3)), key=lambda x: x[1])
        cost = seconds / (teachers * worlds * MONTHS) * 1e9
        first = first or cost
        print(f"{what:28} {teachers:9,} {seconds:9.3f} {cost:21.0f} {cost / first:6.2f} {size:12.1f}")
    print(f"a month of no worlds: {empty_month():.0f} microseconds")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"peak memory of the process: {peak:.0f} MB")


if __name__ == "__main__":
    main()
