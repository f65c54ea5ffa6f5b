"""Joint work begins when partners are ready: on no fixed date, and sooner where trust is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.declarations.parameters import record_array, registry
from sim.submodels.governance import ready

G = record_array(registry().select(scope="world", group="governance"), 1)[0]
share = st.floats(0, 1)


def mean_months(trust: float) -> float:
    """Mean months until joint work begins, with trust as it is."""
    chances = np.array([ready(float(age), trust, G) for age in range(1, 400)])
    return float(1 + np.cumprod(1 - chances).sum())


@given(share, share, st.integers(1, 60))
def test_more_trust_and_more_time_never_put_it_off(trust, more, age):
    low, high = sorted((trust, more))
    assert 0 <= ready(float(age), low, G) <= ready(float(age), high, G) <= 1
    assert ready(float(age), trust, G) <= ready(age + 1.0, trust, G)


def test_partners_half_way_take_the_months_that_are_stated():
    assert mean_months(0.5) == pytest.approx(G.forming_months, abs=0.6)
    assert mean_months(0.8) < mean_months(0.5) - 0.5 < mean_months(0.2) - 2


def test_joint_work_begins_at_another_date_in_each_run():
    small = {"district.schools": 2, "district.teachers_per_school": 4}
    events = sim.run("baseline", replicates=30, months=24, log=True, set=small).events
    begun = events[events.event == "became_active"].groupby("run").month.first()
    assert len(begun) >= 28 and begun.nunique() >= 5
    most_at_once = begun.value_counts().iloc[0]
    assert most_at_once <= 12
