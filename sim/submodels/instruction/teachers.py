"""Teachers take up an innovation, deepen, keep or give up; use rests on practice, and practice on what is practised."""

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel.compiled import kernel, rule
from sim.kernel.forms import bounded, either, from_floor, mean, raised
from sim.kernel.members import is_member, may_work
from sim.state.tables import ACTIVE, ADVICE_TIES, CODESIGNER, ENDED, FORMING, JOINED, NON_USER, PROVIDER, USER

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("instruction.teacher_adoption", default=0.4, low=0.15, high=0.8, unit="share a month",
        source="Frank, Zhao & Borman 2004",
        meaning="committed teachers who adopt a perfectly usable innovation under full support",
        label="teachers who adopt through support", key="instruction.start")
declare("instruction.teacher_adoption_peers", default=0.15, low=0.05, high=0.3, unit="share a month",
        source="Frank, Zhao & Borman 2004; Bass 1969",
        meaning="further ones who adopt it under full support when all colleagues use it",
        label="teachers who adopt through peers", key="instruction.start_peers")
declare("instruction.discontinuance", default=0.1, low=0.05, high=0.2, unit="share a month", grade="derived",
        source="Taylor 2006; Coburn 2003 (depth)",
        meaning="users of typical practice, left alone, who discontinue in a month",
        label="discontinuance of superficial use", key="instruction.stop")
declare("instruction.depth_holds", default=7, low=4, high=10, minimum=0, maximum=50, unit="log units of practice",
        source="Coburn 2003 (depth); Coburn et al. 2012",
        meaning="how steeply discontinuance falls with practice", label="how far depth keeps use")
declare("instruction.provider_rate", default=0.02, low=0.005, high=0.05, unit="share a month",
        source="CPG 2013 (LeTUS)", meaning="deep users who become providers, with full preparation",
        label="users who become providers")
declare("instruction.growth", default=0.07, low=0.04, high=0.12, unit="share a month", grade="derived",
        source="Kraft, Blazar & Hogan 2018; NIRN",
        meaning="way to what can be taught here that users make in a month",
        label="pace of growth under support")
declare("instruction.taught", default=0.55, low=0.35, high=0.75, unit="share", grade="derived",
        source="Kraft, Blazar & Hogan 2018",
        meaning="part of the way from a teacher's own practice to all that there is to learn that full support brings"
                " users of a perfect innovation, whom no expertise nearby takes further",
        label="most that support can teach")
declare("instruction.peer_growth", default=0.03, low=0.01, high=0.06, unit="share a month",
        source="Frank, Zhao & Borman 2004; Coburn et al. 2012",
        meaning="way to the practice of better colleagues made in a month by users",
        label="growth by colleagues")
declare("instruction.decay", default=0.04, low=0.02, high=0.08, unit="share a month", grade="derived",
        source="Kraft & Blazar (follow-up)", meaning="way back to habit in a month without support",
        label="return to habit without support")
declare("instruction.habit", default=0.03, low=0.01, high=0.06, unit="share a month", source="NIRN; Coburn 2003",
        meaning="how fast new practice becomes habit, and commitment follows experience",
        label="pace at which practice becomes habit")
declare("instruction.habit_erosion", default=0.006, low=0.002, high=0.015, unit="share a month",
        source="Boston & Wilhelm 2015", meaning="return of unsupported habit to typical practice",
        label="erosion of unsupported habit")
declare("instruction.typical", default=0.2, low=0.1, high=0.3, unit="share",
        source="MHS 2022 (ambitious instruction is rare)",
        meaning="practice to which unsupported habit returns, and that a worthless innovation allows",
        label="typical practice of habit")
declare("instruction.unfitting", default=0.3, low=0.1, high=0.5, unit="share",
        source="CPG 2013 (local relevance and scalability); MHS 2022 (missing teachers)",
        meaning="effect left of an innovation that does not fit the place, that teachers can hardly enact, or that they"
                " are not committed to", label="effect left if it does not fit")
