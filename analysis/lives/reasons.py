"""Why something stood so low in a month: the events and conditions that went into it, each as a link of a chain.

Every function reads what the rule itself reads (the same states, weighed by the same parameters) and finds which part
weighed most. A chain so says what moved a decision, and not merely what came before it.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from analysis.lives.life import Entry, Life
from analysis.wording.numbers import counted, percent
from sim.kernel.forms import MIDDLE
from sim.state.tables import LEADER_ROLES, RESEARCHER_ROLES

#: Months over which a fall is traced back, and over which an earlier decision is looked for.
BACK = 36
#: Share of a fall from which what made it is worth a link of its own.
WORTH_TELLING = 1 / 3
#: A fall of less than this is none: then it is what stands low that counts, and not what fell.
HARDLY = 0.03
#: Districts that left which a chain names, the last ones.
MOST_LEAVERS = 3
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
    if value < life.p(floor) + HIGH_ABOVE:
        return Link(month, column, f"{name} is down to {value:.2f}")
    return Link(month, column, f"{name} is {value:.2f}, which most partnerships can live with")


_LEVELS = {
    "commitment_practice": ("commitment of the practice side", "governance.commitment_floor"),
    "commitment_research": ("commitment of the researchers", "governance.commitment_floor"),
    "trust_practice": ("trust of practitioners in researchers", "governance.trust_floor"),
    "trust_research": ("trust of researchers in practitioners", "governance.trust_floor"),
}  # fmt: skip


# --- money ------------------------------------------------------------------------------------------------------------


def money(life: Life, month: int) -> Links:
    """Why there was so little money for the plan."""
    return (*_grants(life, month), *_plan(life, month))


def _grants(life: Life, month: int) -> Links:
    """What became of grants and of the proposals for new ones."""
    paid = np.flatnonzero(life.columns["external"][:month] > 0)
    if not len(paid):
        return (Link(life.start, "external", "no grant ever paid for it"), *_own_money(life, month))
    dry = int(paid[-1]) + 1
    if dry >= month:
        when = _cut_month(life, month)
        return (Link(when, "external", "what grants pay and promise is not enough for the plan"),)
    return (_dry(life, dry, month), *_proposals(life, dry, month), *_own_money(life, month))


def _dry(life: Life, dry: int, month: int) -> Link:
    """How grant money stopped coming in, after the last month in which it did."""
    if struck_by(life, "external_support_ends", dry + 1):
        return Link(dry + 1, "external_support_ends", "all grants end, and none will follow")
    cancelled = last(life, "grant_cancelled", dry + 1, since=dry)
    if cancelled is not None:
        return Link(cancelled.month, cancelled.event, "the grant is cancelled")
    ended = last(life, "grant_ended", dry + 1, since=dry)
    whose = f" from {life.funder(ended.other)}" if ended is not None else ""
    return Link(min(dry, month), "grant_ended", f"the grant{whose} ends, and no other is running")


def _proposals(life: Life, dry: int, month: int) -> Links:
    """What came of proposals from a year before the money ended; nothing where none could be."""
    if any(e.do == "external_support_ends" and when <= month for when, e in life.struck):
        return ()
    sent = [e for e in life.entries if e.event == "proposal_sent" and dry - 12 <= e.month <= month]
    refused = [e for e in life.entries if e.event == "proposal_refused" and dry - 12 <= e.month <= month]
    if refused:
        told = f"{counted(len(refused), 'proposal')} {'is' if len(refused) == 1 else 'are'} refused"
        return (Link(refused[-1].month, "proposal_refused", told),)
    if sent:
        return (Link(sent[-1].month, "proposal_sent", "a proposal goes out, and no answer comes in time"),)
    hours = life.at("staff_hours", max(1, month - 1))
    why = ", for hardly anybody is left to write one" if hours < life.p("funding.writing_half_saturation") else ""
    return (*_let_go(life, dry, month), Link(month, "proposals_written", f"nobody writes the next proposal{why}"))


def _let_go(life: Life, dry: int, month: int) -> Links:
    """People whom the money no longer paid, and who could have written."""
    for event, told in (
        ("coordination_cut", "the coordinator can no longer be paid"), ("coordinator_left", "the coordinator leaves"),
        ("research_staff_laid_off", "research staff are let go"),
    ):  # fmt: skip
        entry = last(life, event, month, since=max(1, dry - 6))
        if entry is not None:
            return (Link(entry.month, event, told),)
    return ()


def _own_money(life: Life, month: int) -> Links:
    """Fees and endowment yield that fell, where there were any."""
    regular = life.columns["regular"][:month]
    best = float(regular.max(initial=0.0))
    if best <= 0 or regular[-1] > 0.8 * best:
        return ()
    fell = int(np.flatnonzero(regular > 0.8 * best)[-1]) + 2
    left = "none of their fees" if regular[-1] <= 0 else f"{percent(regular[-1] / best)} of their fees"
    return (Link(min(fell, month), "regular", f"districts pay {left} any more"),)


def _plan(life: Life, month: int) -> Links:
    """The plan as it was cut to what could be paid."""
    size = percent(max(life.at("plan_size", month), life.at("afforded", month)))
    return (Link(_cut_month(life, month), "plan_cut", f"partners cut their plan, in the end to {size} of the first"),)


def _cut_month(life: Life, month: int) -> int:
    """Month in which the plan was last cut below a half; this month if it never was."""
    cut = last(life, "plan_cut", month, since=max(1, month - BACK))
    return cut.month if cut is not None else month


# --- commitment -------------------------------------------------------------------------------------------------------


def commitment(life: Life, month: int, side: str) -> Links:
    """Why one side stood behind it so little: somebody who left, and what the others had seen.

    Args:
        side: ``practice`` or ``research``.
    """
    column = f"commitment_{side}"
    high = peak(life, column, month)
    fall = life.at(column, high) - life.at(column, month)
    low = level(life, month, column)
    gone = _heaviest_loss(life, month, high, side)
    if fall >= HARDLY and gone is not None and gone[1] >= (1 - WORTH_TELLING) * fall:
        return (gone[0], low)
    seen = _seen(life, month, high, side, fall)
    if fall >= HARDLY and gone is not None and gone[1] >= WORTH_TELLING * fall:
        return (*sorted((gone[0], *seen)), low)
    return (*seen, low)


def _heaviest_loss(life: Life, month: int, high: int, side: str) -> tuple[Link, float] | None:
    """The departure since a month that cost the side's commitment most, by what was left once the post was filled."""
    events = ("superintendent_left", "office_leader_left") if side == "practice" else ("researcher_left",)
    column, wait = f"commitment_{side}", int(life.p("turnover.search_superintendent")) + 1
    lost = [
        (life.at(column, e.month - 1) - life.at(column, min(e.month + wait, month)), e)
        for e in life.entries if e.event in events and high < e.month <= month
    ]  # fmt: skip
    if not lost:
        return None
    cost, e = max(lost, key=lambda one: one[0])
    return Link(e.month, e.event, f"{left_whom(life, e)} leaves, and less commitment follows"), cost


