"""The people at month 0: who holds each post, and how poor the schools are, drawn from each world's seed."""

from __future__ import annotations

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel.compiled import kernel
from sim.kernel.forms import bounded
from sim.state.tables import ADVICE_TIES, CENTRAL_OFFICE, GRANT_SLOTS, NON_USER, SUPERINTENDENT, UNTENURED

# fmt: off
declare = Declarations("initial", kind="uncertainty", scope="world")
declare("trust", 0.42, 0.25, 0.6, "share", "assumed", "CPG 2013 (trust)", "trust between partners who begin",
        minimum=0, maximum=1)
declare("trust_spread", 0.12, 0.03, 0.2, "share", "assumed", "-", "half-width of trust over ties", minimum=0, maximum=1,
        label="spread of trust between partners")
declare("history", 0.15, 0.05, 0.25, "share", "assumed", "CPG 2013 (trust)",
        "half-width of what earlier relations between the two sides add to, or take from, trust and commitment",
        minimum=0, maximum=0.5, label="spread of trust from earlier history")
declare("practice", 0.25, 0.15, 0.35, "share", "assumed", "MHS 2022 (ambitious instruction is rare)",
        "mean instructional practice", minimum=0, maximum=1)
declare("practice_spread", 0.1, 0.05, 0.15, "share", "assumed", "-", "standard deviation over teachers", minimum=0,
        maximum=0.5, label="spread of practice over teachers")
declare("practice_poverty", 0.08, 0, 0.2, "share per unit of poverty", "assumed",
        "Carver-Thomas & Darling-Hammond 2017",
        "how far practice is lower in poorer schools, which hire from fewer, before the run and during it", minimum=0,
        maximum=1, label="practice gap of poorer schools")
declare("career_years", 14, 10, 18, "years", "derived", "NCES TFS 2021-22", "mean experience of teachers", minimum=1,
        maximum=40)
declare("leader_commitment", 0.45, 0.3, 0.6, "share", "assumed", "-", "commitment of leaders who join", minimum=0,
        maximum=1)
declare("commitment_spread", 0.2, 0.1, 0.3, "share", "assumed", "-", "half-width of commitment over people who join",
        minimum=0, maximum=1, label="spread of commitment at the start")
declare("buy_in", 0.35, 0.15, 0.5, "share", "assumed", "MHS 2022 (commitments)",
        "commitment that winning senior leaders beforehand adds or its lack takes away", minimum=0, maximum=1,
        label="commitment from early winning over")
declare("researcher_commitment", 0.6, 0.45, 0.75, "share", "assumed", "-", "commitment of researchers who begin",
        minimum=0, maximum=1)
declare("instruction", 0.45, 0.3, 0.6, "share", "assumed", "MHS 2022 (expertise)",
        "practitioners' expertise in instruction", minimum=0, maximum=1, label="practitioners' teaching expertise")
declare("researcher_instruction", 0.65, 0.5, 0.8, "share", "assumed", "MHS 2022 (expertise)",
        "researchers' expertise in instruction", minimum=0, maximum=1, label="researchers' teaching expertise")
declare("partnering", 0.25, 0.1, 0.4, "share", "assumed", "MHS 2022 (expertise)",
        "expertise in partnership work on both sides", minimum=0, maximum=1, label="partnership expertise at the start")
declare("context", 0.65, 0.5, 0.8, "share", "assumed", "MHS 2022 (expertise)",
        "practitioners' expertise in the context", minimum=0, maximum=1, label="practitioners' local knowledge")
declare("researcher_context", 0.2, 0.05, 0.4, "share", "assumed", "MHS 2022 (expertise)",
        "researchers' expertise in the context", minimum=0, maximum=1, label="researchers' local knowledge")
