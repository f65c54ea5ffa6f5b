"""Teachers leave their school; somebody from another school of the district or from elsewhere takes the post."""

from sim.declarations.parameters import Declarations
from sim.kernel import chance, history
from sim.kernel.compiled import kernel, rule
from sim.kernel.forms import HALF_WIDTH, MONTHS_A_YEAR, bounded, nearest, saturating, varied
from sim.kernel.members import is_under_way
from sim.kernel.newcomers import renew_seat
from sim.state.tables import NON_USER, USER
from sim.submodels.turnover.departures import departure, in_summer, poverty_times, season
from sim.submodels.turnover.succession import inherits, transferred_trust

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("turnover.novice", default=1.25, low=1.1, high=1.5, minimum=0, maximum=5, unit="times the mean",
        grade="measured", source="NCES TFS 2021-22", meaning="hazard up to 3 years of teaching",
        label="risk of leaving up to 3 years")
declare("turnover.early_career", default=1.125, low=1, high=1.3, minimum=0, maximum=5, unit="times the mean",
        grade="measured", source="NCES TFS 2021-22", meaning="hazard at 4 to 9 years",
        label="risk of leaving at 4 to 9 years")
declare("turnover.experienced", default=0.875, low=0.7, high=1, minimum=0, maximum=5, unit="times the mean",
        grade="measured", source="NCES TFS 2021-22", meaning="hazard from 10 years on",
        label="risk of leaving from 10 years on")
declare("turnover.support_keeps", default=0.25, low=0, high=0.5, unit="share", grade="derived", source="Kaiser 2011",
        meaning="reduction of teachers' turnover where support is full", label="turnover that full support prevents")
declare("turnover.mover_share", default=0.25, low=0.1, high=0.4, unit="share", grade="derived",
        source="NCES TFS 2021-22", meaning="vacancies filled by teachers of the same district",
        label="vacancies filled within the district")
declare("turnover.teacher_vacancy", default=3, low=1, high=6, minimum=0, maximum=36, unit="months",
        source="NCES TFS 2021-22",
        meaning="months, evenly around this mean, for which a post stays empty that falls vacant in the school year",
        label="vacancy in the school year")
declare("turnover.newcomer_norm", default=0.3, low=0.1, high=0.6, unit="share", source="March 1991",
        meaning="how far newcomers start from the practice they find in their school",
        label="newcomers' fit to school practice")
PARAMETERS = declare.all
# fmt: on

#: Years of teaching that bound the groups of the survey (NCES TFS 2021-22).
NOVICE_YEARS, EARLY_YEARS = 3.0, 10.0
#: New hires from elsewhere who have not taught before [share]; assumed, and 0.3 to 0.7 make no difference seen.
NOVICES = 0.5


@rule
def experience_times(years, p):
    """Teacher's hazard relative to the mean, by years of teaching. Source: NCES TFS 2021-22."""
    if years <= NOVICE_YEARS:
        return p.novice
    return p.early_career if years < EARLY_YEARS else p.experienced


@rule
def elsewhere(u, first, here, here_end, last):
    """Row of a random teacher of the district (rows ``first`` to ``last`` - 1) outside one school (``here`` to
    ``here_end`` - 1)."""
    row = first + int(u * (last - first - (here_end - here)))
    return row + here_end - here if row >= here else row


@kernel
def teacher_rows(state, d):
    """First teacher of a district, and the row after its last."""
    district = state.districts[d]
    if district.schools_end == district.schools_at:
        return 0, 0
    return state.schools[district.schools_at].teachers_at, state.schools[district.schools_end - 1].teachers_end


@kernel
def move_in(state, w, month, row, first, last):
    """Somebody like a teacher of another school of the district (rows ``first`` to ``last`` - 1) takes a post, and
    brings own practice along."""
    seed, i = state.worlds[w].seed, row - state.worlds[w].teachers_at
    teacher = state.teachers[row]
    school = state.schools[teacher.school]
    u = chance.uniform(chance.stream(seed, chance.TEACHER_TRAIT, month), i)
    like = elsewhere(u, first, school.teachers_at, school.teachers_end, last)
    teacher.practice = state.teachers[like].before
    teacher.own = state.teachers[like].own
    teacher.habit = state.teachers[like].before
    years = chance.uniform(chance.stream(seed, chance.TEACHER_EXPERIENCE, month), i)
    teacher.experience = state.initial[w].career_years * years
    users = state.schools[state.teachers[like].school].users
    uses = chance.uniform(chance.stream(seed, chance.MOVER_USES, month), i)
    teacher.stage = USER if uses < users else NON_USER


@rule
def years_of_hire(u, usual):
    """Years of teaching of somebody hired from elsewhere: none for novices, evenly spread up to what is usual of
    teachers for others."""
    return 0.0 if u < NOVICES else usual * (u - NOVICES) / (1.0 - NOVICES)


