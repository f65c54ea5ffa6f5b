"""Scenario discovery finds parts of the space that were put there, and says so when there are none."""

from __future__ import annotations

import inspect

import numpy as np
import pandas as pd
import pytest
from shared import later

from analysis.discovery.boxes import inside, quasi_p
from analysis.discovery.cases import read_case
from analysis.discovery.peeling import peeled
from analysis.discovery.search import discover
from analysis.discovery.words import boxes_as_table, limits_as_table, sentences
from analysis.sensitivity.points import NotEnough
from sim.scenario.mistakes import ScenarioError

NAMES = ["a", "b", "c", "d", "e"]


def space(number: int = 500, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    x = pd.DataFrame(rng.random((number, len(NAMES))), columns=NAMES)
    return x.assign(kind=rng.choice(["north", "south", "west"], number))


def planted(x: pd.DataFrame, *, noise: float = 0.0) -> np.ndarray:
    """A box with a fifth of the space; with noise, some runs are turned into the other kind."""
    case = (x["a"] < 0.5) & (x["c"] > 0.4) & (x["kind"] != "west")
    turned = np.random.default_rng(2).random(len(x)) < noise
    return (case ^ turned).astype(float).to_numpy(copy=True)


@pytest.mark.parametrize("method", ["prim", "cart"])
def test_a_planted_box_comes_back(method: str):
    x = space(400)
    found = discover(x, planted(x, noise=0.03), np.arange(len(x)), method=method, halves=2)
    assert found.coverage > 0.85
    assert found.density > 0.85
    for box in found.boxes:
        assert set(box.limits) == {"a", "c", "kind"}
    first = found.boxes[0]
    assert first.limits["a"][1] == pytest.approx(0.5, abs=0.06)
    assert first.limits["c"][0] == pytest.approx(0.4, abs=0.06)
    assert first.limits["kind"] <= frozenset({"north", "south"})
    assert first.reproduced["a"] >= 0.9
    assert found.unseen["density"].mean() > 0.55
    assert max(first.quasi_p.values()) < 0.001


def test_leaves_of_a_tree_do_not_overlap():
    """A leaf in which a text is one level holds that level only."""
    x = space()
    case = ((x["kind"] == "north") & (x["a"] > 0.5)).astype(float).to_numpy()
    found = discover(x, case, np.arange(len(x)), method="cart")
    assert len(found.boxes) == 1
    assert found.boxes[0].limits["kind"] == frozenset({"north"})
    assert (found.coverage, found.density) == (1, 1)
    assert found.trajectory["coverage"].sum() == pytest.approx(1)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", [1, *later(2, 3)])
def test_boxes_are_those_of_another_implementation(seed: int):
    """EMA Workbench's PRIM, in both of its dialects, finds boxes that are as dense and hold as many cases."""
    prim = pytest.importorskip("ema_workbench.analysis.prim").Prim
    x = space(600, seed)
    case = planted(x, noise=0.05)
    more = {"threshold": 0.0} if "threshold" in inspect.signature(prim).parameters else {}
    theirs = prim(x, case.astype(int), peel_alpha=0.05, mass_min=0.05, **more).find_box().peeling_trajectory
    # What version 2.5 calls coverage and density is neither.
    theirs = pd.DataFrame({"coverage": theirs["mean"] * theirs["n"] / case.sum(), "density": theirs["mean"]})
    held = [inside(limits, x) for limits in peeled(x, case, 0.05)]
    ours = pd.DataFrame([(case[h].sum() / case.sum(), case[h].mean()) for h in held], columns=["coverage", "density"])
    for density in (0.4, 0.6, 0.8, 0.9):
        most = [table.loc[table["density"] >= density, "coverage"].max() for table in (ours, theirs)]
        assert most[0] == pytest.approx(most[1], abs=0.04)


@pytest.mark.parametrize("method", ["prim", "cart"])
def test_nothing_is_found_in_pure_noise(method: str):
    x = space(400)
    case = (np.random.default_rng(7).random(len(x)) < 0.3).astype(float)
    found = discover(x, case, np.arange(len(x)), method=method)
    if found.boxes:  # chance may look like a box; on other points it is none
        assert abs(found.unseen["density"].mean() - 0.3) < 0.12
    else:
        assert any("cannot be told from chance" in t or "could be told from chance" in t for t in found.notes)


@pytest.mark.parametrize("method", ["prim", "cart"])
def test_scenarios_count_as_a_parameter(method: str):
    rng = np.random.default_rng(2)
    x = pd.DataFrame({"scenario": np.repeat(["One", "Two"], 200), "a": rng.random(400)})
    case = ((x["scenario"] == "Two") & (x["a"] > 0.5)).astype(float).to_numpy()
    found = discover(x, case, np.arange(400), method=method, halves=1)
    assert found.boxes[0].limits["scenario"] == frozenset({"Two"})
    assert list(x) == ["scenario", "a"], "the table stays as it was"


def test_quasi_p_is_the_binomial_test_and_counts_points_rather_than_replicates():
    x = pd.DataFrame({"a": np.arange(40) / 40})
    case = np.array([1.0] * 8 + [0.0] * 2 + [1.0] * 4 + [0.0] * 26)
    limits = {"a": (-np.inf, 0.249)}
    from scipy.stats import binom

    assert quasi_p(limits, x, case, np.arange(40))["a"] == pytest.approx(binom.sf(7, 10, 12 / 40))
    many = pd.concat([x] * 5, ignore_index=True)
    again = quasi_p(limits, many, np.tile(case, 5), np.tile(np.arange(40), 5))["a"]
    assert again == pytest.approx(quasi_p(limits, x, case, np.arange(40))["a"], rel=0.5)


def test_replicates_stay_on_one_side_when_points_are_held_out():
    """Replicates of a point are alike: were they split, what is found by chance would seem to hold on unseen runs."""
    rng = np.random.default_rng(3)
    points = np.repeat(np.arange(60), 20)
    x = pd.DataFrame(rng.random((60, 8))).rename(columns=str).iloc[points].reset_index(drop=True)
    case = (rng.random(60) < 0.3)[points].astype(float)  # nothing but the point itself decides
    found = discover(x, case, points, method="prim")
    assert not found.boxes or found.unseen["density"].mean() < 0.5


@pytest.mark.parametrize(
    "case, words",
    [
        (np.zeros(100), "none of the 100 runs"),
        (np.ones(100), "all of the 100 runs"),
        (np.full(100, np.nan), "not known in any run"),
        (np.r_[np.ones(5), np.zeros(95)], "5 of 100 runs are cases of interest; at least 20"),
    ],
)
def test_what_cannot_be_looked_for_says_why(case: np.ndarray, words: str):
    with pytest.raises(NotEnough, match=words):
        discover(space(100), case, np.arange(100))


def test_too_few_points_and_open_factors_are_refused():
    x = space(100)
    case = (x["a"] > 0.5).astype(float).to_numpy()
    with pytest.raises(NotEnough, match="10 design points are too few"):
        discover(x, case, np.arange(100) % 10)
    with pytest.raises(NotEnough, match="leave b at the scenario's own value"):
        discover(x.assign(b=np.where(x["a"] > 0.9, np.nan, x["b"])), case, np.arange(100))
    with pytest.raises(NotEnough, match="varies no parameters"):
        discover(pd.DataFrame({"a": np.ones(100)}), case, np.arange(100))


def test_rows_without_a_value_are_left_out_and_told():
    x = space(300)
    case = planted(x)
    case[::10] = np.nan
    found = discover(x, case, np.arange(300), halves=1)
    assert found.runs == 270
    assert "30 of 300 rows" in found.notes[0]


def test_it_is_told_in_words_with_units():
    rng = np.random.default_rng(1)
    x = pd.DataFrame({"coordination.fte": rng.uniform(0, 2, 300), "contact.meetings": rng.uniform(1, 6, 300)})
    found = discover(x, (x["coordination.fte"] < 0.8).astype(float).to_numpy(), np.arange(300), halves=2)
    told = sentences(found, "survival months below 36")
    assert "cases of interest: survival months below 36" in told[0]
    assert "is below 0.8" in told[1] or "is below 0.7" in told[1]
    assert "full-time posts" in told[1]
    assert told[-1].startswith("Checked on points not used (means over 2 random halves)")
    assert list(limits_as_table([found])["factor"]) == ["coordination.fte"]
    assert boxes_as_table([found])["coverage"].iloc[0] > 0.9


def test_the_same_seed_gives_the_same_boxes():
    x = space(200)
    case = planted(x, noise=0.1)
    for method in ("prim", "cart"):
        first, second = (discover(x, case, np.arange(200), method=method, halves=2, seed=5) for _ in range(2))
        assert [b.limits for b in first.boxes] == [b.limits for b in second.boxes]
        pd.testing.assert_frame_equal(first.unseen, second.unseen)


TABLE = pd.DataFrame({
    "survival_months": [12.0, 40.0, np.nan], "trust": [0.2, 0.6, 0.9], "cause": ["money_ran_out", "none", None],
    "coordination.fte": [0.0, 1.0, 2.0],
})  # fmt: skip


@pytest.mark.parametrize(
    "text, expected",
    [
        ("survival_months < 36", [1, 0, np.nan]),
        ("12 <= survival_months < 40", [1, 0, np.nan]),
        ("not (trust >= 0.5) or coordination.fte == 2", [1, 0, 1]),
        ("cause == 'money_ran_out'", [1, 0, np.nan]),
        ("0.5 < trust and trust < 0.7", [0, 1, 0]),
        ("trust > -1", [1, 1, 1]),
    ],
)
def test_conditions_hold_where_they_should(text: str, expected: list[float]):
    np.testing.assert_array_equal(read_case(text, TABLE).of(TABLE), expected)


@pytest.mark.parametrize(
    "text, words",
    [
        ("survival_month < 36", "did you mean survival_months"),
        ("trust = 0.3", "cannot be read"),
        ("", "cannot be read"),
        ("trust", "is no comparison"),
        ("trust < cause", "compare a name with a value"),
        ("cause < 3", "holds texts"),
        ("trust == 'high'", "holds numbers"),
        ("__import__('os').system('true') == 0", "compare a name with a value"),
        ("trust in [1]", "compare with"),
    ],
)
def test_conditions_that_cannot_be_read_say_what_is_wrong(text: str, words: str):
    with pytest.raises(ScenarioError, match=words):
        read_case(text, TABLE)


def test_conditions_become_words():
    assert read_case("survival_months < 36 and trust >= 0.5", TABLE).words == (
        "survival time below 36 months and trust at least 0.5"
    )


def test_limits_hold_at_their_ends():
    x = pd.DataFrame({"a": [0.0, 0.5, 1.0], "t": ["u", "v", "u"]})
    assert inside({"a": (0.5, 1.0)}, x).tolist() == [False, True, True]
    assert inside({"t": frozenset({"u"}), "a": (-np.inf, 0.7)}, x).tolist() == [True, False, False]
