"""Reading a results folder, also while it is being written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.experiments.store.files import StoreError
from sim.experiments.store.folder import Store, tables_of
from sim.experiments.store.tables import DONE


@dataclass(frozen=True, slots=True)
class Status:
    """How far a sweep is."""

    folder: Path
    runs: int
    done: int
    failed: int
    points: int
    replicates: int
    complete_replicates: int
    running: bool
    megabytes: float
    damaged: tuple[str, ...]


class Sweep:
    """A results folder, for reading. Tables are read when they are asked for, and sorted by run.

    Args:
        folder: the folder.

    Raises:
        StoreError: this is no results folder.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._store = Store(self.folder)
        self.plan = self._store.plan

    def __repr__(self) -> str:
        done = int(self._store.done.sum())
        return f"<Sweep {str(self.folder)!r}: {done:,} of {self.plan.runs:,} runs, {self.failed} failed>"

    @property
    def failed(self) -> int:
        """Number of runs that failed."""
        return self._store.failed

    @property
    def is_complete(self) -> bool:
        """Whether every run is there, failed or not."""
        return bool(self._store.done.all())

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run and partnership: keys, survival and every outcome."""
        return self.read("runs")

    @cached_property
    def series(self) -> pd.DataFrame:
        """Partnerships by year or month."""
        return self.read("series")

    @cached_property
    def events(self) -> pd.DataFrame:
        """The event log."""
        return self.read("events")

    @cached_property
    def failures(self) -> pd.DataFrame:
        """Runs that failed, with traceback and the command that repeats them."""
        return self.read("failures")

    @cached_property
    def design(self) -> pd.DataFrame:
        """One row per design point: scenario, policy, and the value of each factor."""
        parts = [pq.read_table(path) for path in sorted((self.folder / "inputs" / "design").glob("part-*.parquet"))]
        frame = pa.concat_tables(parts, promote_options="default").to_pandas()
        return frame.sort_values("point", ignore_index=True)

    def table(self) -> pd.DataFrame:
        """Runs with the values of their design point beside them."""
        keys = ["scenario", "policy"]
        return self.runs.merge(self.design.drop(columns=keys), on="point", how="left", validate="many_to_one")

    def read(self, table: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """A table of the folder, or some of its columns, sorted by run.

        Raises:
            StoreError: this sweep does not keep such a table.
        """
        pieces = list(self.pieces(table, columns))
        if not pieces:
            return pd.DataFrame(columns=list(columns or []))
        joined = pa.concat_tables(pieces)
        del pieces
        if "run" in joined.column_names and (np.diff(joined["run"].to_numpy()) < 0).any():
            joined = joined.sort_by("run")
        found = joined.to_pandas(split_blocks=True, self_destruct=True)  # gives memory back column by column
        del joined
        pa.default_memory_pool().release_unused()
        return found

    def pieces(self, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """A table, or some of its columns, in pieces, for what does not fit into memory.

        Raises:
            StoreError: this sweep does not keep such a table.
        """
        if table not in tables_of(self.plan):
            raise StoreError(f"{self.folder} keeps no table of {table}")
        for entry in self._store.entries:
            if table in entry.files:
                wanted = None if columns is None else list(columns)
                yield pq.read_table(self._store.path(table, entry.name), columns=wanted, pre_buffer=False)

    def paths(self) -> list[Path]:
        """Files of all parts that count."""
        return [self._store.path(table, entry.name) for entry in self._store.entries for table in entry.files]

    def spread(self, outcome: str) -> tuple[np.ndarray, np.ndarray]:
        """Number of known values of an outcome over replicates, and their standard deviation, by point.

        The partnerships of a world are averaged first. Memory grows with the number of points, not of runs.
        """
        count, mean, squares = (np.zeros(self.plan.points) for _ in range(3))
        for piece in self.pieces("runs", ["run", "point", "status", outcome]):
            frame = piece.to_pandas()
            frame = frame[(frame["status"] == DONE) & frame[outcome].notna()]
            for point, value in frame.groupby(["run", "point"])[outcome].mean().droplevel("run").items():
                count[point] += 1
                step = value - mean[point]
                mean[point] += step / count[point]
                squares[point] += step * (value - mean[point])
        return count, np.sqrt(squares / np.maximum(count - 1, 1))

    def status(self, *, thoroughly: bool = False) -> Status:
        """How far it is; thoroughly: also whether every file still has its checksum."""
        store = self._store
        wrong = store.look(thoroughly=thoroughly)
        replicates = np.zeros(self.plan.replicates, dtype=bool)
        for r in range(self.plan.replicates):
            replicates[r] = all(
                store.done[b.first_run + (r - b.first_replicate) * b.points :][: b.points].all()
                for b in self.plan.blocks if b.first_replicate <= r < b.first_replicate + b.replicates
            )  # fmt: skip
        size = sum(size for entry in store.entries for size, _ in entry.files.values())
        whole = int(replicates.argmin()) if not replicates.all() else self.plan.replicates
        return Status(
            self.folder, self.plan.runs, int(store.done.sum()), store.failed, self.plan.points, self.plan.replicates,
            whole, store.is_running, size / 1e6, tuple(entry.name for entry in wrong),
        )  # fmt: skip


def write_csv(folder: str | Path) -> list[Path]:
    """Writes every table of a results folder also as CSV, into its folder ``csv``, in pieces of little memory.

    Returns:
        The files.
    """
    import pyarrow.csv as pc

    sweep, out = Sweep(folder), Path(folder) / "csv"
    out.mkdir(exist_ok=True)
    written = [out / "design.csv"]
    sweep.design.to_csv(written[0], index=False)
    for table in tables_of(sweep.plan):
        writer = None
        for piece in sweep.pieces(table):
            if writer is None:
                written.append(out / f"{table}.csv")
                writer = pc.CSVWriter(written[-1], piece.schema)
            writer.write_table(piece)
        if writer is not None:
            writer.close()
    return written
