"""What levers and events move, in the units of a workshop, and one sentence why where little happens."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from analysis.levers.design import EVENT, LEVER, arms_of
from analysis.levers.needs import missing
from analysis.levers.outcomes import COUNTED_AT, TOLD, TOLD_BY_NAME, Told
from analysis.wording.layout import wrapped
from analysis.wording.numbers import MINUS, capital, dollars, listed, number, sentence, small, value_text
from sim.declarations.parameters import registry
from sim.scenario.events import EVENTS
from sim.scenario.portraits import notice
from sim.scenario.scenario import Scenario, Value

#: Marks what is seen but may be chance, as so much was compared.
MAY_BE_CHANCE = "?"
#: A scenario that is nearer to an end of a lever's range than this part of it stands there already.
NEAR_END = 0.25
#: Part of the smallest difference that is seen; what stays below it is not worth a number.
NEXT_TO_NOTHING = 0.01
NOTHING_SEEN = "nothing that is seen"


def change(row: pd.Series, months: int) -> str:
    """One difference with its unit and 95 % interval: ``going at month 48: −12 of 100 partnerships (−19 to −5)``."""
    told = TOLD_BY_NAME[row["outcome"]]
    mark = "" if row["clear"] or not row["visible"] else f" {MAY_BE_CHANCE}"
    return f"{label(told, months)}: {amount(told, row)}{mark}"


def amount(told: Told, row: pd.Series) -> str:
    """A difference with its unit and interval, in as many digits as show that it is not nothing, and whether seen."""
    more = next((n for n in range(3) if _tells(told, row, n)), 0)
    size, low, high = (signed(told, row[name], more) for name in ("difference", "low", "high"))
    return f"{with_its_unit(told, size)} ({low} to {high})"


def _tells(told: Told, row: pd.Series, more: int) -> bool:
    """Whether a difference reads as something, and lies on the right side of the smallest that is seen."""
    size = abs(row["difference"])
    read = size if told.unit == "dollars" else round(size, _digits(told) + more)
    return _is_some(signed(told, size, more)) and (read >= row["seen"]) == (size >= row["seen"])


def with_its_unit(told: Told, size: str) -> str:
    """A size with the unit of its outcome, where its sign or the scale does not tell it."""
    return size if told.unit in ("dollars", "of 1") else f"{size} {told.unit}"


def label(told: Told, months: int) -> str:
    """What an outcome is called."""
    return told.label.format(month=min(COUNTED_AT, months))


def signed(told: Told, size: float, more: int = 0) -> str:
    """A difference with its sign, as precise as it can be read: ``+12``, ``−0.06``, ``+$3,200``; or in more digits."""
    if not math.isfinite(size):
        return "–"
    if told.unit == "dollars":
        text = dollars(abs(size))
    else:
        text = f"{abs(size):.{_digits(told) + more}f}"
    return f"{'+' if size > 0 else MINUS}{text}" if _is_some(text) else text


def _digits(told: Told) -> int:
    """Digits after the point in which an outcome is usually told."""
    return 0 if told.factor == 100 else 1 if told.unit == "months" else 2


def _is_some(text: str) -> bool:
    return any(digit in text for digit in "123456789")


def strongest(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows by size, relative to the smallest that is seen, the largest first; money, which is a means, comes last."""
    size = (rows["difference"] / rows["seen"].where(rows["seen"] > 0)).abs().fillna(0)
    order = pd.DataFrame({"money": rows["outcome"] == "money_put_in", "size": -size})
    return rows.loc[order.sort_values(["money", "size"], kind="stable").index]


