"""Pages as PDF, printed by a browser of this machine: the one that shows the app prints it too."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from app.terminal.browsers import printing_browser
from app.terminal.mistakes import Mistake

#: Without a window, without asking anybody, without a date or an address in the margin.
FLAGS = (
    "--headless", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-dev-shm-usage", "--no-pdf-header-footer",
)  # fmt: skip
#: A page takes a second or two; who waits longer waits in vain [s].
PATIENCE = 120


def browser() -> str:
    """A browser that prints.

    Raises:
        Mistake: there is none, and what to do without.
    """
    found = printing_browser()
    if found is None:
        raise Mistake(
            "--pdf: Chromium, Chrome and Edge print pages, and none was found; nothing was written. Leave --pdf out, "
            "open the pages in any browser and print them from there."
        )
    return found


def print_pages(pages: list[Path], path: str) -> list[Path]:
    """Prints pages into PDF files beside them.

    Args:
        pages: HTML files that load nothing.
        path: of the browser.

    Raises:
        Mistake: the browser printed nothing.
    """
    # A browser that runs as the owner of the machine (in a container) refuses its own cage.
    own = ("--no-sandbox",) if getattr(os, "geteuid", lambda: 1)() == 0 else ()
    made = []
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for page in pages:
            pdf = page.with_suffix(".pdf")
            words = [path, *FLAGS, *own, f"--user-data-dir={profile}", f"--print-to-pdf={pdf}", page.resolve().as_uri()]
            with suppress(subprocess.TimeoutExpired):
                subprocess.run(words, capture_output=True, timeout=PATIENCE, check=False)
            if not pdf.is_file() or not pdf.stat().st_size:
                raise Mistake(f"--pdf: {path} printed nothing of {page.name}; leave --pdf out and print from a browser")
            made.append(pdf)
    return made
