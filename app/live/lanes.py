"""Lanes: one question of a browser at a time; the latest one wins, and an older one is ended at once."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from app.live.refused import Refused
from app.live.turns import Token

#: Longest name of a lane, and most lanes that are remembered.
LONGEST, MOST = 80, 1000


class Lanes:
    """Which request each lane waits for."""

    def __init__(self) -> None:
        self._lanes: OrderedDict[str, Token] = OrderedDict()
        self._lock = Lock()

    def enter(self, lane: object) -> Token:
        """A token for a new request; the one before it in this lane is cancelled.

        Raises:
            Refused: the lane has no proper name.
        """
        token = Token()
        if lane is None:
            return token
        if not isinstance(lane, str) or not 0 < len(lane) <= LONGEST:
            raise Refused(f"lane must be a name of up to {LONGEST} characters")
        with self._lock:
            before = self._lanes.pop(lane, None)
            self._lanes[lane] = token
            while len(self._lanes) > MOST:
                self._lanes.popitem(last=False)
        if before is not None:
            before.cancel()
        return token
