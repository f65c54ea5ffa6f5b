"""Ensembles that are kept while a room works: a few worlds at once, then more, exactly as if all had been run at once.

A world's results depend on its scenario, its seed and its number alone, so that worlds can be added; what a room has
asked for once is there when it comes back to it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from threading import Lock, RLock

import numpy as np

from analysis.levers.outcomes import EVERY, TOLD, Told
from app.live.arms import Arm
from app.live.series import KEPT
from app.live.turns import FINER, FIRST, PROCESSORS, Token
from sim.engine.batch import Batch, Run
from sim.measures.outcomes import OUTCOME
from sim.measures.record import never_one
from sim.state.tables import TABLES

#: Worlds of a first and of a full answer; the fewest that are shown.
FEW, FULL, FEWEST = 30, 200, 10
#: World-month-rows (teachers and ties) that are computed before something is shown, and between two answers.
AT_FIRST, BETWEEN = 1.2e7, 4e7
#: The same of one turn of the processors: whoever comes for a first answer waits for no more than this.
TURN = 5e6
#: A full answer takes at most this much; a very large portrait gets fewer worlds, and says so.
MOST_WORK = 3e8
#: Memory for ensembles that are kept, and for what is recorded between two answers [bytes].
ROOM, RECORDED = 400_000_000, 150_000_000
#: What is recorded of a partnership in a month [bytes].
_ROW = sum(np.dtype(column.dtype).itemsize for column in TABLES["partnerships"])
#: Outcomes that are kept for every run, beside those that rooms are told.
ALSO = ("practice", "benefit_least", "depth")


def sizes(arm: Arm, worlds: int) -> list[int]:
    """How many worlds there are at each answer, the last as many as asked for, or as there is time for."""
    each = _work_of_a_world(arm)
    full = max(FEWEST, min(worlds, int(MOST_WORK / each)))
    steps = [max(FEWEST, min(FEW, full, int(AT_FIRST / each)))]
    recorded = arm.months * len(arm.scenario.partnerships) * _ROW
    while steps[-1] < full:
        more = max(1, min(max(FEW, int(BETWEEN / each)), int(RECORDED / recorded)))
        left = full - steps[-1]
        steps.append(full if left < 1.5 * more else steps[-1] + more)
    return steps


def _work_of_a_world(arm: Arm) -> float:
    """World-month-rows of one world, and what a month takes beside its rows."""
    return (arm.rows + 200) * arm.months


class Ensemble:
    """Runs of one arm, as many as there are so far.

    Attributes:
        arm: what was run.
        worlds: how many there are.
        partnerships: in each world; rows of all columns stand world by world.
        columns: monthly numbers, months by rows.
        outcomes: one number for each row, by the names of `analysis.levers.outcomes` and of outcomes.
    """

    def __init__(self, arm: Arm) -> None:
        self.arm = arm
        self.worlds = 0
        self.partnerships = len(arm.scenario.partnerships)
        self.columns: dict[str, np.ndarray] = {}
        self.outcomes: dict[str, np.ndarray] = {}
        self._grows = Lock()

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return sum(values.nbytes for values in self.columns.values())

    @property
    def replicate(self) -> np.ndarray:
        """Number of the run of each row."""
        return np.repeat(np.arange(self.worlds), self.partnerships)

    def runs(self, replicates: range) -> list[Run]:
        """What is run of some replicates."""
        return [Run(self.arm.scenario, replicate, self.arm.seed) for replicate in replicates]

    def first(self, worlds: int) -> Ensemble:
        """The first worlds of it."""
        if worlds == self.worlds:
            return self
        rows, part = worlds * self.partnerships, Ensemble(self.arm)
        part.worlds = worlds
        part.columns = {name: values[:, :rows] for name, values in self.columns.items()}
        part.outcomes = {name: values[:rows] for name, values in self.outcomes.items()}
        return part

    def grow(self, worlds: int, token: Token, urgency: int) -> None:
        """Computes what is missing of so many worlds, a turn of the processors at a time.

        Raises:
            Cancelled: nobody waits for it any more; what was computed until then stays.
        """
        turn = max(FEWEST, int(TURN / _work_of_a_world(self.arm)))
        while not self._grows.acquire(timeout=0.02):
            token.check()
        try:
            while worlds > self.worlds:
                left = worlds - self.worlds
                self._add(left if left < 1.5 * turn else turn, token, urgency)
        finally:
            self._grows.release()

    def _add(self, more: int, token: Token, urgency: int) -> None:
        """Computes some more worlds."""
        worlds = self.worlds + more
        columns, outcomes = computed(self.runs(range(self.worlds, worlds)), self.arm.months, token, urgency)
        if self.worlds:
            columns = {n: np.concatenate([self.columns[n], new], axis=1) for n, new in columns.items()}
            outcomes = {n: np.concatenate([self.outcomes[n], new]) for n, new in outcomes.items()}
        self.columns, self.outcomes, self.worlds = columns, outcomes, worlds


def computed(
    runs: list[Run], months: int, token: Token, urgency: int
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Monthly numbers and outcomes of some runs."""

    def watch(_: int) -> None:
        token.check()

    with PROCESSORS.turn(urgency, token):
        batch = Batch(runs, months, tables=("partnerships",))
        batch.run(progress=watch)
    record = batch.record.partnerships
    rows, doubled = record.shape[1], never_one(record)
    columns = {name: np.ascontiguousarray(record[name]) for name in KEPT}
    outcomes = {told.name: told.factor * told.of(doubled)[:rows] for told in TOLD}
    outcomes |= {name: OUTCOME[name].of(doubled)[:rows] for name in ALSO if name in OUTCOME and name not in outcomes}
    return columns, outcomes


#: What outcomes are called in a room, by name.
TOLD_OF: dict[str, Told] = {told.name: told for told in EVERY}


class Ensembles:
    """Those that were asked for last, as many as there is room for."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._kept: OrderedDict[str, Ensemble] = OrderedDict()
        self._lock = RLock()

    def of(self, arm: Arm, kind: type[Ensemble] = Ensemble) -> Ensemble:
        """The ensemble of an arm, empty if it is new."""
        name = f"{kind.__name__} {arm.id}"
        with self._lock:
            found = self._kept.setdefault(name, kind(arm))
            self._kept.move_to_end(name)
            total = 0
            for key in reversed(list(self._kept)):
                total += self._kept[key].size
                if total > self._room and key != name:
                    del self._kept[key]
            return found

    def answers(
        self, arm: Arm, worlds: int, token: Token, kind: type[Ensemble] = Ensemble
    ) -> Iterator[tuple[Ensemble, int]]:
        """An ensemble that grows, and of how many worlds it will be; the first one as soon as something can be shown.

        Raises:
            Cancelled: nobody waits any more.
        """
        ensemble, steps = self.of(arm, kind), sizes(arm, worlds)
        if ensemble.worlds >= steps[-1]:
            yield ensemble.first(steps[-1]), steps[-1]
            return
        steps = [max(steps[0], ensemble.worlds), *(n for n in steps[1:] if n > ensemble.worlds)]
        for n, step in enumerate(steps):
            ensemble.grow(step, token, FINER if n else FIRST)
            token.check()
            yield ensemble.first(step), steps[-1]

    def full(self, arm: Arm, worlds: int, token: Token, urgency: int = FINER) -> Ensemble:
        """An ensemble of so many worlds, or as many as there is time for."""
        step, ensemble = min(worlds, sizes(arm, FULL)[-1]), self.of(arm)
        ensemble.grow(step, token, urgency)
        return ensemble.first(step)


#: What this server has computed.
ENSEMBLES = Ensembles()
