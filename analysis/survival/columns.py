"""What a sweep varied, as columns of a regression: each a step from the low to the high end of what was sampled.

A range becomes a number from 0 (its low end) to 1 (its high end), on a log scale where it was sampled on one. Listed
names and bundles become one column for each level but the one with most endings, with which the others are compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.wording.labels import parameter_name, unit_of
from sim.experiments.design.factors import Factor


@dataclass(frozen=True, slots=True)
class Step:
    """One column.

    Attributes:
        lever: name of the factor; ``scenario`` or ``policy`` where these vary.
        step: what is compared with what: ``0.25 to 6``, or ``types/nic, not types/study_council``.
        never: whether nothing ended at this level, which is then no column.
    """

    lever: str
    step: str
    never: bool = False


@dataclass(frozen=True)
class Coded:
    """The columns.

    Attributes:
        columns: one row per run that is kept, one column per step, by number.
        steps: what the columns mean.
        never: levels at which nothing ended; their runs are left out, which is what the likelihood comes to when the
            hazard of a level goes to 0.
        notes: what could not be used, in plain words.
    """

    columns: pd.DataFrame
    steps: tuple[Step, ...]
    never: tuple[Step, ...]
    notes: tuple[str, ...]


def step_name(lever: str, step: str) -> str:
    """A step in words: a range with the unit of its lever, levels by their names without folders."""
    level, apart, against = step.partition(", not ")
    if apart:
        level, against = (name.rpartition("/")[2].replace("_", " ") for name in (level, against))
        return f"{level}, not {against}"
    unit = unit_of(lever)
    told = not unit or unit.startswith(("share", "weight")) or unit in parameter_name(lever)
    return step if told else f"{step} {unit}"


def label_of(lever: str, step: str) -> str:
    """A lever and its step in one line: ``meetings a month, 0.25 to 6``."""
    name, told = parameter_name(lever), step_name(lever, step)
    return f"{name} ({told})" if ", not " in step else f"{name}, {told}"


def coded(runs: pd.DataFrame, factors: Sequence[Factor]) -> Coded:
    """Columns of everything that varied: factors, and scenarios and policies where there are several.

    Args:
        runs: one row per run and partnership, with a column for each factor and ``ended``.
        factors: what the sweep varied.
    """
    notes: list[str] = []
    found: dict[Step, np.ndarray] = {}
    never: list[Step] = []
    kept = np.ones(len(runs), dtype=bool)
    ended = runs["ended"].to_numpy() > 0
    whole = [Factor(name, levels=tuple(runs[name].unique())) for name in ("scenario", "policy")]
    for factor in [*(f for f in whole if len(f.levels) > 1), *factors]:
        values = runs[factor.name]
        if values.isna().any():
            notes.append(f"{parameter_name(factor.name)} was not set in every run")
        elif values.nunique() < 2:
            notes.append(f"{parameter_name(factor.name)} did not vary")
        elif factor.is_text:
            counts = values[ended].value_counts().reindex(list(dict.fromkeys(values)), fill_value=0)
            against = counts.idxmax()
            for level in counts.index.drop(against):
                step = Step(factor.name, f"{level}, not {against}", bool(counts[level] == 0))
                if step.never:
                    never.append(step)
                    kept &= (values != level).to_numpy()
                else:
                    found[step] = (values == level).to_numpy(dtype=float)
        else:
            low, high = (min(factor.levels), max(factor.levels)) if factor.levels else (factor.low, factor.high)
            scale = np.log if factor.prior == "loguniform" and low > 0 else np.asarray
            place = (scale(values.to_numpy(dtype=float)) - scale(low)) / (scale(high) - scale(low))
            found[Step(factor.name, f"{low:,.10g} to {high:,.10g}")] = place
    steps = tuple(step for step, column in found.items() if np.ptp(column[kept]) > 0)
    still = [label_of(s.lever, s.step) for s in found if s not in steps]
    notes += [f"{name} does not vary among the runs that could end" for name in still]
    columns = pd.DataFrame({n: found[s][kept] for n, s in enumerate(steps)}, index=runs.index[kept])
    return Coded(columns, steps, tuple(never), tuple(notes))
