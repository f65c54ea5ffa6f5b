"""What goes out and came in: what a command found as text or JSON, and the command as it was typed."""

import json
import shlex
import sys

import typer

from analysis.wording.layout import fitted
from sim.scenario.mistakes import printable


def printed(content: object) -> None:
    """Prints text as wide as the terminal, or plain data as readable JSON."""
    if isinstance(content, str):
        typer.echo("\n".join(map(printable, fitted(content).split("\n"))))  # results of others may hold anything
    else:
        typer.echo(json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False))


def command_line() -> str:
    """The command as it was typed."""
    return shlex.join(["rpp", *sys.argv[1:]])
