"""Writes ``dist/rpp-sim-VERSION-comses.zip`` (``make comses``): what the CoMSES model library and its review ask for.

Folders are those of the library: ``code`` is the source distribution, ``docs`` the narrative documentation with links
that lead on to the code, ``data`` says where the inputs are. The page at the top says how to run it, and answers the
questions of a review: does it run, is it described (ODD), is the code clean.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

import sim

ROOT = Path(__file__).parents[1]
#: Pages and pictures of the documentation that describe the model; others stay with the code.
NARRATIVE = ("model/*.md", "why/*.md", "references.md", "glossary.md", "images/*.png")
BESIDE = ("LICENSE", "CITATION.cff", "codemeta.json")
LINK = re.compile(r"(\]\()([^)#\s]+)")
DATA = """# Inputs

All inputs of the model are text files in [`code/scenarios/`](../code/scenarios/README.md): scenarios and portraits with
the sources of their facts, partnership types, experiments, claims of the literature, targets and observed partnerships.
"""


def make(out: Path) -> Path:
    """Makes the zip in a folder.

    Args:
        out: the folder; made if needed.

    Returns:
        The zip.
    """
    name = f"rpp-sim-{sim.__version__}-comses"
    with TemporaryDirectory() as place:
        top = Path(place) / name
        top.mkdir()
        _unpack_sources(Path(place), top / "code")
        for file in BESIDE:
            shutil.copy(top / "code" / file, top)
        _copy_narrative(top)
        (top / "data").mkdir()
        (top / "data" / "README.md").write_text(DATA, encoding="utf-8")
        words = (ROOT / "docs" / "templates" / "comses.md").read_text("utf-8")
        (top / "README.md").write_text(words.replace("{version}", sim.__version__), encoding="utf-8")
        out.mkdir(parents=True, exist_ok=True)
        return Path(shutil.make_archive(str(out / name), "zip", place, name))


def _unpack_sources(place: Path, target: Path) -> None:
    """The source distribution, unpacked."""
    subprocess.run([sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", str(place)],
                   cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    packed = next(place.glob("*.tar.gz"))
    with tarfile.open(packed) as archive:
        archive.extractall(place, filter="data")
    (place / packed.name.removesuffix(".tar.gz")).rename(target)
    packed.unlink()


def _copy_narrative(top: Path) -> None:
    """The pages that describe the model, with links that lead to what stays with the code."""
    source = top / "code" / "docs"
    copied = {path.relative_to(source) for pattern in NARRATIVE for path in source.glob(pattern)}
    for page in copied:
        target = top / "docs" / page
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / page, target)
        if page.suffix == ".md":
            text = target.read_text("utf-8")
            target.write_text(LINK.sub(lambda link, page=page: link[1] + _led(link[2], page, copied), text), "utf-8")


def _led(link: str, page: Path, copied: set[Path]) -> str:
    """Where a link of a page leads now: as before within the narrative, else to the same file beside the code."""
    if "://" in link or link.startswith("mailto:"):
        return link
    goal = Path(os.path.normpath(Path("docs") / page.parent / link))
    if goal.parts[:1] == ("docs",) and goal.relative_to("docs") in copied:
        return link
    return Path(os.path.relpath(Path("code") / goal, Path("docs") / page.parent)).as_posix()


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--out", type=Path, default=ROOT / "dist", metavar="FOLDER")
    print(make(asked.parse_args().out))
