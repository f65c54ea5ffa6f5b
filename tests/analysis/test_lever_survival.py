"""Models of lives find the ratios that were planted, and say plainly when there is nothing to be found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from shared import later

from analysis.survival.accelerated import fit_lives
from analysis.survival.columns import coded
from analysis.survival.proportional import fit_hazards
from analysis.survival.regression import hazard_ratios, time_ratios
from sim.experiments.design.factors import Factor

MEETINGS = Factor("contact.meetings", 0.0, 4.0)
GRANT = Factor("money.start_grant", 1e4, 1e6, prior="loguniform")
BOARD = Factor("structure.board", 0.0, 1.0)
EMPLOYER = Factor("coordination.employer", levels=("research", "district", "neutral"))
FACTORS = (MEETINGS, GRANT, BOARD, EMPLOYER)


def sweep(number: int = 600, *, shape: float = 1.0, seed: int = 5) -> pd.DataFrame:
    """Runs whose hazard is halved by meetings, tripled by employer "district", and not touched by anything else."""
    rng = np.random.default_rng(seed)
    runs = pd.DataFrame({
        "scenario": "a", "policy": "", "run": range(number), "point": range(number),
        MEETINGS.name: rng.uniform(0, 4, number), GRANT.name: 10 ** rng.uniform(4, 6, number),
        BOARD.name: rng.uniform(0, 1, number), EMPLOYER.name: rng.choice(EMPLOYER.levels, number),
    })  # fmt: skip
    log = np.log(0.5) * runs[MEETINGS.name] / 4 + np.log(3) * (runs[EMPLOYER.name] == "district")
    life = 80 * rng.weibull(shape, number) * np.exp(-log / shape)
    return runs.assign(
        survival_months=np.minimum(np.ceil(life), 120), ended=(np.ceil(life) <= 120).astype(float), months=120,
        cause="money_ran_out",
    )  # fmt: skip


def by_step(effects: object) -> pd.DataFrame:
    return effects.table.set_index(["lever", "step"])


def test_cox_recovers_planted_hazard_ratios() -> None:
    effects = hazard_ratios(sweep(), FACTORS)
    assert effects.model == "Cox, all together" and not effects.notes
    found = by_step(effects)
    expected = {("contact.meetings", "0 to 4"): 0.5, ("money.start_grant", "10,000 to 1,000,000"): 1.0,
                ("structure.board", "0 to 1"): 1.0,
                ("coordination.employer", "research, not district"): 1 / 3,
                ("coordination.employer", "neutral, not district"): 1 / 3}  # fmt: skip
    assert set(found.index) == set(expected)
    for step, ratio in expected.items():
        assert found.loc[step, "low"] < ratio < found.loc[step, "high"], step
    assert found.loc[("contact.meetings", "0 to 4"), "high"] < 1
    assert found["steady"].all()


@pytest.mark.slow
def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    inside = []
    for seed in range(40):
        found = by_step(hazard_ratios(sweep(150, seed=seed), [MEETINGS, EMPLOYER])).loc[("contact.meetings", "0 to 4")]
        inside.append(found["low"] < 0.5 < found["high"])
    assert 0.85 <= np.mean(inside) <= 1


def test_lives_recover_planted_ratios() -> None:
    effects = time_ratios(sweep(shape=2.0), [MEETINGS, EMPLOYER])
    assert effects.model == "Weibull"
    found = by_step(effects)
    for step, ratio in (
        (("contact.meetings", "0 to 4"), 2**0.5),
        (("coordination.employer", "research, not district"), 3**0.5),
    ):
        assert found.loc[step, "low"] < ratio < found.loc[step, "high"]
        assert found.loc[step, "low"] > 1


def test_copies_of_a_run_tell_no_more() -> None:
    alone = sweep(200)
    copies = pd.concat([alone] * 3, ignore_index=True).assign(run=range(600)).assign(draw=lambda t: t["point"])
    one, three = (
        by_step(hazard_ratios(t, [MEETINGS, BOARD])).loc[("contact.meetings", "0 to 4")] for t in (alone, copies)
    )
    # Efron's treatment of ties shifts the estimates a little; three independent copies would narrow by 1.7.
    widths = [np.log(row["high"] / row["low"]) for row in (one, three)]
    assert widths[1] == pytest.approx(widths[0], rel=0.15)


def test_a_level_at_which_nothing_ends_has_the_ratio_nought_and_does_not_disturb_the_others() -> None:
    runs = sweep()
    never = runs[EMPLOYER.name] == "neutral"
    runs.loc[never, ["survival_months", "ended"]] = 120, 0
    found = by_step(hazard_ratios(runs, FACTORS))
    level, step = ("coordination.employer", "neutral, not district"), ("contact.meetings", "0 to 4")
    row = found.loc[level]
    assert (row["ratio"], row["note"]) == (0, "none ended") and np.isnan(row["high"])
    without = by_step(hazard_ratios(runs[~never], FACTORS))
    assert found.loc[step, "ratio"] == pytest.approx(without.loc[step, "ratio"])


@pytest.mark.slow
def test_a_level_at_which_nothing_ends_has_lives_without_bounds() -> None:
    runs = sweep()
    runs.loc[runs[EMPLOYER.name] == "neutral", ["survival_months", "ended"]] = 120, 0
    found = by_step(time_ratios(runs, [EMPLOYER]))
    assert np.isposinf(found.loc[("coordination.employer", "neutral, not district"), "ratio"])


def test_endings_on_one_side_of_a_range_are_said_to_be_so() -> None:
    runs = sweep(120).assign(ended=0.0, survival_months=120.0)
    low = runs[BOARD.name] < 0.3
    runs.loc[low, "ended"], runs.loc[low, "survival_months"] = 1.0, 30 + 200 * runs.loc[low, BOARD.name]
    row = hazard_ratios(runs, [BOARD]).table.iloc[0]
    assert (row["ratio"], row["note"]) == (0, "all endings on one side") and np.isnan(row["low"])


def test_a_ratio_that_changes_with_time_is_noticed() -> None:
    rng = np.random.default_rng(2)
    high = rng.random(800) < 0.5
    life = np.where(high, rng.uniform(1, 40, 800), np.where(rng.random(800) < 0.5, rng.uniform(35, 45, 800), 200))
    life = np.where(high & (rng.random(800) < 0.6), 200, life)  # many early, none late; the others only late
    runs = sweep(800).assign(survival_months=np.minimum(life, 120), ended=(life <= 120) * 1.0)
    runs[BOARD.name] = high * 1.0
    row = hazard_ratios(runs, [BOARD]).table.iloc[0]
    assert not row["steady"] and row["note"] == "ratio changes with time"


@pytest.mark.parametrize("number", [0, 3])
def test_too_few_endings_are_no_model(number: int) -> None:
    runs = sweep().assign(ended=0.0, survival_months=120)
    runs.loc[runs.index[:number], ["ended", "survival_months"]] = 1.0, 40
    for effects in (hazard_ratios(runs, FACTORS), time_ratios(runs, FACTORS)):
        assert effects.table.empty and effects.model == ""
        assert f"{number} ended, too few" in effects.notes[-1]


def test_few_endings_are_fitted_one_lever_at_a_time() -> None:
    runs = sweep().assign(ended=0.0, survival_months=120)
    runs.loc[runs.index[:12], "ended"] = 1.0
    runs.loc[runs.index[:12], "survival_months"] = np.arange(12) + 30
    effects = hazard_ratios(runs, FACTORS)
    assert effects.model == "Cox, one at a time" and "too few for 5 steps" in effects.notes[-1]
    assert {"contact.meetings", "structure.board"} <= set(effects.table["lever"])


def test_levers_that_always_change_together_are_fitted_one_by_one() -> None:
    runs = sweep()
    runs[BOARD.name] = runs[MEETINGS.name] / 4
    effects = hazard_ratios(runs, [MEETINGS, BOARD])
    assert effects.model == "Cox, one at a time" and "changed together" in effects.notes[-1]
    assert effects.table["ratio"].nunique() == 1


def test_constant_and_unknown_levers_are_named_and_left_out() -> None:
    runs = sweep().assign(**{BOARD.name: 0.5})
    runs.loc[3, GRANT.name] = np.nan
    effects = hazard_ratios(runs, FACTORS)
    assert set(effects.table["lever"]) == {"contact.meetings", "coordination.employer"}
    assert effects.notes == ("first grant was not set in every run", "governing board of both sides did not vary")


def test_scenarios_and_policies_are_levers_where_there_are_several() -> None:
    runs = sweep().assign(policy=lambda t: np.where(t["run"] % 2, "with board", "as is"))
    assert "policy" in {step.lever for step in coded(runs, FACTORS).steps}


def test_all_end_at_once() -> None:
    effects = hazard_ratios(sweep().assign(survival_months=10, ended=1.0), [MEETINGS])
    assert effects.model and len(effects.table) == 1
    time_ratios(sweep().assign(survival_months=0, ended=1.0), [MEETINGS])


@pytest.mark.parametrize("groups", [600, 60])
def test_hazards_are_those_of_lifelines_with_clusters_of_one_kind(groups: int) -> None:
    lifelines = pytest.importorskip("lifelines")  # a yardstick, which needs pandas 2
    runs = sweep().assign(draw=lambda t: t["run"] % groups)
    runs["survival_months"] += runs["run"] / 1000  # no ties
    found = hazard_ratios(runs, [MEETINGS]).table.iloc[0]
    frame = runs[["survival_months", "ended", "draw"]].assign(place=runs[MEETINGS.name] / 4)
    theirs = lifelines.CoxPHFitter().fit(frame, "survival_months", "ended", cluster_col="draw")
    assert np.log(found["ratio"]) == pytest.approx(theirs.params_["place"], rel=1e-4)
    error = np.log(found["high"] / found["low"]) / 2 / stats.t.ppf(0.975, groups - 2)  # one for the lever
    assert error == pytest.approx(theirs.standard_errors_["place"] * np.sqrt(groups / (groups - 2)), rel=1e-4)


def test_tied_hazards_and_the_check_of_them_are_those_of_lifelines() -> None:
    lifelines = pytest.importorskip("lifelines")
    data = coded(runs := sweep(), [MEETINGS, BOARD]).columns.assign(months=runs["survival_months"], ended=runs["ended"])
    theirs = lifelines.CoxPHFitter().fit(data, "months", "ended")
    ours = fit_hazards(data[[0, 1]].to_numpy(), data["months"].to_numpy(), data["ended"].to_numpy() > 0)
    assert ours.logs == pytest.approx(theirs.params_.to_numpy(), rel=1e-5)
    check = lifelines.statistics.proportional_hazard_test(theirs, data, time_transform="rank").summary["p"]
    assert ours.p_steady == pytest.approx(check.to_numpy(), abs=0.05)


@pytest.mark.parametrize("width", [*later(1), 12, 60])
def test_influence_is_what_leaving_a_run_out_does_however_many_are_tied(width: int) -> None:
    rng = np.random.default_rng(1)
    columns = rng.random((200, 2))
    lives = np.ceil(rng.exponential(60 / np.exp(columns[:, 0])) / width) * width
    months, ended = np.minimum(lives, 120), lives <= 120
    found = fit_hazards(columns, months, ended)
    left = np.array([
        found.logs - fit_hazards(*(np.delete(a, n, axis=0) for a in (columns, months, ended))).logs for n in range(200)
    ])  # fmt: skip
    for ours, theirs in zip(found.influence.T, left.T, strict=True):
        assert np.corrcoef(ours, theirs)[0, 1] > 0.98
        assert np.sqrt(ours @ ours) == pytest.approx(np.sqrt(theirs @ theirs), rel=0.08)
    assert found.influence.sum(axis=0) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("name", "fitter", "place"), [
    ("Weibull", "WeibullAFTFitter", "lambda_"), ("log-normal", "LogNormalAFTFitter", "mu_"),
])  # fmt: skip
def test_lives_and_their_errors_are_those_of_lifelines(name: str, fitter: str, place: str) -> None:
    lifelines = pytest.importorskip("lifelines")
    runs = sweep(150, shape=1.5)
    data = coded(runs, [MEETINGS, BOARD]).columns.assign(months=runs["survival_months"], ended=runs["ended"] > 0)
    theirs = getattr(lifelines, fitter)().fit(data, "months", "ended", robust=True)
    ours = fit_lives(name, data[[0, 1]].to_numpy(), data["months"].to_numpy(), data["ended"].to_numpy())
    assert ours is not None and ours.logs == pytest.approx(theirs.params_[place][[0, 1]].to_numpy(), rel=1e-3)
    assert ours.likelihood == pytest.approx(theirs.log_likelihood_, rel=1e-6)
    errors = np.sqrt(np.square(ours.influence).sum(axis=0))
    assert errors == pytest.approx(theirs.standard_errors_[place][[0, 1]].to_numpy(), rel=1e-3)


def test_noise_that_replicates_share_widens_intervals_and_too_few_groups_are_refused() -> None:
    runs = sweep(600).assign(draw=lambda t: t["run"] // 20, seed=lambda t: t["run"] % 20)
    bad = runs["seed"] < 6  # in these, meetings do harm
    runs.loc[bad, "survival_months"] = np.maximum(1, runs.loc[bad, "survival_months"] * (1 - runs[MEETINGS.name] / 4))
    for model in (hazard_ratios, time_ratios):
        both, alone = (model(t, [MEETINGS]) for t in (runs, runs.drop(columns="draw").assign(seed=runs["draw"])))
        widths = [np.log(e.table["high"] / e.table["low"]).iloc[0] for e in (both, alone)]
        assert widths[0] > 1.15 * widths[1] and not both.notes
        few = model(runs[runs["seed"] < 9], [MEETINGS])
        assert few.table.empty and "30 draws share 9 sets of random numbers; at least 10" in few.notes[0]


def test_levers_that_are_too_many_for_the_groups_are_not_told_from_each_other() -> None:
    runs = sweep(600).assign(draw=lambda t: t["run"] // 24, seed=lambda t: t["run"])
    found = hazard_ratios(runs, FACTORS)
    assert found.model == "Cox, all together"  # 25 groups for five steps
    runs = runs.assign(draw=lambda t: t["run"] // 26)
    found = hazard_ratios(runs, FACTORS)
    assert found.model == "Cox, one at a time" and "24 independent groups" in found.notes[0]
    assert time_ratios(runs, FACTORS).table.empty
