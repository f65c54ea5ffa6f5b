"""Draws belong to the permanent key of a parameter: what the model gains, loses or renames moves no other draw."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc

from sim.declarations import keys, levers, parameters
from sim.declarations.parameters import Parameter, registry
from sim.experiments import bundles, latin_hypercube, load_plan, morris, random_points, saltelli, vary
from sim.experiments.design.population import mixed_population
from sim.experiments.design.prior import draws
from sim.experiments.design.unit_cube import latin_column, sobol_points

NEW = Parameter(name="structure.throw_away", default=0.5, low=0, high=1, unit="share", meaning="none", source="-",
                grade="choice", kind="lever", scope="partnership")  # fmt: skip
#: A lever that no type names, and what it might be called one day.
OLD, RENAMED = "structure.partner_approval", "structure.another_name"
A, B, C = "contact.meetings", "coordination.employer", "structure.board"


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable]:
    """Declares a throw-away parameter before all others, or other levers than there are."""

    def change(*first: Parameter, levers_now: tuple[Parameter, ...] = levers.PARAMETERS) -> None:
        monkeypatch.setitem(sys.modules, "throw_away", SimpleNamespace(PARAMETERS=first))
        monkeypatch.setattr(parameters, "DECLARING_MODULES", ("throw_away", *parameters.DECLARING_MODULES))
        monkeypatch.setattr(levers, "PARAMETERS", levers_now)
        registry.cache_clear()

    yield change
    monkeypatch.undo()
    registry.cache_clear()


def renamed() -> tuple[Parameter, ...]:
    return tuple(replace(p, name=RENAMED) if p.name == OLD else p for p in reversed(levers.PARAMETERS))


def population() -> pd.DataFrame:
    members = (s.partnerships[0] for s in mixed_population(14, 3))
    return pd.DataFrame([{**p.levers, **p.districts[0].context} for p in members])


@pytest.mark.parametrize("drawn", [lambda: draws(20, seed=3), population], ids=["prior", "population"])
def test_a_new_parameter_moves_no_other_draw(drawn: Callable[[], pd.DataFrame], declared):
    before = drawn()
    declared(NEW)
    after = drawn()
    assert NEW.name in after
    pd.testing.assert_frame_equal(after[before.columns], before, check_exact=True)


@pytest.mark.parametrize("drawn", [lambda: draws(20, seed=3), population], ids=["prior", "population"])
def test_a_parameter_renamed_and_declared_elsewhere_keeps_its_draws(drawn: Callable[[], pd.DataFrame], declared):
    before = drawn()
    declared(levers_now=renamed())
    after = drawn()
    assert OLD not in after
    pd.testing.assert_frame_equal(after.rename(columns={RENAMED: OLD})[before.columns], before, check_exact=True)


@pytest.mark.parametrize("method", [latin_hypercube, random_points])
def test_a_factor_draws_the_same_beside_any_others(method: Callable):
    strategy = bundles("strategy", {"a": {C: 0.0}, "b": {C: 1.0}})
    alone = {f.name: method([f], samples=30, seed=5).unit[:, 0] for f in (vary(A), vary(B), strategy)}
    together = method([strategy, vary(B), vary("work.unit_months"), vary(A)], samples=30, seed=5)
    for column, factor in enumerate(together.factors):
        if factor.name in alone:
            assert np.array_equal(together.unit[:, column], alone[factor.name])


def test_a_renamed_factor_draws_the_same(declared):
    before = latin_hypercube([vary(OLD), vary(A)], samples=9).unit
    declared(levers_now=renamed())
    assert np.array_equal(latin_hypercube([vary(RENAMED), vary(A)], samples=9).unit, before)


def test_columns_of_a_hypercube_have_one_point_a_slice_and_are_uncorrelated_within_chance():
    points = 1000
    unit = np.stack([latin_column(points, 1, "prior", key) for key in keys.listed_keys()[:60]], axis=1)
    assert (np.sort((unit * points).astype(int), axis=0) == np.arange(points)[:, None]).all()
    found = np.corrcoef(unit, rowvar=False)[np.triu_indices(60, k=1)]
    assert abs(found.mean()) < 4 / np.sqrt(points * len(found))
    assert found.std() == pytest.approx(1 / np.sqrt(points), rel=0.1)
    assert abs(found).max() < 4.5 / np.sqrt(points), "of 1770 pairs one in 150,000 lies beyond this by chance"


def test_two_uses_of_one_seed_have_nothing_in_common():
    prior, members = (latin_column(500, 1, purpose, A) for purpose in ("prior", "population"))
    assert abs(np.corrcoef(prior, members)[0, 1]) < 0.2


# --- positions ------------------------------------------------------------------------------------------------------


def test_a_column_more_changes_no_earlier_column_of_a_sobol_sequence():
    five, nine = sobol_points(5, 64, seed=3), sobol_points(9, 64, seed=3)
    assert np.array_equal(five, nine[:, :5])
    assert not np.array_equal(five, sobol_points(5, 64, seed=4))


def test_a_scrambled_sequence_is_as_even_as_a_sobol_sequence():
    unit = sobol_points(8, 256, seed=2)
    assert (np.sort((unit * 256).astype(int), axis=0) == np.arange(256)[:, None]).all()
    assert qmc.discrepancy(unit) == pytest.approx(qmc.discrepancy(qmc.Sobol(8, rng=1).random(256)), rel=0.05)
    quarters = (unit[:, 0] * 4).astype(int) * 4 + (unit[:, 1] * 4).astype(int)
    assert (np.bincount(quarters) == 16).all(), "the first two columns are a net: as many points in each square"


def test_a_factor_more_leaves_a_saltelli_sample_as_it_was():
    fewer, more = saltelli([vary(A), vary(B)], base=8), saltelli([vary(A), vary(B), vary(C)], base=8)
    blocks, more_blocks = fewer.unit.reshape(8, 7, 2), more.unit.reshape(8, 9, 3)
    assert np.array_equal(blocks, more_blocks[:, [0, 1, 2, 4, 5, 7, 8], :2])


def test_a_saltelli_sample_crosses_two_matrices_column_by_column():
    sample = saltelli([vary(A), vary(C)], base=64).unit.reshape(64, 7, 2)
    a, ab1, ab2, ba1, ba2, b, again = sample.transpose(1, 0, 2)
    assert np.array_equal(a, again), "with the random numbers of B"
    assert np.array_equal(ab1, np.stack([b[:, 0], a[:, 1]], axis=1)) and np.array_equal(ba1[:, 0], a[:, 0])
    assert np.array_equal(ab2, np.stack([a[:, 0], b[:, 1]], axis=1)) and np.array_equal(ba2[:, 1], a[:, 1])
    assert abs(np.corrcoef(a[:, 0], b[:, 0])[0, 1]) < 0.2


def test_morris_steps_of_a_factor_are_the_same_beside_others():
    fewer = morris([vary(A), vary(B)], trajectories=20, seed=2).unit.reshape(20, 3, 2)
    more = morris([vary(C), vary(B), vary(A)], trajectories=20, seed=2).unit.reshape(20, 4, 3)[:, :, [2, 1]]
    assert np.array_equal(more[:, [0, -1]], fewer[:, [0, -1]]), "where each trajectory starts and ends"
    first = (fewer[:, 1] != fewer[:, 0]).argmax(axis=1)
    times = (np.diff(more, axis=1) != 0).argmax(axis=1)
    assert np.array_equal(times.argmin(axis=1), first), "which of the two steps first"
    steps = np.diff(fewer, axis=1)[:, :, 0]  # of a range; three listed values step to any other
    assert np.allclose(abs(steps[steps != 0]), 2 / 3)


def test_parameters_that_a_group_stands_for_come_last_and_the_newest_at_the_end(declared, tmp_path):
    file = tmp_path / "experiment.yaml"
    file.write_text(f"title: T\nquestion: Q?\ndesign: {{method: sobol, samples: 8}}\nreplicates: 1\n"
                    f"vary: {{structure.*: , {A}: , work.*: }}\n")  # fmt: skip
    before = load_plan(file).designs[0]
    declared(NEW, levers_now=tuple(reversed(levers.PARAMETERS)))
    after = load_plan(file).designs[0]
    names = [f.name for f in before.factors]
    assert names[0] == A
    assert [f.name for f in after.factors] == [*names, NEW.name]
    assert np.array_equal(after.unit[:, : len(names)], before.unit)


def test_the_list_of_keys_grows_at_its_end(declared, tmp_path, monkeypatch):
    assert len(set(keys.listed_keys())) == len(keys.listed_keys())
    copy = tmp_path / "keys.txt"
    copy.write_text(keys.FILE.read_text(encoding="utf-8"), encoding="utf-8")
    before = copy.read_text(encoding="utf-8")
    monkeypatch.setattr(keys, "FILE", copy)
    declared(NEW)
    keys.add_missing()
    assert copy.read_text(encoding="utf-8").startswith(before)
    assert copy.read_text(encoding="utf-8").split()[-1] == NEW.key
    keys.listed_keys.cache_clear()
