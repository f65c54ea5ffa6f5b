"""Events: what the scenario makes happen strikes, on its date or on its condition.

Conditions are looked at when a month is over, on what was recorded of it, and what they call for strikes in the next.
Changes of parameters (`set`) are made by the engine; here they are only logged.
"""

from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import bounded, raised
from sim.kernel.grants import add_grant, cut_grants, end_grants
from sim.kernel.members import decide, is_under_way, join, leave, members_of
from sim.kernel.posts import MUST_LEAVE, posts_of
from sim.scenario.conditions import WATCHED
from sim.scenario.events import EVENTS
from sim.state.tables import (
    CHAMPIONED,
    HANDED_OVER,
    JOINED,
    JOINS_NOW,
    LEAVES_NOW,
    LEFT,
    MEMBERS_LEFT,
    MERGED,
    NEW_OFFER,
    OF_DISTRICT,
    OF_FUNDER,
    OF_PARTNERSHIP,
    PAUSED,
)

# Codes of scenario events that strike in the model.
SUPERINTENDENT_LEAVES = EVENTS["superintendent_leaves"].code
LEADERS_LEAVE = EVENTS["leaders_leave"].code
COORDINATOR_LEAVES = EVENTS["coordinator_leaves"].code
RESEARCHERS_LEAVE = EVENTS["researchers_leave"].code
BUDGET_CUT = EVENTS["budget_cut"].code
NEGATIVE_PRESS = EVENTS["negative_press"].code
BROKEN_PROMISE = EVENTS["broken_promise"].code
POLICY_SHIFT = EVENTS["policy_shift"].code
FUNDER_STRATEGY_SHIFT = EVENTS["funder_strategy_shift"].code
GRANTS_CANCELLED = EVENTS["grants_cancelled"].code
GRANT_AWARDED = EVENTS["grant_awarded"].code
EXTERNAL_SUPPORT_ENDS = EVENTS["external_support_ends"].code
SUPERINTENDENT_REVIEW = EVENTS["superintendent_review"].code
BOARD_TURNS = EVENTS["board_turns"].code
GRANT_REFUSED = EVENTS["grant_refused"].code
GRANT_CUT = EVENTS["grant_cut"].code
CONFLICT = EVENTS["conflict"].code
REPAIR = EVENTS["repair"].code
MEMBER_LEAVES = EVENTS["member_leaves"].code
MEMBER_JOINS = EVENTS["member_joins"].code
HAND_OVER = EVENTS["hand_over"].code
MERGER = EVENTS["merger"].code
DATA_BREACH = EVENTS["data_breach"].code
DATA_REVOKED = EVENTS["data_revoked"].code
NEGATIVE_RESULTS = EVENTS["negative_results"].code
SCHOOLS_LEAVE = EVENTS["schools_leave"].code
SCHOOLS_JOIN = EVENTS["schools_join"].code

# Codes of what conditions look at.
TRUST = WATCHED["trust"].code
PROMISES_KEPT = WATCHED["promises_kept"].code
STRAIN = WATCHED["strain"].code
COMMITMENT_PRACTICE = WATCHED["commitment_practice"].code
COMMITMENT_RESEARCH = WATCHED["commitment_research"].code
OVERLOAD = WATCHED["overload"].code
PROGRESS = WATCHED["progress"].code
RELEVANCE = WATCHED["relevance"].code
NEED = WATCHED["need"].code
PLAN_SIZE = WATCHED["plan_size"].code
RUNWAY = WATCHED["runway"].code
GAP = WATCHED["gap"].code
USERS = WATCHED["users"].code
PRACTICE = WATCHED["practice"].code
DEEP = WATCHED["deep"].code
STANCE = WATCHED["stance"].code
INTEGRATION = WATCHED["integration"].code
BENCH = WATCHED["bench"].code
PRESSURE = WATCHED["pressure"].code
BUDGET_LINE = WATCHED["budget_line"].code


