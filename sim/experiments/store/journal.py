"""The journal: one line for each part that is safely in the folder.

A part counts while its line is there and its files are as the line says: a part that is taken out of the folder, or
has changed, is computed again. Every shard writes a journal of its own, so that folders of shards can be copied into
one.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sim.experiments.store.files import append
from sim.experiments.store.lock import named


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


def add(folder: Path, shard: tuple[int, int] | None, entry: Entry) -> None:
    """Tells that a part is in the results folder, in the journal of its shard; in that of the whole sweep if None."""
    data = {
        "part": entry.name, "runs": entry.runs, "failed": entry.failed, "files": dict(entry.files), "code": entry.code,
    }  # fmt: skip
    append(folder / f"{named(shard)}.jsonl", json.dumps(data, separators=(",", ":")))


def read(folder: Path) -> list[Entry]:
    """All entries of all journals, in the order in which they were written; also of parts that were replaced since.

    Torn lines, which a crash or a full disk can leave, say nothing.
    """
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                with suppress(KeyError, TypeError, ValueError, AttributeError):
                    found.append(_entry(json.loads(line)))
    return found


def _entry(data: Mapping) -> Entry:
    files = {table: (int(size), str(digest)) for table, (size, digest) in data["files"].items()}
    runs = tuple((int(first), int(last)) for first, last in data["runs"])
    return Entry(str(data["part"]), runs, bool(data["failed"]), files, str(data["code"]))
