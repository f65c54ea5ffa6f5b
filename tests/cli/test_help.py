"""One command, one file, and a help text with an example that can be typed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer
from command_line import good

import app.commands
from app.cli import app as command_line
from app.terminal.help_page import COMMANDS

GROUP = typer.main.get_command(command_line)
NAMES = [name for names in COMMANDS.values() for name in names]


def test_every_command_is_a_file_of_its_name_and_every_file_a_command() -> None:
    files = {path.stem for path in Path(app.commands.__path__[0]).glob("*.py")} - {"__init__"}
    assert files == set(NAMES) == set(GROUP.commands)
    for name, command in GROUP.commands.items():
        assert command.callback.__module__ == f"app.commands.{name}"


def test_help_lists_every_command_once_in_a_group_and_in_one_line() -> None:
    text = good("--help")
    places = [text.index(f"\n{heading}:\n") for heading in COMMANDS]
    assert places == sorted(places)
    assert [line.split()[0] for line in text[places[0] :].splitlines() if line.startswith("  ")] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_help_of_a_command(name: str) -> None:
    text = good(name, "--help")
    assert f"Usage: rpp {name}" in text
    assert not re.search(r"\w\.\.\.\s", text.partition("Options:")[2]), "a help text is cut off"
    examples = [line.strip() for line in text.splitlines() if line.strip().startswith("Example: ")]
    assert examples
    for example in examples:
        rpp, named, *words = shlex.split(example.removeprefix("Example: "))
        assert (rpp, named) == ("rpp", name)
        assert GROUP.commands[name].make_context(name, words).params  # raises where an option or argument is not known
