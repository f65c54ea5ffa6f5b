"""Money and hours add up, and awards are what the odds say (docs/model/theory.md, 8 and 9)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from quiet import STILL, world
from scipy import stats
from shared import SMALL

from sim.declarations.parameters import registry
from sim.engine.batch import Batch, Run
from sim.kernel import event_log as log
from sim.kernel.forms import MONTHS_A_YEAR
from sim.measures.outcomes import OUTCOME
from sim.scenario.files import load_scenario
from sim.scenario.scenario import FunderSpec, Scenario, defaults
from sim.state.tables import NO_ROW

CENT = 0.01
TYPES = ("community_of_practice", "study_council", "research_alliance_district", "design_research", "nic")
#: Numbers of rows; drawing them too would only make the test slow.
SIZES = {"scale.districts", "field.other_districts"} | {
    p.name for p in registry().values() if p.is_integer and p.group in ("district", "team", "breadth")
}


def drawn(scenario: Scenario, seed: int) -> Scenario:
    """A scenario with every other number drawn from its plausible range; a new parameter moves no other's draw."""
    draws = {p: np.random.default_rng([seed, *p.key.encode()]).random() for p in registry().values()}
    values = {p.name: p.draw(u) for p, u in draws.items() if p.name not in SIZES}
    return scenario.with_values(values | SMALL | {"variety.energy_spread": 0})  # hours of a post are those of all alike


@pytest.fixture(scope="module")
def drawn_batch() -> Batch:
    """Ten years of every type under draws from the whole parameter space, with the event log."""
    loaded = [load_scenario(f"types/{name}") for name in TYPES]
    runs = [Run(drawn(scenario, 100 * r + n), r, 1) for r in range(8) for n, scenario in enumerate(loaded)]
    batch = Batch(runs, 120, log=True)
    batch.run()
    return batch


def test_every_dollar_that_comes_in_is_spent_given_back_or_there(drawn_batch):
    t = drawn_batch.record.values["partnerships"]
    cash = t.cash_project + t.cash_operating + t.cash_practice
    assert np.abs(np.cumsum(t.income - t.spent - t.returned, axis=0) - cash).max() < 1.0
    assert min(t.cash_project.min(), t.cash_operating.min(), t.cash_practice.min()) > -CENT
    assert (t.income >= t.external + t.in_kind - CENT).all()
    assert t.spent.sum() > 0 and t.returned.sum() > 0  # there is something to count


def test_what_is_put_in_is_income_with_an_endowments_principal_in_place_of_its_yield(drawn_batch):
    t, state = drawn_batch.record.values["partnerships"], drawn_batch.state
    worlds = np.repeat(np.arange(len(state.funding)), np.diff(state.worlds.partnerships_at))
    earned = (t.income > 0) * state.levers.money_endowment * state.funding.payout[worlds] / MONTHS_A_YEAR
    put_in = t.income.sum(axis=0) - earned.sum(axis=0) + state.levers.money_endowment
    assert np.allclose(t.put_in.sum(axis=0), put_in, atol=1.0)
    assert (state.levers.money_endowment > 0).any()


def test_only_principal_that_is_new_is_put_in_once_more():
    """An endowment that grows is paid for as far as it grows; what was lowered and comes back was paid for before."""
    plain = world(STILL, {"money.endowment": 1e6})
    for month, size in ((13, 3e6), (25, 0.0), (37, 2e6)):
        plain = plain.with_event("set", month=month, levers={"money.endowment": size})
    batch = Batch([Run(plain, 0, 1)], 48, tables=("partnerships",))
    batch.run()
    t = batch.record.values["partnerships"]
    principal = (t.put_in - t.external - t.in_kind)[:, 0]
    assert np.flatnonzero(principal > CENT).tolist() == [0, 12]
    assert np.allclose(principal[[0, 12]], [1e6, 2e6], atol=CENT)


def test_an_endowment_costs_its_principal_and_a_grant_what_was_kept_of_it():
    """Nothing else pays in, nobody leaves and no district pays for support of its own."""
    alone = {**STILL, "money.fees": 0, "money.in_kind": 0, "instruction.adopt": 0, "money.pipeline": 0}
    alone |= {"funding.alarm": 0, "money.start_grant": 600_000.0, "money.start_months": 24}
    batch = Batch([Run(world(alone, {"money.endowment": size}), 0, 1) for size in (0.0, 5e6)], 60)
    batch.run()
    t = batch.record.values["partnerships"]
    without, endowed = OUTCOME["money_put_in"].of(t)
    returned = t.returned.sum(axis=0)
    assert np.allclose([without, endowed], [600_000 - returned[0], 5_600_000 - returned[1]], atol=CENT)
    assert OUTCOME["dollars"].of(t)[1] < endowed - 4e6  # what it spent of them is another number


