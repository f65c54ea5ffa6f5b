"""Whoever ends a command, by Ctrl-C, as a batch system or by closing the terminal: nothing half-done is left behind."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import TINY, good
from processes import ended, rpp_started, wait_until

ROOT = Path(__file__).parents[2]
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


def test_an_interrupt_that_python_swallows_is_sent_again() -> None:
    code = (
        "import signal, time, os; from app.terminal.ending import end_as_by_ctrl_c; end_as_by_ctrl_c()\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a parent in the background has it ignored
        "class Callback:\n"
        "    def __del__(self): os.kill(os.getpid(), signal.SIGTERM); time.sleep(0.01)\n"
        "one = Callback()\n"
        "del one\n"
        "try:\n"
        "    for _ in range(1000): time.sleep(0.01)\n"
        "except KeyboardInterrupt:\n"
        "    print('heard')\n"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert found.stdout == "heard\n" and not found.stderr


def test_a_request_to_end_that_strikes_an_import_waits_for_it(tmp_path: Path) -> None:
    (tmp_path / "swallows.py").write_text(
        "import os, signal, time\n"
        "try:\n"
        "    os.kill(os.getpid(), signal.SIGTERM); time.sleep(0.2)\n"
        "except BaseException:\n"
        "    print('swallowed')\n",
        encoding="utf-8",
    )
    code = (
        f"import sys, time; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from app.terminal.ending import end_as_by_ctrl_c; end_as_by_ctrl_c()\n"
        "import swallows\n"
        "try:\n"
        "    for _ in range(1000): time.sleep(0.01)\n"
        "except KeyboardInterrupt:\n"
        "    print('heard')\n"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert found.stdout == "heard\n" and not found.stderr
