"""Observation: sums up what outcomes are made of, and records every number of the month.

Recorded are the tables of partnerships, districts, schools and funders, and one of roles (posts, people who left,
commitment, learning).
"""

import math

from sim.kernel.compiled import kernel, rule
from sim.kernel.forms import MONTHS_A_YEAR, mean, saturating
from sim.kernel.members import is_member
from sim.state.tables import ENDED, NON_USER, PROVIDER, ROLES, SEAT_TEACHER

#: Number of leader roles, and of leader and researcher roles together, in `ROLES`.
LEADERS, RESEARCHERS = 4, 8


@rule
def student_learning(gain, p):
    """Student learning [SD] from a gain of mean practice; further gains add less.

    Source: Kraft, Blazar & Hogan 2018 for small gains. Not modelled: subjects, cohorts, and that effects of programmes
    shrink with their size for other reasons than shallow practice.
    """
    return p.learning_ceiling * (1.0 - math.exp(-p.learning_worth * gain / p.learning_ceiling))


@rule
def balance(commitments, structures, expertise, social_learning):
    """Balance of the four components [0-1]: the least relative to the largest. Source: MHS 2022 (interaction)."""
    least = min(min(commitments, structures), min(expertise, social_learning))
    largest = max(max(commitments, structures), max(expertise, social_learning))
    return least / largest if largest > 0.0 else 0.0


@rule
def paid_by_line(teachers, hours, cost):
    """What districts pay in a month for teacher support from a budget of their own [dollars].

    Args:
        teachers: teachers whom a full budget line would serve, each by the part of it that is there.
        hours: hours that a full line buys each teacher in a year.
        cost: of an hour [dollars].
    """
    return teachers * hours / MONTHS_A_YEAR * cost


@rule
def learning_gained(gain, p):
    """Learning that a gain of mean practice brings students, of the most possible [-1 to 1]."""
    return max(-1.0, student_learning(gain, p) / p.learning_ceiling)


@kernel
def watch_districts(state, w):
    """Spread, depth and equity in each district, after Coburn (2003)."""
    deep_at = state.instruction[w].deep_practice
    for d in range(state.worlds[w].districts_at, state.worlds[w + 1].districts_at):
        district = state.districts[d]
        n, practice, users, depth, deep, reached, providers, lasting = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        count = float(district.schools_end - district.schools_at)
        low, low_n, high, high_n = 0.0, 0.0, 0.0, 0.0
        low_then, high_then = 0.0, 0.0
        for s in range(district.schools_at, district.schools_end):
            school = state.schools[s]
            here = 0.0
            for row in range(school.teachers_at, school.teachers_end):
                teacher = state.teachers[row]
                value = teacher.practice
                if teacher.stage != NON_USER:
                    here += 1.0
                    depth += value
                    if value > deep_at:
                        deep += 1.0
                        lasting += float(teacher.lasting)
                    if teacher.stage == PROVIDER:
                        providers += 1.0
            size = float(school.teachers_end - school.teachers_at)
            school_practice = school.practice * size
            n += size
            users += here
            practice += school_practice
            if here > 0.0:
                reached += 1.0
            if school.poverty > district.poverty:
                high += school_practice
                high_then += school.practice_then * size
                high_n += size
            else:
                low += school_practice
                low_then += school.practice_then * size
                low_n += size
        district.teachers = n
        district.practice = practice / n if n > 0.0 else 0.0
        district.users = users / n if n > 0.0 else 0.0
        district.depth = depth / users if users > 0.0 else 0.0
        district.deep = deep / n if n > 0.0 else 0.0
        district.lasting = lasting / n if n > 0.0 else 0.0
        district.reached = reached / count if count > 0.0 else 0.0
        district.providers = providers
        district.practice_gap = (low / low_n if low_n > 0.0 else 0.0) - (high / high_n if high_n > 0.0 else 0.0)
        district.gain_low = (low - low_then) / low_n if low_n > 0.0 else 0.0
        district.gain_high = (high - high_then) / high_n if high_n > 0.0 else 0.0
        total = district.support_own + district.support_external
        district.ownership = district.support_own / total if total > 0.0 else 0.0


@kernel
def carriers(state, q, since):
    """Seats whose holder took part for at least a month, weighted by commitment [0-1].

    Args:
        since: months since the partnership ended; 0 while it goes on.
    """
    first, last = state.partnerships[q].seats_at, state.partnerships[q].seats_end
    total = 0.0
    for seat in range(first, last):
        person = state.seats[seat].row
        if state.seats[seat].level == SEAT_TEACHER:
            if state.teachers[person].months > since:
                total += state.teachers[person].commitment
        elif state.leaders[person].vacant <= 0.0 and state.leaders[person].months > since:
            total += state.leaders[person].commitment
    return total / float(last - first) if last > first else 0.0


