"""Step 8, instruction: districts adopt, teachers take up the innovation, practice deepens, decays, stays or spreads.

Support and colleagues move practice up, as far as the innovation is good, usable and fits. Without support practice
falls back toward habit, and habit slowly follows practice. Ownership shifts as district people deliver the support.

Reads: innovation, leaders, paid support. Writes: schools, teachers, adoption, support, spread.
"""

from __future__ import annotations

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import note
from sim.kernel.forms import bounded, from_floor, in_spring
from sim.state.tables import (
    ACTIVE,
    ADVICE_TIES,
    CENTRAL_OFFICE,
    COACH,
    CODESIGNER,
    DORMANT,
    FORMING,
    NON_USER,
    NOT_STARTED,
    PROVIDER,
    USER,
)

# fmt: off
declare = Declarations("instruction", kind="uncertainty", scope="world")
declare("adopt", 2.5, 1, 5, "times", "assumed", "-",
        "chance of adoption in a decision month, relative to the product of its conditions", minimum=0, maximum=50,
        label="chance of adoption when all is ready")
declare("adopt_central", 0.5, 0.3, 0.7, "share", "assumed", "MHS 2022 (missing central office)",
        "weight of central-office leaders beside the superintendent", minimum=0, maximum=1,
        label="central office's weight in adoption")
declare("drop", 0.04, 0.01, 0.08, "share a month", "derived", "Taylor 2006",
        "districts without any will or fit that drop an innovation in a month", minimum=0, maximum=1,
        label="districts that drop an innovation")
declare("line_rate", 0.03, 0.01, 0.06, "share a month", "assumed", "NIRN",
        "how fast a district's own support follows its will", minimum=0, maximum=1,
        label="pace of a district's own support")
declare("line_hours", 34, 15, 60, "hours a teacher a year", "assumed", "Yoon et al. 2007",
        "support that a fully willing district pays for", minimum=0, maximum=500,
        label="support a willing district pays for")
declare("coach_hours", 80, 30, 120, "hours a month", "assumed", "-", "teacher support that one coach can give",
        minimum=0, maximum=200, label="support hours of one coach")
declare("unskilled", 0.4, 0.2, 0.7, "share", "assumed", "MHS 2022 (expertise)",
        "worth of a district's own support without expertise in instruction, relative to an expert's",
        minimum=0, maximum=1, label="worth of support without expertise")
declare("coach_before", 0.25, 0.05, 0.5, "share", "assumed", "CPG 2013 (Bellevue)",
        "time that coaches at the table spend on the innovation before adoption", minimum=0, maximum=1,
        label="coaches' time before adoption")
declare("provider_hours", 1.5, 0.5, 4, "hours a month", "assumed", "CPG 2013 (LeTUS)",
        "hours that one teacher-provider spends with colleagues", minimum=0,
        maximum=100, label="hours of one teacher-provider")
declare("provider_group", 6, 3, 12, "people", "assumed", "CPG 2013 (LeTUS)", "colleagues who take part each time",
        minimum=1, maximum=50, label="colleagues with a teacher-provider")
declare("provider_rate", 0.04, 0.01, 0.1, "share a month", "assumed", "CPG 2013 (LeTUS)",
        "experienced users who become providers, with full preparation", minimum=0, maximum=1,
        label="users who become providers")
declare("provider_level", 0.45, 0.35, 0.6, "share", "assumed", "-", "practice from which a teacher can lead others",
        minimum=0, maximum=1, label="practice needed to lead others")
declare("principal_adds", 0.4, 0.1, 0.8, "share", "assumed", "MHS 2022; Boston & Wilhelm 2015",
        "support lost at a school whose principal does not care", minimum=0, maximum=1,
        label="support lost without the principal")
declare("support_half", 2, 1, 4, "hours a month", "derived", "Yoon et al. 2007",
        "support per teacher at which half of full support is reached", minimum=0.1, maximum=50,
        label="support for half of its effect")
