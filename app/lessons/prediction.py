"""A prediction is written before the answer is seen, and then stands beside it."""

from __future__ import annotations

from collections.abc import Sequence

#: Differences from the answer that count as near, as a share of the scale that was guessed on.
NEAR = 0.1


def reveal(
    prediction: object, found: float | str, *, unit: str = "", between: tuple[float, float] | None = None,
    scale: float = 100, choices: Sequence[str] = (),
) -> None:  # fmt: skip
    """Prints a prediction beside what the model gave, without marks: what counts is why they differ.

    Args:
        prediction: what the student wrote; ``...`` is none yet.
        found: what the model gave, a number or one of the choices.
        unit: of numbers, such as ``"%"``.
        between: the 95 % interval of the number.
        scale: the whole range of what could be guessed, by which near and far are told.
        choices: words that could be predicted, where it is no number.
    """
    sure = f" (95 % interval {_told(between[0])} to {_told(between[1])})" if between else ""
    answer = found if isinstance(found, str) else f"{_told(found)}{f' {unit}' if unit else ''}{sure}"
    if prediction is ...:
        print("You have not written a prediction yet: go one cell back, put one in the place of the three dots, and")
        print("run both cells again. People remember far better what they had guessed about first.")
        print(f"In this run the model gave: {answer}.")
        return
    print(f"You predicted: {prediction if isinstance(prediction, str) else _shown(prediction, unit)}")
    print(f"The model gave: {answer}")
    print(_words(prediction, found, between, scale, choices))


def verdict(low: float, high: float, more: str, less: str, neither: str = "no difference") -> str:
    """What an interval of a difference says: one word if it is above 0, another if below, a third if 0 is inside."""
    return more if low > 0 else less if high < 0 else neither


def _shown(prediction: object, unit: str) -> str:
    return f"{_told(prediction)}{f' {unit}' if unit else ''}" if _is_number(prediction) else repr(prediction)


def _words(
    prediction: object, found: float | str, between: tuple[float, float] | None, scale: float, choices: Sequence[str]
) -> str:
    if isinstance(found, str):
        if prediction not in choices:
            return f"To compare, write one of: {', '.join(choices)}."
        same = prediction == found
        return "As you thought. Was it for the reason that you had in mind?" if same else "Not as you thought. Why not?"
    if not _is_number(prediction):
        return "To compare, write a number, such as 40."
    away = abs(prediction - found)
    if (between and between[0] <= prediction <= between[1]) or away <= NEAR * scale / 2:
        return "That is about what came. Was it for the reason that you had in mind?"
    side = "more" if found > prediction else "less"
    far = "a little" if away <= NEAR * scale else "much"
    return f"That is {far} {side} than you thought. What did you not think of, or what does the model leave out?"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _told(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 or float(value).is_integer() else f"{value:.2g}"
