"""Sections of a file that give values by dotted name: what may stand in which, and what is told of what may not."""

from functools import partial

from sim.declarations import parameters
from sim.declarations.parameters import Parameter
from sim.declarations.renamed import present_name
from sim.scenario.events import is_fixed_at_start
from sim.scenario.file_keys import Keys, Kind, reference
from sim.scenario.mistakes import nearest
from sim.scenario.records import Value
from sim.scenario.strict_yaml import Entry

#: Sections that give values by dotted name, and the kind of parameter that each takes.
SECTIONS = {"levers": "lever", "context": "context", "variety": "variety", "uncertainties": "uncertainty"}
#: Sections whose values can change after the start: what differs by chance is drawn then.
LATER = tuple(section for section in SECTIONS if section != "variety")
_SECTION_OF = {kind: section for section, kind in SECTIONS.items()}


def section_of_values(section: str, *scopes: str, later: bool = False) -> Kind:
    """Values by dotted name, which may be left empty.

    Args:
        section: a key of `SECTIONS`.
        scopes: kinds of row that the values may belong to.
        later: whether only values are completed that can change after the start.
    """
    def schema() -> dict:
        names = [p.name for p in parameters.registry().select(kind=SECTIONS[section]) if p.scope in scopes]
        properties = {name: reference(name) for name in names if not (later and is_fixed_at_start(name))}
        return {"type": ["object", "null"], "additionalProperties": False, "properties": properties}

    return Kind(lambda entry: _values(entry, section, scopes), schema)


def _elsewhere(key: str) -> tuple[str, str]:
    """What to say of a key that is the name of a value."""
    parameter = parameters.registry().get(present_name("parameter", key))
    return ("", "") if parameter is None else (f"belongs under {_place(parameter)}", "check the indentation")


def _place(parameter: Parameter) -> str:
    """Where a value of a parameter may stand."""
    section = _SECTION_OF[parameter.kind]
    if parameter.scope == "world":
        return f"`{section}` at the top of the file"
    return f"`{section}` (at the top of the file, or of one {parameter.scope})"


def _values(entry: Entry, section: str, scopes: tuple[str, ...]) -> dict[str, Value]:
    """The values of a section by dotted name; an empty section says nothing and is no mistake."""
    registry, values = parameters.registry(), {}
    for name, item in ({} if entry.is_empty else entry.named_entries("parameter")).items():
        parameter = registry.get(name)
        if parameter is None:
            item.wrong("unknown name", _hint_for_name(name, item, section))
        elif parameter.kind != SECTIONS[section]:
            item.wrong(f"belongs under {_place(parameter)}")
        elif parameter.scope not in scopes:
            item.wrong(f"is a value of the {parameter.scope}; it belongs under {_place(parameter)}")
        else:
            value = item.renamed(*entry.path[:-1], item.path[-1]).value(parameter)
            if value is not None:
                values[name] = value
    return values


def _hint_for_name(name: str, item: Entry, section: str) -> str:
    names = {p.name: p for p in parameters.registry().select(kind=SECTIONS[section])}
    if ":" in name and item.is_empty:
        return "put a space after the colon"
    within = [known for known in names if known.startswith(f"{name}.")]
    if within and item.is_mapping:
        return f"write names with their group, such as {within[0]}"
    return nearest(name, names) or nearest(name, parameters.registry())


#: Keys of a mapping, with what is said of a name of a value that stands among them.
keys_of = partial(Keys, elsewhere=_elsewhere)
