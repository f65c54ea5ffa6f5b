"""Restricted means, competing causes, hazards, retention and intervals: textbook numbers, and sense at the edges."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.stats.intervals import effective_number, median_interval, share_interval
from analysis.stats.sharing import shared_by
from analysis.survival.competing_causes import cumulative_incidence
from analysis.survival.hazard import hazard_by_year
from analysis.survival.kaplan_meier import kaplan_meier
from analysis.survival.restricted_mean import restricted_difference, restricted_mean
from analysis.survival.tables import causes_of_ending, common_horizon, hazards, lasting, retention

# Weeks of remission of 42 children with leukaemia (Freireich et al. 1963, Blood 21).
TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
CONTROL = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def table(scenario: str, months: list[float], ended: list[int], cause: str = "money_ran_out") -> pd.DataFrame:
    """A table of runs with what these analyses need."""
    return pd.DataFrame({
        "scenario": scenario, "run": range(len(months)), "months": 120, "survival_months": months, "ended": ended,
        "cause": [cause if e else "none" for e in ended], "retained_12": np.nan, "retained_24": np.nan,
        "retained_36": np.nan,
    })  # fmt: skip


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(7)


# --- Kaplan-Meier beside lifelines -------------------------------------------------------------------------------


def test_kaplan_meier_agrees_with_lifelines(rng: np.random.Generator) -> None:
    time, ended = rng.integers(1, 121, 200), rng.random(200) < 0.6
    ours = kaplan_meier(time, ended).set_index("month")
    theirs = pytest.importorskip("lifelines").KaplanMeierFitter().fit(time, ended)
    inside = (ours["survival"] > 0) & (ours["survival"] < 1)
    np.testing.assert_allclose(ours["survival"], theirs.survival_function_.iloc[:, 0].loc[ours.index])
    band = theirs.confidence_interval_.loc[ours.index[inside]]
    np.testing.assert_allclose(ours.loc[inside, ["low", "high"]], band)


# --- restricted mean ---------------------------------------------------------------------------------------------


def test_restricted_mean_of_remissions_is_the_area_under_the_published_curve() -> None:
    # Weeks times the published survival (Freireich et al. 1963): 6 x 1 + 1 x 0.857 + 3 x 0.807 + ...
    found = restricted_mean(TREATED, RELAPSED, 23)
    by_hand = 6 + 0.857 + 3 * 0.807 + 3 * 0.753 + 3 * 0.690 + 6 * 0.627 + 0.538
    assert found.mean == pytest.approx(by_hand, abs=0.01)


def test_restricted_mean_without_censoring_is_an_ordinary_mean_with_its_error() -> None:
    cut = np.minimum(CONTROL, 10)
    found = restricted_mean(CONTROL, [True] * 21, 10)
    assert found.mean == pytest.approx(cut.mean())
    assert found.error == pytest.approx(cut.std(ddof=1) / np.sqrt(21))
    low, high = stats.t.interval(0.95, 20, cut.mean(), found.error)
    assert (found.low, found.high) == pytest.approx((low, high))


def test_restricted_mean_agrees_with_lifelines_and_with_greenwood(rng: np.random.Generator) -> None:
    time, ended = rng.integers(1, 121, 300).astype(float), rng.random(300) < 0.7
    found = restricted_mean(time, ended, 100)
    # Var = sum over ends of (area still to come)^2 d / (n (n - d)), as in Klein & Moeschberger 2003, formula 4.5.2
    curve = kaplan_meier(time, ended)
    curve = curve[curve["month"] < 100]
    widths = np.diff(np.append(curve["month"], 100))
    to_come = np.cumsum((curve["survival"] * widths)[::-1])[::-1]
    d, n = curve["ended"], curve["at_risk"]
    greenwood = np.sqrt((to_come**2 * d / (n * (n - d))).sum())
    assert found.error == pytest.approx(greenwood * np.sqrt(300 / 299), rel=1e-6)
    lifelines = pytest.importorskip("lifelines")
    theirs = lifelines.KaplanMeierFitter().fit(time, ended)
    assert found.mean == pytest.approx(lifelines.utils.restricted_mean_survival_time(theirs, t=100))


def test_restricted_mean_of_an_exponential_is_the_analytic_one(rng: np.random.Generator) -> None:
    time, censored = rng.exponential(50, 5000), rng.uniform(60, 200, 5000)
    found = restricted_mean(np.minimum(time, censored), time <= censored, 60)
    assert abs(found.mean - 50 * (1 - np.exp(-60 / 50))) < 3 * found.error


def test_restricted_mean_at_the_edges() -> None:
    nobody = restricted_mean([120] * 5, [False] * 5, 120)
    assert (nobody.mean, nobody.error) == (120, 0)
    assert np.isnan(restricted_mean([30], [True], 120).error)
    assert restricted_mean([30], [True], 120).mean == 30
    assert restricted_mean([0, 0], [True, True], 120).mean == 0
    with pytest.raises(ValueError, match="nobody was followed to month 120"):
        restricted_mean([60, 60], [False, True], 120)


def test_difference_of_pairs_by_seed() -> None:
    lives = np.array([20.0, 35, 50, 64, 80, 90])
    first, second = (table(name, list(lives + more), [1] * 6) for name, more in (("a", 0), ("b", 10)))
    found = restricted_difference(first, second, 120)
    assert (found.mean, found.error) == pytest.approx((10, 0), abs=1e-9)
    apart = second.assign(run=second["run"] + 100)
    unpaired = restricted_difference(first, apart, 120)
    expected = np.sqrt(2 * lives.var(ddof=0) / 6 * 12 / 11)
    assert (unpaired.mean, unpaired.error) == pytest.approx((10, expected))


def test_groups_that_hold_copies_tell_no_more() -> None:
    time, ended = [3, 5, 5, 7, 9, 12], [True, True, False, True, True, False]
    alone = restricted_mean(time, ended, 12)
    twice = restricted_mean(time * 2, ended * 2, 12, groups=list(range(6)) * 2)
    assert (twice.mean, twice.error) == pytest.approx((alone.mean, alone.error))


# --- competing causes --------------------------------------------------------------------------------------------


def test_cumulative_incidence_worked_by_hand() -> None:
    # 10 at risk: month 1 one a; month 2 one a and one b; month 3 two leave; month 4 two b of the 5 still there.
    time = [1, 2, 2, 3, 3, 4, 4, 5, 5, 5]
    why = ["a", "a", "b", "", "", "b", "b", "", "", ""]
    found = cumulative_incidence(time, [w != "" for w in why], why).set_index(["cause", "month"])
    # a: 1/10 + 9/10 x 1/9 = 0.2; b: 9/10 x 1/9 = 0.1, then 0.7 x 2/5 = 0.28 more
    assert found.loc[("a", 2), "incidence"] == pytest.approx(0.2)
    assert found.loc[("b", 2), "incidence"] == pytest.approx(0.1)
    assert found.loc[("b", 4), "incidence"] == pytest.approx(0.38)
    assert found.loc[("a", 5), "incidence"] == pytest.approx(0.2)
    assert found.loc[("b", 4), "at_risk"] == 5


def test_causes_add_up_to_all_endings(rng: np.random.Generator) -> None:
    time, why = rng.integers(1, 61, 300), rng.choice(["", "a", "b", "c"], 300)
    found = cumulative_incidence(time, why != "", why)
    total = found.groupby("month")["incidence"].sum()
    curve = kaplan_meier(time, why != "").set_index("month")["survival"]
    np.testing.assert_allclose(1 - total, curve.loc[total.index], atol=1e-12)


def test_without_censoring_the_error_is_the_binomial_one(rng: np.random.Generator) -> None:
    time, why = rng.integers(1, 13, 200), rng.choice(["a", "b"], 200)
    found = cumulative_incidence(time, [True] * 200, why)
    share = found["incidence"]
    np.testing.assert_allclose(found["error"], np.sqrt(share * (1 - share) / 199), atol=1e-12)


def test_cumulative_incidence_agrees_with_lifelines_where_nothing_is_tied(rng: np.random.Generator) -> None:
    time, why = rng.permutation(np.arange(1, 151)), rng.integers(0, 3, 150)
    found = cumulative_incidence(time, why > 0, why.astype(str))
    for code in (1, 2):
        theirs = pytest.importorskip("lifelines").AalenJohansenFitter().fit(time, why, event_of_interest=code)
        ours = found[found["cause"] == str(code)].set_index("month")
        at = theirs.cumulative_density_.index.intersection(ours.index)
        np.testing.assert_allclose(ours.loc[at, "incidence"], theirs.cumulative_density_.iloc[:, 0].loc[at])
        before = at[:-1]  # they have no variance where nobody is left
        variance = theirs.variance_.loc[before] * 150 / 149
        np.testing.assert_allclose(ours.loc[before, "error"] ** 2, variance, rtol=1e-6, atol=1e-12)


def test_nothing_ended_and_all_ended_at_once() -> None:
    assert cumulative_incidence([120] * 6, [False] * 6, ["none"] * 6).empty
    last = cumulative_incidence([5] * 6, [True] * 6, ["a"] * 6).iloc[-1]
    assert (last["incidence"], last["high"]) == (1, 1)
    assert last["low"] == pytest.approx(stats.beta.ppf(0.025, 6, 1))
    assert cumulative_incidence([5, 9], [True, False], ["a", ""])["low"].isna().all()


# --- hazard by year ----------------------------------------------------------------------------------------------


def test_hazard_by_year_worked_by_hand() -> None:
    # Year 1: 2 of 10 end; year 2: 1 of 8 ends and 2 are followed for part of it only; year 3: none of 5.
    time, ended = [3, 12, 13, 18, 20, 36, 36, 36, 36, 36], [1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    found = hazard_by_year(time, ended)
    assert found[["at_risk", "left", "ended"]].to_numpy().tolist() == [[10, 0, 2], [8, 2, 1], [5, 0, 0]]
    assert found["hazard"].tolist() == pytest.approx([0.2, 1 / 7, 0])
    # Clopper & Pearson 1934 for 2 of 10
    assert (found["low"][0], found["high"][0]) == pytest.approx((0.0252, 0.5561), abs=1e-4)
    assert found["high"][2] == pytest.approx(1 - 0.025 ** (1 / 5))


def test_partnerships_of_one_world_count_less() -> None:
    time, ended = ([6] * 5 + [36] * 5) * 6, ([1] * 5 + [0] * 5) * 6
    alone, shared = hazard_by_year(time, ended), hazard_by_year(time, ended, groups=np.arange(60) // 5)
    assert alone["hazard"][0] == shared["hazard"][0] == 0.5
    assert shared["high"][0] - shared["low"][0] > alone["high"][0] - alone["low"][0]


# --- intervals ---------------------------------------------------------------------------------------------------


def test_median_interval_is_the_one_between_order_statistics() -> None:
    values = np.arange(1.0, 11)
    # Ten values: the 2nd and the 9th (97.9 %), as in tables of the sign test
    assert median_interval(values) == (5.5, 2, 9)
    assert np.isnan(median_interval(values[:5])[1:]).all()
    assert np.isnan(median_interval([np.nan])).all() and np.isnan(median_interval([])).all()
    assert median_interval([*values, np.nan]) == (5.5, 2, 9)


def test_effective_number_is_that_of_worlds_when_worlds_are_of_a_piece() -> None:
    yes = np.repeat([1, 0, 1, 0], 10)
    assert effective_number(yes, np.repeat(range(4), 10)) == pytest.approx(3)  # 4 worlds, one for their mean
    few = (stats.t.ppf(0.975, 39) / stats.t.ppf(0.975, 3)) ** 2  # with so few, their spread is hardly known
    assert shared_by(np.repeat(range(4), 10)).counted(yes) == pytest.approx(3 * few)
    assert effective_number(yes, None) == 40
    assert np.isnan(share_interval([True] * 20, [1] * 20)[1:]).all(), "one world tells nothing"


# --- tables ------------------------------------------------------------------------------------------------------


def test_lasting_tells_how_much_longer(rng: np.random.Generator) -> None:
    base = rng.integers(10, 60, 30).astype(float)
    runs = pd.concat([table("a", list(base), [1] * 30), table("b", list(base + 14), [1] * 30)])
    found = lasting(runs, 100).set_index("scenario")
    assert found.loc["b", "longer_than_first"] == pytest.approx(14)
    assert found.loc["b", ["longer_low", "longer_high"]].isna().all(), "all pairs differ alike"
    assert np.isnan(found.loc["a", "longer_than_first"])
    assert found.loc["a", "going"] == 0 and found.loc["a", "median_life"] == np.sort(base)[14]


@pytest.mark.parametrize("months, ended", [([120] * 8, [0] * 8), ([30] * 8, [1] * 8), ([30], [1]), ([120], [0])])
def test_tables_cope_with_none_all_and_one(months: list, ended: list) -> None:
    runs = pd.concat([table("a", months, ended), table("b", [60, 120, 120], [1, 0, 0])])
    with warnings.catch_warnings(action="error"):
        assert len(lasting(runs)) == 2
        assert set(causes_of_ending(runs)["scenario"]) == ({"a", "b"} if any(ended) else {"b"})
        assert hazards(runs)["hazard"].between(0, 1).all()
        assert (retention(runs)["known"] == 0).all()


def test_the_common_horizon_is_where_all_were_followed() -> None:
    runs = pd.concat([table("a", [60, 100], [1, 0]), table("b", [20, 30], [1, 1])])
    assert common_horizon(runs) == 100


def test_retention_counts_what_is_known() -> None:
    runs = table("a", [120] * 8, [0] * 8).assign(retained_12=[0.2, 0.3, 0.5, 0.6, 0.7, 0.9, 1.0, np.nan])
    row = retention(runs).iloc[0]
    assert (row["partnerships"], row["known"], row["median"]) == (8, 7, 0.6)
    assert row["kept_half"] == pytest.approx(5 / 7)


def check_order_of_runs(of: Callable[[pd.DataFrame], pd.DataFrame], runs: pd.DataFrame) -> None:
    """A table does not depend on the order of rows."""
    pd.testing.assert_frame_equal(of(runs), of(runs.iloc[::-1]))


def test_tables_do_not_depend_on_the_order_of_runs(rng: np.random.Generator) -> None:
    runs = table("a", list(rng.integers(1, 100, 40)), list(rng.integers(0, 2, 40)))
    check_order_of_runs(causes_of_ending, runs)
    check_order_of_runs(hazards, runs)
    check_order_of_runs(retention, runs)
