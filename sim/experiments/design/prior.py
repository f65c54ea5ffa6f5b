"""Draws of all that is not known: every uncertainty, lever and district context over its plausible range."""

from dataclasses import replace

import pandas as pd

from sim.declarations.parameters import Parameter, registry
from sim.experiments.design.unit_cube import latin_column

#: Largest values drawn for sizes that would make worlds huge.
SIZES = {"district.schools": 20.0, "district.teachers_per_school": 40.0, "scale.districts": 2.0}


def limited(p: Parameter) -> Parameter:
    """A parameter whose range ends where worlds would get huge."""
    return replace(p, high=min(p.high, SIZES[p.name])) if p.name in SIZES else p


def drawn_parameters() -> list[Parameter]:
    """The parameters that draws vary: uncertainties, levers, and context of districts and of the world."""
    return [limited(p) for p in registry().values() if p.scope != "funder" and p.is_drawn]


def draws(number: int, *, seed: int = 1) -> pd.DataFrame:
    """Values of all drawn parameters, one row per draw, by a Latin hypercube over their plausible ranges."""
    return pd.DataFrame(
        {p.name: [p.draw(u) for u in latin_column(number, seed, "prior", p.key)] for p in drawn_parameters()}
    )
