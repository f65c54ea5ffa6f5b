"""Runs the arms of claims with common random numbers, each scenario once however many claims ask for it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

import numpy as np

from sim.claims.claim import Claim
from sim.engine.batch import Batch, Run
from sim.measures.claim_readings import Reading, read
from sim.scenario.scenario import Scenario

#: Most worlds and most teachers computed together; what they recorded is read and let go before the next.
WORLDS, TEACHERS = 800, 300_000


#: A scenario by its digest, with its months and the number of its first replicate: who asks for the same shares it.
_Key = tuple[str, int, int]


class Values:
    """Readings of many arms: ``values[claim, arm, reading]`` is one number per replicate."""

    def __init__(self) -> None:
        self._scenarios: dict[_Key, Scenario] = {}
        self._wanted: defaultdict[_Key, set[tuple[Reading, int | None]]] = defaultdict(set)
        self._found: dict[tuple, np.ndarray] = {}
        self._keys: dict[tuple, tuple] = {}

    def want(self, group: object, claim: Claim, scenarios: Mapping[str, Scenario], first: int) -> None:
        """Asks for every reading of a claim.

        Args:
            group: under what the readings are found, such as the number of a draw.
            claim: the claim.
            scenarios: a scenario for each of its arms.
            first: number of the first replicate.
        """
        for name, arm in claim.arms.items():
            scenario = scenarios[name]
            key = (scenario.digest, claim.months, first)
            self._scenarios.setdefault(key, scenario)
            self._wanted[key] |= {(check.reading, arm.mark) for check in claim.checks if name in check.weights}
            self._keys[group, claim.id, name] = (key, arm.mark)

    def __getitem__(self, at: tuple[object, str, str, Reading]) -> np.ndarray:
        group, claim, arm, reading = at
        key, mark = self._keys[group, claim, arm]
        return self._found[key, reading, mark]

    def world_months(self, replicates: int) -> int:
        """How many months of worlds all that was asked for takes."""
        return replicates * sum(months for _, months, _ in self._scenarios)

    def run(
        self, replicates: int, seed: int, *, threads: int | None = None, progress: Callable[[int], None] | None = None
    ) -> None:
        """Computes everything that was asked for."""
        for months in sorted({months for _, months, _ in self._scenarios}):
            waiting = {key: scenario for key, scenario in self._scenarios.items() if key[1] == months}
            for keys in _batches(waiting, replicates):
                self._run_batch(keys, replicates, months, seed, threads, progress)

    def _run_batch(
        self, keys: list[_Key], replicates: int, months: int, seed: int, threads: int | None,
        progress: Callable[[int], None] | None,
    ) -> None:  # fmt: skip
        runs = [Run(self._scenarios[key], key[2] + n, seed) for key in keys for n in range(replicates)]
        batch = Batch(runs, months, tables=("partnerships", "districts"))
        batch.run(threads=threads, progress=progress)
        partnerships, districts = batch.record.values["partnerships"], batch.record.values["districts"]
        at = batch.state.worlds.districts_at
        for n, key in enumerate(keys):
            worlds = slice(n * replicates, (n + 1) * replicates)
            table = partnerships[:, worlds]
            if replicates == 1:  # NumPy adds up a single column in another order than one of several
                table = np.concatenate([table, table], axis=1).view(np.recarray)
            starts = at[worlds.start : worlds.stop + 1]
            rows = districts[:, starts[0] : starts[-1]]

            def of_districts(column: str, rows: np.ndarray = rows, starts: np.ndarray = starts) -> np.ndarray:
                return np.add.reduceat(rows[column], starts[:-1] - starts[0], axis=1)

            for reading, mark in self._wanted[key]:
                self._found[key, reading, mark] = read(reading, table, of_districts, mark)[:replicates]


def _batches(scenarios: Mapping[_Key, Scenario], replicates: int) -> Iterable[list[_Key]]:
    """Keys of the scenarios that are computed together."""
    batch: list[_Key] = []
    teachers = 0.0
    for key, scenario in scenarios.items():
        size = replicates * sum(
            d.context["district.schools"] * d.context["district.teachers_per_school"]
            for d in scenario.districts
        )  # fmt: skip
        if batch and (len(batch) + 1) * replicates > WORLDS or batch and teachers + size > TEACHERS:
            yield batch
            batch, teachers = [], 0.0
        batch.append(key)
        teachers += size
    if batch:
        yield batch
