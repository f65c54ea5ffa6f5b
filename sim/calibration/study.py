"""The trials of a calibration: a space-filling sample with a search among them, kept one by one, and never lost.

Every fourth trial searches (Optuna's tree-structured Parzen estimator, from all trials so far); the others are the next
points of one scrambled Sobol sequence. The sample is what ranges and trade-offs are read from, because a search crowds
where it looks; the search only finds a better fit. What a trial does depends on its number, the seed and the trials
before it, so a study that was stopped goes on as if it had not been, and a longer one begins with a shorter one.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.arguments import whole
from sim.calibration.problem import Calibration
from sim.calibration.target_files import MOST_TRIALS
from sim.engine.progress_bar import tqdm
from sim.experiments.design.factors import Factor
from sim.experiments.design.samples import sobol
from sim.experiments.store import provenance
from sim.experiments.store.files import StoreError
from sim.experiments.store.lock import locked
from sim.extras import need
from sim.measures.targets import Observed, distance

if TYPE_CHECKING:
    import optuna

Simulate = Callable[[Mapping[str, float]], Observed]
#: Every so many trials one searches; the others fill the space.
SEARCH_EVERY = 4
SAMPLE, SEARCH = "sample", "search"
FILE = "trials.db"
_NAME, _MADE_FOR = "calibration", "made_for"


def _begin(path: Path) -> None:
    """An empty study that appears as a whole: another process may look for it, and this one may be killed meanwhile."""
    optuna = _optuna()
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        storage = optuna.storages.RDBStorage(f"sqlite:///{part}")
        optuna.create_study(storage=storage, study_name=_NAME, load_if_exists=True)
        storage.remove_session()
        storage.engine.dispose()
        try:
            os.link(part, path)
        except FileExistsError:
            pass  # somebody else was quicker
        except OSError:  # a file system without links
            os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


class Study:
    """Trials in a folder, as an Optuna study in an SQLite file.

    Args:
        calibration: what is fitted.
        folder: where the trials are, or will be; made if needed.

    Raises:
        StoreError: the folder holds trials of another calibration or of another version of the model.
    """

    def __init__(self, calibration: Calibration, folder: str | Path) -> None:
        self.calibration, self.folder = calibration, Path(folder)
        optuna = _optuna()
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            if not (self.folder / FILE).exists():
                _begin(self.folder / FILE)
            storage = optuna.storages.RDBStorage(f"sqlite:///{self.folder / FILE}")
            self._stored = optuna.create_study(storage=storage, study_name=_NAME, load_if_exists=True)
        except Exception as error:  # the libraries below have an error class each
            told = (str(error).splitlines() or [type(error).__name__])[0]
            raise StoreError(f"{self.folder / FILE} cannot be opened as an Optuna study ({told[:200]})") from None
        mark = {"targets": calibration.digest, "code": provenance.code_digest()}
        known = self._stored.user_attrs.get(_MADE_FOR)
        if known is None:
            self._stored.set_user_attr(_MADE_FOR, mark)
        elif known["targets"] != mark["targets"]:
            raise StoreError(f"{folder} holds trials of other targets, ranges, runs or seed; name another folder")
        elif known["code"] != mark["code"]:
            raise StoreError(
                f"the model has changed since these trials (code {known['code']}, now {mark['code']}), and new ones "
                "could not be compared with them; name another folder, or go back to that code"
            )

    @property
    def finished(self) -> int:
        """Trials that are kept."""
        return len(self._trials())

    def run(self, simulate: Simulate, trials: int, *, progress: bool = False) -> None:
        """Carries out trials until there are so many; each is on the disk before the next begins.

        A trial that fails, or in which a fitted target cannot be read, is kept as failed.

        Args:
            simulate: gives readings at some values.
            trials: how many there are to be, with those that are there.
            progress: whether to show a bar.

        Raises:
            StoreError: another process is at work on the folder.
        """
        optuna = _optuna()
        factors = self.calibration.factors
        space = {f.name: _distribution(f) for f in factors}
        trials = whole("trials", trials, 1, MOST_TRIALS)
        points = sobol(factors, samples=_samples(trials), seed=self.calibration.seed)
        with locked(self.folder):
            # The search looks at a copy in memory, so that the file only ever holds trials that are finished.
            memory = optuna.create_study()
            for trial in self._trials():
                memory.add_trial(trial)
            start = len(memory.get_trials(deepcopy=False))
            with tqdm(total=max(trials, start), initial=start, desc="trials", disable=not progress) as bar:
                for number in range(start, trials):
                    if stage_of(number) == SEARCH:
                        memory.sampler = self._sampler(number)
                        asked = memory.ask(space)
                        trial = self._tried(simulate, asked.params, space)
                        memory.tell(asked, trial.value, state=trial.state)
                    else:
                        trial = self._tried(simulate, _plain(points.values(_samples(number)), factors), space)
                        memory.add_trial(trial)
                    self._keep(trial)
                    bar.update()

    def table(self) -> pd.DataFrame:
        """One row for each trial: ``trial``, ``stage``, a column for each parameter, ``distance`` (NaN if it failed),
        a column for each target with what the runs showed, and ``failure``."""
        c = self.calibration
        rows = []
        for number, trial in enumerate(self._trials()):
            readings = trial.user_attrs.get("readings") or [None] * len(c.targets)
            rows.append({
                "trial": number, "stage": stage_of(number), **{f.name: float(trial.params[f.name]) for f in c.factors},
                "distance": math.nan if trial.value is None else trial.value,
                **{t.name: math.nan if r is None else r for t, r in zip(c.targets, readings, strict=True)},
                "failure": trial.user_attrs.get("failure", ""),
            })  # fmt: skip
        columns = ["trial", "stage", *(f.name for f in c.factors), "distance", *(t.name for t in c.targets), "failure"]
        return pd.DataFrame(rows, columns=columns)

    def _trials(self) -> list[optuna.trial.FrozenTrial]:
        return self._stored.get_trials(deepcopy=False)

    def _keep(self, trial: optuna.trial.FrozenTrial) -> None:
        """Writes a finished trial to the file, all of it or nothing."""
        try:
            self._stored.add_trial(trial)
        except _optuna().exceptions.StorageInternalError as error:
            told = (str(error).splitlines() or [""])[0]
            raise StoreError(f"a trial could not be written to {self.folder / FILE} ({told[:200]})") from error

    def _tried(self, simulate: Simulate, values: Mapping[str, float], space: Mapping) -> optuna.trial.FrozenTrial:
        """One trial, carried out."""
        optuna = _optuna()
        found: dict[str, Any] = {}
        value = math.nan
        try:
            observed = simulate(values)
            found["readings"] = [float(r) if math.isfinite(r) else None for r in observed.readings]
            value = distance(self.calibration.targets, observed.readings)
            if not math.isfinite(value):
                unread = [t.name for t, r in zip(self.calibration.targets, found["readings"], strict=True)
                          if r is None and not t.held_out]  # fmt: skip
                found["failure"] = f"could not be read: {', '.join(unread)}"
        except Exception as error:  # whatever a run raises must not cost the other trials
            found["failure"] = f"{type(error).__name__}: {str(error)[:300]}"
        failed = not math.isfinite(value)
        return optuna.trial.create_trial(
            state=optuna.trial.TrialState.FAIL if failed else optuna.trial.TrialState.COMPLETE,
            value=None if failed else value, params=dict(values), distributions=dict(space), user_attrs=found,
        )  # fmt: skip

    def _sampler(self, number: int) -> optuna.samplers.BaseSampler:
        """A search whose random numbers depend on the number of the trial only, not on what this process did before."""
        seed = np.random.SeedSequence([self.calibration.seed, number]).generate_state(1)[0]
        return _optuna().samplers.TPESampler(seed=int(seed))


def stage_of(number: int) -> str:
    """Whether a trial, numbered from 0, is a point of the space-filling sample or of the search."""
    return SEARCH if number % SEARCH_EVERY == SEARCH_EVERY - 1 else SAMPLE


def _samples(trials: int) -> int:
    """How many of the first trials belong to the sample."""
    return trials - trials // SEARCH_EVERY


def _distribution(factor: Factor) -> optuna.distributions.BaseDistribution:
    kinds = _optuna().distributions
    if factor.prior == "integer":
        return kinds.IntDistribution(int(factor.low), int(factor.high))
    return kinds.FloatDistribution(float(factor.low), float(factor.high), log=factor.prior == "loguniform")


def _plain(values: Mapping[str, float], factors: tuple[Factor, ...]) -> dict[str, float]:
    whole = {f.name for f in factors if f.prior == "integer"}
    return {name: int(value) if name in whole else float(value) for name, value in values.items()}


def _optuna() -> Any:
    need("calibration", "Calibration")
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna
