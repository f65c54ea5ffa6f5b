"""Where the documentation lies: as pages for a browser, or as text where an installation carries no pages."""

from __future__ import annotations

from pathlib import Path

_APP = Path(__file__).parents[1]
#: Where the pages may be: in an installation, and where ``make site`` leaves them beside the code.
PLACES = (_APP / "site", _APP.parent / "site")
#: Where the texts are that pages are made from: in an installation (`hatch_build.py`), and beside the code.
TEXTS = (_APP / "texts", _APP.parent / "docs")
#: Folders in them without pages.
OTHERS = {"_static", "_downloads", "templates"}


def here() -> tuple[bool, dict[str, Path]]:
    """Whether they are pages for a browser, and where each page is by its name; none if there is no documentation."""
    for site, places in ((True, PLACES), (False, TEXTS)):
        ending = "html" if site else "md"
        folder = next((place for place in places if (place / f"index.{ending}").is_file()), None)
        if folder is not None:
            inside = sorted(path.relative_to(folder) for path in folder.rglob(f"*.{ending}"))
            found = (path for path in inside if not OTHERS & set(path.parts))
            return site, {p.with_suffix("").as_posix().removeprefix("docs/"): folder / p for p in found}
    return False, {}
