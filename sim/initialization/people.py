"""The people at month 0: who holds each post, and how poor the schools are, drawn from each world's seed."""

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel.compiled import entry, kernel, rule
from sim.kernel.forms import HALF_WIDTH, MIDDLE, MONTHS_A_YEAR, bounded, either_way, shifted, varied
from sim.kernel.innovation import begin_idea
from sim.kernel.newcomers import COORDINATOR, LEADER, RESEARCHER, character
from sim.kernel.posts import TENURE_MONTHS, leave_a_year, researchers_leave_a_year
from sim.state.tables import ADVICE_TIES, CENTRAL_OFFICE, GRANT_SLOTS, NON_USER, SUPERINTENDENT, UNTENURED

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("initial.trust", default=0.42, low=0.25, high=0.6, unit="share", source="CPG 2013 (trust)",
        meaning="trust between partners who begin")
declare("initial.history", default=0.17, low=0.07, high=0.27, maximum=0.5, unit="share", source="CPG 2013 (trust)",
        meaning="half-width of what earlier relations add to, or take from, trust and commitment: those of the two"
                " sides for all, those of two persons for the trust between them; and of commitment over people",
        label="spread of trust and commitment")
declare("initial.practice", default=0.25, low=0.15, high=0.35, unit="share",
        source="MHS 2022 (ambitious instruction is rare)", meaning="mean instructional practice")
declare("initial.practice_spread", default=0.1, low=0.05, high=0.15, maximum=0.5, unit="share",
        meaning="standard deviation over teachers", label="spread of practice over teachers")
declare("initial.practice_poverty", default=0.08, low=0, high=0.2, unit="share per unit of poverty",
        source="Carver-Thomas & Darling-Hammond 2017",
        meaning="how far practice is lower in poorer schools, which hire from fewer, before the run and during it",
        label="practice gap of poorer schools")
declare("initial.career_years", default=14, low=10, high=18, minimum=1, maximum=40, unit="years", grade="derived",
        source="NCES TFS 2021-22", meaning="mean experience of teachers, and the longest time in any post at the start",
        label="usual career")
declare("initial.leader_commitment", default=0.45, low=0.3, high=0.6, unit="share",
        meaning="commitment of leaders at the start")
declare("initial.buy_in", default=0.35, low=0.15, high=0.5, unit="share", source="MHS 2022 (commitments)",
        meaning="commitment that winning senior leaders beforehand adds or its lack takes away",
        label="commitment from early winning over")
declare("initial.researcher_commitment", default=0.6, low=0.45, high=0.75, unit="share",
        meaning="commitment of researchers and coordinators who begin", label="commitment of those who research")
declare("initial.instruction", default=0.45, low=0.3, high=0.6, unit="share", source="MHS 2022 (expertise)",
        meaning="practitioners' expertise in instruction, at the start and of newcomers",
        label="practitioners' teaching expertise")
declare("initial.partnering", default=0.22, low=0.08, high=0.38, unit="share", source="MHS 2022 (expertise)",
        meaning="expertise in what nobody has learned before: partnership work on both sides, and the context of those"
                " from outside; at the start and of newcomers", label="expertise that has to be learned")
declare("initial.context", default=0.65, low=0.5, high=0.8, unit="share",
        source="MHS 2022 (expertise); CPG 2013 (Bellevue)",
        meaning="expertise in the context of practitioners, at the start and of successors from inside",
        label="practitioners' local knowledge")
declare("initial.usability", default=0.35, low=0.2, high=0.5, unit="share",
        meaning="usability and local fit of the first idea",
        label="usability of the first idea")
declare("initial.hope", default=0.38, low=0.22, high=0.54, unit="share", source="W. T. Grant guidance for funders",
        meaning="what people who begin are credited with: progress, the relevance of the work, a track record,"
                " credibility with outsiders, a tie with the programme officer of the first grant",
        label="credit at the start")
