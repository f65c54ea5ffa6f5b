"""A story in about eight sentences: who begins, what came of it, what struck it, what led to its end, what stays."""


from analysis.lives.life import Entry, Life
from analysis.lives.links import Links
from analysis.wording.numbers import date, percent, sentence
from app.story.ending import SOME_USE, closing
from app.story.people import LOOK_BACK_WORDS
from app.story.sentences import SENTENCES
from app.story.work import trust_word

#: How much each event matters to somebody who wants to know what shaped a partnership.
WEIGHTS = {
    "went_dormant": 5, "revived": 5, "grant_cancelled": 5, "superintendent_reviewed": 4, "next_problem_taken_up": 4,
    "conflict_broke_out": 4, "district_adopted": 4, "data_breached": 4, "decided_at_grants_end": 3,
    "superintendent_left": 3, "data_revoked": 3, "data_lapsed": 2,
    "change_worked_reliably": 3, "district_pays_support": 3, "plan_cut": 3, "conflict_resolved": 2, "negative_press": 2,
    "coordinator_left": 2, "budget_cut": 2, "spread_to_other_district": 2, "promise_broken": 1, "tenure_denied": 1,
}  # fmt: skip
#: Turning points that are told beside the chain.
TURNS = 3


def short_form(life: Life, links: Links, begins: str) -> tuple[str, ...]:
    """Paragraphs of a short story; the chain is told between them.

    Args:
        life: what happened.
        links: the chain that led to the end; empty while the partnership goes on.
        begins: how it begins.
    """
    middle = [_joint_work(life), *_turns(life, links), *_widest(life)]
    return (begins, " ".join(middle), closing(life, briefly=True))


def _joint_work(life: Life) -> str:
    """When joint work began."""
    begun = next((e for e in life.entries if e.event == "became_active"), None)
    if begun is None:
        return "Joint work has not begun by then." if life.ended is None else "Joint work never begins."
    return f"Joint work begins in {date(begun.month)}, with trust {trust_word(life, begun.value)} ({begun.value:.2f})."


def _widest(life: Life) -> list[str]:
    """The best that it came to in classrooms while it lasted."""
    users = life.columns["users"][: life.last_month]
    if users.max(initial=0.0) < SOME_USE:
        return []
    best = int(users.argmax()) + 1
    return [f"At its widest, in {date(best)}, {percent(users.max())} of teachers use {life.scenario.the_innovation}."]


def _turns(life: Life, links: Links) -> list[str]:
    """What shaped it most, beside what led to its end: one of each kind."""
    in_chain = {(link.month, link.event) for link in links}
    worth = [
        e for e in life.entries
        if e.event in WEIGHTS and e.month <= life.last_month and (e.month, e.event) not in in_chain
    ]  # fmt: skip
    first: dict[str, tuple[Entry, str]] = {}
    for e in worth:
        text = SENTENCES[e.event].one(life, e)
        if text and e.event not in first:
            first[e.event] = (e, text.partition(f". {LOOK_BACK_WORDS}")[0])
    heaviest = sorted(first.values(), key=lambda told: (-WEIGHTS[told[0].event], told[0].month))[:TURNS]
    return [sentence(f"in {date(e.month)} {text}") for e, text in sorted(heaviest, key=lambda told: told[0].month)]
