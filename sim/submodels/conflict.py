"""Conflict and repair: interests clash over data, credit, workload and findings, and promises are broken.

What is not resolved strains partners: it breaks further promises and wears trust. Protocols by which all are
heard, rules, and a history together resolve it, and trouble that was overcome binds.
"""

import math

from sim.declarations.parameters import Declarations
from sim.kernel import chance, history
from sim.kernel import event_log as log
from sim.kernel.chairs import is_held
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import HALF_WIDTH, MIDDLE, raised, shared_history, varied
from sim.state.tables import ACTIVE, DORMANT

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("conflict.clash_rate", default=0.02, low=0.01, high=0.04, minimum=0, maximum=1, unit="clashes a month",
        source="MHS 2022 (failures)", meaning="clashes of interests between partners who share voice and load fairly",
        label="clashes of interests")
declare("conflict.clash_size", default=0.35, low=0.2, high=0.5, unit="share", source="MHS 2022 (failures)",
        meaning="strain that a typical clash adds to partners who had none", label="strain from one clash")
declare("conflict.unfair", default=2, low=1, high=4, minimum=0, maximum=10, unit="times",
        source="CPG 2013 (mutualism; roles)", key="conflict.one_sided",
        meaning="clashes added when one side alone sets the agenda, and again when twice the hours there are were"
                " asked, relative to usual",
        label="clashes from unfair voice or load")
declare("conflict.repair", default=0.06, low=0.035, high=0.1, unit="share a month", source="MHS 2022 (structures)",
        meaning="strain that partners resolve in a month by themselves, and again by each help in full: protocols"
                " by which all are heard, rules to which they hold each other, a long history together",
        label="strain resolved by each help")
declare("conflict.promises_broken", default=1.5, low=0.8, high=2.5, minimum=0, maximum=6, unit="log odds",
        source="CPG 2013 (trust)", meaning="how far full strain lowers the odds that a promise is kept",
        label="promises broken by strain")
declare("conflict.wear", default=0.06, low=0.03, high=0.12, unit="share a month", source="CPG 2013 (trust)",
        meaning="trust that full strain wears away in a month; less strain by its square", label="trust worn by strain")
declare("conflict.binds", default=0.2, low=0.1, high=0.35, unit="share", source="MHS 2022 (failures)",
        meaning="part of the way to full trust that a strain gone in one month would bring",
        label="trust from trouble overcome")
PARAMETERS = declare.all
# fmt: on

#: Strain at which partners speak of a conflict, and of its end.
STRAINED, RESOLVED = 0.5, 0.2


@rule
def clashes(misfit, overload, voice, p):
    """Clashes of interests in a month [clashes]; a deep misfit multiplies them, overload and one-sided voice add.

    Args:
        misfit: of the partners' interests [log rate].
        overload: hours asked beyond those there are [0-1].
        voice: practitioner voice in the agenda [0-1]; 0.5 is balance.
    """
    one_sided = abs(voice - MIDDLE) / MIDDLE
    return p.clash_rate * math.exp(misfit) * (1.0 + p.unfair * (min(1.0, overload) + one_sided))


@rule
def repaired(protocols, rules, together, p):
    """Share of the strain that partners resolve in a month [0-1], by themselves and by what helps; what one leaves
    another may resolve.

    Args:
        protocols: by which all are heard [0-1].
        rules: agreements and norms to which partners hold each other [0-1].
        together: history that people share, of the longest that matters [0-1].

    Source: MHS 2022 (structures; commitments); CPG 2013 (long-term).
    """
    left = (1.0 - p.repair) * (1.0 - p.repair * protocols) * (1.0 - p.repair * rules)
    return 1.0 - left * (1.0 - p.repair * together)


@rule
def trust_under_strain(trust, strain, resolved, p):
    """Trust on a tie after a month of open conflict, and of what was resolved of it [0-1]."""
    return raised(trust * (1.0 - p.wear * strain * strain), 1.0, p.binds * resolved)


@kernel
def history_together(state, q, p):
    """History that people on both sides share, mean over ties between people in post [0-1]."""
    total, ties = 0.0, 0.0
    for row in range(state.partnerships[q].ties_at, state.partnerships[q].ties_end):
        if is_held(state, q, row):
            total += shared_history(state.ties[row].months, p)
            ties += 1.0
    return total / ties if ties > 0.0 else 0.0


@kernel
def step(first, last, month, state):
    """One month of conflict and repair for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p, q0 = state.conflict[w], state.worlds[w].partnerships_at
        clash = chance.stream(state.worlds[w].seed, chance.CLASH, month)
        for q in range(q0, state.worlds[w + 1].partnerships_at):
            stage = state.partnerships[q].stage
            if stage != ACTIVE and stage != DORMANT:
                continue
            relation, i = state.relations[q], q - q0
            often = clashes(relation.misfit, state.efforts[q].overload, state.agendas[q].voice, p)
            is_open = history.is_open(state.partnerships[q].chance_off, history.CLASH)
            if is_open and stage == ACTIVE and chance.uniform(clash, 2 * i) < 1.0 - math.exp(-often):
                size = varied(p.clash_size, HALF_WIDTH, chance.uniform(clash, 2 * i + 1))
                relation.strain = raised(relation.strain, 1.0, min(1.0, size))
            relation.strain = raised(relation.strain, 1.0, relation.broken * relation.broken)
            relation.together = history_together(state, q, state.meetings[w])
            share = repaired(relation.protocols, relation.rules, relation.together, p)
            resolved = relation.strain * raised(share, 1.0, relation.mends)
            relation.strain -= resolved
            if relation.strained > 0.0:
                relation.strained += 1.0
            if relation.strain >= STRAINED and relation.strained == 0.0:
                relation.strained = 1.0
                log_event(state.log, w, month, log.CLASHED, i, -1, relation.strain)
            elif relation.strained > 0.0 and relation.strain < RESOLVED:
                relation.strained = 0.0
                log_event(state.log, w, month, log.RECONCILED, i, -1, relation.strain)
            for row in range(state.partnerships[q].ties_at, state.partnerships[q].ties_end):
                if not is_held(state, q, row):
                    continue
                tie = state.ties[row]
                tie.trust_practice = trust_under_strain(tie.trust_practice, relation.strain, resolved, p)
                tie.trust_research = trust_under_strain(tie.trust_research, relation.strain, resolved, p)
