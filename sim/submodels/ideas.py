"""Ideas: an innovation may be worth much or nothing, and partners learn which from tests that can mislead.

Each finished study or cycle brings noisy evidence, and belief follows it as far as partners look at it together. Then
the team goes on, revises, keeps and spreads the idea, or drops it for another. Effort that was sunk speaks against
dropping. A revision brings an idea toward what the scarcest kind of expertise at the table allows.
"""

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance, history
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import MIDDLE, MONTHS_A_YEAR, from_floor, moved, raised, saturating
from sim.kernel.innovation import begin_idea, believed, mean_worth
from sim.kernel.members import is_under_way, may_work, open_schools
from sim.state.tables import (
    DESIGN,
    IDEA_FAILED,
    NEGATIVE,
    NON_USER,
    OPEN,
    POSITIVE,
    RAPID,
    STUDY,
    UNIT_SLOTS,
)

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("ideas.hope", default=0.45, low=0.3, high=0.6, unit="worth",
        meaning="what partners believe an idea is worth that they take up", label="belief in a new idea",
        key="initial.efficacy")
declare("ideas.hope_weight", default=0.25, low=0.1, high=0.6, minimum=0.01, maximum=20, unit="full tests",
        meaning="how much that first belief weighs, in full tests", label="weight of the first belief")
declare("ideas.noise", default=0.15, low=0.08, high=0.3, minimum=0, maximum=3, unit="worth",
        source="CPG 2013 (timelines)", meaning="standard deviation of what a full test finds around the true worth",
        label="error of a full test")
declare("ideas.learning_half", default=0.4, low=0.2, high=0.8, minimum=0.001, unit="share",
        source="MHS 2022 (interaction of components)",
        meaning="social learning at which half of what tests show is taken in",
        label="social learning for half its effect", key="joint_work.learning_half")
declare("ideas.measures_gain", default=0.6, low=0.2, high=1.2, maximum=5, unit="share",
        source="MHS 2022 (InquiryHub)", meaning="further evidence of a test with practical measures",
        label="evidence added by quick measures", key="joint_work.measures_gain")
declare("ideas.study_weight", default=0.35, low=0.1, high=0.7, minimum=0, maximum=2, unit="times",
        source="CPG 2013 (alliances)",
        meaning="what a study of policy says of the idea, relative to a design cycle of that length",
        label="evidence by a policy study", key="joint_work.study_gain")
declare("ideas.worthwhile", default=0.3, low=0.2, high=0.4, unit="worth",
        meaning="worth at which partners are as ready to drop an idea as to go on; a test that finds less is a negative"
                " result", label="worth that is worthwhile")
declare("ideas.conviction", default=10, low=6, high=15, minimum=0, maximum=60, unit="log odds",
        meaning="what a belief of full worth adds to keeping and spreading an idea, and takes from dropping it",
        label="how far belief decides")
declare("ideas.escalation", default=3, low=1, high=5, minimum=0, maximum=20, unit="log odds",
        source="CPG 2013 (independence and joint work)",
        meaning="what effort sunk in full takes from dropping an idea, where partners are not independent of it",
        label="sunk effort against dropping")
declare("ideas.sunk_half", default=18, low=8, high=40, minimum=0.1, maximum=500, unit="months",
        meaning="months of full work on an idea at which half of what was sunk weighs",
        label="work that weighs half as sunk")
declare("ideas.revises", default=10, low=5, high=20, minimum=0, maximum=50, unit="times", source="CPG 2013 (NICs)",
        meaning="odds to revise an idea rather than go on with it as it is, after a full test",
        label="odds to revise after a test")
declare("ideas.revision", default=0.5, low=0.3, high=0.7, unit="share", source="CPG 2013 (NICs)",
        meaning="part of the way to what expertise allows that a revision after a negative result goes; and that a full"
                " test goes toward usability, fit and robustness", label="way that one revision goes",
        key="joint_work.cycle_gain")
declare("ideas.untaught", default=0.5, low=0.2, high=0.8, unit="share", source="MHS 2022 (failures)",
        meaning="the same for a revision after a positive result, relative to one after a negative one",
        label="revision without a negative result")
