"""The order of one month, in one place (model section 3)."""

from sim.kernel.compiled import entry
from sim.submodels import (
    agenda,
    calendar,
    commitment,
    conflict,
    data,
    decisions,
    events,
    field,
    funding,
    governance,
    ideas,
    instruction,
    joint_work,
    learning,
    meetings,
    membership,
    observation,
    research_use,
    schools,
    standing,
    structures,
    turnover,
)

#: The steps of a month, each in a file or a folder of its name.
SCHEDULE = (
    calendar, events, turnover, funding, agenda, meetings, commitment, learning, conflict, structures, field, standing,
    data, joint_work, ideas, research_use, decisions, schools, instruction, membership, governance, observation,
)  # fmt: skip


@entry
def one_month(first, last, month, state, record):
    """One month of the worlds ``first`` to ``last`` - 1.

    Compiled as a whole, because a call from Python costs more than a step.
    """
    calendar.step(first, last, month, state)
    events.step(first, last, month, state)
    turnover.step(first, last, month, state)
    funding.step(first, last, month, state)
    agenda.step(first, last, month, state)
    meetings.step(first, last, month, state)
    commitment.step(first, last, month, state)
    learning.step(first, last, month, state)
    conflict.step(first, last, month, state)
    structures.step(first, last, month, state)
    field.step(first, last, month, state)
    standing.step(first, last, month, state)
    data.step(first, last, month, state)
    joint_work.step(first, last, month, state)
    ideas.step(first, last, month, state)
    research_use.step(first, last, month, state)
    decisions.step(first, last, month, state)
    schools.step(first, last, month, state)
    instruction.step(first, last, month, state)
    membership.step(first, last, month, state)
    governance.step(first, last, month, state)
    observation.step(first, last, month, state)
    events.watch(first, last, month, state)
    observation.keep(first, last, month, state, record)
