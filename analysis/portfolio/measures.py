"""What one world of a field comes to, for those who fund it: dollars, what they kept, who goes on, who is left out.

Everything is a sum or a mean over all partnerships of a world, so that a world is one number. A ratio whose denominator
is zero is not known (NaN); it is neither endless nor left out of a mean in silence: over worlds, dollars are summed and
what they bought is summed (`analysis.portfolio.compared`), so that a world with nothing counts with its dollars.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from sim.kernel.forms import MONTHS_A_YEAR
from sim.measures.outcomes import COUNT, INDEX, MONEY, SHARE
from sim.measures.record import Table, alive
from sim.scenario.records import BY_GRANT
from sim.scenario.scenario import PartnershipSpec, Scenario
from sim.state.tables import CAUSES, NOT_STARTED

_HANDED_OVER = CAUSES.index("handed_over")


class World(NamedTuple):
    """One world that was run.

    Attributes:
        partnerships, funders: what was observed, by month and row.
        scenario: the field.
    """

    partnerships: Table
    funders: Table
    scenario: Scenario


class Measure(NamedTuple):
    """One number that sums up a world.

    Attributes:
        name: in tables and JSON.
        label: a few words.
        meaning: in one phrase.
        unit: of a difference, beside dollars and percent.
        scale: one of `sim.measures.outcomes.SCALES`.
        better: 1 if more is better, -1 if less is, 0 if neither.
        of: what computes it.
        ratio_of: measures whose sums over worlds it is the ratio of; ``()`` where it is a mean over worlds.
    """

    name: str
    label: str
    meaning: str
    unit: str
    scale: str
    better: int
    of: Callable[[World], float]
    ratio_of: tuple[str, ...] = ()


def ratio(above: float, below: float) -> float:
    """A ratio; NaN where there is nothing to divide by."""
    return above / below if below > 0 else np.nan


def paid(world: World) -> float:
    """Dollars that funders paid, first grants included, less what went back to them."""
    t = world.partnerships
    return _sum(t.external) - _sum(t.returned)


def kept_practice(world: World) -> float:
    """Teacher-years of people who used the innovation deeply when grants last paid and still do in the same post.

    Only months count in which no grant pays their partnership: in a gap, after the last grant, after its end.
    """
    t = world.partnerships
    return _sum(np.where(t.external > 0, 0.0, t.lasting * t.teachers)) / MONTHS_A_YEAR


def deep_practice(world: World) -> float:
    """Teacher-years of deep use in all months, whoever pays."""
    t = world.partnerships
    return _sum(t.deep * t.teachers) / MONTHS_A_YEAR


def informed_decisions(world: World) -> float:
    """Decisions of districts that research informed: those of each month, times the chance that it did."""
    t = world.partnerships
    return _sum(np.diff(t.decisions, axis=0, prepend=0.0) * t.informed)


def going_after(years: int) -> Callable[[World], float]:
    """Share of partnerships that go on so many years after their start, of those that are followed so long."""

    def of(world: World) -> float:
        found = going(world, years)
        return ratio(float(np.nansum(found)), float(np.isfinite(found).sum()))

    return of


def going(world: World, years: int) -> np.ndarray:
    """Whether each partnership goes on so many years after its start (1 or 0); NaN where it is not followed so long."""
    there, started = alive(world.partnerships), world.partnerships.stage != NOT_STARTED
    starts = np.where(started.any(axis=0), np.argmax(started, axis=0), len(there))
    at = starts + years * MONTHS_A_YEAR - 1
    row = np.arange(len(starts))
    return np.where(at < len(there), there[np.minimum(at, len(there) - 1), row].astype(float), np.nan)


def founded(world: World) -> float:
    """Share of the partnerships to be founded that won the grant with which they start; NaN where there are none."""
    t = world.partnerships
    sought = np.array([p.founding == BY_GRANT for p in world.scenario.partnerships])
    return ratio(float((t.stage != NOT_STARTED).any(axis=0)[sought].sum()), float(sought.sum()))


def handed_over(world: World) -> float:
    """Partnerships that ended because their district had taken the work over."""
    return float((world.partnerships.cause[-1] == _HANDED_OVER).sum())


def left_out(world: World) -> np.ndarray:
    """Whether each partnership never won a grant (1 or 0), beside that which it began with; NaN before its start."""
    t = world.partnerships
    started = (t.stage != NOT_STARTED).any(axis=0)  # one that ended in its first month was there, too
    return np.where(started, (t.awards[-1] == 0).astype(float), np.nan)


def _left_out(world: World) -> float:
    found = left_out(world)
    return ratio(float(np.nansum(found)), float(np.isfinite(found).sum()))


def practice_gap(world: World) -> float:
    """Practice in low-poverty less that in high-poverty schools in the last month, mean over teachers."""
    t = world.partnerships
    return ratio(_sum(t.practice_gap[-1] * t.teachers[-1]), _sum(t.teachers[-1]))


def access_gap(world: World) -> float:
    """Support a teacher in low-poverty less that in high-poverty schools, mean over teachers and months alive."""
    t = world.partnerships
    weight = np.where(alive(t), t.teachers, 0.0)
    return ratio(_sum(t.access_gap * weight), _sum(weight))


def _sum(values: np.ndarray) -> float:
    """A sum that does not depend on what else lies beside these numbers in memory."""
    return float(np.ascontiguousarray(values).sum())


def _per(name: str, label: str, meaning: str, below: str) -> Measure:
    """Dollars that funders paid for each of something."""
    return Measure(
        name, label, meaning, "", MONEY, -1, lambda w: ratio(paid(w), float(_OF[below](w))), ("paid", below)
    )


_OF = {
    "paid": paid, "kept_practice": kept_practice, "deep_practice": deep_practice,
    "informed_decisions": informed_decisions,
}  # fmt: skip
MEASURES = (
    Measure("paid", "paid by funders", "dollars that funders paid, first grants included, less what went back", "",
            MONEY, 0, paid),
    _per("dollars_per_kept", "dollars a teacher-year of practice that is kept",
         "dollars paid for each teacher-year of deep use that stays while no grant pays", "kept_practice"),
    _per("dollars_per_deep", "dollars a teacher-year of deep practice",
         "dollars paid for each teacher-year of deep use, whoever pays", "deep_practice"),
    _per("dollars_per_informed", "dollars an informed decision",
         "dollars paid for each decision that research informed", "informed_decisions"),
    Measure("going_5", "going after 5 years", "partnerships that go on five years after their start", "points",
            SHARE, 1, going_after(5)),
    Measure("going_10", "going after 10 years", "partnerships that go on ten years after their start", "points",
            SHARE, 1, going_after(10)),
    Measure("founded", "founded", "partnerships to be founded that won the grant with which they start", "points",
            SHARE, 1, founded),
    Measure("handed_over", "hand-overs", "partnerships that ended because their district had taken the work over",
            "partnerships", COUNT, 1, handed_over),
    Measure("left_out", "never funded", "partnerships that never won a grant beside that which they began with",
            "points", SHARE, -1, _left_out),
    Measure("practice_gap", "practice gap by poverty",
            "practice in low-poverty less that in high-poverty schools at the end, mean over teachers", "",
            INDEX, -1, practice_gap),
    Measure("access_gap", "access gap by poverty",
            "support a teacher in low-poverty less that in high-poverty schools, mean", "hours a month",
            COUNT, -1, access_gap),
    Measure("kept_practice", "teacher-years of practice that is kept", "deep use that stays while no grant pays",
            "teacher-years", COUNT, 1, kept_practice),
    Measure("deep_practice", "teacher-years of deep practice", "deep use in all months, whoever pays",
            "teacher-years", COUNT, 1, deep_practice),
    Measure("informed_decisions", "informed decisions", "decisions of districts that research informed",
            "decisions", COUNT, 1, informed_decisions),
)  # fmt: skip
MEASURE = {m.name: m for m in MEASURES}

#: Sizes of partnerships by teachers in their districts: from how many on, and what they are called.
SIZES = ((0, "under 300 teachers"), (300, "300 to 1,499"), (1500, "1,500 and more"))


def measured(world: World) -> dict[str, float]:
    """Every measure of a world."""
    return {m.name: float(m.of(world)) for m in MEASURES}


def teachers_of(partnership: PartnershipSpec) -> int:
    """Teachers in a partnership's districts."""
    sizes = ((d.context["district.schools"], d.context["district.teachers_per_school"]) for d in partnership.districts)
    return int(sum(float(schools) * float(each) for schools, each in sizes))


