"""Instruction: districts adopt, teachers take up the innovation, practice deepens, decays, stays or spreads.

Support and colleagues move practice up, as far as the innovation is good, usable and fits. Without support practice
falls back toward habit, and habit slowly follows practice. Ownership shifts as district people deliver the support.
"""

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import (
    HALF_WIDTH,
    MIDDLE,
    MONTHS_A_YEAR,
    bounded,
    from_floor,
    in_spring,
    mean,
    moved,
    saturating,
    varied,
)
from sim.kernel.members import is_member, may_work
from sim.state.tables import (
    ACTIVE,
    ADVICE_TIES,
    CENTRAL_OFFICE,
    CHAMPIONED,
    COACH,
    CODESIGNER,
    DORMANT,
    ENDED,
    FORMING,
    NON_USER,
    NOT_STARTED,
    PROVIDER,
    USER,
)

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("instruction.adopt", default=2.5, low=1, high=5, minimum=0, maximum=50, unit="times",
        meaning="chance of adoption in a decision month, relative to the product of its conditions",
        label="chance of adoption when all is ready")
declare("instruction.de_adoption", default=0.04, low=0.01, high=0.08, unit="share a month", grade="derived",
        source="Taylor 2006", meaning="districts without any will or fit that de-adopt an innovation in a month",
        label="de-adoption by districts", key="instruction.drop")
declare("instruction.budget_line_rate", default=0.03, low=0.01, high=0.06, unit="share a month", source="NIRN",
        meaning="how fast a district's own support follows its will", label="pace of a district's own support",
        key="instruction.line_rate")
declare("instruction.championed", default=2, low=1.2, high=3, minimum=0, maximum=10, unit="times",
        source="CPG 2013 (turnover)",
        meaning="that pace where the superintendent champions the partnership, relative to where it is tolerated",
        label="own support that a champion hastens")
declare("instruction.budget_line_hours", default=34, low=15, high=60, minimum=0, maximum=500,
        unit="hours a teacher a year", source="Yoon et al. 2007",
        meaning="support that a fully willing district pays for", label="support a willing district pays for",
        key="instruction.line_hours")
declare("instruction.coach_hours", default=80, low=30, high=120, minimum=0, maximum=200, unit="hours a month",
        meaning="teacher support that one coach can give", label="support hours of one coach")
declare("instruction.unskilled", default=0.4, low=0.2, high=0.7, unit="share", source="MHS 2022 (expertise)",
        meaning="worth of a district's own support without expertise in instruction, relative to an expert's",
        label="worth of support without expertise")
declare("instruction.coach_before", default=0.25, low=0.05, high=0.5, unit="share", source="CPG 2013 (Bellevue)",
        meaning="time that coaches at the table spend on the innovation before adoption",
        label="coaches' time before adoption")
declare("instruction.provider_hours", default=1.5, low=0.5, high=4, minimum=0, maximum=100, unit="hours a month",
        source="CPG 2013 (LeTUS)", meaning="hours that one teacher-provider spends with colleagues",
        label="hours of one teacher-provider")
declare("instruction.provider_group", default=6, low=3, high=12, minimum=1, maximum=50, unit="people",
        source="CPG 2013 (LeTUS)", meaning="colleagues who take part each time",
        label="colleagues with a teacher-provider")
declare("instruction.provider_rate", default=0.04, low=0.01, high=0.1, unit="share a month", source="CPG 2013 (LeTUS)",
        meaning="experienced users who become providers, with full preparation", label="users who become providers")
declare("instruction.provider_level", default=0.45, low=0.35, high=0.6, unit="share",
        meaning="practice from which a teacher can lead others", label="practice needed to lead others")
declare("instruction.principal_adds", default=0.4, low=0.1, high=0.8, unit="share",
        source="MHS 2022; Boston & Wilhelm 2015", meaning="support lost at a school whose principal does not care",
        label="support lost without the principal")
declare("instruction.support_half", default=2, low=1, high=4, minimum=0.1, maximum=50, unit="hours a month",
        grade="derived", source="Yoon et al. 2007",
        meaning="support per teacher at which half of full support is reached", label="support for half of its effect")