declare("ideas.potential", default=6, low=3, high=10, minimum=0, maximum=20, unit="times",
        source="MHS 2022 (expertise)",
        meaning="how many times what it is worth at first revisions can add to an idea, if all kinds of expertise are"
                " there in full; to one that is worth nothing they add nothing",
        label="what expertise makes of an idea")
declare("ideas.ageing", default=0.04, low=0.01, high=0.1, unit="share a year", source="CPG 2013 (long-term)",
        meaning="worth, and weight of what is known, that an idea loses as need and policy move on",
        label="ageing of an idea")
declare("ideas.stops", default=0.15, low=0.05, high=0.3, unit="share", source="MHS 2022 (failures)",
        meaning="partners without any commitment who stop when an idea fails, rather than try another",
        label="partners who stop as an idea fails", key="ideas.give_up")
declare("ideas.usability_ceiling", default=0.55, low=0.35, high=0.7, unit="share", source="MHS 2022 (missing teachers)",
        meaning="usability that can be reached without teachers' knowledge, and fit without tailoring",
        label="usability reached without teachers", key="joint_work.usability_ceiling")
declare("ideas.context_half", default=3, low=1.5, high=7, minimum=0.1, maximum=500, unit="schools",
        source="CPG 2013 (NICs); CPG 2013 (LeTUS)", meaning="sites at which half of the variety of contexts is met",
        label="sites for half of the variety", key="joint_work.context_half")
PARAMETERS = declare.all
# fmt: on

#: Visible progress lost when an idea is dropped that is used in all schools [share]: goodwill goes with it (MHS 2022,
#: failures); assumed, and 0.1 to 0.8 make no difference that is seen.
DISAPPOINTMENT = 0.4
#: What a team can do with an idea at the end of a cycle.
ON, REVISE, KEEP, DROP = range(4)


@rule
def news_of(rigour, quality, match, social_learning, measures, p):
    """What a finished test tells partners, in full tests [0 and up].

    A test says more if it is longer and done by trained people (rigour), with enough hours, and on the plan. Practical
    measures add to it, and partners take it in as far as they learn together: without that they repeat themselves.

    Source: CPG 2013 (NICs; timelines); MHS 2022 (interaction of components; InquiryHub).
    """
    heard = saturating(social_learning, p.learning_half)
    return rigour * quality * match * heard * (1.0 + p.measures_gain * measures)


@rule
def evidence_of(worth, news, z, p):
    """Worth that a test finds: the true one, and an error that is smaller the more the test can tell.

    Args:
        z: a standard normal draw.
    """
    return worth + p.noise * z / math.sqrt(news)


@rule
def against(evidence, p):
    """What a test finds whose results are negative whatever is tried: as far below what is worthwhile."""
    return p.worthwhile - abs(evidence - p.worthwhile)


@rule
def reasons_to_drop(belief, sunk, independence, p):
    """What speaks for dropping an idea [log odds against going on]: doubt, less the effort that was sunk in it.

    Args:
        sunk: months of full work on it.
        independence: of researchers from the joint work [0-1], which keeps judgement honest.

    Source: CPG 2013 (independence and joint work); MHS 2022 (failures).
    """
    escalates = p.escalation * saturating(sunk, p.sunk_half) * (1.0 - independence)
    return p.conviction * (p.worthwhile - belief) - escalates


@rule
def choice(drop, belief, fidelity, news, u, p):
    """What a team does with an idea at the end of a cycle, a code of this file; the less news, the more it goes on.

    Args:
        drop: reasons to drop it [log odds].
        fidelity: sites where it is enacted, without which there is nothing to spread [0-1].
        u: a draw in [0, 1).
    """
    drops = news * math.exp(drop)
    keeps = news * fidelity * math.exp(p.conviction * (belief - p.worthwhile))
    revises = news * p.revises
    left = u * (1.0 + drops + keeps + revises)
    if left < drops:
        return DROP
    if left < drops + revises:
        return REVISE
    return KEEP if left < drops + revises + keeps else ON


@rule
def at_the_table(instruction, partnering, context):
    """Expertise at the table [0-1]: the product of its three kinds, for none makes up for another; the scarcest binds.

    Source: MHS 2022 (expertise).
    """
    return instruction * partnering * context