declare("instruction.learning_worth", default=3.7, low=1.8, high=5, minimum=0, maximum=20,
        unit="SD per unit of practice", grade="derived", source="Kraft, Blazar & Hogan 2018",
        meaning="student learning for a first small gain of practice (0.18 SD for 0.49 SD of instruction; one SD is"
                " 0.1)", label="student learning for a gain")
declare("instruction.learning_ceiling", default=0.5, low=0.3, high=0.8, minimum=0.01, maximum=5, unit="SD",
        meaning="student learning beyond which better practice in one subject brings no more",
        label="most student learning possible")
declare("instruction.deep_practice", default=0.4, low=0.3, high=0.5, unit="share", source="Coburn 2003 (depth)",
        meaning="depth threshold: practice above which use counts as deep, and a teacher can lead others",
        label="practice that counts as deep use")
PARAMETERS = declare.all
# fmt: on


@rule
def enactable(usability, fit, p):
    """How much of an innovation a typical teacher here can enact [0-1]: usable, and fitting.

    Source: MHS 2022 (missing teachers).
    """
    return from_floor(p.unfitting, usability) * from_floor(p.unfitting, fit)


@rule
def taught(own, worth, pace, nearby, p):
    """Practice to which help brings a user of an innovation [0-1]: where it is worth little, is hard to enact, or is
    taught by few or unskilled people, there soon is no more to learn, and a little of each goes far.

    Args:
        own: practice that the teacher brought [0-1].
        worth: true worth of the innovation [up to 1].
        pace: how much of it can be enacted here [0-1].
        nearby: support felt, or expertise nearby [0-1].

    Source: Kraft, Blazar & Hogan 2018 (quality counts for more than hours); Boston & Wilhelm 2015.
    """
    return raised(own, 1.0, p.taught * math.sqrt(max(0.0, worth) * pace * nearby))


@rule
def teacher_adoption(support, usability, commitment, peers, p):
    """Chance that a teacher to whom the innovation is offered starts to use it this month [0-1].

    Help and talk count as much as value; where nobody supports the work, nobody starts.

    Source: Frank, Zhao & Borman 2004; Bass 1969.
    """
    willing = support * from_floor(p.unfitting, commitment)
    return min(
        1.0, willing * (p.teacher_adoption * from_floor(p.unfitting, usability) + p.teacher_adoption_peers * peers)
    )


@rule
def teacher_discontinuance(support, practice, deep, p):
    """Chance that a user stops this month [0-1]: superficial use fades soon, and what is mastered is hard to stop.

    Expertise nearby holds use as own practice does.

    Args:
        deep: colleagues of the school who use it deeply, of all [0-1].

    Source: Coburn 2003 (depth); Coburn et al. 2012 (networks and expertise nearby).
    """
    mastered = either(practice, either(support, deep))
    return min(1.0, p.discontinuance * math.exp(-p.depth_holds * (mastered - p.typical)))


@rule
def practice_next(own, practice, habit, support, deep, worth, pace, peers, using, p):
    """Practice at the end of the month [0-1]: it grows by part of what is left to what can be taught here, so that it
    levels off, and goes back to that, or to habit, where help gets less; expertise nearby holds it.

    Args:
        own, practice, habit: what the teacher brought, and now [0-1].
        support: support felt [0-1].
        deep: colleagues of the school who use it deeply, of all [0-1]; they help to hold what was learned.
        worth: true worth of the innovation [up to 1]; below 0 it does harm as far as it is supported and used.
        pace: how much of it can be enacted here [0-1].
        peers: practice of the colleagues whose advice counts [0-1].
        using: whether the teacher uses it; users alone grow.

    Source: Kraft, Blazar & Hogan 2018; NIRN; Coburn et al. 2012.
    """
    reach, growth = 0.0, 0.0
    if using:
        reach = taught(own, worth, pace, support, p)
        growth = p.growth * (max(0.0, reach - practice) + min(0.0, worth) * support * pace * practice)
        growth += p.peer_growth * max(0.0, peers - practice)
    back = p.decay * (1.0 - either(support, deep)) * max(0.0, practice - max(habit, reach))
    return bounded(practice + growth - back)


