"""The scenario that others are held against."""

from __future__ import annotations

from sim.scenario import Scenario
from sim.scenario_files import load_scenario
from sim.scenario_folders import BASELINE, baseline_file


def baseline() -> Scenario | None:
    """The baseline scenario, or None where there is none and the declared defaults hold."""
    return None if baseline_file() is None else load_scenario(BASELINE)
