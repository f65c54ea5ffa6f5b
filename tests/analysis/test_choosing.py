"""Which run of many a story is told of: chosen by a stated outcome, so that anybody finds it again."""

from __future__ import annotations

import pandas as pd
import pytest

import sim
from analysis.lives.choosing import WAYS, chosen


def runs(life: list[float], practice: list[float], ended: list[int], name: str = "a") -> pd.DataFrame:
    """A table of runs with what choosing reads."""
    return pd.DataFrame({
        "replicate": range(len(life)), "partnership": name, "survival_months": life, "practice": practice,
        "ended": ended,
    })  # fmt: skip


TEN = runs([float(n) for n in range(10, 110, 10)], [0.2] * 10, [1] * 9 + [0])


def test_lucky_and_unlucky_stand_at_the_deciles():
    eleven = runs([float(n) for n in range(11)], [0.2] * 11, [0] * 11)
    assert (chosen(eleven, "unlucky").replicate, chosen(eleven, "lucky").replicate) == (1, 9)


def test_equal_lives_are_told_apart_by_practice():
    same = runs([120.0] * 11, [n / 20 for n in range(11)], [0] * 11)
    assert (chosen(same, "unlucky").replicate, chosen(same, "lucky").replicate) == (1, 9)


def test_typical_is_nearest_to_both_medians():
    table = runs([10.0, 50.0, 52.0, 90.0, 51.0], [0.2, 0.9, 0.5, 0.5, 0.1], [1, 1, 1, 1, 1])
    assert chosen(table, "typical").replicate == 2


def test_ended_is_the_middle_one_of_those_that_did():
    assert chosen(TEN, "ended").replicate == 4
    with pytest.raises(ValueError, match="none of 10 runs ended"):
        chosen(TEN.assign(ended=0), "ended")


def test_the_order_of_rows_does_not_matter_and_the_partnership_does():
    two = pd.concat([TEN, runs([1.0] * 10, [0.9] * 10, [1] * 10, "b")])
    for way in WAYS:
        assert chosen(two.sample(frac=1, random_state=1).sort_values("partnership"), way) == chosen(TEN, way)
    assert chosen(two, "lucky", "b") != chosen(two, "lucky", "a")


def test_how_it_was_chosen_names_the_replicate():
    for way in WAYS:
        found = chosen(TEN, way)
        assert found.why.startswith(f"Replicate {found.replicate}, chosen among 10 runs: ")
    with pytest.raises(ValueError, match="no way to choose a run 'best'"):
        chosen(TEN, "best")


def test_a_story_of_results_can_be_chosen_and_repeated():
    small = {"district.schools": 2, "district.teachers_per_school": 4}
    result = sim.run("baseline", replicates=12, months=36, set=small)
    told = result.story("unlucky")
    assert told.chosen and told.chosen in str(told).replace("\n", " ")
    again = result.story(told.replicate)
    assert again.chain == told.chain == tuple(result.chain(told.replicate)) and again.years == told.years
