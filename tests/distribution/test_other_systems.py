"""What Windows and macOS would trip over, as far as it can be told from here: names of files, and locks."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim.experiments import StoreError
from sim.experiments.store import lock

ROOT = Path(__file__).parents[2]
FOLDERS = ("sim", "analysis", "app", "scenarios", "docs", "notebooks", "tools", "tests", "benchmarks")
#: Names that Windows keeps for devices, whatever their ending.
DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def test_every_file_has_a_name_that_all_systems_take():
    paths = [path.relative_to(ROOT) for folder in FOLDERS for path in (ROOT / folder).rglob("*")
             if "__pycache__" not in path.parts]  # fmt: skip
    assert paths
    assert not [p for p in paths if re.search(r'[<>:"|?*\\\x00-\x1f]|[ .]$', p.name) or DEVICES.match(p.name)]
    alike = Counter(str(path).lower() for path in paths)
    assert not [name for name, times in alike.items() if times > 1], "one name in two cases"


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks as Windows has them: of a byte, by whoever opened the file."""
    held: dict[tuple[int, int], int] = {}

    def locking(descriptor: int, mode: int, count: int) -> None:
        at = (os.fstat(descriptor).st_ino, os.lseek(descriptor, 0, os.SEEK_CUR))
        owner = held.get(at)
        try:
            alive = owner is not None and owner != descriptor and os.fstat(owner).st_ino == at[0]
        except OSError:  # closed, which gives its locks back
            alive = False
        if alive:
            raise OSError("somebody else holds it")
        held[at] = descriptor

    fake = SimpleNamespace(LK_NBLCK=2, LK_LOCK=1, locking=locking)
    monkeypatch.setattr(lock, "fcntl", None)
    monkeypatch.setattr(lock, "msvcrt", fake, raising=False)


def test_one_runner_at_a_time_by_locks_of_windows(windows, tmp_path: Path):
    assert not lock.is_held(tmp_path)
    with lock.locked(tmp_path):
        assert lock.is_held(tmp_path)
        with pytest.raises(StoreError, match=f"process {os.getpid()}"), lock.locked(tmp_path):
            pass
    assert not lock.is_held(tmp_path)
    with lock.locked(tmp_path):
        pass
