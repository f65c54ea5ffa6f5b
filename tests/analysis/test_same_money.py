"""Whether policies take the same money, and how they do when they do: sentences, searches and splits worked out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from command_line import TINY, rpp

import sim
from analysis.comparison.money import PUT_IN, cost_sentences
from analysis.comparison.same_money import NoSameMoney, at_same_money
from analysis.robustness.numbers import Futures, futures
from analysis.robustness.same_money import costs, same_money
from analysis.robustness.words import sentences
from analysis.sensitivity.points import NotEnough
from analysis.stats.intervals import shared_mean
from app.report.contrasts import told
from app.report.study import study
from sim.experiments import make_plan, sweep
from sim.scenario.scenario import Scenario

LEVER = "money.start_grant"


# --- in a sentence ----------------------------------------------------------------------------------------------------


def row(second: str, difference: float, low: float, high: float, same: bool = False) -> dict[str, object]:
    return {"first": "A", "second": second, "mean_first": 2e6, "difference": difference, "low": low, "high": high,
            "same": same}  # fmt: skip


def test_each_verdict_is_a_sentence():
    said = cost_sentences(pd.DataFrame([
        row("B", 7.6e5, 7e5, 8.2e5), row("C", -1e6, -1.2e6, -8e5), row("D", 2e4, -8e4, 9.9e4),
        row("E", 2e4, -8e4, 1.2e5), row("F", np.nan, np.nan, np.nan),
    ]))  # fmt: skip
    assert said == [
        "Not cost-neutral: C takes $1 million less than A (95 % interval $800,000 to $1.2 million), 50 % less; "
        "B takes $760,000 more (95 % interval $700,000 to $820,000), 38 % more.",
        "A and D take about the same money (within 5 %).",
        "Whether A and E are cost-neutral is not clear: E minus A is $20,000 (95 % interval −$80,000 to $120,000).",
        "What A and F cost is not known.",
    ]  # fmt: skip
    assert cost_sentences(pd.DataFrame([row("B", 0, np.nan, np.nan, same=True)])) == [
        "A and B take exactly the same money."
    ]


def test_comparisons_say_whether_money_is_equal_whatever_is_compared(small: Scenario):
    endowed = small.with_values({"money.endowment": 3e6})
    said = sim.compare(small, endowed, replicates=8, months=24, outcomes=["trust"]).sentences
    assert said[-1].startswith("Not cost-neutral: B takes $3") and len(said) == 2
    alike = sim.compare(small, small, replicates=8, months=24).sentences
    assert alike[-1] == "A and B take exactly the same money."


def test_the_report_says_it_of_two_and_of_several(small: Scenario, tmp_path: Path):
    policies = {"as is": {}, "endowed": {"money.endowment": 3e6}}
    sweep(make_plan(small, policies=policies, replicates=8, months=24, series="none"), out=tmp_path / "two", jobs=1)
    assert ". Not cost-neutral: endowed takes $3" in told(study(tmp_path / "two"))[-1]
    policies["dearer"] = {"money.endowment": 4e6}
    sweep(make_plan(small, policies=policies, replicates=8, months=24, series="none"), out=tmp_path / "three", jobs=1)
    (said,) = [text for text in told(study(tmp_path / "three")) if "cost-neutral" in text]
    assert said.count("takes $") == 2


# --- by running again -------------------------------------------------------------------------------------------------


def made_of(money: Callable[[float], float]) -> Callable[[Scenario], SimpleNamespace]:
    """A model whose money put in follows from the lever alone."""

    def run(scenario: Scenario) -> SimpleNamespace:
        put_in = money(scenario.partnerships[0].levers[LEVER])
        return SimpleNamespace(runs=pd.DataFrame({"replicate": [0, 1], PUT_IN: [put_in - 1e4, put_in + 1e4]}))

    return run


def two(small: Scenario) -> dict[str, Scenario]:
    return {"A": small.with_values({LEVER: 200_000}), "B": small.with_values({LEVER: 5_000_000})}


def test_the_value_is_found_at_which_money_agrees(small: Scenario):
    _, (given,) = at_same_money(two(small), made_of(lambda x: 1e6 + 0.4 * x))
    assert (given.name, given.dearest, given.before, given.target) == ("A", "B", 200_000, 3e6)
    assert given.value == pytest.approx(5e6, rel=0.02) and given.takes == pytest.approx(3e6, rel=0.01)
    results, nothing = at_same_money(two(small), made_of(lambda x: 1e6 + 0.001 * x))
    assert not nothing and len(results) == 2  # they take the same as they are


@pytest.mark.parametrize("money, words", [
    (lambda x: min(x, 3e6) + 3e6 * (x == 5e6), "at \\$50,000,000, the most that is accepted; another lever"),
    (lambda x: 1e6 if x < 1.5e6 else 4e6 if x != 5e6 else 2e6, "jumps past that"),
])  # fmt: skip
def test_what_cannot_be_made_equal_is_refused(small: Scenario, money: Callable[[float], float], words: str):
    with pytest.raises(NoSameMoney, match=words):
        at_same_money(two(small), made_of(money))


def test_levers_are_sums_of_money_and_one_value_a_scenario(small: Scenario):
    with pytest.raises(ValueError, match="did you mean money.fees"):
        at_same_money(two(small), made_of(lambda x: x), "money.fee")
    (first,) = small.partnerships
    second = replace(first, name="second", levers={**first.levers, LEVER: 1.0})
    both = {"A": replace(small, partnerships=(first, second)), "B": small.with_values({LEVER: 5e6})}
    with pytest.raises(NoSameMoney, match="different values of money.start_grant"):
        at_same_money(both, made_of(lambda x: x))


def test_an_endowment_is_matched_by_a_larger_grant_under_the_same_random_numbers(small: Scenario):
    found = sim.compare(small, small.with_values({"money.endowment": 1e6}), replicates=12, months=48, same_money=LEVER)
    (given,) = found.given
    assert given.name == "A" and given.value > given.before
    money = found.costs.iloc[0]
    assert abs(money["difference"]) <= 0.01 * given.target and money["low"] < money["difference"] < money["high"]
    again = sim.run(small.with_values({LEVER: given.value}), replicates=12, months=48)
    pd.testing.assert_series_equal(found.results[0].runs["trust"], again.runs["trust"])
    assert f"A is given {LEVER} of ${given.value:,.0f} instead of $750,000" in found.sentences[0]
    assert found.sentences[1].startswith("What remains between them in money put in: B minus A is")
    with pytest.raises(ValueError, match="either results, or scenarios"):
        sim.compare(*found.results, same_money=LEVER)


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    return "tiny.yaml"


def test_compare_at_the_same_money(tiny: str):
    asked = ("--set", "money.endowment=400000", "--replicates", "6", "--same-money", "--json")
    code, said, _ = rpp("compare", tiny, *asked)
    told = json.loads(said)
    assert code == 0 and told["same_money"] == {"A": LEVER, "B": LEVER}
    assert told["given"][0]["name"] == "A" and told["given"][0]["value"] > 750_000
    assert abs(told["money_put_in"][0]["difference"]) <= 0.01 * told["given"][0]["target"]


def test_compare_refuses_what_cannot_take_the_same_money(tiny: str, tmp_path: Path):
    asked = ("compare", tiny, "--set", "money.endowment=200000000", "--replicates", "3")
    code, said, wrong = rpp(*asked, "--same-money", "--lever", "a:money.fees", "--out", "out")
    assert code == 2 and not said and "A cannot be given as much money as B takes ($20" in wrong
    assert not (tmp_path / "out").exists()
    code, _, wrong = rpp(*asked, "--same-money", "--lever", "C:money.fee")
    assert code == 2 and "there is no scenario C" in wrong and "did you mean money.fees" in wrong
    code, _, wrong = rpp(*asked, "--lever", LEVER)
    assert code == 2 and "--same-money" in wrong
    for name in ("one", "two"):
        assert rpp("run", tiny, "--out", name, "--quiet")[0] == 0
    code, _, wrong = rpp("compare", "one", "two", "--same-money")
    assert code == 2 and "name scenarios, not results folders" in wrong


# --- by splitting partnerships between policies -----------------------------------------------------------------------


def arranged(money: np.ndarray, trust: np.ndarray) -> Futures:
    """Policies (rows) in futures (columns), one run each."""
    rows = [
        {"run": 0, "replicate": 0, "seed": f, "policy": "ABCDE"[p], "x": float(f), PUT_IN: money[p, f],
         "trust": trust[p, f]}
        for p in range(len(money)) for f in range(money.shape[1])
    ]  # fmt: skip
    return futures(pd.DataFrame(rows), ["policy"], ["x"], ["trust"])


def noisy(means: list[float], size: float, seed: int, number: int = 40) -> np.ndarray:
    return np.array(means)[:, None] + size * np.random.default_rng(seed).normal(size=(len(means), number))


def test_a_policy_is_set_beside_the_best_split_that_takes_the_same():
    money = np.array([1e6, 2e6, 3e6, 2.5e6])[:, None] + np.zeros(40)
    trust = noisy([0.1, 0.5, 0.3, 0.2], 0.01, 1)
    table = same_money(arranged(money, trust), ["trust", "voice"]).set_index("policy")
    assert table["against"].tolist() == [
        "", "50 % of partnerships by A and 50 % by C", "", "50 % of partnerships by B and 50 % by C"
    ]  # fmt: skip
    assert table.loc["B", "difference"] == pytest.approx(trust[1].mean() - (trust[0] + trust[2]).mean() / 2)
    assert (table.loc["B", "low"], table.loc["B", "high"]) == pytest.approx(
        shared_mean(trust[1] - (trust[0] + trust[2]) / 2)[1:])  # fmt: skip
    assert table.loc[["B", "D"], "distinguishable"].all() and table.loc["D", "difference"] < 0
    assert table["alternatives"].tolist() == [0, 2, 0, 2]
    said = sentences(arranged(money, trust), pd.DataFrame(columns=["outcome"]), pd.DataFrame(columns=["requirement"]),
                     pd.DataFrame(), same=table.reset_index())  # fmt: skip
    assert "trust at the same money: B ($2 million) is 0.299 higher than 50 % of partnerships by A" in " ".join(said)
    assert said[-1].startswith("No others take the same money as A and C")


def test_two_policies_that_take_as_much_are_compared_as_they_are():
    money = np.array([1e6, 1.005e6])[:, None] + np.zeros(40)
    table = same_money(arranged(money, noisy([0.5, 0.6], 0.01, 2)), ["trust"]).set_index("policy")
    assert table["against"].tolist() == ["B", "A"] and table["distinguishable"].all()
    assert table.loc["A", "difference"] == pytest.approx(-table.loc["B", "difference"])


@pytest.mark.slow
def test_intervals_count_how_surely_the_money_is_the_same():
    """Where money alone makes the outcome, no split differs from a policy, however money varies by chance."""
    money = noisy([1e6, 1.6e6, 3e6], 3e5, 3)
    found = same_money(arranged(money, money / 1e7), ["trust"]).set_index("policy").loc["B"]
    assert found["difference"] == pytest.approx(0, abs=1e-9) and found["high"] - found["low"] < 1e-9
    within = 0
    for seed in range(150):
        money = noisy([1e6, 1.6e6, 3e6], 3e5, 10 + seed, 20)
        trust = money / 1e7 + noisy([0, 0.02, 0], 0.02, 1000 + seed, 20)
        row = same_money(arranged(money, trust), ["trust"]).set_index("policy").loc["B"]
        within += row["low"] <= 0.02 <= row["high"]
    assert 0.91 <= within / 150 <= 0.99


def test_what_no_sweep_can_say_is_refused():
    apart = np.array([1e6, 2e6])[:, None] + np.zeros(40)
    with pytest.raises(NotEnough, match="no policy takes the same money as another"):
        same_money(arranged(apart, noisy([0.1, 0.5], 0.01, 1)), ["trust"])
    with pytest.raises(NotEnough, match="before money put in was counted"):
        same_money(arranged(np.nan * apart, noisy([0.1, 0.5], 0.01, 1)), ["trust"])


def test_money_of_policies_is_compared_with_the_cheapest_future_by_future():
    money = noisy([3e6, 1e6, 2e6], 1e5, 5) + noisy([0.0], 5e5, 6)
    table = costs(arranged(money, money)).set_index("second")
    assert (table["first"] == "B").all()
    assert tuple(table.loc["A", ["difference", "low", "high"]]) == pytest.approx(shared_mean(money[0] - money[1]))
    own = np.where(np.arange(40) % 2 == [[0], [1]], money[:2], np.nan)  # policies that met different futures
    long = arranged(own, own)
    assert not long.paired
    wide = costs(long).iloc[0]
    assert wide["difference"] == pytest.approx(np.nanmean(own[0]) - np.nanmean(own[1]))
    assert wide["high"] - wide["low"] > 3 * (table.loc["A", "high"] - table.loc["A", "low"])
    with pytest.raises(NotEnough, match="different futures"):
        same_money(long, ["trust"])


def test_robustness_tells_it_and_writes_it(small: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.results.outputs.draw", lambda *asked: None)
    policies = {"as is": {}, "endowed": {"money.endowment": 3e6}, "between": {"money.endowment": 1e6}}
    folder, pair = tmp_path / "sweep", tmp_path / "pair"
    sweep(make_plan(small, policies=policies, replicates=8, months=24, series="none"), out=folder, jobs=1)
    code, said, _ = rpp("robustness", str(folder), "--same-money", "--outcome", "trust")
    assert code == 0 and "Not cost-neutral: endowed takes $3" in said and "trust at the same money: between" in said
    assert (folder.with_name("sweep-robustness") / "same_money.csv").exists()
    code, said, _ = rpp("robustness", str(folder), "--outcome", "trust", "--out", str(tmp_path / "plain"))
    assert code == 0 and "Not cost-neutral" in said and "at the same money" not in said
    assert not (tmp_path / "plain" / "same_money.csv").exists()
    del policies["between"]
    sweep(make_plan(small, policies=policies, replicates=8, months=24, series="none"), out=pair, jobs=1)
    code, _, wrong = rpp("robustness", str(pair), "--same-money", "--outcome", "trust")
    assert code == 2 and "--same-money: no policy takes the same money" in wrong
    assert not pair.with_name("pair-robustness").exists()
