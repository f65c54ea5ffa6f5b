"""The Kaplan-Meier estimate gives the published numbers, and sensible ones where formulas have none."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.survival.kaplan_meier import kaplan_meier, number_at_risk, survival_of

# Weeks of remission of 42 children with leukaemia (Freireich et al. 1963, Blood 21), in most textbooks of survival.
TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
CONTROL = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
# week, at risk, relapses, survival, standard error: e.g. Klein & Moeschberger 2003, section 4.2
PUBLISHED = [
    (6, 21, 3, 0.857, 0.0764),
    (7, 17, 1, 0.807, 0.0869),
    (10, 15, 1, 0.753, 0.0963),
    (13, 12, 1, 0.690, 0.1068),
    (16, 11, 1, 0.627, 0.1141),
    (22, 7, 1, 0.538, 0.1282),
    (23, 6, 1, 0.448, 0.1346),
]


def test_the_textbook_table_of_remissions_comes_out():
    table = kaplan_meier(TREATED, RELAPSED).set_index("month")
    for week, at_risk, ended, survival, error in PUBLISHED:
        row = table.loc[week]
        assert (row.at_risk, row.ended) == (at_risk, ended)
        assert (round(row.survival, 3), round(row.error, 4)) == (survival, error)


def test_the_log_log_band_is_the_one_that_stata_prints():
    # Rodriguez, Princeton, Gehan data: `sts list` for the control group.
    table = kaplan_meier(CONTROL, [True] * 21).set_index("month")
    assert table.loc[1, ["survival", "error", "low", "high"]].round(4).tolist() == [0.9048, 0.0641, 0.6700, 0.9753]
    assert table.loc[2, ["survival", "error", "low", "high"]].round(4).tolist() == [0.8095, 0.0857, 0.5689, 0.9239]


@pytest.mark.parametrize("seed", range(5))
def test_it_agrees_with_scipy_on_censored_times(seed: int):
    rng = np.random.default_rng(seed)
    time, ended = rng.integers(1, 121, 80).astype(float), rng.random(80) < 0.6
    ours = kaplan_meier(time, ended).iloc[1:]
    theirs = stats.ecdf(stats.CensoredData.right_censored(time, ~ended)).sf
    np.testing.assert_allclose(ours.survival, theirs.probabilities)
    inside = (ours.survival > 0) & (ours.survival < 1)
    with warnings.catch_warnings(action="ignore"):  # SciPy has no band where survival is 0 or 1
        band = theirs.confidence_interval(method="log-log")
    np.testing.assert_allclose(ours.low[inside], band.low.probabilities[inside])
    np.testing.assert_allclose(ours.high[inside], band.high.probabilities[inside])


def test_without_an_end_the_band_is_the_exact_binomial_one():
    table = kaplan_meier([120] * 100, [False] * 100)
    assert table.survival.tolist() == [1, 1]
    # Rule of three: none of 100 leaves room for about 3.6 in 100 (97.5 %).
    assert table.low.iloc[-1] == pytest.approx(stats.beta.ppf(0.025, 100, 1))
    assert table.high.iloc[-1] == 1


def test_when_all_have_ended_the_estimate_is_zero_and_the_band_is_not():
    last = kaplan_meier([1, 2, 3, 4, 5, 6], [True] * 6).iloc[-1]
    assert (last.survival, last.low) == (0, 0)
    assert last.high == pytest.approx(stats.beta.ppf(0.975, 1, 6))


def test_where_all_end_at_once_before_the_first_month_is_over_the_band_is_the_exact_one_too():
    found = kaplan_meier([0.0] * 12, [True] * 12)
    assert found["survival"].tolist() == [0.0] and found["low"].tolist() == [0.0]
    assert found["high"].tolist() == pytest.approx([1 - 0.025 ** (1 / 12)])


def test_a_band_takes_five_partnerships():
    assert kaplan_meier([5, 9, 9, 9], [1, 0, 0, 0]).low.isna().all()
    assert kaplan_meier([5, 9, 9, 9, 9], [1, 0, 0, 0, 0]).low.notna().all()


def test_groups_give_greenwoods_variance_without_censoring_and_count_their_number():
    time, ended = [3, 5, 5, 7, 9, 12, 12, 14], [True] * 8
    alone = kaplan_meier(time, ended)
    # Every partnership twice, in a group of its own: as much knowledge as eight partnerships.
    twice = kaplan_meier(time * 2, ended * 2, groups=list(range(8)) * 2)
    np.testing.assert_allclose(twice.survival, alone.survival)
    np.testing.assert_allclose(twice.error, alone.error * np.sqrt(8 / 7), atol=1e-12)
    assert (twice.high.iloc[1:-1] > alone.high.iloc[1:-1]).all(), "Student's t of eight groups"
    # Taken as sixteen independent ones, they would pretend to know more.
    assert (kaplan_meier(time * 2, ended * 2).error.iloc[1:-1] < alone.error.iloc[1:-1]).all()


def test_numbers_at_risk_are_those_still_going():
    assert number_at_risk([6, 24, 30, 48, 48], [0, 24, 48]).tolist() == [5, 4, 2]


@pytest.mark.parametrize("months, ended", [([], []), ([-1.0], [True]), ([1.0, 2.0], [True])])
def test_impossible_times_are_refused(months: list, ended: list):
    with pytest.raises(ValueError, match="times to the end"):
        kaplan_meier(months, ended)


def many_points(seed: int, *, shared: float) -> pd.DataFrame:
    """Runs of 30 points and 20 replicates to month 12, in which replicates share some of the noise that ends them."""
    rng = np.random.default_rng(seed)
    point, replicate = (index.ravel() for index in np.indices((30, 20)))
    noise = shared**0.5 * rng.normal(size=20)[replicate] + (1 - shared) ** 0.5 * rng.normal(size=600)
    return pd.DataFrame({
        "run": range(600), "point": point, "seed": replicate, "draw": point,
        "survival_months": np.where(noise > 0, 12, rng.integers(1, 12, 600)), "ended": (noise <= 0).astype(float),
    })  # fmt: skip


def test_noise_that_replicates_share_over_points_widens_the_band():
    covered = {"points": 0, "both": 0}
    for seed in range(100):
        runs = many_points(seed, shared=0.3)
        by_points = kaplan_meier(runs["survival_months"], runs["ended"] > 0, groups=runs["point"])
        both = survival_of(runs)
        assert (both["survival"] == by_points["survival"]).all()
        assert (both["high"] - both["low"] >= by_points["high"] - by_points["low"]).all()
        for name, table in (("points", by_points), ("both", both)):
            last = table.iloc[-1]
            covered[name] += last["low"] <= 0.5 <= last["high"]
    assert covered["points"] < 60 and covered["both"] >= 88


def test_few_replicates_that_all_points_share_give_no_band():
    runs = many_points(1, shared=0.3)
    assert survival_of(runs[runs["seed"] < 9]).iloc[1:][["low", "high"]].isna().all(axis=None)
    nobody = survival_of(runs.assign(ended=0.0)).iloc[-1]
    assert nobody["low"] == pytest.approx(0.025 ** (1 / 20)), "20 replicates, not 30 points or 600 runs"
    own = survival_of(runs.assign(seed=runs["run"], ended=0.0)).iloc[-1]
    assert own["low"] == pytest.approx(0.025 ** (1 / 30)), "random numbers of their own: points count"
