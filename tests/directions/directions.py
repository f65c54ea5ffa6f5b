"""Which way each lever and each influential assumption should move an outcome, and which way it does.

The table ``directions.csv`` states for each line what theory says, written before the model was asked. One line raises
one parameter from ``from`` to ``to`` (its plausible range if empty) in one base scenario, with everything else as it
is, and compares an outcome over pairs of runs with common random numbers.

* ``goes``: ``up``, ``down``, or ``none`` where the sign is not fixed.
* ``status``: ``holds``, or ``open`` where the model does not show what theory says; a test fails once it does.
* ``pairs``: pairs of runs; lines with many are for the slow tests.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from sim.declarations.parameters import registry
from sim.engine.batch import Batch, Run
from sim.measures.outcomes import OUTCOMES, summarised
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario, Value

TABLE = Path(__file__).with_name("directions.csv")
GOES, STATUS = ("up", "down", "none"), ("holds", "open")
MONTHS, SEED = 120, 1
#: Runs that are computed together: as many as fit into memory with ease.
TOGETHER = 1000
OUTCOME_NAMES = tuple(o.name for o in OUTCOMES)
#: Half of a 95 % interval, in standard errors.
WIDTH = 1.96

#: Small districts, so that thousands of runs stay quick.
SMALL: Mapping[str, Value] = {"district.schools": 4, "district.teachers_per_school": 8}
#: Every lever that is a share at one half, so that each has something to work on.
MIXED: Mapping[str, Value] = {
    p.name: 0.5 for p in registry().select(kind="lever") if p.unit in ("share", "weight")
} | {
    "scale.sites_start": 0.25, "money.endowment": 500_000, "coordination.employer": "neutral", "coordination.fte": 1,
    "work.demand_hours": 10,
}  # fmt: skip
#: The same with an idea that is worth much, so that schools and districts take it up and it is seen what they do.
WORTHY: Mapping[str, Value] = {**MIXED, "variety.worth": 0.7, "variety.worth_spread": 0.1}
#: A worthy idea at all schools of a larger place, and much support for each teacher: here skilled people are scarce.
WIDE: Mapping[str, Value] = {
    **WORTHY, "scale.sites_start": 1, "district.teachers_per_school": 30, "capacity.support_hours": 60,
}  # fmt: skip
#: Little trust, little money, nobody who coordinates: here endings are frequent.
FRAGILE: Mapping[str, Value] = {
    "coordination.fte": 0, "structure.agreements": 0, "contact.meetings": 1, "breadth.senior_buy_in": 0.2,
    "contact.stake": 0.9, "district.superintendent_turnover": 0.3, "money.start_grant": 300_000, "initial.trust": 0.3,
}  # fmt: skip
#: A short first grant, nothing that comes in regularly, and few proposals that are funded: here money runs short.
POOR: Mapping[str, Value] = {
    "money.start_grant": 80_000, "money.start_months": 12, "money.endowment": 0, "money.fees": 0, "money.in_kind": 0,
    "money.proposal_expertise": 0.2, "district.teachers_per_school": 20,
}  # fmt: skip
#: Base scenarios: the file, what is changed against it, and what it is in plain words.
BASES: Mapping[str, tuple[str, Mapping[str, Value], str]] = {
    "baseline": ("baseline", {"scale.sites_start": 0.25}, "the baseline"),
    "mixed": ("baseline", MIXED, "every lever that is a share at one half, one neutral coordinator, an endowment"),
    "worthy": ("baseline", WORTHY, "the same with an idea that is worth much"),
    "wide": ("baseline", WIDE, "a worthy idea at all schools of a larger district, with much support for each teacher"),
    "fragile": ("baseline", FRAGILE, "low trust, large promises, little money, no coordinator, restless leaders"),
    "poor": ("baseline", POOR, "a short first grant, no fees, and few proposals that are funded"),
    "nic": ("types/nic", {"scale.sites_start": 0.1}, "a networked improvement community"),
    "design": ("types/design_research", {}, "design research"),
    "alliance": ("types/research_alliance_district", {}, "a research alliance with one district"),
    "council": ("types/study_council", {}, "a study council"),
    "community": ("types/community_of_practice", {}, "a community of practice"),
}

#: A world of several partnerships, half of which meet, for what acts between them alone; no line of the table is of it.
FIELD, MEETING = "fields/regional", {"field.exchange": 0.5}

#: Parameters that change no outcome in any base scenario, with the reason. Each is a flaw to be mended or a range that
#: ends before the parameter matters.
WITHOUT_EFFECT: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table.

    Attributes:
        parameter: dotted name.
        low, high: the two values compared.
        scenario: a key of `BASES`.
        outcome: name of an outcome.
        goes, status, pairs, because: see the module's text.
    """

    parameter: str
    low: Value
    high: Value
    scenario: str
    outcome: str
    goes: str
    status: str
    pairs: int
    because: str

    def __str__(self) -> str:
        return f"{self.parameter}-{self.scenario}-{self.outcome}"


