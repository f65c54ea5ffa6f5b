"""What levers and events need in order to act at all: with such a value none of them changes any run.

Each row is exact, and a test runs it. It explains nothing that acts weakly.
"""

from collections.abc import Mapping, Sequence

from analysis.levers.design import own_value
from sim.scenario.scenario import Scenario, Value

#: For a lever or an event: a parameter, the value of it with which there is nothing to act on, and that in words.
NEEDS: Mapping[str, Sequence[tuple[str, Value, str]]] = {
    "work.collaboration_end": [
        ("contact.meetings", 0.0, "the partners never meet"),
        ("structure.independence", 1.0, "researchers keep wholly apart from decisions"),
    ],
    "work.released_time": [("work.demand_hours", 0.0, "no hours are asked that people could be released for")],
    "structure.no_surprises": [("work.design_share", 1.0, "there are no studies whose findings could be shown first")],
    "contact.face_to_face": [("contact.meetings", 0.0, "the partners never meet")],
    "contact.burst_months": [("contact.meetings", 0.0, "the partners never meet")],
    "scale.expansion_factor": [
        ("scale.sites_start", 1.0, "the work starts in all schools"),
        ("work.design_share", 0.0, "nothing is designed that could spread to more schools"),
    ],
    "scale.equity_focus": [("district.poverty_spread", 0.0, "all schools are equally poor")],
    "money.start_months": [("money.start_grant", 0.0, "there is no first grant")],
    "coordinator_leaves": [("coordination.fte", 0.0, "there is no coordinator")],
}


def missing(scenario: Scenario, name: str) -> str:
    """Why a lever or an event has nothing to act on in a scenario, in words; ``""`` where nothing is known."""
    return next((words for on, off, words in NEEDS.get(name, ()) if own_value(scenario, on) == off), "")
