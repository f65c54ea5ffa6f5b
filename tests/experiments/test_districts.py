"""Tables of real districts as points: what public tables call their columns, what is refused, and ids that stay."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from command_line import good, rpp

from sim.experiments import Design, from_districts, load_plan
from sim.experiments.design.district_columns import COLUMNS, column_of
from sim.scenario.mistakes import ScenarioError

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "scenarios" / "districts"
SCHOOLS, EACH, POVERTY = "district.schools", "district.teachers_per_school", "district.poverty"


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files lie in the current folder."""
    monkeypatch.chdir(tmp_path)


def districts(text: str) -> Design:
    Path("d.csv").write_text(text, encoding="utf-8")
    return from_districts(Path("d.csv"))


def told(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as error:
        districts(text)
    return str(error.value).splitlines()


def test_ccd_columns_become_size_and_poverty_in_the_units_of_the_model() -> None:
    found = districts(
        "LEAID,LEA_NAME,ST,NUMBER_OF_SCHOOLS,TEACHERS_FTE,ENROLLMENT,FREE_OR_REDUCED_PRICE_LUNCH,SUPERINTENDENT_TURNOVER\n"
        '="0600001",Alpha,CA,10,246,5000,3000,0.2\n="0600002",Beta,CA,2,0.4,20,5,0.1\n'
    )
    assert found.values(0) == {SCHOOLS: 10, EACH: 25, POVERTY: 0.6, "district.superintendent_turnover": 0.2}
    assert found.values(1)[EACH] == 1  # a school has at least one teacher
    assert dict(found.names) == {"district_id": ("0600001", "0600002"), "district_name": ("Alpha", "Beta")}
    assert "not used: ST" in found.settings["read"]
    assert "district.poverty from 'FREE_OR_REDUCED_PRICE_LUNCH' ÷ 'ENROLLMENT'" in found.settings["read"]


def test_both_shipped_tables_say_the_same_of_the_same_districts() -> None:
    nces, california = (from_districts(TABLES / f"invented_{name}.csv") for name in ("nces", "california"))
    assert nces.names["district_name"] == california.names["district_name"] and len(nces) == 12
    for name in (SCHOOLS, EACH, POVERTY):
        np.testing.assert_allclose(nces.columns[name], california.columns[name], atol=1e-6)


@pytest.mark.parametrize(("heading", "cell"), [
    ("poverty", "0.35"), ("district.poverty", "35 %"), ("poverty_percent", "35"), ("poverty_pct", "35%"),
    ("lunch", "35"), ("Percent (%) Eligible FRPM (K-12)", "0.35"),
])  # fmt: skip
def test_shares_and_percentages_are_told_apart_by_heading_and_sign(heading: str, cell: str) -> None:
    assert districts(f"id,{heading}\na,{cell}\n").values(0) == {POVERTY: 0.35}


def test_units_that_do_not_fit_are_refused_and_not_converted() -> None:
    assert told("id,lunch\na,0.35\nb,0.7\n") == [
        "d.csv:1: lunch: is a percentage, but no value is above 1; call it poverty if these are shares"]  # fmt: skip
    assert told("id,poverty\na,35\nb,0.7\n") == [
        "d.csv:1: poverty: is a share, but some values are above 1; call it poverty_percent if these are percentages"]


@pytest.mark.parametrize("missing", ["", "NA", "-1", "M", "†", "–"])
def test_every_district_of_which_something_is_missing_is_told_at_once(missing: str) -> None:
    assert told(f"LEAID,schools,teachers,poverty\n1,5,{missing},{missing}\n2,5,50,0.2\n3,{missing},50,0.5\n") == [
        "d.csv:2: LEAID = 1: nothing is told of poverty, teachers; fill it in, or remove the line",
        "d.csv:4: LEAID = 3: nothing is told of schools; fill it in, or remove the line",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("LEAID,LEA_NAME\n1,Alpha\n", "no column tells size, poverty or turnover"),
        ("city,poverty\nAlpha,0.3\n", "no column names the districts"),
        ("LEAID,id,poverty\n1,2,0.3\n", "id: holds the same as LEAID"),
        ("District Code,School Name,poverty\n7,A,0.2\n7,B,0.3\n", "summed up by district first"),
        ("LEAID,schools,teachers\n1,0,50\n", "needs two numbers, the second above 0"),
        ("LEAID,schools\n1,5000\n", "from 1 to 4000 (schools)"),
        ('LEAID,schools\n1,"1,234"\n', "decimals or between thousands"),
    ],
)
def test_what_cannot_be_taken_is_told(text: str, message: str) -> None:
    assert message in "\n".join(told(text))