@kernel
def watch_benefits(state, w, q):
    """What each party gains, and whoever gains least: "do all gain?" Source: MHS 2022 (mutual benefit)."""
    member, p = state.members[q], state.instruction[w]
    partnership = state.partnerships[q]
    districts, total, least = 0.0, 0.0, member.benefit_research
    n, support, low, high = 0.0, 0.0, 0.0, 0.0
    for d in range(partnership.districts_at, partnership.districts_end):
        district = state.districts[d]
        n += district.teachers
        support += district.support_own + district.support_external
        low += district.teachers * district.gain_low
        high += district.teachers * district.gain_high
        if is_member(state, d):
            districts += 1.0
            total += district.benefit
            least = min(least, district.benefit)
    each = 1.0 / n if n > 0.0 else 0.0
    better = learning_gained(each * mean(low, high), p)
    member.districts = districts if partnership.stage != ENDED else 0.0
    member.benefit_districts = total / districts if districts > 0.0 else 0.0
    member.benefit_teachers = mean(saturating(each * support, p.support_half), better)
    member.benefit_low_poverty = learning_gained(each * low, p)
    member.benefit_high_poverty = learning_gained(each * high, p)
    least = min(least, min(member.benefit_low_poverty, member.benefit_high_poverty))
    member.benefit_least = min(least, member.benefit_teachers)


@kernel
def without_partnership(state, w):
    """Mean practice and programmes of the world's districts for comparison; nought where there are none."""
    q = state.worlds[w + 1].partnerships_at - 1
    first, last = state.partnerships[q].districts_end, state.worlds[w + 1].districts_at
    practice, programmes = 0.0, 0.0
    for d in range(first, last):
        practice += state.districts[d].practice
        programmes += state.districts[d].programmes
    there = max(1.0, float(last - first))
    return practice / there, programmes / there


@kernel
def watch_leadership(state, q):
    """How the districts of a partnership decide and are led: means, and numbers of decisions and of people who left."""
    member, partnership = state.members[q], state.partnerships[q]
    informed, capacity, asking, programmes, routines = 0.0, 0.0, 0.0, 0.0, 0.0
    decisions, decided_well, left, heads = 0.0, 0.0, 0.0, 0.0
    for d in range(partnership.districts_at, partnership.districts_end):
        district = state.districts[d]
        informed += district.informed
        capacity += district.capacity
        asking += district.asking
        programmes += district.programmes
        routines += district.integration
        decisions += district.decisions
        decided_well += district.decided_well
        left += district.left_leaders
        if district.since_superintendent == 0.0:
            heads += 1.0
    members = float(partnership.districts_end - partnership.districts_at)
    member.informed = informed / members
    member.capacity = capacity / members
    member.asking = asking / members
    member.programmes = programmes / members
    member.routines = routines / members
    member.decisions = decisions
    member.decided_well = decided_well
    member.leaders_left = left
    member.superintendents_left = heads


@kernel
def watch_partnerships(state, w, month):
    """Member districts together, weighted by their teachers, and the balance of the four components."""
    practice_without, programmes_without = without_partnership(state, w)
    for q in range(state.worlds[w].partnerships_at, state.worlds[w + 1].partnerships_at):
        member, partnership = state.members[q], state.partnerships[q]
        n, practice, users, depth, deep, gap, access = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        lasting, schools_in, schools_left = 0.0, 0.0, 0.0
        reached, adopted, own, support, line = 0.0, 0.0, 0.0, 0.0, 0.0
        members, sites, school_count = 0.0, 0.0, 0.0
        for d in range(partnership.districts_at, partnership.districts_end):
            district = state.districts[d]
            size = district.teachers
            n += size
            members += 1.0
            practice += size * district.practice
            users += size * district.users
            depth += size * district.users * district.depth
            deep += size * district.deep
            lasting += size * district.lasting
            schools_in += district.schools_in
            schools_left += district.schools_left
            gap += size * district.practice_gap
            access += size * district.access_gap
            here = float(district.schools_end - district.schools_at)
            reached += here * district.reached
            school_count += here
            adopted += district.adopted
            own += district.support_own
            support += district.support_own + district.support_external
            line += district.served * district.budget_line
            for s in range(district.schools_at, district.schools_end):
                sites += state.schools[s].site
        member.teachers = n
        member.sites = sites if partnership.stage != ENDED else 0.0
        member.practice = practice / n if n > 0.0 else 0.0
        member.users = users / n if n > 0.0 else 0.0
        member.depth = depth / users if users > 0.0 else 0.0
        member.deep = deep / n if n > 0.0 else 0.0
        member.lasting = lasting / n if n > 0.0 else 0.0
        member.schools = school_count
        member.schools_in = schools_in
        member.schools_left = schools_left
        member.practice_gap = gap / n if n > 0.0 else 0.0
        member.access_gap = access / n if n > 0.0 else 0.0
        member.reached = reached / school_count if school_count > 0.0 else 0.0
        member.adopted = adopted / members
        member.ownership = own / support if support > 0.0 else 0.0
        member.support = support
        member.own_line = paid_by_line(line, state.instruction[w].budget_line_hours, state.funding[w].support_hour)
        watch_leadership(state, q)
        member.practice_without = practice_without
        member.programmes_without = programmes_without
        since = float(month) - partnership.ended_month if partnership.stage == ENDED else 0.0
        member.carriers = carriers(state, q, since)
        member.student_learning_sd = student_learning(member.practice - state.initial[w].practice, state.instruction[w])
        watch_benefits(state, w, q)
        relation = state.relations[q]
        member.balance = balance(
            relation.commitments, relation.structures, relation.expertise, relation.social_learning
        )


