"""Where the time of a month of the whole model goes, and how near the machine's limits it is.

``python -m benchmarks.limits`` prints it; ``--json`` as `benchmarks.peers` takes it. What is measured, and what is
estimated:

- *By submodel*: the processor's clock is read between the steps of a month, by a copy of `one_month` that is made from
  its text. Compiling it takes about as long as compiling the model; it is kept on disk with that.
- *Operations*: rules and kernels run as plain Python, where each arithmetic operation and comparison, and each read and
  write of a column, is counted as it is written. What a teacher adds is the difference of two sizes of district. A
  compiler leaves some out, and adds addresses and loops: an estimate.
- *Bytes*: each step that looks at every teacher reads and writes their rows once, and one reads whom they ask. Rows
  that still are in the cache cost no memory traffic, so that this is an upper bound for small worlds.
- *The machine*: bytes that NumPy copies in a second in arrays far larger than the cache, and additions and
  multiplications of numbers that do not wait for each other in compiled code, one thread each.

The limit is the longer of the two times that bytes and operations would take at those rates.
"""

from __future__ import annotations

import argparse
import dis
import hashlib
import inspect
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from benchmarks.mini.whole_model import batch_of
from sim.kernel.code_on_disk import keep
from sim.kernel.compiled import is_compiled, rule
from sim.schedule import one_month
from sim.state.tables import ADVICE_TIES, OWNED, empty_table

ROOT = Path(__file__).parents[1]
#: A call of `one_month`: module, function, whether it takes the record.
CALL = re.compile(r"^    (\w+)\.(\w+)\(first, last, month, state(, record)?\)$", re.MULTILINE)
#: Kinds of processor on which a program may read the clock of the processor.
HAS_CLOCK = {"x86_64", "AMD64"}
#: Teachers, worlds and months in which time is looked at; small and large.
SHAPES = ((300, 200, 120), (100_000, 1, 12))
#: Teachers of two districts in which operations are counted, and months.
COUNTED, COUNTED_MONTHS = (50, 150), 12


# --- by submodel ------------------------------------------------------------------------------------------------------


@intrinsic
def ticks(typingctx):
    """The processor's clock [uint64]."""

    def read(context, builder, signature, arguments):
        kind = ir.FunctionType(ir.IntType(64), [])
        return builder.call(cgutils.get_or_insert_function(builder.module, kind, "llvm.readcyclecounter"), [])

    return types.uint64(), read


def steps_of_a_month() -> list[tuple[str, str, bool]]:
    """What `one_month` calls, in its order."""
    text = inspect.getsource(getattr(one_month, "py_func", one_month))
    return [(module, function, bool(record)) for module, function, record in CALL.findall(text)]


def timed_month():
    """A copy of `one_month` that adds the ticks of each step to one more argument."""
    steps = steps_of_a_month()
    lines = ["def {name}(first, last, month, state, record, spent):", "    before = ticks()"]
    for k, (module, function, record) in enumerate(steps):
        lines += [
            f"    {module}.{function}(first, last, month, state{', record' if record else ''})", "    now = ticks()",
            f"    spent[{k}] += now - before", "    before = now",
        ]  # fmt: skip
    text = "\n".join(lines)
    # Kept code is found by the digest of the model's sources and this name.
    name = f"timed_month_{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    names = {**getattr(one_month, "py_func", one_month).__globals__, "ticks": ticks}
    exec(compile(text.format(name=name), __file__, "exec"), names)
    found = rule(names[name])
    keep(found)
    return found


def by_submodel(teachers: int, worlds: int, months: int, repeats: int = 3) -> dict[str, float]:
    """Nanoseconds per teacher and month of each step, in one thread; the least of some runs."""
    month_of, steps = timed_month(), steps_of_a_month()
    found = []
    for repeat in range(repeats + 1):
        batch = batch_of(teachers, worlds, repeat, months)
        spent = np.zeros(len(steps), np.uint64)
        begin = time.perf_counter()
        for month in range(months):
            month_of(0, worlds, month, batch.state, batch.record, spent)
        found.append((time.perf_counter() - begin, spent / spent.sum()))
    seconds, shares = min(found[1:], key=lambda run: run[0])  # the first loads code
    each = 1e9 * seconds / (teachers * worlds * months) * shares
    told: Counter[str] = Counter()
    for (module, _, _), value in zip(steps, each, strict=True):
        told[module] += float(value)
    return dict(told.most_common())