def test_an_elsi_export_is_read_without_its_notes() -> None:
    found = districts(
        'ELSI Export\n"Source: NCES"\n"Agency Name","Agency ID - NCES Assigned [District] Latest available year",'
        '"Total Number Operational Schools [Public School] 2022-23"\n"Alpha",="0600001",4\n"Beta",="0600002",6\n'
        '"Data Source: U.S. Department of Education"\n"† indicates that the data are not applicable."\n'
    )
    assert found.columns[SCHOOLS].tolist() == [4, 6] and "ELSI" in found.settings["read"]


def test_every_heading_is_known_once_and_stands_in_the_guide() -> None:
    assert len({column.heading for column in COLUMNS}) == len(COLUMNS)
    guide = (ROOT / "docs" / "guide" / "experiments.md").read_text(encoding="utf-8").lower()
    for column in COLUMNS:
        assert column_of(column.heading.upper()) == column and f"`{column.heading}`" in guide


def test_a_table_is_the_design_of_an_experiment_and_ids_stay_beside_results() -> None:
    Path("small.yaml").write_text("context: {district.teacher_turnover: 0.2}\n", encoding="utf-8")
    Path("d.csv").write_text("LEAID;LEA_NAME;schools;teachers;poverty\n01;A;1;2;0,3\n02;B;1;3;0,6\n", encoding="utf-8")
    Path("e.yaml").write_text("scenarios: ./small.yaml\nreplicates: 2\nmonths: 12\n", encoding="utf-8")
    code, _, err = rpp("sweep", "e.yaml", "--districts", "d.csv", "--out", "r", "--jobs", "1", "--csv", "--quiet")
    assert code == 0 and "d.csv: semicolons between cells; decimal commas; district_id from 'LEAID'" in err
    runs = pd.read_csv("r/csv/runs.csv", dtype={"district_id": str})
    assert set(zip(runs["district_id"], runs["district_name"], strict=True)) == {("01", "A"), ("02", "B")}
    design = pd.read_csv("r/csv/design.csv")
    assert design[POVERTY].tolist() == [0.3, 0.6] and design[EACH].tolist() == [2, 3]
    Path("e.yaml").write_text("districts: d.csv\nmonths: 12\n", encoding="utf-8")
    assert load_plan("e.yaml").designs[0].names["district_id"] == ("01", "02")


def test_nothing_else_makes_points_beside_a_table() -> None:
    Path("d.csv").write_text("LEAID,poverty\n1,0.3\n", encoding="utf-8")
    Path("e.yaml").write_text("districts: d.csv\nvary: {contact.meetings: }\n", encoding="utf-8")
    code, _, err = rpp("sweep", "e.yaml", "--plan")
    assert code == 2 and "e.yaml:2: vary: has no part beside a table of districts" in err
    Path("e.yaml").write_text("districts: d.csv\n", encoding="utf-8")
    code, _, err = rpp("sweep", "e.yaml", "--plan", "--districts", "d.csv")
    assert code == 2 and "e.yaml:1: districts: has no part" in err


def test_tables_are_validated_by_what_their_columns_are() -> None:
    Path("points.csv").write_text("id,contact.meetings\na,1\n", encoding="utf-8")
    Path("lives.csv").write_text("months,ended\n5,1\n", encoding="utf-8")
    Path("other.csv").write_text("age,income\n5,1\n", encoding="utf-8")
    told = good("validate", "points.csv", "lives.csv", str(TABLES / "invented_nces.csv")).splitlines()
    assert [line.rpartition(": ")[2] for line in told] == [
        "points of a design", "observed lifetimes", "a table of districts"]  # fmt: skip
    code, _, err = rpp("validate", "other.csv")
    assert code == 2 and len(err.splitlines()) == 1 and "a table of no known type; there are points of a design" in err
