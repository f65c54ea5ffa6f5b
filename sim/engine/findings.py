"""What can be asked of any results, whether they were just computed or opened from a folder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.above import above
from sim.arguments import one_of, whole
from sim.engine.observed import told
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from sim.above import Comparison, Links, Playback, Sheet, Snapshot, Story

#: Versions of scenarios that are named on a screen; of more there is the number.
MOST_SHOWN = 8


def kept(table: str, about: str) -> cached_property:
    """The attribute that is a table of whatever has ``_table``, made or read when it is first asked for."""

    def made(self: Any) -> pd.DataFrame:
        return self._table(table)

    made.__doc__ = about
    return cached_property(made)


class Findings:
    """Questions to a table of runs; whoever answers them has the attributes below.

    Attributes:
        runs: one row per run and partnership.
        partnerships: partnerships by month.
        scenarios: the scenarios, in order.
        variants: what was changed in each since its file was read.
        months: months that were run.
        seed: the user's seed.
    """

    runs: pd.DataFrame
    partnerships: pd.DataFrame
    scenarios: tuple[Scenario, ...]
    variants: tuple[str, ...]
    months: int
    seed: int

    districts: pd.DataFrame = kept("districts", "Districts by month, or as often as a results folder keeps them.")
    schools: pd.DataFrame = kept("schools", "Schools, as often as districts.")
    funders: pd.DataFrame = kept("funders", "Funders, as often as districts.")
    roles: pd.DataFrame = kept("roles", "Posts, people who left and commitment, by role, as often as districts.")

    def _table(self, table: str) -> pd.DataFrame:
        """A recorded table.

        Raises:
            ValueError, StoreError: it was not recorded.
        """
        raise NotImplementedError

    def summary(self, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
        """Outcomes at a glance, one row per scenario, variant and outcome.

        Args:
            outcomes: names from `sim.measures.outcomes`; the main ones if None, all of them if ``("all",)``.

        Returns:
            Indexed by ``scenario``, ``variant`` and ``outcome``: ``label``, ``unit``, ``known`` (rows in which it
            is), ``mean``, ``median``, ``p5`` and ``p95`` (90 % range over runs).

        Raises:
            ValueError: unknown outcomes.
        """
        return above("summary")(self, outcomes)

    def survival(self) -> pd.DataFrame:
        """Share of partnerships still going by month (Kaplan-Meier) with its 95 % band, by scenario and variant."""
        return above("survival")(self)

    def compare(self, *others: Findings, **options: Any) -> Comparison:
        """How others differ from this one, paired by replicate (common random numbers).

        Args:
            others: run with the same seed and months. Without any, the scenarios of this result are compared.
            options: ``outcomes``, ``names``, ``interval`` as for `analysis.comparison.pairs.compare`.

        Raises:
            ValueError: unknown outcomes, or results that cannot be paired.
        """
        return above("compare")(self, *others, **options)

    def plot(self, **options: Any) -> Sheet:
        """The overview figure: trust, money, practice, components, survival, scale.

        Args:
            options: ``style``: ``projector`` (the default) or ``print``.
        """
        return above("overview")(self, **options)

    def story(self, replicate: int | str | None = None, *, variant: str | None = None, scenario: str | None = None,
              partnership: str | None = None) -> Story:  # fmt: skip
        """One run told in about eight sentences with what led to its end; ``print`` it.

        Its ``as_text(full=True)`` tells every year.

        Args:
            replicate: which run; the first one if None. Or how to choose it: ``typical``, ``lucky``, ``unlucky`` or
                ``ended``, as `analysis.lives.choosing` explains.
            variant, scenario: of which version of which scenario; the first that fits.
            partnership: its name; the first one if None.

        Raises:
            ValueError: there is no such run, variant, scenario or partnership.
        """
        found = self._versions(scenario, variant)
        why = ""
        if isinstance(replicate, str):
            first = (found[["scenario", "variant"]] == found[["scenario", "variant"]].iloc[0]).all(axis=1)
            replicate, why = above("chosen")(found[first], replicate, partnership)
        asked = self._one_run(replicate, scenario, variant, partnership)
        return above("story")(**asked, months=self.months, chosen=why)

    def chain(self, replicate: int | None = None, *, variant: str | None = None, scenario: str | None = None,
              partnership: str | None = None) -> Links:  # fmt: skip
        """What led to the end of one run: links of ``month``, ``event`` and ``sentence``; none while it goes on.

        Args:
            replicate: which run; the first one if None.
            variant, scenario, partnership: as for `story`.

        Raises:
            ValueError: there is no such run, variant, scenario or partnership.
        """
        return above("chain")(**self._one_run(replicate, scenario, variant, partnership), months=self.months)

    def network(self, month: int, replicate: int | None = None, *, variant: str | None = None,
                scenario: str | None = None, partnership: str | None = None) -> Snapshot:  # fmt: skip
        """Who knows and trusts whom at the end of a month: tables of ``people`` and ``ties``, and ``graph()``.

        Args:
            month: from 1 to the last month that was run.
            replicate, variant, scenario, partnership: as for `story`.

        Raises:
            ValueError: there is no such month, run, variant, scenario or partnership.
        """
        month = whole("month", month, 1, self.months)
        return above("network")(**self._one_run(replicate, scenario, variant, partnership), months=(month,))[0]

    def network_arrays(self, replicate: int | None = None, *, variant: str | None = None, scenario: str | None = None,
                       partnership: str | None = None) -> Playback:  # fmt: skip
        """Posts, ties, trust and departures of all months of one run as compact arrays, to play back.

        Args:
            replicate, variant, scenario, partnership: as for `story`.

        Raises:
            ValueError: there is no such run, variant, scenario or partnership.
        """
        return above("network_arrays")(**self._one_run(replicate, scenario, variant, partnership), months=self.months)

    def _one_run(
        self, replicate: int | None, scenario: str | None, variant: str | None, partnership: str | None
    ) -> dict[str, Any]:
        """Scenario, seed, replicate and partnership of one run."""
        found = self._versions(scenario, variant).drop_duplicates("run")
        if replicate is not None:
            number, there = whole("replicate", replicate, 0, None), told(found["replicate"])
            found = found[found["replicate"] == number]
            if found.empty:
                raise ValueError(f"there is no such run (replicate {number}); there are replicates {there}")
        chosen = self._scenario_of(int(found["run"].iloc[0]))
        if partnership is not None:
            one_of("partnership", partnership, [p.name for p in chosen.partnerships])
        replicate = int(found["replicate"].iloc[0])
        return {"scenario": chosen, "seed": self.seed, "replicate": replicate, "partnership": partnership}

    def _versions(self, scenario: str | None, variant: str | None) -> pd.DataFrame:
        """Runs of a scenario and variant; of all where they are not named."""
        found = self.runs
        for what, name in (("scenario", scenario), ("variant", variant)):
            if name is not None:
                found = found[found[what] == one_of(what, name, found[what])]
        return found

    def _scenario_of(self, run: int) -> Scenario:
        """The scenario of a run, by its number."""
        raise NotImplementedError

    def _arms(self) -> list[tuple[str, str, str]]:
        """Name, variant and title of what was run, as many as a screen takes."""
        arms = [(s.name, v, s.title) for s, v in zip(self.scenarios, self.variants, strict=True)]
        more = len(arms) - MOST_SHOWN
        return arms if more <= 0 else [*arms[:MOST_SHOWN], (f"and {more} more", "", "")]

    @property
    def _number(self) -> int:
        """Number of runs."""
        return self.runs["run"].nunique()

    def _told(self) -> str:
        runs = f"{self._number:,} run{'s' if self._number != 1 else ''}"
        return f"{runs} of {self.months} months, seed {self.seed}"

    def __repr__(self) -> str:
        names = "; ".join(f"{name} with {variant}" if variant else name for name, variant, _ in self._arms())
        return f"<{type(self).__name__}: {self._told()}: {names}>"

    def _repr_html_(self) -> str:
        """One sentence, outcomes with their ranges, seed and number of runs: what a notebook shows."""
        return above("at_a_glance")(self)
