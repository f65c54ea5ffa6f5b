"""Do the claims of the literature hold in the model? Judged at the defaults, and over draws of everything else.

A check *holds* when the 95 % interval of the paired difference excludes zero in the stated direction at the default
parameters, and the mean difference goes in that direction in at least 80 % of draws from the plausible ranges. Draws
vary what nobody chooses, uncertainties and context; levers stay as the claim's configurations have them, unless they
are to be drawn too (a design partnership with levers drawn at random is none any more). A check is
*conditional* when that is so only in a region, which is named; else it *fails*. A claim is as good as the weakest of
its checks; of checks in one group of alternatives the best counts. What the literature leaves open is reported and not
judged.

A claim that a file confines to a region is conditional at best. Where a claim fails, or holds with a share of draws
little above what is enough, too few pairs may have been the reason: it is looked at again with more, and that counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np
import pandas as pd
from scipy.stats import t as student

from sim.claims import Check, Claim, Values
from sim.claims.claim import DOWN, OPEN, UP
from sim.parameters import registry
from sim.scenario import Value

from .aliveness import drawn_parameters, draws
from .regions import Region, region_of

HOLDS, CONDITIONAL, FAILS, LEFT_OPEN = "holds", "conditional", "fails", "open"
#: Share of draws that must go in the stated direction.
ENOUGH = 0.8
CONFIDENCE = 0.95
DEFAULTS = "defaults"
#: Pairs at the defaults; draws, and pairs in each.
PAIRS, DRAWS, DRAW_PAIRS = 300, 40, 20
#: How many times as many pairs in a draw the second look at doubtful claims takes.
CLOSER = 3
#: Share of draws above what is enough within which a claim that holds is doubtful too.
NEAR = 0.1
#: Part of each plausible range, around the default, from which a second set of draws comes.
NARROWER = 0.5


@dataclass(frozen=True)
class Difference:
    """A paired difference with its interval.

    Attributes:
        pairs: replicates in which both sides have a value.
        mean, low, high: the mean and the 95 % interval of the mean by Student's t; NaN where there are too few pairs.
        scale: standard deviation of the paired differences.
    """

    pairs: int
    mean: float
    low: float
    high: float
    scale: float

    @property
    def way(self) -> int:
        """1 or -1 where the interval excludes zero, else 0."""
        return UP if self.low > 0 else DOWN if self.high < 0 else 0

    @property
    def is_nothing(self) -> bool:
        """Whether both sides are exactly alike in every pair."""
        return self.pairs > 0 and self.mean == 0.0 and not self.scale > 0.0


def difference(values: np.ndarray) -> Difference:
    """Mean and interval of paired differences; NaN are pairs in which a side has no value."""
    known = values[np.isfinite(values)]
    pairs = len(known)
    mean = float(known.mean()) if pairs else np.nan
    if pairs < 2:
        return Difference(pairs, mean, np.nan, np.nan, np.nan)
    scale = float(known.std(ddof=1))
    half = float(student.ppf(0.5 + CONFIDENCE / 2, pairs - 1)) * scale / pairs**0.5
    return Difference(pairs, mean, mean - half, mean + half, scale)


def contrast(check: Check, value: Callable[[str], np.ndarray]) -> np.ndarray:
    """The check's weighted sum over arms, one value per replicate.

    Args:
        check: what is compared.
        value: the reading of an arm, one value per replicate.
    """
    return sum(weight * value(name) for name, weight in check.weights.items())


@dataclass(frozen=True)
class Draws:
    """What became of a check over draws.

    Attributes:
        mean: mean difference in each draw; NaN where no pair has a value.
        way: 1 or -1 where the interval of a draw excludes zero, else 0.
        nothing: whether both sides were exactly alike.
        pairs: replicates in each draw.
    """

    mean: np.ndarray
    way: np.ndarray
    nothing: np.ndarray
    pairs: int

    @property
    def known(self) -> np.ndarray:
        """Draws in which there was something to compare."""
        return np.isfinite(self.mean)

    def share(self, which: np.ndarray) -> float:
        """Share of the known draws for which something is true; NaN without any."""
        return float(which[self.known].mean()) if self.known.any() else np.nan

    def along(self, expect: int) -> np.ndarray:
        """Whether the mean of each draw goes in a direction; exactly nothing does not."""
        return np.where(self.known, np.sign(np.nan_to_num(self.mean)) == expect, False)


@dataclass(frozen=True)
class Judged:
    """A check with its verdict.

    Attributes:
        check: what was expected.
        default: the difference at the default parameters.
        full: over draws from the whole plausible ranges, or None if there were none.
        half: over draws from the middle half of the ranges around the defaults, or None if they were not needed.
        status: `HOLDS`, `CONDITIONAL`, `FAILS` or `LEFT_OPEN`.
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
        order = (HOLDS, CONDITIONAL, FAILS)
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
        return next((status for status in (FAILS, CONDITIONAL, HOLDS) if status in found), LEFT_OPEN)


