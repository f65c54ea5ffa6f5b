"""Writes ``docs/reference/python.md``: the public names of ``sim``, from their docstrings (``make docs``)."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from functools import cached_property

from page_writing import write

import sim

PAGE = "reference/python.md"
INTRO = """\
# Python

What `import sim` gives, by what it is for. This page is generated (`make docs`) from the docstrings, which
`help(sim.run)` shows too. [From Python](../guide/python.md) shows them at work.

{contents}

{groups}
"""
#: Public names by what they are for, in the order in which they are needed.
GROUPS = {
    "What there is": ("scenarios", "find_scenarios", "load_scenario", "parameters", "registry"),
    "Run and ask": ("run", "compare", "levers", "assess", "story", "explore", "open"),
    "Studies": ("load_plan", "make_plan", "sweep", "resume"),
    "What is handed over": ("Scenario", "Event", "Parameter", "Registry", "Result", "Sweep"),
    "As a Mesa model": ("PartnershipModel", "Researcher", "DistrictLeader", "Teacher", "Coordinator", "Funder"),
    "What is raised": ("ScenarioError", "Cancelled"),
}
#: Headings of a docstring.
SECTION = re.compile(r"^(Args|Attributes|Returns|Raises):$", re.MULTILINE)
TITLES = {"Args": "Takes", "Attributes": "Has", "Returns": "Gives", "Raises": "Raises"}


def page() -> str:
    """The whole page.

    Raises:
        ValueError: a public name is in no group, or one in a group is not public.
    """
    named, public = {name for names in GROUPS.values() for name in names}, set(sim.__all__) - {"__version__"}
    if named != public:
        raise ValueError(f"tools/make_python.py: GROUPS and sim.__all__ differ in {sorted(named ^ public)}")
    slugs = [f"sim{name.lower()}" for names in GROUPS.values() for name in names]
    anchors = {  # a code host numbers headings that differ in capitals only
        name: f"{slug}-{slugs[:i].count(slug)}" if slug in slugs[:i] else slug
        for i, (name, slug) in enumerate(zip([n for names in GROUPS.values() for n in names], slugs, strict=True))
    }
    contents = "\n".join(
        f"- {heading}: {', '.join(f'[{name}](#{anchors[name]})' for name in names)}"
        for heading, names in GROUPS.items()
    )
    groups = (
        "\n\n".join([f"## {heading}", *(_entry(f"sim.{name}", getattr(sim, name)) for name in names)])
        for heading, names in GROUPS.items()
    )
    return INTRO.format(contents=contents, groups="\n\n".join(groups))


def _entry(name: str, thing: object) -> str:
    parts = [f"### {name}", f"```text\n{name}{_signature(thing)}\n```", told(inspect.getdoc(thing) or "")]
    if inspect.isclass(thing):
        parts += [f"#### {name.removeprefix('sim.')}.{member}{what}" for member, what in _members(thing)]
    return "\n\n".join(part for part in parts if part)


def _signature(thing: object) -> str:
    """How it is called, without types: what each argument is stands below."""
    try:
        given = inspect.signature(thing)
    except (TypeError, ValueError):
        return ""
    if inspect.isclass(thing) and not inspect.isfunction(thing.__init__):
        return ""  # exceptions, which nobody makes by hand
    return _untyped(given, list(given.parameters.values()))


def _untyped(given: inspect.Signature, parameters: list[inspect.Parameter]) -> str:
    plain = [p.replace(annotation=p.empty) for p in parameters]
    return re.sub(r"<[^>]*>", "…", str(given.replace(parameters=plain, return_annotation=given.empty)))


def _members(kind: type) -> Iterator[tuple[str, str]]:
    """Public methods and tables of a class and of what it builds on here, each with its call and its words."""
    seen: set[str] = set()
    for home in (c for c in kind.__mro__ if c.__module__.partition(".")[0] == "sim"):
        for name, member in vars(home).items():
            doc = inspect.getdoc(member)
            if name.startswith("_") or name in seen or not doc or not _is_of_class(member):
                continue
            seen.add(name)
            bound = member.__func__ if isinstance(member, (classmethod, staticmethod)) else member
            call = _without_self(bound) if inspect.isfunction(bound) else ""
            yield name, f"\n\n```text\n{name}{call}\n```\n\n{told(doc)}" if call else f"\n\n{told(doc)}"


def _is_of_class(member: object) -> bool:
    """Whether it is a method or an attribute that is computed, rather than a value or a field."""
    return inspect.isroutine(member) or isinstance(member, (property, cached_property, classmethod, staticmethod))


def _without_self(function: Callable[..., object]) -> str:
    given = inspect.signature(function)
    return _untyped(given, list(given.parameters.values())[1:])


def told(docstring: str) -> str:
    """A docstring as Markdown: its words, then what it takes, has, gives and raises as lists."""
    words, *sections = SECTION.split(docstring.strip())
    parts = [_code(words.strip())]
    for heading, body in zip(sections[::2], sections[1::2], strict=True):
        written = re.split(r"\n {4}(?=\S)", "\n" + body.strip("\n"))
        entries = [" ".join(entry.split()) for entry in written if entry.strip()]
        if heading == "Returns":
            parts.append(f"{TITLES[heading]}: {_code(' '.join(entries))}")
        else:
            parts.append(f"{TITLES[heading]}:\n\n" + "\n".join(f"- {_named(entry)}" for entry in entries))
    return "\n\n".join(parts)


def _named(entry: str) -> str:
    """An entry ``name: words``, its names in code."""
    names, colon, words = entry.partition(": ")
    return f"{', '.join(f'`{name}`' for name in names.split(', '))}: {_code(words)}" if colon else _code(entry)


def _code(text: str) -> str:
    """Words with names marked as Markdown marks them, and examples as blocks."""
    text = re.sub(r"``([^`]+)``", r"`\1`", text)
    return re.sub(r"::\n\n((?:    .*\n?|\n)+)", lambda m: ":\n\n```text\n" + inspect.cleandoc(m[1]) + "\n```\n", text)


if __name__ == "__main__":
    write(PAGE, page())
