"""Step 10, observation: sums up what model section 5 asks for, and records every number of the month.

Recorded are the tables of partnerships, districts, schools and funders, and one of roles (posts, people who left,
commitment, learning).
"""

from __future__ import annotations

import math

import numpy as np

from sim.kernel.compiled import kernel, rule
from sim.state.tables import ENDED, NON_USER, PROVIDER, State

#: Tables that are recorded each month.
RECORDED = ("partnerships", "districts", "schools", "funders", "roles")
#: Number of leader roles, and of leader and researcher roles together, in `ROLES`.
LEADERS, RESEARCHERS = 4, 8


@rule
def student_learning(gain, p):
    """Student learning [SD] from a gain of mean practice; further gains add less.

    Source: Kraft, Blazar & Hogan 2018 for small gains. Not modelled: subjects, cohorts, and that effects of programmes
    shrink with their size for other reasons than shallow practice.
    """
    return p.learning_ceiling * (1.0 - math.exp(-p.learning_worth * gain / p.learning_ceiling))


@kernel
def watch_districts(w, worlds, districts, schools, teachers):
    """Spread, depth and equity in each district, after Coburn (2003)."""
    for d in range(worlds[w].districts_at, worlds[w + 1].districts_at):
        n, practice, users, depth, deep, reached, providers = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        mean = 0.0
        count = 0.0
        for s in range(districts[d].schools_at, districts[d].schools_end):
            mean += schools[s].poverty
            count += 1.0
        mean = mean / count if count > 0.0 else 0.0
        low, low_n, high, high_n = 0.0, 0.0, 0.0, 0.0
        for s in range(districts[d].schools_at, districts[d].schools_end):
            here = 0.0
            school_practice = 0.0
            for t in range(schools[s].teachers_at, schools[s].teachers_end):
                value = teachers[t].practice
                school_practice += value
                if teachers[t].stage != NON_USER:
                    here += 1.0
                    depth += value
                    if value > 0.5:
                        deep += 1.0
                    if teachers[t].stage == PROVIDER:
                        providers += 1.0
            size = float(schools[s].teachers_end - schools[s].teachers_at)
            n += size
            users += here
            practice += school_practice
            if here > 0.0:
                reached += 1.0
            if schools[s].poverty > mean:
                high += school_practice
                high_n += size
            else:
                low += school_practice
                low_n += size
        districts[d].teachers = n
        districts[d].practice = practice / n if n > 0.0 else 0.0
        districts[d].users = users / n if n > 0.0 else 0.0
        districts[d].depth = depth / users if users > 0.0 else 0.0
        districts[d].deep = deep / n if n > 0.0 else 0.0
        districts[d].reached = reached / count if count > 0.0 else 0.0
        districts[d].providers = providers
        districts[d].practice_gap = (low / low_n if low_n > 0.0 else 0.0) - (high / high_n if high_n > 0.0 else 0.0)
        total = districts[d].support_own + districts[d].support_external
        districts[d].ownership = districts[d].support_own / total if total > 0.0 else 0.0


@kernel
def watch_partnerships(w, worlds, districts, schools, partnerships, initial, instruction):
    """Member districts together, weighted by their teachers, and the balance of the four components."""
    for q in range(worlds[w].partnerships_at, worlds[w + 1].partnerships_at):
        n, practice, users, depth, deep, gap, access = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        reached, adopted, own, support, informed, decisions, capacity = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        left, heads, members, sites, school_count = 0.0, 0.0, 0.0, 0.0, 0.0
        for d in range(partnerships[q].districts_at, partnerships[q].districts_end):
            size = districts[d].teachers
            n += size
            members += 1.0
            practice += size * districts[d].practice
            users += size * districts[d].users
            depth += size * districts[d].users * districts[d].depth
            deep += size * districts[d].deep
            gap += size * districts[d].practice_gap
            access += size * districts[d].access_gap
            here = float(districts[d].schools_end - districts[d].schools_at)
            reached += here * districts[d].reached
            school_count += here
            adopted += districts[d].adopted
            own += districts[d].support_own
            support += districts[d].support_own + districts[d].support_external
            informed += districts[d].informed
            decisions += districts[d].decisions
            capacity += districts[d].capacity
            left += districts[d].left_leaders
            if districts[d].since_superintendent == 0.0:
                heads += 1.0
            for s in range(districts[d].schools_at, districts[d].schools_end):
                sites += schools[s].site
        partnerships[q].teachers = n
        partnerships[q].sites = sites if partnerships[q].stage != ENDED else 0.0
        partnerships[q].practice = practice / n if n > 0.0 else 0.0
        partnerships[q].users = users / n if n > 0.0 else 0.0
        partnerships[q].depth = depth / users if users > 0.0 else 0.0
        partnerships[q].deep = deep / n if n > 0.0 else 0.0
        partnerships[q].practice_gap = gap / n if n > 0.0 else 0.0
        partnerships[q].access_gap = access / n if n > 0.0 else 0.0
        partnerships[q].reached = reached / school_count if school_count > 0.0 else 0.0
        partnerships[q].adopted = adopted / members
        partnerships[q].ownership = own / support if support > 0.0 else 0.0
        partnerships[q].support = support
        partnerships[q].informed = informed / decisions if decisions > 0.0 else 0.0
        partnerships[q].capacity = capacity / members
        partnerships[q].leaders_left = left
        partnerships[q].superintendents_left = heads
        partnerships[q].effect = student_learning(partnerships[q].practice - initial[w].practice, instruction[w])
        parts = (
            partnerships[q].commitments,
            partnerships[q].structures,
            partnerships[q].expertise,
            partnerships[q].social_learning,
        )
        low = min(min(parts[0], parts[1]), min(parts[2], parts[3]))
        high = max(max(parts[0], parts[1]), max(parts[2], parts[3]))
        partnerships[q].balance = low / high if high > 0.0 else 0.0


