"""Turnover: people leave posts, successors start from what is carried across.

Whoever leaves takes ties, expertise and commitment along. A successor inherits what the organisation holds, as far as
ties among leaders, what is built in, rules, records, hand-over and a welcome carry it; whoever is promoted brings
own ties and views along.
"""

from sim.kernel.compiled import kernel
from sim.submodels.turnover import departures, leaders, researchers, succession, teachers
from sim.submodels.turnover.leaders import leaders_move
from sim.submodels.turnover.researchers import researchers_move
from sim.submodels.turnover.teachers import teachers_move

PARAMETERS = (
    departures.PARAMETERS + succession.PARAMETERS + leaders.PARAMETERS + teachers.PARAMETERS + researchers.PARAMETERS
)


@kernel
def step(first, last, month, state):
    """One month of turnover for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = state.turnover[w]
        for q in range(state.worlds[w].partnerships_at, state.worlds[w + 1].partnerships_at):
            state.relations[q].trust_lost = 0.0
        leaders_move(state, w, month, p)
        teachers_move(state, w, month, p)
        researchers_move(state, w, month, p)
