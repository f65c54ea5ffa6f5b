"""What goes out and came in: what a command found as text or JSON, what it tells beside, the command as it was typed.

Here alone it is settled how wide text is and where it has colours.
"""

import json
import shlex
import sys

import typer

from analysis.wording.layout import fitted
from app.terminal.marks import marked
from sim.scenario.mistakes import printable


def printed(content: object) -> None:
    """Prints text as wide as the terminal, or plain data as readable JSON."""
    if isinstance(content, str):
        text = "\n".join(map(printable, fitted(content).split("\n")))  # results of others may hold anything
        typer.echo(marked(text, sys.stdout))
    else:
        typer.echo(json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False))


def told_beside(text: str) -> None:
    """Tells a mistake or a remark on standard error, as wide as the terminal; elsewhere a line for each, for `grep`."""
    shown = fitted(text) if sys.stderr.isatty() else text
    typer.echo(marked(shown, sys.stderr), err=True)


def for_copying(text: object, *, end: bool = True) -> None:
    """Prints lines with paths or addresses, or a file, unbroken: a break would make them others."""
    typer.echo(marked(str(text), sys.stdout), nl=end)


def command_line() -> str:
    """The command as it was typed."""
    return shlex.join(["rpp", *sys.argv[1:]])
