"""Data: partners are let into a district's data, make them better by using them, and can lose them.

Access is built by hours, trust and people on both sides, is agreed on for a term, and must be renewed. Leavers take
along what they knew of it; a freeze, hard press or a breach of privacy ends it at once. Studies go as far as it lets
them.
"""

from sim.declarations.parameters import Declarations
from sim.kernel import chance, history
from sim.kernel import event_log as log
from sim.kernel.compiled import kernel, rule
from sim.kernel.event_log import log_event
from sim.kernel.forms import HALF_WIDTH, MIDDLE, MONTHS_A_YEAR, either, from_floor, mean, varied
from sim.kernel.members import is_under_way, may_work
from sim.state.tables import CENTRAL_OFFICE, DORMANT, EMPTY, UNIT_SLOTS

# fmt: off
declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
declare("data.open", default=0.35, low=0.2, high=0.6, unit="share a month", source="DQC; CPG 2013 (archives)",
        meaning="part of a district's closed data that fully staffed partners who agree on everything and trust each"
                " other open in a month",
        label="pace at which data are opened")
declare("data.unagreed", default=0.2, low=0.05, high=0.4, unit="share", source="CPG 2013 (archives)",
        meaning="that pace where data are asked for study by study, relative to a complete agreement",
        label="pace without an agreement")
declare("data.term", default=36, low=24, high=60, minimum=1, maximum=240, unit="months", source="DQC",
        meaning="term of a data agreement")
declare("data.use", default=0.08, low=0.02, high=0.15, unit="share a month", source="DQC",
        meaning="what a month of use adds to data half of which are open, in units of all that is still closed",
        label="data that use makes better")
declare("data.preparation", default=4, low=2, high=8, minimum=0, maximum=60, unit="months",
        source="CPG 2013 (archives)", meaning="months in which the data of a study are put together without an archive",
        label="months to put data together")
declare("data.breach", default=0.03, low=0.005, high=0.08, unit="breaches a year", minimum=0, maximum=12, source="DQC",
        meaning="breaches of privacy where all data are open", label="breaches of privacy")
PARAMETERS = declare.all
# fmt: on


@rule
def opened(agreement, trust, staffed, p):
    """Part of the closed data that is opened in a month [0-1].

    Args:
        agreement: how complete an agreement partners seek [0-1].
        trust: of practitioners in researchers [0-1].
        staffed: people in post who can arrange it, on both sides [0-1].

    Source: DQC; CPG 2013 (archives).
    """
    return p.open * from_floor(p.unagreed, agreement) * trust * staffed


@rule
def renewed(trust, agreement):
    """Chance that an agreement is renewed when its term is over [0-1]: who trusts goes on, and so does who has it all
    in writing."""
    return either(trust, agreement)


@kernel
def people_for_data(state, q, d):
    """People who can arrange access, as a share of their posts on the side that has fewer [0-1], and those who left,
    as a mean of both sides: the district's central office, and researchers."""
    district, partnership = state.districts[d], state.partnerships[q]
    office, there, left = 0.0, 0.0, 0.0
    for row in range(district.leaders_at, district.leaders_end):
        if state.leaders[row].role == CENTRAL_OFFICE:
            office += 1.0
            there += 1.0 if state.leaders[row].vacant <= 0.0 else 0.0
            left += state.leaders[row].left
    team, at_work, gone = 0.0, 0.0, 0.0
    for row in range(partnership.researchers_at, partnership.researchers_end):
        team += 1.0
        at_work += 1.0 if state.researchers[row].vacant <= 0.0 else 0.0
        gone += state.researchers[row].left
    office, team = max(1.0, office), max(1.0, team)
    return min(there / office, at_work / team), mean(left / office, gone / team)


@kernel
def uses_data(state, q):
    """Whether some work on data goes on."""
    for row in range(q * UNIT_SLOTS, (q + 1) * UNIT_SLOTS):
        if state.units[row].kind != EMPTY and state.units[row].wait <= 0.0:
            return True
    return False


