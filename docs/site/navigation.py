"""Which pages the site shows, in which order: what ``navigation.yaml`` says, with its stars resolved."""

from __future__ import annotations

from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
#: The page that the site opens with; it leads to all others and is not listed among them.
FIRST = "docs/index.md"


def listed() -> dict[str, list[str]]:
    """Headings, and what stands under each in the file: pages, and patterns that end in ``*.md``."""
    return yaml.safe_load((Path(__file__).parent / "navigation.yaml").read_text(encoding="utf-8"))


def sections() -> dict[str, list[str]]:
    """Headings, and the pages under each, as paths from the folder of the project."""
    named = {page for pages in listed().values() for page in pages}
    found: dict[str, list[str]] = {}
    for heading, pages in listed().items():
        found[heading] = []
        for page in pages:
            there = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob(page)) if "*" in page else [page]
            found[heading] += [one for one in there if one not in named or "*" not in page]
    return {heading: pages for heading, pages in found.items() if pages}
