"""Whether this project's engine became slower or faster than at a stored run, ``python -m benchmarks.compare``.

Machines and days differ, so that no times are compared: what an engine costs is divided by what NumPy columns cost at
the same size in the same run, and that ratio now is divided by that ratio then. Its interval is a bootstrap over the
repeated runs of all four. It knows nothing of what disturbed a whole run; run it twice before believing it.

The stored run is ``benchmarks/peers.json``, which ``python -m benchmarks.peers --page`` writes.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from benchmarks import peers, peers_numbers
from benchmarks.mini.engines import ENGINES
from benchmarks.peers_told import size_of

YARDSTICK, LOOKED_AT = "numpy", ("own", "model")
#: Changes that are smaller are called none, even if the interval excludes them.
SMALL = 0.05


def by_size(found: dict) -> dict[tuple[str, int, int, int], np.ndarray]:
    """Nanoseconds of each run, by engine, teachers, worlds and threads."""
    return {(one["engine"], one["teachers"], one["worlds"], one["threads"]): peers_numbers.nanoseconds(one)
            for one in found["legs"] if "wall" in one}  # fmt: skip


def changes(then: dict, now: dict, seed: int = 3) -> list[dict]:
    """How the cost relative to the yardstick has changed, for each leg that both runs have."""
    rng, before, after, found = np.random.default_rng(seed), by_size(then), by_size(now), []
    for key in after:
        name, teachers, worlds, _ = key
        yardstick = (YARDSTICK, teachers, worlds, 1)
        if name not in LOOKED_AT or not all(k in of for k in (key, yardstick) for of in (before, after)):
            continue
        parts = (before[key], before[yardstick], after[key], after[yardstick])
        a, b, c, d = (np.median(part) for part in parts)
        a_, b_, c_, d_ = (peers_numbers.medians(part, rng) for part in parts)
        low, high = peers_numbers.interval((c_ / d_) / (a_ / b_))
        found.append({"leg": key, "then": a / b, "now": c / d, "change": (c / d) / (a / b), "low": low, "high": high})
    return found


def verdict(change: dict) -> str:
    """In words."""
    if change["low"] > 1.0 and change["change"] > 1.0 + SMALL:
        return "slower"
    if change["high"] < 1.0 and change["change"] < 1.0 - SMALL:
        return "faster"
    return "no change seen"


def told(found: list[dict]) -> str:
    """A table of changes."""
    lines = [f"{'engine':32} {'size':>20} {'then':>7} {'now':>7} {'now/then':>9} {'95 % interval':>15}"]
    for one in found:
        name, teachers, worlds, threads = one["leg"]
        size = size_of({"teachers": teachers, "worlds": worlds, "threads": threads})
        between = f"{one['low']:.2f} to {one['high']:.2f}"
        lines.append(f"{ENGINES[name].label:32} {size:>20} {one['then']:7.3f} {one['now']:7.3f} {one['change']:9.2f} "
                     f"{between:>15}  {verdict(one)}")  # fmt: skip
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Measures what is to be compared, unless it is given, and prints; 1 if something is slower, 2 for a mistake."""
    parser = argparse.ArgumentParser(prog="benchmarks.compare", description=__doc__.split("\n")[0])
    parser.add_argument("--baseline", type=Path, default=peers.BASELINE, help="a stored run, peers.json")
    parser.add_argument("--now", type=Path, help="a run to compare with it; without it one is measured now")
    parser.add_argument("--small", action="store_true", help="measure tiny sizes, as the baseline did")
    options = parser.parse_args(arguments)
    for path in (options.baseline, options.now):
        if path is not None and not path.is_file():
            parser.error(f"{path} is not there; `python -m benchmarks.peers` writes such a file in its output folder, "
                         "and with --page the stored one")  # fmt: skip
    then = json.loads(options.baseline.read_text("utf-8"))
    if options.now:
        now = json.loads(options.now.read_text("utf-8"))
    else:
        made = peers.machine()
        legs = peers.legs_of((YARDSTICK, *LOOKED_AT), made["cores"], small=options.small)
        now = {"made": made, "legs": peers.all_measured(legs)}
    found = changes(then, now)
    if not found:
        parser.error("the two runs have no sizes in common that NumPy columns were measured at")
    for name in ("cores", "python"):
        if then["made"][name] != now["made"][name]:
            print(f"note: {name} {then['made'][name]} then, {now['made'][name]} now")
    for library in ("numba", "numpy"):
        versions = (made["made"]["libraries"].get(library) for made in (then, now))
        before, after = versions
        if before != after:
            print(f"note: {library} {before} then, {after} now")
    print(f"cost of a teacher-month as a part of that of NumPy columns of the same size\n{told(found)}")
    return 1 if any(verdict(one) == "slower" for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