def left_whom(life: Life, e: Entry) -> str:
    """Who left, by an entry of the log."""
    if e.event == "superintendent_left":
        return f"the superintendent{life.which('of', e.row)}"
    if e.event == "coordinator_left":
        return "the coordinator"
    return _ROLES[(LEADER_ROLES if e.event == "office_leader_left" else RESEARCHER_ROLES)[e.other]]


def _seen(life: Life, month: int, high: int, side: str, fall: float) -> Links:
    """What people had seen that justified no more commitment: the part of their experience that weighed most."""

    def reforms(at: int) -> float:
        return float(np.mean([d["reforms"][at - 1] for d in life.districts]))

    def weighed(at: int) -> dict[str, float]:
        p, own = life.p, f"trust_{side}" if side == "practice" else "trust"
        parts = {
            "trust": p("meetings.commitment_trust") * life.at(own, at),
            "promises_kept": p("meetings.commitment_promises_kept") * life.at("promises_kept", at),
            "progress": p("meetings.commitment_progress") * life.at("progress", at),
            "relevance": p("meetings.commitment_relevance") * life.at("relevance", at),
        }
        if side == "practice":
            parts["overload"] = p("meetings.commitment_overload") * (1.0 - min(1.0, life.at("overload", at)))
            parts["reforms"] = -p("meetings.commitment_reforms") * reforms(at)
        return parts

    now = weighed(month)
    # What fell most; where nothing did, what is furthest from the best that it could be.
    full = {name: life.p(f"meetings.commitment_{name}") for name in now if name != "reforms"} | {"reforms": 0.0}
    then = weighed(high) if fall >= HARDLY else full
    name, _ = largest({name: then[name] - now[name] for name in now})
    if name == "trust":
        return trust(life, month)
    told = {
        "promises_kept": f"only {percent(life.at('promises_kept', month))} of promises are kept",
        "progress": "there is little progress to show",
        "relevance": "the work matters less to the district's own problems",
        "overload": "more hours are asked of practitioners than they have",
        "reforms": "other reforms take people's time",
    }[name]
    return (Link(month, name, told),)


