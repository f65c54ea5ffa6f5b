"""Research-practice partnerships in education, simulated month by month.

The public names are loaded when they are first used, so that ``import sim`` stays light::

    import sim

    result = sim.run("baseline", replicates=50, seed=1)
    result.runs.head()
    result.plot()
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .agents import Broker, DistrictLeader, Funder, Researcher, Teacher
    from .experiments import Sweep, load_plan, make_plan, resume, sweep
    from .model import PartnershipModel
    from .parameters import Parameter, registry
    from .results import Result
    from .running import run
    from .scenario import Scenario, ScenarioError
    from .scenario_files import load_scenario
    from .scenario_folders import find_scenarios

__version__ = "0.1.0"

_HOMES = {
    "Broker": "agents",
    "DistrictLeader": "agents",
    "Funder": "agents",
    "Researcher": "agents",
    "Teacher": "agents",
    "PartnershipModel": "model",
    "Parameter": "parameters",
    "registry": "parameters",
    "Result": "results",
    "run": "running",
    "Scenario": "scenario",
    "ScenarioError": "scenario",
    "Sweep": "experiments",
    "load_plan": "experiments",
    "load_scenario": "scenario_files",
    "make_plan": "experiments",
    "resume": "experiments",
    "sweep": "experiments",
    "find_scenarios": "scenario_folders",
}
__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
