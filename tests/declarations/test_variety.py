"""Variety: partnerships, places and people differ as declared, each by draws of its own, and a scenario can fix it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from command_line import TINY, good, rpp
from hypothesis import given
from hypothesis import strategies as st
from shared import SMALL

import sim
from sim.declarations.parameters import record_array, registry
from sim.engine.batch import Batch, Run
from sim.kernel.forms import energy_of, reliability_of, shifted, stays_of
from sim.scenario.scenario import Value
from sim.state.tables import State

#: What is drawn in each world, by the spread that makes it differ: middle on its scale, and how it is read.
DRAWN: dict[str, tuple[float, Callable[[State], np.ndarray]]] = {
    "variety.habit_spread": (0.0, lambda s: s.partnerships.habit),
    "variety.misfit_spread": (0.0, lambda s: s.partnerships.misfit),
    "variety.problem_spread": (0.0, lambda s: odds(s.partnerships.problem) - odds(usual("variety.problem"))),
    "variety.reliability_spread": (0.0, lambda s: s.leaders.dependability),
    "place.opposition_spread": (0.0, lambda s: odds(s.districts.opposition) - odds(usual("place.opposition"))),
}
WORLDS = 300
share, z = st.floats(0.01, 0.99), st.floats(-4, 4)


def odds(share: np.ndarray) -> np.ndarray:
    return np.log(share / (1 - share))


def usual(name: str) -> float:
    return float(registry()[name].default)


def at_start(worlds: int = 40, **values: Value) -> State:
    """Everything that is there before the first month."""
    scenario = sim.load_scenario("baseline", set={**SMALL, **values})
    return Batch([Run(scenario, r, 9) for r in range(worlds)], 1).state


def varies(**values: float) -> np.record:
    """Variety of one partnership, as rules read it."""
    one = record_array(registry().select(kind="variety", scope="partnership"), 1, dotted=True)[0]
    for name, value in values.items():
        setattr(one, name, value)
    return one


# --- forms of draws ------------------------------------------------------------------------------------------------


def test_what_people_give_is_one_on_average_and_stated_departures_are_met_by_those_in_post():
    people, draws = varies(), np.random.default_rng(1).standard_normal(200_000)
    assert np.mean([energy_of(people, one) for one in draws]) == pytest.approx(1, abs=0.005)
    # Inclination lowers the hazard by its exponential: on average over those in post it is as stated.
    assert np.mean([np.exp(-stays_of(people, one, 1.0)) for one in draws]) == pytest.approx(1, abs=0.01)


@given(z, st.sampled_from([0.0, 1.0]))
def test_without_spread_everybody_is_alike(one, in_post):
    alike = varies(variety_amount=0.0, variety_reliability=0.3)
    assert reliability_of(alike, one) == 0.3
    assert stays_of(alike, one, in_post) == 0
    assert energy_of(alike, one) == 1


@given(share, z)
def test_a_share_is_moved_by_log_odds_and_stays_one(one, by):
    moved = shifted(one, by)
    assert 0 < moved < 1
    assert odds(moved) == pytest.approx(odds(one) + by, abs=1e-9)


# --- worlds --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spread", DRAWN)
def test_a_spread_is_the_standard_deviation_between_worlds_and_amount_scales_it(spread: str):
    middle, read = DRAWN[spread]
    once, twice = read(at_start(WORLDS)), read(at_start(WORLDS, **{"variety.amount": 2}))
    assert once.mean() == pytest.approx(middle, abs=4 * usual(spread) / np.sqrt(len(once)))
    assert once.std() == pytest.approx(usual(spread), rel=4 / np.sqrt(2 * len(once)))
    assert np.allclose(twice, 2 * once)  # the same draws


@pytest.mark.parametrize("spread", DRAWN)
def test_a_spread_of_nought_fixes_it_and_moves_nothing_else(spread: str):
    fixed, varied = at_start(**{spread: 0}), at_start()
    assert np.allclose(DRAWN[spread][1](fixed), DRAWN[spread][0])
    for other in set(DRAWN) - {spread}:
        assert np.array_equal(DRAWN[other][1](fixed), DRAWN[other][1](varied)), other


@pytest.mark.parametrize(
    "lever",
    [{"coordination.fte": 2}, {"contact.meetings": 6}, {"structure.agreements": 1}, {"work.demand_hours": 20},
     {"money.start_grant": 10_000}, {"capacity.support_hours": 40}, {"team.graduates": 5}],
    ids=lambda lever: next(iter(lever)),
)  # fmt: skip
def test_a_lever_changes_nobodys_character(lever: dict[str, Value]):
    """Draws have addresses: people differ as they did, whatever partners decide, at the start and after departures."""
    scenario = sim.load_scenario("baseline", set={**SMALL, "money.endowment": 2e6})
    batches = [Batch([Run(s, r, 9) for r in range(12)], 24) for s in (scenario, scenario.with_values(lever))]
    for batch in batches:
        for _ in range(24):
            batch.step()
    one, two = (batch.state for batch in batches)
    for column in ("habit", "misfit", "problem"):
        assert np.array_equal(one.partnerships[column], two.partnerships[column]), column
    assert np.array_equal(one.districts.opposition, two.districts.opposition)
    # Who left in both worlds in the same month was followed by the same person.
    same = one.leaders.months == two.leaders.months
    assert same.mean() > 0.6
    for column in ("dependability", "energy", "stays"):
        assert np.array_equal(one.leaders[column][same], two.leaders[column][same]), column


def test_who_follows_is_another_person():
    scenario = sim.load_scenario("baseline", set={**SMALL, "district.superintendent_turnover": 0})
    scenario = scenario.with_event("superintendent_leaves", month=6)
    batch = Batch([Run(scenario, r, 9) for r in range(60)], 12)
    heads = np.flatnonzero(batch.state.leaders.role == 0)
    before = batch.state.leaders.dependability[heads].copy()
    batch.run()
    after = batch.state.leaders.dependability[heads]
    assert (after != before).all()
    assert abs(np.corrcoef(before, after)[0, 1]) < 0.4
    assert after.std() == pytest.approx(usual("variety.reliability_spread"), rel=0.35)


# --- how it is told and set ----------------------------------------------------------------------------------------


def test_parameters_of_variety_are_listed():
    told = good("parameters", "--kind", "variety")
    assert all(p.name in told for p in registry().select(kind="variety"))
    assert "coordination.fte" not in told


def test_a_scenario_can_fix_each_of_them_for_all_and_for_one(tmp_path):
    some = {p.name: p.high for p in registry().select(kind="variety", scope="partnership")}
    top = {p.name: p.low for p in registry().select(kind="variety")}
    own = ", ".join(f"{name}: {value}" for name, value in some.items())
    everywhere = ", ".join(f"{name}: {value}" for name, value in top.items())
    path, place = tmp_path / "two.yaml", "variety: {place.opposition: 0.9}"
    path.write_text(
        TINY + f"variety: {{{everywhere}}}\n"
        f"partnerships:\n  - {{name: one, variety: {{{own}}}, districts: [{{name: d, {place}}}]}}\n"
        "  - name: two\n",
        encoding="utf-8",
    )
    one, two = sim.load_scenario(path).partnerships
    assert {name: one.levers[name] for name in some} == some
    assert {name: two.levers[name] for name in some} == {name: top[name] for name in some}
    assert one.districts[0].context["place.opposition"] == 0.9
    assert two.districts[0].context["place.opposition"] == top["place.opposition"]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("variety: {variety.habitt: 1}", "did you mean variety.habit?"),
        ("variety: {variety.habit: 9}", "from -3 to 3"),
        ("variety: {coordination.fte: 1}", "levers"),
        ("levers: {variety.habit: 1}", "variety"),
    ],
)
def test_mistakes_in_the_section_are_told(tmp_path, written: str, told: str):
    path = tmp_path / "wrong.yaml"
    path.write_text(TINY.replace("levers: {coordination.fte: 1}", written), encoding="utf-8")
    code, _, err = rpp("run", str(path))
    assert code == 2 and "wrong.yaml:7" in err and told in err


@pytest.mark.parametrize("section", ["variety", "levers", "uncertainties"])
def test_no_event_can_set_what_is_drawn_at_the_start(tmp_path, section: str):
    path = tmp_path / "later.yaml"
    path.write_text(TINY + f"  - {{month: 12, do: set, {section}: {{variety.habit: 1}}}}\n", encoding="utf-8")
    code, _, err = rpp("run", str(path))
    assert code == 2 and "later.yaml" in err and "variety" in err