declare("instruction.access_bias", default=0.5, low=0.1, high=0.9, minimum=0, maximum=2, unit="per unit of poverty",
        source="Levin & Bradley 2019", meaning="how far support passes high-poverty schools by when nobody sees to it",
        label="support passing by poor schools")
declare("instruction.access_steer", default=1, low=0.4, high=1.6, minimum=0, maximum=2, unit="per unit of poverty",
        meaning="how far a full equity focus turns support to high-poverty schools",
        label="support turned by an equity focus")
declare("instruction.teacher_adoption", default=0.2, low=0.08, high=0.4, unit="share a month",
        source="Frank, Zhao & Borman 2004",
        meaning="teachers with access who adopt a perfectly usable innovation under full support",
        label="teachers who adopt through support", key="instruction.start")
declare("instruction.teacher_adoption_peers", default=0.06, low=0.02, high=0.12, unit="share a month",
        source="Frank, Zhao & Borman 2004; Bass 1969", meaning="teachers who adopt it when all colleagues use it",
        label="teachers who adopt through peers", key="instruction.start_peers")
declare("instruction.discontinuance", default=0.04, low=0.015, high=0.08, unit="share a month", grade="derived",
        source="Taylor 2006", meaning="users without support or depth who discontinue in a month",
        label="discontinuance without support", key="instruction.stop")
declare("instruction.growth", default=0.1, low=0.05, high=0.16, unit="share a month", grade="derived",
        source="Kraft, Blazar & Hogan 2018",
        meaning="way to ambitious practice made in a month of full support with a perfect innovation",
        label="growth of practice by full support")
declare("instruction.beginner", default=0.6, low=0.4, high=0.9, unit="share", source="Boston & Wilhelm 2015",
        meaning="what a teacher in the first month of teaching makes of support, relative to an experienced one",
        label="what a beginner makes of support")
declare("instruction.seasoned_years", default=4, low=2, high=8, minimum=0.1, maximum=40, unit="years",
        source="Boston & Wilhelm 2015", meaning="years of teaching after which experience adds no more to that",
        label="years until experience adds no more")
declare("instruction.peer_growth", default=0.03, low=0.01, high=0.06, unit="share a month",
        source="Frank, Zhao & Borman 2004; Coburn et al. 2012",
        meaning="way to the practice of better colleagues made in a month", label="growth of practice by colleagues")
declare("instruction.decay", default=0.04, low=0.02, high=0.08, unit="share a month", grade="derived",
        source="Kraft & Blazar (follow-up)", meaning="way back to habit in a month without support",
        label="return to habit without support")
declare("instruction.habit", default=0.03, low=0.01, high=0.06, unit="share a month", source="NIRN; Coburn 2003",
        meaning="how fast new practice becomes habit", label="pace at which practice becomes habit")
declare("instruction.habit_erosion", default=0.006, low=0.002, high=0.015, unit="share a month",
        source="Boston & Wilhelm 2015", meaning="return of unsupported habit to typical practice",
        label="erosion of unsupported habit")
declare("instruction.typical", default=0.2, low=0.1, high=0.3, unit="share",
        source="MHS 2022 (ambitious instruction is rare)", meaning="practice to which unsupported habit returns",
        label="typical practice of habit")
declare("instruction.commitment_rate", default=0.05, low=0.02, high=0.1, unit="share a month",
        meaning="how fast teachers' commitment follows experience", label="pace of teachers' commitment")
declare("instruction.backlash", default=1.5, low=0.3, high=3, minimum=0, maximum=12, unit="events a year",
        source="CPG 2013 (small or big)", meaning="public setbacks at full exposure")
declare("instruction.unfitting", default=0.3, low=0.1, high=0.5, unit="share",
        source="CPG 2013 (local relevance and scalability); MHS 2022 (missing teachers)",
        meaning="effect left of an innovation that does not fit the place, or that teachers can hardly enact",
        label="effect left if it does not fit")
declare("instruction.unwilling", default=0.3, low=0.1, high=0.5, unit="share",
        meaning="adoption by teachers without commitment, relative to full", label="adoption without commitment")
