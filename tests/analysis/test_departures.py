"""Around a departure the table shows what was planted there, and nothing where nothing was."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.survival.departures import around_departures

MONTHS, RUNS = 80, 60


def planted(drop: float, *, ends: bool = False, seed: int = 3) -> pd.DataFrame:
    """Partnerships by month; in half of the runs the superintendent leaves in month 30, and trust drops for good."""
    rng = np.random.default_rng(seed)
    month = np.tile(np.arange(1, MONTHS + 1), RUNS)
    run = np.repeat(np.arange(RUNS), MONTHS)
    left = (run % 2 == 0) & (month == 30)
    after = (run % 2 == 0) & (month >= 30)
    level = rng.normal(0.5, 0.1, RUNS)[run] + 0.002 * month + rng.normal(0, 0.01, len(run))
    gone = ends & after & (run % 4 == 0) & (month >= 40)
    return pd.DataFrame({
        "scenario": "a", "run": run, "partnership": "p", "month": month,
        "stage": np.where(gone, "ended", "active"), "superintendents_left": left.astype(float),
        "trust": level - drop * after,
    })  # fmt: skip


def test_a_planted_drop_is_found_and_the_trend_is_not_taken_for_it() -> None:
    found = around_departures(planted(0.1), ["trust"]).set_index("month")
    assert found.index.tolist() == list(range(-12, 25))
    assert (found["departures"] == 30).all()
    assert found.loc[:-1, "change"].abs().max() < 0.02
    after = found.loc[0:]
    assert ((after["low"] < -0.1) & (after["high"] > -0.1)).mean() > 0.85
    assert (after["high"] < -0.08).all()
    # Trust rises by 0.002 a month in both, so that those that stayed are 0.05 up after 25 months.
    assert found.loc[24, "stayed"] - found.loc[-1, "stayed"] == pytest.approx(0.05, abs=0.01)


def test_without_an_effect_the_interval_holds_zero() -> None:
    after = around_departures(planted(0.0), ["trust"]).set_index("month").loc[0:]
    assert ((after["low"] < 0) & (after["high"] > 0)).mean() > 0.85


def test_share_still_going_and_those_that_are_known() -> None:
    found = around_departures(planted(0.1, ends=True), ["trust", "alive"]).set_index(["variable", "month"])
    assert found.loc[("alive", 9), "left"] == 1 and found.loc[("alive", 10), "left"] == 0.5
    assert found.loc[("alive", 10), "stayed"] == 1 and found.loc[("alive", 10), "change"] == -0.5
    assert found.loc[("trust", 10), "known"] == 15 and found.loc[("alive", 10), "known"] == 30


def test_those_that_stayed_count_month_by_month() -> None:
    table = planted(0.0)
    # Of 30 departures move 10 to month 50: what stayed is then two parts month 30 and one part month 50.
    moved = (table["run"] % 6 == 0) & (table["run"] % 2 == 0)
    table.loc[moved & (table["month"] == 30), "superintendents_left"] = 0
    table.loc[moved & (table["month"] == 50), "superintendents_left"] = 1
    table["trust"] = table["month"].astype(float)
    found = around_departures(table, ["trust"]).set_index("month")
    assert found.loc[0, "left"] == found.loc[0, "stayed"] == pytest.approx((20 * 30 + 10 * 50) / 30)


def test_departures_soon_after_another_or_near_the_edges_do_not_count() -> None:
    table = planted(0.0)
    for month in (5, 35, 70):
        table.loc[(table["run"] == 0) & (table["month"] == month), "superintendents_left"] = 1
    assert around_departures(table, ["trust"])["departures"].iloc[0] == 30


def test_only_the_same_design_point_is_like_it() -> None:
    table = planted(0.1).assign(point=lambda t: t["run"] % 2)  # nobody stayed in the points with departures
    assert around_departures(table, ["trust"]).empty


def test_nothing_to_look_at_gives_no_rows() -> None:
    table = planted(0.1)
    assert around_departures(table.assign(superintendents_left=0.0), ["trust"]).empty
    assert around_departures(table[table["month"] <= 20], ["trust"]).empty
    one = table[table["run"] < 2]
    found = around_departures(one, ["trust"])
    assert found["worlds"].max() == 1 and found["low"].isna().all() and found["change"].notna().all()


def test_yearly_tables_and_missing_columns_are_refused() -> None:
    table = planted(0.1)
    with pytest.raises(ValueError, match="every month"):
        around_departures(table[table["month"] % 12 == 0], ["trust"])
    with pytest.raises(ValueError, match="no column contact"):
        around_departures(table, ["contact"])


def test_replicates_are_clusters_only_where_they_share_random_numbers() -> None:
    """Sixty runs of fifteen draws and four replicates: four sets of random numbers tell nothing, fifteen draws do."""
    table = planted(0.1)
    shared = table.assign(draw=table["run"] // 4, seed=table["run"] % 4, replicate=table["run"] % 4)
    own = shared.assign(seed=table["run"])
    common, independent = (around_departures(t, ["trust"]).set_index("month").loc[0:] for t in (shared, own))
    assert common[["low", "high"]].isna().all(axis=None)
    assert independent["worlds"].eq(15).all() and (independent["high"] < -0.05).all()
