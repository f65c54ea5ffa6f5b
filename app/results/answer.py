"""What the analyses of sweeps share: the folder that is read, what was asked, and the folder that is written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sim
from analysis.wording.layout import wrapped
from analysis.wording.numbers import counted
from app.results.outputs import described, digest_of, fill, new_folder
from app.terminal.mistakes import Mistake, one_of, resolved_path
from app.terminal.printing import printed

if TYPE_CHECKING:
    import pandas as pd

    from analysis.plotting.style import Sheet
    from sim.experiments import Sweep

@dataclass(frozen=True)
class Asked:
    """What is asked of which results; the same question may write into the same folder again.

    Attributes:
        what: the command.
        results: the results folder.
        options: of the command, as plain data.
        seed: of resampling; None where nothing is resampled.
    """

    what: str
    results: Sweep
    options: Mapping[str, object]
    seed: int | None = None

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits of the question and of the results; the same when more runs are there."""
        return digest_of([self.what, self.results.plan.digest, dict(self.options), self.seed])

    @property
    def runs(self) -> pd.DataFrame:
        """Finished runs with the values of their design point."""
        return self.results.finished

    @property
    def titled(self) -> pd.DataFrame:
        """The same, with scenarios by their titles if these tell them apart."""
        titles = {scenario.name: scenario.title for scenario in self.results.scenarios}
        return self.runs.replace({"scenario": titles}) if len(set(titles.values())) == len(titles) else self.runs

    @property
    def made(self) -> str:
        """What was run, for the line below a title."""
        r, runs, points = self.results, self.runs["run"].nunique(), self.runs["point"].nunique()
        parts = [counted(runs, "run") + (f" of {points:,} design points" if points > 1 else "")]
        parts += [f"{r.failed:,} failed"] if r.failed else []
        ids = f"model version {r.version}", f"results {r.plan.digest}"
        return ", ".join([*parts, f"{r.months} months", f"seed {r.seed}", *ids])

    @property
    def about(self) -> dict[str, str]:
        """What is saved inside figures: where the numbers come from."""
        told = self.results.about
        return told if self.seed is None else told | {"Description": f"{told['Description']}; resampling {self.seed}"}

    def as_data(self) -> dict:
        """All this for programs and for the manifest."""
        r = self.results
        return {
            "plan": self.digest, "analysis": self.what, "results": r.plan.digest, "results_version": r.version,
            "scenarios": [described(s) for s in r.scenarios], "seed": r.seed, "months": r.months,
            "replicates": r.plan.replicates, "failed": r.failed,
            **({} if self.seed is None else {"resampling_seed": self.seed}), **self.options,
        }  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What came out.

    Attributes:
        asked: the question.
        sentences: in plain words.
        tables: by name of the file.
        figures: functions that draw in a ``style``, by name of the file.
        more: tables of text that are printed below the sentences.
    """

    asked: Asked
    sentences: Sequence[str]
    tables: Mapping[str, pd.DataFrame]
    figures: Mapping[str, Callable[..., Sheet]]
    more: Sequence[str] = ()

    def as_text(self, folder: Path | None) -> str:
        """The answer for readers."""
        parts = ["\n".join(wrapped(text, "", "  ") for text in self.sentences), *self.more]
        if folder is not None:
            files = ", ".join(sorted(path.name for path in folder.iterdir() if path.suffix in (".png", ".csv", ".txt")))
            parts.append(f"Written to {folder}\n{wrapped(files, '  ')}")
        return "\n\n".join(part for part in parts if part)

    def as_data(self, folder: Path | None) -> dict:
        """The answer for programs."""
        tables = {name: json.loads(t.to_json(orient="records", double_precision=12)) for name, t in self.tables.items()}
        return {
            "rpp": sim.__version__, **self.asked.as_data(), "sentences": list(self.sentences), **tables,
            **({"folder": str(folder)} if folder else {}),
        }  # fmt: skip

    def give(self, out: Path | None, as_json: bool) -> None:
        """Writes the answer where it is wanted, and prints it.

        Raises:
            Mistake: the folder cannot be written, or holds something else.
        """
        folder = resolved_path(out) if out else None
        if folder is not None:
            self.write(folder)
        printed(self.as_data(folder) if as_json else self.as_text(folder))

    def write(self, folder: Path) -> None:
        """Writes sentences, tables, figures in both styles, and a manifest into a folder, or nothing at all.

        Raises:
            Mistake: the folder cannot be written, or holds something else.
        """
        with new_folder(folder, self.asked) as partial:
            texts = {"sentences.txt": "\n".join(self.sentences) + "\n"}
            fill(partial, self.asked.as_data(), tables=self.tables, figures=self.figures, texts=texts)


def known_outcomes(names: Sequence[str]) -> tuple[str, ...]:
    """Present names of outcomes, if all are known.

    Raises:
        Mistake: with every unknown name and the nearest known ones.
    """
    from sim.declarations.renamed import present_name
    from sim.measures.outcomes import OUTCOMES

    mistakes = []
    names = [present_name("outcome", name) for name in names]
    for name in names:
        try:
            one_of("outcome", name, [o.name for o in OUTCOMES])
        except Mistake as error:
            mistakes.append(str(error))
    if mistakes:
        raise Mistake("\n".join(mistakes))
    return tuple(dict.fromkeys(names))


def file_name(*parts: str) -> str:
    """Parts of a name as the name of a file."""
    return "-".join(re.sub(r"[^A-Za-z0-9_]+", "_", part).strip("_") for part in parts if part)
