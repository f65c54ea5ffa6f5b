"""Experiments that are shipped are large enough for what their pages show, and a plan says what it is too small for."""

from __future__ import annotations

import pytest

from sim.experiments import find_experiments, latin_hypercube, load_plan, make_plan, vary
from sim.experiments.design.unit_cube import PARTS
from sim.experiments.plan.independence import independent_worlds, too_few
from sim.experiments.plan.random_numbers import FEWEST, FEWEST_OF_TWO

#: Experiments whose pages (README, guides, their own notes) show which levers matter for how long partnerships last.
#: Those that draw everything uncertain are for averages and contrasts over futures.
OF_LEVERS = ("early_endings", "type_and_money", "onboarding_and_turnover")
#: Into so many parts of a range `--by` cuts the draws.
THIRDS = 3


@pytest.mark.parametrize("name", find_experiments())
def test_shipped_experiments_are_large_enough(name: str) -> None:
    plan = load_plan(name)
    said = too_few(plan)
    assert not said.keys() & {"averages", "contrasts"}, said
    assert name not in OF_LEVERS or not said
    made = plan.designs[0].settings
    assert made.get("trajectories", FEWEST) >= FEWEST and made.get("base", PARTS) >= PARTS
    if name in OF_LEVERS and plan.designs[0].is_drawn:  # of which the guides show groups by thirds of a range
        assert independent_worlds(plan)[1] // THIRDS >= FEWEST_OF_TWO


def test_all_that_the_pages_show_are_there() -> None:
    assert set(OF_LEVERS) <= set(find_experiments())


def test_a_plan_says_what_it_is_too_small_for(small) -> None:
    factors = [vary("district.superintendent_turnover"), vary("contact.meetings")]
    few = make_plan(small, policies={"a": {}, "b": {"structure.board": 1.0}}, months=12, replicates=3,
                    design=latin_hypercube(factors, samples=FEWEST - 1))  # fmt: skip
    said = too_few(few)
    assert set(said) == {"averages", "contrasts", "hazard ratios"}
    assert f"{FEWEST - 1} of at least {FEWEST}" in said["averages"]
    assert "of at least 20, for 3 steps" in said["hazard ratios"]
    common = make_plan(small, months=12, replicates=4, design=latin_hypercube(factors, samples=60),
                       random_numbers="common")  # fmt: skip
    assert set(too_few(common)) == {"averages"}, "sixty draws, and random numbers of four replicates"
    enough = make_plan(small, months=12, replicates=1, design=latin_hypercube(factors, samples=60))
    assert not too_few(enough)
