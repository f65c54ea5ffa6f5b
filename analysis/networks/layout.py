"""Where posts and schools stand in a picture of networks: places belong to posts, so that they stay over the months.

The research side stands at the left, the table in the middle and schools at the right, district by district from top to
bottom. All sizes are in inches.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    sizes = [max(len(schools[d]), seats["district"].eq(d).sum(), 1) for d in districts]
    shares = [size / sum(sizes) for size in sizes]
    seated, talls = [int(seats["district"].eq(d).sum()) for d in districts], [0.92 * share * high for share in shares]
    table_wide, schools_wide = ((right - left) * wide for left, right in (TABLE, SCHOOLS))
    mark = min(largest, 0.85 * high / max(len(research), 1), _largest(seated, talls, table_wide / 1.5, 1.15))
    places: dict[str, tuple[float, float]] = {}
    for n, post in enumerate(research.index):
        places[str(post)] = (RESEARCH_AT * wide, high * (1 - (n + 0.5) / len(research)))
    side = min(0.82 * _largest(list(map(len, schools.values())), talls, schools_wide), LARGEST * high)
    squares, top = {}, high
    for d, share in zip(districts, shares, strict=True):
        bottom = top - share * high
        inner = (bottom + 0.04 * share * high, top - 0.04 * share * high)
        here = [str(post) for post in seats.index[seats["district"] == d]]
        places |= _in_columns(here, 1.15 * mark, TABLE[0] * wide, table_wide, *inner, least=2)
        centres = _in_columns(schools[d], side / 0.82, SCHOOLS[0] * wide, schools_wide, *inner)
        squares |= {school: (x - side / 2, y - side / 2, side) for school, (x, y) in centres.items()}
        top = bottom
    dots = {}
    teachers = people[people["role"] == TEACHER]
    if len(teachers) <= MOST_TEACHERS:
        for school, group in teachers.groupby("school"):
            dots |= _dots([str(post) for post in group.index], squares[int(school)])
    return Layout(places, squares, dots, mark)


def _largest(numbers: Sequence[int], talls: Sequence[float], wide: float, pitch: float = 1.0) -> float:
    """Largest size with which so many things fit into each height and one width, in rows that are ``pitch`` sizes high.

    Rows and columns are chosen anew for each height.
    """
    fits = [max(min(wide / c, tall / (pitch * math.ceil(number / c))) for c in range(1, number + 1))
            for number, tall in zip(numbers, talls, strict=True) if number]  # fmt: skip
    return min(fits, default=math.inf)


def _in_columns(
    names: Sequence[str] | Sequence[int], pitch: float, left: float, wide: float, low: float, high: float, *,
    least: int = 1,
) -> dict:  # fmt: skip
    """Centres of things of one district, row by row, in as few columns as they need.

    Args:
        names: of the things.
        pitch: least height of a row.
        left, wide, low, high: where they stand.
        least: columns into which the width is parted at least.
    """
    most = max(1, int((high - low) / pitch + 1e-9))
    across = max(1, math.ceil(len(names) / most))
    step, down = wide / max(across, least), (high - low) / max(1, math.ceil(len(names) / across))
    return {
        name: (left + wide / 2 + (n % across - (across - 1) / 2) * step, high - down * (n // across + 0.5))
        for n, name in enumerate(names)
    }


def _dots(posts: Sequence[str], square: tuple[float, float, float]) -> dict[str, tuple[float, float]]:
    """Teachers of one school, row by row in its square."""
    x, y, side = square
    across = math.ceil(math.sqrt(len(posts)))
    step = side / across
    return {
        post: (x + step * (n % across + 0.5), y + side - step * (n // across + 0.5)) for n, post in enumerate(posts)
    }