declare("instruction.discontinuance_conflict", default=1, low=0.3, high=2, minimum=0, maximum=20, unit="times",
        source="CPG 2013 (challenging contexts)",
        meaning="further teachers who discontinue where policy points elsewhere",
        label="discontinuance if policy differs", key="instruction.conflict")
declare("instruction.onlookers", default=0.25, low=0.1, high=0.5, unit="share",
        meaning="what teachers pick up from colleagues without using the innovation",
        label="what onlookers pick up from users")
declare("instruction.budget_line_protects", default=0.7, low=0.4, high=0.9, unit="share",
        source="Coburn 2003 (ownership)", meaning="risk of de-adoption that the district's own support takes away",
        label="de-adoption that support prevents", key="instruction.line_protects")
declare("instruction.coach_after", default=0.6, low=0.3, high=0.9, unit="share",
        meaning="time that coaches of a district spend on an innovation that it fully supports",
        label="coaches' time after adoption")
declare("instruction.provider_others", default=0.25, low=0.1, high=0.5, minimum=0, maximum=1, unit="times",
        source="CPG 2013 (LeTUS)", meaning="chance of becoming a provider without having taken part in design",
        label="providers from outside the design")
declare("instruction.wish_base", default=0.25, low=0.1, high=0.4, unit="share",
        source="Frank, Zhao & Borman 2004",
        meaning="commitment of teachers without support for a usable innovation or a friendly policy",
        label="commitment of teachers left alone")
declare("instruction.spread", default=0.25, low=0.05, high=0.6, maximum=5, unit="share a year", grade="derived",
        source="Bass 1969",
        meaning="other districts that would adopt a perfectly robust, well-known innovation in a year",
        label="adoption by other districts")
declare("instruction.spread_imitation", default=0.35, low=0.2, high=0.6, maximum=5, unit="share a year",
        grade="derived", source="Bass 1969", meaning="further adoption because other districts have it",
        label="adoption by imitating districts")
declare("instruction.spread_intermediary", default=2.5, low=1, high=5, minimum=0, maximum=50, unit="times",
        source="CPG 2013 (LeTUS; Boston)", meaning="how far an intermediary or publisher multiplies spread",
        label="spread through an intermediary")
declare("instruction.spread_loss", default=0.2, low=0.05, high=0.4, unit="share a year", grade="derived",
        source="Taylor 2006", meaning="other districts that de-adopt an innovation that does not travel",
        label="de-adoption by other districts")
declare("instruction.learning_worth", default=3.7, low=1.8, high=5, minimum=0, maximum=20,
        unit="SD per unit of practice", grade="derived", source="Kraft, Blazar & Hogan 2018",
        meaning="student learning for a first small gain of practice (0.18 SD for 0.49 SD of instruction; one SD is"
                " 0.1)", label="student learning for a gain")
declare("instruction.learning_ceiling", default=0.5, low=0.3, high=0.8, minimum=0.01, maximum=5, unit="SD",
        meaning="student learning beyond which better practice in one subject brings no more",
        label="most student learning possible")
declare("instruction.deep_practice", default=0.5, low=0.4, high=0.65, unit="share", source="Coburn 2003 (depth)",
        meaning="depth threshold: practice above which use of the innovation counts as deep",
        label="practice that counts as deep use")
PARAMETERS = declare.all
# fmt: on


@rule
def enactable(efficacy, usability, fit, p):
    """What the innovation does for a typical teacher here [0-1]: good, usable, and fitting.

    Source: MHS 2022 (missing teachers).
    """
    return efficacy * from_floor(p.unfitting, usability) * from_floor(p.unfitting, fit)


@rule
def support_felt(hours, p):
    """Support as a share of what a teacher can use [0-1), from hours a month."""
    return saturating(hours, p.support_half)


@rule
def access_weight(poverty, mean, equity, p):
    """How far support reaches a school, relative to others.

    Left alone, support passes high-poverty schools by; an equity focus turns it round.
    """
    return max(0.0, 1.0 - ((1.0 - equity) * p.access_bias - equity * p.access_steer) * (poverty - mean))


