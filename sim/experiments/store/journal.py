"""The journal: one line for each part that is safely in the folder.

A part counts while its line is there and its files are as the line says: a part that is taken out of the folder, or
has changed, is computed again. Every shard writes a journal of its own, so that folders of shards can be copied into
one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.experiments.store.files import append


@dataclass(frozen=True, slots=True)
class Entry:
    """One part.

    Attributes:
        name: file name of the part in each table's folder, without ending.
        runs: numbers of its runs as ranges ``(first, last)``.
        failed: whether these runs failed.
        files: size in bytes and checksum of each file, by table.
        code: digest of the model's sources that computed it.
    """

    name: str
    runs: tuple[tuple[int, int], ...]
    failed: bool
    files: Mapping[str, tuple[int, str]]
    code: str

    def numbers(self) -> Iterator[int]:
        """Numbers of its runs."""
        for first, last in self.runs:
            yield from range(first, last + 1)

    @property
    def count(self) -> int:
        """How many runs it holds."""
        return sum(last - first + 1 for first, last in self.runs)


def ranges(numbers: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Ascending numbers as ranges ``(first, last)``."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


class Journal:
    """The journals of a results folder: reads all, and writes to one.

    Args:
        folder: where they lie.
        shard: whose journal to write; None for that of the whole sweep.
    """

    def __init__(self, folder: Path, shard: tuple[int, int] | None = None) -> None:
        self._folder = folder
        self._own = folder / ("sweep.jsonl" if shard is None else "shard-{}-of-{}.jsonl".format(*shard))

    def add(self, entry: Entry) -> None:
        """Tells that a part is in the folder."""
        data = {
            "part": entry.name, "runs": entry.runs, "failed": entry.failed, "files": dict(entry.files),
            "code": entry.code,
        }  # fmt: skip
        append(self._own, json.dumps(data, separators=(",", ":")))

    def read(self) -> list[Entry]:
        """All entries, in the order in which they were written; also of parts that were replaced since.

        Torn lines, which a crash or a full disk can leave, say nothing.
        """
        return [entry for data in self._lines() if (entry := _entry(data)) is not None]

    def _lines(self) -> Iterable[object]:
        for path in sorted(self._folder.glob("*.jsonl")):
            with path.open(encoding="utf-8", errors="replace") as file:
                for line in file:
                    try:
                        yield json.loads(line)
                    except ValueError:
                        continue


def _entry(data: object) -> Entry | None:
    try:
        files = {table: (int(size), str(digest)) for table, (size, digest) in data["files"].items()}
        runs = tuple((int(first), int(last)) for first, last in data["runs"])
        return Entry(str(data["part"]), runs, bool(data["failed"]), files, str(data["code"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
