"""Verdicts on planted data, of which the answer is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from planting import check, draws_of, planted

from analysis.claims.judging import nearer
from analysis.claims.regions import region_of
from analysis.claims.verdicts import (
    CONDITIONAL,
    FAILS,
    HOLDS,
    LEFT_OPEN,
    TOO_SMALL,
    Judged,
    Verdict,
    confined,
    difference,
    differs,
    judge,
)
from analysis.claims.words import sentence
from sim.claims.claim import DOWN, OPEN, UP
from sim.declarations.parameters import registry
from sim.experiments.design.prior import draws


def test_an_interval_by_hand():
    d = difference(np.array([1.0, 2.0, 3.0, 4.0, 5.0, np.nan]))
    assert (d.pairs, d.mean, d.scale) == (5, 3.0, pytest.approx(2.5**0.5))
    assert d.low == pytest.approx(3 - 2.776445 * (2.5 / 5) ** 0.5, abs=1e-5) and d.way == 1
    assert np.isnan(difference(np.array([1.0, 2.0, 3.0, 4.0])).low), "four pairs are too few"
    assert [difference(np.full(n, -2.0)).way for n in (4, 5, 6)] == [0, 0, -1], "alike in all pairs: the sign test"
    assert difference(np.array([1.0])).way == 0 and difference(np.array([np.nan])).pairs == 0


def test_a_contrast_weighs_arms():
    values = {"a": np.array([3.0, 5.0]), "b": np.array([1.0, 1.0])}
    found = differs(check(), values.__getitem__)
    assert (found.mean, found.pairs, found.scale) == (3.0, 2, 2**0.5)


def test_holds_needs_both_the_defaults_and_four_in_five_draws():
    mostly, hardly = draws_of([1] * 8 + [-1] * 2), draws_of([1] * 7 + [-1] * 3)
    assert judge(check(), planted(1), mostly).status == HOLDS
    assert judge(check(), planted(1), hardly).status == FAILS
    assert judge(check(), planted(0), mostly).status == CONDITIONAL
    assert judge(check(), planted(0), hardly).status == FAILS
    assert judge(check(), planted(-1), mostly).status == FAILS
    assert judge(check(DOWN), planted(1), mostly).status == FAILS
    assert judge(check(DOWN), planted(-1), draws_of(-mostly.mean)).status == HOLDS


def test_what_is_reliable_and_smaller_than_what_matters_is_too_small():
    mostly, hardly = draws_of([1] * 9 + [-1]), draws_of([1] * 7 + [-1] * 3)
    assert judge(check(smallest=0.5), planted(1), mostly).status == HOLDS
    small = judge(check(smallest=5), planted(1), mostly)
    assert small.status == TOO_SMALL and sentence(small).endswith("too small to matter, which begins at 5")
    assert judge(check(smallest=5), planted(1)).status == TOO_SMALL
    assert judge(check(DOWN, smallest=5), planted(-1), draws_of(-mostly.mean)).status == TOO_SMALL
    assert judge(check(smallest=5), planted(1), hardly).status == FAILS
    assert judge(check(smallest=5), planted(0), mostly).status == FAILS, "large enough in no draw"
    assert confined(small, "where money is steady") is small


def test_no_difference_at_all_is_not_in_the_direction():
    nothing = difference(np.zeros(50))
    assert nothing.is_nothing and nothing.way == 0
    assert judge(check(), nothing, draws_of(np.zeros(10))).status == FAILS
    assert judge(check(DOWN), nothing, draws_of(np.zeros(10))).status == FAILS
    assert draws_of(np.zeros(10)).share(draws_of(np.zeros(10)).nothing) == 1


def test_chance_within_draws_is_told_from_differences_between_them():
    rng = np.random.default_rng(3)
    noisy = draws_of(1 + rng.normal(0, 2, 4000), error=2.0)  # the same difference in all draws, seen badly
    assert noisy.share(noisy.along(UP)) == pytest.approx(0.69, abs=0.03) and noisy.along_without_chance(UP) > 0.99
    mixed = draws_of(1 + rng.normal(0, 2, 4000), error=0.01)  # as many against it, seen well
    assert mixed.along_without_chance(UP) == pytest.approx(mixed.share(mixed.along(UP)), abs=0.01)
    both = draws_of(1 + rng.normal(0, 1, 4000) + rng.normal(0, 2, 4000), error=2.0)
    assert both.along_without_chance(UP) == pytest.approx(0.841, abs=0.03), "as the normal distribution says"
    ties = draws_of(np.concatenate([np.zeros(1000), 1 + rng.normal(0, 2, 1000)]), error=2.0)
    assert ties.along_without_chance(UP) == pytest.approx(0.5, abs=0.02), "no difference does not go along"
    assert draws_of([1.0]).along_without_chance(UP) == 1.0 and np.isnan(draws_of([np.nan]).along_without_chance(UP))


def test_of_a_check_that_fails_it_is_told_how_far_chance_within_draws_may_be_why():
    rng = np.random.default_rng(3)
    noisy = draws_of(1 + rng.normal(0, 2, 400), error=2.0)
    assert "(about 100 % as expected without the chance within draws)" in sentence(judge(check(), planted(1), noisy))
    for other in (judge(check(), planted(0), noisy), judge(check(), planted(1), draws_of([1] * 9))):
        assert "without the chance" not in sentence(other), "nothing at the defaults, or it holds"


def test_shares_of_draws_that_are_told_add_up():
    found = draws_of([1.0] * 4 + [-1.0] * 3 + [0.0] * 3)
    even = replace(found, nothing=np.array([False] * 8 + [True] * 2))
    told = sentence(judge(check(), planted(1), even))
    assert "as expected 40 %, against it 30 %, as many each way 10 %, no difference 20 %" in told


def test_draws_with_nothing_to_compare_do_not_count():
    assert judge(check(), planted(1), draws_of([1.0] * 8 + [np.nan] * 20)).status == HOLDS
    assert judge(check(), planted(1), draws_of([np.nan] * 5)).status == FAILS


def test_a_planted_region_is_found_and_chance_is_not():
    rng = np.random.default_rng(5)
    names = list(registry())[:30]
    values = pd.DataFrame({name: [registry()[name].draw(u) for u in rng.random(60)] for name in names})
    fte = values["work.demand_hours"].to_numpy(dtype=float)
    found = region_of(fte > 8, values, enough=0.8)
    assert found is not None and found.name == "work.demand_hours" and found.above and 7 < found.limit < 9
    judged = judge(check(), planted(1), draws_of(np.where(fte > 8, 1.0, -1.0)), values=values)
    assert judged.status == CONDITIONAL and "work.demand_hours is above" in judged.region
    assert region_of(rng.random(60) > 0.4, values, enough=0.8) is None
    assert region_of(np.ones(60, dtype=bool), values, enough=0.8) is None


def test_the_middle_half_of_the_ranges_is_a_region_too():
    mixed = draws_of([1] * 12 + [-1] * 8)
    judged = judge(check(), planted(1), mixed, draws_of([1] * 18 + [-1] * 2))
    assert judged.status == CONDITIONAL and "central 50 %" in judged.region
    assert judge(check(), planted(0), mixed, draws_of([1] * 20)).status == FAILS


def test_narrower_draws_lie_between_default_and_draw():
    table = draws(5, seed=2)
    near = nearer(table)
    p = registry()["contact.meetings"]
    assert np.allclose(near[p.name], p.default + 0.5 * (table[p.name] - p.default))
    assert (near["coordination.employer"] == table["coordination.employer"]).all()


def test_a_claim_is_as_good_as_its_weakest_outcome_and_its_best_alternative(claims):
    def made(status: str, expect: int = UP, any_of: str = "") -> Judged:
        return Judged(check(expect, any_of), planted(1), None, None, status)

    def verdict(*judged: Judged) -> str:
        return Verdict(claims["board"], judged).status

    assert verdict(made(HOLDS), made(HOLDS)) == HOLDS
    assert verdict(made(HOLDS), made(CONDITIONAL)) == CONDITIONAL
    assert verdict(made(HOLDS), made(CONDITIONAL), made(FAILS)) == FAILS
    assert verdict(made(CONDITIONAL), made(TOO_SMALL)) == TOO_SMALL
    assert verdict(made(HOLDS), made(FAILS, any_of="cost"), made(HOLDS, any_of="cost")) == HOLDS
    assert verdict(made(HOLDS), made(LEFT_OPEN, OPEN)) == HOLDS
    assert verdict(made(LEFT_OPEN, OPEN)) == LEFT_OPEN


def test_a_claim_that_its_file_confines_is_conditional_at_best():
    mostly = draws_of([1] * 10)
    for status, better in ((HOLDS, planted(1)), (CONDITIONAL, planted(0))):
        judged = judge(check(), better, mostly)
        assert judged.status == status and confined(judged, "") is judged
        inside = confined(judged, "where money is steady")
        assert inside.status == CONDITIONAL and inside.region.startswith("where money is steady")
    at_defaults_alone = confined(judge(check(), planted(1)), "where money is steady")
    assert sentence(at_defaults_alone).endswith("; conditional: where money is steady")
    failed = judge(check(), planted(-1), mostly)
    assert confined(failed, "where money is steady") is failed
    unjudged = judge(check(OPEN), planted(1), mostly)
    assert confined(unjudged, "where money is steady").status == LEFT_OPEN
