"""What an experiment expects to find, stated before it runs: which arm has more of an outcome, and what size matters.

An arm is a policy, a scenario, or a scenario under a policy, written ``scenario, policy``. A policy stands for the mean
over all scenarios under it, and a scenario for the mean over all its policies.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from sim.measures.outcomes import OUTCOME
from sim.scenario.file_keys import TEXT, Key, Keys, as_written, number, word
from sim.scenario.mistakes import Problem, nearest
from sim.scenario.strict_yaml import Entry

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiments.plan.plan import Plan

#: Comparisons, with what each takes.
COMPARISONS = {
    "higher": "two arms: the first has more of it than the second",
    "lower": "two arms: the first has less of it than the second",
    "larger_gap": "two pairs of arms: the first pair is further apart (first minus second) than the second pair",
    "open": "two arms: sources leave open which has more",
}
LARGEST = 1e9
#: Columns by which runs of two arms belong together: what is drawn, and the seed of the replicate.
PAIR = ["draw", "seed"]


@dataclass(frozen=True)
class Expected:
    """One expected reading: a comparison of arms in one outcome.

    Attributes:
        outcome: name of an outcome of runs.
        comparison: a key of `COMPARISONS`.
        arms: two arms, or four of a larger gap.
        smallest: the smallest difference that matters to anybody [unit of the outcome].
        source: who says so.
        against: what would count against it, beside a clear difference the other way.
    """

    outcome: str
    comparison: str
    arms: tuple[str, ...]
    smallest: float
    source: str = ""
    against: str = ""

    @property
    def way(self) -> int:
        """Direction of the difference that is expected: 1, -1, or 0 for an open question."""
        return {"lower": -1, "open": 0}.get(self.comparison, 1)

    @property
    def signs(self) -> tuple[int, ...]:
        """How each arm counts in the difference."""
        return (1, -1, -1, 1)[: len(self.arms)]

    def words(self, titles: Mapping[str, str] = MappingProxyType({})) -> str:
        """What is compared, in plain words.

        Args:
            titles: of scenarios by name; names stand for themselves without one.
        """
        first, second, *others = (_titled(arm, titles) for arm in self.arms)
        if not others:
            return f"{first} against {second}"
        return f"({first} minus {second}) against ({others[0]} minus {others[1]})"

    def differences(self, runs: pd.DataFrame, plan: Plan) -> pd.Series:
        """The difference in each pair, by draw and seed; NaN where an arm has no value.

        Partnerships of a world, samples that were chosen and not drawn, and what an arm does not name are averaged.

        Args:
            runs: finished runs, with ``point``, ``seed`` and the outcome; ``draw`` comes from the plan.
            plan: of these runs.
        """
        cells = arms_of([scenario.name for scenario in plan.scenarios], list(plan.policies))
        told = runs[["point", "seed", self.outcome]].assign(draw=plan.draws[runs["point"].to_numpy()])
        told["cell"] = told["point"].map({point: _cell(plan, point) for point in told["point"].unique()})
        means = told.groupby(["cell", *PAIR])[self.outcome].mean().unstack("cell")
        means = means.reindex(columns=range(plan.cells))
        return sum(
            sign * means[cells[arm]].mean(axis=1, skipna=False)
            for sign, arm in zip(self.signs, self.arms, strict=True)
        )


def _titled(arm: str, titles: Mapping[str, str]) -> str:
    """An arm under the title of its scenario."""
    scenario, comma, policy = arm.partition(", ")
    return titles[arm] if arm in titles else f"{titles[scenario]}{comma}{policy}" if scenario in titles else arm


def _cell(plan: Plan, number: int) -> int:
    """The scenario under a policy that a design point belongs to."""
    point = plan.point(number)
    return point.scenario * len(plan.policies) + list(plan.policies).index(point.policy)


def arms_of(scenarios: Sequence[str], policies: Sequence[str]) -> dict[str, list[int]]:
    """Every arm by name, with the scenarios under policies that it stands for, numbered scenario by scenario.

    A policy without a name is no arm.
    """
    crossed, each = len(scenarios) > 1 and len(policies) > 1, len(policies)
    found = {name: [n * each + k for n in range(len(scenarios))] for k, name in enumerate(policies) if name}
    for n, scenario in enumerate(scenarios):
        found[scenario] = [n * each + k for k in range(each)]
        found |= {f"{scenario}, {name}": [n * each + k] for k, name in enumerate(policies) if crossed}
    return found


def read_expected(entry: Entry, arms: Collection[str] | None) -> Expected | None:
    """One entry of ``expect``; None with a mistake, which is added.

    Args:
        entry: the entry.
        arms: names of arms; None where they are not known, because scenarios hold mistakes.
    """
    before = len(entry.problems)
    keys, said = EXPECTED.read(entry)
    comparisons = [key for key in keys if key in COMPARISONS]
    if len(comparisons) != 1:
        entry.wrong(f"needs one comparison, of {', '.join(COMPARISONS)}", "such as `higher: [ARM, ARM]`")
        return None
    comparison = comparisons[0]
    names = _arms(keys[comparison], comparison, arms)
    if comparison == "open" and "against" in keys:
        keys["against"].wrong("goes with a comparison that expects something", "remove it")
    if len(entry.problems) > before or not names:
        return None
    texts = {key: said[key] for key in ("source", "against") if key in said}
    return Expected(said["outcome"], comparison, names, said["smallest"], **texts)


def _arms(entry: Entry, comparison: str, arms: Collection[str] | None) -> tuple[str, ...]:
    """The arms that a comparison names; none with a mistake, which is added."""
    listed = entry.items()
    groups = [listed] if listed is None or comparison != "larger_gap" else [item.items() for item in listed]
    if None in groups:
        return ()
    names = tuple(item.text() if arms is None else item.word(arms) for group in groups for item in group)
    if [len(group) for group in groups] != [2] * (1 + (comparison == "larger_gap")):
        entry.wrong(f"takes {COMPARISONS[comparison]}", "such as [A, B]" if len(groups) == 1 else "[[A, B], [C, D]]")
        return ()
    pairs = {names[:2], names[2:]} - {()}
    if any(first == second for first, second in pairs if first) or (len(groups) == 2 and len(pairs) == 1):
        entry.wrong("compares arms with themselves", "name others")
        return ()
    return () if None in names else names


def problems_of(expected: Expected, arms: Collection[str], place: str) -> list[Problem]:
    """Every mistake in what was not read from a file."""
    found = [
        Problem("", 0, place, name, "is no arm", nearest(name, arms)) for name in expected.arms if name not in arms
    ]
    if expected.outcome not in OUTCOME:
        found.append(Problem("", 0, place, expected.outcome, "unknown outcome", nearest(expected.outcome, OUTCOME)))
    if expected.comparison not in COMPARISONS:
        message = f"must be one of {', '.join(COMPARISONS)}"
        found.append(Problem("", 0, place, expected.comparison, message))
    elif len(expected.arms) != (4 if expected.comparison == "larger_gap" else 2):
        found.append(Problem("", 0, place, expected.comparison, f"takes {COMPARISONS[expected.comparison]}"))
    if not 0 < expected.smallest <= LARGEST:
        found.append(Problem("", 0, place, f"{expected.smallest}", "the smallest difference must be above 0"))
    return found


def _list_of(item: dict, size: int) -> dict:
    return {"type": "array", "items": item, "minItems": size, "maxItems": size}


_PAIR = _list_of(TEXT.schema(), 2)
EXPECTED = Keys("an expected reading", (
    Key("outcome", word(OUTCOME, "outcome"), "outcome that is compared", True),
    *(Key(name, as_written(lambda name=name: _list_of(_PAIR, 2) if name == "larger_gap" else _PAIR), meaning)
      for name, meaning in COMPARISONS.items()),
    Key("smallest", number(1e-9, LARGEST, "the outcome's unit"),
        "the smallest difference that matters to anybody, stated before it is run", True),
    Key("source", TEXT, "who says so, as in docs/references.md"),
    Key("against", TEXT, "what would count against it, beside a clear difference the other way"),
))  # fmt: skip
