"""An outcome is one row: from its scale follow unit, bounds and how its values and differences are told."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import sim
from analysis.wording.outcomes import amount, column_unit, difference, range_of
from sim.measures.outcomes import (
    COUNT,
    GROUPS,
    INDEX,
    MONEY,
    MONTHS,
    OUTCOME,
    OUTCOMES,
    SCALES,
    SHARE,
    Outcome,
    kept_after_end,
    names_of,
)
from sim.measures.record import first_month, mean, per, yearly
from sim.state.tables import ACTIVE, ENDED


def row(scale: str, **more: object) -> Outcome:
    """A row that nobody else knows."""
    return Outcome("made_up", lambda t: t, scale, 1, "test", "something made up", **more)


@pytest.mark.parametrize(
    "scale, more, value, told, apart",
    [
        (SHARE, {}, 0.42, "42 %", "42 percentage points"),
        (INDEX, {}, 0.42, "0.42", "0.42"),
        (INDEX, {"unit": "SD"}, 0.0421, "0.042 SD", "0.0421 SD"),
        (COUNT, {"unit": "studies"}, 2.345, "2.3 studies", "2.35 studies"),
        (MONEY, {}, 1_234_567, "$1.23 million", "$1.23 million"),
        (MONTHS, {}, 36.4, "36 months", "36.4 months"),
    ],
)
def test_a_new_outcome_is_told_by_its_scale(scale: str, more: dict, value: float, told: str, apart: str):
    assert amount(row(scale, **more), value) == told
    assert difference(row(scale, **more), value) == apart
    assert column_unit(row(scale, **more))


@pytest.mark.parametrize(("scale", "unit", "size", "told"), [
    (COUNT, "studies", 1, "1 study"), (COUNT, "studies", 2, "2 studies"), (COUNT, "hours a month", 1, "1 hour a month"),
    (MONTHS, "months", 1, "1 month"), (SHARE, "share", 0.01, "1 percentage point"), (COUNT, "SD", 1, "1 SD"),
])  # fmt: skip
def test_of_one_there_is_one(scale: str, unit: str, size: float, told: str):
    assert difference(row(scale, unit=unit), size) == told


def test_what_a_row_leaves_out_follows_from_its_scale():
    assert (row(SHARE).unit, row(SHARE).label, row(SHARE).limits(120)) == ("share", "made up", (0, 1))
    assert row(MONTHS).limits(120) == (0, 120) and row(MONEY).limits(120) is None
    assert row(INDEX, bounds=(-0.5, 1.0)).limits(120) == (-0.5, 1.0)
    with pytest.raises(KeyError):
        row(COUNT)  # nobody can guess what is counted


def test_rows_are_whole():
    assert len(OUTCOME) == len(OUTCOMES)
    for o in OUTCOMES:
        assert o.scale in SCALES and set(o.groups) <= set(GROUPS), o.name
        assert "range" not in o.groups or o.limits(120), o.name
    used = {group for o in OUTCOMES for group in o.groups}
    assert used == set(GROUPS)
    assert names_of("objective") == ("survival_months", "spread", "depth", "practice_gap", "money_put_in")
    assert all(OUTCOME[name].better for name in names_of("objective"))


def test_a_range_is_told_of_the_runs_in_which_an_outcome_is_known():
    assert range_of(pd.Series([0.2, np.nan, 0.2]), row(SHARE)) == "20 (20 to 20)"
    assert range_of(pd.Series([np.nan]), row(SHARE)) == "–"
    assert range_of(pd.Series([0.0, 1.0]), row(SHARE, unit="0/1")) == "50 % of 2"


def test_readings_of_a_record():
    values = np.array([[1.0, np.nan], [3.0, np.nan]])
    assert mean(values).tolist()[0] == 2 and math.isnan(mean(values)[1])
    assert mean(np.ones((2, 1)), np.zeros((2, 1), dtype=bool), none=0.0).tolist() == [0]
    assert first_month(values > 2).tolist() == [2, 3]
    assert per(np.array([4.0, 4.0]), np.array([2.0, 0.0]))[0] == 2 and math.isnan(per(np.ones(1), np.zeros(1))[0])
    assert yearly(1 - 0.9**3, 36) == pytest.approx(0.1)


def test_what_is_kept_after_an_end_is_told_of_those_that_ended_two_years_before():
    months, end = 60, 30
    table = np.zeros((months, 4), dtype=[("stage", np.int8), ("carriers", float)]).view(np.recarray)
    table.stage[:] = ACTIVE
    table.stage[end:, [0, 3]] = ENDED  # the first keeps half, the last had nobody
    table.stage[months - 5 :, 1] = ENDED  # ended too late to be known; the third goes on
    table.carriers[:, :3] = 0.4
    table.carriers[end:, 0] = 0.2
    found = kept_after_end(table, "carriers")
    assert found[0] == 0.5 and np.isnan(found[1:]).all()


def test_who_carried_it_is_counted_as_long_as_they_stay():
    """After an end nobody new counts, so that people only grow fewer."""
    table = sim.run("baseline", replicates=20, seed=4).partnerships
    after = table[table.stage == "ended"].groupby("run").carriers
    assert after.ngroups >= 5
    assert all((one.diff().dropna() <= 1e-12).all() for _, one in after)
    assert after.last().mean() < 0.8 * after.first().mean()
