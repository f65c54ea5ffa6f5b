"""What must not matter does not, and what needs somebody needs somebody (docs/model/theory.md, 10 and 11)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from quiet import FROZEN_INNOVATION, NEVER_ENDS, NO_ADVICE, NO_SHOCKS, RICH, STILL, world
from shared import SCENARIOS, SMALL

from sim.engine.batch import Batch, Run
from sim.measures.outcomes import OUTCOMES, summarised
from sim.scenario.files import load_scenario
from sim.state.tables import CAUSES, ENDED

NOBODY = {
    "team.tenured": 0, "team.untenured": 0, "team.staff": 0, "team.graduates": 0, "coordination.fte": 0,
}  # fmt: skip


def finished(values: dict, replicates: int = 10, months: int = 96) -> Batch:
    batch = Batch([Run(world(values, SMALL), r, 41) for r in range(replicates)], months)
    batch.run()
    return batch


@pytest.mark.parametrize("without", [NOBODY, {"contact.meetings": 0}], ids=["nobody to meet", "nobody meets"])
def test_without_researchers_or_contact_nobody_learns(without: dict):
    start = finished(STILL | without)
    t = start.record.values["partnerships"]
    assert (t.social_learning == 0).all() and (t.contact == 0).all()
    assert (t.learning_practice == 0).all() and (t.learning_research == 0).all()
    with_people = finished(STILL).record.values["partnerships"]
    assert (with_people.social_learning[1:] > 0).all() and (with_people.learning_practice[-1] > 0).all()


def test_without_researchers_there_is_no_work_no_result_and_no_effect():
    nothing_else = {"capacity.support_hours": 0, "instruction.coach_hours": 0, "work.interim_products": 0,
                    "decisions.practice": 0}  # fmt: skip
    t = finished(STILL | NOBODY | NO_ADVICE | nothing_else).record.values["partnerships"]
    for column in ("research_hours", "studies", "knowledge", "informed", "cycles", "data_open"):
        assert (t[column] == 0).all(), column
    for column in ("belief", "usability", "robustness", "local_fit"):
        assert (t[column] == t[column][0]).all(), column
    assert (np.diff(t.student_learning_sd, axis=0) <= 1e-12).all()  # practice may erode, it does not improve


def test_a_partnership_without_researchers_ends_because_they_are_not_there():
    t = finished(RICH | NO_SHOCKS | NOBODY).record.values["partnerships"]
    assert (t.stage[-1] == ENDED).all()
    assert set(t.cause[-1]) == {CAUSES.index("research_side_left")}


def test_without_seats_there_are_no_ties_and_no_practice_side():
    levels = ("superintendent", "central_office", "principals", "coaches", "teachers")
    nobody = {f"breadth.{level}": 0 for level in levels}
    t = finished(STILL | nobody).record.values["partnerships"]
    assert (t.contact == 0).all() and (t.commitment_practice == 0).all() and (t.practice_hours == 0).all()


def test_the_order_of_worlds_and_of_names_changes_nothing():
    loaded = [load_scenario(name).with_values(SMALL) for name in SCENARIOS if name.startswith("types/")]
    runs = [Run(scenario, r, 43) for scenario in loaded for r in range(2)]
    order = np.random.default_rng(1).permutation(len(runs))
    other = [replace(runs[i], scenario=replace(runs[i].scenario, name=f"other-{i}")) for i in order]
    one, two = Batch(runs, 60, tables=("partnerships",)), Batch(other, 60, tables=("partnerships",))
    one.run()
    two.run()
    for name, values in summarised(one.record.values["partnerships"]).items():
        shuffled = summarised(two.record.values["partnerships"])[name]
        if name != "cause":
            assert np.array_equal(values[order], shuffled, equal_nan=True), name


def test_a_district_of_twice_the_schools_has_the_same_shares_with_half_the_variance():
    """Large-number limit of teachers: with an innovation and support a school that do not depend on size."""
    values = STILL | NO_SHOCKS | FROZEN_INNOVATION | {
        "district.teacher_turnover": 0.16, "scale.sites_start": 1, "district.teachers_per_school": 10,
        "district.coach_posts": 0, "breadth.coaches": 0, "breadth.principals": 0, "breadth.teachers": 0,
        "instruction.adopt": 0, "instruction.unskilled": 1, "commitment.rate": 0, "initial.history": 0,
        "district.poverty_spread": 0,
        "decisions.practice": 0,  # a district decides as one, however many its schools
    }  # fmt: skip
    found = {}
    for schools in (12, 24):
        scenario = world(values, {"district.schools": schools})
        batch = Batch([Run(scenario, r, 47) for r in range(240)], 60, tables=("partnerships",))
        batch.run()
        found[schools] = batch.record.values["partnerships"][-1]
    for column in ("users", "practice", "depth", "reached"):
        small, large = found[12][column], found[24][column]
        assert abs(small.mean() - large.mean()) < 4 * np.hypot(small.std(), large.std()) / np.sqrt(240) + 0.002, column
    for column in ("users", "practice"):
        ratio = found[12][column].var() / found[24][column].var()
        assert 1.5 < ratio < 2.7, column  # 2; the bounds are about three standard errors of a ratio of variances


def test_replicates_and_seeds_are_independent():
    """Outcomes of neighbouring replicates, and of the same replicate under neighbouring seeds, are not correlated."""
    n = 600
    scenario = load_scenario("baseline").with_values(SMALL)
    found = []
    for seed in (1, 2):
        batch = Batch([Run(scenario, r, seed) for r in range(n)], 48, tables=("partnerships",))
        batch.run()
        found.append(summarised(batch.record.values["partnerships"]))
    # Outcomes that take many values; a rare 0 or 1 has no correlation to speak of.
    names = [o.name for o in OUTCOMES if min(len(np.unique(x[o.name][np.isfinite(x[o.name])])) for x in found) > n / 2]
    names = [name for name in names if all(np.isfinite(x[name]).all() for x in found)]
    assert len(names) > 20
    strongest = []
    for name in names:
        one, two = (x[name].astype(float) for x in found)
        strongest += [abs(np.corrcoef(one[:-lag], one[lag:])[0, 1]) for lag in (1, 2, 3)]
        strongest.append(abs(np.corrcoef(one, two)[0, 1]))
    # Largest of about 100 correlated values under independence: 4.5 standard errors are almost never reached.
    assert max(strongest) < 4.5 / np.sqrt(n)
    assert np.mean(np.square(strongest)) < 2 / n  # and on average they are as small as chance makes them


def test_a_world_that_never_ends_never_ends():
    hard = STILL | NEVER_ENDS | {"governance.floor": 1}
    t = finished(hard).record.values["partnerships"]
    assert (t.stage != ENDED).all()
