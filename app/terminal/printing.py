"""What goes out and came in: what a command found as text or JSON, and the command as it was typed."""

from __future__ import annotations

import json
import shlex
import sys

import typer


def printed(content: object) -> None:
    """Prints text, or plain data as readable JSON."""
    text = content if isinstance(content, str) else json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    typer.echo(text)


def command_line() -> str:
    """The command as it was typed."""
    return shlex.join(["rpp", *sys.argv[1:]])
