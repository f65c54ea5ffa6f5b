"""Keys of a file, one row each: what a key takes, how that is read, and what the JSON schema says of it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple

from sim.scenario.mistakes import nearest
from sim.scenario.strict_yaml import Entry

Words = Collection[str] | Callable[[], Collection[str]]


class Kind(NamedTuple):
    """What a key takes.

    Attributes:
        read: the value of an entry, or None where there is a mistake, which is added.
        schema: its JSON schema.
    """

    read: Callable[[Entry], object]
    schema: Callable[[], dict] = dict


class Key(NamedTuple):
    """One key of a mapping.

    Attributes:
        name: as a file writes it.
        takes: what it takes.
        meaning: for editors, and where it is missing.
        needed: what to write where it is missing, or True for the meaning; ``""`` where it may be missing.
    """

    name: str
    takes: Kind
    meaning: str = ""
    needed: str | bool = ""


@dataclass(frozen=True)
class Keys:
    """All keys of one sort of mapping.

    Attributes:
        what: what the mapping is called in messages, such as ``a claim``.
        rows: its keys, in the order in which they are told.
        elsewhere: message and hint for a key that has its place elsewhere; both may be ``""``.
    """

    what: str
    rows: tuple[Key, ...]
    elsewhere: Callable[[str], tuple[str, str]] = lambda key: ("", "")

    def read(self, entry: Entry) -> tuple[dict[str, Entry], dict[str, object]]:
        """The entries that are written, and the values of those without a mistake, both by key."""
        entries = self._entries(entry)
        for row in self.rows:
            if row.needed and row.name not in entries:
                entry.wrong(f"{self.what} needs `{row.name}`", row.meaning if row.needed is True else row.needed)
        read = {row.name: row.takes.read(entries[row.name]) for row in self.rows if row.name in entries}
        return entries, {name: value for name, value in read.items() if value is not None}

    def _entries(self, entry: Entry) -> dict[str, Entry]:
        """The entries of a mapping whose keys are among the known ones; the others are mistakes."""
        entries, known = entry.entries() or {}, [row.name for row in self.rows]
        for key in [key for key in entries if key not in known]:
            wrong = entries.pop(key)
            message, hint = self.elsewhere(key)
            spaced = "put a space after the colon" if ":" in key and wrong.is_empty else ""
            wrong.wrong(message or f"unknown key; {self.what} takes {', '.join(known)}",
                        hint or spaced or nearest(key, known))  # fmt: skip
        return entries

    def schema(self) -> dict:
        """The JSON schema: a mapping with exactly these keys, each with its meaning."""
        properties = {
            row.name: ({"description": row.meaning} if row.meaning else {}) | row.takes.schema() for row in self.rows
        }
        needed = [row.name for row in self.rows if row.needed]
        made = {"type": "object", "additionalProperties": False, "properties": properties}
        return {**made, "required": needed} if needed else made


#: Text fields take numbers and words such as ``no`` as they are written, so an editor must not object to them.
TEXT = Kind(Entry.text, lambda: {"type": ["string", "number", "boolean"]})
LINE = Kind(Entry.one_line, lambda: {"type": ["string", "number", "boolean"]})
LABEL = Kind(Entry.label, lambda: {"type": ["string", "number", "boolean"], "maxLength": 80})


def reference(name: str) -> dict:
    """The schema of what is defined elsewhere in it under a name."""
    return {"$ref": f"#/$defs/{name}"}


#: Whether something is so, as True or False.
YES_NO = Kind(lambda entry: {"yes": True, "no": False}.get(entry.word(("yes", "no"))))


def as_written(schema: Callable[[], dict] = dict) -> Kind:
    """Whatever is written, to be read by hand where other keys are known."""
    return Kind(lambda entry: entry, schema)


def whole(low: int, high: int, unit: str) -> Kind:
    """A whole number in a range."""
    return Kind(
        lambda entry: entry.whole(low, high, unit), lambda: {"type": "integer", "minimum": low, "maximum": high}
    )


def exact_whole(low: int, high: int) -> Kind:
    """A whole number of any size, without the rounding of floats that `whole` would bring."""
    return Kind(lambda entry: entry.exact_whole(low, high))


def number(low: float, high: float, unit: str) -> Kind:
    """A number in a range."""
    return Kind(
        lambda entry: entry.number(low, high, unit),
        lambda: {"type": "number", "minimum": plain(low), "maximum": plain(high)},
    )


def plain(value: float) -> float | int:
    """Whole numbers without a decimal point, as people write them."""
    return int(value) if value == int(value) else value


def word(words: Words, kind: str = "") -> Kind:
    """One of several words, which may be names of a kind; a function gives words that are known only later."""
    def known() -> Collection[str]:
        return words() if callable(words) else words

    return Kind(lambda entry: entry.word(known(), kind), lambda: {"enum": list(known())})


def many(item: Kind, empty: tuple[str, str] | None = None) -> Kind:
    """A list of so many of something.

    Args:
        item: what each of them is; mistakes among them are left out.
        empty: message and hint where there are none; without it there may be.
    """
    def read(entry: Entry) -> list | None:
        if empty and entry.is_empty_list:
            entry.wrong(*empty)
        items = entry.items()
        return None if items is None else [made for i in items if (made := item.read(i)) is not None]

    least = {"minItems": 1} if empty else {}
    return Kind(read, lambda: {"type": "array", "items": item.schema(), **least})
