"""The runner: gives out what is missing, puts into the folder what comes back, and gets over what goes wrong.

Tasks are made as they are needed and only a few are under way at a time, so that memory does not grow with the number
of runs. Only this process writes into the folder.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from contextlib import suppress
from itertools import islice

from sim.experiments.execute import pools
from sim.experiments.execute.interrupts import stopped_by_ctrl_c
from sim.experiments.execute.progress import Progress
from sim.experiments.execute.worker import Order, Part, Task, compute, label_of, part_of_failures
from sim.experiments.plan.plan import Plan
from sim.experiments.store.files import StoreError
from sim.experiments.store.folder import Store
from sim.experiments.store.tables import Failure
from sim.scenario.scenario import Scenario, Value

#: Teachers in one task: enough to make calls cheap, few enough to keep memory small.
TEACHERS_AT_A_TIME = 15_000
MOST_AT_A_TIME = 100
#: Times as many in a task that threads share, which is the only one at work.
SHARED = 4
#: Times that a run may take its worker down before it counts as failed.
ATTEMPTS = 2
#: Times that workers may die with nothing finished in between. One deadly run in a task of 100 takes ten of them.
MOST_DEATHS = 20


class WorkersLost(StoreError):
    """The executor is broken and is not ours to replace."""


def batch_size(plan: Plan, jobs: int, pending: int, threads: int | None = None) -> int:
    """Runs per task: as many as memory allows, and few enough that every worker process gets several tasks.

    What threads share does not depend on their number, so that the same runs stand in the same files.
    """
    teachers = max(_teachers(scenario) for scenario in plan.scenarios)
    room = TEACHERS_AT_A_TIME * (SHARED if threads else 1)
    size = max(1, min(MOST_AT_A_TIME, room // max(1, teachers)))
    return size if threads else max(1, min(size, -(-pending // (4 * jobs))))


def _teachers(scenario: Scenario) -> int:
    contexts = (d.context for d in scenario.districts)
    return int(sum(c["district.schools"] * c["district.teachers_per_school"] for c in contexts))


def tasks(store: Store, size: int) -> Iterator[Task]:
    """What is missing, in replicate-major order, in tasks of a size."""
    plan, numbers = store.plan, store.pending()
    while chunk := list(islice(numbers, size)):
        values: dict[int, dict[str, Value]] = {}
        yield Task(tuple(order_of(plan, number, values) for number in chunk), plan.settings, store.stamp)


def order_of(plan: Plan, number: int, values: dict[int, dict[str, Value]] | None = None) -> Order:
    """What a run consists of.

    Args:
        plan: the plan.
        number: number of the run.
        values: values of the points seen before, which runs of one point then share.
    """
    label = label_of(plan, number)
    point = plan.point(label.point)
    values = {} if values is None else values
    if point.number not in values:
        values[point.number] = plan.values(point)
    return Order(label, plan.scenarios[point.scenario], values[point.number], plan.seed_at(point))


class Runner:
    """Computes what a results folder misses.

    Args:
        store: the folder, locked.
        executor: the user's own; None for processes of this machine.
        jobs: worker processes; 1 computes in this process. With an executor: how many tasks it works on at once.
        size: runs per task.
        progress: what is told of every finished part.
        threads: threads that share each task, where this process computes.
    """

    def __init__(
        self, store: Store, executor: Executor | None, jobs: int, size: int, progress: Progress, threads: int = 1
    ) -> None:
        self._store, self._progress = store, progress
        self._given, self._jobs, self._size, self._threads = executor, jobs, size, threads
        self._pool: Executor | None = executor
        self._under_way: dict[Future, Task] = {}
        self._suspects: deque[Task] = deque()
        self._is_trial = False
        self._attempts: dict[int, int] = {}
        self._deaths = 0

    def run(self) -> None:
        """Computes until nothing is missing.

        Raises:
            KeyboardInterrupt: the user stopped it; what was finished is in the folder.
            DiskFull: there was no room; what was written before is safe.
            WorkersLost: the given executor broke.
        """
        try:
            with stopped_by_ctrl_c() as self._stopped:
                waiting = tasks(self._store, self._size)
                while self._give_out(waiting):
                    self._collect()
        except BaseException:
            for future in self._under_way:
                future.cancel()
            with suppress(StoreError, OSError):  # no room, or no folder: the caller is told of the first trouble
                self._let_go()
            raise
        if self._given is None and self._pool is not None:
            pools.close(self._pool)

    def _give_out(self, waiting: Iterator[Task]) -> bool:
        """Gives out tasks, suspected ones first and each alone. False if nothing is left.

        Alone, it shows which of them takes its worker down.
        """
        while len(self._under_way) < self._ahead:
            suspects = len(self._suspects)
            task = self._suspects.popleft() if suspects else next(waiting, None)
            if task is None or not self._submit(task):
                break
            self._is_trial = suspects > 0
        return bool(self._under_way or self._suspects)

    @property
    def _ahead(self) -> int:
        """Most tasks under way: more than workers, so that none waits while results are written; a suspect alone."""
        alone = self._is_serial or self._is_trial or self._suspects
        return 1 if alone else self._jobs + max(1, self._jobs // 2)

    @property
    def _is_serial(self) -> bool:
        return self._given is None and self._jobs == 1

    def _submit(self, task: Task) -> bool:
        """Gives a task to the pool; False if the pool turned out to be broken."""
        if self._pool is None:
            self._pool = pools.SerialExecutor() if self._is_serial else pools.processes(self._jobs)
        try:
            here = (self._threads, self._watch) if self._is_serial else ()
            future = self._pool.submit(compute, task, *here)
        except BrokenExecutor:
            self._suspects.append(task)
            self._replace_pool()
            return False
        self._under_way[future] = task
        return True

    def _watch(self, months: int) -> None:
        if self._stopped.is_set():
            raise KeyboardInterrupt
        self._progress.come_closer(months / self._store.plan.settings.months)

    def _collect(self) -> None:
        """Waits for something to finish, and deals with all that has."""
        # A wait that ends now and then lets Ctrl-C through on every system.
        errors = {f: _error_of(f) for f in wait(self._under_way, timeout=1.0, return_when=FIRST_COMPLETED).done}
        if not errors and self._given is None and pools.has_lost_a_worker(self._pool):
            died = BrokenExecutor("a worker died while it handed over a result")
            errors = {f: _error_of(f) if f.done() else died for f in self._under_way}
        failed = []
        for future, error in errors.items():
            task = self._under_way.pop(future)
            if error is None:
                self._keep(future.result())
            else:
                failed.append((task, error))
        if any(isinstance(error, BrokenExecutor) for _, error in failed):
            self._replace_pool()
        for task, error in failed:
            if self._is_trial:
                self._judge(task, error)
            else:
                self._suspects.append(task)

    def _keep(self, parts: list[Part]) -> None:
        self._deaths = 0
        for part in parts:
            self._store.commit(part)
            self._progress.add(len(part.runs), len(part.runs) if part.failed else 0)

    def _replace_pool(self) -> None:
        """After a worker died: what was under way is suspected, and a new pool is made when it is needed."""
        if self._given is not None:
            raise WorkersLost("the workers, or the scheduler that they work for, are gone; what was finished is safe")
        self._deaths += 1
        if self._deaths > MOST_DEATHS:
            raise WorkersLost("worker processes die again and again before they finish anything; is memory short?")
        self._suspects.extend(self._let_go())

    def _let_go(self) -> list[Task]:
        """Ends the pool. What has finished meanwhile is kept; the tasks that have not are handed back."""
        unfinished = []
        try:
            for future, task in self._under_way.items():
                if future.done() and not future.cancelled() and future.exception() is None:
                    self._keep(future.result())
                else:
                    unfinished.append(task)
        finally:
            self._under_way.clear()
            pool, self._pool = self._pool, None
            if pool is not None and self._given is None:
                pools.kill(pool)
        return unfinished

    def _judge(self, task: Task, error: BaseException) -> None:
        """A task that failed alone: halve it, or try it again, or give its run up."""
        if len(task.orders) > 1:
            self._suspects.extendleft(reversed(task.halves()))
            return
        run = task.orders[0].label.run
        self._attempts[run] = self._attempts.get(run, 0) + 1
        if self._attempts[run] < ATTEMPTS:
            self._suspects.appendleft(task)
            return
        text = f"{type(error).__name__}: {error}".strip()
        message = "its worker process died, twice; perhaps it needs more memory than there is"
        told = message if isinstance(error, BrokenExecutor) else str(error)[:2000]
        failure = Failure(task.orders[0].label, type(error).__name__, told, text)
        self._keep([part_of_failures([failure], task)])


def _error_of(future: Future) -> BaseException | None:
    """What a finished task raised. Nobody cancels one while it is waited for, but a cluster whose scheduler died."""
    try:
        error = future.exception()
    except CancelledError as cancelled:
        error = cancelled
    return BrokenExecutor("the scheduler is gone") if isinstance(error, CancelledError) else error