declare("access_bias", 0.5, 0.1, 0.9, "per unit of poverty", "assumed", "Levin & Bradley 2019",
        "how far support passes high-poverty schools by when nobody sees to it", minimum=0, maximum=2,
        label="support passing by poor schools")
declare("access_steer", 1, 0.4, 1.6, "per unit of poverty", "assumed", "-",
        "how far a full equity focus turns support to high-poverty schools", minimum=0, maximum=2,
        label="support turned by an equity focus")
declare("start", 0.2, 0.08, 0.4, "share a month", "assumed", "Frank, Zhao & Borman 2004",
        "teachers with access who take up a perfectly usable innovation under full support", minimum=0, maximum=1,
        label="teachers who take it up by support")
declare("start_peers", 0.06, 0.02, 0.12, "share a month", "assumed", "Frank, Zhao & Borman 2004; Bass 1969",
        "teachers who take it up when all colleagues use it", minimum=0, maximum=1,
        label="teachers who take it up by peers")
declare("no_access", 0.15, 0, 0.4, "times", "assumed", "-", "take-up where the innovation is not offered", minimum=0,
        maximum=1, label="take-up where it is not offered")
declare("stop", 0.04, 0.015, 0.08, "share a month", "derived", "Taylor 2006",
        "users without support or depth who stop in a month", minimum=0, maximum=1,
        label="users who stop without support")
declare("growth", 0.1, 0.05, 0.16, "share a month", "derived", "Kraft, Blazar & Hogan 2018",
        "way to ambitious practice made in a month of full support with a perfect innovation", minimum=0, maximum=1,
        label="growth of practice by full support")
declare("beginner", 0.6, 0.4, 0.9, "share", "assumed", "Boston & Wilhelm 2015",
        "what a teacher in the first month of teaching makes of support, relative to an experienced one", minimum=0,
        maximum=1, label="what a beginner makes of support")
declare("seasoned_years", 4, 2, 8, "years", "assumed", "Boston & Wilhelm 2015",
        "years of teaching after which experience adds no more to that", minimum=0.1, maximum=40,
        label="years until experience adds no more")
declare("peer_growth", 0.03, 0.01, 0.06, "share a month", "assumed", "Frank, Zhao & Borman 2004; Coburn et al. 2012",
        "way to the practice of better colleagues made in a month", minimum=0, maximum=1,
        label="growth of practice by colleagues")
declare("decay", 0.04, 0.02, 0.08, "share a month", "derived", "Kraft & Blazar (follow-up)",
        "way back to habit in a month without support", minimum=0, maximum=1, label="return to habit without support")
declare("habit", 0.03, 0.01, 0.06, "share a month", "assumed", "NIRN; Coburn 2003",
        "how fast new practice becomes habit", minimum=0, maximum=1, label="pace at which practice becomes habit")
declare("habit_erosion", 0.006, 0.002, 0.015, "share a month", "assumed", "Boston & Wilhelm 2015",
        "return of unsupported habit to typical practice", minimum=0, maximum=1, label="erosion of unsupported habit")
declare("typical", 0.2, 0.1, 0.3, "share", "assumed", "MHS 2022 (ambitious instruction is rare)",
        "practice to which unsupported habit returns", minimum=0, maximum=1, label="typical practice of habit")
declare("commitment_rate", 0.05, 0.02, 0.1, "share a month", "assumed", "-",
        "how fast teachers' commitment follows experience", minimum=0, maximum=1, label="pace of teachers' commitment")
declare("elsewhere", 0.5, 0.3, 0.8, "share", "assumed", "CPG 2013 (LeTUS)",
        "weight of local fit, beside robustness, in schools that were no site", minimum=0, maximum=1,
        label="weight of local fit beyond the sites")
declare("backlash", 1.5, 0.3, 3, "events a year", "assumed", "CPG 2013 (small or big)",
        "public setbacks at full exposure", minimum=0, maximum=12)
