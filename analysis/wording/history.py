"""Where a scenario replays a documented course instead of drawing it, in plain sentences."""

from itertools import groupby

from analysis.wording.numbers import listed, percent, with_article
from sim.scenario.history import CHANCES
from sim.scenario.scenario import Known, Scenario


def history_texts(scenario: Scenario) -> list[str]:
    """One sentence for each time and place in which chance is switched off."""
    return [
        f"Chance is switched off for {_all_of(list(group))}{where} in {when}: a documented course is replayed."
        for (when, where), group in groupby(scenario.history, key=lambda known: (known.when, _where(known)))
    ]


def _where(known: Known) -> str:
    if known.district:
        return f" in {known.district}"
    return f" of {known.partnership or with_article(known.funder)}" if known.partnership or known.funder else ""


def _all_of(group: list[Known]) -> str:
    if {known.chance for known in group if known.share == 1} == set(CHANCES):
        return "all that a history can replace"
    return listed([_what(known) for known in group])


def _what(known: Known) -> str:
    share = f" ({percent(known.share)} of the posts)" if known.share < 1 else ""
    return f"{CHANCES[known.chance].what}{share}"
