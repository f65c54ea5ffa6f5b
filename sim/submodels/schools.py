"""Schools: each decides for itself whether to take part, to go on, or to leave; a freeze makes it pause.

A school that is asked joins if principal and staff want to. Each July it looks at its troubles (a principal who does
not care, other reforms, poor results, no support) and at its roots (what the district built in and pays for, colleagues
who have mastered the work), and stays or leaves. A new principal, or a new offer, may bring back a school that left.
"""

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import JULY, MIDDLE, MONTHS_A_YEAR, either, saturating
from sim.state.tables import (
    BY_EVENT,
    ENDED,
    FROZEN,
    JOINED,
    JOINS_NOW,
    LEAVES_NOW,
    NEW_OFFER,
    NEW_PRINCIPAL,
    NO_OFFER,
    NO_SUPPORT,
    NOT_JOINED,
    NOT_STARTED,
    OTHER_REFORMS,
    PAUSED,
    POOR_RESULTS,
    PRINCIPAL_UNWILLING,
    SCHOOL_LEFT,
    STANDING_OFFER,
)

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("participation.leave", default=0.1, low=0.05, high=0.18, maximum=0.95, unit="share a year", grade="derived",
        source="Taylor 2006; Coburn 2003",
        meaning="schools that leave in a year where troubles are at the middle and nothing holds them; with what is"
                " usual of both some 12 %",
        label="schools that leave in a year")
declare("participation.troubles", default=1.2, low=0.5, high=2, minimum=0, maximum=10, unit="log units",
        source="CPG 2013 (challenging contexts); Coburn 2003",
        meaning="how much each trouble in full raises the hazard that a school leaves",
        label="troubles that make schools leave")
declare("participation.roots", default=2, low=1, high=3.5, minimum=0, maximum=10, unit="log units",
        source="Coburn 2003 (ownership, depth); CPG 2013 (Bellevue)",
        meaning="how much full roots lower that hazard: what the district built in and pays for, and deep users",
        label="roots that keep schools")
PARAMETERS = declare.all
# fmt: on

#: Troubles that a school can have.
TROUBLES = 4.0


@rule
def wants_to_join(principal, staff):
    """Chance that a school that is asked joins [0-1]: its principal, or its teachers, carry the others along."""
    return either(principal, staff)


@rule
def troubles(principal, reforms, usual, tries, worth, support):
    """What makes a school leave, four troubles [0-1] each: a principal who does not care, other reforms (one half where
    there are as many as usual), poor results, no support.

    Args:
        tries: whether support is offered to its teachers, or any of them use the innovation; a school that is only
            studied can miss neither results nor support.

    Source: CPG 2013 (challenging contexts); Coburn 2003; Taylor 2006.
    """
    load = saturating(reforms, usual) if reforms > 0.0 else 0.0
    results, missing = (1.0 - max(0.0, worth), 1.0 - support) if tries else (0.0, 0.0)
    return 1.0 - principal, load, results, missing


@rule
def roots(integration, line, deep):
    """What holds a school [0-1]: work that is the district's own (built in, paid for), and colleagues who mastered it.

    Source: Coburn 2003 (ownership, depth); CPG 2013 (Bellevue).
    """
    return either(max(integration, line), deep)


@rule
def leaves_in_a_year(trouble, rooted, p):
    """Chance that a school leaves in the summer [0-1].

    Args:
        trouble: sum of the four troubles [0-4].
        rooted: what holds it [0-1].
    """
    weighs = p.troubles * (trouble - MIDDLE * TROUBLES) - p.roots * rooted
    return 1.0 - math.exp(math.log(1.0 - p.leave) * math.exp(weighs))


@kernel
def staff_commitment(state, s):
    """Mean commitment of a school's teachers [0-1]."""
    school = state.schools[s]
    total = 0.0
    for row in range(school.teachers_at, school.teachers_end):
        total += state.teachers[row].commitment
    return total / float(school.teachers_end - school.teachers_at)


@kernel
def why_and_whether(state, w, q, d, s, backing, p):
    """The trouble that weighs most in a school, a code of SCHOOL_CAUSES, and the chance that it leaves this summer."""
    district, school, calendar = state.districts[d], state.schools[s], state.calendar[w]
    usual = calendar.reform_rate * calendar.reform_months / MONTHS_A_YEAR
    tries = school.users > 0.0 or (school.offer != NO_OFFER and state.levers[q].capacity_support_hours > 0.0)
    care, load, results, support = troubles(backing, district.reforms, usual, tries, district.worth, school.support)
    most = max(max(care, load), max(results, support))
    cause = NO_SUPPORT
    if care == most:
        cause = NEW_PRINCIPAL if state.leaders[school.principal].months < MONTHS_A_YEAR else PRINCIPAL_UNWILLING
    elif load == most:
        cause = OTHER_REFORMS
    elif results == most:
        cause = POOR_RESULTS
    rooted = roots(district.integration, district.budget_line, school.deep)
    return cause, leaves_in_a_year(care + load + results + support, rooted, p)


