"""Ideas: what tests tell, what teams do with it, and what it comes to in a run."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.declarations.parameters import record_array, registry
from sim.engine.batch import Batch, Run
from sim.kernel.innovation import with_recruits
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario
from sim.state.tables import ACTIVE, CAUSES
from sim.submodels import ideas

P = record_array(registry().select(scope="world", group="ideas"), 1)[0]
share, worth = st.floats(0, 1), st.floats(-0.2, 1)
SECURED = {"money.start_grant": 4_000_000, "money.start_months": 120, "district.schools": 4}
#: The same idea for everybody: no draw decides.
ALIKE = {"variety.worth_spread": 0, "variety.worth_places": 0}


def run(*changes: dict, base: str = "types/nic", worlds: int = 40, months: int = 48, event: dict | None = None):
    scenario: Scenario = load_scenario(base)
    for change in changes:
        scenario = scenario.with_values(change)
    if event is not None:
        scenario = scenario.with_event(event)
    batch = Batch([Run(scenario, r, 3) for r in range(worlds)], months, tables=("partnerships",))
    batch.run()
    return batch.record.values["partnerships"]


@given(worth, st.floats(0.01, 5), worth, st.floats(0.01, 5))
def test_belief_moves_toward_what_a_test_finds_and_never_beyond(belief, precision, found, news):
    after = ideas.believed(belief, precision, found, news)
    assert min(belief, found) - 1e-12 <= after <= max(belief, found) + 1e-12
    assert abs(after - found) <= abs(ideas.believed(belief, 2 * precision, found, news) - found) + 1e-12


@given(share, share, share, share, share)
def test_nobody_learns_from_a_test_without_hours_or_without_social_learning(rigour, quality, match, learning, measures):
    assert ideas.news_of(rigour, quality, match, 0.0, measures, P) == 0
    assert ideas.news_of(rigour, 0.0, match, learning, measures, P) == 0
    assert ideas.news_of(rigour, quality, match, learning, measures, P) <= ideas.news_of(
        rigour, quality, match, learning, 1.0, P
    )


def test_errors_of_tests_average_out():
    z = np.linspace(-3, 3, 7)
    found = [ideas.evidence_of(0.4, 0.25, x, P) for x in z]
    assert np.mean(found) == pytest.approx(0.4)
    assert max(found) - 0.4 == pytest.approx(3 * P.noise / math.sqrt(0.25))


@given(worth, st.floats(0, 200), share)
def test_sunk_effort_speaks_against_dropping_and_independence_takes_that_away(belief, sunk, independence):
    reasons = ideas.reasons_to_drop(belief, sunk, independence, P)
    assert reasons <= ideas.reasons_to_drop(belief, 0.0, independence, P)
    assert ideas.reasons_to_drop(belief, sunk, 1.0, P) == pytest.approx(P.conviction * (P.worthwhile - belief))


@given(st.floats(-5, 5), worth, share, share)
def test_without_news_a_team_goes_on_as_before(drop, belief, fidelity, u):
    assume(u < 1)
    assert ideas.choice(drop, belief, fidelity, 0.0, u, P) == ideas.ON


@given(share, share, share)
def test_the_scarcest_kind_of_expertise_binds(one, two, three):
    found = ideas.at_the_table(one, two, three)
    assert found == pytest.approx(one * two * three) and found <= min(one, two, three)


@given(share, share, share, share)
def test_recruits_close_the_gap_of_what_is_missed_most_and_of_nothing_else(one, two, three, recruited):
    least = min(one, two, three)
    found = [with_recruits(kind, least, recruited) for kind in (one, two, three)]
    assert min(found) >= least
    assert all(now == kind for now, kind in zip(found, (one, two, three), strict=True) if kind > least)
    assert with_recruits(least, least, 1.0) == pytest.approx(1)


def test_recruits_teach_the_others_and_support_teachers():
    poor = {"initial.instruction": 0.05, "team.instruction": 0.1, "breadth.teachers": 0}
    without, found = (
        run(SECURED, poor, {"capacity.recruiting": r}, base="types/design_research", worlds=10, months=36)
        for r in (0, 1)
    )
    there = (without.stage[-1] == ACTIVE) & (found.stage[-1] == ACTIVE)
    assert there.any() and not without.found_instruction.any()
    assert (found.expertise_instruction[-1] > without.expertise_instruction[-1] + 0.3)[there].all()
    assert (found.support_quality[-1] - without.support_quality[-1])[there].mean() > 0.05


@given(st.floats(1, 50), share)
def test_tailoring_costs_robustness_and_variety_brings_it(sites, tailoring):
    ceiling = ideas.robustness_ceiling
    assert 0 <= ceiling(sites, tailoring, P) <= 1
    assert ceiling(sites, 1.0, P) <= ceiling(sites, tailoring, P)
    assert ceiling(sites + 10, tailoring, P) >= ceiling(sites, tailoring, P)


def test_a_worthless_idea_is_dropped_and_brings_less_than_a_good_one():
    worthless, good = (run(SECURED, ALIKE, {"variety.worth": w}) for w in (0.0, 0.6))
    assert (worthless.ideas_dropped[-1] > 0).mean() > (good.ideas_dropped[-1] > 0).mean() + 0.2
    assert good.practice[-1].mean() > worthless.practice[-1].mean() + 0.02


def test_ten_years_of_negative_tests_stop_a_change():
    bad = {"month": 1, "do": "negative_results", "months": 120}
    found = run(SECURED, ALIKE, {"variety.worth": 0.6}, event=bad, months=96)
    usual = run(SECURED, ALIKE, {"variety.worth": 0.6}, months=96)
    assert found.belief.max() <= 0.45  # nobody believes more than at the start
    assert found.ideas_dropped[-1].mean() > usual.ideas_dropped[-1].mean() + 1
    assert found.practice[-1].mean() < usual.practice[-1].mean()


def test_where_what_is_dropped_nobody_uses_it_any_more_and_some_stop():
    found = run(SECURED, ALIKE, {"variety.worth": -0.2, "ideas.stops": 1}, worlds=60, months=72)
    dropped = np.diff(found.ideas_dropped, axis=0) > 0
    assert dropped.any()
    assert (found.users[1:][dropped] < 0.1).all()
    failed = found.cause[-1] == CAUSES.index("idea_failed")
    assert failed.any() and (found.ideas_dropped[-1][failed] > 0).all()


def test_every_idea_taken_up_is_in_hand_or_was_dropped_or_came_with_another_problem():
    found = run({"governance.next_problem": 0}, months=96)
    assert (found.ideas_tried[-1] - found.ideas_dropped[-1] >= 0).all()
    assert (found.ideas_tried[-1] - found.ideas_dropped[-1] <= 1).all()
    assert (found.ideas_kept <= found.ideas_tried).all()
    assert (found.worth >= -0.2).all() and (found.worth <= 1).all()
