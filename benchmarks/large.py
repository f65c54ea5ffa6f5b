"""What large worlds take: a field of dozens of partnerships, a nation, and cost per teacher up to millions.

Run with ``python -m benchmarks.large`` (some three minutes). Each world runs in a process of its own, so that its peak
of memory is its own. Compare ratios, not seconds: machines differ, and so does what else they are doing.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time

from benchmarks.leg import peak_megabytes
from sim.engine.batch import Batch, Run, warm_up
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario
from sim.state.tables import bytes_of

#: What is measured: its name, a scenario or a number of teachers, and months.
WORLDS: tuple[tuple[str, str | int, int], ...] = (
    ("districts of 30,000", 30_000, 24), ("districts of 30,000", 300_000, 24), ("districts of 30,000", 3_000_000, 24),
    ("a field of partnerships", "fields/national", 240), ("a nation", "fields/nation", 120),
)  # fmt: skip


#: Teachers of a district of the first worlds, 30 to a school.
LARGE, SCHOOL = 30_000, 30


def sized(teachers: int) -> Scenario:
    """Baseline in so many large districts as have that many teachers."""
    return load_scenario("baseline", set={
        "district.schools": LARGE // SCHOOL, "district.teachers_per_school": SCHOOL,
        "scale.districts": teachers // LARGE,
    })  # fmt: skip


def teachers_of(scenario: Scenario) -> int:
    """Teachers of all districts of a world."""
    return sum(int(d.context["district.schools"]) * int(d.context["district.teachers_per_school"])
               for d in scenario.districts)  # fmt: skip


def measured(what: str | int, months: int) -> dict[str, float]:
    """Teachers, seconds to read and lay out, seconds to run, bytes of state for each teacher, and peak gigabytes."""
    warm_up()
    begin = time.perf_counter()
    scenario = sized(what) if isinstance(what, int) else load_scenario(what)
    batch = Batch([Run(scenario, 0, 1)], months, tables=("partnerships",))
    laid_out = time.perf_counter()
    batch.run()
    done, teachers = time.perf_counter(), teachers_of(scenario)
    return {"teachers": teachers, "made": laid_out - begin, "ran": done - laid_out,
            "bytes": bytes_of(batch.state) / teachers, "gigabytes": peak_megabytes() / 1000}  # fmt: skip


def main() -> None:
    """Prints a row for each world; the ratio is that of a teacher's month to one in the first world."""
    print(f"{'world':25} {'teachers':>10} {'months':>7} {'to make, s':>11} {'to run, s':>10} "
          f"{'ns a teacher-month':>19} {'ratio':>6} {'state, bytes a teacher':>23} {'peak, GB':>9}")  # fmt: skip
    first = None
    for name, what, months in WORLDS:
        done = subprocess.run([sys.executable, "-m", "benchmarks.large", json.dumps([what, months])],
                              capture_output=True, text=True, check=True)  # fmt: skip
        row = json.loads(done.stdout)
        cost = row["ran"] / row["teachers"] / months * 1e9
        first = cost if first is None else first
        print(f"{name:25} {row['teachers']:>10,} {months:>7} {row['made']:>11.1f} {row['ran']:>10.1f} {cost:>19.1f} "
              f"{cost / first:>6.2f} {row['bytes']:>23.0f} {row['gigabytes']:>9.2f}")  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measured(*json.loads(sys.argv[1]))))
    else:
        main()
