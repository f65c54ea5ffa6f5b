"""Where an answer may be written: a new folder, or one that holds an earlier answer to the same question."""

import json
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path

from app.terminal.mistakes import Mistake

MANIFEST = "manifest.json"
#: What a manifest says beside the question.
_NOT_ASKED = ("plan", "failed", "results_version")
#: Characters of a value in messages.
_LONG = 80


def beside(source: Path, asked: Mapping[str, object]) -> Path:
    """The folder of an answer that nobody named: beside the results, with a number if another answer lies there."""
    first = source.with_name(f"{source.name}-{asked['analysis']}")
    places = (first.with_name(f"{first.name}-{n}" if n > 1 else first.name) for n in count(1))
    return next(place for place in places if not in_the_way(place, asked))


def check_target(target: Path, asked: Mapping[str, object]) -> None:
    """Refuses a target that holds anything but an earlier answer to the same question.

    Args:
        target: the folder.
        asked: the question as plain data; ``plan`` is its digest.

    Raises:
        Mistake: with what the folder holds, and another one that is free.
    """
    from sim.experiments.store.files import free_name

    check_place(target)
    found = in_the_way(target, asked)
    if found:
        hint = f"choose another folder, such as --out {free_name(target)}"
        raise Mistake(f"--out {target}: {found}; nothing was written; {hint}")


def check_place(target: Path) -> None:
    """Refuses a target that is no folder, or that one stands in."""
    if Path.cwd().resolve().is_relative_to(target):
        raise Mistake(
            f"--out {target}: is the folder that you are in; name a new folder below it, such as --out results"
        )
    check_no_file(target, (target, *target.parents))


def check_no_file(target: Path, places: Iterable[Path]) -> None:
    """Refuses a target where a file stands in the place of a folder."""
    for place in places:
        if place.exists() and not place.is_dir():
            raise Mistake(f"--out {target}: {place} is a file, not a folder; choose another name")


def in_the_way(place: Path, asked: Mapping[str, object]) -> str:
    """What a place holds that an answer must not replace, in words; ``""`` if there is nothing."""
    from sim.experiments import holds_results

    if not place.exists():
        return ""
    if not place.is_dir():
        return "is a file"
    files = {path.name for path in place.iterdir()}
    if not files:
        return ""
    found = _manifest_in(place)
    if found is None:
        return "holds files that are not from `rpp`"
    if holds_results(place):
        return "holds results, not an answer"
    if found.get("plan") != asked["plan"]:
        return another_question(found, asked)
    strange = sorted(files - {*found["files"], MANIFEST})
    return f"holds {strange[0]}, which is not from `rpp`" if strange else ""


def another_question(found: Mapping[str, object], asked: Mapping[str, object]) -> str:
    """What an earlier answer is the answer to, where that is not what is asked now.

    Args:
        found: the manifest of the answer.
        asked: the question, with the keys of the manifest.
    """
    if found.get("analysis", asked.get("analysis")) != asked.get("analysis"):
        return f"holds the answer of `rpp {found['analysis']}`"
    plain = json.loads(json.dumps(asked))  # as a manifest holds it
    keys = [key for key in plain if key not in _NOT_ASKED]
    told = [f"{key.replace('_', ' ')} {_words(found.get(key))}, not {_words(plain[key])}"
            for key in keys if found.get(key) != plain[key]]  # fmt: skip
    return f"answers another question ({'; '.join(told)})" if told else "was made by another version of the model"


def _words(value: object) -> str:
    """A value of a question in a few words."""
    if isinstance(value, Mapping):  # a scenario
        changed = ", ".join(f"{name}={given}" for name, given in value.get("set", {}).items())
        return f"{value.get('name')}{f' with {changed}' if changed else ''}"
    if isinstance(value, list):
        return ", ".join(map(_words, value)) or "none"
    text = "none" if value is None or value == "" else str(value)
    return text if len(text) <= _LONG else f"{text[:_LONG]} ..."


def _manifest_in(folder: Path) -> dict | None:
    """The manifest in a folder, or None if there is none that can be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("files"), (dict, list)) else None
