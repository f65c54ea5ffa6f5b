"""Computes runs with a progress bar, and stops at once when the user presses Ctrl-C."""

import sys
import time

from tqdm import tqdm

from sim.engine.batch import Batch, Run
from sim.engine.result import Result
from sim.experiments.execute.interrupts import stopped_by_ctrl_c
from sim.scenario.scenario import Scenario
from sim.state.record import RECORDED


def computed(
    scenario: Scenario, replicates: range, months: int, seed: int, *, threads: int | None = None, log: bool = False,
    quiet: bool = False, tables: tuple[str, ...] = RECORDED,
) -> tuple[Result, Batch]:  # fmt: skip
    """Runs some replicates of a scenario.

    Args:
        scenario: what to run.
        replicates: their 0-based numbers.
        months: horizon.
        seed: the user's seed.
        threads: threads to use; all cores if None.
        log: whether to keep the event log.
        quiet: whether to say nothing while it runs.
        tables: monthly tables to keep.

    Returns:
        The tables, and the worlds behind them.
    """
    terminal = sys.stderr.isatty()
    batch = Batch([Run(scenario, replicate, seed) for replicate in replicates], months, tables=tables, log=log)
    total = len(replicates) * months
    if not quiet and not terminal:
        print(f"Running {len(replicates):,} x {months} months of {scenario.name} ...", file=sys.stderr, flush=True)
    start = time.perf_counter()
    with (
        stopped_by_ctrl_c() as stop,
        tqdm(total=total, unit="month", unit_scale=True, desc=scenario.name, disable=quiet or not terminal) as bar,
    ):

        def progress(months_done: int) -> None:
            if stop.is_set():  # raised in a worker: it leaves its chunk, and so do all others
                raise KeyboardInterrupt
            bar.update(months_done)

        batch.run(threads=threads, progress=progress)
    if not quiet and not terminal:
        print(f"Done in {time.perf_counter() - start:.1f} s.", file=sys.stderr, flush=True)
    return Result(batch), batch
