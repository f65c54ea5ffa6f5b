"""The command line ``rpp``: every command is a file of its name in ``app/commands``.

Only the file of the command that is asked for is loaded; those files import heavy libraries inside their functions, so
that ``rpp --help``, ``rpp list`` and what a shell asks while somebody types are answered at once.
"""

import gc
import os
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Annotated

import typer
from typer.core import TyperCommand

import sim
from analysis.wording.layout import WIDEST_PARAGRAPH
from app.terminal.ending import end_as_by_ctrl_c
from app.terminal.help_page import COMMANDS, GroupedCommands
from app.terminal.mistakes import told_plainly

#: Objects that are made before the collector of garbage looks at them. A command loads some hundred thousand that it
#: keeps to its end; Python's own 700 would look at them again and again, for an eighth of a short run.
LOADED_AT_ONCE = 100_000
#: How every command is made of its function.
PLAIN = {"rich_markup_mode": None, "pretty_exceptions_enable": False}
#: Commands that show where an error comes from.
WITH_TRACEBACK = ("repeat",)


class Commands(Mapping):
    """Every command by its name, loaded when it is asked for."""

    def __iter__(self) -> Iterator[str]:
        return (name for names in COMMANDS.values() for name in names)

    def __len__(self) -> int:
        return sum(map(len, COMMANDS.values()))

    def __contains__(self, name: object) -> bool:
        return any(name in names for names in COMMANDS.values())

    def __getitem__(self, name: str) -> TyperCommand:
        if name not in self:
            raise KeyError(name)
        return loaded(name)


@cache
def loaded(name: str) -> TyperCommand:
    """The command that a file of ``app/commands`` holds."""
    function = import_module(f"app.commands.{name}").command
    alone = typer.Typer(add_completion=False, **PLAIN)
    alone.command(name)(function if name in WITH_TRACEBACK else told_plainly()(function))
    return typer.main.get_command(alone)


class Rpp(GroupedCommands):
    """The command ``rpp`` with its commands."""

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)
        self.commands = Commands()


app = typer.Typer(
    name="rpp", cls=Rpp, no_args_is_help=True, context_settings={"max_content_width": WIDEST_PARAGRAPH}, **PLAIN,
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


def main() -> None:
    """Runs the command line."""
    gc.set_threshold(LOADED_AT_ONCE)
    end_as_by_ctrl_c()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a terminal that lacks a sign shows another instead of failing
            reconfigure(errors="replace")
    app(prog_name="rpp")
