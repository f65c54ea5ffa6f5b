"""The folder of a run: complete, the same for the same seed, gone on with, and never written over something else."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from command_line import good, rpp

from analysis.overview import summary
from analysis.survival.kaplan_meier import survival_of
from app.commands.run import plan_of, run
from sim.engine.run import run as run_model
from sim.experiments import CodeChanged, Finished, Plan, StoreError, Sweep, open_results
from sim.experiments.execute import worker
from sim.experiments.store import provenance
from sim.experiments.store.files import checksum_of
from sim.measures.outcomes import OUTCOMES
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario

#: Tables by month, and the table of a result that each is.
MONTHLY = {"series": "partnerships"} | {name: name for name in ("districts", "schools", "funders", "roles")}


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    """A world that runs in a moment, with two districts."""
    return load_scenario("baseline").with_values(
        {"district.schools": 3, "district.teachers_per_school": 5, "scale.districts": 2}
    )


def plan(scenario: Scenario, *, seed: int = 3, replicates: int = 4, months: int = 26) -> Plan:
    """A small plan."""
    return plan_of(scenario, replicates, months, seed)


def write(p: Plan, folder: Path, threads: int = 1, csv: bool = False) -> Finished:
    """Carries a plan out."""
    return run(p, folder, threads=threads, quiet=True, csv=csv)


@pytest.fixture(scope="module")
def written(tiny: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a run."""
    folder = tmp_path_factory.mktemp("runs") / "one"
    write(plan(tiny), folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the manifest, which has a date."""
    files = [p for p in folder.rglob("*") if p.is_file() and p.name != "manifest.json" and p.suffix != ".lock"]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


# --- what is in it ----------------------------------------------------------------------------------------------------


def test_everything_is_there(written: Path) -> None:
    names = {path.name for path in written.iterdir()}
    assert names >= {"inputs", "runs", *MONTHLY, "csv", "journal", "dictionary.csv", "manifest.json", "overview.png"}
    assert [path.name for path in (written / "csv").iterdir()] == ["runs.csv"]
    assert not [path for path in written.parent.iterdir() if path != written]


def test_same_seed_same_bytes(tiny: Scenario, written: Path, tmp_path: Path) -> None:
    write(plan(tiny), tmp_path / "again", threads=2)
    assert contents(tmp_path / "again") == contents(written)


def test_other_seed_other_tables(tiny: Scenario, written: Path, tmp_path: Path) -> None:
    write(plan(tiny, seed=4), tmp_path / "other")
    name = "csv/runs.csv"
    assert (tmp_path / "other" / name).read_bytes() != (written / name).read_bytes()


def test_tables_are_those_of_the_model(tiny: Scenario, written: Path) -> None:
    result, found = run_model(tiny, replicates=4, months=26, seed=3), open_results(written)
    for name, table in {"runs": "runs", **MONTHLY}.items():
        expected = getattr(result, table)
        shared = [column for column in expected if name == "runs" or column not in ("scenario", "variant")]
        pd.testing.assert_frame_equal(
            found.read(name)[shared], expected[shared], check_dtype=False, check_categorical=False
        )


def test_csv_says_the_same_as_parquet(tiny: Scenario, written: Path, tmp_path: Path) -> None:
    write(plan(tiny), tmp_path / "csv", csv=True)
    for name in ("runs", *MONTHLY):
        left = pd.read_csv(tmp_path / "csv" / "csv" / f"{name}.csv", float_precision="round_trip")
        right = open_results(written).read(name)
        assert list(left.columns) == list(right.columns) or name != "runs"
        assert (left["scenario"] == "baseline").all() and left["variant"].str.contains("scale.districts=2").all()
        for column in right.select_dtypes("number"):
            np.testing.assert_array_equal(left[column], right[column])


def test_dictionary_tells_every_column_in_order(written: Path) -> None:
    told = pd.read_csv(written / "dictionary.csv", keep_default_na=False)
    for name in ("runs", *MONTHLY):
        assert list(told[told.table == name].column) == list(open_results(written).read(name).columns)
    assert set(told.table) == {"inputs/design", "runs", *MONTHLY, "failures"}
    assert (told[["unit", "meaning"]] != "").all().all()


def test_manifest_tells_what_was_done(tiny: Scenario, written: Path) -> None:
    found = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
    assert (found["seed"], found["replicates"], found["months"], found["complete"]) == (3, 4, 26, True)
    assert found["scenarios"] == [{"name": tiny.name, "title": tiny.title, "digest": tiny.digest}]
    assert found["sweep"] == plan(tiny).digest
    assert found["versions"]["numpy"] == np.__version__
    assert set(found["files"]) == {name for name in contents(written) if not name.startswith(("journal", "."))}
    for name, told in found["files"].items():
        assert told["sha256"] == checksum_of(written / name)


def test_scenario_can_be_read_back(tiny: Scenario, written: Path) -> None:
    assert open_results(written).scenarios == (tiny,)


def test_overview_is_drawn(written: Path) -> None:
    assert (written / "overview.png").read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in (written / "overview.svg").read_bytes()


def test_a_figure_that_fails_costs_no_tables(
    tiny: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr("analysis.overview.figures.overview", lambda result: 1 / 0)
    write(plan(tiny), tmp_path / "run")
    assert (tmp_path / "run" / "csv" / "runs.csv").exists() and not (tmp_path / "run" / "overview.png").exists()
    assert "could not be drawn" in capsys.readouterr().err


# --- when it is there already -----------------------------------------------------------------------------------------


def test_plans_differ_by_what_changes_the_tables(tiny: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    one = plan(tiny)
    others = [plan(tiny, seed=4), plan(tiny, replicates=5), plan(tiny, months=27),
              plan(tiny.with_values({"coordination.fte": 2.0}))]  # fmt: skip
    monkeypatch.setattr(provenance, "code_digest", lambda: "other code")
    assert len({p.digest for p in (one, *others, plan(tiny))}) == 6
    monkeypatch.undo()
    same = tiny.with_values({"coordination.fte": tiny.partnerships[0].levers["coordination.fte"]})
    assert plan(same).digest == one.digest


def test_the_same_plan_may_be_run_again(tiny: Scenario, tmp_path: Path) -> None:
    write(plan(tiny), tmp_path / "run")
    before = contents(tmp_path / "run")
    write(plan(tiny), tmp_path / "run")
    assert contents(tmp_path / "run") == before
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_the_same_plan_computes_what_is_missing(tiny: Scenario, tmp_path: Path) -> None:
    write(plan(tiny), tmp_path / "run")
    before = Sweep(tmp_path / "run").runs
    (part,) = (tmp_path / "run" / "roles").iterdir()
    part.unlink()
    write(plan(tiny), tmp_path / "run")
    assert part.exists() and Sweep(tmp_path / "run").is_complete
    pd.testing.assert_frame_equal(Sweep(tmp_path / "run").runs, before)


def test_changed_code_replaces_nothing(tiny: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(plan(tiny), tmp_path / "run")
    before = contents(tmp_path / "run")
    monkeypatch.setattr(provenance, "code_digest", lambda: "0123456789abcdef")
    with pytest.raises(CodeChanged, match=r"model has changed.*now 0123456789abcdef.*such as .*run-2, delete this one"):
        write(plan(tiny), tmp_path / "run")
    assert contents(tmp_path / "run") == before


def test_an_empty_folder_is_welcome(tiny: Scenario, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write(plan(tiny), tmp_path / "empty")
    assert Sweep(tmp_path / "empty").is_complete


def test_another_plan_is_refused(tiny: Scenario, tmp_path: Path) -> None:
    write(plan(tiny), tmp_path / "run")
    before = contents(tmp_path / "run")
    with pytest.raises(StoreError, match=r"seed 3, 4 replicates, 26 months.*run-2"):
        write(plan(tiny, seed=9), tmp_path / "run")
    assert contents(tmp_path / "run") == before


def test_a_strange_file_is_never_lost(tiny: Scenario, tmp_path: Path) -> None:
    write(plan(tiny), tmp_path / "run")
    for name in ("notes.txt", "runs/part-000000000.bak", "csv/mine.csv"):
        (tmp_path / "run" / name).write_text("mine", encoding="utf-8")
    write(plan(tiny), tmp_path / "run")
    for name in ("notes.txt", "runs/part-000000000.bak", "csv/mine.csv"):
        assert (tmp_path / "run" / name).read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["notes.txt", "manifest.json", "inputs"])
def test_a_folder_that_is_not_ours_is_refused(tiny: Scenario, tmp_path: Path, name: str) -> None:
    (tmp_path / "run" / name).mkdir(parents=True)
    with pytest.raises(StoreError, match=r"holds files that are no results.*run-2"):
        write(plan(tiny), tmp_path / "run")
    assert [path.name for path in (tmp_path / "run").iterdir()] == [name]


# --- when something goes wrong ----------------------------------------------------------------------------------------


def test_an_interrupt_keeps_what_was_finished(tiny: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With two runs in a task, the second task is interrupted in the middle of its months."""
    monkeypatch.setattr("sim.experiments.execute.runner.MOST_AT_A_TIME", 2)
    whole, count = worker.table_of_runs, [0]

    def stop_at_second(*arguments: object) -> object:
        count[0] += 1
        if count[0] == 2:
            raise KeyboardInterrupt
        return whole(*arguments)

    monkeypatch.setattr(worker, "table_of_runs", stop_at_second)
    with pytest.raises(KeyboardInterrupt):
        write(plan(tiny), tmp_path / "run", threads=2)
    assert Sweep(tmp_path / "run").status().done == 2
    monkeypatch.undo()
    write(plan(tiny), tmp_path / "run")
    write(plan(tiny), tmp_path / "whole")
    for table in ("runs", *MONTHLY):
        pd.testing.assert_frame_equal(Sweep(tmp_path / "run").read(table), Sweep(tmp_path / "whole").read(table))


def test_failed_runs_are_told_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = worker.table_of_runs

    def fail_alone(batch: object, labels: list) -> object:
        if any(label.replicate == 1 for label in labels):
            raise FloatingPointError("of this run")
        return real(batch, labels)

    monkeypatch.setattr(worker, "table_of_runs", fail_alone)
    small = ("--set", "district.schools=3", "--set", "district.teachers_per_school=5")
    code, out, err = rpp("run", "baseline", *small, "--replicates", "3", "--months", "12", "--out", str(tmp_path / "x"))
    assert (code, "2 runs of 12 months" in out, "1 runs failed" in err) == (3, True, True)
    assert Sweep(tmp_path / "x").failures["message"].tolist() == ["of this run"]


def test_every_command_for_sweeps_works_on_a_run(written: Path, tmp_path: Path) -> None:
    assert "4 of 4 runs (100%)" in good("status", str(written), "--check")
    assert "trust" in good("repeat", str(written), "2")
    good("archive", str(written), "--out", str(tmp_path / "one.zip"))
    good("extend", str(written), "--replicates", "+2", "--jobs", "1", "--quiet")
    good("resume", str(written), "--jobs", "1", "--quiet")
    assert Sweep(written).status().done == 6


# --- the summary ------------------------------------------------------------------------------------------------------


def test_every_told_outcome_exists() -> None:
    assert set(summary.TOLD) <= set(OUTCOMES)
    assert 8 <= len(summary.TOLD) <= 16


def test_survival_counts_only_who_was_watched_long_enough(tiny: Scenario) -> None:
    result = run_model(tiny, replicates=5, months=70, seed=1, tables=())
    shares = summary.survival(result)
    lasted = result.runs.survival_months
    assert shares == pytest.approx({3: (lasted >= 36).mean(), 5: (lasted >= 60).mean(), 10: None})


def test_a_run_tells_the_same_survival_as_the_command_for_it() -> None:
    """Also of a field, where some start late and some are never founded."""
    result = run_model(load_scenario("fields/regional"), replicates=3, months=60, seed=1, tables=())
    curve = survival_of(result.runs)
    assert summary.survival(result) == {
        years: curve.loc[curve["month"] <= 12 * years, "survival"].iloc[-1] if years < 10 else None
        for years in (3, 5, 10)
    }  # fmt: skip


# --- where results come from ------------------------------------------------------------------------------------------


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Sources of a small model."""
    for name in ("engine/batch.py", "experiments/run.py", "__init__.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text('"""About."""\n\n\ndef rate(x):\n    """Told."""\n    return 2 * x\n', "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "file, old, new, moves",
    [
        ("engine/batch.py", "2 * x", "3 * x", True),
        ("engine/batch.py", "Told.", "Told better.", False),
        ("engine/batch.py", "About.", "About it.\n\nAnd more.", False),
        ("engine/batch.py", "    return", "    # why\n\n    return", False),
        ("experiments/run.py", "2 * x", "3 * x", False),
        ("__init__.py", "2 * x", "3 * x", False),
    ],
)
def test_the_digest_of_the_code_follows_what_it_does(
    package: Path, file: str, old: str, new: str, moves: bool
) -> None:
    before = provenance.digest_of(package)
    path = package / file
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    assert (provenance.digest_of(package) != before) == moves


def test_a_new_file_changes_the_digest_of_the_code(package: Path) -> None:
    before = provenance.digest_of(package)
    (package / "engine" / "more.py").write_text("", "utf-8")
    assert provenance.digest_of(package) != before
