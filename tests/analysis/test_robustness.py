"""Policies across futures: regret, shares and fronts that were worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.discovery.cases import read_case
from analysis.robustness.numbers import Futures, futures, not_dominated, pareto, regret, robustness, satisficing
from analysis.robustness.words import sentences
from analysis.sensitivity.points import NotEnough
from app.report.contrasts import contrasts
from app.report.study import study
from sim.experiments import latin_hypercube, make_plan, open_results, sweep, vary

#: Survival of three policies in four futures.
BY_HAND = np.array([[100.0, 20, 60, 40], [80, 60, 60, 30], [90, 50, 20, 70]])


def runs(table: np.ndarray, replicates: int = 1, noise: float = 0.0, **more: np.ndarray) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    rows = [
        {"run": 0, "replicate": r, "seed": 1000 * f + r, "scenario": "s", "policy": "ABC"[p], "x": float(f),
         "survival_months": table[p, f] + noise * rng.normal(), **{name: values[p, f] for name, values in more.items()}}
        for r in range(replicates) for p in range(table.shape[0]) for f in range(table.shape[1])
    ]  # fmt: skip
    return pd.DataFrame(rows)


def arranged(table: np.ndarray, outcomes: tuple[str, ...] = ("survival_months",), **more: object) -> Futures:
    return futures(runs(table, **more), ["scenario", "policy"], ["x"], outcomes)


def test_regret_by_hand():
    np.testing.assert_array_equal(regret(BY_HAND, 1), [[0, 40, 0, 30], [20, 0, 0, 40], [10, 10, 40, 0]])
    np.testing.assert_array_equal(regret(BY_HAND, -1), [[20, 0, 40, 10], [0, 40, 40, 0], [10, 30, 0, 40]])
    holes = BY_HAND.copy()
    holes[0, 0] = np.nan
    np.testing.assert_array_equal(regret(holes, 1)[:, 0], [np.nan, 10, 0])


def test_measures_by_hand():
    found = arranged(BY_HAND)
    assert found.policies == ("A", "B", "C")
    assert found.paired
    table = robustness(found, ["survival_months"]).set_index("policy")
    assert table["max_regret"].tolist() == [40, 40, 40]
    assert table["mean_regret"].tolist() == [17.5, 15, 15]
    assert table["p90_regret"].tolist() == pytest.approx([37, 34, 31])
    assert table["mean"].tolist() == [55, 57.5, 57.5]
    assert table["worst_tenth"].tolist() == [20, 30, 20]
    assert table["best"].tolist() == [0.25, 0.25, 0.25]
    assert table["tied"].tolist() == [0.25, 0.25, 0.0], "the third future is a tie"
    assert table["deviation"].iloc[0] == pytest.approx(np.std(BY_HAND[0], ddof=1))
    assert table["mean_low"].isna().all()  # four futures are too few for an interval


def test_satisficing_by_hand():
    found = arranged(BY_HAND, outcomes=("survival_months", "trust"), trust=np.tile([0.1, 0.9, 0.9, np.nan], (3, 1)))
    cases = [read_case(text, found.runs) for text in ("survival_months >= 60", "trust > 0.5")]
    table = satisficing(found, cases).set_index(["requirement", "policy"])
    assert table.loc["survival_months >= 60", "met"].tolist() == [0.5, 0.75, 0.5]
    assert table.loc["trust > 0.5", "met"].tolist() == pytest.approx([2 / 3] * 3)
    assert table.loc["all", "met"].tolist() == pytest.approx([1 / 3, 2 / 3, 0])
    assert table.loc["all", "futures"].tolist() == [3, 3, 3]


def test_a_requirement_is_met_where_it_holds_in_most_runs():
    table = runs(np.array([[60.0], [60.0]]), replicates=3)
    table["survival_months"] = np.where((table["policy"] == "A") & (table["replicate"] > 0), 70.0, 50.0)
    found = futures(table, ["policy"], ["x"], ["survival_months"])
    told = satisficing(found, [read_case("survival_months > 60", table)])
    assert told["met"].tolist() == [1, 0]
    assert told["runs"].tolist() == pytest.approx([2 / 3, 0])


def test_the_front_by_hand():
    good = np.array([[1, 5], [2, 4], [2, 3], [3, 1], [0, 0], [np.nan, 9]])
    assert not_dominated(good).tolist() == [True, True, False, True, False, False]
    assert not_dominated(np.array([[1, 1], [1, 1]])).tolist() == [True, True]


def test_the_front_weighs_cost_against_the_rest():
    dollars = np.array([[10.0] * 4, [20.0] * 4, [30.0] * 4])
    spread = np.array([[0.1] * 4, [0.4] * 4, [0.3] * 4])
    found = arranged(BY_HAND, outcomes=("survival_months", "dollars", "spread"), dollars=dollars, spread=spread)
    front = pareto(found, ["dollars", "spread"]).set_index("policy")
    assert front["on_front"].to_dict() == {"A": True, "B": True, "C": False}
    assert front.loc["B", "dollars"] == 20


def test_intervals_hold_what_they_should():
    """Over many futures of known spread the interval of a mean has the length that theory gives."""
    rng = np.random.default_rng(4)
    table = rng.normal(50, 10, (2, 400))
    told = robustness(arranged(table), ["survival_months"]).iloc[0]
    assert told["mean_low"] < told["mean"] < told["mean_high"]
    assert told["mean_high"] - told["mean_low"] == pytest.approx(2 * 1.96 * 10 / 20, rel=0.15)


def test_regret_that_chance_alone_makes_is_foreseen():
    """Three equal policies: all regret is chance, of the size that is told."""
    rng = np.random.default_rng(5)
    table = runs(np.tile(rng.normal(60, 20, 300), (3, 1)), replicates=4, noise=6.0)
    table["survival_months"] += 15 * np.random.default_rng(6).normal(size=4)[table["replicate"]]  # moves all alike
    told = robustness(futures(table, ["policy"], ["x"], ["survival_months"]), ["survival_months"])
    expected = 0.8463 * 6 / 2  # largest of three standard normal numbers; four replicates
    assert told["chance_regret"].iloc[0] == pytest.approx(expected, rel=0.05)
    assert told["mean_regret"].mean() == pytest.approx(expected, rel=0.1)


def test_policies_that_met_different_futures_have_no_regret():
    table = runs(BY_HAND)
    table["x"] = np.arange(len(table))  # every run is a future of its own
    found = futures(table, ["policy"], ["x"], ["survival_months"])
    assert not found.paired
    told = robustness(found, ["survival_months"])
    assert told["max_regret"].isna().all()
    assert told["mean"].tolist() == [55, 57.5, 57.5]
    text = sentences(found, told, pd.DataFrame(columns=["requirement"]), pareto(found, ["survival_months"]))
    assert any("met different futures" in t for t in text)


def test_futures_that_a_policy_did_not_meet_are_left_out_and_told():
    table = runs(np.tile(np.arange(10.0), (2, 1)))
    table = table[~((table["policy"] == "B") & (table["x"] == 3))]
    found = futures(table, ["policy"], ["x"], ["survival_months"])
    assert found.paired
    assert found.number == 9
    assert "1 of 10 futures" in found.notes[0]
    assert satisficing(found, [read_case("survival_months >= 5", table)])["met"].tolist() == pytest.approx([5 / 9] * 2)


def test_one_policy_or_no_runs_are_told():
    table = runs(BY_HAND)
    with pytest.raises(NotEnough, match="only one policy"):
        futures(table[table["policy"] == "A"], ["policy"], ["x"], ["survival_months"])
    with pytest.raises(NotEnough, match="no run"):
        futures(table.iloc[:0], ["policy"], ["x"], ["survival_months"])


def test_outcomes_without_values_are_told_and_break_nothing():
    found = arranged(BY_HAND, outcomes=("survival_months", "spread"), spread=np.full((3, 4), np.nan))
    told = robustness(found, ["spread", "survival_months"])
    assert told.loc[told["outcome"] == "spread", "mean"].isna().all()
    front = pareto(found, ["spread", "survival_months"])
    assert not front["on_front"].any()
    text = sentences(found, told, pd.DataFrame(columns=["requirement"]), front)
    assert "teachers using it: no values." in text
    assert "there is no front" in text[-1]


def test_the_least_regret_is_told_first():
    found = arranged(np.array([[100.0] * 10, [60.0] * 10, [80.0] * 10]))
    none = pd.DataFrame(columns=["requirement"])
    text = sentences(found, robustness(found, ["survival_months"]), none, pd.DataFrame())
    assert text[1].startswith("For survival time, A has least to regret: in nine futures of ten it stays within 0 mo")
    assert "next is C with 20 months" in text[1]


def told_of(table: np.ndarray, **more: object) -> str:
    found = futures(runs(table, **more), ["policy"], ["x"], ["survival_months"])
    return sentences(found, robustness(found, ["survival_months"]), pd.DataFrame(columns=["requirement"]),
                     pd.DataFrame())[1]  # fmt: skip


def test_ties_are_not_told_as_wins_by_the_order_of_files():
    text = told_of(np.tile(np.arange(50.0, 70.0), (3, 1)))
    assert "all policies do equally well in each of the 20 futures" in text and "most futures" not in text
    two = np.tile(np.arange(50.0, 70.0), (3, 1))
    two[2] -= 5
    text = told_of(two)
    assert "No policy alone does best in any future; in 100 % of futures the best policies tie." in text


def test_policies_that_chance_alone_parts_are_not_distinguishable():
    rng = np.random.default_rng(3)
    base = rng.normal(60, 20, 100)
    alike = told_of(np.stack([base + rng.normal(0, 5, 100) for _ in range(3)]))
    assert "Not distinguishable" in alike and "tatistically distinguishable from it" not in alike
    apart = told_of(np.stack([base + 20, base + rng.normal(0, 5, 100)]))
    assert "Statistically distinguishable from it in the mean: B." in apart


def test_futures_that_share_random_numbers_have_no_intervals_from_drawing_futures_again():
    rng = np.random.default_rng(6)
    table = runs(rng.normal(60, 20, (2, 100)), replicates=4, noise=5.0)
    common = table.assign(seed=table["replicate"])
    own, shared = (robustness(futures(t, ["policy"], ["x"], ["survival_months"]), ["survival_months"])
                   for t in (table, common))  # fmt: skip
    assert own[["mean_low", "p90_regret_low"]].notna().all(axis=None)
    assert shared[["mean_low", "p90_regret_low"]].isna().all(axis=None), "four replicates are too few"
    assert shared["mean_regret"].tolist() == pytest.approx(own["mean_regret"].tolist())


def test_the_same_difference_has_the_same_interval_in_a_report(small, tmp_path):
    """A mean difference of two policies, as `rpp robustness` and `rpp report` tell it."""
    design = latin_hypercube([vary("meetings.trust_gain"), vary("meetings.trust_loss")], samples=20, seed=1)
    policies = {"a": {}, "b": {"coordination.fte": 2.0}}
    sweep(make_plan(small, policies=policies, design=design, replicates=3, months=24), out=tmp_path / "s", jobs=1)
    told = contrasts(study(tmp_path / "s")).set_index("outcome").loc["trust"]
    made = futures(open_results(tmp_path / "s").finished, ["policy"], ["meetings.trust_gain"], ["trust"])
    row = robustness(made, ["trust"]).set_index("policy")
    behind = row.loc[row["behind"].abs().idxmax(), ["behind", "behind_low", "behind_high"]].astype(float)
    here = told[["difference", "low", "high"]].astype(float)
    assert sorted(abs(here)) == pytest.approx(sorted(abs(behind)))
