"""The face reaches what builds on the model through one table, and nothing that it loads leans on the face."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import sim
from sim.above import ABOVE, above

ROOT = Path(sim.__file__).parents[1]
UPSTAIRS = ("analysis", "app")


def names_upstairs(path: Path) -> list[str]:
    """Imports of the layers above, also for type checkers, and texts that are dotted names of their modules."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found.append(node.module or "")
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
            found.append(node.value)
    return [name for name in found if name.split(".")[0] in UPSTAIRS and name.replace(".", "").isidentifier()]


def test_one_file_names_what_stands_above():
    found = {path.relative_to(ROOT).as_posix() for path in (ROOT / "sim").rglob("*.py") if names_upstairs(path)}
    assert found == {"sim/above.py"}


def test_everything_in_the_table_is_there():
    assert all(callable(above(name)) for name in ABOVE)


def test_nothing_that_the_face_loads_imports_the_face():
    code = (
        "import json, sys; from sim.above import ABOVE, above\n"
        "[above(name) for name in ABOVE]; import sim.mesa.model, sim.experiments\n"
        "print(json.dumps([m.__file__ for n, m in sys.modules.items() if n.split('.')[0] in ('sim', 'analysis', 'app') "
        "and getattr(m, '__file__', None)]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    files = json.loads(done.stdout)
    assert len(files) > 50
    leaning = [
        file for file in files for node in ast.walk(ast.parse(Path(file).read_text(encoding="utf-8")))
        if isinstance(node, ast.Import) and "sim" in [alias.name for alias in node.names]
        or isinstance(node, ast.ImportFrom) and node.module == "sim" and not node.level
        and any(alias.name in sim._HOMES for alias in node.names)
    ]  # fmt: skip
    assert leaning == []


def test_public_names_are_there_and_importing_them_stays_light():
    assert all(getattr(sim, name) is not None for name in sim.__all__)
    done = subprocess.run([sys.executable, "-X", "importtime", "-c", "import sim"], capture_output=True, text=True,
                          check=True, cwd=ROOT)  # fmt: skip
    took = int(done.stderr.strip().splitlines()[-1].split("|")[1])
    assert took < 300_000  # microseconds
