"""Calibration: known values are found again, what cannot be told is told, and no trial is lost."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from processes import started, wait_until
from typer.testing import CliRunner

import sim
from analysis.calibration.posterior import identifiability, posterior, profile, trade_offs, weighted_quantiles
from app.cli import app
from app.commands.calibrate import populations
from sim.calibration import Calibration, Observed, Simulator, Study, Target, find_targets, load_calibration, observe
from sim.calibration.problem import unit_of
from sim.calibration.study import FILE
from sim.declarations.parameters import registry
from sim.experiments import sobol, vary
from sim.experiments.store.files import StoreError
from sim.scenario.mistakes import ScenarioError
from sim.state.tables import ACTIVE, ENDED

ROOT = Path(sim.__file__).resolve().parent.parent
A, B, C = "governance.end_rate", "governance.floor", "governance.starved"


def stub_problem(names: tuple[str, ...], targets: tuple[Target, ...], seed: int = 1) -> Calibration:
    """A calibration without a model behind it."""
    factors = tuple(vary(name) for name in names)
    return Calibration("stub", "Stub", "", (), "", factors, targets, 1, 12, seed, 40)


def target(name: str, value: float, error: float, *, held_out: bool = False) -> Target:
    return Target(name, "share_alive", value, error, "-", month=12, held_out=held_out)


def places(calibration: Calibration, values: Mapping[str, float]) -> list[float]:
    return [unit_of(f, values[f.name]) for f in calibration.factors]


def tables(study: Study) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Trials, their places in the prior, and targets."""
    table, c = study.table(), study.calibration
    unit = pd.DataFrame({f.name: [unit_of(f, v) for v in table[f.name]] for f in c.factors})
    aims = pd.DataFrame([{"target": t.name, "value": t.value, "error": t.error, "held_out": t.held_out}
                         for t in c.targets])  # fmt: skip
    return table, unit, aims


def linear(calibration: Calibration, weights: np.ndarray):
    """Readings that are weighted sums of the places of the parameters, without noise."""

    def simulate(values: Mapping[str, float]) -> Observed:
        readings = np.asarray(weights) @ places(calibration, values)
        return Observed(readings, np.zeros((len(readings),) * 2), 20)

    return simulate


