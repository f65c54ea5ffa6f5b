"""The words and the choice of a room, from the files beside the scenarios; nothing here knows what the model does."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sim.declarations.parameters import Parameter, registry
from sim.declarations.renamed import present_name
from sim.scenario.folders import scenario_folders, shown
from sim.scenario.mistakes import Problem, ScenarioError, no_such_key

#: Folder beside the scenarios, and the file that holds for all of them.
FOLDER, ALL = "workshop", "stage"
#: Files beside it that hold something else.
OTHERS = ("district", "causes")
#: Keys of these files.
KEYS = ("levers", "charts", "headlines", "events", "levels", "roles", "words", "notes", "sequence")
#: The same, and those of the files that hold something else.
ALL_KEYS = (*KEYS, "questions", "nodes", "arrows", "outcomes")


def check_file(path: Path) -> None:
    """Reads a file of presentation.

    Raises:
        ScenarioError: with every key that means nothing, and every name that nothing has.
    """
    loaded = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    wrong = [no_such_key(key, ALL_KEYS) for key in loaded if key not in ALL_KEYS]
    names = [*loaded.get("levers", []), *loaded.get("levels", {})] if path.stem not in OTHERS else []
    wrong += [f"there is no parameter {name!r}" for name in names if not present_levers([str(name)])]
    if wrong:
        raise ScenarioError([Problem(shown(path), 0, "", "", text) for text in wrong])


def presentation_of(scenario: str) -> Mapping[str, Any]:
    """What is presented of a scenario: ``workshop/NAME.yaml`` laid over ``workshop/stage.yaml``, key by key."""
    return {**_read(ALL), **_read(scenario.rpartition("/")[2])}


@cache
def _read(name: str) -> Mapping[str, Any]:
    path = next((p for folder in scenario_folders() if (p := folder / FOLDER / f"{name}.yaml").is_file()), None)
    if path is None:
        return {}
    loaded = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    wrong = [key for key in loaded if key not in KEYS]
    if wrong:
        raise ValueError(f"{path.name}: there is no key {', '.join(map(str, wrong))}; there are {', '.join(KEYS)}")
    return loaded


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
