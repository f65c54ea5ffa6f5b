"""Standing: what a district holds of the partnership beside its people, and what new leaders decide.

A district's **stance** follows its people, those with authority more, and is held by rules that partners hold each
other to and by **integration**: work that stands in calendars, budgets, job descriptions and policy. Ties among its
leaders carry it to newcomers. A new superintendent reviews what was inherited, and champions, tolerates, freezes or
ends it, by own view, by the bench of committed people below, by what the organisation is held to, by results, money and
opposition.
"""

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance, history
from sim.kernel.compiled import kernel, rule
from sim.kernel.forms import JULY, MIDDLE, MONTHS_A_YEAR, backed, bounded, either, from_floor, mean, moved, raised
from sim.kernel.members import decide, is_member
from sim.kernel.posts import posts_of, weight_of
from sim.state.tables import (
    ACTIVE,
    CENTRAL_OFFICE,
    CHAMPIONED,
    COACH,
    DORMANT,
    ENDED,
    FROZEN,
    LEFT,
    NOT_STARTED,
    PRINCIPAL,
    SUPERINTENDENT,
    TOLERATED,
)

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("standing.stance_rate", default=0.07, low=0.035, high=0.14, unit="share a month",
        source="MHS 2022 (commitments); Finnigan & Daly 2017",
        meaning="how fast an organisation's stance follows its people, and leaders without a seat come to see the"
                " partnership as colleagues do who all know each other", label="pace of an organisation's stance")
declare("standing.held", default=0.7, low=0.4, high=0.9, unit="share", source="MHS 2022 (commitments)",
        meaning="how far full integration, or full agreements, slow a stance that falls",
        label="stance held by what is built in")
declare("standing.benefit", default=0.4, low=0.2, high=0.6, unit="share", source="CPG 2013 (mutualism)",
        meaning="way to full stance, or to none, that the greatest benefit, or loss, takes an organisation beside its"
                " people", label="benefit in an organisation's stance")
declare("standing.integration_rate", default=0.08, low=0.04, high=0.14, unit="share a month",
        source="MHS 2022 (commitments)",
        meaning="how fast work becomes part of what a district does, at best", label="pace of integration")
declare("standing.integration_fade", default=0.012, low=0.006, high=0.025, unit="share a month",
        meaning="how fast neglected work is dropped from calendars and budgets",
        label="pace at which neglect undoes it")
declare("standing.bench_central_office", default=1.6, low=0.8, high=2.4, minimum=0, maximum=6, unit="log",
        source="CPG 2013 (Bellevue); MHS 2022 (missing central office)",
        meaning="weight in the bench of all central-office leaders, fully committed",
        label="central office in the bench")
declare("standing.bench_others", default=0.85, low=0.4, high=1.4, minimum=0, maximum=6, unit="log",
        source="CPG 2013 (Bellevue)",
        meaning="weight in the bench of all principals, fully committed, and again of all coaches",
        label="principals or coaches in the bench", key="standing.bench_principal")
declare("standing.bench_unseated", default=0.25, low=0.1, high=0.5, unit="share",
        source="CPG 2013 (Bellevue); Finnigan & Daly 2017",
        meaning="part of that weight of people who do not work with the partners themselves",
        label="bench of people without a seat")
declare("standing.review_first", default=4, low=2, high=6, minimum=0, maximum=12, unit="months",
        meaning="months after which a new superintendent reviews what was inherited, at the earliest; by the end of the"
                " first year all have",
        label="months until a review, at least")
declare("standing.review_people", default=6, low=4, high=8, minimum=0, maximum=16, unit="log odds",
        source="CPG 2013 (turnover; Bellevue)",
        meaning="weight in a review of the superintendent's own view, and of the bench", label="people in a review",
        key="standing.review_view")
declare("standing.review_held", default=3, low=1.5, high=5, minimum=0, maximum=12, unit="log odds",
        source="MHS 2022 (commitments)",
        meaning="weight in a review of what an organisation is held to by what is built in and agreed",
        label="commitments in a review")
declare("standing.review_results", default=2, low=1, high=4, minimum=0, maximum=12, unit="log odds",
        source="W. T. Grant guidance for funders", meaning="weight of visible results in a review",
        label="results in a review")
declare("standing.review_cost", default=6, low=3, high=9, minimum=0, maximum=12, unit="log odds",
        source="CPG 2013 (turnover); MB (demand continuum)",
        meaning="weight against it of the greatest cost in hours and money, for each teacher of the district",
        label="cost in a review")
declare("standing.review_opposition", default=2, low=1, high=4, minimum=0, maximum=12, unit="log odds",
        source="Hess 1999", meaning="weight against it of local opposition under full political pressure",
        label="opposition in a review")
declare("standing.champion_above", default=6, low=5.2, high=6.8, minimum=-6, maximum=20, unit="log odds",
        meaning="what must speak for a partnership to be championed", label="bar for a champion")
