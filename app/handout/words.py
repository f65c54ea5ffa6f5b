"""Values as a room says them: by the name of a level where there is one, shares of a whole in per cent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.wording.numbers import dollars


def value_in_words(value: float | str, unit: str, levels: Sequence[Mapping[str, Any]]) -> str:
    """A value of a lever.

    Args:
        value: a number, or one of some choices.
        unit: as declared.
        levels: named ones, each with ``value`` and ``label``.
    """
    label = next((level["label"] for level in levels if level["value"] == value), None)
    if label is not None:
        return str(label)
    if isinstance(value, str):
        return value.replace("_", " ")
    if unit.partition(" ")[0] == "share":
        return f"{100 * value:g} %{unit.removeprefix('share')}"
    if unit.startswith("dollars"):
        return f"{dollars(value)}{unit.removeprefix('dollars')}"
    return f"{value:g} {unit}"