@rule
def ceiling_of(at_first, known, p):
    """Worth that revisions can bring an idea to [up to 1]: a multiple of what it was worth at first, by expertise.

    Args:
        known: expertise at the table [0-1].

    Source: MHS 2022 (expertise).
    """
    return min(1.0, at_first * (1.0 + p.potential * known))


@rule
def robustness_ceiling(sites, tailoring, p):
    """Robustness that testing at so many sites allows [0-1].

    It is the variety of contexts that was met. Deep tailoring lowers it, most where there are few contexts.
    Source: CPG 2013 (local relevance and scalability).
    """
    variety = saturating(sites, p.context_half)
    return variety * (1.0 - tailoring * (1.0 - variety))


@rule
def implementation_fidelity(usability, fitting):
    """Implementation fidelity [0-1]: sites that enact the innovation as intended, once its makers had time.

    Args:
        fitting: effect left of the innovation as far as it fits the place [0-1], as for teachers.
    """
    return math.sqrt(usability * fitting)


@kernel
def sites_now(state, q):
    """Number of schools in which the partnership works."""
    sites = 0.0
    for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
        for s in range(state.districts[d].schools_at, state.districts[d].schools_end):
            if state.schools[s].site > 0.0 and may_work(state, d):
                sites += 1.0
    return sites


@kernel
def improve(state, w, q, news, sites, lever, p):
    """What a test teaches about enacting an idea: it gets more usable, fits better, travels further."""
    innovation, step_ = state.innovations[q], min(1.0, p.revision * news)
    usable = from_floor(p.usability_ceiling, state.agendas[q].teacher_voice)
    innovation.usability = raised(innovation.usability, usable, step_)
    innovation.local_fit = raised(innovation.local_fit, from_floor(p.usability_ceiling, lever.scale_tailoring), step_)
    ceiling = robustness_ceiling(sites, lever.scale_tailoring, p)
    innovation.robustness = raised(innovation.robustness, ceiling, step_)
    fitting = from_floor(state.instruction[w].unfitting, innovation.local_fit)
    allows = implementation_fidelity(innovation.usability, fitting)
    innovation.fidelity = moved(innovation.fidelity, allows, min(1.0, news))


@kernel
def revise(state, w, month, q, result, lever, p):
    """Partners change the idea: it comes nearer to what the expertise at the table allows, and is less known."""
    innovation, relation = state.innovations[q], state.relations[q]
    known = at_the_table(relation.expertise_instruction, relation.expertise_partnering, relation.expertise_context)
    gain = p.revision * (1.0 if result == NEGATIVE else p.untaught)
    for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
        district = state.districts[d]
        district.worth = raised(district.worth, ceiling_of(district.worth_at_first, known, p), gain)
    innovation.worth = mean_worth(state, q)
    innovation.precision *= 1.0 - gain
    log_event(
        state.log, w, month, log.IDEA_REVISED, q - state.worlds[w].partnerships_at, int(result), innovation.belief
    )


@kernel
def keep(state, w, month, q, lever):
    """Partners think that it works: they keep it, and ask more schools if there are some without."""
    innovation, i = state.innovations[q], q - state.worlds[w].partnerships_at
    if innovation.is_kept == 0.0:
        innovation.is_kept = 1.0
        innovation.ideas_kept += 1.0
    if state.efforts[q].reliable_month < 0.0:
        state.efforts[q].reliable_month = float(month)
        log_event(state.log, w, month, log.WORKED_RELIABLY, i, -1, innovation.fidelity)
    if innovation.reach < 1.0 and lever.scale_expansion_factor > 1.0:
        innovation.reach = min(1.0, innovation.reach * lever.scale_expansion_factor)
        for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
            if may_work(state, d):
                open_schools(state, d, innovation.reach)


@kernel
def lay_down(state, q):
    """Nobody uses an idea any more that was dropped; what teachers have learned stays."""
    for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
        district = state.districts[d]
        district.adopted = 0.0
        district.adopted_month = -1.0
        for s in range(district.schools_at, district.schools_end):
            for row in range(state.schools[s].teachers_at, state.schools[s].teachers_end):
                state.teachers[row].stage = NON_USER


