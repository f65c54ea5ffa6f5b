"""What if our numbers are wrong? The fan over uncertainties, beside the fan over chance.

Every uncertainty is drawn over its plausible range, by a Latin hypercube; what the room and its district have chosen
stays. Each draw is one world with random numbers of its own, so that this fan holds chance too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from app.live.answers import answer
from app.live.arms import Arm
from app.live.ensembles import ENSEMBLES, FULL, Ensemble
from app.live.turns import Token
from sim.declarations.parameters import registry
from sim.engine.batch import Run
from sim.experiments.design.unit_cube import latin_column


class Doubted(Ensemble):
    """Runs of one arm, each with other values of all uncertainties."""

    def runs(self, replicates: range) -> list[Run]:
        """What is run of some replicates."""
        return [Run(self.arm.scenario.with_values(drawn()[n]), n, self.arm.seed) for n in replicates]


def doubted(arm: Arm, charts: Sequence[str], headlines: Sequence[str], token: Token) -> Iterator[dict[str, Any]]:
    """Answers over draws of all uncertainties, from few draws and then from all."""
    for ensemble, of in ENSEMBLES.answers(arm, FULL, token, Doubted):
        told = answer(ensemble, of, charts, headlines)
        yield told | {"over": "uncertainties", "draws": ensemble.worlds}


@cache
def drawn() -> list[dict[str, float | str]]:
    """Values of all uncertainties in each draw."""
    columns = {p.name: [p.draw(u) for u in latin_column(FULL, 1, "what if our numbers are wrong", p.key)]
               for p in registry().select(kind="uncertainty")}  # fmt: skip
    return [{name: values[n] for name, values in columns.items()} for n in range(FULL)]
