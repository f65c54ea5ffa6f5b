"""One runner at a time: a lock of the operating system, which ends with its process however that dies.

A runner of the whole sweep locks the folder for itself. Runners of shards share the folder, and each locks its shard.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import TracebackType
from typing import IO

from sim.experiments.store.files import StoreError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt


class Lock:
    """Holds a results folder, or one shard of it, while in a ``with`` block.

    Args:
        folder: where the lock files lie.
        shard: ``(i, n)`` for the i-th of n shards, counted from 1; None for the whole sweep.

    Raises:
        StoreError: another runner holds it (on entering).
    """

    def __init__(self, folder: Path, shard: tuple[int, int] | None = None) -> None:
        self._folder, self._shard = folder, shard
        self._held: list[IO] = []

    def __enter__(self) -> Lock:
        try:
            self._take(self._folder / "sweep.lock", shared=self._shard is not None)
            if self._shard is not None:
                self._take(self._folder / "shard-{}-of-{}.lock".format(*self._shard), shared=False)
                self._refuse_other_cuts(self._shard[1])
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._held:
            self._held.pop().close()

    def _take(self, path: Path, *, shared: bool) -> None:
        file = path.open("a+")
        # Whoever asks whether a folder is in use holds the lock for a moment.
        if not any(_locked(file, shared) or time.sleep(0.1) for _ in range(5)):
            file.seek(0)
            holder = file.read().strip()
            file.close()
            who = f" ({holder})" if holder else ""
            what = "this shard" if path.name.startswith("shard") else "this folder"
            raise StoreError(f"another runner{who} is at work on {what}; wait for it, or stop it, and try again")
        self._held.append(file)
        if not shared:
            file.seek(0)
            file.truncate()
            file.write(f"process {os.getpid()} on {os.uname().nodename if hasattr(os, 'uname') else 'this machine'}")
            file.flush()

    def _refuse_other_cuts(self, count: int) -> None:
        """Runners that cut the sweep into different numbers of shards would do the same runs."""
        for path in self._folder.glob("shard-*-of-*.lock"):
            if path.stem.endswith(f"-of-{count}"):
                continue
            with path.open("a+") as file:
                if not _locked(file, shared=False):
                    raise StoreError(f"a runner of another cut is at work ({path.stem}); use the same number of shards")


class Creating:
    """Waits until nobody else is making the same folder, for runners of shards that start together."""

    def __init__(self, file: IO) -> None:
        self._file = file

    def __enter__(self) -> Creating:
        if fcntl is not None:
            fcntl.flock(self._file, fcntl.LOCK_EX)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if fcntl is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)


def is_held(folder: Path) -> bool:
    """Whether a runner is at work on a folder."""
    path = folder / "sweep.lock"
    if not path.exists():
        return False
    with path.open("a+") as file:
        return not _locked(file, shared=False)


def _locked(file: IO, shared: bool) -> bool:
    try:
        if fcntl is not None:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        elif not shared:  # Windows has no shared locks here: shards there need a folder each
            file.seek(1_000_000)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
