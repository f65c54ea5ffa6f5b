"""From what was observed of some runs to the tables of a results folder: runs, series, events and failures.

Rows stand in the order of the runs; whoever writes them sorts by run.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sim.engine.observed import ENTITIES, Observed
from sim.engine.result import quantities
from sim.experiments.plan.plan import Settings
from sim.measures.outcomes import OUTCOMES, summarised
from sim.measures.record import never_one
from sim.state.tables import CAUSES, LIFE_STAGES

#: Columns by which every table starts.
KEYS = (("run", pa.int64()), ("point", pa.int64()), ("replicate", pa.int64()))
#: What else a run is called, in tables that need not be joined with the design.
NAMES = (("scenario", pa.string()), ("variant", pa.string()), ("policy", pa.string()), ("seed", pa.uint64()))
#: Columns of the table of runs before the outcomes.
RUN_KEYS = (*KEYS, ("status", pa.string()), *NAMES, ("partnership", pa.string()), ("months", pa.int64()))
RUNS = pa.schema([*RUN_KEYS, *((o.name, pa.float64()) for o in OUTCOMES), ("cause", pa.string())])
EVENTS = pa.schema([
    *KEYS, ("month", pa.int64()), ("event", pa.string()), ("entity", pa.string()), ("row", pa.int64()),
    ("other", pa.int64()), ("value", pa.float64()),
])  # fmt: skip
FAILURES = pa.schema([*KEYS, *NAMES, *((name, pa.string()) for name in ("error", "message", "traceback", "command"))])
DONE, FAILED = "done", "failed"


@dataclass(frozen=True, slots=True)
class Label:
    """How a run is called in every table."""

    run: int
    point: int
    replicate: int
    scenario: str
    variant: str
    policy: str
    seed: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A run that raised."""

    label: Label
    error: str
    message: str
    traceback: str


def recorded(settings: Settings) -> dict[str, str]:
    """Series that are kept: name in the results folder, and recorded table. The one of partnerships is ``series``."""
    return {"series": "partnerships", **{name: name for name in settings.tables}} if settings.series != "none" else {}


def series_schema(settings: Settings, table: str = "partnerships") -> pa.Schema:
    """Columns of the series of a recorded table."""
    fate = (("stage", pa.string()), ("cause", pa.string())) if table == "partnerships" else ()
    return pa.schema([
        *KEYS, (ENTITIES[table], pa.string()), ("month", pa.int64()), *fate,
        *((name, pa.float64()) for name in _quantities(settings, table)),
    ])  # fmt: skip


def _quantities(settings: Settings, table: str) -> list[str]:
    every = not settings.columns or table != "partnerships"
    return [c.name for c in quantities(table) if every or c.name in settings.columns]


def table_of_runs(observed: Observed, labels: Sequence[Label]) -> pa.Table:
    """One row per run and partnership: keys, and every outcome."""
    counts, names = observed.entities("partnerships")
    rows = len(names)
    about = {"status": [DONE] * rows, "partnership": names, "months": np.full(rows, observed.months)}
    outcomes = summarised(observed.values["partnerships"])
    return _table(_called(labels, counts, (*KEYS, *NAMES)) | about | outcomes, RUNS)


def table_of_series(
    observed: Observed, labels: Sequence[Label], settings: Settings, table: str = "partnerships"
) -> pa.Table:
    """A recorded table by year or month."""
    counts, names = observed.entities(table)
    values = observed.values[table]
    every = 1 if settings.series == "monthly" else 12
    months = np.arange(every, observed.months + 1, every)
    times, rows = len(months), values.shape[1]
    at = values[months - 1]
    columns = {name: np.repeat(column, times) for name, column in _called(labels, counts).items()}
    columns |= {ENTITIES[table]: _words(names, np.repeat(np.arange(rows), times)), "month": np.tile(months, rows)}
    if table == "partnerships":
        columns |= {"stage": _words(LIFE_STAGES, at.stage.T.ravel()), "cause": _words(CAUSES, at.cause.T.ravel())}
    for name in _quantities(settings, table):
        if settings.series == "yearly_means":
            months_of_years = never_one(values[name][: 12 * times]).reshape(times, 12, -1)
            kept = months_of_years.mean(axis=1)[:, :rows]
        else:
            kept = at[name]
        columns[name] = kept.T.ravel()
    return _table(columns, series_schema(settings, table))


def _words(known: Sequence[str], codes: np.ndarray) -> pa.Array:
    return pa.array(known, pa.string()).take(pa.array(codes.astype(np.int64)))


def table_of_events(observed: Observed, labels: Sequence[Label]) -> pa.Table:
    """The event log."""
    counts = np.bincount(observed.log["run"], minlength=len(labels))
    return _table({**observed.log, **_called(labels, counts)}, EVENTS)


def tables_of_failures(failures: Sequence[Failure], months: int) -> dict[str, pa.Table]:
    """Rows of failed runs for the table of runs, with empty outcomes, and for the table of failures."""
    labels = [f.label for f in failures]
    columns = _called(labels, 1, (*KEYS, *NAMES))
    told = columns | {name: [getattr(f, name) for f in failures] for name in ("error", "message", "traceback")}
    told["command"] = [f"rpp repeat . {x.run}" for x in labels]
    rows = columns | {"status": [FAILED] * len(labels), "months": [months] * len(labels)}
    empty = {name: pa.nulls(len(labels), RUNS.field(name).type) for name in RUNS.names if name not in rows}
    return {"runs": _table(rows | empty, RUNS), "failures": _table(told, FAILURES)}


def by_run(table: pa.Table) -> pa.Table:
    """A table sorted by run; as it is where it already is."""
    return table if (np.diff(table["run"].to_numpy()) >= 0).all() else table.sort_by("run")


def _called(
    labels: Sequence[Label], counts: np.ndarray | int, by: Sequence[tuple[str, pa.DataType]] = KEYS
) -> dict[str, np.ndarray]:
    """What the run of each row is called, by column."""
    return {
        name: np.repeat(np.array([getattr(x, name) for x in labels], dtype=kind.to_pandas_dtype()), counts)
        for name, kind in by
    }


def _table(columns: dict, schema: pa.Schema) -> pa.Table:
    # NaN stays NaN: an outcome that is not defined for a run is not the same as a run that failed.
    arrays = (columns[f.name] for f in schema)
    return pa.table(
        [a if isinstance(a, pa.Array) else pa.array(a, f.type, from_pandas=False) for a, f in zip(arrays, schema)],
        schema=schema,
    )
