"""What an experiment expected, beside what its runs show.

An expected reading comes out *as expected* when its 95 % interval excludes nothing on the expected side and the
difference is as large as matters; *too small* when it is clear but smaller; *against* when it is clear on the other
side, however small; *a tie* when the interval holds nothing and stays below what matters; and *undecided* when it holds
both nothing and something that matters, and more pairs would tell. Of an open question the side is told.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison.words import with_interval
from analysis.stats.intervals import mean_p, shared_mean
from analysis.stats.sharing import sharing
from analysis.wording.numbers import capital, listed, word
from sim.experiments.plan.expected import PAIR, Expected
from sim.experiments.plan.plan import Plan
from sim.experiments.plan.random_numbers import FEWEST

AS_EXPECTED, AGAINST, TIE, TOO_SMALL, UNDECIDED = "as expected", "against", "a tie", "too small", "undecided"
#: p below which a difference is more than chance, as an interval of 95 % has it.
CHANCE = 0.05


@dataclass(frozen=True)
class Found:
    """One expected reading with what was found.

    Attributes:
        expected: the reading.
        words: what is compared, with titles of scenarios.
        difference, low, high: mean over pairs and its 95 % interval; limits are NaN with too few pairs, and where all
            differ alike.
        pairs, unknown: pairs that count, and those in which an arm has no value.
        worlds: independent pairs.
        verdict: in words.
    """

    expected: Expected
    words: str
    difference: float
    low: float
    high: float
    pairs: int
    unknown: int
    worlds: int
    verdict: str

    @property
    def with_interval(self) -> str:
        """The difference with its interval in one line."""
        same = self.pairs > 0 and self.difference == 0 and np.isnan(self.low)
        told = {"outcome": self.expected.outcome, "difference": self.difference, "low": self.low, "high": self.high}
        return with_interval(pd.Series({**told, "worlds": self.worlds, "same": same}))


def found_of(runs: pd.DataFrame, plan: Plan) -> list[Found]:
    """Every expected reading of a plan in its finished runs, the main one first."""
    titles = {scenario.name: scenario.title for scenario in plan.scenarios}
    return [_found(e, e.words(titles), e.differences(runs, plan)) for e in plan.expect]


def _found(expected: Expected, words: str, differences: pd.Series) -> Found:
    known = differences.dropna()
    unknown = len(differences) - len(known)
    if known.empty:
        return Found(expected, words, np.nan, np.nan, np.nan, 0, unknown, 0, UNDECIDED)
    shared = sharing(known.index.to_frame(index=False)[PAIR])
    mean, low, high = shared_mean(known, shared)
    clear = 0 if not mean_p(known, shared) < CHANCE else 1 if mean > 0 else -1
    enough = shared.count >= FEWEST
    small = max(abs(low), abs(high)) < expected.smallest or (enough and np.isnan(low) and mean == 0)
    told = verdict(expected, mean, clear, small)
    return Found(expected, words, mean, low, high, len(known), unknown, shared.count, told)


def verdict(expected: Expected, mean: float, clear: int, small: bool) -> str:
    """What a difference says of an expectation.

    Args:
        expected: the reading.
        mean: difference.
        clear: 1 or -1 where it is more than chance, else 0.
        small: whether its whole interval stays below what matters.
    """
    if clear == 0:
        return TIE if small else UNDECIDED
    if expected.way == -clear:
        return AGAINST
    if abs(mean) < expected.smallest:
        return TOO_SMALL
    return AS_EXPECTED if expected.way else f"more in {'the first' if clear > 0 else 'the second'}"


def in_short(found: Sequence[Found]) -> list[str]:
    """One sentence on the readings that were expected; none without any."""
    told = Counter(f.verdict for f in found if f.expected.way)
    if not told:
        return []
    number = sum(told.values())
    parts = [f"{word(told[name])} {'are' if told[name] > 1 else 'is'} {name}" for name in _ORDER if told[name]]
    readings = f"the {word(number)} readings that were" if number > 1 else "the one reading that was"
    return [capital(f"of {readings} expected before the runs, {listed(parts)}")]


_ORDER = (AS_EXPECTED, TOO_SMALL, TIE, AGAINST, UNDECIDED)
