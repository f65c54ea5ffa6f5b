"""Sentences on people who come and go, and on what happens in the district around a partnership."""

from collections import Counter
from collections.abc import Callable, Sequence

from analysis.lives.chain import why_left
from analysis.lives.life import Entry, Life
from analysis.lives.trust import IMPORTANT
from analysis.wording.numbers import counted, duration, listed
from sim.state.tables import LEADER_ROLES, RESEARCHER_ROLES, SEAT_TEACHER

#: Months after which the story looks back at what a loss did to trust, and what it calls that time.
LOOK_BACK, LOOK_BACK_WORDS = 6, "Half a year later"
#: Change of trust from which the story calls it one.
_CHANGE = 0.015
_LEADERS = {"central_office": "central-office leader", "principal": "principal", "coach": "coach",
            "superintendent": "superintendent"}  # fmt: skip
_RESEARCHERS = {
    "untenured_faculty": "professor without tenure", "tenured_faculty": "tenured professor",
    "research_staff": "member of the research staff", "graduate_student": "graduate student",
}  # fmt: skip
_PLURALS = {"coach": "coaches", "member of the research staff": "members of the research staff",
            "professor without tenure": "professors without tenure"}  # fmt: skip
#: Who broke a promise, by what the log holds.
_SIDES = {0: "the researchers", 1: "the practitioners"}
#: Change of policy alignment from which a shift is worth telling, and from which it is sharp.
_NOTABLE, _SHARP = 0.1, 0.3
_MILD_PRESS, _STRONG_PRESS = 0.2, 0.5


def trust_after(life: Life, month: int) -> str:
    """What became of trust in the half year after a month, as a sentence of its own, or nothing.

    Trust goes up and down with every promise, so quarters are compared: the one before with the one half a year later.
    """
    later = month + LOOK_BACK
    if later > life.months or month <= life.start + 1 or not life.is_alive(later):
        return ""
    before, after = life.mean("trust", month - 3, month - 1), life.mean("trust", later - 2, later)
    if after <= before - _CHANGE:
        return f". {LOOK_BACK_WORDS} trust is down from {before:.2f} to {after:.2f}"
    if after >= before + _CHANGE:
        return f". {LOOK_BACK_WORDS} trust is up all the same, from {before:.2f} to {after:.2f}"
    return f". {LOOK_BACK_WORDS} trust is where it was ({after:.2f})"


def successors(entries: Sequence[Entry]) -> str:
    """Where those come from who follow."""
    inside = sum(e.value > 0.5 for e in entries)
    if len(entries) == 1:
        return f"the successor comes from {'inside' if inside else 'outside, after a search'}"
    if inside in (0, len(entries)):
        return f"{'both' if len(entries) == 2 else 'all'} successors come from {'inside' if inside else 'outside'}"
    return f"{counted(inside, 'successor')} {'comes' if inside == 1 else 'come'} from inside"


def member_left(life: Life, e: Entry) -> str:
    """A district does not renew its membership, and why."""
    return f"{life.district(e.row)} does not renew its membership, because {why_left(e)}"


def member_joined(life: Life, e: Entry) -> str:
    """A district becomes a member, or one again."""
    again, who = (" again", "those who stayed") if e.other == 1 else ("", "members")
    return f"{life.district(e.row)} becomes a member{again}, because {who} gain by it"


def stepped_back(life: Life, e: Entry) -> str:
    """Somebody at the table stops coming, and a colleague takes the seat."""
    who = "teacher" if e.other == SEAT_TEACHER else _LEADERS[LEADER_ROLES[e.other]]
    return f"a {who}{life.which('in', e.row)} stops coming, and a colleague who wants to takes the seat"


def superintendent_left(life: Life, e: Entry) -> str:
    """A superintendent leaves, and what followed."""
    apart = "" if life.spec.levers["breadth.superintendent"] else ", who was not at the table,"
    what_followed = trust_after(life, e.month) if life.is_alive(e.month) else ""
    return f"the superintendent{life.which('of', e.row)}{apart} leaves; {successors([e])}{what_followed}"


def leader(life: Life, e: Entry) -> str:
    """The role of a leader who left the table."""
    return _LEADERS[LEADER_ROLES[e.other]]


def researcher(life: Life, e: Entry) -> str:
    """The role of a researcher who left."""
    return _RESEARCHERS[RESEARCHER_ROLES[e.other]]


def laid_off(life: Life, e: Entry) -> str:
    """The role of somebody on grant money who was laid off."""
    return _RESEARCHERS[life.researcher_role(e.other)]


def together(role: Callable[[Life, Entry], str], life: Life, entries: Sequence[Entry]) -> str:
    """Roles of several people, the commonest first."""
    roles = Counter(role(life, e) for e in entries)
    return listed([counted(n, name, _PLURALS.get(name, "")) for name, n in roles.most_common()])


def researcher_left(life: Life, e: Entry) -> str:
    """A researcher leaves; lay-offs and lost tenure cases are told by their own sentences."""
    return "" if _told_elsewhere(life, e, RESEARCHER_ROLES[e.other]) else f"a {researcher(life, e)} leaves"


def _told_elsewhere(life: Life, e: Entry, role: str) -> bool:
    same = [x for x in life.entries if x.month == e.month]
    reasons = [x for x in same if x.event in ("research_staff_laid_off", "tenure_denied")]
    explained = sum(life.researcher_role(x.other) == role for x in reasons)
    alike = [x for x in same if x.event == "researcher_left" and RESEARCHER_ROLES[x.other] == role]
    return any(x is e for x in alike[:explained])


def coordinator_left(life: Life, e: Entry) -> str:
    """The coordinator leaves, and for how long the post is empty."""
    last = life.last_month
    empty = next((m for m in range(e.month, last + 1) if life.at("coordinator_vacant", m) <= 0), None)
    if empty is None:
        return "the coordinator leaves, and nobody follows"
    months = empty - e.month
    wait = f"the post is empty for {duration(months)}" if months else "a successor is found at once"
    return f"the coordinator leaves; {wait}{trust_after(life, e.month)}"


def tenure_denied(life: Life, e: Entry) -> str:
    """A tenure case fails."""
    why = "; work with districts counted for little" if life.spec.levers["team.partnership_credit"] < 0.5 else ""
    return f"a professor is denied tenure and leaves{why}"


def promise_broken(life: Life, e: Entry) -> str:
    """A promise to everybody is broken, by one side or the other."""
    who = _SIDES.get(e.other, "one side")
    size = "an important promise" if e.value >= IMPORTANT else "a promise"
    return f"{who} {'break' if e.other in _SIDES else 'breaks'} {size}{trust_after(life, e.month)}"


def policy_shifted(life: Life, e: Entry) -> str:
    """Policy turns towards the innovation or away from it."""
    change = e.value - life.district_at(e.row, "alignment", e.month - 1)
    if abs(change) < _NOTABLE or not life.is_alive(e.month):
        return ""
    how = f"{'sharply ' if abs(change) >= _SHARP else ''}{'towards' if change > 0 else 'away from'}"
    return f"policy{life.which('in', e.row)} turns {how} what the partners work on"


def negative_press(life: Life, e: Entry) -> str:
    """The press reports badly."""
    if e.value < _MILD_PRESS or not life.is_alive(e.month):
        return ""
    story = "a storm of bad press breaks over" if e.value >= _STRONG_PRESS else "the press is hard on"
    return f"{story} {life.district(e.row)}"