@kernel
def count_post(state, i, vacant, commitment, months, learning):
    """Counts one post of role ``i``, and who fills it."""
    post = state.roles[i]
    post.posts += 1.0
    if vacant <= 0.0:
        post.filled += 1.0
        post.commitment += commitment
        post.months += months
        post.learning += learning


@kernel
def watch_roles(state, w):
    """Posts, people who left, commitment and learning, by role."""
    base = w * (RESEARCHERS + 2)
    for i in range(base, base + RESEARCHERS + 2):
        post = state.roles[i]
        post.posts = 0.0
        post.filled = 0.0
        post.left = 0.0
        post.commitment = 0.0
        post.months = 0.0
        post.learning = 0.0
    for row in range(state.worlds[w].leaders_at, state.worlds[w + 1].leaders_at):
        leader = state.leaders[row]
        i = base + int(leader.role)
        state.roles[i].left += leader.left
        count_post(state, i, leader.vacant, leader.commitment, leader.months, leader.learning)
    for r in range(state.worlds[w].researchers_at, state.worlds[w + 1].researchers_at):
        researcher = state.researchers[r]
        i = base + LEADERS + int(researcher.role)
        left_role = base + LEADERS + int(researcher.left_role)
        state.roles[left_role].left += researcher.left
        count_post(state, i, researcher.vacant, researcher.commitment, researcher.months, researcher.learning)
    i = base + RESEARCHERS
    for t in range(state.worlds[w].teachers_at, state.worlds[w + 1].teachers_at):
        teacher = state.teachers[t]
        count_post(state, i, teacher.vacant, teacher.commitment, teacher.months, 0.0)
    for d in range(state.worlds[w].districts_at, state.worlds[w + 1].districts_at):
        state.roles[i].left += state.districts[d].left_teachers
    i = base + RESEARCHERS + 1
    for q in range(state.worlds[w].partnerships_at, state.worlds[w + 1].partnerships_at):
        coordinator = state.coordinators[q]
        if state.levers[q].coordination_fte <= 0.0:
            continue
        state.roles[i].left += coordinator.left
        count_post(state, i, coordinator.vacant, coordinator.commitment, coordinator.months, 0.0)
    for i in range(base, base + RESEARCHERS + 2):
        post = state.roles[i]
        if post.filled > 0.0:
            post.commitment /= post.filled
            post.months /= post.filled
            post.learning /= post.filled


@kernel
def step(first, last, month, state):
    """Sums up the month for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        watch_districts(state, w)
        watch_partnerships(state, w, month)
        watch_roles(state, w)


@kernel
def copy_rows(kept, table, month, start, stop):
    """Copies one month of some rows of a table into its record, if there is one."""
    if kept.size > 0:
        for row in range(start, stop):
            kept[month, row] = table[row]


@kernel
def keep(first, last, month, state, record):
    """Records the month of the worlds ``first`` to ``last`` - 1."""
    start, stop = state.worlds[first], state.worlds[last]
    copy_rows(record.partnerships, state.partnerships, month, start.partnerships_at, stop.partnerships_at)
    copy_rows(record.districts, state.districts, month, start.districts_at, stop.districts_at)
    copy_rows(record.schools, state.schools, month, start.schools_at, stop.schools_at)
    copy_rows(record.funders, state.funders, month, start.funders_at, stop.funders_at)
    copy_rows(record.roles, state.roles, month, first * len(ROLES), last * len(ROLES))
