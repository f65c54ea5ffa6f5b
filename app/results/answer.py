"""What comes out of a question: printed for readers or programs, and written into a folder; and questions on sweeps."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import sim
from analysis.wording.layout import wrapped
from analysis.wording.numbers import counted
from app.results import outputs, place
from app.terminal.mistakes import Mistake, mistakes_of, one_of, resolved_path
from app.terminal.printing import printed
from sim.declarations.renamed import present_name

if TYPE_CHECKING:
    import pandas as pd

    from analysis.plotting.style import Sheet
    from sim.experiments import Sweep

NOT_WRITTEN = "Nothing is written without --out."


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

    def drawn(self, page: Callable[..., Sheet], heading: str, *content: object) -> Callable[..., Sheet]:
        """A page of figures, to be drawn in a ``style``."""
        return partial(page, *content, f"{self.results.title}: {heading}", self.made, self.about)

    @property
    def about(self) -> dict[str, str]:
        """What is saved inside figures: where the numbers come from."""
        told = self.results.about
        return told if self.seed is None else told | {"Description": f"{told['Description']}; resampling {self.seed}"}

    def as_data(self) -> dict:
        """All this for programs and for the manifest; its digest is the same when more runs are there."""
        r = self.results
        digest = outputs.digest_of([self.what, r.plan.digest, dict(self.options), self.seed])
        return {
            "plan": digest, "analysis": self.what, "results": r.plan.digest, "results_version": r.version,
            "scenarios": [outputs.described(s) for s in r.scenarios], "seed": r.seed, "months": r.months,
            "replicates": r.plan.replicates, "failed": r.failed,
            **({} if self.seed is None else {"resampling_seed": self.seed}), **self.options,
        }  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What came out.

    Attributes:
        asked: the question as plain data, for the manifest.
        paragraphs: for readers.
        data: for programs.
        tables: by name of the file without its ending.
        figures: functions that draw in a ``style``, by name of the file without its ending.
        texts, files: texts, and plain data for JSON, by name of the file.
        last: what readers are told of the folder when it is written.
        names_folder: whether programs are told of it, too.
    """

    asked: Mapping[str, object]
    paragraphs: Sequence[str]
    data: Mapping[str, object]
    tables: Mapping[str, pd.DataFrame]
    figures: Mapping[str, Callable[..., Sheet]]
    texts: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, object] = field(default_factory=dict)
    last: Callable[[Path], str] = outputs.written
    names_folder: bool = True

    def give(self, source: Path, out: Path | None, as_json: bool) -> None:
        """Writes it and prints it, as `answered` does.

        Args:
            source: the results folder; the answer goes beside it where no other place is wanted.
            out, as_json: as the user gave them.
        """
        folder = out or place.beside(resolved_path(source), self.asked)
        answered(self.asked, lambda: self, folder, as_json)

    def write(self, folder: Path) -> None:
        """Fills an empty folder; the same findings give the same bytes but for the manifest.

        The manifest tells what it was made from and with, and the checksum of each file.
        """
        from sim.experiments.store.files import checksum_of
        from sim.experiments.store.provenance import about

        for name, table in self.tables.items():
            outputs.write_csv(table, folder / f"{name}.csv")
        for name, text in self.texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        for name, content in self.files.items():
            outputs.write_json(folder / name, content)
        outputs.draw(folder, self.figures)
        sums = {p.name: {"bytes": p.stat().st_size, "sha256": checksum_of(p)} for p in sorted(folder.iterdir())}
        outputs.write_json(folder / place.MANIFEST, {**self.asked, **about(), "files": sums})


def answered(
    asked: Mapping[str, object], answer: Callable[[], Answer], out: Path | None, as_json: bool, *, quiet: bool = False
) -> Answer:
    """Answers a question, writes the answer where it is wanted, and prints it.

    Args:
        asked: the question as plain data; the same question may write into the same folder again.
        answer: works it out, once it is clear that the folder can be written.
        out: folder for all of it, or for nothing if something goes wrong; none if None.
        as_json: whether it is printed for programs.
        quiet: whether readers get nothing to read.

    Raises:
        Mistake: the folder cannot be written, or holds something else.
    """
    folder = resolved_path(out) if out else None
    with outputs.new_folder(folder, asked) as unfinished:
        found = answer()
        if unfinished is not None:
            found.write(unfinished)
    if as_json:
        printed({**found.data, **({"folder": str(folder)} if folder and found.names_folder else {})})
    elif not quiet:
        printed("\n\n".join(filter(None, [*found.paragraphs, found.last(folder) if folder else NOT_WRITTEN])))
    return found


def answer_of(
    asked: Asked, sentences: Sequence[str], tables: Mapping[str, pd.DataFrame],
    figures: Mapping[str, Callable[..., Sheet]], more: Sequence[str] = (),
) -> Answer:  # fmt: skip
    """The answer of an analysis of a sweep: sentences, with ``more`` below them, tables and figures."""
    about = asked.as_data()
    rows = {name: outputs.plain_rows(table, digits=12) for name, table in tables.items()}
    return Answer(
        about, ["\n".join(wrapped(text, "", "  ") for text in sentences), *more],
        {"rpp": sim.__version__, **about, "sentences": list(sentences), **rows}, tables, figures,
        {"sentences.txt": "\n".join(sentences) + "\n"},
        last=lambda folder: outputs.written(folder, (".png", ".csv", ".txt")),
    )  # fmt: skip


def known_outcomes(names: Sequence[str]) -> tuple[str, ...]:
    """Present names of outcomes, if all are known.

    Raises:
        Mistake: with every unknown name and the nearest known ones.
    """
    from sim.measures.outcomes import OUTCOME

    names = [present_name("outcome", name) for name in names]
    mistakes = mistakes_of(*(partial(one_of, "outcome", name, OUTCOME) for name in names))
    if mistakes:
        raise Mistake("\n".join(mistakes))
    return tuple(dict.fromkeys(names))


def file_name(*parts: str) -> str:
    """Parts of a name as the name of a file."""
    return "-".join(re.sub(r"[^A-Za-z0-9_]+", "_", part).strip("_") for part in parts if part)