@rule
def adoption_chance(superintendent, central, belief, alignment, p):
    """Chance that a district adopts in a decision month [0-1].

    Leaders must want it, believe that it works, and find it in line with policy.

    Source: CPG 2013 (challenging contexts); MHS 2022 (missing central office).
    """
    return min(1.0, p.adopt * mean(superintendent, central) * belief * alignment)


@rule
def teacher_adoption(support, usability, commitment, peers, p):
    """Chance that a teacher to whom the innovation is offered starts to use it this month [0-1].

    Source: Frank, Zhao & Borman 2004 (help and talk count as much as value); Bass 1969.
    """
    willing = from_floor(p.unwilling, commitment)
    return (p.teacher_adoption * support * usability + p.teacher_adoption_peers * peers) * willing


@rule
def teacher_discontinuance(support, practice, alignment, p):
    """Chance that a user stops this month [0-1]; support, depth and a friendly policy all hold use in place."""
    return p.discontinuance * (1.0 - support) * (1.0 - practice) * (1.0 + p.discontinuance_conflict * (1.0 - alignment))


@rule
def enacted(years, p):
    """Part of an innovation's worth that a teacher of so many years' experience brings about in class [0-1].

    Demanding tasks lose their demand where teachers are beginners.

    Source: Boston & Wilhelm 2015 (best where teachers are experienced and supported).
    """
    return from_floor(p.beginner, min(1.0, years / p.seasoned_years))


@rule
def practice_next(practice, habit, support, worth, peers, using, p):
    """Practice at the end of the month [0-1].

    Args:
        practice, habit: now [0-1].
        support: support felt [0-1].
        worth: what the innovation does here [0-1].
        peers: practice of the colleagues whose advice counts [0-1].
        using: 1 for users, who alone grow by support; others pick up a little from colleagues.

    Source: Kraft, Blazar & Hogan 2018; Coburn et al. 2012.
    """
    growth = p.growth * support * worth * (1.0 - practice) * using
    growth += p.peer_growth * from_floor(p.onlookers, using) * max(0.0, peers - practice)
    back = p.decay * (1.0 - support) * max(0.0, practice - habit)
    return bounded(practice + growth - back)


@rule
def habit_next(habit, practice, support, p):
    """Habit follows practice slowly up, and erodes without support [0-1]."""
    return (
        habit + p.habit * max(0.0, practice - habit) - p.habit_erosion * (1.0 - support) * max(0.0, habit - p.typical)
    )


@kernel
def decide_adoption(state, w, month, window, q, q0, d, d0, seed, p):
    """In spring a district may adopt; later it pays for support itself, or drops the innovation."""
    district = state.districts[d]
    row = district.leaders_at
    superintendent = state.leaders[row].commitment if state.leaders[row].vacant <= 0.0 else 0.0
    central, n = 0.0, 0.0
    for row in range(district.leaders_at, district.leaders_end):
        leader = state.leaders[row]
        if leader.role == CENTRAL_OFFICE:
            central += leader.commitment if leader.vacant <= 0.0 else 0.0
            n += 1.0
    central = central / n if n > 0.0 else 0.0
    will = mean(superintendent, central)
    if district.adopted == 0.0:
        stage = state.partnerships[q].stage
        if (stage == ACTIVE or stage == DORMANT) and is_member(state, d) and in_spring(month, window):
            belief = max(state.innovations[q].fidelity, district.evidence * state.relations[q].trust_practice)
            worth = belief * state.innovations[q].efficacy
            chance_now = adoption_chance(superintendent, central, worth, district.alignment, p)
            if chance.uniform(chance.stream(seed, chance.ADOPTION, month), d - d0) < chance_now:
                district.adopted = 1.0
                district.adopted_month = float(month)
                district.adopted_from = q
                log_event(state.log, w, month, log.ADOPTED, d - d0, q - q0, will)
    else:
        hazard = p.de_adoption * (1.0 - will) * (1.0 - district.alignment)
        hazard *= 1.0 - p.budget_line_protects * district.budget_line
        if chance.uniform(chance.stream(seed, chance.DISCONTINUE, month), d - d0) < hazard:
            district.adopted = 0.0
            district.adopted_month = -1.0
            log_event(state.log, w, month, log.DISCONTINUED, d - d0, q - q0, will)
    wanted = district.adopted * will * district.budget * district.alignment
    before = district.budget_line
    pace = p.budget_line_rate * (p.championed if district.mandate == CHAMPIONED else 1.0)
    district.budget_line = moved(before, wanted, min(1.0, pace))
    if before < log.TOLD_QUARTER <= district.budget_line:
        log_event(state.log, w, month, log.LINE_OPENED, d - d0, q - q0, district.budget_line)


