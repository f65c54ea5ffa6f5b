"""Joint work: both sides give hours, and studies, design cycles, tests and rapid requests advance and finish."""

from sim.kernel.compiled import kernel
from sim.kernel.forms import mean, raised
from sim.state.tables import ACTIVE, DORMANT, FORMING
from sim.submodels.joint_work import hours, units
from sim.submodels.joint_work.hours import give_hours, hours_of, research_side
from sim.submodels.joint_work.units import work

PARAMETERS = hours.PARAMETERS + units.PARAMETERS


@kernel
def step(first, last, month, state):
    """One month of joint work for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = state.joint_work[w]
        q0 = state.worlds[w].partnerships_at
        for q in range(q0, state.worlds[w + 1].partnerships_at):
            effort, partnership, relation = state.efforts[q], state.partnerships[q], state.relations[q]
            effort.progress *= 1.0 - p.progress_decay
            if partnership.stage != ACTIVE and partnership.stage != FORMING:
                effort.research_hours = 0.0
                effort.research_hours_available = 0.0
                effort.practice_hours = 0.0
                effort.practice_hours_available = 0.0
                effort.participation = 0.0
                effort.overload = 0.0
                effort.staff_hours = 0.0
                for d in range(partnership.districts_at, partnership.districts_end):
                    state.districts[d].hours_given, state.districts[d].hours_there = 0.0, 0.0
                if partnership.stage == DORMANT:
                    # The work rests, and whoever is still there can look for money.
                    research_side(state, q, state.levers[q], p)
                continue
            lever = state.levers[q]
            research_hours, practice_hours = give_hours(state, q, lever, p)
            if partnership.stage == ACTIVE:
                work(state, w, month, q, research_hours, practice_hours, lever, p)
                effort.progress = raised(effort.progress, 1.0, p.interim_step * lever.work_interim_products)
            together = mean(lever.work_collaboration_middle, lever.work_practitioner_data_share)
            depth = relation.social_learning * together
            effort.learning_practice += practice_hours * depth
            effort.learning_research += effort.research_hours * relation.social_learning
            for row in range(partnership.researchers_at, partnership.researchers_end):
                researcher = state.researchers[row]
                if researcher.vacant <= 0.0:
                    researcher.hours = hours_of(researcher.role, p)
