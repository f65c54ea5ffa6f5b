"""What partners intend to keep up: levers of structures, and what they have since learned to do more for."""

from sim.kernel.compiled import kernel, rule
from sim.kernel.forms import raised

#: Structures that partners may come to do more for, without new money.
PROTOCOLS, RULES, RECORDS, WELCOME, HANDOVER = range(5)


@rule
def intended(lever, added):
    """How far partners mean to keep a structure up [0-1]: as they set out to, and as revisions have added since."""
    return raised(lever, 1.0, added)


@kernel
def intentions(state, q):
    """How far partners mean to keep up protocols, rules, records, a welcome for newcomers and hand-over, each [0-1]."""
    lever, relation = state.levers[q], state.relations[q]
    return (
        intended(lever.structure_facilitation, relation.added_protocols),
        intended(lever.structure_agreements, relation.added_rules),
        intended(lever.structure_knowledge_management, relation.added_records),
        intended(lever.continuity_onboarding, relation.added_welcome),
        intended(lever.continuity_handover, relation.added_handover),
    )


@kernel
def intend_more(state, q, which, part):
    """Partners mean to do more for one structure: part of what is missing is added.

    Args:
        which: a code of this file.
        part: share of what is missing [0-1].
    """
    relation = state.relations[q]
    if which == PROTOCOLS:
        relation.added_protocols = raised(relation.added_protocols, 1.0, part)
    elif which == RULES:
        relation.added_rules = raised(relation.added_rules, 1.0, part)
    elif which == RECORDS:
        relation.added_records = raised(relation.added_records, 1.0, part)
    elif which == WELCOME:
        relation.added_welcome = raised(relation.added_welcome, 1.0, part)
    else:
        relation.added_handover = raised(relation.added_handover, 1.0, part)
