"""Results that may only be read, as those of others or of an archive, are read by every command."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import TINY, good, rpp
from shared import later


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A results folder in which no file can be opened for writing, whoever runs the tests."""
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    folder = tmp_path / "run"
    good("run", str(tmp_path / "tiny.yaml"), "--replicates", "30", "--quiet", "--out", str(folder))
    whole = Path.open

    def opened(path: Path, mode: str = "r", *others: object, **named: object) -> object:
        if path.is_relative_to(folder) and set(mode) & set("wax+"):
            raise PermissionError(13, "Permission denied", str(path))
        return whole(path, mode, *others, **named)

    monkeypatch.setattr(Path, "open", opened)
    return folder


@pytest.mark.parametrize("command", ["survival", *later("scale", "network", "report")])
def test_results_that_may_only_be_read_are_read(command: str, results: Path, tmp_path: Path) -> None:
    assert good(command, str(results), "--out", str(tmp_path / ("page.html" if command == "report" else "out")))


def test_status_of_results_that_may_only_be_read(results: Path) -> None:
    assert "no runner is at work" in good("status", str(results), "--check")


def test_status_of_results_that_may_only_be_read_sees_a_runner(results: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    with open(results / "journal" / "sweep.lock") as held:  # as its runner has it
        fcntl.flock(held, fcntl.LOCK_EX)
        assert "a runner is at work" in good("status", str(results))


def test_going_on_where_nothing_may_be_written_is_refused(results: Path) -> None:
    code, _, err = rpp("resume", str(results))
    assert code == 1 and "Permission denied" in err
