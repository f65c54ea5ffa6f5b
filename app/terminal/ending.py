"""Ending a command from outside: by a batch system, or by a terminal that is closed."""

import os
import signal
import sys
import threading
from types import FrameType

#: Seconds after which an interrupt that was swallowed is sent again.
AGAIN = 0.05


def end_as_by_ctrl_c() -> None:
    """Lets requests to end do what Ctrl-C does, so that nothing half-done is left behind by them either."""
    for name, usual in (
        ("SIGINT", signal.default_int_handler), ("SIGTERM", signal.SIG_DFL), ("SIGHUP", signal.SIG_DFL),
    ):  # fmt: skip
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        # Not where it is ignored: `nohup` does so, and shells for what they run in the background.
        if number is not None and signal.getsignal(number) == usual:
            signal.signal(number, _interrupt)
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _send_again


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Libraries swallow what strikes while they are imported, Matplotlib as a bad style: then it is sent again."""
    if not _is_importing(frame):
        raise KeyboardInterrupt(number)
    _send_later(number)


def _is_importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _send_again(told: "sys.UnraisableHookArgs") -> None:
    """An interrupt that strikes a callback of Python's own, such as one of an import, is swallowed there."""
    if told.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(told)
        return
    # Sent as what it was: Ctrl-C may be ignored where a request to end is not.
    numbers = getattr(told.exc_value, "args", ())
    _send_later(numbers[0] if numbers else signal.SIGINT)


def _send_later(number: int) -> None:
    again = threading.Timer(AGAIN, _send, (number,))
    again.daemon = True
    again.start()


def _send(number: int) -> None:
    if sys.platform == "win32":  # where `os.kill` ends a process without asking it
        signal.raise_signal(number)
    else:
        os.kill(os.getpid(), number)