declare("backlash_size", 0.35, 0.15, 0.6, "share", "assumed", "-", "typical severity of such a setback", minimum=0,
        maximum=1, label="severity of a public setback")
declare("unusable", 0.25, 0.1, 0.4, "share", "assumed", "MHS 2022 (missing teachers)",
        "effect left of an innovation that teachers can hardly enact", minimum=0, maximum=1,
        label="effect left if it is hardly usable")
declare("unfitting", 0.3, 0.1, 0.5, "share", "assumed", "CPG 2013 (local relevance and scalability)",
        "effect left of an innovation that does not fit the place", minimum=0, maximum=1,
        label="effect left if it does not fit")
declare("unwilling", 0.3, 0.1, 0.5, "share", "assumed", "-", "take-up by teachers without commitment, relative to full",
        minimum=0, maximum=1, label="take-up without commitment")
declare("conflict", 1, 0.3, 2, "times", "assumed", "CPG 2013 (challenging contexts)",
        "further teachers who stop where policy points elsewhere", minimum=0, maximum=20,
        label="teachers who stop if policy differs")
declare("onlookers", 0.25, 0.1, 0.5, "share", "assumed", "-",
        "what teachers pick up from colleagues without using the innovation", minimum=0, maximum=1,
        label="what onlookers pick up from users")
declare("line_protects", 0.7, 0.4, 0.9, "share", "assumed", "Coburn 2003 (ownership)",
        "risk of being dropped that the district's own support takes away", minimum=0, maximum=1,
        label="risk of a drop that support removes")
declare("coach_after", 0.6, 0.3, 0.9, "share", "assumed", "-",
        "time that coaches of a district spend on an innovation that it fully supports", minimum=0, maximum=1,
        label="coaches' time after adoption")
declare("provider_others", 0.25, 0.1, 0.5, "times", "assumed", "CPG 2013 (LeTUS)",
        "chance of becoming a provider without having taken part in design", minimum=0, maximum=1,
        label="providers from outside the design")
declare("wish_base", 0.25, 0.1, 0.4, "share", "assumed", "-", "commitment of teachers left alone", minimum=0, maximum=1)
declare("wish_support", 0.5, 0.2, 0.8, "share", "assumed", "Frank, Zhao & Borman 2004",
        "commitment that full support for a usable innovation adds", minimum=0, maximum=1,
        label="commitment that full support adds")
declare("wish_policy", 0.2, 0.05, 0.4, "share", "assumed", "CPG 2013 (challenging contexts)",
        "commitment that a friendly policy adds", minimum=0, maximum=1, label="commitment a friendly policy adds")
declare("spread", 0.25, 0.05, 0.6, "share a year", "derived", "Bass 1969",
        "other districts that would take up a perfectly robust, well-known innovation in a year", minimum=0, maximum=5,
        label="other districts that take it up")
declare("spread_imitation", 0.35, 0.2, 0.6, "share a year", "derived", "Bass 1969",
        "further take-up because other districts have it", minimum=0, maximum=5, label="take-up by imitating districts")
declare("spread_intermediary", 2.5, 1, 5, "times", "assumed", "CPG 2013 (LeTUS; Boston)",
        "how far an intermediary or publisher multiplies spread", minimum=0, maximum=50,
        label="spread through an intermediary")
declare("spread_loss", 0.2, 0.05, 0.4, "share a year", "derived", "Taylor 2006",
        "other districts that drop an innovation that does not travel", minimum=0, maximum=1,
        label="other districts that drop it")
declare("learning_worth", 3.7, 1.8, 5, "SD per unit of practice", "derived", "Kraft, Blazar & Hogan 2018",
        "student learning for a first small gain of practice (0.18 SD for 0.49 SD of instruction; one SD is 0.1)",
        minimum=0, maximum=20, label="student learning for a gain")
declare("learning_ceiling", 0.5, 0.3, 0.8, "SD", "assumed", "-",
        "student learning beyond which better practice in one subject brings no more", minimum=0.01, maximum=5,
        label="most student learning possible")
