"""Rules and kernels are readable: none is long, and none holds a number that is not declared or named."""

from __future__ import annotations

import ast
from pathlib import Path

import sim

SIM = Path(sim.__file__).parent
LINES = 60
#: Identities, signs and pairs; and what keeps divisions and logarithms finite.
PLAIN = {0, 1, -1, 2, 1e-6, 1e-9, 1e-12}
#: Forms that a number defines.
DEFINED = {"mean": {0.5}, "nearest": {0.5}}


def compiled_functions() -> dict[str, ast.FunctionDef]:
    """Every rule, kernel and entry, by file and name."""
    found = {}
    for path in sorted(SIM.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                if {"rule", "kernel", "entry"} & {getattr(d, "id", "") for d in node.decorator_list}:
                    found[f"{path.stem}.{node.name}"] = node
    return found


def numbers_in(node: ast.AST) -> set[float]:
    """Numbers in a function, but for addresses of draws."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("chance.uniform", "chance.normal"):
        return set()
    own = {node.value} if isinstance(node, ast.Constant) and type(node.value) in (int, float) else set()
    return own.union(*(numbers_in(child) for child in ast.iter_child_nodes(node)))


def test_nothing_compiled_is_long_or_holds_a_bare_number():
    functions = compiled_functions()
    assert len(functions) > 100
    wrong = [
        f"{place}: {node.end_lineno - node.lineno + 1} lines, {sorted(bare)}"
        for place, node in functions.items()
        if (bare := numbers_in(node) - PLAIN - DEFINED.get(node.name, set()))
        or node.end_lineno - node.lineno >= LINES
    ]
    assert not wrong, "declare such a number as a parameter, or name it where it is a definition:\n" + "\n".join(wrong)
