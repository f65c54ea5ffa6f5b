"""The mixed population: every type, spread around its values, the same for the same seed."""

from __future__ import annotations

import numpy as np

from sim.declarations.parameters import registry
from sim.experiments.design.population import mixed_population, type_scenarios, varied_parameters
from sim.scenario.scenario import Scenario

SEVEN = len(type_scenarios())


def _districts(scenario: Scenario) -> int:
    return len(scenario.partnerships[0].districts)


def test_same_seed_same_population_and_another_seed_another():
    one, again, other = (mixed_population(SEVEN, seed) for seed in (1, 1, 2))
    assert [s.digest for s in one] == [s.digest for s in again]
    assert not {s.digest for s in one} & {s.digest for s in other}


def test_every_type_takes_part_equally_and_behaviour_stays_at_the_defaults():
    found = mixed_population(2 * SEVEN, 1)
    kinds = [s.name.split()[-1] for s in found]
    assert {kinds.count(kind) for kind in kinds} == {2} and len(set(kinds)) == SEVEN
    assert all(s.world == type_scenarios()[0].world for s in found)
    assert {_districts(s) for s in found} == {_districts(s) for s in type_scenarios()}


def test_values_spread_around_the_centre_with_its_mean():
    found = mixed_population(25 * SEVEN, 3)
    for name in ("district.superintendent_turnover", "district.teacher_turnover", "district.political_pressure"):
        p = registry()[name]
        values = np.array([s.partnerships[0].districts[0].context[name] for s in found])
        assert values.min() >= p.low and values.max() <= p.high
        assert abs(values.mean() - p.default) < 0.06 * (p.high - p.low)
        assert np.ptp(values) > 0.6 * (p.high - p.low)


def test_what_a_type_does_without_stays_rare_and_possible():
    networks = [s for s in mixed_population(20 * SEVEN, 1) if s.name.endswith("nic")]
    board = [s.partnerships[0].levers["structure.board"] for s in networks]
    assert np.median(board) < 0.05 < max(board)


def test_no_size_is_huge():
    sizes = {p.name: p.high for p in varied_parameters()}
    assert sizes["district.schools"] <= 20 and "scale.districts" not in sizes
