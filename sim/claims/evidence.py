"""Published figures (``scenarios/evidence/*.yaml``): value, range and its reason, source, and how they were used."""

from dataclasses import dataclass
from pathlib import Path

from sim.scenario.file_keys import LINE, TEXT, Key, Keys, Kind, number, word
from sim.scenario.folders import files_beside, shown
from sim.scenario.mistakes import Problem, refuse
from sim.scenario.strict_yaml import Entry, read_number, read_yaml

FOLDER = "evidence"
USES = ("set", "fitted", "independent")
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
    title: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    why: str = ""
    source: str = ""
    used: str = ""
    measure: tuple[str, str] | None = None
    settings: tuple[tuple[str, float], ...] = ()
    not_comparable: str = ""


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
            found[name] = _row(name, path.stem, entry)
    refuse(problems)
    return list(found.values())


def _row(name: str, topic: str, entry: Entry) -> Published:
    keys, said = FIGURE.read(entry)
    if ("measure" in keys) == ("not_comparable" in keys):
        entry.wrong("needs either `measure` or `not_comparable`")
    if "measure" in keys and not {"published", "why"} <= keys.keys():
        entry.wrong("needs `published` and `why` to be compared")
    return Published(name, topic, **{**said.pop("published", {}), **said.pop("measure", {}), **said})


def _published(entry: Entry) -> dict[str, object]:
    """Value, range and unit."""
    _, said = RANGE.read(entry)
    low, high = said.get("low"), said.get("high")
    if low is not None and high is not None and not low <= said.get("value", low) <= high:
        entry.wrong("low, value and high are out of order")
    return said


def _measure(entry: Entry) -> dict[str, object]:
    """The first key names the measure and what it is of; others are numbers, its settings."""
    pairs = list((entry.entries() or {}).items())
    if not pairs:
        return {}
    (name, of), *others = pairs
    settings = {key: read_number(item.text() or "") for key, item in others}
    for key, item in others:
        if settings[key] is None:
            item.wrong("must be a number")
    return {"measure": (name, of.text() or ""), "settings": tuple(settings.items())}


FIGURE = Keys("a published figure", (
    Key("title", LINE, "what is counted, in plain words", True),
    Key("published", Kind(_published),
        "low, high and unit, and the value where one is known; not needed where nothing can be compared"),
    Key("why", TEXT, "why the range from low to high is as wide as it is"),
    Key("source", TEXT, "short reference as in docs/references.md", True),
    Key("used", word(USES), "whether it set parameters, was fitted to, or was used for neither", True),
    Key("measure", Kind(_measure), "how it is simulated: the name of a measure, with what it is of"),
    Key("not_comparable", TEXT, "why the model has nothing to compare with it"),
))  # fmt: skip
RANGE = Keys("a published figure", (
    Key("value", number(-_LARGEST, _LARGEST, "number")),
    Key("low", number(-_LARGEST, _LARGEST, "number"), "the lowest figure that agrees", True),
    Key("high", number(-_LARGEST, _LARGEST, "number"), "the highest figure that agrees", True),
    Key("unit", Kind(lambda entry: entry.text() if entry.node.value else "")),
))  # fmt: skip
