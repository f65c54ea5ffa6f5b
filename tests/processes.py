"""Processes that tests start: they hear Ctrl-C, are waited for by what they do, and never outlive their test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: Seconds after which something has gone wrong, on the slowest and busiest machine too.
LONG = 900


@contextmanager
def started(words: list[str], folder: Path, **options) -> Iterator[subprocess.Popen]:
    """A program in a process group of its own, which ends with the ``with`` block and takes its children along.

    Args:
        words: the program and its arguments.
        folder: where it runs.
        options: as for `subprocess.Popen`; what it prints is caught unless they say otherwise.
    """
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(words, cwd=folder, **{"env": env, **pipes, **_as_from_a_terminal(), **options}) as child:
        try:
            yield child
        finally:
            with suppress(ProcessLookupError):
                child.kill() if sys.platform == "win32" else os.killpg(child.pid, signal.SIGKILL)


def rpp_started(*arguments: str, folder: Path) -> contextmanager:
    """``rpp`` as such a program."""
    return started([sys.executable, "-m", "app", *arguments], folder)


def _as_from_a_terminal() -> dict:
    """Options of a process that hears requests to end, also where the tests run in the background and do not."""
    if sys.platform == "win32":
        return {}

    def hear() -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)

    return {"preexec_fn": hear, "start_new_session": True}


def wait_until(event: Callable[[], object], child: subprocess.Popen | None = None) -> None:
    """Waits for an event, as long as the child that brings it about is alive."""
    until = time.monotonic() + LONG
    while not event():
        assert child is None or child.poll() is None or event(), "the process ended before"
        assert time.monotonic() < until, "it does not happen"
        time.sleep(0.01)


def ended(child: subprocess.Popen) -> tuple[int, str, str]:
    """Exit code of a process that ends by itself, as a shell tells it, and what it printed.

    Python may end by the signal of Ctrl-C after the program has dealt with it; for a shell that is 130, too.
    """
    out, err = child.communicate(timeout=LONG)
    return child.returncode if child.returncode >= 0 else 128 - child.returncode, out, err
