"""Reasons to end compete as hazards that move with what drives them, without a cliff; a solved problem is one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared import SMALL, run_batch

from sim.declarations.parameters import record_array, registry
from sim.engine.batch import Batch, Run
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario, Value
from sim.state.tables import ACTIVE, CAUSES, DORMANT, ENDED
from sim.submodels import governance

share = st.floats(0, 1)
P = record_array(registry().select(scope="world", group="governance"), 1)[0]
#: A step of a driver, and the most by which a hazard may grow over it: that of its steepness.
STEP, GROWTH = 1e-3, math.exp(P.steepness * 1e-3) + 1e-9


def small(**values: Value) -> Scenario:
    return load_scenario("baseline").with_values({**SMALL, **values})


def ended(scenario: Scenario, worlds: int = 100, months: int = 48) -> Batch:
    return run_batch(scenario, worlds, months)


# --- hazards -------------------------------------------------------------------------------------------------------


@given(share, st.floats(0.1, 0.5))
def test_a_hazard_falls_steadily_as_what_carries_a_partnership_rises(value, floor):
    here, above = governance.hazard(value, floor, P), governance.hazard(value + STEP, floor, P)
    assert 0 < above < here <= GROWTH * above
    assert governance.hazard(floor, floor, P) == pytest.approx(P.end_rate)


@given(share, share)
def test_lack_of_money_begins_to_end_things_below_a_core_and_grows_from_nothing(size, commitment):
    here = governance.starving(size, 1.0, commitment, P)
    assert here >= governance.starving(size + STEP, 1.0, commitment, P) >= 0
    assert governance.starving(size, 1.0, commitment + STEP, P) <= here
    assert governance.starving(P.core_size, 1.0, commitment, P) == 0
    assert governance.starving(size, 0.0, commitment, P) == 0  # what costs nothing goes on without money
    # nearly nothing just below the core: no step there
    most = governance.starving(0.0, 1.0, commitment, P)
    assert governance.starving(P.core_size - STEP, 1.0, commitment, P) < 1e-4 * most
    assert here - governance.starving(size + STEP, 1.0, commitment, P) <= 2 * STEP / P.core_size * most


@given(share)
def test_the_committed_wait_longer_while_work_rests(commitment):
    here, more = governance.fading(commitment, P), governance.fading(commitment + STEP, P)
    assert 0 < more < here <= GROWTH * more
    assert governance.fading(0.5, P) == pytest.approx(P.starved)


@given(share, st.floats(-1, 1))
def test_what_is_gained_uses_up_a_problem_and_never_more_than_there_is(drawn, gained):
    need = governance.need_left(drawn, gained, P)
    assert need >= 0
    assert governance.need_left(drawn, gained + 0.1, P) <= need
    assert governance.need_left(drawn, 0.0, P) == drawn
    assert governance.need_left(drawn, P.problem_solved, P) == 0


# --- ends ----------------------------------------------------------------------------------------------------------

#: Nothing ends a partnership.
NOTHING: dict[str, Value] = {
    "governance.end_rate": 0, "governance.starved": 0, "governance.stop_base": -12,
    "governance.stop_reasons": 0, "governance.hand_over_base": -12,
    "governance.hand_over_integration": 0, "standing.end_below": -9,
    "standing.review_people": 0, "standing.review_results": 0,
    "standing.review_opposition": 0, "standing.review_cost": 0, "membership.leave": 0,
    "ideas.stops": 0,
}  # fmt: skip


def test_without_a_reason_none_ends():
    batch = ended(small(**NOTHING), 40, 120)
    assert (batch.state.partnerships.stage != ENDED).all()


@pytest.mark.parametrize(
    ("values", "cause"),
    [
        ({"governance.end_rate": 0.3, "governance.floor": 0.4, "initial.trust": 0.1, "initial.leader_commitment": 1,
          "initial.researcher_commitment": 1, "governance.need_floor": 0, "governance.steepness": 40}, "trust_lost"),
        ({"governance.end_rate": 0.3, "governance.floor": 0,
          "governance.need_floor": 1, "governance.steepness": 40}, "no_longer_needed"),
        ({"governance.starved": 0.5, "governance.steepness": 0, "governance.rests_below": 0, "money.start_grant": 0,
          "money.fees": 0, "money.endowment": 0, "money.in_kind": 0, "funding.alarm": 0, "money.pipeline": 0},
         "money_ran_out"),
        ({"governance.hand_over_base": 12, "money.start_months": 24, "funding.alarm": 0, "money.pipeline": 0},
         "handed_over"),
    ],
    ids=["trust", "need", "money", "hand-over"],
)  # fmt: skip
def test_the_recorded_cause_is_the_reason_there_was(values: dict[str, Value], cause: str):
    p = ended(small(**NOTHING | values), 40, 60).state.partnerships
    over = p.stage == ENDED
    assert over.mean() > 0.8
    assert (p.cause[over] == CAUSES.index(cause)).all()


def test_a_cause_does_not_depend_on_the_ranks_of_the_team():
    """With money for nobody and no reason but money, whoever the researchers are, it is money that ends it."""
    poor = NOTHING | {"governance.starved": 0.5, "governance.steepness": 0, "governance.rests_below": 0,
                      "money.start_grant": 0, "money.fees": 0, "money.in_kind": 0, "funding.alarm": 0,
                      "money.pipeline": 0}  # fmt: skip
    for team in ({"team.tenured": 3, "team.staff": 0, "team.graduates": 0},
                 {"team.tenured": 0, "team.untenured": 0, "team.staff": 3, "team.graduates": 0}):  # fmt: skip
        p = ended(small(**poor, **team), 30, 60).state.partnerships
        assert set(p.cause[p.stage == ENDED]) == {CAUSES.index("money_ran_out")}


#: A line from the defaults to bad settings, with money secured, so that people and trust decide.
BAD: dict[str, float] = {
    "contact.meetings": 0.5, "coordination.fte": 0, "structure.agreements": 0, "structure.facilitation": 0,
    "contact.stake": 1, "work.demand_hours": 20, "work.released_time": 0, "breadth.senior_buy_in": 0.1,
    "structure.independence": 1,
}  # fmt: skip
WAYS, WORLDS = 10, 150


def test_there_is_no_cliff_between_the_defaults_and_bad_settings():
    """No tenth of the way adds more than a fifth to the share that has ended by month 48."""
    known, secured = registry(), {"money.start_grant": 5e6, "money.start_months": 120, "money.endowment": 5e6}
    runs = []
    for tenth in range(WAYS + 1):
        there = tenth / WAYS
        values = {name: known[name].default + there * (bad - known[name].default) for name, bad in BAD.items()}
        scenario = small(**secured, **values)
        runs += [Run(scenario, r, 7) for r in range(WORLDS)]
    batch = Batch(runs, 48, tables=("partnerships",))
    batch.run()
    shares = (batch.state.partnerships.stage == ENDED).reshape(WAYS + 1, WORLDS).mean(axis=1)
    assert shares[-1] > shares[0] + 0.1  # there is something to see
    assert np.diff(shares).max() <= 0.2


def test_work_rests_without_money_and_is_taken_up_again_when_there_is_some():
    poor = NOTHING | {"money.start_grant": 60_000, "money.start_months": 6, "money.fees": 0, "money.in_kind": 0,
                      "funding.alarm": 0, "money.pipeline": 0}  # fmt: skip
    scenario = small(**poor).with_event("grant_awarded", month=49, value=1_000_000, months=36)
    stage = ended(scenario, 20, 84).record.values["partnerships"].stage
    assert (stage[47] == DORMANT).all()
    assert (stage[60] == ACTIVE).mean() > 0.9
