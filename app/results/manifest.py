"""What a run's folder was made from and with: enough to make it again, and to notice when a file was changed."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import sim
from sim.scenario.scenario import Scenario, Value

FILE = "manifest.json"
PACKAGES = ("numpy", "numba", "mesa", "pandas", "pyarrow", "matplotlib")


@dataclass(frozen=True, slots=True)
class Plan:
    """What the user asked for; two equal plans give the same tables.

    Attributes:
        scenario: resolved, with the values of ``--set``.
        seed, replicates, months: as run.
        csv: whether monthly tables are CSV files rather than Parquet.
        values: what ``--set`` gave.
    """

    scenario: Scenario
    seed: int
    replicates: int
    months: int
    csv: bool
    values: Mapping[str, Value]

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits of the plan and the version of the model."""
        what = (self.scenario.name, self.scenario.digest)
        return digest_of([*what, self.seed, self.replicates, self.months, self.csv])


def digest_of(content: Sequence[object]) -> str:
    """Sixteen hexadecimal digits of plain data and the version of the model: who has the same writes the same."""
    return hashlib.sha256(json.dumps([sim.__version__, *content]).encode()).hexdigest()[:16]


def manifest(plan: Plan, files: Mapping[str, Path], rows: Mapping[str, int], command: str) -> dict:
    """The manifest of a folder.

    Args:
        plan: what was run.
        files: every other file of the folder, by name.
        rows: number of rows of the files that are tables.
        command: command line.
    """
    what = {
        "plan": plan.digest, "scenario": described(plan.scenario), "seed": plan.seed, "replicates": plan.replicates,
        "months": plan.months, "set": dict(plan.values),
    }  # fmt: skip
    return manifest_of(what, files, rows, command)


def described(scenario: Scenario) -> dict[str, str]:
    """Which scenario it was."""
    return {"name": scenario.name, "title": scenario.title, "digest": scenario.digest}


def manifest_of(what: Mapping[str, object], files: Mapping[str, Path], rows: Mapping[str, int], command: str) -> dict:
    """The manifest of a folder of any kind.

    Args:
        what: what it holds; ``plan`` is the digest by which a later run knows its own folder.
        files, rows, command: as for `manifest`.
    """
    return {
        "rpp": sim.__version__,
        "git_commit": git_commit(),
        **what,
        "command": command,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
        "platform": platform.platform(),
        "files": [
            {"name": name, **({"rows": rows[name]} if name in rows else {}), "sha256": sha256(path)}
            for name, path in sorted(files.items())
        ],
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def sha256(path: Path) -> str:
    """Digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def git_commit() -> str | None:
    """Commit of the checkout that the model runs from (with ``+changes`` if files differ from it), or None."""
    root = Path(sim.__file__).resolve().parent.parent
    if not (root / ".git").exists() or shutil.which("git") is None:
        return None
    try:
        commit = _git(root, "rev-parse", "HEAD")
        changed = _git(root, "status", "--porcelain", "--", "sim", "app", "analysis", "scenarios")
    except (OSError, subprocess.SubprocessError):
        return None
    return f"{commit}+changes" if changed else commit


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *arguments], capture_output=True, text=True, timeout=10, check=True
    )  # fmt: skip
    return done.stdout.strip()


def read(folder: Path) -> dict | None:
    """The manifest in a folder, or None if there is none that can be read."""
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("files"), list) else None
