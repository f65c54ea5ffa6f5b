"""What is built from this checkout holds all that it needs, and runs anywhere on every Python that is promised."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Container
from pathlib import Path
from shutil import which

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
#: Folders of the checkout, and where they are in a wheel.
CARRIED = {"sim": "sim", "analysis": "analysis", "app": "app", "scenarios": "scenarios",
           "notebooks": "app/lessons/notebooks"}  # fmt: skip
#: What Python and notebooks leave beside files.
LEFT_OVER = {"__pycache__", ".ipynb_checkpoints"}


def called(
    *command: object, folder: Path, codes: Container[int] = (0,), **environment: str
) -> subprocess.CompletedProcess[str]:
    """A program that must end with one of some codes, without what this process adds to the search for modules."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "RPP_"))}
    done = subprocess.run([str(part) for part in command], cwd=folder, env=inherited | environment, text=True,
                          capture_output=True, check=False)  # fmt: skip
    assert done.returncode in codes, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


def built(folder: Path, *options: str, **environment: str) -> Path:
    """The newest file that a build leaves in a folder."""
    pytest.importorskip("hatchling")
    called(sys.executable, "-m", "hatchling", "build", "--directory", folder, *options, folder=ROOT, **environment)
    return max(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel for any Python, without compiled code."""
    return built(tmp_path_factory.mktemp("pure"), "--target", "wheel")


def test_the_wheel_carries_scenarios_pages_and_notebooks(wheel: Path):
    with zipfile.ZipFile(wheel) as opened:
        carried = set(opened.namelist())
    expected = {
        f"{place}/{path.relative_to(ROOT / folder).as_posix()}"
        for folder, place in CARRIED.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not LEFT_OVER & set(path.parts)
    }
    assert not expected - carried
    assert {name.partition("/")[0] for name in carried if ".dist-info/" not in name} == set(CARRIED.values()) - {
        "app/lessons/notebooks"}  # fmt: skip
    texts = {name for name in carried if name.startswith("app/texts/")}
    assert (ROOT / "app/site/index.html").is_file() != ("app/texts/guide/scenarios.md" in texts)
    assert wheel.name.endswith("-py3-none-any.whl") and not [name for name in carried if name.endswith(".nbc")]


def test_the_source_archive_is_all_that_a_wheel_is_made_from(tmp_path: Path):
    packed = built(tmp_path, "--target", "sdist")
    with tarfile.open(packed) as archive:
        archive.extractall(tmp_path, filter="data")
    sources = tmp_path / packed.name.removesuffix(".tar.gz")
    called(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path, folder=sources)
    assert (sources / "docs" / "model" / "odd.md").is_file() and list(tmp_path.glob("*.whl"))


def test_a_wheel_with_compiled_code_compiles_nothing_on_its_first_run(tmp_path: Path):
    """Made by pip from the sources, where nothing is installed but what a build asks for, as in the Dockerfile."""
    called(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path / "dist", ROOT,
           folder=tmp_path, RPP_COMPILE="1")  # fmt: skip
    made = next((tmp_path / "dist").glob("*.whl"))
    assert "none-any" not in made.name
    with zipfile.ZipFile(made) as opened:
        opened.extractall(tmp_path / "installed")
    asked = ("run", "baseline", "--replicates", "2", "--months", "12", "--out", "found")
    told = called(sys.executable, "-m", "app", *asked, folder=tmp_path, PYTHONPATH=str(tmp_path / "installed"),
                  RPP_CACHE_DIR=str(tmp_path / "empty"))  # fmt: skip
    assert "Compiling" not in told.stderr and (tmp_path / "found" / "overview.png").is_file()


def interpreter(minor: int) -> str | None:
    """A Python of a minor version, from the path or from where a version manager keeps them."""
    managed = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for found in (which(f"python3.{minor}"), *sorted(managed.glob(f"3.{minor}.*/bin/python"))):
        asked = f"import sys; sys.exit(sys.version_info[:2] != (3, {minor}))"
        if found and not subprocess.run([found, "-c", asked], check=False, capture_output=True).returncode:
            return str(found)
    return None


@pytest.mark.parametrize("minor", [11, 12, 13])
def test_the_wheel_runs_in_a_clean_environment(minor: int, wheel: Path, tmp_path: Path):
    python = interpreter(minor)
    if python is None:
        pytest.skip(f"there is no Python 3.{minor} here")
    place = tmp_path / "environment"
    called(python, "-m", "venv", place, folder=tmp_path)
    programs = place / ("Scripts" if sys.platform == "win32" else "bin")
    called(programs / "python", "-m", "pip", "install", "--quiet", f"{wheel}[app]", folder=tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    own = {"RPP_CACHE_DIR": str(tmp_path / "cache"), "MPLCONFIGDIR": str(tmp_path / "matplotlib")}
    called(programs / "rpp", "run", "baseline", "--replicates", "20", "--out", "found", folder=elsewhere, **own)
    assert (elsewhere / "found" / "overview.png").is_file()
    told = called(programs / "rpp", "app", "--check", folder=elsewhere, codes=(0, 1), **own).stdout
    slow = "NOT YET  answers to "  # how fast it answers is for the machine to say, not for a test
    assert not [line for line in told.splitlines() if line.startswith("NOT YET") and not line.startswith(slow)], told
    text = called(programs / "rpp", "docs", "guide/scenarios", folder=elsewhere, **own).stdout
    assert text.startswith("# Writing a scenario"), "a wheel without pages carries texts"
