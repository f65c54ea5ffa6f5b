"""Saved and opened again, a result says the same; two versions of one scenario stay two."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from command_line import good

import sim
from sim.experiments import StoreError, extend, resume
from sim.scenario.scenario import Scenario

TABLES = ("runs", "partnerships", "districts", "schools", "funders", "roles", "events")
KEYS = ("scenario", "variant", "replicate", "partnership", "district", "school", "funder", "role", "month")


@pytest.fixture(scope="module")
def result(small: Scenario) -> sim.Result:
    return sim.run([small, small.with_values(coordination_fte=0)], replicates=[1, 2, 5], months=24, log=True)


@pytest.fixture(scope="module")
def folder(result: sim.Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return result.save(tmp_path_factory.mktemp("saved") / "results")


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    table = table.drop(columns="run").sort_values([key for key in KEYS if key in table], kind="stable")
    texts = [name for name in table if table[name].dtype == "category"]
    return table.astype(dict.fromkeys(texts, object)).reset_index(drop=True)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_comes_back(result: sim.Result, folder: Path, name: str):
    before, after = in_order(getattr(result, name)), in_order(getattr(sim.open(folder), name))
    pd.testing.assert_frame_equal(after[list(before)], before, check_dtype=False)


def test_what_is_opened_answers_what_a_result_answers(result: sim.Result, folder: Path):
    opened = sim.open(folder)
    assert (opened.variants, opened.months, opened.seed) == (result.variants, result.months, result.seed)
    assert [s.digest for s in opened.scenarios] == [s.digest for s in result.scenarios]
    pd.testing.assert_frame_equal(opened.summary(), result.summary())
    pd.testing.assert_frame_equal(opened.survival(), result.survival())
    pd.testing.assert_frame_equal(opened.compare().table, result.compare().table)
    assert opened.story(5, variant=opened.variants[1]) == result.story(5, variant=result.variants[1])
    assert opened.plot().data.shape == result.plot().data.shape
    assert "6 runs of 24 months" in repr(opened) and "6 runs of 24 months" in opened._repr_html_()


def test_commands_read_it_and_keep_versions_apart(folder: Path):
    assert "6 of 6 runs" in good("status", str(folder))
    told = good("survival", str(folder))
    assert f"Baseline with {sim.open(folder).variants[1]}" in " ".join(told.split())


def test_it_can_be_gone_on_with(small: Scenario, tmp_path: Path):
    one = sim.run(small, replicates=2, months=12)
    extend(one.save(tmp_path / "x"), replicates=1)
    resume(tmp_path / "x", jobs=1)
    whole = in_order(sim.run(small, replicates=3, months=12).runs)
    pd.testing.assert_frame_equal(in_order(sim.open(tmp_path / "x").runs)[list(whole)], whole, check_dtype=False)


def test_what_cannot_be_saved_or_opened_says_why(result: sim.Result, folder: Path, small: Scenario, tmp_path: Path):
    with pytest.raises(StoreError, match="already holds results"):
        result.save(folder)
    with pytest.raises(StoreError, match="no such folder"):
        sim.open(tmp_path / "nowhere")
    model = sim.PartnershipModel(small, months=1)
    model.step()
    with pytest.raises(ValueError, match="stepped by hand"):
        model.result().save(tmp_path / "y")
    slim = sim.run(small, replicates=1, months=2, tables=()).save(tmp_path / "z")
    with pytest.raises(StoreError, match="keeps no table of schools"):
        _ = sim.open(slim).schools
