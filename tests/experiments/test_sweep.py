"""The runner: the same bytes from every executor, and what it does about runs, workers and users that stop."""

from __future__ import annotations

import multiprocessing
import os
import signal
import struct
import subprocess
import sys
import textwrap
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from processes import ended, started, wait_until
from shared import later

from sim.engine.batch import Batch
from sim.engine.run import run
from sim.experiments import Precision, Sweep, extend, grid, listed, make_plan, repeat, resume, sweep, vary
from sim.experiments.execute import runner as runner_module
from sim.experiments.execute.runner import WorkersLost
from sim.experiments.execute.worker import compute
from sim.experiments.plan.estimate import estimate
from sim.experiments.store.files import StoreError
from sim.experiments.store.folder import create
from sim.scenario.mistakes import ScenarioError
from sim.scenario.scenario import Event

TABLES = ("runs", "series", "events", "failures")


@pytest.fixture(scope="module")
def plan(small):
    design = grid([vary("contact.meetings", levels=[1.0, 3.0]), vary("coordination.employer")])
    return make_plan(small, design=design, replicates=4, months=24, events=True)


@pytest.fixture(scope="module")
def reference(plan, tmp_path_factory):
    return sweep(plan, out=tmp_path_factory.mktemp("sweep") / "reference", jobs=1, batch=1000)


def same(a: Sweep, b: Sweep) -> None:
    for table in TABLES:
        if (a.folder / table).exists():
            pd.testing.assert_frame_equal(a.read(table), b.read(table), check_exact=True)
    pd.testing.assert_frame_equal(a.design, b.design, check_exact=True)


class Backwards(Executor):
    """Finishes tasks in the opposite order, as an unfair cluster might."""

    def __init__(self) -> None:
        self._waiting: list = []

    def submit(self, fn, /, *args, **kwargs):
        future: Future = Future()
        self._waiting.append((future, fn, args, kwargs))
        if len(self._waiting) >= 3:
            while self._waiting:
                last, work, a, k = self._waiting.pop()
                last.set_result(work(*a, **k))
        return future


@pytest.mark.parametrize("batch", [1, 5, 7])
def test_batch_size_makes_no_difference(plan, reference, tmp_path, batch):
    same(sweep(plan, out=tmp_path / "x", jobs=1, batch=batch), reference)


def test_threads_make_no_difference(plan, reference, tmp_path):
    with ThreadPoolExecutor(2) as executor:
        same(sweep(plan, executor, out=tmp_path / "x", jobs=2, batch=3), reference)


def test_order_of_arrival_makes_no_difference(plan, reference, tmp_path):
    same(sweep(plan, Backwards(), out=tmp_path / "x", jobs=3, batch=2), reference)


def test_processes_make_no_difference(plan, reference, tmp_path):
    same(sweep(plan, out=tmp_path / "x", jobs=2, batch=3), reference)


def test_shards_make_no_difference(plan, reference, tmp_path):
    for i in (2, 3, 1):
        found = sweep(plan, out=tmp_path / "x", jobs=1, batch=3, shard=(i, 3))
    assert found.is_complete
    same(found, reference)


def test_folders_of_shards_can_be_copied_into_one(plan, reference, tmp_path):
    for i in (1, 2):
        sweep(plan, out=tmp_path / str(i), jobs=1, shard=(i, 2))
    for path in sorted((tmp_path / "2").rglob("*")):
        target = tmp_path / "1" / path.relative_to(tmp_path / "2")
        if path.is_file() and not target.exists():
            target.write_bytes(path.read_bytes())
    same(Sweep(tmp_path / "1"), reference)


def test_rows_are_what_a_single_run_gives(plan, reference, small):
    row = reference.table().query("run == 20").iloc[0]
    alone = run(
        small, replicates=int(row["replicate"]) + 1, months=24, seed=1,
        set={"contact.meetings": row["contact.meetings"], "coordination.employer": row["coordination.employer"]},
    )  # fmt: skip
    expected = alone.runs[alone.runs["replicate"] == row["replicate"]].iloc[0]
    for name in expected.index.drop(["run", "scenario", "variant"]):  # what varies stands in columns of its own
        assert row[name] == expected[name] or (pd.isna(row[name]) and pd.isna(expected[name])), name
    monthly = alone.partnerships.query("replicate == @row.replicate and month == 24").iloc[0]
    yearly = reference.series.query("run == 20 and month == 24").iloc[0]
    assert yearly["trust"] == monthly["trust"]
    assert yearly["stage"] == monthly["stage"]