def sampled(
    names: tuple[str, ...], weights: list[list[float]], number: int = 1024
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Trials of a space-filling sample whose readings are weighted sums of the places, and these places."""
    unit = pd.DataFrame(sobol([vary(name) for name in names], samples=number, seed=3).unit, columns=list(names))
    trials = pd.DataFrame({f.name: f.draws(unit[f.name]) for f in map(vary, names)})
    readings = unit.to_numpy() @ np.asarray(weights).T
    return trials.assign(trial=range(number), stage="sample", **{f"r{n}": r for n, r in enumerate(readings.T)}), unit


def held_against(trials: pd.DataFrame, values: list[float], errors: list[float]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The trials with their distances from targets, and these targets."""
    aims = pd.DataFrame({"target": [f"r{n}" for n in range(len(values))], "value": values, "error": errors,
                         "held_out": False})  # fmt: skip
    missed = (trials[list(aims["target"])].to_numpy() - values) / errors
    return trials.assign(distance=np.sqrt(np.square(missed).mean(axis=1))), aims


def test_a_normal_posterior_is_found_again() -> None:
    """Readings equal places, so the posterior is the target's normal distribution within the range."""
    trials, unit = sampled((A, B), [[1, 0], [0, 1]])
    trials, aims = held_against(trials, [0.4, 0.6], [0.1, 0.05])
    found = posterior(trials, unit, aims, np.zeros((2, 2)))
    for column, middle, error in ((A, 0.4, 0.1), (B, 0.6, 0.05)):
        low, median, high = weighted_quantiles(found.unit[column], found.weights, (0.025, 0.5, 0.975))
        assert abs(median - middle) < 0.2 * error
        assert abs((high - low) - 2 * 1.96 * error) < 0.8 * error
    assert found.widening == 1
    assert set(identifiability(found, (A, B))["told"]) == {"narrowed"}
    assert not trade_offs(found, (A, B))["ridge"].any()


def test_what_only_a_sum_fixes_is_a_ridge_and_what_nothing_fixes_is_anywhere() -> None:
    trials, unit = sampled((A, B, C), [[1, 1, 0]])
    trials, aims = held_against(trials, [1.0], [0.05])
    found = posterior(trials, unit, aims, np.zeros((1, 1)))
    pairs = trade_offs(found, (A, B, C)).set_index(["first", "second"])
    assert pairs.loc[(A, B), "correlation"] < -0.8
    assert pairs["ridge"].to_dict() == {(A, B): True, (A, C): False, (B, C): False}
    told = identifiability(found, (A, B, C)).set_index("parameter")
    assert told.loc[C, "told"] == "anywhere"
    line = profile(trials, unit, (A, C)).groupby("parameter")["distance"].max()
    assert line[C] < 2, "whatever an idle parameter is, the targets can be met"


def test_a_lean_is_told_where_the_whole_range_is_left() -> None:
    """A target above the range, with an error as wide as it: higher values agree better, and none is ruled out."""
    trials, unit = sampled((A, B), [[1, 0]])
    trials, aims = held_against(trials, [1.0], [0.55])
    told = identifiability(posterior(trials, unit, aims, np.zeros((1, 1))), (A, B)).set_index("parameter")
    assert told.loc[A, "leans"] == "high" and told.loc[A, "left"] > 0.85
    assert told.loc[B, "leans"] == "" and told.loc[B, "told"] == "anywhere"


def test_what_only_a_difference_fixes_rises_and_falls_together() -> None:
    trials, unit = sampled((A, B), [[1, -1]])
    trials, aims = held_against(trials, [0.0], [0.1])
    pair = trade_offs(posterior(trials, unit, aims, np.zeros((1, 1))), (A, B)).iloc[0]
    assert pair["ridge"] and pair["correlation"] > 0.7


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Truths drawn from the prior, targets with errors around them, runs with noise that all trials share."""
    error, noise, draws = 0.12, 0.06, np.random.default_rng(5)
    unit = pd.DataFrame(sobol([vary(A), vary(B)], samples=256, seed=3).unit, columns=[A, B])
    held = []
    for _ in range(300):
        truth = draws.random(2)
        aims = pd.DataFrame({"target": ["a", "b"], "value": truth + error * draws.standard_normal(2),
                             "error": [error] * 2, "held_out": [False] * 2})  # fmt: skip
        trials = unit.assign(trial=range(256), stage="sample", distance=1.0)
        trials[["a", "b"]] = unit.to_numpy() + noise * draws.standard_normal(2)
        found = posterior(trials, unit, aims, np.eye(2) * noise**2)
        for n, name in enumerate((A, B)):
            low, high = weighted_quantiles(found.unit[name], found.weights, (0.025, 0.975))
            held.append(low <= truth[n] <= high)
    assert 0.92 < np.mean(held) < 0.98


def test_targets_that_cannot_be_met_widen_the_ranges_and_say_so() -> None:
    trials, unit = sampled((A,), [[1], [1]], 256)
    trials, aims = held_against(trials, [0.2, 0.8], [0.02, 0.02])
    found = posterior(trials, unit, aims, np.zeros((2, 2)))
    assert found.widening == pytest.approx(15, rel=0.01)  # both are missed by 0.3, which is 15 errors
    assert found.effective > 30


def test_noise_of_the_runs_widens_the_ranges() -> None:
    trials, unit = sampled((A,), [[1]])
    trials, aims = held_against(trials, [0.5], [0.05])
    sure, unsure = (identifiability(posterior(trials, unit, aims, np.array([[v]])), (A,))["left"][0] for v in (0, 0.01))
    assert unsure == pytest.approx(sure * math.sqrt(5), rel=0.1)  # 0.05² and 0.05² + 0.01


def test_the_search_comes_nearer_than_the_sample(tmp_path: Path) -> None:
    c = stub_problem((A, B, C), tuple(target(n, v, 0.02) for n, v in (("a", 0.31), ("b", 0.72), ("c", 0.5))))
    study = Study(c, tmp_path)
    study.run(linear(c, np.eye(3)), 80)
    best = study.table().groupby("stage")["distance"].min()
    assert best["search"] < best["sample"]


def test_a_stopped_study_goes_on_as_if_it_had_not_been_and_a_longer_one_begins_with_a_shorter(tmp_path: Path) -> None:
    aims = (target("a", 0.3, 0.1), target("b", 0.6, 0.1, held_out=True))
    c = stub_problem((A, C), aims)
    simulate = linear(c, np.eye(2))
    whole = Study(c, tmp_path / "whole")
    whole.run(simulate, 24)

    calls = 0

    def stopped(values: Mapping[str, float]) -> Observed:
        nonlocal calls
        calls += 1
        if calls == 12:
            raise KeyboardInterrupt
        return simulate(values)

    with pytest.raises(KeyboardInterrupt):
        Study(c, tmp_path / "stopped").run(stopped, 24)
    again = Study(c, tmp_path / "stopped")
    assert again.finished == 11
    again.run(simulate, 16)
    again.run(simulate, 24)
    pd.testing.assert_frame_equal(whole.table(), again.table())
    other = Study(stub_problem((A, C), aims, seed=2), tmp_path / "other")
    other.run(simulate, 24)
    assert not other.table()[A].equals(whole.table()[A])


def test_failed_and_unreadable_trials_are_rows(tmp_path: Path) -> None:
    c = stub_problem((A,), (target("a", 0.3, 0.1),))

    def simulate(values: Mapping[str, float]) -> Observed:
        place = places(c, values)[0]
        if place < 0.2:
            raise ZeroDivisionError("no teachers")
        return Observed(np.array([math.nan if place > 0.8 else place]), np.zeros((1, 1)), 20)

    study = Study(c, tmp_path)
    study.run(simulate, 20)
    trials, unit, aims = tables(study)
    assert len(trials) == 20
    assert trials["failure"].str.startswith("ZeroDivisionError: no teachers").any()
    assert trials["failure"].str.startswith("could not be read: a").any()
    failed = trials["failure"] != ""
    assert trials["distance"].isna().equals(failed)
    assert np.isfinite(posterior(trials, unit, aims, np.zeros((1, 1))).weights).all()
    with pytest.raises(ValueError, match="no trial"):
        posterior(trials[failed], unit[failed], aims, np.zeros((1, 1)))


def test_trials_of_other_targets_are_not_mixed(tmp_path: Path) -> None:
    c = stub_problem((A,), (target("a", 0.3, 0.1),))
    Study(c, tmp_path)
    with pytest.raises(StoreError, match="other targets"):
        Study(stub_problem((A,), (target("a", 0.4, 0.1),)), tmp_path)


WRONG = """
title: Wrong
scenarios: bellevue
moths: 12
parameters:
  governance.end_rat:
  governance.end_rate: {low: 0.01, high: 0.2}
  district.superintendent_turnover:
  coordination.fte:
  turnover.*:
targets:
  alive: {reading: share_alife, month: 12, value: 0.9, error: 0.1, source: x}
  late: {reading: hazard, month: 90, value: 0.1, error: 0.1, source: x}
  trust: {reading: mean, outcome: trst, value: 0.5, source: x}
  wide: {reading: mean, outcome: trust, interval: [0.6, 0.2], source: x}
  whose: {reading: mean, outcome: trust, value: 0.5, error: 0.1}
  percent: {reading: share_alive, month: 6, value: 90, error: 0.1, source: x}
"""


def test_all_mistakes_are_told_at_once_with_line_and_nearest_name(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_calibration(path)
    told = str(caught.value)
    measured = next(p.name for p in registry().select(group="turnover") if p.grade == "measured")
    for expected in (
        "wrong.yaml:4", "did you mean months?",
        "wrong.yaml:6", "did you mean governance.end_rate?",
        "wrong.yaml:7", f"declared range {registry()[A].low:g} to {registry()[A].high:g}",
        "wrong.yaml:8", "is measured", "allow_measured: yes",
        "wrong.yaml:9", "is a lever",
        f"wrong.yaml:10: parameters → turnover.* = {measured}",
        "wrong.yaml:12", "did you mean share_alive?",
        "wrong.yaml:13", "needs `until`",
        "wrong.yaml:14", "did you mean trust?", "either `error`",
        "wrong.yaml:15", "the lower first",
        "wrong.yaml:16", "needs `source`",
        "wrong.yaml:17", "from 0 to 1 (share)",
    ):  # fmt: skip
        assert expected in told, f"{expected} is missing in\n{told}"


SMALL = """
title: Small
scenarios: baseline
replicates: 3
months: 14
trials: 4
{extra}
parameters:
  {name}:
targets:
  trust: {{reading: mean, outcome: trust, value: 0.5, error: 0.1, source: assumed}}
  alive: {{reading: share_alive, month: 6, value: 0.9, error: 0.1, source: assumed, held_out: yes}}
"""


def written(tmp_path: Path, name: str = "meetings.trust_gain", extra: str = "") -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL.format(name=name, extra=extra), encoding="utf-8")
    return path


def test_measured_parameters_are_fitted_only_if_the_file_says_so(tmp_path: Path) -> None:
    measured = next(p.name for p in registry().values() if p.grade == "measured" and p.kind != "lever")
    with pytest.raises(ScenarioError, match="would overrule the source"):
        load_calibration(written(tmp_path, measured))
    made = load_calibration(written(tmp_path, measured, "allow_measured: yes"))
    assert [f.name for f in made.factors] == [measured]


def test_shipped_targets_files_are_right_and_are_no_scenarios() -> None:
    names = find_targets()
    assert "survival" in names
    for name in names:
        made = load_calibration(name, populations=populations())
        assert all(registry()[f.name].grade in ("assumed", "calibrated") for f in made.factors)
    assert not {f"targets/{name}" for name in names} & {name for name, _ in sim.find_scenarios()}


def lives(lengths: list[int], months: int) -> np.recarray:
    """Partnerships that start in month 1 and last so long, as they are recorded."""
    table = np.zeros((months, len(lengths)), dtype=[("stage", float), ("trust", float)]).view(np.recarray)
    for column, length in enumerate(lengths):
        table.stage[:length, column], table.stage[length:, column] = ACTIVE, ENDED
        table.trust[:, column] = column
    return table


def test_readings_of_lives_counted_by_hand() -> None:
    """Ten partnerships, of which two end after 12 months and four more after 36, followed for 48."""
    table = lives([12, 12, 36, 36, 36, 36, 48, 48, 48, 48], 48)
    aims = (
        Target("alive", "share_alive", 0, 1, month=24),
        Target("hazard", "hazard", 0, 1, month=24, until=48),
        Target("months", "mean", 0, 1, of="survival_months"),
        Target("half", "quantile", 0, 1, of="survival_months", quantile=0.5),
        Target("trust", "series", 0, 1, of="trust", month=48),
        Target("too_late", "share_alive", 0, 1, month=60),
        Target("some", "share_alive", 0, 1, month=24, only=("odd",)),
    )
    sorts = [frozenset({"odd"} if n % 2 else {"even"}) for n in range(10)]
    seen = observe(aims, table, np.arange(10), sorts)
    expected = [0.8, 1 - math.sqrt(0.5), 36.0, 36.0, 7.5, math.nan, 0.8]
    assert seen.readings == pytest.approx(expected, nan_ok=True)
    # Leaving out one run at a time gives the textbook's standard error of a share.
    assert seen.noise[0, 0] == pytest.approx(0.8 * 0.2 / 9)
    single = observe(aims[:1], table[:, :1], np.zeros(1, dtype=int), sorts[:1])
    assert single.readings[0] == 0 and single.noise[0, 0] == 0


def test_the_command_writes_a_scenario_that_runs_and_goes_on_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    call = CliRunner().invoke
    first = call(app, ["calibrate", "small.yaml", "--out", "fit", "--trials", "4", "--json"])
    assert first.exit_code == 0, first.output
    data = json.loads(first.stdout)
    assert data["trials"] == 4 and data["targets"][1]["held_out"] is True
    for name in ("fitted.yaml", "trials.csv", "before-after.png", "ranges.svg", "calibration.json", "parameters.csv"):
        assert (tmp_path / "fit" / name).stat().st_size > 0
    scenario = sim.load_scenario(tmp_path / "fit" / "fitted.yaml")
    assert scenario.world["meetings.trust_gain"] == data["best"]["meetings.trust_gain"]
    assert scenario.months == sim.load_scenario("baseline").months

    typo = call(app, ["calibrate", "small.yaml", "--out", "fitt", "--resume"])
    assert typo.exit_code == 2 and "no calibration in" in typo.stderr and "did you mean fit?" in typo.stderr
    assert not (tmp_path / "fitt").exists()
    again = call(app, ["calibrate", "small.yaml", "--out", "fit"])
    assert again.exit_code == 2 and "--resume" in again.stderr
    before = pd.read_csv(tmp_path / "fit" / "trials.csv")
    longer = call(app, ["calibrate", "small.yaml", "--out", "fit", "--trials", "6", "--resume"])
    assert longer.exit_code == 0 and "What the targets tell" in longer.stdout
    after = pd.read_csv(tmp_path / "fit" / "trials.csv")
    same = ["trial", "stage", "meetings.trust_gain", "distance"]
    pd.testing.assert_frame_equal(before[same], after[same].head(4))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("mine")
    other = call(app, ["calibrate", "small.yaml", "--out", "other"])
    assert other.exit_code == 2 and "not from `rpp calibrate`" in other.stderr


MIXTURE = """
title: Mixture
scenarios: [types/nic, types/study_council]
members: 4
vary: {coordination.fte: {low: 0, high: 1}}
months: 12
trials: 2
parameters: {meetings.trust_gain: }
targets:
  trust: {reading: mean, outcome: trust, value: 0.5, error: 0.1, source: assumed, only: nic}
  gap: {reading: quantile, outcome: retained_36, quantile: 0.5, value: 0.5, interval: [0.2, 0.8], source: assumed}
"""


def test_members_are_drawn_and_a_target_that_no_run_can_show_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Practice kept 36 months after support ended cannot be seen within a year, so that every trial fails."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mixture.yaml").write_text(MIXTURE, encoding="utf-8")
    made = load_calibration("mixture.yaml")
    assert [m.name for m in made.members] == ["types/nic", "types/study_council"] * 2
    assert len({m.partnerships[0].levers["coordination.fte"] for m in made.members}) == 4
    failed = CliRunner().invoke(app, ["calibrate", "mixture.yaml", "--out", "fit"])
    assert failed.exit_code == 1
    assert "could not be read: gap" in failed.stderr


KNOWN = """
title: Known
scenarios: baseline
replicates: 30
months: 40
parameters:
  meetings.trust_gain:
  governance.end_rate:
targets:
  trust: {{reading: series, column: trust, month: 36, value: {value}, error: 0.01, source: the model itself}}
"""


@pytest.mark.slow
def test_a_known_parameter_is_recovered_from_what_the_model_itself_shows(tmp_path: Path) -> None:
    """Targets made at a gain of 0.12 on other random numbers; the rate of ending hardly matters for them."""
    path = tmp_path / "known.yaml"
    path.write_text(KNOWN.format(value=0.5), encoding="utf-8")
    true = {"meetings.trust_gain": 0.12}
    shown = Simulator(load_calibration(path), replicates=200, seed=99)(true).readings[0]
    path.write_text(KNOWN.format(value=shown), encoding="utf-8")
    study = Study(load_calibration(path), tmp_path / "study")
    simulator = Simulator(study.calibration)
    study.run(simulator, 96)
    trials, unit, aims = tables(study)
    noise = simulator(true).noise
    told = identifiability(posterior(trials, unit, aims, noise), list(unit)).set_index("parameter")
    assert told.loc["meetings.trust_gain", "low"] < 0.12 < told.loc["meetings.trust_gain", "high"]
    assert told.loc["meetings.trust_gain", "left"] < 0.75
    assert told.loc["governance.end_rate", "told"] == "anywhere"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_kill_9_loses_no_finished_trial_and_changes_none(tmp_path: Path) -> None:
    path = written(tmp_path)
    trials, counts, folder = 300, [], tmp_path / "killed"

    def command(to: Path) -> list[str]:
        resume = ["--resume"] if to.exists() else []
        words = ["calibrate", str(path), "--trials", str(trials), "--quiet", *resume, "--out", str(to)]
        return [sys.executable, "-m", "app", *words]

    def kept() -> int:
        return Study(load_calibration(path), folder).finished if (folder / FILE).exists() else 0

    for _ in range(2):
        before = kept()
        with started(command(folder), ROOT) as runner:
            wait_until(lambda before=before: kept() >= before + 4, runner)
            assert runner.poll() is None, "it was done, or had died, before it was killed"
            os.kill(runner.pid, signal.SIGKILL)
            runner.wait()
        counts.append(kept())
    assert 4 <= counts[0] < counts[1] < trials
    for name in ("killed", "whole"):
        subprocess.run(command(tmp_path / name), cwd=ROOT, check=True)
    killed, whole = (pd.read_csv(tmp_path / name / "trials.csv") for name in ("killed", "whole"))
    pd.testing.assert_frame_equal(killed, whole)
