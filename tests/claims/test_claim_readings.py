"""Readings of a claim, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.claims import Reading
from sim.measures.claim_readings import read
from sim.state.tables import ACTIVE, DORMANT, ENDED, TABLES, TRUST_LOST


@pytest.fixture
def table() -> np.recarray:
    """Two partnerships over six months; the second ends after month 4."""
    t = np.zeros((6, 2), dtype=np.dtype([(c.name, c.dtype) for c in TABLES["partnerships"]])).view(np.recarray)
    t.stage = ACTIVE
    t.stage[4:, 1] = ENDED
    t.trust[:] = np.array([[1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 9, 9]]).T / 10
    t.external[:3] = 100
    t.bad_news[2] = 1
    t.seats_end = 4
    t.adopted[3:, 0] = 1
    return t


def value(reading: Reading, table: np.recarray, mark: int | None = None) -> list[float]:
    return [round(float(x), 6) for x in read(reading, table, lambda column: np.zeros(table.shape), mark)]


def test_readings_by_hand(table):
    assert value(Reading("at", "trust", 2), table) == [0.2, 0.5]
    assert value(Reading("at", "trust", 1, after_mark=True), table, mark=2) == [0.3, 0.4]
    assert value(Reading("mean", "trust", 1, 4), table) == [0.25, 0.45]
    assert value(Reading("mean", "trust", during="alive"), table) == [0.35, 0.45]
    assert value(Reading("mean", "trust", during="unfunded"), table) == [0.5, 0.3]
    assert value(Reading("highest", "trust", during="alive"), table) == [0.6, 0.6]
    assert value(Reading("change", "trust", 1, 4), table) == [0.3, -0.3]
    assert value(Reading("total", "trust", 1, 2, per="member"), table) == [0.075, 0.275]
    assert value(Reading("fall", "trust", when="bad_news"), table) == [-0.2, 0.2]
    assert value(Reading("first_month", "adopted"), table) == [4, 7]
    assert value(Reading("ended_by", first=5), table) == [0, 1]
    assert value(Reading("ended_within", first=2), table, mark=3) == [0, 1]
    assert value(Reading("outcome", "survival_months"), table) == [6, 4]
    table.cause[4:, 1] = TRUST_LOST
    assert value(Reading("ended_as", "trust_lost"), table) == [0, 1]
    assert value(Reading("ended_as", "money_ran_out"), table) == [0, 0]


def test_what_is_not_there_is_unknown_rather_than_zero(table):
    ended = value(Reading("at", "trust", 6, during="alive"), table)
    assert ended[0] == 0.6 and np.isnan(ended[1])
    assert np.isnan(value(Reading("ended_within", first=1), table, mark=6)[1])
    table.stage[2] = DORMANT
    assert value(Reading("mean", "trust", 1, 4, during="at work"), table) == [0.233333, 0.466667]
    assert np.isnan(value(Reading("ended_within", first=1, during="at work"), table, mark=4)).all()
    table.external[:] = 1
    assert np.isnan(value(Reading("mean", "trust", during="unfunded"), table)).all()