declare("standing.freeze_below", default=3.6, low=2.8, high=4.4, minimum=-6, maximum=20, unit="log odds",
        meaning="what must speak for it not to be frozen", label="bar for a freeze")
declare("standing.end_below", default=1.4, low=0.6, high=2.2, minimum=-9, maximum=20, unit="log odds",
        meaning="what must speak for it not to be ended", label="bar for an end")
PARAMETERS = declare.all
# fmt: on


@rule
def held(integration, rules, p):
    """How far an organisation is held to a partnership by work that is built in, or by what is agreed [0-1].

    Args:
        rules: agreements and norms that are in use [0-1].

    Source: MHS 2022 (commitments).
    """
    return p.held * either(integration, rules)


@rule
def in_review(view, bench, bound, results, cost, opposition, pressure, p):
    """What speaks for a partnership when a superintendent looks at it [log odds].

    What speaks against it is what it asks for, so that a small thing is tolerated, and who opposes it.

    Args:
        view: the superintendent's commitment [0-1].
        bench: committed people below [0-1].
        bound: how far calendars, budgets, policy and agreements hold the organisation to it [0-1].
        results: visible progress [0-1].
        cost: hours and money that it takes of the district, as that feels them [0-1].
        opposition: of the place [0-1].
        pressure: political pressure [0-1].

    Source: CPG 2013 (turnover; Bellevue); Hess 1999 (opposition); MB (demand continuum) for cost.
    """
    value = p.review_people * (view + bench) + p.review_results * results + p.review_held * bound
    return value - p.review_cost * cost - p.review_opposition * (opposition * pressure)


@rule
def verdict(for_it, u, p):
    """The verdict of a review; ``u`` is a draw, and what it stands for is whatever else a superintendent sees."""
    seen = for_it - math.log(1.0 / max(u, 1e-12) - 1.0)
    if seen >= p.champion_above:
        return CHAMPIONED
    if seen >= p.freeze_below:
        return TOLERATED
    return FROZEN if seen >= p.end_below else LEFT


@rule
def weight_in_bench(role, posts, works_along, p):
    """Weight in the bench of a fully committed person of a role.

    People of a role share its weight: a small place has no weaker bench, and one departure is much there.

    Args:
        role: of the person.
        posts: of that role in the district.
        works_along: whether he or she works with the partners; who only hears of it hardly speaks up.

    Source: CPG 2013 (Bellevue: ties of researchers with people at many levels).
    """
    weight = (p.bench_central_office if role == CENTRAL_OFFICE else p.bench_others) / posts
    return weight if works_along else p.bench_unseated * weight


@kernel
def bench(state, d, p):
    """Committed people below the superintendent: chance that somebody who matters speaks up [0-1]."""
    spoken = 0.0
    office, coaches = posts_of(state, d, CENTRAL_OFFICE), posts_of(state, d, COACH)
    principals = posts_of(state, d, PRINCIPAL)
    for row in range(state.districts[d].leaders_at, state.districts[d].leaders_end):
        leader = state.leaders[row]
        if leader.role != SUPERINTENDENT and leader.vacant <= 0.0:
            posts = office if leader.role == CENTRAL_OFFICE else (principals if leader.role == PRINCIPAL else coaches)
            spoken += weight_in_bench(leader.role, posts, leader.seat >= 0, p) * leader.commitment
    return 1.0 - math.exp(-spoken)


@rule
def knit(ties, left, leaders, pace):
    """Ties among leaders after a month [0-1]: every tie has two ends, and is gone with the first who leaves.

    Args:
        ties: of those that there could be [0-1].
        left: leaders who left this month.
        leaders: leaders' posts.
        pace: of ties between people who are there [share a month].

    Source: Finnigan & Daly 2017 (churn among leaders thins what they know of each other).
    """
    stayed = 1.0 - left / leaders
    return raised(ties * stayed * stayed, 1.0, pace)


@kernel
def people_stand(state, d, w):
    """Commitment of a district's leaders, weighted by authority [0-1]; the stance itself where nobody is in post."""
    m, heads, offices, schools, posts = state.commitment[w], 0.0, 0.0, 0.0, 0.0
    head, central, principals, coaches = 0.0, 0.0, 0.0, 0.0
    for row in range(state.districts[d].leaders_at, state.districts[d].leaders_end):
        leader = state.leaders[row]
        if leader.vacant > 0.0:
            continue
        if leader.role == SUPERINTENDENT:
            head, heads = head + leader.commitment, heads + 1.0
        elif leader.role == CENTRAL_OFFICE:
            central, offices = central + leader.commitment, offices + 1.0
        elif leader.role == PRINCIPAL:
            principals, schools = principals + leader.commitment, schools + 1.0
        else:
            coaches, posts = coaches + leader.commitment, posts + 1.0
    total, weights = 0.0, 0.0
    for role, said, people in (
        (SUPERINTENDENT, head, heads), (CENTRAL_OFFICE, central, offices), (PRINCIPAL, principals, schools),
        (COACH, coaches, posts),
    ):  # fmt: skip
        if people > 0.0:
            total += weight_of(role, m) * said / people
            weights += weight_of(role, m)
    return total / weights if weights > 0.0 else state.districts[d].stance


