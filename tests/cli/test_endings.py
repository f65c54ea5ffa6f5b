"""Whoever ends a command, by Ctrl-C, as a batch system or by closing the terminal: nothing half-done is left behind."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest
from command_line import TINY, good
from processes import ended, rpp_started, wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder."""
    folder = tmp_path_factory.mktemp("results")
    (folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
    good("run", str(folder / "tiny.yaml"), "--replicates", "30", "--quiet", "--out", str(folder / "run"))
    return folder / "run"


@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("command", [
    "compare baseline --set coordination.fte=1 --replicates 3000 --out made/here",
    "claims --out made/here",
    "survival {} --out made/here",
    "report {} --out made/here/page.html",
])  # fmt: skip
def test_a_command_that_is_ended_leaves_no_folder(command: str, sent: str, results: Path, tmp_path: Path) -> None:
    with rpp_started(*command.format(results).split(), folder=tmp_path) as child:
        wait_until(lambda: list(tmp_path.glob("made/**/.*.partial-*")), child)
        child.send_signal(getattr(signal, sent))
        code, out, err = ended(child)
    assert (code, out) == (130, "") and err.endswith("Stopped. Nothing was written.\n"), err
    assert not list(tmp_path.iterdir())
