"""The order in which parameters were first declared, oldest first: a list that only ever grows at its end.

Columns of a Sobol sequence belong to positions, so what stands for many parameters at once (``money.*``, `vary_all`)
has to name them in an order to which a new parameter is added last, wherever its declaration stands. `make docs` adds
keys that are missing; none is ever removed or moved, not even after its parameter is gone.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from sim.declarations.parameters import Parameter, registry

FILE = Path(__file__).with_name("keys.txt")


@cache
def listed_keys() -> tuple[str, ...]:
    """Keys in the order in which they were first declared."""
    return tuple(FILE.read_text(encoding="utf-8").split())


def oldest_first(parameters: Iterable[Parameter]) -> list[Parameter]:
    """Parameters in the order in which they were first declared; those not yet listed last, as they are given."""
    place = {key: n for n, key in enumerate(listed_keys())}
    return sorted(parameters, key=lambda p: place.get(p.key, len(place)))


def add_missing() -> None:
    """Adds the keys of new parameters to the end of the list."""
    known = listed_keys()
    new = [p.key for p in registry().values() if p.key not in known]
    FILE.write_text("".join(f"{key}\n" for key in (*known, *new)), encoding="utf-8", newline="\n")
    listed_keys.cache_clear()