declare("initial.advice_school", default=0.8, low=0.6, high=0.95, unit="share", source="Coburn et al. 2012",
        meaning="advice ties of a teacher that stay within the school", label="advice ties within the school")
PARAMETERS = declare.all
# fmt: on

#: Draws that one leader, and one researcher, takes from a stream: their addresses are counted in these.
LEADER_DRAWS, RESEARCHER_DRAWS = 5, 3


@rule
def months_in_post(u, annual, career):
    """Whole months that somebody has been in a post at month 0, if a share leave such posts in a year.

    Args:
        u: a draw in [0, 1).
        annual: share who leave in a year [0-1).
        career: years of work so far, which are the most.
    """
    longest = MONTHS_A_YEAR * career
    so_far = MONTHS_A_YEAR * math.log(1.0 - u) / math.log(1.0 - annual) if annual > 0.0 else longest
    return 1.0 + math.floor(min(longest, so_far))


@kernel
def people_schools(state, w, p):
    """Draws poverty of schools, their teachers, and whom teachers ask for advice."""
    seed = state.worlds[w].seed
    poverty, practice = chance.stream(seed, chance.START_POVERTY, -1), chance.stream(seed, chance.START_PRACTICE, -1)
    years, tenure = chance.stream(seed, chance.START_EXPERIENCE, -1), chance.stream(seed, chance.START_TENURE, -1)
    ask = chance.stream(seed, chance.START_ADVICE, -1)
    s0, t0 = state.worlds[w].schools_at, state.worlds[w].teachers_at
    for s in range(s0, state.worlds[w + 1].schools_at):
        school = state.schools[s]
        d = school.district
        c = state.context[d]
        low = bounded(c.poverty + either_way(c.poverty_spread, chance.uniform(poverty, s - s0)))
        school.poverty = low
        school.hires = bounded(p.practice - p.practice_poverty * (low - c.poverty))
        first, last = school.teachers_at, school.teachers_end
        district_first = state.schools[state.districts[d].schools_at].teachers_at
        district_last = state.schools[state.districts[d].schools_end - 1].teachers_end
        state.districts[d].poverty += low * (last - first) / (district_last - district_first)
        total = 0.0
        for row in range(first, last):
            teacher = state.teachers[row]
            i = row - t0
            value = bounded(school.hires + p.practice_spread * chance.normal(practice, i))
            teacher.practice = value
            teacher.before = value
            teacher.own = value
            teacher.habit = value
            total += value
            teacher.experience = -p.career_years * math.log(1.0 - chance.uniform(years, i))
            teacher.months = months_in_post(chance.uniform(tenure, i), c.teacher_turnover, teacher.experience)
            teacher.stage = NON_USER
            for a in range(ADVICE_TIES):
                u = chance.uniform(ask, 2 * (i * ADVICE_TIES + a))
                v = chance.uniform(ask, 2 * (i * ADVICE_TIES + a) + 1)
                start, stop = first, last
                if u >= p.advice_school or last - first < 2:
                    start, stop = district_first, district_last
                # Nobody asks oneself, unless there is nobody else.
                other = start + int(v * max(1, stop - start - 1))
                state.advice[row, a] = other + 1 if other >= row and stop - start > 1 else other
        school.practice = total / (last - first)
        school.practice_then = school.practice


