"""The results folder: what survives, what is noticed, and what is never touched."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.experiments import (
    CodeChanged,
    DiskFull,
    Precision,
    StoreError,
    Sweep,
    archive,
    bundles,
    extend,
    grid,
    listed,
    make_plan,
    morris,
    resume,
    sweep,
    vary,
    write_csv,
)
from sim.experiments.store import files as files_module
from sim.experiments.store import provenance as provenance_module
from sim.experiments.store.folder import Store, create
from sim.experiments.store.lock import locked


@pytest.fixture(scope="module")
def plan(small):
    return make_plan(small, design=grid([vary("contact.meetings")], levels=3), replicates=4, months=12)


@pytest.fixture(scope="module")
def reference(plan, tmp_path_factory):
    return sweep(plan, out=tmp_path_factory.mktemp("store") / "reference", jobs=1, batch=3)


@pytest.fixture
def folder(reference, tmp_path):
    return shutil.copytree(reference.folder, tmp_path / "x")


def same(a: Sweep, b: Sweep) -> None:
    for table in ("runs", "series", "failures"):
        pd.testing.assert_frame_equal(a.read(table), b.read(table), check_exact=True)


def everything(folder) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# --- what is in it ------------------------------------------------------------------------------------------------


def test_folder_has_what_it_promises(reference):
    found = {p.relative_to(reference.folder).as_posix() for p in reference.folder.rglob("*") if p.is_file()}
    assert {
        "inputs/plan.json", "inputs/scenarios/0.json", "inputs/design/part-0.parquet", "dictionary.csv",
        "manifest.json", "runs/part-000000000.parquet", "series/part-000000000.parquet", "journal/sweep.jsonl",
    } <= found  # fmt: skip
    assert not [name for name in found if "unfinished" in name]


def test_manifest_has_the_checksum_of_every_file(reference):
    manifest = json.loads((reference.folder / "manifest.json").read_text())
    assert manifest["complete"]
    assert (manifest["runs"], manifest["points"], manifest["replicates"], manifest["failed"]) == (12, 3, 4, 0)
    assert manifest["program"]["code"] == provenance_module.code_digest()
    for name, told in manifest["files"].items():
        path = reference.folder / name
        assert files_module.checksum_of(path) == told["sha256"]
        assert path.stat().st_size == told["bytes"]
    tables = [p for t in ("runs", "series", "inputs") for p in (reference.folder / t).rglob("*") if p.is_file()]
    assert {p.relative_to(reference.folder).as_posix() for p in tables} <= set(manifest["files"])


def test_the_digest_of_the_code_is_kept_and_made_again_where_what_is_kept_is_no_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(provenance_module, "cache_folder", lambda: tmp_path)
    asked = provenance_module.code_digest.__wrapped__
    expected = provenance_module.digest_of(Path(provenance_module.__file__).resolve().parents[2])
    assert asked() == expected
    (kept,) = tmp_path.iterdir()
    assert kept.read_text() == expected
    kept.write_text("torn")
    assert asked() == expected and kept.read_text() == expected
    with monkeypatch.context() as there:  # the sources are not parsed for it
        there.setattr(provenance_module, "digest_of_code", None)
        assert asked() == expected
    monkeypatch.setattr(provenance_module, "cache_folder", lambda: tmp_path / "that cannot be written")
    assert asked() == expected


def test_opens_in_pandas(reference):
    assert sorted(pd.read_parquet(reference.folder / "runs")["run"]) == list(range(12))


def test_opens_in_polars(reference):
    polars = pytest.importorskip("polars")
    runs = polars.read_parquet(f"{reference.folder}/runs/*.parquet")
    assert runs["run"].sort().to_list() == list(range(12))


def test_opens_in_duckdb(reference):
    duckdb = pytest.importorskip("duckdb")
    query = f"select count(distinct run), avg(trust) from '{reference.folder}/runs/*.parquet'"
    count, trust = duckdb.sql(query).fetchall()[0]
    assert count == 12
    assert trust == pytest.approx(reference.runs["trust"].mean())


def test_csv_holds_the_same_numbers(folder, reference):
    names = [path.name for path in write_csv(folder)]
    assert names == ["design.csv", "runs.csv", "series.csv"]
    exact = {"float_precision": "round_trip", "keep_default_na": False, "na_values": ["nan", ""]}
    read = pd.read_csv(folder / "csv" / "runs.csv", **exact)
    for name in ("run", "trust", "dollars", "retained_12"):
        assert np.array_equal(read[name], reference.runs[name], equal_nan=True)


def test_plan_comes_back_as_it_was(small, tmp_path):
    pytest.importorskip("SALib")
    strategy = bundles("strategy", {"a": {"structure.board": 1.0}, "b": {}})
    factors = [vary("contact.meetings"), vary("coordination.employer"), strategy]
    plan = make_plan(
        [small, "types/nic"], policies={"": {}, "x": {"money.driver": "state"}}, design=morris(factors, trajectories=2),
        replicates=1, months=1, seed=2**63 - 1, columns=["trust"], precision=Precision({"trust": 1.0}, most=10),
        title="T", question="Ü?",
    )  # fmt: skip
    create(tmp_path / "x", plan)
    extend(tmp_path / "x", design=listed([{"team.staff": 2.0}, {"contact.meetings": 1.0}]), replicates=3)
    found = Store(tmp_path / "x").plan
    assert found.digest == plan.digest
    assert (found.title, found.question, found.settings, found.precision) == ("T", "Ü?", plan.settings, plan.precision)
    assert found.scenarios == plan.scenarios
    assert np.array_equal(found.designs[0].unit, plan.designs[0].unit)
    for number in range(plan.points):
        assert found.scenario(number) == plan.scenario(number)
    assert found.values(found.point(plan.points)) == {"team.staff": 2.0}
    assert found.points == plan.points + 2 * 4
    assert Sweep(tmp_path / "x").design["point"].tolist() == list(range(found.points))


def test_readable_while_it_runs(plan, tmp_path):
    seen = []

    def look(done, total, failed):
        found = Sweep(tmp_path / "x")
        seen.append((len(pd.read_parquet(tmp_path / "x" / "runs")), len(found.runs), found.status().running))
        runs, series = (set(found.read(table)["run"]) for table in ("runs", "series"))
        assert runs <= series

    sweep(plan, out=tmp_path / "x", jobs=1, batch=3, watch=look)
    assert seen == [(n, n, True) for n in (3, 6, 9, 12)]
    assert not Sweep(tmp_path / "x").status().running


# --- what is not ours is left alone ---------------------------------------------------------------------------------


def test_folder_with_other_files_is_refused(plan, tmp_path):
    (tmp_path / "thesis.txt").write_text("all of it")
    with pytest.raises(StoreError, match="holds files that are no results"):
        sweep(plan, out=tmp_path, jobs=1)
    assert everything(tmp_path) == {"thesis.txt": b"all of it"}


def test_finished_sweep_is_not_overwritten(plan, folder):
    before = everything(folder)
    with pytest.raises(StoreError, match="already holds results"):
        sweep(plan, out=folder, jobs=1)
    assert everything(folder) == before


def test_a_file_is_no_folder(plan, tmp_path):
    (tmp_path / "x").write_text("")
    with pytest.raises(StoreError, match="cannot be used as a folder"):
        sweep(plan, out=tmp_path / "x", jobs=1)


def test_folder_without_a_sweep_is_refused(tmp_path):
    for call in (resume, Sweep, lambda f: extend(f, replicates=1), archive):
        with pytest.raises(StoreError, match="holds no results"):
            call(tmp_path)


def test_files_of_others_between_ours_stay(folder, reference):
    others = {"runs/part-999999999.parquet": b"not a table", "runs/notes.txt": b"mine", "series/part-1.csv": b"1"}
    for name, content in others.items():
        (folder / name).write_bytes(content)
    (folder / "series" / "part-000000003.parquet").unlink()
    (folder / "runs" / "part-000000003.parquet").write_bytes(b"another thing under our name")
    store = Store(folder)
    with store.lock():
        store.repair()
    assert any("part-999999999.parquet was not written by this sweep" in note for note in store.notes)
    same(resume(folder, jobs=1), reference)
    for name, content in others.items():
        assert (folder / name).read_bytes() == content
    assert b"another thing under our name" in everything(folder / "damaged").values()


# --- damage -------------------------------------------------------------------------------------------------------


def flip(path, place: int = -200) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize("table", ["runs", "series"])
def test_corrupted_chunk_is_noticed_by_its_checksum_and_run_again(folder, reference, table):
    path = folder / table / "part-000000006.parquet"
    flip(path, 300)
    assert not Sweep(folder).status().damaged  # a look at sizes finds nothing
    assert Sweep(folder).status(thoroughly=True).damaged == ("part-000000006",)
    with pytest.raises(StoreError, match="missing"):
        archive(folder)
    same(resume(folder, jobs=1), reference)
    assert not Sweep(folder).status(thoroughly=True).damaged
    assert len(list((folder / "damaged").iterdir())) == 2


def test_cut_and_missing_chunks_are_run_again(folder, reference):
    path = folder / "runs" / "part-000000000.parquet"
    path.write_bytes(path.read_bytes()[:100])
    (folder / "series" / "part-000000009.parquet").unlink()
    assert Sweep(folder).status().done == 6
    same(resume(folder, jobs=1), reference)


def test_unfinished_files_and_unjournalled_parts_are_cleared(folder, reference):
    journal = folder / "journal" / "sweep.jsonl"
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join(lines[:-1]) + lines[-1][:40])  # died in the middle of the last line
    (folder / "runs" / f".part-000000009.parquet{files_module.UNFINISHED}").write_bytes(b"half")
    found = resume(folder, jobs=1, batch=2)
    same(found, reference)
    assert sorted(pd.read_parquet(folder / "runs")["run"]) == list(range(12))
    assert not list(folder.rglob(f"*{files_module.UNFINISHED}"))


def test_lost_manifest_and_rubbish_in_the_journal_do_no_harm(folder, reference):
    (folder / "manifest.json").unlink()
    with (folder / "journal" / "sweep.jsonl").open("a") as file:
        file.write('null\n{"part": 3}\n[]\n{"part": "p", "runs": "x", "files": {}, "failed": 0, "code": ""}\n')
    same(resume(folder, jobs=1), reference)
    assert (folder / "manifest.json").exists()


@pytest.mark.parametrize("name", ["inputs/scenarios/0.json", "inputs/plan.json", "inputs/design/part-0.parquet"])
def test_changed_inputs_are_refused(folder, name):
    path = folder / name
    if path.suffix == ".json":
        path.write_text(path.read_text().replace('"months": 12', '"months": 13').replace("450000", "460000"))
    else:
        table = pq.read_table(path)
        other = table["contact.meetings"].combine_chunks().take([0, 0, 0])
        pq.write_table(table.set_column(4, "contact.meetings", other), path)
    with pytest.raises(StoreError, match="changed since the sweep began"):
        Sweep(folder)


def test_what_other_code_would_add_is_not_even_noted(folder, monkeypatch):
    before = (folder / "inputs" / "plan.json").read_bytes()
    monkeypatch.setattr(provenance_module, "code_digest", lambda: "0" * 16)
    with pytest.raises(CodeChanged):
        extend(folder, replicates=1)
    assert (folder / "inputs" / "plan.json").read_bytes() == before
    before = Sweep(folder).plan.replicates
    assert extend(folder, replicates=1, other_code=True).replicates == before + 1 == Sweep(folder).plan.replicates


def test_results_of_other_code_are_not_mixed(folder, monkeypatch):
    (folder / "runs" / "part-000000000.parquet").unlink()
    monkeypatch.setattr(provenance_module, "code_digest", lambda: "0" * 16)
    with pytest.raises(CodeChanged, match="no longer be comparable"):
        resume(folder, jobs=1)
    assert resume(folder, jobs=1, other_code=True).is_complete
    assert len(Store(folder).codes) == 2


# --- a full disk --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [0, 1, 2, 3, 4, 5, 9])
def test_full_disk_is_told_and_resumed(plan, reference, tmp_path, monkeypatch, after):
    whole, count = os.fsync, [0]
    sweep_folder = tmp_path / "x"
    create(sweep_folder, plan)

    def full(handle):
        count[0] += 1
        if count[0] > after:
            raise OSError(errno.ENOSPC, "No space left on device")
        whole(handle)

    monkeypatch.setattr(files_module.os, "fsync", full)
    with pytest.raises(DiskFull, match="the disk is full"):
        resume(sweep_folder, jobs=1, batch=3)
    monkeypatch.undo()
    assert not list(sweep_folder.rglob(f"*{files_module.UNFINISHED}"))
    same(resume(sweep_folder, jobs=1, batch=3), reference)


def test_full_disk_while_a_folder_is_made_leaves_it_usable(plan, reference, tmp_path, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files_module.os, "fsync", full)
    with pytest.raises(DiskFull):
        sweep(plan, out=tmp_path / "x", jobs=1)
    monkeypatch.undo()
    same(sweep(plan, out=tmp_path / "x", jobs=1), reference)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small file system")
def test_really_full_disk(small, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("may not mount a file system here")
    design = grid([vary("contact.meetings")], levels=3)
    plan = make_plan(small, design=design, replicates=100, months=24, series="monthly")
    try:
        with pytest.raises(DiskFull, match="the disk is full"):
            sweep(plan, out=disk / "x", jobs=1, batch=10)
        stopped = Sweep(disk / "x")
        assert 0 < len(stopped.runs) < plan.runs
        assert not stopped.status(thoroughly=True).damaged
        subprocess.run(["mount", "-o", "remount,size=50m", str(disk)], check=True)
        found = resume(disk / "x", jobs=1, batch=10)
        expected = sweep(plan, out=tmp_path / "y", jobs=1)
        same(found, expected)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


# --- one at a time ------------------------------------------------------------------------------------------------


def test_second_runner_is_refused(folder):
    with Store(folder).lock(), pytest.raises(StoreError, match=f"another runner .process {os.getpid()}"):
        resume(folder, jobs=1)
    resume(folder, jobs=1)


def test_second_process_is_refused_and_changes_nothing(folder):
    code = f"from sim.experiments import resume; resume({str(folder)!r}, jobs=1)"
    before = everything(folder / "runs")
    with Store(folder).lock():
        found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=os.getcwd())
    assert "another runner" in found.stderr
    assert everything(folder / "runs") == before


def test_shards_work_side_by_side_but_not_twice(folder):
    lock = folder / "journal"
    with locked(lock, (1, 2)), locked(lock, (2, 2)):
        for shard, message in (((1, 2), "this shard"), ((1, 3), "another cut"), (None, "this folder")):
            with pytest.raises(StoreError, match=message), locked(lock, shard):
                pass
    with locked(lock), pytest.raises(StoreError, match="this folder"), locked(lock, (1, 2)):
        pass


def test_precision_and_shards_exclude_each_other(small, tmp_path):
    plan = make_plan(small, replicates=1, months=1, precision=Precision({"trust": 1.0}))
    with pytest.raises(StoreError, match="cannot be cut into shards"):
        sweep(plan, out=tmp_path / "x", jobs=1, shard=(1, 2))


# --- provenance ---------------------------------------------------------------------------------------------------


def test_archive_is_a_process_run_crate(folder, tmp_path):
    made = archive(folder, tmp_path / "a.zip", license="https://creativecommons.org/licenses/by/4.0/")
    with zipfile.ZipFile(made) as zipped:
        names = set(zipped.namelist())
        crate = json.loads(zipped.read("ro-crate-metadata.json"))
        assert b"numpy==" in zipped.read("environment.txt")
        zipped.extractall(tmp_path / "back")
    graph = {item["@id"]: item for item in crate["@graph"]}
    assert graph["./"]["conformsTo"]["@id"].startswith("https://w3id.org/ro/wfrun/process/")
    action = graph["#sweep"]
    assert graph[action["instrument"]["@id"]]["@type"] == "SoftwareApplication"
    assert {part["@id"] for part in graph["./"]["hasPart"]} <= names
    assert {part["@id"] for part in action["object"] + action["result"]} <= names
    assert all(part["@id"] in graph for part in graph["./"]["hasPart"])
    runs = next(item for name, item in graph.items() if name.startswith("runs/"))
    assert runs["sha256"] == files_module.checksum_of(folder / runs["@id"])
    same(resume(tmp_path / "back", jobs=1), Sweep(folder))  # an unpacked archive can be gone on with
    with pytest.raises(StoreError, match="is not overwritten"):
        archive(folder, made)


def test_archive_opens_with_rocrate(folder, tmp_path):
    rocrate = pytest.importorskip("rocrate.rocrate")
    crate = rocrate.ROCrate(archive(folder, tmp_path / "a.zip"))
    assert {entity.id for entity in crate.get_by_type("CreateAction")} == {"#sweep"}
    assert [e.id for e in crate.data_entities if e.id.startswith("runs/")]


@pytest.mark.slow
def test_archive_is_a_valid_process_run_crate(folder, tmp_path, monkeypatch):
    """The validator of the RO-Crate community; it would fetch what terms mean, which `rocrate` brings along."""
    validator = pytest.importorskip("rocrate_validator.services")
    requests = pytest.importorskip("requests")
    from rocrate_validator.models import Severity
    from rocrate_validator.utils.http import HttpRequester

    def answered(address, **_):
        response = requests.Response()
        response.url, response.status_code = address, 200 if "w3id.org/ro/crate" in address else 404
        response.headers["Content-Type"] = "application/ld+json"
        response._content = resources.files("rocrate").joinpath("data/ro-crate.jsonld").read_bytes()
        return response

    monkeypatch.setattr(HttpRequester(), "get", answered, raising=False)
    made = archive(folder, tmp_path / "a.zip", license="https://creativecommons.org/licenses/by/4.0/")
    found = validator.validate(validator.ValidationSettings(
        rocrate_uri=str(made), profile_identifier="process-run-crate-0.5", requirement_severity=Severity.RECOMMENDED,
    ))  # fmt: skip
    told = {issue.message for issue in found.get_issues()}
    assert not [issue for issue in found.get_issues() if issue.severity >= Severity.REQUIRED]
    # What else is recommended only people know: who ran it, who publishes it, and where the program is.
    assert {text for text in told if not re.search("agent|author|publisher|url|absolute URI", text)} == set()


def test_unfinished_sweep_is_not_archived(folder):
    extend(folder, replicates=1)
    with pytest.raises(StoreError, match="runs are missing"):
        archive(folder)
