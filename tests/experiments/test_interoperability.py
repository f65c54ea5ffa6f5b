"""Tools of others drive the model through their own interfaces: SALib, EMA Workbench and Dask."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from processes import started, wait_until

import sim
from sim.experiments import Sweep, grid, make_plan, morris, resume, saltelli, sweep, vary

NAMES = ("contact.meetings", "coordination.fte", "structure.board")


@pytest.fixture(scope="module", autouse=True)
def compiled():
    from sim.engine.batch import warm_up

    warm_up()


def test_salib_samples_runs_and_analyses(small):
    """SALib's own functional interface, with the model in the middle."""
    pytest.importorskip("SALib")
    from SALib.analyze import sobol as analyze
    from SALib.sample import sobol as sample

    problem = {"num_vars": 3, "names": list(NAMES), "bounds": [[0.25, 6.0], [0.0, 2.0], [0.0, 1.0]]}
    points = sample.sample(problem, 8, calc_second_order=False, seed=1)
    scenarios = [small.with_values(dict(zip(NAMES, map(float, point)))) for point in points]
    runs = sim.run(scenarios, replicates=3, months=24, seed=1).runs
    hours = runs["research_hours"].to_numpy().reshape(len(points), 3).mean(axis=1)
    found = analyze.analyze(problem, hours, calc_second_order=False, seed=1)
    assert np.isfinite(found["ST"]).all()
    assert found["ST"].max() > 0.1


def test_salib_problem_spec_drives_the_model(small):
    """SALib's object interface calls a function of a matrix of points."""
    salib = pytest.importorskip("SALib")

    def model(points: np.ndarray) -> np.ndarray:
        scenarios = [small.with_values(dict(zip(NAMES, map(float, point)))) for point in points]
        return sim.run(scenarios, replicates=1, months=12, seed=1).runs["practice_hours"].to_numpy()

    problem = salib.ProblemSpec(
        {"names": list(NAMES), "bounds": [[0.25, 6.0], [0.0, 2.0], [0.0, 1.0]], "outputs": ["hours"]}
    )
    problem.sample_morris(4, seed=1).evaluate(model).analyze_morris(seed=1)
    strength = dict(zip(problem.analysis["names"], problem.analysis["mu_star"]))
    assert max(strength, key=strength.get) in ("contact.meetings", "coordination.fte")


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_salib_analyses_a_sweep(small, tmp_path, method):
    """Designs of this house go to SALib's analysis by their unit cube, names and integers included."""
    pytest.importorskip("SALib")
    from importlib import import_module

    factors = [vary("contact.meetings"), vary("coordination.employer"), vary("breadth.teachers")]
    design = morris(factors, trajectories=4) if method == "morris" else saltelli(factors, base=8)
    found = sweep(make_plan(small, design=design, replicates=2, months=12), out=tmp_path / "x", jobs=1)
    hours = found.runs.groupby("point")["practice_hours"].mean().to_numpy()
    analyze = import_module(f"SALib.analyze.{method}").analyze
    told = analyze(design.problem, design.unit, hours) if method == "morris" else analyze(design.problem, hours, seed=1)
    strength = told["mu_star" if method == "morris" else "ST"]
    assert int(np.argmax(strength)) in (0, 2)
    assert strength[1] < max(strength)


@pytest.mark.slow
def test_ema_workbench_explores_policies_under_uncertainty(small):
    """EMA Workbench runs the model over its own samples of uncertainties and levers."""
    em = pytest.importorskip("ema_workbench")

    def partnership(meetings_gain=0.06, meetings=2.0, employer="research"):
        values = {"meetings.trust_gain": meetings_gain, "contact.meetings": meetings, "coordination.employer": employer}
        runs = sim.run(small.with_values(values), replicates=2, months=12, seed=1, threads=1).runs
        return {"trust": runs["trust"].mean(), "hours": runs["practice_hours"].mean()}

    model = em.Model("partnership", function=partnership)
    model.uncertainties = [em.RealParameter("meetings_gain", 0.02, 0.12)]
    model.levers = [
        em.RealParameter("meetings", 0.25, 6.0),
        em.CategoricalParameter("employer", ("research", "district", "neutral")),
    ]
    model.outcomes = [em.ScalarOutcome("trust"), em.ScalarOutcome("hours")]
    with em.SequentialEvaluator(model) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios=6, policies=4)
    assert len(experiments) == 24
    assert np.isfinite(outcomes["trust"]).all()
    row = experiments.iloc[17]
    again = partnership(row["meetings_gain"], row["meetings"], row["employer"])
    assert again == {"trust": outcomes["trust"][17], "hours": outcomes["hours"][17]}


@pytest.fixture(scope="module")
def plan(small):
    return make_plan(small, design=grid([vary("contact.meetings")], levels=3), replicates=4, months=12)


def test_dask_gives_the_same_bytes(plan, tmp_path):
    pytest.importorskip("distributed")
    from sim.experiments.execute.clusters import dask_executor

    with dask_executor("local", 2) as (executor, workers):
        assert workers == 2
        found = sweep(plan, executor, out=tmp_path / "dask", jobs=workers, batch=2)
    expected = sweep(plan, out=tmp_path / "here", jobs=1)
    for table in ("runs", "series"):
        pd.testing.assert_frame_equal(found.read(table), expected.read(table), check_exact=True)


@pytest.mark.slow
def test_absent_dask_cluster_is_told():
    pytest.importorskip("distributed")
    from sim.experiments import StoreError
    from sim.experiments.execute.clusters import dask_executor

    with pytest.raises(StoreError, match="there is no Dask cluster at"), dask_executor("tcp://127.0.0.1:9", 1):
        pass


@contextmanager
def dask_cluster(folder: Path) -> Iterator[tuple[subprocess.Popen, str]]:
    """A scheduler with one worker, in processes of their own, and its address."""
    told = folder / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli.dask_{}", "--scheduler-file", str(told), "--no-dashboard"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler, worker = ([word.format(role) for word in command] for role in ("scheduler", "worker"))
    with started([*scheduler, "--port", "0"], folder, **quiet) as first:
        wait_until(lambda: told.exists() and told.read_text().strip().endswith("}"), first)
        with started([*worker, "--nthreads", "1"], folder, **quiet):
            yield first, json.loads(told.read_text())["address"]


@pytest.mark.slow
def test_killed_dask_scheduler_is_told_and_costs_nothing(plan, tmp_path):
    distributed = pytest.importorskip("distributed")
    from sim.experiments import StoreError
    from sim.experiments.execute.clusters import dask_executor

    with dask_cluster(tmp_path) as (scheduler, address):
        with distributed.Client(address, set_as_default=False) as client:
            client.wait_for_workers(1)
        with (
            pytest.raises(StoreError, match="the scheduler that they work for, are gone; what was finished is safe"),
            dask_executor(address) as (executor, workers),
        ):
            sweep(plan, executor, out=tmp_path / "x", jobs=workers, batch=2, watch=lambda *told: scheduler.kill())
    assert 0 < Sweep(tmp_path / "x").status(thoroughly=True).done < plan.runs
    found, expected = resume(tmp_path / "x", jobs=1), sweep(plan, out=tmp_path / "here", jobs=1)
    for table in ("runs", "series"):
        pd.testing.assert_frame_equal(found.read(table), expected.read(table), check_exact=True)
