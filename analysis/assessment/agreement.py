"""What members said: means by role in which each role counts the same, and where roles agree or do not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.assessment.forms import Answers, Member
from analysis.assessment.questionnaire import Question, Questionnaire

#: Roles whose means lie so far apart disagree; within the other they agree [points of five].
APART, TOGETHER = 1.5, 0.75
#: Below this share of members who know, few know.
FEW_KNOW = 0.5
AGREE, DIFFER, DISAGREE, ALONE, UNKNOWN = "agree", "differ", "disagree", "one role", "nobody knows"


def roles_of(answers: Answers, questionnaire: Questionnaire) -> list[str]:
    """Roles that have answered, in the order of the questionnaire."""
    there = {member.role for member in answers.members}
    return [name for name in questionnaire.roles if name in there]


def by_role(answers: Answers, questionnaire: Questionnaire) -> pd.DataFrame:
    """Answers by question and role.

    Returns:
        One row per question and role: ``question``, ``part``, ``dimension``, ``standard``, ``role``, ``members``,
        ``known`` (members with a number), ``do_not_know``, ``empty``, ``mean``, ``lowest``, ``highest``.
    """
    rows = []
    for q in questionnaire.questions.values():
        for role in roles_of(answers, questionnaire):
            members = [m for m in answers.members if m.role == role]
            scores = [m.known[q.name] for m in members if q.name in m.known]
            said = sum(q.name in m.answers for m in members)
            rows.append({
                "question": q.name, "part": q.part, "dimension": q.dimension, "standard": q.standard, "role": role,
                "members": len(members), "known": len(scores), "do_not_know": said - len(scores),
                "empty": len(members) - said, "mean": float(np.mean(scores)) if scores else np.nan,
                "lowest": min(scores, default=np.nan), "highest": max(scores, default=np.nan),
            })  # fmt: skip
    return pd.DataFrame(rows)


def agreement(answers: Answers, questionnaire: Questionnaire) -> pd.DataFrame:
    """How far roles agree on each question.

    Returns:
        One row per question: ``question``, ``mean`` (each role counts the same), ``apart`` (greatest difference between
        means of roles), ``lowest_role``, ``highest_role``, ``within`` (greatest difference between members of one
        role), ``known`` (share of members with a number), ``verdict``.
    """
    rows = []
    for name, part in by_role(answers, questionnaire).groupby("question", sort=False):
        there = part[part["known"] > 0].set_index("role")
        means, known = there["mean"], part["known"].sum() / part["members"].sum()
        apart = float(means.max() - means.min()) if len(means) > 1 else np.nan
        verdict = UNKNOWN if means.empty else ALONE if len(means) == 1 else (
            DISAGREE if apart >= APART else AGREE if apart <= TOGETHER else DIFFER)  # fmt: skip
        rows.append({
            "question": name, "mean": float(means.mean()) if len(means) else np.nan, "apart": apart,
            "lowest_role": means.idxmin() if len(means) > 1 else "",
            "highest_role": means.idxmax() if len(means) > 1 else "",
            "within": float((there["highest"] - there["lowest"]).max()) if len(means) else np.nan, "known": known,
            "verdict": verdict,
        })  # fmt: skip
    return pd.DataFrame(rows)


def scores(answers: Answers, questionnaire: Questionnaire) -> pd.DataFrame:
    """Mean answers by what questions belong to.

    Returns:
        One row per part, dimension and standard: ``of`` (part, dimension or standard), ``name``, ``label``, ``mean``
        (each role counts the same), ``lowest_role`` to ``highest_role`` with their means ``lowest`` and ``highest``,
        ``questions``, ``known`` (share of answers with a number), and the mean of each role.
    """
    table = by_role(answers, questionnaire)
    rows = []
    for of, labels in (("part", questionnaire.parts), ("dimension", questionnaire.dimensions),
                       ("standard", questionnaire.standards)):  # fmt: skip
        for name, label in labels.items():
            there = table[table[of] == name]
            means = there.groupby("role", sort=False)["mean"].mean()
            known = means.dropna()
            rows.append({
                "of": of, "name": name, "label": label, "mean": float(known.mean()) if len(known) else np.nan,
                "lowest": float(known.min()) if len(known) else np.nan,
                "lowest_role": known.idxmin() if len(known) else "",
                "highest": float(known.max()) if len(known) else np.nan,
                "highest_role": known.idxmax() if len(known) else "", "questions": there["question"].nunique(),
                "known": there["known"].sum() / max(there["members"].sum(), 1),
                **{role: float(mean) for role, mean in means.items()},
            })  # fmt: skip
    return pd.DataFrame(rows)


def known_share(members: Sequence[Member], questions: Sequence[Question]) -> float:
    """Share of all questions to all members that were answered by a number."""
    asked = len(members) * len(questions)
    return sum(q.name in m.known for m in members for q in questions) / asked if asked else 0.0
