"""How many independent worlds a plan has, and what they are too few for, before anything of it runs."""

import numpy as np

from sim.experiments.design.factors import Factor
from sim.experiments.plan.plan import Plan
from sim.experiments.plan.random_numbers import (
    BLOCKS,
    FEWEST,
    FEWEST_GROUPS,
    FEWEST_OF_TWO,
    GROUPS_PER_TERM,
)


def independent_worlds(plan: Plan) -> tuple[int, int]:
    """Independent worlds of each scenario under each policy: for averages, and for contrasts of scenarios and policies.

    What chance does to all draws alike cancels in contrasts, so that draws count; in averages the replicates that draws
    share count, where they do.
    """
    draws, seeds = plan.draws, np.concatenate([np.tile(of_samples, plan.cells) for of_samples in plan.seeds])
    number, different = np.unique(draws).size, np.unique(seeds).size
    worlds = different * plan.replicates
    if plan.settings.random_numbers == BLOCKS:
        return worlds, different
    if number == 1:
        return worlds, worlds
    own = different == len(np.unique(np.stack([draws, seeds]), axis=1).T)  # no draw shares them with another
    return (number if own else min(number, worlds)), number


def too_few(plan: Plan) -> dict[str, str]:
    """What cannot be estimated from so few independent worlds, with how many would do, by what it is."""
    worlds, contrasts = independent_worlds(plan)
    found: dict[str, str] = {}
    crossed = worlds < contrasts
    need = FEWEST_OF_TWO if crossed else FEWEST
    if worlds < need:
        why = "; points share those of their replicates, and `random_numbers: independent` gives each its own"
        found["averages"] = (f"Too few independent worlds for intervals around averages: {worlds} of at least {need}"
                             f"{why if crossed else ''}.")  # fmt: skip
    if plan.cells > 1 and contrasts < FEWEST:
        found["contrasts"] = f"Too few pairs for intervals around contrasts: {contrasts} of at least {FEWEST}."
    terms = sum(map(_terms, plan.factors)) + len(plan.scenarios) + len(plan.policies) - 2
    draws, least = np.unique(plan.draws).size, max(FEWEST_GROUPS, GROUPS_PER_TERM * terms)
    groups = draws if draws > 1 else worlds
    if plan.factors and groups < least:
        steps = f"{terms} step{'s' if terms != 1 else ''}"
        found["hazard ratios"] = (f"Too few independent draws for hazard ratios of all levers together: {groups} of at "
                                  f"least {least}, for {steps}.")  # fmt: skip
    return found


def _terms(factor: Factor) -> int:
    """The steps of a factor in a survival model: from one end to the other, or to each level from the commonest."""
    return len(factor.levels) - 1 if factor.is_text else 1
