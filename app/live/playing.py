"""The network picture of one run, month by month: people by role, ties by trust, and who leaves."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import Any

import numpy as np

from analysis.networks.layout import lay_out
from analysis.networks.playback import ties_of_months
from analysis.networks.ties import PRACTICE, Watch
from app.live.aliases import notice_of
from app.live.arms import Arm
from app.live.refused import Refused
from app.live.turns import CLICKED, PROCESSORS, Token
from sim.engine.batch import Batch, Run
from sim.scenario.scenario import Scenario
from sim.state.tables import LIFE_STAGES, ROLES, TEACHER_STAGES

#: Size of the picture in which places are found; they are sent as shares of it.
WIDE, HIGH, MARK = 6.0, 6.0, 0.34
#: Most posts that are sent one by one; in a larger world teachers away from the table are told by school.
MOST_POSTS = 700


def played(arm: Arm, replicate: int, partnership: int) -> dict[str, Any]:
    """All months of the network of one partnership.

    Raises:
        Refused: there is no such partnership.
    """
    names = [p.name for p in arm.scenario.partnerships]
    if not 0 <= partnership < len(names):
        raise Refused(f"partnership must be a number from 0 to {len(names) - 1}")
    return _played(arm.scenario, arm.seed, arm.months, replicate, names[partnership]) | {
        "notice": notice_of(arm.scenario), "replicate": replicate, "partnership": partnership,
        "name": names[partnership],
    }  # fmt: skip


@lru_cache(maxsize=16)
def _played(scenario: Scenario, seed: int, months: int, replicate: int, partnership: str) -> dict[str, Any]:
    with PROCESSORS.turn(CLICKED, Token()):
        return _watched(scenario, seed, months, replicate, partnership)


def _watched(scenario: Scenario, seed: int, months: int, replicate: int, partnership: str) -> dict[str, Any]:
    batch = Batch([Run(scenario, replicate, seed)], months, tables=("partnerships",))
    watch = Watch(batch.state, scenario, partnership)
    people = watch.people()
    number = {post: n for n, post in enumerate(people.index)}
    pairs = watch.advice()
    teachers, at = watch.teachers, _teacher_rows(people.index)
    in_post, left, role, ends, trusts, stage, use, schools = [], [], [], [], [], [], [], []
    for _ in range(months):
        batch.step()
        filled, gone, roles = watch.posts()
        in_post.append(filled)
        left.append(gone)
        role.append(roles)
        ends.append(watch.ends())
        trusts.append(watch.trust_both_ways())
        stage.append(int(watch.stage()))
        uses = np.full(len(people), -1)
        uses[at] = batch.state.teachers.stage[teachers]
        use.append(uses)
        users = batch.state.teachers.stage[teachers] > 0
        school = batch.state.teachers.school[teachers]
        schools.append([float(users[school == s].mean()) if (school == s).any() else 0.0 for s in watch.schools])
    ties, trust = ties_of_months(ends, trusts, number)
    people["at_table"] |= np.isin(np.arange(len(people)), ties)
    # A picture of everybody is one of nobody: in large worlds only those who have ties are drawn one by one.
    shown = np.flatnonzero(people["at_table"].to_numpy() | (len(people) <= MOST_POSTS))
    place = {int(row): n for n, row in enumerate(shown)}
    in_post, left, role, use = (np.array(table)[:, shown] for table in (in_post, left, role, use))
    layout = lay_out(_Places(people), WIDE, HIGH, MARK)
    points = {post: (x / WIDE, 1 - y / HIGH) for post, (x, y) in {**layout.people, **layout.teachers}.items()}
    return {
        "months": months, "roles": [name.replace("_", " ") for name in ROLES],
        "stages": [name.replace("_", " ") for name in LIFE_STAGES],
        "uses": [name.replace("_", " ") for name in TEACHER_STAGES],
        "posts": [
            {"id": post, "side": int(people["side"].iloc[row] == PRACTICE),
             "district": int(people["district"].iloc[row]), "school": int(people["school"].iloc[row]),
             "at_table": bool(people["at_table"].iloc[row]), "xy": _rounded(points.get(post))}
            for row in shown for post in [str(people.index[row])]
        ],
        "schools": [{"xy": _rounded((x / WIDE, 1 - (y + side) / HIGH)), "size": round(side / WIDE, 4)}
                    for x, y, side in layout.schools.values()],
        "ties": [[place[int(a)], place[int(b)]] for a, b in ties],
        "advice": [[place[i], place[j]] for i, j in zip(pairs["one"].map(number), pairs["other"].map(number))
                   if i in place and j in place],
        "in_post": _changes(in_post), "role": _changes(role), "use": _changes(use),
        "departures": [np.flatnonzero(column).tolist() for column in left.T + 0],
        "trust": [_hundreds(month) for month in trust.mean(axis=2)], "stage": stage,
        "school_users": (100 * np.array(schools)).round().astype(int).tolist(),
    }  # fmt: skip


class _Places:
    """What a layout asks of a snapshot."""

    def __init__(self, people: Any) -> None:
        self.people = people


def _teacher_rows(posts: Any) -> np.ndarray:
    """Rows of teachers among the posts, in their order."""
    return np.array([n for n, post in enumerate(posts) if str(post).startswith("T")], dtype=int)


def _hundreds(trust: np.ndarray) -> list[int | None]:
    """Trust on ties of one month, of 100; None where there is no such tie."""
    return [None if np.isnan(value) else round(100 * float(value)) for value in trust]


def _rounded(point: tuple[float, float] | None) -> list[float] | None:
    return None if point is None else [round(point[0], 4), round(point[1], 4)]


def _changes(table: np.ndarray) -> list[list[list[int]]]:
    """Each column as the months (from 1) in which it becomes something, and what."""
    found = []
    for column in table.T.astype(int):
        month, runs = 1, []
        for value, part in groupby(column.tolist()):
            runs.append([month, value])
            month += sum(1 for _ in part)
        found.append(runs)
    return found


