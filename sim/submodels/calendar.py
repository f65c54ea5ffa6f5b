"""Calendar: shocks strike, fiscal years turn, policies shift, budgets fall, funders change their minds.

It also switches chance off where the course of something is known, and on again.
"""

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance, history
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import HALF_WIDTH, MONTHS_A_YEAR, bounded, moved, raised, varied
from sim.kernel.posts import posts_of
from sim.state.tables import COACH, FORMING, NOT_STARTED

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("calendar.policy_shift", default=0.3, low=0.1, high=0.6, maximum=0.99, unit="share a year", source="Hess 1999",
        meaning="chance that a district's policy takes another direction", label="chance that district policy shifts")
declare("calendar.policy_size", default=0.2, low=0.05, high=0.4, maximum=0.4, unit="share",
        meaning="typical size of such a change", label="typical size of a policy shift")
declare("calendar.reform_rate", default=4, low=1, high=6, minimum=0, maximum=12, unit="reforms a year",
        grade="measured", source="Hess 1999", meaning="large reforms that a district starts")
declare("calendar.reform_months", default=18, low=9, high=36, minimum=1, maximum=240, unit="months", source="Hess 1999",
        meaning="how long a reform stays on the agenda", label="months a reform is on the agenda")
declare("calendar.budget_cut", default=0.12, low=0.03, high=0.3, maximum=0.99, unit="share a year",
        meaning="chance of a cut in the district's budget", label="chance of a district budget cut")
declare("calendar.blow", default=0.3, low=0.1, high=0.6, unit="share",
        meaning="discretionary money lost in a cut, and typical severity of a negative story",
        label="size of a cut or a story", key="calendar.budget_depth")
declare("calendar.returns", default=0.025, low=0.01, high=0.06, unit="share a month",
        meaning="how fast budgets, policy, political pressure and a funder's interest come back to what is usual",
        label="return to what is usual", key="calendar.budget_return")
declare("calendar.press", default=0.25, low=0.05, high=0.6, minimum=0, maximum=6, unit="events a year",
        source="CPG 2013 (trust)", meaning="negative stories a year in a district under full political pressure",
        label="negative stories under full pressure")
declare("calendar.window_months", default=3, low=2, high=4, minimum=1, maximum=4, prior="integer", unit="months",
        meaning="length of the spring window in which programmes and materials are chosen",
        label="length of the spring window")
PARAMETERS = declare.all
# fmt: on


@rule
def monthly_chance(annual):
    """Chance in one month of something with a given chance in a year [share].

    Source: memoryless hazard, evidence.md.
    """
    return 1.0 - math.exp(math.log(1.0 - annual) / MONTHS_A_YEAR)


@rule
def shifted_alignment(alignment, z, p):
    """Policy alignment after a change of direction [0-1].

    Args:
        alignment: alignment before [0-1].
        z: standard normal draw.
    """
    return bounded(alignment + z * p.policy_size)


@rule
def press_chance(pressure, p):
    """Chance of a negative story this month; it grows with political pressure [share]."""
    return min(1.0, pressure * p.press / MONTHS_A_YEAR)


@rule
def severity(u, typical):
    """Severity of a bad event [0-1]: between half and one and a half of what is typical."""
    return min(1.0, varied(typical, HALF_WIDTH, u))


@rule
def reforms_next(reforms, u_start, u_end, p):
    """Number of other reforms next month; the load they make is what matters, not which they are.

    Args:
        reforms: reforms now.
        u_start, u_end: draws.
    """
    started = 1.0 if u_start < p.reform_rate / MONTHS_A_YEAR else 0.0
    ended = 1.0 if u_end < min(1.0, reforms / p.reform_months) else 0.0
    return max(0.0, reforms + started - ended)


@kernel
def switch_district(state, d, kind, share, known):
    """Chance is off in one district, or for a share of its leaders (the first, as in events), or on again."""
    district = state.districts[d]
    if kind > COACH:
        district.chance_off = history.switched(district.chance_off, kind, known)
        return
    left = share * posts_of(state, d, kind)
    for row in range(district.leaders_at, district.leaders_end):
        if state.leaders[row].role == kind and left > 0.0:
            state.leaders[row].chance_off = known
            left -= 1.0


@kernel
def switch_partnership(state, q, kind, share, known):
    """Chance is off in one partnership, or for a share of its researchers, or on again."""
    partnership = state.partnerships[q]
    if kind != history.RESEARCHER:
        partnership.chance_off = history.switched(partnership.chance_off, kind, known)
        return
    left = share * (partnership.researchers_end - partnership.researchers_at)
    for row in range(partnership.researchers_at, partnership.researchers_end):
        if left > 0.0:
            state.researchers[row].chance_off = known
            left -= 1.0


@kernel
def switch(state, w, entry, known):
    """Chance of one kind is off in the rows of an entry of the history, or on again."""
    kind, row, share = state.history[entry].kind, state.history[entry].row, state.history[entry].share
    d0, q0, f0 = state.worlds[w].districts_at, state.worlds[w].partnerships_at, state.worlds[w].funders_at
    if history.is_among(history.OF_DISTRICTS, kind):
        for d in range(d0, state.worlds[w + 1].districts_at):
            if row < 0 or d == d0 + row:
                switch_district(state, d, kind, share, known)
    elif history.is_among(history.OF_PARTNERSHIPS, kind):
        for q in range(q0, state.worlds[w + 1].partnerships_at):
            if row < 0 or q == q0 + row:
                switch_partnership(state, q, kind, share, known)
    else:
        for f in range(f0, state.worlds[w + 1].funders_at):
            if row < 0 or f == f0 + row:
                state.funders[f].chance_off = history.switched(state.funders[f].chance_off, kind, known)


