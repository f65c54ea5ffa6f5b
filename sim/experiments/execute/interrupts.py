"""Ctrl-C while compiled code runs: noticed even where the interrupt itself gets lost."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stopped_by_ctrl_c() -> Iterator[threading.Event]:
    """An event that is set when the user presses Ctrl-C (or asks to end), before the interrupt is raised as usual.

    Whoever computes looks at it each month: threads would otherwise be waited for, and an exception that is raised
    while Numba looks at the arguments of a call is swallowed there.
    """
    stop, before = threading.Event(), {}
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        stop.set()
        before[number](number, frame)

    for number in (signal.SIGINT, signal.SIGTERM):
        handler = signal.getsignal(number)
        if callable(handler):  # not where it is ignored, as in the background of a shell script, or ends the process
            before[number] = signal.signal(number, interrupt)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
