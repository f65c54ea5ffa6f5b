"""Step 10, observation: sums up what model section 5 asks for, and records every number of the month.

Recorded are the tables of partnerships, districts, schools and funders, and one of roles (posts, people who left,
commitment, learning).
"""

from __future__ import annotations

import math

from sim.kernel.compiled import kernel, rule
from sim.state.tables import ENDED, NON_USER, PROVIDER, ROLES

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


@kernel
def watch_districts(state, w):
    """Spread, depth and equity in each district, after Coburn (2003)."""
    deep_at = state.instruction[w].deep_practice
    for d in range(state.worlds[w].districts_at, state.worlds[w + 1].districts_at):
        n, practice, users, depth, deep, reached, providers = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        mean = 0.0
        count = 0.0
        for school in range(state.districts[d].schools_at, state.districts[d].schools_end):
            mean += state.schools[school].poverty
            count += 1.0
        mean = mean / count if count > 0.0 else 0.0
        low, low_n, high, high_n = 0.0, 0.0, 0.0, 0.0
        for school in range(state.districts[d].schools_at, state.districts[d].schools_end):
            here = 0.0
            school_practice = 0.0
            for teacher in range(state.schools[school].teachers_at, state.schools[school].teachers_end):
                value = state.teachers[teacher].practice
                school_practice += value
                if state.teachers[teacher].stage != NON_USER:
                    here += 1.0
                    depth += value
                    if value > deep_at:
                        deep += 1.0
                    if state.teachers[teacher].stage == PROVIDER:
                        providers += 1.0
            size = float(state.schools[school].teachers_end - state.schools[school].teachers_at)
            n += size
            users += here
            practice += school_practice
            if here > 0.0:
                reached += 1.0
            if state.schools[school].poverty > mean:
                high += school_practice
                high_n += size
            else:
                low += school_practice
                low_n += size
        state.districts[d].teachers = n
        state.districts[d].practice = practice / n if n > 0.0 else 0.0
        state.districts[d].users = users / n if n > 0.0 else 0.0
        state.districts[d].depth = depth / users if users > 0.0 else 0.0
        state.districts[d].deep = deep / n if n > 0.0 else 0.0
        state.districts[d].reached = reached / count if count > 0.0 else 0.0
        state.districts[d].providers = providers
        state.districts[d].practice_gap = (low / low_n if low_n > 0.0 else 0.0) - (
            high / high_n if high_n > 0.0 else 0.0
        )
        total = state.districts[d].support_own + state.districts[d].support_external
        state.districts[d].ownership = state.districts[d].support_own / total if total > 0.0 else 0.0


@kernel
def watch_partnerships(state, w):
    """Member districts together, weighted by their teachers, and the balance of the four components."""
    for q in range(state.worlds[w].partnerships_at, state.worlds[w + 1].partnerships_at):
        n, practice, users, depth, deep, gap, access = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        reached, adopted, own, support, informed, decisions, capacity = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        left, heads, members, sites, school_count = 0.0, 0.0, 0.0, 0.0, 0.0
        for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
            size = state.districts[d].teachers
            n += size
            members += 1.0
            practice += size * state.districts[d].practice
            users += size * state.districts[d].users
            depth += size * state.districts[d].users * state.districts[d].depth
            deep += size * state.districts[d].deep
            gap += size * state.districts[d].practice_gap
            access += size * state.districts[d].access_gap
            here = float(state.districts[d].schools_end - state.districts[d].schools_at)
            reached += here * state.districts[d].reached
            school_count += here
            adopted += state.districts[d].adopted
            own += state.districts[d].support_own
            support += state.districts[d].support_own + state.districts[d].support_external
            informed += state.districts[d].informed
            decisions += state.districts[d].decisions
            capacity += state.districts[d].capacity
            left += state.districts[d].left_leaders
            if state.districts[d].since_superintendent == 0.0:
                heads += 1.0
            for school in range(state.districts[d].schools_at, state.districts[d].schools_end):
                sites += state.schools[school].site
        state.members[q].teachers = n
        state.members[q].sites = sites if state.partnerships[q].stage != ENDED else 0.0
        state.members[q].practice = practice / n if n > 0.0 else 0.0
        state.members[q].users = users / n if n > 0.0 else 0.0
        state.members[q].depth = depth / users if users > 0.0 else 0.0
        state.members[q].deep = deep / n if n > 0.0 else 0.0
        state.members[q].practice_gap = gap / n if n > 0.0 else 0.0
        state.members[q].access_gap = access / n if n > 0.0 else 0.0
        state.members[q].reached = reached / school_count if school_count > 0.0 else 0.0
        state.members[q].adopted = adopted / members
        state.members[q].ownership = own / support if support > 0.0 else 0.0
        state.members[q].support = support
        state.members[q].informed = informed / decisions if decisions > 0.0 else 0.0
        state.members[q].capacity = capacity / members
        state.members[q].leaders_left = left
        state.members[q].superintendents_left = heads
        state.members[q].student_learning_sd = student_learning(
            state.members[q].practice - state.initial[w].practice, state.instruction[w]
        )
        relation = state.relations[q]
        state.members[q].balance = balance(
            relation.commitments, relation.structures, relation.expertise, relation.social_learning
        )


