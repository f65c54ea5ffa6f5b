"""Exercises that check themselves: a kind hint where an answer is not right, never the answer."""

from __future__ import annotations

from app.lessons.hints import HINTS


def check(exercise: str, answer: object, *given: object) -> None:
    """Prints whether an answer is right, or a hint. What is right is computed from what is given, at that moment.

    Args:
        exercise: its name, as the notebook has it.
        answer: what the student found; ``...`` is nothing yet.
        given: results that the question is about.

    Raises:
        ValueError: there is no such exercise.
    """
    if exercise not in HINTS:
        raise ValueError(f"there is no exercise {exercise!r}; there are {', '.join(HINTS)}")
    if answer is ...:
        print("Not answered yet: put your answer in the place of the three dots, and run the cell again.")
        return
    try:
        hint = HINTS[exercise](answer, *given)
    except Exception as error:  # an answer may be anything, and its author wants to know what happened
        print(f"That could not be read as an answer ({type(error).__name__}: {error}). What is asked for?")
        return
    print(f"Not yet. {hint}" if hint else "Yes, that is right.")
