"""Sensitivity analysis finds the known indices of test functions, and tells influence from noise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample
from SALib.test_functions import Ishigami

from analysis.sensitivity.given_data import _pawn, _share, interplay
from analysis.sensitivity.indices import sensitivity
from analysis.sensitivity.points import Cell, NotEnough, cells, variation
from analysis.sensitivity.words import as_table, pairs_as_table, printed, sentences, variation_as_table
from sim.experiments import latin_hypercube, make_plan, morris, saltelli, vary
from sim.experiments.design.factors import Factor
from sim.experiments.design.samples import Design
from sim.experiments.design.unit_cube import morris_points, saltelli_points

#: Three inputs of Ishigami's function and a fourth that it does not have.
FACTORS = tuple(Factor(name, 0, 1) for name in ("x1", "x2", "x3", "nothing"))
PROBLEM = Design("", FACTORS, {}).problem
# Ishigami & Homma 1990 with a = 7, b = 0.1: first-order and total indices, and the second-order index of x1 with x3.
FIRST = {"x1": 0.3139, "x2": 0.4424, "x3": 0.0, "nothing": 0.0}
TOTAL = {"x1": 0.5576, "x2": 0.4424, "x3": 0.2437, "nothing": 0.0}
TOGETHER = 0.2437
VARIANCE = 13.8446


def cell(method: str, unit: np.ndarray, values: np.ndarray | None = None, *, noise: float = 0.0, replicates: int = 1,
         **settings: int | bool) -> Cell:  # fmt: skip
    """Points of a design with the values of Ishigami's function and independent noise in each run."""
    if values is None:
        exact = Ishigami.evaluate(-np.pi + 2 * np.pi * unit[:, :3])
        values = exact[:, None] + noise * np.random.default_rng(5).normal(size=(len(unit), replicates))
    columns = {f.name: unit[:, n] for n, f in enumerate(FACTORS)}
    design = Design(method, FACTORS, columns, unit, settings)
    return Cell("ishigami", "", "survival_months", design, values, int(np.isfinite(values).sum()), 0)


def ishigami(noise: float = 0.0, replicates: int = 1) -> Cell:
    return cell("saltelli", sobol_sample.sample(PROBLEM, 1024, seed=1), noise=noise, replicates=replicates,
                second_order=True)  # fmt: skip


def trajectories(noise: float = 0.0, replicates: int = 1) -> Cell:
    return cell("morris", morris_sample.sample(PROBLEM, 60, num_levels=8, seed=1), noise=noise, replicates=replicates,
                levels=8)  # fmt: skip


def scattered(number: int = 600, noise: float = 0.0, replicates: int = 1) -> Cell:
    unit = np.random.default_rng(3).random((number, 4))
    return cell("latin_hypercube", unit, noise=noise, replicates=replicates)


def by_factor(found) -> pd.DataFrame:
    return found.table.set_index("factor")


def test_sobol_indices_of_ishigami_come_out():
    found = sensitivity(ishigami())
    table = by_factor(found)
    for name in FIRST:
        assert table.loc[name, "first"] == pytest.approx(FIRST[name], abs=0.05)
        assert table.loc[name, "influence"] == pytest.approx(TOTAL[name], abs=0.05)
    assert set(table.index[table["clear"]]) == {"x1", "x2", "x3"}
    strongest = found.pairs.iloc[0]
    assert {strongest["first"], strongest["second"]} == {"x1", "x3"}
    assert strongest["strength"] == pytest.approx(TOGETHER, abs=0.06)
    assert found.pairs["clear"].tolist() == [True, False, False, False, False, False]


def test_noise_is_taken_out_of_sobol_indices():
    """With noise as large as the function's own spread, the floor is its share; corrected indices stay as they were."""
    noise, replicates = np.sqrt(VARIANCE), 4
    table = by_factor(sensitivity(ishigami(noise, replicates)))
    floor = (VARIANCE / replicates) / (VARIANCE + VARIANCE / replicates)
    np.testing.assert_allclose(table["chance"], floor, rtol=0.1)
    for name in TOTAL:
        assert table.loc[name, "total_without_noise"] == pytest.approx(TOTAL[name], abs=0.07)
        assert table.loc[name, "first_without_noise"] == pytest.approx(FIRST[name], abs=0.08)
    assert not table.loc["nothing", "clear"]
    assert table.loc[["x1", "x2", "x3"], "clear"].all()


