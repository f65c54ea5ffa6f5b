"""Arguments of the public face, checked, with messages that say what would be right."""

from collections.abc import Iterable, Mapping
from itertools import islice

from sim.declarations.parameters import registry
from sim.declarations.renamed import PARAMETERS
from sim.scenario.mistakes import nearest, whole_number

#: Names that a message tells when none of them is near.
_FEW = 20


def whole(name: str, value: object, low: int, high: int | None) -> int:
    """A whole number within limits, of whatever type (`whole_number`).

    Raises:
        ValueError: it is none, or out of range.
    """
    number = whole_number(value)
    if number is None or number < low or (high is not None and number > high):
        span = f"of {low} or more" if high is None else f"from {low} to {high}"
        raise ValueError(f"{name} must be a whole number {span}, not {value!r}")
    return number


def one_of(what: str, name: object, known: Iterable[str]) -> str:
    """A name, if it is known.

    Raises:
        ValueError: with the nearest known names, or all of them where there are few.
    """
    known = known if isinstance(known, Mapping) else list(dict.fromkeys(known))
    if name in known:
        return str(name)
    shown = [k or repr(k) for k in islice(known, _FEW)] + [f"{len(known) - _FEW} more"] * (len(known) > _FEW)
    there = f"there {'is' if len(known) == 1 else 'are'} {', '.join(shown)}"
    raise ValueError(f"there is no {what} {str(name)[:80]!r}; {nearest(str(name), known) or there}")


def by_dotted_name(values: Mapping[str, object] | None, keywords: Mapping[str, object]) -> dict[str, object]:
    """Values by dotted name, given as a mapping and as keywords in which an underscore stands for the dot.

    Unknown names stay as they are, for the scenario to refuse.

    Raises:
        ValueError: the values are no mapping, or a name is given twice.
    """
    if values is not None and not isinstance(values, Mapping):
        raise ValueError(f'values must be a mapping such as {{"coordination.fte": 1}}, not {values!r}')
    dotted = {name.replace(".", "_"): name for name in (*registry(), *PARAMETERS)}
    named = {dotted.get(name, name): value for name, value in keywords.items()}
    twice = [name for name in named if name in (values or {})]
    if twice or len(named) < len(keywords):
        raise ValueError(f"{(twice or list(named))[0]} is given twice")
    return {**(values or {}), **named}
