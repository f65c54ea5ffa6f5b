"""``rpp parameters``: every number of the model with its range, source and meaning."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.wording.layout import wrapped
from analysis.wording.numbers import number, value_text
from app.terminal import completion
from app.terminal.mistakes import Mistake, one_of
from app.terminal.options import Json
from app.terminal.printing import printed
from sim.declarations.renamed import present_name

if TYPE_CHECKING:
    from sim.declarations.parameters import Parameter

KIND_WORDS = {
    "lever": "a choice of the partners or their funders",
    "context": "the setting in which they choose",
    "variety": "how partnerships, places and people differ",
    "uncertainty": "how people and organisations behave",
}
SCOPE_WORDS = {
    "world": "one value for the whole world", "partnership": "one value per partnership",
    "district": "one value per district", "funder": "one value per funder",
}  # fmt: skip


def command(
    groups: Annotated[
        list[str] | None,
        typer.Argument(metavar="[GROUP]...", help="Groups or single names.", autocompletion=completion.groups),
    ] = None,
    kind: Annotated[str | None, typer.Option(metavar="KIND", help="lever, context, variety or uncertainty.")] = None,
    search: Annotated[str | None, typer.Option(metavar="TEXT", help="Words to look for anywhere.")] = None,
    as_json: Json = False,
) -> None:
    """List parameters with range, unit, evidence grade and source.

    Example: rpp parameters coordination --kind lever
    """
    found = chosen(groups or (), kind, search)
    printed(as_data(found) if as_json else as_text(found))


def chosen(groups: Sequence[str], kind: str | None, search: str | None) -> list[Parameter]:
    """Parameters of some groups (or single names), of one kind, in which a text occurs.

    Raises:
        Mistake: an unknown group or kind, or nothing fits.
    """
    from sim.declarations.parameters import KINDS, registry

    known = registry()
    groups = [present_name("parameter", name) for name in groups]
    if kind is not None:
        one_of("kind of parameter", kind, KINDS)
    for group in groups:
        if group not in known:
            one_of("group of parameters", group, known.groups())
    found = [
        p for p in known.select(kind=kind)
        if (not groups or p.group in groups or p.name in groups) and (not search or _mentions(p, search))
    ]  # fmt: skip
    if not found:
        asked = [*groups, *([kind] if kind else []), *([repr(search)] if search else [])]
        raise Mistake(f"No parameter fits {' and '.join(asked)}. `rpp parameters` lists all {len(known)}.")
    return found


def _mentions(p: Parameter, text: str) -> bool:
    everything = " ".join((p.name, p.label, p.meaning, p.unit, p.source, p.grade, *p.choices)).lower()
    return all(part in everything for part in text.lower().split())


def as_text(found: Sequence[Parameter]) -> str:
    """The parameters for readers, by group."""
    from sim.declarations.parameters import GRADES

    blocks: list[str] = []
    for title, group in groupby(found, lambda p: f"{p.group}: {KIND_WORDS[p.kind]}, {SCOPE_WORDS[p.scope]}"):
        blocks.append(f"\n{title}" if blocks else title)
        for p in group:
            source = "" if p.source == "-" else f"; {p.source}"
            blocks.append(f"  {p.name} = {value_text(p.default, p.unit)}  [{range_text(p)}]  {p.grade}{source}")
            blocks.append(wrapped(p.meaning if p.label == p.meaning else f"{p.label}: {p.meaning}", "      "))
    grades = "; ".join(f"{grade}: {meaning}" for grade, meaning in GRADES.items())
    blocks.append(f"\n{wrapped(f'Value = default. In brackets the plausible range, and what is accepted. {grades}.')}")
    return "\n".join(blocks)


def range_text(p: Parameter) -> str:
    """What a parameter can be, in words."""
    if p.choices:
        return f"one of {', '.join(p.choices)}"
    text = f"{number(p.low)} to {number(p.high)}" if p.is_drawn else "not drawn"
    if (p.minimum, p.maximum) != (p.low, p.high):
        text += f"; accepted {number(p.minimum)} to {number(p.maximum)}"
    unit = "share" if p.unit == "share" else p.unit
    return f"{text}, {'whole ' if p.is_integer else ''}{unit}"


def as_data(found: Sequence[Parameter]) -> list[dict]:
    """The parameters for programs."""
    return [
        {
            **{name: getattr(p, name) for name in ("name", "default", "low", "high", "minimum", "maximum", "unit")},
            "choices": list(p.choices), "whole": p.is_integer, "prior": p.prior, "kind": p.kind, "scope": p.scope,
            "grade": p.grade, "source": "" if p.source == "-" else p.source, "label": p.label, "meaning": p.meaning,
        }
        for p in found
    ]  # fmt: skip
