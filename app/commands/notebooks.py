"""``rpp notebooks``: copies the notebooks for students to a folder, or lists them."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.wording.layout import wrapped
from app.terminal.mistakes import resolved_path
from app.terminal.printing import printed


def command(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Folder to copy them to; without it they are listed.")
    ] = None,
) -> None:
    """Copy the notebooks for students to a folder, or list them.

    What is in the folder and was changed is never overwritten.

    Example: rpp notebooks lessons
    """
    from app.lessons.copies import copy, lessons

    if folder is None:
        told = [f"{n}  {lesson.title} ({lesson.minutes} minutes)\n{wrapped(lesson.learn, '    ')}"
                for n, lesson in enumerate(lessons(), 1)]  # fmt: skip
        printed("\n".join([*told, "", "`rpp notebooks DIR` copies them to a folder."]))
        return
    written, there = copy(resolved_path(folder))
    already = f", {len(there)} were there already" if there else ""
    printed(
        f"Copied {len(written)} notebooks to {folder}{already}.\n"
        f"Start with `jupyter lab {folder}`, and open {sorted([*written, *there])[0].name}. "
        "(No jupyter? `pip install 'rpp-sim[notebook]'` brings it.)"
    )
