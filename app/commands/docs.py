"""``rpp docs``: the documentation as pages in a browser, from the copy that an installation carries."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.terminal.mistakes import Mistake, one_of
from app.terminal.printing import for_copying, printed

_APP = Path(__file__).parents[1]
#: Where the pages may be: in an installation, and where ``make site`` leaves them beside the code.
PLACES = (_APP / "site", _APP.parent / "site")


def command(
    page: Annotated[
        str | None, typer.Argument(metavar="[PAGE]", help="Page, such as odd or guide/analysis#intervals.")
    ] = None,
    print_: Annotated[bool, typer.Option("--print", help="Print where the page is instead of opening it.")] = False,
) -> None:
    """Open the documentation in a browser; no network needed.

    Example: rpp docs glossary
    """
    site = next((place for place in PLACES if (place / "index.html").is_file()), None)
    if site is None:
        raise Mistake(
            "This installation carries no pages of documentation. In the folder of the project `make site` makes them; "
            "the same texts are there under docs/, beginning with docs/index.md."
        )
    name, _, place = (page or "").partition("#")
    path = page_of(site, name) if name else site / "index.html"
    if print_:
        for_copying(path)
        return
    import webbrowser

    if not webbrowser.open(f"{path.as_uri()}{f'#{place}' if place else ''}"):
        printed(f"No browser answers here. The documentation is in {path}")


def page_of(site: Path, name: str) -> Path:
    """A page by its name, with or without folders before it and ending after it.

    Raises:
        Mistake: there is none of this name, or more than one.
    """
    wanted = name.strip("/").removesuffix(".html").removesuffix(".md").lower()
    pages = {path.relative_to(site).with_suffix("").as_posix().removeprefix("docs/"): path
             for path in sorted(site.rglob("*.html")) if "_static" not in path.parts}  # fmt: skip
    matching = [known for known in pages if f"/{known}".lower().endswith(f"/{wanted}")]
    exact = [known for known in matching if known.lower() == wanted]
    if len(exact or matching) > 1:
        raise Mistake(f"{name!r} is the name of several pages: {', '.join(matching)}")
    found = (exact or matching or [one_of("page", name, pages)])[0]
    return pages[found]
