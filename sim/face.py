"""The public face beside `sim.run`: what there is, as tables, and questions that run and answer in one call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.above import above
from sim.arguments import one_of, whole
from sim.declarations.parameters import registry
from sim.engine.findings import Findings
from sim.engine.run import LARGEST_SEED, MOST_MONTHS, MOST_REPLICATES, MOST_THREADS, run
from sim.scenario.files import load_scenario
from sim.scenario.folders import find_scenarios
from sim.scenario.scenario import Scenario, Value

if TYPE_CHECKING:
    from sim.above import Answered, Comparison, Story
    from sim.experiments.store.finished import Finished


def scenarios() -> pd.DataFrame:
    """All scenarios that can be run by name: ``name``, ``title`` and ``question``.

    Raises:
        ScenarioError: one of the files has a mistake.
    """
    found = [load_scenario(str(path)) for _, path in find_scenarios()]
    return pd.DataFrame([(s.name, s.title, s.question) for s in found], columns=["name", "title", "question"])


def parameters() -> pd.DataFrame:
    """All parameters, indexed by dotted ``name``, in the order of the reference page.

    Returns:
        ``label``, ``kind`` (lever, context or uncertainty), ``scope`` (whose value it is), ``unit``, ``default``,
        ``low`` and ``high`` (plausible range), ``minimum`` and ``maximum`` (accepted), ``choices``, ``meaning``,
        ``source`` and ``grade`` of evidence.
    """
    columns = ["name", "label", "kind", "scope", "unit", "default", "low", "high", "minimum", "maximum", "choices",
               "meaning", "source", "grade"]  # fmt: skip
    rows = [[getattr(p, column) for column in columns] for p in registry().values()]
    return pd.DataFrame(rows, columns=columns).set_index("name")


def open(folder: str | Path) -> Finished:
    """The finished runs of a results folder that `Result.save`, ``rpp run`` or ``rpp sweep`` wrote.

    They answer what a `Result` answers, from the tables that the folder keeps.

    Raises:
        StoreError: there is no such folder, it holds no results, or no run has finished.
    """
    from sim.experiments.store.finished import Finished  # PyArrow, which much else of the face needs not
    from sim.experiments.store.opened import open_results

    return Finished(open_results(folder))


def assess(
    *forms: str | Path | Mapping[str, object], scenario: str | Path | Scenario | None = None,
    set: Mapping[str, Value] | None = None, questionnaire: str | Path | None = None, money: int | None = None,
    replicates: int = 100, months: int | None = None, seed: int = 1, threads: int | None = None,
) -> Answered:  # fmt: skip
    """What partners' own answers say of their partnership, and what may become of it; ``rpp assess`` in one call.

    Members answer by role from 1 to 5 or with ``don't know``; ``rpp assess new FILE`` and the workshop app write forms.
    What answers mean for the model is declared in the questionnaire: judged, not measured. Its parts are those of the
    Framework Tool of MHS 2022, its dimensions those of Henrick et al. 2017. It is no forecast.

    Args:
        forms: filled forms, or mappings of the same shape, such as ``{"members": [{"role": "teacher",
            "answers": {"trust": 3, "time": "don't know"}}]}``.
        scenario: what the partnership is like otherwise, in place of what forms say: name, file, or resolved scenario
            of one partnership; ``"baseline"`` if nobody says.
        set: values by dotted name that replace those of the scenario.
        questionnaire: a changed copy of the questionnaire; the project's own if None.
        money: dollars a year that every change gets; a tenth of the first grant if None.
        replicates: draws of what the answers may mean (5 to 10,000); each is run twice, and once with every change.
        months: horizon; that of the scenario if None.
        seed, threads: as for `run`; the same seed gives the same answer as the command.

    Returns:
        An `analysis.assessment.found.Assessment`. ``print`` tells it in words, ``sentences`` holds them by heading and
        ``plot()`` draws it. Tables: ``agreement``, ``scores`` [points of five], ``going`` [share, 95 % intervals],
        ``eyes`` [months], ``causes``, ``outcomes``, ``changes.tried``, ``changes.best`` and ``changes.between``
        [months]; ``lasting`` and ``unbroken`` [months], ``fate`` [share]; every run in ``worlds`` and ``usual``, arrays
        of the shape (draws, 2).

    Raises:
        ScenarioError: every mistake in forms, questionnaire or scenario; or nobody has answered anything.
        ValueError: no form, a number out of range, or a scenario of several partnerships.
    """
    if not forms:
        raise ValueError("assess needs a form: a file, or a mapping with `members`")
    return above("assess")(
        forms, scenario=scenario, values=dict(set or {}), questionnaire=questionnaire, money=money,
        replicates=replicates, months=None if months is None else whole("months", months, 1, MOST_MONTHS),
        seed=whole("seed", seed, 0, LARGEST_SEED),
        threads=None if threads is None else whole("threads", threads, 1, MOST_THREADS),
    )  # fmt: skip


def compare(*what: Findings | str | Path | Scenario, outcomes: Any = None, names: Any = (), interval: str = "t",
            same_money: str | None = None, **options: Any) -> Comparison:  # fmt: skip
    """How scenarios differ from the first, paired by replicate (common random numbers).

    Args:
        what: results; or scenarios (names, files or resolved), which are then run.
        outcomes: names from `sim.measures.outcomes`; the main ones if None, all of them if ``("all",)``.
        names: what to call them; ``A``, ``B``, ... if empty.
        interval: ``t``, or ``bca`` for the bootstrap.
        same_money: lever, such as ``"money.start_grant"``, by which scenarios that take less money are given more,
            until all take as much as the dearest; for scenarios only.
        options: for `sim.run`, where scenarios are run.

    Raises:
        ScenarioError: mistakes in a scenario.
        ValueError: unknown outcomes, results that cannot be paired, or no value of the lever does it.
    """
    results = [item for item in what if isinstance(item, Findings)]
    if not results:
        results = [run(list(what), **options)]
    elif len(results) < len(what) or options or same_money:
        raise ValueError("compare either results, or scenarios with options for running them")
    given = None
    if same_money:
        first = results[0]
        again = partial(run, replicates=sorted(set(first.runs["replicate"])), months=first.months, seed=first.seed)
        named = dict(zip(names or ascii_uppercase, first.scenarios, strict=bool(names)))
        results, given = above("same_money")(named, again, same_money)
    return above("compare")(*results, outcomes=outcomes, names=names, interval=interval, given=given)


def explore(
    scenario: str | Path = "baseline", *, set: Mapping[str, Value] | None = None,
    events: Iterable[Mapping[str, object]] = (), names: str = "fictional",
) -> Any:  # fmt: skip
    """The view of the workshop app in a cell of a notebook: move a slider, see two hundred partnerships answer.

    It needs ``pip install 'rpp-sim[app,notebook]'``; where widgets are missing it is a static figure.

    Args:
        scenario: name, or a file.
        set: values by dotted name that are moved from the start.
        events: what is pressed from the start, such as ``{"month": 9, "do": "superintendent_leaves"}``.
        names: ``fictional`` or ``real`` names of portraits.

    Raises:
        ValueError: something is wrong with the scenario, the values or the events.
    """
    return above("explore")(scenario, set=set, events=events, names=names)


def levers(
    *scenarios: str | Path | Scenario, only: Sequence[str] = (), replicates: int | None = None, seed: int = 1,
    threads: int | None = None,
) -> pd.DataFrame:  # fmt: skip
    """What each lever and each dated event moves, from a scenario's own value to both ends of the plausible range.

    Args:
        scenarios: names, files or resolved scenarios; ``"baseline"`` if none.
        only: names or groups of levers, and kinds of event; all if empty.
        replicates: pairs of runs for each comparison; as many as a minute on two cores has room for if None.
        seed, threads: as for `run`.

    Returns:
        One row per scenario, value tried and outcome: ``scenario``, ``kind``, ``lever``, ``from``, ``to``,
        ``outcome``, ``unit``, ``own``, ``difference``, ``low``, ``high``, ``pairs``, ``moved``, ``seen``, ``visible``
        and ``clear``, as `analysis.levers.found.levers_of` explains them.

    Raises:
        ScenarioError: mistakes in a scenario.
        ValueError: a number out of range, or unknown names in ``only``.
    """
    return above("levers")(
        *(scenarios or ("baseline",)), only=[only] if isinstance(only, str) else only,
        replicates=None if replicates is None else whole("replicates", replicates, 1, MOST_REPLICATES),
        seed=whole("seed", seed, 0, LARGEST_SEED),
        threads=None if threads is None else whole("threads", threads, 1, MOST_THREADS),
    )  # fmt: skip


def story(
    scenario: str | Path | Scenario, *, seed: int = 1, replicate: int = 0, months: int | None = None,
    partnership: str | None = None,
) -> Story:  # fmt: skip
    """One run told in about eight sentences with what led to its end; ``print`` it, or its ``as_text(full=True)``.

    Args:
        scenario: name, file, or resolved scenario.
        seed: as for `sim.run`.
        replicate: 0-based number, the same as in `sim.run`.
        months: horizon; that of the scenario if None.
        partnership: whose story; the first one if None.

    Raises:
        ScenarioError: mistakes in the scenario.
        ValueError: a number out of range, or no partnership of that name.
    """
    scenario = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    if partnership is not None:
        one_of("partnership", partnership, [p.name for p in scenario.partnerships])
    return above("story")(
        scenario, seed=whole("seed", seed, 0, LARGEST_SEED),
        replicate=whole("replicate", replicate, 0, MOST_REPLICATES), partnership=partnership,
        months=scenario.months if months is None else whole("months", months, 1, MOST_MONTHS),
    )  # fmt: skip
