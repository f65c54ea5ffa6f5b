"""Runs claims and judges them: at the defaults, and over draws of everything else.

Draws vary what nobody chooses, uncertainties and context; levers stay as the claim's configurations have them, unless
they are to be drawn too (a design partnership with levers drawn at random is none any more). Where a claim fails, or
holds with a share of draws little above what is enough, too few pairs may have been the reason: it is looked at again
with more, and that counts.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.claims.verdicts import ENOUGH, FAILS, HOLDS, Difference, Draws, Verdict, confined, differs, judge
from sim.claims import Check, Claim, Values
from sim.declarations.parameters import registry
from sim.experiments.design.prior import drawn_parameters, draws
from sim.extras import need
from sim.scenario.scenario import Value

DEFAULTS = "defaults"
#: Pairs at the defaults; draws, and pairs in each.
PAIRS, DRAWS, DRAW_PAIRS = 300, 40, 20
#: How many times as many pairs in a draw the second look at doubtful claims takes.
CLOSER = 3
#: Share of draws above what is enough within which a claim that holds is doubtful too.
NEAR = 0.1
#: Part of each plausible range, around the default, from which a second set of draws comes.
NARROWER = 0.5


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
        draw_replicates: pairs in each draw. Every draw has random numbers of its own, common to its arms.
        closer: how many times as many pairs doubtful claims get; 1 for no second look.
        levers: whether draws vary levers as well, where the claim does not presuppose their values.
        seed: of the draws and of the worlds.
        threads: threads to use; all cores if None.
        progress: called with what is run, and the world-months done and in all.

    Raises:
        Missing: there are draws, and the extra ``sensitivity`` is not installed.
    """
    if number:  # said before anything is run
        need("sensitivity", "Telling in which draws a claim holds")
    values = Values()
    for claim in claims:
        values.want(DEFAULTS, claim, {name: arm.scenario for name, arm in claim.arms.items()}, 0)
    step = _counted(progress, DEFAULTS, values.world_months(replicates))
    values.run(replicates, seed, threads=threads, progress=step)
    default = {(claim.id, n): _differs(values, DEFAULTS, claim, check)
               for claim in claims for n, check in enumerate(claim.checks)}  # fmt: skip
    if not number:
        return [_verdict(claim, default, {}, {}, None) for claim in claims]
    table = draws(number, seed=seed)
    if not levers:
        table = table[[name for name in table if registry()[name].kind != "lever"]]
    full, half = {}, {}

    def judged() -> list[Verdict]:
        return [_verdict(claim, default, full, half, table) for claim in claims]

    def look(at: Sequence[Claim], where: pd.DataFrame, pairs: int, name: str) -> dict[tuple[str, int], Draws]:
        return _over_draws(at, where, pairs, seed, threads, progress, name) if at else {}

    full |= look(claims, table, draw_replicates, "draws")
    if closer > 1:
        full |= look([v.claim for v in judged() if _is_doubtful(v)], table, closer * draw_replicates, "closer look")
    # Where a claim fails over whole ranges, whatever the pairs, it may still hold in a part of them.
    nearby = [v.claim for v in judged() if v.status == FAILS and _may_hold_nearby(v)]
    half |= look(nearby, nearer(table), closer * draw_replicates, "narrower ranges")
    return judged()


def _is_doubtful(verdict: Verdict) -> bool:
    """Whether a claim fails, or a check holds in a share of draws so near to what is enough that chance may decide."""
    return verdict.status == FAILS or any(
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


def nearer(table: pd.DataFrame) -> pd.DataFrame:
    """Draws moved towards the defaults, so that they come from the interquartile range of each; choices stay."""
    found = table.copy()
    for p in drawn_parameters():
        if p.choices or p.name not in found:
            continue
        moved = float(p.default) + NARROWER * (table[p.name].astype(float) - float(p.default))
        found[p.name] = moved.round() if p.is_integer else moved
    return found


def _differs(values: Values, where: str | int, claim: Claim, check: Check) -> Difference:
    """What a check compares, at the defaults or in a draw."""
    return differs(check, lambda arm: values[where, claim.id, arm, check.reading])


def _over_draws(
    claims: Sequence[Claim], table: pd.DataFrame, replicates: int, seed: int, threads: int | None,
    progress: Callable[[str, int, int], None] | None, name: str,
) -> dict[tuple[str, int], Draws]:  # fmt: skip
    values = Values()
    for n, row in enumerate(table.to_dict("records")):
        drawn: dict[str, Value] = {str(parameter): value for parameter, value in row.items()}
        for claim in claims:
            values.want(n, claim, claim.laid_over(drawn), n * replicates)
    step = _counted(progress, name, values.world_months(replicates))
    values.run(replicates, seed, threads=threads, progress=step)
    found = {}
    for claim in claims:
        for k, check in enumerate(claim.checks):
            each = [_differs(values, n, claim, check) for n in range(len(table))]
            found[claim.id, k] = Draws(
                np.array([d.mean for d in each]), np.array([d.way for d in each]),
                np.array([d.is_nothing for d in each]), np.array([d.error for d in each]), replicates,
            )  # fmt: skip
    return found


def _counted(
    progress: Callable[[str, int, int], None] | None, name: str, total: int
) -> Callable[[int], None] | None:
    """A callback that adds up what was done."""
    if progress is None:
        return None
    done = 0

    def add(months: int) -> None:
        nonlocal done
        done += months
        progress(name, done, total)

    return add