def groups_of(partnerships: Sequence[PartnershipSpec]) -> dict[str, list[str]]:
    """By what partnerships are grouped, and the group of each: size, type, and the funder that they grew up with."""
    sizes = [next(name for least, name in reversed(SIZES) if teachers_of(p) >= least) for p in partnerships]
    return {
        "size": sizes, "type": [p.kind.replace("_", " ") or "no type" for p in partnerships],
        "founding funder": [str(p.levers["money.driver"]) for p in partnerships],
    }  # fmt: skip


def grouped(world: World) -> list[dict[str, object]]:
    """Who is left out and who goes on, by group: shares of the partnerships of each."""
    each = {"never_funded": left_out(world), "going_5": going(world, 5), "going_10": going(world, 10)}
    rows = []
    for by, names in groups_of(world.scenario.partnerships).items():
        order = [name for _, name in SIZES if name in names] if by == "size" else dict.fromkeys(names)
        for group in order:
            those = np.array([name == group for name in names])
            shares = {
                what: ratio(float(np.nansum(found[those])), float(np.isfinite(found[those]).sum()))
                for what, found in each.items()
            }
            rows.append({"by": by, "group": group, "partnerships": int(those.sum()), **shares})
    return rows


def by_kind(world: World) -> list[dict[str, object]]:
    """What funders of each kind had, gave away in competition, and paid (first grants included) [dollars]."""
    t, rows = world.funders, []
    kinds = [str(f.context["funder.kind"]) for f in world.scenario.funders]
    ends = sorted({*range(MONTHS_A_YEAR - 1, len(t), MONTHS_A_YEAR), len(t) - 1})
    for kind in dict.fromkeys(kinds):
        those = np.array([k == kind for k in kinds])
        those_funders = (f for f, k in zip(world.scenario.funders, kinds, strict=True) if k == kind)
        budget = sum(float(f.context["funder.budget"]) for f in those_funders)
        years = -(-len(t) // MONTHS_A_YEAR)
        won = _sum(t.year_awarded[ends][:, those])
        rows.append({
            "kind": kind, "budgets": budget * years, "awarded": won, "share_awarded": ratio(won, budget * years),
            "paid": _sum(t.paid[-1][those]), "cancelled": _sum(t.cancelled[-1][those]),
        })  # fmt: skip
    return rows


def as_world(partnerships: Table, funders: Table, scenario: Scenario) -> World:
    """One world of a batch, copied out of it, so that numbers do not depend on what was run beside it."""
    return World(_copied(partnerships), _copied(funders), scenario)


def _copied(table: Table) -> Table:
    return np.ascontiguousarray(table).view(np.recarray)


