"""kill -9 at random moments: after the last resume every run is there once, with the bytes of a sweep left in peace."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from processes import ROOT, started, wait_until

from sim.experiments import Sweep, grid, make_plan, resume, sweep, vary
from sim.experiments.store.files import UNFINISHED
from sim.experiments.store.folder import create

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def begun(folder: Path, jobs: int, batch: int) -> AbstractContextManager[subprocess.Popen]:
    """A runner in a process of its own."""
    code = f"from sim.experiments import resume; resume({str(folder)!r}, jobs={jobs}, batch={batch})"
    return started([sys.executable, "-c", code], ROOT, stderr=subprocess.DEVNULL)


def parts(folder: Path) -> int:
    return len(list((folder / "runs").glob("part-*.parquet")))


def kill_and_resume(plan, folder: Path, kills: int, moments: random.Random) -> list[int]:
    """Kills a runner again and again after it has begun to write; returns how many runs were there each time."""
    create(folder, plan)
    seen = []
    for _ in range(kills):
        there = parts(folder)
        with begun(folder, jobs=moments.choice([1, 1, 2]), batch=moments.choice([1, 2, 3])) as runner:
            wait_until(lambda there=there: parts(folder) > there, runner)
            time.sleep(moments.random() * 0.4)
            assert runner.poll() is None, "it was done, or had died, before it was killed"
            os.kill(runner.pid, signal.SIGKILL)
            runner.wait()
        seen.append(int(Sweep(folder).status(thoroughly=True).done))
    return seen


def check(plan, tmp_path: Path, kills: int) -> None:
    folder = tmp_path / "killed"
    seen = kill_and_resume(plan, folder, kills, random.Random(20))
    assert seen == sorted(seen), "a run that was safe was lost"
    assert 0 < seen[0] < seen[-1] < plan.runs
    stopped = Sweep(folder)
    counts = np.bincount(stopped.runs["point"], minlength=plan.points)
    assert counts.max() - counts.min() <= 12, "a stopped sweep is balanced, but for the few tasks that were under way"
    found = resume(folder, jobs=1)
    expected = sweep(plan, out=tmp_path / "peace", jobs=1)
    for table in ("runs", "series"):
        a, b = found.read(table), expected.read(table)
        pd.testing.assert_frame_equal(a, b, check_exact=True)
        whole = pd.read_parquet(folder / table).sort_values("run", kind="stable", ignore_index=True)
        pd.testing.assert_frame_equal(whole, b, check_exact=True)  # nothing lies in the folder that does not count
    assert found.runs["run"].tolist() == list(range(plan.runs))
    assert not list(folder.rglob(f"*{UNFINISHED}"))
    assert not (folder / "damaged").exists()


@pytest.fixture(scope="module")
def plan(small):
    design = grid([vary("contact.meetings"), vary("coordination.employer")], levels=2)
    return make_plan(small, design=design, replicates=1000, months=12)


@pytest.mark.slow
def test_killed_three_times(plan, tmp_path):
    check(plan, tmp_path, 3)


@pytest.mark.slow
def test_killed_twenty_times(plan, tmp_path):
    check(plan, tmp_path, 20)


def test_workers_end_with_their_runner(plan, tmp_path):
    folder = tmp_path / "x"
    create(folder, plan)
    with begun(folder, jobs=2, batch=5) as runner:
        wait_until(lambda: parts(folder), runner)
        workers = children(runner.pid)
        assert len(workers) >= 2
        os.kill(runner.pid, signal.SIGKILL)
        runner.wait()
        wait_until(lambda: not any(map(is_alive, workers)))


def children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    if not path.exists():
        pytest.skip("this system does not tell")
    return [int(child) for child in path.read_text().split()]


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.slow
def test_memory_is_flat_in_the_number_of_runs(tmp_path):
    """Peak memory of a sweep of 20,000 runs is within 100 MB of that of 200."""
    code = """
import resource, sys
from sim.experiments import grid, make_plan, sweep, vary
from sim.scenario.files import load_scenario
small = load_scenario("baseline", set={"district.schools": 3, "district.teachers_per_school": 10})
plan = make_plan(small, design=grid([vary("contact.meetings")], levels=20), replicates=int(sys.argv[1]), months=12)
sweep(plan, out=sys.argv[2], jobs=1)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
    peak = {}
    for replicates in (10, 1000):
        words = [sys.executable, "-c", code, str(replicates), str(tmp_path / str(replicates))]
        peak[replicates] = float(subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT).stdout)
    assert peak[1000] - peak[10] < 100, peak
