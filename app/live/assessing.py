"""What partners' answers say of their partnership, line by line: what they said, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from analysis.assessment.bounds import FEWEST, USUAL
from analysis.assessment.forms import Answers
from analysis.assessment.found import Asked, Assessment, Foreseen, Said, months_needed, steps
from analysis.assessment.outlook import Way
from analysis.assessment.words import agreements, balance, cannot_tell, helps, in_short, outlook, who_answered
from app.live.aliases import REAL, notice_of
from app.live.arms import MOST_MONTHS, mapping, rows_of
from app.live.ensembles import TURN
from app.live.forms import answers_of, base_of, ours
from app.live.gallery import NOT_A_FORECAST
from app.live.meanwhile import Line, told_meanwhile
from app.live.numbers import number
from app.live.refused import Refused
from app.live.saved import saved
from app.live.turns import LONG, PROCESSORS, Token
from sim.declarations.parameters import registry
from sim.scenario.scenario import Scenario

#: Draws below which nothing is told; where the work allows fewer, the partnership is too large for a room that waits.
LEAST = 20
#: World-month-rows of an assessment, about a minute on two cores.
MOST_WORK = 1e9
SEED = 1


def assessed(sent: Mapping[str, Any], token: Token) -> Iterator[Line]:
    """All that an assessment finds, as `rpp assess` finds it from the same form: what members said, what becomes of
    such partnerships, and what would help them.

    Raises:
        Refused: with every mistake in the form; nobody has answered anything; or the partnership is too large.
    """
    mapping(sent, "this question", ("form", "draws"))
    answers = answers_of(sent.get("form"))
    scenario = base_of(answers)
    if not any(member.known for member in answers.members):
        raise Refused("nobody has answered anything yet: choose a number for one question at least")
    draws = sent.get("draws", USUAL)
    if not isinstance(draws, int) or isinstance(draws, bool) or not FEWEST <= draws <= USUAL:
        raise Refused(f"draws must be a whole number from {FEWEST} to {USUAL}")
    asked = _bounded(Asked(ours(), answers, scenario, draws, min(scenario.months, MOST_MONTHS), SEED))
    yield from told_meanwhile(partial(_work, asked, token))


def _bounded(asked: Asked) -> Asked:
    """The question with as many draws as there is time for."""
    most = _most_draws(asked)
    if most < min(LEAST, asked.replicates):
        raise Refused(f"{asked.scenario.name} is too large for an assessment in the app; save the form, and "
                      "`rpp assess FILE` takes it", 413)  # fmt: skip
    return asked._replace(replicates=min(asked.replicates, most))


def _most_draws(asked: Asked) -> int:
    """How many there is time for, and no more than the command takes by itself."""
    each = months_needed(asked._replace(replicates=1)) * _work_of_a_month(asked.scenario)
    return min(USUAL, int(MOST_WORK / each))


def _work_of_a_month(scenario: Scenario) -> int:
    return rows_of(scenario) + 200


def _work(asked: Asked, token: Token, tell: Callable[[Line], None]) -> None:
    """Computes it in short turns, so that rooms that wait for a picture go first."""
    whole, done, share = months_needed(asked), 0, 0

    def progress(months: int) -> None:
        nonlocal done, share
        token.check()
        done += months
        if (now := min(99, int(100 * done / whole))) > share:
            share = now
            tell({"kind": "progress", "share": share})

    together = max(1, int(TURN / (asked.months * _work_of_a_month(asked.scenario))))
    way = Way(progress=progress, together=together, turn=partial(PROCESSORS.turn, LONG, token))
    for step in steps(asked, way):
        token.check()
        tell(_said(step) if type(step) is Said else _foreseen(step) if type(step) is Foreseen else _helps(step))


def _said(a: Said) -> Line:
    """What needs no run of the model."""
    parts = a.scores[a.scores["of"] == "part"]
    apart = a.agreement.sort_values("apart", ascending=False, kind="stable", na_position="last")
    return {
        "kind": "said", "made": a.asked.made, "notice": notice_of(a.asked.scenario), "not_a_forecast": NOT_A_FORECAST,
        "who": who_answered(a), "agreement": agreements(a), "balance": balance(a), "own": _own(a),
        "parts": [{"label": row["label"], **_ends(a, row)} for _, row in parts.iterrows()],
        "questions": [
            {"asks": a.asks(row["question"]), "verdict": row["verdict"], "known": number(row["known"]),
             **_ends(a, {**row.to_dict(), **_lowest_and_highest(a, row)})} for _, row in apart.iterrows()
        ],
    }  # fmt: skip


def _lowest_and_highest(a: Said, row: Mapping[str, Any]) -> dict[str, float]:
    """Means of the roles that are furthest apart on a question."""
    name = row["question"]
    return {end: _mean(a.answers, name, row[f"{end}_role"]) for end in ("lowest", "highest")}


def _mean(answers: Answers, question: str, role: str) -> float:
    scores = [m.known[question] for m in answers.members if m.role == role and question in m.known]
    return sum(scores) / len(scores) if scores else float("nan")


def _ends(a: Said, row: Mapping[str, Any]) -> dict[str, Any]:
    """A mean, and the roles at both ends."""
    labels = {f"{end}_role": a.label(row[f"{end}_role"]) if row[f"{end}_role"] else "" for end in ("lowest", "highest")}
    return labels | {name: number(row[name]) for name in ("mean", "lowest", "highest")}


def _own(a: Said) -> Line:
    """The partnership as its members see it on average, for the main screen; as a file where one can say it."""
    values = {name: v if registry()[name].is_integer else float(f"{v:.2g}") for name, v in a.draws.means.items()}
    arm = {"scenario": a.asked.scenario.name, "names": REAL, "values": values}
    title = f"{a.answers.title or 'Our partnership'}, as we see it"
    try:
        return {"yaml": saved({"arm": arm, "title": title[:120]})["yaml"]}
    except Refused:
        return arm


def _foreseen(a: Foreseen) -> Line:
    """What becomes of partnerships that answer so."""
    shares = [f"{what}{end}" for what in ("going", "done", "failed") for end in ("", "_low", "_high")]
    return {
        "kind": "foreseen", "outlook": outlook(a), "cannot_tell": cannot_tell(a), "draws": a.asked.replicates,
        "most_draws": _most_draws(a.asked),
        "going": [{"month": int(row["month"]), **{name: number(row[name]) for name in shares}}
                  for _, row in a.going.iterrows()],
        "eyes": [{"role": a.label(row["role"]), **{name: number(row[name]) for name in ("mean", "low", "high")}}
                 for _, row in a.eyes.iterrows()],
        "months": a.asked.months,
    }  # fmt: skip


def _helps(a: Assessment) -> Line:
    """What would help them most."""
    return {
        "kind": "helps", "helps": helps(a), "in_short": list(in_short(a)), "money": number(a.changes.money),
        "best": [{"change": row["change"], "clear": bool(row["clear"]),
                  **{name: number(row[name]) for name in ("difference", "low", "high")}}
                 for _, row in a.changes.best.iterrows()],
    }  # fmt: skip
