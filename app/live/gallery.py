"""The gallery: scenarios as questions, by what they are."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from app.live.aliases import notice_of
from app.live.arms import MOST_ROWS, named, rows_of, teachers_of
from app.live.refused import Refused
from sim.scenario.folders import BASELINE, find_scenarios
from sim.version import __version__

NOT_A_FORECAST = (
    "Not a forecast: a model's answer to what would follow from these assumptions. It shows what could happen and how "
    "far chance reaches, not what will."
)
#: What is opened first, and teachers from which a scenario is large.
FIRST, LARGE = "portraits/bellevue", 1500
HEADINGS = {"types": "Kinds of partnership", "portraits": "Portraits", "presets": "Places, by size",
            "fields": "Fields of many partnerships",
            "baseline": "An ordinary partnership", "others": "Others"}  # fmt: skip


@lru_cache(maxsize=2)
def gallery(names: str) -> dict[str, Any]:
    """All scenarios that can be opened by name."""
    by_group: dict[str, list[dict[str, Any]]] = {group: [] for group in HEADINGS}
    for name, _ in find_scenarios():
        try:
            card = _card(name, names)
        except Refused:  # a file of the user's with a mistake, which `rpp validate` tells of
            continue
        group = name if name == BASELINE else name.rpartition("/")[0]
        by_group[group if group in HEADINGS else "others"].append(card)
    groups = [{"name": n, "heading": HEADINGS[n], "scenarios": cards} for n, cards in by_group.items() if cards]
    there = [card["name"] for group in groups for card in group["scenarios"]]
    return {
        "version": __version__, "not_a_forecast": NOT_A_FORECAST, "groups": groups,
        "first": FIRST if FIRST in there else there[0] if there else None,
    }  # fmt: skip


def _card(name: str, names: str) -> dict[str, Any]:
    s = named(name, names)
    districts = [d.context for d in s.districts]
    teachers = teachers_of(s)
    return {
        "name": s.name, "title": s.title, "question": s.question, "note": s.note, "months": s.months,
        "partnerships": len(s.partnerships), "districts": len(districts), "teachers": teachers,
        "schools": int(sum(float(c["district.schools"]) for c in districts)),
        "large": teachers > LARGE, "too_large": rows_of(s) > MOST_ROWS, "notice": notice_of(s),
        "own_events": len(s.events), "lineage": list(s.lineage),
    }  # fmt: skip