@kernel
def leaders_must_leave(state, d, role, share):
    """The first leaders of a role in a district, a share of them, leave: a second event strikes the same posts."""
    district, leaving = state.districts[d], share * posts_of(state, d, role)
    for row in range(district.leaders_at, district.leaders_end):
        if state.leaders[row].role == role and leaving > 0.0:
            state.leaders[row].vacant = MUST_LEAVE
            leaving -= 1.0


@kernel
def schools_must(state, d, leaving, share):
    """A share of the schools of a district that take part are to leave, or of the others to join: the first of them."""
    district, those = state.districts[d], 0.0
    for s in range(district.schools_at, district.schools_end):
        takes_part = state.schools[s].participation == JOINED or state.schools[s].participation == PAUSED
        those += 1.0 if takes_part == leaving else 0.0
    left = share * those
    for s in range(district.schools_at, district.schools_end):
        school = state.schools[s]
        takes_part = school.participation == JOINED or school.participation == PAUSED
        if takes_part == leaving and left > 0.0:
            school.participation = LEAVES_NOW if leaving else JOINS_NOW
            if not leaving:
                school.offer = NEW_OFFER
            left -= 1.0


@kernel
def strike_place(state, d, code, value, extra):
    """What an event does to a district, whether or not a partnership works there."""
    district = state.districts[d]
    if code == SUPERINTENDENT_LEAVES and district.leaders_end > district.leaders_at:
        state.leaders[district.leaders_at].vacant = MUST_LEAVE
    elif code == LEADERS_LEAVE:
        leaders_must_leave(state, d, int(extra), value)
    elif code == BUDGET_CUT:
        district.budget *= 1.0 - value
        district.cut = value
    elif code == NEGATIVE_PRESS:
        district.press = max(district.press, value)
        district.pressure = raised(district.pressure, 1.0, value)
    elif code == POLICY_SHIFT:
        district.alignment = value
    elif code == BOARD_TURNS:
        # Pressure comes back to what is usual; a board stays what it has become.
        district.opposition = bounded(district.opposition + value)
        district.pressure = bounded(district.pressure + value)


@kernel
def strike_member(state, w, month, d, code, value, extra):
    """What an event does to a district as a member of its partnership."""
    district = state.districts[d]
    if not is_under_way(state, district.partnership):
        return
    q = district.partnership
    if code == MEMBER_JOINS and district.mandate == LEFT:
        join(state, q, d)
    elif code == MEMBER_LEAVES and district.mandate != LEFT:
        leave(state, d)
        if members_of(state, q) == 0.0:
            state.partnerships[q].must_end = MEMBERS_LEFT
    elif code == SUPERINTENDENT_REVIEW and district.mandate != LEFT:
        decide(state, w, month, d, int(extra), 0.0)
        district.may_reopen = 1.0 if int(extra) < CHAMPIONED else 0.0
        district.review_in = 0.0
        district.decided = 1.0
    elif code == DATA_BREACH and district.mandate != LEFT:
        district.breach = max(district.breach, value)
    elif code == DATA_REVOKED and district.mandate != LEFT:
        district.revoked = 1.0
    elif (code == SCHOOLS_LEAVE or code == SCHOOLS_JOIN) and district.mandate != LEFT:
        schools_must(state, d, code == SCHOOLS_LEAVE, value)


@kernel
def award(state, w, month, q, value, months):
    """A grant out of turn, from a funder of the kind that drives the partnership, if there is one."""
    f0, lever, giver = state.worlds[w].funders_at, state.levers[q], state.worlds[w].funders_at
    for f in range(state.worlds[w + 1].funders_at - 1, f0 - 1, -1):
        if int(state.funder_context[f].kind) == int(lever.money_driver):
            giver = f
    rigidity = 1.0 - state.funder_context[giver].process_weight
    add_grant(state, q, giver, value, months, lever.money_operating_share, lever.money_practice_share, rigidity)
    log_event(state.log, w, month, log.AWARDED, q - state.worlds[w].partnerships_at, giver - f0, value)


