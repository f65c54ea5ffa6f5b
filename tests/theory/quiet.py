"""Worlds for theory: one mechanism at work, everything else held still, so that its course can be worked out by hand.

Each dictionary below switches one source of change off. Tests put together what they need and say what is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from sim.declarations.parameters import registry
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario, Value

#: Nobody leaves, and no school does; faculty have tenure, which others may be denied.
NOBODY_LEAVES: dict[str, Value] = {
    "district.superintendent_turnover": 0, "district.central_office_turnover": 0, "district.teacher_turnover": 0,
    "turnover.principal": 0, "turnover.faculty": 0, "turnover.staff": 0, "participation.leave": 0,
    "team.untenured": 0, "team.tenured": 2, "membership.steps_back": 0,
}  # fmt: skip
#: Nothing strikes from outside, and no finding embarrasses anybody: nobody watches, and all see it first.
NO_SHOCKS: dict[str, Value] = {
    "calendar.policy_shift": 0, "calendar.press": 0, "calendar.budget_cut": 0, "calendar.reform_rate": 0,
    "instruction.backlash": 0, "decisions.practice": 0, "data.breach": 0, "funder.strategy_shift": 0,
    "funder.officer_turnover": 0, "district.political_pressure": 0, "structure.no_surprises": 1,
}  # fmt: skip
#: Every purse holds more than can be spent in the longest run.
RICH: dict[str, Value] = {
    "money.start_grant": 50_000_000, "money.start_months": 240, "money.operating_share": 0.5,
    "money.practice_share": 0.3, "money.endowment": 50_000_000,
}  # fmt: skip
#: Partnerships never end: the model's reasons to end still arise, and nothing follows from them.
NEVER_ENDS: dict[str, Value] = {
    "governance.end_rate": 0, "governance.starved": 0, "governance.stop_base": -12,
    "governance.stop_reasons": 0, "ideas.stops": 0, "governance.hand_over_base": -12,
    "governance.hand_over_integration": 0, "standing.end_below": -9,
    "standing.review_people": 0, "standing.review_results": 0,
    "standing.review_opposition": 0, "standing.review_cost": 0, "membership.leave": 0,
}  # fmt: skip
#: Partners do not clash, and everybody is as reliable as everybody else.
ALIKE_AND_AT_PEACE: dict[str, Value] = {"variety.amount": 0, "conflict.clash_rate": 0, "meetings.common_rate": 0}
#: The innovation stays as it began.
FROZEN_INNOVATION: dict[str, Value] = {
    "work.design_share": 0, "ideas.study_weight": 0, "ideas.ageing": 0, "governance.next_problem": 0,
}  # fmt: skip
#: Teachers are helped by nobody, and no district decides for them.
NO_SUPPORT: dict[str, Value] = {
    "capacity.support_hours": 0, "district.coach_posts": 0, "breadth.coaches": 0, "scale.codesign_providers": 0,
    "instruction.adopt": 0, "breadth.teachers": 0,
}  # fmt: skip
#: Nobody learns from colleagues.
NO_ADVICE: dict[str, Value] = {"instruction.peer_growth": 0}

STILL = {**NOBODY_LEAVES, **NO_SHOCKS, **RICH, **NEVER_ENDS, **ALIKE_AND_AT_PEACE}


def world(*parts: Mapping[str, Value]) -> Scenario:
    """Baseline with the given dictionaries of values by dotted name, later ones over earlier ones."""
    return load_scenario("baseline").with_values(dict(chain.from_iterable(p.items() for p in parts)))


def default(name: str) -> float:
    """Default of a parameter, from the registry."""
    p = registry()[name]
    return p.number(p.default)
