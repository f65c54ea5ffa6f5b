"""What an experiment file varies, and what its policies set: the sections that hold parameters by name."""

from collections.abc import Callable, Mapping, Sequence

from sim.declarations import parameters
from sim.declarations.keys import oldest_first
from sim.declarations.renamed import present_name
from sim.experiments.design.factors import Factor, checked, values_of_files
from sim.scenario.file_keys import Key, Keys, Kind, as_written, word
from sim.scenario.mistakes import nearest
from sim.scenario.scenario import Scenario, Value
from sim.scenario.sections import SECTIONS
from sim.scenario.strict_yaml import Entry

Load = Callable[[Entry], Scenario | None]
_PRIORS = ("uniform", "loguniform", "integer")


def under_vary(key: str) -> tuple[str, str]:
    """Message (the usual one) and hint for a parameter's name among the keys of a file that has ``vary``."""
    return "", "put it under `vary`" if key in parameters.registry() else ""


def values_by_name(entry: Entry) -> dict[str, Value]:
    """Values of parameters by dotted name."""
    registry, found = parameters.registry(), {}
    for name, item in ({} if entry.is_empty else entry.named_entries("parameter")).items():
        if name not in registry:
            item.wrong("unknown name", nearest(name, registry))
        elif (value := item.value(registry[name])) is not None:
            found[name] = value
    return found


def policy_values(entry: Entry, load: Load) -> dict[str, Value]:
    """Values of one policy or bundle: written out, or the levers of a scenario file; nothing for none."""
    if entry.is_mapping or entry.is_empty:
        return values_by_name(entry)
    scenario = load(entry)
    return {} if scenario is None else values_of_files(scenario)


def factors_of(vary: Entry | None, vary_all: Entry | None, left_out: Entry | None, load: Load) -> tuple[Factor, ...]:
    """Everything that varies: what is named, in the order of the file, then what groups and ``vary_all`` stand for.

    The latter is in the order in which parameters were first declared, so that one more comes last (`oldest_first`).
    """
    if left_out is not None and vary_all is None:
        left_out.wrong("needs `vary_all`", "name under `vary` only what varies")
    named: dict[str, Factor] = {}
    meant = set(_all_names(vary_all, left_out))
    for name, entry in ({} if vary is None else vary.named_entries("parameter")).items():
        if name.endswith(".*"):
            meant |= set(_group_at(name, entry))
        else:
            named |= {factor.name: factor for factor in _factors_at(name, entry, load)}
    registry = parameters.registry()
    others = oldest_first(registry[name] for name in registry if name in meant and name not in named)
    return (*named.values(), *(checked(p.name, None, None, None, None)[0] for p in others))


def groups_of(entry: Entry | None, factors: Sequence[Factor]) -> dict[str, list[str]]:
    """Names of factors that move together, by the name of their group; ``money.*`` stands for all of it that varies."""
    found: dict[str, list[str]] = {}
    names, place = [f.name for f in factors], {}
    for group, members in ({} if entry is None else entry.entries() or {}).items():
        if "." in group or group in names:
            members.wrong("a group needs a plain label without a dot, which no factor has", "such as `trust: [...]`")
        found[group] = []
        for item in members.one_or_more():
            text = present_name("parameter", item.text() or "")
            meant = [text] if text in names else [name for name in _named(text, item) if name in names]
            if text and not meant and not item.problems:
                item.wrong("does not vary", nearest(text, names), value=text)
            for name in meant:
                if place.setdefault(name, group) != group:
                    item.wrong(f"stands in {place[name]} already", "keep one of them", value=name)
                elif name not in found[group]:
                    found[group].append(name)
    return found


def _all_names(vary_all: Entry | None, left_out: Entry | None) -> list[str]:
    if vary_all is None:
        return []
    named = (item.word(tuple(SECTIONS)) for item in vary_all.one_or_more())
    kinds = [SECTIONS[section] for section in named if section is not None]
    without: set[str] = set()
    if left_out is not None:
        for item in left_out.one_or_more():
            without |= set(_named(item.text() or "", item))
    registry = parameters.registry()
    return [n for n, p in registry.items() if p.kind in kinds and n not in without and p.is_drawn]


def _named(text: str, entry: Entry) -> list[str]:
    """The parameters that a name, or a group such as ``money.*``, stands for."""
    registry, text = parameters.registry(), present_name("parameter", text)
    if text.endswith(".*"):
        group = [p.name for p in registry.select(group=text.removesuffix(".*"))]
        if not group:
            groups = [f"{g}.*" for g in registry.groups()]
            entry.wrong("there is no such group", nearest(text, groups), value=text)
        return group
    if text and text not in registry:
        entry.wrong("unknown name", nearest(text, registry), value=text)
        return []
    return [text] if text else []


def _group_at(name: str, entry: Entry) -> list[str]:
    """The names that a group under ``vary`` stands for."""
    if not entry.is_empty:
        entry.wrong("takes no range of its own", "write the names one by one")
    return [n for n in _named(name, entry) if parameters.registry()[n].is_drawn]


def _factors_at(name: str, entry: Entry, load: Load) -> list[Factor]:
    """The factors of one entry under ``vary``."""
    registry = parameters.registry()
    if entry.is_mapping and "bundles" in (entry.entries() or {}):
        return _bundle(name, entry, load)
    if name not in registry:
        entry.wrong("unknown name", nearest(name, registry) or "bundles are written as `name: {bundles: …}`")
        return []
    parameter = registry[name]
    if entry.is_list:
        values = [item.value(parameter) for item in entry.items() or ()]
        return [] if None in values else _checked(entry, name, None, None, values, None)
    if entry.is_mapping:
        bound = Kind(lambda end: end.value(parameter))
        _, said = Keys("a range", (Key("low", bound), Key("high", bound), Key("prior", word(_PRIORS)))).read(entry)
        return _checked(entry, name, said.get("low"), said.get("high"), None, said.get("prior"))
    if not entry.is_empty:
        entry.wrong("must be a list of values, a range {low: …, high: …}, or nothing for the declared range")
        return []
    return _checked(entry, name, None, None, None, None)


def _checked(
    entry: Entry, name: str, low: Value | None, high: Value | None, levels: list[Value] | None, prior: str | None
) -> list[Factor]:
    factor, problems = checked(name, low, high, levels, prior)
    for problem in problems:
        entry.wrong(problem.message, problem.hint, value=problem.value)
    return [] if problems else [factor]


def _bundle(name: str, entry: Entry, load: Load) -> list[Factor]:
    if "." in name:
        entry.wrong("a bundle needs a label without a dot", "such as `type: {bundles: [types/nic, …]}`")
    listed = Keys("a bundle", (Key("bundles", as_written()),)).read(entry)[1]["bundles"]
    found: dict[str, Mapping[str, Value]] = {}
    if listed.is_list:
        for item in listed.items() or ():
            scenario = load(item)
            if scenario is not None and scenario.name in found:
                item.wrong("is listed twice", "keep one of them", value=scenario.name)
            elif scenario is not None:
                found[scenario.name] = values_of_files(scenario)
    else:
        found = {option: policy_values(item, load) for option, item in (listed.entries() or {}).items()}
    if not found:
        listed.wrong("needs at least one bundle", "names of files, or named values")
    return [Factor(name, levels=tuple(found), bundles=found)] if found else []