PARAMETERS = declare.all
# fmt: on


@rule
def enactable(efficacy, usability, fit, p):
    """What the innovation does for a typical teacher here [0-1]: good, usable, and fitting.

    Source: model section 3 (step 8); MHS 2022 (missing teachers).
    """
    return efficacy * from_floor(p.unusable, usability) * from_floor(p.unfitting, fit)


@rule
def support_felt(hours, p):
    """Support as a share of what a teacher can use [0-1), from hours a month."""
    return hours / (hours + p.support_half)


@rule
def access_weight(poverty, mean, equity, p):
    """How far support reaches a school, relative to others [0.1 and up].

    Left alone, support passes high-poverty schools by; an equity focus turns it round.
    """
    return max(0.1, 1.0 - ((1.0 - equity) * p.access_bias - equity * p.access_steer) * (poverty - mean))


@rule
def adoption_chance(superintendent, central, belief, alignment, p):
    """Chance that a district adopts in a decision month [0-1].

    Leaders must want it, believe that it works, and find it in line with policy.

    Source: CPG 2013 (challenging contexts); MHS 2022 (missing central office).
    """
    will = (1.0 - p.adopt_central) * superintendent + p.adopt_central * central
    return min(1.0, p.adopt * will * belief * alignment)


@rule
def take_up(support, usability, commitment, peers, access, p):
    """Chance that a teacher starts to use the innovation this month [0-1].

    Source: Frank, Zhao & Borman 2004 (help and talk count as much as value); Bass 1969.
    """
    return (p.start * support * usability + p.start_peers * peers) * from_floor(p.unwilling, commitment) * access


@rule
def give_up(support, practice, alignment, p):
    """Chance that a user stops this month [0-1]; support, depth and a friendly policy all hold use in place."""
    return p.stop * (1.0 - support) * (1.0 - practice) * (1.0 + p.conflict * (1.0 - alignment))


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
    return min(1.0, max(0.0, practice + growth - back))


@rule
def habit_next(habit, practice, support, p):
    """Habit follows practice slowly up, and erodes without support [0-1]."""
    return (
        habit + p.habit * max(0.0, practice - habit) - p.habit_erosion * (1.0 - support) * max(0.0, habit - p.typical)
    )


@kernel
def decide_adoption(w, month, window, q, q0, d, d0, seed, districts, leaders, partnerships, p, entries):
    """In spring a district may adopt; later it pays for support itself, or drops the innovation."""
    k = districts[d].leaders_at
    superintendent = leaders[k].commitment if leaders[k].vacant <= 0.0 else 0.0
    central, n = 0.0, 0.0
    for j in range(districts[d].leaders_at, districts[d].leaders_end):
        if leaders[j].role == CENTRAL_OFFICE:
            central += leaders[j].commitment if leaders[j].vacant <= 0.0 else 0.0
            n += 1.0
    central = central / n if n > 0.0 else 0.0
    will = (1.0 - p.adopt_central) * superintendent + p.adopt_central * central
    if districts[d].adopted < 0.5:
        stage = partnerships[q].stage
        if (stage == ACTIVE or stage == DORMANT) and in_spring(month, window):
            belief = max(partnerships[q].reliability, districts[d].evidence * partnerships[q].trust_practice)
            chance_now = adoption_chance(
                superintendent, central, belief * partnerships[q].efficacy, districts[d].alignment, p
            )
            if chance.uniform(chance.stream(seed, chance.ADOPTION, month), d - d0) < chance_now:
                districts[d].adopted = 1.0
                districts[d].adopted_month = float(month)
                districts[d].adopted_from = q
                note(entries, w, month, log.ADOPTED, d - d0, q - q0, will)
    else:
        hazard = p.drop * (1.0 - will) * (1.0 - districts[d].alignment) * (1.0 - p.line_protects * districts[d].line)
        if chance.uniform(chance.stream(seed, chance.DISCONTINUE, month), d - d0) < hazard:
            districts[d].adopted = 0.0
            districts[d].adopted_month = -1.0
            note(entries, w, month, log.DISCONTINUED, d - d0, q - q0, will)
    wanted = districts[d].adopted * will * districts[d].budget * districts[d].alignment
    before = districts[d].line
    districts[d].line += p.line_rate * (wanted - before)
    if before < 0.25 <= districts[d].line:
        note(entries, w, month, log.LINE_OPENED, d - d0, q - q0, districts[d].line)


