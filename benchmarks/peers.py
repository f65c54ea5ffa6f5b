"""This project's engine beside others on one small model: ``python -m benchmarks.peers``.

Every leg (an engine, a size, a number of worlds) runs in a process of its own. Legs are described in `benchmarks.leg`,
the small model in `benchmarks.mini.workload`. In the output folder are ``peers.json`` (every timing), ``peers.csv``,
``peers.md``, ``peers.png`` and ``peers.svg``; ``--page`` also writes ``docs/why/speed.md`` with its figure, and keeps
the timings as the baseline that ``python -m benchmarks.compare`` compares with. Do that on a machine that does nothing
else; it takes some seven minutes there. ``--small`` runs all of it with tiny sizes in a minute or two, to see that it
works: its numbers mean nothing.
"""

from __future__ import annotations

import argparse
import csv
import io
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
from benchmarks.mini.workload import MONTHS

ROOT = Path(__file__).parents[1]
BASELINE = Path(__file__).with_name("peers.json")
PAGE, PICTURE = ROOT / "docs" / "why" / "speed.md", ROOT / "docs" / "images" / "speed.png"
#: Teachers of single worlds, and worlds of 300 teachers that are computed together.
SIZES, BATCHES = (300, 5_000, 100_000, 1_000_000), (32, 200, 1_000)
#: From so many teachers on a run has few months: what one month costs does not need all of them.
LARGE, FEW_MONTHS = 100_000, 6
#: Seconds that one run of objects may take; beyond that it is left out, and said so.
MOST_SECONDS = 60.0
#: Draws of a bootstrap interval.
RESAMPLES = 2000


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


# --- measuring --------------------------------------------------------------------------------------------------------


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


# --- numbers ----------------------------------------------------------------------------------------------------------


def nanoseconds(one: dict, clock: str = "wall") -> np.ndarray:
    """Nanoseconds per teacher and month of each run of a leg."""
    return 1e9 * np.array(one[clock]) / (one["teachers"] * one["worlds"] * one["months"])