def test_every_column_is_in_the_dictionary(reference):
    told = pd.read_csv(reference.folder / "dictionary.csv", keep_default_na=False)
    for table in TABLES:
        names = told.loc[told["table"] == table, "column"].tolist()
        assert names == list(reference.read(table).columns) or not len(reference.read(table))
    assert told.loc[told["table"] == "inputs/design", "column"].tolist() == list(reference.design.columns)
    assert (told["unit"] != "").all()
    assert (told["meaning"] != "").all()


def test_yearly_means_are_means_of_months(small, tmp_path):
    kept = {s: sweep(make_plan(small, replicates=1, months=25, series=s, columns=["trust"]), out=tmp_path / s, jobs=1)
            for s in ("monthly", "yearly_means", "yearly", "none")}  # fmt: skip
    trust = kept["monthly"].series["trust"].to_numpy()
    assert len(trust) == 25
    assert kept["yearly_means"].series["trust"].to_numpy() == pytest.approx(trust[:24].reshape(2, 12).mean(axis=1))
    assert kept["yearly"].series["trust"].tolist() == [trust[11], trust[23]]
    with pytest.raises(StoreError, match="keeps no table of series"):
        kept["none"].read("series")


# --- runs that fail -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def failing_plan(small):
    """Its third point takes away the district that an event is aimed at, so that it cannot be resolved."""
    two = small.with_values({"scale.districts": 2})
    event = Event(3, "budget_cut", district=two.partnerships[0].districts[1].name, value=0.1)
    design = listed([{}, {"contact.meetings": 1.0}, {"scale.districts": 1.0}, {"contact.meetings": 3.0}])
    return make_plan(replace(two, events=(event,)), design=design, replicates=3, months=12)


@pytest.mark.parametrize("jobs", [1, 2])
def test_failed_run_is_one_row_and_all_others_arrive(failing_plan, tmp_path, jobs):
    found = sweep(failing_plan, out=tmp_path / "x", jobs=jobs, batch=5)
    runs = found.runs
    assert runs.groupby("status")["run"].nunique().to_dict() == {"done": 9, "failed": 3}
    assert runs.loc[runs["status"] == "failed", "point"].tolist() == [2, 2, 2]
    assert runs.loc[runs["status"] == "failed", "survival_months"].isna().all()
    assert found.is_complete
    assert found.failed == 3
    failure = found.failures.iloc[0]
    assert failure["error"] == "ScenarioError"
    assert "would not be there" in failure["message"]
    assert "Traceback" in failure["traceback"]
    assert failure["command"] == f"rpp repeat . {failure['run']}"
    with pytest.raises(ScenarioError):
        repeat(found.folder, int(failure["run"]))


def test_failures_are_the_same_bytes_in_any_batch(failing_plan, tmp_path):
    same(sweep(failing_plan, out=tmp_path / "a", jobs=1, batch=1), sweep(failing_plan, out=tmp_path / "b", jobs=1))


def test_one_bad_run_in_a_batch_is_found_by_halving(plan, reference, tmp_path, monkeypatch):
    whole = Batch.run

    def fails_for_replicate_2(self, **options):
        if any(r.replicate == 2 and r.scenario.partnerships[0].levers["contact.meetings"] == 3.0 for r in self.runs):
            raise FloatingPointError("a number went wrong")
        return whole(self, **options)

    monkeypatch.setattr(Batch, "run", fails_for_replicate_2)
    found = sweep(plan, out=tmp_path / "x", jobs=1, batch=24)
    failed = found.failures["run"].tolist()
    assert len(failed) == 3
    expected = reference.runs[~reference.runs["run"].isin(failed)].reset_index(drop=True)
    arrived = found.runs[found.runs["status"] == "done"].reset_index(drop=True)
    pd.testing.assert_frame_equal(arrived, expected, check_exact=True)
    monkeypatch.undo()
    same(resume(tmp_path / "x", jobs=1), found)  # failed runs stay, unless they are to be tried again
    same(resume(tmp_path / "x", jobs=1, retry_failed=True), reference)


# --- workers that die ---------------------------------------------------------------------------------------------