@kernel
def watch_roles(state, w):
    """Posts, people who left, commitment and learning, by role."""
    base = w * (RESEARCHERS + 2)
    for i in range(base, base + RESEARCHERS + 2):
        state.roles[i].posts = 0.0
        state.roles[i].filled = 0.0
        state.roles[i].left = 0.0
        state.roles[i].commitment = 0.0
        state.roles[i].months = 0.0
        state.roles[i].learning = 0.0
    for leader in range(state.worlds[w].leaders_at, state.worlds[w + 1].leaders_at):
        i = base + int(state.leaders[leader].role)
        state.roles[i].posts += 1.0
        state.roles[i].left += state.leaders[leader].left
        if state.leaders[leader].vacant <= 0.0:
            state.roles[i].filled += 1.0
            state.roles[i].commitment += state.leaders[leader].commitment
            state.roles[i].months += state.leaders[leader].months
            state.roles[i].learning += state.leaders[leader].learning
    for researcher in range(state.worlds[w].researchers_at, state.worlds[w + 1].researchers_at):
        i = base + LEADERS + int(state.researchers[researcher].role)
        state.roles[i].posts += 1.0
        left_role = base + LEADERS + int(state.researchers[researcher].left_role)
        state.roles[left_role].left += state.researchers[researcher].left
        if state.researchers[researcher].vacant <= 0.0:
            state.roles[i].filled += 1.0
            state.roles[i].commitment += state.researchers[researcher].commitment
            state.roles[i].months += state.researchers[researcher].months
            state.roles[i].learning += state.researchers[researcher].learning
    i = base + RESEARCHERS
    for teacher in range(state.worlds[w].teachers_at, state.worlds[w + 1].teachers_at):
        state.roles[i].commitment += state.teachers[teacher].commitment
        state.roles[i].months += state.teachers[teacher].months
        if state.teachers[teacher].months == 0.0:
            state.roles[i].left += 1.0
    state.roles[i].posts = float(state.worlds[w + 1].teachers_at - state.worlds[w].teachers_at)
    state.roles[i].filled = state.roles[i].posts
    i = base + RESEARCHERS + 1
    for q in range(state.worlds[w].partnerships_at, state.worlds[w + 1].partnerships_at):
        if state.levers[q].coordination_fte <= 0.0:
            continue
        state.roles[i].posts += 1.0
        state.roles[i].left += state.coordinators[q].left
        if state.coordinators[q].vacant <= 0.0:
            state.roles[i].filled += 1.0
            state.roles[i].commitment += state.coordinators[q].commitment
            state.roles[i].months += state.coordinators[q].months
    for i in range(base, base + RESEARCHERS + 2):
        if state.roles[i].filled > 0.0:
            state.roles[i].commitment /= state.roles[i].filled
            state.roles[i].months /= state.roles[i].filled
            state.roles[i].learning /= state.roles[i].filled


@kernel
def step(first, last, month, state):
    """Sums up the month for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        watch_districts(state, w)
        watch_partnerships(state, w)
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