def medians(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Medians of resampled runs."""
    return np.median(rng.choice(values, (RESAMPLES, len(values))), axis=1)


def interval(draws: np.ndarray) -> tuple[float, float]:
    """The middle 95 % of resampled values."""
    low, high = np.percentile(draws, (2.5, 97.5))
    return float(low), float(high)


def own_of(found: list[dict]) -> dict[tuple[int, int], dict]:
    """The fastest legs of this project's engine, by teachers and worlds."""
    best: dict[tuple[int, int], dict] = {}
    for one in found:
        at = (one["teachers"], one["worlds"])
        if one["engine"] == "own" and "wall" in one:
            if at not in best or np.median(one["wall"]) < np.median(best[at]["wall"]):
                best[at] = one
    return best


def rows_of(found: list[dict]) -> list[dict]:
    """One row for each leg, with intervals.

    A leg without batches is compared with the own engine's single world of its size; what cannot compute worlds
    together costs the same for each of them, so that it stands beside batches, too.
    """
    own, rng, rows = own_of(found), np.random.default_rng(1), []
    for one in found:
        row = {name: one[name] for name in ("engine", "teachers", "worlds", "threads")}
        row["label"] = ENGINES[one["engine"]].label
        if "wall" not in one:
            rows.append(row | {"note": one.get("left_out") or f"failed: {one['failed']}"})
            continue
        each = nanoseconds(one)
        draws = medians(each, rng)
        row |= {"months": one["months"], "runs": len(each), "ns": float(np.median(each))}
        row["ns_low"], row["ns_high"] = interval(draws)
        row["processor_ns"] = float(np.median(nanoseconds(one, "processor")))
        row["worlds_a_second"] = 1e9 / (row["ns"] * one["teachers"] * MONTHS)
        yardstick = own.get((one["teachers"], one["worlds"]))
        if yardstick is not None:
            other = nanoseconds(yardstick)
            row["times_own"] = float(np.median(each) / np.median(other))
            if yardstick is not one:
                row["times_own_low"], row["times_own_high"] = interval(draws / medians(other, rng))
        row |= {"peak_mb": one["peak"], "compile_s": one["compile"],
                "bytes_per_teacher": 1e6 * max(0.0, one["peak"] - one["before"]) / (one["teachers"] * one["worlds"]),
                "lay_out_s": float(np.median(one["lay_out"]))}  # fmt: skip
        rows.append(row)
    return rows


def ratio(found: list[dict], slow: tuple, fast: tuple) -> tuple[float, float, float] | None:
    """How many times the cost of one leg another has, per teacher and month, with its interval; None if one lacks.

    Args:
        found: all legs.
        slow: engine, teachers, worlds of the one that is told of.
        fast: the same of the one that it is compared with; of several numbers of threads the fastest.
    """

    def best(of: tuple) -> np.ndarray | None:
        there = [nanoseconds(one) for one in found
                 if "wall" in one and (one["engine"], one["teachers"], one["worlds"]) == of]  # fmt: skip
        return min(there, key=np.median) if there else None

    first, second = best(slow), best(fast)
    if first is None or second is None:
        return None
    rng = np.random.default_rng(2)
    low, high = interval(medians(first, rng) / medians(second, rng))
    return float(np.median(first) / np.median(second)), low, high


def exponents(found: list[dict]) -> dict[str, tuple[float, int, int]]:
    """By engine the power of the number of teachers with which the time of a month grows, and its sizes.

    A line through the logarithms of single worlds.
    """
    told = {}
    for name in ENGINES:
        sizes = {one["teachers"]: np.median(nanoseconds(one)) * one["teachers"]
                 for one in found if one["engine"] == name and one["worlds"] == 1 and "wall" in one}  # fmt: skip
        if len(sizes) > 1:
            slope = np.polyfit(np.log(list(sizes)), np.log(list(sizes.values())), 1)[0]
            told[name] = float(slope), min(sizes), max(sizes)
    return told


def asked(found: list[dict]) -> list[tuple[str, tuple[float, float, float] | None]]:
    """The ratios that are asked for, in words."""
    singles = sorted({one["teachers"] for one in found})
    batches = sorted({one["worlds"] for one in found if one["worlds"] > 1})
    least, told = singles[0], []
    for name in ("mesa", "numpy"):
        label = ENGINES[name].label
        told += [(f"{label} to own, one world of {n:,}", ratio(found, (name, n, 1), ("own", n, 1))) for n in singles]
    for worlds in batches:
        at = ("own", least, worlds)
        told.append((f"Mesa objects to own, per world in a batch of {worlds:,} × {least}",
                     ratio(found, ("mesa", least, 1), at)))  # fmt: skip
        told.append((f"NumPy columns to own, per world in a batch of {worlds:,} × {least}",
                     ratio(found, ("numpy", least, worlds), at)))  # fmt: skip
    told += [(f"whole model to mini-workload, one world of {n:,}", ratio(found, ("model", n, 1), ("own", n, 1)))
             for n in singles]  # fmt: skip
    told += [(f"whole model to mini-workload, {w:,} worlds of {least}",
              ratio(found, ("model", least, w), ("own", least, w))) for w in batches]  # fmt: skip
    return [(what, value) for what, value in told if value is not None]


def speedups(found: list[dict]) -> list[str]:
    """What all threads do to one, for what can be told."""
    told = []
    for name in ("own", "model"):
        for worlds in sorted({one["worlds"] for one in found if one["worlds"] > 1}):
            legs = {one["threads"]: np.median(one["wall"]) for one in found
                    if one["engine"] == name and one["worlds"] == worlds and "wall" in one}  # fmt: skip
            if len(legs) > 1:
                most = max(legs)
                told.append(f"{ENGINES[name].label}, {worlds:,} worlds: {most} threads are {legs[1] / legs[most]:.2f} "
                            "times as fast as one")  # fmt: skip
    return told


# --- tables and text --------------------------------------------------------------------------------------------------


def size_of(one: dict) -> str:
    """A size in words."""
    size = f"{one['teachers']:,}" if one["worlds"] == 1 else f"{one['worlds']:,} × {one['teachers']:,}"
    return size if one["threads"] == 1 else f"{size}, {one['threads']} threads"


COLUMNS = ("engine", "teachers", "worlds", "threads", "months", "runs", "ns", "ns_low", "ns_high", "processor_ns",
           "worlds_a_second", "times_own", "times_own_low", "times_own_high", "peak_mb", "bytes_per_teacher",
           "compile_s", "lay_out_s", "note")  # fmt: skip


def as_csv(rows: list[dict]) -> str:
    """All numbers, one row for each leg."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({k: f"{v:.5g}" if isinstance(v, float) else v for k, v in row.items()})
    return text.getvalue()


def figure(value: float) -> str:
    """Three figures, with commas."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def as_markdown(found: dict) -> str:
    """The table, the ratios and where time goes."""
    legs, made = found["legs"], found["made"]
    lines = [
        "| engine | teachers (worlds × teachers) | ns per teacher-month (95 % interval) | of processor "
        "| worlds a second | times own engine | peak MB | bytes a teacher | compile s | runs |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]  # fmt: skip
    for row in rows_of(legs):
        if "note" in row:
            lines.append(f"| {row['label']} | {size_of(row)} | {row['note']} | | | | | | | |")
            continue
        cost = f"{figure(row['ns'])} ({figure(row['ns_low'])}–{figure(row['ns_high'])})"
        times = figure(row["times_own"]) if "times_own" in row else "–"
        compiled = figure(row["compile_s"]) if row["compile_s"] else "–"
        cells = (row["label"], size_of(row), cost, figure(row["processor_ns"]), figure(row["worlds_a_second"]), times,
                 figure(row["peak_mb"]), figure(row["bytes_per_teacher"]), compiled, str(row["runs"]))  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    libraries = ", ".join(f"{name} {version}".strip() for name, version in made["libraries"].items())
    lines += [
        "", f"{made['cores']} cores, Python {made['python']}; {libraries or 'no versions'}. A world a second is "
        f"one of {MONTHS} months; runs from {LARGE:,} teachers on have {FEW_MONTHS} months. Medians of runs, each from "
        "the start, with bootstrap intervals over runs; layout is not counted. *Of processor* is the time of all "
        "threads together: Polars and JAX take as many as there are cores. *Bytes a teacher* is what the peak of "
        "memory is above that before the worlds were laid out. *Compile* is compiling for the own engine and JAX, and "
        "loading what is on disk for the whole model if it is there.",
        "", "**Ratios** (cost per teacher-month, with 95 % intervals)", "", "| what | ratio |", "|---|--:|",
    ]  # fmt: skip
    lines += [f"| {what} | {figure(at)} ({figure(low)}–{figure(high)}) |" for what, (at, low, high) in asked(legs)]
    lines += ["", "**Scaling**: a month of a single world takes a time that grows with teachers to the power of", ""]
    lines += [f"- {power:.2f} for {ENGINES[name].label} ({least:,} to {most:,})"
              for name, (power, least, most) in exponents(legs).items()]  # fmt: skip
    lines += ["", *(f"- {line}" for line in speedups(legs)), ""]
    if "limits" in found:
        from benchmarks.limits import told

        limits = found["limits"]
        lines.append(f"Where time goes is not told: {limits['failed']}\n" if "failed" in limits else told(limits))
    return "\n".join(lines).rstrip("\n") + "\n"


def as_page(found: dict) -> str:
    """The page of the documentation."""
    return (
        "# How fast it is, beside others\n\n"
        "Made by `python -m benchmarks.peers --page` on a machine that did nothing else. One small model, written as "
        "users of each library would write it and with the same distributions (tested), on each of them: "
        "[what it is and how to measure](../howto/speed.md). Compare ratios, not times: machines differ.\n\n"
        "![Cost per teacher-month over sizes of one world, and over worlds in a batch](../images/speed.png)\n\n"
        + as_markdown(found)
    )


# --- figure -----------------------------------------------------------------------------------------------------------

#: Colours that people with any kind of colour vision see as different (Okabe & Ito), and a mark of its own for each.
LOOKS = {
    "mesa": ("#D55E00", "o"), "agentpy": ("#E69F00", "s"), "frames": ("#CC79A7", "^"), "numpy": ("#56B4E9", "D"),
    "jax": ("#009E73", "v"), "own": ("#0072B2", "P"), "model": ("#000000", "X"),
}  # fmt: skip


def draw(found: dict, folder: Path) -> None:
    """Two panels with logarithmic axes: single worlds, and worlds in a batch."""
    import matplotlib.pyplot as plt

    legs, made = found["legs"], found["made"]
    rows = [row for row in rows_of(legs) if "ns" in row]
    sheet, (left, right) = plt.subplots(1, 2, figsize=(11, 5), sharey=True, layout="constrained")
    least = min((row["teachers"] for row in rows), default=0)
    for name, (colour, mark) in LOOKS.items():
        mine = [row for row in rows if row["engine"] == name]
        panels = (
            (left, "teachers", [row for row in mine if row["worlds"] == 1]),
            (right, "worlds", [row for row in mine if row["teachers"] == least]),
        )
        for axis, of, shown in panels:
            best = {row[of]: row for row in sorted(shown, key=lambda row: -row["ns"])}  # the fastest of several threads
            at = sorted(best)
            if not at:
                continue
            ns = np.array([best[x]["ns"] for x in at])
            low, high = (np.array([best[x][f"ns_{end}"] for x in at]) for end in ("low", "high"))
            axis.errorbar(at, ns, [np.maximum(0, ns - low), np.maximum(0, high - ns)], color=colour, marker=mark,
                          capsize=3, linewidth=1.5, label=ENGINES[name].label)  # fmt: skip
    for axis, title, under in ((left, "One world", "teachers in the world"),
                               (right, f"Worlds of {least:,} teachers together", "worlds in the batch")):  # fmt: skip
        axis.set(xscale="log", yscale="log", title=title, xlabel=under)
        axis.grid(which="major", color="#DDDDDD", linewidth=0.6)
    left.set_ylabel("nanoseconds per teacher and month")
    handles, labels = left.get_legend_handles_labels()
    sheet.legend(handles, labels, loc="outside right center", frameon=False)
    runs = [row["runs"] for row in rows]
    n = f"{min(runs)} to {max(runs)} runs for each point" if runs else "no runs"
    sheet.suptitle(f"Cost of the mini-workload; medians with 95 % intervals, {n}, {made['cores']} cores", fontsize=11)
    for ending in ("png", "svg"):
        sheet.savefig(folder / f"peers.{ending}", dpi=110)
    plt.close(sheet)


# --- command ----------------------------------------------------------------------------------------------------------


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
