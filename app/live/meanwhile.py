"""Work that finds things while one call goes on: what it tells meanwhile comes out as lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from queue import Queue
from threading import Thread
from typing import Any

Line = dict[str, Any]


def told_meanwhile(work: Callable[[Callable[[Line], None]], None]) -> Iterator[Line]:
    """Lines that some work tells, as it tells them; what it raises is raised here.

    Args:
        work: is given a function that takes a line, and runs in a thread of its own.
    """
    found: Queue[Line | Exception | None] = Queue()

    def run() -> None:
        try:
            work(found.put)
        except Exception as error:  # told to whoever asked
            found.put(error)
        finally:
            found.put(None)

    Thread(target=run, daemon=True).start()
    while (line := found.get()) is not None:
        if isinstance(line, Exception):
            raise line
        yield line