@kernel
def people_district(state, w, p):
    """Draws the state of districts and their leaders."""
    seed = state.worlds[w].seed
    trait, skill = chance.stream(seed, chance.START_LEADER, -1), chance.stream(seed, chance.START_DISTRICT, -1)
    past = chance.stream(seed, chance.START_HISTORY, -1)
    k0, d0, turnover = state.worlds[w].leaders_at, state.worlds[w].districts_at, state.turnover[w]
    for d in range(d0, state.worlds[w + 1].districts_at):
        district = state.districts[d]
        c, lever = state.context[d], state.levers[district.partnership]
        district.alignment = c.policy_alignment
        district.pressure = c.political_pressure
        district.capacity = c.absorptive_capacity
        expected = state.calendar[w].reform_rate * state.calendar[w].reform_months / MONTHS_A_YEAR
        district.reforms = math.floor(varied(expected, HALF_WIDTH, chance.uniform(skill, d - d0)))
        posts = float(max(1, district.leaders_end - district.leaders_at))
        for row in range(district.leaders_at, district.leaders_end):
            leader = state.leaders[row]
            i = LEADER_DRAWS * (row - k0)
            u = chance.uniform(past, district.partnership - state.worlds[w].partnerships_at)
            commitment = p.leader_commitment + either_way(p.history, u)
            commitment += either_way(p.history, chance.uniform(trait, i))
            if leader.role == SUPERINTENDENT or leader.role == CENTRAL_OFFICE:
                commitment += p.buy_in * (lever.breadth_senior_buy_in - MIDDLE)
            leader.commitment = bounded(commitment)
            leader.priority = leader.commitment
            district.stance += leader.commitment / posts
            leader.capacity = min(1.0, varied(c.absorptive_capacity, HALF_WIDTH, chance.uniform(trait, i + 1)))
            leader.urgency = chance.uniform(trait, i + 2)
            leader.instruction = min(1.0, varied(p.instruction, HALF_WIDTH, chance.uniform(trait, i + 3)))
            leader.partnering = p.partnering
            leader.context = p.context
            annual = leave_a_year(leader.role, c, turnover)
            leader.months = months_in_post(chance.uniform(trait, i + 4), annual, p.career_years)


@kernel
def people_research(state, w, p):
    """Draws researchers."""
    trait, r0 = chance.stream(state.worlds[w].seed, chance.START_RESEARCHER, -1), state.worlds[w].researchers_at
    turnover = state.turnover[w]
    for row in range(r0, state.worlds[w + 1].researchers_at):
        researcher = state.researchers[row]
        i = RESEARCHER_DRAWS * (row - r0)
        u = chance.uniform(trait, i)
        researcher.commitment = bounded(p.researcher_commitment + either_way(p.history, u))
        researcher.instruction = bounded(
            varied(state.levers[researcher.partnership].team_instruction, HALF_WIDTH, chance.uniform(trait, i + 1))
        )
        researcher.partnering = p.partnering
        researcher.context = p.partnering
        # Untenured faculty are anywhere before their decision; others have been in post as long as people stay.
        u = chance.uniform(trait, i + 2)
        if researcher.role == UNTENURED:
            researcher.months = math.floor(u * TENURE_MONTHS)
        else:
            researcher.months = months_in_post(u, researchers_leave_a_year(researcher.role, turnover), p.career_years)


@kernel
def people_character(state, w):
    """Draws how partnerships, and people at the table, differ from others of their kind."""
    seed, q0 = state.worlds[w].seed, state.worlds[w].partnerships_at
    nature = chance.stream(seed, chance.START_CHARACTER, -1)
    draws = (
        chance.stream(seed, chance.START_RELIABILITY, -1), chance.stream(seed, chance.START_STAYS, -1),
        chance.stream(seed, chance.START_ENERGY, -1),
    )  # fmt: skip
    place = chance.stream(seed, chance.START_OPPOSITION, -1)
    for q in range(q0, state.worlds[w + 1].partnerships_at):
        v, relation, i = state.levers[q], state.relations[q], q - q0
        amount = v.variety_amount
        relation.habit = v.variety_habit + amount * v.variety_habit_spread * chance.normal(nature, 3 * i)
        relation.misfit = v.variety_misfit + amount * v.variety_misfit_spread * chance.normal(nature, 3 * i + 1)
        z = chance.normal(nature, 3 * i + 2)
        state.agendas[q].problem = shifted(v.variety_problem, amount * v.variety_problem_spread * z)
        state.agendas[q].need = state.agendas[q].problem
        coordinator = state.coordinators[q]
        coordinator.dependability, coordinator.stays, _ = character(v, draws, COORDINATOR, i, 1.0)
        for row in range(state.partnerships[q].researchers_at, state.partnerships[q].researchers_end):
            researcher, i = state.researchers[row], row - state.worlds[w].researchers_at
            is_so = character(v, draws, RESEARCHER, i, 1.0)
            researcher.dependability, researcher.stays, researcher.energy = is_so
        for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
            c, z = state.context[d], chance.normal(place, d - state.worlds[w].districts_at)
            state.districts[d].opposition = shifted(c.opposition, amount * c.opposition_spread * z)
            for row in range(state.districts[d].leaders_at, state.districts[d].leaders_end):
                leader, i = state.leaders[row], row - state.worlds[w].leaders_at
                leader.dependability, leader.stays, leader.energy = character(v, draws, LEADER, i, 1.0)


