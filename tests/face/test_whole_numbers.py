"""Whole numbers are taken by their value, whatever their type, and never kept as anything but Python's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.arguments import whole
from sim.experiments import (
    Precision,
    extend,
    grid,
    latin_hypercube,
    make_plan,
    morris,
    one_at_a_time,
    random_points,
    repeat,
    resume,
    saltelli,
    sobol,
    sweep,
    vary,
)
from sim.experiments.store.files import StoreError
from sim.scenario.mistakes import ScenarioError, whole_number
from sim.scenario.scenario import smallest_scenario

#: The same number as people get it from files, tables and arrays.
TYPES = [int, float, np.int8, np.int64, np.uint16, np.float32, np.float64, np.array, Fraction]
#: What is no whole number.
REFUSED = [True, np.True_, 2.5, np.float64(2.5), np.nan, np.inf, "2", None, [2], Fraction(5, 2), Decimal("2.5"), 2j]
FACTORS = [vary("contact.meetings", 1, 4)]

#: Everything of the Python face that takes whole numbers, with what it gives: the number goes in wherever one is due.
DOORS: dict[str, Callable[[object], object]] = {
    "run": lambda n: sim.run(smallest_scenario(), replicates=n, months=n, seed=n, threads=n).runs.to_csv(),
    "numbers of replicates": lambda n: sim.run(smallest_scenario(), replicates=[n]).runs.to_csv(),
    "story": lambda n: str(sim.story(smallest_scenario(), seed=n, replicate=n, months=n)),
    "network": lambda n: sim.run(smallest_scenario(), replicates=1, months=3).network(n).ties.to_csv(),
    "Mesa": lambda n: repr(sim.PartnershipModel(smallest_scenario(), seed=n, replicate=n, months=n)),
    "event": lambda n: repr(sim.load_scenario("baseline").with_event("budget_cut", month=n, value=0.2).events),
    "value": lambda n: sim.load_scenario("baseline").with_values(team_staff=n).digest,
    "plan": lambda n: make_plan(smallest_scenario(), replicates=n, months=n, seed=n).digest,
    "more replicates": lambda n: make_plan(smallest_scenario(), replicates=1).with_replicates(n).digest,
    "range": lambda n: (vary("team.staff", n, 5), vary("team.staff", 0, n), vary("team.staff", levels=[n])),
    "grid": lambda n: settings(grid(FACTORS, levels=n)),
    "one at a time": lambda n: settings(one_at_a_time(FACTORS, levels=n)),
    "random": lambda n: settings(random_points(FACTORS, samples=n, seed=n)),
    "Latin hypercube": lambda n: settings(latin_hypercube(FACTORS, samples=n, seed=n)),
    "Sobol": lambda n: settings(sobol(FACTORS, samples=n, seed=n)),
    "Morris": lambda n: settings(morris(FACTORS, trajectories=n, levels=n, seed=n)),
    "Saltelli": lambda n: settings(saltelli(FACTORS, base=n, seed=n)),
    "precision": lambda n: repr(Precision({"trust": 0.1}, most=n if n != 2 else type_of(n)(20))),
}


def type_of(number: object) -> Callable[[int], object]:
    return np.array if isinstance(number, np.ndarray) else type(number)


def settings(design: object) -> str:
    """What goes into the plan's file, and the samples."""
    return json.dumps(dict(design.settings)) + design.digest


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_a_whole_number_is_known_by_its_value(kind: type):
    found = whole_number(kind(2))
    assert (found, type(found)) == (2, int)
    assert whole("n", kind(2), 1, 3) == 2


@pytest.mark.parametrize("value", REFUSED, ids=repr)
def test_what_is_no_whole_number_is_refused(value: object):
    assert whole_number(value) is None
    with pytest.raises(ValueError, match="n must be a whole number from 1 to 3"):
        whole("n", value, 1, 3)


def test_large_numbers_lose_no_digit():
    assert whole_number(np.uint64(2**63 + 1)) == 2**63 + 1
    assert whole_number(10**400) == 10**400


@pytest.mark.parametrize("door", DOORS)
def test_every_door_takes_numpys_numbers_and_gives_the_same(door: str):
    expected = DOORS[door](2)
    for kind in (np.int64, np.uint8, np.float64):
        assert DOORS[door](kind(2)) == expected


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("value", [True, 2.5, np.float64(2.5), np.True_, "2x"], ids=repr)
def test_every_door_refuses_parts_of_one_and_truth_values(door: str, value: object):
    with pytest.raises((ValueError, ScenarioError), match="whole number|a number from"):
        DOORS[door](value)


def test_sweeps_take_numpys_numbers(tmp_path: Path):
    one, two = np.int64(1), np.int32(2)
    plan = make_plan(smallest_scenario(), replicates=two, seed=two, months=two)
    found = sweep(plan, out=tmp_path / "s", jobs=one, batch=one, shard=(one, two))
    assert found.runs.replicate.tolist() == [0]
    extend(tmp_path / "s", replicates=two)
    assert resume(tmp_path / "s", threads=two, batch=two).runs.replicate.tolist() == [0, 1, 2, 3]
    assert repeat(tmp_path / "s", two).runs.equals(repeat(tmp_path / "s", 2).runs)
    for wrong in ({"jobs": 1.5}, {"batch": True}, {"threads": 0.5}, {"shard": (1.5, 2)}):
        with pytest.raises(ScenarioError, match="whole number|i/n"):
            resume(tmp_path / "s", **wrong)
    with pytest.raises(StoreError, match="must be a whole one, not 1.5"):
        repeat(tmp_path / "s", 1.5)
