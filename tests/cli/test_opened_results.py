"""Results folders of either kind open in the same way, and what is no results folder says so."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from command_line import TINY, good, rpp
from shared import later

from analysis.networks.ties import snapshots
from app.commands.run import plan_of, run
from app.terminal.mistakes import Mistake
from sim.engine.run import run as run_model
from sim.experiments import (
    Finished,
    StoreError,
    extend,
    grid,
    latin_hypercube,
    listed,
    make_plan,
    open_results,
    sweep,
    vary,
)
from sim.experiments.store import provenance
from sim.measures.outcomes import OUTCOMES
from sim.scenario.scenario import Event, Scenario


@pytest.fixture(scope="module")
def folders(small: Scenario, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A run and a sweep of the same small world, two years each."""
    at = tmp_path_factory.mktemp("opened")
    run(plan_of(small, 4, 24, 3), at / "run", threads=1, quiet=True)
    plan = make_plan(small, design=grid([vary("contact.meetings")], levels=2), replicates=2, months=24, seed=3)
    sweep(plan, out=at / "sweep", jobs=1)
    return {name: at / name for name in ("run", "sweep")}


@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_both_kinds_give_the_same_tables(folders: dict[str, Path], kind: str) -> None:
    found = open_results(folders[kind])
    assert (found.months, found.seed, len(found.finished)) == (24, 3, 4)
    keys = {"scenario", "variant", "policy", "point", "run", "replicate"}
    assert {*keys, *(o.name for o in OUTCOMES), "cause"} <= set(found.finished)
    assert {*keys, "month", "stage", "trust"} == set(found.read_series(("trust",))) - {"partnership"}
    assert found.failures.empty
    assert found.plan.digest in found.about["Description"]


def test_what_a_result_can_be_asked_can_be_asked_of_a_folder(folders: dict[str, Path], small: Scenario) -> None:
    found, result = Finished(open_results(folders["run"])), run_model(small, replicates=4, months=24, seed=3)
    pd.testing.assert_frame_equal(found.summary(), result.summary())
    pd.testing.assert_frame_equal(found.survival(), result.survival())
    columns = list(result.partnerships.columns)
    pd.testing.assert_frame_equal(
        found.partnerships[columns], result.partnerships, check_dtype=False, check_categorical=False
    )
    with pytest.raises(StoreError, match="keeps no months"):
        _ = Finished(open_results(folders["sweep"])).partnerships


def test_a_sweep_brings_the_values_of_its_factors(folders: dict[str, Path]) -> None:
    found = open_results(folders["sweep"])
    assert [f.name for f in found.plan.factors] == ["contact.meetings"]
    assert found.finished["contact.meetings"].nunique() == 2
    assert found.read_series(())["month"].tolist() == [12, 24] * 4


def test_failed_runs_stand_apart(small: Scenario, tmp_path: Path) -> None:
    two = small.with_values({"scale.districts": 2})
    event = Event(3, "budget_cut", district=two.partnerships[0].districts[1].name, value=0.1)
    plan = make_plan(
        replace(two, events=(event,)), design=listed([{}, {"scale.districts": 1.0}]), replicates=1, months=12
    )
    sweep(plan, out=tmp_path / "some", jobs=1)
    found = open_results(tmp_path / "some")
    assert len(found.finished) == len(found.failures) == 1
    design = listed([{}, {"scale.districts": 1.0}])
    plan = make_plan(replace(two, events=(event,)), design=design, replicates=1, months=12)
    sweep(plan, out=tmp_path / "both", jobs=1)
    found = open_results(tmp_path / "both")
    assert len(found.finished) == len(found.failures) == 1
    sweep(plan, out=tmp_path / "second", jobs=1, batch=1, shard=(2, 2))
    with pytest.raises(Mistake, match="no run has finished; 1 failed"):
        _ = open_results(tmp_path / "second").finished