@dataclass(frozen=True, slots=True)
class Difference:
    """What the model says: mean of the paired differences (high minus low), its standard error, share that differ."""

    mean: float
    error: float
    moved: float

    def is_(self, goes: str) -> bool:
        """Whether the 95 % interval lies wholly on that side of zero; for ``none``: whether anything moved."""
        if goes == "none":
            return self.moved > 0
        return self.mean > WIDTH * self.error if goes == "up" else self.mean < -WIDTH * self.error

    def __str__(self) -> str:
        half = WIDTH * self.error
        return f"{self.mean:+.4g} (95 % interval {self.mean - half:.4g} to {self.mean + half:.4g})"


@cache
def table() -> tuple[Line, ...]:
    """The lines of ``directions.csv``, in its order."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(_line(row) for row in csv.DictReader(file))


def _line(row: Mapping[str, str]) -> Line:
    p = registry().get(row["parameter"])
    if p is None:
        raise ValueError(f"{TABLE.name} has a line for {row['parameter']!r}, which is no parameter (any more)")
    low, high = (text if p.choices else float(text) for text in (row["from"] or str(p.low), row["to"] or str(p.high)))
    return Line(
        p.name, low, high, row["scenario"], row["outcome"], row["goes"], row["status"], int(row["pairs"]),
        row["because"],
    )  # fmt: skip


@cache
def base(name: str) -> Scenario:
    """A base scenario, small."""
    file, values = (FIELD, MEETING) if name == FIELD else BASES[name][:2]
    return load_scenario(file).with_values({**SMALL, **values})


def compare(lines: Iterable[Line]) -> dict[Line, Difference]:
    """Runs both ends of every line, those that lines share only once."""
    lines = list(lines)
    points: dict[tuple[str, str, Value], int] = {}
    for line in lines:
        for value in (line.low, line.high):
            point = (line.scenario, line.parameter, value)
            points[point] = max(points.get(point, 0), line.pairs)
    found: dict[tuple[str, str, Value], dict[str, np.ndarray]] = {}
    waiting: list[tuple[tuple[str, str, Value], int]] = []
    for point, pairs in points.items():
        waiting.append((point, pairs))
        if sum(n for _, n in waiting) >= TOGETHER:
            found |= _run(waiting)
            waiting = []
    if waiting:
        found |= _run(waiting)
    return {line: _difference(line, found) for line in lines}


def _run(points: list[tuple[tuple[str, str, Value], int]]) -> dict[tuple[str, str, Value], dict[str, np.ndarray]]:
    runs = []
    for (scenario, parameter, value), pairs in points:
        changed = base(scenario).with_values({parameter: value})
        runs += [Run(changed, replicate, SEED) for replicate in range(pairs)]
    batch = Batch(runs, MONTHS, tables=("partnerships",))
    batch.run()
    outcomes = summarised(batch.record.values["partnerships"])
    rows = [pairs * len(base(point[0]).partnerships) for point, pairs in points]
    return {
        point: {name: values[end - number : end] for name, values in outcomes.items()}
        for (point, _), number, end in zip(points, rows, np.cumsum(rows), strict=True)
    }


def moves_something(parameters: Iterable[str], replicates: int) -> set[str]:
    """Those parameters that change any outcome of any run, from one end of the range to the other, in any base.

    Differences in the last digits do not count: a factor that cancels leaves them behind.
    """
    left, moved = set(parameters), set()
    for name in (*BASES, FIELD):
        for some in _some_at_a_time(sorted(left), TOGETHER // (2 * replicates)):
            points = [((name, p, value), replicates) for p in some for value in _ends(p)]
            found = _run(points)
            for p in some:
                one, other = (found[name, p, value] for value in _ends(p))
                if any(not np.allclose(one[o], other[o], rtol=1e-9, atol=1e-12, equal_nan=True) for o in OUTCOME_NAMES):
                    moved.add(p)
        left -= moved
    return moved


def _ends(parameter: str) -> tuple[Value, Value]:
    p = registry()[parameter]
    return (p.choices[0], p.choices[-1]) if p.choices else (float(p.low), float(p.high))


def _some_at_a_time(names: list[str], number: int) -> Iterable[list[str]]:
    return (names[i : i + number] for i in range(0, len(names), number))


def _difference(line: Line, found: Mapping[tuple[str, str, Value], Mapping[str, np.ndarray]]) -> Difference:
    low, high = (found[line.scenario, line.parameter, value][line.outcome] for value in (line.low, line.high))
    paired = (high[: line.pairs] - low[: line.pairs]).astype(float)
    paired = paired[np.isfinite(paired)]
    if len(paired) < 2:
        return Difference(0.0, 0.0, 0.0)
    return Difference(
        float(paired.mean()), float(paired.std(ddof=1) / np.sqrt(len(paired))), float((paired != 0).mean())
    )