declare("efficacy", 0.35, 0.2, 0.5, "share", "assumed", "-", "efficacy of the first idea", minimum=0, maximum=1)
declare("usability", 0.35, 0.2, 0.5, "share", "assumed", "-", "usability of the first idea", minimum=0, maximum=1)
declare("robustness", 0.2, 0.1, 0.35, "share", "assumed", "-", "robustness of the first idea", minimum=0, maximum=1)
declare("local_fit", 0.35, 0.2, 0.5, "share", "assumed", "-", "local fit of the first idea", minimum=0, maximum=1)
declare("reputation", 0.4, 0.25, 0.55, "share", "assumed", "-", "track record of the people who begin", minimum=0,
        maximum=1, label="track record of those who begin")
declare("hope", 0.35, 0.2, 0.5, "share", "assumed", "W. T. Grant guidance for funders",
        "progress that partners credit each other with at the start", minimum=0, maximum=1,
        label="progress credited at the start")
declare("broker_partnering", 0.45, 0.25, 0.65, "share", "assumed", "CPG 2013 (devote resources)",
        "coordinators' expertise in partnership work", minimum=0, maximum=1,
        label="coordinators' partnership expertise")
declare("broker_commitment", 0.8, 0.6, 0.95, "share", "assumed", "-", "commitment of coordinators", minimum=0,
        maximum=1)
declare("voice", 0.4, 0.25, 0.5, "share", "assumed", "CPG 2013 (maintaining mutualism)",
        "say of practitioners when partners begin", minimum=0, maximum=1, label="practitioners' say at the start")
declare("relevance", 0.4, 0.25, 0.55, "share", "assumed", "-", "relevance that partners expect when they begin",
        minimum=0, maximum=1, label="relevance expected at the start")
declare("kept", 0.8, 0.6, 0.95, "share", "assumed", "-", "promises that partners expect to be kept", minimum=0,
        maximum=1, label="promises expected to be kept")
declare("memory", 0.1, 0, 0.3, "share", "assumed", "-", "institutional memory when partners begin", minimum=0,
        maximum=1, label="institutional memory at the start")
declare("credibility", 0.35, 0.2, 0.5, "share", "assumed", "-", "credibility with outsiders of those who begin",
        minimum=0, maximum=1, label="outside credibility at the start")
declare("rigour", 0.3, 0.15, 0.45, "share", "assumed", "-", "rigour that funders and leaders expect at first",
        minimum=0, maximum=1, label="rigour expected at first")
declare("officer_tie", 0.4, 0.2, 0.6, "share", "assumed", "-", "tie with the programme officer of the first grant",
        minimum=0, maximum=1, label="tie with the first programme officer")
declare("advice_school", 0.8, 0.6, 0.95, "share", "assumed", "Coburn et al. 2012",
        "advice ties of a teacher that stay within the school", minimum=0, maximum=1,
        label="advice ties within the school")
PARAMETERS = declare.all
# fmt: on


@kernel
def people_schools(w, worlds, districts, schools, teachers, advice, context, p):
    """Draws poverty of schools, their teachers, and whom teachers ask for advice."""
    seed = worlds[w].seed
    poverty, practice = chance.stream(seed, chance.START_POVERTY, -1), chance.stream(seed, chance.START_PRACTICE, -1)
    years, tenure = chance.stream(seed, chance.START_EXPERIENCE, -1), chance.stream(seed, chance.START_TENURE, -1)
    ask = chance.stream(seed, chance.START_ADVICE, -1)
    s0, t0 = worlds[w].schools_at, worlds[w].teachers_at
    for s in range(s0, worlds[w + 1].schools_at):
        d = schools[s].district
        c = context[d]
        low = min(1.0, max(0.0, c.poverty + c.poverty_spread * (2.0 * chance.uniform(poverty, s - s0) - 1.0)))
        schools[s].poverty = low
        schools[s].hires = bounded(p.practice - p.practice_poverty * (low - c.poverty))
        first, last = schools[s].teachers_at, schools[s].teachers_end
        district_first = schools[districts[d].schools_at].teachers_at
        district_last = schools[districts[d].schools_end - 1].teachers_end
        total = 0.0
        for t in range(first, last):
            i = t - t0
            value = bounded(schools[s].hires + p.practice_spread * chance.normal(practice, i))
            teachers[t].practice = value
            teachers[t].before = value
            teachers[t].habit = value
            total += value
            experience = min(40.0, -p.career_years * math.log(1.0 - chance.uniform(years, i)))
            teachers[t].experience = experience
            months = min(12.0 * experience, -84.0 * math.log(1.0 - chance.uniform(tenure, i)))
            teachers[t].months = math.floor(months) + 1.0
            teachers[t].stage = NON_USER
            for a in range(ADVICE_TIES):
                u = chance.uniform(ask, 2 * (i * ADVICE_TIES + a))
                v = chance.uniform(ask, 2 * (i * ADVICE_TIES + a) + 1)
                start, stop = first, last
                if u >= p.advice_school or last - first < 2:
                    start, stop = district_first, district_last
                # Nobody asks oneself, unless there is nobody else.
                other = start + int(v * max(1, stop - start - 1))
                advice[t, a] = other + 1 if other >= t and stop - start > 1 else other
        schools[s].practice = total / (last - first)