@kernel
def district_people(state, d, alive, p):
    """Hours of support that coaches of a district give, and mean expertise of coaches and central office in post."""
    district = state.districts[d]
    coach_time, skill, heads = 0.0, 0.0, 0.0
    for row in range(district.leaders_at, district.leaders_end):
        leader = state.leaders[row]
        if leader.vacant > 0.0:
            continue
        if leader.role == COACH or leader.role == CENTRAL_OFFICE:
            skill += leader.instruction
            heads += 1.0
        if leader.role == COACH:
            focus = p.coach_after * district.adopted * district.budget_line
            if leader.seat >= 0 and alive:
                focus = max(focus, p.coach_before * leader.commitment)
            coach_time += p.coach_hours * focus * from_floor(p.unskilled, leader.instruction)
    return coach_time, skill / heads if heads > 0.0 else 0.0


@kernel
def teachers_there(state, d):
    """Teachers of a district: at sites, all, and providers among them."""
    providers, at_sites, all_ = 0.0, 0.0, 0.0
    for s in range(state.districts[d].schools_at, state.districts[d].schools_end):
        school = state.schools[s]
        size = float(school.teachers_end - school.teachers_at)
        all_ += size
        if school.site > 0.0:
            at_sites += size
        for row in range(school.teachers_at, school.teachers_end):
            if state.teachers[row].stage == PROVIDER:
                providers += 1.0
    return at_sites, all_, providers


@kernel
def share_access(state, d, lever, p):
    """How far support reaches each school; returns teachers who are served, and their sum weighted by it."""
    district = state.districts[d]
    weights, covered = 0.0, 0.0
    for s in range(district.schools_at, district.schools_end):
        school = state.schools[s]
        school.access = access_weight(school.poverty, district.poverty, lever.scale_equity_focus, p)
        if district.adopted > 0.0 or school.site > 0.0:
            size = float(school.teachers_end - school.teachers_at)
            weights += school.access * size
            covered += size
    return covered, weights


@kernel
def support_schools(state, d, external, own_each, line, lever, p):
    """Support that teachers of each school feel, and how far poorer schools get less of it.

    Args:
        external: hours for each teacher at a site, from the partnership.
        own_each: hours for each teacher who is served, from coaches and providers.
        line: hours for each teacher, from the district's budget line.
    """
    district = state.districts[d]
    covered, weights = share_access(state, d, lever, p)
    low, high, low_n, high_n = 0.0, 0.0, 0.0, 0.0
    for s in range(district.schools_at, district.schools_end):
        school = state.schools[s]
        principal = state.leaders[school.principal]
        hours = 0.0
        if school.site > 0.0:
            hours += external
            school.site_months += 1.0
        if district.adopted > 0.0 or school.site > 0.0:
            hours += own_each
        hours += line
        hours *= school.access * covered / weights if weights > 0.0 else 1.0
        backing = principal.commitment if principal.vacant <= 0.0 else 0.0
        school.support = support_felt(hours, p) * (1.0 - p.principal_adds * (1.0 - backing))
        size = float(school.teachers_end - school.teachers_at)
        if school.poverty > district.poverty:
            high += hours * size
            high_n += size
        else:
            low += hours * size
            low_n += size
    district.access_gap = (low / low_n if low_n > 0.0 else 0.0) - (high / high_n if high_n > 0.0 else 0.0)


