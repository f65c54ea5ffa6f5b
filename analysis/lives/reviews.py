"""Why superintendents looked at a partnership, and what weighed most in what they decided."""

import numpy as np

from analysis.lives.life import Entry, Life
from analysis.lives.reasons import Link, Links, clash_about, largest, last, struck_by
from sim.kernel.forms import MIDDLE
from sim.state.tables import LEFT, MANDATES
from sim.submodels.standing import LONG_MONEY


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
        "frozen": "freezes the partnership", "tolerated": "lets the partnership go on",
        "championed": "stands up for the partnership",
    }[MANDATES[e.other]]  # fmt: skip


def called_for(life: Life, review: Entry) -> Link | None:
    """What made a superintendent look: being new, a blow, or that the partnership was frozen; None if nobody knows."""
    row, of = review.row, life.which("of", review.row)
    if struck_by(life, "superintendent_review", review.month):
        return Link(review.month, "superintendent_review", "a review is due, as the scenario has it")
    earlier = [e for e in life.entries if e.event == review.event and e.row == row and e.month < review.month]
    due = np.concatenate([[0.0], life.districts[row - life.first_district]["review_in"][: review.month - 1]])
    rises = np.flatnonzero(np.diff(due) > 0) + 1
    if len(rises) and (not earlier or rises[-1] >= earlier[-1].month):
        month = int(rises[-1])
        if any(e.event == "superintendent_left" and e.row == row and e.month == month for e in life.entries):
            return Link(month, "superintendent_left", f"the superintendent{of} leaves")
        return _blow(life, row, month)
    return _review(life, earlier[-1]) if earlier else None


def _blow(life: Life, row: int, month: int) -> Link:
    """The blow of a month that made a superintendent in post look again."""
    parts = {
        "negative_press": life.district_at(row, "press", month), "budget_cut": life.district_at(row, "cut", month),
        "conflict_broke_out": life.at("strain", month) if life.at("strained", month) else 0.0,
    }  # fmt: skip
    name, _ = largest(parts)
    told = {
        "negative_press": f"the press is hard on {life.district(row)}",
        "budget_cut": f"the budget{life.which('of', row)} is cut",
        "conflict_broke_out": f"interests clash{clash_about(life, month)}",
    }[name]
    return Link(month, name, told)


def review_because(life: Life, e: Entry) -> str:
    """What decided a review, as the end of a sentence: what spoke most for its verdict."""
    p, month = life.p, e.month
    before = max(1, month - 1)
    parts = {
        "bench": p("standing.review_bench") * (life.district_at(e.row, "bench", month) - MIDDLE),
        "results": p("standing.review_results") * (life.at("progress", before) - MIDDLE),
        "money": p("standing.review_money") * (min(1.0, life.at("runway", month) / LONG_MONEY) - MIDDLE),
        "opposition": -p("standing.review_opposition")
        * life.district_at(e.row, "opposition", month) * life.district_at(e.row, "pressure", month),
    }  # fmt: skip
    parts["view"] = e.value - sum(parts.values())  # the log holds what spoke for it in all
    against = MANDATES[e.other] in ("left", "frozen")
    name, weight = largest({name: -part if against else part for name, part in parts.items()})
    if weight <= 0:
        return ""
    return ", because " + _REVIEWED[against][name]


_REVIEWED = {
    True: {
        "bench": "few below stand behind it", "results": "there is little to show", "money": "it brings little money",
        "opposition": "it is opposed", "view": "own priorities lie elsewhere",
    },
    False: {
        "bench": "people below stand behind it", "results": "it has something to show", "money": "it brings money",
        "opposition": "nobody opposes it", "view": "it fits own priorities",
    },
}  # fmt: skip
