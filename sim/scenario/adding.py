"""Adding an event to a scenario from Python, under the rules and with the messages of scenario files."""

import json
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import yaml

from sim.declarations.parameters import registry
from sim.scenario.happenings import event_entry
from sim.scenario.mistakes import Problem, nearest, refuse
from sim.scenario.scenario import SET, Event, Scenario
from sim.scenario.sections import SECTIONS
from sim.scenario.strict_yaml import Entry


def with_event(scenario: Scenario, event: Event | Mapping[str, object], months: int | None = None) -> Scenario:
    """A scenario in which something more happens.

    Args:
        scenario: what it is added to; it happens after the scenario's own events of that month.
        event: an event, or its keys as in a scenario file: ``{"month": 24, "do": "superintendent_leaves"}``. A target
            is named exactly as the scenario names its rows.
        months: horizon; that of the scenario if None.

    Raises:
        ScenarioError: with every mistake in the event.
    """
    problems: list[Problem] = []
    keys = _keys(event) if isinstance(event, Event) else event
    text = yaml.safe_dump(json.loads(json.dumps(keys, default=_plain)))
    entry = Entry("", 0, ("event",), yaml.compose(text, Loader=yaml.SafeLoader), problems)
    read = event_entry(entry)
    targets = {} if read is None else {sort: name for sort, (name, _) in read.targets.items()}
    for sort, known in _rows(scenario).items():
        if sort in targets and targets[sort] not in known:
            hint = nearest(targets[sort], known) or f"there are {', '.join(known[:5])}"
            problems.append(Problem("", 0, f"event → {sort}", targets[sort], f"there is no {sort} of this name", hint))
    end = scenario.months if months is None else months
    if read is not None and read.event.month > end:
        entry.wrong(f"{read.event.at_the_earliest}, after the end in month {end}")
    refuse(problems)
    made = replace(read.event, **targets)
    if made.partnership and made.district and not scenario.rows_hit(made, "district"):
        entry.wrong("hits nothing: the district does not belong to the partnership")
        refuse(problems)
    return replace(
        scenario, events=tuple(sorted([*scenario.events, made], key=lambda e: e.month)),
        origins={**scenario.origins, f"{made} {made.at}": SET},
    )  # fmt: skip


def _rows(scenario: Scenario) -> dict[str, list[str]]:
    """Names that an event may be aimed at."""
    return {
        "partnership": [p.name for p in scenario.partnerships],
        "district": [d.name for p in scenario.partnerships for d in p.districts],
        "funder": [f.name for f in scenario.funders],
    }


def _keys(event: Event) -> dict[str, object]:
    """An event as a file writes it."""
    keys = {name: value for name, value in event.to_dict().items() if value is not None and name != "changes"}
    if event.when is not None:
        del keys["month"]
        keys["when"] = {name: value for name, value in event.when.to_dict().items() if value is not None}
    section_of = {kind: section for section, kind in SECTIONS.items()}
    for name, value in event.changes.items():
        section = section_of[registry()[name].kind]
        keys[section] = {**keys.get(section, {}), name: value}
    return keys


def _plain(value: object) -> object:
    """What JSON does not know, as what it knows: a mapping as a dictionary, a NumPy number as Python's, else a text."""
    if isinstance(value, Mapping):
        return dict(value)
    return value.item() if isinstance(value, np.generic) else str(value)
