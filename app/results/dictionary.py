"""The data dictionary: what each column of each written table means, from where the column is declared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sim.engine.result import quantities
from sim.measures.outcomes import OUTCOMES
from sim.state.tables import CAUSES, LIFE_STAGES

#: Monthly tables that are written, and the column that names the entity of a row.
MONTHLY = {
    "partnerships": "partnership", "districts": "district", "schools": "school", "funders": "funder", "roles": "role",
}  # fmt: skip
_ENTITIES = {
    "partnership": "name of the partnership", "district": "name of the district",
    "school": "district and number of the school", "funder": "name of the funder",
    "role": "kind of post",
}  # fmt: skip
_CAUSE = f"why it ended: {', '.join(CAUSES)}"


@dataclass(frozen=True, slots=True)
class Described:
    """One column of one table."""

    table: str
    column: str
    unit: str
    meaning: str


def dictionary(tables: Sequence[str] = tuple(MONTHLY)) -> list[Described]:
    """Every column of the table of runs and of the monthly tables, in the order in which they are written."""
    rows = _keys("runs", "partnership")
    rows.append(Described("runs", "months", "months", "horizon of the run"))
    rows += [Described("runs", o.name, o.unit, f"{o.meaning} ({o.framework})") for o in OUTCOMES]
    rows.append(Described("runs", "cause", "name", _CAUSE))
    for table in tables:
        rows += _keys(table, MONTHLY[table])
        rows.append(Described(table, "month", "month", "month of the model: 1 is July of year 1"))
        if table == "partnerships":
            rows.append(Described(table, "stage", "name", f"life stage: {', '.join(LIFE_STAGES)}"))
            rows.append(Described(table, "cause", "name", _CAUSE))
        rows += [Described(table, c.name, c.unit, c.meaning) for c in quantities(table)]
    return rows


def _keys(table: str, entity: str) -> list[Described]:
    return [
        Described(table, "scenario", "name", "name of the scenario"),
        Described(table, "variant", "name", "what was changed since the scenario's file was read; empty for the file"),
        Described(table, "run", "number", "run within this table, from 0"),
        Described(table, "replicate", "number", "replicate, from 0; equal numbers share their luck in all scenarios"),
        Described(table, entity, "name", _ENTITIES[entity]),
    ]


def as_data(rows: Sequence[Described]) -> list[dict]:
    """The dictionary as plain rows."""
    return [asdict(row) for row in rows]
