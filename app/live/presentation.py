"""The words and the choice of a room, from the files beside the scenarios; nothing here knows what the model does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.live.headlines import HEADLINES
from app.live.plans import all_steps, mistakes_of
from app.live.series import CHARTS
from sim.declarations.parameters import Parameter, registry
from sim.declarations.renamed import present_name
from sim.scenario.events import EVENTS
from sim.scenario.folders import scenario_folders, shown
from sim.scenario.mistakes import Problem, ScenarioError, no_such_key

#: Folder beside the scenarios, and the file that holds for all of them.
FOLDER, ALL = "workshop", "stage"
#: Files beside it that hold something else.
OTHERS = ("district", "causes")
#: Keys of these files.
KEYS = ("levers", "charts", "headlines", "events", "levels", "roles", "words", "notes", "sequence", "steps", "plans")
#: Of these the entries are added to those of the package, by name.
ADDED = ("steps", "plans")
#: The same, and those of the files that hold something else.
ALL_KEYS = (*KEYS, "questions", "nodes", "arrows", "outcomes")


def check_file(path: Path) -> None:
    """Reads a file of presentation.

    Raises:
        ScenarioError: with every key that means nothing, and every name that nothing has.
    """
    loaded = _loaded(path)
    wrong = [no_such_key(key, ALL_KEYS) for key in loaded if key not in ALL_KEYS]
    if path.stem not in OTHERS:
        installed = scenario_folders()[-1] / FOLDER / path.name
        told = _laid_over(_loaded(installed) if installed.is_file() else {}, loaded)
        wrong += [*_unknown(loaded), *mistakes_of(told)]
    _refuse(path, wrong)


def _unknown(told: Mapping[str, Any]) -> list[str]:
    """Every name that nothing has."""
    charts = [*told.get("charts", []), *(name for step in all_steps(told) for name in step.get("charts", []))]
    events = [entry.get("do") for entry in told.get("events", [])]
    owned = [name for role in told.get("roles", []) for name in role.get("levers", [])]
    parameters = [*told.get("levers", []), *told.get("levels", {}), *(n for n in owned if n not in registry().groups())]
    known = {*CHARTS, *HEADLINES, *registry()}
    spoken = [name for words in told.get("words", {}).values() for name in words]
    return [
        *(f"there is no parameter {name!r}" for name in parameters if not present_levers([str(name)])),
        *(f"there is no chart {name!r}" for name in charts if name not in CHARTS),
        *(f"there is no number {name!r}" for name in told.get("headlines", []) if name not in HEADLINES),
        *(f"there is no event {name!r}" for name in events if present_name("event", str(name)) not in EVENTS),
        *(f"there is no {name!r} to give words to" for name in spoken if name not in known),
    ]


def presentation_of(scenario: str) -> Mapping[str, Any]:
    """What is presented of a scenario: ``workshop/NAME.yaml`` laid over ``workshop/stage.yaml``, key by key.

    Files of the user's own are laid over those of the package; steps and plans are added to theirs, by name.
    """
    return {**_read(ALL), **_read(scenario.rpartition("/")[2])}


@cache
def _read(name: str) -> Mapping[str, Any]:
    told: dict[str, Any] = {}
    for folder in reversed(scenario_folders()):
        path = folder / FOLDER / f"{name}.yaml"
        if path.is_file():
            loaded = _loaded(path)
            told = _laid_over(told, loaded)
            _refuse(path, [*(no_such_key(key, KEYS) for key in loaded if key not in KEYS), *mistakes_of(told)])
    return told


def _loaded(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def _laid_over(told: Mapping[str, Any], loaded: Mapping[str, Any]) -> dict[str, Any]:
    """A file over another of the same name."""
    return {**told, **loaded, **{key: {**told.get(key, {}), **loaded[key]} for key in ADDED if loaded.get(key)}}


def _refuse(path: Path, wrong: Sequence[str]) -> None:
    if wrong:
        raise ScenarioError([Problem(shown(path), 0, "", "", text) for text in wrong])


def file_of(name: str) -> Path | None:
    """A file of the workshop, the user's own before that of the package."""
    return next((p for folder in scenario_folders() if (p := folder / FOLDER / name).is_file()), None)


def files() -> list[Path]:
    """All files of presentation."""
    found = [path for folder in scenario_folders() for path in sorted((folder / FOLDER).glob("*.yaml"))]
    return [path for path in found if path.stem not in OTHERS]


def levels_of(p: Parameter, levels: Mapping[str, Mapping[Any, str]]) -> list[dict[str, Any]]:
    """Named levels of a parameter that its range allows, from the lowest."""
    if p.choices:
        return [{"value": choice, "label": choice.replace("_", " ")} for choice in p.choices]
    named = next((rows for name, rows in levels.items() if present_name("parameter", name) == p.name), {})
    return [{"value": float(value), "label": str(label)} for value, label in sorted(named.items())
            if p.problem(float(value)) is None]  # fmt: skip


def present_levers(names: list[str]) -> list[str]:
    """Names of parameters that are declared today, in order; what has been removed is left out."""
    return list(dict.fromkeys(n for name in names if (n := present_name("parameter", name)) in registry()))
