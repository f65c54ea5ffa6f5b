"""A request that is refused, with a message for whoever sent it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.scenario.mistakes import ScenarioError


class Refused(Exception):
    """What was asked for is not done.

    Args:
        message: in plain words.
        status: of the answer, from 400 to 499.
        problems: what is wrong with which name, for forms.
    """

    def __init__(self, message: str, status: int = 400, problems: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.problems = list(problems)

    def as_data(self) -> dict[str, Any]:
        """What is sent."""
        return {"error": str(self)} | ({"problems": self.problems} if self.problems else {})


def refused(error: ScenarioError) -> Refused:
    """Mistakes in a scenario, its values or its events."""
    problems = [
        {"line": p.line if p.file else 0, "name": p.key, "value": p.value, "message": p.message, "hint": p.hint}
        for p in error.problems
    ]
    return Refused("; ".join(dict.fromkeys(_text(p) for p in problems))[:2000], 400, problems[:100])


def _text(problem: Mapping[str, Any]) -> str:
    where = f"line {problem['line']}: " if problem["line"] else ""
    value = str(problem["value"])[:60]
    name = f"{problem['name']} " if problem["name"] else ""
    name += f"{value!r}: " if value and value not in problem["message"] else ""
    hint = f" ({problem['hint']})" if problem["hint"] else ""
    return f"{where}{name}{problem['message']}{hint}"
