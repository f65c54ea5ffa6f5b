"""What newcomers do to what an organisation knows: March (1991) and this model (docs/model/theory.md, 12).

March found that moderate turnover can raise what an organisation knows in the long run, because newcomers are less
alike than those who have adapted to each other. In this model expertise is learned from partners and never becomes
wrong, so there is nothing that only newcomers could correct: turnover costs. These tests say what is true here.
"""

from __future__ import annotations

import numpy as np
import pytest
from quiet import NO_ADVICE, NO_SUPPORT, STILL, default, world
from shared import SMALL, later

from sim.engine.batch import Batch, Run

RATES = (0.0, 0.05, 0.1, 0.2, 0.4)
LEADERS = (
    "district.superintendent_turnover", "district.central_office_turnover", "turnover.principal",
)  # fmt: skip
RESEARCHERS = ("turnover.faculty", "turnover.staff")
TEACHERS = ("district.teacher_turnover",)
#: Partners doubt no idea and revise it after each test, so that its worth is what their expertise allows.
REVISED = {"ideas.conviction": 0, "ideas.escalation": 20, "ideas.revises": 50}
REPLICATES, MONTHS = 160, 144


@pytest.mark.parametrize(
    ("posts", "column"),
    [
        (LEADERS, "expertise"), (RESEARCHERS, "social_learning"), (TEACHERS, "practice"),
        *later(
            (LEADERS, "social_learning"), (RESEARCHERS, "expertise"),
            (LEADERS + RESEARCHERS + TEACHERS, "expertise"), (LEADERS + RESEARCHERS + TEACHERS, "practice"),
        ),
    ],
)  # fmt: skip
def test_turnover_lowers_what_partners_and_teachers_know_at_every_rate(posts: tuple[str, ...], column: str):
    scenarios = [world(STILL, SMALL, REVISED, dict.fromkeys(posts, rate)) for rate in RATES]
    batch = Batch([Run(s, r, 53) for s in scenarios for r in range(REPLICATES)], MONTHS, tables=("partnerships",))
    batch.run()
    late = batch.record.values["partnerships"][column][-60:].mean(axis=0).reshape(len(RATES), REPLICATES)
    steps = np.diff(late, axis=0)
    error = steps.std(axis=1) / np.sqrt(REPLICATES)
    assert (steps.mean(axis=1) < 2 * error).all()  # no step upward that chance would not make
    assert late[-1].mean() < late[0].mean() - 3 * (late[-1] - late[0]).std() / np.sqrt(REPLICATES)


@pytest.mark.parametrize("brought", [0.12, 0.35])
def test_where_nobody_is_helped_schools_come_to_what_newcomers_bring(brought: float):
    """Without support and advice, practice erodes to the typical level; turnover pulls it toward newcomers' practice.

    So turnover helps where newcomers are better than what unsupported teachers sink to. That is dilution, not variety.
    """
    values = {
        **STILL, **NO_SUPPORT, **NO_ADVICE, "district.schools": 2, "district.teachers_per_school": 30,
        "turnover.teacher_vacancy": 0, "turnover.newcomer_norm": 0,
    }  # fmt: skip
    settled = []
    for rate in (0.0, 0.3):
        runs = [Run(world(values, {"district.teacher_turnover": rate}), r, 59) for r in range(10)]
        batch = Batch(runs, 480, tables=("partnerships",))
        batch.state.schools.hires[:] = brought
        batch.run()
        settled.append(batch.record.values["partnerships"].practice[-120:].mean())
    typical = default("instruction.typical")
    closed, open_ = settled
    assert closed == pytest.approx(typical, abs=0.01)
    assert (open_ - closed) * (brought - typical) > 0
    assert min(typical, brought) < open_ < max(typical, brought)
