"""One quantity has one interval, whichever command shows it; and none where a sweep is too small for it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shared import later
from typer.testing import CliRunner

from analysis.survival.tables import lasting
from app.cli import app
from app.report.contrasts import contrasts
from app.report.study import study
from sim.engine.batch import warm_up
from sim.experiments import latin_hypercube, make_plan, nothing, open_results, sweep, vary

MONTHS = 96
POLICIES = {"as is": {}, "endowed": {"money.endowment": 3e5}}


def made(small, folder: Path, samples: int, replicates: int, **settings: object) -> Path:
    """A sweep in which many partnerships end: two policies under draws of what is uncertain, or one point of each."""
    warm_up()
    names = ("district.superintendent_turnover", "meetings.trust_gain", "meetings.trust_loss")
    design = latin_hypercube([vary(name) for name in names], samples=samples, seed=1) if samples else nothing()
    hard = small.with_values({"money.start_grant": 60_000, "money.start_months": 12})
    plan = make_plan(hard, policies=POLICIES, design=design, replicates=replicates, months=MONTHS, series="none",
                     **settings)  # fmt: skip
    sweep(plan, out=folder, jobs=1)
    return folder


def answer(*arguments: object) -> dict:
    """What a command says to programs; it draws nothing."""
    done = CliRunner().invoke(app, [*map(str, arguments), "--json"], prog_name="rpp")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def limits(row: pd.Series | dict, middle: str, low: str = "low", high: str = "high") -> list[float]:
    return [np.nan if row[name] is None else row[name] for name in (middle, low, high)]


@pytest.fixture(autouse=True)
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures are what takes time."""
    monkeypatch.setattr("app.results.outputs.draw", lambda *asked: None)


@pytest.mark.parametrize("settings", [{}, *later({"random_numbers": "common"})], ids=["independent", "common"])
def test_survival_scale_robustness_and_report_agree(small, tmp_path: Path, settings: dict) -> None:
    folder = made(small, tmp_path / "sweep", 30, 12, **settings)
    survival, scale, robust = (answer(name, folder) for name in ("survival", "scale", "robustness"))
    lives = pd.DataFrame(survival["lasting"])
    means = pd.DataFrame(robust["measures"]).query("outcome == 'survival_months'")
    told = contrasts(study(folder)).set_index("outcome").loc["survival_months"]
    # Nobody is lost sight of, so that the mean life is a plain mean, and its difference the paired difference.
    for (_, life), (_, mean) in zip(lives.iterrows(), means.iterrows(), strict=True):
        assert limits(life, "mean_life", "mean_low", "mean_high") == pytest.approx(
            limits(mean, "mean", "mean_low", "mean_high"), nan_ok=True)  # fmt: skip
    longer = limits(lives.iloc[1], "longer_than_first", "longer_low", "longer_high")
    assert np.isfinite(longer).all() and longer == pytest.approx(limits(told, "difference"))
    least, other = means.sort_values("p90_regret").to_dict("records")
    sign = 1 if other["policy"] == "endowed" else -1  # less what the policy with least regret has
    behind = [other["behind"], *sorted((other["behind_low"], other["behind_high"]), key=lambda v: sign * v)]
    assert [sign * value for value in behind] == pytest.approx(longer) and least["behind"] == 0
    assert bool(other["distinguishable"]) == (longer[1] > 0 or longer[2] < 0)
    # What is kept is a measure of scale, too.
    kept = {(row["scenario"], row["after"]): limits(row, "median") for row in survival["retention"]}
    measures = {(row["scenario"], row["measure"]): limits(row, "median") for row in scale["scale"]}
    assert any(np.isfinite(values[0]) for values in kept.values())
    for (scenario, after), values in kept.items():
        assert measures[scenario, f"retained_{after}"] == pytest.approx(values, nan_ok=True)


def test_compare_agrees_with_survival_and_the_report(small, tmp_path: Path) -> None:
    folder = made(small, tmp_path / "sweep", 0, 30)
    runs = open_results(folder).finished
    sides = {name: tmp_path / name.replace(" ", "-") for name in POLICIES}
    hard = small.with_values({"money.start_grant": 60_000, "money.start_months": 12})
    for name, values in POLICIES.items():
        sweep(make_plan(hard.with_values(values), replicates=30, months=MONTHS, series="monthly"), out=sides[name],
              jobs=1)  # fmt: skip
    compared = answer("compare", *sides.values(), "--outcome", "survival_months")["outcomes"][0]
    life = lasting(runs.assign(scenario=runs["policy"]), MONTHS).iloc[1]
    told = contrasts(study(folder)).set_index("outcome").loc["survival_months"]
    assert limits(compared, "difference") == pytest.approx(limits(told, "difference"))
    longer = limits(life, "longer_than_first", "longer_low", "longer_high")
    assert limits(compared, "difference") == pytest.approx(longer)


def test_no_command_prints_an_interval_of_too_few_runs_and_each_says_so_first(small, tmp_path: Path) -> None:
    folder = made(small, tmp_path / "sweep", 0, 4)
    for command in ("survival", "scale", "robustness"):
        told = answer(command, folder)["sentences"]
        assert "No intervals: 4 " in " ".join(told[:2]), told
        assert not any("95 % interval" in text for text in told)
    done = CliRunner().invoke(app, ["compare", "baseline", "--set", "coordination.fte=0", "--replicates", "4",
                                    "--months", "12"], prog_name="rpp")  # fmt: skip
    assert done.stdout.split("\n\n")[1].startswith("No intervals: 4 pairs") and "95 % interval" not in done.stdout
