"""Golden digests: what every shipped scenario observes, as one hash each, so that a change of layout shows as none.

A digest is made of the bytes of columns, whatever these are called and whichever table they stand in: renaming or
moving a column leaves it as it was, a different bit in one month of one district does not. Run this file to write
``digests.json`` anew after a change that is meant to alter results (and is flagged so in the changelog).
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

import sim

FILE = Path(__file__).with_name("digests.json")
REPLICATES, MONTHS, SEED = 3, 120, 1


def scenarios() -> list[str]:
    """All scenarios but the nation, which takes a minute."""
    return [name for name, _ in sim.find_scenarios() if name != "fields/nation"]


def digest(name: str) -> str:
    """Hash of everything that was observed in three runs of ten years."""
    result = sim.run(name, replicates=REPLICATES, months=MONTHS, seed=SEED)
    columns = [
        hashlib.sha256(np.ascontiguousarray(table[column]).tobytes()).hexdigest()
        for table in result._observed.values.values()
        for column in table.dtype.names
        if table.dtype[column] == np.float64 or column in ("stage", "cause")
    ]
    return hashlib.sha256("".join(sorted(columns)).encode()).hexdigest()[:16]


if __name__ == "__main__":
    FILE.write_text(json.dumps({name: digest(name) for name in scenarios()}, indent=1) + "\n", encoding="utf-8")
