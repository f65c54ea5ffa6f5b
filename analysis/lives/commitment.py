"""Why one side stood behind a partnership so little: who left, and what the others had seen."""

from collections.abc import Mapping

from analysis.lives.life import Life
from analysis.lives.links import HARDLY, WORTH_TELLING, Link, Links, largest, left_whom, level, peak
from analysis.lives.trust import trust
from analysis.wording.numbers import percent
from sim.kernel.forms import mean
from sim.submodels.commitment import commitment_toward
from sim.submodels.governance import carried


def commitment(life: Life, month: int, side: str) -> Links:
    """Why one side stood behind it so little: somebody who left, and what the others had seen.

    Args:
        side: ``practice`` or ``research``.
    """
    column = f"commitment_{side}"
    high = peak(life, column, month)
    fall = life.at(column, high) - life.at(column, month)
    low = _low(life, month, side)
    loss = life.at("benefit_research", month)
    if side == "research" and -loss * life.p("standing.benefit") >= WORTH_TELLING:
        told = f"research organisations give more than they get ({loss:.2f})"
        return (Link(month, "benefit_research", told), low)
    gone = _heaviest_loss(life, month, high, side)
    if fall >= HARDLY and gone is not None and gone[1] >= (1 - WORTH_TELLING) * fall:
        return (gone[0], low)
    seen = _seen(life, month, high, side, fall)
    if fall >= HARDLY and gone is not None and gone[1] >= WORTH_TELLING * fall:
        return (*sorted((gone[0], *seen)), low)
    return (*seen, low)


def _low(life: Life, month: int, side: str) -> Link:
    """How low the commitment of a side stood, and whether that of members who decide by themselves made up for it."""
    low = level(life, month, f"commitment_{side}")
    practice, research = (life.at(f"commitment_{one}", month) for one in ("practice", "research"))
    counts = carried(practice, research, life.lever("structure.decision_rule", month))
    if side == "practice" or counts < research + HARDLY:
        return low
    told = f"{low.sentence}, though members who decide by themselves make it count as {counts:.2f}"
    return low._replace(sentence=told)


def _heaviest_loss(life: Life, month: int, high: int, side: str) -> tuple[Link, float] | None:
    """The departure since a month that cost the side's commitment most, by what was left once the post was filled."""
    events = ("superintendent_left", "office_leader_left") if side == "practice" else ("researcher_left",)
    column, wait = f"commitment_{side}", int(life.p("turnover.search")) + 1
    lost = [
        (life.at(column, e.month - 1) - life.at(column, min(e.month + wait, month)), e)
        for e in life.entries if e.event in events and high < e.month <= month
    ]  # fmt: skip
    if not lost:
        return None
    cost, e = max(lost, key=lambda one: one[0])
    return Link(e.month, e.event, f"{left_whom(life, e)} leaves, and less commitment follows"), cost


def _seen(life: Life, month: int, high: int, side: str, fall: float) -> Links:
    """What people had seen that justified no more commitment: the part of their experience that weighed most."""
    now = _experience(life, month, side)
    # What fell most; where nothing did, what is furthest from the best that it could be.
    better = _experience(life, high, side) if fall >= HARDLY else {name: _BEST[name] for name in now if name in _BEST}
    name, _ = largest({name: _justified(life, month, side, now | {name: value}) for name, value in better.items()})
    if name == "trust":
        return trust(life, month)
    told = {
        "promises_kept": f"only {percent(life.at('promises_kept', month))} of promises are kept",
        "progress": "there is little progress to show",
        "relevance": f"the work matters less to the own problems of {life.the_districts}",
        "asking": f"questions of {life.the_districts} are no longer answered in time",
        "overload": "more hours are asked of practitioners than they have",
    }[name]
    return (*(_data_lost(life, month) if name == "progress" else ()), Link(month, name, told))


def _data_lost(life: Life, month: int) -> Links:
    """The last loss of data before a month, in so far as it is a reason why little was to be shown."""
    told = {
        "data_lapsed": "the agreement on data lapses, and studies wait",
        "data_revoked": "the data are taken back, and studies wait",
        "data_breached": "privacy is breached, and studies wait for data",
    }
    lost = [e for e in life.entries if e.event in told and month - BACK <= e.month < month]
    return (Link(lost[-1].month, lost[-1].event, told[lost[-1].event]),) if lost else ()


#: Months within which a loss of data still shows in what there is to show.
BACK = 24
#: What would justify most commitment. That leaders ask is something beside: few ever ask for all.
_BEST = {"trust": 1.0, "promises_kept": 1.0, "progress": 1.0, "relevance": 1.0, "overload": 0.0}


def _experience(life: Life, month: int, side: str) -> dict[str, float]:
    """What a side had seen by a month, by the columns of the record."""
    names = ("promises_kept", "progress", "relevance")
    if side == "research":
        return {"trust": life.at("trust", month)} | {name: life.at(name, month) for name in names}
    names = (*names, "asking", "overload")
    return {"trust": life.at("trust_practice", month)} | {name: life.at(name, month) for name in names}


def _justified(life: Life, month: int, side: str, seen: Mapping[str, float]) -> float:
    """Commitment that an experience justifies, with what researchers care for."""
    relevance = seen["relevance"]
    if side == "research":
        relevance = mean(relevance, life.lever("work.field_weight", month))
    return commitment_toward(
        seen["trust"], seen["promises_kept"], seen["progress"], relevance, seen.get("asking", 0.0),
        seen.get("overload", 0.0), life.rule_values("commitment", month),
    )  # fmt: skip
