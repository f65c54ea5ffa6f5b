"""Published figures: files, verdicts on planted data, and measures against quantities with a known answer."""

from __future__ import annotations

import math
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis.evidence.comparison import (
    INSIDE,
    NEAR,
    NOT_COMPARABLE,
    OUTSIDE,
    Compared,
    compare,
    table_of_evidence,
    verdict,
)
from analysis.evidence.estimates import Estimate
from analysis.evidence.fates import GOOD_ENDS
from analysis.evidence.figure import figure_evidence
from analysis.evidence.measures import MEASURES
from analysis.evidence.simulated import CENSUS, LINE_MONTHS, TENTHS, Census, Simulated, census
from app.cli import app
from sim.claims.evidence import Published, load_evidence
from sim.engine.batch import Batch, Run
from sim.scenario.files import load_scenario
from sim.scenario.mistakes import ScenarioError
from sim.state.tables import (
    ACTIVE,
    ENDED,
    HANDED_OVER,
    LEADER_ROLES,
    NO_LONGER_NEEDED,
    RESEARCHER_ROLES,
    TABLES,
    TENURED,
    TRUST_LOST,
    UNTENURED,
)

ROWS = load_evidence()
REFERENCES = (Path(__file__).parents[2] / "docs" / "references.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_is_well_formed(row: Published):
    short = [name.strip() for name in re.findall(r"^\| ([^|]+) \|", REFERENCES, re.M)]
    for part in re.sub(r"\([^)]*\)", "", row.source).split(";"):
        assert any(part.strip() == name for name in short), f"{part!r} is not in docs/references.md"
    assert row.measure is None or row.measure[0] in MEASURES
    assert row.measure is None or (row.why and row.low < row.high)


def test_every_measure_is_asked_for_and_says_what_it_does():
    assert {row.measure[0] for row in ROWS if row.measure} == set(MEASURES)
    assert all(measure.__doc__ for measure in MEASURES.values())


def test_all_mistakes_are_told_at_once(tmp_path: Path):
    (tmp_path / "e.yaml").write_text(
        "a:\n  title: T\n  source: S\n  used: fittet\n  measure: {departures: teacher}\n"
        "b:\n  titel: T\n  source: S\n  used: set\n  not_comparable: no\n  published: {value: 3, low: 1, high: 2}\n"
    )
    with pytest.raises(ScenarioError) as error:
        load_evidence([tmp_path / "e.yaml"])
    text = str(error.value)
    assert "did you mean fitted" in text and "needs `published` and `why`" in text
    assert "did you mean title" in text and "out of order" in text and "e.yaml:4" in text


def row(low: float, high: float, measure: str | None = "departures") -> Published:
    pair = None if measure is None else (measure, "teacher")
    return Published("x", "t", "X", None, low, high, "share", "why", "S", "independent", pair, (), "why not")


@pytest.mark.parametrize(
    ("simulated", "expected"),
    [
        ((0.5, 0.4, 0.6), INSIDE), ((0.5, math.nan, math.nan), INSIDE), ((0.9, 0.65, 1.0), NEAR),
        ((0.9, 0.8, 1.0), OUTSIDE), ((0.9, math.nan, math.nan), OUTSIDE), ((math.nan,) * 3, NOT_COMPARABLE),
    ],
)  # fmt: skip
def test_verdicts(simulated, expected):
    assert verdict(row(0.3, 0.7), Estimate(*simulated)) == expected


class Planted(Simulated):
    """Populations with a known answer."""

    census = Census(
        left={"teacher": 160, "high poverty": 300, "low poverty": 200, "untenured_faculty": 15, "tenured_faculty": 9},
        years={"teacher": 1000, "high poverty": 1000, "low poverty": 1000, "untenured_faculty": 100,
               "tenured_faculty": 100},
        heads=np.array([0, 0, 0, 0, 1, 1, 1, 2, 2, 3]), replaced=np.array([0.4, 0.6]),
        principal_months=np.array([12.0, 36.0, 60.0, 84.0]), reforms=np.array([3.0, 5.0]), practice_spread=0.1,
    )  # fmt: skip


def measured(name: str, of: str) -> Estimate:
    return MEASURES[name](Planted(1), of, {})


def test_measures_by_hand():
    assert measured("departures", "teacher").value == pytest.approx(1 - math.exp(-0.16))  # successors leave too
    assert measured("turnover_ratio", "high poverty").value == pytest.approx(math.expm1(-0.3) / math.expm1(-0.2))
    assert measured("departures_in_five_years", "0").value == 0.4
    assert measured("replaced_in_four_years", "leaders").value == 0.5
    assert measured("tenure", "principal").value == 4
    assert measured("newcomers", "principal").value == 0.25
    assert measured("reforms", "started").value == 4
    low, high = measured("departures", "teacher")[1:]
    assert 0.12 < low < 1 - math.exp(-0.16) < high < 0.18


def test_the_median_of_two_rates_by_hand():
    # exp(-6 x 0.15) = 0.41: half have left before the sixth year is over, after ln 2 / 0.15 years
    assert measured("faculty_median", "years").value == pytest.approx(math.log(2) / 0.15)


def table(**columns: np.ndarray) -> np.recarray:
    """Recorded partnerships with some columns, shape (months, rows)."""
    shape = next(iter(columns.values())).shape
    found = np.zeros(shape, dtype=np.dtype([(c.name, c.dtype) for c in TABLES["partnerships"]])).view(np.recarray)
    found.stage = ACTIVE
    for name, values in columns.items():
        found[name] = values
    return found


class PlantedFates(Simulated):
    """Ten partnerships: one ends in each of the first four years, and trust is 0.1 to 1."""

    stage = np.full((120, 10), ACTIVE)
    cause = np.zeros((120, 10), dtype=int)
    for row, (month, why) in enumerate(((6, TRUST_LOST), (18, TRUST_LOST), (30, HANDED_OVER), (42, NO_LONGER_NEEDED))):
        stage[month:, row], cause[month:, row] = ENDED, why
    types = table(stage=stage, cause=cause, trust=np.tile(np.arange(1, 11) / 10, (120, 1)))
    types_lives = np.array([6, 18, 30, 42, 360])
    towards_bad_levers = [
        table(stage=np.tile(np.where(np.arange(10) < gone, ENDED, ACTIVE), (LINE_MONTHS, 1)))
        for gone in [0] * 7 + [4] * (TENTHS - 6)
    ]


def test_fates_by_hand():
    def fate(name: str, of: str, **settings: float) -> float:
        return MEASURES[name](PlantedFates(1), of, settings).value

    assert set(GOOD_ENDS) == {HANDED_OVER, NO_LONGER_NEEDED}
    assert [fate("types_alive_at", month) for month in ("6", "24", "120")] == [1, 0.8, 0.6]
    assert fate("types_main_cause", "share") == 0.5 and fate("types_good_ends", "share") == 0.5
    assert fate("types_least_year", "4") == 0.1 and fate("types_least_year", "5") == 0
    assert fate("types_trust", "50", month=36) == pytest.approx(0.7)  # of those alive, 0.4 to 1
    assert fate("types_skewness", "lifetimes") == pytest.approx(1.470, abs=1e-3)  # one long life among five
    assert fate("steepest_tenth", "share") == pytest.approx(0.4)


class PlantedProducts(Simulated):
    """Nine young partnerships: seven make something usable, from month 8 on, and two never do."""

    made = [(0, 8, "decision_informed"), (0, 30, "result_released"), (1, 9, "change_worked_reliably"),
            (2, 10, "result_released"), (3, 12, "bad_news_shared_first"), (4, 20, "result_released"),
            (5, 24, "decision_informed"), (6, 50, "result_released"), (7, 3, "trust_regained")]  # fmt: skip
    young = SimpleNamespace(runs=[None] * 9), pd.DataFrame(made, columns=["run", "month", "event"])


def test_a_median_of_first_products_counts_those_that_never_have_one():
    assert MEASURES["first_products"](PlantedProducts(1), "median", {}).value == 20


@pytest.fixture(scope="module")
def small() -> Simulated:
    return Simulated(1, scale=0.02)


def test_a_census_counts_everybody(small: Simulated):
    everybody = small.census
    assert {"teacher", "novice October to April", *LEADER_ROLES, *RESEARCHER_ROLES} <= everybody.left.keys()
    posts = 300 * 10 * small.number(CENSUS)
    assert 0.95 * posts < everybody.years["teacher"] < posts, "a few posts are empty until the next summer"
    groups = ("teacher up to 3 years", "teacher 4 to 9 years", "teacher 10 years or more")
    assert sum(everybody.years[g] for g in groups) == pytest.approx(everybody.years["teacher"])
    assert 0.1 < everybody.left["teacher"] / everybody.years["teacher"] < 0.22


def test_a_census_knows_who_left_and_what_began():
    """One reform starts every month; all have tenure, and whoever leaves counts by the rank held until then."""
    changed = {"calendar.reform_rate": 12, "turnover.faculty": 0.3, "district.schools": 1}
    scenario = load_scenario("baseline", set=changed)
    batch = Batch([Run(scenario, n, 1) for n in range(90)], 12, tables=())
    batch.state.researchers.role[batch.state.researchers.role == UNTENURED] = TENURED
    found = census(batch)
    assert found.reforms.mean() == pytest.approx(12, abs=0.3)
    assert found.left["tenured_faculty"] > max(20, 5 * found.left["untenured_faculty"])


def test_comparisons_tables_and_figure(small: Simulated):
    chosen = [r for r in ROWS if r.topic in ("leaders", "teachers")]
    found = compare(chosen, small)
    table = table_of_evidence(found)
    assert len(table) == len(chosen) and set(table["verdict"]) <= {INSIDE, NEAR, OUTSIDE, NOT_COMPARABLE}
    assert figure_evidence(found, made="seed 1", digest="d")._repr_png_()[:4] == b"\x89PNG"
    nothing = Compared(row(0, 1), Estimate(math.nan, math.nan, math.nan), NOT_COMPARABLE, "")
    assert figure_evidence([nothing], made="seed 1", digest="d").data["verdict"].tolist() == [NOT_COMPARABLE]


@pytest.mark.slow
def test_the_command_writes_a_folder_and_compares_every_row(tmp_path: Path):
    folder = tmp_path / "out"
    done = CliRunner().invoke(app, ["evidence", "--scale", "0.05", "--quiet", "--out", str(folder)])
    assert done.exit_code == 0, done.output
    names = {path.name for path in folder.iterdir()}
    assert {"evidence.csv", "evidence.json", "manifest.json", "evidence-figure.png"} <= names
    assert "Used for neither" in done.output and "Not comparable" in done.output