@kernel
def provide_support(q, d, districts, schools, teachers, leaders, partnerships, lever, p):
    """Hours of teacher support in one district this month, from the partnership and from district people."""
    stage = partnerships[q].stage
    alive = stage == ACTIVE or stage == FORMING
    s0, s1 = districts[d].schools_at, districts[d].schools_end
    adopted = districts[d].adopted
    external = lever.capacity_support_hours / 12.0 * partnerships[q].paid_support if alive else 0.0
    coach_time, skill, heads = 0.0, 0.0, 0.0
    for k in range(districts[d].leaders_at, districts[d].leaders_end):
        if leaders[k].vacant <= 0.0 and (leaders[k].role == COACH or leaders[k].role == CENTRAL_OFFICE):
            skill += leaders[k].instruction
            heads += 1.0
        if leaders[k].role == COACH and leaders[k].vacant <= 0.0:
            focus = p.coach_after * adopted * districts[d].line
            if leaders[k].seat >= 0 and alive:
                focus = max(focus, p.coach_before * leaders[k].commitment)
            coach_time += p.coach_hours * focus * from_floor(p.unskilled, leaders[k].instruction)
    providers = 0.0
    site_teachers, all_teachers, mean_poverty = 0.0, 0.0, 0.0
    for s in range(s0, s1):
        n = float(schools[s].teachers_end - schools[s].teachers_at)
        all_teachers += n
        mean_poverty += schools[s].poverty * n
        if schools[s].site > 0.5:
            site_teachers += n
        for t in range(schools[s].teachers_at, schools[s].teachers_end):
            if teachers[t].stage == PROVIDER:
                providers += 1.0
    if all_teachers <= 0.0:
        return
    mean_poverty /= all_teachers
    own = coach_time + providers * p.provider_hours * p.provider_group
    # What a district's own support is worth depends on what those who plan it know.
    line = p.line_hours / 12.0 * districts[d].line * from_floor(p.unskilled, skill / heads if heads > 0.0 else 0.0)
    served = all_teachers if adopted > 0.5 else site_teachers
    own_each = own / served if served > 0.0 else 0.0
    weights, covered = 0.0, 0.0
    for s in range(s0, s1):
        schools[s].access = access_weight(schools[s].poverty, mean_poverty, lever.scale_equity_focus, p)
        if adopted > 0.5 or schools[s].site > 0.5:
            n = float(schools[s].teachers_end - schools[s].teachers_at)
            weights += schools[s].access * n
            covered += n
    districts[d].support_external = external * site_teachers
    districts[d].support_own = own_each * served + line * all_teachers
    low, high, low_n, high_n = 0.0, 0.0, 0.0, 0.0
    for s in range(s0, s1):
        n = float(schools[s].teachers_end - schools[s].teachers_at)
        hours = 0.0
        if schools[s].site > 0.5:
            hours += external
            schools[s].site_months += 1.0
        if adopted > 0.5 or schools[s].site > 0.5:
            hours += own_each
        hours += line
        hours *= schools[s].access * covered / weights if weights > 0.0 else 1.0
        principal = leaders[schools[s].principal].commitment if leaders[schools[s].principal].vacant <= 0.0 else 0.0
        schools[s].support = support_felt(hours, p) * (1.0 - p.principal_adds * (1.0 - principal))
        if schools[s].poverty > mean_poverty:
            high += hours * n
            high_n += n
        else:
            low += hours * n
            low_n += n
    districts[d].access_gap = (low / low_n if low_n > 0.0 else 0.0) - (high / high_n if high_n > 0.0 else 0.0)