@rule
def habit_next(habit, practice, support, deep, p):
    """Habit follows practice slowly up, and erodes without support and deep colleagues [0-1]."""
    erodes = p.habit_erosion * (1.0 - either(support, deep))
    return habit + p.habit * max(0.0, practice - habit) - erodes * max(0.0, habit - p.typical)


@kernel
def advice(state, row, mine, practice):
    """Practice of the colleagues whose advice counts, as seen last month [0-1]; the own one where nobody is known."""
    peers, weight = 0.0, 0.0
    for a in range(ADVICE_TIES):
        other = state.advice[row, a]
        tie = min(mine, state.teachers[other].standing)
        peers += tie * state.teachers[other].before
        weight += tie
    return peers / weight if weight > 0.0 else practice


@kernel
def teach(state, month, q, d, seed, t0, worth, pace_here, pace_away, usability, codesign, p):
    """Teachers of one district take up, deepen, or give up; colleagues are seen as they were last month."""
    district = state.districts[d]
    change, lead = chance.stream(seed, chance.TEACHER_STAGE, month), chance.stream(seed, chance.TEACHER_PROVIDER, month)
    alive = (state.partnerships[q].stage == ACTIVE or state.partnerships[q].stage == FORMING) and may_work(state, d)
    outside = not is_member(state, d) and state.partnerships[q].stage != ENDED
    for s in range(district.schools_at, district.schools_end):
        school = state.schools[s]
        support, users, deep = school.support, school.users, school.deep
        joined = school.participation == JOINED
        pace = pace_here if school.site > 0.0 else pace_away
        wish = mean(usability * support, district.alignment)
        for row in range(school.teachers_at, school.teachers_end):
            teacher = state.teachers[row]
            if teacher.vacant > 0.0:
                continue
            practice, stage = (teacher.before if teacher.months > 0.0 else teacher.practice, teacher.stage)
            if stage == NON_USER:
                if joined:
                    starts = teacher_adoption(support, usability, teacher.commitment, users, p)
                    if chance.uniform(change, row - t0) < starts:
                        stage = USER
            else:
                if chance.uniform(change, row - t0) < teacher_discontinuance(support, practice, deep, p):
                    stage = NON_USER
                elif alive and teacher.seat >= 0 and stage == USER:
                    stage = CODESIGNER
                elif stage != PROVIDER and codesign > 0.0 and practice > p.deep_practice and alive:
                    if chance.uniform(lead, row - t0) < p.provider_rate * codesign:
                        stage = PROVIDER
            teacher.stage = stage
            using, habit = stage != NON_USER, teacher.habit
            # Who does not use it learns nothing of it from others, who need not be looked up.
            peers = advice(state, row, teacher.standing, practice) if using else practice
            practice = practice_next(teacher.own, practice, habit, support, deep, worth, pace, peers, using, p)
            practice = bounded(practice + district.lift * (1.0 - practice))
            teacher.practice = practice
            teacher.habit = habit_next(habit, practice, support, deep, p)
            if teacher.seat < 0 or outside:
                teacher.commitment += p.habit * (wish - teacher.commitment)


@kernel
def update_school_means(state, d, paid, p):
    """Means of schools, what colleagues will have seen by next month, and, while grants pay, who uses it deeply now."""
    for s in range(state.districts[d].schools_at, state.districts[d].schools_end):
        school = state.schools[s]
        practice, users, deep = 0.0, 0.0, 0.0
        for row in range(school.teachers_at, school.teachers_end):
            teacher = state.teachers[row]
            practice += teacher.practice
            teacher.before = teacher.practice
            is_deep = teacher.stage != NON_USER and teacher.practice > p.deep_practice
            if teacher.stage != NON_USER:
                users += 1.0
            if is_deep:
                deep += 1.0
            if paid:
                teacher.lasting = is_deep
        n = float(school.teachers_end - school.teachers_at)
        school.practice = practice / n
        school.users = users / n
        school.deep = deep / n
