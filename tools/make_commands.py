"""Writes ``docs/reference/commands.md``: every command with its options and an example (``make docs``)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args, get_type_hints

import typer
from page_writing import table, write

from app.cli import app
from app.terminal.help_page import COMMANDS

PAGE = "reference/commands.md"
INTRO = """\
# Commands

Everything that `rpp` does, as `rpp --help`, and `--help` after a command, tell it in a terminal. This page is generated
(`make docs`). Exit codes: 0 done, 2 it cannot be done as asked (with one message that says why, and nothing written),
130 stopped by the user; commands that have others say so.

{contents}

{commands}
"""
#: What stands for a value of a type.
VALUES = {int: "N", float: "NUMBER", Path: "PATH", str: "TEXT"}
GROUP = typer.main.get_command(app)


def page() -> str:
    """The whole page."""
    contents = [
        (heading, ", ".join(f"[{name}](#rpp-{name})" for name in names)) for heading, names in COMMANDS.items()
    ]
    return INTRO.format(
        contents=table(("to", "commands"), contents),
        commands="\n\n".join(
            "\n\n".join([f"## {heading}", *(_command(name) for name in names)]) for heading, names in COMMANDS.items()
        ),
    )


def _command(name: str) -> str:
    command = GROUP.commands[name]
    says, examples = [], []
    for paragraph in (command.help or "").split("\n\n"):
        text = " ".join(paragraph.split())
        (examples if text.startswith("Example: ") else says).append(text.removeprefix("Example: "))
    kinds = get_type_hints(command.callback)
    rows = [_row(parameter, kinds.get(parameter.name)) for parameter in command.params if not parameter.hidden]
    parts = [f"### rpp {name}", *says, *(f"```sh\n{example}\n```" for example in examples)]
    return "\n\n".join([*parts, table(("takes", "what it is", "without it"), rows)] if rows else parts)


def _row(parameter: Any, kind: object) -> tuple[str, str, str]:
    """How an argument or option is written, what it is, and what holds where it is not given."""
    names = [*parameter.opts, *parameter.secondary_opts]
    value = parameter.metavar or next((word for type_, word in VALUES.items() if type_ in (kind, *_parts(kind))), "")
    if not names[0].startswith("-"):
        written = f"`{parameter.metavar or parameter.name.upper()}`"
    else:
        written = ", ".join(f"`{name}{f' {value}' if value else ''}`" for name in names)
    default = "" if parameter.default in (None, False, True, (), "") else f"`{parameter.default}`"
    return written, parameter.help or "", "needed" if parameter.required else default


def _parts(kind: object) -> tuple[object, ...]:
    """What an optional value, or a list of values, is of."""
    return tuple(inner for part in get_args(kind) for inner in (part, *get_args(part)))


if __name__ == "__main__":
    write(PAGE, page())
