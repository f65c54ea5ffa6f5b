"""Standard errors of estimates whose data are clustered in two ways at once.

Runs of one design point share what was drawn for it. Replicates of the same number share their random numbers over
design points (common random numbers). Groups of one kind therefore cut across those of the other, and either kind alone
leaves out what the other counts. The variance is that by points, plus that by replicates, less that by both together
(Cameron, Gelbach & Miller 2011), each a sum of squares of what the members of a group did to the estimate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Errors:
    """How well estimates are known.

    Attributes:
        errors: one standard error for each estimate.
        freedom: degrees of freedom of Student's t for their intervals: groups of the kind with fewest, less one.
    """

    errors: np.ndarray
    freedom: int


def clustered(influence: np.ndarray, groups: Sequence[ArrayLike]) -> Errors:
    """Standard errors from what each row did to each estimate, where rows are clustered in groups.

    Each part is multiplied by G / (G - 1) for its G groups, and intervals go by Student's t with as many degrees of
    freedom as the fewest groups allow (Cameron & Miller 2015): with few groups both are needed. The variance is never
    taken below that by either kind of group alone: with few groups it may fall to nought or beneath by chance
    (MacKinnon, Nielsen & Webb 2024).

    Args:
        influence: rows by estimates: how much the estimate would change without the row (to first order).
        groups: one or two ways of grouping the rows, each with two groups or more.

    Raises:
        ValueError: no grouping, more than two, or one with a single group.
    """
    kinds = [pd.factorize(np.asarray(group))[0] for group in groups]
    if not 1 <= len(kinds) <= 2 or min(kind.max(initial=0) for kind in kinds) < 1:
        raise ValueError("errors need one or two ways of grouping, with two groups or more each")
    parts = [_variance(influence, kind) for kind in kinds]
    freedom = min(int(kind.max()) for kind in kinds)
    if len(kinds) == 1:
        return Errors(np.sqrt(parts[0]), freedom)
    first, second = kinds
    both = pd.factorize(first * (second.max() + 1) + second)[0]
    return Errors(np.sqrt(np.maximum.reduce([*parts, parts[0] + parts[1] - _variance(influence, both)])), freedom)


def _variance(influence: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Sum of squares of the groups' influence; groups are numbered from 0."""
    count = int(group.max()) + 1
    total = np.zeros((count, influence.shape[1]))
    np.add.at(total, group, influence)
    return np.square(total).sum(axis=0) * count / (count - 1)
