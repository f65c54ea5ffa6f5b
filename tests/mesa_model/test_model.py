"""What a Mesa model is made of: scenario, values, seed."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from mesa_models import SMALL, small

import sim
from sim.declarations.parameters import registry
from sim.mesa.model import PartnershipModel
from sim.scenario.mistakes import ScenarioError


def test_values_may_come_as_mapping_or_as_keywords():
    by_mapping = small(set={**SMALL, "coordination.fte": 2.0}, months=3)
    by_dot = small(months=3, **{"coordination.fte": 2.0})
    by_underscore = small(months=3, coordination_fte=np.float64(2.0))
    assert by_mapping.partnerships[0].levers["coordination.fte"] == 2.0
    assert len({m.resolved_scenario.digest for m in (by_mapping, by_dot, by_underscore)}) == 1


def test_a_resolved_scenario_will_do():
    scenario = sim.load_scenario("baseline", set=SMALL)
    model = PartnershipModel(scenario, months=24, coordination_fte=2.0)
    assert model.resolved_scenario.partnerships[0].levers["coordination.fte"] == 2.0
    assert model.months == 24
    assert PartnershipModel(scenario).months == scenario.months


def test_no_value_is_silently_ignored():
    with pytest.raises(ScenarioError, match=r"coordination_ftee: unknown name; did you mean coordination.fte"):
        small(coordination_ftee=1.0)
    with pytest.raises(ScenarioError, match="must be from 0 to 6"):
        small(coordination_fte=7)
    with pytest.raises(ScenarioError, match="unknown name"):
        small(width=10)
    with pytest.raises(ValueError, match="coordination.fte is given twice"):
        small(set={"coordination.fte": 1.0}, coordination_fte=1.0)
    with pytest.raises(ValueError, match="given twice"):
        small(coordination_fte=1.0, **{"coordination.fte": 1.0})
    with pytest.raises(ValueError, match="put the mapping into a list"):
        small(set="coordination.fte")


@pytest.mark.parametrize(
    ("name", "value"), [("seed", -1), ("seed", 2**63), ("seed", True), ("seed", "1"), ("replicate", 1.5), ("months", 0)]
)
def test_whole_numbers_are_checked(name: str, value: object):
    with pytest.raises(ValueError, match=f"{name} must be a whole number"):
        small(**{name: value})


def test_numpy_integers_count_as_whole_numbers():
    assert small(seed=np.int64(4), months=np.int32(2)).seed == 4


def test_each_parameter_has_its_own_keyword():
    keywords = [name.replace(".", "_") for name in registry()]
    assert len(set(keywords)) == len(keywords)
    assert not set(keywords) & set(PartnershipModel.__init__.__annotations__)


def test_replicates_differ_also_in_mesas_own_numbers():
    first, second, again = small(), small(replicate=1), small()
    assert first.random.random() == again.random.random() != second.random.random()
    assert first.rng.random() == again.rng.random() != second.rng.random()


def test_the_name_scenario_points_to_the_right_one():
    model = small()
    with pytest.raises(AttributeError, match="resolved_scenario"):
        _ = model.scenario
    assert getattr(model, "scenario", None) is None
    assert model.resolved_scenario.name == "baseline"
    assert repr(model) == "<PartnershipModel baseline, month 0 of 24, seed 1>"


def test_a_model_is_not_copied():
    with pytest.raises(TypeError, match="cannot be copied"):
        copy.deepcopy(small())
