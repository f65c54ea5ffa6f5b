"""What a shell offers while somebody types: names of scenarios, parameters, outcomes and files.

A shell asks whenever the tab key is pressed, so that nothing of the model is loaded for it: what parameters and
outcomes are called stands in the schemas that editors use too. ``rpp --install-completion`` switches it on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from sim.scenario.folders import files_beside, find_scenarios, scenario_folders

SCHEMAS = Path(__file__).parents[2] / "scenarios" / "schema"


def scenarios(incomplete: str) -> list[str]:
    """Scenarios by their names, or by the ends of these (``bten``), which are enough."""
    names = [name for name, _ in find_scenarios()]
    ends = [name.rpartition("/")[2] for name in names]
    short = [end for end in ends if ends.count(end) == 1]
    return beginning([*short, *(name for name in names if name not in short)], incomplete)


def parameters(incomplete: str) -> list[tuple[str, str]]:
    """Parameters with what they are called, as ``--set`` takes them; with values once only one is left.

    An arm of `rpp compare` may stand before the name (``B:coordination.fte``).
    """
    arm, colon, rest = incomplete.rpartition(":")
    name, equals, _ = rest.partition("=")
    known = {key: found for key, found in _schema("scenario")["$defs"].items() if "." in key}
    fitting = [name] if equals and name in known else beginning([*known], name)
    if len(fitting) == 1:
        values = _values(known[fitting[0]])
        offered = [(f"{fitting[0]}={value}", known[fitting[0]]["title"]) for value in values]
    else:
        offered = [(f"{key}=", known[key]["title"]) for key in fitting]
    return [(f"{arm}{colon}{text}", title) for text, title in offered if text.startswith(rest)]


def levers(incomplete: str) -> list[str]:
    """Levers by name; an arm of `rpp compare` may stand before it."""
    arm, colon, name = incomplete.rpartition(":")
    names = _schema("scenario")["properties"]["levers"]["properties"]
    return [f"{arm}{colon}{known}" for known in beginning([*names], name)]


def outcomes(incomplete: str) -> list[str]:
    """Outcomes by name."""
    return beginning(_schema("claim")["$defs"]["outcome"]["enum"], incomplete)


def groups(incomplete: str) -> list[str]:
    """Groups of parameters, and the parameters of one once its name stands there."""
    names = [key for key in _schema("scenario")["$defs"] if "." in key]
    if "." not in incomplete:
        names = list(dict.fromkeys(name.partition(".")[0] for name in names))
    return beginning(names, incomplete)


def _files_in(folder: str) -> Callable[[str], list[str]]:
    def names(incomplete: str) -> list[str]:
        return beginning([*files_beside(folder)], incomplete)

    return names


def plans(incomplete: str) -> list[str]:
    """Minutes of the plans of a session."""
    import yaml

    files = [path for folder in scenario_folders() for path in (folder / "workshop").glob("*.yaml")]
    read = (yaml.safe_load(path.read_text(encoding="utf-8")) or {} for path in files)
    names = {str(name).partition(" ")[0] for told in read for name in told.get("plans") or {}}
    return beginning(sorted(names), incomplete)


def pages(incomplete: str) -> list[str]:
    """Pages of the documentation."""
    from app.terminal.pages import here

    return beginning(sorted(here()[1]), incomplete)


#: Files of other types, by name.
experiments, claims, targets, designs = map(_files_in, ("experiments", "claims", "targets", "atlas"))


def _values(declared: dict) -> list[str]:
    """Values that a parameter may take: its words, or both ends of its range and what it is by default."""
    some = declared.get("enum") or [declared.get(key) for key in ("minimum", "default", "maximum")]
    return list(dict.fromkeys(str(value) for value in some if value is not None))


def beginning(names: Iterable[str], incomplete: str) -> list[str]:
    """Names that begin as what is typed."""
    return [name for name in names if name.startswith(incomplete)]


def _schema(of: str) -> dict:
    return json.loads((SCHEMAS / f"{of}.schema.json").read_text(encoding="utf-8"))
