"""``rpp docs``: the documentation as pages in a browser, or as text where an installation carries no pages."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from app.terminal import completion, pages
from app.terminal.mistakes import Mistake, one_of
from app.terminal.printing import for_copying, printed


def command(
    page: Annotated[
        str | None,
        typer.Argument(metavar="[PAGE]", help="Page, such as odd or guide/analysis#intervals.",
                       autocompletion=completion.pages),
    ] = None,
    print_: Annotated[bool, typer.Option("--print", help="Print where the page is instead of opening it.")] = False,
) -> None:
    """Open the documentation in a browser; no network needed.

    Example: rpp docs glossary
    """
    name, _, place = (page or "index").partition("#")
    site, known = pages.here()
    if not known:
        raise Mistake("This installation carries no documentation")
    path = page_of(known, name)
    if print_:
        for_copying(path)
    elif not site:
        _read(path, place)
    else:
        import webbrowser

        if not webbrowser.open(f"{path.as_uri()}{f'#{place}' if place else ''}"):
            printed(f"No browser answers here. The documentation is in {path}")


def _read(path: Path, place: str) -> None:
    """A page as text: laid out and page by page on a terminal, as it is written elsewhere."""
    text = section_of(path.read_text(encoding="utf-8"), place)
    if not sys.stdout.isatty():
        for_copying(text.rstrip())
        return
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    with console.pager():
        console.print(Markdown(text))


def section_of(text: str, place: str) -> str:
    """A section of a page by the name that links have for it, with what is below it; all of it if there is none."""
    without_code = re.sub(r"^```.*?^```", lambda block: " " * len(block[0]), text, flags=re.MULTILINE | re.DOTALL)
    headings = [(found.start(), len(found[1]), re.sub(r"[^\w\s-]", "", found[2].lower()).strip().replace(" ", "-"))
                for found in re.finditer(r"^(#+) +(.+)$", without_code, re.MULTILINE)]  # fmt: skip
    for n, (start, level, name) in enumerate(headings):
        if name == place:
            return text[start : next((after for after, of, _ in headings[n + 1 :] if of <= level), len(text))]
    return text


def page_of(known: Mapping[str, Path], name: str) -> Path:
    """A page by its name, with or without folders before it and ending after it.

    Raises:
        Mistake: there is none of this name, or more than one.
    """
    wanted = name.strip("/").removesuffix(".html").removesuffix(".md").lower()
    matching = [page for page in known if f"/{page}".lower().endswith(f"/{wanted}")]
    exact = [page for page in matching if page.lower() == wanted]
    if len(exact or matching) > 1:
        raise Mistake(f"{name!r} is the name of several pages: {', '.join(matching)}")
    found = (exact or matching or [one_of("page", name, known)])[0]
    return known[found]
