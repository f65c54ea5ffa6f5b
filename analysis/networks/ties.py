"""Who knows and trusts whom in one world: the ties across the boundary and the advice among teachers, month by month.

A partnership's *boundary network* joins everybody of the research side with everybody at the table of the practice
side. In the model such a pair exists as long as both posts do; it is a tie when both are filled, and a *strong* tie
when the trust of both, on average, is at least one half. The *advice network* joins teachers with the colleagues whom
they ask. Posts stay and people change, so that what turnover takes shows in the ties of a post.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.arguments import one_of
from sim.engine.batch import Batch, Run
from sim.scenario.scenario import Scenario
from sim.state import tables

if TYPE_CHECKING:
    import networkx

#: Trust from which a tie is strong [share].
STRONG = 0.5
COORDINATOR, TEACHER = "coordinator", "teacher"
RESEARCH, PRACTICE = "research", "practice"


@dataclass(frozen=True, repr=False)
class Snapshot:
    """The networks of one partnership at the end of a month.

    Attributes:
        scenario, seed, replicate, partnership: where it comes from.
        month: 1-based month.
        stage: life stage of the partnership.
        people: one row per post, by its ``post`` (``R0``, ``C``, ``L3``, ``T17``): ``side``, ``role``, ``district`` and
            ``school`` (numbers within the partnership, -1 for none), ``at_table``, ``in_post``, ``months`` in post,
            ``stage`` of use of teachers, ``new`` (somebody else than in the snapshot before).
        ties: boundary pairs: ``research`` and ``practice`` (posts), ``trust_practice`` and ``trust_research`` [share],
            ``trust`` (their mean), ``months`` of acquaintance, ``present`` (both posts filled), ``strong``.
        advice: pairs of teachers of whom one asks the other: ``one``, ``other``.
        left: who left the research side or the table since the snapshot before: ``month``, ``post``, ``role``,
            ``ties`` of the post, ``trust`` (mean trust of practitioners in them the month before), ``trust_after`` (at
            the end of the month, as the post stands without its former holder).
        teachers_left: departures of all teachers since then [people].
        trust_lost: trust of practitioners that turnover took since then, over all ties of the partnership [share].
    """

    scenario: Scenario
    seed: int
    replicate: int
    partnership: str
    month: int
    stage: str
    people: pd.DataFrame
    ties: pd.DataFrame
    advice: pd.DataFrame
    left: pd.DataFrame
    teachers_left: int
    trust_lost: float

    def __repr__(self) -> str:
        return (
            f"<Snapshot of {self.partnership}, month {self.month} ({self.stage}): {self.people['in_post'].sum()} "
            f"people in post, {self.ties['present'].sum()} ties, {self.ties['strong'].sum()} of them strong>"
        )

    def graph(self, *, strong: bool = True, advice: bool = True) -> networkx.Graph:
        """The people in post as a NetworkX graph; the arguments are those of `graph`."""
        return graph(self, strong=strong, advice=advice)


def snapshots(
    scenario: Scenario, months: Sequence[int] = (6, 36, 72), *, seed: int = 1, replicate: int = 0,
    partnership: str | None = None,
) -> list[Snapshot]:  # fmt: skip
    """Runs one world and keeps the networks of one partnership at some months.

    Args:
        scenario: what to run.
        months: 1-based months.
        seed: the user's seed.
        replicate: 0-based number, the same as in `sim.run`.
        partnership: its name; the first one if None.

    Raises:
        ValueError: no months, months below 1, or no partnership of that name.
    """
    if not months or min(months) < 1:
        raise ValueError("networks need at least one month, and none below 1")
    batch = Batch([Run(scenario, replicate, seed)], max(months), tables=("partnerships",))
    watch, found = Watch(batch.state, scenario, partnership), []
    for month in range(1, max(months) + 1):
        batch.step()
        watch.note(month)
        if month in months:
            found.append(watch.snapshot(seed, replicate, month))
    return found


class Watch:
    """Follows the posts and ties of one partnership through the months of a world.

    Args:
        state: of a batch of one world.
        scenario: of this world.
        partnership: its name; the first one if None.

    Raises:
        ValueError: no partnership of that name.
    """

    def __init__(self, state: tables.State, scenario: Scenario, partnership: str | None) -> None:
        names = [p.name for p in scenario.partnerships]
        self.partnership = names[0] if partnership is None else one_of("partnership", partnership, names)
        self.scenario = scenario
        self.state = state
        self.row = names.index(self.partnership)
        p = state.partnerships[self.row]
        self.researchers = np.arange(p.researchers_at, p.researchers_end)
        self.ties = slice(int(p.ties_at), int(p.ties_end))
        self.districts = np.arange(p.districts_at, p.districts_end)
        self.leaders = np.flatnonzero(np.isin(state.leaders.district, self.districts))
        self.schools = np.flatnonzero(np.isin(state.schools.district, self.districts))
        self.teachers = np.flatnonzero(np.isin(state.teachers.school, self.schools))
        self.seats = slice(int(p.seats_at), int(p.seats_end))
        self.trust = state.ties.trust_practice[self.ties].copy()
        self.new: set[str] = set()
        self._forget()

    def _forget(self) -> None:
        """Begins the time up to the next snapshot."""
        self.left: list[tuple] = []
        self.teachers_left, self.trust_lost = 0, 0.0
        self.new = set()

    def note(self, month: int) -> None:
        """Notes who left in the month that was just computed, and what trust went with them."""
        s, p = self.state, self.state.partnerships[self.row]
        gone = [f"R{r}" for r in self.researchers if s.researchers.left[r] > 0]
        gone += ["C"] if p.coordinator_left > 0 else []
        gone += [f"L{k}" for k in self.leaders if s.leaders.left[k] > 0]
        moved = self.teachers[s.teachers.months[self.teachers] == 0]
        gone += [f"T{t}" for t in moved]
        self.new |= set(gone)
        self.teachers_left += len(moved)
        before, self.trust = self.trust, s.ties.trust_practice[self.ties].copy()
        if p.stage in (tables.NOT_STARTED, tables.ENDED):
            return
        self.trust_lost += float(p.trust_lost)
        ends = self.ends()
        held = (ends["research"] != "C") | (s.levers.coordination_fte[self.row] > 0)
        for post in gone:
            mine = (held & ((ends["research"] == post) | (ends["practice"] == post))).to_numpy()
            if mine.any():
                after = self.trust[mine].mean()
                self.left.append((month, post, self._role(post), int(mine.sum()), before[mine].mean(), after))

    def ends(self) -> pd.DataFrame:
        """The two posts of each boundary tie, as seats are held now: one who stops coming makes room for another."""
        ties, seats = self.state.ties[self.ties], self.state.seats[self.seats]
        holders = [f"{'T' if s.level == tables.SEAT_TEACHER else 'L'}{s.row}" for s in seats]
        research = ["C" if r == tables.COORDINATOR_ROW else f"R{r}" for r in ties.researcher]
        return pd.DataFrame({"research": research, "practice": [holders[n - self.seats.start] for n in ties.seat]})

    def _role(self, post: str) -> str:
        kind, row = post[0], int(post[1:] or 0)
        if kind == "R":
            return tables.RESEARCHER_ROLES[self.state.researchers.role[row]]
        return {"C": COORDINATOR, "T": TEACHER}.get(kind) or tables.LEADER_ROLES[self.state.leaders.role[row]]

    def stage(self) -> int:
        """Life stage, as its number."""
        return int(self.state.partnerships.stage[self.row])

    def posts(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of each post, as `people` lists them: whether it is filled, its holder left this month, number in `ROLES`."""
        s, q = self.state, self.row
        researchers, leaders = s.researchers[self.researchers], s.leaders[self.leaders]
        months = s.teachers.months[self.teachers]
        there = bool(s.levers.coordination_fte[q] > 0)
        post = s.coordinators[q]
        of_coordinator = ([there and post.vacant <= 0], [post.left > 0], [tables.ROLES.index(COORDINATOR)])
        parts = [
            (researchers.vacant <= 0, researchers.left > 0, len(tables.LEADER_ROLES) + researchers.role),
            (leaders.vacant <= 0, leaders.left > 0, leaders.role),
            (np.ones(len(months), bool), months == 0, np.full(len(months), tables.ROLES.index(TEACHER))),
        ]
        # The coordinator follows the researchers; a post without hours has nobody, and stands last.
        parts.insert(1 if there else 3, of_coordinator)
        filled, left, role = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        return filled, left, role

    def trust_both_ways(self) -> np.ndarray:
        """Trust of the practitioner in the researcher, and back, of each tie."""
        ties = self.state.ties
        return np.column_stack([ties.trust_practice[self.ties], ties.trust_research[self.ties]])

    def snapshot(self, seed: int, replicate: int, month: int) -> Snapshot:
        """The networks as they stand, and what happened since the last snapshot."""
        people, p = self.people(), self.state.partnerships[self.row]
        ties = self.ends()
        table = self.state.ties[self.ties]
        for name in ("trust_practice", "trust_research", "months"):
            ties[name] = table[name]
        ties["trust"] = (ties["trust_practice"] + ties["trust_research"]) / 2
        there = people["in_post"]
        going = p.stage not in (tables.NOT_STARTED, tables.ENDED)
        ties["present"] = there[ties["research"]].to_numpy() & there[ties["practice"]].to_numpy() & going
        ties["strong"] = ties["present"] & (ties["trust"] >= STRONG)
        left = pd.DataFrame(self.left, columns=["month", "post", "role", "ties", "trust", "trust_after"])
        found = Snapshot(self.scenario, seed, replicate, self.partnership, month, tables.LIFE_STAGES[p.stage], people,
                         ties, self.advice(), left, self.teachers_left, self.trust_lost)  # fmt: skip
        self._forget()
        return found

    def people(self) -> pd.DataFrame:
        """One row per post, as `Snapshot.people` describes them."""
        s, p = self.state, self.state.partnerships[self.row]
        school_of = {int(row): n for n, row in enumerate(self.schools)}
        district_of = {int(row): n for n, row in enumerate(self.districts)}
        rows = [(f"R{r}", RESEARCH, self._role(f"R{r}"), -1, -1, True, s.researchers.vacant[r] <= 0,
                 s.researchers.months[r], "") for r in self.researchers]  # fmt: skip
        if s.levers.coordination_fte[self.row] > 0:
            rows.append(("C", RESEARCH, COORDINATOR, -1, -1, True, p.coordinator_vacant <= 0, p.coordinator_months, ""))
        for k in self.leaders:
            x = s.leaders[k]
            rows.append((f"L{k}", PRACTICE, tables.LEADER_ROLES[x.role], district_of[int(x.district)],
                         school_of.get(int(x.school), -1), x.seat >= 0, x.vacant <= 0, x.months, ""))  # fmt: skip
        for t in self.teachers:
            x = s.teachers[t]
            school = school_of[int(x.school)]
            rows.append((f"T{t}", PRACTICE, TEACHER, district_of[int(s.schools.district[x.school])], school,
                         x.seat >= 0, True, x.months, tables.TEACHER_STAGES[x.stage]))  # fmt: skip
        columns = ["post", "side", "role", "district", "school", "at_table", "in_post", "months", "stage"]
        people = pd.DataFrame(rows, columns=columns).set_index("post")
        people[["at_table", "in_post"]] = people[["at_table", "in_post"]].astype(bool)
        people["new"] = people.index.isin(self.new)
        if "C" not in people.index:  # without such a post nobody holds its ties
            nobody = {"side": RESEARCH, "role": COORDINATOR, "district": -1, "school": -1, "stage": ""}
            people.loc["C"] = {**nobody, "at_table": False, "in_post": False, "months": 0.0, "new": False}
        return people

    def advice(self) -> pd.DataFrame:
        """Pairs of teachers of whom one asks the other."""
        asked = self.state.advice[self.teachers]
        one, other = np.repeat(self.teachers, asked.shape[1]), asked.ravel()
        pairs = np.unique(np.sort(np.column_stack([one, other]), axis=1), axis=0)
        pairs = pairs[pairs[:, 0] != pairs[:, 1]]
        return pd.DataFrame({"one": [f"T{t}" for t in pairs[:, 0]], "other": [f"T{t}" for t in pairs[:, 1]]})


def graph(snapshot: Snapshot, *, strong: bool = True, advice: bool = True) -> networkx.Graph:
    """A snapshot as a NetworkX graph of the people in post, with their roles as attributes of nodes.

    Args:
        snapshot: the networks of one month.
        strong: only strong boundary ties; otherwise all between people in post.
        advice: with all teachers and the advice among them; otherwise only the research side and the table.
    """
    import networkx

    people = snapshot.people[snapshot.people["in_post"]]
    if not advice:
        people = people[people["at_table"]]
    found = networkx.Graph()
    found.add_nodes_from((str(post), dict(row)) for post, row in people[["side", "role"]].iterrows())
    ties = snapshot.ties[snapshot.ties["strong" if strong else "present"]]
    found.add_edges_from(
        (r, t, {"trust": x, "kind": "boundary"})
        for r, t, x in ties[["research", "practice", "trust"]].itertuples(index=False)
    )
    if advice:
        found.add_edges_from(snapshot.advice.itertuples(index=False, name=None), kind="advice")
    return found
