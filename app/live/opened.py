"""A scenario file that somebody opens in the browser: its text, read under the rules of files, without any other file
of the machine than the scenarios that have a name."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from app.live.refused import Refused, refused
from sim.scenario.files import load_scenario
from sim.scenario.mistakes import ScenarioError
from sim.scenario.scenario import Scenario

#: Longest text [characters].
LONGEST = 100_000
NAME = "opened"


def scenario_of_text(text: object) -> Scenario:
    """The scenario that a text is.

    Raises:
        Refused: no text, too long, it builds on files that have no name in the gallery, or has mistakes.
    """
    if not isinstance(text, str) or not text.strip():
        raise Refused("yaml must be the text of a scenario file")
    if len(text) > LONGEST:
        raise Refused(f"a scenario file of more than {LONGEST:,} characters is not opened", 413)
    return _read(text)


@lru_cache(maxsize=64)
def _read(text: str) -> Scenario:
    _refuse_paths(text)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{NAME}.yaml"
        path.write_text(text, encoding="utf-8")
        try:
            return load_scenario(str(path))
        except ScenarioError as error:
            raise refused(error) from None


def _refuse_paths(text: str) -> None:
    """A text may build on scenarios by name, never on a path, which would read files of the machine."""
    try:
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Refused(f"this is no scenario file: {str(error)[:300]}") from None
    if not isinstance(root, yaml.MappingNode):
        raise Refused("this is no scenario file: it must be a mapping with keys such as `title` and `levers`")
    for key, value in root.value:
        if getattr(key, "value", "") != "extends":
            continue
        items = value.value if isinstance(value, yaml.SequenceNode) else [value]
        for item in items:
            name = item.value if isinstance(item, yaml.ScalarNode) else ""
            if name.lower().endswith((".yaml", ".yml")) or name.startswith(("/", "~", ".")) or "\\" in name:
                raise Refused(f"`extends: {name[:80]}` is a path; in the app a file builds on scenarios by name")
