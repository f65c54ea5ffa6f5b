"""What took trust, and the events behind that: conflict, departures, blows, promises, and time apart."""

import math

import numpy as np

from analysis.lives.life import Entry, Life
from analysis.lives.links import BACK, HARDLY, WORTH_TELLING, Link, Links, largest, last, left_whom, level, peak
from analysis.wording.numbers import percent
from sim.kernel.forms import MIDDLE
from sim.submodels.conflict import clashes, trust_under_strain
from sim.submodels.meetings import trust_after_broken_promise, trust_through_presence

#: Size of a promise from which a story calls it important.
IMPORTANT = 0.5
#: Log rate by which something makes a clash likelier from which the clash is said to be over it.
MATTERS = 0.25
#: Variance of a promise that is kept four times in five: what a small change of its log odds does to its chance.
SPREAD = 0.8 * 0.2


def lost_trust(life: Life, month: int) -> dict[str, float]:
    """Trust that was lost since it stood highest, by what took it, from the record by the rules themselves.

    What the record does not hold is left out: who has a history together, which cushions blows, and how far departures
    cost researchers more than practitioners.

    Returns:
        ``strain``, ``turnover``, ``blows`` (press, bad news and broken promises to all), ``absence`` (months without
        contact), and ``promises``, the rest: what people promised each other and did not keep.
    """
    column = lower_trust(life, month)
    high = peak(life, column, month)
    parts = {
        "strain": sum(_worn(life, column, m) for m in range(high, month)),  # which shows when partners next meet
        "turnover": float(np.maximum(life.columns["trust_lost"][high:month], 0.0).sum()),
        "blows": sum(_blow(life, column, m) for m in range(high + 1, month + 1)),
        "absence": sum(_faded(life, column, m) for m in range(high + 1, month + 1)),
    }
    whole = life.at(column, high) - life.at(column, month)
    return parts | {"promises": max(0.0, whole - sum(parts.values()))}


def lower_trust(life: Life, month: int) -> str:
    """The column of the side that trusts the other less: the one on which joint work hangs."""
    return min(("trust_practice", "trust_research"), key=lambda column: life.at(column, month))


def _worn(life: Life, column: str, month: int) -> float:
    """Trust that open conflict wore in a month, beside what binds those who resolve it."""
    held = life.at(column, month)
    return held - trust_under_strain(held, life.at("strain", month), 0.0, life.rule_values("conflict", month))


def _blow(life: Life, column: str, month: int) -> float:
    """Trust that press, bad news and promises broken to all took in a month from people without a history."""
    p, held = life.rule_values("meetings", month), life.at(column, month - 1)
    left = held
    if column == "trust_practice":  # it is researchers whom press and bad news make look bad
        left = trust_after_broken_promise(left, 0.0, max(_press(life, month), life.at("bad_news", month - 1)), p)
    for e in _broken(life, column, month):
        left = trust_after_broken_promise(left, 0.0, e.value, p)
    return held - left


def _broken(life: Life, column: str, month: int) -> list[Entry]:
    """Promises to all that the side which is trusted broke in a month."""
    side = 0 if column == "trust_practice" else 1  # as the log has it: researchers, practitioners
    return [e for e in life.entries if (e.event, e.month, e.other) == ("promise_broken", month, side)]


def _press(life: Life, month: int) -> float:
    """The hardest press on a district of the partnership in a month."""
    return float(max(d["press"][month - 1] for d in life.districts))


def _faded(life: Life, column: str, month: int) -> float:
    """Trust that faded in a month for want of contact, were all together from the start."""
    held, contact = life.at(column, month - 1), life.at("contact", month)
    ceiling = 1.0 - life.p("meetings.distance", month) * life.lever("structure.independence", month)
    months = float(month - life.start)
    unknown, p = life.p("turnover.newcomer_trust", month), life.rule_values("meetings", month)
    return max(0.0, held - trust_through_presence(held, months, contact, ceiling, unknown, p))


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
    p = life.rule_values("conflict", month)
    p.clash_rate = 1.0  # how often they clash at all does not matter here
    asked = life.at("overload", month - 1)  # it is known once joint work is done
    misfit, voice = life.at("misfit", month), life.at("voice", month)
    often = clashes(misfit, asked, voice, p)
    parts = {  # by how much more often than without it [log rate]
        " over what is asked of people": math.log(often / clashes(misfit, 0.0, voice, p)),
        " over who sets the agenda": math.log(often / clashes(misfit, asked, MIDDLE, p)),
        " that never went together well": math.log(often / clashes(0.0, asked, voice, p)),
    }
    about, weight = largest(parts)
    return about if weight > MATTERS else ""


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
    column = lower_trust(life, month)
    when = max(range(high + 1, month + 1), key=lambda m: _blow(life, column, m))
    broken = _broken(life, column, when)
    if broken:
        size = "an important promise" if max(e.value for e in broken) >= IMPORTANT else "a promise to everybody"
        return (Link(when, "promise_broken", f"{size} is broken"),)
    if _press(life, when) >= life.at("bad_news", when - 1):
        hit = life.first_district + int(np.argmax([d["press"][when - 1] for d in life.districts]))
        return (Link(when, "negative_press", f"the press is hard on {life.district(hit)}"),)
    told = f"unwelcome findings come out before {life.the_districts} had seen them"
    return (Link(when - 1, "result_released", told),)


def _apart(life: Life, month: int, high: int) -> Links:
    """Time without contact."""
    return (Link(month, "contact", "people hardly meet any more, and trust fades"),)


def _unkept(life: Life, month: int, high: int) -> Links:
    """Everyday promises, and what made it hard for the side that is trusted less to keep them."""
    kept = percent(life.mean("promises_kept", high, month))
    parts = {
        ", for conflict is open": life.p("conflict.promises_broken", month) * life.mean("strain", high, month) * SPREAD,
    }
    if lower_trust(life, month) == "trust_practice":
        unpaid = 1.0 - life.mean("others", high, month)
        parts[", for staff cannot be paid"] = life.p("meetings.promises_kept_overload", month) * unpaid
    else:
        asked = min(1.0, life.mean("overload", high, month))
        told = ", for people are asked more than they can give"
        parts[told] = life.p("meetings.promises_kept_overload", month) * asked
    why, weight = largest(parts)
    why = why if weight > HARDLY else ""
    return (Link(month, "promises_kept", f"only {kept} of promises are kept{why}"),)


_TOOK = {"strain": _strained, "turnover": _departed, "blows": _struck, "absence": _apart, "promises": _unkept}
