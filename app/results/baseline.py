"""The scenario that others are compared with."""

from sim.scenario.files import load_scenario
from sim.scenario.folders import BASELINE, baseline_file
from sim.scenario.scenario import Scenario


def baseline() -> Scenario | None:
    """The baseline scenario, or None where there is none and the declared defaults hold."""
    return None if baseline_file() is None else load_scenario(BASELINE)
