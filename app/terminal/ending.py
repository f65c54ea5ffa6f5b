"""Ending a command from outside: by a batch system, or by a terminal that is closed."""

import signal
from types import FrameType


def end_as_by_ctrl_c() -> None:
    """Lets requests to end do what Ctrl-C does, so that nothing half-done is left behind by them either."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:  # `nohup` has it ignored
            signal.signal(number, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
