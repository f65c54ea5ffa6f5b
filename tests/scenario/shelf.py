"""A current folder with a few scenarios and a small registry, in which tests load scenario files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.declarations import context, levers, parameters
from sim.declarations.parameters import Declarations, Registry
from sim.scenario import folders as scenario_folders
from sim.scenario.files import load_scenario
from sim.scenario.mistakes import ScenarioError
from sim.scenario.scenario import Scenario

BASELINE = """\
title: Baseline
months: 120
replicates: 50
funders:
  - {name: Foundation, context: {funder.budget: 3_000_000}}
  - {name: Agency, count: 2, context: {funder.kind: federal}}
"""
NIC = """\
title: Networked improvement community
levers: {coordination.fte: 1, coordination.employer: neutral, scale.districts: 2}
facts:
  - {fact: A hub guides the whole., source: CPG 2013, used_for: [coordination.fte]}
"""
DESIGN = """\
title: Design research
levers: {coordination.fte: 0.75, work.unit_months: 4}
"""
BELLEVUE = """\
title: Bellevue
extends: types/design_research
levers: {work.unit_months: 5}
context: {district.schools: 19}
events:
  - {month: 14, do: superintendent_leaves}
  - {month: 20, do: coordinator_leaves, partnership: bellevue}
"""


@pytest.fixture(scope="module", autouse=True)
def small_registry() -> Iterator[None]:
    """Levers and context as declared, and two uncertainties: loading does not depend on what submodels declare."""
    declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
    declare("meetings.trust_gain", default=0.06, low=0.02, high=0.12, unit="share a month",
            meaning="trust gained by a kept promise")
    declare("meetings.trust_loss", default=0.2, low=0.05, high=0.5, unit="share",
            meaning="trust lost by a broken promise", minimum=0, maximum=1)
    registry = Registry([*levers.PARAMETERS, *context.PARAMETERS, *declare.all])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parameters, "registry", lambda: registry)
        yield


def write(path: str, text: str | bytes) -> Path:
    """Writes a file below the current folder."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A current folder with a few scenarios, and no installed ones."""
    before, folder = Path.cwd(), tmp_path_factory.mktemp("shelf")
    os.chdir(folder)
    write("scenarios/baseline.yaml", BASELINE)
    write("scenarios/types/nic.yaml", NIC)
    write("scenarios/types/design_research.yaml", DESIGN)
    write("scenarios/portraits/bellevue.yaml", BELLEVUE)
    write("scenarios/experiments/sweep.yaml", "design: sobol")
    write("scenarios/twice/echo.yaml", "title: One")
    write("scenarios/again/echo.yaml", "title: Two")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scenario_folders, "scenario_folders", lambda: [(folder / "scenarios").resolve()])
        yield folder
    os.chdir(before)


@pytest.fixture(autouse=True)
def in_shelf(shelf: Path) -> Path:
    return shelf


def load(text: str | bytes, name: str = "x") -> Scenario:
    """Loads a text as ``scenarios/x.yaml``."""
    return load_scenario(write(f"scenarios/{name}.yaml", text))


def mistakes(text: str | bytes) -> ScenarioError:
    """The error that a text gives."""
    with pytest.raises(ScenarioError) as caught:
        load(text)
    return caught.value
