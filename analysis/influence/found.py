"""Every parameter from a scenario's own value to both ends of its range, over pairs of runs with common random numbers:
where it matters most, and which move nothing anywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from analysis.levers.design import arms_of_parameter
from analysis.levers.found import compared
from analysis.levers.outcomes import EVERY, OWN, TOLD_BY_NAME
from sim.declarations.parameters import registry
from sim.declarations.renamed import present_name
from sim.scenario.files import load_scenario
from sim.scenario.mistakes import nearest
from sim.scenario.scenario import Scenario

#: Pairs of runs for each comparison: few, as what matters somewhere is told from what matters nowhere, not its size.
PAIRS = 20
#: The outcome of a workshop that says what is put in rather than what comes of it.
SPENT = "money_put_in"
#: Least size that counts as an effect at all, in smallest sizes that people see: 1 of 100, or 0.01 of a scale.
LEAST = 0.2
#: Pairs that have to know an outcome before a difference is called sure: among so many outcomes, few pairs err often.
ENOUGH = 10
#: Outcomes that have a scale of their own.
SCALED = frozenset(told.name for told in EVERY if told.whole != OWN)


def influence_of(
    *scenarios: str | Path | Scenario, only: Sequence[str] = (), pairs: int = PAIRS, seed: int = 1,
    threads: int | None = None, progress: Callable[[int], None] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """What each parameter moves in some scenarios.

    Args:
        scenarios: names, files or resolved scenarios.
        only: dotted names; all parameters if empty.
        pairs: pairs of runs for each comparison.
        seed: as for `sim.run`.
        threads: threads to use; all cores if None.
        progress: called with the number of world-months that were finished since the last call.

    Returns:
        One row per scenario, value tried and outcome, as `levers_of` gives it; ``kind`` is that of the parameter
        (lever, context, variety, uncertainty).

    Raises:
        ScenarioError: mistakes in a scenario.
        ValueError: unknown names in ``only``, all told at once.
    """
    names = _chosen(only)
    tables = []
    for scenario in scenarios:
        loaded = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        arms = [arm for name in names for arm in arms_of_parameter(loaded, registry()[name])]
        tables.append(compared(loaded, arms, pairs, seed, outcomes=EVERY, threads=threads, progress=progress))
    return pd.concat(tables, ignore_index=True)


def where_most(found: pd.DataFrame) -> pd.DataFrame:
    """One row per parameter: where it moves most, relative to the smallest size that people see.

    Differences whose interval excludes zero come first, of these the ten outcomes of a workshop where they move by
    `LEAST`, then others with a scale that do, and of these the largest; what is counted in hours, dollars or pieces is
    compared with its own mean, which may be next to nothing. The money put in comes with these, for it is what most
    levers cost, not what they are for. Columns as in ``found``, with ``size`` (difference in smallest sizes that are
    seen) and ``sure`` (whether the interval excludes zero, of at least `ENOUGH` pairs). In the same order.
    """
    rows = found.assign(
        size=(found["difference"].abs() / found["seen"].where(found["seen"] > 0)).fillna(0.0),
        sure=((found["low"] > 0) | (found["high"] < 0)) & (found["pairs"] >= ENOUGH),
    )  # fmt: skip
    moved = rows["size"].round(6) >= LEAST
    rows["workshop"] = moved & rows["outcome"].isin(TOLD_BY_NAME) & (rows["outcome"] != SPENT)
    rows["scaled"] = moved & rows["outcome"].isin(SCALED)
    ranked = rows.sort_values(["sure", "workshop", "scaled", "size"], ascending=False, kind="stable")
    return ranked.drop_duplicates("lever").drop(columns=["workshop", "scaled"]).reset_index(drop=True)


def seen_somewhere(found: pd.DataFrame) -> list[str]:
    """Parameters that surely move one of the ten outcomes of a workshop somewhere, by so much that people see it."""
    most = where_most(found[found["outcome"].isin(TOLD_BY_NAME)])
    return list(most["lever"][most["sure"] & (most["size"] >= 1)])


def in_doubt(found: pd.DataFrame) -> list[str]:
    """Parameters that surely move no outcome by `LEAST`, where a closer look may tell."""
    most = where_most(found)
    return list(most["lever"][~most["sure"] | (most["size"].round(6) < LEAST)])


def moves_nothing(found: pd.DataFrame) -> list[str]:
    """Parameters that change no outcome of any pair in any scenario in which they were tried."""
    moved = found["moved"].fillna(0.0).groupby(found["lever"], sort=False).max()
    return list(moved.index[moved == 0])


def _chosen(only: Sequence[str]) -> list[str]:
    known = [p.name for p in registry().values()]
    names = [present_name("parameter", name) for name in only]
    unknown = [f"there is no parameter {name[:80]!r}; {nearest(name, registry()) or '`rpp parameters` lists them'}"
               for name in dict.fromkeys(names) if name not in known]  # fmt: skip
    if unknown:
        raise ValueError("\n".join(unknown))
    return names or known