def test_what_is_no_results_folder_says_so(folders: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(Mistake, match="no such folder"):
        open_results(tmp_path / "nowhere")
    with pytest.raises(Mistake, match="holds no results"):
        open_results(tmp_path)
    broken = shutil.copytree(folders["run"], tmp_path / "broken")
    (part,) = (broken / "runs").iterdir()
    part.write_bytes(b"\0" * part.stat().st_size)
    with pytest.raises(Mistake, match="cannot be read.*was it changed"):
        _ = open_results(broken).finished


# --- folders where a scenario could stand -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def other(small: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same world with more meetings, and one replicate less."""
    folder = tmp_path_factory.mktemp("other") / "run"
    run(plan_of(small.with_values({"contact.meetings": 4.0}), 3, 24, 3), folder, threads=1, quiet=True)
    return folder


def test_two_folders_are_compared_like_their_scenarios(
    folders: dict[str, Path], other: Path, small: Scenario, tmp_path: Path
) -> None:
    told = json.loads(good("compare", str(folders["run"]), str(other), "--outcome", "trust", "--json"))
    a = run_model(small, replicates=3, months=24, seed=3)
    b = run_model(small.with_values({"contact.meetings": 4.0}), replicates=3, months=24, seed=3)
    row = a.compare(b, outcomes=["trust"]).table.iloc[0]
    assert (told["replicates"], told["seed"], told["months"]) == (3, 3, 24)
    assert told["outcomes"][0]["difference"] == pytest.approx(row["difference"])
    good("compare", str(folders["run"]), str(other), "--outcome", "trust", "--out", str(tmp_path / "out"), "--quiet")
    assert (tmp_path / "out" / "figure.png").exists()


def test_the_network_of_a_folder_is_that_of_its_run(folders: dict[str, Path], small: Scenario) -> None:
    told = json.loads(good("network", str(folders["run"]), "--replicate", "2", "--months", "12", "--json"))
    assert (told["seed"], told["replicate"]) == (3, 2)
    (snapshot,) = snapshots(small, [12], seed=3, replicate=2)
    assert told["months"][0]["trust"] == pytest.approx(snapshot.ties.loc[snapshot.ties.present, "trust"].mean())


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["compare", "RUN"], ["nothing to compare", "second results folder"]),
        (["compare", "RUN", "baseline"], ["baseline", "no results folder"]),
        (["compare", "RUN", "RUN", "--set", "coordination.fte=1"], ["--set", "there already"]),
        (["compare", "RUN", "RUN", "--months", "12"], ["--months", "there already"]),
        (["compare", "SWEEP", "SWEEP"], ["2 design points", "rpp report"]),
        (["network", "SWEEP"], ["2 design points"]),
        (["network", "RUN", "--set", "coordination.fte=1"], ["--set", "there already"]),
    ],
)
def test_what_a_folder_cannot_be_asked(folders: dict[str, Path], arguments: list[str], words: list[str]) -> None:
    code, _, said = rpp(*(str(folders.get(text.lower(), text)) for text in arguments))
    assert code == 2 and all(word in said for word in words), said


def test_folders_that_cannot_be_paired_say_so(folders: dict[str, Path], small: Scenario, tmp_path: Path) -> None:
    run(plan_of(small, 2, 12, 3), tmp_path / "short", threads=1, quiet=True)
    code, _, said = rpp("compare", str(folders["run"]), str(tmp_path / "short"))
    assert code == 2 and "24 months" in said and "12 months" in said


def test_a_run_that_other_code_repeats_says_so(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provenance, "code_digest", lambda: "other code")
    code, _, said = rpp("network", str(folders["run"]), "--months", "12")
    assert code == 0 and "model has changed" in said


@pytest.mark.parametrize("command", ["survival", *later("discover", "scale", "robustness", "sensitivity", "report")])
def test_missing_runs_are_told_and_analysed_only_when_told_to_go_on(small, tmp_path: Path, command: str):
    folder = tmp_path / "study"
    design = latin_hypercube([vary("meetings.trust_gain"), vary("coordination.fte")], samples=48, seed=1)
    policies = {"a": {}, "b": {"structure.board": 1.0}}
    hard = small.with_values({"money.start_grant": 60_000})
    plan = make_plan(hard, policies=policies, design=design, replicates=2, months=36, seed=1)
    sweep(plan, out=folder, jobs=1, batch=24)
    lost = sorted((folder / "runs").glob("*.parquet"))[2]
    lost.unlink()
    words = [command, str(folder), *(("--where", "trust < 0.42") if command == "discover" else ())]
    code, out, told = rpp(*words)
    assert (code, out) == (2, "") and "24 of 192 runs are missing" in told
    assert lost.stem in told and "--incomplete" in told
    code, out, told = rpp(*words, "--incomplete", "--out", str(tmp_path / f"{command}.html"))
    assert code == 0, told
    assert "24 of 192 runs are missing" in told


@pytest.mark.parametrize("command", ["network", "compare"])
def test_commands_that_take_a_scenario_tell_missing_runs_of_results_too(small, tmp_path: Path, command: str):
    folder = tmp_path / "run"
    run(plan_of(small, 4, 12, 1), folder, threads=1, quiet=True)
    extend(folder, replicates=2)
    words = [command, str(folder), *([str(folder)] if command == "compare" else [])]
    code, out, told = rpp(*words)
    assert (code, out) == (2, "") and "2 of 6 runs are missing" in told and "--incomplete" in told
    code, out, told = rpp(*words, "--incomplete")
    assert code == 0 and out and "2 of 6 runs are missing" in told


@pytest.mark.parametrize("words", [("--months", "6,25"), ("--replicate", "4")])
def test_a_network_is_one_of_the_months_and_replicates_of_the_results(folders: dict[str, Path], words: tuple) -> None:
    code, out, told = rpp("network", str(folders["run"]), *words)
    assert (code, out) == (2, "") and words[0] in told


def test_a_network_lies_within_the_months_of_its_scenario(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    code, out, told = rpp("network", str(tmp_path / "tiny.yaml"), "--months", "6,31")
    assert (code, out) == (2, "") and "from 1 to 30, the last month" in told
