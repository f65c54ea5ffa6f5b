"""Questions to a result: they give what the analysis behind them gives, for the run that was asked for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sim
from analysis.comparison.pairs import compare
from analysis.networks.ties import snapshots
from analysis.survival.kaplan_meier import kaplan_meier
from app.story.tell import tell
from sim.scenario.scenario import Scenario
from sim.state.tables import ROLES

#: A screen of a terminal: lines and columns.
LINES, COLUMNS = 24, 80


@pytest.fixture(scope="module")
def pair(small: Scenario) -> sim.Result:
    return sim.run([small, small.with_values(coordination_fte=0)], replicates=range(2, 12), months=48)


def test_scenarios_and_parameters_are_tables():
    found = sim.scenarios()
    assert list(found) == ["name", "title", "question"] and found["name"].iloc[0] == "baseline"
    assert found["name"].tolist() == [name for name, _ in sim.find_scenarios()]
    row = sim.parameters().loc["coordination.fte"]
    assert row["default"] == sim.registry()["coordination.fte"].default and len(sim.parameters()) == len(sim.registry())


def test_summary_sums_up_each_variant(pair: sim.Result):
    table = pair.summary(["trust"])
    for variant, part in pair.runs.groupby("variant")["trust"]:
        row = table.xs(variant, level="variant").iloc[0]
        assert row[["mean", "median", "p5", "p95"]].tolist() == pytest.approx(
            [part.mean(), *part.quantile([0.5, 0.05, 0.95])])  # fmt: skip
        assert row["known"] == part.notna().sum()
    with pytest.raises(ValueError, match="did you mean trust"):
        pair.summary(["trst"])


def test_survival_is_that_of_each_variant(pair: sim.Result):
    table = pair.survival()
    for variant, part in pair.runs.groupby("variant"):
        expected = kaplan_meier(part["survival_months"], part["ended"] > 0, groups=part["run"])
        found = table[table["variant"] == variant].drop(columns=["scenario", "variant"])
        pd.testing.assert_frame_equal(found.reset_index(drop=True), expected)


def test_comparing_is_one_thing_however_it_is_asked(pair: sim.Result, small: Scenario):
    other = small.with_values(coordination_fte=0)
    one, two = (sim.run(s, replicates=range(2, 12), months=48) for s in (small, other))
    expected = compare(one, two)
    ways = [pair.compare(), sim.compare(pair), one.compare(two), sim.compare(one, two),
            sim.compare(small, other, replicates=range(2, 12), months=48)]  # fmt: skip
    for way in ways:
        pd.testing.assert_frame_equal(way.table, expected)
    assert ways[0].titles == ("Baseline with " + pair.variants[0], "Baseline with " + pair.variants[1])
    assert all(sentence in str(ways[0]) for sentence in ways[0].sentences)
    with pytest.raises(ValueError, match="either results, or scenarios"):
        sim.compare(one, "baseline")


def test_stories_and_networks_are_of_the_run_that_was_asked_for(pair: sim.Result):
    changed = pair.scenarios[1]
    story = pair.story(5, variant=pair.variants[1])
    assert story == tell(changed, replicate=5, months=48) and str(story) == story.as_text()
    assert pair.story().replicate == 2 and sim.story(changed, replicate=5, months=48) == story
    found = pair.network(30, 5, variant=pair.variants[1])
    pd.testing.assert_frame_equal(found.ties, snapshots(changed, (30,), replicate=5)[0].ties)
    assert found.graph().number_of_nodes() == found.people["in_post"].sum()


@pytest.mark.parametrize(
    "options, said",
    [
        ({"replicate": 99}, "there are replicates 2 to 11"), ({"variant": "x"}, "there is no variant 'x'"),
        ({"scenario": "baselin"}, "did you mean baseline"), ({"partnership": "x"}, "there is no partnership 'x'"),
        ({"replicate": -1}, "replicate must be a whole number of 0 or more"),
    ],
)  # fmt: skip
def test_a_run_that_is_not_there_is_refused(pair: sim.Result, options: dict, said: str):
    for ask in (pair.story, pair.network_arrays):
        with pytest.raises(ValueError, match=said):
            ask(**options)
    with pytest.raises(ValueError, match="month must be a whole number from 1 to 48, not 49"):
        pair.network(49)


def test_a_world_stepped_by_hand_is_not_told_as_if_it_could_be_repeated(small: Scenario):
    model = sim.PartnershipModel(small, months=2, set={"coordination.fte": 1})
    model.step()
    model.teachers[0].practice = 1.0
    for ask in (model.result().story, model.result().network_arrays, lambda: model.result().network(1)):
        with pytest.raises(ValueError, match="stepped by hand"):
            ask()
    with pytest.raises(ValueError, match="stands alone"):
        model.result().join(model.result())


def test_arrays_of_a_network_are_its_snapshots(pair: sim.Result):
    arrays = pair.network_arrays(4)
    months = (1, 12, 48)
    left = np.zeros(arrays.departures.shape, bool)
    for snapshot in snapshots(pair.scenarios[0], range(1, 49), replicate=4):
        known = {post: n for n, post in enumerate(arrays.post)}
        for post in snapshot.people.index[snapshot.people["new"]]:
            left[snapshot.month - 1, known[post]] = True
        if snapshot.month not in months:
            continue
        row = snapshot.month - 1
        assert arrays.in_post[row].tolist() == snapshot.people["in_post"].tolist()
        there = ~np.isnan(arrays.trust[row, :, 0])
        ties = snapshot.ties.set_index(["research", "practice"])[["trust_practice", "trust_research"]]
        pairs = [tuple(pair) for pair in arrays.post[arrays.ties[there]].tolist()]
        assert sorted(pairs) == sorted(ties.index)
        np.testing.assert_allclose(arrays.trust[row, there], ties.loc[pairs], atol=1e-7)
        assert [ROLES[n] for n in arrays.role[row]] == snapshot.people["role"].tolist()
        assert arrays.post[arrays.advice].tolist() == snapshot.advice.to_numpy().tolist()
    assert np.array_equal(arrays.departures, left) and left.any()


def test_arrays_without_a_coordinator_have_nobody_in_that_post(pair: sim.Result):
    arrays = pair.network_arrays(variant=pair.variants[1])
    assert arrays.post[-1] == "C" and not arrays.in_post[:, -1].any()


def test_a_seat_that_passes_makes_other_ties_from_then_on():
    restless = sim.load_scenario("baseline").with_values({"membership.steps_back": 5})
    arrays = sim.run(restless, replicates=1, months=48, tables=()).network_arrays()
    there = ~np.isnan(arrays.trust[:, :, 0])
    assert (there.any(axis=0) & ~there.all(axis=0)).any(), "some ties begin or end with a seat"
    assert set(arrays.ties.ravel()) == set(np.flatnonzero(arrays.at_table))
    assert len(set(there.sum(axis=1))) == 1, "a seat that passes takes its ties along"


def test_arrays_of_ten_years_are_small():
    arrays = sim.run("baseline", replicates=1, months=120, tables=()).network_arrays()
    assert arrays.months == 120 and len(arrays.post) > 300
    assert sum(array.nbytes for array in arrays.arrays().values()) < 500_000


def test_nothing_fills_more_than_a_screen(pair: sim.Result, small: Scenario):
    large = sim.load_scenario("portraits/stem_ecosystems")
    things = [
        pair, large, large.partnerships, large.funders, large.events[:3], sim.registry(), pair.compare(), pair.story(),
        pair.network(3), pair.network_arrays(), sim.make_plan("baseline"), sim.PartnershipModel(small, months=1),
        sim.run([small.with_values(coordination_fte=n / 10) for n in range(30)], replicates=1, months=1),
    ]  # fmt: skip
    for thing in things:
        lines = sum(1 + (len(line) - 1) // COLUMNS for line in repr(thing).splitlines())
        assert 1 <= lines <= LINES, f"{type(thing).__name__}: {lines} lines"
    shown = [thing._repr_html_() for thing in things if hasattr(thing, "_repr_html_")]
    assert len(shown) == 6
    for html in shown:
        assert html.count("<tr>") <= LINES or "overflow-y" in html


def test_html_is_escaped(small: Scenario):
    from dataclasses import replace

    odd = replace(small, title="A <b> & c")
    assert "A &lt;b&gt; &amp; c" in odd._repr_html_() and "<b>" not in odd._repr_html_()
