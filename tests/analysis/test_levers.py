"""What levers and events move: planted differences, units, reasons, and the plan of runs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sim
from analysis.levers import found
from analysis.levers.design import EVENT, FEWEST_PAIRS, LEVER, MOST_PAIRS, NOT_PRESSED, arms_of, chosen, pairs_for
from analysis.levers.needs import NEEDS
from analysis.levers.outcomes import TOLD, TOLD_BY_NAME
from analysis.levers.words import amount, as_text, moves, signed, strongest, why_little
from sim.declarations.parameters import registry
from sim.scenario.events import EVENTS
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario

LEVERS = [p.name for p in registry().select(kind="lever")]
#: Few months and teachers, so that many runs stay quick.
QUICK = {"district.schools": 4, "district.teachers_per_school": 6}


@pytest.fixture(scope="module")
def quick() -> Scenario:
    return load_scenario("baseline").with_values(QUICK)


def of(table: pd.DataFrame, outcome: str, to: object = None) -> pd.Series:
    rows = table[(table["outcome"] == outcome) & ((table["to"] == to) | (to is None))]
    assert len(rows) == 1
    return rows.iloc[0]


# --- what is tried --------------------------------------------------------------------------------------------------


def test_every_lever_goes_to_both_ends_and_every_event_strikes_in_month_9(quick: Scenario):
    arms = arms_of(quick)
    assert {arm.name for arm in arms if arm.kind == LEVER} == set(LEVERS)
    assert {arm.name for arm in arms if arm.kind == EVENT} == set(EVENTS) - {"set"}
    for p in registry().select(kind="lever"):
        tried = {arm.to for arm in arms if arm.name == p.name}
        own = quick.partnerships[0].levers[p.name]
        assert tried == (set(p.choices) - {own} if p.choices else {p.low, p.high}), p.name
    for arm in arms:
        if arm.kind == EVENT:
            assert arm.own == NOT_PRESSED
            assert [(e.month, e.do) for e in arm.scenario.events] == [(9, arm.name)]
    assert len({(arm.name, arm.to) for arm in arms}) == len(arms)


def test_groups_and_names_can_be_chosen_and_mistakes_are_told_at_once():
    assert chosen(["coordination", "budget_cut"]) == {"coordination.fte", "coordination.employer", "budget_cut"}
    assert chosen() == set(LEVERS) | set(EVENTS) - {"set"}
    with pytest.raises(ValueError, match="coordination.ftee.*did you mean coordination.fte.\n.*'nonsense'"):
        chosen(["coordination.ftee", "contact", "nonsense"])


def test_larger_scenarios_get_fewer_pairs_within_limits(quick: Scenario):
    sizes = [pairs_for(load_scenario(name), 149, 120) for name in ("baseline", "types/nic", "types/study_council")]
    assert sizes == sorted(sizes, reverse=True)
    assert pairs_for(quick, 1, 12) == MOST_PAIRS
    assert pairs_for(load_scenario("types/study_council"), 149, 600) == FEWEST_PAIRS


def test_arms_that_change_nothing_are_not_run_and_arms_alike_are_run_once(quick: Scenario, monkeypatch):
    started = []

    class Counted(found.Batch):
        def __init__(self, runs, *rest, **more) -> None:
            started.extend(runs)
            super().__init__(runs, *rest, **more)

    monkeypatch.setattr(found, "Batch", Counted)
    arms = arms_of(quick, ["money.endowment"])  # its lower end is where the scenario stands
    table = found.compared(quick, [*arms, *arms], 5, 1)
    assert len(started) == 2 * 5
    assert {run.replicate for run in started} == set(range(5))
    assert (table.loc[table["to"] == 0, ["difference", "low", "high", "moved"]] == 0).all(axis=None)


# --- what is found --------------------------------------------------------------------------------------------------


def planted(monkeypatch: pytest.MonkeyPatch, quick: Scenario, shift: float, noise: float) -> pd.Series:
    """The row on going partnerships where a lever shifts their share by so much, with so much noise in the pairs."""
    pairs, draw = 50, np.random.default_rng(1)

    def measured(scenarios, *rest):
        for n, _ in enumerate(scenarios):
            values = {told.name: np.full((pairs, 1), 0.5) for told in TOLD}
            values["going"] = values["going"] + n * (shift + noise * draw.standard_normal((pairs, 1)))
            yield values

    monkeypatch.setattr(found, "_measured", measured)
    return of(found.compared(quick, arms_of(quick, ["structure.board"]), pairs, 1), "going", 1.0)


@pytest.mark.parametrize(
    ("shift", "noise", "visible"), [(0.12, 0.1, True), (0.03, 0.01, False), (0.12, 1.0, False), (-0.12, 0.1, True)]
)
def test_a_planted_difference_is_seen_if_it_is_certain_and_large(shift, noise, visible, quick, monkeypatch):
    row = planted(monkeypatch, quick, shift, noise)
    assert row["own"] == 50
    assert row["low"] < 100 * shift < row["high"]
    assert row["difference"] == pytest.approx((row["low"] + row["high"]) / 2)
    assert row["visible"] == visible
    assert row["clear"] == visible


def test_differences_without_spread_have_an_interval_without_width(quick, monkeypatch):
    row = planted(monkeypatch, quick, 0.2, 0.0)
    assert (row["difference"], row["low"], row["high"], row["moved"]) == pytest.approx((20, 20, 20, 1))
    assert row["visible"]


def test_a_difference_that_few_pairs_know_has_no_interval(quick, monkeypatch):
    planted(monkeypatch, quick, 0.2, 0.0)
    every = found._measured

    def some(*asked):
        for values in every(*asked):
            yield {name: np.concatenate([value[:4], np.full_like(value[4:], np.nan)]) for name, value in values.items()}

    monkeypatch.setattr(found, "_measured", some)
    row = of(found.compared(quick, arms_of(quick, ["structure.board"]), 40, 1), "going", 1.0)
    assert row["pairs"] == 4 and row["difference"] == pytest.approx(20)
    assert np.isnan([row["low"], row["high"]]).all() and not row["visible"]


def test_units_are_those_of_a_workshop_and_differences_those_of_runs(quick: Scenario):
    table = sim.levers(quick, only="coordination.fte", replicates=12)
    assert list(table["outcome"].unique()) == [told.name for told in TOLD]
    runs = [sim.run(quick.with_values(v), replicates=12, tables=()).runs for v in ({}, {"coordination.fte": 0})]
    before, after = (
        {"going": 100.0 * (r["survival_months"] >= 48), "spread": 100 * r["spread"],
         **{name: r[name] for name in ("trust", "survival_months", "money_put_in")}} for r in runs
    )  # fmt: skip
    for outcome, values in before.items():
        row = of(table, outcome, 0.0)
        assert row["own"] == pytest.approx(values.mean()), outcome
        assert row["difference"] == pytest.approx((after[outcome] - values).mean()), outcome
    assert of(table, "spread", 0.0)["unit"] == "of 100 teachers"
    assert of(table, "survival_months", 0.0)["seen"] == pytest.approx(6)
    assert of(table, "money_put_in", 0.0)["seen"] == pytest.approx(0.05 * before["money_put_in"].mean())


def test_what_is_found_does_not_depend_on_threads_or_on_what_else_is_asked(quick: Scenario):
    alone = sim.levers(quick, only=["scale.equity_focus"], replicates=6, threads=1)
    among = sim.levers(quick, only=["scale"], replicates=6, threads=2)
    among = among[among["lever"] == "scale.equity_focus"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone.drop(columns="clear"), among.drop(columns="clear"), check_dtype=False)


def test_partnerships_of_one_world_count_once_and_mixed_values_are_called_so():
    strive = load_scenario("portraits/strive").with_values(QUICK)
    table = found.levers_of(strive, only=["structure.board"], replicates=5)
    assert set(table["pairs"]) <= {5}
    assert len(strive.partnerships) > 1
    values = [p.levers for p in load_scenario("portraits/stem_ecosystems").partnerships]
    mixed = [arm.name for arm in arms_of(load_scenario("portraits/stem_ecosystems")) if arm.own == "mixed"]
    assert set(mixed) == {name for name in LEVERS if len({v[name] for v in values}) > 1}


# --- words ----------------------------------------------------------------------------------------------------------


def row_of(outcome: str, difference: float, low: float, high: float, **more: object) -> pd.Series:
    told = TOLD_BY_NAME[outcome]
    seen = told.seen(120, 1e6)
    visible = (low > 0 or high < 0) and abs(difference) >= seen
    return pd.Series({"outcome": outcome, "difference": difference, "low": low, "high": high, "seen": seen,
                      "visible": visible, "clear": visible} | more)  # fmt: skip


def test_differences_are_told_in_units_with_their_interval():
    rows = pd.DataFrame([
        row_of("money_put_in", -120_000.0, -150_000, -90_000), row_of("trust", -0.06, -0.08, -0.04, clear=False),
        row_of("going", -12.0, -19, -5), row_of("spread", 1.0, -2, 4),
    ])  # fmt: skip
    assert moves(rows, 120) == (
        "going at month 48: −12 of 100 partnerships (−19 to −5); trust: −0.06 (−0.08 to −0.04) ?; "
        "money put in: −$120,000 (−$150,000 to −$90,000)"
    )
    assert list(strongest(rows)["outcome"]) == ["going", "trust", "spread", "money_put_in"]
    assert moves(rows[:0], 120) == "nothing that is seen"


def test_small_differences_are_told_in_more_digits_but_nothing_is_signed_for_nothing():
    def told(outcome: str, *sizes: float) -> str:
        return amount(TOLD_BY_NAME[outcome], row_of(outcome, *sizes))

    assert told("informed", 0.13, 0.02, 0.24) == "+0.1 of 100 decisions (0.0 to +0.2)"
    assert told("informed", 4.8, 4.1, 5.5) == "+4.8 of 100 decisions (+4.1 to +5.5)"  # not "+5", which would be seen
    assert signed(TOLD_BY_NAME["trust"], -0.001) == "0.00"
    assert signed(TOLD_BY_NAME["trust"], float("nan")) == "–"


@pytest.mark.parametrize("name", NEEDS)
def test_what_a_lever_needs_in_order_to_act_at_all_is_exact(name: str, quick: Scenario):
    for on, off, words in NEEDS[name]:
        without = quick.with_values({on: off})
        table = found.levers_of(without, only=[name], replicates=4)
        assert (table["moved"].fillna(0) == 0).all(), (name, on)
        assert words in why_little(without, table)
    with_it = quick.with_values({"coordination.fte": 1, "scale.sites_start": 0.25, "money.endowment": 3_000_000})
    assert (found.levers_of(with_it, only=[name], replicates=12)["moved"] > 0).any(), f"{name} never moves anything"


def test_levers_with_little_effect_have_one_sentence(quick: Scenario):
    names = ["structure.partner_approval", "continuity.handover", "coordinator_leaves"]
    table = found.levers_of(quick, only=names, replicates=8)
    little = [name for name in names if not table.loc[table["lever"] == name, "visible"].any()]
    assert len(little) >= 2  # there is something to explain
    for name in little:
        why = why_little(quick, table[table["lever"] == name])
        assert why.endswith(".") and why[0].isupper()
        assert "too little to be seen" in why or "nothing stands out from chance in 8 pairs" in why.lower()
    rows = table[table["lever"] == "structure.partner_approval"]
    assert why_little(quick, rows).startswith("Its own value is at the lower end already; ")


def test_next_to_nothing_is_not_told_in_noughts(quick: Scenario, monkeypatch: pytest.MonkeyPatch):
    planted(monkeypatch, quick, 1e-6, 1e-9)
    rows = found.compared(quick, arms_of(quick, ["structure.board"]), 50, 1)
    assert rows["moved"].max() == 1
    assert why_little(quick, rows).endswith("some runs differ, but no mean by a hundredth of what is seen.")


def test_where_districts_are_listed_their_number_is_fixed():
    strive = load_scenario("portraits/strive").with_values(QUICK)
    table = found.levers_of(strive, only=["scale.districts"], replicates=2)
    assert why_little(strive, table) == "The scenario lists its districts, so that their number is fixed."


def test_a_district_that_an_event_names_cannot_be_taken_away(quick: Scenario):
    two = quick.with_values({"scale.districts": 2})
    second = two.partnerships[0].districts[1].name
    named = two.with_event("budget_cut", month=3, district=second)
    table = found.levers_of(named, only=["scale.districts"], replicates=2)
    assert table.loc[table["to"] == 1, "difference"].isna().all()
    assert not table.loc[table["to"] == 1, "visible"].any()
    assert table.loc[table["to"] == 6, "difference"].notna().any()


def test_the_text_tells_every_lever_once_with_its_price(quick: Scenario):
    from analysis.levers.prices import prices

    table = found.levers_of(quick, only=["coordination", "continuity", "grants_cancelled"], replicates=10)
    price = prices(quick)
    text = " ".join(as_text(quick, table, price).split())
    for name in table["lever"].unique():
        assert text.count(f"[{name}]") == 1
    assert "$90,000 a year for each full-time post" in text
    assert text.lower().count("price: ") == 4
