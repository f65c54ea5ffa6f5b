"""Where a documented history takes the place of chance: kinds of chance that are switched off, as bits of a number."""

from sim.kernel.compiled import rule
from sim.scenario.history import CHANCES

# Kinds of chance; those of leaders are their roles.
TEACHER = CHANCES["teacher"].code
POLICY_SHIFT = CHANCES["policy_shift"].code
BUDGET_CUT = CHANCES["budget_cut"].code
NEGATIVE_PRESS = CHANCES["negative_press"].code
RESEARCHER = CHANCES["researcher"].code
COORDINATOR = CHANCES["coordinator"].code
AWARD = CHANCES["award"].code
PROGRAMME_OFFICER = CHANCES["programme_officer"].code
FUNDER_STRATEGY_SHIFT = CHANCES["funder_strategy_shift"].code
REVIEW = CHANCES["review"].code
CLASH = CHANCES["clash"].code
END = CHANCES["end"].code
RENEWAL = CHANCES["renewal"].code

# Kinds by the sort of row that they strike, as bits.
OF_DISTRICTS = sum(1 << one.code for one in CHANCES.values() if one.sort == "district")
OF_PARTNERSHIPS = sum(1 << one.code for one in CHANCES.values() if one.sort == "partnership")


@rule
def is_among(kinds, kind):
    """Whether a kind of chance is among some (bits)."""
    return (kinds >> kind) & 1 == 1


@rule
def is_open(off, kind):
    """Whether a kind of chance can strike: it is not among those that are switched off (bits)."""
    return not is_among(off, kind)


@rule
def switched(off, kind, known):
    """Kinds of chance that are off once the course of one of them is known, or no longer known."""
    return off | (1 << kind) if known else off & ~(1 << kind)
