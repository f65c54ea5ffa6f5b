"""What if our numbers are wrong? The fan over uncertainties, beside the fan over chance.

Every uncertainty is drawn over its plausible range, by a Latin hypercube; what the room and its district have chosen
stays. Each draw is one world with random numbers of its own, so that this fan holds chance too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from app.live.answers import answer
from app.live.arms import Arm
from app.live.ensembles import FULL, Ensemble, computed_runs, sizes
from app.live.turns import FINER, FIRST, Token
from sim.declarations.parameters import registry
from sim.engine.batch import Run
from sim.experiments.design.unit_cube import latin_column
from sim.scenario.scenario import Scenario


def doubted(
    arm: Arm, charts: Sequence[str], headlines: Sequence[str], token: Token
) -> Iterator[dict[str, Any]]:
    """Answers over draws of all uncertainties, from few draws and then from all."""
    kept, steps = _kept(arm), sizes(arm, FULL)
    for n, step in enumerate(steps):
        if kept.worlds < step:
            runs = [Run(_drawn(arm.scenario, d), d, arm.seed) for d in range(kept.worlds, step)]
            columns, outcomes = computed_runs(runs, arm.months, token, FINER if n else FIRST)
            if kept.worlds:
                columns = {k: np.concatenate([kept.columns[k], v], axis=1) for k, v in columns.items()}
                outcomes = {k: np.concatenate([kept.outcomes[k], v]) for k, v in outcomes.items()}
            kept.columns, kept.outcomes, kept.worlds = columns, outcomes, step
        yield answer(kept.first(step), steps[-1], charts, headlines) | {"over": "uncertainties", "draws": step}


@lru_cache(maxsize=8)
def _of(scenario: Scenario, seed: int, months: int) -> list[Ensemble]:
    return []


def _kept(arm: Arm) -> Ensemble:
    found = _of(arm.scenario, arm.seed, arm.months)
    if not found:
        found.append(Ensemble(arm))
    return found[0]


@lru_cache(maxsize=1)
def _draws() -> list[dict[str, float | str]]:
    """Values of all uncertainties in each draw."""
    columns = {p.name: [p.draw(u) for u in latin_column(FULL, 1, "what if our numbers are wrong", p.key)]
               for p in registry().select(kind="uncertainty")}  # fmt: skip
    return [{name: values[n] for name, values in columns.items()} for n in range(FULL)]


def _drawn(scenario: Scenario, draw: int) -> Scenario:
    return scenario.with_values(_draws()[draw])