@kernel
def teach(
    w,
    month,
    q,
    d,
    seed,
    t0,
    worth_here,
    worth_away,
    usability,
    districts,
    schools,
    teachers,
    advice,
    partnerships,
    codesign,
    p,
):
    """Teachers of one district take up, deepen, or give up; colleagues are seen as they were last month."""
    change, lead = chance.stream(seed, chance.TEACHER_STAGE, month), chance.stream(seed, chance.TEACHER_PROVIDER, month)
    offered = districts[d].adopted > 0.5
    alive = partnerships[q].stage == ACTIVE or partnerships[q].stage == FORMING
    alignment = districts[d].alignment
    for s in range(districts[d].schools_at, districts[d].schools_end):
        support, users = schools[s].support, schools[s].users
        site = schools[s].site > 0.5
        worth = worth_here if site else worth_away
        access = 1.0 if site or offered else p.no_access
        wish = bounded(p.wish_base + p.wish_support * usability * support + p.wish_policy * alignment)
        for t in range(schools[s].teachers_at, schools[s].teachers_end):
            peers, weight = 0.0, 0.0
            mine = teachers[t].standing
            for a in range(ADVICE_TIES):
                other = advice[t, a]
                tie = min(mine, teachers[other].standing)
                peers += tie * teachers[other].before
                weight += tie
            practice, stage = (
                teachers[t].before if teachers[t].months > 0.0 else teachers[t].practice,
                teachers[t].stage,
            )
            peers = peers / weight if weight > 0.0 else practice
            u = chance.uniform(change, t - t0)
            if stage == NON_USER:
                if u < take_up(support, usability, teachers[t].commitment, users, access, p):
                    stage = USER
            else:
                if u < give_up(support, practice, alignment, p):
                    stage = NON_USER
                elif alive and teachers[t].seat >= 0 and stage == USER:
                    stage = CODESIGNER
                elif stage != PROVIDER and codesign > 0.0 and practice > p.provider_level and alive:
                    known = 1.0 if stage == CODESIGNER else p.provider_others
                    if chance.uniform(lead, t - t0) < p.provider_rate * codesign * known:
                        stage = PROVIDER
            using = 1.0 if stage != NON_USER else 0.0
            teachers[t].stage = stage
            habit = teachers[t].habit
            here = worth * enacted(teachers[t].experience, p)
            practice = practice_next(practice, habit, support, here, peers, using, p)
            teachers[t].practice = practice
            teachers[t].habit = habit_next(habit, practice, support, p)
            if teachers[t].seat < 0:
                teachers[t].commitment += p.commitment_rate * (wish - teachers[t].commitment)


@kernel
def look_round(d, districts, schools, teachers):
    """Means of schools, and what colleagues will have seen by next month."""
    for s in range(districts[d].schools_at, districts[d].schools_end):
        practice, users = 0.0, 0.0
        for t in range(schools[s].teachers_at, schools[s].teachers_end):
            practice += teachers[t].practice
            teachers[t].before = teachers[t].practice
            if teachers[t].stage != NON_USER:
                users += 1.0
        n = float(schools[s].teachers_end - schools[s].teachers_at)
        schools[s].practice = practice / n
        schools[s].users = users / n


