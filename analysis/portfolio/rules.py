"""Rules by which funders give: from ``rules.yaml``, or a file of the same form, to scenarios of a field under each.

Every mistake in the file is told at its line. Budgets are the same under every rule, so that a rule may change neither
them nor what gives partnerships other money than that of funders.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sim.declarations.parameters import Parameter, registry
from sim.scenario.file_keys import LINE, Key, Keys, as_written, plain, reference
from sim.scenario.folders import shown
from sim.scenario.mistakes import nearest, refuse
from sim.scenario.scenario import FunderSpec, Scenario, Value
from sim.scenario.strict_yaml import Entry, read_yaml

#: The rules that are compared where no others are named.
OURS = Path(__file__).with_name("rules.yaml")
#: The one amount of money that a rule may change, because a budget bounds it.
SIZE = "funder.grant"
#: The one value of the whole field that a rule may set: whether its partnerships meet, for which somebody calls them.
NETWORK = "field.exchange"
#: What a funder is, which no rule changes.
KIND = "funder.kind"
#: Most that a value can be multiplied by.
_MOST = 1000.0


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        name: as it is called.
        question: what it is to answer.
        source: who says so, as in docs/references.md, or ``assumed``.
        values: by dotted name, for all funders, levers of all partnerships, or whether these meet.
        times: by dotted name, by what every funder's own value is multiplied.
    """

    name: str
    question: str
    source: str
    values: Mapping[str, Value]
    times: Mapping[str, float]

    def on(self, field: Scenario) -> Scenario:
        """A field whose funders give by this rule."""
        changed = field.with_values(self.values) if self.values else field
        if not self.times:
            return changed
        funders = tuple(
            FunderSpec(f.name, {**f.context, **{name: self.value_of(f, name) for name in self.times}})
            for f in changed.funders
        )
        return replace(changed, funders=funders)

    def value_of(self, funder: FunderSpec, name: str) -> float:
        """A funder's value under this rule; whole where only whole numbers are accepted."""
        value = float(funder.context[name]) * self.times[name]
        return float(round(value)) if registry()[name].prior == "integer" else value

    def as_data(self) -> dict[str, object]:
        """All of it as plain data."""
        return {"name": self.name, "question": self.question, "source": self.source, "values": dict(self.values),
                "times": dict(self.times)}  # fmt: skip


def load_rules(path: Path, field: Scenario | None = None) -> dict[str, Rule]:
    """Rules of a file by name, the reference first.

    Args:
        path: the file.
        field: whose funders must accept every value that comes out; not looked at if None.

    Raises:
        ScenarioError: every mistake in the file.
    """
    problems: list = []
    root = read_yaml(path, shown(path.resolve()), problems)
    rules: dict[str, Rule] = {}
    if root is not None:
        _, said = FILE.read(root)
        there = said["rules"].entries() or {} if "rules" in said else {}
        rules = {name: _rule(name, entry, field) for name, entry in there.items()}
        if "rules" in said and len(there) < 2:
            said["rules"].wrong("has nothing to compare", "write two rules at least; the first is the reference")
    refuse(problems)
    return rules


FILE = Keys("a file of rules", (
    Key("title", LINE, "what the rules are about", True),
    Key("rules", as_written(lambda: {"type": "object", "minProperties": 2, "additionalProperties": RULE.schema()}),
        "rules by name, the first of which all others are compared with", True),
))  # fmt: skip
RULE = Keys("a rule", (
    Key("question", LINE, "the one question that it asks", True),
    Key("source", LINE, "a short reference as in docs/references.md, or `assumed`", True),
    Key("values", as_written(lambda: _schema(("funder", "partnership", "world"), _value_schema)),
        "values of all funders, levers of all partnerships, or whether these meet"),
    Key("times", as_written(lambda: _schema(("funder",), _times_schema)),
        "by what every funder's own value is multiplied"),
))  # fmt: skip