@kernel
def provide_support(state, q, d, lever, p):
    """Hours of teacher support in one district this month, from the partnership and from district people."""
    district, stage = state.districts[d], state.partnerships[q].stage
    alive = (stage == ACTIVE or stage == FORMING) and may_work(state, d)
    at_sites, all_, providers = teachers_there(state, d)
    if all_ <= 0.0:
        return
    coach_time, skill = district_people(state, d, alive, p)
    external = lever.capacity_support_hours / MONTHS_A_YEAR * state.finances[q].paid_support if alive else 0.0
    own = coach_time + providers * p.provider_hours * p.provider_group
    # What a district's own support is worth depends on what those who plan it know.
    line = p.budget_line_hours / MONTHS_A_YEAR * district.budget_line * from_floor(p.unskilled, skill)
    served = all_ if district.adopted > 0.0 else at_sites
    own_each = own / served if served > 0.0 else 0.0
    district.support_external = external * at_sites
    district.support_own = own_each * served + line * all_
    support_schools(state, d, external, own_each, line, lever, p)


@kernel
def teach(state, w, month, q, d, seed, t0, worth_here, worth_away, usability, codesign, p):
    """Teachers of one district take up, deepen, or give up; colleagues are seen as they were last month."""
    district = state.districts[d]
    change, lead = chance.stream(seed, chance.TEACHER_STAGE, month), chance.stream(seed, chance.TEACHER_PROVIDER, month)
    offered = district.adopted > 0.0
    alive = (state.partnerships[q].stage == ACTIVE or state.partnerships[q].stage == FORMING) and may_work(state, d)
    outside = not is_member(state, d) and state.partnerships[q].stage != ENDED
    alignment = district.alignment
    for s in range(district.schools_at, district.schools_end):
        school = state.schools[s]
        support, users = school.support, school.users
        site = school.site > 0.0
        reached = site or offered
        worth = worth_here if site else worth_away
        wish = from_floor(p.wish_base, mean(usability * support, alignment))
        for row in range(school.teachers_at, school.teachers_end):
            teacher = state.teachers[row]
            peers, weight = 0.0, 0.0
            mine = teacher.standing
            for a in range(ADVICE_TIES):
                other = state.advice[row, a]
                tie = min(mine, state.teachers[other].standing)
                peers += tie * state.teachers[other].before
                weight += tie
            practice, stage = (teacher.before if teacher.months > 0.0 else teacher.practice, teacher.stage)
            peers = peers / weight if weight > 0.0 else practice
            u = chance.uniform(change, row - t0)
            if stage == NON_USER:
                if reached and u < teacher_adoption(support, usability, teacher.commitment, users, p):
                    stage = USER
            else:
                if u < teacher_discontinuance(support, practice, alignment, p):
                    stage = NON_USER
                elif alive and teacher.seat >= 0 and stage == USER:
                    stage = CODESIGNER
                elif stage != PROVIDER and codesign > 0.0 and practice > p.provider_level and alive:
                    known = 1.0 if stage == CODESIGNER else p.provider_others
                    if chance.uniform(lead, row - t0) < p.provider_rate * codesign * known:
                        stage = PROVIDER
            using = 1.0 if stage != NON_USER else 0.0
            teacher.stage = stage
            habit = teacher.habit
            here = worth * enacted(teacher.experience, p)
            practice = practice_next(practice, habit, support, here, peers, using, p)
            practice = bounded(practice + district.lift * (1.0 - practice))
            teacher.practice = practice
            teacher.habit = habit_next(habit, practice, support, p)
            if teacher.seat < 0 or outside:
                teacher.commitment += p.commitment_rate * (wish - teacher.commitment)


@kernel
def update_school_means(state, d):
    """Means of schools, and what colleagues will have seen by next month."""
    for s in range(state.districts[d].schools_at, state.districts[d].schools_end):
        school = state.schools[s]
        practice, users = 0.0, 0.0
        for row in range(school.teachers_at, school.teachers_end):
            teacher = state.teachers[row]
            practice += teacher.practice
            teacher.before = teacher.practice
            if teacher.stage != NON_USER:
                users += 1.0
        n = float(school.teachers_end - school.teachers_at)
        school.practice = practice / n
        school.users = users / n


