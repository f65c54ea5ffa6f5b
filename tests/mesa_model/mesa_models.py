"""Small Mesa models that tests of all their sides are made with."""

from __future__ import annotations

from sim.mesa.model import PartnershipModel

#: One district of three schools with six teachers each.
SMALL = {"district.schools": 3, "district.teachers_per_school": 6}


def small(**options: object) -> PartnershipModel:
    options = {"set": SMALL, "months": 24, "seed": 1, **options}
    return PartnershipModel("baseline", **options)


def run(model: PartnershipModel, months: int | None = None) -> PartnershipModel:
    for _ in range(model.months if months is None else months):
        model.step()
    return model


def contents(tables: dict) -> dict[str, bytes]:
    """Bytes of every recorded column (records themselves have unused bytes between columns)."""
    return {
        f"{table}.{name}": values[name].tobytes()
        for table, values in tables.items() for name in values.dtype.names
    }  # fmt: skip
