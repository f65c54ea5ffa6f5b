"""Folders that version 0.1 wrote (`tests/data/version_0_1`) open in every analysis. This file goes in 0.3."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from command_line import good, rpp
from shared import later

from sim.declarations.renamed import PARAMETERS
from sim.experiments import CodeChanged, Finished, StoreError, open_results, resume

DATA = Path(__file__).parents[1] / "data" / "version_0_1"


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of an old folder."""
    return shutil.copytree(DATA / request.param, tmp_path / request.param)


both = pytest.mark.parametrize("folder", ["run", "sweep"], indirect=True)
run = pytest.mark.parametrize("folder", ["run"], indirect=True)
sweep = pytest.mark.parametrize("folder", ["sweep"], indirect=True)


@both
def test_it_opens_with_tables_and_provenance(folder: Path) -> None:
    found = open_results(folder)
    runs = pd.read_csv(folder / "runs.csv") if folder.name == "run" else pd.read_parquet(folder / "runs")
    assert sorted(found.finished["survival_months"]) == sorted(runs["survival_months"])
    assert found.finished["money_put_in"].isna().all()  # which that version did not know
    assert (found.months, found.seed, found.version) == (12, 1, "0.1.0")
    series = found.read_series(["trust"])
    assert len(series) == 12 * found.plan.runs and {"scenario", "variant", "policy", "stage", "trust"} <= set(series)
    assert Finished(found).summary().index.get_level_values("scenario").unique().tolist() == ["baseline"]
    assert found.manifest["program"]["version"] == "0.1.0" and found.manifest["command"]


@both
def test_names_are_the_present_ones(folder: Path) -> None:
    found = open_results(folder)
    (scenario,) = found.scenarios
    assert not set(scenario.world) & set(PARAMETERS) and "meetings.trust_gain" in scenario.world
    if folder.name == "sweep":
        assert [f.name for f in found.plan.factors] == ["meetings.trust_gain", "district.schools"]
        assert found.finished["meetings.trust_gain"].nunique() == 2


@both
@pytest.mark.parametrize("command", ["survival", *later("scale", "report")])
def test_it_is_analysed(folder: Path, command: str) -> None:
    good(command, str(folder))
    assert (folder.with_name(f"{folder.name}-{command}")).is_dir()


@run
def test_runs_are_compared_and_not_repeated(folder: Path) -> None:
    shutil.copytree(folder, folder.with_name("other"))
    assert "two pairs of runs" in good("compare", str(folder), str(folder.with_name("other"))).lower()
    code, said, told = rpp("network", str(folder), "--replicate", "1", "--months", "6")
    assert (code, said) == (2, "") and "which had no " in told and "runs not repeated" in told
    code, _, said = rpp("sensitivity", str(folder))
    assert code == 2 and "same in every point" in said


@run
def test_parquet_and_csv_say_the_same(folder: Path) -> None:
    before = open_results(folder).read("series")
    table = pd.read_csv(folder / "partnerships.csv", keep_default_na=False, na_values=[""],
                        float_precision="round_trip")  # fmt: skip
    table.to_parquet(folder / "partnerships.parquet")
    (folder / "partnerships.csv").unlink()
    pd.testing.assert_frame_equal(open_results(folder).read("series"), before)


@run
def test_what_is_broken_or_missing_is_told(folder: Path) -> None:
    with pytest.raises(StoreError, match="keeps no table of roles"):
        open_results(folder).read("roles")
    (folder / "scenario.json").write_text("{}", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be read as results"):
        open_results(folder)


@run
def test_nothing_is_written_over_it(folder: Path) -> None:
    before = {path.name for path in folder.iterdir()}
    code, _, said = rpp("run", "baseline", "--replicates", "2", "--months", "12", "--out", str(folder), "--quiet")
    assert code == 2 and "no results of this version" in said
    assert {path.name for path in folder.iterdir()} == before


@sweep
def test_a_sweep_is_not_gone_on_with_by_other_code(folder: Path) -> None:
    with pytest.raises(CodeChanged, match="no longer be comparable"):
        resume(folder, jobs=1)


@sweep
def test_changed_inputs_are_noticed(folder: Path) -> None:
    path = folder / "inputs" / "scenarios" / "0.json"
    path.write_text(path.read_text("utf-8").replace('"months": 120', '"months": 60'), "utf-8")
    with pytest.raises(StoreError, match="changed since the sweep began"):
        open_results(folder)
