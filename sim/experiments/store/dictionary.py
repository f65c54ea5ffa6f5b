"""The data dictionary: what every column of a results folder means, and in what unit."""

import csv
import io
from collections.abc import Iterator

from sim.csv_cells import as_text
from sim.declarations import parameters
from sim.engine.result import quantities
from sim.experiments.plan.plan import Plan
from sim.experiments.store.inputs import DESIGN_KEYS
from sim.experiments.store.tables import DONE, EVENTS, FAILED, FAILURES, RUNS, recorded, series_schema
from sim.measures.outcomes import OUTCOMES
from sim.state.tables import CAUSES, LIFE_STAGES

_MEANINGS = {
    "run": ("number", "number of the run, unique in the sweep"),
    "point": ("number", "number of the design point, a row of inputs/design"),
    "replicate": ("number", "0-based; runs of the same seed have common random numbers"),
    "status": (f"{DONE}, {FAILED}", "whether the run arrived; outcomes of a failed run are empty"),
    "scenario": ("name", "scenario of the point"),
    "variant": ("name", "what was changed since the scenario's file was read; empty for the file as it is"),
    "policy": ("name", "policy of the point; empty for the scenario as it is"),
    "seed": ("number", "world seed, from the sweep's seed and the replicate"),
    "partnership": ("name", "partnership that the row is about; a world with several has a row for each"),
    "district": ("name", "name of the district"),
    "school": ("name", "district and number of the school"),
    "funder": ("name", "name of the funder"),
    "role": ("name", "kind of post"),
    "months": ("months", "months computed"),
    "cause": (", ".join(CAUSES), "why the partnership ended"),
    "stage": (", ".join(LIFE_STAGES), "life stage of the partnership"),
    "month": ("month", "1 is July of year 1"),
    "event": ("name", "what happened"),
    "entity": ("table", "what `row` counts, within the run"),
    "row": ("number", "row of that table, counted from 0 within the run"),
    "other": ("number", "a second row, or a code, that goes with the event"),
    "value": ("-", "a number that goes with the event"),
    "error": ("name", "kind of error"),
    "message": ("text", "what the error says"),
    "traceback": ("text", "where it was raised"),
    "command": ("text", "what repeats the run, from inside the results folder"),
    "sample": ("number", "row of the design, before scenarios and policies multiply it"),
}


def rows(plan: Plan) -> Iterator[tuple[str, str, str, str]]:
    """Table, column, unit and meaning of every column."""
    for name in DESIGN_KEYS:
        yield "inputs/design", name, *_MEANINGS[name]
    for name in plan.names:
        yield "inputs/design", name, "name", "name of the point in the file that it came from"
    for factor in plan.factors:
        if factor.is_bundle:
            yield "inputs/design", factor.name, "name", f"bundle of values: one of {', '.join(map(str, factor.levels))}"
        else:
            parameter = parameters.registry()[factor.name]
            yield "inputs/design", factor.name, parameter.unit, parameter.meaning
    series = {folder: (series_schema(plan.settings, t), quantities(t)) for folder, t in recorded(plan.settings).items()}
    events = {"events": (EVENTS, ())} if plan.settings.events else {}
    for table, (schema, measured) in {"runs": (RUNS, OUTCOMES), **series, **events, "failures": (FAILURES, ())}.items():
        meanings = _MEANINGS | {c.name: (c.unit, c.meaning) for c in measured}
        for name in schema.names:
            yield table, name, *meanings[name]


def text(plan: Plan) -> str:
    """Content of dictionary.csv."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("table", "column", "unit", "meaning"))
    writer.writerows(map(as_text, row) for row in rows(plan))
    return out.getvalue()
