"""What a page of documentation tells its reader to type: commands, Python and files, in the order of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: A fenced block with its language, or a row of a table whose last cell is nothing but commands.
FENCED = re.compile(r"^```(sh|console|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
#: A fenced block to be saved under the name that its first line tells, or its second below ``#!``.
SAVED = re.compile(r"^```\w+\n((?:#![^\n]*\n)?# file: (\S+)\n.*?)^```", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\|.*\| ((?:`rpp [^`]+`(?:, )?)+) \|$", re.MULTILINE)
IN_LINE = re.compile(r"`rpp ([^`]+)`")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Snippet:
    """Something to type.

    Attributes:
        place: page and line where it stands.
        language: ``sh`` for one command, ``python`` for a whole block, ``file`` for one to be saved.
        text: what to type, without prompt and remark; of a file, all of it.
        name: of a file.
    """

    place: str
    language: str
    text: str
    name: str = ""


def pages() -> list[Path]:
    """README, CONTRIBUTING and every page of the documentation."""
    written = [path for path in (ROOT / "docs").rglob("*.md") if "templates" not in path.parts]
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(written)]


def snippets(page: Path) -> list[Snippet]:
    """Commands and blocks of Python of a page, in its order."""
    text = page.read_text(encoding="utf-8")
    name = page.relative_to(ROOT).as_posix() if page.is_relative_to(ROOT) else page.name
    found = [(block.start(1), "file", block[1], block[2]) for block in SAVED.finditer(text)]
    for block in FENCED.finditer(text):
        if block[1] == "python":
            found.append((block.start(2), "python", block[2], ""))
            continue
        start = block.start(2)
        for line in block[2].splitlines(keepends=True):
            command = re.sub(r"\s+# .*", "", line.removeprefix("$ ")).strip()
            found += [(start, "sh", command, "")] if command else []
            start += len(line)
    for row in ROW.finditer(text):
        found += [(row.start(1), "sh", f"rpp {command}", "") for command in IN_LINE.findall(row[1])]
    return [Snippet(f"{name}:{text.count(chr(10), 0, at) + 1}", *rest) for at, *rest in sorted(found)]


def named_commands(page: Path) -> list[str]:
    """Commands that running text names, such as ``run baseline`` or ``survival DIR``, without ``rpp``."""
    return IN_LINE.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
