"""Sweeps from Python: start one, go on with one, extend one, repeat one run."""

import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from sim.engine.batch import Batch, Run, compile_first
from sim.engine.observed import Observed
from sim.engine.result import Result
from sim.experiments.design.samples import Design
from sim.experiments.execute.precision import Precision, judge
from sim.experiments.execute.progress import Progress
from sim.experiments.execute.runner import Runner, batch_size
from sim.experiments.execute.worker import label_of, tables_of
from sim.experiments.plan.plan import Plan
from sim.experiments.store import provenance
from sim.experiments.store.files import StoreError, free_name
from sim.experiments.store.folder import Store, create, holds
from sim.experiments.store.opened import Sweep
from sim.experiments.store.resolved import check_can_run
from sim.scenario.mistakes import Problem, ScenarioError, checked_numbers, whole_number

Watch = Callable[[int, int, int], None]
#: What the numbers that share out the work may be at most.
_MOST = {"jobs": 4096, "threads": 4096, "batch": 10_000_000}


class CodeChanged(StoreError):
    """The model has changed since the sweep began."""


def sweep(
    plan: Plan,
    executor: Executor | None = None,
    *,
    out: str | Path | None = None,
    jobs: int | None = None,
    batch: int | None = None,
    shard: tuple[int, int] | None = None,
    threads: int | None = None,
    progress: bool = False,
    watch: Watch | None = None,
) -> Sweep:
    """Runs a plan and keeps the results in a folder.

    Args:
        plan: what to run.
        executor: where to run it; by default worker processes of this machine.
        out: a new or empty folder; a temporary one by default, which the system may clear away.
        jobs: worker processes, all cores by default; 1 computes in this process. With an executor: tasks that it works
            on at once.
        batch: runs per task. Results depend on none of executor, jobs and batch.
        shard: ``(i, n)`` runs only the i-th of n shares, counted from 1; runners of shards may share a folder.
        threads: threads of this process that share the work, instead of worker processes; quicker for a few hundred
            runs, because no process has to start.
        progress: whether to show a bar.
        watch: called with runs done, runs in all and runs failed, whenever some were finished.

    Returns:
        The results, for reading. Runs that failed are in ``failures``; nothing is raised for them.

    Raises:
        StoreError: the folder holds something, or another runner is at work on it.
        DiskFull: there was no room; what was written is safe, and `resume` goes on from there.
        KeyboardInterrupt: stopped by the user; `resume` goes on from there.
    """
    batch, threads, shard = _checked("batch", batch), _checked("threads", threads), checked_shard(shard)
    jobs = checked_jobs(jobs)  # before a folder is made
    _refuse_shards(plan.precision, shard)
    folder = Path(tempfile.mkdtemp(prefix="rpp-sweep-") if out is None else out)
    try:
        create(folder, plan)
    except StoreError:
        # Runners of shards start together: all but the first find the folder made.
        if shard is None or not holds(folder, plan):
            raise
    return resume(
        folder, executor, jobs=jobs, batch=batch, shard=shard, threads=threads, progress=progress, watch=watch
    )


def resume(
    folder: str | Path,
    executor: Executor | None = None,
    *,
    jobs: int | None = None,
    batch: int | None = None,
    shard: tuple[int, int] | None = None,
    threads: int | None = None,
    retry_failed: bool = False,
    other_code: bool = False,
    precision: Precision | None = None,
    progress: bool = False,
    watch: Watch | None = None,
) -> Sweep:
    """Goes on with a sweep: checks what is there, and runs what is missing.

    Args:
        folder: its folder.
        executor, jobs, batch, shard, threads, progress, watch: as for `sweep`.
        retry_failed: whether runs that failed are tried again.
        other_code: whether to go on although the model's sources have changed since.
        precision: when to stop adding replicates, instead of what the plan says.

    Raises:
        CodeChanged: the model has changed, and ``other_code`` is not set.
        StoreError, DiskFull, KeyboardInterrupt: as for `sweep`.
    """
    batch, threads, shard = _checked("batch", batch), _checked("threads", threads), checked_shard(shard)
    jobs = 1 if threads else checked_jobs(jobs)
    with _held(folder, shard) as store:
        _refuse_shards(precision or store.plan.precision, shard)  # before anything is changed
        _check_code(store, other_code)
        store.repair()
        if retry_failed:
            store.forget_failures()
        if precision is not None:
            store.replace_plan(replace(store.plan, precision=precision))
        try:
            _compute(store, executor, jobs, batch, threads, progress, watch)
        finally:
            with suppress(StoreError, OSError):  # where there is no room for it, the results are safe without it
                store.write_manifest()
    return Sweep(store.folder)


def _refuse_shards(precision: Precision | None, shard: tuple[int, int] | None) -> None:
    if precision is not None and shard is not None:
        raise StoreError("a sweep that stops by precision cannot be cut into shards")


@contextmanager
def _held(folder: str | Path, shard: tuple[int, int] | None = None) -> Iterator[Store]:
    """A results folder that no other runner changes meanwhile, as the last one left it."""
    with Store(Path(folder), shard).lock():
        yield Store(Path(folder), shard)


