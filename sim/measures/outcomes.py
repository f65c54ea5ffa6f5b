"""Outcomes of a run: one row each, from what was observed to one number per partnership (model section 5).

A row is all there is to an outcome: tables, comparisons, figures and reports take its words, its scale and its bounds
from here, and the groups that it belongs to say where it is shown.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.kernel.forms import MONTHS_A_YEAR
from sim.measures.learning_profile import CELLS, STANDARDS
from sim.measures.record import Table, alive, ended, last_alive, mean, never_one, per, practitioners, survival_months
from sim.state.tables import CAUSES, DORMANT

#: What numbers are like: part of something that can be counted (told in percent), scale from 0 to 1 that only serves to
#: compare, number of something, dollars, months.
SHARE, INDEX, COUNT, MONEY, MONTHS = SCALES = ("share", "index", "count", "money", "months")
_UNITS = {SHARE: "share", INDEX: "share", MONEY: "dollars", MONTHS: "months"}
#: Frameworks that outcomes report against.
SUSTAIN, COBURN, HENRICK = "sustainability", "scale (Coburn 2003)", "health (Henrick et al. 2017)"
MHS, LEARN, COST, GAIN = "components (MHS 2022)", "learning", "cost", "mutual benefit (MHS 2022)"
PROFILE = "standards for professional learning (MB)"
#: Groups of outcomes, and where they are shown.
GROUPS = {
    "main": "compared, and in the short table of runs",
    "ends": "also in the short table of runs",
    "report": "also compared in reports",
    "headline": "told first in a report on several scenarios",
    "lead": "what sensitivity and robustness look at first",
    "drivers": "of which a report tells on what they depend",
    "objective": "weighed against each other by policies",
    "range": "shown on the whole range that they could take",
    "types": "by which partnership types are set side by side",
    "spread": "Coburn's spread", "depth": "Coburn's depth", "sustainability": "Coburn's sustainability",
    "ownership": "Coburn's shift of ownership", "equity": "beside Coburn's dimensions", "cost": "beside them too",
    "trust": "Henrick's trust and relationships", "research": "Henrick's rigorous research",
    "support": "Henrick's support of the district's goals", "knowledge": "Henrick's knowledge for others",
    "capacity": "Henrick's capacity of both sides",
    "gain": "what each party gains",
    "profile": "standards for professional learning, by role",
}  # fmt: skip
#: Months after the end of external support at which it is read who still uses the innovation deeply.
RETENTION_MONTHS = (12, 24, 36)
#: Months after the end of a partnership at which what goes on is read, and the least that there must have been.
AFTER_END, SOME_LEFT = 24, 0.02


@dataclass(frozen=True, slots=True)
class Outcome:
    """One number that sums up a run.

    Attributes:
        name: column name in the table of runs.
        of: the function that computes it, from the rows of partnerships by month, shape (months, rows).
        scale: one of `SCALES`.
        better: 1 if more is better, -1 if less is, 0 if neither.
        framework: what it reports against.
        meaning: what it says, in one phrase.
        groups: keys of `GROUPS`.
        unit: in plain words; that of the scale if not given.
        label: a few words; its name if not given.
        room: how a facilitator says it in a room; ``""`` where it is not told there.
        bounds: the values that it could take; 0 to 1 for shares and indices, 0 or more for all else, months up to the
            horizon.
        says: verb, and words for more and for less, of a sentence that compares it; ``()`` for plain ones.
    """

    name: str
    of: Callable[[Table], np.ndarray]
    scale: str
    better: int
    framework: str
    meaning: str
    groups: tuple[str, ...] = ()
    unit: str = ""
    label: str = ""
    room: str = ""
    bounds: tuple[float, float] = ()
    says: tuple[str, str, str] = ()

    def __post_init__(self) -> None:
        bounds = (0.0, 1.0) if self.scale in (SHARE, INDEX) else (0.0, math.inf)
        given = {"unit": self.unit or _UNITS[self.scale], "label": self.label or self.name.replace("_", " "),
                 "bounds": self.bounds or bounds}  # fmt: skip
        for name, value in given.items():
            object.__setattr__(self, name, value)

    @property
    def direction(self) -> str:
        """Which way is better, in words."""
        if self.better < 0 and self.bounds[0] < 0:
            return "nearer to 0 is better"
        return {1: "more is better", -1: "less is better", 0: "neither more nor less is better"}[self.better]

    def limits(self, months: float) -> tuple[float, float] | None:
        """The whole range that it could take in so many months; None if there is none."""
        low, high = self.bounds
        high = float(months) if self.scale == MONTHS and math.isinf(high) else high
        return (low, high) if math.isfinite(high - low) else None


def mean_alive(column: str) -> Callable[[Table], np.ndarray]:
    """Mean of a column over the months in which the partnership was alive; 0 if it never was."""
    return lambda t: mean(t[column], alive(t), none=0.0)


def at_end(column: str) -> Callable[[Table], np.ndarray]:
    """Value of a column in the last month."""
    return lambda t: t[column][-1].astype(float)


def beyond(column: str) -> Callable[[Table], np.ndarray]:
    """Value in the last month, less that of districts without a partnership; NaN where the world has none."""
    return lambda t: np.where(t.practice_without[-1] > 0, t[column][-1] - t[f"{column}_without"][-1], np.nan)


def summed(column: str) -> Callable[[Table], np.ndarray]:
    """Sum of a column over all months."""
    return lambda t: t[column].sum(axis=0)


def put_in(t: Table) -> np.ndarray:
    """Dollars that funders and districts put in, as paid; money that went back to funders does not count.

    The principal of an endowment counts whole when it is given, and not again as the yield that is spent of it. What
    nobody pays for in the model (unpaid hours, levers without a price) is not money.
    """
    return t.put_in.sum(axis=0) + t.own_line.sum(axis=0) - t.returned.sum(axis=0)


def cost_per(teachers: str) -> Callable[[Table], np.ndarray]:
    """Dollars put in for each teacher of some share at the end; NaN where there is none."""
    return lambda t: per(put_in(t), t[teachers][-1] * t.teachers[-1])


def superintendent_survival(t: Table) -> np.ndarray:
    """Share of superintendents' departures after which the partnership was alive a year later.

    Departures in the last year do not count; NaN where there was none.
    """
    there = alive(t)
    struck = (t.superintendents_left > 0) & there
    struck = struck[: max(0, len(t) - 12)]
    later = there[12 : 12 + len(struck)]
    return per((struck & later).sum(axis=0), struck.sum(axis=0))


def months_to_regain_trust(t: Table) -> np.ndarray:
    """Months from a superintendent's departure until trust is back at what it was the month before.

    The mean over departures of the first 24 months after each; 24 where it was not regained. NaN without departures.
    """
    months, rows = t.shape
    total, count = np.zeros(rows), np.zeros(rows)
    struck = (t.superintendents_left > 0) & alive(t)
    for month, row in zip(*np.nonzero(struck), strict=True):
        if month == 0 or month + 24 >= months:
            continue
        back = np.nonzero(t.trust[month : month + 24, row] >= t.trust[month - 1, row])[0]
        total[row] += back[0] if len(back) else 24
        count[row] += 1
    return per(total, count)


def retained(t: Table, after: int) -> np.ndarray:
    """Of the teachers who used the innovation deeply when external support ended for good, how many still do later.

    Persons are counted: who has left the school or teaching is lost, and so is who no longer uses it deeply. External
    support ends with the last month in which grants paid. NaN where it never ended, where the horizon comes first, or
    where fewer than 2 % of teachers used the innovation deeply at that time.
    """
    paid = t.external > 0
    last = len(t) - 1 - np.argmax(paid[::-1], axis=0)
    some = t.lasting[last, np.arange(t.shape[1])] >= SOME_LEFT
    return _kept(t.lasting, last, paid.any(axis=0) & some, after)


def schools_lost(t: Table) -> np.ndarray:
    """Schools that left the work, of those that took part, a year; NaN where none ever took part."""
    return per(MONTHS_A_YEAR * t.schools_left.sum(axis=0), t.schools_in.sum(axis=0))


def kept_after_end(t: Table, column: str) -> np.ndarray:
    """What is left of something two years after a partnership ended, relative to its last month.

    NaN where it goes on, where the horizon comes first, or where there was next to nothing to keep.
    """
    there = alive(t)
    last = len(t) - 1 - np.argmax(there[::-1], axis=0)
    some = t[column][last, np.arange(t.shape[1])] >= SOME_LEFT
    return _kept(t[column], last, ended(t, len(t)) & there.any(axis=0) & some, AFTER_END)


def _kept(values: np.ndarray, last: np.ndarray, known: np.ndarray, after: int) -> np.ndarray:
    """A value some months after a month of each row, relative to that month; NaN where it is not known."""
    row, later = np.arange(values.shape[1]), np.minimum(last + after, len(values) - 1)
    then, now = values[last, row], values[later, row]
    return np.where(known & (last + after < len(values)), now / np.where(then > 0, then, 1.0), np.nan)


def spent(t: Table) -> np.ndarray:
    """Dollars spent on the work; money that went back to funders does not count."""
    return t.total_out[-1] - t.returned.sum(axis=0)


OUTCOMES: tuple[Outcome, ...] = (
    Outcome("survival_months", survival_months, MONTHS, 1, SUSTAIN, "months from start to end or horizon",
            ("main", "headline", "lead", "drivers", "objective", "range", "types"), label="survival time", says=("lasts", "longer", "less")),
    Outcome("ended", lambda t: ended(t, len(t)).astype(float), SHARE, -1, SUSTAIN, "whether the partnership ended", ("ends",), unit="0/1", label="share that ended"),
    Outcome("dormant_months", lambda t: (t.stage == DORMANT).sum(axis=0).astype(float), MONTHS, -1, SUSTAIN, "months of dormancy"),
    Outcome("months_funded", at_end("months_funded"), MONTHS, 1, SUSTAIN, "months with grant money",
            ("main", "range"), label="time with grants", says=("has grants for", "more", "less")),
    Outcome("longest_gap", at_end("longest_gap"), MONTHS, -1, SUSTAIN, "longest time without grant money",
            ("main",), label="longest gap in grants", room="Longest time without grant money"),
    Outcome("gaps", at_end("gaps"), COUNT, -1, SUSTAIN, "gaps in grant money", unit="gaps"),
    Outcome("superintendent_survival", superintendent_survival, SHARE, 1, SUSTAIN, "departures of superintendents survived for a year"),
    Outcome("trust_regained_months", months_to_regain_trust, MONTHS, -1, SUSTAIN, "months to regain trust after such a departure", bounds=(0.0, 24.0)),
    *(
        Outcome(f"retained_{months}", partial(retained, after=months), SHARE, 1, SUSTAIN, f"of those who used it deeply when external support ended, how many still do {months} months later",
                ("sustainability", "main") if months == 24 else ("sustainability",), label=f"deep users kept {months // 12} year{'s' * (months > 12)} on",
                room="Deep users at the end of outside money who still are two years on" if months == 24 else "")
        for months in RETENTION_MONTHS
    ),
    Outcome("people_kept", partial(kept_after_end, column="carriers"), SHARE, 1, SUSTAIN, "committed people of the table still in post two years after the partnership ended, of then",
            ("sustainability",), label="people kept after the end"),
    Outcome("routines_kept", partial(kept_after_end, column="routines"), SHARE, 1, SUSTAIN, "integration of the work in districts two years after the partnership ended, of then",
            ("sustainability",), label="routines kept after the end", bounds=(0.0, math.inf)),
    Outcome("spread", at_end("users"), SHARE, 1, COBURN, "teachers who use the innovation at the end",
            ("main", "headline", "lead", "objective", "range", "types", "spread"), label="teachers using it",
            room="Teachers who use the innovation at the end", says=("reaches", "more teachers", "fewer teachers")),
    Outcome("schools_in", lambda t: per(t.schools_in[-1], t.schools[-1]), SHARE, 1, COBURN, "schools that take part at the end", ("spread",), label="schools that take part"),
    Outcome("schools_lost", schools_lost, SHARE, -1, SUSTAIN, "schools that left the work, of those that took part, a year", ("sustainability",), unit="share a year",
            label="schools that leave", bounds=(0.0, math.inf)),
    Outcome("schools_reached", at_end("reached"), SHARE, 1, COBURN, "schools in which somebody uses it at the end", ("spread",)),
    Outcome("districts_adopted", at_end("adopted"), SHARE, 1, COBURN, "member districts that have adopted it at the end", ("spread",)),
    Outcome("other_districts", at_end("spread_districts"), COUNT, 1, COBURN, "other districts that use it at the end", ("spread",), unit="districts"),
    Outcome("depth", at_end("depth"), INDEX, 1, COBURN, "mean practice of users at the end",
            ("main", "lead", "objective", "range", "types", "depth"), label="practice of users", room="Practice of those who use it (0 recitation, 1 ambitious)"),
    Outcome("deep_use", at_end("deep"), SHARE, 1, COBURN, "teachers who use it with practice above the depth threshold at the end",
            ("main", "headline", "drivers", "range", "depth"), label="deep users",
            room="Teachers who use it deeply at the end", says=("brings deep practice to", "more teachers", "fewer teachers")),
    Outcome("practice", at_end("practice"), INDEX, 1, COBURN, "mean instructional practice at the end", ("range", "depth")),
    Outcome("ownership", at_end("ownership"), SHARE, 1, COBURN, "teacher support delivered by district people at the end",
            ("main", "range", "ownership"), label="owned by district", room="Teacher support given by district people at the end"),
    Outcome("practice_gap", at_end("practice_gap"), INDEX, -1, COBURN, "practice in low-poverty minus high-poverty schools at the end",
            ("main", "headline", "objective", "equity"), label="gap by poverty", room="Practice in low-poverty minus high-poverty schools", bounds=(-1.0, 1.0)),
    Outcome("access_gap", mean_alive("access_gap"), COUNT, -1, COBURN, "support a teacher in low-poverty minus high-poverty schools, mean",
            ("equity",), unit="hours a month", bounds=(-math.inf, math.inf)),
    Outcome("trust", mean_alive("trust"), INDEX, 1, HENRICK, "trust over boundary ties, mean while alive",
            ("main", "headline", "drivers", "range", "types", "trust"), room="Trust between partners while it lasted (0 to 1)"),
    Outcome("promises_kept", mean_alive("promises_kept"), SHARE, 1, HENRICK, "promises kept, mean while alive", ("report", "range", "trust"), label="promises kept"),
    Outcome("rigour", mean_alive("rigour"), INDEX, 1, HENRICK, "rigour of results, mean while alive", ("range", "research")),
    Outcome("relevance", mean_alive("relevance"), INDEX, 1, HENRICK, "relevance of the work, mean while alive",
            ("main", "range", "types", "research"), label="relevance of the work"),
    Outcome("informed", lambda t: t.informed.mean(axis=0), SHARE, 1, HENRICK, "decisions informed by research, mean over all months",
            ("range", "support"), label="informed decisions"),
    Outcome("decision_quality", lambda t: per(t.decided_well[-1], t.decisions[-1]), SHARE, 1, HENRICK, "decisions of districts that took the better option, of all taken by the end",
            ("main", "headline", "range", "types", "support"), label="good decisions", room="Decisions of districts that took the better option",
            says=("brings districts to", "more good decisions", "fewer good decisions")),
    Outcome("decisions", at_end("decisions"), COUNT, 0, HENRICK, "decisions that districts have taken by the end", unit="decisions"),
    Outcome("asking", mean_alive("asking"), INDEX, 1, HENRICK, "how far leaders ask for findings, mean while alive", ("range", "support"), label="leaders asking for findings"),
    Outcome("programmes", at_end("programmes"), INDEX, 1, HENRICK, "how well what districts run fits together at the end (0.5 is usual)",
            ("main", "range", "types", "support"), label="programmes that fit"),
    Outcome("programmes_beyond", beyond("programmes"), INDEX, 1, HENRICK, "programmes at the end, less those of districts without a partnership in the same world", ("support",), bounds=(-1.0, 1.0)),
    Outcome("practice_beyond", beyond("practice"), INDEX, 1, COBURN, "practice at the end, less that of districts without a partnership in the same world", ("depth",), bounds=(-1.0, 1.0)),
    Outcome("data_access", mean_alive("data_open"), INDEX, 1, HENRICK, "data of districts that partners may use, mean while alive", ("range", "research"), label="data open to partners"),
    Outcome("knowledge", at_end("knowledge"), COUNT, 1, HENRICK, "rigorous published studies by the end", ("knowledge",), unit="studies", room="Rigorous published studies"),
    Outcome("capacity", at_end("capacity"), INDEX, 1, HENRICK, "districts' capacity to use research at the end", ("report", "range", "types", "ownership", "capacity")),
    Outcome("credibility", lambda t: last_alive(t, "credibility"), INDEX, 1, HENRICK, "credibility with outsiders at the end", ("knowledge",)),
    Outcome("voice", mean_alive("voice"), INDEX, 0, HENRICK, "practitioner voice, mean while alive (0.5 is balance)",
            ("ends", "report", "range", "types", "trust"), label="practitioner voice", room="Practitioner voice (0.5 is balance)"),
    Outcome("voice_imbalance", lambda t: mean(np.abs(t.voice - 0.5), alive(t), none=0.0), INDEX, -1, HENRICK, "distance of that voice from balance", bounds=(0.0, 0.5)),
    Outcome("trust_lost", mean_alive("trust_lost"), INDEX, -1, HENRICK, "trust lost to turnover, mean while alive", unit="share a month", bounds=(0.0, math.inf)),
    Outcome("commitments", mean_alive("commitments"), INDEX, 1, MHS, "commitments, mean while alive", ("range",)),
    Outcome("structures", mean_alive("structures"), INDEX, 1, MHS, "structures, mean while alive", ("range",)),
    Outcome("expertise", mean_alive("expertise"), INDEX, 1, MHS, "expertise, mean while alive", ("range",)),
    Outcome("social_learning", mean_alive("social_learning"), INDEX, 1, MHS, "social learning, mean while alive", ("range", "types")),
    Outcome("balance", mean_alive("balance"), INDEX, 1, MHS, "balance of the four components, mean while alive", ("ends", "range")),
    Outcome("worth", at_end("worth"), INDEX, 1, LEARN, "true worth of the innovation in hand at the end", ("range", "types"), label="worth of the idea", bounds=(-0.2, 1.0)),
    Outcome("ideas_tried", at_end("ideas_tried"), COUNT, 0, LEARN, "ideas that partners took up", ("report",), unit="ideas"),
    Outcome("ideas_dropped", at_end("ideas_dropped"), COUNT, 0, LEARN, "ideas that partners gave up", ("report",), unit="ideas"),
    Outcome("ideas_kept", at_end("ideas_kept"), COUNT, 1, LEARN, "ideas that partners thought to work and kept", ("report",), unit="ideas"),
    Outcome("months_to_drop", lambda t: per(t.drop_months[-1], t.ideas_dropped[-1]), MONTHS, -1, LEARN, "months for which a dropped idea was tried, mean"),
    Outcome("usability", at_end("usability"), INDEX, 1, LEARN, "usability of the innovation at the end", ("range",)),
    Outcome("robustness", at_end("robustness"), INDEX, 1, LEARN, "robustness of the innovation at the end", ("range",)),
    Outcome("fidelity", at_end("fidelity"), SHARE, 1, LEARN, "implementation fidelity: sites where it is enacted as intended, at the end", ("range", "support")),
    Outcome("learning_practice", at_end("learning_practice"), COUNT, 1, LEARN, "professional learning of practitioners by the end", ("capacity",), unit="hours"),
    Outcome("learning_each", lambda t: per(t.learning_practice[-1], practitioners(t)), COUNT, 1, LEARN,
            "professional learning of each practitioner at the table by the end", unit="hours"),
    Outcome("learning_research", at_end("learning_research"), COUNT, 1, LEARN, "learning of researchers by the end", ("capacity",), unit="hours"),
    *(
        Outcome(cell.name, cell.of, INDEX, 0 if cell.column == "voice" else 1, PROFILE,
                f"{STANDARDS[cell.standard].split(':')[0]}, {cell.role}: {cell.says}, mean", ("profile",),
                label=f"{STANDARDS[cell.standard].split(':')[0]}, {cell.role}")
        for cell in CELLS
    ),
    Outcome("student_learning_sd", at_end("student_learning_sd"), INDEX, 1, LEARN, "student learning as an effect size at the end",
            ("main", "range", "types", "support"), unit="SD", label="student learning", room="Student learning (effect size)", bounds=(-0.5, 1.0)),
    Outcome("member_districts", lambda t: last_alive(t, "districts"), COUNT, 1, GAIN, "districts that were members at the end, or when it ended", ("gain",), unit="districts", label="districts still members"),
    *(
        Outcome(f"benefit_{who}", partial(last_alive, column=f"benefit_{who}"), INDEX, 1, GAIN, f"what {whom} in the last month alive",
                ("gain", "report") if who == "least" else ("gain",), unit="benefit", label=f"benefit of {label}", room=room, bounds=(-1.0, 1.0))
        for who, whom, label, room in (
            ("districts", "member districts get, less what they give,", "districts", ""),
            ("research", "the research side gets, less what it gives,", "researchers", ""),
            ("teachers", "teachers of member districts get (support, practice)", "teachers", ""),
            ("low_poverty", "students of low-poverty schools gained of the learning possible", "students, low poverty", ""),
            ("high_poverty", "students of high-poverty schools gained of the learning possible", "students, high poverty", ""),
            ("least", "the party that gains least gets, less what it gives,", "who gains least", "What whoever gains least gets, less what it gives (-1 to 1)"),
        )
    ),
    Outcome("practice_hours", summed("practice_hours"), COUNT, -1, COST, "hours of practitioners over all months", unit="hours", label="hours of practitioners"),
    Outcome("demand_each", lambda t: per(mean_alive("practice_hours")(t), practitioners(t)), COUNT, -1, COST,
            "hours of each practitioner at the table, mean while alive", unit="hours a month"),
    Outcome("research_hours", summed("research_hours"), COUNT, -1, COST, "hours of researchers over all months", unit="hours", label="hours of researchers"),
    Outcome("money_put_in", put_in, MONEY, -1, COST,
            "dollars put in by funders and districts, with an endowment's principal and districts' own teacher support",
            ("main", "objective", "cost"), label="money put in", room="Money put in, an endowment's principal included", says=("takes", "more", "less")),
    Outcome("dollars", spent, MONEY, -1, COST, "dollars that the partnership spent", ("ends", "cost"), label="money spent",
            room="Money spent by the partnership", says=("spends", "more", "less")),
    Outcome("dollars_per_user", cost_per("users"), MONEY, -1, COST, "dollars put in per teacher who uses it at the end",
            ("main", "headline", "cost"), label="money per user", room="Money put in for each teacher who uses it at the end",
            says=("takes", "more for each teacher who uses it", "less for each teacher who uses it")),
    Outcome("dollars_per_depth", cost_per("deep"), MONEY, -1, COST, "dollars put in per teacher with practice above the depth threshold", ("cost",)),
)  # fmt: skip
#: Outcomes by name.
OUTCOME = {o.name: o for o in OUTCOMES}


def names_of(*groups: str) -> tuple[str, ...]:
    """Names of the outcomes of some groups, in the order of the table."""
    return tuple(o.name for o in OUTCOMES if set(groups) & set(o.groups))


def summarised(t: Table) -> dict[str, np.ndarray]:
    """Every outcome, and the cause of ending by name, for each row of the table of partnerships."""
    rows, t = t.shape[1], never_one(t)
    found = {outcome.name: outcome.of(t)[:rows] for outcome in OUTCOMES}
    found["cause"] = np.array(CAUSES, dtype=object)[t.cause[-1, :rows]]
    return found


