"""The chain of reasons that led to an end: from what set it off to the decision, each with its month."""

from collections.abc import Callable
from functools import partial

from analysis.lives import reviews
from analysis.lives.commitment import commitment
from analysis.lives.life import Entry, Life, lived
from analysis.lives.links import HARDLY, Link, Links, last, level, struck_by
from analysis.lives.money import money
from analysis.lives.schools import schools_gone
from analysis.lives.trust import clash_about, trust
from analysis.wording.numbers import duration, percent
from sim.kernel.forms import MIDDLE
from sim.scenario.scenario import Scenario
from sim.state.tables import CAUSES, HAND_OVER, STOP
from sim.submodels.governance import readiness_to_stop

#: Districts that left which a chain names, the last ones.
MOST_LEAVERS = 3


def chain(life: Life) -> Links:
    """Links that led to the end of a partnership, in the order of their months; none while it goes on.

    The last one is the end with its recorded cause. The others come from the inputs of the hazard, or of the decision,
    that this cause stands for.
    """
    if life.ended is None:
        return ()
    cause = cause_of(life)
    links = sorted(dict.fromkeys(REASONS[cause](life, life.ended)), key=lambda link: link.month)
    return (*links, Link(life.ended, "partnership_ended", why_ended(life, cause)))


def chain_of(
    scenario: Scenario, *, seed: int = 1, replicate: int = 0, months: int | None = None, partnership: str | None = None
) -> Links:
    """The chain of one replicate, which is run for it.

    Args:
        scenario: what to run.
        seed: the user's seed.
        replicate: 0-based number, the same as in ``rpp run``.
        months: horizon; that of the scenario if None.
        partnership: its name; the first one if None.
    """
    return chain(lived(scenario, seed=seed, replicate=replicate, months=months, partnership=partnership))


def cause_of(life: Life) -> str:
    """The recorded cause of an end, a name in `CAUSES`."""
    return CAUSES[next(e.other for e in life.entries if e.event == "partnership_ended")]


def why_ended(life: Life, cause: str) -> str:
    """A cause of this life's end as a sentence without its full stop."""
    month = life.ended or life.months
    rested = duration(max(1, life.at("dormant", month)))
    no_money = "there is money for no size of the work"
    if last(life, "decided_at_grants_end", month, since=month, other=STOP) is not None:
        no_money = "with the last grant over, partners decide to stop"
    return {
        "practice_side_left": "too few on the practice side still stand behind it",
        "research_side_left": "too few on the research side still stand behind it",
        "money_ran_out": no_money,
        "trust_lost": "there is too little trust to work together",
        "faded_while_dormant": f"after {rested} at rest nobody takes it up again",
        "priorities_changed": "its districts turn to other things",
        "merged": "it goes into another partnership",
        "idea_failed": "what partners tried does not work, and they do not try anything else",
        "members_left": "at the renewal no district stays a member",
        "handed_over": f"{life.the_districts} take{'s' if life.has_one_district else ''} the work over",
        "no_longer_needed": "the problem it was for is as good as solved",
    }[cause]


def _faded(life: Life, month: int) -> Links:
    """Work came to rest for want of money, and nobody cared enough to take it up."""
    rest = last(life, "went_dormant", month)
    when = rest.month if rest is not None else month
    rests = Link(when, "went_dormant", "the work comes to rest")
    return (*money(life, when), rests, level(life, month, "commitment_practice"))


def _no_money(life: Life, month: int) -> Links:
    """Money for no size, or a decision to stop with the last grant."""
    decided = last(life, "decided_at_grants_end", month, since=month, other=STOP)
    if decided is not None:
        return _stopped(life, month)
    rest = last(life, "went_dormant", month)
    resting = life.columns["stage"][month - 2] == "dormant" if month > 1 else False
    at_rest = (Link(rest.month, rest.event, "the work comes to rest"),) if rest is not None and resting else ()
    return (*money(life, month), *at_rest)


def _grant_over(life: Life, month: int) -> Links:
    """The last grant, after which partners had to decide."""
    over = last(life, "grant_ended", month, since=month - 2)
    when = over.month if over is not None else month
    return (Link(when, "grant_ended", "the last grant is over, and partners have to decide"),)