def _compute(
    store: Store, executor: Executor | None, jobs: int, batch: int | None, threads: int | None, progress: bool,
    watch: Watch | None,
) -> None:  # fmt: skip
    mine = store.count_pending()
    there = int(store.done.sum()) if store.shard is None else 0
    if mine or store.plan.precision is not None:
        compile_first()
    with Progress(there + mine, there, shown=progress, callback=watch) as shown:
        shown.failed = store.failed if store.shard is None else 0
        for note in store.notes:
            shown.say(note)
        while True:
            pending = store.count_pending()
            if pending:
                size = batch or batch_size(store.plan, jobs, pending, threads)
                Runner(store, executor, jobs, size, shown, threads or 1).run()
            more = _more_replicates(store, shown)
            if not more:
                return
            before = store.plan.runs
            store.replace_plan(store.plan.with_replicates(more))
            shown.grow(store.plan.runs - before)


def _more_replicates(store: Store, shown: Progress) -> int:
    """Replicates to add for the precision that is wanted; 0 if there is none, or it is reached, or the limit is."""
    wanted = store.plan.precision
    if wanted is None:
        return 0
    results = Sweep(store.folder)
    found = judge(wanted, {name: results.spread(name) for name in wanted.half_widths}, store.plan.replicates)
    told = ", ".join(f"{name} ± {width:.3g}" for name, width in found.widths.items())
    state = "precise enough" if found.reached else f"adding {found.more}" if found.more else "the limit is reached"
    shown.say(f"{store.plan.replicates} replicates: {told} at the widest point; {state}")
    return found.more


def describe(folder: str | Path) -> None:
    """Writes the manifest of a results folder anew, after files such as figures were added to it.

    Raises:
        StoreError: a runner is at work on it.
    """
    with _held(folder) as store:
        store.write_manifest()


def extend(
    folder: str | Path, *, replicates: int | None = None, design: Design | None = None, other_code: bool = False
) -> Plan:
    """Adds replicates of every point, or points, to a sweep. `resume` then runs them.

    Args:
        folder: its folder.
        replicates: how many more of each point.
        design: more points, each with as many replicates as the others have.
        other_code: whether the model may have changed since.

    Raises:
        CodeChanged: the model has changed since, so that what is added could not be compared.
        ScenarioError: there is nothing to add, or a number out of range.
        StoreError: no sweep, or a runner is at work on it.
    """
    if replicates is None and design is None:
        raise ScenarioError([Problem("", 0, "", "", "nothing to add", "give replicates or a design")])
    with _held(folder) as store:
        _check_code(store, other_code)  # before anything is written
        plan = store.plan if design is None else store.plan.with_points(design)
        plan = plan if replicates is None else plan.with_replicates(replicates)
        store.replace_plan(plan)
    return plan


def repeat(folder: str | Path, run: int) -> Result:
    """Computes one run of a sweep again, in this process, with all tables and the event log; errors come through.

    Args:
        folder: its folder.
        run: number of the run.

    Raises:
        StoreError: there is no such run, or an earlier version stored it with other parameters.
    """
    plan, number = Store(Path(folder)).plan, whole_number(run)
    if number is None:
        raise StoreError(f"the number of a run must be a whole one, not {run!r}")
    try:
        point, replicate = plan.run(number)
    except IndexError as error:
        raise StoreError(str(error)) from None
    check_can_run(plan.scenario(point))
    told = Run(plan.scenario(point), replicate, plan.seed_at(plan.point(point)))
    batch = Batch([told], plan.settings.months, log=True)
    batch.run(threads=1)
    tables_of(Observed.of(batch), [label_of(plan, number)], plan.settings)  # what made a run fail may have been here
    return Result(batch)


def _check_code(store: Store, other_code: bool) -> None:
    now = provenance.code_digest()
    if other_code or set(store.codes) <= {now}:
        return
    raise CodeChanged(
        f"{store.folder}: the model has changed since these runs began (code {', '.join(store.codes)}, now {now}), and "
        "more of them would no longer be comparable; name another folder, such as "
        f"{free_name(store.folder)}, delete this one, or mix them by: rpp resume {store.folder} --other-code"
    )


def _checked(name: str, number: int | None) -> int | None:
    return None if number is None else checked_numbers((name, number, 1, _MOST[name]))[0]


def checked_jobs(jobs: int | None) -> int:
    if jobs is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return _checked("jobs", jobs)


def checked_shard(shard: tuple[int, int] | None) -> tuple[int, int] | None:
    if shard is None:
        return None
    numbers = tuple(whole_number(number) or 0 for number in shard)
    if not (len(numbers) == 2 and 1 <= numbers[0] <= numbers[1] <= 100_000):
        message = "must be i/n with i from 1 to n, such as 2/10"
        raise ScenarioError([Problem("", 0, "shard", "/".join(map(str, shard)), message)])
    return numbers
