"""Research-practice partnerships in education, simulated month by month.

The public names are loaded when they are first used, so that ``import sim`` stays light::

    import sim

    result = sim.run("baseline", replicates=50, seed=1)
    result.summary()
    result.plot()
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sim.version import __version__

if TYPE_CHECKING:
    from sim.declarations.parameters import Parameter, Registry, registry
    from sim.engine.result import Result
    from sim.engine.run import Cancelled, run
    from sim.experiments import Sweep, load_plan, make_plan, resume, sweep
    from sim.face import assess, compare, explore, levers, open, parameters, scenarios, story
    from sim.mesa.agents import Coordinator, DistrictLeader, Funder, Researcher, Teacher
    from sim.mesa.model import PartnershipModel
    from sim.scenario.files import load_scenario
    from sim.scenario.folders import find_scenarios
    from sim.scenario.mistakes import ScenarioError
    from sim.scenario.scenario import Event, Scenario

_HOMES = {
    "Coordinator": "mesa.agents",
    "Cancelled": "engine.run",
    "DistrictLeader": "mesa.agents",
    "Event": "scenario.scenario",
    "Funder": "mesa.agents",
    "Parameter": "declarations.parameters",
    "PartnershipModel": "mesa.model",
    "Registry": "declarations.parameters",
    "Researcher": "mesa.agents",
    "Result": "engine.result",
    "Scenario": "scenario.scenario",
    "ScenarioError": "scenario.mistakes",
    "Sweep": "experiments",
    "Teacher": "mesa.agents",
    "assess": "face",
    "compare": "face",
    "explore": "face",
    "find_scenarios": "scenario.folders",
    "levers": "face",
    "load_plan": "experiments",
    "load_scenario": "scenario.files",
    "make_plan": "experiments",
    "open": "face",
    "parameters": "face",
    "registry": "declarations.parameters",
    "resume": "experiments",
    "run": "engine.run",
    "scenarios": "face",
    "story": "face",
    "sweep": "experiments",
}
__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
