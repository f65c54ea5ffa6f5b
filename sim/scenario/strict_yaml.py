"""Strict YAML: a file becomes entries that know their line, and a text becomes a value by its declared type.

YAML's own guesses are never used. It reads ``no`` as false, ``1e-3`` and ``08`` as text, and takes the last of two
equal keys in silence; here the text of each scalar is kept and converted by what the model declares for that place.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import yaml
from yaml.composer import Composer
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.resolver import Resolver
from yaml.scanner import Scanner

from sim.declarations.parameters import Parameter
from sim.declarations.renamed import present_name
from sim.scenario.mistakes import Problem, nearest, printable
from sim.scenario.scenario import Value, accepted_value

# A scenario is small and shallow. The bounds keep a malicious or broken file from taking memory and time.
MAX_BYTES, MAX_DEPTH, MAX_ENTRIES = 1_000_000, 20, 200_000
MAX_TEXT = 5_000
_NUMBER = re.compile(r"[+-]?([0-9]+(_[0-9]+)*(\.([0-9]+(_[0-9]+)*)?)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_PERCENT = re.compile(r"([+-]?[0-9]+(\.[0-9]+)?) ?%")
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{tag}"
    for tag in ("str", "int", "float", "bool", "null", "timestamp", "value", "merge", "map", "seq")
)
#: Controls but tabs and line breaks, and marks that turn the direction of what follows: no text in any figure or page.
_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_SPACES = "indent with spaces"
#: What PyYAML says (its beginning) and what usually helps.
_HINTS = {
    "found character '\\t'": _SPACES,
    "found a tab": _SPACES,
    "mapping values are not allowed here": "check the indentation, or put quotes around a text that contains a colon",
    "could not find expected ':'": "write `name: value`, with a space after the colon",
    "expected <block end>": "check the indentation: entries of one section start in the same column",
    "expected ',' or": "close the bracket, and put commas between entries",
    "found undefined alias": "write the value itself, or quote the text if it starts with *",
    "found unexpected end of stream": "a quote is not closed",
}


class _Refused(yaml.MarkedYAMLError):
    """A document that is YAML, and still not acceptable in a scenario."""

    def __init__(self, problem: str, hint: str, mark: yaml.Mark) -> None:
        super().__init__(problem=problem, problem_mark=mark)
        self.hint = hint


class _Composer(Composer):
    """Builds nodes with line marks and nothing more: no objects, no deep nesting, no explosion of aliases."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._sizes: dict[int, int] = {}

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node:
        mark = self.peek_event().start_mark
        if self.check_event(yaml.AliasEvent):
            node = super().compose_node(parent, index)
            if id(node) not in self._sizes:
                raise _Refused("an alias inside the very thing that it stands for", "write the values out", mark)
            return node
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _Refused("nested too deeply", f"a scenario has less than {MAX_DEPTH} levels", mark)
        node = super().compose_node(parent, index)
        self._depth -= 1
        if node.tag not in _PLAIN_TAGS:
            shown = node.tag.replace("tag:yaml.org,2002:", "!!")
            raise _Refused(f"the tag {shown[:40]} is not allowed", "write plain numbers and texts", mark)
        self._sizes[id(node)] = size = 1 + sum(self._sizes[id(child)] for child in _children(node))
        if size > MAX_ENTRIES:
            raise _Refused(f"more than {MAX_ENTRIES:,} entries once aliases are written out", "use `count`", mark)
        return node