@kernel
def watch_roles(w, worlds, leaders, researchers, teachers, partnerships, roles, levers):
    """Posts, people who left, commitment and learning, by role."""
    base = w * (RESEARCHERS + 2)
    for i in range(base, base + RESEARCHERS + 2):
        roles[i].posts = 0.0
        roles[i].filled = 0.0
        roles[i].left = 0.0
        roles[i].commitment = 0.0
        roles[i].months = 0.0
        roles[i].learning = 0.0
    for k in range(worlds[w].leaders_at, worlds[w + 1].leaders_at):
        i = base + leaders[k].role
        roles[i].posts += 1.0
        roles[i].left += leaders[k].left
        if leaders[k].vacant <= 0.0:
            roles[i].filled += 1.0
            roles[i].commitment += leaders[k].commitment
            roles[i].months += leaders[k].months
            roles[i].learning += leaders[k].learning
    for r in range(worlds[w].researchers_at, worlds[w + 1].researchers_at):
        i = base + LEADERS + researchers[r].role
        roles[i].posts += 1.0
        roles[base + LEADERS + researchers[r].left_role].left += researchers[r].left
        if researchers[r].vacant <= 0.0:
            roles[i].filled += 1.0
            roles[i].commitment += researchers[r].commitment
            roles[i].months += researchers[r].months
            roles[i].learning += researchers[r].learning
    i = base + RESEARCHERS
    for t in range(worlds[w].teachers_at, worlds[w + 1].teachers_at):
        roles[i].commitment += teachers[t].commitment
        roles[i].months += teachers[t].months
        if teachers[t].months == 0.0:
            roles[i].left += 1.0
    roles[i].posts = float(worlds[w + 1].teachers_at - worlds[w].teachers_at)
    roles[i].filled = roles[i].posts
    i = base + RESEARCHERS + 1
    for q in range(worlds[w].partnerships_at, worlds[w + 1].partnerships_at):
        if levers[q].coordination_fte <= 0.0:
            continue
        roles[i].posts += 1.0
        roles[i].left += partnerships[q].broker_left
        if partnerships[q].broker_vacant <= 0.0:
            roles[i].filled += 1.0
            roles[i].commitment += partnerships[q].broker_commitment
            roles[i].months += partnerships[q].broker_months
    for i in range(base, base + RESEARCHERS + 2):
        if roles[i].filled > 0.0:
            roles[i].commitment /= roles[i].filled
            roles[i].months /= roles[i].filled
            roles[i].learning /= roles[i].filled


@kernel
def observe(
    first,
    last,
    month,
    worlds,
    districts,
    schools,
    teachers,
    leaders,
    researchers,
    partnerships,
    roles,
    levers,
    initial,
    instruction,
):
    """Sums up the month for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        watch_districts(w, worlds, districts, schools, teachers)
        watch_partnerships(w, worlds, districts, schools, partnerships, initial, instruction)
        watch_roles(w, worlds, leaders, researchers, teachers, partnerships, roles, levers)


OBSERVE_TABLES = (
    "worlds",
    "districts",
    "schools",
    "teachers",
    "leaders",
    "researchers",
    "partnerships",
    "roles",
    "levers",
    "initial",
    "instruction",
)


class Record:
    """What was observed in a batch of worlds: whole rows of the recorded tables, month by month.

    Args:
        state: the batch.
        months: number of months to make room for.
        tables: which tables to keep; the others take no memory.

    Attributes:
        values: for each table a record array of shape (months, rows); ``values["partnerships"].trust`` is a column.
    """

    def __init__(self, state: State, months: int, tables: tuple[str, ...] = RECORDED) -> None:
        self.values = {
            name: np.zeros((months, len(getattr(state, name))), dtype=getattr(state, name).dtype).view(np.recarray)
            for name in tables
        }

    def keep(self, state: State, month: int, rows: dict[str, slice]) -> None:
        """Copies one month of the given rows of each table."""
        for name, kept in self.values.items():
            kept[month, rows[name]] = getattr(state, name)[rows[name]]
