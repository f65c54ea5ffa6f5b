"""The mini-workload with mesa-frames: teachers are rows of a Polars data frame, steps are expressions on its columns.

Colleagues stand in one column for each tie, which is quicker than a table of ties with joins.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from mesa_frames import AgentSet, Model

from benchmarks.mini.workload import TIES, P, Run, colleagues, observed, whole_schools

OTHER, TRUST = [f"other_{i}" for i in range(TIES)], [f"trust_{i}" for i in range(TIES)]


class Teachers(AgentSet):
    """All teachers of a world."""

    def __init__(self, model: Schools, teachers: int) -> None:
        super().__init__(model)
        random = model.random
        self += pl.DataFrame({
            "practice": random.uniform(P.practice_low, P.practice_high, teachers),
            "uses": random.random(teachers) < P.users_at_start,
            "months": np.floor(random.random(teachers) * P.months_at_start),
            "influence": np.zeros(teachers),
            **{name: np.zeros(teachers, dtype=bool) for name in ("left", "adopted", "dropped")},
            **dict(zip(OTHER, colleagues(teachers, random).astype(np.uint32).T, strict=True)),
            **{name: np.full(teachers, P.trust_at_start) for name in TRUST},
        })  # fmt: skip

    def step(self) -> None:
        """One month."""
        self.leave()
        self.build_trust()
        self.learn()

    def drawn(self) -> pl.Series:
        """A draw for each teacher."""
        return pl.Series(self.model.random.random(len(self.df)))

    def leave(self) -> None:
        """Turnover."""
        u, fresh = self.drawn(), P.practice_low + (P.practice_high - P.practice_low) * self.drawn()
        chance = pl.when(pl.col("months") < P.early).then(P.leave_early).otherwise(P.leave_later)
        self.df = self.df.with_columns(left=u < chance).with_columns(
            practice=pl.when("left").then(fresh).otherwise("practice"),
            uses=pl.col("uses") & ~pl.col("left"),
            months=pl.when("left").then(0.0).otherwise(pl.col("months") + 1.0),
        )

    def build_trust(self) -> None:
        """Trust of each tie."""
        new = pl.col("months") == 0.0
        grown = {}
        for other, name in zip(OTHER, TRUST, strict=True):
            trust = pl.col(name)
            grown[name] = (
                pl.when(new | new.gather(pl.col(other))).then(P.trust_at_start)
                .when(self.drawn() < P.meet).then(trust + P.trust_gain * (1.0 - trust))
                .otherwise(trust * (1.0 - P.trust_loss))
            )  # fmt: skip
        self.df = self.df.with_columns(**grown)

    def learn(self) -> None:
        """Practice and use."""
        weight = pl.sum_horizontal(TRUST)
        practice, uses = pl.col("practice"), pl.col("uses")

        def seen(of: pl.Expr) -> pl.Expr:
            along = (pl.col(name) * of.gather(pl.col(other)) for other, name in zip(OTHER, TRUST, strict=True))
            return pl.sum_horizontal(*along) / weight

        u = self.drawn()
        odds = P.adopt + P.adopt_influence * pl.col("influence") + P.adopt_practice * practice
        own = pl.when(uses).then(P.growth * (1.0 - practice)).otherwise(-P.decay * practice)
        self.df = self.df.with_columns(
            advice=seen(practice), influence=seen(uses.cast(pl.Float64)),
        ).with_columns(
            adopted=~uses & (u < 1.0 / (1.0 + (-odds).exp())),
            dropped=uses & (u < P.drop * (1.0 - practice)),
            practice=practice + P.peer_growth * (pl.col("advice") - practice).clip(0.0) + own,
        ).with_columns(
            uses=(uses | pl.col("adopted")) & ~pl.col("dropped"),
        )  # fmt: skip


class Schools(Model):
    """Teachers in schools."""

    def __init__(self, teachers: int, seed: int) -> None:
        super().__init__(seed)
        self.sets += Teachers(self, teachers)
        self.found: list[np.ndarray] = []

    def step(self) -> None:
        """One month."""
        self.sets.do("step")
        frame = self.sets[0].df.with_columns(trust=pl.mean_horizontal(TRUST))
        names = ("practice", "uses", "months", "trust", "influence", "left", "adopted", "dropped")
        self.found.append(observed(*(frame[name].to_numpy() for name in names)))


def lay_out(teachers: int, worlds: int, seed: int, months: int, threads: int) -> Run:
    """A model for each world; Polars takes all cores."""
    whole_schools(teachers)
    models = [Schools(teachers, seed + w) for w in range(worlds)]

    def run() -> np.ndarray:
        for model in models:
            for _ in range(months):
                model.step()
        return np.array([model.found for model in models])

    return run
