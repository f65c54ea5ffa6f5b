"""Decisions: each year districts decide about programmes, support, staffing and policy, with research or without.

What research informs is decided better on average, and so what a district runs comes to fit together: its
**programmes**, which move the practice of all its teachers a little. Between decisions the same understanding works
through many small ones, as far as leaders are tied to each other; churn among them brings back what is usual.
"""

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import AUGUST, JANUARY, JUNE, MARCH, MIDDLE, MONTHS_A_YEAR, moved, raised
from sim.state.tables import DECISION_KINDS, POLICY

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("decisions.step", default=0.06, low=0.03, high=0.1, unit="share",
        source="Penuel et al. 2016 (instrumental use)",
        meaning="way to programmes that fit together, or to such as do not, that one decision makes; and to policy"
                " without conflicts, that one informed good decision makes",
        label="what one decision moves")
declare("decisions.understanding", default=0.04, low=0.02, high=0.07, unit="share a month",
        source="Penuel et al. 2016 (conceptual use); Finnigan & Daly 2017",
        meaning="the same that a month of small decisions makes among leaders who all know each other",
        label="what understanding moves")
declare("decisions.practice", default=0.004, low=0.0015, high=0.008, unit="share a month",
        source="Cobb et al. 2018 (coherence)",
        meaning="way to ambitious practice made in a month by all teachers of a district in which all fits together,"
                " relative to a usual one",
        label="practice from programmes that fit")
PARAMETERS = declare.all
# fmt: on

#: Calendar month in which a district decides, by kind: programmes in spring, support before the school year, staffing
#: at its end, policy in the winter.
DECIDED_IN = (MARCH, AUGUST, JUNE, JANUARY)
KINDS = len(DECISION_KINDS)
#: Way back to what is usual when all leaders of a district are new [share]; assumed, and half as much or half as much
#: again makes no difference that is seen.
CHURN = 0.6


@rule
def quality(validity, informed):
    """Chance that the better of two options is chosen [0-1]: a toss where nothing informs it.

    Args:
        validity: how far findings tell the better one [0-1].
        informed: 1 if they inform it; of many small decisions the share.
    """
    return MIDDLE + MIDDLE * validity * informed


@rule
def after_decision(programmes, better, p):
    """Programmes after a decision [0-1]; ``better`` is 1 for the better option and 0 for the other."""
    return moved(programmes, better, p.step)


@rule
def after_month(programmes, validity, informed, ties, left, p):
    """Programmes after a month of small decisions, and of churn [0-1].

    Args:
        ties: among leaders [0-1].
        left: share of leaders who left this month.

    Source: Hess 1999; Finnigan & Daly 2017 (new leaders undo what was made to fit).
    """
    understood = moved(programmes, quality(validity, informed), p.understanding * ties)
    return moved(understood, MIDDLE, CHURN * left)


@rule
def lift(programmes, p):
    """What programmes do to the practice of all teachers in a month: share of the way to ambitious practice, below 0
    where less fits together than usual.

    Source: Cobb et al. 2018 (coherence from the classroom to the district office).
    """
    return p.practice * (programmes - MIDDLE) / MIDDLE


@kernel
def decide(state, w, month, d, kind, p):
    """One decision of a district."""
    district, i, seed = state.districts[d], d - state.worlds[w].districts_at, state.worlds[w].seed
    known, choice = chance.stream(seed, chance.DECISION_INFORMED, month), chance.stream(seed, chance.DECISION, month)
    informed = 1.0 if chance.uniform(known, i) < district.informed else 0.0
    better = 1.0 if chance.uniform(choice, i) < quality(district.validity, informed) else 0.0
    if kind != POLICY:
        district.programmes = after_decision(district.programmes, better, p)
    elif informed * better > 0.0:
        # What policy does without research is left to the calendar.
        district.alignment = raised(district.alignment, 1.0, p.step)
    district.decided_now = 1.0
    district.informed_now = informed
    district.decisions += 1.0
    district.decided_well += better
    if informed > 0.0:
        log_event(state.log, w, month, log.DECISION_INFORMED, i, kind, better)


@kernel
def step(first, last, month, state):
    """One month of decisions for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = state.decisions[w]
        for d in range(state.worlds[w].districts_at, state.worlds[w + 1].districts_at):
            district = state.districts[d]
            district.decided_now = 0.0
            left = district.left_leaders / float(max(1, district.leaders_end - district.leaders_at))
            district.programmes = after_month(
                district.programmes, district.validity, district.informed, district.cohesion, left, p
            )
            for kind in range(KINDS):
                if month % MONTHS_A_YEAR == DECIDED_IN[kind]:
                    decide(state, w, month, d, kind, p)
            district.lift = lift(district.programmes, p)
