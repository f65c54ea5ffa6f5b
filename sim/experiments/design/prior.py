"""Draws of all that is not known: every uncertainty, lever and district context over its plausible range."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.stats import qmc

from sim.declarations.parameters import Parameter, registry

#: Largest values drawn for sizes that would make worlds huge.
SIZES = {"district.schools": 20.0, "district.teachers_per_school": 40.0, "scale.districts": 2.0}


def drawn_parameters() -> list[Parameter]:
    """The parameters that draws vary: uncertainties, levers, and context of districts and of the world."""
    return [
        replace(p, high=min(p.high, SIZES[p.name])) if p.name in SIZES else p
        for p in registry().values()
        if p.scope != "funder"
    ]


def draws(number: int, *, seed: int = 1) -> pd.DataFrame:
    """Values of all drawn parameters, one row per draw, by a Latin hypercube over their plausible ranges."""
    parameters = drawn_parameters()
    cube = qmc.LatinHypercube(len(parameters), rng=np.random.default_rng(seed)).random(number)
    return pd.DataFrame({p.name: [p.draw(u) for u in cube[:, n]] for n, p in enumerate(parameters)})