@kernel
def people_district(w, worlds, districts, leaders, context, calendar, turnover, levers, p):
    """Draws the state of districts and their leaders."""
    seed = worlds[w].seed
    trait, skill = chance.stream(seed, chance.START_LEADER, -1), chance.stream(seed, chance.START_DISTRICT, -1)
    past = chance.stream(seed, chance.START_HISTORY, -1)
    k0, d0 = worlds[w].leaders_at, worlds[w].districts_at
    for d in range(d0, worlds[w + 1].districts_at):
        c, lever = context[d], levers[districts[d].partnership]
        districts[d].alignment = c.policy_alignment
        districts[d].pressure = c.political_pressure
        districts[d].capacity = c.absorptive_capacity
        expected = calendar[w].reform_rate * calendar[w].reform_months / 12.0
        districts[d].reforms = math.floor(expected * (0.5 + chance.uniform(skill, d - d0)))
        for k in range(districts[d].leaders_at, districts[d].leaders_end):
            i = 6 * (k - k0)
            commitment = (
                p.leader_commitment
                + p.history * (2.0 * chance.uniform(past, districts[d].partnership - worlds[w].partnerships_at) - 1.0)
                + p.commitment_spread * (2.0 * chance.uniform(trait, i) - 1.0)
            )
            if leaders[k].role == SUPERINTENDENT or leaders[k].role == CENTRAL_OFFICE:
                commitment += p.buy_in * (lever.breadth_senior_buy_in - 0.5)
            leaders[k].commitment = min(1.0, max(0.0, commitment))
            leaders[k].priority = leaders[k].commitment
            leaders[k].capacity = min(1.0, c.absorptive_capacity * (0.5 + chance.uniform(trait, i + 1)))
            leaders[k].urgency = chance.uniform(trait, i + 2)
            leaders[k].instruction = min(1.0, p.instruction * (0.6 + 0.8 * chance.uniform(trait, i + 3)))
            leaders[k].partnering = p.partnering
            leaders[k].context = p.context
            leaders[k].inside = (
                1.0
                if chance.uniform(trait, i + 4)
                < (turnover[w].inside_superintendent if leaders[k].role == SUPERINTENDENT else turnover[w].inside_other)
                else 0.0
            )
            leaders[k].months = 1.0 + math.floor(-60.0 * math.log(1.0 - chance.uniform(trait, i + 5)))


