"""Names that have changed, old to new. An old name works for one more version wherever a name comes from outside.

That is in scenario, experiment, claim, evidence and targets files, in ``--set`` and other options, in Python, and as a
column of results that were written before. Whoever uses an old name is told once; results are renamed in silence.
A parameter that is renamed also keeps its ``key``, so that its draws stay as they are.
"""

from __future__ import annotations

import sys
from collections import ChainMap
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

#: The version that changed these names, and the one in which the old ones go.
SINCE, UNTIL = "0.2", "0.3"
#: By dotted name; ``group.*`` stands for a group that was renamed as a whole.
PARAMETERS: dict[str, str] = {
    "meetings.fade": "meetings.trust_decay",
    "meetings.gain": "meetings.trust_gain",
    "meetings.loss": "meetings.trust_loss",
    "meetings.kept_base": "meetings.promises_kept_base",
    "meetings.kept_coordination": "meetings.promises_kept_coordination",
    "meetings.kept_agreements": "meetings.promises_kept_agreements",
    "meetings.kept_stake": "meetings.promises_kept_stake",
    "meetings.kept_overload": "meetings.promises_kept_overload",
    "meetings.kept_unpaid": "meetings.promises_kept_unpaid",
    "meetings.kept_together": "meetings.promises_kept_together",
    "meetings.commitment_kept": "meetings.commitment_promises_kept",
    "meetings.say_superintendent": "meetings.weight_superintendent",
    "meetings.say_central_office": "meetings.weight_central_office",
    "turnover.broker": "turnover.coordinator",
    "funding.officer_carry": "funding.officer_continuity",
    "funding.writing_half": "funding.writing_half_saturation",
    "instruction.line_rate": "instruction.budget_line_rate",
    "instruction.line_hours": "instruction.budget_line_hours",
    "instruction.line_protects": "instruction.budget_line_protects",
    "instruction.drop": "instruction.de_adoption",
    "instruction.stop": "instruction.discontinuance",
    "instruction.conflict": "instruction.discontinuance_conflict",
    "instruction.start": "instruction.teacher_adoption",
    "instruction.start_peers": "instruction.teacher_adoption_peers",
    "joint_work.progress_fade": "joint_work.progress_decay",
    "research_use.evidence_fade": "research_use.evidence_decay",
    "research_use.goodwill_fade": "research_use.goodwill_decay",
    "joint_work.works_unattended": "joint_work.fidelity_unattended",
}
#: Columns of the table of runs.
OUTCOMES: dict[str, str] = {
    "kept": "promises_kept",
    "reliability": "fidelity",
    "effect": "student_learning_sd",
}
#: Monthly quantities of any table.
COLUMNS: dict[str, str] = {
    "line": "budget_line",
    "kept": "promises_kept",
    "kept_now": "promises_kept_now",
    "reliability": "fidelity",
    "hands": "staff_hours",
    "effect": "student_learning_sd",
    "broker_months": "coordinator_months",
    "broker_left": "coordinator_left",
    "broker_partnering": "coordinator_partnering",
    "broker_commitment": "coordinator_commitment",
    "broker_vacant": "coordinator_vacant",
}
#: What happens in the event log, or is dated in a scenario.
EVENTS: dict[str, str] = {}

#: What a name may be of. In tables of results, and in conditions on them, all kinds of names meet.
KINDS = {
    "parameter": PARAMETERS, "outcome": OUTCOMES, "column": COLUMNS, "event": EVENTS,
    "any": ChainMap(PARAMETERS, OUTCOMES, COLUMNS, EVENTS),
}  # fmt: skip
_told: set[str] = set()


def present_name(kind: str, name: str) -> str:
    """What a name from outside is called now; an old one is told on stderr, the first time that it is met.

    Args:
        kind: a key of `KINDS`.
        name: as written, known or not.
    """
    new = KINDS[kind].get(name)
    if new is None:
        return name
    if name not in _told:
        _told.add(name)
        hint = f"{name!r} is called {new!r} since {SINCE}; the old name goes in {UNTIL}"
        print(hint, file=sys.stderr, flush=True)
    return new


def written_names(names: Iterable[str], written: Iterable[str]) -> dict[str, str]:
    """By what names columns stand in a file that may be older than their names: present name to written one.

    Args:
        names: present names; one that the file lacks stands for itself.
        written: the columns of the file.
    """
    older = {KINDS["any"][old]: old for old in written if old in KINDS["any"]}
    there = set(written)
    return {name: name if name in there else older.get(name, name) for name in names}


def with_present_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """A table of results with its columns under their present names."""
    old = {name: KINDS["any"][name] for name in frame.columns if name in KINDS["any"]}
    return frame.rename(columns={name: new for name, new in old.items() if new not in frame.columns})