@kernel
def leave(state, w, month, d, s, cause):
    """A school leaves the work, for a code of SCHOOL_CAUSES."""
    state.schools[s].participation = SCHOOL_LEFT
    state.districts[d].schools_left += 1.0
    number = s - state.districts[d].schools_at + 1
    log_event(state.log, w, month, log.SCHOOL_LEFT_WORK, d - state.worlds[w].districts_at, cause, number)


@kernel
def school_decides(state, w, month, q, d, s, u, p):
    """One school looks at the work: whether it joins, goes on, or leaves. Returns 1 if it joins."""
    school = state.schools[s]
    principal = state.leaders[school.principal]
    backing = principal.commitment if principal.vacant <= 0.0 else 0.0
    is_new = principal.vacant <= 0.0 and principal.months < MONTHS_A_YEAR
    if school.participation == JOINS_NOW:
        school.participation = JOINED
        return 1.0
    if school.participation == LEAVES_NOW:
        leave(state, w, month, d, s, BY_EVENT)
        return 0.0
    if school.participation == SCHOOL_LEFT and (is_new or school.offer == NEW_OFFER):
        school.participation = NOT_JOINED
    if school.participation == NOT_JOINED:
        if u < wants_to_join(backing, staff_commitment(state, s)):
            school.participation = JOINED
            return 1.0
    elif school.participation == JOINED:
        cause, leaves = why_and_whether(state, w, q, d, s, backing, p)
        if u < leaves:
            leave(state, w, month, d, s, cause)
    return 0.0


@kernel
def schools_of(state, w, month, q, d, seed, p):
    """Schools of a district join, pause, go on or leave; afterwards the sites are those that joined and are offered.

    Returns:
        Sites that joined this month.
    """
    district = state.districts[d]
    draws = chance.stream(seed, chance.SCHOOL_DECIDES, month)
    summer = month % MONTHS_A_YEAR == JULY and month > 0
    joined, paused, new_sites = 0.0, 0.0, 0.0
    district.schools_left = 0.0
    district.schools_in = 0.0
    for s in range(district.schools_at, district.schools_end):
        school = state.schools[s]
        offered = school.offer != NO_OFFER
        frozen = offered and district.mandate == FROZEN
        if school.participation == PAUSED and not frozen:
            school.participation = JOINED
        # A school is asked when the work comes to it, and every summer while it is offered or the district's own.
        asked = (offered and not frozen) or district.adopted > 0.0
        due = summer and (asked or school.participation == JOINED)
        if due or school.offer == NEW_OFFER or school.participation == LEAVES_NOW:
            u = chance.uniform(draws, s - state.worlds[w].schools_at)
            joins = school_decides(state, w, month, q, d, s, u, p)
            joined += joins
            new_sites += joins if offered and not frozen else 0.0
        if offered:
            school.offer = STANDING_OFFER
        if frozen and school.participation == JOINED:
            school.participation = PAUSED
            paused += 1.0
        takes_part = school.participation == JOINED
        school.site = 1.0 if takes_part and offered else 0.0
        school.site_months += school.site
        district.schools_in += 1.0 if takes_part else 0.0
    i = d - state.worlds[w].districts_at
    if joined > 0.0:
        log_event(state.log, w, month, log.SCHOOLS_JOINED, i, -1, joined)
    if paused > 0.0:
        log_event(state.log, w, month, log.SCHOOLS_PAUSED, i, -1, paused)
    return new_sites


@kernel
def sites_grow(state, w, month, q, new):
    """New sites start from what travels.

    Args:
        new: sites that joined this month.
    """
    innovation, partnership = state.innovations[q], state.partnerships[q]
    now, all_ = 0.0, 0.0
    for d in range(partnership.districts_at, partnership.districts_end):
        for s in range(state.districts[d].schools_at, state.districts[d].schools_end):
            now += state.schools[s].site
            all_ += 1.0
    if new > 0.0:
        old = 1.0 - new / now
        innovation.fidelity *= old + (1.0 - old) * innovation.robustness
        log_event(state.log, w, month, log.SITES_GREW, q - state.worlds[w].partnerships_at, int(now), now / all_)


@kernel
def step(first, last, month, state):
    """One month of schools for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p, seed = state.participation[w], state.worlds[w].seed
        for q in range(state.worlds[w].partnerships_at, state.worlds[w + 1].partnerships_at):
            partnership = state.partnerships[q]
            if partnership.stage == NOT_STARTED:
                continue
            new = 0.0
            for d in range(partnership.districts_at, partnership.districts_end):
                new += schools_of(state, w, month, q, d, seed, p)
            if partnership.stage != ENDED:
                sites_grow(state, w, month, q, new)
