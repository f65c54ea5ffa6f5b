"""Where posts and schools stand in a picture of networks: places belong to posts, so that they stay over the months.

The research side stands at the left, the table in the middle and schools at the right, district by district from top to
bottom. All sizes are in inches.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.networks.ties import PRACTICE, RESEARCH, TEACHER, Snapshot

#: Shares of the width at which the research side stands, and between which the table and schools do.
RESEARCH_AT, TABLE, SCHOOLS = 0.06, (0.36, 0.56), (0.66, 1.0)
#: Teachers that are drawn one by one; with more, a school is one square.
MOST_TEACHERS = 400
#: Largest school [share of the height], and room between districts [share of a school].
LARGEST, BETWEEN = 0.16, 0.35


@dataclass(frozen=True)
class Layout:
    """Places of posts and schools.

    Attributes:
        people: centre of each post of the research side and at the table.
        schools: lower left corner and side of each school.
        teachers: centre of each teacher's dot; empty where schools are drawn as squares.
        mark: diameter of the marker of a person.
    """

    people: Mapping[str, tuple[float, float]]
    schools: Mapping[int, tuple[float, float, float]]
    teachers: Mapping[str, tuple[float, float]]
    mark: float


def lay_out(snapshot: Snapshot, wide: float, high: float, largest: float) -> Layout:
    """Finds places for everybody.

    Args:
        snapshot: any one of the snapshots that share the places.
        wide, high: size of the picture.
        largest: largest diameter of a marker.
    """
    people = snapshot.people
    table = people[people["at_table"]]
    research, seats = table[table["side"] == RESEARCH], table[table["side"] == PRACTICE]
    districts = range(int(people["district"].max()) + 1)
    schools = {d: sorted(people.loc[people["district"].eq(d) & people["school"].ge(0), "school"].unique())
               for d in districts}  # fmt: skip
    shares = _shares([max(len(schools[d]), seats["district"].eq(d).sum(), 1) for d in districts])
    mark = min(largest, 0.85 * high / max(len(research), 1), _fitting(seats, districts, shares, wide, high))
    places: dict[str, tuple[float, float]] = {}
    for n, post in enumerate(research.index):
        places[str(post)] = (RESEARCH_AT * wide, high * (1 - (n + 0.5) / len(research)))
    side = min(_side(schools, shares, wide, high), LARGEST * high)
    squares, top = {}, high
    for d, share in zip(districts, shares, strict=True):
        bottom = top - share * high
        inner = (bottom + 0.04 * share * high, top - 0.04 * share * high)
        places |= _in_columns([str(p) for p in seats.index[seats["district"] == d]], mark, wide, *inner)
        squares |= _in_grid(schools[d], side, wide, *inner)
        top = bottom
    dots = {}
    teachers = people[people["role"] == TEACHER]
    if len(teachers) <= MOST_TEACHERS:
        for school, group in teachers.groupby("school"):
            dots |= _dots([str(post) for post in group.index], squares[int(school)])
    return Layout(places, squares, dots, mark)


def _shares(sizes: Sequence[int]) -> list[float]:
    """Shares of the height that districts take."""
    return [size / sum(sizes) for size in sizes]


def _fitting(seats: pd.DataFrame, districts: Sequence[int], shares: Sequence[float], wide: float, high: float) -> float:
    """Largest marker with which all seats of each district fit into its part of the table."""
    found = math.inf
    for d, share in zip(districts, shares, strict=True):
        number = int(seats["district"].eq(d).sum())
        if number:
            across = [(TABLE[1] - TABLE[0]) * wide / (1.5 * c) for c in range(1, number + 1)]
            along = [0.92 * share * high / (1.15 * math.ceil(number / c)) for c in range(1, number + 1)]
            found = min(found, max(map(min, zip(across, along, strict=True))))
    return found


def _in_columns(
    posts: Sequence[str], mark: float, wide: float, low: float, high: float
) -> dict[str, tuple[float, float]]:
    """Posts of one district at the table, in as few columns as they need."""
    rows = max(1, int((high - low) / (1.15 * mark) + 1e-9))
    across = math.ceil(len(posts) / rows) if posts else 1
    rows = math.ceil(len(posts) / across)
    step = (TABLE[1] - TABLE[0]) * wide / max(across, 2)
    middle = sum(TABLE) / 2 * wide
    return {
        post: (middle + (n % across - (across - 1) / 2) * step, high - (high - low) * (n // across + 0.5) / rows)
        for n, post in enumerate(posts)
    }


def _side(schools: Mapping[int, Sequence[int]], shares: Sequence[float], wide: float, high: float) -> float:
    """Largest side with which the schools of each district fit beside its people."""
    room = (SCHOOLS[1] - SCHOOLS[0]) * wide
    found = math.inf
    for number, share in zip((len(names) for names in schools.values()), shares, strict=True):
        if number:
            tall = 0.92 * share * high
            found = min(found, max(min(room / c, tall / math.ceil(number / c)) for c in range(1, number + 1)))
    return 0.82 * found


def _in_grid(
    schools: Sequence[int], side: float, wide: float, low: float, high: float
) -> dict[int, tuple[float, float, float]]:
    """Schools of one district, row by row."""
    if not schools:
        return {}
    room = (SCHOOLS[1] - SCHOOLS[0]) * wide
    rows = min(len(schools), max(1, int((high - low) / (side / 0.82) + 1e-9)))
    across = math.ceil(len(schools) / rows)
    rows = math.ceil(len(schools) / across)
    return {
        school: (SCHOOLS[0] * wide + room / across * (n % across + 0.5) - side / 2,
                 high - (high - low) / rows * (n // across + 0.5) - side / 2, side)
        for n, school in enumerate(schools)
    }  # fmt: skip


def _dots(posts: Sequence[str], square: tuple[float, float, float]) -> dict[str, tuple[float, float]]:
    """Teachers of one school, row by row in its square."""
    x, y, side = square
    across = math.ceil(math.sqrt(len(posts)))
    step = side / across
    return {
        post: (x + step * (n % across + 0.5), y + side - step * (n // across + 0.5)) for n, post in enumerate(posts)
    }
