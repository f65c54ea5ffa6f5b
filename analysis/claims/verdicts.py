"""The verdict on one check of a claim, from its paired differences at the defaults and over draws.

A check *holds* when its sign is reliable and its size matters. Reliable: the 95 % interval of the difference at the
defaults excludes zero in the stated direction, and the mean goes in that direction in at least 80 % of draws. It
matters when its size at the defaults is at least the smallest of interest, which its file states; reliable but smaller
is *too small*. It is *conditional* when draws go that way by enough only in a region, which is named; else it *fails*.
A claim is as good as the weakest of its checks; of checks in one group of alternatives the best counts. A claim that
its file confines to a region is conditional at best.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.claims.regions import Region, region_of
from analysis.stats.intervals import mean_p, shared_mean
from sim.claims import Check, Claim
from sim.claims.claim import DOWN, OPEN, UP
from sim.declarations.parameters import registry

HOLDS, CONDITIONAL, TOO_SMALL, FAILS, LEFT_OPEN = "holds", "conditional", "too small", "fails", "open"
#: Share of draws that must go in the stated direction; p below which a difference is more than chance.
ENOUGH, CHANCE = 0.8, 0.05


@dataclass(frozen=True)
class Difference:
    """A paired difference with its interval.

    Attributes:
        pairs: replicates in which both sides have a value.
        mean, low, high: the mean and its 95 % interval by Student's t; NaN where there are too few pairs, or all differ
            alike.
        scale: standard deviation of the paired differences.
        p: two-sided p of no difference; NaN where there are too few pairs.
    """

    pairs: int
    mean: float
    low: float
    high: float
    scale: float
    p: float

    @property
    def way(self) -> int:
        """1 or -1 where the interval excludes zero, or where all of enough pairs differ alike; else 0."""
        return 0 if not self.p < CHANCE else UP if self.mean > 0 else DOWN

    @property
    def error(self) -> float:
        """Standard error of the mean; NaN where there are too few pairs."""
        return self.scale / np.sqrt(self.pairs) if self.pairs > 1 else np.nan

    @property
    def is_nothing(self) -> bool:
        """Whether both sides are exactly alike in every pair."""
        return self.pairs > 0 and self.mean == 0.0 and not self.scale > 0.0


def difference(values: np.ndarray) -> Difference:
    """Mean and interval of paired differences; NaN are pairs in which a side has no value."""
    known = values[np.isfinite(values)]
    scale = float(known.std(ddof=1)) if len(known) > 1 else np.nan
    return Difference(len(known), *shared_mean(known), scale, mean_p(known))


def differs(check: Check, value: Callable[[str], np.ndarray]) -> Difference:
    """The paired difference of a check: its weighted sum over arms.

    Args:
        check: what is compared.
        value: the reading of an arm, one value per replicate.
    """
    return difference(sum(weight * value(name) for name, weight in check.weights.items()))


@dataclass(frozen=True)
class Draws:
    """What became of a check over draws.

    Attributes:
        mean: mean difference in each draw; NaN where no pair has a value.
        way: 1 or -1 where the interval of a draw excludes zero, else 0.
        nothing: whether both sides were exactly alike.
        error: standard error of each mean; NaN where it is not known.
        pairs: replicates in each draw.
    """

    mean: np.ndarray
    way: np.ndarray
    nothing: np.ndarray
    error: np.ndarray
    pairs: int

    @property
    def known(self) -> np.ndarray:
        """Draws in which there was something to compare."""
        return np.isfinite(self.mean)

    def share(self, which: np.ndarray) -> float:
        """Share of the known draws for which something is true; NaN without any."""
        return float(which[self.known].mean()) if self.known.any() else np.nan

    def along(self, expect: int, smallest: float = 0.0) -> np.ndarray:
        """Whether the mean of each draw goes in a direction, by a size at least; exactly nothing does not."""
        mean = np.nan_to_num(self.mean)
        return np.where(self.known, (np.sign(mean) == expect) & (np.abs(mean) >= smallest), False)

    def along_without_chance(self, expect: int) -> float:
        """Estimated share of the known draws in which the difference itself, not only its mean, goes in a direction.

        Means spread more than the differences that they estimate, by the chance within each draw; they are drawn
        together until they spread as the differences do (Wang & Lee 2019). Draws without a difference do not go along.
        """
        differing = self.known & ~self.nothing
        if differing.sum() < 2:
            return self.share(self.along(expect))
        mean, chance = self.mean[differing], np.nanmean(np.square(self.error[differing]))
        spread = mean.var(ddof=1)
        left = np.sqrt(max(0.0, 1.0 - chance / spread)) if spread > 0 else 1.0
        along = np.sign(mean.mean() + left * (mean - mean.mean())) == expect
        return float(along.sum() / self.known.sum())


@dataclass(frozen=True)
class Judged:
    """A check with its verdict.

    Attributes:
        check: what was expected.
        default: the difference at the default parameters.
        full: over draws from the whole plausible ranges, or None if there were none.
        half: over draws from the central 50 % of the ranges around the defaults, or None if they were not needed.
        status: `HOLDS`, `CONDITIONAL`, `TOO_SMALL`, `FAILS` or `LEFT_OPEN`.
        region: where it holds, in words, if it is conditional.
    """

    check: Check
    default: Difference
    full: Draws | None
    half: Draws | None
    status: str
    region: str = ""


@dataclass(frozen=True)
class Verdict:
    """A claim with its judged checks, and the status that follows."""

    claim: Claim
    checks: tuple[Judged, ...]

    @property
    def counted(self) -> tuple[Judged, ...]:
        """The checks that count: all but open ones, and of alternatives the best."""
        order = (HOLDS, CONDITIONAL, TOO_SMALL, FAILS)
        best: dict[object, Judged] = {}
        for n, judged in enumerate(self.checks):
            if judged.status == LEFT_OPEN:
                continue
            key = judged.check.any_of or n
            if key not in best or order.index(judged.status) < order.index(best[key].status):
                best[key] = judged
        return tuple(best.values())

    @property
    def status(self) -> str:
        """The weakest status among the checks that count."""
        found = {judged.status for judged in self.counted}
        return next((status for status in (FAILS, TOO_SMALL, CONDITIONAL, HOLDS) if status in found), LEFT_OPEN)


def judge(
    check: Check, default: Difference, full: Draws | None = None, half: Draws | None = None,
    values: pd.DataFrame | None = None,
) -> Judged:  # fmt: skip
    """The verdict on one check.

    Args:
        check: what was expected.
        default: the difference at the default parameters.
        full: over draws from the whole ranges; without them the verdict rests on the defaults alone.
        half: over draws from the central 50 % of the ranges.
        values: values of the parameters in the draws of ``full``, one row each, in which a region is looked for.
    """
    clear, where = default.way == check.expect, ""
    if check.expect == OPEN:
        status = LEFT_OPEN
    elif clear and (full is None or full.share(full.along(check.expect)) >= ENOUGH):
        status = HOLDS if abs(default.mean) >= check.smallest else TOO_SMALL
    elif full is None:
        status = FAILS
    else:
        where = _where(check, default, full, half, values)
        status = CONDITIONAL if where else FAILS
    return Judged(check, default, full, half, status, where)


def _where(
    check: Check, default: Difference, full: Draws, half: Draws | None, values: pd.DataFrame | None
) -> str:
    """Where a check that does not hold everywhere holds, and by enough, in words; ``""`` for nowhere."""
    along = full.along(check.expect, check.smallest)
    if full.share(along) >= ENOUGH and default.way != -check.expect:
        return "over the plausible ranges, not clearly at the defaults"
    region = None if values is None else region_of(along[full.known], values[full.known], enough=ENOUGH)
    if region is not None:
        return told(region)
    nearby = half is not None and half.share(half.along(check.expect, check.smallest)) >= ENOUGH
    return "within the central 50 % of all ranges" if default.way == check.expect and nearby else ""


def told(region: Region) -> str:
    """A region in words: ``where coordination.fte is above 0.4 (35 of 38 draws there)``."""
    name, p = region.name, registry()[region.name]
    if p.choices:
        low, high = (int(np.floor(region.limit)) + 1, len(p.choices)) if region.above else (0, int(region.limit) + 1)
        where = f"is {' or '.join(p.choices[low:high])}"
    else:
        where = f"is {'above' if region.above else 'at most'} {region.limit:.3g}"
    return f"where {name} {where} ({region.along} of {region.draws} draws there)"


def confined(judged: Judged, where: str) -> Judged:
    """The verdict on a check of a claim that its file confines to a region (``""`` for none): conditional at best."""
    if not where or judged.status not in (HOLDS, CONDITIONAL):
        return judged
    return replace(judged, status=CONDITIONAL, region=f"{where}; {judged.region}" if judged.region else where)