class _InPython(_Composer, Reader, Scanner, Parser, Resolver):
    """Reads in Python, and tells best what is wrong."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        for part in (Scanner, Parser, _Composer, Resolver):
            part.__init__(self)


if yaml.__with_libyaml__:

    class _InC(_Composer, yaml.cyaml.CParser, Resolver):
        """Reads the same, some five times faster."""

        def __init__(self, text: str) -> None:
            yaml.cyaml.CParser.__init__(self, text)
            for part in (_Composer, Resolver):
                part.__init__(self)

else:
    _InC = _InPython


def _only_node(composer: _Composer) -> yaml.Node | None:
    """The content of a file, which is one document or nothing."""
    node = composer.get_node() if composer.check_node() else None
    if not composer.check_event(yaml.StreamEndEvent):
        mark = composer.peek_event().start_mark
        raise _Refused("a second document starts here", "one file is one scenario; remove the line ---", mark)
    return node


def _read(text: str) -> yaml.Node | None:
    """The content of a file: what cannot be read quickly is read once more, for what there is to say of it."""
    with suppress(yaml.YAMLError, ValueError, OverflowError):
        return _only_node(_InC(text))
    return _only_node(_InPython(text))


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return node.value if isinstance(node, yaml.SequenceNode) else []


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece of a file, with its place. Reading it wrongly adds to ``problems`` and gives None.

    Attributes:
        file: the file as the user knows it.
        line: 1-based line of its key.
        path: keys that lead to it.
        node: the YAML node.
        problems: list of all mistakes of this load, shared by all entries.
    """

    file: str
    line: int
    path: tuple[str, ...]
    node: yaml.Node
    problems: list[Problem]

    @property
    def key(self) -> str:
        """The way to this entry, for messages."""
        return " → ".join(self.path)

    @property
    def is_mapping(self) -> bool:
        """Whether it holds ``name: value`` entries."""
        return isinstance(self.node, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written (an empty text in quotes is something)."""
        return isinstance(self.node, yaml.ScalarNode) and not self.node.style and not self.node.value

    @property
    def holds_nothing(self) -> bool:
        """Whether nothing is written, or ``{}``."""
        return self.is_empty or (self.is_mapping and not self.node.value)

    @property
    def is_empty_list(self) -> bool:
        """Whether it is written as ``[]``."""
        return self.is_list and not self.node.value

    def peek(self, key: str) -> str:
        """The text under a key of this mapping, or ``""``, without looking for mistakes."""
        pairs = self.node.value if self.is_mapping else ()
        found = (v.value for k, v in pairs if k.value == key and isinstance(v, yaml.ScalarNode))
        return _one_line(next(found, "").strip(), 80)

    def wrong(self, message: str, hint: str = "", *, value: str = "") -> None:
        """Adds a mistake at this place."""
        self.problems.append(Problem(self.file, self.line, self.key, value, message, hint))

    def renamed(self, *path: str) -> Entry:
        """The same entry under another path, for messages that name a row instead of counting it."""
        return replace(self, path=path)

    def entries(self) -> dict[str, Entry] | None:
        """The entries of a mapping by key; duplicate, merged and nested keys are mistakes."""
        if not isinstance(self.node, yaml.MappingNode):
            text = self._shown()
            hint = "put a space after the colon" if re.search(r"\S:\S", text) else ""
            what = "a list" if self.is_list else "nothing" if self.is_empty else "a text"
            self.wrong(f"must hold `name: value` entries, not {what}", hint, value=text)
            return None
        found: dict[str, Entry] = {}
        for key_node, value_node in self.node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                replace(self, line=line).wrong("a key must be a plain word, not a list or a mapping")
                continue
            key = _one_line(key_node.value, 80)
            entry = Entry(self.file, line, (*self.path, key), value_node, self.problems)
            if key_node.tag == "tag:yaml.org,2002:merge":
                entry.wrong("merge keys are not allowed", "use `extends` to build on another file")
            elif key in found:
                entry.wrong(f"written twice, in line {found[key].line} and in line {line}", "keep one of them")
            else:
                found[key] = entry
        return found

    def named_entries(self, kind: str) -> dict[str, Entry]:
        """The entries of a mapping by the present names of their kind (`present_name`)."""
        found: dict[str, Entry] = {}
        for written, entry in (self.entries() or {}).items():
            name = present_name(kind, written)
            if name in found:
                entry.wrong(f"is {found[name].path[-1]}, in line {found[name].line}", "keep one of them")
            else:
                found[name] = entry
        return found

    def items(self) -> list[Entry] | None:
        """The entries of a list, counted from 1 in their paths."""
        if self.is_empty:
            self.wrong("is empty", "write [] for none, or leave the key out")
            return None
        if not isinstance(self.node, yaml.SequenceNode):
            self.wrong("must be a list", "start each entry with `- `")
            return None
        return [
            Entry(self.file, node.start_mark.line + 1, (*self.path, str(i + 1)), node, self.problems)
            for i, node in enumerate(self.node.value)
        ]

    def one_or_more(self) -> list[Entry]:
        """The entries of a list, or the one entry that stands without a list."""
        return self.items() or [] if self.is_list else [self]

    def text(self, *, most: int = MAX_TEXT) -> str | None:
        """A text of at most so many characters; words such as ``no`` and numbers are taken as they are written."""
        if not isinstance(self.node, yaml.ScalarNode):
            self.wrong("must be a text, not a " + ("list" if self.is_list else "mapping"))
            return None
        text = self.node.value.strip()
        if not text:
            self.wrong("is empty", "write a text, or leave the key out")
            return None
        if len(text) > most:
            self.wrong(f"is too long: {len(text)} characters, at most {most}")
            return None
        if any(0xD800 <= ord(c) <= 0xDFFF for c in text):
            self.wrong("holds half a character (a surrogate)", "save the file as UTF-8")
            return None
        if found := _NOT_TEXT.search(text):
            self.wrong(f"holds a character that is no text (U+{ord(found[0]):04X})", "remove it", value=self._shown())
            return None
        return text

    def one_line(self) -> str | None:
        """A text of one line, as titles are."""
        text = self.text()
        if text is not None and "\n" in text:
            self.wrong("must be one line", value=self._shown())
            return None
        return text

    def label(self) -> str | None:
        """A name of a row: one line, at most 80 characters."""
        text = self.text(most=80)
        if text is not None and not text.isprintable():
            self.wrong("must be one line without special characters", value=self._shown())
            return None
        return text

    def word(self, words: Collection[str], kind: str = "") -> str | None:
        """One of several words, which may be names of a kind (`present_name`); many are not told in full."""
        text = self.text()
        text = present_name(kind, text) if kind and text else text
        if text is None or text in words:
            return text
        allowed = f"must be one of {', '.join(words)}" if len(words) <= 20 else "unknown name"
        self.wrong(allowed, nearest(text, words), value=self._shown())
        return None

    def number(self, low: float, high: float, unit: str, *, whole: bool = False) -> float | None:
        """A number in a range; a whole one where parts of it make no sense."""
        kind = "a whole number " if whole else "a number "
        scalar = isinstance(self.node, yaml.ScalarNode)
        number = read_number(self.node.value) if scalar and not self._is_quoted else None
        if number is not None and low <= number <= high and not (whole and number != int(number)):
            return number
        hint = self._number_hint()
        self.wrong(f"must be {kind}from {low:g} to {high:g} ({unit})", hint, value=self._shown())
        return None

    def whole(self, low: int, high: int, unit: str) -> int | None:
        """A whole number in a range."""
        number = self.number(low, high, unit, whole=True)
        return None if number is None else int(number)

    def exact_whole(self, low: int, high: int) -> int | None:
        """A whole number of any size, without the rounding of floats that `whole` would bring."""
        text = self.text() if isinstance(self.node, yaml.ScalarNode) else ""
        digits = (text or "").replace("_", "")
        if digits.isascii() and digits.isdigit() and len(digits) < 25 and low <= int(digits) <= high:
            return int(digits)
        if text is not None:
            self.wrong(f"must be a whole number from {low} to {high}", value=text[:60])
        return None

    def value(self, parameter: Parameter) -> Value | None:
        """A value of a parameter, converted by its declared type."""
        if self.is_empty or not isinstance(self.node, yaml.ScalarNode):
            what = "nothing" if self.is_empty else "a list" if self.is_list else "a mapping"
            hint = "one value for each name; see `set` events for changes over time" if not self.is_empty else ""
            self.wrong(f"{_expected(parameter)}, not {what}", hint)
            return None
        written = str(self.node.value)
        try:
            return text_value(parameter, written, quoted=self._is_quoted)
        except ValueError as error:
            hint = self._number_hint() if self._is_quoted and not parameter.choices else hint_for(parameter, written)
            self.wrong(str(error), hint, value=self._shown())
            return None

    @property
    def _is_quoted(self) -> bool:
        return isinstance(self.node, yaml.ScalarNode) and bool(self.node.style)

    def _number_hint(self) -> str:
        if not isinstance(self.node, yaml.ScalarNode):
            return ""
        hint = number_hint(self.node.value)
        quoted = self._is_quoted and read_number(self.node.value) is not None
        return "write it without quotes" if quoted else hint

    def _shown(self) -> str:
        """The value as written, short and on one line."""
        if not isinstance(self.node, yaml.ScalarNode):
            return ""
        text = _one_line(self.node.value, 60)
        return f'"{text}"' if self._is_quoted else text


def _expected(parameter: Parameter) -> str:
    """The phrase with which a parameter names what it accepts."""
    if parameter.choices:
        return f"must be one of {', '.join(parameter.choices)}"
    return f"must be a number from {parameter.minimum:g} to {parameter.maximum:g} ({parameter.unit})"


def _one_line(text: str, most: int) -> str:
    """A text for a message: printable, on one line, shortened."""
    shown = printable(text[: most + 1])
    return shown if len(text) <= most else f"{shown[:most]}…"


def read_number(text: str) -> float | None:
    """The number that a text stands for (``08``, ``1e-3``, ``1_000_000``), or None; may be infinite if too large."""
    text = text.strip()
    return float(text.replace("_", "")) + 0.0 if _NUMBER.fullmatch(text) else None


def number_hint(text: str) -> str:
    """What someone probably meant by a text that is no number, or ``""``."""
    text = text.strip()
    if match := _PERCENT.fullmatch(text):
        return f"write {float(match[1]) / 100:g}"
    if _GROUPED.fullmatch(text):
        return f"write {text.replace(',', '')}"
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text):
        return f"write {text.replace(',', '.')}"
    if text.lower() in ("yes", "true", "on", "no", "false", "off"):
        return "write 1 for yes and 0 for no"
    return ""


def hint_for(parameter: Parameter, text: str) -> str:
    """What someone probably meant by a text that a parameter does not accept, or ``""``."""
    if _PERCENT.fullmatch(text.strip()) and not parameter.unit.startswith("share"):
        return ""  # hundredths of what?
    return nearest(text, parameter.choices) if parameter.choices else number_hint(text)


def text_value(parameter: Parameter, text: str, *, quoted: bool = False) -> Value:
    """A value of a parameter from its text, converted by the declared type.

    Raises:
        ValueError: the text is no acceptable value; the message names the allowed range.
    """
    if parameter.choices:
        return accepted_value(parameter, _one_line(text.strip(), 60))
    number = None if quoted else read_number(text)
    return accepted_value(parameter, _one_line(text.strip(), 60) if number is None else number)


def read_yaml(path: Path, shown: str, problems: list[Problem]) -> Entry | None:
    """Reads one file; its mistakes are added to the list.

    Args:
        path: the file.
        shown: its name in messages.
        problems: list that grows with each mistake.
    """

    def wrong(line: int, message: str, hint: str = "") -> None:
        problems.append(Problem(shown, line, "", "", message, hint))

    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as error:
        return wrong(0, f"cannot be read ({error.strerror or error})")
    if data is None:
        return wrong(0, f"is larger than {MAX_BYTES:,} bytes", "use `count` and `extends` instead of repeating")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return wrong(line, f"byte 0x{data[error.start]:02x} is not UTF-8", "save the file as UTF-8")
    try:
        node = _read(text)
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        return wrong(line, f"a character that YAML does not allow (U+{error.character:04X})")
    except yaml.MarkedYAMLError as error:
        return wrong(*_explained(error))
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # such as "\UFFFFFFFF", which is no character
        return wrong(0, f"is not readable as YAML ({_one_line(str(error), 80)})")
    entry = node and Entry(shown, node.start_mark.line + 1, (), node, problems)
    if entry is None or entry.is_empty or (entry.is_mapping and not entry.node.value):
        return wrong(1, "is empty", "write `name: value` entries, first of all `title: …`")
    if not entry.is_mapping:
        entry.wrong("a file holds `name: value` entries, not a " + ("list" if entry.is_list else "text"),
                    "start with `title: …`")  # fmt: skip
        return None
    return entry


def _explained(error: yaml.MarkedYAMLError) -> tuple[int, str, str]:
    """Line, message and hint for what PyYAML found."""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 0
    if isinstance(error, _Refused):
        return line, error.problem, error.hint
    problem = _one_line(error.problem or "unknown trouble", 100)
    hint = next((text for start, text in _HINTS.items() if start in problem), "")
    if hint == _SPACES:
        return line, "a tab, where YAML wants spaces", hint
    context = f" {_one_line(error.context, 80)}" if error.context else ""
    return line, f"is not readable as YAML: {problem}{context}", hint
