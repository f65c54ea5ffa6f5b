"""Scenarios at the same money: those that take less are given more by one lever, until all take as much.

One scenario takes one amount of money, so that neither a ratio (outcome a dollar) nor a regression says what more of it
would do; a model can be run again and show it. Every value of the lever meets the same random numbers. The value found
is that at which means over these runs agree; what remains between scenarios has an interval like any other difference,
and tells how surely they take the same. Intervals of outcomes hold for that value of the lever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.comparison.money import PUT_IN
from analysis.wording.numbers import dollars, interval, percent
from sim.arguments import one_of
from sim.declarations.parameters import registry
from sim.engine.findings import Findings
from sim.scenario.scenario import Scenario

#: What gives more money unless another lever is named.
LEVER = "money.start_grant"
#: Share of the money that the dearest takes within which others take the same in the mean.
TOLERANCE = 0.01
#: First step of the search, as a part of the lever's plausible range; digits of the values that are tried.
_STEP, _DIGITS = 1 / 8, 4


class NoSameMoney(ValueError):
    """No value of the lever makes a scenario take as much money as another."""


@dataclass(frozen=True)
class Given:
    """What a scenario is given so that it takes as much money as the dearest.

    Attributes:
        name: of the scenario.
        lever: that is raised.
        before, value: of the lever, in its unit.
        took, takes: money put in before and with that value, mean over runs [dollars a partnership].
        dearest: name of the scenario that takes most.
        target: money that it takes.
    """

    name: str
    lever: str
    before: float
    value: float
    took: float
    takes: float
    dearest: str
    target: float


def money_levers() -> tuple[str, ...]:
    """Levers that are amounts of money."""
    return tuple(p.name for p in registry().values() if p.kind == "lever" and p.unit.startswith("dollars"))


def at_same_money(
    scenarios: Mapping[str, Scenario], run: Callable[[Scenario], Findings], levers: Mapping[str, str] | str = LEVER
) -> tuple[list[Findings], list[Given]]:
    """Results of scenarios that take the same money in the mean, to within `TOLERANCE`.

    Args:
        scenarios: by name.
        run: runs one of them, always with the same replicates, seed and months.
        levers: which of `money_levers` gives more; for all of them, or by name of the scenario.

    Returns:
        Results in the order of the scenarios, and what was given to those that took less.

    Raises:
        NoSameMoney: the lever cannot do it.
        ValueError: it is no such lever.
    """
    chosen = dict.fromkeys(scenarios, LEVER) | (dict.fromkeys(scenarios, levers) if isinstance(levers, str) else levers)
    for lever in chosen.values():
        one_of("lever of money", lever, money_levers())
    results = {name: run(scenario) for name, scenario in scenarios.items()}
    took = {name: _mean(result) for name, result in results.items()}
    dearest = max(took, key=took.__getitem__)
    given = []
    for name, scenario in scenarios.items():
        if not _is_same(took[name], took[dearest]):
            lever, target = chosen[name], took[dearest]
            results[name], value = _search(name, scenario, lever, run, took[name], dearest, target)
            before, takes = _value(name, scenario, lever), _mean(results[name])
            given.append(Given(name, lever, before, value, took[name], takes, dearest, target))
    return list(results.values()), given


def _search(
    name: str, scenario: Scenario, lever: str, run: Callable[[Scenario], Findings], took: float, dearest: str,
    target: float,
) -> tuple[Findings, float]:  # fmt: skip
    """Results with the value of a lever at which a scenario takes so much money: steps that double, then halves."""
    p, low = registry()[lever], _value(name, scenario, lever)
    about = f"{name} cannot be given as much money as {dearest} takes ({dollars(target)} a partnership) by {lever}"
    others = ", ".join(other for other in money_levers() if other != lever)
    high, step, takes = low, (p.high - p.low) * _STEP, took
    while takes < target and not _is_same(takes, target):
        if high >= p.maximum:
            raise NoSameMoney(f"{about}: it takes {dollars(took)} as it is and {dollars(takes)} at ${high:,.0f}, the "
                              f"most that is accepted; another lever may do it ({others})")  # fmt: skip
        low, high, step = high, min(p.maximum, _rounded(high + step)), 2 * step
        result = run(scenario.with_values({lever: high}))
        takes = _mean(result)
    value = high
    while not _is_same(takes, target):
        value = _rounded((low + high) / 2)
        if value in (low, high):
            raise NoSameMoney(f"{about}: what it takes jumps past that at ${value:,.0f}; more replicates or another "
                              f"lever may do it ({others})")  # fmt: skip
        result = run(scenario.with_values({lever: value}))
        takes = _mean(result)
        low, high = (value, high) if takes < target else (low, value)
    return result, value


def _value(name: str, scenario: Scenario, lever: str) -> float:
    values = {float(p.levers[lever]) for p in scenario.partnerships}
    if len(values) > 1:
        raise NoSameMoney(f"{name} has partnerships with different values of {lever}, which cannot be raised as one")
    return values.pop()


def _mean(result: Findings) -> float:
    """Money that a partnership takes, mean over the partnerships of a world and then over worlds."""
    return float(result.runs.groupby("replicate")[PUT_IN].mean().mean())


def _is_same(takes: float, target: float) -> bool:
    return abs(takes - target) <= TOLERANCE * target


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def given_sentences(given: Sequence[Given], costs: pd.DataFrame) -> list[str]:
    """What was given to whom, and what remains between scenarios.

    Args:
        given: as from `at_same_money`.
        costs: money put in compared, as `analysis.comparison.pairs.compare` gives it.
    """
    within = f"to within {percent(TOLERANCE)} in the mean"
    told = [f"{g.name} is given {g.lever} of ${g.value:,.0f} instead of ${g.before:,.0f}, with which it takes as much "
            f"money as {g.dearest} ({dollars(g.target)} a partnership, {within}) and not {dollars(g.took)}."
            for g in given] or [f"All take the same money as they are, {within}."]  # fmt: skip
    rest = [f"{row['second']} minus {row['first']} is {dollars(row['difference'])}"
            f"{interval(row['low'], row['high'], dollars)}" for _, row in costs.iterrows()]  # fmt: skip
    return [*told, f"What remains between them in money put in: {'; '.join(rest)}."]