def test_morris_finds_the_order_and_the_dummy():
    found = sensitivity(trajectories())
    assert found.method == "morris"
    assert found.table["factor"].tolist()[-1] == "nothing"
    table = by_factor(found)
    assert table.loc["nothing", "influence"] == 0
    assert not table.loc["nothing", "clear"]
    assert table.loc["x1", "direction"] == pytest.approx(1)
    assert abs(table.loc["x3", "direction"]) < 0.3  # it works both ways
    assert table.loc["x3", "sigma"] > table.loc["x3", "influence"]


def test_morris_effects_of_a_line_are_its_slopes():
    """An effect is the change over the whole range of the parameter."""
    unit = morris_sample.sample(PROBLEM, 10, num_levels=4, seed=1)
    values = (unit @ np.array([8.0, -4.0, 2.0, 0.0]))[:, None]
    table = by_factor(sensitivity(cell("morris", unit, values, levels=4)))
    np.testing.assert_allclose(table.loc[["x1", "x2", "x3", "nothing"], "mu"], [8, -4, 2, 0], atol=1e-9)
    np.testing.assert_allclose(table["sigma"], 0, atol=1e-9)


def test_morris_tells_noise_from_influence():
    found = sensitivity(trajectories(noise=3.0, replicates=5))
    table = by_factor(found)
    # Differences of two means of five, over steps of at least 4/7 of the range, in mean size.
    expected = np.sqrt(2 / np.pi) * 3 * np.sqrt(2 / 5) / (4 / 7)
    np.testing.assert_allclose(table["chance"], expected, rtol=0.1)
    assert table.loc["nothing", "influence"] == pytest.approx(expected, rel=0.2)
    assert not table.loc["nothing", "clear"]
    assert table.loc[["x1", "x3"], "clear"].all()


def test_given_data_finds_what_matters_without_a_design_for_it():
    found = sensitivity(scattered())
    table = by_factor(found)
    assert found.method == "given-data"
    assert table["clear"].to_dict() == {"x1": True, "x2": True, "x3": True, "nothing": False}
    assert table.loc["nothing", "influence"] == pytest.approx(table["chance"].iloc[0], rel=0.3)
    assert table.loc["x1", "first"] == pytest.approx(FIRST["x1"], abs=0.1)
    assert table.loc["x2", "first"] == pytest.approx(FIRST["x2"], abs=0.1)
    strongest = found.pairs.iloc[0]
    assert {strongest["first"], strongest["second"]} == {"x1", "x3"}
    assert found.pairs["clear"].sum() == 1


def test_pairs_are_not_found_where_parameters_only_add_up():
    rng = np.random.default_rng(2)
    x = rng.random((300, 4))
    y = 5 * x[:, 0] + np.sin(6 * x[:, 1]) + 2 * x[:, 2] + rng.normal(size=300)
    pairs, _ = interplay(x, y, ["a", "b", "c", "d"], seed=1)
    assert not pairs["clear"].any()


def test_a_split_finds_where_the_cases_come_from():
    points = scattered(400)
    inside = (points.design.unit[:, 2] > 0.7).astype(float)
    found = sensitivity(points, method="regional", case=inside)
    assert found.table["factor"].iloc[0] == "x3"
    assert found.table["influence"].iloc[0] == 1
    assert found.table["clear"].tolist() == [True, False, False, False]
    with pytest.raises(NotEnough, match="at least 10"):
        sensitivity(points, method="regional", case=np.zeros(400))


def test_parts_of_the_variance_are_those_that_were_put_in():
    rng = np.random.default_rng(1)
    points, shared, own = rng.normal(0, 3, 2000)[:, None], rng.normal(0, 2, 200), rng.normal(0, 1, (2000, 200))
    found = variation(points + shared + own, common=True)
    assert found.points == pytest.approx(9, rel=0.1)
    assert found.shared == pytest.approx(4, rel=0.25)
    assert found.own == pytest.approx(1, rel=0.01)
    holes = np.where(rng.random(own.shape) < 0.3, np.nan, points + shared + own)
    again = variation(holes, common=True)
    assert again.own == pytest.approx(1, rel=0.02)
    assert again.points == pytest.approx(9, rel=0.1)


