"""What surrounds a command decides nothing: its figures are the same wherever it is started."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import TINY

import sim

ROOT = Path(sim.__file__).resolve().parent.parent
COMMANDS = (
    "run tiny.yaml --quiet --out run",
    "compare tiny.yaml --set team.staff=2 --quiet --out compared",
    "network tiny.yaml --months 3 --out networks",
    "survival run --out lasting",
    "scale run --out scale",
    "report run --out page/report.html",
)
#: Runs the commands one after the other, as `rpp` does it.
SCRIPT = """
import sys
from typer.testing import CliRunner
from app.cli import app
for command in sys.argv[1:]:
    done = CliRunner().invoke(app, command.split(), prog_name="rpp")
    if done.exit_code:
        sys.exit(f"{command}: {done.output}{done.exception}")
    sys.stderr.write(done.stderr if "figure" in done.stderr else "")
"""


def figures(folder: Path, **environment: str) -> dict[str, bytes]:
    """Every figure that the commands leave in a folder."""
    (folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
    usual = {name: value for name, value in os.environ.items() if name not in ("MPLBACKEND", "MATPLOTLIBRC")}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *COMMANDS], cwd=folder, env={**usual, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0 and not done.stderr, done.stderr
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for ending in ("png", "svg") for path in folder.rglob(f"*.{ending}")
    }  # fmt: skip


@pytest.mark.slow
def test_figures_are_the_same_whatever_the_environment_and_a_matplotlibrc_say(tmp_path: Path) -> None:
    usual, other = tmp_path / "usual", tmp_path / "other"
    for folder in (usual, other):
        folder.mkdir()
    (other / "matplotlibrc").write_text("figure.facecolor: black\nfont.size: 30\nsavefig.bbox: tight\n")
    expected = figures(usual)
    assert {name.partition("/")[0] for name in expected} == {"run", "compared", "networks", "lasting", "scale", "page"}
    found = figures(other, MPLBACKEND="module://a_notebook.that_is_not_here")
    assert found.keys() == expected.keys()
    assert [name for name in expected if found[name] != expected[name]] == []
