"""Cases of interest: expressions such as ``survival_months < 36 and spread >= 0.3`` over the columns of a table.

The text is parsed, never executed: comparisons of columns with numbers or texts, joined by ``and``, ``or``, ``not`` and
brackets, and nothing else.
"""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.wording.labels import column_name, with_unit
from sim.declarations.parameters import registry
from sim.declarations.renamed import present_name
from sim.measures.outcomes import OUTCOME
from sim.scenario.mistakes import Problem, ScenarioError, nearest

_COMPARE: dict[type, tuple[Callable, str]] = {
    ast.Lt: (np.less, "below"),
    ast.LtE: (np.less_equal, "at most"),
    ast.Gt: (np.greater, "above"),
    ast.GtE: (np.greater_equal, "at least"),
    ast.Eq: (np.equal, "equal to"),
    ast.NotEq: (np.not_equal, "other than"),
}
_TURNED = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE, ast.Eq: ast.Eq, ast.NotEq: ast.NotEq}
_EXAMPLE = "write it like survival_months < 36 and spread >= 0.3"
_LONGEST = 500


@dataclass(frozen=True)
class Case:
    """A condition on rows of a table.

    Attributes:
        text: as it was written.
        words: in plain words.
        columns: what it reads.
    """

    text: str
    words: str
    columns: tuple[str, ...]
    _tree: ast.expr

    def of(self, table: pd.DataFrame) -> np.ndarray:
        """1 where the condition holds, 0 where it does not, NaN where a column that it reads has no value."""
        known = table[list(self.columns)].notna().all(axis=1).to_numpy()
        return np.where(known, _holds(self._tree, table).astype(float), np.nan)


def read_case(text: str, table: pd.DataFrame, *, option: str = "--where") -> Case:
    """Reads a condition.

    Args:
        text: the expression.
        table: the columns that it may name.
        option: how a message calls it.

    Raises:
        ScenarioError: every mistake in it, unknown names with the nearest known one.
    """
    shown = text.strip()[:60]
    try:
        tree = ast.parse(text.strip()[:_LONGEST], mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        words = re.split("[<>=!]", text.strip())[0]  # perhaps the label of a figure, which has spaces
        hint = nearest(words, _declared(table)) or _EXAMPLE
        raise ScenarioError([Problem("", 0, option, shown, "cannot be read as a condition", hint)]) from None
    names: list[str] = []
    problems: list[Problem] = []

    def wrong(message: str, hint: str = _EXAMPLE) -> str:
        problems.append(Problem("", 0, option, shown, message, hint))
        return ""

    def told(node: ast.expr) -> str:
        if isinstance(node, ast.BoolOp):
            joint = " and " if isinstance(node.op, ast.And) else " or "
            return joint.join(f"({told(v)})" if isinstance(v, ast.BoolOp) else told(v) for v in node.values)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return f"not ({told(node.operand)})"
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            return " and ".join(compared(*each) for each in zip(sides, node.ops, sides[1:], strict=False))
        return wrong(f"{ast.unparse(node)[:40]!r} is no comparison")

    def compared(left: ast.expr, sign: ast.cmpop, right: ast.expr) -> str:
        kind = type(sign)
        if kind not in _COMPARE:
            return wrong("compare with <, <=, >, >=, == or !=")
        if not _name(left) and _name(right):
            left, right, kind = right, left, _TURNED[kind]
        name, value = _name(left), _constant(right)
        if not name or value is None:
            return wrong(f"{ast.unparse(left)[:30]!r} and {ast.unparse(right)[:30]!r}: compare a name with a value")
        if name not in table:
            return wrong(f"unknown name {name[:40]!r}", nearest(name, _declared(table)) or "dictionary.csv lists them")
        if isinstance(value, str) == pd.api.types.is_numeric_dtype(table[name]):
            return wrong(f"{name} holds {'numbers' if isinstance(value, str) else 'texts'}, not {value!r}")
        if isinstance(value, str) and kind not in (ast.Eq, ast.NotEq):
            return wrong(f"{name} holds texts", "compare it with == or !=")
        names.append(name)
        return f"{column_name(name)} {_COMPARE[kind][1]} {with_unit(name, value)}"

    words = told(tree)
    if problems:
        raise ScenarioError(problems)
    return Case(text.strip(), words, tuple(dict.fromkeys(names)), tree)


def _declared(table: pd.DataFrame) -> dict[str, object]:
    """The columns of a table, with what is declared of them."""
    return {name: OUTCOME.get(name) or registry().get(name) for name in table.columns}


def _name(node: ast.expr) -> str:
    """The plain or dotted name that stands there, as it is called now, or ``""``."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return present_name("any", f"{node.value.id}.{node.attr}")
    return present_name("any", node.id) if isinstance(node, ast.Name) else ""


def _constant(node: ast.expr) -> float | str | None:
    """A number or a text that stands there, or None."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        inner = _constant(node.operand)
        return None if not isinstance(inner, float) else -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float, str)):
        return node.value if isinstance(node.value, str) else float(node.value)
    return None


def _holds(node: ast.expr, table: pd.DataFrame) -> np.ndarray:
    if isinstance(node, ast.BoolOp):
        parts = [_holds(value, table) for value in node.values]
        return np.logical_and.reduce(parts) if isinstance(node.op, ast.And) else np.logical_or.reduce(parts)
    if isinstance(node, ast.UnaryOp):
        return ~_holds(node.operand, table)
    sides = [table[_name(n)].to_numpy() if _name(n) else _constant(n) for n in [node.left, *node.comparators]]
    pairs = zip(sides, node.ops, sides[1:], strict=False)
    return np.logical_and.reduce([_COMPARE[type(sign)][0](a, b) for a, sign, b in pairs]).astype(bool)
