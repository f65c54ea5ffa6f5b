"""Writes the folder of an analysis: all of it or nothing, and never over something that it did not write itself."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from analysis.wording.layout import wrapped
from app.terminal.mistakes import Mistake
from sim.experiments.store import provenance
from sim.experiments.store.files import checksum_of, free_name

if TYPE_CHECKING:
    from analysis.plotting.style import Sheet
    from sim.experiments import Finished
    from sim.scenario.scenario import Scenario

MANIFEST = "manifest.json"
#: Styles of figures, and what they add to the name of a file.
STYLES = (("projector", ""), ("print", "-print"))


class Question(Protocol):
    """Whatever a folder can answer; two questions of the same digest write the same tables."""

    @property
    def digest(self) -> str: ...


def digest_of(content: Sequence[object]) -> str:
    """Sixteen hexadecimal digits of plain data and of the model's sources: who has the same writes the same."""
    return hashlib.sha256(json.dumps([provenance.code_digest(), *content]).encode()).hexdigest()[:16]


@contextmanager
def new_folder(target: Path | None, asked: Question) -> Iterator[Path | None]:
    """A temporary folder beside the target, which takes the target's place when all went well; without one, nothing.

    Whatever goes wrong (Ctrl-C too), nothing is left behind and the target is as it was.

    Raises:
        Mistake: the target cannot be written, or holds something else than an earlier answer to the same question.
    """
    if target is None:
        yield None
        return
    check_target(target, asked)
    made: list[Path] = []
    partial = target.with_name(f".{target.name}.partial-{os.getpid()}")
    old = target.with_name(f".{target.name}.old-{os.getpid()}")
    try:
        try:
            for parent in reversed([p for p in target.parents if not p.exists()]):
                parent.mkdir()
                made.append(parent)
            partial.mkdir()
        except OSError as error:
            raise Mistake(f"--out {target}: cannot be written ({error.strerror}); choose another folder") from None
        yield partial
        check_target(target, asked)  # it may have changed while the analysis took its time
        if target.exists():
            target.rename(old)
        partial.rename(target)
        made.clear()
    finally:
        if old.exists() and not target.exists():
            old.rename(target)
        for leftover in (partial, old):
            shutil.rmtree(leftover, ignore_errors=True)
        for parent in reversed(made):
            if not any(parent.iterdir()):
                parent.rmdir()


def check_place(target: Path) -> None:
    """Refuses a target that is no folder, or that one stands in."""
    if Path.cwd().resolve().is_relative_to(target):
        raise Mistake(
            f"--out {target}: is the folder that you are in; name a new folder below it, such as --out results"
        )
    for place in (target, *target.parents):
        if place.exists() and not place.is_dir():
            raise Mistake(f"--out {target}: {place} is a file, not a folder; choose another name")


def check_target(target: Path, asked: Question) -> None:
    """Refuses a target that holds anything but an earlier answer to the same question."""
    check_place(target)
    if not target.exists() or not any(target.iterdir()):
        return
    hint = f"choose another folder, such as --out {free_name(target)}"
    found = _manifest_in(target)
    if found is None:
        raise Mistake(f"--out {target}: holds files that are not from `rpp`; nothing was written; {hint}")
    if found.get("plan") != asked.digest:
        raise Mistake(f"--out {target}: holds another run ({_told(found)}); nothing was written; {hint}")
    strange = sorted(p.name for p in target.iterdir() if p.name not in {*found["files"], MANIFEST})
    if strange:
        raise Mistake(f"--out {target}: holds {strange[0]}, which is not from `rpp`; nothing was written; {hint}")


def _manifest_in(folder: Path) -> dict | None:
    """The manifest in a folder, or None if there is none that can be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("files"), (dict, list)) else None


def _told(found: Mapping) -> str:
    scenarios = found.get("scenarios") or [found.get("scenario")]
    name = " and ".join(str(s.get("name")) if isinstance(s, dict) else "?" for s in scenarios)
    return f"{name}, seed {found.get('seed')}, {found.get('replicates')} replicates, {found.get('months')} months"


def described(scenario: Scenario) -> dict[str, str]:
    """Which scenario it was."""
    return {"name": scenario.name, "title": scenario.title, "digest": scenario.digest}


def fill(
    folder: Path, what: Mapping[str, object], *, tables: Mapping[str, pd.DataFrame],
    figures: Mapping[str, Callable[..., Sheet]], texts: Mapping[str, str] | None = None,
    data: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    """Writes what an analysis found into a folder; the same findings give the same bytes but for the manifest.

    The manifest tells what it was made from and with, and the checksum of each file.

    Args:
        folder: an empty folder.
        what: the question, for the manifest; ``plan`` is the digest by which a later run knows its own folder.
        tables: by name of the file without its ending.
        figures: functions that draw in a ``style``, by name of the file without its ending.
        texts: by name of the file.
        data: plain data for JSON, by name of the file.
    """
    import matplotlib

    from analysis.plotting.style import save

    for name, table in tables.items():
        write_csv(table, folder / f"{name}.csv")
    for name, text in (texts or {}).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    for name, content in (data or {}).items():
        write_json(folder / name, content)
    with matplotlib.rc_context({"svg.hashsalt": "rpp"}):
        for name, draw in figures.items():
            for style, ending in STYLES:
                save(draw(style=style), folder / f"{name}{ending}")
    files = {
        path.name: {"bytes": path.stat().st_size, "sha256": checksum_of(path)} for path in sorted(folder.iterdir())
    }
    write_json(folder / MANIFEST, {**what, **provenance.about(), "files": files})


def draw_overview(results: Finished, folder: Path) -> bool:
    """Draws the overview figure as PNG and SVG, with its numbers as CSV; the same runs give the same bytes.

    Returns:
        Whether it could be drawn. The tables are worth keeping without it, so trouble is only told.
    """
    try:
        import matplotlib

        from analysis.overview.figures import overview
        from analysis.plotting.style import save

        with matplotlib.rc_context({"svg.hashsalt": "rpp"}):
            save(overview(results), folder / "overview")
    except Exception as error:  # whatever a drawing library raises must not cost the user the tables
        for name in ("overview.png", "overview.svg", "overview.csv"):
            (folder / name).unlink(missing_ok=True)
        print(f"The overview figure could not be drawn ({error}); the tables are complete.", file=sys.stderr)
        return False
    return True


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Writes a table as CSV, the same bytes on every system."""
    table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def write_json(path: Path, content: object) -> None:
    """Writes plain data as readable JSON."""
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def plain_rows(table: pd.DataFrame) -> list[dict]:
    """Rows of a table for JSON: plain numbers, and None for what is not known."""
    return json.loads(table.to_json(orient="records", double_precision=15))


def written(folder: Path) -> str:
    """Where a folder lies, and its files, for readers."""
    return f"Written to {folder}\n{wrapped(', '.join(names_in(folder)), '  ')}"


def names_in(folder: Path) -> list[str]:
    """What lies in a folder; a folder in it with a stroke."""
    return sorted(f"{path.name}{'/' * path.is_dir()}" for path in folder.iterdir() if not path.name.startswith("."))
