"""Timings of legs as a table, a page and a figure."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import numpy as np

from benchmarks.mini.engines import ENGINES
from benchmarks.mini.workload import FEW_MONTHS, LARGE, MONTHS
from benchmarks.peers_numbers import asked, exponents, rows_of, speedups

COLUMNS = ("engine", "teachers", "worlds", "threads", "months", "runs", "ns", "ns_low", "ns_high", "processor_ns",
           "worlds_a_second", "times_own", "times_own_low", "times_own_high", "peak_mb", "bytes_per_teacher",
           "compile_s", "lay_out_s", "note")  # fmt: skip
#: Colours that people with any kind of colour vision see as different (Okabe & Ito), and a mark of its own for each.
LOOKS = {
    "mesa": ("#D55E00", "o"), "agentpy": ("#E69F00", "s"), "frames": ("#CC79A7", "^"), "numpy": ("#56B4E9", "D"),
    "jax": ("#009E73", "v"), "own": ("#0072B2", "P"), "model": ("#000000", "X"),
}  # fmt: skip


def size_of(one: dict) -> str:
    """A size in words."""
    size = f"{one['teachers']:,}" if one["worlds"] == 1 else f"{one['worlds']:,} × {one['teachers']:,}"
    return size if one["threads"] == 1 else f"{size}, {one['threads']} threads"


def as_csv(rows: list[dict]) -> str:
    """All numbers, one row for each leg."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({k: f"{v:.5g}" if isinstance(v, float) else v for k, v in row.items()})
    return text.getvalue()


def figure(value: float) -> str:
    """Three figures, with commas; a dash where nothing is known."""
    if math.isnan(value):
        return "–"
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
