"""CSV files of other programs: what is certain is read and told, and what could be read in two ways is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario.csv_table import Table, read_table, without_percent
from sim.scenario.mistakes import ScenarioError, refuse


@pytest.fixture
def table_of(tmp_path: Path):
    """Reads a text, or bytes, as a file named ``t.csv``."""

    def read(content: str | bytes) -> Table:
        path = tmp_path / "t.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        problems = []
        table = read_table(path, "t.csv", problems)
        refuse(problems)
        return table

    return read


@pytest.fixture
def refused(table_of):
    """What is told of a file that cannot be read; always one line."""

    def tell(content: str | bytes, *columns: str) -> str:
        with pytest.raises(ScenarioError) as error:
            table_of(content).in_numbers(columns)
        assert len(error.value.problems) == 1
        return str(error.value)

    return tell


@pytest.mark.parametrize(("separator", "told"), [(",", ""), (";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_separators_and_ends_of_lines_are_found(table_of, separator: str, told: str, ending: str) -> None:
    table = table_of(ending.join(separator.join(cells) for cells in (("a", "b"), ("1", "x"), ("2", "y"))))
    assert (table.names, table.column("b")) == (("a", "b"), ["x", "y"])
    assert told in "".join(table.remarks) and bool(table.remarks) == bool(told)
    assert [row.line for row in table.rows] == [2, 3]


def test_separator_that_a_file_states_counts_and_lines_keep_their_numbers(table_of) -> None:
    table = table_of('sep=;\na;"b, c"\n1;2\n\n3;4\n')
    assert table.names == ("a", "b, c") and [row.line for row in table.rows] == [3, 5]


def test_two_possible_separators_are_refused(refused) -> None:
    assert "may be separated by commas or semicolons; put quotes" in refused("a,x;b,y\n1,2;3,4\n")


def test_quotes_protect_separators(table_of) -> None:
    table = table_of('name;note\n"A; B";"1,5"\n')
    assert table.rows[0].cells == {"name": "A; B", "note": "1,5"}


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_every_usual_code_gives_the_same_texts(table_of, code: str) -> None:
    table = table_of("id,größe\nMühle,1\n".encode(code))
    assert (table.names, table.column("id")) == (("id", "größe"), ["Mühle"])
    assert ("coded" in "".join(table.remarks)) == (not code.startswith("utf-8"))


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"PK\x03\x04rest", "a workbook"), (b"\x1f\x8brest", "a compressed file"), (b"PAR1rest", "a Parquet file"),
     ("a,b\n1,2\n".encode("utf-16-le"), "zero bytes"), (b"a,b\n\x81,2\n", "neither UTF-8")],
)  # fmt: skip
def test_what_is_no_text_is_told_with_what_to_do(refused, content: bytes, what: str) -> None:
    assert what in refused(content) and "save the table as CSV" in refused(content)


@pytest.mark.parametrize("name", ["", "Unnamed: 0", "X", "rownames", "...1"])
def test_row_numbers_of_pandas_and_r_are_left_out_and_row_names_kept(table_of, name: str) -> None:
    for first in (0, 1):
        table = table_of(f'"{name}",a\n{first},5\n{first + 1},6\n')
        assert table.names == ("a",) and "numbers the lines" in table.remarks[0]
    assert table_of(f'"{name}",a\nwest,5\neast,6\n').column("id") == ["west", "east"]


def test_decimal_commas_are_read_where_they_are_certain(table_of) -> None:
    table = table_of("id;a;b\nx;1,5;0,25\ny;NA;1,234\nz;;-,5e1\n").in_numbers(["a", "b"])
    assert table.column("a") == ["1.5", "", ""] and table.column("b") == ["0.25", "1.234", "-.5e1"]
    assert "decimal commas" in table.remarks and "1 cell NA, that is, empty" in table.remarks


@pytest.mark.parametrize(
    "content",
    ["a;b\n1,234;0\n", 'a,b\n"1,234",\n0.5,\n', 'a,b\n"12,345",\n"1,234",2\n', 'a\n"1,234.5"\n', "a;b\n1.234,5;\n"],
)
def test_a_comma_that_may_stand_between_thousands_is_never_guessed(refused, content: str) -> None:
    told = refused(content, "a")
    assert told.startswith("t.csv:2: a = 1") and "decimals or between thousands" in told


def test_points_and_commas_are_not_mixed(refused) -> None:
    told = refused("a;b\n0.5;\n0,5;\n", "a")
    assert told.startswith("t.csv:3: a = 0,5: has a decimal comma, where other cells have decimal points")


def test_columns_that_are_not_numbers_may_hold_any_comma(table_of) -> None:
    assert table_of("note;a\n1,234;0.5\n").in_numbers(["a"]).column("note") == ["1,234"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "is empty"), ("\n\n", "is empty"), ("a,b\n", "holds no rows"), ("a,a\n1,2\n", "a: is a column twice"),
        ("a,b\n1\n2\n", "t.csv:2: has 1 cells, but the first line has 2 (and 1 more such lines)"),
        ("a\n1,5\n2,5\n", "with decimal commas, separate cells by semicolons"),
        ("a,,b\n1,2,3\n", "column 2: has no name"),
    ],
)  # fmt: skip
def test_a_table_that_is_none_is_refused_in_one_line(refused, content: str, told: str) -> None:
    assert told in refused(content)


def test_empty_columns_at_the_end_and_protected_texts_of_a_spreadsheet(table_of) -> None:
    table = table_of('id,a,,\n="0100",1,,\n="0101",2,,\n')
    assert table.names == ("id", "a") and table.column("id") == ["0100", "0101"]


def test_percent_signs_are_hundredths_digit_by_digit() -> None:
    assert [without_percent(text) for text in ("35%", "35.1 %", "0.35", "a%")] == ["0.35", "0.351", "0.35", "a%"]


HEAD = '"model.nlogo"\n"try"\n"01/01/2024 10:00"\n"min-pxcor","max-pxcor"\n"-25","25"\n'


def test_netlogo_table_gives_what_was_set_in_each_run(table_of) -> None:
    table = table_of(
        f'"BehaviorSpace results (NetLogo 6.4.0)","Table version 2.0"\n{HEAD}"[run number]","density","kind","[step]",'
        '"count turtles"\n"2","0.5","wide","0","3"\n"2","0.5","wide","1","4"\n"1","0.2","deep","0","3"\n'
    )
    assert [row.cells for row in table.rows] == [
        {"id": "2", "density": "0.5", "kind": "wide"}, {"id": "1", "density": "0.2", "kind": "deep"},
    ]  # fmt: skip
    assert [row.line for row in table.rows] == [8, 10] and "BehaviorSpace" in table.remarks[0]


def test_netlogo_spreadsheet_gives_the_same(table_of) -> None:
    table = table_of(
        f'"BehaviorSpace results (NetLogo 6.2.0)"\n{HEAD}"[run number]","1","1","2","2"\n"density","0.2",,"0.5",\n'
        '"[reporter]","a","b","a","b"\n"[final]","1","2","3","4"\n\n'
        '"[all run data]","a","b","a","b"\n,"1","2","3","4"\n'
    )
    assert [row.cells for row in table.rows] == [{"id": "1", "density": "0.2"}, {"id": "2", "density": "0.5"}]


def test_netlogo_output_without_runs_is_refused(refused) -> None:
    first = '"BehaviorSpace results (NetLogo 6.4.0)","Stats version 1.0"\n'
    assert "export it as a table" in refused(f'{first}{HEAD}"density"\n')
