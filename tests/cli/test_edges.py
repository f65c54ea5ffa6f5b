"""Worlds and sweeps at the edge: nobody who pays, half a year, one set of random numbers, a misspelt design."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import good, rpp

import sim
from sim.calibration.target_files import load_calibration
from sim.experiments.execute import sweep
from sim.scenario.mistakes import ScenarioError


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def test_a_world_without_funders_runs_and_has_an_empty_table_of_them() -> None:
    name = written("alone.yaml", "title: Nobody pays\nfunders: []\nmonths: 12\nreplicates: 2\n")
    good("run", name, "--out", "made")
    assert sim.run(name).funders.empty and len(sim.run(name).runs) == 2


def test_repeat_fails_where_the_run_had_failed_in_its_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    name = written("few.yaml", "title: Few\nmonths: 12\nreplicates: 2\n")
    good("run", name, "--out", "made")

    def broken(*_: object) -> None:
        raise KeyError("funders")

    monkeypatch.setattr(sweep, "tables_of", broken)
    with pytest.raises(KeyError, match="funders"):
        sweep.repeat("made", 0)


def test_a_sweep_of_half_a_year_is_scaled_without_pictures_over_time() -> None:
    text = "scenarios: baseline\ndesign: {method: grid}\nvary: {contact.meetings: [1, 3]}\nmonths: 6\nreplicates: 3\n"
    good("sweep", written("half.yaml", text), "--out", "made", "--jobs", "1", "--quiet")
    assert "or `monthly` for less than a year" in " ".join(good("scale", "made").split())


def test_futures_with_one_set_of_random_numbers_give_no_intervals() -> None:
    text = (
        "scenarios: baseline\ndesign: {method: latin_hypercube, samples: 12}\n"
        "vary: {contact.meetings: {low: 1, high: 4}}\n"
        "policies: {as is: {}, more: {coordination.fte: 1}}\nmonths: 36\nreplicates: 1\n"
    )
    good("sweep", written("one.yaml", text), "--out", "made", "--jobs", "1", "--quiet")
    told = good("robustness", "made", "--require", "survival_months >= 30")
    assert "Futures share their random numbers" in " ".join(told.split()) and "of resamples" not in told


def test_every_misspelt_key_of_a_design_is_told_also_without_a_method() -> None:
    text = "scenarios: baseline\ndesign: {methd: grid, levls: 2}\nvary: {contact.meetings: [1, 2]}\n"
    code, _, err = rpp("sweep", written("wrong.yaml", text), "--plan")
    assert code == 2 and "did you mean method?" in err and "did you mean levels?" in err


def test_a_target_beside_the_middle_of_its_interval_is_refused() -> None:
    text = (
        "title: One\nscenarios: baseline\nfit: [meetings.trust_gain]\ntargets:\n"
        "  alive: {reading: share_alive, month: 36, value: 0.86, interval: [0.7, 0.9]}\n"
    )
    with pytest.raises(ScenarioError, match="middle of its interval"):
        load_calibration(written("off.yaml", text))
