"""Whoever ends a command, by Ctrl-C, as a batch system or by closing the terminal: nothing half-done is left behind."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import TINY, good
from processes import ended, rpp_started, wait_until
from shared import later

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder."""
    folder = tmp_path_factory.mktemp("results")
    (folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
    good("run", str(folder / "tiny.yaml"), "--replicates", "30", "--quiet", "--out", str(folder / "run"))
    return folder / "run"


@pytest.mark.parametrize("sent", ["SIGINT", *later("SIGTERM", "SIGHUP")])
@pytest.mark.parametrize("command", [
    "compare baseline --set coordination.fte=1 --replicates 3000 --out made/here",
    "claims --out made/here",
    "portfolio --replicates 3000 --out made/here",
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


#: Waits for an interrupt after whatever sent it.
HEARD = (
    "try:\n"
    "    for _ in range(1000): time.sleep(0.01)\n"
    "except KeyboardInterrupt:\n"
    "    print('heard')\n"
)


def printed(code: str, *, ctrl_c: str = "default_int_handler") -> str:
    """What a program prints that deals with requests to end as ``rpp`` does.

    Args:
        code: what it does after that.
        ctrl_c: what happens at Ctrl-C before; shells have it ignored (``SIG_IGN``) in the background.
    """
    first = (
        "import os, signal, sys, time\n"
        f"signal.signal(signal.SIGINT, signal.{ctrl_c})\n"
        "for number in (signal.SIGTERM, signal.SIGHUP): signal.signal(number, signal.SIG_DFL)\n"
        "from app.terminal.ending import end_as_by_ctrl_c; end_as_by_ctrl_c()\n"
    )
    found = subprocess.run([sys.executable, "-c", first + code], capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert not found.stderr and found.returncode == 0
    return found.stdout


@pytest.mark.parametrize(("sent", "ctrl_c"), [
    ("SIGINT", "default_int_handler"), ("SIGTERM", "default_int_handler"), ("SIGTERM", "SIG_IGN"),
])  # fmt: skip
def test_an_interrupt_that_python_swallows_is_sent_again(sent: str, ctrl_c: str) -> None:
    code = (
        "class Callback:\n"
        f"    def __del__(self): os.kill(os.getpid(), signal.{sent}); time.sleep(0.01)\n"
        "one = Callback()\n"
        "del one\n"
    )
    assert printed(code + HEARD, ctrl_c=ctrl_c) == "heard\n"


@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_request_to_end_that_strikes_an_import_waits_for_it(sent: str, tmp_path: Path) -> None:
    (tmp_path / "swallows.py").write_text(
        "import os, signal, time\n"
        "try:\n"
        f"    os.kill(os.getpid(), signal.{sent}); time.sleep(0.2)\n"
        "except BaseException:\n"
        "    print('swallowed')\n",
        encoding="utf-8",
    )
    assert printed(f"sys.path.insert(0, {str(tmp_path)!r})\nimport swallows\n{HEARD}") == "heard\n"


def test_ctrl_c_that_is_ignored_stays_so() -> None:
    code = "os.kill(os.getpid(), signal.SIGINT); time.sleep(0.2)\nprint('went on')\n"
    assert printed(code, ctrl_c="SIG_IGN") == "went on\n"


def test_whoever_computes_hears_ctrl_c_too_and_workers_start_without_it() -> None:
    """The handlers that are put over this one, and taken away again, lead to it."""
    code = (
        "from sim.experiments.execute.interrupts import stopped_by_ctrl_c\n"
        "from sim.experiments.execute.pools import _deaf_to_interrupts\n"
        "ours = signal.getsignal(signal.SIGINT)\n"
        "with _deaf_to_interrupts(): assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN\n"
        "assert signal.getsignal(signal.SIGINT) is ours is not signal.default_int_handler\n"
        "with stopped_by_ctrl_c() as stop:\n"
        "    try:\n"
        "        os.kill(os.getpid(), signal.SIGINT); time.sleep(1)\n"
        "    except KeyboardInterrupt:\n"
        "        print('heard', stop.is_set())\n"
        "assert signal.getsignal(signal.SIGINT) is ours\n"
    )
    assert printed(code) == "heard True\n"
