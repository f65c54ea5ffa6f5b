"""What a unit of each lever costs in a scenario, from the declarations of prices."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.wording.numbers import MINUS, dollars, listed, percent, rounded
from sim.declarations.parameters import registry
from sim.declarations.prices import DOLLARS, IN_FULL, JOINT, PRACTICE, PRICES, RESEARCH, SIDES, Price
from sim.initialization.blueprint import lay_out
from sim.scenario.scenario import Scenario
from sim.submodels.joint_work.hours import upkeep_left

FREE = "costs nothing in the model"
NOT_HERE = "costs nothing here"
_NUMBER = re.compile(r"\{([\w.]+)\}")


def prices(scenario: Scenario) -> pd.DataFrame:
    """What a unit of each lever costs at the start of a scenario, averaged over its partnerships.

    Returns:
        One row per lever: ``lever``, ``dollars`` a year, ``research_hours`` and ``practice_hours`` a month,
        ``joint_share`` (of the hours of joint work), ``each`` (the unit), ``price`` (all that in words).
    """
    known = numbers(scenario)
    rows = []
    for p in registry().select(kind="lever"):
        price = PRICES.get(p.name)
        amounts = {side: float(np.mean([price.amounts(n)[side] for n in known])) if price else 0.0 for side in SIDES}
        each, text = price.each if price else "", _text(price, amounts, known[0])
        rows.append({"lever": p.name, **amounts, "each": each, "price": text})
    return pd.DataFrame(rows)


def numbers(scenario: Scenario) -> list[dict[str, float]]:
    """What charges multiply, for each partnership: parameters by dotted name, and numbers of people and places."""
    state = lay_out([(scenario, 0)], 0)
    world = {name: float(v) for name, v in scenario.world.items() if not isinstance(v, str)}
    found = []
    for q, partnership in enumerate(scenario.partnerships):
        row = state.partnerships[q]
        seats, districts = float(row.seats_end - row.seats_at), float(len(partnership.districts))
        first, last = state.districts[row.districts_at].schools_at, state.districts[row.districts_end - 1].schools_end
        schools = state.schools[first:last]
        teachers = (schools.teachers_end - schools.teachers_at).astype(float)
        lever = {name: float(v) for name, v in partnership.levers.items() if not isinstance(v, str)}
        asked, posts = lever["work.demand_hours"] * seats, lever["coordination.fte"]
        at_sites = float(teachers[schools.site > 0].sum())
        found.append(world | lever | {
            "partnership": 1.0, "districts": districts,
            "researchers": float(row.researchers_end - row.researchers_at),
            "seats": seats, "seats_each": seats / districts,
            "teachers": float(teachers.sum()), "teachers_each": float(teachers.sum()) / districts,
            "site_teachers": at_sites, "site_teachers_each": at_sites / districts,
            "organising": float(upkeep_left(asked, posts, state.joint_work[0]) > 0),
        })  # fmt: skip
    return found


def _text(price: Price | None, amounts: Mapping[str, float], known: Mapping[str, float]) -> str:
    """A price in words."""
    if price is None:
        return FREE
    told = [f"{dollars(amounts[DOLLARS])} a year"] if amounts[DOLLARS] else []
    for side, people in ((RESEARCH, "researchers"), (PRACTICE, "practitioners")):
        told += [f"{rounded(amounts[side])} hours a month of {people}"] if amounts[side] else []
    told += [f"{percent(amounts[JOINT])} of the joint hours of both sides"] if amounts[JOINT] else []
    told = [f"saves {text.removeprefix(MINUS)}" if text.startswith(MINUS) else text for text in told]
    parts = [f"{listed(told)} {price.each if price.each == IN_FULL else f'for each {price.each}'}"] if told else []
    parts += [_NUMBER.sub(lambda m: rounded(known[m[1]]), price.note)] if price.note else []
    return "; ".join(parts) or NOT_HERE
