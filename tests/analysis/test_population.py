"""The default population reproduces published rates (design evidence, sections 1 and 2).

Tolerances are stated with each row: three standard errors of the simulated rate, plus the published uncertainty.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.engine.batch import Batch, Run
from sim.state.tables import CENTRAL_OFFICE, COACH, PRINCIPAL, ROLES, SUPERINTENDENT, TENURED, UNTENURED

YEARS, REPLICATES = 10, 60


@pytest.fixture(scope="module")
def counts(baseline):
    """Person-years and departures by role and, for teachers, by experience and poverty, in a default population."""
    batch = Batch([Run(baseline, r, 3) for r in range(REPLICATES)], 12 * YEARS, tables=("partnerships", "roles"))
    state = batch.state
    teachers = state.teachers
    poverty = state.schools.poverty[teachers.school]
    tally = {}

    def add(key: str, left: float, people: float) -> None:
        one, other = tally.get(key, (0.0, 0.0))
        tally[key] = (one + left, other + people / 12.0)

    heads = np.zeros((YEARS, len(state.districts)), dtype=int)
    novice_in_year = [0.0, 0.0]
    for month in range(12 * YEARS):
        years, filled = teachers.experience + 1 / 12, teachers.vacant <= 0
        batch.step()
        left = (teachers.months == 0) & filled
        for key, who in {
            "teacher": years >= 0, "teacher up to 3": years <= 3, "teacher 4-9": (years > 3) & (years < 10),
            "teacher 10+": years >= 10, "high poverty": poverty > 0.6, "low poverty": poverty < 0.4,
        }.items():  # fmt: skip
            add(key, left[who].sum(), (who & filled).sum())
        novice = (years <= 3) & filled
        novice_in_year[1] += novice.sum() / 12
        if 3 <= month % 12 <= 9:  # October to April
            novice_in_year[0] += left[novice].sum()
        leaders = state.leaders
        roles = {"superintendent": SUPERINTENDENT, "central": CENTRAL_OFFICE, "coach": COACH, "principal": PRINCIPAL}
        for key, role in roles.items():
            who = leaders.role == role
            add(key, leaders.left[who].sum(), who.sum())
        heads[month // 12] += state.leaders.left[state.districts.leaders_at] > 0
    tally["novice in year"] = tuple(novice_in_year)
    tally["departures per district over five years"] = np.minimum(heads[:5].sum(axis=0), 3)
    return tally


def rate(counts: dict, key: str) -> tuple[float, float]:
    """Annual rate and its standard error."""
    left, years = counts[key]
    share = left / years
    return share, math.sqrt(share * (1 - share) / years)


@pytest.mark.parametrize(
    ("key", "low", "high"),
    [
        ("superintendent", 0.142, 0.171),  # White 2023
        ("central", 0.14, 0.18),  # Finnigan & Daly 2017: about 16 % a year, one district
        ("principal", 0.16, 0.20),  # NCES PFS 2021-22; Levin & Bradley 2019
        ("teacher", 0.15, 0.17),  # NCES TFS 2021-22: 16 %
        ("teacher up to 3", 0.185, 0.215),  # 20 %
        ("teacher 4-9", 0.165, 0.195),  # 18 %
        ("teacher 10+", 0.125, 0.155),  # 14 %
        ("novice in year", 0.02, 0.07),  # Redding & Henry 2018: 6 % a year, October to April
    ],
)
def test_annual_departures(counts, key, low, high):
    share, error = rate(counts, key)
    assert low - 3 * error <= share <= high + 3 * error, f"{key}: {share:.3f} ± {error:.3f}"


def test_teachers_leave_high_poverty_schools_more_often(counts):
    high, low = rate(counts, "high poverty")[0], rate(counts, "low poverty")[0]
    assert 1.3 <= high / low <= 1.7  # 1.5: Carver-Thomas & Darling-Hammond 2017


def test_departures_of_superintendents_per_district_over_five_years(counts):
    shares = np.bincount(counts["departures per district over five years"], minlength=4) / REPLICATES
    published = np.array([0.40, 0.44, 0.14, 0.03])  # Superintendent Lab
    assert (np.abs(shares - published) <= 3 * np.sqrt(published * (1 - published) / REPLICATES) + 0.03).all(), shares


def test_who_leaves_with_tenure_is_counted_as_tenured(baseline):
    """Posts on the tenure track begin again without tenure; who leaves may have had it, as all here have."""
    values = {"team.untenured": 3, "team.tenured": 0, "turnover.faculty": 0.3}
    batch = Batch([Run(baseline.with_values(values), r, 3) for r in range(60)], 12, tables=("roles",))
    batch.state.researchers.role[batch.state.researchers.role == UNTENURED] = TENURED
    batch.run()
    left = batch.record.values["roles"].reshape(12, 60, len(ROLES)).left.sum(axis=(0, 1))
    assert left[ROLES.index("tenured_faculty")] > max(10, 2 * left[ROLES.index("untenured_faculty")])