def test_worker_that_is_killed_costs_no_run(plan, reference, tmp_path):
    killed = []

    def kill_one(done, total, failed):
        if not killed:
            victim = multiprocessing.active_children()[0]
            victim.kill()
            killed.append(victim.pid)

    found = sweep(plan, out=tmp_path / "x", jobs=2, batch=1, watch=kill_one)
    assert killed
    same(found, reference)


def deadly(task):
    """Stands for a run that takes its process down, as one that needs too much memory does."""
    if any(order.label.run == 13 for order in task.orders):
        os._exit(9)
    return compute(task)


@pytest.mark.slow
def test_run_that_kills_its_worker_is_found_and_told(plan, reference, tmp_path, monkeypatch):
    from tests.experiments.test_sweep import deadly as importable

    monkeypatch.setattr(runner_module, "compute", importable)
    found = sweep(plan, out=tmp_path / "x", jobs=2, batch=6)
    assert found.failures["run"].tolist() == [13]
    assert "its worker process died" in found.failures["message"].iloc[0]
    arrived = found.runs[found.runs["status"] == "done"].reset_index(drop=True)
    expected = reference.runs[reference.runs["run"] != 13].reset_index(drop=True)
    pd.testing.assert_frame_equal(arrived, expected, check_exact=True)


def half_handed_over(task):
    """Stands for a worker that is killed while it writes a result to the pool: it leaves half of one."""
    if any(order.label.run == 13 for order in task.orders):
        frame = sys._getframe()
        while "result_queue" not in frame.f_locals:
            frame = frame.f_back
        os.write(frame.f_locals["result_queue"]._writer.fileno(), struct.pack("!i", 1000) + b"half")
        os.kill(os.getpid(), signal.SIGKILL)
    return compute(task)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="pipes of Windows pass on whole messages")
def test_worker_that_dies_in_the_middle_of_a_result_stops_nothing(plan, tmp_path, monkeypatch):
    from tests.experiments.test_sweep import half_handed_over as importable

    monkeypatch.setattr(runner_module, "compute", importable)
    found = sweep(plan, out=tmp_path / "x", jobs=2, batch=6)
    assert found.failures["run"].tolist() == [13]


class Broken(Executor):
    """An executor whose workers are gone."""

    def submit(self, fn, /, *args, **kwargs):
        from concurrent.futures import BrokenExecutor

        raise BrokenExecutor("gone")


class Cancelling(Executor):
    """A cluster whose scheduler dies after the first task: what it was given is cancelled."""

    def __init__(self) -> None:
        self._tasks = 0

    def submit(self, fn, /, *args, **kwargs):
        future: Future = Future()
        self._tasks += 1
        if self._tasks == 1:
            future.set_result(fn(*args, **kwargs))
        else:
            future.cancel()
            future.set_running_or_notify_cancel()
        return future


@pytest.mark.parametrize("executor", [Broken, Cancelling])
def test_executor_of_the_user_that_goes_is_told(plan, reference, tmp_path, executor):
    with pytest.raises(WorkersLost, match="what was finished is safe"):
        sweep(plan, executor(), out=tmp_path / "x", jobs=1, batch=5)
    assert Sweep(tmp_path / "x").status().done == (5 if executor is Cancelling else 0)
    same(resume(tmp_path / "x", jobs=1), reference)


WITHOUT_ITS_TRACKER = """
import os, signal, sys
from multiprocessing import active_children
from pathlib import Path
from sim.experiments import resume

def kill_all_but_workers(done, total, failed):
    workers = {child.pid for child in active_children()}
    own = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    for pid in {int(pid) for pid in own} - workers:
        killed.append(os.kill(pid, signal.SIGKILL))

killed = []
resume(sys.argv[1], jobs=2, batch=4, watch=kill_all_but_workers)
assert killed
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells which children there are")
def test_killing_what_python_starts_beside_workers_prints_no_traceback(plan, reference, tmp_path):
    create(tmp_path / "x", plan)
    with started([sys.executable, "-c", WITHOUT_ITS_TRACKER, str(tmp_path / "x")], tmp_path) as process:
        assert ended(process) == (0, "", "")
    same(Sweep(tmp_path / "x"), reference)


# --- users that stop ----------------------------------------------------------------------------------------------


def test_interrupt_keeps_what_is_finished_and_resume_completes_it(plan, reference, tmp_path):
    def stop(done, total, failed):
        if done >= 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(plan, out=tmp_path / "x", jobs=1, batch=2, watch=stop)
    stopped = Sweep(tmp_path / "x")
    counts = np.bincount(stopped.runs["point"], minlength=plan.points)
    assert 9 <= len(stopped.runs) < plan.runs
    assert counts.max() - counts.min() <= 1
    same(resume(tmp_path / "x", jobs=1), reference)


SCRIPT = """
    import sys
    sys.path.insert(0, {root!r})
    from app.cli import main
    main()
