"""An arm: a scenario as a room has changed it, from what a browser sent to what the engine runs.

The server keeps nothing of a browser: every request tells all that is asked about, so that a link restores it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from app.live.aliases import FICTIONAL, NAMES, renamed
from app.live.opened import scenario_of_text
from app.live.refused import Refused, refused
from sim.engine.run import LARGEST_SEED
from sim.scenario.folders import find_scenarios
from sim.scenario.mistakes import ScenarioError, nearest
from sim.scenario.scenario import Scenario

#: Limits of a request: events that are pressed, values that are moved, months.
MOST_EVENTS, MOST_VALUES, LEAST_MONTHS, MOST_MONTHS = 40, 400, 12, 240
#: Partnerships that one world may have.
MOST_PARTNERSHIPS = 60
#: Rows that one world may have (teachers, ties, districts elsewhere), which bounds the work of a request.
MOST_ROWS = 60_000
KEYS = ("scenario", "yaml", "values", "events", "names", "seed", "months", "label")


@dataclass(frozen=True)
class Arm:
    """What is run.

    Attributes:
        base: the scenario as the gallery has it, or as its text was opened.
        scenario: with the room's values and events.
        seed: of all its runs.
        months: horizon.
        values, events: what the room has changed, as it was sent.
    """

    base: Scenario
    scenario: Scenario
    seed: int
    months: int
    values: Mapping[str, Any]
    events: tuple[Mapping[str, Any], ...]

    @property
    def id(self) -> str:
        """The same for arms with the same runs."""
        return f"{self.scenario.digest}-{self.seed}-{self.months}"

    @property
    def rows(self) -> int:
        """Rows of one world, by which its work grows."""
        return rows_of(self.scenario)


def arm_of(data: object) -> Arm:
    """An arm, from what was sent.

    Raises:
        Refused: with everything that is wrong with it.
    """
    sent = mapping(data, "an arm", KEYS)
    base = base_of(sent)
    values, events = sent.get("values") or {}, sent.get("events") or []
    if not isinstance(values, Mapping) or len(values) > MOST_VALUES:
        raise Refused(f"values must be up to {MOST_VALUES} numbers or words by the names of parameters")
    if not isinstance(events, list) or len(events) > MOST_EVENTS or not all(isinstance(e, Mapping) for e in events):
        raise Refused(f"events must be a list of up to {MOST_EVENTS} events")
    seed = whole(sent, "seed", 0, LARGEST_SEED, 1)
    months = whole(sent, "months", LEAST_MONTHS, MOST_MONTHS, min(base.months, MOST_MONTHS))
    try:
        scenario = replace(base, months=months).with_values(dict(values))
        bounded(scenario)
        for event in events:
            scenario = scenario.with_event(event)
    except ScenarioError as error:
        raise refused(error) from None
    except (ValueError, TypeError, RecursionError) as error:
        raise Refused(str(error)[:500]) from None
    return Arm(base, scenario, seed, months, dict(values), tuple(dict(e) for e in events))


def arms_of(data: object, least: int = 1, most: int = 4) -> list[Arm]:
    """Several arms.

    Raises:
        Refused: too few, too many, or something is wrong with one of them.
    """
    if not isinstance(data, list) or not least <= len(data) <= most:
        raise Refused(f"arms must be a list of {least} to {most} arms")
    return [arm_of(item) for item in data]


def base_of(sent: Mapping[str, Any]) -> Scenario:
    """The scenario that something sent names, or holds as text."""
    names = names_of(sent)
    text, name = sent.get("yaml"), sent.get("scenario")
    if text is not None:
        return scenario_of_text(text)
    if not isinstance(name, str):
        raise Refused("an arm needs `scenario`, a name of the gallery, or `yaml`, the text of a scenario file")
    return named(name[:200], names)


def names_of(sent: Mapping[str, Any]) -> str:
    """Whether portraits bear invented names or their own."""
    names = sent.get("names", FICTIONAL)
    if names not in NAMES:
        raise Refused(f"names must be one of {', '.join(NAMES)}")
    return names


@lru_cache(maxsize=256)
def named(name: str, names: str = FICTIONAL) -> Scenario:
    """A scenario of the gallery, under invented names or its own.

    Raises:
        Refused: there is none of this name.
    """
    paths = dict(find_scenarios())
    if name not in paths:
        alike = [full for full in paths if full.rpartition("/")[2] == name]
        if len(alike) != 1:
            raise Refused(f"there is no scenario {name!r} {nearest(name, paths)}".strip(), 404)
        name = alike[0]
    from sim.scenario.files import load_scenario

    try:
        loaded = load_scenario(str(paths[name]))
    except ScenarioError as error:
        raise refused(error) from None
    return renamed(loaded) if names == FICTIONAL else loaded


def rows_of(scenario: Scenario) -> int:
    """Teachers, boundary ties and districts elsewhere: what a month of a world has to go through."""
    rows = float(scenario.world["field.other_districts"]) if "field.other_districts" in scenario.world else 0.0
    for p in scenario.partnerships:
        team = sum(float(v) for name, v in p.levers.items() if name.startswith("team.") and isinstance(v, float))
        seats = sum(float(v) for name, v in p.levers.items() if name.startswith("breadth.") and isinstance(v, float))
        rows += (team + 1) * seats * len(p.districts)
    return int(rows + teachers_of(scenario))


def teachers_of(scenario: Scenario) -> int:
    """Teachers of all districts of a world, those of districts without a partnership included."""
    districts = [d.context for d in scenario.districts]
    return int(sum(float(c["district.schools"]) * float(c["district.teachers_per_school"]) for c in districts))


def bounded(scenario: Scenario) -> None:
    """Refuses worlds that are too large for a room that waits."""
    if len(scenario.partnerships) > MOST_PARTNERSHIPS:
        raise Refused(f"the app takes at most {MOST_PARTNERSHIPS} partnerships in a world; `rpp run` takes more", 413)
    rows = rows_of(scenario)
    if rows > MOST_ROWS:
        raise Refused(f"this world is too large for the app ({rows:,} teachers and ties; at most {MOST_ROWS:,}); "
                      "`rpp run` takes it", 413)  # fmt: skip


def mapping(data: object, what: str, keys: tuple[str, ...] = ()) -> Mapping[str, Any]:
    """A mapping with no other keys than these.

    Raises:
        Refused: it is none, or has others.
    """
    if not isinstance(data, Mapping):
        raise Refused(f"{what} must be an object")
    unknown = [str(key)[:60] for key in data if keys and key not in keys]
    if unknown:
        raise Refused(f"{what} has no {', '.join(unknown[:5])}; it has {', '.join(keys)}")
    return data


def whole(sent: Mapping[str, Any], name: str, low: int, high: int, default: int) -> int:
    """A whole number that was sent, or the default.

    Raises:
        Refused: it is none, or out of range.
    """
    value = sent.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value or not low <= value <= high:
        raise Refused(f"{name} must be a whole number from {low} to {high}")
    if value != int(value):
        raise Refused(f"{name} must be a whole number from {low} to {high}")
    return int(value)


def text_id(text: str) -> str:
    """A short name for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
