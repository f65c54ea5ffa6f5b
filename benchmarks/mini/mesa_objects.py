"""The mini-workload with Mesa: a teacher is an agent, steps are methods, a data collector observes."""

from __future__ import annotations

import math

import mesa
import numpy as np

from benchmarks.mini.workload import SCHOOL, TIES, P, Run, colleagues, observed, whole_schools


class Teacher(mesa.Agent):
    """A teacher with colleagues, and trust in each of them."""

    def __init__(self, model: Schools) -> None:
        super().__init__(model)
        self.colleagues: list[Teacher] = []
        self.practice = self.random.uniform(P.practice_low, P.practice_high)
        self.uses = self.random.random() < P.users_at_start
        self.months = math.floor(self.random.random() * P.months_at_start)
        self.trust = [P.trust_at_start] * TIES
        self.influence = 0.0
        self.left = self.adopted = self.dropped = False

    def leave(self) -> None:
        """The teacher leaves and is replaced, or stays for another month."""
        self.left = self.random.random() < (P.leave_early if self.months < P.early else P.leave_later)
        if self.left:
            self.practice = self.random.uniform(P.practice_low, P.practice_high)
            self.uses = False
            self.months = 0
        else:
            self.months += 1

    def build_trust(self) -> None:
        """Trust in colleagues grows where the two meet."""
        for i, other in enumerate(self.colleagues):
            trust = self.trust[i]
            if self.months == 0 or other.months == 0:
                self.trust[i] = P.trust_at_start
            elif self.random.random() < P.meet:
                self.trust[i] = trust + P.trust_gain * (1.0 - trust)
            else:
                self.trust[i] = trust * (1.0 - P.trust_loss)

    def look(self) -> None:
        """Takes advice and decides, by what colleagues are before anybody changes."""
        weight = advice = influence = 0.0
        for other, trust in zip(self.colleagues, self.trust, strict=True):
            weight += trust
            advice += trust * other.practice
            if other.uses:
                influence += trust
        advice /= weight
        self.influence = influence / weight
        u, practice = self.random.random(), self.practice
        self.adopted = self.dropped = False
        if self.uses:
            self.dropped = u < P.drop * (1.0 - practice)
            own = P.growth * (1.0 - practice)
        else:
            odds = P.adopt + P.adopt_influence * self.influence + P.adopt_practice * practice
            self.adopted = u < 1.0 / (1.0 + math.exp(-odds))
            own = -P.decay * practice
        self.next_practice = practice + P.peer_growth * max(0.0, advice - practice) + own

    def advance(self) -> None:
        """Becomes what `look` has found."""
        self.practice = self.next_practice
        self.uses = (self.uses or self.adopted) and not self.dropped


class Schools(mesa.Model):
    """Teachers in schools."""

    def __init__(self, teachers: int, rng: int | None = None) -> None:
        super().__init__(rng=rng)
        Teacher.create_agents(self, teachers)
        rows = list(self.agents)
        for teacher, asked in zip(rows, colleagues(teachers, self.rng).tolist(), strict=True):
            teacher.colleagues = [rows[other] for other in asked]
        self.datacollector = mesa.DataCollector({"observed": Schools.observed})

    def observed(self) -> np.ndarray:
        """The 20 numbers."""
        names = ["practice", "uses", "months", "influence", "left", "adopted", "dropped"]
        practice, uses, months, influence, *events = np.array(self.agents.get(names), dtype=float).T
        trust = np.array([sum(teacher.trust) / TIES for teacher in self.agents])
        return observed(practice, uses, months, trust, influence, *events)

    def step(self) -> None:
        """One month."""
        self.agents.do("leave")
        self.agents.do("build_trust")
        self.agents.do("look")
        self.agents.do("advance")
        self.datacollector.collect(self)


def lay_out(teachers: int, worlds: int, seed: int, months: int, threads: int) -> Run:
    """A model for each world; objects run in one thread."""
    assert whole_schools(teachers) * SCHOOL == teachers
    models = [Schools(teachers, rng=seed + w) for w in range(worlds)]

    def run() -> np.ndarray:
        for model in models:
            for _ in range(months):
                model.step()
        return np.array([model.datacollector.model_vars["observed"] for model in models])

    return run