def test_what_districts_pay_for_support_of_their_own_is_put_in_too(drawn_batch):
    t, d = drawn_batch.record.values["partnerships"], drawn_batch.record.values["districts"]
    at, state = drawn_batch.state.partnerships, drawn_batch.state
    hour, hours = state.funding.support_hour, state.instruction.budget_line_hours  # one partnership a world
    for q, (first, end) in enumerate(zip(at.districts_at, at.districts_end, strict=True)):
        paid = d.budget_line[:, first:end] * d.served[:, first:end] * hours[q] / MONTHS_A_YEAR * hour[q]
        assert np.allclose(paid.sum(axis=1), t.own_line[:, q], atol=CENT)
    assert t.own_line.max() > 0
    put_in = t.put_in.sum(axis=0) + t.own_line.sum(axis=0) - t.returned.sum(axis=0)
    assert np.allclose(OUTCOME["money_put_in"].of(t), put_in)


def test_what_partnerships_got_is_what_funders_paid(drawn_batch):
    at, values = drawn_batch.state.worlds, drawn_batch.record.values
    paid = np.add.reduceat(values["funders"].paid[-1], at.funders_at[:-1])
    got = np.add.reduceat(values["partnerships"].external.sum(axis=0), at.partnerships_at[:-1])
    assert np.abs(paid - got).max() < 1.0


def test_no_funder_awards_more_in_a_year_than_its_budget(drawn_batch):
    """From the log of awards alone; first grants were awarded before the run."""
    entries, at, state = drawn_batch.state.log, drawn_batch.state.worlds, drawn_batch.state
    assert (entries.used < entries.code.shape[1]).all()  # nothing fell off the log
    spent = np.zeros((len(state.funders), 10))
    for w, used in enumerate(entries.used):
        awarded = entries.code[w, :used] == log.AWARDED
        funder = at.funders_at[w] + entries.other[w, :used][awarded]
        year = entries.month[w, :used][awarded] // 12
        np.add.at(spent, (funder, year), entries.value[w, :used][awarded])
    assert (spent <= state.funder_context.budget[:, None] + CENT).all()
    assert (spent > 0).sum() > 20
    # Budgets bind somewhere, or the test would say little.
    assert (spent > 0.5 * state.funder_context.budget[:, None]).any()


def test_nobody_spends_hours_that_are_not_there(drawn_batch):
    """Hours of each side stay below posts times what each post can give, from the parameters alone."""
    state, t = drawn_batch.state, drawn_batch.record.values["partnerships"]
    posts = state.researchers
    worlds = np.searchsorted(state.worlds.researchers_at, np.arange(len(posts)), side="right") - 1
    hours = state.joint_work[worlds]
    faculty, staff = hours.faculty_hours, hours.post_hours
    most = np.zeros(t.shape[1])
    np.add.at(most, posts.partnership, np.choose(posts.role, (faculty, faculty, staff, staff / 2)))
    # Whom partners look for takes half a post (one partnership a world).
    most += state.joint_work.post_hours / 2 * state.levers.capacity_recruiting
    assert (t.research_hours <= most + 1e-9).all() and (t.research_hours <= t.research_hours_available + 1e-9).all()
    assert (t.practice_hours <= t.practice_hours_available + 1e-9).all()
    asked = [run.scenario.partnerships[0].levers["work.demand_hours"] for run in drawn_batch.runs]
    seats = state.partnerships.seats_end - state.partnerships.seats_at
    organising = state.joint_work.upkeep / 2
    lever, districts = state.levers, state.partnerships.districts_end - state.partnerships.districts_at
    structures = state.joint_work.agreement_hours * lever.structure_board + seats * (
        state.joint_work.person_hours * lever.continuity_onboarding
        + state.joint_work.person_hours * lever.continuity_handover
    )
    structures += districts * (
        state.joint_work.agreement_hours * lever.structure_agreements
        + state.joint_work.agreement_hours * lever.structure_data_agreement
    )
    assert (t.practice_hours <= asked * seats * (1 + organising) + structures + 1e-9).all()
    # A person cannot learn for more hours than were worked.
    assert (t.learning_practice <= np.cumsum(t.practice_hours, axis=0) + 1e-6).all()
    assert (t.learning_research <= np.cumsum(t.research_hours, axis=0) + 1e-6).all()


#: One funder with money for everybody, to whom all proposals are alike, and partners who answer each of its calls.
ALIKE = {
    **STILL, "money.start_months": 24, "funding.skill": 0, "funding.record": 0,
    "funding.letters": 0, "funding.resubmission": 0, "funding.renewal": 0,
    "funding.rivals_spread": 0, "funding.alarm": 60, "funding.proposal_hours": 0.1,
    "money.pipeline": 12, "district.schools": 1, "district.teachers_per_school": 2,
}  # fmt: skip
ODDS, REVIEW, YEARS, WORLDS = 0.25, 7, 10, 250