# --- trust ------------------------------------------------------------------------------------------------------------


def lost_trust(life: Life, month: int) -> dict[str, float]:
    """Trust that was lost since it stood highest, by what took it; all from the record and the parameters of the rules.

    Returns:
        ``strain``, ``turnover``, ``blows`` (press and broken promises to all), and ``promises``, the rest: what people
        promised each other and did not keep, and time without contact.
    """
    column = lower_trust(life, month)
    high = peak(life, column, month)
    span = slice(high, month)  # the months after the peak
    before = life.columns[column][high - 1 : month - 1]
    parts = {
        "strain": float((life.p("conflict.wear") * life.columns["strain"][span] * before).sum()),
        "turnover": float(np.maximum(life.columns["trust_lost"][span], 0.0).sum()),
        "blows": float((_blows(life)[span] * before).sum()),
    }
    whole = life.at(column, high) - life.at(column, month)
    return parts | {"promises": max(0.0, whole - sum(parts.values()))}


def lower_trust(life: Life, month: int) -> str:
    """The column of the side that trusts the other less: the one on which joint work hangs."""
    return min(("trust_practice", "trust_research"), key=lambda column: life.at(column, month))


def _blows(life: Life) -> np.ndarray:
    """Share of trust that press, and promises broken to all, take in each month from those without a history."""
    press = np.max([d["press"] for d in life.districts], axis=0)
    one = life.p("meetings.press_loss") * np.maximum(press, _before(life.columns["bad_news"]))
    return one + life.p("meetings.trust_loss") * life.columns["shock"]


def _before(values: np.ndarray) -> np.ndarray:
    """Each month's value a month later: what findings did to trust, they do when partners next meet."""
    return np.concatenate([[0.0], values[:-1]])


def trust(life: Life, month: int) -> Links:
    """Why there was so little trust: what took most of it, and the event behind that."""
    column = lower_trust(life, month)
    high, parts = peak(life, column, month), lost_trust(life, month)
    found: list[Link] = []
    for name, part in parts.items():
        if part >= WORTH_TELLING * sum(parts.values()) and part >= HARDLY:
            found += _TOOK[name](life, month, high)
    if not found:
        told = "partners never come to trust each other much more than at first"
        found = [Link(life.start, "partnership_started", told)]
    return (*sorted(found), level(life, month, column))


def _strained(life: Life, month: int, high: int) -> Links:
    """The conflict that wore trust, and what it was about."""
    clash = last(life, "conflict_broke_out", month, since=max(1, high - BACK))
    when = clash.month if clash is not None else high + int(np.argmax(life.columns["strain"][high - 1 : month]))
    about = clash_about(life, when)
    return (Link(min(when, month), "conflict_broke_out", f"interests clash{about}, and the strain wears trust"),)


