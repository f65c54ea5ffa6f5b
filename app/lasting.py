"""Sub-commands on sustainability and scale of finished results: survival and scale."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.terminal.mistakes import resolved_path, told_plainly
from app.terminal.options import Json
from app.terminal.printing import command_line, printed

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Results folder of `rpp run` or `rpp sweep`.")]
By = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="What to set side by side: scenario, policy, partnership, or what was varied "
                                        "(ranges by thirds)."),
]  # fmt: skip
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder to write; by default beside the results.")]


def register(app: typer.Typer) -> None:
    """Adds the commands to the command line."""
    for command in (survival, scale):
        app.command()(command)


def survival(folder: Folder, by: By = None, out: Out = None, as_json: Json = False) -> None:
    """Tells how long partnerships last, and why.

    Of a sweep also which levers matter for it."""
    _answer("survival", folder, by, out, as_json)


def scale(folder: Folder, by: By = None, out: Out = None, as_json: Json = False) -> None:
    """Tells how far change spreads, deepens and stays.

    After Coburn (2003), with ownership, equity, cost and health of the partnership."""
    _answer("scale", folder, by, out, as_json)


def _answer(what: str, folder: Path, by: str | None, out: Path | None, as_json: bool) -> None:
    """Reads results, analyses them, and writes what came out."""
    with told_plainly():
        from app.commands import scale as scaling
        from app.commands import survival as sustaining
        from app.results.opened import opened

        source = resolved_path(folder)
        target = resolved_path(out) if out else source.with_name(f"{source.name}-{what}")
        analyse = {"survival": sustaining.survival, "scale": scaling.scale}[what]
        answer = analyse(opened(source), by)
        answer.write(target, command_line())
        printed(answer.as_data(target) if as_json else answer.as_text(target))
