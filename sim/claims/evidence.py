"""Published figures (``scenarios/evidence/*.yaml``): value, range and its reason, source, and how they were used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.experiments.design.file_factors import known_entries
from sim.scenario.folders import files_beside, shown
from sim.scenario.mistakes import Problem, ScenarioError
from sim.scenario.strict_yaml import Entry, read_number, read_yaml

FOLDER = "evidence"
USES = ("set", "fitted", "independent")
KEYS = {
    "title": "what is counted, in plain words",
    "published": "low, high and unit, and the value where one is known; not needed where nothing can be compared",
    "why": "why the range from low to high is as wide as it is",
    "source": "short reference as in docs/references.md",
    "used": "whether it set parameters, was fitted to, or was used for neither",
    "measure": "how it is simulated: the name of a measure, with what it is of",
    "not_comparable": "why the model has nothing to compare with it",
}
PUBLISHED_KEYS = ("value", "low", "high", "unit")
_LARGEST = 1e12


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure.

    Attributes:
        id: unique over all files.
        topic: name of its file.
        title: what is counted.
        value: the figure, or None where only a range is known.
        low, high: the range within which a simulated figure agrees; None where nothing is compared.
        unit: in plain words.
        why: reason for the range.
        source: short reference.
        used: one of `USES`.
        measure: name of a measure and what it is of, or None.
        settings: further numbers of the measure.
        not_comparable: why nothing can be compared, or ``""``.
    """

    id: str
    topic: str
    title: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    why: str
    source: str
    used: str
    measure: tuple[str, str] | None
    settings: tuple[tuple[str, float], ...]
    not_comparable: str


def evidence_files() -> dict[str, Path]:
    """Evidence files by topic; one in the current folder hides an installed one."""
    return files_beside(FOLDER)


def load_evidence(paths: list[Path] | None = None) -> list[Published]:
    """Every published figure, in the order of files and rows.

    Args:
        paths: files; all that have a name if None.

    Raises:
        ScenarioError: every mistake in the files.
    """
    problems: list[Problem] = []
    found: dict[str, Published] = {}
    for path in evidence_files().values() if paths is None else paths:
        root = read_yaml(path, shown(path.resolve()), problems)
        for name, entry in ({} if root is None else root.entries() or {}).items():
            if name in found:
                entry.wrong(f"the name is taken by a row of {found[name].topic}")
            row = _row(name, path.stem, entry)
            if row is not None:
                found[name] = row
    if problems:
        raise ScenarioError(sorted(problems, key=lambda p: (p.file, p.line)))
    return list(found.values())


def _row(name: str, topic: str, entry: Entry) -> Published | None:
    keys = known_entries(entry, KEYS, "a published figure")
    for key in ("title", "source", "used"):
        if key not in keys:
            entry.wrong(f"needs `{key}`", KEYS[key])
    if ("measure" in keys) == ("not_comparable" in keys):
        entry.wrong("needs either `measure` or `not_comparable`")
    if "measure" in keys and not {"published", "why"} <= keys.keys():
        entry.wrong("needs `published` and `why` to be compared")
    texts = {key: (keys[key].text() or "") if key in keys else "" for key in ("title", "why", "source")}
    used = keys["used"].word(USES) if "used" in keys else None
    reason = (keys["not_comparable"].text() or "") if "not_comparable" in keys else ""
    value, low, high, unit = _published(keys["published"]) if "published" in keys else (None, None, None, "")
    measure, settings = _measure(keys["measure"]) if "measure" in keys else (None, ())
    if used is None:
        return None
    return Published(name, topic, texts["title"], value, low, high, unit, texts["why"], texts["source"], used,
                     measure, settings, reason)  # fmt: skip


def _published(entry: Entry) -> tuple[float | None, float | None, float | None, str]:
    keys = known_entries(entry, PUBLISHED_KEYS, "a published figure")
    missing = [key for key in ("low", "high") if key not in keys]
    if missing:
        entry.wrong(f"needs {', '.join(missing)}")
        return None, None, None, ""
    value, low, high = (
        keys[key].number(-_LARGEST, _LARGEST, "number") if key in keys else None for key in ("value", "low", "high")
    )
    if low is not None and high is not None and not low <= (low if value is None else value) <= high:
        entry.wrong("low, value and high are out of order")
    unit = keys["unit"].node.value.strip() if "unit" in keys and not keys["unit"].is_list else ""
    return value, low, high, unit


def _measure(entry: Entry) -> tuple[tuple[str, str] | None, tuple[tuple[str, float], ...]]:
    """The first key names the measure and what it is of; others are numbers."""
    pairs = list((entry.entries() or {}).items())
    if not pairs:
        return None, ()
    (name, of), *others = pairs
    settings = []
    for key, item in others:
        number = read_number(item.text() or "")
        if number is None:
            item.wrong("must be a number")
        else:
            settings.append((key, number))
    return (name, of.text() or ""), tuple(settings)
