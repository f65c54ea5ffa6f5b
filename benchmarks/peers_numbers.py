"""What timings of legs say: costs with intervals, ratios, powers of scaling.

A leg is what `benchmarks.leg` prints, or ``left_out`` or ``failed`` with why.
"""

from __future__ import annotations

import numpy as np

from benchmarks.mini.engines import ENGINES
from benchmarks.mini.workload import MONTHS

#: Draws of a bootstrap interval.
RESAMPLES = 2000


def nanoseconds(one: dict, clock: str = "wall") -> np.ndarray:
    """Nanoseconds per teacher and month of each run of a leg."""
    return 1e9 * np.array(one[clock]) / (one["teachers"] * one["worlds"] * one["months"])


def medians(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Medians of resampled runs."""
    return np.median(rng.choice(values, (RESAMPLES, len(values))), axis=1)


def interval(draws: np.ndarray) -> tuple[float, float]:
    """The middle 95 % of resampled values."""
    low, high = np.percentile(draws, (2.5, 97.5))
    return float(low), float(high)


def own_of(found: list[dict]) -> dict[tuple[int, int], dict]:
    """The fastest legs of this project's engine, by teachers and worlds."""
    best: dict[tuple[int, int], dict] = {}
    for one in found:
        at = (one["teachers"], one["worlds"])
        if one["engine"] == "own" and "wall" in one:
            if at not in best or np.median(one["wall"]) < np.median(best[at]["wall"]):
                best[at] = one
    return best


def rows_of(found: list[dict]) -> list[dict]:
    """One row for each leg, with intervals.

    A leg without batches is compared with the own engine's single world of its size; what cannot compute worlds
    together costs the same for each of them, so that it stands beside batches, too.
    """
    own, rng, rows = own_of(found), np.random.default_rng(1), []
    for one in found:
        row = {name: one[name] for name in ("engine", "teachers", "worlds", "threads")}
        row["label"] = ENGINES[one["engine"]].label
        if "wall" not in one:
            rows.append(row | {"note": one.get("left_out") or f"failed: {one['failed']}"})
            continue
        each = nanoseconds(one)
        draws = medians(each, rng)
        row |= {"months": one["months"], "runs": len(each), "ns": float(np.median(each))}
        row["ns_low"], row["ns_high"] = interval(draws)
        row["processor_ns"] = float(np.median(nanoseconds(one, "processor")))
        row["worlds_a_second"] = 1e9 / (row["ns"] * one["teachers"] * MONTHS)
        yardstick = own.get((one["teachers"], one["worlds"]))
        if yardstick is not None:
            other = nanoseconds(yardstick)
            row["times_own"] = float(np.median(each) / np.median(other))
            if yardstick is not one:
                row["times_own_low"], row["times_own_high"] = interval(draws / medians(other, rng))
        more = float(np.maximum(0.0, one["peak"] - one["before"]))  # not known where the peak is not
        row |= {"peak_mb": one["peak"], "compile_s": one["compile"],
                "bytes_per_teacher": 1e6 * more / (one["teachers"] * one["worlds"]),
                "lay_out_s": float(np.median(one["lay_out"]))}  # fmt: skip
        rows.append(row)
    return rows


def ratio(found: list[dict], slow: tuple, fast: tuple) -> tuple[float, float, float] | None:
    """How many times the cost of one leg another has, per teacher and month, with its interval; None if one lacks.

    Args:
        found: all legs.
        slow: engine, teachers, worlds of the one that is told of.
        fast: the same of the one that it is compared with; of several numbers of threads the fastest.
    """

    def best(of: tuple) -> np.ndarray | None:
        there = [nanoseconds(one) for one in found
                 if "wall" in one and (one["engine"], one["teachers"], one["worlds"]) == of]  # fmt: skip
        return min(there, key=np.median) if there else None

    first, second = best(slow), best(fast)
    if first is None or second is None:
        return None
    rng = np.random.default_rng(2)
    low, high = interval(medians(first, rng) / medians(second, rng))
    return float(np.median(first) / np.median(second)), low, high


def exponents(found: list[dict]) -> dict[str, tuple[float, int, int]]:
    """By engine the power of the number of teachers with which the time of a month grows, and its sizes.

    A line through the logarithms of single worlds.
    """
    told = {}
    for name in ENGINES:
        sizes = {one["teachers"]: np.median(nanoseconds(one)) * one["teachers"]
                 for one in found if one["engine"] == name and one["worlds"] == 1 and "wall" in one}  # fmt: skip
        if len(sizes) > 1:
            slope = np.polyfit(np.log(list(sizes)), np.log(list(sizes.values())), 1)[0]
            told[name] = float(slope), min(sizes), max(sizes)
    return told


def asked(found: list[dict]) -> list[tuple[str, tuple[float, float, float] | None]]:
    """The ratios that are asked for, in words."""
    singles = sorted({one["teachers"] for one in found})
    batches = sorted({one["worlds"] for one in found if one["worlds"] > 1})
    least, told = singles[0], []
    for name in ("mesa", "numpy"):
        label = ENGINES[name].label
        told += [(f"{label} to own, one world of {n:,}", ratio(found, (name, n, 1), ("own", n, 1))) for n in singles]
    for worlds in batches:
        at = ("own", least, worlds)
        told.append((f"Mesa objects to own, per world in a batch of {worlds:,} × {least}",
                     ratio(found, ("mesa", least, 1), at)))  # fmt: skip
        told.append((f"NumPy columns to own, per world in a batch of {worlds:,} × {least}",
                     ratio(found, ("numpy", least, worlds), at)))  # fmt: skip
    told += [(f"whole model to mini-workload, one world of {n:,}", ratio(found, ("model", n, 1), ("own", n, 1)))
             for n in singles]  # fmt: skip
    told += [(f"whole model to mini-workload, {w:,} worlds of {least}",
              ratio(found, ("model", least, w), ("own", least, w))) for w in batches]  # fmt: skip
    return [(what, value) for what, value in told if value is not None]


def speedups(found: list[dict]) -> list[str]:
    """What all threads do to one, for what can be told."""
    told = []
    for name in ("own", "model"):
        for worlds in sorted({one["worlds"] for one in found if one["worlds"] > 1}):
            legs = {one["threads"]: np.median(one["wall"]) for one in found
                    if one["engine"] == name and one["worlds"] == worlds and "wall" in one}  # fmt: skip
            if len(legs) > 1:
                most = max(legs)
                told.append(f"{ENGINES[name].label}, {worlds:,} worlds: {most} threads are {legs[1] / legs[most]:.2f} "
                            "times as fast as one")  # fmt: skip
    return told