# --- operations and bytes ---------------------------------------------------------------------------------------------

ARITHMETIC = {"BINARY_OP", "COMPARE_OP", "UNARY_NEGATIVE", "UNARY_NOT"}
COLUMNS = {column.name for table in OWNED.values() for column in table}


def kinds_of(code: CodeType) -> dict[int, str]:
    """What is counted of a function's instructions, by their place."""
    found = {}
    for step in dis.get_instructions(code):
        if step.opname in ARITHMETIC:
            found[step.offset] = "operations"
        elif step.argval in COLUMNS and step.opname in ("LOAD_ATTR", "STORE_ATTR"):
            found[step.offset] = "reads" if step.opname == "LOAD_ATTR" else "writes"
    return found


def counted(teachers: int, months: int) -> dict[str, Counter]:
    """Operations, reads and writes of a world of plain Python, by the submodel that asked for them."""
    modules = one_month.__globals__
    steps = {getattr(modules[name], function).__code__: name for name, function, _ in steps_of_a_month()}
    kinds: dict[CodeType, dict[int, str]] = {}
    found: dict[str, Counter] = {name: Counter() for name in steps.values()}
    here = ""
    batch = batch_of(teachers, 1, 0, months)

    def each(frame: FrameType, event: str, _):
        if event == "opcode":
            kind = kinds[frame.f_code].get(frame.f_lasti)
            if kind and here:
                found[here][kind] += 1
        return each

    def begins(frame: FrameType, event: str, _):
        nonlocal here
        code = frame.f_code
        here = steps.get(code, here)
        if not {"submodels", "kernel"} & set(Path(code.co_filename).parts):
            return None
        if code not in kinds:
            kinds[code] = kinds_of(code)
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return each

    sys.settrace(begins)
    try:
        for _ in range(months):
            batch.step()
    finally:
        sys.settrace(None)
    return found


def counted_by_teacher(sizes: tuple[int, int] = COUNTED, months: int = COUNTED_MONTHS) -> dict[str, dict[str, float]]:
    """What a teacher adds to a month, by submodel."""
    counted(sizes[0], months)  # since Python 3.12 a function's first call is not followed whole
    few, many = (counted(teachers, months) for teachers in sizes)
    each = (sizes[1] - sizes[0]) * months
    return {
        name: {kind: (many[name][kind] - few[name][kind]) / each for kind in ("operations", "reads", "writes")}
        for name in many
    }


def counted_elsewhere(months: int) -> dict[str, dict[str, float]]:
    """The same in a process that compiles nothing."""
    command = [sys.executable, "-m", "benchmarks.limits", "--count", str(months)]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)}
    return json.loads(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)


# --- the machine ------------------------------------------------------------------------------------------------------


def bandwidth(megabytes: int = 256, times: int = 7) -> float:
    """Bytes that one thread reads and writes in a second, in arrays far larger than the cache."""
    source = np.ones(megabytes * 125_000)
    target = np.zeros_like(source)
    least = np.inf
    for _ in range(times):
        begin = time.perf_counter()
        np.copyto(target, source)
        least = min(least, time.perf_counter() - begin)
    return 2 * source.nbytes / least


@rule
def chains(n, x):
    """Eight chains of multiplications and additions that do not wait for each other."""
    a, b, c, d = x, x + 1.0, x + 2.0, x + 3.0
    e, f, g, h = x + 4.0, x + 5.0, x + 6.0, x + 7.0
    for _ in range(n):
        a, b, c, d = a * 0.5 + x, b * 0.5 + x, c * 0.5 + x, d * 0.5 + x
        e, f, g, h = e * 0.5 + x, f * 0.5 + x, g * 0.5 + x, h * 0.5 + x
    return a + b + c + d + e + f + g + h


