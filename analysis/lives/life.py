"""One partnership through one run: its months, its events, and names for everything."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.wording.numbers import with_article
from sim.arguments import one_of
from sim.declarations.parameters import record_array, registry
from sim.engine.batch import Batch, Run
from sim.engine.result import Result
from sim.scenario.records import BY_GRANT
from sim.scenario.scenario import PartnershipSpec, Scenario, Value
from sim.state.tables import RESEARCHER_ROLES, SORTS

Columns = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the log.

    Attributes:
        month: 1 is July of year 1.
        event: its name in `sim.kernel.event_log.CODES`.
        entity: table that ``row`` points into.
        row, other, value: as the log declares them.
    """

    month: int
    event: str
    entity: str
    row: int
    other: int
    value: float


class Life:
    """Everything that is known of one partnership in a batch of one world.

    Args:
        result: tables of the run.
        batch: the world, run with a log.
        number: which partnership of the world, from 0.
    """

    def __init__(self, result: Result, batch: Batch, number: int) -> None:
        self.scenario: Scenario = batch.runs[0].scenario
        self.number = number
        self.spec: PartnershipSpec = self.scenario.partnerships[number]
        self.months = result.months
        self.first_district = sum(len(p.districts) for p in self.scenario.partnerships[:number])
        self._posts = batch.state.researchers.role
        self.columns = _rows(result.partnerships, number, self.months)
        last = self.first_district + len(self.spec.districts)
        self.districts = [_rows(result.districts, row, self.months) for row in range(self.first_district, last)]
        concerned = [e for e in _entries(result) if self._concerns(e)]
        self.entries = [e for e in concerned if e.entity != "events"]
        #: What the scenario made happen here, by month: one of its events, however many rows it struck.
        self.struck = dict.fromkeys((e.month, self.scenario.events[e.row]) for e in concerned if e.entity == "events")
        self.log_is_full = bool(batch.state.log.used[0] >= batch.state.log.month.shape[1])

    def _concerns(self, e: Entry) -> bool:
        entity, row = e.entity, e.row
        if entity == "events":  # concerns whom it strikes
            entity, row = f"{SORTS[int(e.value)]}s", e.other
            if row < 0:
                return True
        if entity == "districts":
            return 0 <= row - self.first_district < len(self.spec.districts)
        return entity != "partnerships" or row == self.number

    # --- numbers ------------------------------------------------------------------------------------------------------

    def at(self, column: str, month: int) -> float:
        """Value of a column at the end of a month; before month 1 that of month 1."""
        return float(self.columns[column][min(max(month, 1), self.months) - 1])

    def district_at(self, row: int, column: str, month: int) -> float:
        """The same for a district, by its row in the world."""
        return float(self.districts[row - self.first_district][column][min(max(month, 1), self.months) - 1])

    def mean(self, column: str, first: int, last: int) -> float:
        """Mean of a column over the months ``first`` to ``last``, as far as the partnership had begun."""
        return float(self.columns[column][max(first, self.start + 1) - 1 : last].mean())

    def p(self, name: str, month: int = 0) -> float:
        """Value of a parameter of the world in a month; at the start by default."""
        return float(self._set(name, month, self.scenario.world[name]))

    def lever(self, name: str, month: int) -> float:
        """Value of a lever in a month."""
        return float(self._set(name, month, self.spec.levers[name]))

    def _set(self, name: str, month: int, at_start: Value) -> Value:
        """What the scenario's events have set a parameter to by a month."""
        values = [e.changes[name] for when, e in self.struck if when <= month and name in e.changes]
        return values[-1] if values else at_start

    def rule_values(self, group: str, month: int) -> np.record:
        """Parameters of the world as the rules of a submodel take them, in a month."""
        parameters = registry().select(scope="world", group=group)
        values = record_array(parameters, 1)[0]
        for p in parameters:
            values[p.word] = p.number(self._set(p.name, month, self.scenario.world[p.name]))
        return values

    def total(self, column: str, first: int, last: int) -> float:
        """Sum of a column over the months ``first`` to ``last``."""
        return float(self.columns[column][first - 1 : last].sum())

    @cached_property
    def ended(self) -> int | None:
        """Month in which the partnership ended, or None."""
        return next((e.month for e in self.entries if e.event == "partnership_ended"), None)

    @cached_property
    def start(self) -> int:
        """Month in which the partnership began."""
        return next((e.month for e in self.entries if e.event == "partnership_started"), self.spec.start)

    @property
    def never_was(self) -> bool:
        """Whether its founders never won the grant with which it was to start."""
        return self.spec.founding == BY_GRANT and not any(e.event == "partnership_started" for e in self.entries)

    @property
    def last_month(self) -> int:
        """Last month in which there was a partnership."""
        return self.months if self.ended is None else self.ended

    def is_alive(self, month: int) -> bool:
        """Whether there is a partnership at the end of a month."""
        going = self.ended is None or month < self.ended
        return not self.never_was and self.start <= month <= self.months and going

    def cash(self, month: int) -> float:
        """Money in the bank at the end of a month [dollars]."""
        return sum(self.at(f"cash_{kind}", month) for kind in ("project", "operating", "practice"))

    # --- who pays -----------------------------------------------------------------------------------------------------

    @cached_property
    def first_grant(self) -> Entry | None:
        """The grant that founders won, with which a partnership started; None for one that starts at its date."""
        if self.spec.founding != BY_GRANT:
            return None
        return next((e for e in self.entries if e.event == "grant_awarded"), None)

    @cached_property
    def first_funder(self) -> int | None:
        """Funder of the grant that the partnership started with."""
        if self.spec.founding == BY_GRANT:
            return None if self.first_grant is None else self.first_grant.other
        return self.scenario.first_funder(self.spec.levers)

    def paying(self, month: int) -> set[int]:
        """Funders with a running grant at the end of a month."""
        running: Counter[int] = Counter()
        if self.first_funder is not None and self.first_grant is None:
            running[self.first_funder] += 1
        for e in self.entries:
            if e.month <= month and e.event == "grant_awarded":
                running[e.other] += 1
            elif e.month <= month and e.event == "grant_ended":
                running[e.other] -= 1
            elif e.month <= month and e.event == "grant_cancelled":
                running = Counter({f: n for f, n in running.items() if e.other >= 0 and f != e.other})
        return {funder for funder, grants in running.items() if grants > 0 and self.at("external", month) > 0}

    # --- names --------------------------------------------------------------------------------------------------------

    @property
    def has_one_district(self) -> bool:
        """Whether "the district" is clear enough."""
        return len(self.spec.districts) == 1

    @property
    def the_districts(self) -> str:
        """All of them in a sentence."""
        return "the district" if self.has_one_district else "the districts"

    def district(self, row: int) -> str:
        """A district in a sentence: its name where the scenario gives one."""
        number = row - self.first_district
        if self.spec.districts_listed:
            return self.spec.districts[number].name
        return "the district" if self.has_one_district else f"district {number + 1}"

    def which(self, word: str, row: int) -> str:
        """A district behind a word, such as `` of Austin``; nothing where there is only one district."""
        return "" if self.has_one_district else f" {word} {self.district(row)}"

    def funder(self, row: int) -> str:
        """A funder in a sentence."""
        return with_article(self.scenario.funders[row].name) if 0 <= row < len(self.scenario.funders) else "a funder"

    def partnership(self, row: int) -> str:
        """Another partnership of the same world in a sentence."""
        known = self.scenario.partnerships
        return known[row].name if 0 <= row < len(known) else "another partnership"

    def researcher_role(self, row: int) -> str:
        """Role of a researcher's post, by its row in the world."""
        return RESEARCHER_ROLES[int(self._posts[row])]


def lived(
    scenario: Scenario, *, seed: int = 1, replicate: int = 0, months: int | None = None, partnership: str | None = None
) -> Life:
    """Runs one replicate, and follows one partnership through it.

    Args:
        scenario: what to run.
        seed: the user's seed.
        replicate: 0-based number, the same as in ``rpp run``.
        months: horizon; that of the scenario if None.
        partnership: its name; the first one if None.

    Raises:
        ValueError: no partnership of that name.
    """
    names = [p.name for p in scenario.partnerships]
    name = names[0] if partnership is None else one_of("partnership", partnership, names)
    batch = Batch([Run(scenario, replicate, seed)], months or scenario.months, log=True)
    batch.run(threads=1)
    return Life(Result(batch), batch, names.index(name))


def _rows(table: object, row: int, months: int) -> Columns:
    """The months of one row of a monthly table."""
    part = table.iloc[row * months : (row + 1) * months]  # type: ignore[attr-defined]
    return {name: part[name].to_numpy() for name in part.columns}


def _entries(result: Result) -> list[Entry]:
    rows = result.events[["month", "event", "entity", "row", "other", "value"]].itertuples(index=False)
    return [Entry(*row) for row in rows]
