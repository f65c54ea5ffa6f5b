"""A sentence for every event of the log.

Each event has a function for one occurrence, and one for many in a year. How many a year are told one by one stands
beside them. A sentence may be empty: then this occurrence is not worth telling.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.story import people, work
from app.story.life import Entry, Life

One = Callable[[Life, Entry], str]
Many = Callable[[Life, Sequence[Entry]], str]
ALL = 10_000


@dataclass(frozen=True, slots=True)
class Telling:
    """How an event is told.

    Attributes:
        one: one occurrence, as a sentence without its full stop.
        many: all occurrences of a year, as part of a sentence.
        most: occurrences a year that are told one by one; if there are more, they are summed up.
    """

    one: One
    many: Many | None = None
    most: int = ALL


SENTENCES: dict[str, Telling] = {
    # the partnership itself
    "partnership_started": Telling(work.started),
    "became_active": Telling(work.became_active),
    "went_dormant": Telling(work.went_dormant),
    "revived": Telling(work.revived),
    "work_reshaped": Telling(work.reshaped),
    "partnership_ended": Telling(work.ended),
    # people
    "superintendent_left": Telling(people.superintendent_left, people.superintendents_left, 4),
    "office_leader_left": Telling(people.leader_left, people.leaders_left, 1),
    "researcher_left": Telling(people.researcher_left, people.researchers_left, 1),
    "coordinator_left": Telling(people.coordinator_left),
    "tenure_denied": Telling(people.tenure_denied),
    "research_staff_laid_off": Telling(people.laid_off, people.many_laid_off, 1),
    "agenda_reopened": Telling(people.agenda_reopened, people.agendas_reopened, 3),
    "promise_broken": Telling(people.promise_broken, people.promises_broken, 1),
    # the district around it
    "policy_shifted": Telling(people.policy_shifted, people.policies_shifted, 3),
    "budget_cut": Telling(people.budget_cut, people.budgets_cut, 3),
    "negative_press": Telling(people.negative_press, people.much_negative_press, 3),
    # money
    "funder_changed_strategy": Telling(work.funder_turned),
    "programme_officer_changed": Telling(work.officer_changed),
    "proposal_sent": Telling(work.proposed, work.many_proposed, 0),
    "grant_awarded": Telling(work.awarded),
    "proposal_refused": Telling(work.refused, work.many_refused, 0),
    "grant_ended": Telling(work.grant_ended),
    "grant_cancelled": Telling(work.grant_cancelled),
    "coordination_cut": Telling(work.coordination_cut, work.coordination_often_cut, 1),
    # joint work and what comes of it
    "work_unit_started": Telling(work.unit_started, work.many_started, 0),
    "work_unit_revised": Telling(work.unit_revised, work.many_revised, 0),
    "work_unit_finished": Telling(work.unit_finished, work.many_finished, 0),
    "change_worked_reliably": Telling(work.worked_reliably),
    "sites_grew": Telling(work.sites_grew, work.sites_often_grew, 2),
    "result_released": Telling(work.released, work.many_released, 1),
    "bad_news_shared_first": Telling(work.shared_early, work.many_shared_early, 1),
    "result_withheld": Telling(work.withheld, work.many_withheld, 1),
    "district_adopted": Telling(work.adopted),
    "district_dropped": Telling(work.dropped),
    "district_pays_support": Telling(work.line_opened),
    "spread_to_other_district": Telling(work.spread, work.spread_often, 1),
}