@kernel
def views_form(state, q, d, p):
    """Leaders who are not at the table come to see the partnership as their organisation does, and its results tell.

    Those of a district that has left are not, while the others go on; after an end whoever sat there keeps the view.
    """
    outside = not is_member(state, d) and state.partnerships[q].stage != ENDED
    seen = mean(state.districts[d].stance, state.efforts[q].progress)
    for row in range(state.districts[d].leaders_at, state.districts[d].leaders_end):
        leader = state.leaders[row]
        if (leader.seat < 0 or outside) and leader.vacant <= 0.0:
            share = p.stance_rate * state.districts[d].cohesion
            leader.commitment = moved(leader.commitment, mean(seen, leader.priority), share)


@kernel
def integrate(state, q, d, committed, p):
    """Work becomes part of what a district does where people at several levels do it, and falls out when neglected."""
    district, active = state.districts[d], 0.0
    if state.partnerships[q].stage == ACTIVE and district.mandate >= TOLERATED:
        active = (
            district.stance
            * mean(committed, state.levers[q].work_local_capacity_weight)
            * from_floor(MIDDLE, district.users)
        )
    district.integration = raised(district.integration, 1.0, p.integration_rate * active)
    district.integration -= p.integration_fade * (1.0 - active) * district.integration


@kernel
def review(state, w, month, q, d, committed, p):
    """A superintendent looks at what was inherited, and decides."""
    district, d0 = state.districts[d], state.worlds[w].districts_at
    head = state.leaders[district.leaders_at]
    bound = held(district.integration, state.relations[q].rules, p)
    for_it = in_review(
        head.commitment, committed, bound, state.efforts[q].progress, district.cost, district.opposition,
        district.pressure, p,
    )  # fmt: skip
    u = chance.uniform(chance.stream(state.worlds[w].seed, chance.REVIEW, month), d - d0)
    decided = verdict(for_it, u, p)
    decide(state, w, month, d, decided, for_it)
    district.may_reopen = 1.0 if decided < CHAMPIONED else 0.0


@kernel
def looks_again(state, w, month, d):
    """Whether a blow makes a superintendent in post look again: bad press, a budget cut, a conflict that breaks out;
    the harder it is, the likelier.

    Source: CPG 2013 (trust; turnover).
    """
    district, d0 = state.districts[d], state.worlds[w].districts_at
    relation = state.relations[district.partnership]
    blow = max(max(district.press, district.cut), relation.strain if relation.strained == 1.0 else 0.0)
    if blow == 0.0 or district.review_in > 0.0 or state.leaders[district.leaders_at].vacant > 0.0:
        return False
    return chance.uniform(chance.stream(state.worlds[w].seed, chance.LOOK_AGAIN, month), d - d0) < blow


@kernel
def step(first, last, month, state):
    """One month of how organisations stand, for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = state.standing[w]
        for d in range(state.worlds[w].districts_at, state.worlds[w + 1].districts_at):
            district = state.districts[d]
            q = district.partnership
            stage = state.partnerships[q].stage
            if stage == NOT_STARTED or district.leaders_end == district.leaders_at:
                continue
            stands = backed(people_stand(state, d, w), district.benefit, p.benefit)
            if state.partnerships[q].age == 0.0:
                district.stance = stands
            slowed = 0.0
            if stands < district.stance:
                slowed = held(district.integration, state.relations[q].rules, p)
            district.stance = bounded(moved(district.stance, stands, p.stance_rate * (1.0 - slowed)))
            leaders = float(district.leaders_end - district.leaders_at)
            district.cohesion = knit(district.cohesion, district.left_leaders, leaders, state.meetings[w].presence_rate)
            committed = bench(state, d, p)
            district.bench = committed
            integrate(state, q, d, committed, p)
            views_form(state, q, d, p)
            head = state.leaders[district.leaders_at]
            if district.mandate == LEFT or stage == ENDED:
                continue
            looks = district.decided == 0.0 and history.is_open(district.chance_off, history.REVIEW)
            if head.left > 0.0:
                u = chance.uniform(
                    chance.stream(state.worlds[w].seed, chance.REVIEW_AFTER, month), d - state.worlds[w].districts_at
                )
                district.review_in = math.floor(p.review_first + u * (MONTHS_A_YEAR - p.review_first)) + head.vacant
            elif looks_again(state, w, month, d):
                district.review_in = max(1.0, p.review_first)
            elif district.review_in > 0.0:
                district.review_in -= 1.0
                if looks and district.review_in <= 0.0 and (stage == ACTIVE or stage == DORMANT):
                    review(state, w, month, q, d, committed, p)
            elif looks and district.mandate == FROZEN and month % MONTHS_A_YEAR == JULY and head.vacant <= 0.0:
                review(state, w, month, q, d, committed, p)