def by_strength(rows: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    """Kind, name and rows of the levers and events that are seen to move something, the strongest first."""
    order = strongest(rows[rows["visible"]])[["kind", "lever"]].drop_duplicates()
    of = {(kind, name): part for kind, name, part in parts(rows)}
    return [(kind, name, of[kind, name]) for kind, name in order.itertuples(index=False)]


def moves(rows: pd.DataFrame, months: int) -> str:
    """What one value moves visibly, the largest first."""
    seen = strongest(rows[rows["visible"]])
    return "; ".join(change(row, months) for _, row in seen.iterrows()) or NOTHING_SEEN


def title(kind: str, name: str) -> str:
    """A lever by its label, an event by what happens, each with its name in files."""
    return f"{registry()[name].label if kind == LEVER else EVENTS[name].meaning.rstrip('.')} [{name}]"


def told_value(name: str, value: Value) -> str:
    """A value of a lever with its unit; of an event as it stands."""
    p = registry().get(name)
    if p is None or isinstance(value, str):
        return str(value)
    return number(value) if p.unit in p.label else value_text(value, p.unit)


def why_little(scenario: Scenario, rows: pd.DataFrame) -> str:
    """One sentence why a lever or an event moves nothing visibly, as far as it can be known.

    Args:
        scenario: as it is.
        rows: all rows of one lever or event, none of them visible.
    """
    name, pairs = str(rows["lever"].iloc[0]), int(rows["pairs"].max())
    reason = missing(scenario, name)
    if reason:
        return sentence(f"it has nothing to act on here: {reason}")
    if not pairs:
        return sentence(f"it cannot be tried here: {_why_not(scenario, name)}")
    if (rows["moved"].fillna(0) == 0).all():
        return sentence(_no_run_moved(scenario, name, pairs))
    near = _near_end(name, rows)
    if (rows["difference"].abs().fillna(0) < NEXT_TO_NOTHING * rows["seen"]).all():
        return sentence(f"{near}some runs differ, but no mean by a hundredth of what is seen")
    large = strongest(rows)
    known = large[((large["low"] > 0) | (large["high"] < 0)) & (large["difference"] != 0)]
    if len(known):
        row = known.iloc[0]
        where = f" at {told_value(name, row['to'])}" if row["kind"] == LEVER else ""
        what = label(told := TOLD_BY_NAME[row["outcome"]], scenario.months)
        return sentence(f"{near}it moves {what} most, by {amount(told, row)}{where}, too little to be seen")
    return sentence(f"{near}nothing stands out from chance in {pairs} pairs of runs; the largest difference is "
                    f"{change(large.iloc[0], scenario.months)}")  # fmt: skip


def _why_not(scenario: Scenario, name: str) -> str:
    return next(arm.why_not for arm in arms_of(scenario, [name]) if arm.why_not)


def _no_run_moved(scenario: Scenario, name: str, pairs: int) -> str:
    """Why not one run is other than it was."""
    if all(arm.scenario is None or arm.scenario.digest == scenario.digest for arm in arms_of(scenario, [name])):
        if name == "scale.districts":
            return "the scenario lists its districts, so that their number is fixed"
        return "the scenario is there already"
    return f"there is nothing here that it acts on: not one of {pairs} pairs of runs differs in any of the ten outcomes"


def _near_end(name: str, rows: pd.DataFrame) -> str:
    """Says so where a scenario stands so near an end of the range that only the other one is a real change."""
    p = registry().get(name)
    own = rows["from"].iloc[0]
    if p is None or p.choices or isinstance(own, str):
        return ""
    part = (float(own) - p.low) / (p.high - p.low)
    if NEAR_END <= part <= 1 - NEAR_END:
        return ""
    where = f"{'at' if part in (0, 1) else 'near'} the {'lower' if part < 0.5 else 'upper'} end"
    return f"its own value is {where} already; "


def parts(rows: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    """Kind, name and rows of each lever and event, in order."""
    return [(kind, name, part) for (kind, name), part in rows.groupby(["kind", "lever"], sort=False)]


def summary(scenario: Scenario, rows: pd.DataFrame) -> str:
    """How many levers and events are seen to move something, and what intervals promise."""
    told = []
    for kind, plural in ((LEVER, "levers"), (EVENT, "events")):
        of_kind = rows[rows["kind"] == kind]
        if len(of_kind):
            seen = of_kind.loc[of_kind["visible"], "lever"].nunique()
            told.append(f"{seen} of {of_kind['lever'].nunique()} {plural}")
    visible, clear = int(rows["visible"].sum()), int(rows["clear"].sum())
    return (
        f"{listed(told)} are seen to move one of the ten outcomes ({rows['pairs'].max()} pairs of runs each, "
        f"{scenario.months} months). Seen: the 95 % interval excludes zero, and it is 5 of 100, or 0.05 of the scale, "
        f"the horizon or the money. Of {len(rows):,} differences {visible} are seen; {visible - clear} of them "
        f"({MAY_BE_CHANCE}) may be chance, as so much was compared (Holm)."
    )  # fmt: skip


def as_text(scenario: Scenario, rows: pd.DataFrame, prices: pd.DataFrame) -> str:
    """All of it for readers: what moves something, the strongest first, then where little happens and why."""
    price_of = dict(zip(prices["lever"], prices["price"], strict=True))
    said = [wrapped(notice([scenario]))] if scenario.portrait_of else []
    lines = [wrapped(f"{scenario.title} [{scenario.name}]"), *said, wrapped(summary(scenario, rows)), "",
             wrapped(f"As it is: {_as_it_is(rows, scenario.months)}.", "", "  ")]  # fmt: skip
    seen = by_strength(rows)
    for kind, heading in ((LEVER, "Levers that move something"), (EVENT, "Events that move something")):
        lines += _block(heading, [_moving(n, r, scenario.months, price_of) for k, n, r in seen if k == kind])
    little = [(kind, name, part) for kind, name, part in parts(rows) if not part["visible"].any()]
    lines += _block("Little happens", [_quiet(scenario, k, n, r, price_of) for k, n, r in little])
    return "\n".join(lines)


def _as_it_is(rows: pd.DataFrame, months: int) -> str:
    own = rows.drop_duplicates("outcome").set_index("outcome")["own"]
    return "; ".join(f"{label(t, months)}: {with_its_unit(t, signed(t, own[t.name]).lstrip('+'))}" for t in TOLD)


def _block(heading: str, items: Sequence[Sequence[str]]) -> list[str]:
    return ["", heading, *(line for item in items for line in item)] if items else []


def _moving(name: str, rows: pd.DataFrame, months: int, price_of: dict[str, str]) -> list[str]:
    kind, own = rows["kind"].iloc[0], rows["from"].iloc[0]
    here = f", here {told_value(name, own)}" if kind == LEVER else ""
    lines = [wrapped(f"{capital(title(kind, name))}{here}", "  ", "    ")]
    for to, arm in rows[rows["to"] != own].groupby("to", sort=False):
        there = f"{'to ' if kind == LEVER else ''}{told_value(name, to)}"
        lines.append(wrapped(f"{there}: {moves(arm, months)}", "    ", "      "))
    return [*lines, wrapped(f"price: {price_of[name]}", "    ", "      ")] if kind == LEVER else lines


def _quiet(scenario: Scenario, kind: str, name: str, rows: pd.DataFrame, price_of: dict[str, str]) -> list[str]:
    own = rows["from"].iloc[0]
    here = f", here {told_value(name, own)}" if kind == LEVER else ""
    price = f" Price: {price_of[name]}." if kind == LEVER else ""
    text = f"{capital(title(kind, name))}{here}: {small(why_little(scenario, rows))}{price}"
    return [wrapped(text, "  ", "    ")]
