"""Why superintendents looked at a partnership, and what weighed most in what they decided."""

import numpy as np

from analysis.lives.life import Entry, Life
from analysis.lives.links import Link, Links, largest, last, struck_by
from analysis.lives.trust import clash_about
from sim.state.tables import LEFT, MANDATES
from sim.submodels.standing import held, in_review

#: An ordinary case, beside which stories say what weighed: about the middle of mixed types at the defaults.
ORDINARY = {"view": 0.4, "bench": 0.5, "bound": 0.25, "results": 0.5, "cost": 0.25, "opposition": 0.0}


def turned_away(life: Life, month: int) -> Links:
    """Why leaders of the last member district ended its part: the reviews that led there, and what called for them."""
    review = last(life, "superintendent_reviewed", month, other=LEFT)
    links: list[Link] = []
    while review is not None:
        links.insert(0, _review(life, review))
        called, row = called_for(life, review), review.row
        review = None
        if called is not None and called.event == "superintendent_reviewed":
            same = [e for e in life.entries if (e.event, e.month, e.row) == (called.event, called.month, row)]
            review = same[-1]
        elif called is not None:
            links.insert(0, called)
    return tuple(links)


def _review(life: Life, e: Entry) -> Link:
    """A review with its verdict and what weighed most."""
    told = f"the superintendent{life.which('of', e.row)} {verdict(life, e)}{review_because(life, e)}"
    return Link(e.month, e.event, told)


def verdict(life: Life, e: Entry) -> str:
    """What a superintendent decides in a review, as a verb and what goes with it."""
    return {
        "left": f"ends {'the partnership' if life.has_one_district else 'the part of the district'}",
        "frozen": "freezes the partnership",
        "tolerated": f"lets the partnership {'rest' if is_at_rest(life, e.month) else 'go on'}",
        "championed": "stands up for the partnership",
    }[MANDATES[e.other]]  # fmt: skip


def is_at_rest(life: Life, month: int) -> bool:
    """Whether a review finds a partnership at rest."""
    return str(life.columns["stage"][max(month - 2, 0)]) == "dormant"


def _is_at_work(life: Life, e: Entry) -> bool:
    """Whether the work went on in a district when it was reviewed, so that it cost something then."""
    earlier = [x.other for x in life.entries if x.event == e.event and x.row == e.row and x.month < e.month]
    return not is_at_rest(life, e.month) and (not earlier or MANDATES[earlier[-1]] != "frozen")


def called_for(life: Life, review: Entry) -> Link | None:
    """What made a superintendent look: being new, a blow, or that the partnership was frozen; None if nobody knows."""
    row, of = review.row, life.which("of", review.row)
    if _is_dated(life, review):
        return Link(review.month, "superintendent_review", "a review is due, as the scenario has it")
    earlier = [e for e in life.entries if e.event == review.event and e.row == row and e.month < review.month]
    due = np.concatenate([[0.0], life.districts[row - life.first_district]["review_in"][: review.month - 1]])
    rises = np.flatnonzero(np.diff(due) > 0) + 1
    if len(rises) and (not earlier or rises[-1] >= earlier[-1].month):
        month = int(rises[-1])
        # Whoever is new sets a date of his or her own, which may be earlier than one that was set before.
        left = [e.month for e in life.entries
                if e.event == "superintendent_left" and e.row == row and month <= e.month < review.month]  # fmt: skip
        if left:
            return Link(left[-1], "superintendent_left", f"the superintendent{of} leaves")
        return _blow(life, row, month)
    return _review(life, earlier[-1]) if earlier else None


def _is_dated(life: Life, review: Entry) -> bool:
    """Whether the scenario decided a review: then nothing was weighed, and the log holds no weight."""
    return review.value == 0.0 and struck_by(life, "superintendent_review", review.month)


def _blow(life: Life, row: int, month: int) -> Link:
    """The blow of a month that made a superintendent in post look again."""
    parts = {
        "negative_press": life.district_at(row, "press", month), "budget_cut": life.district_at(row, "cut", month),
        "conflict_broke_out": life.at("strain", month) if life.at("strained", month) == 1.0 else 0.0,
    }  # fmt: skip
    name, _ = largest(parts)
    told = {
        "negative_press": f"the press is hard on {life.district(row)}",
        "budget_cut": f"the budget{life.which('of', row)} is cut",
        "conflict_broke_out": f"interests clash{clash_about(life, month)}",
    }[name]
    return Link(month, name, told)


def review_because(life: Life, e: Entry) -> str:
    """What decided a review, as the end of a sentence: what spoke most for its verdict; nothing if the scenario did."""
    if _is_dated(life, e):
        return ""
    parts = in_its_favour(life, e)
    against = MANDATES[e.other] in ("left", "frozen")
    name, weight = largest({name: -part if against else part for name, part in parts.items()})
    if weight <= 0 or name not in _REVIEWED[against]:  # that nobody opposes it is no reason to champion it
        return ""
    because = _REVIEWED[against][name]
    if name == "cost" and not _is_at_work(life, e):  # it costs nothing now, and everybody knows what it would cost
        because = because.replace("it asks", "at work again it would ask")
    return f", because {because}"


def in_its_favour(life: Life, e: Entry) -> dict[str, float]:
    """What spoke for a partnership in a review, each beside an ordinary case of it [log odds]."""
    month = e.month
    p = life.rule_values("standing", month)
    bound = held(life.district_at(e.row, "integration", month), life.at("rules", month), p)

    pressure = life.district_at(e.row, "pressure", month)

    def weighed(**seen: float) -> float:
        case = ORDINARY | seen
        return in_review(case["view"], case["bench"], case["bound"], case["results"], case["cost"],
                         case["opposition"], pressure, p)  # fmt: skip

    seen = {
        "bench": life.district_at(e.row, "bench", month), "bound": bound,
        "results": life.at("progress", month - 1),  # joint work comes after reviews
        "cost": life.district_at(e.row, "cost", month - 1),  # and membership after that
        "opposition": life.district_at(e.row, "opposition", month),
    }  # fmt: skip
    parts = {name: weighed(**{name: value}) - weighed() for name, value in seen.items()}
    return parts | {"view": e.value - weighed() - sum(parts.values())}  # the log holds what spoke for it in all


_REVIEWED = {
    True: {
        "bench": "few below stand behind it", "bound": "little binds the district to it",
        "results": "there is little to show", "cost": "it asks much of the district", "opposition": "it is opposed",
        "view": "the superintendent has other priorities",
    },
    False: {
        "bench": "people below stand behind it", "bound": "what is built in binds the district to it",
        "results": "it has something to show", "cost": "it asks little of the district",
        "view": "it fits the superintendent's own priorities",
    },
}  # fmt: skip