@kernel
def spread_outside(w, month, q, q0, seed, others, partnerships, lever, p, entries):
    """Other districts take up an innovation that travels, that is known, and that somebody carries."""
    if others <= 0.0 or partnerships[q].stage == NOT_STARTED:
        return
    have = partnerships[q].spread_districts
    known = partnerships[q].reputation
    carried = 1.0 + (p.spread_intermediary - 1.0) * lever.scale_intermediary
    works = partnerships[q].robustness * partnerships[q].efficacy
    # Robustness counts twice: it must look as if it travels, and it must travel.
    rate = (p.spread * known + p.spread_imitation * have / others) * carried * works * partnerships[q].robustness
    expected = rate / 12.0 * max(0.0, others - have)
    whole = float(int(expected))
    u = chance.uniform(chance.stream(seed, chance.SPREAD, month), 2 * (q - q0))
    more = whole + (1.0 if u < expected - whole else 0.0)
    lost = p.spread_loss * (1.0 - partnerships[q].robustness) / 12.0 * have
    whole = float(int(lost))
    u = chance.uniform(chance.stream(seed, chance.SPREAD, month), 2 * (q - q0) + 1)
    fewer = whole + (1.0 if u < lost - whole else 0.0)
    partnerships[q].spread_districts = min(others, max(0.0, have + more - fewer))
    if more > 0.0:
        note(entries, w, month, log.SPREAD_TO, q - q0, -1, partnerships[q].spread_districts)


@kernel
def expose(w, month, q, q0, seed, districts, schools, partnerships, p):
    """Work at many schools that does not work yet is in the public eye, and sometimes falls on the partners."""
    sites, all_, pressure, members = 0.0, 0.0, 0.0, 0.0
    for d in range(partnerships[q].districts_at, partnerships[q].districts_end):
        pressure += districts[d].pressure
        members += 1.0
        for s in range(districts[d].schools_at, districts[d].schools_end):
            all_ += 1.0
            sites += schools[s].site
    if all_ <= 0.0 or partnerships[q].stage != ACTIVE:
        partnerships[q].exposure = 0.0
        return
    partnerships[q].exposure = sites / all_ * (1.0 - partnerships[q].reliability) * pressure / members
    if (
        chance.uniform(chance.stream(seed, chance.BACKLASH, month), q - q0)
        < p.backlash / 12.0 * partnerships[q].exposure
    ):
        u = chance.uniform(chance.stream(seed, chance.BACKLASH_SIZE, month), q - q0)
        size = bounded(p.backlash_size * (0.5 + u))
        partnerships[q].bad_news = max(partnerships[q].bad_news, size)


@kernel
def step(
    first,
    last,
    month,
    worlds,
    districts,
    schools,
    teachers,
    advice,
    leaders,
    partnerships,
    levers,
    field,
    calendar,
    p_all,
    entries,
):
    """One month of instruction for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = p_all[w]
        seed = worlds[w].seed
        d0, q0, t0 = worlds[w].districts_at, worlds[w].partnerships_at, worlds[w].teachers_at
        for d in range(d0, worlds[w + 1].districts_at):
            q = districts[d].partnership
            lever = levers[q]
            fit = partnerships[q].local_fit
            away = p.elsewhere * fit + (1.0 - p.elsewhere) * partnerships[q].robustness
            districts[d].fit = fit
            efficacy, usability = partnerships[q].efficacy, partnerships[q].usability
            decide_adoption(
                w, month, calendar[w].window_months, q, q0, d, d0, seed, districts, leaders, partnerships, p, entries
            )
            provide_support(q, d, districts, schools, teachers, leaders, partnerships, lever, p)
            teach(
                w,
                month,
                q,
                d,
                seed,
                t0,
                enactable(efficacy, usability, fit, p),
                enactable(efficacy, usability, away, p),
                usability,
                districts,
                schools,
                teachers,
                advice,
                partnerships,
                lever.scale_codesign_providers,
                p,
            )
        for d in range(d0, worlds[w + 1].districts_at):
            look_round(d, districts, schools, teachers)
        for q in range(q0, worlds[w + 1].partnerships_at):
            spread_outside(w, month, q, q0, seed, field[w].other_districts, partnerships, levers[q], p, entries)
            expose(w, month, q, q0, seed, districts, schools, partnerships, p)


TABLES = (
    "worlds",
    "districts",
    "schools",
    "teachers",
    "advice",
    "leaders",
    "partnerships",
    "levers",
    "field",
    "calendar",
    "instruction",
    "log",
)
