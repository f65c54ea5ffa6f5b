"""Which runs share random numbers, and that they do so wherever and whenever they are computed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim.experiments import load_plan, make_plan, open_results, sweep
from sim.experiments.design.factors import bundles, vary
from sim.experiments.design.samples import Design, grid, latin_hypercube, listed, morris, saltelli
from sim.experiments.execute.sweep import repeat
from sim.experiments.plan.plan import Plan
from sim.experiments.plan.random_numbers import BLOCKS, COMMON, INDEPENDENT, usual
from sim.experiments.store import inputs
from sim.scenario.mistakes import ScenarioError

LEVER, UNCERTAINTY, CONTEXT = "coordination.fte", "meetings.trust_gain", "district.superintendent_turnover"
POLICIES = {"as is": {}, "with coordinator": {LEVER: 1.0}}


def plan_of(design: Design | None, small, **more) -> Plan:
    return make_plan(small, design=design, replicates=2, months=12, series="none", **more)


def seeds(plan: Plan) -> np.ndarray:
    """World seeds, one row a point and one column a replicate."""
    return np.array([[plan.seed_of(r, plan.point(n)) for r in range(plan.replicates)] for n in range(plan.points)])


def test_what_is_usual_follows_what_is_drawn():
    futures, levers = [vary(UNCERTAINTY), vary(CONTEXT)], [vary(LEVER)]
    assert usual(latin_hypercube(futures, samples=4)) == INDEPENDENT
    assert usual(latin_hypercube([*futures, *levers], samples=4)) == INDEPENDENT
    assert usual(latin_hypercube(levers, samples=4)) == COMMON
    assert usual(grid(futures, levels=2)) == COMMON
    assert {usual(morris(futures, trajectories=2)), usual(saltelli(futures, base=4))} == {BLOCKS}


def test_a_bundle_is_of_the_future_if_any_of_its_levels_is():
    levels = {"as is": {}, "wary": {UNCERTAINTY: 0.05}}
    assert usual(latin_hypercube([bundles("people", levels)], samples=4)) == INDEPENDENT
    assert usual(latin_hypercube([bundles("staff", {"as is": {}, "one": {LEVER: 1.0}})], samples=4)) == COMMON


def test_each_future_has_its_own_and_policies_that_meet_it_share_them(small):
    plan = plan_of(latin_hypercube([vary(UNCERTAINTY), vary(LEVER)], samples=5), small, policies=POLICIES)
    found = seeds(plan)
    assert len(np.unique(found)) == 10, "five futures, two replicates"
    assert np.array_equal(found[:5], found[5:]), "under both policies"


def test_levers_at_the_same_future_share_them(small):
    points = [{UNCERTAINTY: u, LEVER: f} for u in (0.05, 0.1) for f in (0.0, 1.0)]
    found = seeds(plan_of(listed(points), small, random_numbers=INDEPENDENT))
    assert np.array_equal(found[0], found[1]) and np.array_equal(found[2], found[3])
    assert not np.array_equal(found[0], found[2])


def test_common_random_numbers_are_those_of_before(small):
    plan = plan_of(latin_hypercube([vary(UNCERTAINTY)], samples=5), small, random_numbers=COMMON)
    assert (seeds(plan) == [plan.seed_of(0), plan.seed_of(1)]).all()


def test_a_trajectory_is_a_block(small):
    found = seeds(plan_of(morris([vary(UNCERTAINTY), vary(LEVER)], trajectories=3), small)).reshape(3, 3, 2)
    assert (found == found[:, :1]).all() and len(np.unique(found)) == 6


def test_a_and_b_have_their_own_and_what_lies_between_keeps_those_of_a(small):
    found = seeds(plan_of(saltelli([vary(UNCERTAINTY), vary(LEVER)], base=4), small)).reshape(4, 7, 2)
    a, ab1, ab2, ba1, ba2, b, chance = found.transpose(1, 0, 2)
    assert np.array_equal(a, ab1) and np.array_equal(a, ab2)
    assert np.array_equal(b, chance) and np.array_equal(b, ba1) and np.array_equal(b, ba2)
    assert len(np.unique([a, b])) == 16


def test_a_sweep_runs_with_them_and_remembers(small, tmp_path: Path):
    plan = plan_of(latin_hypercube([vary(UNCERTAINTY)], samples=4), small, policies=POLICIES)
    sweep(plan, out=tmp_path / "one", jobs=1)
    found = open_results(tmp_path / "one")
    assert found.plan.settings.random_numbers == INDEPENDENT
    runs = found.finished
    assert runs.groupby("seed")["policy"].nunique().eq(2).all() and runs["seed"].nunique() == 8
    assert runs.groupby("draw")["seed"].nunique().eq(2).all()
    once_more = repeat(tmp_path / "one", 11).runs.iloc[0]
    stored = runs[runs["run"] == 11].iloc[0]
    assert once_more["trust"] == stored["trust"] and once_more["practice"] == stored["practice"]


def test_a_folder_that_does_not_say_it_is_common(small, tmp_path: Path):
    plan = plan_of(latin_hypercube([vary(UNCERTAINTY)], samples=4), small, random_numbers=COMMON)
    inputs.write(tmp_path, plan)
    told = json.loads((tmp_path / "plan.json").read_text())
    del told["settings"]["random_numbers"]
    (tmp_path / "plan.json").write_text(json.dumps(told))
    assert inputs.read(tmp_path).settings.random_numbers == COMMON
    assert inputs.read(tmp_path).digest == plan.digest


@pytest.mark.parametrize(("said", "words"), [
    ("independant", "must be one of independent, common, blocks"),
    (BLOCKS, "needs a design of the method morris or saltelli"),
])  # fmt: skip
def test_what_cannot_be_is_refused(small, said: str, words: str):
    with pytest.raises(ScenarioError, match=words):
        plan_of(latin_hypercube([vary(UNCERTAINTY)], samples=4), small, random_numbers=said)


def test_an_experiment_file_says_it(tmp_path: Path):
    file = tmp_path / "e.yaml"
    text = f"title: T\nquestion: Q?\nreplicates: 2\nvary: {{{UNCERTAINTY}: }}\n"
    file.write_text(text + "design: {method: latin_hypercube, samples: 4}\nrandom_numbers: common\n")
    assert load_plan(file).settings.random_numbers == COMMON
    file.write_text(text + "design: {method: saltelli, base: 4}\nrandom_numbers: common\n")
    assert len(load_plan(file).designs[0]) == 4 * 4, "no row for chance"
    file.write_text(text + "design: {method: latin_hypercube, samples: 4}\nrandom_numbers: own\n")
    with pytest.raises(ScenarioError, match="random_numbers"):
        load_plan(file)
