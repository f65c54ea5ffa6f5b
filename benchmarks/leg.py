"""One leg of the benchmark, in a process of its own so that its memory and compiling are its own.

``python -m benchmarks.leg own 300 --worlds 200`` prints what was measured as JSON; `benchmarks.peers` runs all legs.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from benchmarks.mini.engines import ENGINES


def peak_megabytes() -> float:
    """Most memory that this process has held.

    Linux passes the peak of who started a process on to it in `resource`, but not in what it tells of the process.
    Where there is neither, as on Windows, it is not known.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1e3
    if find_spec("resource") is None:
        return math.nan
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def measured(name: str, teachers: int, worlds: int, months: int, threads: int, seconds: float, least: int) -> dict:
    """Repeats runs of so many months from the start, until the time is used up.

    Args:
        name: of an engine.
        teachers: of each world.
        worlds: of the batch.
        months: of each run.
        threads: for an engine that can be told.
        seconds: after which no further run begins.
        least: runs at least.

    Returns:
        Seconds to import, compile (0 where nothing is compiled), lay out and run; megabytes before and at the peak.
    """
    begin = time.perf_counter()
    module = ENGINES[name].load()
    imported = time.perf_counter()
    if compiles := hasattr(module, "compile_first"):
        module.compile_first(teachers, worlds, months)
    ready, before = time.perf_counter(), peak_megabytes()
    laid_out, wall, processor = [], [], []
    while len(wall) < least or time.perf_counter() - ready < seconds:
        t0 = time.perf_counter()
        run = module.lay_out(teachers, worlds, len(wall), months, threads)
        t1, p1 = time.perf_counter(), time.process_time()
        run()
        t2, p2 = time.perf_counter(), time.process_time()
        laid_out.append(t1 - t0)
        wall.append(t2 - t1)
        processor.append(p2 - p1)
    return {
        "engine": name, "teachers": teachers, "worlds": worlds, "months": months, "threads": threads,
        "import": imported - begin, "compile": ready - imported if compiles else 0.0, "lay_out": laid_out,
        "wall": wall, "processor": processor, "before": before, "peak": peak_megabytes(),
    }  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    """Measures, and prints one line of JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.leg", description=__doc__.split("\n")[0])
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("teachers", type=int)
    parser.add_argument("--worlds", type=int, default=1)
    parser.add_argument("--months", type=int, default=120)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--least", type=int, default=3)
    asked = parser.parse_args(arguments)
    size = (asked.engine, asked.teachers, asked.worlds, asked.months, asked.threads)
    print(json.dumps(measured(*size, asked.seconds, asked.least)))


if __name__ == "__main__":
    main()