@kernel
def close(state, w, month, d, code, why):
    """Partners are let into a district's data no longer; what was hardly open is no news."""
    district = state.districts[d]
    if district.data_access >= log.TOLD_QUARTER:
        log_event(state.log, w, month, code, d - state.worlds[w].districts_at, -1, why)
    district.data_access, district.data_left = 0.0, 0.0


@kernel
def build(state, w, month, q, d, lever, p):
    """A month of access: opened, used, thinned by leavers, agreed on, and renewed or lapsed."""
    district, i = state.districts[d], d - state.worlds[w].districts_at
    trust = state.relations[q].trust_practice
    staffed, gone = people_for_data(state, q, d)
    if state.partnerships[q].stage != DORMANT:
        access = district.data_access
        more = opened(lever.structure_data_agreement, trust, staffed, p)
        more += p.use * access if uses_data(state, q) else 0.0
        district.data_access += min(1.0, more) * (1.0 - access)
    # What is held in an archive does not leave with anybody.
    kept = lever.structure_data_archive
    district.data_access *= 1.0 - gone * (1.0 - kept)
    if district.data_left > 0.0:
        district.data_left -= 1.0
        if district.data_left <= 0.0:
            u = chance.uniform(chance.stream(state.worlds[w].seed, chance.DATA_RENEWED, month), i)
            if u < renewed(trust, lever.structure_data_agreement):
                district.data_left = p.term
            else:
                log_event(state.log, w, month, log.DATA_LAPSED, i, -1, district.data_access)
                district.data_access *= kept
    elif district.data_access >= log.TOLD_HALF:
        district.data_left = p.term
        log_event(state.log, w, month, log.DATA_GRANTED, i, -1, state.partnerships[q].age)


@kernel
def breach_or_revoke(state, w, month, q, d, p):
    """A breach of privacy, or press so hard that the district takes its data back; a freeze closes them as well."""
    district, i, seed = state.districts[d], d - state.worlds[w].districts_at, state.worlds[w].seed
    breach, size = chance.stream(seed, chance.DATA_BREACH, month), chance.stream(seed, chance.DATA_BREACH_SIZE, month)
    is_open = history.is_open(district.chance_off, history.NEGATIVE_PRESS)
    if is_open and chance.uniform(breach, i) < p.breach / MONTHS_A_YEAR * district.data_access:
        district.breach = max(district.breach, varied(MIDDLE, HALF_WIDTH, chance.uniform(size, i)))
    if district.breach > 0.0:
        state.relations[q].bad_news = max(state.relations[q].bad_news, district.breach)
        log_event(state.log, w, month, log.DATA_BREACHED, i, -1, district.breach)
        district.data_access, district.data_left, district.breach = 0.0, 0.0, 0.0
    u = chance.uniform(chance.stream(seed, chance.DATA_REVOKED, month), i)
    if district.revoked > 0.0 or not may_work(state, d):
        close(state, w, month, d, log.DATA_REVOKED, 0.0)
    elif u < district.press * (1.0 - state.relations[q].trust_practice):
        close(state, w, month, d, log.DATA_REVOKED, district.press)
    district.revoked = 0.0


@kernel
def step(first, last, month, state):
    """One month of data for the worlds ``first`` to ``last`` - 1."""
    for w in range(first, last):
        p = state.data[w]
        for q in range(state.worlds[w].partnerships_at, state.worlds[w + 1].partnerships_at):
            if not is_under_way(state, q):
                # What an agreement allowed ends with the partners who signed it.
                state.agendas[q].data_open = 0.0
                for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
                    state.districts[d].data_access, state.districts[d].data_left = 0.0, 0.0
                continue
            total, there = 0.0, 0.0
            for d in range(state.partnerships[q].districts_at, state.partnerships[q].districts_end):
                if may_work(state, d):
                    build(state, w, month, q, d, state.levers[q], p)
                breach_or_revoke(state, w, month, q, d, p)
                if may_work(state, d):
                    total += state.districts[d].data_access
                    there += 1.0
            state.agendas[q].data_open = total / there if there > 0.0 else 0.0
