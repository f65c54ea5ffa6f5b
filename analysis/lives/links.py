"""Links of a chain of reasons, and what every reason is looked up with: last events, peaks, levels, who left."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from analysis.lives.life import Entry, Life
from sim.state.tables import LEADER_ROLES, RESEARCHER_ROLES

#: Months over which a fall is traced back, and over which an earlier decision is looked for.
BACK = 36
#: Share of a fall from which what made it is worth a link of its own.
WORTH_TELLING = 1 / 3
#: A fall of less than this is none: then it is what stands low that counts, and not what fell.
HARDLY = 0.03
#: How far above the least that carries a partnership commitment or trust is enough as a rule.
HIGH_ABOVE = 0.15
_ROLES = {
    "central_office": "a central-office leader", "principal": "a principal", "coach": "a coach",
    "untenured_faculty": "a professor without tenure", "tenured_faculty": "a tenured professor",
    "research_staff": "a member of the research staff", "graduate_student": "a graduate student",
}  # fmt: skip


class Link(NamedTuple):
    """One link of a chain.

    Attributes:
        month: 1 is July of year 1.
        event: what it rests on: a name in `sim.kernel.event_log.CODES` or an event of a scenario, or the column of the
            record that stood so.
        sentence: what happened, without its full stop.
    """

    month: int
    event: str
    sentence: str


Links = tuple[Link, ...]


def last(life: Life, event: str, month: int, *, since: int = 1, other: int | None = None) -> Entry | None:
    """The last entry of a kind within some months, or None."""
    found = [
        e for e in life.entries if e.event == event and since <= e.month <= month and other in (None, e.other)
    ]  # fmt: skip
    return found[-1] if found else None


def struck_by(life: Life, do: str, month: int) -> bool:
    """Whether the scenario made something happen in a month."""
    return any(e.do == do and when == month for when, e in life.struck)


def largest(parts: Mapping[str, float]) -> tuple[str, float]:
    """The part that weighs most, and how much."""
    return max(parts.items(), key=lambda part: part[1])


def peak(life: Life, column: str, month: int) -> int:
    """Month within `BACK` in which a column stood highest before a month; not before joint work could begin."""
    first = max(life.start + 1, month - BACK)
    values = life.columns[column][first - 1 : month]
    return first + int(np.argmax(values)) if len(values) else month


def level(life: Life, month: int, column: str) -> Link:
    """How high something stood, and what that is as a rule: few end where it stands high, and some do."""
    value = life.at(column, month)
    name, floor = _LEVELS[column]
    if value < life.p(floor, month) + HIGH_ABOVE:
        return Link(month, column, f"{name} is down to {value:.2f}")
    return Link(month, column, f"{name} is {value:.2f}, at which few end")


_LEVELS = {
    "commitment_practice": ("commitment of the practice side", "governance.floor"),
    "commitment_research": ("commitment of the researchers", "governance.floor"),
    "trust_practice": ("trust of practitioners in researchers", "governance.floor"),
    "trust_research": ("trust of researchers in practitioners", "governance.floor"),
}  # fmt: skip


def left_whom(life: Life, e: Entry) -> str:
    """Who left, by an entry of the log."""
    if e.event == "superintendent_left":
        return f"the superintendent{life.which('of', e.row)}"
    if e.event == "coordinator_left":
        return "the coordinator"
    return _ROLES[(LEADER_ROLES if e.event == "office_leader_left" else RESEARCHER_ROLES)[e.other]]