def test_points_with_random_numbers_of_their_own_share_no_noise():
    rng = np.random.default_rng(1)
    values = rng.normal(0, 1, (2000, 2)) + rng.normal(0, 3, 2000)[:, None]
    found = variation(values, common=False)
    assert found.shared == 0.0
    assert (found.points, found.own) == (pytest.approx(9, rel=0.1), pytest.approx(1, rel=0.1))


def test_one_replicate_leaves_noise_unknown_and_says_so():
    found = sensitivity(trajectories())
    assert np.isnan(found.variation.own)
    assert found.table["chance"].isna().all()
    assert any("at least two replicates" in text for text in sentences(found))


def test_missing_points_cost_only_their_trajectory_or_base_sample():
    points = trajectories(noise=1.0, replicates=3)
    holes = points.values.copy()
    holes[7] = np.nan
    holes[100, :2] = np.nan  # one replicate is left: the point counts
    found = sensitivity(cell("morris", points.design.unit, holes, levels=8))
    assert found.used == len(holes) - 5
    text = " ".join(sentences(found))
    assert "59 of 60 trajectories are whole" in text
    assert "5 of 900 runs failed or are not there yet" in text


def test_too_many_missing_points_leave_what_can_still_be_done():
    points = trajectories()
    holes = points.values.copy()
    holes[::5] = np.nan
    few = cell("morris", points.design.unit, holes, levels=8)
    with pytest.raises(NotEnough, match="rpp resume.*--method given-data"):
        sensitivity(few, method="morris")
    found = sensitivity(few)
    assert found.method == "given-data"
    assert found.used == 240


@pytest.mark.parametrize("method", ["auto", "morris", "regional", "given-data"])
def test_nothing_is_explained_where_nothing_varies_or_nothing_is_known(method: str):
    points = trajectories()
    constant = cell("morris", points.design.unit, np.full((300, 2), 7.0), levels=8)
    with pytest.raises(NotEnough, match="the same in every point"):
        sensitivity(constant, method=method)
    unknown = cell("morris", points.design.unit, np.full((300, 2), np.nan), levels=8)
    with pytest.raises(NotEnough, match="no run is finished"):
        sensitivity(unknown, method=method)


def test_a_method_that_does_not_fit_the_design_says_which_does():
    with pytest.raises(NotEnough, match="saltelli.*given-data"):
        sensitivity(scattered(), method="sobol")
    with pytest.raises(NotEnough, match="30 points have a value, and at least 40"):
        sensitivity(scattered(30))
    with pytest.raises(ValueError, match="unknown method"):
        sensitivity(scattered(), method="guess")


def test_the_same_seed_gives_the_same_numbers_and_leaves_the_global_state_alone():
    np.random.seed(9)  # noqa: NPY002
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    first, second = (sensitivity(scattered(60), seed=4) for _ in range(2))
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002
    pd.testing.assert_frame_equal(first.table, second.table)
    pd.testing.assert_frame_equal(first.pairs, second.pairs)


def test_runs_of_a_sweep_become_points_by_replicates(small):
    """Partnerships of one world count once; failed runs and unknown outcomes leave holes."""
    design = latin_hypercube([vary("contact.meetings")], samples=2, seed=1)
    plan = make_plan(small, policies={"a": {}, "b": {}}, design=design, replicates=2, months=12)
    runs = pd.DataFrame({
        "point": [0, 0, 0, 1, 1, 2, 3, 3], "replicate": [0, 0, 1, 0, 1, 0, 0, 1],
        "status": ["done"] * 6 + ["failed", "done"], "trust": [1.0, 3.0, 5.0, 7.0, np.nan, 9.0, np.nan, 4.0],
    })  # fmt: skip
    first, second = cells(plan, runs, "trust")
    np.testing.assert_array_equal(first.values, [[2, 5], [7, np.nan]])
    np.testing.assert_array_equal(second.values, [[9, np.nan], [np.nan, 4]])
    assert (first.policy, first.runs, first.undefined) == ("a", 4, 1)
    assert (second.policy, second.runs, second.undefined) == ("b", 2, 0)


