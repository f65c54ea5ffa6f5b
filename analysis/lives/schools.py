"""Schools that took the work up or left it, as they stand in the log of a life."""

from collections import Counter
from collections.abc import Sequence

from analysis.lives.life import Entry, Life
from analysis.lives.links import BACK, WORTH_TELLING, Link, Links
from analysis.wording.numbers import counted
from sim.state.tables import SCHOOL_CAUSES

#: Why a school leaves, and why several do, by what the log holds.
_WHY = {
    "principal": ("its principal does not care for it", "principals do not care for it"),
    "new_principal": ("its new principal has other plans", "new principals have other plans"),
    "other_reforms": ("it has other reforms to carry", "they have other reforms to carry"),
    "poor_results": ("it sees little that the work is good for", "they see little that the work is good for"),
    "no_support": ("nobody supports its teachers any more", "nobody supports their teachers any more"),
    "event": ("the scenario has it so", "the scenario has it so"),
}


def why_school_left(e: Entry) -> str:
    """Why a school left the work, by the entry of the log."""
    return _WHY[SCHOOL_CAUSES[e.other]][0]


def why_most_left(entries: Sequence[Entry]) -> str:
    """The cause that most of several schools had that left."""
    code = Counter(e.other for e in entries).most_common(1)[0][0]
    return _WHY[SCHOOL_CAUSES[code]][1]


def schools_gone(life: Life, month: int) -> Links:
    """That many schools left the work before a month, if they were at least a third of those that took part."""
    left = [e for e in life.entries if e.event == "school_left" and month - BACK < e.month <= month]
    there = max(life.columns["schools_in"][max(0, month - BACK) : month], default=0.0)
    if not left or len(left) < WORTH_TELLING * there:
        return ()
    told = f"{counted(len(left), 'school')} of {counted(round(there), 'school')} have left the work"
    return (Link(left[-1].month, "school_left", told),)
