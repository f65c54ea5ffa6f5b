"""Results folders of either kind open in the same way, and what is no results folder says so."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from app.commands import run as running
from app.results.manifest import Plan
from app.results.opened import opened
from app.terminal.mistakes import Mistake
from sim.experiments import grid, listed, make_plan, sweep, vary
from sim.measures.outcomes import OUTCOMES
from sim.scenario.scenario import Event, Scenario


@pytest.fixture(scope="module")
def folders(small: Scenario, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A run and a sweep of the same small world, two years each."""
    at = tmp_path_factory.mktemp("opened")
    for name, csv in (("run", False), ("csv", True)):
        running.run(Plan(small, 3, 4, 24, csv, {}), at / name, threads=1, quiet=True, command="rpp run")
    plan = make_plan(small, design=grid([vary("contact.meetings")], levels=2), replicates=2, months=24, seed=3)
    sweep(plan, out=at / "sweep", jobs=1)
    return {name: at / name for name in ("run", "csv", "sweep")}


@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_both_kinds_give_the_same_tables(folders: dict[str, Path], kind: str) -> None:
    found = opened(folders[kind])
    assert (found.kind, found.months, found.seed, len(found.runs)) == (kind, 24, 3, 4)
    assert {"scenario", "policy", "point", "run", "replicate", *(o.name for o in OUTCOMES), "cause"} <= set(found.runs)
    assert {"scenario", "policy", "point", "run", "month", "stage", "trust"} <= set(found.read_series(("trust",)))
    assert found.failures.empty
    assert found.digest in found.about["Description"] or kind == "run"
    assert list(found.titles) == list(found.runs["scenario"].unique())


def test_csv_and_parquet_hold_the_same_months(folders: dict[str, Path]) -> None:
    one, other = (opened(folders[name]).read_series(("trust",)) for name in ("run", "csv"))
    pd.testing.assert_frame_equal(one.astype({"stage": str, "cause": str}), other, check_dtype=False)


def test_a_sweep_brings_the_values_of_its_factors(folders: dict[str, Path]) -> None:
    found = opened(folders["sweep"])
    assert [f.name for f in found.factors] == ["contact.meetings"]
    assert found.runs["contact.meetings"].nunique() == 2
    assert found.series_kind == "yearly" and found.read_series(())["month"].tolist() == [12, 24] * 4


def test_failed_runs_stand_apart(small: Scenario, tmp_path: Path) -> None:
    two = small.with_values({"scale.districts": 2})
    event = Event(3, "budget_cut", district=two.partnerships[0].districts[1].name, value=0.1)
    plan = make_plan(
        replace(two, events=(event,)), design=listed([{}, {"scale.districts": 1.0}]), replicates=1, months=12
    )
    sweep(plan, out=tmp_path / "some", jobs=1)
    found = opened(tmp_path / "some")
    assert len(found.runs) == len(found.failures) == 1
    design = listed([{}, {"scale.districts": 1.0}])
    plan = make_plan(replace(two, events=(event,)), design=design, replicates=1, months=12)
    sweep(plan, out=tmp_path / "both", jobs=1)
    found = opened(tmp_path / "both")
    assert len(found.runs) == len(found.failures) == 1
    sweep(plan, out=tmp_path / "second", jobs=1, batch=1, shard=(2, 2))
    with pytest.raises(Mistake, match="no run has finished; 1 failed"):
        opened(tmp_path / "second")


def test_what_is_no_results_folder_says_so(folders: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(Mistake, match="no such folder"):
        opened(tmp_path / "nowhere")
    with pytest.raises(Mistake, match="holds no results"):
        opened(tmp_path)
    broken = shutil.copytree(folders["run"], tmp_path / "broken")
    (broken / "runs.csv").unlink()
    with pytest.raises(Mistake, match="cannot be read as results"):
        opened(broken)
