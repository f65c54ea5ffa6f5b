"""Invented names for portraits: whoever sees a real name believes the course that a model makes up for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TypeVar

from sim.scenario.files import load_scenario
from sim.scenario.folders import find_scenarios
from sim.scenario.records import Event, Known
from sim.scenario.scenario import Scenario

FICTIONAL, REAL = NAMES = ("fictional", "real")
INVENTED = "Invented history: what a model makes of a place like this. None of it has happened anywhere."
#: Places that are on no map, one for each portrait in the order of their names.
PLACES = (
    "Alderbrook", "Brightwater", "Cedar Hollow", "Dunmore Flats", "Eastmarch", "Fernleigh", "Graniteford",
    "Harrow Bend", "Ivywood", "Juniper Reach", "Kestrel Bay", "Larkhaven", "Millbrae Hills", "Northmere",
    "Oakenfield", "Pinecrest Vale", "Quarry Point", "Redfern", "Saltmarsh", "Thornbury Heath", "Underhill",
    "Vesper Lake", "Willowmere", "Yarrow Plains", "Ashgrove", "Bramble Ford", "Copperhill", "Driftwood", "Elmstead",
    "Foxglove",
)  # fmt: skip
T = TypeVar("T", Event, Known)


def is_portrait(scenario: Scenario) -> bool:
    """Whether a scenario is built on a real case."""
    return bool(scenario.portrait_of) or scenario.name.startswith("portraits/")


def notice_of(scenario: Scenario) -> str:
    """What stands beside every picture and every story of a scenario."""
    if scenario.portrait_of:
        return f"Invented history: what a model makes of facts about {scenario.portrait_of}. None of it happened there."
    return INVENTED


def renamed(scenario: Scenario) -> Scenario:
    """A portrait under invented names; any other scenario as it is. Results are the same."""
    if not is_portrait(scenario):
        return scenario
    place, several = _place(scenario.name), len(scenario.partnerships) > 1
    kinds = [part for part in scenario.lineage if part.startswith("types/")]
    kind = load_scenario(kinds[-1]) if kinds else scenario
    partnerships, names = [], {}
    for n, p in enumerate(scenario.partnerships):
        new = f"{place} partnership{f' {n + 1}' if several else ''}"
        districts = [
            replace(d, name=f"{place} {n + 1}{chr(97 + k) if len(p.districts) > 1 else ''}" if several
                    else place if len(p.districts) == 1 else f"{place} {k + 1}")
            for k, d in enumerate(p.districts)
        ]  # fmt: skip
        names[p.name] = new
        names |= {(p.name, d.name): e.name for d, e in zip(p.districts, districts, strict=True)}
        partnerships.append(replace(p, name=new, districts=tuple(districts)))
    by_name = {old[1]: new for old, new in names.items() if isinstance(old, tuple)}
    return replace(
        scenario, title=f"{kind.title}: {place}", note=kind.note, portrait_of="", facts=(), teaching=None,
        partnerships=tuple(partnerships),
        events=tuple(_aimed(event, names, by_name) for event in scenario.events),
        history=tuple(_aimed(known, names, by_name) for known in scenario.history),
    )  # fmt: skip


def _aimed(entry: T, names: Mapping, by_name: Mapping[str, str]) -> T:
    """An event, or what is known, of the rows under their new names."""
    new = {}
    if entry.partnership is not None:
        new["partnership"] = names[entry.partnership]
    if entry.district is not None:
        new["district"] = names.get((entry.partnership, entry.district)) or by_name[entry.district]
    return replace(entry, **new) if new else entry


@cache
def _place(scenario: str) -> str:
    portraits = [name for name, _ in find_scenarios() if name.startswith("portraits/")]
    n = portraits.index(scenario) if scenario in portraits else len(portraits)
    return PLACES[n % len(PLACES)] + (f" {n // len(PLACES) + 1}" if n >= len(PLACES) else "")