def _schema(scopes: tuple[str, ...], of: Callable[[Parameter], dict]) -> dict:
    """Schema of numbers by the names that a rule may change."""
    properties = {name: of(registry()[name]) for name in may_change(scopes)}
    return {"type": "object", "additionalProperties": False,
            "properties": {name: schema for name, schema in properties.items() if schema}}  # fmt: skip


def _value_schema(p: Parameter) -> dict:
    return reference(p.name)  # explained at the end of the schema, as in that of scenarios


def _times_schema(p: Parameter) -> dict:
    """Schema of what a parameter is multiplied by; none where it is no number."""
    meaning = f"Times every funder's own: {p.meaning}."
    return {} if p.choices else {"description": meaning, "type": "number", "minimum": 0, "maximum": plain(_MOST)}


def may_change(scopes: tuple[str, ...]) -> list[str]:
    """Names of what a rule may change of some scopes."""
    return [n for n, q in registry().items() if q.scope in scopes and q.kind in ("context", "lever")
            and not _is_money(q) and n != KIND and (q.scope != "world" or n == NETWORK)]  # fmt: skip


def _rule(name: str, entry: Entry, field: Scenario | None) -> Rule:
    _, said = RULE.read(entry)
    values, times = {}, {}
    written = said["values"].named_entries("parameter") if "values" in said else {}
    for key, there in written.items():
        p = _chosen(key, there, ("funder", "partnership", "world"))
        value = None if p is None else there.value(p)
        values |= {} if value is None else {key: value}
    for key, there in (said["times"].named_entries("parameter") if "times" in said else {}).items():
        p = _chosen(key, there, ("funder",))
        if p is None:
            continue
        if p.choices:
            there.wrong("is no number, which could be multiplied", "write it under `values`")
        elif key in written:
            there.wrong("is set by `values`, too", "keep one of them")
        else:
            value = there.number(0, _MOST, "times")
            times |= {} if value is None else {key: value}
    rule = Rule(name, said.get("question", ""), said.get("source", ""), values, times)
    for funder in field.funders if field is not None else ():
        _accepted(rule, funder, said)
    return rule


def _accepted(rule: Rule, funder: FunderSpec, said: Mapping[str, Entry]) -> None:
    """Adds a mistake where a funder cannot have what a rule gives it, or could never pay one grant of that size."""
    entries = said["times"].entries() if rule.times else {}
    for name, times in rule.times.items():
        p, value = registry()[name], rule.value_of(funder, name)
        if not p.minimum <= value <= p.maximum:
            entries[name].wrong(f"makes it {value:g} for {funder.name}; accepted is {p.minimum:g} to {p.maximum:g} "
                                f"({p.unit})", value=f"{times:g}")  # fmt: skip
    if SIZE in rule.times:
        grant, entry = rule.value_of(funder, SIZE), entries[SIZE]
    elif SIZE in rule.values:
        grant, entry = float(rule.values[SIZE]), said["values"].entries()[SIZE]
    else:
        return
    budget = float(funder.context["funder.budget"])
    if grant > budget:
        entry.wrong(f"makes grants of ${grant:,.0f} for {funder.name}, which has ${budget:,.0f} a year",
                    "smaller grants, or a field with larger budgets")  # fmt: skip


def _chosen(name: str, entry: Entry, scopes: tuple[str, ...]) -> Parameter | None:
    """A parameter that a rule may change; None where it may not, which is a mistake."""
    p = registry().get(name)
    may = may_change(scopes)
    if p is None:
        entry.wrong("unknown name", nearest(name, may))
    elif name == KIND:
        entry.wrong("is what a funder is, and no rule by which it gives")
    elif _is_money(p):
        entry.wrong("is an amount of money, which is the same under every rule",
                    f"of amounts only {SIZE} may change, which budgets bound")  # fmt: skip
    elif name not in may:
        whose = {"funder": "a funder's", "partnership": "a partnership's"}
        what = " or ".join(whose[scope] for scope in scopes if scope in whose)
        entry.wrong(f"is not {what} to choose", f"`rpp parameters {scopes[0]}` tells what is")
    else:
        return p
    return None


def _is_money(p: Parameter) -> bool:
    return p.unit.startswith("dollars") and p.name != SIZE
