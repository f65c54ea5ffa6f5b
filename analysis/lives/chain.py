"""The chain of reasons that led to an end: from what set it off to the decision, each with its month."""

from collections.abc import Callable
from functools import partial

from analysis.lives import reasons, reviews
from analysis.lives.life import Life, lived
from analysis.lives.reasons import Link, Links, last
from analysis.wording.numbers import duration, percent
from sim.scenario.scenario import Scenario
from sim.state.tables import CAUSES, HAND_OVER, STOP
from sim.submodels.governance import USUAL


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
    money = "there is money for no size of the work"
    if last(life, "decided_at_grants_end", month, since=month, other=STOP) is not None:
        money = "with the last grant over, partners decide to stop"
    return {
        "practice_side_left": "too few on the practice side still stand behind it",
        "research_side_left": "too few on the research side still stand behind it",
        "money_ran_out": money,
        "trust_lost": "there is too little trust to work together",
        "faded_while_dormant": f"after {rested} at rest nobody takes it up again",
        "priorities_changed": "its districts turn to other things",
        "merged": "it goes into another partnership",
        "members_left": "at the renewal no district stays a member",
        "handed_over": "the district takes the work over",
        "no_longer_needed": "the problem it was for is as good as solved",
    }[cause]


def _faded(life: Life, month: int) -> Links:
    """Work came to rest for want of money, and nobody cared enough to take it up."""
    rest = last(life, "went_dormant", month)
    when = rest.month if rest is not None else month
    rests = Link(when, "went_dormant", "the work comes to rest")
    return (*reasons.money(life, when), rests, reasons.level(life, month, "commitment_practice"))


def _no_money(life: Life, month: int) -> Links:
    """Money for no size, or a decision to stop with the last grant."""
    decided = last(life, "decided_at_grants_end", month, since=month, other=STOP)
    if decided is not None:
        return _stopped(life, month)
    rest = last(life, "went_dormant", month)
    resting = life.columns["stage"][month - 2] == "dormant" if month > 1 else False
    at_rest = (Link(rest.month, rest.event, "the work comes to rest"),) if rest is not None and resting else ()
    return (*reasons.money(life, month), *at_rest)


def _grant_over(life: Life, month: int) -> Links:
    """The last grant, after which partners had to decide."""
    over = last(life, "grant_ended", month, since=month - 2)
    when = over.month if over is not None else month
    return (Link(when, "grant_ended", "the last grant is over, and partners have to decide"),)


def _stopped(life: Life, month: int) -> Links:
    """Partners stopped at a grant's end: what weighed most, open conflict, missing commitment, or little gain."""
    strain = life.p("governance.stop_strain") * life.at("strain", month)
    missing = life.p("governance.stop_commitment") * (USUAL - life.at("commitments", month))
    loss = -life.p("governance.stop_benefit") * life.at("benefit_districts", month)
    if max(strain, missing, loss) <= reasons.HARDLY:
        return _grant_over(life, month)
    if loss > max(strain, missing):
        return (*_grant_over(life, month), Link(month, "benefit_districts", "districts give more than they get"))
    if strain > missing:
        about = reasons.clash_about(life, month)
        return (*_grant_over(life, month), Link(month, "conflict_broke_out", f"interests clash{about}"))
    side = min(("practice", "research"), key=lambda one: life.at(f"commitment_{one}", month))
    return (*reasons.commitment(life, month, side), *_grant_over(life, month))


def _handed_over(life: Life, month: int) -> Links:
    """The district was ready: work was built in, or the problem was nearly solved."""
    if reasons.struck_by(life, "hand_over", month):
        return (Link(month, "hand_over", "partners hand the work over, as the scenario has it"),)
    decided = last(life, "decided_at_grants_end", month, since=month, other=HAND_OVER)
    built = decided.value if decided is not None else life.at("routines", month)
    by_integration = life.p("governance.hand_over_integration") * built
    by_need = life.p("governance.hand_over_need") * (1.0 - life.at("need", month))
    if by_need > by_integration:
        why = reasons.need(life, month)
    else:
        told = f"the work is part of the district's calendars, budgets and policy by {percent(built)}"
        why = (Link(month, "routines", told),)
    return (*why, *_grant_over(life, month))


def _merged(life: Life, month: int) -> Links:
    """A merger comes from the scenario only."""
    return (Link(month, "merger", "partners decide to go on within another partnership, as the scenario has it"),)


#: What to look at for each cause.
REASONS: dict[str, Callable[[Life, int], Links]] = {
    "practice_side_left": partial(reasons.commitment, side="practice"),
    "research_side_left": partial(reasons.commitment, side="research"),
    "money_ran_out": _no_money,
    "trust_lost": reasons.trust,
    "faded_while_dormant": _faded,
    "priorities_changed": reviews.turned_away,
    "handed_over": _handed_over,
    "members_left": reasons.members_left,
    "merged": _merged,
    "no_longer_needed": reasons.need,
}
