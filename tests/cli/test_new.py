"""``rpp new``: what it writes runs as it is, and so does what its comments offer."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from command_line import good, rpp
from typer.testing import CliRunner

from app.cli import app, loaded
from app.commands import new

#: A line that is off: YAML behind a ``#`` without a blank, or with more than one.
OFF = re.compile(r"^#(?=[a-z]|  )", re.MULTILINE)
#: A command that runs each of them in a moment.
TINY = {
    "scenario": "run mine --replicates 2 --months 24", "type": "run types/mine --replicates 2 --months 24",
    "experiment": "sweep mine --replicates 1 --months 12 --jobs 1 --out made --quiet",
    "claim": "claims mine --replicates 2 --draws 0 --closer 1 --quiet",
}  # fmt: skip


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def file_of(kind: str) -> Path:
    return Path("scenarios") / new.KINDS[kind].folder / "mine.yaml"


@pytest.mark.parametrize("kind", new.KINDS)
def test_what_is_written_is_valid_runs_and_names_commands_that_can_be_typed(kind: str) -> None:
    told = good("new", kind, "mine")
    assert file_of(kind).is_file() and f"Wrote {file_of(kind)}" in told
    wanted = {"type": "scenario"}.get(kind, kind)
    assert good("validate", str(file_of(kind))).endswith(f"{wanted}\n")
    good(*TINY[kind].split())
    commands = [line.split() for line in told.splitlines() if line.startswith("  rpp ")]
    assert len(commands) == 3
    for _, name, *words in commands:
        assert loaded(name).make_context(name, words).params


@pytest.mark.parametrize("kind", new.KINDS)
def test_all_that_its_comments_offer_is_valid_too(kind: str) -> None:
    good("new", kind, "mine")
    text = file_of(kind).read_text(encoding="utf-8")
    whole = OFF.sub("", text)
    assert len(whole) < len(text)
    file_of(kind).write_text(whole, encoding="utf-8")
    code, _, err = rpp("validate", str(file_of(kind)))
    assert code == 0, err
    if kind in ("scenario", "type"):  # what is shown of one, events on a condition too
        for told in (good("show", str(file_of(kind))), good("diff", "baseline", str(file_of(kind)))):
            assert kind == "type" or "hen trust is below 0.35" in told


def test_what_it_builds_on_is_what_it_is_compared_with_and_differs_from() -> None:
    """A type has values of its own: one that the file states again would change nothing."""
    text = new.written("scenario", "mine", {"title": "Mine", "question": "What?", "base": "types/nic"})
    Path("mine.yaml").write_text(text, encoding="utf-8")
    assert "coordination.fte: 1 → 2" in good("diff", "types/nic", "mine.yaml")
    assert "3 by default, 6 in types/nic" in next(line for line in text.splitlines() if "breadth.teachers" in line)


def test_nothing_is_overwritten_and_no_name_is_hidden(here: Path) -> None:
    good("new", "scenario", "mine")
    before = Path("scenarios/mine.yaml").read_bytes()
    for words, told in (
        (("scenario", "mine"), "is there already"), (("scenario", "bten"), "which it would hide"),
        (("type", "nic"), "which it would hide"), (("claim", "board"), "which it would hide"),
        (("scenaro", "other"), "did you mean scenario?"), (("scenario", "a/b"), "is no name"),
        (("scenario", "other", "--out", "x.txt"), "ends in .yaml"),
    ):  # fmt: skip
        code, out, err = rpp("new", *words)
        assert code == 2 and not out and told in err and len(err.splitlines()) == 1
    assert Path("scenarios/mine.yaml").read_bytes() == before
    assert [path for path in here.rglob("*") if path.is_file()] == [here / "scenarios" / "mine.yaml"]


def test_another_file_can_be_named(here: Path) -> None:
    told = good("new", "scenario", "mine", "--out", "elsewhere/own.yaml")
    assert "rpp run elsewhere/own.yaml" in told and (here / "elsewhere" / "own.yaml").is_file()
    assert not (here / "scenarios").exists()


def test_on_a_terminal_it_asks_and_asks_again_where_a_scenario_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new, "sits_somebody", lambda: True)
    answers = 'Our "own" district: a case\nWho stays?\ntypes/nick\ntypes/nic\n'
    done = CliRunner().invoke(app, shlex.split("new scenario mine"), input=answers, prog_name="rpp")
    assert done.exit_code == 0, done.output
    assert "did you mean types/nic?" in done.output and done.output.count("builds on") == 2
    text = Path("scenarios/mine.yaml").read_text(encoding="utf-8")
    assert 'extends: "types/nic"' in text and "Who stays?" in text
    assert 'Our "own" district: a case' in good("show", "mine")


def test_on_a_terminal_it_asks_for_kind_and_name_too(monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, err = rpp("new")
    assert code == 2 and not out and err.startswith("KIND is missing") and "rpp new scenario my_district" in err
    monkeypatch.setattr(new, "sits_somebody", lambda: True)
    done = CliRunner().invoke(app, ["new"], input="scenario\nmine\n\n\ntypes/nic\n", prog_name="rpp")
    assert done.exit_code == 0, done.output
    assert "rpp compare types/nic mine" in done.output and Path("scenarios/mine.yaml").is_file()


def test_it_asks_nothing_with_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new, "sits_somebody", lambda: True)
    assert "Title" not in good("new", "scenario", "mine", "--yes")


def test_an_interrupted_answer_writes_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new, "sits_somebody", lambda: True)
    done = CliRunner().invoke(app, ["new", "scenario", "mine"], input="A title\n", prog_name="rpp")
    assert done.exit_code == 1 and not list(here.rglob("*.yaml"))
