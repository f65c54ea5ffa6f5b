"""This project's engine beside others on one small model: ``python -m benchmarks.peers``.

Every leg (an engine, a size, a number of worlds) runs in a process of its own. Legs are described in `benchmarks.leg`,
the small model in `benchmarks.mini.workload`. In the output folder are ``peers.json`` (every timing), ``peers.csv``,
``peers.md``, ``peers.png`` and ``peers.svg``; ``--page`` also writes ``docs/why/speed.md`` with its figure, and keeps
the timings as the baseline that ``python -m benchmarks.compare`` compares with. Do that on a machine that does nothing
else; it takes some nine minutes there. ``--small`` runs all of it with tiny sizes in a minute or two, to see that it
works: its numbers mean nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.mini.engines import ENGINES, MINI
from benchmarks.mini.workload import FEW_MONTHS, LARGE, MONTHS
from benchmarks.peers_numbers import nanoseconds, rows_of
from benchmarks.peers_told import as_csv, as_markdown, as_page, draw, size_of

ROOT = Path(__file__).parents[1]
BASELINE = Path(__file__).with_name("peers.json")
PAGE, PICTURE = ROOT / "docs" / "why" / "speed.md", ROOT / "docs" / "images" / "speed.png"
#: Teachers of single worlds, and worlds of 300 teachers that are computed together.
SIZES, BATCHES = (300, 5_000, 100_000, 1_000_000), (32, 200, 1_000)
#: Seconds that one run of objects may take; beyond that it is left out, and said so.
MOST_SECONDS = 60.0


@dataclass(frozen=True)
class Leg:
    """What is measured in one process."""

    engine: str
    teachers: int
    worlds: int = 1
    threads: int = 1
    months: int = MONTHS
    seconds: float = 2.0
    least: int = 3

    @property
    def key(self) -> tuple[str, int, int, int]:
        """What it is known by in results."""
        return self.engine, self.teachers, self.worlds, self.threads


def legs_of(engines: Iterable[str], cores: int, *, small: bool = False) -> list[Leg]:
    """All legs, each engine's from small to large."""
    sizes, batches = ((50, 100), (2,)) if small else (SIZES, BATCHES)
    found = []
    for name in engines:
        engine = ENGINES[name]
        legs = [Leg(name, teachers, months=FEW_MONTHS if teachers >= LARGE else MONTHS) for teachers in sizes]
        if engine.batches:
            many = dict.fromkeys((1, cores)) if engine.threads else (1,)
            legs += [Leg(name, sizes[0], worlds, threads) for worlds in batches for threads in many]
        if engine.objects:
            legs = [replace(leg, least=2) for leg in legs]
        found += legs
    return [replace(leg, months=3, seconds=0.0, least=2) for leg in found] if small else found


def process(arguments: list[str]) -> dict:
    """What a module of this folder prints as JSON, or ``{"failed": last line of its errors}``."""
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]}
    return json.loads(done.stdout.strip().splitlines()[-1])


def measured(leg: Leg) -> dict:
    """One leg, in a process of its own."""
    told = process([
        "benchmarks.leg", leg.engine, str(leg.teachers), "--worlds", str(leg.worlds), "--months", str(leg.months),
        "--threads", str(leg.threads), "--seconds", str(leg.seconds), "--least", str(leg.least),
    ])  # fmt: skip
    return dict(zip(("engine", "teachers", "worlds", "threads"), leg.key)) | told


def all_measured(legs: Iterable[Leg]) -> list[dict]:
    """All legs, one after the other, each with a line of progress; what would take too long is left out."""
    found, cost = [], {}
    for leg in legs:
        expected = cost.get(leg.engine, 0.0) * leg.teachers * leg.worlds * leg.months
        if not ENGINES[leg.engine].is_there():
            one = dict(zip(("engine", "teachers", "worlds", "threads"), leg.key)) | {"left_out": "not installed"}
        elif ENGINES[leg.engine].objects and expected > MOST_SECONDS:
            one = dict(zip(("engine", "teachers", "worlds", "threads"), leg.key))
            one["left_out"] = f"one run of {leg.months} months would take about {expected:.0f} s"
        else:
            one = measured(leg)
        if "wall" in one:
            cost[leg.engine] = float(np.median(nanoseconds(one))) / 1e9
        found.append(one)
        told = one.get("left_out") or one.get("failed") or f"{np.median(nanoseconds(one)):,.0f} ns per teacher-month"
        print(f"{size_of(one)}, {ENGINES[leg.engine].label}: {told}", file=sys.stderr, flush=True)
    return found


def machine() -> dict:
    """What is told of the machine, which is its number of cores, and of libraries."""
    packages = {ENGINES[name].package: ENGINES[name] for name in MINI}
    return {
        "cores": os.cpu_count() or 1, "python": platform.python_version(),
        "libraries": {package: engine.version() for package, engine in packages.items() if engine.is_there()},
    }  # fmt: skip


def names_of(parser: argparse.ArgumentParser, chosen: list[str]) -> list[str]:
    """Engines that were asked for; all if none was."""
    unknown = [name for name in chosen if name not in ENGINES]
    if unknown:
        parser.error(f"--only: there is no {', '.join(unknown)}; there are {', '.join(ENGINES)}")
    return [name for name in ENGINES if name in chosen] or list(ENGINES)


def main(arguments: list[str] | None = None) -> int:
    """Measures, writes and prints; 1 if a leg failed."""
    parser = argparse.ArgumentParser(prog="benchmarks.peers", description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, default=Path("bench-output"), help="folder for table and figure")
    parser.add_argument("--only", nargs="+", default=[], metavar="ENGINE", help=f"of {', '.join(ENGINES)}")
    parser.add_argument("--small", action="store_true", help="tiny sizes, to see that all of it works")
    parser.add_argument("--without-limits", action="store_true", help="leave out where the whole model's time goes")
    parser.add_argument("--page", action="store_true", help="write docs/why/speed.md and keep the baseline, too")
    options = parser.parse_args(arguments)
    if options.page and (options.small or options.only or options.without_limits):
        parser.error("--page goes with all engines in their whole sizes")
    made = machine()
    found = {"made": made, "legs": all_measured(legs_of(names_of(parser, options.only), made["cores"],
                                                        small=options.small))}  # fmt: skip
    if not options.without_limits:
        print("where the time of the whole model goes ...", file=sys.stderr, flush=True)
        found["limits"] = process(["benchmarks.limits", "--json", *(["--small"] if options.small else [])])
    options.out.mkdir(parents=True, exist_ok=True)
    texts = {"json": json.dumps(found, indent=1) + "\n", "csv": as_csv(rows_of(found["legs"]))}
    texts["md"] = as_markdown(found)
    for ending, text in texts.items():
        (options.out / f"peers.{ending}").write_text(text, encoding="utf-8", newline="\n")
    draw(found, options.out)
    print(texts["md"])
    print(f"written to {options.out}: peers.json, peers.csv, peers.md, peers.png, peers.svg")
    failed = [one for one in (*found["legs"], found.get("limits", {})) if "failed" in one]
    if options.page and not failed:
        PAGE.write_text(as_page(found), encoding="utf-8", newline="\n")
        shutil.copyfile(options.out / "peers.png", PICTURE)
        BASELINE.write_text(texts["json"], encoding="utf-8", newline="\n")
        print(f"written: {PAGE.relative_to(ROOT)}, {PICTURE.relative_to(ROOT)}, {BASELINE.relative_to(ROOT)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
