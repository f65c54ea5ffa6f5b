"""Texts of files reach terminals, spreadsheets and pages as text: they do nothing there."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from command_line import TINY, good, rpp

from app.report.blocks import Code, Report, Section, Text
from app.report.pages import as_html, as_markdown
from app.terminal.printing import printed
from sim.csv_cells import arrow_as_text, as_text, frame_as_text

#: As a scenario, an experiment or a claim may write them in quotes: escapes, NUL, and turned direction.
NO_TEXT = [r"a\x1b[31mb", r"a\0b", r"a\x07b", r"a\rb", r"a\u2028b", r"a\u202eb", r"a\x85b"]
EXPERIMENT = """
title: '{title}'
scenarios: [tiny.yaml]
policies: {{"{policy}": {{team.staff: 2}}, "-0.5": {{}}}}
design: {{method: grid}}
vary: {{coordination.fte: [0, 1]}}
replicates: 2
months: 24
"""


@pytest.mark.parametrize("written", NO_TEXT)
@pytest.mark.parametrize("command", ["validate", "sweep --plan", "calibrate"])
def test_titles_that_are_no_text_are_refused_with_their_line(written: str, command: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(f'# first line\ntitle: "{written}"\n', encoding="utf-8")
    code, out, err = rpp(*command.split(), str(tmp_path / "x.yaml"))
    assert (code, out) == (2, "") and "x.yaml:2: title" in err and "a character that is no text (U+" in err
    assert err.replace("\n", "").isprintable()


@pytest.mark.parametrize("key", ["title", "question"])
def test_titles_have_one_line(key: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(f'{key}: "a\\nb"\n', encoding="utf-8")
    code, _, err = rpp("validate", str(tmp_path / "x.yaml"))
    assert code == 2 and f"x.yaml:1: {key}" in err and "must be one line" in err


def test_names_of_files_have_one_line(tmp_path: Path) -> None:
    (tmp_path / "a\nb.yaml").write_text(TINY, encoding="utf-8")
    code, out, err = rpp("run", str(tmp_path / "a\nb.yaml"))
    assert (code, out) == (2, "") and "rename the file" in err and len(err.splitlines()) == 2


def test_policies_that_are_no_text_are_refused() -> None:
    from sim.experiments import make_plan
    from sim.scenario.mistakes import ScenarioError

    with pytest.raises(ScenarioError, match="no text"):
        make_plan("baseline", policies={"a\x1b[31m": {}})


def test_what_others_have_written_does_nothing_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    printed("a \x1b[31mred\x00 title\nsecond line")
    assert capsys.readouterr().out == "a \\x1b[31mred\\x00 title\nsecond line\n"


# --- spreadsheets -----------------------------------------------------------------------------------------------------

FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"]
NO_FORMULAS = ["", "a", "-", "-0.5", "+3", "-1e-3", "-5%", "a=1", -0.5, 3, None]


@pytest.mark.parametrize("cell", FORMULAS)
def test_text_that_begins_like_a_formula_is_marked_as_text(cell: str) -> None:
    assert as_text(cell) == f"'{cell}"
    assert arrow_as_text(pa.table({cell: [cell, "a"]})).to_pydict() == {f"'{cell}": [f"'{cell}", "a"]}
    for kind in (object, "category"):
        found = frame_as_text(pd.DataFrame({cell: pd.Series([cell, "a"], dtype=kind), "n": [-1.5, 2.0]}))
        assert found.columns.tolist() == [f"'{cell}", "n"]
        assert found.to_numpy().tolist() == [[f"'{cell}", -1.5], ["a", 2.0]]


@pytest.mark.parametrize("cell", NO_FORMULAS)
def test_other_cells_and_every_number_stay(cell: object) -> None:
    assert as_text(cell) == cell


@pytest.mark.slow
def test_no_table_of_any_command_holds_a_formula(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    formula = "=HYPERLINK(1)"
    Path("tiny.yaml").write_text(TINY.replace("title: Tiny", f"title: '{formula}'"), encoding="utf-8")
    Path("e.yaml").write_text(EXPERIMENT.format(title="@SUM(1)", policy="+1+1"), encoding="utf-8")
    good("run", "tiny.yaml", "--quiet", "--csv", "--out", "run")
    good("compare", "tiny.yaml", "--set", "team.staff=2", "--quiet", "--out", "compared")
    good("sweep", "e.yaml", "--out", "study", "--jobs", "1", "--quiet", "--csv")
    for command in ("survival", "scale"):
        good(command, "study")
    good("report", "study", "--out", "page.html")
    good("network", "tiny.yaml", "--out", "network")
    tables = sorted(tmp_path.rglob("*.csv"))
    assert len(tables) > 25
    cells = {cell for path in tables for row in csv.reader(path.open(encoding="utf-8", newline="")) for cell in row}
    assert {f"'{formula}", "'+1+1"} <= cells
    assert [cell for cell in cells if as_text(cell) != cell] == []


# --- pages ------------------------------------------------------------------------------------------------------------


def test_pages_hold_no_links_and_no_markup_of_titles() -> None:
    bad = "[click](javascript:alert(1)) <script>x</script> ![i](http://x/y.png)"
    sections = (Section(bad, (Text(bad), Code(f"```\n{bad}\n````"))),)
    report = Report(bad, bad, bad, (bad,), sections)
    lines, fenced = as_markdown(report, "figures").splitlines(), False
    assert "`````" in lines  # longer than any in the text, so that none of its ends it
    for line in lines:
        fenced = not fenced if line == "`````" else fenced
        assert fenced or ("](" not in line.replace("\\]", "") and "<script" not in line.replace("\\<", "")), line
    page = as_html(report)
    assert "<script>x" not in page and 'href="javascript' not in page


def test_a_licence_is_an_address_of_the_web(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    good("run", str(tmp_path / "tiny.yaml"), "--quiet", "--out", str(tmp_path / "run"))
    code, out, err = rpp("archive", str(tmp_path / "run"), "--license", "javascript:alert(1)")
    assert (code, out) == (2, "") and "https://" in err and not list(tmp_path.glob("*.zip"))