@kernel
def researchers_must_leave(state, q, share):
    """The first researchers of a partnership, a share of them, leave."""
    partnership = state.partnerships[q]
    leaving = share * (partnership.researchers_end - partnership.researchers_at)
    for row in range(partnership.researchers_at, partnership.researchers_end):
        if leaving > 0.0:
            state.researchers[row].vacant = MUST_LEAVE
            leaving -= 1.0


@kernel
def strike_partnership(state, w, month, q, code, value, extra):
    """What an event does to one partnership."""
    partnership = state.partnerships[q]
    if code == COORDINATOR_LEAVES:
        state.coordinators[q].vacant = MUST_LEAVE - max(0.0, extra)
    elif code == RESEARCHERS_LEAVE:
        researchers_must_leave(state, q, value)
    elif code == BROKEN_PROMISE:
        state.relations[q].shock = max(state.relations[q].shock, value)
    elif code == EXTERNAL_SUPPORT_ENDS:
        partnership.no_more_money = 1.0
        end_grants(state, q, -1, -1)
    elif code == GRANT_AWARDED and state.worlds[w + 1].funders_at > state.worlds[w].funders_at:
        award(state, w, month, q, value, extra)


@kernel
def strike_work(state, q, code, value, extra):
    """What an event does to the work of a partnership that is under way."""
    relation = state.relations[q]
    if not is_under_way(state, q):
        return
    if code == GRANT_REFUSED:
        state.finances[q].must_refuse += 1.0
    elif code == CONFLICT:
        relation.strain = raised(relation.strain, 1.0, value)
    elif code == REPAIR:
        relation.mends = max(relation.mends, value)
    elif code == HAND_OVER:
        state.partnerships[q].must_end = HANDED_OVER
    elif code == MERGER:
        state.partnerships[q].must_end = MERGED
    elif code == NEGATIVE_RESULTS:
        state.innovations[q].negative_left = max(state.innovations[q].negative_left, extra)


@kernel
def strike_funders(state, w, month, code, row, value, extra):
    """What an event does to funders and their grants."""
    q0, f0 = state.worlds[w].partnerships_at, state.worlds[w].funders_at
    for f in range(f0, state.worlds[w + 1].funders_at):
        if code == FUNDER_STRATEGY_SHIFT and (row < 0 or f == f0 + row):
            state.funders[f].focus = 0.0
    if code == GRANTS_CANCELLED or code == GRANT_CUT:
        funder, share = (f0 + row if row >= 0 else -1), (value if code == GRANT_CUT else 1.0)
        for q in range(q0, state.worlds[w + 1].partnerships_at):
            lost = cut_grants(state, q, funder, int(extra), share)
            if lost > 0.0 and share >= 1.0:
                log_event(state.log, w, month, log.GRANTS_CANCELLED, q - q0, row, lost)


@kernel
def strike_where(state, w, month, event):
    """One event strikes the rows that it is aimed at."""
    one, d0, q0 = state.events[event], state.worlds[w].districts_at, state.worlds[w].partnerships_at
    code, row, value, extra = one.code, one.row, one.value, one.extra
    if one.aim == OF_DISTRICT:
        for d in range(d0, state.worlds[w + 1].districts_at):
            if row < 0 or d == d0 + row:
                strike_place(state, d, code, value, extra)
                strike_member(state, w, month, d, code, value, extra)
    elif one.aim == OF_PARTNERSHIP:
        for q in range(q0, state.worlds[w + 1].partnerships_at):
            if row < 0 or q == q0 + row:
                strike_partnership(state, w, month, q, code, value, extra)
                strike_work(state, q, code, value, extra)
    elif one.aim == OF_FUNDER:
        strike_funders(state, w, month, code, row, value, extra)


