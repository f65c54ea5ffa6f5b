"""Which runs of an experiment share their random numbers.

Runs that are compared should share them: what differs then is due to what was changed. Runs that are averaged should
not: a thousand samples under the same few replicates know chance no better than those few replicates do.
"""

import hashlib
import json
from collections.abc import Sequence

import numpy as np

from sim.declarations.parameters import registry
from sim.experiments.design.factors import Factor
from sim.experiments.design.samples import Design

#: How random numbers are dealt out, and what each way is good for.
INDEPENDENT, COMMON, BLOCKS = "independent", "common", "blocks"
RANDOM_NUMBERS = {
    INDEPENDENT: "each future (values of uncertainties and context) has random numbers of its own, which scenarios, "
                 "policies and levers that meet it share: for averages over futures and contrasts within them",
    COMMON: "replicate r has the same random numbers in every point: for contrasts of points, not for averages",
    BLOCKS: "a Morris trajectory shares them; in a Saltelli sample A and B have their own and AB columns keep those of "
            "A: for sensitivity analysis, of chance too",
}  # fmt: skip
#: Fewest independent groups from which an interval is made: of the only kind, and of each of two kinds that cross.
FEWEST, FEWEST_OF_TWO = 5, 10
#: Independent groups that a survival model needs for each step of a lever, and at all.
GROUPS_PER_TERM, FEWEST_GROUPS = 5, 20


def usual(design: Design) -> str:
    """How random numbers are dealt out unless an experiment says otherwise."""
    if design.method in ("morris", "saltelli"):
        return BLOCKS
    return INDEPENDENT if design.is_drawn and any(is_of_the_future(f) for f in design.factors) else COMMON


def is_of_the_future(factor: Factor) -> bool:
    """Whether a factor is something that partners do not choose: an uncertainty, or context."""
    names = {name for level in factor.levels for name in factor.sets(level)} if factor.is_bundle else {factor.name}
    return any(registry()[name].kind != "lever" for name in names)


def problem_with(random_numbers: str, design: Design) -> str:
    """Why random numbers cannot be dealt out so; ``""`` if they can."""
    if random_numbers == BLOCKS and design.method not in ("morris", "saltelli"):
        return f"needs a design of the method morris or saltelli, not {design.method}"
    if random_numbers == INDEPENDENT and design.method in ("morris", "saltelli"):
        return f"cannot be with a design of the method {design.method}, which compares its points: blocks or common"
    return ""


def seeds_of_samples(design: Design, random_numbers: str, seed: int) -> np.ndarray:
    """The seed of each sample, from which the seeds of its replicates are made [int64].

    Args:
        design: the samples.
        random_numbers: a key of `RANDOM_NUMBERS`.
        seed: the user's.
    """
    if random_numbers == COMMON:
        return np.full(len(design), seed, dtype=np.int64)
    return np.array([_seed(seed, address) for address in _addresses(design, random_numbers)], dtype=np.int64)


def _addresses(design: Design, random_numbers: str) -> list[str]:
    """What samples have in common that share random numbers, as a text for each."""
    if random_numbers == INDEPENDENT:
        futures = [f for f in design.factors if is_of_the_future(f)] or design.factors
        return _values(design, futures)
    rows, of = np.arange(len(design)), f"{design.method} {design.settings.get('seed', 0)}"
    if design.method == "morris":
        return [f"{of} {row // (len(design.groups) + 1)}" for row in rows]
    size = len(design) // int(design.settings["base"])
    with_b = (size - 2, size - 1) if design.settings.get("chance") else (size - 1,)
    second = range(1 + len(design.groups), 1 + 2 * len(design.groups)) if design.settings["second_order"] else ()
    return [f"{of} {row // size} {'B' if row % size in with_b or row % size in second else 'A'}" for row in rows]


def _values(design: Design, factors: Sequence[Factor]) -> list[str]:
    """The values of some factors in each sample, by the permanent keys of these."""
    columns = [(f.key, design.columns[f.name].tolist()) for f in factors]
    return [json.dumps([[key, column[row]] for key, column in columns]) for row in range(len(design))]


def _seed(seed: int, address: str) -> int:
    """A seed of its own for an address, from 0 to 2**63 - 1."""
    digest = hashlib.sha256(f"{seed}\0{address}".encode()).digest()
    return int.from_bytes(digest[:8], "little") >> 1
