"""Shared by all tests: every scenario file, a small world, and short runs of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from sim.ensemble import Batch, Run
from sim.scenario import Scenario
from sim.scenario_files import load_scenario
from sim.scenario_folders import find_scenarios

# The first call of a rule may compile it, which no deadline should measure.
settings.register_profile("rpp", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("rpp")

SCENARIOS = [name for name, _ in find_scenarios()]
#: A small district, so that plain Python and long loops stay quick.
SMALL = {"district.schools": 3, "district.teachers_per_school": 10, "scale.sites_start": 0.4}


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    return load_scenario("baseline")


@pytest.fixture(scope="session")
def small(baseline: Scenario) -> Scenario:
    return baseline.with_values(SMALL)


def run_batch(scenario: Scenario, replicates: int = 1, months: int = 24, *, seed: int = 1, log: bool = False) -> Batch:
    """A finished batch of replicates of one scenario."""
    batch = Batch([Run(scenario, r, seed) for r in range(replicates)], months, log=log)
    batch.run()
    return batch


def bytes_of_record(batch: Batch) -> dict[str, bytes]:
    """Everything that was observed, as bytes."""
    return {name: np.ascontiguousarray(values).tobytes() for name, values in batch.record.values.items()}
