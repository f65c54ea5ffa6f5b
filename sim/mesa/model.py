"""A Mesa model of one world: for stepping month by month, inspecting people, intervening, and teaching.

It runs on the engine of `Batch` as a batch of one, so that its records are those of `sim.run`, byte for byte.
For many runs use `sim.run`, which is some thirty times faster than a loop over Mesa models, on each core.
"""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Callable, Mapping
from functools import cached_property
from operator import attrgetter
from pathlib import Path

import mesa
import numpy as np
import pandas as pd

from sim.arguments import by_dotted_name, whole
from sim.engine.batch import Batch, Run
from sim.engine.observed import NAMES
from sim.engine.result import Result
from sim.engine.run import LARGEST_SEED, MOST_MONTHS, MOST_REPLICATES
from sim.kernel.chance import world_seed
from sim.mesa.agents import AGENT_TYPES, Coordinator, DistrictLeader, Funder, Post, Researcher, Teacher
from sim.mesa.collectives import District, Partnership, School
from sim.mesa.collector import PartnershipCollector
from sim.mesa.views import RowView, Values
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario, Value
from sim.state.tables import State

#: Fresh seeds are below this, as spreadsheets and floating-point columns keep no more than 15 digits.
FRESH_SEEDS = 10**15


def _views_of(kind: type[RowView], about: str) -> cached_property:
    """The attribute that is all views of a kind, each one object for the life of the model."""

    def read(self: PartnershipModel) -> tuple[RowView, ...]:
        return tuple(kind(self, row) for row in range(len(getattr(self.state, kind.table))))

    read.__doc__ = about
    return cached_property(read)


def _agents_of(kind: type[Post], about: str) -> property:
    """The attribute that is all agents of a kind, by row."""
    return property(lambda model: model._make_posts()[kind], doc=about)


