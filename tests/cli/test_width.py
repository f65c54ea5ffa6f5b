"""What is printed fits the terminal, or ``COLUMNS``, or 80, and has colours where a terminal shows them."""

from __future__ import annotations

import io
import os
import re
import shlex
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer
from command_line import ESCAPES, TINY, good, rpp
from shared import later

import app
from analysis.wording.layout import WIDEST_PARAGRAPH, fitted, text_table, width, wrapped
from app import demo
from app.cli import Commands
from app.cli import app as command_line
from app.terminal.marks import JUDGING, marked

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


#: Commands that take long, and longest; the quick suite looks at the former at 80 columns only, and at the latter not.
LONGEST = ("evidence", "scale", "sensitivity", "robustness", "report")
LONG = (*LONGEST, "compare", "claims --list", "survival", "discover")
SLOW = {60: LONG, 80: LONGEST, 140: LONG}
OUTPUTS = [
    pytest.param(command, columns, marks=[pytest.mark.slow] if command.startswith(slow) else [])
    for command in COMMANDS for columns, slow in SLOW.items()
]  # fmt: skip


@pytest.mark.parametrize(("command", "columns"), OUTPUTS)
def test_output_fits_the_terminal(command: str, columns: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", str(columns))
    Path("study.zip").unlink(missing_ok=True)  # an archive is never overwritten
    text = good(*shlex.split(command))
    assert text.strip() and not too_wide(text, columns)


def helps() -> Iterator[tuple[str, str]]:
    """The help of every command, as wide as the terminal, which a runner of tests would hold at 80 columns."""
    above = typer.main.get_command(command_line).make_context("rpp", [], resilient_parsing=True)
    yield "rpp", above.get_help()
    for name, command in Commands().items():
        yield name, command.make_context(name, [], parent=above, resilient_parsing=True).get_help()


@pytest.mark.parametrize("columns", [60, 80, 140])
def test_every_help_fits_the_terminal(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for name, text in helps():
        assert text.strip() and not [line for line in text.splitlines() if len(line) > columns], name


def test_help_uses_a_wider_terminal_but_no_line_that_reads_badly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    widest = max(len(line) for _, text in helps() for line in text.splitlines())
    assert 80 < widest <= WIDEST_PARAGRAPH


@pytest.mark.parametrize("command", ["list", "parameters", "run tiny.yaml --months 24 --out wide", "claims --list", *[
    c for c in COMMANDS if c.startswith(("compare", "network"))
]])  # fmt: skip
def test_a_wider_terminal_is_used(command: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "120")
    text = good(*shlex.split(command))
    assert max(map(len, text.splitlines())) > 80 and not too_wide(text, 120)


@pytest.mark.slow
def test_the_demonstration_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    demo.main(["--out", "made", "--replicates", "2"])
    assert not too_wide(capsys.readouterr().out, 80)
    assert {"overview.png", "comparison.csv", "story.txt"} <= {path.name for path in (tmp_path / "made").iterdir()}


# --- a terminal of its own --------------------------------------------------------------------------------------------

WRONG = """extends: baseline
levers: {coordination.ftee: 1, contact.meetigs: 2, work.policy_wait: 1, work.unit_months: 900}
"""


def on_terminal(command: str, folder: Path, columns: int, **environment: str) -> str:
    """What a command shows on a terminal of so many columns, with its colours."""
    pty, termios = pytest.importorskip("pty"), pytest.importorskip("termios")
    ours, theirs = pty.openpty()
    fcntl = pytest.importorskip("fcntl")
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    inherited = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")}
    # Read meanwhile: a terminal that nobody reads takes no more when it is full.
    shown: list[bytes] = []
    reader = threading.Thread(target=_read, args=(ours, shown))
    reader.start()
    subprocess.run(
        [sys.executable, "-m", "app", *shlex.split(command)], cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs,
        env={**inherited, "PYTHONPATH": str(Path(app.__file__).parents[1]), "TERM": "xterm", **environment},
    )  # fmt: skip
    os.close(theirs)
    reader.join()
    os.close(ours)
    return b"".join(shown).decode().replace("\r\n", "\n")


def _read(terminal: int, into: list[bytes]) -> None:
    try:
        while part := os.read(terminal, 65536):
            into.append(part)
    except OSError:  # Linux says so where the other end is closed
        return


@pytest.mark.parametrize("columns", [60, *later(140)])
def test_mistakes_and_lists_are_as_wide_as_the_terminal(columns: int, tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    for command in ("validate wrong.yaml", "run wrong.yaml", "list"):
        text = ESCAPES.sub("", on_terminal(command, tmp_path, columns))
        assert text.strip() and not too_wide(text, columns)


def test_in_a_pipe_a_mistake_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "60")
    _, _, told = rpp("run", "wrong.yaml")
    *mistakes, page = told.splitlines()
    assert len(mistakes) == 4 and all(line.startswith("wrong.yaml:2") for line in mistakes) and "rpp docs" in page


@pytest.mark.parametrize(
    ("environment", "colours"),
    [({}, True), ({"NO_COLOR": "1"}, False), *later(({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False))],
)
def test_colours_are_for_terminals_that_show_them_and_people_who_want_them(
    environment: dict[str, str], colours: bool, tmp_path: Path
) -> None:
    text = on_terminal("validate board baseline", tmp_path, 80, **environment)
    assert ESCAPES.sub("", text).splitlines() == ["OK  board: a claim", "OK  baseline: a scenario"]
    assert bool(ESCAPES.search(text)) == colours


def test_a_pipe_has_no_colours(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "validate", "baseline"], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(Path(app.__file__).parents[1]), "TERM": "xterm"},
    )  # fmt: skip
    assert done.stdout == "OK  baseline: a scenario\n"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_only_words_that_judge_are_coloured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for word in (word for words in JUDGING.values() for word in words):
        for before, after in (("", "  x"), ("    ", ": x"), ("", "\nx"), ("x  0.5  ", "")):
            shown = marked(f"{before}{word}{after}", _Terminal())
            assert shown.startswith(f"{before}\x1b[") and shown.endswith(after)
    for plain in ("open the page", "it fails", "x inside", "near Bellevue"):
        assert marked(plain, _Terminal()) == plain


def test_commands_print_in_one_place_only() -> None:
    printing = re.compile(r"typer\.(?:s?echo|style)\(|click\.|(?<![\w.])print\(")
    rooms = [Path(app.__file__).parent / room for room in ("commands", "terminal")]
    files = [path for room in rooms for path in room.glob("*.py")]
    found = {path.name for path in files if printing.search(path.read_text(encoding="utf-8"))}
    assert found == {"printing.py", "marks.py", "compute.py"}  # the last tells of what is going on, where no bar can


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
