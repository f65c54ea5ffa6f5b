"""The lever gate: a slider or an event is offered only if it moves something in this scenario.

The same comparison as `rpp levers` makes, with few worlds: a lever at both ends of its plausible range, an event once,
over pairs of runs with common random numbers. What has been found is kept on disk for these sources, so that a room
waits for it once; while a room waits for anything else, the gate gives way.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.levers.design import arms_of, arms_of_parameter
from analysis.levers.found import compared
from analysis.levers.outcomes import TOLD_BY_NAME
from analysis.levers.words import change, strongest, told_value, why_little
from analysis.wording.numbers import sentence
from app.live.arms import rows_of
from app.live.numbers import number
from app.live.turns import BEHIND, PROCESSORS, Token
from sim.declarations.parameters import registry
from sim.kernel.code_on_disk import cache_folder
from sim.scenario.scenario import Scenario

#: Pairs of runs for each comparison, fewer where worlds are large; and what one check may take (world-month-rows).
PAIRS, FEWEST, WORK = 40, 16, 6e7
#: What is put in is a means: a lever that moves nothing else is not offered.
MEANS = "money_put_in"
_MAY_BE_CHANCE = "What it moves in so few runs may be chance."
_ONLY_MONEY = "It moves only the money that is put in."

Found = dict[str, dict[str, Any]]


class _GiveWay(Exception):
    """Somebody more urgent waits."""


def known(scenario: Scenario) -> Found:
    """What has been found of a scenario, by the name of the lever or event."""
    try:
        return json.loads(_file(scenario).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def checked(scenario: Scenario, names: Sequence[str], token: Token) -> Iterator[dict[str, Any]]:
    """Checks levers and events, and tells what each moves; those that are known already first.

    Raises:
        Cancelled: nobody waits any more.
    """
    found = known(scenario)
    yield from (found[name] for name in names if name in found)
    missing = [name for name in names if name not in found]
    for n, name in enumerate(missing):
        found[name] = _check(scenario, name, token)
        yield found[name]
        if n % 10 == 9 or n == len(missing) - 1:
            _keep(scenario, found)


def _check(scenario: Scenario, name: str, token: Token) -> dict[str, Any]:
    """One lever or event."""
    p = registry().get(name)
    arms = arms_of_parameter(scenario, p) if p is not None else arms_of(scenario, [name])
    each = (rows_of(scenario) + 200) * scenario.months * (len(arms) + 1)
    pairs = max(FEWEST, min(PAIRS, int(WORK / each)))

    def watch(_: int) -> None:
        token.check()
        if PROCESSORS.is_wanted(BEHIND):
            raise _GiveWay

    while True:
        token.check()
        try:
            with PROCESSORS.turn(BEHIND, token):
                return _told(scenario, name, compared(scenario, arms, pairs, 1, progress=watch))
        except _GiveWay:
            continue


def _told(scenario: Scenario, name: str, rows: pd.DataFrame) -> dict[str, Any]:
    """What was found, in words."""
    clear = strongest(rows[rows["clear"] & (rows["outcome"] != MEANS)])
    effects = [
        {"value": row["to"] if isinstance(row["to"], str) else float(row["to"]), "outcome": row["outcome"],
         "label": told_value(name, row["to"]), "difference": number(float(row["difference"])),
         "low": number(float(row["low"])), "high": number(float(row["high"])), "size": _size(row),
         "text": change(row, scenario.months)}
        for _, row in clear.head(6).iterrows()
    ]  # fmt: skip
    reason = ""
    if clear.empty:
        seen = rows[rows["visible"]]
        only = len(seen) > 0 and bool((seen["outcome"] == MEANS).all())
        reason = _why_little(scenario, name, rows) if seen.empty else _ONLY_MONEY if only else _MAY_BE_CHANCE
    first = effects[0] if effects else None
    return {"name": name, "moves": bool(effects), "reason": reason, "to": effects, "pairs": int(rows["pairs"].max()),
            "effect": f"at {first['label']}: {first['text']}" if first else "",
            "strength": first["size"] if first else 0.0}  # fmt: skip


def _why_little(scenario: Scenario, name: str, rows: pd.DataFrame) -> str:
    """One sentence; of what is neither lever nor event only how little it moves."""
    p = registry().get(name)
    if p is None or p.kind == "lever":
        return why_little(scenario, rows)
    if (rows["moved"].fillna(0) == 0).all():
        return "There is nothing here that it acts on: not one run differs."
    return sentence(f"too little to be seen; at most {change(strongest(rows).iloc[0], scenario.months)}")


def _size(row: pd.Series) -> float:
    """A difference, in sizes that are just seen."""
    return float(f"{abs(row['difference']) / row['seen']:.3g}") if row["seen"] > 0 else 0.0


def _file(scenario: Scenario) -> Path:
    return cache_folder() / "levers-of-the-app" / f"{scenario.digest}-{len(TOLD_BY_NAME)}.json"


def _keep(scenario: Scenario, found: Found) -> None:
    """Keeps what was found, whole or not at all; without a place to write, a room waits again."""
    path = _file(scenario)
    try:
        path.parent.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
            json.dump(found | {k: v for k, v in known(scenario).items() if k not in found}, file, allow_nan=False)
        os.replace(file.name, path)
    except OSError:
        return
