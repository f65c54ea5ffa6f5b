"""Rules do what their docstrings say: as properties over the plausible ranges, and a few numbers worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.declarations.parameters import record_array, registry
from sim.initialization import people
from sim.kernel.forms import shifted
from sim.submodels import (
    agenda,
    calendar,
    instruction,
    learning,
    meetings,
    research_use,
    schools,
    standing,
)
from sim.submodels.funding import awards, planning, proposals, spending
from sim.submodels.joint_work import hours, units
from sim.submodels.turnover import departures, leaders, researchers, succession

share = st.floats(0, 1)
months = st.floats(0, 240)


def defaults(group: str) -> np.record:
    """Default parameters of one submodel."""
    return record_array(registry().select(scope="world", group=group), 1)[0]


M, T, F, A = defaults("meetings"), defaults("turnover"), defaults("funding"), defaults("agenda")
L = defaults("learning")
J, U, I, C = defaults("joint_work"), defaults("research_use"), defaults("instruction"), defaults("calendar")  # noqa: E741
S = defaults("participation")


# --- trust ---------------------------------------------------------------------------------------------------------


@given(share, months, share)
def test_a_broken_promise_never_builds_trust_and_never_destroys_it_whole(trust, together, stake):
    after = meetings.trust_after_broken_promise(trust, together, stake, M)
    assert 0 <= after <= trust
    assert after > 0 or trust == 0


@given(share, months, months, share)
def test_a_longer_history_never_hurts(trust, one, other, stake):
    short, long = sorted((one, other))
    broken = meetings.trust_after_broken_promise
    assert broken(trust, long, stake, M) >= broken(trust, short, stake, M) - 1e-15


@given(share, share, share)
def test_a_kept_promise_never_costs_trust_and_stays_below_what_distance_allows(trust, stake, ceiling):
    after = meetings.trust_after_kept_promise(trust, stake, ceiling, M)
    assert trust <= after <= max(trust, ceiling)


@given(st.floats(0.2, 0.8), share)
def test_trust_falls_faster_than_it_grows(trust, stake):
    gain = meetings.trust_after_kept_promise(trust, 1.0, 1.0, M) - trust
    loss = trust - meetings.trust_after_broken_promise(trust, 0.0, 1.0, M)
    assert loss > gain * trust / (1 - trust)  # relative to the room that there is on either side


def test_trust_by_hand():
    p = M.copy()
    p.trust_gain, p.small_worth, p.trust_loss, p.cushion, p.cushion_months = 0.1, 0.5, 0.4, 0.6, 36.0
    # 0.5 + 0.1 x (0.5 + 0.5 x 1) x (1 - 0.5); 0.5 x (1 - 0.4 x 1 x (1 - 0))
    assert meetings.trust_after_kept_promise(0.5, 1.0, 1.0, p) == pytest.approx(0.55)
    assert meetings.trust_after_broken_promise(0.5, 0.0, 1.0, p) == pytest.approx(0.3)
    assert meetings.cushioned(36.0, p) == pytest.approx(0.6 * (1 - math.exp(-1)))


@given(share, st.floats(0, 240), share)
def test_absence_never_builds_trust_and_presence_never_costs_any(trust, months, ceiling):
    assert meetings.trust_through_presence(trust, months, 0.0, ceiling, 0.35, M) <= trust
    assert meetings.trust_through_presence(trust, months, 1.0, ceiling, 0.35, M) >= trust


def test_presence_by_hand():
    p = M.copy()
    p.presence_rate, p.trust_decay, p.cushion_months = 0.03, 0.01, 36.0
    known = 0.4 + 0.6 * 0.4 * (1 - math.exp(-1))  # known of, and as much of what is left after a history of 36 months
    low, high = (meetings.trust_through_presence(trust, 36.0, 0.5, 1.0, 0.4, p) for trust in (0.3, 0.7))
    assert low == pytest.approx(0.3 + 0.03 * 0.5 * (known - 0.3))
    assert high == pytest.approx(0.7 - 0.01 * 0.5 * (0.7 - known))
    assert meetings.trust_through_presence(0.3, 36.0, 1.0, 0.3, 0.4, p) == 0.3  # no closer than distance allows


@given(share, share, share)
def test_small_first_makes_promises_smaller_while_trust_is_low(stake, small_first, trust):
    size = meetings.stake_of_promise(stake, small_first, trust)
    assert 0 <= size <= stake
    assert meetings.stake_of_promise(stake, small_first, 1.0) == pytest.approx(stake)


@given(st.floats(0, 12), share, share)
def test_steady_contact_beats_bursts_of_the_same_meetings(planned, face_to_face, attendance):
    steady = 6 * meetings.contact_made(planned, face_to_face, attendance, M)
    burst = meetings.contact_made(6 * planned, face_to_face, attendance, M)
    assert steady >= burst - 1e-12


@given(share, share, st.floats(0, 3), share, st.floats(-6, 6))
def test_chance_to_keep_a_promise_is_a_chance_and_moves_as_it_should(
    stake, rhythm, overload, skill, character
):
    kept = meetings.chance_kept
    value = kept(stake, rhythm, overload, skill, character, M)
    assert 0 < value <= 1
    assert kept(stake, 1.0, overload, skill, character, M) >= value
    assert kept(1.0, rhythm, overload, skill, character, M) <= value
    assert kept(stake, rhythm, overload + 1, skill, character, M) <= value
    # What is certain, as a small promise among practised partners may be, no character makes more so.
    assert kept(stake, rhythm, overload, skill, character + 1, M) > value or value == 1


def test_character_moves_the_odds_that_a_promise_is_kept_by_as_much_as_it_says():
    usual, reliable = (meetings.chance_kept(0.5, 0.5, 0.0, 0.5, c, M) for c in (0.0, 0.6))
    odds = [chance / (1 - chance) for chance in (usual, reliable)]
    assert math.log(odds[1] / odds[0]) == pytest.approx(0.6)


def test_what_never_or_always_happens_is_moved_by_nothing():
    assert [shifted(0.0, z) for z in (-3.0, 0.0, 3.0)] == [0, 0, 0]
    assert [shifted(1.0, z) for z in (-3.0, 0.0, 3.0)] == [1, 1, 1]
    assert shifted(0.3, 0.0) == pytest.approx(0.3)


@given(share, share, share, share, share)
def test_exchange_needs_contact_trust_and_care_on_both_sides(contact, trust, one, other, reflective):
    quality = learning.quality_of_exchange(contact, trust, one, other, reflective, L)
    assert 0 <= quality <= 1
    assert learning.quality_of_exchange(0.0, trust, one, other, reflective, L) == 0
    assert learning.quality_of_exchange(contact, trust, 0.0, other, reflective, L) == 0


@given(share, share, st.floats(0, 500))
def test_nobody_unlearns_by_listening(own, other, hours):
    assert own <= learning.learned(own, other, hours, L) <= max(own, other)


def test_hours_of_learning_close_a_gap_by_hand():
    assert learning.learned(0.4, 0.8, L.hours, L) == pytest.approx(0.8 - 0.4 * math.exp(-1))
    assert learning.learned(0.4, 0.8, 0.0, L) == 0.4


# --- turnover ------------------------------------------------------------------------------------------------------


@given(st.floats(0.01, 0.9), st.floats(0.4, 0.95))
def test_months_add_up_to_the_annual_share(annual, summer):
    stay = math.prod(1 - departures.departure(annual, departures.season(m, summer), 1.0) for m in range(12))
    assert 1 - stay == pytest.approx(annual)


@given(st.tuples(share, share, share, share, share, st.sampled_from([0.0, 1.0])))
def test_a_newcomer_takes_on_more_for_everything_that_carries_it(ways):
    """Colleagues, integration, rules, records, a welcome, coming from inside."""
    taken = succession.inherits(*ways, T)
    assert 0 <= taken <= 1
    for i in range(len(ways)):
        assert succession.inherits(*ways[:i], 1.0, *ways[i + 1 :], T) >= taken - 1e-15


def test_what_a_newcomer_takes_on_by_hand():
    assert succession.inherits(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, T) == 0
    assert succession.inherits(1.0, 0.0, 0.0, 0.0, 0.0, 0.0, T) == pytest.approx(T.inherited)
    # 1 - (1 - 0.35 x 0.5) x (1 - 0.35 x 0.5) x (1 - 0.35): half knit, half integrated, a full welcome
    assert succession.inherits(0.5, 0.5, 0.0, 0.0, 1.0, 0.0, T) == pytest.approx(1 - 0.825 * 0.825 * 0.65)
    # 1 - (1 - 0.35): nothing but rules to which all hold each other
    assert succession.inherits(0.0, 0.0, 1.0, 0.0, 0.0, 0.0, T) == pytest.approx(0.35)


@given(share, st.integers(0, 10), st.integers(1, 10))
def test_who_leaves_takes_every_tie_of_theirs(ties, left, stayed):
    leaders, pace = left + stayed, M.presence_rate
    after = standing.knit(ties, left, leaders, pace)
    assert after <= standing.knit(ties, 0, leaders, pace) + 1e-15
    assert standing.knit(ties, leaders, leaders, pace) == pytest.approx(pace)
    assert 0 <= after <= 1


@given(st.floats(0, 60))
def test_people_on_grant_money_look_elsewhere_only_as_it_runs_short(runway):
    times = researchers.unsettled(runway, T)
    assert 1 <= times <= 1 + T.soft_money
    assert researchers.unsettled(runway + 1, T) <= times
    assert researchers.unsettled(12.0, T) == 1 and researchers.unsettled(0.0, T) == 1 + T.soft_money


def test_superintendents_leave_as_stated_at_usual_pressure_and_sooner_under_more():
    assert leaders.superintendent_times(0.5) == 1 < leaders.superintendent_times(1.0)


@given(st.floats(0.01, 0.9), st.floats(0.0, 0.99))
def test_months_in_post_are_those_that_leavers_leave_and_no_longer_than_a_career(annual, u):
    months = people.months_in_post(u, annual, 14.0)
    assert 1 <= months <= 1 + 14 * 12 == people.months_in_post(u, 0.0, 14.0)
    # Half have been there for less than the time in which half leave.
    half = 12 * math.log(0.5) / math.log(1 - annual)
    assert half > 14 * 12 or abs(people.months_in_post(0.5, annual, 14.0) - half) <= 1.0


def test_partnership_work_costs_tenure_only_where_it_does_not_count():
    assert not researchers.tenure_denied(0.3, 1.0, 1.0)
    assert researchers.tenure_denied(0.3, 1.0, 0.0)


# --- money ---------------------------------------------------------------------------------------------------------


@given(st.floats(0, 1e7), st.floats(0, 1e7))
def test_a_purse_pays_no_more_than_it_holds(need, purse):
    assert 0 <= spending.drawn(need, purse) <= min(need, purse) + 1e-9


@given(st.floats(0.05, 0.5))
def test_competitors_meet_the_stated_odds_on_average_and_their_mean_stands_at_the_bar(odds):
    r = F.rivals
    z = awards.award_log_odds(odds, 1.0, r, r, r, r, r, 2.0 * r, 0.0, 0.5, 0.5, 0.5, F)
    assert z == pytest.approx(awards.bar(odds, F.rivals_spread))
    merit = F.rivals_spread * stats.norm.ppf((np.arange(2000) + 0.5) / 2000)
    assert np.mean(1 / (1 + np.exp(-(z + merit)))) == pytest.approx(odds, abs=0.01)


def test_a_third_refusal_teaches_nothing_more():
    z = [awards.award_log_odds(0.2, 1, 0.5, 0.5, 0.5, 0.45, 0, n, 0, 0.5, 0.5, 0.5, F) for n in (0.0, 1.0, 2.0, 3.0)]
    assert z[0] < z[1] < z[2] == z[3]


@given(st.floats(0, 1e7, allow_subnormal=False), st.floats(1, 36), st.floats(1, 1e6))
def test_a_plan_is_as_large_as_means_pay_for_and_no_larger(means, months, full):
    size = planning.affordable(means, months, full)
    assert 0 <= size <= 1 and size * full * months <= means * (1 + 1e-12) + 1e-300
    assert planning.affordable(means + 1e4, months, full) >= size
    assert planning.affordable(means, months + 1, full) <= size


@given(share, share)
def test_a_plan_comes_nearer_to_what_can_be_paid(size, target):
    after = planning.replanned(size, target, F)
    assert min(size, target) - 1e-15 <= after <= max(size, target) + 1e-15
    assert abs(size - target) < 1e-12 or abs(after - target) < abs(size - target)


def test_calls_open_as_the_calendar_says():
    assert [m for m in range(24) if proposals.call_is_open(m, 3, 6)] == [2, 8, 14, 20]  # September and March


# --- agenda --------------------------------------------------------------------------------------------------------


@given(share, share, st.sampled_from([0, 1, 2]), share, share, share)
def test_voice_is_a_share_and_a_board_brings_it_nearer_to_balance(money, facilitation, employer, rule, board, presence):
    def voice(b):
        return agenda.practitioner_voice(money, facilitation, employer, 0.5, b, presence, A)

    assert 0 <= agenda.practitioner_voice(money, facilitation, employer, rule, board, presence, A) <= 1
    assert abs(voice(1.0) - 0.5) <= abs(voice(0.0) - 0.5) + 1e-12


# --- joint work ----------------------------------------------------------------------------------------------------


@given(st.floats(0.5, 24), share, share)
def test_a_longer_study_is_more_rigorous_but_less_a_month(length, by_practitioners, training):
    one = units.rigour_of(length, by_practitioners, training, J)
    two = units.rigour_of(2 * length, by_practitioners, training, J)
    assert one <= two <= 2 * one + 1e-12 and two <= 1


def test_overload_by_hand():
    assert hours.overload_of(12.0, 6.0) == 1.0
    assert hours.overload_of(6.0, 12.0) == 0.0
    assert hours.overload_of(0.0, 0.0) == 0.0


# --- use -----------------------------------------------------------------------------------------------------------


@given(share, share, share, share, share, share, share)
def test_research_is_used_as_far_as_it_is_there_asked_for_trusted_and_understood(
    evidence, trust, able, credible, watched, usable, asked
):
    def informed(trust=trust, able=able, credible=credible, usable=usable, asked=asked):
        return research_use.informed_share(evidence, trust, able, credible, watched, usable, asked, U)

    assert 0 <= informed() <= evidence * able + 1e-15
    for more in ({"trust": 1.0}, {"able": 1.0}, {"credible": 1.0}, {"usable": 1.0}, {"asked": 1.0}):
        assert informed(**more) >= informed() - 1e-15
    assert informed(able=0.0) == 0.0


@given(share, share, share)
def test_review_and_consent_soften_bad_news(pressure, review, approval):
    hard = research_use.severity_of_result(pressure, 0.0, 0.0)
    assert 0 <= research_use.severity_of_result(pressure, review, approval) <= hard


# --- instruction ---------------------------------------------------------------------------------------------------


@given(share, share, share, share, st.floats(-0.5, 1), share, share, st.sampled_from([0.0, 1.0]))
def test_practice_stays_in_bounds_and_support_for_what_is_worth_it_never_lowers_it(
    own, practice, habit, support, worth, pace, deep, using
):
    after = instruction.teachers.practice_next
    value = after(own, practice, habit, support, deep, worth, pace, 0.5, using, I)
    assert 0 <= value <= 1
    if worth >= 0:
        assert after(own, practice, habit, 1.0, deep, worth, pace, 0.5, using, I) >= value - 1e-15


@given(share, share, share, share, st.floats(-1, 0), share)
def test_practice_does_not_rise_by_an_idea_that_is_worth_nothing(own, practice, habit, support, worth, pace):
    with_it = instruction.teachers.practice_next(own, practice, habit, support, 0.0, worth, pace, 0.0, 1.0, I)
    assert with_it <= max(practice, own) + 1e-15
    worse = instruction.teachers.practice_next(own, practice, habit, support, 0.0, worth - 0.1, pace, 0.0, 1.0, I)
    assert worse <= with_it


@given(share, share)
def test_practice_without_support_or_colleagues_decays_toward_habit(practice, habit):
    value = instruction.teachers.practice_next(0.0, practice, habit, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, I)
    assert min(practice, habit) - 1e-15 <= value <= practice


def years_of_support(support, worth, months):
    """Practice of a teacher who begins at 0.25, is supported for so many months, and has nobody beside."""
    practice = habit = own = 0.25
    course = [practice]
    for _ in range(months):
        practice = instruction.teachers.practice_next(own, practice, habit, support, 0.0, worth, 0.6, 0.0, 1.0, I)
        habit = instruction.teachers.habit_next(habit, practice, support, 0.0, I)
        course.append(practice)
    return course


@pytest.mark.parametrize(("support", "worth"), [(0.2, 0.4), (0.5, 0.7), (0.8, 1.0)])
def test_supported_practice_is_near_its_best_in_two_to_four_years(support, worth):
    """Full implementation takes 24 to 48 months (NIRN), more of it in the first year than in the third and fourth."""
    course = years_of_support(support, worth, 120)
    near = next(m for m, practice in enumerate(course) if practice >= course[0] + 0.9 * (max(course) - course[0]))
    assert 24 <= near <= 48
    assert course[12] - course[0] > course[48] - course[24] > 0


def test_better_support_and_better_ideas_teach_more():
    ends = [years_of_support(support, worth, 120)[-1] for support, worth in ((0.2, 0.4), (0.5, 0.4), (0.5, 0.9))]
    assert 0.25 < ends[0] < ends[1] < ends[2] < 1
    assert years_of_support(0.0, 1.0, 120)[-1] == pytest.approx(0.25, abs=0.05)


@given(share, share, share, share, share)
def test_chances_of_teachers_and_districts_are_chances(support, usability, commitment, peers, alignment):
    assert 0 <= instruction.teachers.teacher_adoption(support, usability, commitment, peers, I) <= 1
    assert instruction.teachers.teacher_adoption(0.0, usability, commitment, peers, I) == 0
    assert 0 <= instruction.teachers.teacher_discontinuance(support, peers, alignment, I) <= 1
    assert 0 <= instruction.adoption.adoption_chance(support, commitment, peers, alignment, I) <= 1
    assert 0 <= instruction.adoption.de_adoption_chance(support, alignment, peers, I) <= 1


def test_superficial_use_fades_within_a_year_and_what_is_mastered_stays():
    """About 10 % a month of who practises as is typical, and 0.3 % of who practises at 0.7, left alone."""
    stops = instruction.teachers.teacher_discontinuance
    assert stops(0.0, 0.2, 0.0, I) == pytest.approx(0.1)
    assert stops(0.0, 0.7, 0.0, I) == pytest.approx(0.003, rel=0.1)
    assert stops(0.4, 0.2, 0.0, I) < stops(0.0, 0.2, 0.0, I) / 3
    assert stops(0.0, 0.2, 0.4, I) == pytest.approx(stops(0.4, 0.2, 0.0, I))


def test_skilled_hours_thin_as_more_teachers_are_served_and_trained_coaches_make_up_for_it():
    worth = [instruction.support.quality_of_support(100.0, asked, I) for asked in (0.0, 50.0, 100.0, 200.0, 1e9)]
    assert worth[:3] == [1, 1, 1] and worth[3] == pytest.approx(0.7) and worth[4] == pytest.approx(0.4, abs=1e-6)
    trained = 0.0
    for _ in range(120):
        trained = instruction.support.trained_next(trained, 100.0 + trained, 400.0, 1.0, 1.0, 0.15, 0.08)
    assert 0.7 * 300 < trained < 300
    assert instruction.support.trained_next(200.0, 300.0, 400.0, 0.0, 1.0, 0.15, 0.08) == pytest.approx(197.5)


def test_nobody_trains_coaches_in_what_none_of_the_partners_knows():
    assert instruction.support.trained_next(0.0, 0.0, 400.0, 1.0, 0.0, 0.15, 0.08) == 0
    some, much = (instruction.support.trained_next(0.0, 0.0, 400.0, 1.0, e, 0.15, 0.08) for e in (0.3, 0.9))
    assert 0 < some < much


# --- schools -------------------------------------------------------------------------------------------------------


def test_schools_leave_by_their_troubles_and_stay_by_their_roots():
    year = schools.leaves_in_a_year
    assert year(2.0, 0.0, S) == pytest.approx(S.leave)
    assert year(4.0, 0.0, S) > 2 * year(2.0, 0.0, S) > 4 * year(2.0, 0.8, S)
    assert schools.roots(0.6, 0.2, 0.0) == 0.6 and schools.roots(0.6, 0.2, 0.5) == pytest.approx(0.8)
    assert schools.troubles(1.0, 0.0, 6.0, True, 1.0, 1.0) == (0, 0, 0, 0)
    assert schools.troubles(0.0, 6.0, 6.0, True, -0.3, 0.0) == (1, 0.5, 1, 1)
    assert schools.troubles(0.0, 6.0, 6.0, False, -0.3, 0.0) == (1, 0.5, 0, 0), "nothing is tried that could fail"


def test_without_an_equity_focus_support_passes_poor_schools_by_and_with_one_it_does_not():
    assert instruction.support.access_weight(0.8, 0.5, 0.0, I) < 1 < instruction.support.access_weight(0.8, 0.5, 1.0, I)


# --- calendar ------------------------------------------------------------------------------------------------------


@given(st.floats(0, 0.99))
def test_twelve_monthly_chances_make_the_annual_one(annual):
    assert 1 - (1 - calendar.monthly_chance(annual)) ** 12 == pytest.approx(annual, abs=1e-12)


@given(st.floats(0, 30), share, share)
def test_reforms_come_and_go_one_at_a_time(reforms, u, v):
    assert abs(calendar.reforms_next(reforms, u, v, C) - reforms) <= 1
    assert calendar.reforms_next(reforms, u, v, C) >= 0
