"""What commands cost before and beside the model: processor time of whole processes, ``python -m benchmarks.commands``.

Each runs several times with everything compiled, and the least time counts: user and system time of the process and of
what it started. Beside each stands what it is meant to take on a machine that does nothing else; where others work on
the same cores, processor time rises too (by a third and more), so that numbers of two states of the code are compared
in turns.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: What is run, as Python's own arguments, and the seconds of processor time that it is meant to take at most.
ASKED = {
    "import sim": (["-c", "import sim"], 0.3),
    "rpp --help": (["-m", "app", "--help"], 0.5),
    "rpp run baseline, 1 replicate": (["-m", "app", "run", "baseline", "--replicates", "1", "--out", "one"], 2.0),
    "rpp run baseline, 200 replicates": (["-m", "app", "run", "baseline", "--replicates", "200", "--out", "many"], 3.0),
}


def processor_time(arguments: list[str]) -> float:
    """Seconds of processor time of Python with some arguments, in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        before = os.times()
        subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, check=True)
        after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main(arguments: list[str] | None = None) -> None:
    """Prints a line for each command: the least time, and what it is meant to take."""
    parser = argparse.ArgumentParser(prog="benchmarks.commands", description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="how often each is run after the first")
    times = parser.parse_args(arguments).times
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; seconds of processor time")
    for what, (command, most) in ASKED.items():
        processor_time(command)  # the first may compile
        least = min(processor_time(command) for _ in range(times))
        print(f"{what:34} {least:6.2f}   (meant to be under {most:g})", flush=True)


if __name__ == "__main__":
    main()
