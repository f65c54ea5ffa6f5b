"""From answers to a distribution: many scenarios, each a partnership as one of its members may see it.

Each draw looks through the eyes of one member; every role is drawn equally often, however many members it has. What
this member does not know, or left empty, is any answer from 1 to 5. An answer of 4 stands for anything between 3.5 and
4.5, and what it says of a parameter is uncertain as the questionnaire declares. So members who disagree, and members
who do not know, make the distribution wider.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.assessment.agreement import roles_of
from analysis.assessment.forms import Answers
from analysis.assessment.questionnaire import HIGHEST, LOWEST, Move, Questionnaire
from sim.declarations.parameters import Parameter, registry
from sim.scenario.scenario import Scenario

#: Half of the room between two answers.
_HALF = 0.5


@dataclass(frozen=True)
class Draws:
    """What was drawn.

    Attributes:
        scenario: what they are built on.
        roles: role of the member through whose eyes each draw looks.
        scores: answers by name of the question [1-5], one per draw.
        values: values by dotted name of the parameter, one per draw.
    """

    scenario: Scenario
    roles: np.ndarray
    scores: dict[str, np.ndarray]
    values: dict[str, np.ndarray]

    def __len__(self) -> int:
        return len(self.roles)

    @cached_property
    def scenarios(self) -> list[Scenario]:
        """One scenario per draw."""
        return self.with_values({})

    @cached_property
    def means(self) -> dict[str, float]:
        """What the answers say on average, by dotted name of the parameter."""
        means = ((name, accepted(registry()[name], v.mean(keepdims=True))) for name, v in self.values.items())
        return {name: mean.item() for name, mean in means}

    def with_values(self, others: dict[str, np.ndarray]) -> list[Scenario]:
        """The same with other values of some parameters, one per draw."""
        values = self.values | others
        return [self.scenario.with_values({n: v[d].item() for n, v in values.items()}) for d in range(len(self))]

    def part(self, first: int, last: int) -> Draws:
        """Some of the draws, from one number to before another."""
        rows = slice(first, last)
        kept = ({name: v[rows] for name, v in values.items()} for values in (self.scores, self.values))
        return Draws(self.scenario, self.roles[rows], *kept)

    def table(self) -> pd.DataFrame:
        """One row per parameter: what the scenario says, and mean and 90 % range of what was drawn."""
        rows = [
            {"parameter": name, "scenario": own_number(self.scenario, name), "mean": float(v.mean()),
             "p5": float(np.quantile(v, 0.05)), "p95": float(np.quantile(v, 0.95))} for name, v in self.values.items()
        ]  # fmt: skip
        return pd.DataFrame(rows)

    def part_means(self, questionnaire: Questionnaire) -> np.ndarray:
        """Mean answer of each part in each draw, shape (draws, parts)."""
        parts = ([self.scores[q.name] for q in questionnaire.of_part(part)] for part in questionnaire.parts)
        return np.column_stack([np.mean(part, axis=0) for part in parts])


def draw(answers: Answers, questionnaire: Questionnaire, scenario: Scenario, number: int, seed: int) -> Draws:
    """Draws partnerships that the answers may mean.

    Args:
        answers: of all members.
        questionnaire: what answers say of parameters.
        scenario: with one partnership; what no question moves stays as it is there.
        number: of draws; the first ones are the same in a larger number.
        seed: of all chance.
    """
    members, roles = answers.members, roles_of(answers, questionnaire)
    # Roles take turns in random order, so that few draws are not many of one role; so do members within a role.
    turns = _shuffled_turns(len(roles), number, _chance(seed, "role"))
    eyes = np.empty(number, dtype=int)
    for r, role in enumerate(roles):
        those, mine = np.array([m for m, member in enumerate(members) if member.role == role]), turns == r
        eyes[mine] = those[_shuffled_turns(len(those), int(mine.sum()), _chance(seed, f"member {role}"))]
    scores: dict[str, np.ndarray] = {}
    values: dict[str, np.ndarray] = {}
    for q in questionnaire.questions.values():
        said = np.array([member.known.get(q.name, np.nan) for member in members])[eyes]
        any_answer = _chance(seed, f"unknown {q.name}").uniform(LOWEST - _HALF, HIGHEST + _HALF, number)
        within = _chance(seed, f"answer {q.name}").uniform(-_HALF, _HALF, number)
        score = np.clip(np.where(np.isnan(said), any_answer, said + within), LOWEST, HIGHEST)
        scores[q.name] = score
        for move in q.moves:
            around = _chance(seed, f"value {move.parameter.name}").standard_normal(number)
            values[move.parameter.name] = _values(move, score, around, scenario)
    return Draws(scenario, np.array([members[m].role for m in eyes]), scores, values)


def own_number(scenario: Scenario, name: str) -> float:
    """A scenario's own value of a parameter; the mean over rows that differ."""
    return float(np.mean([float(values[name]) for _, values in scenario.rows(registry()[name].scope)]))


def _values(move: Move, score: np.ndarray, around: np.ndarray, scenario: Scenario) -> np.ndarray:
    """Values of a parameter in draws: on the line, with what is uncertain of it, within the plausible range."""
    p = move.parameter
    value = move.at(score) + move.unsure * around
    ends = move.at_1, move.at_5
    if move.times:
        own = own_number(scenario, p.name)
        return accepted(p, np.clip(value, min(ends) / 2, max(ends) * 1.25) * own)
    return accepted(p, np.clip(value, min(p.low, *ends), max(p.high, *ends)))


def accepted(p: Parameter, values: np.ndarray) -> np.ndarray:
    """Values that a parameter accepts: within its bounds, and whole where it knows no parts."""
    return np.clip(np.floor(values + 0.5) if p.prior == "integer" else values, p.minimum, p.maximum)


def _shuffled_turns(number: int, draws: int, chance: np.random.Generator) -> np.ndarray:
    """Whose turn it is in each draw: all once in a random order, then again."""
    rounds = -(-draws // number) if draws else 0
    turns = [chance.permutation(number) for _ in range(rounds)]
    return np.concatenate(turns)[:draws] if turns else np.empty(0, dtype=int)


def _chance(seed: int, what: str) -> np.random.Generator:
    """Random numbers of their own for each thing, so that a further question changes none of the others."""
    digest = hashlib.sha256(f"assess {seed} {what}".encode()).digest()
    return np.random.default_rng(np.frombuffer(digest, dtype=np.uint32))
