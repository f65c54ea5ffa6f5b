"""Running a scenario from Python: the shortest way from a name to tables."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from sim.arguments import one_of, whole
from sim.engine.batch import Batch, Run, compile_first
from sim.engine.progress_bar import tqdm
from sim.engine.result import Result
from sim.scenario.adding import with_event
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Event, Scenario, Value
from sim.state.record import RECORDED

#: Largest seed: seeds fill 63 bits, so that every tool that stores them as signed integers can.
LARGEST_SEED = 2**63 - 1
MOST_REPLICATES, MOST_MONTHS, MOST_THREADS = 10_000_000, 12_000, 4096


class Cancelled(Exception):
    """The callable that watched the progress of a run has stopped it."""


def run(
    scenario: str | Path | Scenario | Sequence[str | Path | Scenario],
    *,
    replicates: int | Iterable[int] | None = None,
    months: int | None = None,
    seed: int = 1,
    set: Mapping[str, Value] | None = None,
    events: Iterable[Event | Mapping[str, object]] = (),
    threads: int | None = None,
    tables: Sequence[str] = RECORDED,
    log: bool = False,
    progress: bool | Callable[[int, int], object] = False,
) -> Result:
    """Runs one scenario, or several under common random numbers.

    Args:
        scenario: name, file, or resolved scenario; or a list of them. Replicates of several scenarios pair up.
        replicates: runs of each scenario, or their 0-based numbers, such as ``range(30, 200)`` to go on where 30 runs
            ended; by default as many as the (first) scenario suggests.
        months: horizon; by default the longest that the scenarios ask for.
        seed: from 0 to 2**63 - 1. The same seed gives the same bytes.
        set: values by dotted name that override the files.
        events: what happens in all scenarios beside their own events, as `Scenario.with_event` takes it.
        threads: threads to use; all cores if None. Results do not depend on it.
        tables: monthly tables to keep (``partnerships`` is always kept).
        log: whether to keep the event log.
        progress: whether to show a progress bar; or a callable that is told how many world-months are done, of how
            many, about a hundred times in all, from one thread at a time. It cancels the run by returning False.

    Returns:
        Tables of all runs.

    Raises:
        ScenarioError: mistakes in the scenario, in ``set`` or in ``events``.
        ValueError: replicates, months, seed, threads or tables out of range.
        Cancelled: ``progress`` returned False.
    """
    listed = [scenario] if isinstance(scenario, (str, Path, Scenario)) else list(scenario)
    if not listed:
        raise ValueError("no scenario to run")
    loaded = [s.with_values(set) if isinstance(s, Scenario) else load_scenario(s, set=set) for s in listed]
    numbers = _numbers(loaded[0].replicates if replicates is None else replicates)
    months = max(s.months for s in loaded) if months is None else whole("months", months, 1, MOST_MONTHS)
    for event in [events] if isinstance(events, Event | Mapping) else events:
        loaded = [with_event(s, event, months) for s in loaded]
    seed = whole("seed", seed, 0, LARGEST_SEED)
    threads = None if threads is None else whole("threads", threads, 1, MOST_THREADS)
    wanted = {one_of("table", name, RECORDED) for name in tables} | {"partnerships"}
    kept = tuple(name for name in RECORDED if name in wanted)
    runs = [Run(s, replicate, seed) for s in loaded for replicate in numbers]
    compile_first()
    batch = Batch(runs, months, tables=kept, log=log)
    total, watched = len(runs) * months, callable(progress)
    # World-months are what is counted inside; people want to know how far it is and how long it takes.
    with tqdm(
        total=total, desc=f"{len(runs):,} runs", disable=watched or not progress, mininterval=0.2,
        bar_format="{desc}: {percentage:3.0f} %|{bar}| {elapsed} < {remaining}",
    ) as bar:  # fmt: skip
        batch.run(threads=threads, progress=_watched(progress, total) if watched else bar.update)
    return Result(batch)


def _numbers(replicates: int | Iterable[int]) -> list[int]:
    """Numbers of replicates, each once."""
    if isinstance(replicates, str | bytes | Mapping) or not isinstance(replicates, Iterable):
        return list(range(whole("replicates", replicates, 1, MOST_REPLICATES)))
    numbers = [whole("each of replicates", number, 0, MOST_REPLICATES) for number in replicates]
    if not numbers:
        raise ValueError("replicates are empty; give a number, or numbers such as range(30, 200)")
    most, times = Counter(numbers).most_common(1)[0]
    if times > 1:
        raise ValueError(f"replicate {most} is there twice, and would give the same run again")
    return numbers


def _watched(watch: Callable[[int, int], object], total: int) -> Callable[[int], None]:
    """What a batch tells its progress to: it passes on whole hundredths."""
    done = told = 0
    stopped = False

    def update(more: int) -> None:
        nonlocal done, told, stopped
        done += more
        if not stopped and 100 * done // total > told:
            told = 100 * done // total
            stopped = watch(done, total) is False and done < total
        if stopped:
            raise Cancelled(f"stopped by its progress callable after {told} %")

    return update
