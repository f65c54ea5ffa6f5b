"""How far a sweep is: one bar on a terminal or in a notebook, plain lines anywhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from sim.engine.progress_bar import tqdm

#: Seconds between plain lines.
EVERY = 15.0


class Progress:
    """Shows runs per second, failed runs and time left.

    Args:
        total: runs of the whole sweep (of the shard).
        done: runs that were there at the start.
        shown: whether to show anything.
        callback: called with ``(done, total, failed)`` whenever something was finished.
    """

    def __init__(
        self, total: int, done: int, *, shown: bool, callback: Callable[[int, int, int], None] | None = None
    ) -> None:
        self.total, self.done, self.failed = total, done, 0
        self._at_start, self._begun, self._told = done, time.monotonic(), time.monotonic()
        self._callback = callback
        self._lines = shown and not sys.stderr.isatty() and "ipykernel" not in sys.modules
        self._bar = tqdm(
            total=total, initial=done, desc="runs", unit=" runs", disable=not shown or self._lines, smoothing=0.1,
            dynamic_ncols=True,
            bar_format="{l_bar}{bar}| {n:.0f}/{total_fmt} [{elapsed}<{remaining}, {rate_fmt}{postfix}]",
        )  # fmt: skip
        self._ahead = 0.0

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._bar.close()
        if self._lines and self.done > self._at_start:
            self._say()

    def add(self, runs: int, failed: int) -> None:
        """Tells of finished runs, of which some failed."""
        self.done += runs
        self.failed += failed
        if self.failed:
            self._bar.set_postfix_str(f"{self.failed} failed", refresh=False)
        self._bar.update(runs - self._ahead)
        self._ahead = 0.0
        if self._callback is not None:
            self._callback(self.done, self.total, self.failed)
        if self._lines and time.monotonic() - self._told >= EVERY:
            self._told = time.monotonic()
            self._say()

    def come_closer(self, runs: float) -> None:
        """Moves the bar by parts of runs that are under way, until `add` tells that they are finished."""
        self._ahead += runs
        self._bar.update(runs)

    def grow(self, runs: int) -> None:
        """Tells that there are more runs to do than was said."""
        self.total += runs
        self._bar.total = self.total
        self._bar.refresh()

    def say(self, text: str) -> None:
        """A line of its own, that does not tear the bar."""
        if self._lines or not self._bar.disable:
            self._bar.write(text, file=sys.stderr)

    def _say(self) -> None:
        rate = (self.done - self._at_start) / max(1e-9, time.monotonic() - self._begun)
        left = (self.total - self.done) / rate if rate > 0 else 0.0
        failed = f", {self.failed} failed" if self.failed else ""
        rest = f", {duration(left)} left" if self.done < self.total else ""
        line = f"{self.done:,} of {self.total:,} runs, {rate:.0f} a second{failed}{rest}"
        print(line, file=sys.stderr, flush=True)


def duration(seconds: float) -> str:
    """A time in words, such as ``3 min 20 s``."""
    seconds = round(seconds)
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60} s"
    return f"{seconds // 3600} h {seconds % 3600 // 60} min"
