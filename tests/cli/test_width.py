"""What is printed fits the terminal, or ``COLUMNS``, or 80."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import TINY, good

from analysis.wording.layout import fitted, text_table, width, wrapped
from app import demo

STUDY = """
title: Small
scenarios: [tiny.yaml]
design: {method: latin_hypercube, samples: 40}
vary: {contact.meetings: , coordination.fte: }
policies:
  poor: {money.start_grant: 60000, district.superintendent_turnover: 0.4}
  rich: {money.start_grant: 2000000}
replicates: 4
months: 60
series: monthly
"""
COMMANDS = [
    "list", "show bellevue", "show tiny.yaml --all", "diff baseline bellevue", "parameters", "validate tiny.yaml",
    "run tiny.yaml", "story bellevue", "network bellevue --months 6,24",
    "compare tiny.yaml --set B:team.staff=3 --months 40", "claims --list",
    "claims board --draws 0 --replicates 2 --quiet", "evidence --scale 0.02 --quiet", "sweep study.yaml --plan",
    "status study", "repeat study 3", "archive study", "survival study --by policy", "scale study",
    "sensitivity study", 'discover study --where "trust < 0.45"',
    'robustness study --require "survival_months >= 48"', "report study",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario, an experiment and its results."""
    at = tmp_path_factory.mktemp("width")
    (at / "tiny.yaml").write_text(TINY, encoding="utf-8")
    (at / "study.yaml").write_text(STUDY, encoding="utf-8")
    good("sweep", str(at / "study.yaml"), "--out", str(at / "study"), "--jobs", "1", "--quiet")
    return at


def too_wide(text: str, most: int) -> list[str]:
    """Lines that are too wide, but for those with a path, which cannot be broken."""
    wide = [line for line in text.splitlines() if len(line) > most]
    return [line for line in wide if not any("/" in word and len(word) > 40 for word in line.split())]


@pytest.mark.parametrize("command", COMMANDS)
def test_output_fits_80_columns(command: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "80")
    text = good(*shlex.split(command))
    assert text.strip() and not too_wide(text, 80)


@pytest.mark.parametrize("command", ["list", "parameters", "run tiny.yaml --months 24 --out wide", "claims --list", *[
    c for c in COMMANDS if c.startswith(("compare", "network"))
]])  # fmt: skip
def test_a_wider_terminal_is_used(command: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "120")
    text = good(*shlex.split(command))
    assert max(map(len, text.splitlines())) > 80 and not too_wide(text, 120)


def test_the_demonstration_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    demo.main(["--out", "made", "--replicates", "2"])
    assert not too_wide(capsys.readouterr().out, 80)
    assert {"overview.png", "comparison.csv", "story.txt"} <= {path.name for path in (tmp_path / "made").iterdir()}


# --- layout ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    return lambda columns: monkeypatch.setenv("COLUMNS", str(columns))


def test_without_a_terminal_lines_have_80_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr("sys.__stdout__", None)
    assert width() == 80


def test_paragraphs_keep_percent_signs_with_their_numbers(at: Callable[[int], None]) -> None:
    at(40)
    assert wrapped("x " * 18 + "100 % of it", "", "  ").splitlines() == [("x " * 18).rstrip(), "  100 % of it"]
    assert fitted(f"  {'word ' * 10}".rstrip()).splitlines() == [f"  {'word ' * 7}".rstrip(), "    word word word"]


ROWS = [("", "median of runs", "range"), ("a label of a row that is long", "1.00 (0.50 to 1.50)", "0 to 100 dollars")]
BESIDE = [
    "                                    median of runs             range",
    "a label of a row that is long  1.00 (0.50 to 1.50)  0 to 100 dollars",
]
LABEL_BROKEN = [
    "                             median of runs             range",
    "a label of a row that   1.00 (0.50 to 1.50)  0 to 100 dollars",
    "  is long",
]
LABEL_ABOVE = [
    "       median of runs             range",
    "a label of a row that is long",
    "  1.00 (0.50 to 1.50)  0 to 100 dollars",
]


@pytest.mark.parametrize(("columns", "shown"), [(70, BESIDE), (61, LABEL_BROKEN), (58, LABEL_ABOVE), (40, LABEL_ABOVE)])
def test_labels_break_first_and_then_stand_above_their_rows(
    columns: int, shown: list[str], at: Callable[[int], None]
) -> None:
    at(columns)
    assert text_table(ROWS, right=(1, 2)).splitlines() == shown


def test_then_values_stand_above_their_ranges(at: Callable[[int], None]) -> None:
    at(40)
    rows = [("", "a", "b"), ("label", "123,456 (100,000 to 200,000)", "1 (0 to 2)")]
    assert text_table(rows, right=(1, 2)).splitlines() == [
        f"       {'a':>21}  {'b':>10}",
        f"label  {'123,456':>21}  1 (0 to 2)",
        f"       {'(100,000 to 200,000)':>21}",
    ]


def test_at_last_columns_stand_below_each_other(at: Callable[[int], None]) -> None:
    at(40)
    wide = [("", "first", "second"), ("label", "1" * 25, "2" * 25)]
    assert text_table(wide, right=(1, 2)).splitlines() == [
        f"       {'first':>25}", f"label  {'1' * 25}", "", f"       {'second':>25}", f"label  {'2' * 25}",
    ]  # fmt: skip
