"""Running a scenario from Python: the shortest way from a name to tables."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tqdm.auto import tqdm

from sim.engine.batch import Batch, Run, warm_up
from sim.engine.result import Result
from sim.kernel.compiled import is_warm
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario, Value
from sim.submodels.observation import RECORDED

#: Largest seed: seeds fill 63 bits, so that every tool that stores them as signed integers can.
LARGEST_SEED = 2**63 - 1


def run(
    scenario: str | Path | Scenario | Sequence[str | Path | Scenario],
    *,
    replicates: int | None = None,
    months: int | None = None,
    seed: int = 1,
    set: Mapping[str, Value] | None = None,
    threads: int | None = None,
    tables: Sequence[str] = RECORDED,
    log: bool = False,
    progress: bool = False,
) -> Result:
    """Runs one scenario, or several under the same luck.

    Args:
        scenario: name, file, or resolved scenario; or a list of them. Replicates of several scenarios pair up.
        replicates: runs of each scenario; by default what the (first) scenario suggests.
        months: horizon; by default the longest that the scenarios ask for.
        seed: from 0 to 2**63 - 1. The same seed gives the same bytes.
        set: values by dotted name that override the files.
        threads: threads to use; all cores if None. Results do not depend on it.
        tables: monthly tables to keep (``partnerships`` is always kept).
        log: whether to keep the event log.
        progress: whether to show a progress bar.

    Returns:
        Tables of all runs.

    Raises:
        ScenarioError: mistakes in the scenario or in ``set``.
        ValueError: replicates, months, seed, threads or tables out of range.
    """
    listed = [scenario] if isinstance(scenario, (str, Path, Scenario)) else list(scenario)
    if not listed:
        raise ValueError("no scenario to run")
    loaded = [_loaded(item, set) for item in listed]
    replicates = loaded[0].replicates if replicates is None else replicates
    months = max(s.months for s in loaded) if months is None else months
    _check("replicates", replicates, 1, 10_000_000)
    _check("months", months, 1, 12_000)
    _check("seed", seed, 0, LARGEST_SEED)
    if threads is not None:
        _check("threads", threads, 1, 4096)
    unknown = [name for name in tables if name not in RECORDED]
    if unknown:
        raise ValueError(f"unknown table {unknown[0]!r}; there are {', '.join(RECORDED)}")
    kept = tuple(name for name in RECORDED if name in tables or name == "partnerships")
    runs = [Run(s, replicate, seed) for s in loaded for replicate in range(replicates)]
    if not is_warm():
        if progress:
            print("Compiling the model for this machine (once, about half a minute) ...", file=sys.stderr, flush=True)
        warm_up()
    batch = Batch(runs, months, tables=kept, log=log)
    # World-months are what is counted inside; people want to know how far it is and how long it takes.
    bar = tqdm(
        total=len(runs) * months, desc=f"{len(runs):,} runs", disable=not progress, mininterval=0.2,
        bar_format="{desc}: {percentage:3.0f} %|{bar}| {elapsed} < {remaining}",
    )  # fmt: skip
    with bar:
        batch.run(threads=threads, progress=bar.update)
    return Result(batch)


def _loaded(item: str | Path | Scenario, values: Mapping[str, Value] | None) -> Scenario:
    if isinstance(item, Scenario):
        return item.with_values(values or {})
    return load_scenario(item, set=values)


def _check(name: str, value: int, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{name} must be a whole number from {low} to {high}, not {value!r}")
