"""Same money: what a room's moves cost a year, and the grant with which two arms take the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd

from analysis.comparison.money import PUT_IN
from analysis.comparison.same_money import LEVER, NoSameMoney, at_same_money, money_levers
from analysis.levers.prices import prices
from analysis.wording.numbers import MINUS, dollars, rounded
from app.live.arms import Arm, arm_of, mapping
from app.live.ensembles import ENSEMBLES
from app.live.meanwhile import Line, told_meanwhile
from app.live.refused import Refused
from app.live.turns import CLICKED, Token
from sim.declarations.parameters import registry
from sim.declarations.renamed import present_name
from sim.scenario.scenario import Scenario

#: Runs of each value that is tried at the same money.
RUNS = 100
#: A difference of less than this share of the first grant a year is none.
MARGIN = 0.02
_SIDES = ("dollars", "research_hours", "practice_hours")


def meter(sent: Mapping[str, Any]) -> dict[str, Any]:
    """What an arm's plan costs more or less a year than the scenario as it is, lever by lever.

    A charge is a product of levers, so that prices depend on what else is moved: levers are moved one after another in
    the order of the registry, and what each takes then adds up to what all take together.
    """
    mapping(sent, "this question", ("arm", "base"))
    arm = arm_of(sent.get("arm"))
    base = arm_of(sent["base"]).scenario if sent.get("base") else arm.base
    lines, total, here = [], dict.fromkeys(_SIDES, 0.0), base
    for name, before, after in _moved(base, arm.scenario):
        p, price = registry()[name], _price(here, name)
        amounts = {side: price[side] * (after - before) for side in _SIDES}
        here = here.with_values({name: after})
        total = {side: total[side] + amounts[side] for side in _SIDES}
        lines.append({"name": name, "label": p.label, "from": before, "to": after, "difference": amounts["dollars"],
                      "hours_research": amounts["research_hours"], "hours_practice": amounts["practice_hours"],
                      "given": name in money_levers(), "text": _text(amounts, price["price"])})  # fmt: skip
    grant = _grant_a_year(arm.scenario)
    difference, margin = total["dollars"], MARGIN * grant
    return {
        "difference": difference, "grant_a_year": grant, "share": difference / grant if grant else None,
        "hours_research": total["research_hours"], "hours_practice": total["practice_hours"], "lines": lines,
        "same": abs(difference) <= margin, "over": difference > margin, "text": _sum(difference, margin, grant),
    }  # fmt: skip


def _moved(base: Scenario, scenario: Scenario) -> list[tuple[str, float, float]]:
    """Levers that differ, in the order of the registry, with the value of the first partnership before and after."""
    one, other = base.partnerships[0].levers, scenario.partnerships[0].levers
    return [
        (p.name, float(one[p.name]), float(other[p.name])) for p in registry().select(kind="lever")
        if not p.choices and one[p.name] != other[p.name]
    ]  # fmt: skip


def _price(scenario: Scenario, name: str) -> dict[str, Any]:
    table = prices(scenario)
    return table[table["lever"] == name].iloc[0].to_dict()


def _grant_a_year(scenario: Scenario) -> float:
    levers = scenario.partnerships[0].levers
    return 12 * float(levers["money.start_grant"]) / max(1.0, float(levers["money.start_months"]))


def _text(amounts: Mapping[str, float], price: str) -> str:
    parts = [f"{_signed(amounts['dollars'], dollars)} a year"] if round(amounts["dollars"]) else []
    parts += [f"{_signed(amounts[f'{side}_hours'], rounded)} hours a month of {people}"
              for side, people in (("research", "researchers"), ("practice", "practitioners"))
              if abs(amounts[f"{side}_hours"]) >= 0.05]  # fmt: skip
    return ", ".join(parts) or price


def _signed(value: float, told: Any) -> str:
    return f"{'+' if value > 0 else MINUS}{told(abs(value))}"


def _sum(difference: float, margin: float, grant: float) -> str:
    of = f"the first grant pays {dollars(grant)} a year"
    if abs(difference) <= margin:
        return f"The same money; {of}."
    way = "more" if difference > 0 else "less"
    return f"{dollars(abs(difference))} a year {way} than planned; {of}."


def same_money(sent: Mapping[str, Any], token: Token) -> Iterator[dict[str, Any]]:
    """An arm (B) and what it is compared with (A): whichever takes less is given more until both take the same."""
    mapping(sent, "this question", ("arm", "base", "give"))
    arms = [arm_of(sent.get("base")), arm_of(sent.get("arm"))]
    give = sent.get("give") or LEVER
    give = present_name("parameter", give) if isinstance(give, str) else None
    if give not in money_levers():
        raise Refused(f"give must be one of {', '.join(money_levers())}")
    yield from told_meanwhile(partial(_search, arms, give, token))


@dataclass(frozen=True)
class _Took:
    """All that a search for the same money asks of a result."""

    runs: pd.DataFrame


def _search(arms: list[Arm], give: str, token: Token, tell: Callable[[Line], None]) -> None:
    """Searches, and tells each value that it tries."""

    def run(scenario: Scenario) -> Any:
        arm = replace(arms[0], scenario=replace(scenario, months=months), months=months)
        ensemble = ENSEMBLES.full(arm, RUNS, token, CLICKED)
        takes = ensemble.outcomes[PUT_IN]
        value = float(scenario.partnerships[0].levers[give])
        tell({"kind": "tried", "value": value, "takes": float(takes.mean())})
        return _Took(pd.DataFrame({"replicate": ensemble.replicate, PUT_IN: takes}))

    months = min(arm.months for arm in arms)
    try:
        _, given = at_same_money({"A": arms[0].scenario, "B": arms[1].scenario}, run, give)
    except NoSameMoney as error:
        raise Refused(str(error)) from None
    if not given:
        tell({"kind": "found", "given": None, "text": "Both take the same money as they are."})
    for g in given:
        text = (f"{g.name} is given {registry()[give].label.lower()} of {dollars(g.value)} in place of "
                f"{dollars(g.before)}; then both take {dollars(g.target)} a partnership.")  # fmt: skip
        n = 0 if g.name == "A" else 1
        tell({"kind": "found", "given": n, "value": {g.lever: g.value}, "text": text,
              "takes": g.takes, "target": g.target})  # fmt: skip
