"""``rpp report``: one page about results, to send to others; the page is made in ``app/report``."""

from pathlib import Path
from typing import Annotated

import typer

from app.terminal.mistakes import Mistake, resolved_path
from app.terminal.options import Incomplete, Results, option
from app.terminal.printing import for_copying


def command(
    folder: Results,
    out: Annotated[Path | None, option("FILE.html", "Page to write; by default DIR-report/report.html.")] = None,
    incomplete: Incomplete = False,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="Title of the page.")] = None,
) -> None:
    """Write one HTML page about results: findings, figures, limits.

    Example: rpp report study --title "Early endings"
    """
    from app.report.write import write_report

    if title is not None and not title.isprintable():
        raise Mistake("--title: must be one line of text")

    written = write_report(resolved_path(folder), resolved_path(out) if out else None, title, incomplete)
    for_copying("\n".join(f"Wrote {path}" for path in written))
