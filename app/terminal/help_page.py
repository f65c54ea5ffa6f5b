"""The page of ``rpp --help``: commands by what they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.core import TyperGroup

if TYPE_CHECKING:
    from click import Context, HelpFormatter

#: Commands by what they are for, in the order in which they are needed.
COMMANDS = {
    "Inspect": ("list", "show", "diff", "parameters", "validate", "schema", "new", "doctor"),
    "Show": ("app", "atlas", "handout", "notebooks", "docs"),
    "Run": ("run", "story", "network", "sweep", "status", "resume", "extend", "repeat", "archive"),
    "Analyse": ("report", "assess", "levers", "compare", "portfolio", "survival", "scale", "sensitivity", "discover",
                "robustness"),
    "Validate": ("claims", "evidence", "calibrate"),
}


class GroupedCommands(TyperGroup):
    """The command ``rpp``, whose help lists its sub-commands in groups."""

    def list_commands(self, ctx: Context) -> list[str]:
        """Names of the commands; none is loaded for it."""
        return list(self.commands)

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Writes each group of commands with one line for each of them."""
        widest = max(map(len, self.commands))
        for heading, names in COMMANDS.items():
            rows = [(name.ljust(widest), self.commands[name].get_short_help_str(formatter.width)) for name in names]
            with formatter.section(heading):
                formatter.write_dl(rows)
