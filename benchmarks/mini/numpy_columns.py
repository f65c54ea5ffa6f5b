"""The mini-workload with NumPy: a column is an array, a step is a few operations on whole columns.

Worlds of a batch stand side by side in the same columns.
"""

from __future__ import annotations

import numpy as np

from benchmarks.mini.workload import OBSERVED, TIES, P, Run, colleagues, observed, whole_schools


class Worlds:
    """Columns of all teachers of all worlds."""

    def __init__(self, teachers: int, worlds: int, seed: int) -> None:
        whole_schools(teachers)
        self.rng = np.random.default_rng(seed)
        self.shape = (worlds, teachers)
        n = worlds * teachers
        self.colleagues = np.concatenate([colleagues(teachers, self.rng) + w * teachers for w in range(worlds)])
        self.practice = self.rng.uniform(P.practice_low, P.practice_high, n)
        self.uses = self.rng.random(n) < P.users_at_start
        self.months = np.floor(self.rng.random(n) * P.months_at_start)
        self.trust = np.full((n, TIES), P.trust_at_start)

    def leave(self) -> np.ndarray:
        """Turnover; says who left."""
        left = self.rng.random(len(self.months)) < np.where(self.months < P.early, P.leave_early, P.leave_later)
        self.practice[left] = self.rng.uniform(P.practice_low, P.practice_high, left.sum())
        self.uses[left] = False
        self.months = np.where(left, 0.0, self.months + 1.0)
        return left

    def build_trust(self) -> None:
        """Trust of each tie."""
        new = self.months == 0.0
        meet = self.rng.random(self.trust.shape) < P.meet
        grown = np.where(meet, self.trust + P.trust_gain * (1.0 - self.trust), self.trust * (1.0 - P.trust_loss))
        self.trust = np.where(new[:, None] | new[self.colleagues], P.trust_at_start, grown)

    def learn(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Practice and use; gives influence, who took the innovation up, and who dropped it."""
        weight = self.trust.sum(1)
        advice = (self.trust * self.practice[self.colleagues]).sum(1) / weight
        influence = (self.trust * self.uses[self.colleagues]).sum(1) / weight
        u = self.rng.random(len(weight))
        odds = P.adopt + P.adopt_influence * influence + P.adopt_practice * self.practice
        adopted = ~self.uses & (u < 1.0 / (1.0 + np.exp(-odds)))
        dropped = self.uses & (u < P.drop * (1.0 - self.practice))
        own = np.where(self.uses, P.growth * (1.0 - self.practice), -P.decay * self.practice)
        self.practice = self.practice + P.peer_growth * np.maximum(0.0, advice - self.practice) + own
        self.uses = (self.uses | adopted) & ~dropped
        return influence, adopted, dropped

    def step(self) -> np.ndarray:
        """One month; gives what was observed."""
        left = self.leave()
        self.build_trust()
        influence, adopted, dropped = self.learn()
        columns = (self.practice, self.uses, self.months, self.trust.mean(1), influence, left, adopted, dropped)
        return observed(*(column.reshape(self.shape) for column in columns))


def lay_out(teachers: int, worlds: int, seed: int, months: int, threads: int) -> Run:
    """Worlds that are ready to run; NumPy's operations on columns use one thread."""
    state = Worlds(teachers, worlds, seed)
    found = np.empty((worlds, months, len(OBSERVED)))

    def run() -> np.ndarray:
        for month in range(months):
            found[:, month] = state.step()
        return found

    return run
