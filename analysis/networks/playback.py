"""One partnership's network through all months of a run, as compact arrays: what an animation plays back."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.networks.ties import PRACTICE, Watch
from sim.engine.batch import Batch, Run
from sim.scenario.scenario import Scenario
from sim.state.tables import LIFE_STAGES

SIDES = ("research", "practice")


@dataclass(frozen=True, repr=False, eq=False)
class Playback:
    """Posts stay through a run; who is in post, roles, ties, trust and life stage change by month (row 0: month 1).

    Attributes:
        scenario, seed, replicate, partnership: where it comes from.
        post: name of each post (``R0``, ``C``, ``L3``, ``T17``), text.
        side: 0 for the research side, 1 for the practice side, uint8.
        district, school: numbers within the partnership, -1 for none, int16.
        at_table: whether it has boundary ties in some month, bool: one who stops coming leaves the seat to another.
        ties: the two posts, research side first, of each boundary tie there ever is, as numbers, int32 (ties, 2).
        advice: teachers of whom one asks the other, as numbers of posts, int32 (pairs, 2).
        in_post: whether the post is filled at the end of the month, bool (months, posts).
        role: number in ``sim.state.tables.ROLES``, uint8 (months, posts); some researchers are given tenure.
        departures: whether its holder left in the month, bool (months, posts).
        trust: of the practitioner in the researcher, and back [share], float32 (months, ties, 2); NaN in months without
            that tie.
        stage: number in ``sim.state.tables.LIFE_STAGES``, uint8 (months).
    """

    scenario: Scenario
    seed: int
    replicate: int
    partnership: str
    post: np.ndarray
    side: np.ndarray
    district: np.ndarray
    school: np.ndarray
    at_table: np.ndarray
    ties: np.ndarray
    advice: np.ndarray
    in_post: np.ndarray
    role: np.ndarray
    departures: np.ndarray
    trust: np.ndarray
    stage: np.ndarray

    @property
    def months(self) -> int:
        """Months that are there."""
        return len(self.stage)

    def __repr__(self) -> str:
        return (
            f"<Playback of {self.partnership}, replicate {self.replicate} of seed {self.seed}: {self.months} months, "
            f"{len(self.post)} posts, {len(self.ties)} ties, {LIFE_STAGES[self.stage[-1]]} at the end>"
        )

    def arrays(self) -> dict[str, np.ndarray]:
        """The arrays by name, such as `numpy.savez_compressed` takes them."""
        return {name: value for name, value in vars(self).items() if isinstance(value, np.ndarray)}


def playback(
    scenario: Scenario, *, months: int, seed: int = 1, replicate: int = 0, partnership: str | None = None
) -> Playback:
    """Runs one world and keeps the network of one partnership at the end of every month.

    Args:
        scenario: what to run.
        months: horizon.
        seed: the user's seed.
        replicate: 0-based number, the same as in `sim.run`.
        partnership: its name; the first one if None.

    Raises:
        ValueError: no partnership of that name.
    """
    batch = Batch([Run(scenario, replicate, seed)], months, tables=("partnerships",))
    watch = Watch(batch.state, scenario, partnership)
    people = watch.people()
    number = {post: n for n, post in enumerate(people.index)}
    pairs = watch.advice()
    by_month, ends, trusts = [], [], []
    for _ in range(months):
        batch.step()
        by_month.append((*watch.posts(), watch.stage()))
        ends.append(watch.ends())
        trusts.append(watch.trust_both_ways())
    in_post, departures, role, stage = map(np.array, zip(*by_month, strict=True))
    ties, trust = ties_of_months(ends, trusts, number)
    return Playback(
        scenario, seed, replicate, watch.partnership,
        post=people.index.to_numpy(dtype=str), side=(people["side"] == PRACTICE).to_numpy(np.uint8),
        district=people["district"].to_numpy(np.int16), school=people["school"].to_numpy(np.int16),
        at_table=people["at_table"].to_numpy(bool) | np.isin(np.arange(len(people)), ties), ties=ties,
        advice=np.column_stack([pairs[c].map(number) for c in ("one", "other")]).astype(np.int32),
        in_post=in_post, departures=departures, role=role.astype(np.uint8), trust=trust,
        stage=stage.astype(np.uint8),
    )  # fmt: skip


def ties_of_months(
    ends: Sequence[pd.DataFrame], trusts: Sequence[np.ndarray], number: dict[str, int]
) -> tuple[np.ndarray, np.ndarray]:
    """All boundary ties that there are in some month, and trust on them.

    A seat that passes to a colleague takes its ties along: from then on they are ties of that colleague.

    Args:
        ends: the posts of the ties in each month, as `Watch.ends` tells them.
        trusts: trust on them in each month (ties, 2) [share].
        number: of each post.

    Returns:
        Posts of each tie, as numbers, int32 (ties, 2); trust, float32 (months, ties, 2), NaN where that is no tie then.
    """
    pairs = [np.column_stack([month[side].map(number) for side in SIDES]) for month in ends]
    ties, places = np.unique(np.concatenate(pairs), axis=0, return_inverse=True)
    trust = np.full((len(ends), len(ties), 2), np.nan, dtype=np.float32)
    for month, at in enumerate(np.split(places.ravel(), np.cumsum([len(p) for p in pairs])[:-1])):
        trust[month, at] = trusts[month]
    return ties.astype(np.int32), trust
