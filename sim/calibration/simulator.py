"""The model as a function from parameter values to readings, on common random numbers in every trial."""

from collections.abc import Mapping

import numpy as np

from sim.calibration.problem import Calibration, names_of
from sim.engine.batch import Batch, Run
from sim.measures.targets import Observed, observe


class Simulator:
    """Runs all members of a calibration and reads the targets.

    Every member has replicates of its own, so members share no random numbers; and all trials share theirs
    (common random numbers), so that two trials differ by their values and not by chance.

    Args:
        calibration: what to run.
        threads: threads to use; all cores if None. Results do not depend on it.
        replicates: runs of each member, instead of the calibration's.
        seed: seed of the runs, instead of the calibration's: other random numbers than the trials had.
    """

    def __init__(
        self, calibration: Calibration, *, threads: int | None = None, replicates: int | None = None,
        seed: int | None = None,
    ) -> None:  # fmt: skip
        self._calibration, self._threads = calibration, threads
        self._replicates = calibration.replicates if replicates is None else replicates
        self._seed = calibration.seed if seed is None else seed
        rows = [(m, r) for m in range(len(calibration.members)) for r in range(self._replicates)]
        self._numbers = [(m, m * self._replicates + r) for m, r in rows]

    def __call__(self, values: Mapping[str, float]) -> Observed:
        """Readings at some parameter values; what is not named stays as the members have it.

        Raises:
            ScenarioError: a value that a member does not accept.
        """
        c = self._calibration
        members = [member.with_values(values) for member in c.members]
        batch = Batch(
            [Run(members[m], number, self._seed) for m, number in self._numbers], c.months, tables=("partnerships",)
        )
        batch.run(threads=self._threads)
        counts = [len(run.scenario.partnerships) for run in batch.runs]
        worlds = np.repeat(np.arange(len(batch.runs)), counts)
        sorts = [
            names_of(run.scenario) | ({p.kind} if p.kind else set())
            for run in batch.runs for p in run.scenario.partnerships
        ]  # fmt: skip
        return observe(c.targets, batch.record.values["partnerships"][: c.months], worlds, sorts)
