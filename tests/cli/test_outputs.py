"""The folder of a run: complete, the same for the same seed, and never written over something else."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.wording import summary
from app.commands import run as running
from app.results import manifest, outputs
from app.results.dictionary import MONTHLY, dictionary
from app.results.manifest import Plan
from app.terminal.mistakes import Mistake
from sim.engine.run import run as run_model
from sim.measures.outcomes import OUTCOMES
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario

TABLES = ("runs.csv", *(f"{name}.parquet" for name in MONTHLY))


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    """A world that runs in a moment, with two districts."""
    return load_scenario("baseline").with_values(
        {"district.schools": 3, "district.teachers_per_school": 5, "scale.districts": 2}
    )


def plan(scenario: Scenario, **changes: object) -> Plan:
    """A small plan; ``changes`` by the names of `Plan`."""
    values = {"seed": 3, "replicates": 4, "months": 26, "csv": False, "values": {}, **changes}
    return Plan(scenario, **values)  # type: ignore[arg-type]


def write(p: Plan, folder: Path, threads: int = 1) -> running.Finished:
    """Carries a plan out."""
    return running.run(p, folder, threads=threads, quiet=True, command="rpp run")


@pytest.fixture(scope="module")
def written(tiny: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a run."""
    folder = tmp_path_factory.mktemp("runs") / "one"
    write(plan(tiny), folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the manifest, which has a date."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != manifest.FILE}


def test_everything_is_there(written: Path) -> None:
    names = {path.name for path in written.iterdir()}
    assert names >= {*TABLES, "scenario.json", "dictionary.csv", "manifest.json"}
    assert not [path for path in written.parent.iterdir() if path != written]


def test_same_seed_same_bytes(tiny: Scenario, written: Path, tmp_path: Path) -> None:
    write(plan(tiny), tmp_path / "again", threads=2)
    assert contents(tmp_path / "again") == contents(written)


def test_other_seed_other_tables(tiny: Scenario, written: Path, tmp_path: Path) -> None:
    write(plan(tiny, seed=4), tmp_path / "other")
    assert (tmp_path / "other" / "runs.csv").read_bytes() != (written / "runs.csv").read_bytes()


def test_tables_are_those_of_the_model(tiny: Scenario, written: Path) -> None:
    result = run_model(tiny, replicates=4, months=26, seed=3)
    pd.testing.assert_frame_equal(pd.read_csv(written / "runs.csv"), result.runs, check_dtype=False)
    for name in MONTHLY:
        found = pd.read_parquet(written / f"{name}.parquet")
        pd.testing.assert_frame_equal(found, getattr(result, name), check_dtype=False, check_categorical=False)


def test_csv_says_the_same_as_parquet(tiny: Scenario, written: Path, tmp_path: Path) -> None:
    write(plan(tiny, csv=True), tmp_path / "csv")
    for name in MONTHLY:
        left = pd.read_csv(tmp_path / "csv" / f"{name}.csv", float_precision="round_trip")
        right = pd.read_parquet(written / f"{name}.parquet")
        assert list(left.columns) == list(right.columns)
        for column in left.select_dtypes("number"):
            np.testing.assert_array_equal(left[column], right[column])


def test_dictionary_tells_every_column_in_order(written: Path) -> None:
    told = pd.read_csv(written / "dictionary.csv", keep_default_na=False)
    for file in TABLES:
        table = pd.read_csv(written / file) if file.endswith("csv") else pd.read_parquet(written / file)
        assert list(told[told.table == file.partition(".")[0]].column) == list(table.columns)
    assert (told[["unit", "meaning"]] != "").all().all()
    assert len(told) == len(dictionary())


def test_manifest_tells_what_was_done(tiny: Scenario, written: Path) -> None:
    found = json.loads((written / manifest.FILE).read_text(encoding="utf-8"))
    assert (found["seed"], found["replicates"], found["months"]) == (3, 4, 26)
    assert found["scenario"]["digest"] == tiny.digest
    assert found["plan"] == plan(tiny).digest
    assert found["packages"]["numpy"] == np.__version__
    names = {file["name"] for file in found["files"]}
    assert names == {path.name for path in written.iterdir()} - {manifest.FILE}
    for file in found["files"]:
        data = (written / file["name"]).read_bytes()
        assert file["sha256"] == hashlib.sha256(data).hexdigest()
    rows = {file["name"]: file.get("rows") for file in found["files"]}
    assert rows["runs.csv"] == 4 and rows["districts.parquet"] == 4 * 26 * 2 and rows["scenario.json"] is None


def test_scenario_can_be_read_back(tiny: Scenario, written: Path) -> None:
    found = json.loads((written / "scenario.json").read_text(encoding="utf-8"))
    assert found.pop("digest") == tiny.digest
    assert found == json.loads(json.dumps(tiny.to_dict()))


def test_plans_differ_by_what_changes_the_tables(tiny: Scenario) -> None:
    one = plan(tiny)
    others = [
        plan(tiny, seed=4), plan(tiny, replicates=5), plan(tiny, months=27), plan(tiny, csv=True),
        plan(tiny.with_values({"coordination.fte": 2.0})),
    ]  # fmt: skip
    assert len({p.digest for p in (one, *others)}) == 6
    assert plan(tiny, values={"coordination.fte": tiny.partnerships[0].levers["coordination.fte"]}).digest == one.digest


def test_the_same_plan_may_be_run_again(tiny: Scenario, tmp_path: Path) -> None:
    write(plan(tiny), tmp_path / "run")
    before = contents(tmp_path / "run")
    write(plan(tiny), tmp_path / "run")
    assert contents(tmp_path / "run") == before
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_an_empty_folder_is_welcome(tiny: Scenario, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write(plan(tiny), tmp_path / "empty")
    assert (tmp_path / "empty" / "runs.csv").exists()


def test_another_plan_is_refused(tiny: Scenario, tmp_path: Path) -> None:
    write(plan(tiny), tmp_path / "run")
    before = contents(tmp_path / "run")
    with pytest.raises(Mistake, match=r"seed 3, 4 replicates, 26 months.*run-2"):
        write(plan(tiny, seed=9), tmp_path / "run")
    assert contents(tmp_path / "run") == before


@pytest.mark.parametrize("name", ["notes.txt", "manifest.json.bak", "deeper"])
def test_a_strange_file_is_never_lost(tiny: Scenario, tmp_path: Path, name: str) -> None:
    write(plan(tiny), tmp_path / "run")
    (tmp_path / "run" / name).mkdir()
    with pytest.raises(Mistake, match=name):
        write(plan(tiny), tmp_path / "run")
    assert (tmp_path / "run" / name).exists()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"plan": 1, "files": 3}', "\x00"])
def test_a_folder_with_a_broken_manifest_is_not_ours(tiny: Scenario, tmp_path: Path, text: str) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / manifest.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(Mistake, match="nothing was written"):
        write(plan(tiny), tmp_path / "run")


class Accident(Exception):
    pass


@pytest.mark.parametrize("accident", [Accident, KeyboardInterrupt])
def test_an_accident_leaves_nothing(
    tiny: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, accident: type[BaseException]
) -> None:
    def write_badly(folder: Path, *_: object) -> None:
        (folder / "half.csv").write_text("half", encoding="utf-8")
        raise accident

    monkeypatch.setattr(outputs, "write_run", write_badly)
    with pytest.raises(accident):
        write(plan(tiny), tmp_path / "a" / "b" / "run")
    assert not list(tmp_path.iterdir())


def test_an_accident_at_the_last_moment_keeps_the_earlier_run(
    tiny: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(plan(tiny), tmp_path / "run")
    before = contents(tmp_path / "run")
    rename = Path.rename

    def rename_badly(path: Path, target: Path) -> Path:
        if ".partial" in path.name:
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", rename_badly)
    with pytest.raises(KeyboardInterrupt):
        write(plan(tiny), tmp_path / "run")
    assert contents(tmp_path / "run") == before
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_what_appears_during_the_run_is_not_overwritten(
    tiny: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def appear(*_: object) -> None:
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "theirs.txt").write_text("theirs", encoding="utf-8")

    monkeypatch.setattr(outputs, "write_run", appear)
    with pytest.raises(Mistake):
        write(plan(tiny), tmp_path / "run")
    assert [path.name for path in tmp_path.rglob("*")] == ["run", "theirs.txt"]


def test_a_figure_that_fails_costs_no_tables(
    tiny: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "analysis.overview.figures", None)
    finished = write(plan(tiny), tmp_path / "run")
    assert "runs.csv" in finished.files and "overview.png" not in finished.files
    assert "could not be drawn" in capsys.readouterr().err


def test_overview_is_drawn_and_the_same_again(written: Path) -> None:
    pytest.importorskip("analysis.overview.figures")
    assert (written / "overview.png").read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in (written / "overview.svg").read_bytes()


def test_every_told_outcome_exists() -> None:
    assert set(summary.TOLD) <= set(OUTCOMES)
    assert 8 <= len(summary.TOLD) <= 14


def test_survival_counts_only_who_was_watched_long_enough(tiny: Scenario) -> None:
    result = run_model(tiny, replicates=5, months=70, seed=1, tables=())
    shares = summary.survival(result)
    lasted = result.runs.survival_months
    assert shares[3] == (lasted >= 36).mean() and shares[5] == (lasted >= 60).mean() and shares[10] is None


def test_git_commit_is_told_only_for_a_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "sim").mkdir()
    monkeypatch.setattr(manifest.sim, "__file__", str(tmp_path / "sim" / "__init__.py"))
    assert manifest.git_commit() is None


def test_free_name_is_free(tmp_path: Path) -> None:
    (tmp_path / "run-2").mkdir()
    assert outputs._free_name(tmp_path / "run") == tmp_path / "run-3"