def _stopped(life: Life, month: int) -> Links:
    """Partners stopped at a grant's end: what weighed most, open conflict, missing commitment, or little gain."""
    p = life.rule_values("governance", month)
    usual = readiness_to_stop(0.0, MIDDLE, 0.0, p)
    strain = readiness_to_stop(life.at("strain", month), MIDDLE, 0.0, p) - usual
    missing = readiness_to_stop(0.0, life.at("commitments", month), 0.0, p) - usual
    loss = readiness_to_stop(0.0, MIDDLE, life.at("benefit_districts", month), p) - usual
    if max(strain, missing, loss) <= HARDLY:
        return _grant_over(life, month)
    if loss > max(strain, missing):
        little = Link(month, "benefit_districts", "districts give more than they get")
        return (*schools_gone(life, month), *_grant_over(life, month), little)
    if strain > missing:
        about = clash_about(life, month)
        return (*_grant_over(life, month), Link(month, "conflict_broke_out", f"interests clash{about}"))
    side = min(("practice", "research"), key=lambda one: life.at(f"commitment_{one}", month))
    return (*commitment(life, month, side), *_grant_over(life, month))


def _handed_over(life: Life, month: int) -> Links:
    """The district was ready: work was built in."""
    if struck_by(life, "hand_over", month):
        return (Link(month, "hand_over", "partners hand the work over, as the scenario has it"),)
    decided = last(life, "decided_at_grants_end", month, since=month, other=HAND_OVER)
    built = decided.value if decided is not None else life.at("routines", month)
    told = f"the work is part of calendars, budgets and policy of {life.the_districts} by {percent(built)}"
    return (Link(month, "routines", told), *_grant_over(life, month))


def _merged(life: Life, month: int) -> Links:
    """A merger comes from the scenario only."""
    return (Link(month, "merger", "partners decide to go on within another partnership, as the scenario has it"),)


def _idea_failed(life: Life, month: int) -> Links:
    """Tests spoke against the last idea, and partners cared too little to try another."""
    tried = life.at("ideas_tried", month)
    told = f"tests of {life.scenario.the_innovation} show too little; partners give it up"
    if tried > 1:
        told = f"tests speak against idea number {tried:.0f} too; partners give it up"
    dropped = last(life, "idea_dropped", month)
    when = dropped.month if dropped is not None else month
    cares = f"commitment is {life.at('commitments', month):.2f}, too little to begin anew"
    return (Link(when, "idea_dropped", told), Link(when, "commitments", cares))


def need(life: Life, month: int) -> Links:
    """Why little of the problem was left."""
    gained = life.at("practice", month) - life.at("practice_then", month)
    share = percent(life.at("need", month))
    if gained < HARDLY:
        return (Link(life.start, "problem", f"the problem is no large one from the start (need {share})"),)
    worked = last(life, "change_worked_reliably", month) or last(life, "district_adopted", month)
    first = (Link(worked.month, worked.event, "the change works where it is tried"),) if worked is not None else ()
    return (*first, Link(month, "need", f"teaching has improved by {gained:.2f}, and need is down to {share}"))


def members_left(life: Life, month: int) -> Links:
    """The last districts that did not renew their membership, and why, or that the scenario took away."""
    gone = [
        Link(e.month, e.event, f"{life.district(e.row)} does not renew its membership, because {why_left(e)}")
        for e in life.entries if e.event == "member_left" and e.month <= month
    ]  # fmt: skip
    whole = "the district" if life.has_one_district else "every district"
    gone += [
        Link(when, e.do, f"{e.district or whole} leaves, as the scenario has it")
        for when, e in life.struck if e.do == "member_leaves" and when <= month
    ]  # fmt: skip
    return tuple(sorted(gone)[-MOST_LEAVERS:])


def why_left(e: Entry) -> str:
    """Why a district did not renew its membership, by the entry of the log."""
    if e.other == 1:
        return "what it gets is not worth the fee"
    return "it gives more than it gets" if e.value < 0 else "its leaders do not stand behind what it gains"


#: What to look at for each cause.
REASONS: dict[str, Callable[[Life, int], Links]] = {
    "practice_side_left": partial(commitment, side="practice"),
    "research_side_left": partial(commitment, side="research"),
    "money_ran_out": _no_money,
    "trust_lost": trust,
    "faded_while_dormant": _faded,
    "priorities_changed": reviews.turned_away,
    "handed_over": _handed_over,
    "members_left": members_left,
    "merged": _merged,
    "idea_failed": _idea_failed,
    "no_longer_needed": need,
}