def clash_about(life: Life, month: int) -> str:
    """What made a clash likely in a month, as a part of a sentence."""
    apart = abs(life.at("voice", month) - MIDDLE) / MIDDLE
    parts = {
        " over what is asked of people": life.p("conflict.overload") * min(1.0, life.at("overload", month)),
        " over who sets the agenda": life.p("conflict.one_sided") * apart,
        " that never went together well": max(0.0, life.at("misfit", month)),
    }
    about, weight = largest(parts)
    return about if weight > 0.25 else ""


def _departed(life: Life, month: int, high: int) -> Links:
    """The departures of the month that cost most trust."""
    lost = life.columns["trust_lost"][high:month]
    when = high + 1 + int(np.argmax(lost))
    names = ("superintendent_left", "office_leader_left", "researcher_left", "coordinator_left")
    entry = next((e for name in names for e in life.entries if e.event == name and e.month == when), None)
    if entry is None:
        return (Link(when, "trust_lost", "people who knew each other leave"),)
    return (Link(when, entry.event, f"{left_whom(life, entry)} leaves, and trust with a successor starts anew"),)


def _struck(life: Life, month: int, high: int) -> Links:
    """The heaviest blow."""
    blows = _blows(life)[high:month]
    when = high + 1 + int(np.argmax(blows))
    if life.at("shock", when) > 0:
        return (Link(when, "promise_broken", "an important promise is broken"),)
    if max(d["press"][when - 1] for d in life.districts) >= life.at("bad_news", when - 1):
        return (Link(when, "negative_press", "the press is hard on the district"),)
    return (Link(when - 1, "result_released", "unwelcome findings come out before the district has seen them"),)


def _unkept(life: Life, month: int, high: int) -> Links:
    """Everyday promises, and what they are hard to keep for."""
    kept = percent(life.mean("promises_kept", high, month))
    parts = {
        ", for people are asked more than they can give":
            life.p("meetings.promises_kept_overload") * life.mean("overload", high, month),
        ", for staff cannot be paid":
            life.p("meetings.promises_kept_unpaid") * (1.0 - life.mean("others", high, month)),
    }  # fmt: skip
    why, weight = largest(parts)
    why = why if weight > HARDLY else ""
    return (Link(month, "promises_kept", f"only {kept} of promises are kept{why}"),)


_TOOK = {"strain": _strained, "turnover": _departed, "blows": _struck, "promises": _unkept}


# --- need, and members who leave -------------------------------------------------------------------------------------


def need(life: Life, month: int) -> Links:
    """Why little of the problem was left."""
    gained = life.at("practice", month) - life.at("practice_then", month)
    share = percent(life.at("need", month))
    if gained < HARDLY:
        return (Link(life.start, "problem", f"the problem is no large one from the start (need {share})"),)
    worked = last(life, "change_worked_reliably", month) or last(life, "district_adopted", month)
    first = (Link(worked.month, worked.event, "the change works where it is tried"),) if worked is not None else ()
    return (*first, Link(month, "need", f"teaching has improved by {gained:.2f}, and need is down to {share}"))


def members_left(life: Life, month: int) -> Links:
    """The last districts that did not renew their membership, and why."""
    gone = [e for e in life.entries if e.event == "member_left" and e.month <= month]
    return tuple(
        Link(e.month, e.event, f"{life.district(e.row)} does not renew its membership, because {why_left(e)}")
        for e in gone[-MOST_LEAVERS:]
    )


def why_left(e: Entry) -> str:
    """Why a district did not renew its membership, by the entry of the log."""
    if e.other == 1:
        return "what it gets is not worth the fee"
    return "it gives more than it gets" if e.value < 0 else "its leaders do not stand behind what it gains"
