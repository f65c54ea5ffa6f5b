"""Where tasks run: in this process, in processes of this machine, or in any executor of the user's.

Worker processes are spawned, never forked. They ignore Ctrl-C (the runner ends them), they end by themselves when the
runner dies, and they do not run the user's main script a second time, so that no ``if __name__`` is needed.
"""

import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection, resource_tracker
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any


class SerialExecutor(Executor):
    """Runs each task at once, in the calling thread."""

    def submit(self, fn: Callable, /, *args: Any, **kwargs: Any) -> Future:  # the signature of every executor
        """Runs the task and returns its finished future."""
        future: Future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class _Worker(SpawnProcess):
    """A process that starts without Ctrl-C and without the user's main script."""

    def start(self) -> None:
        with _deaf_to_interrupts(), _without_main_script():
            super().start()


class _Context(SpawnContext):
    Process = _Worker


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """A child inherits that Ctrl-C is ignored; signals can only be set in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _without_main_script() -> Iterator[None]:
    """Tasks need nothing from the main script; where it has no guard, running it again would start workers anew."""
    main = sys.modules["__main__"]
    spec, path = getattr(main, "__spec__", None), getattr(main, "__file__", None)
    main.__spec__ = None
    if path is not None:
        del main.__file__
    try:
        yield
    finally:
        main.__spec__ = spec
        if path is not None:
            main.__file__ = path


def _begin() -> None:
    """What a worker does first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


#: Most processes that Windows can wait for at once.
MOST_ON_WINDOWS = 61


def processes(jobs: int) -> ProcessPoolExecutor:
    """A pool of worker processes."""
    _mute_tracker()
    jobs = min(jobs, MOST_ON_WINDOWS) if sys.platform == "win32" else jobs
    return ProcessPoolExecutor(jobs, mp_context=_Context(), initializer=_begin)


def has_lost_a_worker(pool: Executor | None) -> bool:
    """Whether a process of a pool has died.

    The pool says so itself, unless the process died while it handed over a result: the pool then waits for the rest of
    that result for ever.
    """
    return any(worker.exitcode is not None for worker in _workers(pool))


def close(pool: Executor) -> None:
    """Ends a pool that has nothing left to compute."""
    _mute_tracker()
    pool.shutdown()


def kill(pool: Executor) -> None:
    """Ends a pool without waiting for what it is computing."""
    _mute_tracker()
    workers, results = _workers(pool), getattr(pool, "_result_queue", None)
    pool.shutdown(wait=False, cancel_futures=True)
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join(5)
    if results is not None:
        results._writer.close()  # with all writers gone, nobody waits any longer for half a result


def _mute_tracker() -> None:
    """Lets Python's tracker of semaphores say nothing, and starts it where somebody killed it with the workers.

    A new one knows no semaphore, and prints a traceback for each that a pool then gives back.
    """
    if sys.platform == "win32":  # which has none
        return
    with warnings.catch_warnings(), open(os.devnull, "w") as nowhere:
        warnings.simplefilter("ignore")  # that it died
        stderr = os.dup(2)
        os.dup2(nowhere.fileno(), 2)
        try:
            resource_tracker.ensure_running()
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)


def _workers(pool: Executor | None) -> list[SpawnProcess]:
    return list((getattr(pool, "_processes", None) or {}).values())