@kernel
def hire(state, w, month, row, p):
    """Somebody from elsewhere takes a post; schools hire as they could before."""
    seed, i = state.worlds[w].seed, row - state.worlds[w].teachers_at
    teacher = state.teachers[row]
    school = state.schools[teacher.school]
    u = chance.uniform(chance.stream(seed, chance.TEACHER_TRAIT, month), i)
    own = bounded(varied(school.hires, HALF_WIDTH, u))
    teacher.practice = transferred_trust(own, school.practice, p.newcomer_norm)
    teacher.own = teacher.practice
    teacher.habit = teacher.practice
    years = chance.uniform(chance.stream(seed, chance.TEACHER_EXPERIENCE, month), i)
    teacher.experience = years_of_hire(years, state.initial[w].career_years)
    teacher.stage = NON_USER


@kernel
def replace_teacher(state, w, month, q, row, movers, first, last, p):
    """A successor for a teacher who left a school: a teacher of the district (one of rows ``first`` to ``last`` - 1)
    with chance ``movers``, or somebody from elsewhere."""
    seed, i = state.worlds[w].seed, row - state.worlds[w].teachers_at
    teacher, relation = state.teachers[row], state.relations[q]
    school = state.schools[teacher.school]
    teacher.months = 0.0
    teacher.standing = 0.0
    others = last - first - (school.teachers_end - school.teachers_at)
    if others > 0 and chance.uniform(chance.stream(seed, chance.TEACHER_MOVES, month), i) < movers:
        move_in(state, w, month, row, first, last)
    else:
        hire(state, w, month, row, p)
    teacher.commitment = p.newcomer_commitment
    if teacher.seat >= 0 and is_under_way(state, q):
        district = state.districts[school.district]
        handed = inherits(
            district.cohesion, district.integration, relation.rules, relation.memory, relation.handover, 0.0, p
        )
        renew_seat(state, q, teacher.seat, handed, p)


@kernel
def empty_post(state, w, month, row, p):
    """A teacher leaves; in the school year the post stays empty for a while, and substitutes keep the class quiet.

    Returns:
        Months until somebody takes the post; 0 in summer, when posts are filled before school starts.
    """
    teacher = state.teachers[row]
    teacher.lasting = 0
    draws = chance.stream(state.worlds[w].seed, chance.POST_VACANT, month)
    u = chance.uniform(draws, row - state.worlds[w].teachers_at)
    months = 0.0 if in_summer(month) else nearest(varied(p.teacher_vacancy, HALF_WIDTH, u))
    if months > 0.0:
        teacher.practice = 0.0
        teacher.own = 0.0
        teacher.habit = 0.0
        teacher.stage = NON_USER
        teacher.months = 0.0
        teacher.standing = 0.0
    return months


@kernel
def teachers_move(state, w, month, p):
    """Teachers leave their school and are replaced."""
    leaves = chance.stream(state.worlds[w].seed, chance.TEACHER_LEAVES, month)
    share = season(month, p.summer)
    for d in range(state.worlds[w].districts_at, state.worlds[w + 1].districts_at):
        district = state.districts[d]
        annual = state.context[d].teacher_turnover if history.is_open(district.chance_off, history.TEACHER) else 0.0
        district.left_teachers = 0.0
        first, last = teacher_rows(state, d)
        for s in range(district.schools_at, district.schools_end):
            school = state.schools[s]
            stays = (1.0 - p.support_keeps * school.support) * poverty_times(school.poverty, p.poverty)
            movers = min(1.0, p.mover_share * poverty_times(school.poverty, -p.poverty))
            novice = departure(annual, share, experience_times(NOVICE_YEARS, p) * stays)
            early = departure(annual, share, experience_times(EARLY_YEARS - 1.0, p) * stays)
            experienced = departure(annual, share, experience_times(EARLY_YEARS, p) * stays)
            for row in range(school.teachers_at, school.teachers_end):
                teacher = state.teachers[row]
                if teacher.vacant > 0.0:
                    teacher.vacant -= 1.0
                    if teacher.vacant <= 0.0:
                        replace_teacher(state, w, month, district.partnership, row, movers, first, last, p)
                    continue
                years = teacher.experience + 1.0 / MONTHS_A_YEAR
                teacher.experience = years
                hazard = novice if years <= NOVICE_YEARS else (early if years < EARLY_YEARS else experienced)
                if chance.uniform(leaves, row - state.worlds[w].teachers_at) < hazard:
                    district.left_teachers += 1.0
                    teacher.vacant = empty_post(state, w, month, row, p)
                    if teacher.vacant <= 0.0:
                        replace_teacher(state, w, month, district.partnership, row, movers, first, last, p)
                else:
                    teacher.months += 1.0
                    teacher.standing = saturating(teacher.months, MONTHS_A_YEAR)
