"""The simulated populations that published figures are compared with, each run once and only when it is asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

import numpy as np
import pandas as pd

from sim.engine.batch import Batch, Run
from sim.engine.result import Result
from sim.experiments.design.population import mixed_population, type_scenarios
from sim.measures.record import survival_months
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Event, Scenario
from sim.state.tables import CENTRAL_OFFICE, COACH, ENDED, LEADER_ROLES, PRINCIPAL, RESEARCHER_ROLES, SUPERINTENDENT

#: Replicates of the default population, of urban districts, of each portrait and of each arm.
CENSUS, URBAN, PORTRAIT, ARM = 200, 180, 60, 60
#: Mixed populations, each laid out anew, and partnerships in each: what holds in one layout only is no finding.
POPULATIONS, MIXED = 3, 700
#: Runs of each type at its defaults, and of each point on the way to bad levers.
OF_A_TYPE, LINE = 100, 400
YEARS, MIXED_YEARS, URBAN_YEARS, LIFE_YEARS, YOUNG_YEARS = 10, 20, 15, 30, 5
#: Superintendents' turnover in the 500 largest districts (ILO Group 2024, 2025: 20 to 23 %).
URBAN_TURNOVER = 0.215
#: A developed programme of support in every school, as studies of coaching examine, by people as expert as there; no
#: coaches beside it.
PROGRAMME = {
    "scale.sites_start": 1.0, "district.coach_posts": 0.0, "money.start_grant": 1_500_000.0, "variety.worth": 0.7,
    "initial.usability": 0.7, "instruction.unskilled": 1.0,
}  # fmt: skip
PROGRAMME_MONTHS, PROGRAMME_ENDS = 36, 24
#: Nine levers that the sources warn of, at their worst, while money is secured; months, and steps of the way to them.
BAD_LEVERS = {
    "coordination.fte": 0.0, "contact.meetings": 0.25, "structure.agreements": 0.0, "structure.facilitation": 0.0,
    "structure.knowledge_management": 0.0, "structure.no_surprises": 0.0, "structure.reflective_routines": 0.0,
    "continuity.handover": 0.0, "work.released_time": 0.0,
}  # fmt: skip
SECURED = {"money.start_grant": 3_000_000.0, "money.start_months": 120}
LINE_MONTHS, TENTHS = 48, 10


@dataclass(frozen=True)
class Census:
    """People of the default population over ten years.

    Attributes:
        left, years: leavers and person-years by group; of researchers only years in filled posts count.
        heads: superintendents who left in the first five years, by district.
        replaced: share of posts of district and school leaders that changed holder in the first four years, by world.
        principal_months: months in post of principals at the end.
        reforms: large reforms started in a year, by district: the change in their number and the ends to be expected at
            each month's number (the number stays as it is when one starts in the month in which another ends).
        practice_spread: standard deviation of practice over teachers at the start.
    """

    left: Mapping[str, float]
    years: Mapping[str, float]
    heads: np.ndarray
    replaced: np.ndarray
    principal_months: np.ndarray
    reforms: np.ndarray
    practice_spread: float


class Simulated:
    """Populations by name, computed when first needed.

    Args:
        seed: of all draws.
        scale: factor on all numbers of runs, for quick looks.
        threads: threads to use; all cores if None.
    """

    def __init__(self, seed: int = 1, *, scale: float = 1.0, threads: int | None = None) -> None:
        self.seed, self.threads, self._scale = seed, threads, scale
        self._kept: dict[str | float, np.recarray] = {}

    def number(self, full: int) -> int:
        """A number of runs, scaled, at least two."""
        return max(2, round(full * self._scale))

    def run(self, scenarios: Iterable[Scenario], months: int, *, log: bool = False) -> Batch:
        """Runs each scenario once, on random numbers of its own."""
        runs = [Run(scenario, n, self.seed) for n, scenario in enumerate(scenarios)]
        batch = Batch(runs, months, tables=("partnerships", "districts", "roles"), log=log)
        batch.run(threads=self.threads)
        return batch

    @cached_property
    def mixed(self) -> Batch:
        """All mixed populations over twenty years, with their log of events."""
        laid_out = [mixed_population(self.number(MIXED), self.seed + n) for n in range(POPULATIONS)]
        return self.run(chain.from_iterable(laid_out), 12 * MIXED_YEARS, log=True)

    @property
    def partnerships(self) -> np.recarray:
        """Recorded partnerships of the mixed populations, one after the other."""
        return self.mixed.record.values["partnerships"]

    def _of_types(self) -> list[Scenario]:
        """Every type at its defaults, in equal shares."""
        return [scenario for scenario in type_scenarios() for _ in range(self.number(OF_A_TYPE))]

    @cached_property
    def types(self) -> np.recarray:
        """Recorded partnerships of every type in equal shares and as it is, over ten years."""
        return self.run(self._of_types(), 12 * YEARS).record.values["partnerships"]

    @cached_property
    def young(self) -> tuple[Batch, pd.DataFrame]:
        """Every type in equal shares and as it is, over its first years, with what happened."""
        batch = self.run(self._of_types(), 12 * YOUNG_YEARS, log=True)
        return batch, Result(batch).events

    @cached_property
    def types_lives(self) -> np.ndarray:
        """Lifetimes of every type in equal shares and as it is, in months, until nearly all have ended."""
        return survival_months(self.run(self._of_types(), 12 * LIFE_YEARS).record.values["partnerships"])

    @cached_property
    def towards_bad_levers(self) -> list[np.recarray]:
        """Recorded partnerships from the baseline to `BAD_LEVERS`, on the same random numbers at each tenth."""
        start = load_scenario("baseline", set=SECURED)
        own, found = start.partnerships[0].levers, []
        for tenth in range(TENTHS + 1):
            way = tenth / TENTHS
            values = {name: (1 - way) * own[name] + way * bad for name, bad in BAD_LEVERS.items()}
            batch = self.run([start.with_values(values)] * self.number(LINE), LINE_MONTHS)
            found.append(batch.record.values["partnerships"])
        return found

    @cached_property
    def mixed_events(self) -> pd.DataFrame:
        """What happened in the mixed populations."""
        return Result(self.mixed).events

    @cached_property
    def urban(self) -> Batch:
        """Default districts with the turnover of superintendents of the largest ones."""
        scenario = load_scenario("baseline", set={"district.superintendent_turnover": URBAN_TURNOVER})
        return self.run([scenario] * self.number(URBAN), 12 * URBAN_YEARS)

    @cached_property
    def design_research(self) -> Batch:
        """Design research at its defaults, ten years."""
        return self.run([load_scenario("types/design_research")] * self.number(ARM), 12 * YEARS)

    def portrait(self, name: str, months: int) -> np.recarray:
        """Recorded partnerships of a portrait."""
        return self._once(name, [load_scenario(name)] * self.number(PORTRAIT), max(months, 12 * YEARS))

    def programme(self, hours: float) -> np.recarray:
        """Recorded partnerships with so many hours of support a teacher a year, which ends after two years."""
        base = load_scenario("baseline", set={**PROGRAMME, "capacity.support_hours": hours})
        ends = Event(month=PROGRAMME_ENDS + 1, do="external_support_ends")
        return self._once(hours, [replace(base, events=(*base.events, ends))] * self.number(ARM), PROGRAMME_MONTHS)

    def _once(self, key: str | float, scenarios: Sequence[Scenario], months: int) -> np.recarray:
        """Recorded partnerships of scenarios, which are run when they are first asked for."""
        if key not in self._kept:
            self._kept[key] = self.run(scenarios, months).record.values["partnerships"]
        return self._kept[key]

    @cached_property
    def census(self) -> Census:
        """The default population, person by person, over ten years."""
        scenario = load_scenario("baseline")
        batch = Batch([Run(scenario, n, self.seed) for n in range(self.number(CENSUS))], 12 * YEARS, tables=())
        return census(batch)


def census(batch: Batch) -> Census:
    """Steps a batch month by month to its horizon, and counts who leaves and what begins."""
    state = batch.state
    left: dict[str, float] = {}
    years: dict[str, float] = {}

    def add(group: str, leavers: np.ndarray, people: np.ndarray) -> None:
        left[group] = left.get(group, 0.0) + float(leavers.sum())
        years[group] = years.get(group, 0.0) + float(people.sum()) / 12

    teachers, leaders, researchers, districts = state.teachers, state.leaders, state.researchers, state.districts
    poverty = state.schools.poverty[teachers.school]
    lasting = state.calendar.reform_months[np.repeat(np.arange(len(batch.runs)), np.diff(state.worlds.districts_at))]
    heads, reforms = np.zeros(len(districts)), np.zeros(len(districts))
    steering = leaders.role != COACH
    changed = np.zeros(len(leaders), dtype=bool)
    spread = float(teachers.practice.std())
    for month in range(batch.months):
        before, experience = districts.reforms.copy(), teachers.experience + 1 / 12
        empty = teachers.vacant > 0
        rank = researchers.role.copy()  # of whoever leaves; a post on the tenure track begins untenured again
        batch.step()
        gone = (teachers.months == 0) & ~empty
        for group, who in {
            "teacher": experience >= 0, "teacher up to 3 years": experience <= 3,
            "teacher 4 to 9 years": (experience > 3) & (experience < 10), "teacher 10 years or more": experience >= 10,
            "high poverty": poverty > 0.6, "low poverty": poverty < 0.4,
        }.items():  # fmt: skip
            add(group, gone[who], who & ~empty)
        novice = (experience <= 3) & ~empty
        add("novice October to April", gone[novice] & (3 <= month % 12 <= 9), novice)
        for role, name in enumerate(LEADER_ROLES):
            add(name, leaders.left[leaders.role == role], leaders.role == role)
        going = state.partnerships.stage[researchers.partnership] != ENDED
        for role, name in enumerate(RESEARCHER_ROLES):
            who = (rank == role) & going
            add(name, researchers.left[who], who & (researchers.vacant <= 0))
        if month < 60:
            heads += leaders.left[districts.leaders_at] > 0
        if month < 48:
            changed |= leaders.left > 0
        reforms += districts.reforms - before + np.minimum(1, before / lasting)
    worlds = np.searchsorted(state.worlds.leaders_at[1:], np.flatnonzero(steering), side="right")
    replaced = np.bincount(worlds, changed[steering]) / np.bincount(worlds)
    principals = (leaders.role == PRINCIPAL) & (leaders.vacant <= 0)
    return Census(left, years, heads, replaced, leaders.months[principals].astype(float),
                  reforms / (batch.months / 12), spread)  # fmt: skip


def superintendents(batch: Batch) -> np.ndarray:
    """Months in post of sitting superintendents at the end of a batch."""
    leaders = batch.state.leaders
    return leaders.months[(leaders.role == SUPERINTENDENT) & (leaders.vacant <= 0)].astype(float)


def leavers(batch: Batch, months: int) -> tuple[np.ndarray, np.ndarray]:
    """People who left in the first months while the partnership went on, by world: top leaders, and researchers."""
    roles, alive = batch.record.values["roles"], batch.record.values["partnerships"].stage[:months] != ENDED
    left = roles.left[:months].reshape(months, alive.shape[1], -1)
    left = np.where(alive[:, :, None], left, 0.0).sum(axis=0)
    first = len(LEADER_ROLES)
    researchers = left[:, first : first + len(RESEARCHER_ROLES)].sum(axis=1)
    return left[:, [SUPERINTENDENT, CENTRAL_OFFICE]].sum(axis=1), researchers
