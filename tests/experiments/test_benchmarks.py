"""Every leg of the benchmarks runs to its end; how fast is for ``make bench`` to tell."""

from __future__ import annotations

from collections import defaultdict

import pytest

from benchmarks import coverage, engine, sweep


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch):
    """Two years of a sweep, two months of single worlds, and few of them."""
    monkeypatch.setattr(sweep, "MONTHS", 24)
    monkeypatch.setattr(engine, "MONTHS", 2)
    monkeypatch.setattr(engine, "SIZES", (300, 900))
    monkeypatch.setattr(engine, "REPLICATES", 4)


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


@pytest.mark.filterwarnings("ignore")
def test_coverage_is_measured_for_every_quantity(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(coverage, "truth_of", lambda *design, **options: defaultdict(lambda: 50.0))
    table = coverage.from_made_up(2, {"20 futures x 2": (20, 2, False)})
    assert {"survival at 5 years", "restricted mean", "hazard ratio", "mean regret", "median"} <= set(table["quantity"])
    assert table["given"].eq(1).all() and table["sweeps"].eq(2).all()
    assert "| made-up lives | 20 futures x 2 | hazard ratio |" in coverage.as_page(table, 2)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_intervals_hold_the_truth_about_as_often_as_they_say():
    table = coverage.from_made_up(150, {"60 futures x 3": (60, 3, False)}).set_index("quantity")
    assert table["covered"].between(0.89, 0.995).all()