@kernel
def drop(state, w, month, q, p):
    """Partners give an idea up, and begin with another one, or stop."""
    innovation, i = state.innovations[q], q - state.worlds[w].partnerships_at
    log_event(state.log, w, month, log.IDEA_DROPPED, i, int(innovation.is_kept), innovation.idea_months)
    innovation.ideas_dropped += 1.0
    innovation.drop_months += innovation.idea_months
    state.efforts[q].progress *= 1.0 - DISAPPOINTMENT * state.members[q].users
    lay_down(state, q)
    stops = p.stops * (1.0 - state.relations[q].commitments)
    u = chance.uniform(chance.stream(state.worlds[w].seed, chance.IDEA_STOPS, month), i)
    if u < stops and history.is_open(state.partnerships[q].chance_off, history.END):
        state.partnerships[q].must_end = IDEA_FAILED
    else:
        begin_idea(state, w, month, q)


@kernel
def learn(state, w, month, q, unit, lever, p):
    """A finished study or cycle: what it found, what partners believe now, and what they do with the idea."""
    one, innovation = state.units[unit], state.innovations[q]
    seed, q0 = state.worlds[w].seed, state.worlds[w].partnerships_at
    i = unit - q0 * UNIT_SLOTS
    # Cycles shorter than a month are repeated within it.
    times = max(1.0, float(int(1.0 / one.length))) if one.kind == DESIGN else p.study_weight
    social_learning, measures = state.relations[q].social_learning, lever.work_practical_measures
    news = times * news_of(one.rigour, one.quality, one.match, social_learning, measures, p)
    innovation.sunk += times * one.length * one.quality
    sites = sites_now(state, q)
    result, done = OPEN, ON
    if news > 0.0:
        found = evidence_of(
            mean_worth(state, q), news, chance.normal(chance.stream(seed, chance.IDEA_TEST, month), i), p
        )
        if innovation.negative_left > 0.0:
            found = against(found, p)
        result = POSITIVE if found >= p.worthwhile else NEGATIVE
        innovation.belief = believed(innovation.belief, innovation.precision, found, news)
        innovation.precision += news
        improve(state, w, q, news, sites, lever, p)
        doubt = reasons_to_drop(innovation.belief, innovation.sunk, lever.structure_independence, p)
        u = chance.uniform(chance.stream(seed, chance.IDEA_CHOICE, month), i)
        done = choice(doubt, innovation.belief, innovation.fidelity, news, u, p)
    if one.kind == STUDY:
        # What studies of policy find is as often welcome as not.
        u = chance.uniform(chance.stream(seed, chance.RESULT, month), i)
        result = NEGATIVE if u < MIDDLE or innovation.negative_left > 0.0 else POSITIVE
    one.result = result
    if one.length >= log.TOLD_MONTHS:
        log_event(state.log, w, month, log.UNIT_FINISHED, q - q0, one.kind, float(result))
    if done == REVISE:
        revise(state, w, month, q, result, lever, p)
    elif done == KEEP:
        keep(state, w, month, q, lever)
    elif done == DROP:
        drop(state, w, month, q, p)


@kernel
def step(first, last, month, state):
    """One month of ideas for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = state.ideas[w]
        for q in range(state.worlds[w].partnerships_at, state.worlds[w + 1].partnerships_at):
            if not is_under_way(state, q):
                continue
            lever, innovation = state.levers[q], state.innovations[q]
            if state.agendas[q].taken_up > 0.0:
                state.agendas[q].taken_up = 0.0
                begin_idea(state, w, month, q)
            fresh = 1.0 - p.ageing / MONTHS_A_YEAR
            for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
                state.districts[d].worth = min(state.districts[d].worth, fresh * state.districts[d].worth)
            innovation.precision *= fresh
            innovation.idea_months += 1.0
            # Whom partners look for is found as fast as structures are built, and stays as long as the plan pays.
            wanted = lever.capacity_recruiting * state.finances[q].plan_size
            innovation.recruited = moved(innovation.recruited, wanted, state.structures[w].build_rate)
            for unit in range(q * UNIT_SLOTS, (q + 1) * UNIT_SLOTS):
                one = state.units[unit]
                if one.kind >= 0 and one.kind != RAPID and one.release_in >= 0.0 and one.result == OPEN:
                    learn(state, w, month, q, unit, lever, p)
            innovation.worth = mean_worth(state, q)
            innovation.negative_left = max(0.0, innovation.negative_left - 1.0)
