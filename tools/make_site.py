"""Writes ``site/``, the documentation as pages for a browser, from ``docs/`` (``make site``).

It needs what the extra ``docs`` brings, and no network. A warning ends it: a link that leads nowhere, a page that is
in no list. ``--into`` names another folder, such as the one that a wheel carries (``app/site``).
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from sphinx.cmd.build import build_main

ROOT = Path(__file__).parents[1]
#: What Sphinx and the theme leave beside pages, and no reader opens.
LEFT_OVER = ("**/*.map", ".buildinfo", "objects.inv")


def make(into: Path) -> int:
    """Makes the site anew; returns the exit code of Sphinx, and leaves what was there where it is not 0."""
    with TemporaryDirectory() as folder:
        made = Path(folder) / "site"
        code = build_main([
            "--quiet", "--fail-on-warning", "--keep-going", "--builder", "html", "--conf-dir", str(ROOT / "docs/site"),
            "--doctree-dir", str(Path(folder) / "doctrees"), str(ROOT), str(made),
        ])  # fmt: skip
        if code:
            return code
        for pattern in LEFT_OVER:
            for path in made.glob(pattern):
                path.unlink()
        shutil.rmtree(into, ignore_errors=True)
        shutil.move(made, into)
    print(into / "index.html")
    return 0


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--into", type=Path, default=ROOT / "site", metavar="FOLDER")
    raise SystemExit(make(asked.parse_args().into))
