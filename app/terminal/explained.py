"""Which page of the documentation explains a mistake: one table, by the room of the program that found it."""

from __future__ import annotations

from types import TracebackType

from sim.scenario.mistakes import Mistake, ScenarioError

#: Room of the program, and page with the place on it, as `rpp docs` takes them. From where a mistake was found
#: outwards, the first room that has a page counts; ``""`` says that the message is enough.
PAGES = {
    "sim.scenario.mistakes": None,  # these three find and read for others too
    "sim.scenario.folders": None,
    "sim.scenario.files": None,
    "sim.scenario.csv_table": "howto/data#a-table-of-districts",
    "sim.scenario": "guide/scenarios",
    "sim.claims": "guide/claims#a-claim-file",
    "sim.calibration": "guide/calibration#the-file",
    "sim.experiments.design.districts": "guide/experiments#real-districts-as-points",
    "sim.experiments.plan": "guide/experiments#the-file",
    "sim.experiments.design": "guide/experiments#the-file",
    "sim.experiments.store": "guide/experiments#the-results-folder",
    "sim.experiments.execute": "guide/experiments#what-happens-when-something-goes-wrong",
    "sim.extras": "",
    "analysis.assessment": "guide/assess#ask",
    "analysis.portfolio": "guide/portfolio#rules",
    "app.results.place": "",
    "app.commands.sweep": "guide/experiments#the-file",
    "app.commands.calibrate": "guide/calibration#the-file",
    "app.commands.compare": "guide/analysis#comparison-what-differs-and-is-it-the-scenario-or-chance",
    "app.commands.levers": "guide/analysis#levers-what-does-each-of-them-move-and-what-does-it-cost",
    "app.commands.survival": "guide/analysis#survival-how-long-do-they-last-and-why-do-they-end",
    "app.commands.scale": "guide/analysis#scale-does-it-spread-deepen-and-stay",
    "app.commands.network": "guide/analysis#networks-who-knows-and-trusts-whom",
    "app.commands.sensitivity": "guide/analysis#sensitivity-which-parameters-matter-and-is-it-more-than-chance",
    "app.commands.discover": "guide/analysis#discovery-which-parameter-region-produces-an-outcome",
    "app.commands.robustness": "guide/analysis#robustness-which-policy-does-well-across-uncertain-futures",
    "app.commands.report": "guide/analysis#report-one-page-to-send",
    "app.commands.atlas": "guide/workshop#without-an-engine",
    "app.commands.app": "guide/workshop#a-rehearsal",
}
#: How a page is named below a message.
EXPLAINED_BY = "Explained by: rpp docs {page}"
#: The page of a mistake in a scenario that no room above has found, such as one in ``--set``.
OF_SCENARIOS = "guide/scenarios"


def page_of(error: BaseException) -> str:
    """The page that explains a mistake, as `rpp docs` takes it; ``""`` if there is none."""
    for module in reversed(_modules(error.__traceback__)):
        room = next((room for room in PAGES if f"{module}.".startswith(f"{room}.")), None)
        if room is not None and PAGES[room] is not None:
            return PAGES[room]
    return OF_SCENARIOS if isinstance(error, ScenarioError) else ""


def told(error: Mistake | ScenarioError) -> str:
    """A mistake in words, and where it is explained."""
    page = page_of(error)
    return f"{error}\n{EXPLAINED_BY.format(page=page)}" if page else str(error)


def _modules(trace: TracebackType | None) -> list[str]:
    """The modules that a mistake has come through, the one that found it last."""
    found = []
    while trace is not None:
        found.append(trace.tb_frame.f_globals.get("__name__", ""))
        trace = trace.tb_next
    return found
