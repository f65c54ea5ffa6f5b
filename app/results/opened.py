"""Results folders as every analysis reads them: one reader for what ``rpp run`` and what ``rpp sweep`` wrote."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

import sim
from app.results import manifest
from app.terminal.mistakes import Mistake

if TYPE_CHECKING:
    from sim.experiments.design.factors import Factor

DONE = "done"
#: Columns of the series of a sweep that every analysis needs.
SERIES_KEYS = ("run", "point", "replicate", "partnership", "month", "stage")


@dataclass(frozen=True)
class Opened:
    """What a results folder holds.

    Attributes:
        folder: where it lies.
        kind: ``run`` or ``sweep``.
        title: title of the scenario or of the experiment.
        titles: title of each scenario by its name.
        runs: one row per finished run and partnership: ``scenario``, ``policy``, ``point``, ``run``, ``replicate``,
            ``partnership``, ``months``, every outcome and ``cause``; for a sweep also the value of every factor.
        failures: one row per failed run.
        factors: what a sweep varied; nothing for a run.
        series_kind: ``monthly``, ``yearly``, ``yearly_means`` or ``none``.
        months: horizon [months].
        seed: the user's seed.
        version: version of the model that computed it.
        digest: of the plan.
        about: provenance for figures: title, description and source.
        read: reads one further table of the folder by its name; of a sweep's series the named columns.
    """

    folder: Path
    kind: str
    title: str
    titles: dict[str, str]
    runs: pd.DataFrame
    failures: pd.DataFrame
    factors: tuple[Factor, ...]
    series_kind: str
    months: int
    seed: int
    version: str
    digest: str
    about: dict[str, str]
    read: Callable[[str, Collection[str]], pd.DataFrame] = field(repr=False)

    def read_series(self, columns: Collection[str]) -> pd.DataFrame | None:
        """Partnerships by month or year with ``scenario``, ``policy`` and ``point``; None where none were kept.

        Read anew each time, so that whoever sorts it need not keep two of it.

        Args:
            columns: quantities that are looked at. A sweep may lack some, and has no others: the months of thousands
                of runs fill the memory otherwise. `series_kind` tells whether its rows are months, ends of years or
                means over years.
        """
        if self.series_kind == "none":
            return None
        if self.kind == "run":
            return self.read("partnerships", ()).assign(policy="", point=0)
        keys = self.runs.drop_duplicates("run").set_index("run")
        found = self.read("series", columns)
        if not found["run"].isin(keys.index).all():  # of failed runs
            found = found[found["run"].isin(keys.index)].reset_index(drop=True)
        for name in ("scenario", "policy"):
            found[name] = found["run"].map(keys[name])
        return found


def in_order(series: pd.DataFrame, places: pd.Series) -> pd.DataFrame:
    """A series (with rows numbered from 0) sorted by the place of each row; its columns are replaced one by one.

    So the memory never holds two of the whole.
    """
    if not places.is_monotonic_increasing:
        order = places.argsort(kind="stable").to_numpy()
        for name in series:
            series[name] = series[name].array.take(order)
    return series


def opened(folder: Path) -> Opened:
    """Opens a results folder of either kind.

    Raises:
        Mistake: there is no such folder, it holds no results, its files cannot be read, or no run has finished.
    """
    if not folder.is_dir():
        raise Mistake(f"{folder}: there is no such folder; name one that `rpp run` or `rpp sweep` wrote")
    found = manifest.read(folder)
    try:
        if found is not None and "plan" in found and (folder / "scenario.json").exists():
            return _of_run(folder, found)
        if (folder / "inputs" / "plan.json").exists():
            return _of_sweep(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:  # pyarrow's errors are among these
        raise Mistake(f"{folder}: its files cannot be read as results ({error}); were they changed?") from None
    raise Mistake(f"{folder}: holds no results; name a folder that `rpp run` or `rpp sweep` wrote")


def _of_run(folder: Path, found: dict) -> Opened:
    """The folder of ``rpp run``."""
    names = {str(file["name"]) for file in found["files"]}

    def read(table: str, _: Collection[str] = ()) -> pd.DataFrame:
        if f"{table}.parquet" in names:
            return pd.read_parquet(folder / f"{table}.parquet")
        if f"{table}.csv" in names:
            return pd.read_csv(folder / f"{table}.csv", keep_default_na=False, na_values=[""])
        raise Mistake(f"{folder}: keeps no table of {table}")

    scenario = found["scenario"]
    runs = read("runs").assign(policy="", point=0)
    months = int(found["months"])
    about = _about(scenario["title"], f"{scenario['name']}@{scenario['digest']}", found["seed"], len(set(runs["run"])),
                   months, found["rpp"])  # fmt: skip
    return Opened(
        folder, "run", scenario["title"], {scenario["name"]: scenario["title"]}, runs, pd.DataFrame(), (),
        "monthly", months, int(found["seed"]), found["rpp"], found["plan"], about, read,
    )  # fmt: skip


def _of_sweep(folder: Path) -> Opened:
    """The folder of ``rpp sweep``, finished or not."""
    from sim.experiments import StoreError, Sweep
    from sim.experiments.store.tables import series_schema

    try:
        sweep = Sweep(folder)
        whole = sweep.table()
    except StoreError as error:
        raise Mistake(str(error)) from None
    plan = sweep.plan
    runs = whole[whole["status"] == DONE].reset_index(drop=True) if len(whole) else whole
    if runs.empty:
        failed = f"; {sweep.failed:,} failed" if sweep.failed else ""
        raise Mistake(f"{folder}: no run has finished{failed}; `rpp status {folder}` tells more")
    try:
        version = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["program"]["version"]
    except (OSError, ValueError, KeyError):  # written at the end of a sweep only
        version = sim.__version__
    titles = {s.name: s.title for s in plan.scenarios}
    title = plan.title or ", ".join(titles.values())
    settings = plan.settings

    def read(table: str, columns: Collection[str] = ()) -> pd.DataFrame:
        kept = [name for name in series_schema(settings).names if name in SERIES_KEYS or name in columns]
        return sweep.read(table, kept if table == "series" else None)

    ids = f"sweep {plan.digest} of {', '.join(f'{s.name}@{s.digest}' for s in plan.scenarios)}"
    about = _about(title, ids, settings.seed, runs["run"].nunique(), settings.months, version)
    return Opened(
        folder, "sweep", title, titles, runs, sweep.failures, plan.factors, settings.series, settings.months,
        settings.seed, version, plan.digest, about, read,
    )  # fmt: skip


def _about(title: str, ids: str, seed: int, runs: int, months: int, version: str) -> dict[str, str]:
    """What is saved inside files of figures."""
    made = f"{ids}; seed {seed}; {runs} runs of {months} months; model version {version}"
    return {"Title": title, "Description": made, "Source": f"model version {version}"}
