"""A sentence for every event of the log.

Each event has a sentence for one occurrence, and one for many in a year: a pattern, or a function where more is to be
looked up. How many a year are told one by one stands beside them. A sentence may be empty: then this occurrence is not
worth telling.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import Formatter

from analysis.lives.chain import why_ended
from analysis.lives.life import Entry, Life
from analysis.lives.schools import why_most_left, why_school_left
from analysis.wording.numbers import counted, duration, percent, some_of
from app.story import people, work
from sim.state.tables import CAUSES

One = Callable[[Life, Entry], str]
Many = Callable[[Life, Sequence[Entry]], str]
ALL = 10_000


class Number(int):
    """A number in a pattern: ``{count:study/studies}`` with its noun, ``{count}`` by itself."""

    def __format__(self, noun: str) -> str:
        return counted(self, *noun.split("/")) if noun else str(int(self))


class Verb(int):
    """What goes with so many: ``{verb:goes/go}``."""

    def __format__(self, forms: str) -> str:
        return forms.split("/")[self != 1]


#: What patterns can name of the occurrences that they tell; of several, single values are those of the last one.
FACTS: dict[str, Callable[[Life, Sequence[Entry]], object]] = {
    "count": lambda life, entries: Number(len(entries)),
    "verb": lambda life, entries: Verb(len(entries)),
    "value": lambda life, entries: entries[-1].value,
    "time": lambda life, entries: duration(entries[-1].value),
    "lasted": lambda life, entries: duration(life.last_month - life.start),  # the month of the end does not count
    "share": lambda life, entries: percent(entries[-1].value),
    "innovation": lambda life, entries: life.scenario.the_innovation,
    "kept_before": lambda life, entries: ", which they had thought to work" if entries[-1].other == 1 else "",
    "next_step": lambda life, entries: work.after_dropping(life, entries[-1]),
    # people
    "leader": lambda life, entries: people.leader(life, entries[-1]),
    "leaders": lambda life, entries: people.together(people.leader, life, entries),
    "researchers": lambda life, entries: people.together(people.researcher, life, entries),
    "laid_off": lambda life, entries: people.laid_off(life, entries[-1]),
    "all_laid_off": lambda life, entries: people.together(people.laid_off, life, entries),
    "successors": lambda life, entries: people.successors(entries),
    "by_researchers": lambda life, entries: some_of(sum(e.other == 0 for e in entries), len(entries)),
    # places
    "district": lambda life, entries: life.district(entries[-1].row),
    "of_district": lambda life, entries: life.which("of", entries[-1].row),
    "in_district": lambda life, entries: life.which("in", entries[-1].row),
    "of_other_district": lambda life, entries: life.which("of", entries[-1].other),
    "districts": lambda life, entries: Number(len({e.row for e in entries})),
    "other_partnership": lambda life, entries: life.partnership(entries[-1].other),
    "all_districts": lambda life, entries: life.the_districts,
    "elsewhere": lambda life, entries: Number(round(entries[-1].value)),
    "take": lambda life, entries: Verb(round(sum(e.value for e in entries))),
    "use": lambda life, entries: Verb(round(entries[-1].value)),
    "schools": lambda life, entries: Number(entries[-1].other),
    "schools_here": lambda life, entries: Number(round(sum(e.value for e in entries))),
    "why_school": lambda life, entries: why_school_left(entries[-1]),
    "why_schools": lambda life, entries: why_most_left(entries),
    # money and work
    "funder": lambda life, entries: life.funder(entries[-1].other),
    "trust": lambda life, entries: work.trust_word(life, entries[-1].value),
    "why": lambda life, entries: why_ended(life, CAUSES[entries[-1].other]),
    "units": lambda life, entries: work.units(entries),
    "plans": lambda life, entries: "a plan" if len(entries) == 1 else counted(len(entries), "plan"),
    "well": lambda life, entries: some_of(sum(e.value > 0 for e in entries), len(entries)),
    "results": lambda life, entries: work.results(entries),
}


def _filled(pattern: str, life: Life, entries: Sequence[Entry]) -> str:
    """A pattern with the facts that it names."""
    named = {name for _, name, _, _ in Formatter().parse(pattern) if name}
    return pattern.format(**{name: FACTS[name](life, entries) for name in named})


@dataclass(frozen=True, slots=True)
class Telling:
    """How an event is told.

    Attributes:
        single: one occurrence, as a sentence without its full stop: a pattern of `FACTS`, or patterns by the least
            value of the event for which they hold, or a function.
        several: all occurrences of a year, as part of a sentence.
        most: occurrences a year that are told one by one; if there are more, they are summed up.
    """

    single: str | dict[float, str] | One
    several: str | Many | None = None
    most: int = ALL

    def one(self, life: Life, e: Entry) -> str:
        """One occurrence as a sentence without its full stop; empty if it is not worth telling."""
        if callable(self.single):
            return self.single(life, e)
        patterns = self.single if isinstance(self.single, dict) else {e.value: self.single}
        return _filled([text for least, text in patterns.items() if e.value >= least][-1], life, [e])

    def many(self, life: Life, entries: Sequence[Entry]) -> str:
        """All occurrences of a year as part of a sentence."""
        return self.several(life, entries) if callable(self.several) else _filled(str(self.several), life, entries)


SENTENCES: dict[str, Telling] = {
    # the partnership itself
    "partnership_started": Telling(work.started),
    "became_active": Telling("joint work begins; trust is {trust} ({value:.2f})"),
    "went_dormant": Telling("money pays for next to nothing, and the work comes to rest; people stay in touch"),
    "revived": Telling("with new money the partnership wakes up again after {time}"),
    "work_reshaped": Telling(
        "partners see that they ask too much, and ask for less: {value:.0f} hours a month of each practitioner"),
    "structure_revised": Telling(work.revised, "partners look at how they work together", 1),
    "learned_from_others": Telling(work.learned_from_others, "partners learn from others whom they meet", 1),
    "conflict_broke_out": Telling(work.clashed, "interests clash {count} times", 2),
    "conflict_resolved": Telling(work.reconciled, "{count:conflict} {verb:is/are} resolved", 2),
    "next_problem_taken_up": Telling("little is left of the problem, and partners take up another"),
    "partnership_ended": Telling("the partnership ends after {lasted}: {why}"),
    # people
    "superintendent_left": Telling(people.superintendent_left, "{count:superintendent} leave, {successors}", 4),
    "office_leader_left": Telling(
        "a {leader} at the table{in_district} leaves; {successors}", "{leaders} at the table leave, {successors}", 1),
    "researcher_left": Telling(people.researcher_left, "{researchers} {verb:leaves/leave}", 1),
    "coordinator_left": Telling(people.coordinator_left),
    "tenure_denied": Telling(people.tenure_denied),
    "research_staff_laid_off": Telling(
        "money does not pay for every post: a {laid_off} is laid off",
        "{all_laid_off} are laid off for want of money", 1),
    "agenda_reopened": Telling(
        "the new superintendent{of_other_district} reopens the agenda, and part of the running work is lost",
        "{count:new superintendent} reopen the agenda", 3),
    "promise_broken": Telling(
        people.promise_broken, "{count:promise} to everybody are broken, {by_researchers} by researchers", 1),
    # the district around it
    "superintendent_reviewed": Telling(work.reviewed, "{count:superintendent} review the partnership", 4),
    "policy_shifted": Telling(people.policy_shifted, "policy turns in {districts:district}", 3),
    "budget_cut": Telling(
        "the budget{of_district} is cut: {share} of what the district can spend freely is gone",
        "budgets are cut in {districts:district}", 3),
    "negative_press": Telling(people.negative_press, "the press is hard on {all_districts} {count} times", 3),
    "member_left": Telling(people.member_left, "{districts:district} {verb:does/do} not renew membership", 3),
    "member_joined": Telling(
        people.member_joined, "{districts:district} {verb:becomes a member/become members}", 3),
    "stepped_back": Telling(people.stepped_back, "{count:person/people} at the table make room for colleagues", 1),
    # money
    "funder_changed_strategy": Telling(work.funder_turned),
    "programme_officer_changed": Telling(work.officer_changed),
    "proposal_sent": Telling(
        {0: "a proposal goes to {funder}", 1: "partners ask {funder} to renew its grant"},
        "{count:proposal} {verb:goes/go} out", 0),
    "grant_awarded": Telling(work.awarded),
    "proposal_refused": Telling("{funder} refuses a proposal", work.many_refused, 0),
    "grant_ended": Telling(work.grant_ended),
    "grant_cancelled": Telling(work.grant_cancelled),
    "plan_cut": Telling(
        "money in hand and promised pays for less: partners cut their plan to {share} of the first"),
    "decided_at_grants_end": Telling(work.decided),
    "coordination_cut": Telling(
        {0: "there is no money left for coordination", 0.1: "only {share} of coordination can be paid"},
        "coordination loses its money {count:time}", 1),
    # joint work and what comes of it
    "work_unit_started": Telling("{units} of {time} begins", "{units} {verb:begins/begin}", 0),
    "work_unit_revised": Telling(
        "partners revise {units} in the light of data", "{plans} {verb:is/are} revised in the light of data", 0),
    "work_unit_finished": Telling("{units} is finished, {results}", "{units} {verb:is/are} finished, {results}", 0),
    "change_worked_reliably": Telling(
        "for the first time the change works reliably where it is tried (at {share} of sites)"),
    "idea_revised": Telling(
        "in the light of tests partners revise {innovation}", "partners revise {innovation} {count} times", 1),
    "idea_dropped": Telling(
        "after {time} partners give up what they tried{kept_before}: tests show too little; {next_step}"),
    "idea_taken_over": Telling("partners take over what {other_partnership} has tried and kept"),
    "sites_grew": Telling(
        "the work grows to {schools:school}, {share} of all",
        "the work grows step by step to {schools:school}, {share} of all", 2),
    "result_released": Telling(
        {-1: "a study with unwelcome findings comes out before the district has seen it", 0: "a study comes out",
         0.5: "a study comes out and says what partners can use"}, work.many_released, 1),
    "bad_news_shared_first": Telling(
        "a study has unwelcome findings; the district sees them before anybody else",
        "{count:study/studies} with unwelcome findings go to the district before anybody else", 1),
    "decision_informed": Telling(
        work.informed_decision, "research informs {count:decision}, {well} for the better", 1),
    "data_granted": Telling(
        work.data_granted, "{districts:district} let partners into their data",
        3),
    "data_lapsed": Telling(
        "the agreement on data{of_district} lapses and is not renewed", "{count:agreement} on data lapse", 3),
    "data_revoked": Telling(work.data_revoked, "{districts:district} take their data back", 3),
    "data_breached": Telling(
        "privacy is breached: data{of_district} get out, and partners lose access",
        "privacy is breached {count} times", 3),
    "result_withheld": Telling(
        "a study with unwelcome findings stays unpublished, because partners do not consent",
        "{count:study/studies} with unwelcome findings stay unpublished", 1),
    "schools_joined": Telling(
        "{schools_here:school}{of_district} {take:takes/take} the work up",
        "{schools_here:school} {take:takes/take} the work up", 2),
    "schools_paused": Telling("work pauses in {schools_here:school}{of_district}"),
    "school_left": Telling(
        "a school{of_district} leaves the work, because {why_school}",
        "{count:school} leave the work, most often because {why_schools}", 1),
    "district_adopted": Telling("{district} adopts {innovation}"),
    "district_dropped": Telling("{district} drops {innovation}"),
    "district_pays_support": Telling("{district} now pays for part of the teachers' support itself"),
    "spread_to_other_district": Telling(
        "{innovation} is taken up elsewhere: {elsewhere:other district} now {use:uses/use} it",
        "{innovation} is taken up elsewhere, in the end by {elsewhere:other district}", 1),
}  # fmt: skip
