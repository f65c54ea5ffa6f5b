"""What partners intend to keep up: levers of structures, and what yearly looks at how they work together added."""

from sim.kernel.compiled import kernel, rule
from sim.kernel.forms import either, raised


@rule
def intended(lever, added):
    """How far partners mean to keep a structure up [0-1]: as they set out to, and as revisions have added since."""
    return raised(lever, 1.0, added)


@kernel
def intentions(state, q):
    """How far partners mean to keep up protocols, rules, records and a welcome for newcomers, each [0-1].

    Those who leave hand over, or those who come are brought in: what one leaves undone the other may do.
    """
    lever, relation = state.levers[q], state.relations[q]
    welcome = either(lever.continuity_onboarding, lever.continuity_handover)
    return (
        intended(lever.structure_facilitation, relation.added_protocols),
        intended(lever.structure_agreements, relation.added_rules),
        intended(lever.structure_knowledge_management, relation.added_records),
        intended(welcome, relation.added_welcome),
    )
