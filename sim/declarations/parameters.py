"""What a parameter is, and the registry of all of them.

A parameter is declared once, with its unit, default, plausible range, source and evidence grade. The scenario
schema, the reference pages, the sliders, the sweep ranges and the sampling all come from that one declaration.

Where a declaration stands says what it is (XLRM):

* a *lever* is a choice of the partners or their funders (``levers.py``), one value per partnership;
* *context* is the setting in which they choose (``context.py``), one value per district, funder or world;
* *variety* is how partnerships, districts, people and ideas differ (``variety.py``): middles and spreads of what each
  world draws, one value per partnership or district;
* an *uncertainty* is how people and organisations behave (each in the submodel that uses it), one value per world.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from textwrap import shorten
from typing import Any

import numpy as np

from sim.html import html_table

KINDS = ("lever", "context", "variety", "uncertainty")
SCOPES = ("world", "partnership", "district", "funder")
GRADES = {
    "measured": "read in a published study",
    "derived": "worked out from measured values",
    "calibrated": "fitted to published patterns",
    "assumed": "the authors' judgement, within the range",
    "choice": "a decision of the modelled people, not a fact",
}
PRIORS = ("uniform", "loguniform", "integer", "categorical")
#: Characters that a label may have, so that figures have room for it.
LONGEST_LABEL = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One number (or named choice) that the model reads.

    Attributes:
        name: dotted name, ``group.word``.
        default: value at baseline; for a categorical parameter one of ``choices``.
        low, high: plausible range, from which sweeps and sliders draw.
        unit: unit in plain words; ``"share"`` for numbers in [0, 1].
        meaning: what it stands for, one sentence.
        source: short reference (author year) or ``"-"`` where there is none.
        grade: evidence grade, a key of `GRADES`.
        kind: one of `KINDS`.
        scope: the kind of row that has a value of its own.
        minimum, maximum: the values that the model accepts; default to 0 and 1 for shares, and to the plausible range
            for everything else.
        prior: how a sweep draws from the range.
        choices: names of the values of a categorical parameter, in the order of their codes.
        label: what figures call it, in at most `LONGEST_LABEL` characters; by default the meaning, cut at a word.
        key: permanent address of its draws, the name under which it was first declared; it outlives renaming.
    """

    name: str
    default: float | str
    low: float
    high: float
    unit: str
    meaning: str
    source: str
    grade: str
    kind: str
    scope: str
    minimum: float = math.nan
    maximum: float = math.nan
    prior: str = "uniform"
    choices: tuple[str, ...] = field(default=())
    label: str = ""
    key: str = ""

    def __post_init__(self) -> None:
        share = self.unit.startswith("share")
        if math.isnan(self.minimum):
            object.__setattr__(self, "minimum", 0.0 if share else float(self.low))
        if math.isnan(self.maximum):
            object.__setattr__(self, "maximum", 1.0 if share else float(self.high))
        if self.choices:
            object.__setattr__(self, "prior", "categorical")
        if not self.key:
            object.__setattr__(self, "key", self.name)
        if not self.label:
            object.__setattr__(self, "label", shorten(self.meaning, LONGEST_LABEL, placeholder=" …"))
        problems = [
            (self.kind not in KINDS, f"kind {self.kind!r}"),
            (self.scope not in SCOPES, f"scope {self.scope!r}"),
            (self.grade not in GRADES, f"grade {self.grade!r}"),
            (self.prior not in PRIORS, f"prior {self.prior!r}"),
            (not self.minimum <= self.low <= self.high <= self.maximum, "range out of order"),
            (self.name.count(".") != 1, "a name is group.word"),
            (not self.low <= self.number(self.default) <= self.high, f"default {self.default!r} outside its range"),
            (self.prior == "loguniform" and self.low <= 0, "a log-uniform range starts above zero"),
            (len(self.label) > LONGEST_LABEL, f"a label of more than {LONGEST_LABEL} characters"),
        ]
        wrong = [text for bad, text in problems if bad]
        if wrong:
            raise ValueError(f"parameter {self.name!r}: {'; '.join(wrong)}")

    @property
    def group(self) -> str:
        """The part of the name before the dot."""
        return self.name.partition(".")[0]

    @property
    def word(self) -> str:
        """The part of the name after the dot."""
        return self.name.partition(".")[2]

    @property
    def is_integer(self) -> bool:
        """Whether only whole numbers make sense."""
        return self.prior == "integer"

    @property
    def is_drawn(self) -> bool:
        """Whether sweeps and draws vary it; a range without width leaves it at its default unless a file says more."""
        return bool(self.choices) or self.low < self.high

    def number(self, value: float | str | bool) -> float:
        """The number that the model computes with (a choice becomes its code).

        Raises:
            ValueError: the value is not one of the choices, or not a number.
        """
        if self.choices:
            if value not in self.choices:
                raise ValueError(f"{value!r} is not one of {', '.join(self.choices)}")
            return float(self.choices.index(value))
        return float(value)

    def problem(self, value: object) -> str | None:
        """What is wrong with a value, in one phrase that names the allowed range, or None."""
        if self.choices:
            if isinstance(value, str) and value in self.choices:
                return None
            return f"must be one of {', '.join(self.choices)}, not {value!r}"
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return f"must be a number from {self.minimum:g} to {self.maximum:g} ({self.unit}), not {value!r}"
        if not math.isfinite(value) or not self.minimum <= value <= self.maximum:
            return f"must be from {self.minimum:g} to {self.maximum:g} ({self.unit}), not {value:g}"
        if self.is_integer and value != int(value):
            return f"must be a whole number from {self.minimum:g} to {self.maximum:g} ({self.unit}), not {value:g}"
        return None

    def draw(self, u: float) -> float | str:
        """The value at quantile ``u`` in [0, 1) of the plausible range."""
        if self.choices:
            return self.choices[min(int(u * len(self.choices)), len(self.choices) - 1)]
        if self.prior == "integer":
            return float(self.low + min(int(u * (self.high - self.low + 1)), self.high - self.low))
        if self.prior == "loguniform":
            return math.exp(math.log(self.low) + u * (math.log(self.high) - math.log(self.low)))
        return self.low + u * (self.high - self.low)


