"""Networks of some months as a table of text, and who left between them."""

import pandas as pd

from analysis.wording.layout import text_table
from analysis.wording.numbers import listed, number

#: Rows of the table for readers: column, and what it is.
_ROWS = {
    "stage": "stage", "in_post": "people of both sides in post", "vacant": "empty posts", "pairs": "possible ties",
    "ties": "ties", "strong": "strong ties (trust of ½ or more)", "density": "strong ties of those possible",
    "trust": "mean trust", "months_known": "months that two people know each other",
    "components": "groups without a strong tie between them", "alone": "people without a strong tie",
    "broker_role": "most between others", "betweenness": "ways that lead through that person",
    "advice": "pairs of teachers, advice", "advice_across": "of these between schools",
    "crossing": "strong ties across the boundary, of all ties", "near_use": "non-users with a user near",
    "left": "left since the column before", "ties_left": "ties that they held",
    "trust_lost": "trust that turnover took, mean over ties", "teachers_left": "teachers who left their school",
}  # fmt: skip


def as_table(table: pd.DataFrame) -> str:
    """The measures of each month, a column a month."""
    rows = [("month", *(str(month) for month in table["month"]))]
    rows += [(words, *(_value(value) for value in table[name])) for name, words in _ROWS.items()]
    return text_table(rows, "  ", right=tuple(range(1, len(table) + 1)))


def who_left(left: pd.DataFrame, since: str) -> str:
    """Who left the research side or the table, by role."""
    told = [f"{str(role).replace('_', ' ')} {count}"
            for role, count in left["role"].value_counts(sort=False).items()]  # fmt: skip
    return f"Left since {since}: {listed(told)}." if told else f"Nobody left since {since}."


def _value(value: object) -> str:
    if isinstance(value, str):
        return value.replace("_", " ") or "–"
    return "–" if value != value else number(float(f"{value:.3g}")) if isinstance(value, float) else f"{value:,}"