"""


def rpp(tmp_path: Path, *words: str) -> AbstractContextManager[subprocess.Popen]:
    """The command line, as a process of its own; the script has no guard, and needs none."""
    script = tmp_path / "rpp.py"
    script.write_text(textwrap.dedent(SCRIPT).format(root=str(Path(__file__).parents[2])), encoding="utf-8")
    return started([sys.executable, str(script), *words], tmp_path)


EXPERIMENT = """
title: Small
design: {method: grid, levels: 2}
vary: {contact.meetings: , structure.board: }
policies: {small: {district.schools: 3, district.teachers_per_school: 10}}
replicates: 3
months: 12
"""


def test_command_line_from_plan_to_archive(tmp_path):
    (tmp_path / "e.yaml").write_text(EXPERIMENT, encoding="utf-8")

    def call(*words):
        with rpp(tmp_path, *words) as process:
            return ended(process)

    code, out, _ = call("sweep", "e.yaml", "--plan")
    assert code == 0
    assert "runs             12" in out
    assert not (tmp_path / "out").exists()
    code, _, err = call("sweep", "e.yaml", "--out", "out", "--jobs", "1", "--csv")
    assert code == 0, err
    assert pd.read_csv(tmp_path / "out" / "csv" / "runs.csv")["run"].tolist() == list(range(12))
    code, _, err = call("sweep", "e.yaml", "--out", "out")
    assert (code, "already holds results" in err) == (2, True)
    code, _, err = call("sweep", "e.yaml", "--out", "out", "--resume", "--replicates", "4")
    assert (code, "holds other results" in err) == (2, True)
    assert call("sweep", "e.yaml", "--out", "out", "--resume", "--jobs", "1")[0] == 0
    code, out, _ = call("extend", "out", "--replicates", "+1", "--jobs", "1")
    assert (code, "16 runs" in out) == (0, True)
    code, out, _ = call("status", "out", "--check")
    assert (code, "16 of 16 runs (100%), 0 failed" in out) == (0, True)
    assert call("archive", "out")[0] == 0
    assert (tmp_path / "out.zip").exists()
    code, _, err = call("sweep", "e.yaml", "--out", "other", "--shard", "3/2", "--precision", "trus=1")
    assert (code, "did you mean trust" in err) == (2, True)


FAILING_SCENARIO = """
title: Two districts, one of them struck
levers: {scale.districts: 2}
context: {district.schools: 2, district.teachers_per_school: 10}
events: [{month: 3, do: budget_cut, district: struck-district-2, value: 0.1}]
"""
FAILING_EXPERIMENT = """
title: Its last point takes the struck district away
scenarios: [struck.yaml]
design: {method: list}
points: [{contact.meetings: 1}, {contact.meetings: 3}, {scale.districts: 1}]
replicates: 2
months: 6
"""


def test_failed_runs_end_with_3_and_all_others_arrive(tmp_path):
    (tmp_path / "struck.yaml").write_text(FAILING_SCENARIO, encoding="utf-8")
    (tmp_path / "e.yaml").write_text(FAILING_EXPERIMENT, encoding="utf-8")
    with rpp(tmp_path, "sweep", "e.yaml", "--out", "out", "--jobs", "1") as process:
        code, _, err = ended(process)
    assert code == 3, err
    runs = pd.read_parquet(tmp_path / "out" / "runs")
    assert runs["status"].value_counts().to_dict() == {"done": 4, "failed": 2}
    failures = pd.read_parquet(tmp_path / "out" / "failures")
    assert failures["command"].str.startswith("rpp repeat").all()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("sent", [signal.SIGINT, *later(signal.SIGTERM)])
def test_interrupt_ends_with_130_and_the_command_to_go_on(tmp_path, sent):
    (tmp_path / "e.yaml").write_text(EXPERIMENT.replace("replicates: 3", "replicates: 5000"), encoding="utf-8")
    journal = tmp_path / "out dir" / "journal" / "sweep.jsonl"
    with rpp(tmp_path, "sweep", "e.yaml", "--out", "out dir", "--jobs", "2", "--batch", "4") as process:
        wait_until(lambda: journal.exists() and journal.stat().st_size, process)
        process.send_signal(sent)
        code, _, err = ended(process)
    assert code == 130, err
    assert "rpp resume 'out dir' --jobs 2" in err
    assert "Traceback" not in err
    found = Sweep(tmp_path / "out dir")
    assert 0 < len(found.runs) < found.plan.runs
    assert not found.status(thoroughly=True).damaged


# --- more of it ---------------------------------------------------------------------------------------------------


def test_more_replicates_give_what_a_larger_sweep_had_given(plan, small, tmp_path):
    start = replace(plan, blocks=(replace(plan.blocks[0], replicates=2),))
    sweep(start, out=tmp_path / "x", jobs=1)
    extend(tmp_path / "x", replicates=2)
    assert not Sweep(tmp_path / "x").is_complete
    same(resume(tmp_path / "x", jobs=1), sweep(plan, out=tmp_path / "y", jobs=1))


def test_more_points_join_the_design(plan, reference, tmp_path):
    sweep(plan, out=tmp_path / "x", jobs=1)
    extend(tmp_path / "x", design=listed([{"structure.board": 1.0}]), replicates=1)
    found = resume(tmp_path / "x", jobs=1)
    assert found.is_complete
    assert found.design["point"].tolist() == list(range(7))
    assert found.runs.groupby("point")["replicate"].apply(list).tolist() == [[0, 1, 2, 3, 4]] * 7
    first = found.runs[found.runs["run"] < plan.runs].reset_index(drop=True)
    pd.testing.assert_frame_equal(first, reference.runs, check_exact=True)
    with pytest.raises(ScenarioError, match="nothing to add"):
        extend(tmp_path / "x")


def test_precision_adds_replicates_until_it_is_reached(small, tmp_path):
    plan = make_plan(small, replicates=4, months=12, precision=Precision({"practice_hours": 8.0}, most=500))
    found = sweep(plan, out=tmp_path / "x", jobs=1)
    hours = found.runs["practice_hours"]
    from scipy.stats import t

    half = t.ppf(0.975, len(hours) - 1) * hours.std(ddof=1) / np.sqrt(len(hours))
    assert half <= 8.0
    assert 10 <= len(hours) < 500
    count, spread = found.spread("practice_hours")
    assert count.tolist() == [len(hours)]
    assert spread[0] == pytest.approx(hours.std(ddof=1))
    found = resume(tmp_path / "x", jobs=1, precision=Precision({"practice_hours": 1e-6}, most=len(hours) + 3))
    assert found.plan.replicates == len(hours) + 3


def test_estimate_is_of_the_right_size(plan, reference):
    found = estimate(plan, 1)
    size = reference.status().megabytes
    assert (found.runs, found.points, found.distinct, found.failing) == (24, 6, 6, 0)
    assert size / 3 < found.megabytes < size * 3
    assert found.seconds > 0


@pytest.mark.parametrize(("option", "value"), [("jobs", 0), ("jobs", True), ("shard", (0, 2)), ("shard", (3, 2))])
def test_impossible_options_are_refused_before_anything_is_written(plan, tmp_path, option, value):
    with pytest.raises(ScenarioError, match="must be"):
        sweep(plan, out=tmp_path / "x", **{option: value})
    assert not (tmp_path / "x").exists()


def test_precision_in_shards_is_refused_before_anything_is_written(small, plan, tmp_path):
    precise = Precision({"practice_hours": 8.0})
    with pytest.raises(StoreError, match="cannot be cut into shards"):
        sweep(replace(plan, precision=precise), out=tmp_path / "x", shard=(1, 2))
    assert not (tmp_path / "x").exists()
    create(tmp_path / "y", plan)
    before = (tmp_path / "y" / "inputs" / "plan.json").read_bytes()
    with pytest.raises(StoreError, match="cannot be cut into shards"):
        resume(tmp_path / "y", shard=(1, 2), precision=precise)
    assert (tmp_path / "y" / "inputs" / "plan.json").read_bytes() == before