class Declarations:
    """Collects the parameters that a file declares; used at the top of the file that reads them.

    Args:
        kind, scope: of all that the file declares.
        grade: of what does not say another. Whatever names no source has none.

    Example:
        >>> declare = Declarations(kind="uncertainty", scope="world", grade="assumed")
        >>> declare("meetings.trust_gain", default=0.06, low=0.02, high=0.12, unit="share a month",
        ...         source="CPG 2013", meaning="trust gained by a kept promise")
        >>> PARAMETERS = declare.all
    """

    def __init__(self, *, kind: str, scope: str, grade: str) -> None:
        self._usual = {"kind": kind, "scope": scope, "grade": grade, "source": "-"}
        self._declared: list[Parameter] = []

    def __call__(self, name: str, **said: Any) -> None:
        self._declared.append(Parameter(name=name, **(self._usual | said)))

    @property
    def all(self) -> tuple[Parameter, ...]:
        """The parameters declared so far, in order."""
        return tuple(self._declared)


#: Files with a ``PARAMETERS`` tuple, in the order in which references list them.
DECLARING_MODULES = (
    "sim.declarations.levers",
    "sim.declarations.context",
    "sim.declarations.variety",
    "sim.initialization.people",
    "sim.submodels.calendar",
    "sim.submodels.turnover",
    "sim.submodels.funding",
    "sim.submodels.agenda",
    "sim.submodels.meetings",
    "sim.submodels.commitment",
    "sim.submodels.learning",
    "sim.submodels.conflict",
    "sim.submodels.structures",
    "sim.submodels.standing",
    "sim.submodels.data",
    "sim.submodels.joint_work",
    "sim.submodels.ideas",
    "sim.submodels.research_use",
    "sim.submodels.decisions",
    "sim.submodels.schools",
    "sim.submodels.instruction",
    "sim.submodels.membership",
    "sim.submodels.governance",
)


class Registry(Mapping[str, Parameter]):
    """All parameters by dotted name, with the record types that kernels read them from."""

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        self._by_name: dict[str, Parameter] = {}
        for parameter in parameters:
            if parameter.name in self._by_name:
                raise ValueError(f"parameter {parameter.name!r} is declared twice")
            self._by_name[parameter.name] = parameter

    def __getitem__(self, name: str) -> Parameter:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __repr__(self) -> str:
        return f"<Registry: {self._told()}; sim.parameters() shows them>"

    def _repr_html_(self) -> str:
        rows = [(kind, len(self.select(kind=kind)), ", ".join(self.groups(kind=kind))) for kind in KINDS]
        return html_table(f"Registry: {self._told()}", ("kind", "parameters", "groups"), rows)

    def _told(self) -> str:
        plurals = {"lever": "levers", "variety": "of variety", "uncertainty": "uncertainties"}
        kinds = ", ".join(f"{len(self.select(kind=kind))} {plurals.get(kind, kind)}" for kind in KINDS)
        return f"{len(self)} parameters ({kinds}) in {len(self.groups())} groups"

    def select(self, *, kind: str | None = None, scope: str | None = None, group: str | None = None) -> list[Parameter]:
        """Parameters of a kind, scope and group, in the order of declaration."""
        return [
            p
            for p in self._by_name.values()
            if kind in (None, p.kind) and scope in (None, p.scope) and group in (None, p.group)
        ]

    def groups(self, *, kind: str | None = None, scope: str | None = None) -> list[str]:
        """Group names in the order of declaration."""
        return list(dict.fromkeys(p.group for p in self.select(kind=kind, scope=scope)))


@cache
def registry() -> Registry:
    """The registry of every parameter of the model (built on first use)."""
    return Registry(p for module in DECLARING_MODULES for p in import_module(module).PARAMETERS)


def record_array(parameters: Iterable[Parameter], rows: int, *, dotted: bool = False) -> np.recarray:
    """A table with one row per world, partnership, district or funder and one float64 field per parameter.

    Args:
        parameters: the fields, in order.
        rows: number of rows; each starts at the defaults.
        dotted: name fields ``group_word`` instead of ``word`` (for tables that hold several groups).
    """
    parameters = list(parameters)
    names = [p.name.replace(".", "_") if dotted else p.word for p in parameters]
    table = np.zeros(rows, dtype=np.dtype([(name, np.float64) for name in names])).view(np.recarray)
    for name, p in zip(names, parameters, strict=True):
        table[name] = p.number(p.default)
    return table