@kernel
def spread_outside(state, w, month, q, q0, seed, others, lever, p):
    """Other districts take up an innovation that travels, that is known, and that somebody carries."""
    innovation = state.innovations[q]
    if others <= 0.0 or state.partnerships[q].stage == NOT_STARTED:
        return
    have = innovation.spread_districts
    known = state.findings[q].reputation
    carried = 1.0 + (p.spread_intermediary - 1.0) * lever.scale_intermediary
    works = innovation.robustness * innovation.efficacy
    # Robustness counts twice: it must look as if it travels, and it must travel.
    rate = (p.spread * known + p.spread_imitation * have / others) * carried * works * innovation.robustness
    expected = rate / MONTHS_A_YEAR * max(0.0, others - have)
    whole = float(int(expected))
    u = chance.uniform(chance.stream(seed, chance.SPREAD, month), 2 * (q - q0))
    more = whole + (1.0 if u < expected - whole else 0.0)
    lost = p.spread_loss * (1.0 - innovation.robustness) / MONTHS_A_YEAR * have
    whole = float(int(lost))
    u = chance.uniform(chance.stream(seed, chance.SPREAD, month), 2 * (q - q0) + 1)
    fewer = whole + (1.0 if u < lost - whole else 0.0)
    innovation.spread_districts = min(others, max(0.0, have + more - fewer))
    if more > 0.0:
        log_event(state.log, w, month, log.SPREAD_TO, q - q0, -1, innovation.spread_districts)


@kernel
def expose(state, w, month, q, q0, seed, p):
    """Work at many schools that does not work yet is in the public eye, and sometimes falls on the partners."""
    innovation, partnership = state.innovations[q], state.partnerships[q]
    sites, all_, pressure, members = 0.0, 0.0, 0.0, 0.0
    for d in range(partnership.districts_at, partnership.districts_end):
        district = state.districts[d]
        if not is_member(state, d):
            continue
        pressure += district.pressure
        members += 1.0
        all_ += float(district.schools_end - district.schools_at)
        if may_work(state, d):
            for s in range(district.schools_at, district.schools_end):
                sites += state.schools[s].site
    if all_ <= 0.0 or partnership.stage != ACTIVE:
        innovation.exposure = 0.0
        return
    # Studies of policy change nothing in schools: only what is built and tested there can fail in public.
    tested = sites * state.levers[q].work_design_share
    innovation.exposure = tested / all_ * (1.0 - innovation.fidelity) * pressure / members
    hazard = p.backlash / MONTHS_A_YEAR * innovation.exposure
    if chance.uniform(chance.stream(seed, chance.BACKLASH, month), q - q0) < hazard:
        u = chance.uniform(chance.stream(seed, chance.BACKLASH_SIZE, month), q - q0)
        size = varied(MIDDLE, HALF_WIDTH, u)
        state.relations[q].bad_news = max(state.relations[q].bad_news, size)


@kernel
def step(first, last, month, state):
    """One month of instruction for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = state.instruction[w]
        seed = state.worlds[w].seed
        d0, q0, t0 = state.worlds[w].districts_at, state.worlds[w].partnerships_at, state.worlds[w].teachers_at
        for d in range(d0, state.worlds[w + 1].districts_at):
            q = state.districts[d].partnership
            lever, innovation = state.levers[q], state.innovations[q]
            fit, efficacy, usability = innovation.local_fit, innovation.efficacy, innovation.usability
            state.districts[d].fit = fit
            fit_away = mean(fit, innovation.robustness)
            here, away = enactable(efficacy, usability, fit, p), enactable(efficacy, usability, fit_away, p)
            decide_adoption(state, w, month, state.calendar[w].window_months, q, q0, d, d0, seed, p)
            provide_support(state, q, d, lever, p)
            teach(state, w, month, q, d, seed, t0, here, away, usability, lever.scale_codesign_providers, p)
        for d in range(d0, state.worlds[w + 1].districts_at):
            update_school_means(state, d)
        for q in range(q0, state.worlds[w + 1].partnerships_at):
            spread_outside(state, w, month, q, q0, seed, state.field[w].other_districts, state.levers[q], p)
            expose(state, w, month, q, q0, seed, p)
