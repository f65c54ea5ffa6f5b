"""One runner at a time: a lock of the operating system, which ends with its process however that dies.

A runner of the whole sweep locks the folder for itself. Runners of shards share the folder, and each locks its shard.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sim.experiments.store.files import StoreError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt


def named(shard: tuple[int, int] | None) -> str:
    """What files of a runner are called, by its shard; None for the whole sweep."""
    return "sweep" if shard is None else "shard-{}-of-{}".format(*shard)


@contextmanager
def locked(folder: Path, shard: tuple[int, int] | None = None) -> Iterator[None]:
    """Holds a results folder, or one shard of it, while in a ``with`` block.

    Args:
        folder: where the lock files lie.
        shard: ``(i, n)`` for the i-th of n shards, counted from 1; None for the whole sweep.

    Raises:
        StoreError: another runner holds it (on entering).
    """
    with _held(folder / "sweep.lock", "this folder", shared=shard is not None):
        if shard is None:
            yield
            return
        with _held(folder / f"{named(shard)}.lock", "this shard"):
            _refuse_other_cuts(folder, shard[1])
            yield


@contextmanager
def _held(path: Path, what: str, *, shared: bool = False) -> Iterator[None]:
    with path.open("a+", encoding="utf-8") as file:
        # Whoever asks whether a folder is in use holds the lock for a moment.
        if not any(_is_locked(file, shared) or time.sleep(0.1) for _ in range(5)):
            file.seek(0)
            holder = file.read().strip()
            who = f" ({holder})" if holder else ""
            raise StoreError(f"another runner{who} is at work on {what}; wait for it, or stop it, and try again")
        if not shared:
            file.seek(0)
            file.truncate()
            file.write(f"process {os.getpid()} on {os.uname().nodename if hasattr(os, 'uname') else 'this machine'}")
            file.flush()
        yield


def _refuse_other_cuts(folder: Path, count: int) -> None:
    """Runners that cut the sweep into different numbers of shards would do the same runs."""
    for path in folder.glob("shard-*-of-*.lock"):
        if path.stem.endswith(f"-of-{count}"):
            continue
        with path.open("a+") as file:
            if not _is_locked(file, shared=False):
                raise StoreError(f"a runner of another cut is at work ({path.stem}); use the same number of shards")


def wait_for_makers(file: IO) -> None:
    """Waits until nobody else is making the same folder, and lets nobody else begin until the file is closed.

    Runners of shards start together.
    """
    if fcntl is not None:
        fcntl.flock(file, fcntl.LOCK_EX)
    else:
        while not _is_locked(file, shared=False):
            time.sleep(0.1)


def is_held(folder: Path) -> bool:
    """Whether a runner is at work on a folder."""
    path = folder / "sweep.lock"
    if not path.exists():
        return False
    try:
        file, shared = path.open("a+"), False
    except OSError:  # others' folder, or an archive: who may only read sees the runner of a whole sweep
        file, shared = path.open(), True
    with file:
        return not _is_locked(file, shared)


def _is_locked(file: IO, shared: bool) -> bool:
    try:
        if fcntl is not None:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        elif not shared:  # Windows has no shared locks here: shards there need a folder each
            file.seek(1_000_000)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