@kernel
def people_ties(state, w, p):
    """Draws first impressions on boundary ties."""
    seed, tie0 = state.worlds[w].seed, state.worlds[w].ties_at
    first, past = chance.stream(seed, chance.START_TIE, -1), chance.stream(seed, chance.START_HISTORY, -1)
    for row in range(tie0, state.worlds[w + 1].ties_at):
        tie = state.ties[row]
        i = 2 * (row - tie0)
        u = chance.uniform(past, state.seats[tie.seat].partnership - state.worlds[w].partnerships_at)
        history = either_way(p.history, u)
        tie.trust_practice = bounded(p.trust + history + either_way(p.history, chance.uniform(first, i)))
        tie.trust_research = bounded(p.trust + history + either_way(p.history, chance.uniform(first, i + 1)))


@kernel
def people_partnership(state, w, p):
    """Draws programme officers, and sets what a partnership starts from."""
    officer, f0 = chance.stream(state.worlds[w].seed, chance.START_FUNDER, -1), state.worlds[w].funders_at
    for f in range(f0, state.worlds[w + 1].funders_at):
        u, annual = chance.uniform(officer, f - f0), state.funder_context[f].officer_turnover
        state.funders[f].officer_months = months_in_post(u, annual, p.career_years)
    for q in range(state.worlds[w].partnerships_at, state.worlds[w + 1].partnerships_at):
        coordinator, relation, effort = state.coordinators[q], state.relations[q], state.efforts[q]
        coordinator.months = 1.0
        coordinator.partnering = p.partnering
        coordinator.commitment = p.researcher_commitment
        state.agendas[q].relevance = p.hope
        relation.trust = p.trust
        relation.trust_practice = p.trust
        relation.trust_research = p.trust
        relation.promises_kept = state.meetings[w].promises_kept_base
        relation.commitments = p.leader_commitment
        relation.commitment_practice = p.leader_commitment
        if state.partnerships[q].researchers_end > state.partnerships[q].researchers_at:
            relation.commitment_research = p.researcher_commitment
        effort.progress = p.hope
        state.findings[q].reputation = p.hope
        state.findings[q].credibility = p.hope
        begin_idea(state, w, -1, q)
        # Nothing is known of their work yet: they are taken to be as rigorous as their track record.
        effort.rigour = p.hope
        effort.plan_match = 1.0
        for row in range(q * GRANT_SLOTS, (q + 1) * GRANT_SLOTS):
            grant = state.grants[row]
            f = grant.funder
            if f >= 0:
                amount = grant.monthly * grant.left
                state.finances[q].committed += amount
                state.funders[f].awarded += amount
                state.funder_ties[state.partnerships[q].funder_ties_at + f - f0].relationship = p.hope


@entry
def populate(first, last, state):
    """Fills the posts of the worlds ``first`` to ``last`` - 1 with people drawn from their seeds."""
    for w in range(first, last):
        p = state.initial[w]
        people_schools(state, w, p)
        people_district(state, w, p)
        people_research(state, w, p)
        people_character(state, w)
        people_ties(state, w, p)
        people_partnership(state, w, p)