def arithmetic(n: int = 20_000_000, times: int = 5) -> float:
    """Operations with numbers of 64 bits that one thread does in a second."""
    chains(1, 1.0)
    least = np.inf
    for _ in range(times):
        begin = time.perf_counter()
        chains(n, 1.0)
        least = min(least, time.perf_counter() - begin)
    return 16 * n / least


# --- all of it --------------------------------------------------------------------------------------------------------


def measured(
    shapes: tuple[tuple[int, int, int], ...] = SHAPES, months: int = COUNTED_MONTHS, scale: float = 1.0
) -> dict:
    """All of it, as numbers.

    Args:
        shapes: teachers, worlds and months in which time is looked at.
        months: in which operations are counted.
        scale: part of the usual work to measure the machine with.
    """
    by_step = counted_elsewhere(months)
    all_kinds = {kind: sum(step[kind] for step in by_step.values()) for kind in ("operations", "reads", "writes")}
    passes = sum(step["reads"] + step["writes"] >= 1.0 for step in by_step.values())
    row = empty_table("teachers", 1).itemsize
    moved = 2 * row * passes + 4 * ADVICE_TIES
    rate, speed = bandwidth(max(1, int(256 * scale))), arithmetic(max(1000, int(2e7 * scale)))
    has_clock = is_compiled() and platform.machine() in HAS_CLOCK
    times = [
        {"teachers": teachers, "worlds": worlds, "months": m, "ns": by_submodel(teachers, worlds, m)}
        for teachers, worlds, m in (shapes if has_clock else ())
    ]
    bytes_ns, operations_ns = 1e9 * moved / rate, 1e9 * all_kinds["operations"] / speed
    return {
        **all_kinds, "passes": passes, "row": row, "bytes": moved, "bandwidth": rate, "arithmetic": speed,
        "bytes_ns": bytes_ns, "operations_ns": operations_ns, "limit_ns": max(bytes_ns, operations_ns),
        "by_step": by_step, "times": times,
    }  # fmt: skip


def told(found: dict) -> str:
    """The same in words, as Markdown."""
    lines = []
    for one in found["times"]:
        whole = sum(one["ns"].values())
        size = f"{one['worlds']:,} × {one['teachers']:,} teachers, {one['months']} months"
        lines += [
            f"**Where a month of the whole model goes** ({size}, one thread, {whole:.0f} ns per teacher-month)", "",
            "| submodel | ns | share |", "|---|--:|--:|",
        ]  # fmt: skip
        lines += [f"| {name} | {ns:.2f} | {100 * ns / whole:.1f} % |" for name, ns in one["ns"].items()]
        lines.append("")
    if not found["times"]:
        lines += ["Where a month goes is not measured on this kind of processor, or without compiled code.", ""]
    lines += [
        "**How near the machine's limits** (an estimate: how it is made stands in `benchmarks/limits.py`)", "",
        f"- A teacher-month is {found['operations']:.0f} operations, {found['reads']:.0f} reads and "
        f"{found['writes']:.0f} writes of columns as rules are written, and at most {found['bytes']:.0f} bytes of "
        f"memory traffic: {found['passes']} steps look at rows of {found['row']} bytes.",
        f"- One thread of this machine copies {found['bandwidth'] / 1e9:.1f} GB a second and does "
        f"{found['arithmetic'] / 1e9:.1f} billion operations a second.",
        f"- At these rates the bytes would take {found['bytes_ns']:.1f} ns, the operations "
        f"{found['operations_ns']:.1f} ns.",
    ]  # fmt: skip
    for one in found["times"]:
        whole = sum(one["ns"].values())
        lines.append(f"- {one['worlds']:,} × {one['teachers']:,} teachers take {whole:.0f} ns, "
                     f"{whole / found['limit_ns']:.1f} times the longer of them.")  # fmt: skip
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="benchmarks.limits", description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--small", action="store_true", help="tiny sizes, to see that all of it works")
    parser.add_argument("--count", type=int, metavar="MONTHS", help="count operations in so many months, and no more")
    asked = parser.parse_args(arguments)
    if asked.count:
        print(json.dumps(counted_by_teacher(months=asked.count)))
        return
    found = measured(((50, 2, 3),), 2, 0.01) if asked.small else measured()
    print(json.dumps(found) if asked.json else told(found))


if __name__ == "__main__":
    main()
