"""Portraits: scenarios that stand for a real place by its name, and what is said wherever their runs are shown.

A scenario file says so itself (``portrait_of:``). Whoever sees a name believes the course, so every story, report and
figure of one carries the same notice.
"""

from collections.abc import Iterable

from sim.scenario.scenario import Scenario

#: Names that a notice lists; of more it gives the number.
MOST_NAMED = 2


def notice(scenarios: Iterable[Scenario]) -> str:
    """What has to be said where runs of some scenarios are shown; ``""`` if none is a portrait."""
    names = list(dict.fromkeys(s.portrait_of for s in scenarios if s.portrait_of))
    if not names:
        return ""
    whom = " and ".join(names) if len(names) <= MOST_NAMED else f"{len(names)} real partnerships"
    return f"Invented history: what a model makes of facts about {whom}. None of it is what happened there."
