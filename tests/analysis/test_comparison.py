"""Comparisons under common random numbers: exact where nothing differs, right intervals where the answer is known."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from command_line import TINY, good, rpp
from scipy import stats
from shared import assert_texts_are_apart

import sim
from analysis.comparison import pairs as comparison
from analysis.comparison.figure import figure_comparison
from analysis.comparison.over_time import difference_over_time
from analysis.comparison.pairs import compare, compare_runs, interval_of, paired, sides
from analysis.comparison.words import sentences, with_interval
from analysis.stats.intervals import mean_p
from analysis.stats.testing import holm
from sim.measures.outcomes import OUTCOMES
from sim.scenario.scenario import Scenario

KEPT = ("partnerships",)


def runs(values: np.ndarray | list, outcome: str = "trust", partnerships: int = 1) -> pd.DataFrame:
    """A table of runs in which one outcome has given values, world by world."""
    worlds = len(values) // partnerships
    return pd.DataFrame({
        "replicate": np.repeat(np.arange(worlds), partnerships),
        "partnership": np.tile([f"p{n}" for n in range(partnerships)], worlds), outcome: np.asarray(values, float),
    })  # fmt: skip


def contrast(a: pd.DataFrame, b: pd.DataFrame, outcome: str = "trust", interval: str = "t") -> pd.Series:
    return compare_runs({"A": a, "B": b}, outcomes=[outcome], interval=interval).iloc[0]


@pytest.fixture(scope="module")
def pair(small: Scenario) -> list[sim.Result]:
    other = small.with_values({"contact.meetings": 0.25, "coordination.fte": 0})
    return [sim.run(s, replicates=12, months=60, tables=KEPT) for s in (small, other)]


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    return "tiny.yaml"


# --- numbers with a known answer --------------------------------------------------------------------------------------


def test_a_row_is_the_paired_t_test_of_a_textbook():
    # Student (1908), hours of sleep gained by ten patients with two drugs.
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    row = contrast(runs(first), runs(second))
    assert row["difference"] == pytest.approx(1.58)
    assert (row["low"], row["high"]) == pytest.approx((0.7001142, 2.4598858))
    assert row["p"] == pytest.approx(0.00283289)
    assert (row["second_better"], row["first_better"], row["tied"]) == (0.9, 0.0, 0.1)
    assert row["middle"] == pytest.approx(1.3)
    by_less = contrast(runs(first, "longest_gap"), runs(second, "longest_gap"), "longest_gap")
    assert (by_less["second_better"], by_less["first_better"]) == (0.0, 0.9)  # where less is better


def test_variance_saved_is_the_correlation_of_the_pairs():
    rng = np.random.default_rng(1)
    for planted in (0.0, 0.6, 0.95):
        a = rng.normal(size=20_000)
        b = planted * a + math.sqrt(1 - planted**2) * rng.normal(size=20_000)
        assert contrast(runs(a), runs(b))["saved"] == pytest.approx(planted, abs=0.03)
    assert contrast(runs(a), runs(-a))["saved"] == pytest.approx(-1)  # pairing can also cost


def coverage(trials: int, pairs: int, method: str) -> float:
    """How often the interval holds the true mean of skewed differences."""
    rng = np.random.default_rng(7)
    drawn = rng.exponential(size=(trials, pairs)) - 0.7 * rng.exponential(size=(trials, pairs))
    limits = [interval_of(d, method) for d in drawn]
    return float(np.mean([low <= 0.3 <= high for low, high in limits]))


def test_intervals_hold_the_true_difference_as_often_as_they_say():
    assert coverage(600, 40, "t") == pytest.approx(0.95, abs=0.025)


@pytest.mark.slow
@pytest.mark.parametrize("method, trials, by", [("t", 20_000, 0.006), ("bca", 800, 0.035)])
def test_intervals_hold_the_true_difference_in_many_trials(method: str, trials: int, by: float):
    assert coverage(trials, 60, method) == pytest.approx(0.95, abs=by)  # the bootstrap is known to be a little narrow


def test_both_intervals_agree_where_both_are_right():
    d = np.random.default_rng(3).normal(1, 2, 200)
    assert interval_of(d, "bca") == pytest.approx(interval_of(d, "t"), abs=0.03)
    assert interval_of(d, "bca", seed=5) == interval_of(d, "bca", seed=5)


@pytest.mark.parametrize("method", comparison.INTERVALS)
def test_intervals_of_hardly_any_pairs(method: str):
    assert all(map(math.isnan, interval_of(np.array([]), method)))
    assert all(map(math.isnan, interval_of(np.array([2.0, 3.0, 5.0, 4.0]), method)))
    assert all(map(math.isnan, interval_of(np.full(6, 2.0), method))), "nothing tells how much they could vary"
    assert all(map(math.isfinite, interval_of(np.array([2.0, 3.0, 5.0, 4.0, 2.5]), method)))


def test_differences_that_are_all_alike_count_by_their_number():
    assert mean_p(np.zeros(9)) == 1.0
    assert mean_p(np.ones(7)) == pytest.approx(stats.binomtest(7, 7).pvalue)
    assert math.isnan(mean_p(np.ones(4)))
    two = contrast(runs([1, 1]), runs([2, 2]))
    assert not two["distinguishable"]


def test_holm_is_that_of_his_paper():
    # The example of Holm's procedure in Wright (1992), table 1 layout: sorted p times n, n - 1, ..., never falling.
    p = np.array([0.01, 0.04, np.nan, 0.03, 0.005])
    assert holm(p) == pytest.approx([0.03, 0.06, np.nan, 0.06, 0.02], nan_ok=True)
    assert holm(np.array([np.nan])) == pytest.approx([np.nan], nan_ok=True)


# --- pairs ------------------------------------------------------------------------------------------------------------


def test_what_is_not_known_in_one_of_two_is_dropped_from_both():
    row = contrast(runs([1, 2, math.nan, 4]), runs([2, math.nan, 3, 5]))
    assert (row["pairs"], row["dropped"], row["worlds"]) == (2, 2, 2)
    assert (row["mean_first"], row["mean_second"], row["difference"]) == (2.5, 3.5, 1.0)
    more = contrast(runs([1, 2, 3]), runs([1, 2]))  # a replicate that the other has not
    assert (more["pairs"], more["dropped"], more["same"]) == (2, 1, False)
    none = contrast(runs([math.nan] * 3), runs([1, 2, 3]))
    assert none["worlds"] == 0 and math.isnan(none["difference"]) and not none["distinguishable"]
    assert "cannot be compared" in sentences(pd.DataFrame([none]))[0]


def test_partnerships_pair_up_by_name_and_each_world_counts_once():
    a, b = runs([0, 0, 0, 0, 0, 0], partnerships=2), runs([1, 3, 1, 3, 2, 4], partnerships=2)
    row = contrast(a, b.sample(frac=1, random_state=1))
    assert (row["pairs"], row["worlds"], row["difference"]) == (6, 3, pytest.approx(7 / 3))
    # Partnerships with common random numbers tell no more than one of them does.
    gains = [1, 2, 4, 3, 6]
    alone = contrast(runs([0] * 5), runs(gains))
    twice = contrast(runs([0, 0] * 5, partnerships=2), runs(np.repeat(gains, 2), partnerships=2))
    assert np.isfinite(alone["low"])
    assert (twice["low"], twice["high"]) == pytest.approx((alone["low"], alone["high"]))


def test_partnerships_without_namesakes_pair_up_as_means_of_worlds():
    a = runs([1, 3, 5, 7], partnerships=2)
    b = runs([1, 2]).assign(partnership="other")
    x, y = paired(a, b)
    assert x["trust"].tolist() == [2, 6] and y["trust"].tolist() == [1, 2]


def test_a_replicate_that_is_there_twice_is_refused():
    with pytest.raises(ValueError, match="replicate 0 is there twice"):
        contrast(pd.concat([runs([1, 2]), runs([3])]), runs([1, 2]))


# --- the model --------------------------------------------------------------------------------------------------------


def test_nothing_changed_is_exactly_nothing_everywhere(small: Scenario):
    again = small.with_values({"coordination.fte": small.partnerships[0].levers["coordination.fte"]})
    a, b = (sim.run(s, replicates=6, months=40, tables=KEPT) for s in (small, again))
    table = compare(a, b, outcomes=["all"])
    assert len(table) == len(OUTCOMES) and table["same"].all() and not table["distinguishable"].any()
    known = table[table["worlds"] > 1]
    assert (known["difference"] == 0).all() and (known["tied"] == 1).all()
    assert known[["low", "high"]].isna().all(axis=None), "an interval of no width would tell of what is not known"
    assert sentences(table) == ["A and B are exactly the same in all 6 pairs, in every outcome that was compared."]
    for series in ("going", "trust", "spread"):
        assert difference_over_time(*sides(a, b), series)["difference"].dropna().eq(0).all()
    assert_texts_are_apart(figure_comparison(a, b), 14)


def test_one_result_of_two_scenarios_is_the_same_as_two_results(pair: list[sim.Result]):
    together = sim.run([r.scenarios[0] for r in pair], replicates=12, months=60, tables=KEPT)
    pd.testing.assert_frame_equal(compare(*pair), compare(together))


def test_the_survival_difference_adds_up_to_the_difference_in_restricted_mean_survival(pair: list[sim.Result]):
    months = compare(*pair, outcomes=["survival_months"]).iloc[0]
    assert difference_over_time(*sides(*pair))["difference"].sum() == pytest.approx(months["difference"])


def test_differing_seeds_or_months_cannot_be_paired(pair: list[sim.Result], small: Scenario):
    for months, seed in ((60, 2), (50, 1)):
        with pytest.raises(ValueError, match="share random numbers"):
            compare(pair[0], sim.run(small, replicates=2, months=months, seed=seed, tables=KEPT))
    with pytest.raises(ValueError, match="two to 4"):
        compare(pair[0])
    with pytest.raises(ValueError, match="did you mean trust"):
        compare(*pair, outcomes=["truts"])


# --- words ------------------------------------------------------------------------------------------------------------


def table_of(**differences: np.ndarray) -> pd.DataFrame:
    """A comparison in which outcomes differ as given."""
    units = {name: runs(np.zeros(len(d)), name)[name] for name, d in differences.items()}
    base = runs(np.zeros(len(next(iter(differences.values())))))
    return compare_runs({"A": base.assign(**units), "B": base.assign(**differences)}, outcomes=list(differences))


def test_sentences_say_what_the_numbers_say():
    noise = np.linspace(-3, 3, 40)
    table = table_of(
        survival_months=14 + 5 * noise, spread=-0.1 + 0.01 * noise, dollars=10_000 * noise, trust=0.1 + 0 * noise
    )
    lasting, reach, cost = sentences(table)
    assert lasting == "B lasts 14 months longer than A (95 % interval 11 to 17)."
    assert reach.startswith("B reaches 10.0 percentage points fewer teachers than A (95 % interval 9.4 to 10.6)")
    assert cost.startswith("A and B are not statistically distinguishable in money spent")
    assert cost.endswith("Higher in B: trust.")
    assert "chance" not in " ".join([lasting, reach])


def test_any_outcomes_make_sentences():
    noise = np.linspace(-3, 3, 40)
    only = sentences(table_of(trust=-0.1 + 0.01 * noise, practice_gap=0 * noise))
    assert only == [
        "B is 0.100 lower in trust than A (95 % interval 0.094 to 0.106).",
        "A and B are exactly the same in gap by poverty, in all 40 pairs.",
    ]


def test_what_may_be_chance_among_many_is_called_so():
    rng = np.random.default_rng(11)
    null = {o.name: rng.normal(size=30) for o in OUTCOMES[:25]}
    null["survival_months"] = null["survival_months"] - null["survival_months"].mean() + 0.42
    table = table_of(**null)
    row = table.set_index("outcome").loc["survival_months"]
    assert row["low"] > 0 and not row["distinguishable"]
    assert "could still be chance" in sentences(table)[0]


def test_limits_never_read_as_zero_where_zero_is_outside():
    noise = np.linspace(-1, 1, 40)
    row = contrast(runs(0 * noise), runs(noise - interval_of(noise)[0] + 1e-5))
    assert 0 < row["low"] < 2e-5 and with_interval(row).split(" to ")[0].endswith("(+0.00001")
    unsure = contrast(runs(0 * noise), runs(noise - interval_of(noise)[0] - 1e-5))
    assert with_interval(unsure) == "+0.2 (0.0 to +0.4)"


# --- the figure -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number, series, style, smallest", [
    (2, "trust", "projector", 14), (3, "going", "print", 7), (4, "spread", "projector", 14), (4, "trust", "print", 7),
])  # fmt: skip
def test_the_figure_has_no_text_on_text(small: Scenario, number: int, series: str, style: str, smallest: float):
    levers = [{}, {"coordination.fte": 2}, {"contact.meetings": 0}, {"contact.stake": 1, "structure.board": 1}]
    results = [sim.run(small.with_values(v), replicates=5, months=36, tables=KEPT) for v in levers[:number]]
    sheet = figure_comparison(*results, series=series, style=style)
    assert_texts_are_apart(sheet, smallest)
    assert {"outcomes", f"{series}, A"} <= set(sheet.data["panel"])
    assert "seed 1" in sheet.about["Description"] and results[1].scenarios[0].digest in sheet.about["Description"]


def test_levels_and_differences_have_one_scale(pair: list[sim.Result]):
    panels = [ax for ax in figure_comparison(*pair).axes if ax.get_xlabel() == "years"]
    spans = [np.ptp(ax.get_ylim()) / ax.get_position().height for ax in panels[:3]]
    assert spans == pytest.approx([spans[0]] * 3)


def test_one_pair_is_shown_and_says_that_it_tells_nothing_of_others(small: Scenario):
    arms = ({}, {"contact.meetings": 6})  # in a run that goes on
    a, b = (sim.run(small.with_values(v), replicates=1, months=30, tables=KEPT, seed=2) for v in arms)
    assert "says nothing about others" in " ".join(sentences(compare(a, b)))
    assert_texts_are_apart(figure_comparison(a, b), 14)


# --- the command ------------------------------------------------------------------------------------------------------


def test_compare_writes_a_folder_that_says_what_it_is(tiny: str):
    told = good("compare", tiny, "--set", "coordination.fte=0", "--replicates", "6", "--out", "out")
    assert "coordination.fte=0" in told and "teachers using it" in told
    found = json.loads(Path("out/manifest.json").read_text())
    assert [s["letter"] for s in found["scenarios"]] == ["A", "B"] and found["scenarios"][1]["set"] == {
        "coordination.fte": 0
    }
    assert set(found["files"]) == {p.name for p in Path("out").iterdir()} - {"manifest.json"}
    table = pd.read_csv("out/comparison.csv")
    assert table["outcome"].tolist() == list(comparison.MAIN)
    code, _, err = rpp("compare", tiny, "--set", "coordination.fte=1", "--out", "out")
    assert code == 2 and "answers another question (scenarios tiny, tiny with coordination.fte=0" in err


def test_compare_gives_json_and_sets_values_by_letter(tiny: str):
    data = json.loads(good("compare", tiny, "--set", "A:contact.meetings=3", "--set", "B:coordination.fte=0", "--set",
                           "C:coordination.fte=2", "--outcome", "all", "--replicates", "3", "--json"))  # fmt: skip
    assert [s["set"] for s in data["scenarios"]] == [
        {"contact.meetings": 3}, {"contact.meetings": 3, "coordination.fte": 0},
        {"contact.meetings": 3, "coordination.fte": 2},
    ]  # fmt: skip
    assert len(data["outcomes"]) == 2 * len(OUTCOMES) and data["outcomes"][0]["second"] == "B"
    assert not list(Path().glob("runs")) and data["survival_difference"]
    two = json.loads(good("compare", tiny, "baseline", "--set", "contact.meetings=3", "--set", "b:coordination.fte=0",
                          "--outcome", "trust", "--replicates", "2", "--months", "6", "--json"))  # fmt: skip
    assert [s["set"] for s in two["scenarios"]] == [
        {"contact.meetings": 3},
        {"contact.meetings": 3, "coordination.fte": 0},
    ]


BAD = [
    ("compare tiny.yaml", "nothing to compare"),
    ("compare tiny.yaml baselin", "'baselin' did you mean baseline"),
    ("compare tiny.yaml baseline --set C:coordination.fte=1", "no scenario C letters are A B"),
    ("compare tiny.yaml --set E:coordination.fte=1", "no scenario E"),
    ("compare tiny.yaml baseline tiny.yaml baseline tiny.yaml", "up to 4"),
    ("compare tiny.yaml baseline --series trst", "'trst' did you mean trust"),
    ("compare tiny.yaml baseline --interval z", "'z' t, bca"),
    ("compare tiny.yaml baselin --set B:coordination.ftee=1 --outcome truts --outcome spred",
     "'baselin' coordination.ftee 'truts' did you mean trust 'spred' did you mean spread"),
]  # fmt: skip


@pytest.mark.parametrize("command, named", BAD)
def test_mistakes_are_all_told_and_nothing_is_written(tiny: str, command: str, named: str):
    code, out, err = rpp(*command.split(), "--out", "out")
    assert code == 2 and not out and all(word in err for word in named.split()), err
    assert [p.name for p in Path().iterdir()] == [tiny]
