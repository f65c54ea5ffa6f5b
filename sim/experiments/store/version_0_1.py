"""What ``rpp run`` of version 0.1 wrote, read as the sweep of one point that it is. This file goes in 0.3.

::

    scenario.json, runs.csv, manifest.json
    partnerships, districts, schools, funders, roles: .parquet, or .csv where asked for
"""

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import pandas as pd
import pyarrow as pa

from sim.declarations.renamed import written_names
from sim.experiments.design.samples import nothing
from sim.experiments.plan.plan import FURTHER, Block, Plan, Settings
from sim.experiments.store.files import StoreError
from sim.experiments.store.opened import Status, Sweep
from sim.experiments.store.present_names import with_present_names
from sim.experiments.store.resolved import scenario_from
from sim.experiments.store.tables import DONE, FAILURES


class OldRun(Sweep):
    """A folder of ``rpp run`` of version 0.1, for reading only.

    Raises:
        StoreError: it cannot be read.
    """

    failed, is_complete = 0, True
    manifest: dict = {}

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            data = json.loads((folder / "scenario.json").read_text(encoding="utf-8"))
            data.pop("digest")
            scenario = scenario_from(data)
            told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            settings = Settings(int(told["months"]), int(told["seed"]), "monthly", (), False, FURTHER)
            block = Block(0, 0, 1, 0, int(told["replicates"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{folder}: its files cannot be read as results ({error}); were they changed?") from error
        self.manifest = {
            "program": {"version": told.get("rpp", ""), "commit": told.get("git_commit") or ""},
            "versions": told.get("packages", {}), "command": str(told.get("command", "")).split(),
            "written": told.get("created", ""),
        }  # fmt: skip
        plan = Plan("", scenario.question, (scenario,), {"": {}}, (nothing(),), (block,), settings)
        self.plan = with_present_names(plan)

    @staticmethod
    def is_at(folder: Path) -> bool:
        """Whether a folder is of this kind."""
        names = ("scenario.json", "runs.csv", "manifest.json")
        return all((folder / name).is_file() for name in names) and not (folder / "inputs").exists()

    @cached_property
    def failures(self) -> pd.DataFrame:
        """No run of such a folder failed."""
        return FAILURES.empty_table().to_pandas()

    def pieces(self, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """A table as `Sweep.pieces` gives it, in one piece."""
        found = self._read({"series": "partnerships"}.get(table, table)).assign(point=0)
        if table == "runs":
            found = found.assign(status=DONE, policy="", seed=found["replicate"].map(self.plan.seed_of))
        else:
            found = found.drop(columns="scenario")
        names = found if columns is None else written_names(columns, found).values()
        yield pa.Table.from_pandas(found[[name for name in found if name in names]])

    def _read(self, table: str) -> pd.DataFrame:
        parquet, text = (self.folder / f"{table}.{ending}" for ending in ("parquet", "csv"))
        try:
            if parquet.exists():
                return pd.read_parquet(parquet)
            return pd.read_csv(text, keep_default_na=False, na_values=[""], float_precision="round_trip")
        except FileNotFoundError:
            raise StoreError(f"{self.folder} keeps no table of {table}") from None

    def paths(self) -> list[Path]:
        """Files of its tables."""
        return [path for path in sorted(self.folder.iterdir()) if path.suffix in (".csv", ".parquet")]

    def status(self, *, thoroughly: bool = False) -> Status:
        """It is complete, because nothing was left of one that was stopped."""
        runs, size = self.plan.runs, sum(path.stat().st_size for path in self.paths())
        return Status(self.folder, runs, runs, 0, 1, runs, runs, False, size / 1e6, ())
