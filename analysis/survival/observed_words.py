"""What is told of simulated lifetimes beside observed ones."""

import math

import numpy as np
import pandas as pd

from analysis.survival.observed import UNKNOWN, Observed
from analysis.wording.labels import CAUSES
from analysis.wording.numbers import MINUS, duration, interval, listed, number, percent

HOW = (
    "The test compares months within the horizon (restricted means). It counts runs by what they share, and observed "
    "lifetimes as independent of each other; a logrank test would count all runs as independent. Whether the observed "
    "partnerships are a fair sample of such as are simulated, no test can tell."
)


def of_observed(observed: Observed, means: pd.DataFrame, years: pd.DataFrame) -> list[str]:
    """What was observed, and how far each simulated group is from it.

    Args:
        observed: lifetimes.
        means, years: of `analysis.survival.beside_observed`.
    """
    count, ended = len(observed.months), int(observed.ended.sum())
    text = f"Observed ({observed.file}): {count:,} lifetimes, of which {ended:,} ended"
    text += f" (causes: {_causes(observed)})" if {*observed.causes} - {"", UNKNOWN} else ""
    told = ["; ".join([text, *observed.notes]) + "."]
    if observed.whole_years:
        told.append("Observed durations are whole years, so that a difference of less than a year tells little.")
    for name, row in means.set_index("scenario").iterrows():
        told += [_of_means(str(name), row), _of_years(str(name), years[years["scenario"] == name])]
    return [*told, HOW]


def longer_than_observed(row: pd.Series) -> str:
    """How much longer a simulated group lasts than the observed, for a line below a panel."""
    text = f"{_signed(row['difference'])} months in {number(row['horizon'] / 12)} years"
    if not math.isfinite(row["p"]):
        return f"{text}, not tested"
    return f"{text} ({_signed(row['low'])} to {_signed(row['high'])}), p {_p(row['p'])}"


def _causes(observed: Observed) -> str:
    names, counts = np.unique([cause for cause in observed.causes if cause], return_counts=True)
    return listed([f"{CAUSES.get(str(names[n]), str(names[n])[:40])} {counts[n]}" for n in np.argsort(-counts)])


def _of_means(name: str, row: pd.Series) -> str:
    text = f"{name}: within {duration(row['horizon'])} partnerships last {_months(row['simulated'])} months on average"
    text += f", observed ones {_months(row['observed'])}"
    if not math.isfinite(row["p"]):
        return f"{text}; whether that differs cannot be tested, since one side has too few groups or did not vary."
    text += f": {_signed(row['difference'])} months{interval(row['low'], row['high'], _signed)}, p {_p(row['p'])}; "
    return text + ("they differ." if row["p"] < 0.05 else "no clear difference.")


def _of_years(name: str, years: pd.DataFrame) -> str:
    """The first year, one in the middle, and the last; the table has them all."""
    told = [
        f"{percent(row['simulated'])} and {percent(row['observed'])} after {duration(row['month'])}"
        f" ({_points(row['difference'])}{interval(row['low'], row['high'], _points).replace(' (', '; ').rstrip(')')})"
        for _, row in years.iloc[sorted({0, len(years) // 2, len(years) - 1})].iterrows()
    ]
    return f"{name}: still going, simulated and observed, were {listed(told)}."


def _months(value: float) -> str:
    return number(round(value, 1))


def _signed(value: float) -> str:
    return f"{value:+z.1f}".replace("-", MINUS)


def _points(share: float) -> str:
    return f"{100 * share:+z.0f} points".replace("-", MINUS)


def _p(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.2g}"
