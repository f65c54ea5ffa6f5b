"""Frozen records of a scenario: what happens and when, what is known, what that rests on, what to teach with it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType

from sim.declarations import parameters
from sim.scenario.events import EVENTS
from sim.scenario.history import CHANCES

Value = float | str
#: How a partnership comes to start: at its date, or once its founders have won a first grant.
BY_DATE, BY_GRANT = FOUNDINGS = ("date", "grant")


class Record:
    """Wraps mappings so that they cannot change, and lets records travel between processes all the same."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for f in fields(self):
            value = getattr(self, f.name)
            if isinstance(value, Mapping) and not isinstance(value, MappingProxyType):
                object.__setattr__(self, f.name, MappingProxyType(dict(value)))

    def __reduce__(self) -> tuple:
        values = (getattr(self, f.name) for f in fields(self))
        return type(self), tuple(dict(v) if isinstance(v, MappingProxyType) else v for v in values)

    def __repr__(self) -> str:
        """In one line: hundreds of values would fill screens."""
        return f"<{type(self).__name__} {self}>"

    def __str__(self) -> str:
        return self.name

    def to_dict(self) -> dict:
        """The content as plain dictionaries, lists, numbers and texts."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}


def _plain(value: object) -> object:
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {key: _plain(v) for key, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True, repr=False)
class When(Record):
    """The condition on which an event happens: a number of the monthly record is below or above a bound.

    Attributes:
        outcome: a key of `WATCHED`.
        below, above: the bound, one of them.
        after: month at whose end the condition is first looked at.
        times: how often the event happens at most, each time that the condition begins to hold.
    """

    outcome: str
    below: float | None = None
    above: float | None = None
    after: int = 1
    times: int = 1

    def __str__(self) -> str:
        side, bound = ("above", self.above) if self.below is None else ("below", self.below)
        text = f"when {self.outcome.replace('_', ' ')} is {side} {bound:g}"
        text += f" after month {self.after}" if self.after > 1 else ""
        return f"{text}, at most {self.times} times" if self.times > 1 else text


@dataclass(frozen=True, slots=True, repr=False)
class Event(Record):
    """Something that happens in one month, aimed at one row or, without a target, at all rows of its sort.

    Attributes:
        month: 1-based month; with a condition the first in which it can happen.
        do: a key of `EVENTS`.
        partnership, district, funder: name of the row that it hits, or None for all. A `set` event that names a
            partnership and changes district context changes it in that partnership's districts.
        value: size in the unit of its kind, or None where it takes none.
        role: one of `LEAVING_ROLES` for ``leaders_leave``.
        months: length of the grant for ``grant_awarded``, of the vacancy for ``coordinator_leaves`` [months].
        kind: kind of the funders whose grants are cancelled or cut, or None.
        changes: new values by dotted name for ``set``.
        verdict: one of `VERDICTS` for ``superintendent_review``.
        when: its condition, or None where it is dated.
    """

    month: int
    do: str
    partnership: str | None = None
    district: str | None = None
    funder: str | None = None
    value: float | None = None
    role: str | None = None
    months: int | None = None
    kind: str | None = None
    changes: Mapping[str, Value] = field(default_factory=dict, hash=False)
    verdict: str | None = None
    when: When | None = None

    @property
    def code(self) -> int:
        """Number by which kernels know this kind of event."""
        return EVENTS[self.do].code

    @property
    def dated(self) -> str:
        """Its month or its condition in words: ``month 9``, ``when trust is below 0.35``."""
        return f"month {self.month}" if self.when is None else str(self.when)

    @property
    def at(self) -> str:
        """The same in a sentence: ``in month 9``, ``when trust is below 0.35``."""
        return f"in {self.dated}" if self.when is None else self.dated

    @property
    def at_the_earliest(self) -> str:
        """When it can happen first, in words: ``is dated month 9``, ``can happen in month 13 at the earliest``."""
        words = "is dated month {}" if self.when is None else "can happen in month {} at the earliest"
        return words.format(self.month)

    @property
    def sorts(self) -> tuple[str, ...]:
        """Sorts of the rows that it strikes; a ``set`` event strikes those whose values it changes."""
        if self.do != "set":
            return (EVENTS[self.do].targets[0],)
        return tuple(dict.fromkeys(parameters.registry()[name].scope for name in self.changes))

    def __repr__(self) -> str:
        return f"<Event {self.dated}: {self}>"

    def __str__(self) -> str:
        words = (self.role, self.verdict, self.kind, self.partnership, self.district, self.funder)
        parts = [self.do, *(word for word in words if word)]
        parts += [f"{self.value:g}"] if self.value is not None else []
        parts += [f"for {self.months} months"] if self.months is not None else []
        return " ".join([*parts, *(f"{name} = {value}" for name, value in sorted(self.changes.items()))])


@dataclass(frozen=True, slots=True, repr=False)
class Known(Record):
    """A course that is known for some months, so that chance is switched off there.

    Attributes:
        chance: a key of `CHANCES`.
        first: 1-based month in which chance is first silent.
        last: the last such month, or None for as long as the model runs.
        share: share of the posts whose course is known, the first ones (as events take them); 1 where it takes none.
        partnership, district, funder: name of the row that it is known of, or None for all of its sort.
    """

    chance: str
    first: int = 1
    last: int | None = None
    share: float = 1.0
    partnership: str | None = None
    district: str | None = None
    funder: str | None = None

    @property
    def sort(self) -> str:
        """Sort of the rows that it is known of."""
        return CHANCES[self.chance].sort

    @property
    def when(self) -> str:
        """Its months in words: ``months 1 to 48``, ``month 9 and after``, ``all months``."""
        if self.last is None:
            return f"month {self.first} and after" if self.first > 1 else "all months"
        return f"months {self.first} to {self.last}" if self.last > self.first else f"month {self.first}"

    def overlaps(self, other: Known) -> bool:
        """Whether both are about the same kind of chance in the same row and month."""
        names = ((self.partnership, other.partnership), (self.district, other.district), (self.funder, other.funder))
        return (
            self.chance == other.chance and self.first <= (other.last or math.inf)
            and other.first <= (self.last or math.inf) and all(None in pair or pair[0] == pair[1] for pair in names)
        )  # fmt: skip

    def __repr__(self) -> str:
        return f"<Known {self}, {self.when}>"

    def __str__(self) -> str:
        parts = [self.chance, *(t for t in (self.partnership, self.district, self.funder) if t)]
        return " ".join([*parts, *([f"{self.share:g}"] if self.share < 1 else [])])


@dataclass(frozen=True, slots=True, repr=False)
class Fact(Record):
    """What is known about the case, from where, and which names of the scenario rest on it."""

    fact: str
    source: str
    used_for: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.fact} ({self.source})"


@dataclass(frozen=True, slots=True, repr=False)
class Attempt(Record):
    """Something to try: what is done, in words, and the command that does it."""

    do: str
    command: str

    def __str__(self) -> str:
        return f"{self.do}: {self.command}"


@dataclass(frozen=True, slots=True, repr=False)
class Teaching(Record):
    """What to teach with a scenario; it changes no result.

    Attributes:
        predict: a question whose answer is to be written down before anything runs.
        to_try: what to do then; the first answers it.
        look_at: what to look at, with names of outcomes in brackets.
    """

    predict: str
    to_try: tuple[Attempt, ...]
    look_at: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.predict
