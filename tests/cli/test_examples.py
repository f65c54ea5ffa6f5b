"""The example of every command runs as it is written: in full in the slow tests, the short ones with fewer runs here.
All claims and all evidence, which take many minutes, run in full as their page of the guide has them.

An example stands once, in the docstring of its command: ``--help`` shows it, the reference of commands is made of it.
"""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
import typer
from command_line import good

from app.cli import app
from app.terminal.help_page import COMMANDS

GROUP = typer.main.get_command(app)
NAMES = [name for names in COMMANDS.values() for name in names]
#: What an example takes for granted, made before: a study, a scenario of one's own, and a folder of them.
GIVEN = (
    "sweep type_and_money --out study --jobs 1 --quiet", "new scenario my_district --out my_district.yaml",
    "new scenario another",
)  # fmt: skip
#: What is not run here, and why.
NOT_RUN = {
    "app": "serves until it is ended; tests/app asks it",
    "docs": "opens a browser; tests/docs and test_explained.py open pages",
    "handout": "starts a browser for the PDF; its own tests make one",
}
#: Examples that take many seconds however few runs they have.
LONG = ("atlas", "calibrate", "claims", "evidence", "extend", "levers", "report", "scale", "sensitivity")
#: Options that are added to what tests/docs/test_snippets.py runs in full, once.
ELSEWHERE = {"claims": "--replicates 6 --draws 2 --draw-replicates 2 --closer 1", "evidence": "--scale 0.02"}
#: Options that are added for a first look; of one that is given twice the last counts.
SMALLER = {"run": "--replicates 3", "compare": "--replicates 6", "sweep": "--replicates 2 --months 100 --jobs 1"}


def examples(name: str) -> list[list[str]]:
    """What the help of a command says to type, without ``rpp``."""
    paragraphs = (" ".join(p.split()) for p in (GROUP.commands[name].help or "").split("\n\n"))
    return [shlex.split(p.removeprefix("Example: rpp ")) for p in paragraphs if p.startswith("Example: rpp ")]


def furnished(rooms: pytest.TempPathFactory, *, small: bool) -> Path:
    """A folder with what is `GIVEN`."""
    folder = rooms.mktemp("examples")
    with pytest.MonkeyPatch.context() as here:
        here.chdir(folder)
        for line in GIVEN:
            command = line.split()
            good(*command, *(SMALLER.get(command[0], "").split() if small else ()))
    return folder


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnished(tmp_path_factory, small=True)


@pytest.fixture(scope="module")
def whole_room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnished(tmp_path_factory, small=False)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_an_example_of_its_own(name: str) -> None:
    assert examples(name) and all(words[0] == name for words in examples(name))


@pytest.mark.parametrize("name", [n for n in NAMES if n not in (*NOT_RUN, *LONG)])
def test_an_example_runs_with_fewer_runs(name: str, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(room)
    for words in examples(name):
        if name == "sweep":
            words = [{"study": "another_study"}.get(word, word) for word in words]
        good(*words, *SMALLER.get(name, "").split())


@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n in NAMES if n not in NOT_RUN and n != "sweep"])
def test_an_example_runs_as_it_stands(
    name: str, whole_room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(whole_room, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    for words in examples(name):
        good(*words, *ELSEWHERE.get(name, "").split())


@pytest.mark.slow
def test_the_example_of_a_sweep_runs_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in examples("sweep"):
        good(*words)