def judge(
    check: Check, default: Difference, full: Draws | None = None, half: Draws | None = None,
    values: pd.DataFrame | None = None,
) -> Judged:  # fmt: skip
    """The verdict on one check.

    Args:
        check: what was expected.
        default: the difference at the default parameters.
        full: over draws from the whole ranges; without them the verdict rests on the defaults alone.
        half: over draws from the middle half of the ranges.
        values: values of the parameters in the draws of ``full``, one row each, in which a region is looked for.
    """
    if check.expect == OPEN:
        return Judged(check, default, full, half, LEFT_OPEN)
    clear = default.way == check.expect
    if full is None:
        return Judged(check, default, full, half, HOLDS if clear else FAILS)
    along = full.along(check.expect)
    if clear and full.share(along) >= ENOUGH:
        return Judged(check, default, full, half, HOLDS)
    if full.share(along) >= ENOUGH and default.way != -check.expect:
        return Judged(check, default, full, half, CONDITIONAL, "over the plausible ranges, not clearly at the defaults")
    region = None if values is None else region_of(along[full.known], values[full.known], enough=ENOUGH)
    if region is not None:
        return Judged(check, default, full, half, CONDITIONAL, told(region))
    if clear and half is not None and half.share(half.along(check.expect)) >= ENOUGH:
        return Judged(check, default, full, half, CONDITIONAL, "within the middle half of all ranges")
    return Judged(check, default, full, half, FAILS)


def told(region: Region) -> str:
    """A region in words: ``where coordination.fte is above 0.4 (35 of 38 draws there)``."""
    name, p = region.name, registry()[region.name]
    if p.choices:
        low, high = (int(np.floor(region.limit)) + 1, len(p.choices)) if region.above else (0, int(region.limit) + 1)
        where = f"is {' or '.join(p.choices[low:high])}"
    else:
        where = f"is {'above' if region.above else 'at most'} {region.limit:.3g}"
    return f"where {name} {where} ({region.along} of {region.draws} draws there)"