@kernel
def people_partnership(w, worlds, researchers, partnerships, seats, ties, funders, funder_ties, grants, levers, p):
    """Draws researchers and first impressions; sets what a partnership starts from."""
    seed = worlds[w].seed
    trait, first = chance.stream(seed, chance.START_RESEARCHER, -1), chance.stream(seed, chance.START_TIE, -1)
    officer = chance.stream(seed, chance.START_FUNDER, -1)
    past = chance.stream(seed, chance.START_HISTORY, -1)
    r0, tie0, f0 = worlds[w].researchers_at, worlds[w].ties_at, worlds[w].funders_at
    for r in range(r0, worlds[w + 1].researchers_at):
        i = 3 * (r - r0)
        researchers[r].commitment = min(
            1.0, max(0.0, p.researcher_commitment + p.commitment_spread * (2.0 * chance.uniform(trait, i) - 1.0))
        )
        researchers[r].instruction = min(1.0, p.researcher_instruction * (0.8 + 0.4 * chance.uniform(trait, i + 1)))
        researchers[r].partnering = p.partnering
        researchers[r].context = p.researcher_context
        # Untenured faculty are anywhere before their decision; others have been in post for some time.
        researchers[r].months = math.floor(
            chance.uniform(trait, i + 2) * (36.0 if researchers[r].role == UNTENURED else 60.0)
        )
    for t in range(tie0, worlds[w + 1].ties_at):
        i = 2 * (t - tie0)
        history = p.history * (
            2.0 * chance.uniform(past, seats[ties[t].seat].partnership - worlds[w].partnerships_at) - 1.0
        )
        ties[t].trust_practice = bounded(p.trust + history + p.trust_spread * (2.0 * chance.uniform(first, i) - 1.0))
        ties[t].trust_research = bounded(
            p.trust + history + p.trust_spread * (2.0 * chance.uniform(first, i + 1) - 1.0)
        )
    for f in range(f0, worlds[w + 1].funders_at):
        funders[f].officer_months = 1.0 + math.floor(48.0 * chance.uniform(officer, f - f0))
    for q in range(worlds[w].partnerships_at, worlds[w + 1].partnerships_at):
        partnerships[q].broker_months = 1.0
        partnerships[q].broker_partnering = p.broker_partnering
        partnerships[q].broker_commitment = p.broker_commitment
        partnerships[q].voice = p.voice
        partnerships[q].relevance = p.relevance
        partnerships[q].trust = p.trust
        partnerships[q].trust_practice = p.trust
        partnerships[q].kept = p.kept
        partnerships[q].commitments = p.leader_commitment
        partnerships[q].commitment_practice = p.leader_commitment
        partnerships[q].commitment_research = p.researcher_commitment
        partnerships[q].progress = p.hope
        partnerships[q].memory = p.memory
        partnerships[q].reputation = p.reputation
        partnerships[q].credibility = p.credibility
        partnerships[q].efficacy = p.efficacy
        partnerships[q].usability = p.usability
        partnerships[q].robustness = p.robustness
        partnerships[q].local_fit = p.local_fit
        partnerships[q].rigour = p.rigour
        partnerships[q].plan_match = 1.0
        for g in range(q * GRANT_SLOTS, (q + 1) * GRANT_SLOTS):
            f = grants[g].funder
            if f >= 0:
                amount = grants[g].monthly * grants[g].left
                partnerships[q].committed += amount
                funders[f].awarded += amount
                funder_ties[partnerships[q].funder_ties_at + f - f0].relationship = p.officer_tie


@kernel
def populate(
    first,
    last,
    worlds,
    districts,
    schools,
    teachers,
    advice,
    leaders,
    researchers,
    partnerships,
    seats,
    ties,
    funders,
    funder_ties,
    grants,
    levers,
    context,
    calendar,
    turnover,
    initial,
):
    """Fills the posts of the worlds ``first`` to ``last`` - 1 with people drawn from their seeds."""
    for w in range(first, last):
        p = initial[w]
        people_schools(w, worlds, districts, schools, teachers, advice, context, p)
        people_district(w, worlds, districts, leaders, context, calendar, turnover, levers, p)
        people_partnership(w, worlds, researchers, partnerships, seats, ties, funders, funder_ties, grants, levers, p)


POPULATE_TABLES = (
    "worlds",
    "districts",
    "schools",
    "teachers",
    "advice",
    "leaders",
    "researchers",
    "partnerships",
    "seats",
    "ties",
    "funders",
    "funder_ties",
    "grants",
    "levers",
    "context",
    "calendar",
    "turnover",
    "initial",
)
