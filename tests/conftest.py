"""Shared by all tests: the default scenario, and a small one; what tests import stands in `shared.py`."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from shared import SMALL

from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario

# The first call of a rule may compile it, which no deadline should measure.
settings.register_profile("rpp", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("rpp")


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    return load_scenario("baseline")


@pytest.fixture(scope="session")
def small(baseline: Scenario) -> Scenario:
    return baseline.with_values(SMALL)
