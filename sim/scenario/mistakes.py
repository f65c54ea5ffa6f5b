"""Mistakes in a scenario: each with its place, all told at once, and with what would be right."""

import difflib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real
from operator import index


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where it stands, what is wrong, and what would be right.

    Attributes:
        file: the file as the user knows it, or ``""`` where the value came from no file.
        line: 1-based line, or 0 where there is none.
        key: the key or dotted name, with the way to it (``levers → coordination.ftee``).
        value: the value as written, or ``""``.
        message: what is wrong, with the allowed range.
        hint: what to do instead, or ``""``.
    """

    file: str
    line: int
    key: str
    value: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.file and self.line else self.file
        what = f"{self.key} = {self.value}" if self.key and self.value else self.key or self.value
        text = ": ".join(part for part in (where, what, self.message) if part)
        return f"{text}; {self.hint}" if self.hint else text


class Mistake(Exception):
    """Something that the user can put right; its text says how."""


class ScenarioError(Exception):
    """A scenario that cannot be run as written. Holds every mistake found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(dict.fromkeys(problems))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def refuse(problems: Iterable[Problem]) -> None:
    """Tells all mistakes at once, in the order of files and lines.

    Raises:
        ScenarioError: there are any.
    """
    found = sorted(problems, key=lambda p: (p.file, p.line))
    if found:
        raise ScenarioError(found)


def whole_number(value: object) -> int | None:
    """A whole number by its value, whatever its type (Python's, NumPy's, a float such as 30.0), or None.

    Truth values are no numbers.
    """
    if isinstance(value, bool):
        return None
    try:
        return index(value)  # type: ignore[arg-type]
    except TypeError:
        is_whole = isinstance(value, Real) and math.isfinite(value) and value == int(value)
        return int(value) if is_whole else None


def whole_numbers(checks: Iterable[tuple[str, object, int, int]]) -> tuple[list[int], list[Problem]]:
    """The whole numbers of ``(name, value, low, high)`` as Python's own, and those that are none of their range.

    Returns:
        The numbers in the order of the checks, with ``low`` for one that is wrong, and the mistakes.
    """
    numbers, problems = [], []
    for name, value, low, high in checks:
        number = whole_number(value)
        if number is None or not low <= number <= high:
            problems.append(Problem("", 0, name, str(value)[:60], f"must be a whole number from {low} to {high}"))
            number = low
        numbers.append(number)
    return numbers, problems


def checked_numbers(*checks: tuple[str, object, int, int]) -> list[int]:
    """The whole numbers of `whole_numbers`.

    Raises:
        ScenarioError: for all that are none of their range.
    """
    numbers, problems = whole_numbers(checks)
    refuse(problems)
    return numbers


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint with the known names closest to a word, or ``""``; also knows a name by its end, such as ``fte``."""
    known = list(dict.fromkeys(known))
    by_lower: dict[str, list[str]] = {}
    for name in known:
        by_lower.setdefault(name.lower(), []).append(name)
        for end in (name.rpartition(".")[2], name.rpartition("/")[2]):
            if name not in by_lower.setdefault(end.lower(), []):
                by_lower[end.lower()].append(name)
    word = word[:100].lower().replace(" ", "_")
    close = difflib.get_close_matches(word, by_lower, n=3, cutoff=0.6)
    scores = {match: difflib.SequenceMatcher(None, match, word).ratio() for match in close}
    best = [match for match in close if scores[match] > max(scores.values()) - 0.05]
    found = list(dict.fromkeys(name for match in best for name in by_lower[match]))[:3]
    return f"did you mean {' or '.join(found)}?" if found else ""
