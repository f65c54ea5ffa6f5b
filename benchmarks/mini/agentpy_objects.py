"""The mini-workload with AgentPy: a teacher is an agent, steps are calls on the list of agents."""

from __future__ import annotations

import math

import agentpy as ap
import numpy as np

from benchmarks.mini.workload import TIES, P, Run, colleagues, observed, whole_schools


class Teacher(ap.Agent):
    """A teacher with colleagues, and trust in each of them."""

    def setup(self) -> None:
        """The teacher at the start."""
        random = self.model.random
        self.colleagues: list[Teacher] = []
        self.practice = random.uniform(P.practice_low, P.practice_high)
        self.uses = random.random() < P.users_at_start
        self.months = math.floor(random.random() * P.months_at_start)
        self.trust = [P.trust_at_start] * TIES
        self.influence = 0.0
        self.left = self.adopted = self.dropped = False

    def leave(self) -> None:
        """The teacher leaves and is replaced, or stays for another month."""
        random = self.model.random
        self.left = random.random() < (P.leave_early if self.months < P.early else P.leave_later)
        if self.left:
            self.practice = random.uniform(P.practice_low, P.practice_high)
            self.uses = False
            self.months = 0
        else:
            self.months += 1

    def build_trust(self) -> None:
        """Trust in colleagues grows where the two meet."""
        random = self.model.random
        for i, other in enumerate(self.colleagues):
            trust = self.trust[i]
            if self.months == 0 or other.months == 0:
                self.trust[i] = P.trust_at_start
            elif random.random() < P.meet:
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
        u, practice = self.model.random.random(), self.practice
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


class Schools(ap.Model):
    """Teachers in schools."""

    def setup(self) -> None:
        """Teachers, and whom they ask."""
        self.teachers = ap.AgentList(self, self.p.teachers, Teacher)
        for teacher, asked in zip(self.teachers, colleagues(self.p.teachers, self.nprandom).tolist(), strict=True):
            teacher.colleagues = [self.teachers[other] for other in asked]

    def step(self) -> None:
        """One month."""
        self.teachers.leave()
        self.teachers.build_trust()
        self.teachers.look()
        self.teachers.advance()

    def update(self) -> None:
        """The 20 numbers of a month; there is nothing to observe before the first."""
        if self.t == 0:
            return
        names = ("practice", "uses", "months", "influence", "left", "adopted", "dropped")
        practice, uses, months, influence, *events = (
            np.array(list(getattr(self.teachers, name)), dtype=float) for name in names
        )
        trust = np.array([sum(trust) / TIES for trust in self.teachers.trust])
        self.record("observed", observed(practice, uses, months, trust, influence, *events))


def lay_out(teachers: int, worlds: int, seed: int, months: int, threads: int) -> Run:
    """A model for each world; objects run in one thread."""
    whole_schools(teachers)
    models = [Schools({"teachers": teachers, "steps": months, "seed": seed + w}) for w in range(worlds)]
    for model in models:
        model.sim_setup()

    def run() -> np.ndarray:
        for model in models:
            for _ in range(months):
                model.sim_step()
        return np.array([model.log["observed"] for model in models])

    return run