class PartnershipModel(mesa.Model):
    """One world, month by month.

    ``step()`` computes one month; after the last one ``running`` is False and further steps do nothing. Agents are made
    when they are first asked for, and their attributes read and write the state.

    Args:
        scenario: name, file, or resolved scenario.
        set: values by dotted name that override the scenario, as in `sim.run`.
        seed: from 0 to 2**63 - 1. With the same seed and replicate the records equal those of `sim.run`. None is a
            fresh one each time, as Mesa has it: its batch runner repeats a model by making it again without a seed.
        replicate: 0-based number of the replicate, paired by seed with that replicate of `sim.run`.
        months: horizon [months]; by default that of the scenario.
        log: whether to keep the event log.
        collector: makes the model's `datacollector`; any function without arguments that gives a Mesa `DataCollector`.
        kwargs: single values as keywords, with a dot or an underscore (``coordination_fte=1.0``), because Mesa's batch
            runner and its sliders pass parameters so. Names are checked like all others. (Mesa 3.3 looks for this very
            word, `kwargs`.) ``values`` is the former name of ``set``, and goes in version 0.3.

    Attributes:
        batch: the engine, with the scenario, the state and the record.
        datacollector: collects at the end of each month; may be replaced by any Mesa `DataCollector` before a step.
        seed, replicate: as given; a fresh seed too is kept here, and reported by the collector, to run it again.
        running: False once the horizon is reached.

    Raises:
        ScenarioError: mistakes in the scenario, in ``set`` or in ``kwargs``.
        ValueError: seed, replicate or months out of range; ``set`` is no mapping; a value is given twice.
    """

    def __init__(
        self,
        scenario: str | Path | Scenario = "baseline",
        *,
        set: Mapping[str, Value] | None = None,
        seed: int | None = None,
        replicate: int = 0,
        months: int | None = None,
        log: bool = False,
        collector: Callable[[], mesa.DataCollector] = PartnershipCollector,
        **kwargs: Value,
    ) -> None:
        self.seed = whole("seed", secrets.randbelow(FRESH_SEEDS) if seed is None else seed, 0, LARGEST_SEED)
        self.replicate = whole("replicate", replicate, 0, MOST_REPLICATES)
        if "values" in kwargs:
            warnings.warn("PartnershipModel(values=...) is now set=...", FutureWarning, stacklevel=2)
            set = kwargs.pop("values") if set is None else set
        changed = _values(set, kwargs)
        if isinstance(scenario, Scenario):
            loaded = scenario.with_values(changed)
        else:
            loaded = load_scenario(scenario, set=changed)
        months = loaded.months if months is None else whole("months", months, 1, MOST_MONTHS)
        # Mesa's own generators, for what users draw themselves; the model draws by address and uses neither.
        super().__init__(rng=world_seed(self.seed, self.replicate))
        self.batch = Batch([Run(loaded, self.replicate, self.seed)], months, log=log)
        self.datacollector = collector()
        self._posts: dict[type[Post], list[Post]] = {}

    def __repr__(self) -> str:
        name = self.resolved_scenario.name
        return f"<PartnershipModel {name}, month {self.month} of {self.months}, seed {self.seed}>"

    def __deepcopy__(self, memo: dict) -> PartnershipModel:
        """Not possible, as a copy's views would still be of this model's rows.

        Raises:
            TypeError: always.
        """
        raise TypeError("a model cannot be copied; make a second one with the same seed and step it to the same month")

    def step(self) -> None:
        """Computes one month; does nothing once the horizon is reached."""
        if self.month < self.months:
            self.batch.step()
            self.running = self.month < self.months
            self.datacollector.collect(self)

    # --- the world ----------------------------------------------------------------------------------------------

    state: State = property(
        attrgetter("batch.state"), doc="All tables of the world; ``state.teachers[t].practice`` is one value."
    )
    month: int = property(attrgetter("batch.month"), doc="Months computed so far; 1-based number of the last one.")
    months: int = property(attrgetter("batch.months"), doc="Horizon [months].")

    @property
    def resolved_scenario(self) -> Scenario:
        """The scenario with every value."""
        return self.batch.runs[0].scenario

    @property
    def scenario(self) -> Scenario:
        """Not there: Mesa 3.5 keeps this name for experimental scenarios of its own, and its page stumbles over others.

        Raises:
            AttributeError: always.
        """
        raise AttributeError("the scenario of a PartnershipModel is its `resolved_scenario`")

    @scenario.setter
    def scenario(self, scenario: object) -> None:
        """Ignores the empty one that Mesa 3.5 makes for each model."""

    @property
    def uncertainties(self) -> Values:
        """Uncertainties by dotted name, as in force now; writing acts as a ``set`` event."""
        return Values(self.state, "world")

    partnerships: tuple[Partnership, ...] = _views_of(Partnership, "The partnerships, in the order of the scenario.")
    districts: tuple[District, ...] = _views_of(District, "All districts, partnership by partnership.")
    schools: tuple[School, ...] = _views_of(School, "All schools, district by district.")

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """Names of the rows of recorded tables, such as ``districts``."""
        return {table: names_of(self.resolved_scenario) for table, names_of in NAMES.items()}

    @property
    def district_names(self) -> tuple[str, ...]:
        """Name of each district in the scenario."""
        return tuple(self.names["districts"])

    # --- results ------------------------------------------------------------------------------------------------

    def observed(self, table: str) -> np.recarray:
        """Rows of a recorded table as observed in the last month.

        Args:
            table: one of `sim.state.record.RECORDED`.

        Raises:
            ValueError: no month was computed yet, or the table is not recorded.
        """
        values = self.batch.record.values
        if table not in values:
            raise ValueError(f"unknown table {table!r}; there are {', '.join(values)}")
        if not self.month:
            raise ValueError("nothing was observed yet; step() first")
        return values[table][self.month - 1]

    def result(self) -> Result:
        """Tables and outcomes of the months so far, as from `sim.run`.

        Raises:
            ValueError: no month was computed yet.
        """
        if not self.month:
            raise ValueError("there is no result yet; step() first")
        return Result(self.batch, by_hand=True)

    @property
    def events(self) -> pd.DataFrame:
        """The event log so far: month, event, entity; empty unless the model keeps one (``log=True``)."""
        return Result(self.batch).events

    # --- agents -------------------------------------------------------------------------------------------------

    def _make_posts(self) -> dict[type[Post], list[Post]]:
        """Makes an agent for each post, once. It takes about a second for 100,000 posts."""
        if not self._posts:
            rows = {kind: range(len(getattr(self.state, kind.table))) for kind in AGENT_TYPES}
            self._posts = {kind: [kind(self, row) for row in rows[kind]] for kind in AGENT_TYPES}
        return self._posts

    @property
    def agents(self) -> mesa.agent.AgentSet:
        """All agents, made on first access: researchers, leaders, teachers, funders and coordinators."""
        self._make_posts()
        return super().agents

    @property
    def agents_by_type(self) -> dict[type[mesa.Agent], mesa.agent.AgentSet]:
        """Agents by type, made on first access; a kind of which the world has none has an empty set."""
        self._make_posts()
        empty = {kind: mesa.agent.AgentSet([], random=self.random) for kind in AGENT_TYPES}
        return empty | super().agents_by_type

    @property
    def agent_types(self) -> list[type[mesa.Agent]]:
        """The kinds of people, and the types of agents that users added. Makes no agents."""
        return list(dict.fromkeys([*AGENT_TYPES, *super().agent_types]))

    researchers: list[Researcher] = _agents_of(Researcher, "All researchers, by row.")
    leaders: list[DistrictLeader] = _agents_of(DistrictLeader, "All leaders, by row.")
    teachers: list[Teacher] = _agents_of(Teacher, "All teachers, by row.")
    funders: list[Funder] = _agents_of(Funder, "All funders, by row.")
    coordinators: list[Coordinator] = _agents_of(Coordinator, "The coordinator of each partnership.")

    def remove_all_agents(self) -> None:
        """Forgets the agents, which frees their memory. Posts stay; their agents are made anew when asked for."""
        for kind in AGENT_TYPES:
            for agent in self._posts.get(kind, ()):
                self.deregister_agent(agent)
        self._posts = {}
        super().remove_all_agents()


def _values(values: Mapping[str, Value] | None, keywords: Mapping[str, Value]) -> dict[str, Value]:
    """All values by dotted name."""
    if values is not None and not isinstance(values, Mapping):
        raise ValueError(
            f"set must be a mapping from dotted names to values, not {values!r} (mesa.batch_run takes lists apart: "
            "put the mapping into a list)"
        )
    return by_dotted_name(values, keywords)
