"""The command line ``rpp``: every command is a file of its name in ``app/commands``.

Those files import heavy libraries inside their functions, so that ``rpp --help`` and ``rpp list`` answer at once.
"""

import os
import sys
from importlib import import_module
from typing import Annotated

import typer

import sim
from app.terminal.ending import end_as_by_ctrl_c
from app.terminal.help_page import COMMANDS, GroupedCommands
from app.terminal.mistakes import told_plainly

#: Commands that show where an error comes from.
WITH_TRACEBACK = ("repeat",)

app = typer.Typer(
    name="rpp", cls=GroupedCommands, add_completion=False, no_args_is_help=True, rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Research-practice partnerships in education, simulated month by month.\n\n"
    "Start with `rpp list`, then `rpp run baseline`, then `rpp story baseline`.",
)  # fmt: skip


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"rpp {sim.__version__}")
        raise typer.Exit


@app.callback()
def _rpp(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    # Figures go into files. What a notebook starts inherits its kind of window, which may not be installed.
    os.environ["MPLBACKEND"] = "agg"


for _name in (name for names in COMMANDS.values() for name in names):
    _command = import_module(f"app.commands.{_name}").command
    app.command(_name)(_command if _name in WITH_TRACEBACK else told_plainly()(_command))


def main() -> None:
    """Runs the command line."""
    end_as_by_ctrl_c()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a terminal that lacks a sign shows another instead of failing
            reconfigure(errors="replace")
    app(prog_name="rpp")
