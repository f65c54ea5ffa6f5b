"""Reading a results folder, also while it is being written. `open_results` is the one door to it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.declarations.renamed import with_present_columns, written_names
from sim.engine.findings import kept
from sim.experiments.store.files import StoreError
from sim.experiments.store.folder import MARK, Store, tables_of
from sim.experiments.store.inputs import design_tables
from sim.experiments.store.lock import is_held
from sim.experiments.store.tables import DONE, by_run
from sim.measures.outcomes import OUTCOME
from sim.scenario.portraits import notice
from sim.scenario.scenario import Scenario
from sim.version import __version__

#: Columns of the series that say what a row is about.
SERIES_KEYS = ("run", "point", "replicate", "partnership", "month", "stage")


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


def open_results(folder: str | Path) -> Sweep:
    """Opens what ``rpp run`` or ``rpp sweep`` wrote, finished or not, by this version or by 0.1.

    Raises:
        StoreError: there is no such folder, it holds no results, or its inputs were changed.
    """
    from sim.experiments.store.version_0_1 import OldRun

    folder = Path(folder)
    if not holds_results(folder):
        there = "holds no results" if folder.is_dir() else "there is no such folder"
        raise StoreError(f"{folder}: {there}; name one that `rpp run` or `rpp sweep` wrote")
    return OldRun(folder) if OldRun.is_at(folder) else Sweep(folder)


def holds_results(folder: Path) -> bool:
    """Whether this is a results folder."""
    from sim.experiments.store.version_0_1 import OldRun

    return (folder / MARK).is_file() or OldRun.is_at(folder)


class Sweep:
    """A results folder, for reading. Tables are read when they are asked for, and sorted by run.

    Args:
        folder: the folder.

    Raises:
        StoreError: this is no results folder.
    """

    scenarios: tuple[Scenario, ...] = property(attrgetter("plan.scenarios"), doc="Scenarios, in order.")
    months: int = property(attrgetter("plan.settings.months"), doc="Horizon [months].")
    seed: int = property(attrgetter("plan.settings.seed"), doc="The user's seed.")
    failed: int = property(attrgetter("_store.failed"), doc="Number of runs that failed.")
    runs: pd.DataFrame = kept("runs", "One row per run and partnership: keys, survival and every outcome.")
    series: pd.DataFrame = kept("series", "Partnerships by year or month.")
    events: pd.DataFrame = kept("events", "The event log.")
    failures: pd.DataFrame = kept("failures", "Runs that failed, with traceback and the command that repeats them.")

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._store = Store(self.folder)
        self.plan = self._store.plan

    def __repr__(self) -> str:
        status = self.status()
        return f"<Sweep {str(self.folder)!r}: {status.done:,} of {status.runs:,} runs, {status.failed} failed>"

    @property
    def title(self) -> str:
        """Title of the experiment, or of its scenarios."""
        return self.plan.title or ", ".join(s.title for s in self.plan.scenarios)

    @cached_property
    def manifest(self) -> dict:
        """What is known of how it was made; empty until a runner has left it for the first time."""
        try:
            return json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    @property
    def version(self) -> str:
        """Version of the model that computed it."""
        return self.manifest.get("program", {}).get("version", __version__)

    @property
    def about(self) -> dict[str, str]:
        """What figures of it save in their files: where the numbers come from."""
        ids = ", ".join(f"{s.name}@{s.digest}" for s in self.scenarios)
        made = f"Results {self.plan.digest} of {ids}; seed {self.seed}; {self.finished['run'].nunique()} runs"
        made += f" of {self.months} months; model version {self.version}"
        told = {"Title": self.title, "Description": made, "Source": f"model version {self.version}"}
        said = notice(self.scenarios)
        return told | ({"Disclaimer": said} if said else {})

    @property
    def is_complete(self) -> bool:
        """Whether every run is there, failed or not."""
        return bool(self._store.done.all())

    @cached_property
    def design(self) -> pd.DataFrame:
        """One row per design point: scenario, policy, and the value of each factor."""
        parts = [piece for n in range(len(self.plan.designs)) for piece in design_tables(self.plan, n)]
        return pa.concat_tables(parts, promote_options="default").to_pandas()

    def table(self) -> pd.DataFrame:
        """Runs with the values of their design point beside them.

        ``draw`` numbers the samples of a design that draws them; scenarios and policies have draws in common.
        """
        keys = ["scenario", "policy"]
        found = self.runs.merge(self.design.drop(columns=keys), on="point", how="left", validate="many_to_one")
        found["draw"] = self.plan.draws[found["point"].to_numpy()]
        if "variant" not in found:  # version 0.1
            variants = dict(zip((s.name for s in self.scenarios), self.plan.variants, strict=True))
            found["variant"] = found["scenario"].map(variants)
        return found

    @cached_property
    def finished(self) -> pd.DataFrame:
        """Rows of `table` of the runs that arrived.

        Raises:
            StoreError: there are none.
        """
        found = self.table() if len(self.runs) else self.runs
        found = found[found["status"] == DONE].reset_index(drop=True) if len(found) else found
        if found.empty:
            failed = f"; {self.failed:,} failed" if self.failed else ""
            raise StoreError(f"{self.folder}: no run has finished{failed}; `rpp status {self.folder}` tells more")
        return found

    def read_series(self, columns: Collection[str] | None = None) -> pd.DataFrame | None:
        """Partnerships of finished runs by month or year; None if none are kept.

        Each row also tells its ``scenario``, ``variant`` and ``policy``. Read anew each time, so that whoever sorts
        it need not keep two of it.

        Args:
            columns: quantities that are looked at (a series may lack some), all of them if None: the months of
                thousands of runs fill the memory otherwise. ``plan.settings.series`` tells what its rows are.
        """
        keep = None if columns is None else [*SERIES_KEYS, *columns]
        return None if self.plan.settings.series == "none" else self.read_finished("series", keep)

    def read_finished(self, table: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """A table of finished runs, or some of its columns; each row also tells scenario, variant and policy."""
        keys = self.finished.drop_duplicates("run").set_index("run")[["scenario", "variant", "policy"]]
        found = self.read(table, columns)
        found = found.copy() if columns is None else found  # hundreds of columns, each in a block of its own
        if not found["run"].isin(keys.index).all():  # of runs that finished meanwhile
            found = found[found["run"].isin(keys.index)].reset_index(drop=True)
        for name in keys:
            found[name] = found["run"].map(keys[name])
        return found

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
        joined = by_run(joined) if "run" in joined.column_names else joined
        found = joined.to_pandas(split_blocks=True, self_destruct=True)  # gives memory back column by column
        del joined
        found = with_present_columns(found)
        if table == "runs" and columns is None:  # outcomes that the version that wrote it did not have
            found = found.reindex(columns=[*found, *(name for name in OUTCOME if name not in found)])
        pa.default_memory_pool().release_unused()
        return found

    _table = read

    def pieces(self, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """A table, or those of some columns that it has, in pieces, for what does not fit into memory.

        Raises:
            StoreError: this sweep does not keep such a table, or a file of it cannot be read.
        """
        if table not in tables_of(self.plan):
            raise StoreError(f"{self.folder} keeps no table of {table}")
        for path in self._files(table):
            try:
                file = pq.ParquetFile(path, pre_buffer=False)
                there = file.schema_arrow.names
                names = None if columns is None else written_names(columns, there).values()
                yield file.read(names and [name for name in there if name in names])
            except (OSError, pa.ArrowException) as error:
                raise StoreError(f"{path} cannot be read ({error}); was it changed?") from error

    def _files(self, table: str) -> list[Path]:
        return [self._store.path(table, entry.name) for entry in self._store.entries if table in entry.files]

    def paths(self) -> list[Path]:
        """Files of all parts that count."""
        return [path for table in tables_of(self.plan) for path in self._files(table)]

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

        def is_complete(replicate: int) -> bool:
            return all(
                store.done[b.first_run + (replicate - b.first_replicate) * b.points :][: b.points].all()
                for b in self.plan.blocks if b.first_replicate <= replicate < b.first_replicate + b.replicates
            )  # fmt: skip

        whole = next((r for r in range(self.plan.replicates) if not is_complete(r)), self.plan.replicates)
        size = sum(size for entry in store.entries for size, _ in entry.files.values())
        return Status(
            self.folder, self.plan.runs, int(store.done.sum()), store.failed, self.plan.points, self.plan.replicates,
            whole, is_held(self.folder / "journal"), size / 1e6, tuple(entry.name for entry in wrong),
        )  # fmt: skip
