"""An assessment in one call, for `sim.assess`: forms and options become a question, and it is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path

from analysis.assessment.bounds import FEWEST, MOST, MOST_MONEY
from analysis.assessment.figure import assessment_figure
from analysis.assessment.forms import SEVERAL, Form, load_answers
from analysis.assessment.found import Asked, Assessment, found
from analysis.assessment.outlook import Way
from analysis.assessment.questionnaire import OURS, load_questionnaire
from analysis.assessment.words import as_text, sections
from analysis.plotting.style import Sheet
from sim.arguments import whole
from sim.scenario.files import load_scenario
from sim.scenario.folders import BASELINE
from sim.scenario.scenario import Scenario, Value


class Answered(Assessment):
    """An assessment that tells itself: ``print`` gives it in words."""

    @property
    def sentences(self) -> dict[str, list[str]]:
        """The whole in words: sentences by heading."""
        return dict(sections(self))

    def __str__(self) -> str:
        return as_text(self)

    def __repr__(self) -> str:
        return f"<Assessment by {self.asked.made}>"

    def plot(self, *, style: str = "projector") -> Sheet:
        """What roles answer by part, how long it is likely to last, and what changes bring, in one figure."""
        return assessment_figure(self, self.asked.made, style=style)


def assessed(
    forms: Sequence[Form], *, scenario: str | Path | Scenario | None, values: Mapping[str, Value],
    questionnaire: str | Path | None, money: int | None, replicates: int, months: int | None, seed: int,
    threads: int | None,
) -> Answered:  # fmt: skip
    """What `sim.assess` answers, with the same arguments and mistakes."""
    number = whole("replicates", replicates, FEWEST, MOST)
    money = None if money is None else whole("money", money, 0, MOST_MONEY)
    asked = load_questionnaire(OURS if questionnaire is None else Path(questionnaire))
    answers = load_answers(forms, asked)
    if isinstance(scenario, Scenario):
        base = scenario.with_values(values)
    else:
        base = load_scenario(scenario or answers.scenario or BASELINE, set=values)
    if len(base.partnerships) != 1:
        raise ValueError(f"{base.name} {SEVERAL.format(number=len(base.partnerships))}: name another scenario")
    told = found(Asked(asked, answers, base, number, months or base.months, seed, money), Way(threads))
    return Answered(**{field.name: getattr(told, field.name) for field in fields(told)})
