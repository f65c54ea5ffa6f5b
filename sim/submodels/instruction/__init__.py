"""Instruction: districts adopt, teachers take up the innovation, practice deepens, decays, stays or spreads.

Support and colleagues move practice up, toward what the innovation is worth, at the pace at which it can be enacted.
Without support superficial use fades, while what is mastered holds. Ownership shifts as district people deliver the
support.
"""

from sim.kernel.compiled import kernel
from sim.kernel.forms import mean
from sim.submodels.instruction import adoption, outside, support, teachers
from sim.submodels.instruction.adoption import decide_adoption
from sim.submodels.instruction.outside import expose, spread_outside
from sim.submodels.instruction.support import keep_coaches, provide_support
from sim.submodels.instruction.teachers import enactable, teach, update_school_means

PARAMETERS = adoption.PARAMETERS + support.PARAMETERS + teachers.PARAMETERS + outside.PARAMETERS


@kernel
def step(first, last, month, state):
    """One month of instruction for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = state.instruction[w]
        seed = state.worlds[w].seed
        d0, q0, t0 = state.worlds[w].districts_at, state.worlds[w].partnerships_at, state.worlds[w].teachers_at
        for q in range(q0, state.worlds[w + 1].partnerships_at):
            keep_coaches(state, w, q, state.levers[q], p)
        for d in range(d0, state.worlds[w + 1].districts_at):
            q = state.districts[d].partnership
            lever, innovation = state.levers[q], state.innovations[q]
            fit, usability = innovation.local_fit, innovation.usability
            state.districts[d].fit, worth = fit, state.districts[d].worth
            here = enactable(usability, fit, p)
            away = enactable(usability, mean(fit, innovation.robustness), p)
            decide_adoption(state, w, month, state.calendar[w].window_months, q, q0, d, d0, seed, p)
            provide_support(state, q, d, lever, p)
            teach(state, month, q, d, seed, t0, worth, here, away, usability, lever.scale_codesign_providers, p)
        for d in range(d0, state.worlds[w + 1].districts_at):
            update_school_means(state, d, state.finances[state.districts[d].partnership].external > 0.0, p)
        for q in range(q0, state.worlds[w + 1].partnerships_at):
            spread_outside(state, w, month, q, q0, seed, state.field[w].other_districts, state.levers[q], p)
            expose(state, w, month, q, q0, seed, p)