def judge_claims(
    claims: Sequence[Claim], *, replicates: int = PAIRS, number: int = DRAWS, draw_replicates: int = DRAW_PAIRS,
    closer: int = CLOSER, levers: bool = False, seed: int = 1, threads: int | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> list[Verdict]:  # fmt: skip
    """Runs claims and judges them.

    Args:
        claims: what to judge.
        replicates: pairs at the defaults.
        number: draws; 0 judges by the defaults alone.
        draw_replicates: pairs in each draw. Every draw has luck of its own, shared by its arms.
        closer: how many times as many pairs doubtful claims get; 1 for no second look.
        levers: whether draws vary levers as well, where the claim does not presuppose their values.
        seed: of the draws and of the worlds.
        threads: threads to use; all cores if None.
        progress: called with what is run, and the world-months done and in all.
    """
    values = Values()
    for claim in claims:
        values.want(DEFAULTS, claim, {name: arm.scenario for name, arm in claim.arms.items()}, 0)
    step = _counted(_step(progress, DEFAULTS), values.world_months(replicates))
    values.run(replicates, seed, threads=threads, progress=step)
    default = {
        (claim.id, n): difference(contrast(check, lambda arm, c=claim, r=check.reading: values[DEFAULTS, c.id, arm, r]))
        for claim in claims for n, check in enumerate(claim.checks)
    }  # fmt: skip
    if not number:
        return [_verdict(claim, default, {}, {}, None) for claim in claims]
    table = draws(number, seed=seed)
    if not levers:
        table = table[[name for name in table if registry()[name].kind != "lever"]]
    full, half = {}, {}

    def judged() -> list[Verdict]:
        return [_verdict(claim, default, full, half, table) for claim in claims]

    def look(at: Sequence[Claim], where: pd.DataFrame, pairs: int, name: str) -> dict[tuple[str, int], Draws]:
        return _over_draws(at, where, pairs, seed, threads, _step(progress, name)) if at else {}

    at = claims
    for times, name in ((1, "draws"), (closer, "closer look"))[: 1 + (closer > 1)]:
        full |= look(at, table, times * draw_replicates, name)
        half = {key: found for key, found in half.items() if key[0] not in {claim.id for claim in at}}
        nearby = [v.claim for v in judged() if v.status == FAILS and _may_hold_nearby(v)]
        half |= look(nearby, nearer(table), times * draw_replicates, f"{name}, narrower")
        verdicts = judged()
        at = [v.claim for v in verdicts if v.status == FAILS or _is_near(v)]
    return verdicts


def _is_near(verdict: Verdict) -> bool:
    """Whether some check that holds has a share of draws so near to what is enough that chance may have decided."""
    return any(
        j.status == HOLDS and j.full is not None and j.full.share(j.full.along(j.check.expect)) < ENOUGH + NEAR
        for j in verdict.counted
    )


def _may_hold_nearby(verdict: Verdict) -> bool:
    """Whether some failing check is clear at the defaults, so that it may hold in a part of the ranges around them."""
    return any(j.status == FAILS and j.default.way == j.check.expect for j in verdict.counted)


def _verdict(claim: Claim, default: Mapping, full: Mapping, half: Mapping, table: pd.DataFrame | None) -> Verdict:
    free = None if table is None else table[[name for name in table if name not in claim.fixed]]
    keys = [(claim.id, n) for n in range(len(claim.checks))]
    return Verdict(claim, tuple(
        confined(judge(check, default[key], full.get(key), half.get(key), free), claim.where)
        for key, check in zip(keys, claim.checks, strict=True)
    ))  # fmt: skip


def confined(judged: Judged, where: str) -> Judged:
    """The verdict on a check of a claim that its file confines to a region (``""`` for none): conditional at best."""
    if not where or judged.status not in (HOLDS, CONDITIONAL):
        return judged
    return replace(judged, status=CONDITIONAL, region=f"{where}; {judged.region}" if judged.region else where)


def nearer(table: pd.DataFrame) -> pd.DataFrame:
    """Draws moved towards the defaults, so that they come from the middle half of each range; choices stay."""
    found = table.copy()
    for p in drawn_parameters():
        if p.choices or p.name not in found:
            continue
        moved = float(p.default) + NARROWER * (table[p.name].astype(float) - float(p.default))
        found[p.name] = moved.round() if p.is_integer else moved
    return found


def _over_draws(
    claims: Sequence[Claim], table: pd.DataFrame, replicates: int, seed: int, threads: int | None,
    progress: Callable[[int, int], None] | None,
) -> dict[tuple[str, int], Draws]:  # fmt: skip
    values = Values()
    for n, row in enumerate(table.to_dict("records")):
        drawn: dict[str, Value] = {str(name): value for name, value in row.items()}
        for claim in claims:
            values.want(n, claim, claim.laid_over(drawn), n * replicates)
    total = values.world_months(replicates)
    values.run(replicates, seed, threads=threads, progress=_counted(progress, total))
    found = {}
    for claim in claims:
        for k, check in enumerate(claim.checks):
            each = [
                difference(contrast(check, lambda arm, n=n, c=claim, r=check.reading: values[n, c.id, arm, r]))
                for n in range(len(table))
            ]
            found[claim.id, k] = Draws(
                np.array([d.mean for d in each]), np.array([d.way for d in each]),
                np.array([d.is_nothing for d in each]), replicates,
            )  # fmt: skip
    return found


def _step(progress: Callable[[str, int, int], None] | None, name: str) -> Callable[[int, int], None] | None:
    return None if progress is None else lambda done, total: progress(name, done, total)


def _counted(progress: Callable[[int, int], None] | None, total: int) -> Callable[[int], None] | None:
    """A callback for threads that adds up what they did."""
    if progress is None:
        return None
    done, one_at_a_time = 0, Lock()

    def add(months: int) -> None:
        nonlocal done
        with one_at_a_time:
            done += months
            progress(done, total)

    return add