def test_results_are_told_in_words_and_tables():
    found = [sensitivity(ishigami(1.0, 3)), sensitivity(trajectories(1.0, 3))]
    told = sentences(found[0])
    assert told[0].startswith("What matters most for survival time is x1 (more of it, more); its influence is")
    assert "1 of 4 parameters cannot be told from chance" in told[1]
    assert "x1, and x3" in told[3]
    assert len(as_table(found)) == 8
    shares = variation_as_table(found)[["parameters", "shared_noise", "own_noise"]]
    np.testing.assert_allclose(shares.sum(axis=1), 1)


def test_chance_is_a_factor_where_a_and_b_have_random_numbers_of_their_own():
    """Outcome = 2 a + b + noise, all of variance 1/12: shares of 4/6, 1/6 and 1/6."""
    rng, base = np.random.default_rng(4), 512
    points = saltelli_points([f.name for f in FACTORS], base, 1, second_order=False, chance=True).reshape(base, 7, 4)
    noise = rng.random((base, 2, 3))  # of A and of B, in three replicates
    chance = noise[:, [0, 0, 0, 0, 0, 1, 1]]
    values = (2 * points[..., 0] + points[..., 1])[:, :, None] + chance
    made = cell("saltelli", points.reshape(-1, 4), values.reshape(-1, 3), base=base, second_order=False, chance=True)
    found = sensitivity(replace(made, random_numbers="blocks"))
    table = by_factor(found)
    expected = {FACTORS[0].name: 4 / 6, FACTORS[1].name: 1 / 6, FACTORS[2].name: 0.0}
    for name, share in expected.items():
        assert table.loc[name, ["influence", "first"]].tolist() == pytest.approx([share, share], abs=0.03)
        assert abs(table.loc[name, "influence"] - share) < 2 * np.nan_to_num(table.loc[name, "error"]) + 1e-9
    assert any("Chance has a total index of 0.1" in note for note in found.notes)


#: Numbers of points around those at which edges of slices stepped past 1; the quick suite looks at two.
POINTS = [*range(71, 85), *range(107, 120)]


@pytest.mark.parametrize("number", [pytest.param(n, marks=[] if n in (71, 107) else pytest.mark.slow) for n in POINTS])
def test_any_number_of_points_has_slices_that_salib_can_cut(number: int):
    assert sensitivity(scattered(number)).used == number


def test_morris_agrees_with_salib_on_ranges():
    from SALib.analyze import morris as salib

    made = trajectories()
    theirs = salib.analyze(PROBLEM, made.design.unit, made.means, num_levels=8, seed=1)
    ours = by_factor(sensitivity(made)).loc[list(theirs["names"])]
    for name, column in (("mu_star", "influence"), ("mu", "mu"), ("sigma", "sigma")):
        assert ours[column].tolist() == pytest.approx(np.asarray(theirs[name]).tolist())
    theirs_too = np.asarray(theirs["mu_star_conf"]).tolist()
    assert ours["error"].fillna(0.0).tolist() == pytest.approx(theirs_too, rel=0.25, abs=1e-9)


def test_an_effect_of_listed_values_is_their_difference():
    """Three values of which one gives 6 more: two in three pairs differ by 6."""
    levels = tuple("abc")
    factors = (Factor("kind", levels=levels, bundles={level: {} for level in levels}), Factor("x1", 0, 1))
    unit = morris_points(["kind", "x1"], 300, 4, 1, [3, 0])
    level = (unit[:, 0] * 3).astype(int)
    columns = {"kind": np.array([levels[n] for n in level], dtype=object), "x1": unit[:, 1]}
    design = Design("morris", factors, columns, unit, {"levels": 4})
    values = (6.0 * (level == 1) + 2 * unit[:, 1])[:, None]
    table = by_factor(sensitivity(Cell("s", "", "survival_months", design, values, len(unit), 0)))
    assert table.loc["kind", "influence"] == pytest.approx(4, abs=0.3)
    assert table.loc["x1", "influence"] == pytest.approx(2)


