"""The results folder: what is in it, what is missing, and how a part gets in.

::

    inputs/      plan.json, scenarios/*.json (resolved), design/*.parquet (one row per point), unit/*.parquet
    runs/        part-*.parquet: one row per run and partnership
    series/      part-*.parquet: partnerships by year or month; beside it, where asked for, districts/, schools/, ...
    events/      part-*.parquet, where asked for
    failures/    part-*.parquet: what went wrong, and how to repeat it
    journal/     which parts are safely there, with checksums; locks
    damaged/     parts that were found changed, set aside
    dictionary.csv, manifest.json

A part is written under a temporary name, renamed, and then entered in the journal. Whatever is interrupted in between
is found when the folder is next used, and only files that carry this sweep's stamp are ever replaced or removed.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.experiments.execute.worker import Part
from sim.experiments.plan.plan import FURTHER, Plan
from sim.experiments.store import dictionary, files, inputs, journal, provenance
from sim.experiments.store.files import StoreError, free_name
from sim.experiments.store.journal import Entry, ranges
from sim.experiments.store.lock import locked, wait_for_makers
from sim.experiments.store.tables import recorded

TABLES = ("runs", "series", *FURTHER, "events", "failures")
MARK = ".rpp-sweep"
#: Parts are listed from the journal, which keeps their checksums.
_NOT_LISTED = (*TABLES, "journal", "damaged", "manifest.json")


def tables_of(plan: Plan) -> tuple[str, ...]:
    """Tables that a sweep of this plan keeps."""
    return ("runs", *recorded(plan.settings), *(["events"] if plan.settings.events else []), "failures")


class Store:
    """A results folder that exists.

    Args:
        folder: the folder.
        shard: the shard that this store writes; None for the whole sweep.

    Attributes:
        plan: the plan, with all additions.
        done: whether each run is there, by number.
        failed: how many of them failed.
        notes: what was found and put right, for the user.

    Raises:
        StoreError: this is no results folder, or its inputs were changed.
    """

    def __init__(self, folder: Path, shard: tuple[int, int] | None = None) -> None:
        self.folder, self.shard = Path(folder), shard
        #: Runs of this store: every n-th from the first of its shard on.
        self._first, self._step = (0, 1) if shard is None else (shard[0] - 1, shard[1])
        if not (self.folder / MARK).is_file() or not (self.folder / "inputs" / "plan.json").is_file():
            raise StoreError(f"{self.folder} holds no results; begin some with: rpp sweep FILE --out {self.folder}")
        self.plan = inputs.read(self.folder / "inputs")
        self.notes: list[str] = []
        self._live: dict[str, Entry] = {}
        self.look()

    def lock(self) -> AbstractContextManager[None]:
        """Keeps other runners away while in a ``with`` block."""
        return locked(self.folder / "journal", self.shard)

    @property
    def stamp(self) -> dict[str, str]:
        """What marks a Parquet file as a part of this sweep."""
        return {"rpp_sweep": self.plan.digest}

    @property
    def failed(self) -> int:
        """Number of runs that failed."""
        return sum(entry.count for entry in self._live.values() if entry.failed)

    @property
    def codes(self) -> tuple[str, ...]:
        """Digests of the model's sources for which it was planned, and that computed the runs there are."""
        return tuple(sorted({entry.code for entry in self._live.values()} | ({self.plan.code} - {""})))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The parts that count, by name."""
        return tuple(self._live[name] for name in sorted(self._live))

    def path(self, table: str, name: str) -> Path:
        """File of a part."""
        return self.folder / table / f"{name}.parquet"

    def look(self, *, thoroughly: bool = False) -> list[Entry]:
        """Finds out which runs are there. Thoroughly: also by checksum.

        Returns:
            Entries of the journal whose files are missing or have changed, and that nothing has replaced.
        """
        self._live, wrong = {}, {}
        self.done = np.zeros(self.plan.runs, dtype=bool)
        for entry in journal.read(self.folder / "journal"):
            if self._is_whole(entry, thoroughly):
                self._live[entry.name] = entry
                wrong.pop(entry.name, None)
            elif entry.name not in self._live:
                wrong[entry.name] = entry
        for name in sorted(self._live):
            entry = self._live[name]
            if any(self.done[first : last + 1].any() for first, last in entry.runs):
                wrong[name] = self._live.pop(name)  # the same runs twice, as when folders were copied into one
                continue
            for first, last in entry.runs:
                self.done[first : last + 1] = True
        return list(wrong.values())

    def _is_whole(self, entry: Entry, thoroughly: bool) -> bool:
        if not entry.runs or entry.runs[-1][1] >= self.plan.runs:
            return False
        for table, (size, digest) in entry.files.items():
            path = self.path(table, entry.name)
            try:
                if path.stat().st_size != size or (thoroughly and files.checksum_of(path) != digest):
                    return False
            except OSError:
                return False
        return True

    def repair(self) -> None:
        """Sets aside parts that changed, and removes what an interrupted run left behind. Needs the lock."""
        for entry in self.look(thoroughly=True):
            aside = [path for table in entry.files if (path := self.path(table, entry.name)).exists()]
            for path in aside:
                (self.folder / "damaged").mkdir(exist_ok=True)
                names = _numbered(f"{path.parent.name}-{path.stem}")
                targets = (self.folder / "damaged" / f"{name}.parquet" for name in names)
                os.replace(path, next(target for target in targets if not target.exists()))
            found = "was changed or lost a file, and was set aside in damaged/" if aside else "is missing"
            self.notes.append(f"{entry.name} {found}; its {entry.count} runs are computed again")
        for table in TABLES:
            for path in sorted((self.folder / table).glob("part-*.parquet")):
                entry = self._live.get(path.stem)
                if (entry is not None and table in entry.files) or not self._is_mine(path):
                    continue
                if self._is_ours(path):
                    path.unlink()
                else:
                    self.notes.append(f"{table}/{path.name} was not written by this sweep and is left alone")
            for path in (self.folder / table).glob(f".part-*{files.UNFINISHED}"):
                if self._is_mine(path):
                    path.unlink(missing_ok=True)

    def _is_mine(self, path: Path) -> bool:
        """Whether a part would be of this shard, going by its first run; another shard may just be writing its own."""
        first = re.match(r"\.?part-([0-9]+)", path.name)
        return self.shard is None or (first is not None and int(first[1]) % self._step == self._first)

    def _is_ours(self, path: Path) -> bool:
        try:
            metadata = pq.read_schema(path).metadata or {}
        except (OSError, pa.ArrowException):
            return False
        return metadata.get(b"rpp_sweep", b"").decode(errors="replace") == self.plan.digest

    def commit(self, part: Part) -> None:
        """Puts a part into the folder. Needs the lock.

        Raises:
            DiskFull: there is no room; the folder is as it was.
        """
        name = self._free_name(part)
        told: dict[str, tuple[int, str]] = {}
        # Runs come last, so that whoever reads meanwhile finds the series of every run.
        for table in sorted(part.files, key=lambda t: t == "runs"):
            content = part.files[table]
            told[table] = (len(content), files.checksum(content))
            (self.folder / table).mkdir(exist_ok=True)  # an unpacked archive has no empty folders
            files.write(self.path(table, name), content)
        entry = Entry(name, ranges(part.runs), part.failed, told, provenance.code_digest())
        journal.add(self.folder / "journal", self.shard, entry)
        self._live[name] = entry
        self.done[list(part.runs)] = True

    def _free_name(self, part: Part) -> str:
        def is_taken(name: str) -> bool:
            paths = (self.path(table, name) for table in TABLES)
            return any(path.exists() and (name in self._live or not self._is_ours(path)) for path in paths)

        return next(name for name in _numbered(f"part-{part.runs[0]:09d}") if not is_taken(name))

    def forget_failures(self) -> int:
        """Takes out the runs that failed, so that they are tried again. Needs the lock."""
        for entry in [e for e in self._live.values() if e.failed]:
            for table in entry.files:
                self.path(table, entry.name).unlink(missing_ok=True)
        self.look()

    def pending(self) -> Iterator[int]:
        """Numbers of the runs that are missing, in order; only those of the shard, if there is one."""
        for first in range(0, self.plan.runs, 100_000):
            missing = first + np.flatnonzero(~self.done[first : first + 100_000])
            yield from missing[missing % self._step == self._first].tolist()

    def count_pending(self) -> int:
        """How many runs are missing (of the shard)."""
        return int((~self.done[self._first :: self._step]).sum())

    def replace_plan(self, plan: Plan) -> None:
        """Writes an extended plan. Needs the lock."""
        inputs.write_designs(self.folder / "inputs", plan, len(self.plan.designs))
        self.done = np.pad(self.done, (0, plan.runs - self.plan.runs))
        self.plan = plan

    def write_manifest(self) -> None:
        """Writes manifest.json: state, provenance, and the checksum of every file."""
        listed = {
            f"{table}/{entry.name}.parquet": {"bytes": size, "sha256": digest}
            for entry in self.entries
            for table, (size, digest) in sorted(entry.files.items())
        }
        for path in sorted(self.folder.rglob("*")):
            inside = path.relative_to(self.folder)
            if path.is_file() and not path.name.startswith(".") and inside.parts[0] not in _NOT_LISTED:
                listed[inside.as_posix()] = {"bytes": path.stat().st_size, "sha256": files.checksum_of(path)}
        missing = int((~self.done).sum())
        state = {
            "sweep": self.plan.digest, "complete": missing == 0, "runs": self.plan.runs, "missing": missing,
            "failed": self.failed, "points": self.plan.points, "replicates": self.plan.replicates,
            "months": self.plan.settings.months, "seed": self.plan.settings.seed,
            "scenarios": [{"name": s.name, "title": s.title, "digest": s.digest} for s in self.plan.scenarios],
        }  # fmt: skip
        content = json.dumps({**state, **provenance.about(), "files": listed}, indent=1)
        files.write(self.folder / "manifest.json", content.encode())


def _numbered(name: str) -> Iterator[str]:
    """A name, and those that are used where it is taken."""
    return chain([name], (f"{name}-{number}" for number in count(2)))


def holds(folder: Path, plan: Plan) -> bool:
    """Whether a folder holds results of this very plan (by whatever code), so that they can be gone on with.

    Raises:
        StoreError: it holds those of another plan.
    """
    if not (folder / "inputs" / "plan.json").exists():
        return False
    found = inputs.read(folder / "inputs")
    if replace(plan, code=found.code).digest != found.digest:
        names = " and ".join(s.name for s in found.scenarios)
        told = f"{names}, seed {found.settings.seed}, {found.blocks[0].replicates} replicates, "
        told += f"{found.settings.months} months, digest {found.digest}"
        raise StoreError(f"{folder} holds other results ({told}); name another folder, such as {free_name(folder)}")
    return True


def create(folder: Path, plan: Plan) -> None:
    """Makes a results folder for a plan.

    Args:
        folder: a folder that is new or empty.
        plan: the plan.

    Raises:
        StoreError: the folder holds something.
        DiskFull: there is no room.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = [path.name for path in folder.iterdir() if path.name != "lost+found"]
        if others and MARK not in others:
            hint = f"name a new folder, such as {free_name(folder)}"
            raise StoreError(f"{folder} holds files that are no results of this version of `rpp`; {hint}")
        mark = (folder / MARK).open("a")
    except OSError as error:
        raise StoreError(f"{folder} cannot be used as a folder for results ({error.strerror})") from error
    with mark:
        wait_for_makers(mark)
        if (folder / "inputs" / "plan.json").exists():
            raise StoreError(f"{folder} already holds results; go on with them by: rpp resume {folder}")
        for name in (*tables_of(plan), "journal"):
            (folder / name).mkdir(exist_ok=True)
        files.write(folder / "dictionary.csv", dictionary.text(plan).encode())
        inputs.write(folder / "inputs", plan)  # writes plan.json last: from then on this is a sweep
