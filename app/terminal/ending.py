"""Ending a command from outside: by a batch system, or by a terminal that is closed."""

import _thread
import os
import signal
import sys
import threading
from types import FrameType

#: Seconds after which an interrupt that was swallowed is sent again.
AGAIN = 0.05


def end_as_by_ctrl_c() -> None:
    """Lets requests to end do what Ctrl-C does, so that nothing half-done is left behind by them either."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:  # `nohup` has it ignored
            signal.signal(number, _interrupt)
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _send_again


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Libraries swallow what strikes while they are imported, Matplotlib as a bad style: then it is sent again."""
    if not _is_importing(frame):
        raise KeyboardInterrupt
    again = threading.Timer(AGAIN, os.kill, (os.getpid(), number))
    again.daemon = True
    again.start()


def _is_importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _send_again(told: "sys.UnraisableHookArgs") -> None:
    """An interrupt that strikes a callback of Python's own, such as one of an import, is swallowed there."""
    if told.exc_type is KeyboardInterrupt:
        threading.Timer(AGAIN, _thread.interrupt_main).start()
    else:
        sys.__unraisablehook__(told)