def test_tables_have_the_usual_names_of_measures_and_say_what_is_larger_but_uncertain():
    assert {"ST", "ST_conf", "S1", "S1_conf"} <= set(as_table([sensitivity(ishigami())]))
    assert {"mu_star", "mu_star_conf", "sigma"} <= set(as_table([sensitivity(trajectories())]))
    found = sensitivity(ishigami())
    found.table.loc[0, "clear"] = False
    assert "Larger, and too uncertain to be told from chance" in sentences(found)[0]


# --- groups -----------------------------------------------------------------------------------------------------------

#: A known function of four parameters that only add up: 4 a + 2 b + c, and d does nothing.
ADDED = {"meetings.trust_gain": 4.0, "meetings.trust_loss": 2.0, "contact.meetings": 1.0, "coordination.fte": 0.0}
GROUPS = {"trust": ["meetings.trust_gain", "meetings.trust_loss"]}


def added(design: Design, chance: np.ndarray | float = 0.0) -> Cell:
    values = (design.unit @ np.array(list(ADDED.values())))[:, None] + chance
    return Cell("added", "", "survival_months", design, values, values.size, 0)


def test_a_group_of_a_saltelli_sample_has_the_indices_of_all_that_is_in_it():
    design = saltelli([vary(name) for name in ADDED], base=256, chance=False, groups=GROUPS)
    assert len(design) == 256 * (2 * 3 + 2), "two rows for each of three groups, and A and B"
    table = by_factor(sensitivity(added(design)))
    assert set(table.index) == {"trust", "contact.meetings", "coordination.fte"}
    for name, share in {"trust": 20 / 21, "contact.meetings": 1 / 21, "coordination.fte": 0.0}.items():
        assert table.loc[name, ["influence", "first"]].tolist() == pytest.approx([share, share], abs=0.04)
    assert table["clear"].to_dict() == {"trust": True, "contact.meetings": True, "coordination.fte": False}
    assert table.loc["trust", "direction"] == 0, "each of its parameters has a direction of its own"


def test_a_group_of_morris_trajectories_steps_at_once():
    design = morris([vary(name) for name in ADDED], trajectories=200, groups=GROUPS)
    assert len(design) == 200 * (3 + 1)
    moved = np.diff(design.unit.reshape(200, 4, 4), axis=1) != 0
    assert (moved[:, :, 0] == moved[:, :, 1]).all() and (moved.sum(axis=1) == 1).all()
    table = by_factor(sensitivity(added(design)))
    # Two parameters go the same way or against each other: 4 + 2 or 4 - 2, equally often.
    assert table.loc["trust", "influence"] == pytest.approx(4, abs=0.4)
    assert table.loc["contact.meetings", "influence"] == pytest.approx(1)
    assert np.isnan(table.loc["trust", "mu"]) and table.loc["contact.meetings", "mu"] == pytest.approx(1)


def test_factors_outside_a_group_are_drawn_as_without_it():
    factors = [vary(name) for name in ADDED]
    alone, together = (saltelli(factors, base=16, groups=groups).unit for groups in ({}, GROUPS))
    assert (alone.reshape(16, 11, 4)[:, 0] == together.reshape(16, 9, 4)[:, 0]).all()


def test_results_are_printed_as_one_table_by_size_and_marked_where_they_are_more_than_chance():
    found = [sensitivity(cell_of) for cell_of in (ishigami(1.0, 3), ishigami(2.0, 3))]
    lines = printed(found, several=False).splitlines()
    assert lines[0].split() == ["outcome", "parameter", "ST", "95", "%", "S1", "chance"]
    assert all("*" in line for line in lines[1:4])
    order = [line.replace("survival time", "").split()[0] for line in lines[1:5]]
    assert order == found[0].table["factor"].tolist() and "*" not in lines[4]
    assert {"S2", "S2_conf"} <= set(pairs_as_table(found))


@pytest.mark.filterwarnings("error")
def test_outcomes_that_hardly_differ_make_no_noise_on_the_terminal():
    x = np.random.default_rng(1).random((60, 2))
    assert np.isnan(_share(x[:, 0], np.ones(60)))
    assert _pawn(x, np.ones(60), 10).max() == 0.0
