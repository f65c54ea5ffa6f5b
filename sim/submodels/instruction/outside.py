"""What is seen outside: other districts take the innovation up, and work that does not work yet falls on partners."""

from sim.declarations.parameters import Declarations
from sim.kernel import chance
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import HALF_WIDTH, MIDDLE, MONTHS_A_YEAR, varied, whole
from sim.kernel.members import is_member, may_work
from sim.state.tables import ACTIVE, NOT_STARTED

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("instruction.backlash", default=1.5, low=0.3, high=3, minimum=0, maximum=12, unit="events a year",
        source="CPG 2013 (small or big)", meaning="public setbacks at full exposure")
declare("instruction.spread", default=0.3, low=0.1, high=0.6, maximum=5, unit="share a year", grade="derived",
        source="Bass 1969; Taylor 2006",
        meaning="other districts that would adopt a perfectly robust innovation in a year if it is well known, as many"
                " again if all others have it, and those that drop one that does not travel",
        label="adoption by other districts")
declare("instruction.spread_intermediary", default=2.5, low=1, high=5, minimum=0, maximum=50, unit="times",
        source="CPG 2013 (LeTUS; Boston)", meaning="how far an intermediary or publisher multiplies spread",
        label="spread through an intermediary")
PARAMETERS = declare.all
# fmt: on


@rule
def taken_up_elsewhere(known, share, worth, robustness, intermediary, p):
    """Other districts that take an innovation up, of those that lack it [share a year].

    Robustness counts twice: it must look as if it travels, and it must travel.

    Args:
        known: reputation of the partnership [0-1].
        share: other districts that have it [0-1].
        intermediary: a scale-up organisation at work [0-1].

    Source: Bass 1969; CPG 2013 (LeTUS; Boston).
    """
    carried = 1.0 + (p.spread_intermediary - 1.0) * intermediary
    return p.spread * (known + share) * carried * max(0.0, worth) * robustness * robustness


@kernel
def spread_outside(state, w, month, q, q0, seed, others, lever, p):
    """Other districts take up an innovation that travels, that is known, and that somebody carries."""
    innovation = state.innovations[q]
    if others <= 0.0 or state.partnerships[q].stage == NOT_STARTED:
        return
    have, i = innovation.spread_districts, q - q0
    rate = taken_up_elsewhere(
        state.findings[q].reputation, have / others, innovation.worth, innovation.robustness,
        lever.scale_intermediary, p,
    )  # fmt: skip
    draws = chance.stream(seed, chance.SPREAD, month)
    more = whole(rate / MONTHS_A_YEAR * max(0.0, others - have), chance.uniform(draws, 2 * i))
    lost = p.spread * (1.0 - innovation.robustness) / MONTHS_A_YEAR * have
    fewer = whole(lost, chance.uniform(draws, 2 * i + 1))
    innovation.spread_districts = min(others, max(0.0, have + more - fewer))
    if more > 0.0:
        log_event(state.log, w, month, log.SPREAD_TO, i, -1, innovation.spread_districts)


@kernel
def expose(state, w, month, q, q0, seed, p):
    """Work at many schools that does not work yet is in the public eye, and sometimes falls on the partners."""
    innovation, partnership = state.innovations[q], state.partnerships[q]
    sites, all_, pressure, members = 0.0, 0.0, 0.0, 0.0
    for d in range(partnership.districts_at, partnership.districts_end):
        district = state.districts[d]
        if not is_member(state, d):
            continue
        pressure += district.pressure
        members += 1.0
        all_ += float(district.schools_end - district.schools_at)
        if may_work(state, d):
            for s in range(district.schools_at, district.schools_end):
                sites += state.schools[s].site
    if all_ <= 0.0 or partnership.stage != ACTIVE:
        innovation.exposure = 0.0
        return
    # Studies of policy change nothing in schools: only what is built and tested there can fail in public.
    tested = sites * state.levers[q].work_design_share
    innovation.exposure = tested / all_ * (1.0 - innovation.fidelity) * pressure / members
    hazard = p.backlash / MONTHS_A_YEAR * innovation.exposure
    if chance.uniform(chance.stream(seed, chance.BACKLASH, month), q - q0) < hazard:
        u = chance.uniform(chance.stream(seed, chance.BACKLASH_SIZE, month), q - q0)
        size = varied(MIDDLE, HALF_WIDTH, u)
        state.relations[q].bad_news = max(state.relations[q].bad_news, size)
