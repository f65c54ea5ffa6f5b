"""Running from Python: which replicates, which events, what tells variants apart, and how runs are joined."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import sim
from sim.scenario.scenario import Scenario

TABLES = ("runs", "partnerships", "districts", "schools", "funders", "roles", "events")
MONTHS = 18


def ran(scenario: object, replicates: object = 2, **options: object) -> sim.Result:
    return sim.run(scenario, replicates=replicates, months=MONTHS, **options)


# --- variants ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def versions(small: Scenario) -> sim.Result:
    """The same scenario as it is, with a value, with an event, and as it is once more."""
    plain = replace(small, origins={})
    return ran([plain, plain.with_values(coordination_fte=1), plain.with_event("budget_cut", month=3), plain], log=True)


def test_every_table_tells_variants_apart(versions: sim.Result):
    assert versions.variants == ("", "coordination.fte=1", "budget_cut 0.1 in month 3", "(2)")
    for table in TABLES:
        frame = getattr(versions, table)
        assert list(frame.columns[:4]) == ["scenario", "variant", "run", "replicate"], table
        assert tuple(frame["variant"].unique()) == versions.variants, table
        assert frame.groupby(["scenario", "variant", "replicate"])["run"].nunique().eq(1).all(), table


def test_summaries_and_figures_keep_variants_apart(versions: sim.Result):
    from analysis.overview.figures import trust
    from analysis.survival.tables import lasting

    for variant in versions.variants:
        part = versions.runs[versions.runs["variant"] == variant]
        assert versions.summary().loc[("baseline", variant, "trust"), "mean"] == pytest.approx(part["trust"].mean())
    assert tuple(versions.survival()["variant"].unique()) == versions.variants
    assert len(lasting(versions.runs)) == 4
    assert trust(versions.partnerships).figure.data["scenario"].nunique() == 4


def test_more_changes_than_a_line_holds_are_counted(small: Scenario):
    many = small.with_values({f"breadth.{who}": 1 for who in ("principals", "coaches", "teachers", "central_office")})
    assert sim.run(many, replicates=1, months=1).variants[0].endswith(" and 4 more")


# --- events and values ------------------------------------------------------------------------------------------------


def test_an_event_acts_as_in_a_file(tmp_path, small: Scenario):
    (tmp_path / "a.yaml").write_text(
        "title: A\nlevers: {scale.sites_start: 0.4}\n"
        "context: {district.schools: 3, district.teachers_per_school: 10}\n"
        "events:\n  - {year: 1, month_name: September, do: leaders_leave, role: principal, value: 0.5}\n"
    )
    keys = {"year": 1, "month_name": "September", "do": "leaders_leave", "role": "principal", "value": np.float64(0.5)}
    filed = sim.load_scenario(tmp_path / "a.yaml")
    assert small.with_event(keys).digest == filed.digest
    assert small.with_event("leaders_leave", month=3, role="principal", value=0.5).digest == filed.digest
    assert small.with_event(filed.events[0]).digest == filed.digest
    assert sim.run(small, events=[keys], replicates=1, months=MONTHS).scenarios[0].digest == filed.digest


def test_an_event_may_set_values_from_a_month_on(small: Scenario):
    changed = small.with_event("set", month=5, levers={"coordination.fte": 1})
    assert changed.events[-1].changes == {"coordination.fte": 1.0}
    assert changed.with_event(changed.events[-1]).events[-1] == changed.events[-1]


@pytest.mark.parametrize(
    "event, said",
    [
        ({"do": "budgt_cut", "month": 3}, "did you mean budget_cut?"),
        ({"do": "budget_cut", "month": 3, "value": 2}, "from 0 to 0.9"),
        ({"do": "budget_cut", "month": 3, "district": "x"}, "there is no district of this name"),
        ({"do": "budget_cut", "month": 999}, "after the end in month 120"),
        ({"do": "leaders_leave", "month": 3}, "needs `role`"),
        ({"do": "set", "month": 3, "levers": {"coordination.ft": 1}}, "did you mean coordination.fte?"),
    ],
)
def test_a_wrong_event_is_refused_as_in_a_file(small: Scenario, event: dict, said: str):
    with pytest.raises(sim.ScenarioError, match=said.replace("?", r"\?")):
        small.with_event(event)


def test_values_as_mapping_and_as_keywords(small: Scenario):
    assert small.with_values(coordination_fte=1) == small.with_values({"coordination.fte": np.int64(1)})
    with pytest.raises(ValueError, match="given twice"):
        small.with_values({"coordination.fte": 1}, coordination_fte=1)
    with pytest.raises(sim.ScenarioError, match="did you mean coordination.fte"):
        small.with_values(coordination_ft=1)


# --- replicates -------------------------------------------------------------------------------------------------------


def test_joined_replicates_are_those_of_one_run(small: Scenario):
    both = [small, small.with_values(coordination_fte=1)]
    joined = ran(both, 2, log=True).join(ran(both, range(2, 5), log=True))
    whole = ran(both, np.int64(5), log=True)
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(joined, table), getattr(whole, table))


def test_a_replicate_has_the_same_result_whoever_runs_beside_it(small: Scenario):
    alone, whole = ran(small, [3]).runs, ran(small, 4).runs
    pd.testing.assert_frame_equal(alone.drop(columns="run"), whole.tail(1).drop(columns="run").reset_index(drop=True))


def test_what_does_not_belong_together_is_not_joined(small: Scenario):
    first = ran(small)
    others = {
        "replicates 0, 1 are in both": first, "one is of baseline@": ran(small.with_values(coordination_fte=2), [2]),
        "their seed differ: 1 and 2": ran(small, [2], seed=2), "one keeps tables": ran(small, [2], tables=()),
        "their months differ: 18 and 6": sim.run(small, replicates=[2], months=6), "str is no result": "x",
    }  # fmt: skip
    for said, other in others.items():
        with pytest.raises(ValueError, match=said):
            first.join(other)


@pytest.mark.parametrize(
    "options, said",
    [
        ({"replicates": 0}, "replicates must be a whole number from 1"),
        ({"replicates": 2.5}, "replicates must be a whole number"),
        ({"replicates": True}, "replicates must be a whole number"),
        ({"replicates": [1, 1]}, "replicate 1 is there twice"),
        ({"replicates": []}, "replicates are empty"),
        ({"replicates": [-1]}, "whole number from 0"),
        ({"seed": -1}, "seed must be a whole number from 0"),
        ({"months": 0}, "months must be a whole number from 1"),
        ({"tables": ["scools"]}, "did you mean schools?"),
    ],
)
def test_numbers_out_of_range_are_refused(small: Scenario, options: dict, said: str):
    with pytest.raises(ValueError, match=said.replace("?", r"\?")):
        sim.run(small, **options)


def test_numbers_of_numpy_are_numbers(small: Scenario):
    one = sim.run(small, replicates=np.int32(1), months=np.int64(3), seed=np.uint8(7), threads=np.int8(1))
    assert one.runs.equals(sim.run(small, replicates=1, months=3, seed=7).runs)


# --- progress ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("threads", [1, 3])
def test_progress_is_told_and_can_cancel(small: Scenario, threads: int):
    told: list[tuple[int, int]] = []
    ran(small, 300, threads=threads, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told) and told[-1] == (300 * MONTHS, 300 * MONTHS) and 10 < len(told) <= 100
    asked = []

    def cancel(done: int, total: int) -> bool:
        asked.append(done)
        return done < total / 2

    with pytest.raises(sim.Cancelled, match="stopped by its progress callable after"):
        ran(small, 300, threads=threads, progress=cancel)
    assert len([done for done in asked if done >= 150 * MONTHS]) == 1


def test_what_a_progress_callable_raises_comes_through(small: Scenario):
    def broken(done: int, total: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ran(small, progress=broken)
