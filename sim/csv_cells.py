"""Cells of CSV files that are text and stay text: a spreadsheet takes one that begins like a formula for a formula."""

import re

import pandas as pd
import pyarrow as pa

#: What a spreadsheet computes. A sign alone, and a number with its sign, are what they seem.
_FORMULA = re.compile(r"[=+\-@\t\r].", re.DOTALL)
_NUMBER = re.compile(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?%?")


def as_text(cell: object) -> object:
    """A cell; behind an apostrophe, which marks text, where it would be taken for a formula. Numbers stay."""
    is_formula = isinstance(cell, str) and _FORMULA.match(cell) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if is_formula else cell


def frame_as_text(table: pd.DataFrame) -> pd.DataFrame:
    """A table in which no text, and no name of a column, would be taken for a formula."""
    safe = table.copy(deep=False)
    for name in table:
        if not pd.api.types.is_numeric_dtype(table[name]):
            safe[name] = _column_as_text(table[name])
    return safe.rename(columns=as_text)


def _column_as_text(column: pd.Series) -> pd.Series:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.rename_categories(as_text)
    return column.map(as_text)


def arrow_as_text(table: pa.Table) -> pa.Table:
    """The same for a table of Arrow, by distinct texts, as it may be long."""
    for place, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            coded = table.column(place).combine_chunks().dictionary_encode()
            texts = pa.array(map(as_text, coded.dictionary.to_pylist()), pa.string())
            table = table.set_column(place, field.name, texts.take(coded.indices))
    return table.rename_columns([as_text(name) for name in table.column_names])
