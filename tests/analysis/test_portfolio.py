"""Rules of funders: measures worked out on planted worlds, pairs of worlds, equal budgets, mistakes in their file."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from shared import assert_texts_are_apart

import sim
from analysis.portfolio.compared import Found, found, of_worlds
from analysis.portfolio.figure import portfolio_figure
from analysis.portfolio.measures import MEASURES, World, by_kind, going, grouped, measured
from analysis.portfolio.rules import OURS, load_rules
from analysis.portfolio.words import groups_table, money, not_known, sentences
from sim.scenario.mistakes import ScenarioError
from sim.scenario.scenario import Scenario
from sim.state.tables import CAUSES, ENDED, LIFE_STAGES

ACTIVE = LIFE_STAGES.index("active")
MONTHS = 72


@pytest.fixture(scope="module")
def field() -> Scenario:
    return sim.load_scenario("fields/regional")


@pytest.fixture
def world() -> World:
    """Partnerships of 100 and 300 teachers over six years: one ends after two, the other begins after one."""
    dtypes = {
        **dict.fromkeys(
            ("external", "returned", "lasting", "deep", "teachers", "decisions", "informed", "awards", "practice_gap",
             "access_gap"), float),
        "stage": int, "cause": int,
    }  # fmt: skip
    t = np.zeros((MONTHS, 2), dtype=list(dtypes.items())).view(np.recarray)
    t.teachers = (100, 300)
    t.stage[:24, 0], t.stage[24:, 0], t.stage[12:, 1] = ACTIVE, ENDED, ACTIVE
    t.cause[24:, 0] = CAUSES.index("handed_over")
    t.external[:12, 0], t.external[12:36, 1] = 10_000, 20_000
    t.returned[11, 0] = 30_000
    t.lasting[:36, 0], t.lasting[12:, 1] = 0.12, 0.02
    t.deep[:12, 0], t.deep[12:24, 1] = 0.12, 0.04
    t.decisions[10:, 0], t.decisions[20:, 1], t.decisions[21:, 1] = 2, 1, 4
    t.informed[10, 0], t.informed[20, 1], t.informed[21, 1] = 0.5, 0.2, 0.1
    t.awards[30:, 1] = 1
    t.practice_gap[-1] = (0.08, 0.04)
    t.access_gap[:, 0], t.access_gap[:, 1] = 2.0, 1.0
    f = np.zeros((MONTHS, 2), dtype=[(n, float) for n in ("year_awarded", "paid", "cancelled")]).view(np.recarray)
    f.year_awarded[5:12, 0], f.year_awarded[60:, 1] = 50_000, 70_000
    f.paid[-1] = (100_000, 200_000)
    place = {"district.schools": 10.0, "district.teachers_per_school": 10.0}
    large = {"district.schools": 10.0, "district.teachers_per_school": 30.0}
    partnerships = [
        SimpleNamespace(start=1, founding="date", kind="nic", levers={"money.driver": "state"},
                        districts=[SimpleNamespace(context=place)]),
        SimpleNamespace(start=13, founding="grant", kind="", levers={"money.driver": "federal"},
                        districts=[SimpleNamespace(context=large)]),
    ]  # fmt: skip
    funders = [SimpleNamespace(context={"funder.kind": kind, "funder.budget": 100_000})
               for kind in ("state", "federal")]  # fmt: skip
    return World(t, f, SimpleNamespace(partnerships=partnerships, funders=funders))


def test_measures_by_hand(world: World):
    m = measured(world)
    assert m["paid"] == 12 * 10_000 + 24 * 20_000 - 30_000 == 570_000
    # No grant pays the first from month 13 (24 months of 12 people), nor the second from month 37 (36 months of 6).
    assert m["kept_practice"] == pytest.approx((24 * 12 + 36 * 6) / 12)
    assert m["deep_practice"] == pytest.approx((12 * 12 + 12 * 12) / 12)
    assert m["informed_decisions"] == pytest.approx(2 * 0.5 + 1 * 0.2 + 3 * 0.1)
    assert m["dollars_per_kept"] == pytest.approx(570_000 / 42)
    assert m["dollars_per_deep"] == pytest.approx(570_000 / 24)
    assert m["dollars_per_informed"] == pytest.approx(570_000 / 1.5)
    assert m["going_5"] == 0.5 and np.isnan(m["going_10"])
    assert going(world, 2).tolist() == [1, 1] and going(world, 3).tolist() == [0, 1]
    assert m["founded"] == 1, "the second won its first grant"
    assert m["handed_over"] == 1 and m["left_out"] == 0.5
    assert m["practice_gap"] == pytest.approx((0.08 * 100 + 0.04 * 300) / 400)
    assert m["access_gap"] == pytest.approx((2 * 100 * 24 + 1 * 300 * 60) / (100 * 24 + 300 * 60))


def test_who_is_left_out_and_what_each_kind_gave(world: World):
    rows = {(r["by"], r["group"]): r for r in grouped(world)}
    assert {by for by, _ in rows} == {"size", "type", "founding funder"}
    assert [r["group"] for r in grouped(world)[:2]] == ["under 300 teachers", "300 to 1,499"]
    assert rows["size", "under 300 teachers"]["never_funded"] == 1 and rows["size", "300 to 1,499"]["never_funded"] == 0
    assert rows["type", "nic"]["going_5"] == 0 and rows["type", "no type"]["going_5"] == 1
    assert rows["founding funder", "federal"]["partnerships"] == 1
    kinds = {r["kind"]: r for r in by_kind(world)}
    assert kinds["state"]["awarded"] == 50_000 and kinds["federal"]["awarded"] == 70_000
    assert kinds["federal"]["budgets"] == 600_000 and kinds["federal"]["share_awarded"] == pytest.approx(7 / 60)


def test_where_there_is_nothing_to_divide_by_a_ratio_is_not_known(world: World):
    world.partnerships.lasting[:] = 0
    world.partnerships.teachers[-1] = 0
    m = measured(world)
    assert np.isnan(m["dollars_per_kept"]) and np.isnan(m["practice_gap"]) and m["kept_practice"] == 0


def test_a_world_that_has_not_begun_counts_nobody_as_left_out(world: World):
    world.partnerships.stage[:, 1] = LIFE_STAGES.index("not_started")
    assert measured(world)["left_out"] == 1  # of the one that began
    world.partnerships.stage[:, 1] = ENDED  # in its first month
    world.partnerships.awards[:] = 0
    assert measured(world)["left_out"] == 1 and [r["never_funded"] for r in grouped(world)[:2]] == [1, 1]


# --- pairs of worlds --------------------------------------------------------------------------------------------------


def planted(first: list[dict[str, float]], second: list[dict[str, float]]) -> Found:
    """What is found in worlds of two rules, in which all measures are 1 but for those given."""
    usual = {m.name: 1.0 for m in MEASURES}
    rows = [{"rule": rule, "replicate": n, **usual, **world}
            for rule, worlds in (("usual", first), ("other", second)) for n, world in enumerate(worlds)]  # fmt: skip
    key = [{"rule": rule, "replicate": n} for rule in ("usual", "other") for n in range(len(first))]
    groups = [k | {"by": "size", "group": "all", "partnerships": 2, "never_funded": 0.5, "going_5": 1.0,
                   "going_10": np.nan} for k in key]  # fmt: skip
    funders = [k | {"kind": "state", "budgets": 10.0, "awarded": 5.0, "share_awarded": 0.5, "paid": 5.0,
                    "cancelled": 0.0} for k in key]  # fmt: skip
    return of_worlds(pd.DataFrame(rows), pd.DataFrame(groups), pd.DataFrame(funders), ["usual", "other"])


def of(found: Found, measure: str) -> pd.Series:
    return found.differences.set_index("measure").loc[measure]


def test_differences_are_means_over_pairs_of_worlds_with_students_interval():
    apart = [0.1, 0.2, 0.3, 0.2, 0.2]
    told = planted([{"going_5": 0.5 - n / 10} for n in range(5)],
                   [{"going_5": 0.5 - n / 10 + d} for n, d in enumerate(apart)])  # fmt: skip
    row = of(told, "going_5")
    half = 2.7764 * np.std(apart, ddof=1) / np.sqrt(5)
    assert row["difference"] == pytest.approx(0.2) and row["mean_first"] == pytest.approx(0.3)
    assert (row["low"], row["high"]) == (pytest.approx(0.2 - half, abs=1e-5), pytest.approx(0.2 + half, abs=1e-5))
    assert row["worlds"] == 5


def test_ratios_are_those_of_sums_so_that_a_world_with_nothing_counts_with_its_dollars():
    paid, kept = [100.0] * 6, [0.0, 10, 10, 10, 10, 10]
    first = [{"paid": p, "kept_practice": k} for p, k in zip(paid, kept)]
    told = planted(first, [{"paid": 100.0, "kept_practice": 10.0 + n} for n in range(6)])
    level = told.levels.set_index(["rule", "measure"]).loc[("usual", "dollars_per_kept")]
    assert level["mean"] == pytest.approx(600 / 50) and level["empty"] == 1 and level["low"] < 12 < level["high"]
    row = of(told, "dollars_per_kept")
    assert row["difference"] == pytest.approx(600 / 75 - 600 / 50) and row["low"] < row["difference"] < row["high"]
    assert any("1 world of 6 had none of it; their dollars count" in text for text in not_known(told))
    # Leaving each world out in turn, by hand.
    without = [(600 - 100) / (50 - k) for k in kept]
    error = np.sqrt(5 / 6 * np.square(np.array(without) - np.mean(without)).sum())
    assert level["high"] - level["mean"] == pytest.approx(2.5706 * error, rel=1e-4)


def test_what_is_known_in_no_world_is_told_as_not_known():
    told = planted([{"kept_practice": 0.0, "going_10": np.nan}] * 5, [{"kept_practice": 2.0}] * 5)
    for name in ("dollars_per_kept", "going_10"):
        assert np.isnan(of(told, name)["difference"]) and not of(told, name)["distinguishable"]
    text = " ".join(not_known(told))
    assert "Dollars a teacher-year of practice that is kept is not known under usual" in text
    assert "Going after 10 years is not known: the horizon comes first." in text


def test_one_unknown_world_is_not_averaged_away():
    told = planted([{"practice_gap": np.nan}, *[{}] * 5], [{"practice_gap": 2.0 + n} for n in range(6)])
    row = of(told, "practice_gap")
    assert np.isnan(row["difference"]) and row["known"] == 5 and row["worlds"] == 6


def test_sentences_tell_what_differs_what_does_not_and_where_money_is_not_equal():
    rng = np.random.default_rng(1)
    first = [{"left_out": 0.5 + e, "paid": 1e6} for e in rng.normal(0, 0.01, 10)]
    second = [{"left_out": 0.3 + e, "paid": 1.2e6 + 1000 * n} for n, e in enumerate(rng.normal(0, 0.01, 10))]
    told = planted(first, second)
    (said,) = sentences(told)
    assert said.startswith("Other, against usual: ") and "never funded −20.4 points (−21.0 to −19.8)" in said
    assert money(told)[0].startswith("Not cost-neutral: other takes $20")
    assert "50 %" in groups_table(told)
    (same,) = sentences(planted(first, first))
    assert same == "Other: exactly as usual, in every world."
    assert "No intervals: 2 worlds" in sentences(planted(first[:2], second[:2]))[0]


# --- rules ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["fields/regional", "fields/national"])
def test_every_rule_can_be_applied_and_no_budget_differs(name: str):
    field = sim.load_scenario(name)
    rules = load_rules(OURS, field)
    assert rules[next(iter(rules))].on(field).digest == field.digest
    digests = {rule.on(field).digest for rule in rules.values()}
    assert len(digests) == len(rules)
    for rule in rules.values():
        changed = rule.on(field)
        assert rule.question.endswith("?") and rule.source
        for was, now in zip(field.funders, changed.funders, strict=True):
            assert now.context["funder.budget"] == was.context["funder.budget"]
            assert now.context["funder.kind"] == was.context["funder.kind"]
            # At one budget, size and chance trade off.
            size, odds = (now.context[n] / was.context[n] for n in ("funder.grant", "funder.odds"))
            assert size * odds == pytest.approx(1)
        for was, now in zip(field.partnerships, changed.partnerships, strict=True):
            assert {n for n in was.levers if was.levers[n] != now.levers[n]} <= set(rule.values)
            assert all(was.levers[n] == now.levers[n] for n in was.levers if n.startswith("money."))


def test_all_mistakes_in_a_file_of_rules_are_told_at_once(tmp_path: Path, field: Scenario):
    path = tmp_path / "rules.yaml"
    path.write_text(
        "title: Mine\nrules:\n  as now: {question: What?, source: assumed}\n"
        "  a:\n    qestion: What?\n    source: assumed\n    values: {funder.pateince: 1, funder.practice: 1.5}\n"
        "  b:\n    question: What?\n    values:\n      funder.budget: 9\n      trust.nothing: 1\n"
        "      money.endowment: 5\n      district.schools: 3\n      funder.kind: state\n"
        "  c:\n    question: What?\n    source: assumed\n    times: {funder.odds: 9, funder.grant: 40}\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as error:
        load_rules(path, field)
    told = str(error.value)
    for text in ("rules.yaml:5", "did you mean question", "needs `question`", "rules.yaml:7",
                 "did you mean funder.patience", "funder.practice = 1.5", "needs `source`", "rules.yaml:11",
                 "same under every rule", "rules.yaml:12",
                 "rules.yaml:13", "rules.yaml:14", "is not a funder's or a partnership's to choose", "rules.yaml:15",
                 "what a funder is", "rules.yaml:19", "accepted is 0.001 to 0.999", "$18,000,000"):  # fmt: skip
        assert text in told, f"{text}\n\n{told}"


def test_one_rule_has_nothing_to_be_compared_with(tmp_path: Path):
    path = tmp_path / "rules.yaml"
    path.write_text("title: Mine\nrules: {as now: {question: What?, source: assumed}}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="nothing to compare"):
        load_rules(path)


# --- runs -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ran(field: Scenario) -> Found:
    rules = load_rules(OURS, field)
    return found({n: rules[n].on(field) for n in ("usual rules", "few large grants")}, 5, 30, 1, threads=1)


def test_results_are_the_same_whatever_threads_and_whatever_else_is_run(ran: Found, field: Scenario):
    rules = load_rules(OURS, field)
    names = ("usual rules", "many small grants", "few large grants")
    more = found({n: rules[n].on(field) for n in names}, 5, 30, 1, threads=3)
    for rule in ran.rules:
        for table in ("worlds", "levels", "groups", "funders"):
            a, b = (getattr(f, table) for f in (ran, more))
            a, b = (t[t["rule"] == rule].reset_index(drop=True) for t in (a, b))
            pd.testing.assert_frame_equal(a, b, check_exact=True)


def test_worlds_are_those_of_other_commands(ran: Found, field: Scenario):
    result = sim.run(field, replicates=5, months=30, seed=1)
    external = result.partnerships.groupby("replicate")[["external", "returned"]].sum()
    usual = ran.worlds[ran.worlds["rule"] == "usual rules"].set_index("replicate")
    assert usual["paid"].to_numpy() == pytest.approx((external["external"] - external["returned"]).to_numpy())
    assert ran.worlds.groupby("rule")["replicate"].apply(list).tolist() == [[0, 1, 2, 3, 4]] * 2


def test_no_funder_awards_more_than_its_budgets(ran: Found):
    assert (ran.funders["share_awarded"] <= 1).all() and (ran.funders["awarded"] >= 0).all()


@pytest.mark.parametrize(("style", "smallest"), [("projector", 14), ("print", 7.2)])
def test_words_of_the_figure_are_apart(ran: Found, field: Scenario, style: str, smallest: float):
    sheet = portfolio_figure(ran, field, "2 rules, each in 5 worlds of 30 months", style=style)
    assert_texts_are_apart(sheet, smallest)
    assert set(sheet.data["rule"]) == {"few large grants"} and len(sheet.data) == 6

