"""What an atlas holds: a scenario, values of a few levers, events that are pressed or not, and charts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from pathlib import Path
from typing import Any

from app.live.arms import arm_of, named
from app.live.headlines import HEADLINES
from app.live.presentation import presentation_of
from app.live.refused import Refused
from app.live.series import CHARTS
from app.live.stage import default_headlines
from sim.declarations.parameters import registry
from sim.declarations.renamed import present_name
from sim.scenario.files import read_named
from sim.scenario.folders import shown
from sim.scenario.mistakes import Problem, ScenarioError, no_such_key
from sim.scenario.scenario import Scenario
from sim.scenario.strict_yaml import Entry

FOLDER, WHAT = "atlas", "atlas"
#: Limits: levers, events, values of a lever, points, charts; worlds of a point.
FEWEST_LEVERS, MOST_LEVERS, MOST_EVENTS, MOST_VALUES, MOST_POINTS, MOST_CHARTS = 1, 6, 4, 12, 1000, 8
FEWEST_WORLDS, MOST_WORLDS, WORLDS = 20, 2000, 400
KEYS = ("title", "scenario", "worlds", "levers", "events", "charts", "headlines", "names")


@dataclass(frozen=True)
class Axis:
    """A lever with the values that are computed.

    Attributes:
        name: of the lever or context.
        values: in ascending order.
        log: whether there is interpolated in the logarithm.
    """

    name: str
    values: tuple[float, ...]
    log: bool


@dataclass(frozen=True)
class Pressed:
    """An event that is pressed or not: what a browser sends of it."""

    label: str
    keys: Mapping[str, Any]


@dataclass(frozen=True)
class Design:
    """A design of an atlas.

    Attributes:
        title: what it is called.
        scenario: name in the gallery.
        names: ``fictional`` or ``real``.
        worlds: runs of each point.
        axes, events: what can be moved.
        charts, headlines: what is kept.
    """

    title: str
    scenario: str
    names: str
    worlds: int
    axes: tuple[Axis, ...]
    events: tuple[Pressed, ...]
    charts: tuple[str, ...]
    headlines: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """Points along each lever, then two for each event."""
        return (*(len(axis.values) for axis in self.axes), *(2 for _ in self.events))

    @property
    def points(self) -> int:
        """How many there are."""
        return prod(self.shape)

    @cached_property
    def base(self) -> Scenario:
        """The scenario as it is."""
        return named(self.scenario, self.names)

    def arms(self) -> Iterator[dict[str, Any]]:
        """The arm of each point, the last axis fastest."""
        for values in itertools.product(*(axis.values for axis in self.axes)):
            for on in itertools.product((False, True), repeat=len(self.events)):
                yield self.arm(values, on)

    def arm(self, values: tuple[float, ...], on: tuple[bool, ...]) -> dict[str, Any]:
        """What a browser would send."""
        return {
            "scenario": self.scenario, "names": self.names,
            "values": {axis.name: value for axis, value in zip(self.axes, values, strict=True)},
            "events": [dict(event.keys) for event, pressed in zip(self.events, on, strict=True) if pressed],
        }  # fmt: skip


def read_design(name: str | Path) -> Design:
    """Reads a design.

    Args:
        name: of a file beside the scenarios in ``atlas/``, or a path that ends in ``.yaml``.

    Raises:
        ScenarioError: there is no such file, or with every mistake in it.
    """
    return read_named(name, FOLDER, WHAT, _made)


def _made(root: Entry, path: Path) -> Design:
    import yaml

    if not root.is_mapping:
        raise _wrong(path, [f"an atlas is a mapping with {', '.join(KEYS)}"])
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    wrong = [no_such_key(key, KEYS) for key in data if key not in KEYS]
    scenario = data.get("scenario", "")
    try:
        base = named(str(scenario), data.get("names", "fictional"))
    except Refused as error:
        raise _wrong(path, [str(error)]) from None
    axes = _axes(data.get("levers"), base, wrong)
    events = _events(data.get("events") or [], wrong)
    charts = _listed(data.get("charts") or ["going", "users"], "charts", CHARTS, MOST_CHARTS, wrong)
    usual = default_headlines(presentation_of(base.name))
    headlines = _listed(data.get("headlines") or usual, "headlines", HEADLINES, len(HEADLINES), wrong)
    worlds = data.get("worlds", WORLDS)
    if not isinstance(worlds, int) or isinstance(worlds, bool) or not FEWEST_WORLDS <= worlds <= MOST_WORLDS:
        wrong.append(f"worlds must be a whole number from {FEWEST_WORLDS} to {MOST_WORLDS}")
        worlds = WORLDS
    design = Design(str(data.get("title") or base.title), base.name, data.get("names", "fictional"), worlds,
                    tuple(axes), tuple(events), tuple(charts), tuple(headlines))  # fmt: skip
    if design.points > MOST_POINTS:
        wrong.append(f"it has {design.points:,} points, and at most {MOST_POINTS:,} fit into a file; take away values")
    if not wrong:
        wrong += _not_accepted(design)
    if wrong:
        raise _wrong(path, wrong)
    return design


def _wrong(path: Path, messages: list[str]) -> ScenarioError:
    return ScenarioError([Problem(shown(path), 0, "", "", message) for message in messages])


def _axes(levers: object, base: Scenario, wrong: list[str]) -> list[Axis]:
    """Levers with their values; the scenario's own value has to be among them, so that it can be shown as it is."""
    if not isinstance(levers, Mapping) or not FEWEST_LEVERS <= len(levers) <= MOST_LEVERS:
        wrong.append(f"levers must be {FEWEST_LEVERS} to {MOST_LEVERS} names, each with its values")
        return []
    axes = []
    for written, values in levers.items():
        name = present_name("parameter", str(written))
        p = registry().get(name)
        if p is None or p.choices:
            wrong.append(f"{written} is no parameter that is a number")
            continue
        numbers = isinstance(values, list) and all(type(v) in (int, float) for v in values)
        if not numbers or not 2 <= len(values) <= MOST_VALUES or sorted(set(values)) != values:
            wrong.append(f"{name} needs 2 to {MOST_VALUES} values in ascending order")
            continue
        problems = [problem for v in values if (problem := p.problem(float(v)))]
        wrong += [f"{name} {problem}" for problem in problems]
        own = base.rows(p.scope)[0][1][name]
        if not values[0] <= float(own) <= values[-1]:
            wrong.append(f"{name} is {own:g} in {base.name}, outside the values of the atlas")
        log = p.prior == "loguniform" and values[0] > 0
        axes.append(Axis(name, tuple(float(v) for v in values), log))
    return axes


def _events(events: object, wrong: list[str]) -> list[Pressed]:
    if not isinstance(events, list) or len(events) > MOST_EVENTS or not all(isinstance(e, Mapping) for e in events):
        wrong.append(f"events must be a list of up to {MOST_EVENTS} events, each with month and do")
        return []
    return [Pressed(str(e.get("label") or str(e.get("do")).replace("_", " ")),
                    {k: v for k, v in e.items() if k != "label"}) for e in events]  # fmt: skip


def _listed(names: object, what: str, known: Mapping[str, Any], most: int, wrong: list[str]) -> list[str]:
    if not isinstance(names, list) or not 0 < len(names) <= most or not all(n in known for n in names):
        wrong.append(f"{what} must be up to {most} of {', '.join(known)}")
        return []
    return list(dict.fromkeys(names))


def _not_accepted(design: Design) -> list[str]:
    """What the engine refuses of the corners of the design."""
    corners = [tuple(axis.values[end] for axis in design.axes) for end in (0, -1)]
    wrong = []
    for values in corners:
        try:
            arm_of(design.arm(values, tuple(True for _ in design.events)))
        except Refused as error:
            wrong.append(str(error))
    return list(dict.fromkeys(wrong))
