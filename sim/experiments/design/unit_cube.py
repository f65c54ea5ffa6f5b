"""Points in the unit cube, one function for each way to spread them.

Random points, Latin hypercubes and Morris trajectories are drawn factor by factor, each by a generator of its own that
is addressed by the seed and the permanent key of the factor. One matrix for all factors at once would be shorter, and
each parameter that the model gains or loses would reshuffle the draws of all others, and every conclusion with them.

A Sobol sequence cannot be addressed so, because its columns are only even together: what a factor draws there depends
on the seed and on its position. Positions are append-only; a factor added at the end changes no column before it.
"""

import hashlib
from collections.abc import Sequence

import numpy as np

#: Sequences of which a Saltelli sample is made, each scrambled by itself: what they differ by tells how well indices
#: are known, which points of one sequence, more even than chance, do not.
PARTS = 16
#: Binary digits of a Sobol sequence: room for a thousand million points.
DIGITS = 30


def generator(seed: int, *address: str) -> np.random.Generator:
    """Random numbers of one address, such as a method and a key, independent of those of any other address."""
    digest = hashlib.sha256("\0".join(address).encode()).digest()
    return np.random.default_rng([seed, int.from_bytes(digest[:16], "little")])


def random_column(points: int, seed: int, key: str) -> np.ndarray:
    """Independent points of one factor; more points begin with the same ones."""
    return generator(seed, "random", key).random(points)


def latin_column(points: int, seed: int, purpose: str, key: str) -> np.ndarray:
    """Points of one factor of a Latin hypercube: in random order, one in each of as many equal slices.

    Args:
        points: how many.
        seed: the user's seed.
        purpose: what the hypercube is for, so that two of them with the same seed have nothing in common.
        key: permanent key of the factor.
    """
    random = generator(seed, purpose, key)
    return (random.permutation(points) + random.random(points)) / points


def sobol_points(columns: int, points: int, seed: int, *address: str) -> np.ndarray:
    """The first points of a scrambled Sobol sequence; more points or columns begin with the same ones.

    SciPy scrambles all columns by one stream, so that each would change with their number; here each has its own.

    Args:
        columns: how many factors.
        points: how many.
        seed: the user's seed.
        address: what the sequence is for; sequences of different addresses are scrambled independently.
    """
    from scipy.stats import qmc

    plain = qmc.Sobol(columns, scramble=False, bits=DIGITS).random_base2(max(0, (points - 1).bit_length()))[:points]
    digits = (plain * 2**DIGITS).astype(np.uint64)
    streams = [generator(seed, "sobol", str(n), *address) for n in range(columns)]
    return np.stack([_scrambled(digits[:, n], stream) for n, stream in enumerate(streams)], axis=1)


def _scrambled(digits: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A column after a random linear scrambling of its binary digits and a random shift.

    Each digit becomes the parity of itself and of a random choice among the higher ones, so that every interval of
    length 2^-k holds as many points as before (Matoušek 1998), and then is flipped or not in all points alike.
    """
    scrambled = np.full_like(digits, random.integers(2**DIGITS))
    for place in range(DIGITS):
        below = DIGITS - 1 - place
        among = (int(random.integers(2**place)) << (below + 1)) | 1 << below
        parity = np.bitwise_count(digits & np.uint64(among)).astype(np.uint64) & np.uint64(1)
        scrambled ^= parity << np.uint64(below)
    return scrambled / 2**DIGITS


def morris_points(
    keys: Sequence[str], trajectories: int, levels: int, seed: int, listed: Sequence[int] = (),
    groups: Sequence[str] = (),
) -> np.ndarray:  # fmt: skip
    """Morris trajectories: a random start on a grid, then one factor after the other steps up or down by half of it.

    A factor of a few values has no grid: it steps from any of them to any other, each pair equally likely.

    Start, direction and rank in the order of steps belong to each factor's key, so that another factor leaves them as
    they are. It still adds its own step to each trajectory: rows are not the same, what they do with a factor is.

    Args:
        keys: one for each factor.
        trajectories: how many; more begin with the same ones.
        levels: levels of the grid, an even number.
        seed: the user's seed.
        listed: how many values each factor has, 0 for a range; ranges all of them if empty.
        groups: with which others each factor steps, ``""`` for none; all by themselves if empty. The rank of a group
            in the order of steps belongs to its name.

    Returns:
        shape (trajectories × (groups + 1), factors), row by row as ``SALib.analyze.morris`` wants it.
    """
    drawn = np.stack([generator(seed, "morris", key).random((trajectories, 3)) for key in keys], axis=2)
    step = levels // 2
    low, rises = (drawn[:, 0] * (levels - step)).astype(int), drawn[:, 1] < 0.5
    together = [group or key for group, key in zip(groups or keys, keys, strict=True)]
    movers = list(dict.fromkeys(together))
    ranks = np.stack([
        drawn[:, 2, keys.index(name)] if name in keys else generator(seed, "morris group", name).random(trajectories)
        for name in movers
    ], axis=1)  # fmt: skip
    place_in_order = ranks.argsort(axis=1).argsort(axis=1)[:, [movers.index(name) for name in together]]
    has_moved = place_in_order[:, None, :] < np.arange(len(movers) + 1)[:, None]
    unit = (low[:, None, :] + step * (has_moved == rises[:, None, :])) / (levels - 1)
    for n, number in enumerate(listed):
        if number > 1:
            first = (drawn[:, 0, n] * number).astype(int)
            second = (first + 1 + (drawn[:, 1, n] * (number - 1)).astype(int)) % number
            unit[:, :, n] = (np.where(has_moved[:, :, n], second[:, None], first[:, None]) + 0.5) / number
    return unit.reshape(-1, len(keys))


def saltelli_points(
    groups: Sequence[str], base: int, seed: int, *, second_order: bool, chance: bool
) -> np.ndarray:
    """Saltelli's sample, row by row as ``SALib.analyze.sobol`` wants it.

    Two matrices A and B of ``base`` points, A with one column of B at a time (and B with one of A) between them, and A
    once more where chance is to be a column as well (`sim.experiments.plan.random_numbers`). Factors take
    columns of the sequence in pairs, one for A and one for B, so that a factor added at the end changes no other's.
    Base samples come from up to `PARTS` sequences in turn, so that more of them begin with the same ones.

    Args:
        groups: what each factor moves with, by name, in the order of the factors; all different where each moves alone.
        base: base samples, a power of two.
        seed: the user's seed.
        second_order: whether there are rows of B with one column of A.
        chance: whether A comes once more.
    """
    columns, parts = len(groups), min(base, PARTS)
    sequences = [sobol_points(2 * columns, base // parts, seed, f"part {n}") for n in range(parts)]
    sequence = np.stack(sequences, axis=1).reshape(base, 2 * columns)
    a, b = sequence[:, 0::2], sequence[:, 1::2]
    its_own = np.array([[group == name for group in groups] for name in dict.fromkeys(groups)])
    crossed = [np.where(own, b, a) for own in its_own]
    crossed += [np.where(own, a, b) for own in its_own] if second_order else []
    return np.stack([a, *crossed, b, *([a] if chance else [])], axis=1).reshape(-1, columns)
