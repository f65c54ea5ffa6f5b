"""What partners intend to keep up: levers of structures, and what yearly looks at how they work together added."""

from sim.kernel.compiled import kernel, rule
from sim.kernel.forms import raised


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
