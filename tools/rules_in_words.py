"""Reads rules and kernels as they stand in the files of the model: words, sources, formulas, and their version."""

from __future__ import annotations

import ast
import hashlib
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

#: Kernels that several submodels use to write into the state.
KERNEL = Path(__file__).parents[1] / "sim" / "kernel"
LAYOUT = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)


@dataclass(frozen=True)
class Rule:
    """One rule as its file has it.

    Attributes:
        name: its name.
        says: its docstring in one paragraph, with what the arguments mean.
        source, not_modelled: what its docstring says of them; empty if nothing.
        body: its formula, as code without docstring.
    """

    name: str
    says: str
    source: str
    not_modelled: str
    body: str


def files_of(path: Path) -> list[Path]:
    """The files of a submodel: one, or all of a folder that is named by its ``__init__.py``, which comes first."""
    return sorted(path.parent.glob("*.py")) if path.name == "__init__.py" else [path]


def _marked(path: Path, mark: str) -> Iterator[ast.FunctionDef]:
    """Functions of a file that are marked as a rule or a kernel."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            if any(isinstance(d, ast.Name) and d.id == mark for d in node.decorator_list):
                yield node


def rules_of(path: Path) -> list[Rule]:
    """Every rule of a submodel, in the order of its files."""
    return [rule for file in files_of(path) for rule in _rules_in(file)]


def _rules_in(path: Path) -> Iterator[Rule]:
    lines = path.read_text(encoding="utf-8").splitlines()
    for node in _marked(path, "rule"):
        says, source, not_modelled = told(ast.get_docstring(node) or "")
        first = node.body[0]
        head, rest = lines[node.lineno - 1 : first.lineno - 1], lines[first.end_lineno : node.end_lineno]
        yield Rule(node.name, says, source, not_modelled, "\n".join([*head, *rest]))


def told(docstring: str) -> tuple[str, str, str]:
    """What a docstring says: its words with its arguments, its source, and what is not modelled."""
    says: list[str] = []
    parts = {"says": says, "Source": [], "Not modelled": []}
    into, in_arguments = says, False
    for line in docstring.splitlines():
        text = line.strip()
        if text == "Args:":
            in_arguments = True
            continue
        in_arguments = in_arguments and line.startswith(" ")
        if in_arguments:
            names, _, meaning = text.partition(": ")
            says.append(f"*{names}*: {meaning}" if meaning else text)
            continue
        if not text:
            into = says
        before, mark, after = text.partition("Source: ")
        if mark and (not before or before.endswith(". ")):
            says.append(before)
            text, into = after, parts["Source"]
        elif text.startswith("Not modelled: "):
            text, into = text.removeprefix("Not modelled: "), parts["Not modelled"]
        into.append(text)
    joined = (" ".join(" ".join(lines).split()) for lines in parts.values())
    words, source, not_modelled = joined
    return words, source.rstrip("."), not_modelled.rstrip(".")


def version_of(path: Path) -> str:
    """Short digest of what the kernels of a submodel do (of all its functions where it has none), whatever the layout.

    Spaces do not count, because Python 3.12 takes f-strings apart, which earlier ones kept whole.
    """
    digest = hashlib.sha256()
    for file in files_of(path):
        _digest(file, digest)
    return digest.hexdigest()[:10]


def _digest(path: Path, digest: hashlib._Hash) -> None:
    text = path.read_text(encoding="utf-8")
    every = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    for node in list(_marked(path, "kernel")) or every:
        told_in = range(node.body[0].lineno, node.body[0].end_lineno + 1) if ast.get_docstring(node) else ()
        code = "\n".join(text.splitlines()[node.lineno - 1 : node.end_lineno]) + "\n"
        for token in tokenize.generate_tokens(StringIO(code).readline):
            if token.type not in LAYOUT and token.start[0] + node.lineno - 1 not in told_in:
                digest.update("".join(token.string.split()).encode())


def touched_in(path: Path) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Columns of the state that kernels of a submodel read and write, as (table, column), also through kernels that it
    shares with others (`sim.kernel`).

    A column that is only added to counts as written.
    """
    read, written = set(), set()
    for file in files_of(path):
        more_read, more_written = _touched_in(file)
        read |= more_read
        written |= more_written
    return read, written


def _touched_in(path: Path) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    kernels = [*_marked(path, "kernel"), *_marked(path, "entry"), *_shared(path)]
    read, written = set(), set()
    for kernel in kernels:
        rows = dict(_named_rows(kernel))
        for node in ast.walk(kernel):
            if isinstance(node, ast.Attribute):
                table = _table(node.value) or (rows.get(node.value.id) if isinstance(node.value, ast.Name) else None)
                if table:
                    (written if isinstance(node.ctx, ast.Store) else read).add((table, node.attr))
    return read, written


def _shared(path: Path, used: Callable[[str], bool] = lambda name: True) -> Iterator[ast.FunctionDef]:
    """Kernels that a file takes from others in `sim.kernel`, of those that are used, and what these call themselves."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("sim.kernel."):
            continue
        file = KERNEL / f"{node.module.rpartition('.')[2]}.py"
        there = {k.name: k for k in _marked(file, "kernel")}
        wanted, found = [n.name for n in node.names if n.name in there and used(n.name)], {}
        while wanted:
            name = wanted.pop()
            if name not in found:
                found[name] = there[name]
                wanted += [n.id for n in ast.walk(there[name]) if isinstance(n, ast.Name) and n.id in there]
        yield from found.values()
        called = {n.id for k in found.values() for n in ast.walk(k) if isinstance(n, ast.Name)}
        if found:
            yield from _shared(file, called.__contains__)


def _named_rows(kernel: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Names that a kernel gives to rows, such as ``lever = state.levers[q]``, with their tables."""
    for node in ast.walk(kernel):
        if isinstance(node, ast.Assign):
            [names], values = node.targets, node.value
            several = isinstance(values, ast.Tuple) and isinstance(names, ast.Tuple)
            pairs = zip(names.elts, values.elts, strict=True) if several else [(names, values)]
            for name, value in pairs:
                if isinstance(name, ast.Name) and (table := _table(value)):
                    yield name.id, table


def _table(node: ast.expr) -> str | None:
    """The table whose row an expression such as ``state.teachers[t]`` is."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute):
        if isinstance(node.value.value, ast.Name) and node.value.value.id == "state":
            return node.value.attr
    return None