def one_funder(budget: float = 1e10) -> Scenario:
    """The world of `ALIKE` with one funder [budget: dollars a year]."""
    values = {
        **defaults("funder"), "funder.budget": budget, "funder.grant": 1000.0, "funder.months": 6.0,
        "funder.odds": ODDS, "funder.call_every": 12.0, "funder.call_month": 3.0, "funder.review_months": float(REVIEW),
        "funder.strategy_shift": 0.0, "funder.officer_turnover": 0.0,
    }  # fmt: skip
    return replace(world(ALIKE), funders=(FunderSpec("only", values),))


@pytest.fixture(scope="module")
def awards() -> Batch:
    batch = Batch([Run(one_funder(), r, 37) for r in range(WORLDS)], 12 * YEARS, tables=("partnerships",), log=True)
    batch.run()
    return batch


def test_grants_won_are_binomial_where_money_is_plentiful(awards):
    p = awards.state.partnerships
    sent = p.proposals_written.astype(int)
    assert sent.max() <= YEARS and sent.mean() > 0.98 * YEARS  # one call a year, nearly each of them answered
    observed = np.bincount(p.awards.astype(int), minlength=YEARS + 1)
    expected = stats.binom.pmf(np.arange(YEARS + 1), sent[:, None], ODDS).sum(axis=0)
    # Cells from six awards on are joined: fewer than five worlds are expected in some of them.
    cells = [np.append(x[:6], x[6:].sum()) for x in (observed, expected)]
    assert stats.chisquare(*cells).pvalue > 0.01


def test_money_comes_as_many_months_after_the_proposal_as_declared(awards):
    entries, external = awards.state.log, awards.record.values["partnerships"].external
    waits = []
    for w in range(WORLDS):
        used = entries.used[w]
        month, code = entries.month[w, :used], entries.code[w, :used]
        sent, won = month[code == log.PROPOSED], month[code == log.AWARDED]
        refused = month[code == log.REFUSED]
        decided = np.sort(np.append(won, refused))
        assert (decided - sent == REVIEW - 1).all()  # decided at the end of the month before the first payment
        later = won[won >= 24]
        waits += (external[later, w] == 0).tolist() + (external[later + 1, w] > 0).tolist()
    assert len(waits) > WORLDS and all(waits)


def test_a_funder_whose_budget_is_below_one_grant_awards_nothing():
    batch = Batch([Run(one_funder(budget=900.0), r, 37) for r in range(20)], 60, tables=("partnerships",))
    batch.run()
    assert (batch.state.partnerships.proposals_written > 0).all() and (batch.state.partnerships.awards == 0).all()
    assert (batch.state.grants.funder == NO_ROW).all()


def skill_seen(scenario: Scenario) -> float:
    """What proposals have of expertise, a tie with the programme officer, and structures, mean of the most there is."""
    batch = Batch([Run(scenario, r, 38) for r in range(40)], 12 * YEARS)
    state, seen = batch.state, []
    weight = state.funder_context.process_weight
    for _ in range(12 * YEARS):
        due = ((state.proposals.funder >= 0) & (state.proposals.decide_in <= 1)).reshape(40, -1).any(axis=1)
        has = state.levers.money_proposal_expertise + state.funder_ties.relationship
        seen += ((has + weight * state.relations.structures) / (2 + weight))[due].tolist()
        batch.step()
    return float(np.mean(seen))


@pytest.mark.parametrize("better", ["funding.skill", "funding.letters"])
def test_when_every_proposal_is_average_nothing_else_about_it_matters(better: str):
    """A proposal at the mean of what funders look at meets the stated odds, however much they care."""
    values = {**ALIKE, better: registry()[better].high, "money.proposal_expertise": 0.5, "commitment.rate": 0}
    values |= {"initial.history": 0, "breadth.senior_buy_in": 0.5}
    values |= {"breadth.teachers": 0, "initial.leader_commitment": 0.45}

    def average(rivals: float) -> Scenario:
        of = world({**values, "funding.rivals": rivals})
        return replace(one_funder(), world=of.world, partnerships=of.partnerships)

    scenario = average(0.45 if better == "funding.letters" else skill_seen(average(0.45)))
    batch = Batch([Run(scenario, r, 37) for r in range(WORLDS)], 12 * YEARS, tables=("partnerships",))
    batch.run()
    p = batch.state.partnerships
    assert stats.binomtest(int(p.awards.sum()), int(p.proposals_written.sum()), ODDS).pvalue > 0.01
