"""Departures are memoryless, and what follows from that holds (docs/model/theory.md, 3 and 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import pytest
from quiet import NO_SUPPORT, STILL, default, world
from scipy import stats

from sim.engine.batch import Batch, Run
from sim.state.tables import LEADER_ROLES, ROLES
from sim.submodels.turnover.teachers import NOVICES

ANNUAL = 0.16
#: Superintendents of 100 small districts in each world, hired from wherever at once, with one and the same hazard.
MANY_DISTRICTS = {
    **STILL, "district.superintendent_turnover": ANNUAL, "district.political_pressure": 0.5,
    "turnover.search": 0, "scale.districts": 100, "district.schools": 1,
    "district.teachers_per_school": 1, "district.central_office_posts": 1, "district.coach_posts": 0,
    "breadth.central_office": 0, "breadth.principals": 0, "breadth.coaches": 0, "breadth.teachers": 0,
}  # fmt: skip
#: Departures spread evenly over the year.
EVEN = {"turnover.summer": 0.25}


@pytest.fixture(scope="module")
def departures() -> Callable[..., np.ndarray]:
    def run(months: int, worlds: int, values: Mapping[str, float] = MappingProxyType({})) -> np.ndarray:
        """Whether a superintendent left, by month and district."""
        scenario = world(MANY_DISTRICTS, values)
        batch = Batch([Run(scenario, r, 17) for r in range(worlds)], months, tables=("partnerships", "districts"))
        batch.run()
        return batch.record.values["districts"].since_superintendent == 0

    return run


def fits(observed: np.ndarray, probabilities: np.ndarray) -> float:
    """P value of a chi-square test; cells with fewer than five expected are joined with the one before."""
    expected = probabilities / probabilities.sum() * observed.sum()
    while len(expected) > 2 and expected[-1] < 5:
        observed = np.append(observed[:-2], observed[-2:].sum())
        expected = np.append(expected[:-2], expected[-2:].sum())
    return float(stats.chisquare(observed, expected).pvalue)


def sum_of_chances(chances: np.ndarray) -> np.ndarray:
    """Distribution of the number of successes in independent trials with different chances."""
    distribution = np.ones(1)
    for chance in chances:
        distribution = np.convolve(distribution, [1 - chance, chance])
    return distribution


def test_changes_of_leadership_over_five_years_follow_the_binomial(departures):
    left = departures(60, 30)
    years = left.reshape(5, 12, -1).any(axis=1).sum(axis=0)
    assert fits(np.bincount(years, minlength=6), stats.binom.pmf(np.arange(6), 5, ANNUAL)) > 0.01
    # Counting every departure, two in one year too: months differ, and the year adds up to the annual share.
    summer = default("turnover.summer")
    share = np.full(12, (1 - summer) / 9)
    share[[11, 0, 1]] = summer / 3
    chances = 1 - (1 - ANNUAL) ** share
    expected = sum_of_chances(np.tile(chances, 5))[:8]
    assert fits(np.bincount(left.sum(axis=0), minlength=8)[:8], expected) > 0.01
    by_month = left.reshape(5, 12, -1).sum(axis=(0, 2))
    assert fits(by_month, chances) > 0.01
    # The test can tell: a hazard two points higher does not fit.
    assert fits(np.bincount(years, minlength=6), stats.binom.pmf(np.arange(6), 5, ANNUAL + 0.02)) < 0.01


def test_tenures_are_geometric(departures):
    left = departures(360, 15, EVEN)
    chance = 1 - (1 - ANNUAL) ** (1 / 12)
    first = np.where(left.any(axis=0), left.argmax(axis=0), 360)
    edges = np.append(np.arange(0, 240, 24), 240)

    def by_two_years(months: np.ndarray) -> np.ndarray:
        return np.append(np.histogram(months, edges)[0], (months >= 240).sum())

    within = np.append(np.diff(1 - (1 - chance) ** edges), (1 - chance) ** 240)
    assert fits(by_two_years(first), within) > 0.01
    # The next tenure of the same post is as long, however long the last one was.
    early = np.nonzero(first < 119)[0]
    after = np.array([left[first[d] + 1 :, d].argmax() if left[first[d] + 1 :, d].any() else 360 for d in early])
    assert fits(by_two_years(after), within) > 0.01
    lasted = first[early]
    assert abs(stats.spearmanr(lasted, np.minimum(after, 240)).statistic) < 3.5 / np.sqrt(len(early))


def test_empty_chairs_and_tenures_follow_from_hazard_and_search():
    """A post is empty for the search after each hire from outside; sitting tenure is what the hazard says."""
    search, inside = 6, 0.35
    scenario = world(
        MANY_DISTRICTS, EVEN, {"turnover.search": search, "turnover.inside": inside}
    )  # fmt: skip
    batch = Batch([Run(scenario, r, 18) for r in range(20)], 480, tables=("partnerships", "roles"))
    batch.run()
    roles = batch.record.values["roles"].reshape(480, 20, len(ROLES))[240:, :, LEADER_ROLES.index("superintendent")]
    chance = 1 - (1 - ANNUAL) ** (1 / 12)
    # From one departure to the next: the search (the month of leaving counts in it), then a geometric time.
    cycle = inside / chance + (1 - inside) * (1 / chance + search - 1)
    filled = 1 - (1 - inside) * search / cycle
    assert roles.filled.sum() / roles.posts.sum() == pytest.approx(filled, abs=0.004)
    # Departures a month are one a cycle and post.
    assert roles.left.sum() / roles.posts.sum() == pytest.approx(1 / cycle, rel=0.03)
    # Whoever sits in the chair has sat there for (1 - h) / h months on average; in their own month of leaving, posts
    # that are filled at once count as zero.
    elapsed = (roles.months * roles.filled).sum() / roles.filled.sum()
    assert elapsed == pytest.approx((1 - chance) / chance, rel=0.04)


#: One school of teachers whose hazard depends on experience alone.
TEACHERS = {
    **STILL, **EVEN, **NO_SUPPORT, "district.teacher_turnover": ANNUAL, "turnover.poverty": 0,
    "turnover.support_keeps": 0, "turnover.teacher_vacancy": 0, "district.schools": 2,
    "district.teachers_per_school": 200,
}  # fmt: skip


def stationary_teachers() -> tuple[float, float]:
    """Share of teachers with at most three years of teaching, and mean months from hire to leaving, at stationarity.

    From the renewal theorem: a post's share of time with novices is the expected time that a newcomer spends as one,
    over the expected time that a newcomer stays.
    """
    times = {kind: default(f"turnover.{kind}") for kind in ("novice", "early_career", "experienced")}
    longest = default("initial.career_years")
    beginners = (1 - default("turnover.mover_share")) * NOVICES
    starts = np.append(0.0, (np.arange(600) + 0.5) / 600 * longest)
    weights = np.append(beginners, np.full(600, (1 - beginners) / 600))
    alive, novice, total = np.ones(len(starts)), 0.0, 0.0
    for months in range(3000):
        years = starts + months / 12
        if months:
            later = np.where(years < 10, times["early_career"], times["experienced"])
            kind = np.where(years <= 3, times["novice"], later)
            alive = alive * (1 - ANNUAL) ** (kind / 12)
        novice += (weights * alive * (years <= 3)).sum()
        total += (weights * alive).sum()
    return novice / total, total


def test_novices_and_tenures_of_teachers_settle_where_the_hazards_say():
    months, settled, worlds = 1080, 300, 4
    batch = Batch([Run(world(TEACHERS), r, 19) for r in range(worlds)], months, tables=("partnerships",))
    teachers = batch.state.teachers
    novices, left = [], np.zeros((months, len(teachers)), dtype=bool)
    for month in range(months):
        batch.step()
        left[month] = teachers.months == 0
        novices.append((teachers.experience <= 3 + 1e-9).mean())
    share, stay = stationary_teachers()
    assert np.mean(novices[settled:]) == pytest.approx(share, abs=0.01)
    # Little's law: posts = hires a month x mean stay. Stays are those of people hired in five years after settling,
    # who are followed for sixty.
    hires = left[settled:].sum() / (months - settled)
    stays = []
    for post in left.T:
        when = np.nonzero(post)[0]
        lasted = np.diff(when)
        stays += lasted[(when[:-1] >= settled) & (when[:-1] < settled + 60)].tolist()
    assert np.mean(stays) == pytest.approx(stay, rel=0.05)
    assert hires * np.mean(stays) == pytest.approx(len(teachers), rel=0.06)
