"""Tables of a results folder also as CSV, for programs that read nothing else."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from sim.csv_cells import arrow_as_text, frame_as_text
from sim.experiments.plan.plan import Plan
from sim.experiments.store.folder import tables_of
from sim.experiments.store.opened import Sweep


def write_csv(folder: str | Path, tables: Sequence[str] | None = None) -> list[Path]:
    """Writes tables of a results folder also as CSV, into its folder ``csv``, in pieces of little memory.

    Args:
        folder: the results folder.
        tables: which; the design and all that are kept if None.

    Returns:
        The files.
    """
    sweep, out = Sweep(folder), Path(folder) / "csv"
    out.mkdir(exist_ok=True)
    written = [] if tables else [out / "design.csv"]
    for path in written:
        frame_as_text(sweep.design).to_csv(path, index=False)
    for table in tables or tables_of(sweep.plan):
        writer = None
        pieces = (_with_names(sweep.plan, _with_scenario(sweep.plan, piece)) for piece in sweep.pieces(table))
        for piece in map(arrow_as_text, pieces):
            if writer is None:
                written.append(out / f"{table}.csv")
                writer = pc.CSVWriter(written[-1], piece.schema)
            writer.write_table(piece)
        if writer is not None:
            writer.close()
    return written


def _with_scenario(plan: Plan, table: pa.Table) -> pa.Table:
    """A table with scenario, variant and policy of each row, for readers who do not join tables."""
    if "scenario" in table.column_names:
        return table
    points, rows = np.unique(table["point"].to_numpy(), return_inverse=True)
    found = [plan.point(int(number)) for number in points]
    told = {
        "scenario": [plan.scenarios[p.scenario].name for p in found],
        "variant": [plan.variants[p.scenario] for p in found], "policy": [p.policy for p in found],
    }  # fmt: skip
    place = table.column_names.index("replicate") + 1
    for name, values in reversed(told.items()):
        table = table.add_column(place, name, pa.array(values, pa.string()).take(pa.array(rows)))
    return table


def _with_names(plan: Plan, table: pa.Table) -> pa.Table:
    """A table with the names that a file gave the point of each row, if it gave any."""
    points, rows = np.unique(table["point"].to_numpy(), return_inverse=True)
    found = [plan.point(int(number)) for number in points] if plan.names else []
    place = table.column_names.index("replicate") + 1
    for column in reversed(plan.names):
        names = [plan.designs[p.design].names.get(column) for p in found]
        told = [None if these is None else these[p.sample] for p, these in zip(found, names, strict=True)]
        table = table.add_column(place, column, pa.array(told, pa.string()).take(pa.array(rows)))
    return table
