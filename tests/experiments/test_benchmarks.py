"""Every leg of the benchmarks runs to its end; how fast is for ``make bench`` to tell."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from benchmarks import commands, coverage, engine, false_positives, sweep


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch):
    """Two years of a sweep, two months of single worlds, and few of them."""
    monkeypatch.setattr(sweep, "MONTHS", 24)
    monkeypatch.setattr(engine, "MONTHS", 2)
    monkeypatch.setattr(engine, "SIZES", (300, 900))
    monkeypatch.setattr(engine, "REPLICATES", 4)


@pytest.mark.slow
def test_each_runner_of_sweeps_has_a_row_of_numbers(tiny, capsys: pytest.CaptureFixture[str]):
    sweep.main(["--jobs", "1", "--runs", "200"])
    rows = {line[:34].strip(): line[34:].split() for line in capsys.readouterr().out.splitlines()[2:]}
    runners = ["sweep", "sweep", "EMA Workbench around the model", "mesa.batch_run"]
    assert [label.split(",")[0] for label in rows] == runners
    assert all(len(numbers) == 6 for numbers in rows.values())


def test_each_size_of_world_has_a_row(tiny, capsys: pytest.CaptureFixture[str]):
    engine.main()
    rows = capsys.readouterr().out.splitlines()[1:-2]
    assert [row[:28].strip() for row in rows][:3] == ["1 world", "1 world", "4 replicates, 1 thread(s)"]


def test_every_command_has_a_row_with_its_time_and_what_is_meant(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    some = {name: asked for name, asked in commands.ASKED.items() if not name.startswith("rpp run")}
    monkeypatch.setattr(commands, "ASKED", some)
    commands.main(["--times", "1"])
    rows = capsys.readouterr().out.splitlines()[1:]
    assert [row[:34].strip() for row in rows] == ["import sim", "rpp --help"]
    assert all(float(row[34:].split()[0]) > 0 and "meant to be under 0." in row for row in rows)


@pytest.mark.filterwarnings("ignore")
def test_coverage_is_measured_for_every_quantity(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(coverage, "truth_of", lambda *design, **options: defaultdict(lambda: 50.0))
    table = coverage.from_made_up(2, {"20 futures x 2": (20, 2, False)})
    assert {"survival at 5 years", "restricted mean", "hazard ratio", "mean regret", "median"} <= set(table["quantity"])
    assert table["given"].eq(1).all() and table["sweeps"].eq(2).all()
    assert "| made-up lives | 20 futures x 2 | hazard ratio |" in coverage.as_page(table)


def test_the_page_of_coverage_shows_what_was_measured_and_it_is_as_it_should_be():
    """93 to 97 % (Sobol indices 90 to 98 %), and at most 5 % false positives, give or take chance."""
    table = pd.read_csv(coverage.ROWS)
    assert coverage.PAGE.read_text(encoding="utf-8") == coverage.as_page(table)
    assert set(table["part"]) == set(coverage.PARTS) and table["sweeps"].ge(1000).all()
    held = table[table["covered"].notna()]
    wide = held["part"].eq("Sobol indices")
    assert held["covered"].between(np.where(wide, 0.90, 0.93), np.where(wide, 0.98, 0.975)).all()
    nothing = table[table["part"] == "nothing"]
    assert set(nothing["quantity"]) == set(false_positives.TESTS)
    assert (stats.binom.sf(nothing["clear"] * nothing["sweeps"] - 1, nothing["sweeps"], 0.05) > 0.01).all()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """Shares that so few sweeps could show if they truly were those asked for, in all but one of a thousand tries."""
    sweeps = 150
    table = pd.concat([coverage.from_made_up(sweeps, {"60 futures x 3": (60, 3, False)}), coverage.from_sobol(sweeps)])
    least, most = np.where(table["source"].str.startswith("2a"), 0.90, 0.93), 0.98
    low, high = stats.binom.ppf(0.001, sweeps, least) / sweeps, stats.binom.ppf(0.999, sweeps, most) / sweeps
    assert table["covered"].between(low, high).all(), table


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_hardly_anything_without_effect_is_called_clear(tmp_path):
    sweeps = 200  # of 60, ten once called a hazard ratio clear, and of 600 others 36
    table = coverage.from_nothing(sweeps, 240, tmp_path / "reference")
    assert (table["clear"] * sweeps <= stats.binom.ppf(0.999, sweeps, 0.05)).all(), table.to_string()


@pytest.mark.slow
def test_the_app_is_measured_alone_and_with_several_browsers(capsys: pytest.CaptureFixture[str]):
    pytest.importorskip("starlette")
    from benchmarks import app

    app.main(["--moves", "1", "--sessions", "3", "--seconds", "1", "--every", "0.5"])
    out = capsys.readouterr().out
    assert "portraits/bellevue: first answer" in out and "3 browsers" in out
