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
    from sim.declarations.parameters import Parameter, registry
    from sim.engine.result import Result
    from sim.engine.run import run
    from sim.experiments import Sweep, load_plan, make_plan, resume, sweep
    from sim.mesa.agents import Broker, DistrictLeader, Funder, Researcher, Teacher
    from sim.mesa.model import PartnershipModel
    from sim.scenario.files import load_scenario
    from sim.scenario.folders import find_scenarios
    from sim.scenario.scenario import Scenario, ScenarioError

__version__ = "0.1.0"

_HOMES = {
    "Broker": "mesa.agents",
    "DistrictLeader": "mesa.agents",
    "Funder": "mesa.agents",
    "Researcher": "mesa.agents",
    "Teacher": "mesa.agents",
    "PartnershipModel": "mesa.model",
    "Parameter": "declarations.parameters",
    "registry": "declarations.parameters",
    "Result": "engine.result",
    "run": "engine.run",
    "Scenario": "scenario.scenario",
    "ScenarioError": "scenario.scenario",
    "Sweep": "experiments",
    "load_plan": "experiments",
    "load_scenario": "scenario.files",
    "make_plan": "experiments",
    "resume": "experiments",
    "sweep": "experiments",
    "find_scenarios": "scenario.folders",
}
__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