@kernel
def follow_history(state, w, month):
    """Chance is switched on where what is known ends, then off where it begins."""
    for known in range(2):
        for entry in range(state.worlds[w].history_at, state.worlds[w + 1].history_at):
            if month == (state.history[entry].first if known else state.history[entry].until):
                switch(state, w, entry, known)


@kernel
def districts_turn(state, w, month, p):
    """Policy, reforms, budgets and the press of a world's districts."""
    seed, d0 = state.worlds[w].seed, state.worlds[w].districts_at
    shift, size = chance.stream(seed, chance.POLICY_SHIFT, month), chance.stream(seed, chance.POLICY_SIZE, month)
    starts, ends = chance.stream(seed, chance.REFORM_STARTS, month), chance.stream(seed, chance.REFORM_ENDS, month)
    cut = chance.stream(seed, chance.BUDGET_CUT, month)
    story, story_size = chance.stream(seed, chance.PRESS, month), chance.stream(seed, chance.PRESS_SIZE, month)
    # Budgets are set once a year, when the fiscal year turns in July.
    new_budget = month > 0 and month % MONTHS_A_YEAR == 0
    for d in range(d0, state.worlds[w + 1].districts_at):
        i, district, context = d - d0, state.districts[d], state.context[d]
        district.press, district.cut, district.decided = 0.0, 0.0, 0.0
        district.pressure = moved(district.pressure, context.political_pressure, p.returns)
        district.alignment = moved(district.alignment, context.policy_alignment, p.returns)
        off = district.chance_off
        if history.is_open(off, history.POLICY_SHIFT) and chance.uniform(shift, i) < monthly_chance(p.policy_shift):
            district.alignment = shifted_alignment(district.alignment, chance.normal(size, i), p)
            log_event(state.log, w, month, log.POLICY_SHIFTED, i, -1, district.alignment)
        district.reforms = reforms_next(district.reforms, chance.uniform(starts, i), chance.uniform(ends, i), p)
        district.budget = moved(district.budget, 1.0, p.returns)
        if new_budget and history.is_open(off, history.BUDGET_CUT) and chance.uniform(cut, i) < p.budget_cut:
            district.budget *= 1.0 - p.blow
            district.cut = p.blow
            log_event(state.log, w, month, log.BUDGET_FELL, i, -1, p.blow)
        strikes = chance.uniform(story, i) < press_chance(district.pressure, p)
        if strikes and history.is_open(off, history.NEGATIVE_PRESS):
            district.press = severity(chance.uniform(story_size, i), p.blow)
            # The worst story puts a district under full political pressure (CPG 2013, place-based).
            district.pressure = raised(district.pressure, 1.0, district.press)
            log_event(state.log, w, month, log.PRESS_STRUCK, i, -1, district.press)


@kernel
def funders_turn(state, w, month, p):
    """Budgets, interest and programme officers of a world's funders."""
    seed, f0 = state.worlds[w].seed, state.worlds[w].funders_at
    turn, focus = chance.stream(seed, chance.FUNDER_SHIFT, month), chance.stream(seed, chance.FUNDER_FOCUS, month)
    officer = chance.stream(seed, chance.OFFICER_LEAVES, month)
    for f in range(f0, state.worlds[w + 1].funders_at):
        i, funder, context = f - f0, state.funders[f], state.funder_context[f]
        off = funder.chance_off
        if month % MONTHS_A_YEAR == 0:
            funder.budget_left = context.budget
            funder.year_awarded = 0.0
        funder.focus = moved(funder.focus, 1.0, p.returns)
        turns = chance.uniform(turn, i) < monthly_chance(context.strategy_shift)
        if turns and history.is_open(off, history.FUNDER_STRATEGY_SHIFT):
            funder.focus *= chance.uniform(focus, i)
            log_event(state.log, w, month, log.FUNDER_TURNED, i, -1, funder.focus)
        funder.officer_months += 1.0
        leaves = chance.uniform(officer, i) < monthly_chance(context.officer_turnover)
        if leaves and history.is_open(off, history.PROGRAMME_OFFICER):
            funder.officer_months = 0.0
            log_event(state.log, w, month, log.OFFICER_CHANGED, i, -1, 0.0)


@kernel
def step(first, last, month, state):
    """One month of the calendar for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p, q0 = state.calendar[w], state.worlds[w].partnerships_at
        follow_history(state, w, month)
        districts_turn(state, w, month, p)
        funders_turn(state, w, month, p)
        for q in range(q0, state.worlds[w + 1].partnerships_at):
            partnership = state.partnerships[q]
            state.relations[q].shock, state.relations[q].mends = 0.0, 0.0
            if partnership.stage == NOT_STARTED and month >= partnership.start and partnership.is_sought == 0:
                partnership.stage = FORMING
                log_event(state.log, w, month, log.STARTED, q - q0, -1, 0.0)
