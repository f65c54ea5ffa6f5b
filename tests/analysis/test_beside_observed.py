"""Observed lifetimes beside simulated ones: what a file may say, and a test that counts what runs share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from shared import assert_texts_are_apart

from analysis.survival.beside_observed import compared_means, differences_by_year
from analysis.survival.observed import Observed, read_observed
from analysis.survival.observed_words import of_observed
from analysis.survival.pages import observed_page
from sim.scenario.mistakes import ScenarioError

HORIZON = 120


def read(folder: Path, text: str, unit: str | None = None) -> Observed:
    (folder / "o.csv").write_text(text, encoding="utf-8")
    return read_observed(folder / "o.csv", unit)


def told(folder: Path, text: str, unit: str | None = None) -> list[str]:
    with pytest.raises(ScenarioError) as error:
        read(folder, text, unit)
    return [str(problem).removeprefix(f"{folder}/") for problem in error.value.problems]


# --- files ------------------------------------------------------------------------------------------------------------


def test_months_and_years_are_read_where_the_unit_is_stated(tmp_path: Path) -> None:
    for text, unit in (
        ("duration_months,ended\n18,1\n30,0\n", None), ("years;ended\n1,5;1\n2,5;0\n", None),
        ("duration,ended\n1.5,1\n2.5,0\n", "years"), ("duration,ended\n18,1.0\n30,0.0\n", "months"),
    ):  # fmt: skip
        found = read(tmp_path, text, unit)
        assert found.months.tolist() == [18, 30] and found.ended.tolist() == [True, False]


@pytest.mark.parametrize(
    ("head", "unit", "message"),
    [("duration", None, "a duration without a unit"), ("length", None, "no columns of durations"),
     ("months,years", None, "2 columns of durations (months and years)"),
     ("months", "years", "in months by the column")],
)  # fmt: skip
def test_a_unit_is_never_guessed(tmp_path: Path, head: str, unit: str | None, message: str) -> None:
    (line,) = told(tmp_path, f"{head},ended\n{'1,' * (head.count(',') + 1)}1\n", unit)
    assert message in line and "duration_months or duration_years" in line


@pytest.mark.parametrize("marks", [("yes", "no"), ("1", "2"), ("TRUE", "FALSE"), ("ended", "going"), ("-1", "1")])
def test_marks_of_any_other_coding_are_refused_in_one_line(tmp_path: Path, marks: tuple[str, str]) -> None:
    rows = "".join(f"{n},{mark}\n" for n, mark in enumerate(marks * 5))
    (line,) = told(tmp_path, f"months,ended\n{rows}")
    assert "marks must be 0 or 1" in line and all(repr(mark) in line for mark in marks) and "write 1 where" in line


def test_what_is_missing_is_left_out_and_counted(tmp_path: Path) -> None:
    found = read(tmp_path, "id,months,ended,cause\na,12,1,\nb,20,,\nc,NA,1,\nd,30,0,\ne,40,1,money_ran_out\n")
    assert found.months.tolist() == [12, 30, 40] and found.causes == ("unknown", "", "money_ran_out")
    assert "2 of 5 rows left out (1 without a duration and 1 without a mark)" in found.notes
    assert "columns not used: id" in found.notes


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    assert told(tmp_path, "months,ended\n-1,1\nlong,0\n5,maybe\n") == [
        "o.csv:2: months = -1: must be a number from 0 to 12000 (months)",
        "o.csv:3: months = long: must be a number from 0 to 12000 (months)",
        "o.csv:4: ended = maybe: marks must be 0 or 1, and 1 of 3 are not (there are '1', '0' and 'maybe'); "
        "write 1 where a partnership had ended, 0 where it was still going when last seen",
    ]
    assert "has not ended" in told(tmp_path, "months,ended,cause\n5,0,trust_lost\n")[0]
    assert "needs a column `ended`" in told(tmp_path, "months,status\n5,0\n")[0]


# --- the comparison ---------------------------------------------------------------------------------------------------


def simulated(rng: np.random.Generator, worlds: int, each: int = 1, *, mean: float = 40, spread: float = 0):
    """Lives of so many worlds, whose partnerships share how long they tend to last."""
    seed = np.repeat(np.arange(worlds), each)
    tendency = np.repeat(np.exp(spread * rng.standard_normal(worlds)), each)
    lives = np.ceil(rng.exponential(mean * tendency))
    return pd.DataFrame({
        "scenario": "Simulated", "run": np.arange(len(seed)), "seed": seed, "months": HORIZON, "cause": "trust_lost",
        "survival_months": np.minimum(lives, HORIZON), "ended": (lives <= HORIZON).astype(float),
    })  # fmt: skip


def observed(rng: np.random.Generator, number: int, mean: float = 40) -> Observed:
    lives = rng.exponential(mean, number)
    return Observed("o.csv", lives, np.ones(number, bool), ("unknown",) * number, False, ())


def test_without_sharing_and_censoring_it_is_welch_s_test() -> None:
    rng = np.random.default_rng(1)
    runs, seen = simulated(rng, 30, mean=20).query("ended > 0"), observed(rng, 25, 30)
    row = compared_means(runs, seen).iloc[0]
    cut = np.minimum(seen.months, row["horizon"]), np.minimum(runs["survival_months"], row["horizon"])
    known = stats.ttest_ind(cut[1], cut[0], equal_var=False)
    assert row["p"] == pytest.approx(known.pvalue) and row["freedom"] == pytest.approx(known.df)
    assert (row["low"], row["high"]) == pytest.approx(tuple(known.confidence_interval()))


def test_runs_that_repeat_each_other_tell_nothing_more() -> None:
    rng = np.random.default_rng(2)
    once, seen = simulated(rng, 20), observed(rng, 30)
    often = pd.concat([once] * 10, ignore_index=True).assign(run=np.arange(200))
    pd.testing.assert_frame_equal(compared_means(once, seen), compared_means(often, seen))
    first, second = differences_by_year(once, seen), differences_by_year(often, seen)
    assert first["difference"].tolist() == pytest.approx(second["difference"].tolist())
    inside = first["simulated"].between(0.05, 0.95)
    wider = ((second["high"] - second["low"]) / (first["high"] - first["low"]))[inside]
    assert inside.sum() >= 3 and wider.between(1, 1.2).all()  # Student's t of 20 groups, and not the normal


def test_it_is_wrong_in_one_of_twenty_where_both_are_alike_and_worlds_share() -> None:
    rng = np.random.default_rng(3)
    p = []
    for _ in range(300):
        runs = simulated(rng, 25, each=20, spread=0.6)
        # The same population, of independent partnerships.
        seen = observed(rng, 40, 1.0)
        lives = np.ceil(rng.exponential(40 * np.exp(0.6 * rng.standard_normal(40))))
        seen = Observed("o.csv", lives, seen.ended, seen.causes, False, ())
        p.append(compared_means(runs, seen)["p"].iloc[0])
    assert 0.02 <= np.mean(np.array(p) < 0.05) <= 0.09


def test_differences_have_a_width_where_nobody_has_ended() -> None:
    rng = np.random.default_rng(4)
    runs = simulated(rng, 30).assign(survival_months=HORIZON, ended=0.0)
    seen = Observed("o.csv", np.full(20, 60.0), np.zeros(20, bool), ("",) * 20, True, ())
    years = differences_by_year(runs, seen)
    assert (years["difference"] == 0).all() and (years["low"] < 0).all() and (years["high"] > 0).all()
    assert years["year"].max() == 5  # the observed were followed no longer
    means = compared_means(runs, seen)
    assert means["p"].isna().all()
    said = " ".join(of_observed(seen, means, years))
    assert "cannot be tested" in said and "20 lifetimes, of which 0 ended" in said and "whole years" in said


def test_too_few_groups_give_no_interval() -> None:
    rng = np.random.default_rng(5)
    runs, seen = simulated(rng, 3, each=50), observed(rng, 30)
    assert compared_means(runs, seen)[["low", "high", "p"]].isna().all(axis=None)
    assert differences_by_year(runs, seen)[["low", "high"]].isna().all(axis=None)


@pytest.mark.parametrize(("style", "smallest"), [("projector", 14), ("print", 7)])
@pytest.mark.parametrize("groups", [1, 3])
def test_the_page_shows_both(style: str, smallest: float, groups: int) -> None:
    rng = np.random.default_rng(6)
    runs = pd.concat([simulated(rng, 30).assign(scenario=f"Simulated {n}") for n in range(groups)], ignore_index=True)
    seen = observed(rng, 30)
    years, means = differences_by_year(runs, seen), compared_means(runs, seen)
    both = pd.concat([runs, seen.as_runs(HORIZON)], ignore_index=True)
    sheet = observed_page(both, years, means, "Beside", "30 runs, seed 1", {"Description": "test"}, style=style)
    assert_texts_are_apart(sheet, smallest)
    words = " ".join(text.get_text() for text in sheet.texts) + " ".join(
        text.get_text() for ax in sheet.axes for text in ax.texts
    )
    assert "Observed" in words and words.count("months in 10 years") == groups
    assert {"survival", "simulated less observed"} <= set(sheet.data["panel"])
