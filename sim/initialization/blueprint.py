"""Posts and ties of a batch of worlds, before anybody holds them.

A scenario is laid out once as a *blueprint*, the posts and ties of one world; a batch repeats it for each replicate.
Who holds the posts is then drawn from each world's seed (`sim.initialization.people`).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.declarations.parameters import Parameter, record_array, registry
from sim.scenario.conditions import WATCHED
from sim.scenario.events import VERDICTS
from sim.scenario.history import CHANCES
from sim.scenario.records import BY_GRANT
from sim.scenario.scenario import Event, Scenario
from sim.state import tables
from sim.state.column import as_table
from sim.state.tables import NO_ROW, TABLES, UNTENURED, State

#: Posts in a research team: the lever that tells how many, and their role, in the order of their rows.
TEAM = {
    "team.untenured": UNTENURED, "team.tenured": tables.TENURED, "team.staff": tables.STAFF,
    "team.graduates": tables.GRADUATE,
}  # fmt: skip
#: Columns that hold a row of another table, and which; ``schools_at`` and ``schools_end`` are called after theirs.
POINTERS = {
    "partnership": "partnerships", "district": "districts", "school": "schools", "principal": "leaders",
    "seat": "seats", "researcher": "researchers", "funder": "funders",
}  # fmt: skip
#: Levers that tell how many people of a district have a seat.
AT_THE_TABLE = (
    "breadth.superintendent", "breadth.central_office", "breadth.coaches", "breadth.principals", "breadth.teachers",
)  # fmt: skip
#: Tables whose rows are counted in `Worlds`; the others have a fixed number of rows per partnership or world.
COUNTED = tuple(c.name.removesuffix("_at") for c in tables.WORLD_COLUMNS if c.name.endswith("_at"))


@dataclass(frozen=True)
class Blueprint:
    """Posts and ties of one world of a scenario, with rows counted from 0.

    Attributes:
        columns: for each table the columns that do not stand at their starting value.
        rows: number of rows of each table.
        parameters: for each parameter table its rows.
    """

    columns: Mapping[str, Mapping[str, np.ndarray]]
    rows: Mapping[str, int]
    parameters: Mapping[str, np.recarray]


class _Rows:
    """Grows a table row by row while a blueprint is drawn up."""

    def __init__(self) -> None:
        self.columns: dict[str, list] = {}
        self.count = 0

    def add(self, count: int = 1, **values: object) -> int:  # columns are named by their keywords
        """Adds rows that share their values, or take them from arrays; returns the first one."""
        first = self.count
        for name, value in values.items():
            self.columns.setdefault(name, []).append((value, count))
        self.count += count
        return first

    def arrays(self) -> dict[str, np.ndarray]:
        """Columns as arrays."""
        return {name: _column(parts) for name, parts in self.columns.items()}


def _column(parts: Sequence[tuple[object, int]]) -> np.ndarray:
    """A column of values that stand for so many rows each, or of arrays with as many."""
    if not any(np.ndim(value) for value, _ in parts):
        return np.repeat([value for value, _ in parts], [count for _, count in parts])
    return np.concatenate([np.broadcast_to(value, (count,)) for value, count in parts])


def blueprint(scenario: Scenario) -> Blueprint:
    """Draws up the posts and ties of one world.

    Rows stand in a fixed order: partnership by partnership, district by district, and last districts for comparison,
    which lie outside the rows of every partnership and point to the first; of the leaders of a district the
    superintendent is first, then central office, coaches and principals. Schools are ranked in their order, so that
    sites, and the principals and teachers at the table, are the same posts in every replicate.
    """
    t = {name: _Rows() for name in TABLES}
    for number, partnership in enumerate(scenario.partnerships):
        lever, is_sought = partnership.levers, partnership.founding == BY_GRANT
        first = {name: t[name].count for name in ("districts", "researchers", "seats", "ties")}
        for word, role in TEAM.items():
            t["researchers"].add(int(lever[word]), partnership=number, role=role, track=int(role == UNTENURED))
        for n, district in enumerate(partnership.districts):
            _lay_out_district(t, number, lever, district.context, is_member=n < partnership.founders)
        seats = np.arange(first["seats"], t["seats"].count)
        holders = np.append(np.arange(first["researchers"], t["researchers"].count), tables.COORDINATOR_ROW)
        t["ties"].add(
            len(seats) * len(holders), seat=np.repeat(seats, len(holders)), researcher=np.tile(holders, len(seats))
        )
        t["partnerships"].add(
            **{f"{name}_at": row for name, row in first.items()}, **{f"{name}_end": t[name].count for name in first},
            funder_ties_at=t["funder_ties"].add(len(scenario.funders)), start=partnership.start - 1,
            is_sought=int(is_sought),
            reach=lever["scale.sites_start"], practice_money=lever["money.practice_share"],
            paid_coordination=1.0, paid_staff=1.0,
        )  # fmt: skip
        t["units"].add(tables.UNIT_SLOTS)
        _grants(t["grants"], lever, scenario, None if is_sought else scenario.first_funder(lever))
        t["proposals"].add(tables.PROPOSAL_SLOTS)
    nobody = {**scenario.partnerships[0].levers, **dict.fromkeys(AT_THE_TABLE, 0.0)}
    for district in scenario.compared:
        _lay_out_district(t, 0, nobody, district.context, is_member=False)
    t["funders"].add(len(scenario.funders), budget_left=[f.context["funder.budget"] for f in scenario.funders])
    t["roles"].add(len(tables.ROLES))
    _date_events(t["events"], scenario)
    _date_history(t["history"], scenario)
    return Blueprint(
        columns={name: rows.arrays() for name, rows in t.items()},
        rows={name: rows.count for name, rows in t.items()},
        parameters=_parameters_of(scenario),
    )


def _lay_out_district(
    t: dict[str, _Rows], partnership: int, lever: Mapping, context: Mapping, *, is_member: bool
) -> None:
    """One district: schools, teachers, leaders, and who of them has a seat at the table."""
    number = t["districts"].count
    schools, per_school = int(context["district.schools"]), int(context["district.teachers_per_school"])
    leaders = (
        (tables.SUPERINTENDENT, 1, "breadth.superintendent"),
        (tables.CENTRAL_OFFICE, int(context["district.central_office_posts"]), "breadth.central_office"),
        (tables.COACH, int(context["district.coach_posts"]), "breadth.coaches"),
        (tables.PRINCIPAL, schools, "breadth.principals"),
    )  # fmt: skip
    roles = np.concatenate([np.full(posts, role) for role, posts, _ in leaders])
    first_school, first_leader, first_teacher = t["schools"].count, t["leaders"].count, t["teachers"].count
    principals_at = first_leader + len(roles) - schools
    school_of = np.full(len(roles), NO_ROW)
    school_of[-schools:] = np.arange(first_school, first_school + schools)
    leader_seat = np.full(len(roles), NO_ROW)
    for role, _, seats in leaders:
        rows = np.flatnonzero(roles == role)[: int(lever[seats])]
        seat = t["seats"].add(len(rows), partnership=partnership, level=role, row=first_leader + rows, district=number)
        leader_seat[rows] = np.arange(seat, seat + len(rows))
    # Teachers at the table come from the schools that begin in turn, one by one, and then from the others.
    people = min(schools * per_school, int(lever["breadth.teachers"]))
    sites = max(1, math.floor(float(lever["scale.sites_start"]) * schools + 0.5))
    turn = np.arange(people)
    turn = first_teacher + np.where(turn < sites * per_school, turn % sites * per_school + turn // sites, turn)
    seat = t["seats"].add(len(turn), partnership=partnership, level=tables.SEAT_TEACHER, row=turn, district=number)
    teacher_seat = np.full(schools * per_school, NO_ROW)
    teacher_seat[turn - first_teacher] = np.arange(seat, seat + len(turn))

    t["leaders"].add(len(roles), district=number, school=school_of, role=roles, seat=leader_seat)
    starts = first_teacher + per_school * np.arange(schools)
    begins = is_member & (np.arange(schools) < sites)
    t["schools"].add(
        schools, district=number, teachers_at=starts, teachers_end=starts + per_school,
        principal=principals_at + np.arange(schools), rank=np.arange(schools),
        site=begins.astype(float), offer=np.where(begins, tables.STANDING_OFFER, tables.NO_OFFER),
        participation=np.where(begins, tables.JOINED, tables.NOT_JOINED),
    )  # fmt: skip
    t["teachers"].add(
        schools * per_school, school=first_school + np.arange(schools * per_school) // per_school, seat=teacher_seat
    )
    t["districts"].add(
        partnership=partnership, schools_at=first_school, schools_end=first_school + schools, leaders_at=first_leader,
        leaders_end=first_leader + len(roles), mandate=tables.TOLERATED if is_member else tables.LEFT,
        was_member=float(is_member),
    )  # fmt: skip


def _grants(grants: _Rows, lever: Mapping, scenario: Scenario, funder: int | None) -> None:
    """The grant that a partnership starts with, if it has one from a funder, and room for further ones."""
    if funder is not None:
        grants.add(
            funder=funder, monthly=lever["money.start_grant"] / lever["money.start_months"],
            left=lever["money.start_months"], operating=lever["money.operating_share"],
            practice=lever["money.practice_share"],
            rigidity=1.0 - scenario.funders[funder].context["funder.process_weight"],
        )  # fmt: skip
    empty = tables.GRANT_SLOTS - (funder is not None)
    grants.add(empty, funder=NO_ROW, monthly=0.0, left=0.0, operating=0.0, practice=0.0, rigidity=0.0)


def _date_events(events: _Rows, scenario: Scenario) -> None:
    """Events row by row; the changes of parameters of ``set`` events are made by the engine, by their months."""
    for number, event in enumerate(scenario.events):
        for sort, row in scenario.rows_struck(event):
            events.add(
                code=event.code, number=number, aim=tables.SORTS.index(sort), row=NO_ROW if row is None else row,
                value=event.value or 0.0, extra=_second_number(event), **_condition(event),
            )  # fmt: skip


def _second_number(event: Event) -> float:
    """What an event says beside its size: a role, a verdict, a kind of funder or months; -1 for none."""
    if event.role is not None:
        return float(tables.LEADER_ROLES.index(event.role))
    if event.verdict is not None:
        return float(VERDICTS.index(event.verdict))
    if event.kind is not None:
        return registry()["funder.kind"].number(event.kind)
    return -1.0 if event.months is None else float(event.months)


def _condition(event: Event) -> dict[str, float]:
    """When an event strikes: its month, or what its condition looks at."""
    when = event.when
    if when is None:
        return {"month": event.month - 1, "watches": 0, "bound": 0.0, "side": 0, "after": 0, "left": 0}
    bound, side = (when.above, 1) if when.below is None else (when.below, -1)
    return {"month": -1, "watches": WATCHED[when.outcome].code, "bound": bound, "side": side, "after": when.after - 1,
            "left": when.times}  # fmt: skip


def _date_history(history: _Rows, scenario: Scenario) -> None:
    """What is known, row by row."""
    for known in scenario.history:
        rows = scenario.rows_hit(known, known.sort)
        for row in (NO_ROW,) if rows is None else rows:
            history.add(
                first=known.first - 1, until=-1 if known.last is None else known.last, kind=CHANCES[known.chance].code,
                row=row, share=known.share,
            )  # fmt: skip


@cache
def _fields(scope: str, group: str | None, dotted: bool) -> tuple[tuple[Parameter, ...], np.dtype]:
    """Parameters of one table, and its row type; the same objects every time, so that tables need no conversion."""
    found = tuple(registry().select(scope=scope, group=group))
    return found, record_array(found, 0, dotted=dotted).dtype


def _fill(scope: str, rows: Sequence[Mapping], *, group: str | None = None, dotted: bool = False) -> np.recarray:
    found, dtype = _fields(scope, group, dotted)
    content = [tuple(p.number(values[p.name]) for p in found) for values in rows]
    return np.array(content, dtype=dtype).view(np.recarray)


def _parameters_of(scenario: Scenario) -> dict[str, np.recarray]:
    """Parameter tables of one world."""
    districts = [d.context for d in scenario.districts]
    return {
        "levers": _fill("partnership", [p.levers for p in scenario.partnerships], dotted=True),
        "context": _fill("district", districts),
        "funder_context": _fill("funder", [f.context for f in scenario.funders]),
        **{group: _fill("world", [scenario.world], group=group) for group in registry().groups(scope="world")},
    }


def lay_out(runs: Sequence[tuple[Scenario, int]], log_capacity: int = 0) -> State:
    """Posts and ties of a batch of worlds, not yet filled with people.

    Args:
        runs: scenario and world seed of each world. Neighbours that share a scenario object are laid out together.
        log_capacity: entries of the event log kept per world.
    """
    parts: list[tuple[Blueprint, int]] = []
    previous, plan = None, None
    for scenario, _ in runs:
        if scenario is previous:
            parts[-1] = (parts[-1][0], parts[-1][1] + 1)
        else:
            plan = blueprint(scenario)
            parts.append((plan, 1))
        previous = scenario
    sizes = {name: sum(plan.rows[name] * times for plan, times in parts) for name in TABLES}
    filled = {name: tables.empty_table(name, sizes[name]) for name in TABLES}
    offsets = {name: np.zeros(len(runs) + 1, dtype=np.int64) for name in TABLES}
    world = 0
    for plan, times in parts:
        for name in TABLES:
            steps = plan.rows[name] * np.arange(1, times + 1)
            offsets[name][world + 1 : world + times + 1] = offsets[name][world] + steps
        for name, columns in plan.columns.items():
            at, rows = offsets[name][world], plan.rows[name]
            for column, values in columns.items():
                target = getattr(filled[name], column)[at : at + rows * times].reshape(times, rows)
                target[:] = values
                table, _, edge = column.rpartition("_")
                pointed = table if edge in ("at", "end") else POINTERS.get(column)
                if pointed is not None:
                    shift = offsets[pointed][world : world + times].astype(target.dtype)[:, None]
                    target += np.where(values == NO_ROW, 0, shift).astype(target.dtype)
        seats = slice(offsets["seats"][world], offsets["seats"][world + times])
        people = np.where(filled["seats"].level[seats] == tables.SEAT_TEACHER, "teachers", "leaders")
        for kind in ("teachers", "leaders"):
            shift = np.repeat(offsets[kind][world : world + times], plan.rows["seats"])
            filled["seats"].row[seats] += np.where(people == kind, shift, 0).astype(np.int32)
        world += times
    worlds = tables.empty_worlds(len(runs))
    worlds.seed[:-1] = [seed for _, seed in runs]
    for name in COUNTED:
        worlds[f"{name}_at"] = offsets[name]
    parameters = {
        name: as_table(np.concatenate([np.tile(plan.parameters[name], times) for plan, times in parts]), table.dtype)
        for name, table in parts[0][0].parameters.items()
    }
    return State(
        worlds=worlds, **filled, **tables.parts_of(filled["partnerships"]),
        advice=np.zeros((sizes["teachers"], tables.ADVICE_TIES), dtype=np.int32),
        log=tables.empty_log(len(runs), log_capacity), **parameters,
    )  # fmt: skip
