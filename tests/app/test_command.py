"""``rpp app`` and ``rpp atlas`` at the terminal: what they refuse, and what a session is checked for."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from command_line import rpp

from app.live import check
from app.live.guards import hosts_of

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("arguments, told", [
    (("app", "nowhere"), "no scenario"), (("app", "--port", "0"), "from 1 to 65535"),
    (("app", "--address", "0.0.0.0"), "every address"), (("atlas", "nowhere"), "no atlas"),
    (("atlas", "bellevue", "--out", "x.txt"), ".html"), (("atlas", "bellevue", "--worlds", "3"), "from 20 to 2000"),
    (("atlas", "bellevue", "--names", "secret"), "fictional or real"),
])  # fmt: skip
def test_what_cannot_be_is_told_plainly(arguments: tuple[str, ...], told: str):
    code, _, err = rpp(*arguments)
    assert code == 2 and told in err and "Traceback" not in err


def test_a_port_that_is_taken_is_told():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, _, err = rpp("app", "--no-browser", "--port", str(taken.getsockname()[1]))
    assert code == 2 and "try another --port" in err


def test_ctrl_c_ends_the_app_also_while_a_page_waits_for_a_long_answer():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-c", "from app.cli import main; main()", "app", "--no-browser", "--port", port]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT) as running:
        try:
            assert any("Ctrl-C ends it" in line for line in running.stdout), "it starts"
            asked = {"arm": {"scenario": "presets/large_urban", "seed": 78}, "assumptions": True}  # takes minutes
            request = Request(f"http://127.0.0.1:{port}/api/gate", json.dumps(asked).encode(),
                              {"Content-Type": "application/json"})  # fmt: skip
            with urlopen(request, timeout=120) as answer:
                assert json.loads(answer.readline())["kind"] == "checked"
                running.send_signal(signal.SIGINT)
                *_, last = answer
            assert json.loads(last)["kind"] == "cancelled"
            assert "Traceback" not in running.communicate(timeout=60)[0]
        finally:
            running.kill()


def test_the_app_serves_this_machine_and_the_address_that_was_named():
    assert hosts_of("127.0.0.1", 8321) == ["127.0.0.1:8321", "localhost:8321", "[::1]:8321"]
    assert "192.168.1.5:80" in hosts_of("192.168.1.5", 80) and "192.168.1.5" in hosts_of("192.168.1.5", 80)


def test_a_session_is_checked_for_all_that_it_needs(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(check, "to_check", lambda scenario: ["work.demand_hours", "budget_cut"])
    monkeypatch.setattr(check, "FIRST_IN", 1e9)
    monkeypatch.setattr(check, "FULL_IN", 1e9)
    found = {c["name"]: c for c in check.checked("baseline")}
    assert {"model", "page", "scenarios", "answers to baseline", "levers of baseline", "network", "paper"} == set(found)
    assert all(c["ok"] for c in found.values()), found
    assert "200" in found["answers to baseline"]["text"]


def test_a_slow_machine_and_a_missing_page_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(check, "to_check", lambda scenario: ["work.demand_hours"])
    monkeypatch.setattr(check, "FIRST_IN", 0.0)
    monkeypatch.setattr(check, "WEB", tmp_path)
    found = {c["name"]: c for c in check.checked("baseline")}
    assert not found["answers to baseline"]["ok"] and "close other programs" in found["answers to baseline"]["text"]
    assert not found["page"]["ok"] and "missing" in found["page"]["text"]
    (tmp_path / "index.html").write_text('<script src="https://elsewhere.example/x.js"></script>', encoding="utf-8")
    found = {c["name"]: c for c in check.checked("baseline")}
    assert not found["page"]["ok"] and "elsewhere" in found["page"]["text"]
