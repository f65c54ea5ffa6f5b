"""A copy of the project to change, and what can be seen of it: everything runs there as plain Python, uncompiled."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from snippets import ROOT

#: What the copy needs.
FOLDERS = ("sim", "analysis", "app", "scenarios", "tools", "docs", "tests")
#: What can be seen from outside, as JSON: names, draws of a design over all parameters, and digests of short runs.
LOOK = """
import hashlib, json, sys
import numpy as np
import sim
from sim.claims.schema import claim_schema
from sim.declarations.keys import oldest_first
from sim.declarations.parameters import registry
from sim.experiments.design.factors import vary
from sim.experiments.design.samples import latin_hypercube, sobol
from sim.experiments.store.provenance import code_digest
from sim.scenario.schema import scenario_schema

def digests(columns):
    return {name: hashlib.sha256(np.ascontiguousarray(c).tobytes()).hexdigest() for name, c in columns.items()}

factors = [vary(p.name) for p in oldest_first(registry().values()) if p.is_drawn]
result = sim.run(sys.argv[1], replicates=1, months=8, set=json.loads(sys.argv[2]))
print(json.dumps({
    "parameters": {name: p.key for name, p in registry().items()},
    "latin": digests({f.name: c for f, c in zip(factors, latin_hypercube(factors, samples=4).unit.T)}),
    "sobol": digests({f.name: c for f, c in zip(factors, sobol(factors, samples=4).unit.T)}),
    "record": digests({c: result.partnerships[c].to_numpy() for c in result.partnerships.select_dtypes("number")}),
    "outcomes": digests({c: result.runs[c].to_numpy() for c in result.runs.select_dtypes("number")}),
    "scenarios": {name: sim.load_scenario(name).digest for name, _ in sim.find_scenarios()},
    "model": code_digest(),
    "schema": json.dumps(scenario_schema()) + json.dumps(claim_schema()),
}))
"""


class Copy:
    """A copy of the project in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in FOLDERS:
            leave = shutil.ignore_patterns("__pycache__", "images")
            shutil.copytree(ROOT / name, folder / name, ignore=leave)
        for name in ("pyproject.toml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
            shutil.copy(ROOT / name, folder / name)
        self._written = self._contents()

    def _contents(self) -> dict[str, bytes]:
        files = (path for path in self.folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in files}

    def changed(self) -> set[str]:
        """Files that are new or different since the copy was made."""
        now = self._contents()
        return {name for name in {*now, *self._written} if now.get(name) != self._written.get(name)}

    def edit(self, name: str, before: str, after: str) -> None:
        """Replaces a text that stands in a file once."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{name} has {before!r} {text.count(before)} times"
        path.write_text(text.replace(before, after), encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        """Writes a new file."""
        assert not (self.folder / name).exists()
        (self.folder / name).write_text(text, encoding="utf-8")

    def python(self, *words: str, fails: bool = False) -> str:
        """Runs Python in the copy and returns what it prints.

        Args:
            words: of the command.
            fails: whether it is to end with another exit code than 0.
        """
        own = {"PYTHONPATH": str(self.folder), "NUMBA_DISABLE_JIT": "1", "MPLBACKEND": "agg"}
        done = subprocess.run(
            [sys.executable, *words], cwd=self.folder, env={**os.environ, **own}, capture_output=True, text=True,
            encoding="utf-8", check=False,
        )  # fmt: skip
        assert (done.returncode != 0) == fails, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout + (done.stderr if fails else "")

    def rpp(self, *words: str, fails: bool = False) -> str:
        """Runs a command of ``rpp`` in the copy."""
        return self.python("-m", "app", *words, fails=fails)

    def look(self, scenario: str = "baseline", **values: float) -> dict:
        """What can be seen from outside (`LOOK`), of a short run with some values changed."""
        return json.loads(self.python("-c", LOOK, scenario, json.dumps(values)).splitlines()[-1])
