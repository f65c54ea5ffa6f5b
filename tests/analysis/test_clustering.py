"""Standard errors where runs are clustered by design point and by replicate at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analysis.stats.sharing import shared_by, sharing
from analysis.survival.regression import LeverEffects, hazard_ratios, time_ratios
from sim.experiments.design.factors import Factor

MEETINGS = Factor("contact.meetings", 0.0, 1.0)


def mean_of(values: np.ndarray) -> np.ndarray:
    """What each value does to their mean."""
    return (values - values.mean())[:, None] / len(values)


def test_single_members_give_the_textbook_error_of_a_mean() -> None:
    values = np.random.default_rng(1).normal(size=30)
    found = shared_by(range(30))
    assert np.sqrt(found.variance(mean_of(values))[0]) == pytest.approx(values.std(ddof=1) / np.sqrt(30))
    assert found.freedom == 29


def test_two_ways_by_hand() -> None:
    values = np.array([1.0, 2.0, 9.0, 6.0, 8.0, 15.0])
    rows, columns = [0, 0, 0, 1, 1, 1], [0, 1, 2, 0, 1, 2]
    left = values - values.mean()
    by_row = 2 / 1 * ((left[:3].sum()) ** 2 + left[3:].sum() ** 2)
    by_column = 3 / 2 * sum((left[n] + left[n + 3]) ** 2 for n in range(3))
    alone = 6 / 5 * np.square(left).sum()
    found = shared_by(rows, columns)
    assert by_row + by_column - alone > max(by_row, by_column)
    assert np.sqrt(found.variance(mean_of(values))[0]) == pytest.approx(np.sqrt(by_row + by_column - alone) / 6)
    assert found.freedom == 1


def test_groups_within_groups_count_the_larger_only() -> None:
    values = np.random.default_rng(1).normal(size=60)
    outer, inner = np.arange(60) // 6, np.arange(60)
    nested = shared_by(outer, inner)
    assert len(nested.kinds) == 1 and nested.count == 10
    assert nested.variance(mean_of(values)) == pytest.approx(shared_by(outer).variance(mean_of(values)))


@pytest.mark.parametrize("last", [1.3, 5.0])
def test_a_variance_that_is_too_small_gives_way_to_the_larger_of_two(last: float) -> None:
    rows, columns = [0, 0, 1, 1], [0, 1, 0, 1]
    values = np.array([1.0, -1.0, -1.1, last])  # rows and columns differ little, beside single values
    found = shared_by(rows, columns).variance(mean_of(values))[0]
    assert found == max(shared_by(g).variance(mean_of(values))[0] for g in (rows, columns)) > 0


def test_one_group_tells_nothing_and_few_give_no_interval() -> None:
    assert np.isnan(shared_by([0, 0, 0]).variance(np.ones((3, 1)))).all()
    assert np.isnan(shared_by([0, 1, 2, 3]).limits(0.0, 1.0)).all()
    both = shared_by(np.arange(60) // 6, np.arange(60) % 6)  # ten draws by six seeds
    assert both.count == 6 and not both.are_enough and np.isnan(both.limits(0.0, 1.0)).all()


def test_what_is_shared_shows_in_the_columns_of_a_table() -> None:
    draw, replicate = np.divmod(np.arange(60), 3)
    common = pd.DataFrame({"draw": draw, "seed": replicate, "run": np.arange(60)})
    own = common.assign(seed=np.arange(60))
    assert [len(kind.kinds) for kind in (sharing(common), sharing(own))] == [2, 1]
    assert [kind.count for kind in (sharing(common), sharing(own))] == [3, 20]
    assert sharing(own.assign(draw=0)).count == 60, "one draw is what the estimate is about"


@pytest.mark.parametrize("groups", [[], [[0, 1, 2], [0, 0]], [[0, 1, 2]] * 3])
def test_groups_that_make_no_sense(groups: list) -> None:
    with pytest.raises(ValueError, match="one kind of thing or two"):
        shared_by(*groups)


def sweep(points: int, replicates: int, seed: int, *, effect: float = 0.7) -> pd.DataFrame:
    """Runs in which meetings do more in some replicates than in others, and design points differ beyond meetings."""
    rng = np.random.default_rng(seed)
    place, share = rng.random(points), rng.normal(0, 0.8, replicates)
    log = (effect + share) * place[:, None] + rng.normal(0, 0.4, points)[:, None]
    life = np.exp(3.5 + log + rng.normal(0, 0.8, (points, replicates)))
    point, replicate = np.divmod(np.arange(points * replicates), replicates)
    return pd.DataFrame({
        "scenario": "a", "policy": "", "run": point * replicates + replicate, "point": point, "draw": point,
        "seed": replicate, MEETINGS.name: place[point], "survival_months": np.ceil(life.ravel()), "ended": 1.0,
    })  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("model", [hazard_ratios, time_ratios])
def test_intervals_hold_the_truth_where_points_and_replicates_are_clusters(model: Callable[..., LeverEffects]) -> None:
    sweeps = [sweep(60, 20, seed) for seed in range(120)]
    found = pd.concat([model(runs, [MEETINGS]).table for runs in sweeps])
    # Of Cox's model only the mean of estimates tells what it comes to in a sweep without end.
    truth = np.exp(0.7) if model is time_ratios else np.exp(np.log(found["ratio"]).mean())
    held = {"both": found["low"].lt(truth) & found["high"].gt(truth)}
    for name, kept in (("points", "draw"), ("replicates", "seed")):
        alone = pd.concat([_one_way(runs, kept, model) for runs in sweeps])
        held[name] = alone["low"].lt(truth) & alone["high"].gt(truth)
    shares = {name: values.mean() for name, values in held.items()}
    assert 0.9 <= shares["both"] <= 0.99 and shares["points"] < 0.88 and shares["replicates"] < 0.93, shares


def _one_way(runs: pd.DataFrame, kept: str, model: Callable[..., LeverEffects]) -> pd.DataFrame:
    """Effects of a sweep if one kind of group were all that there is."""
    return model(runs.assign(seed=runs[kept]).drop(columns="draw"), [MEETINGS]).table
