"""Mistakes in a scenario: each with its place, all told at once, and with what would be right."""

import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from numbers import Real
from operator import index

from sim.declarations.renamed import REMOVED

#: Least likeness (of `difflib`, 0 to 1) of a name that is told for another, since with less any word is like some name;
#: and that in words of so few letters, of which one that is wrong is a larger part.
ALIKE, SHORT, SHORT_ALIKE = 0.8, 4, 0.65


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
        return printable(f"{text}; {self.hint}" if self.hint else text)


class Mistake(Exception):
    """Something that the user can put right; its text says how."""


class ScenarioError(Exception):
    """A scenario that cannot be run as written. Holds every mistake found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(dict.fromkeys(problems))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def printable(text: str) -> str:
    """A text for one line of a terminal: signs that would do something there are spelled out."""
    return "".join(c if c.isprintable() else " " if c.isspace() else repr(c)[1:-1] for c in text)


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


def _plain(text: str) -> str:
    return text.strip().lower().replace(" ", "_")


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint with the known names that a word may stand for, or ``""`` where none is like it.

    Args:
        word: as written.
        known: names, which also go by their end (``fte``); or a mapping from names to what is declared, which also goes
            by the ``label`` that figures print (``practice of users``).

    A name that is gone is told what took its place.
    """
    if word in REMOVED:
        return f"it is gone: {REMOVED[word]}"
    by_lower: dict[str, list[str]] = {}
    for name in dict.fromkeys(known):
        label = getattr(known[name], "label", "") if isinstance(known, Mapping) else ""
        for form in dict.fromkeys((name, name.rpartition(".")[2], name.rpartition("/")[2], label)):
            by_lower.setdefault(_plain(form), []).append(name)
    by_lower.pop("", None)
    word = _plain(word[:100])
    close = difflib.get_close_matches(word, by_lower, n=3, cutoff=ALIKE if len(word) > SHORT else SHORT_ALIKE)
    scores = {match: difflib.SequenceMatcher(None, match, word).ratio() for match in close}
    best = [match for match in close if scores[match] > max(scores.values()) - 0.05]
    found = list(dict.fromkeys(name for match in best for name in by_lower[match]))[:3]
    return f"did you mean {' or '.join(found)}?" if found else ""


def no_such_key(key: object, known: Iterable[str]) -> str:
    """What is said of a key that a file does not have: the nearest that it has, and all of them."""
    hint = nearest(str(key), known)
    return f"there is no key {key!r}{'; ' + hint if hint else ''}; there are {', '.join(known)}"