@kernel
def number_of_partnership(state, q, code):
    """What a condition looks at in a partnership."""
    if code == TRUST:
        return state.relations[q].trust
    if code == PROMISES_KEPT:
        return state.relations[q].promises_kept
    if code == STRAIN:
        return state.relations[q].strain
    if code == COMMITMENT_PRACTICE:
        return state.relations[q].commitment_practice
    if code == COMMITMENT_RESEARCH:
        return state.relations[q].commitment_research
    if code == OVERLOAD:
        return state.efforts[q].overload
    if code == PROGRESS:
        return state.efforts[q].progress
    if code == RELEVANCE:
        return state.agendas[q].relevance
    if code == NEED:
        return state.agendas[q].need
    if code == PLAN_SIZE:
        return state.finances[q].plan_size
    if code == RUNWAY:
        return state.finances[q].runway
    if code == GAP:
        return state.finances[q].gap
    if code == USERS:
        return state.members[q].users
    return state.members[q].practice if code == PRACTICE else state.members[q].deep


@kernel
def number_of_district(state, d, code):
    """What a condition looks at in a district."""
    if code == STANCE:
        return state.districts[d].stance
    if code == INTEGRATION:
        return state.districts[d].integration
    if code == BENCH:
        return state.districts[d].bench
    return state.districts[d].pressure if code == PRESSURE else state.districts[d].budget_line


@rule
def is_met(value, bound, side):
    """Whether a number is beyond a bound: above it (side 1), or below it (side -1)."""
    return side * (value - bound) > 0.0


@kernel
def met_in_partnership(state, q, event):
    """Whether a condition holds for a partnership, or in one of its member districts."""
    one = state.events[event]
    if not is_under_way(state, q):
        return False
    if one.watches < STANCE:
        return is_met(number_of_partnership(state, q, one.watches), one.bound, one.side)
    for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
        value = number_of_district(state, d, one.watches)
        if state.districts[d].mandate != LEFT and is_met(value, one.bound, one.side):
            return True
    return False


@kernel
def met_in_district(state, d, event):
    """Whether a condition holds for a district, or for its partnership."""
    one, q = state.events[event], state.districts[d].partnership
    if one.watches < STANCE:
        return met_in_partnership(state, q, event)
    value = number_of_district(state, d, one.watches)
    return is_under_way(state, q) and is_met(value, one.bound, one.side)


@kernel
def holds(state, w, event):
    """Whether the condition of an event holds for the row that it strikes; for funders and the world in any
    partnership."""
    one = state.events[event]
    if one.aim == OF_PARTNERSHIP:
        return met_in_partnership(state, state.worlds[w].partnerships_at + one.row, event)
    if one.aim == OF_DISTRICT:
        return met_in_district(state, state.worlds[w].districts_at + one.row, event)
    for q in range(state.worlds[w].partnerships_at, state.worlds[w + 1].partnerships_at):
        if met_in_partnership(state, q, event):
            return True
    return False


@kernel
def watch(first, last, month, state):
    """Looks at the conditions of the worlds ``first`` to ``last`` - 1 at the end of a month: one that begins to hold
    makes its event strike in the next."""
    for w in range(first, last):
        for event in range(state.worlds[w].events_at, state.worlds[w + 1].events_at):
            one = state.events[event]
            if one.watches == 0 or one.left == 0 or month < one.after:
                continue
            now = holds(state, w, event)
            if now and one.held == 0:
                one.month = month + 1
                one.left -= 1
            one.held = 1 if now else 0


@kernel
def step(first, last, month, state):
    """Events of a month for the worlds ``first`` to ``last`` - 1, in the order of the scenario."""
    for w in range(first, last):
        for event in range(state.worlds[w].events_at, state.worlds[w + 1].events_at):
            one = state.events[event]
            if one.month == month:
                log_event(state.log, w, month, log.EVENT_STRUCK, one.number, one.row, float(one.aim))
                strike_where(state, w, month, event)
