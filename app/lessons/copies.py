"""The notebooks that the installation carries: which there are, what each says of itself, and a copy of them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.mistakes import Mistake

#: Where they lie: beside this file in a wheel, at the top of a checkout.
PLACES = (Path(__file__).parent / "notebooks", Path(__file__).parents[2] / "notebooks")
_OPENING = re.compile(r"^# \d+ · (?P<title>.+?)\n.*?\*\*What you learn\*\*: (?P<learn>.+?)\n\n.*?"
                      r"\*\*Time\*\*: about (?P<minutes>\d+) minutes", re.DOTALL)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lesson:
    """A notebook, by what its first cell says.

    Attributes:
        path: the file.
        title: what it is called.
        learn: what one learns from it.
        minutes: how long it takes to work through.
    """

    path: Path
    title: str
    learn: str
    minutes: int


def lessons() -> list[Lesson]:
    """All notebooks, in their order.

    Raises:
        Mistake: they are not there.
    """
    folder = next((place for place in PLACES if place.is_dir()), None)
    if folder is None:
        raise Mistake("This installation carries no notebooks; install rpp-sim again")
    return [_lesson(path) for path in sorted(folder.glob("*.ipynb"))]


def _lesson(path: Path) -> Lesson:
    first = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
    said = _OPENING.search(first)
    if said is None:
        raise ValueError(f"{path.name}: the first cell does not say a title, what one learns and how long it takes")
    return Lesson(path, said["title"], " ".join(said["learn"].split()), int(said["minutes"]))


def copy(folder: Path) -> tuple[list[Path], list[Path]]:
    """Copies all notebooks to a folder; what is there already must be the same.

    Returns:
        Those that were written, and those that were there.

    Raises:
        Mistake: the folder is a file, or holds notebooks that somebody has changed; nothing is written then.
    """
    if folder.exists() and not folder.is_dir():
        raise Mistake(f"{folder}: is a file; name a folder")
    wanted = {folder / lesson.path.name: lesson.path.read_bytes() for lesson in lessons()}
    there = [path for path in wanted if path.exists()]
    changed = [path.name for path in there if path.read_bytes() != wanted[path]]
    if changed:
        raise Mistake(
            f"{folder}: {', '.join(changed)} {'was' if len(changed) == 1 else 'were'} changed since, or came with "
            "another version, and nothing was written; name another folder, or move what is yours away"
        )
    folder.mkdir(parents=True, exist_ok=True)
    written = [path for path in wanted if path not in there]
    for path in written:
        path.write_bytes(wanted[path])
    return written, there
