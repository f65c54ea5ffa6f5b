"""The order of one month, in one place (model section 3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.submodels import (
    agenda,
    calendar,
    funding,
    governance,
    instruction,
    joint_work,
    meetings,
    research_use,
    turnover,
)
from sim.submodels.observation import OBSERVE_TABLES, observe


class Step(NamedTuple):
    """One submodel's month.

    Attributes:
        name: as in the ODD description.
        kernel: ``kernel(first_world, last_world, month, *tables)``.
        tables: names of the tables of `sim.state.tables.State` that it reads and writes.
    """

    name: str
    kernel: Callable
    tables: tuple[str, ...]


SCHEDULE: tuple[Step, ...] = (
    Step("calendar and shocks", calendar.step, calendar.TABLES),
    Step("departures and arrivals", turnover.step, turnover.TABLES),
    Step("money", funding.step, funding.TABLES),
    Step("agenda", agenda.step, agenda.TABLES),
    Step("meetings", meetings.step, meetings.TABLES),
    Step("joint work", joint_work.step, joint_work.TABLES),
    Step("release and use", research_use.step, research_use.TABLES),
    Step("instruction", instruction.step, instruction.TABLES),
    Step("governance", governance.step, governance.TABLES),
    Step("observation", observe, OBSERVE_TABLES),
)
