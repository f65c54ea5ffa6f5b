"""Who may use the processors next: a room that waits for a first answer goes before one that waits for a finer one."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

#: Urgency: a first answer, a picture that somebody clicked for, a finer answer, what takes a minute, and what nobody
#: waits for.
FIRST, CLICKED, FINER, LONG, BEHIND = range(5)


class Cancelled(Exception):
    """Nobody waits for this any more."""


class Token:
    """Whether a request still stands; whoever works for it asks from time to time."""

    def __init__(self) -> None:
        self.cancelled = False
        #: Its place among equals, from the first turn on: who needs several turns goes on before who came later.
        self.place: int | None = None
        self._waiting: list[Condition] = []

    def cancel(self) -> None:
        """Ends it; work for it stops within a month of the model."""
        self.cancelled = True
        for condition in list(self._waiting):
            with condition:
                condition.notify_all()

    def check(self) -> None:
        """Raises `Cancelled` once it has been cancelled."""
        if self.cancelled:
            raise Cancelled

    @contextmanager
    def woken(self, condition: Condition) -> Iterator[None]:
        """While somebody waits on a condition for it, cancelling wakes them."""
        self._waiting.append(condition)
        try:
            yield
        finally:
            self._waiting.remove(condition)


class Turns:
    """One at a time, the most urgent first, and among equals in the order in which they came."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._waiting: list[tuple[int, int]] = []
        self._number = itertools.count()
        self._taken = False

    def is_wanted(self, urgency: int) -> bool:
        """Whether somebody more urgent waits, so that whoever can begin again later should give way."""
        with self._condition:
            return bool(self._waiting) and self._waiting[0][0] < urgency

    @contextmanager
    def turn(self, urgency: int, token: Token) -> Iterator[None]:
        """Waits for a turn, and gives it back.

        Raises:
            Cancelled: it was cancelled while it waited.
        """
        if token.place is None:
            token.place = next(self._number)
        me = (urgency, token.place)
        with self._condition, token.woken(self._condition):
            heapq.heappush(self._waiting, me)
            while (self._taken or self._waiting[0] != me) and not token.cancelled:
                self._condition.wait()
            self._waiting.remove(me)
            heapq.heapify(self._waiting)
            if token.cancelled:
                self._condition.notify_all()
                raise Cancelled
            self._taken = True
        try:
            yield
        finally:
            with self._condition:
                self._taken = False
                self._condition.notify_all()


#: The processors of this machine.
PROCESSORS = Turns()
