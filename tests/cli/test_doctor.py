"""``rpp doctor`` finds what is in the way, says what to do, and tells by its exit code whether runs work."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path

import pytest
from command_line import good, rpp

from app.doctor import checks
from sim.extras import EXTRAS
from sim.kernel import code_on_disk, compiled

NOWHERE = [Path("there is no such place")]


def test_here_runs_work_and_everything_is_looked_at() -> None:
    found = json.loads(good("doctor", "--json"))
    assert found["ready"]
    names = [one["name"] for one in found["checks"]]
    assert {"version", "scenarios", "compiled", "working folder", "machine", "fonts", "browser"} <= set(names)
    assert {f"extra {name}" for name in EXTRAS} <= set(names)
    assert all(one["do"] for one in found["checks"] if one["state"] != "ok")
    assert all(one["text"] and not one["do"] for one in found["checks"] if one["state"] == "ok")


def test_a_fault_is_told_with_what_to_do_and_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = checks.Found("working folder", "fault", "cannot be written (Read-only file system)", "cd elsewhere")
    monkeypatch.setattr(checks, "writable", lambda *_: fault)
    code, out, err = rpp("doctor")
    assert code == 1 and not err
    assert "fault  working folder" in out and "→ cd elsewhere" in out and "1 in the way" in out
    assert "\x1b" not in out


def test_a_folder_that_cannot_be_written_and_one_without_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checks.writable("working folder", tmp_path, "go").state == "ok"
    assert checks.writable("working folder", tmp_path / "none", "go") == (
        "working folder", "fault", f"{tmp_path / 'none'} cannot be written (No such file or directory)", "go",
    )  # fmt: skip
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda _: type("Room", (), {"free": 3e6}))
    assert checks.writable("working folder", tmp_path, "go")[1:3] == ("fault", f"{tmp_path} has 3 MB left")


@pytest.mark.parametrize("name", EXTRAS)
def test_an_extra_that_is_missing_is_a_note_with_the_line_that_installs_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.extras._is_there", lambda library: False)
    found = checks.extra(name)
    assert found.state == "note" and found.do == f"pip install 'rpp-sim[{name}]'"
    assert all(title in found.text for title in EXTRAS[name].values())


def test_libraries_that_are_missing_or_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    needed = ["numpy>=2.0", "mesa<4,>=3.3", "nonesuch>=1", 'optuna>=4; extra == "calibration"']
    versions = {"numpy": "1.26", "mesa": "3.5.1"}

    def version(name: str) -> str:
        if name not in versions:
            raise metadata.PackageNotFoundError(name)
        return versions[name]

    monkeypatch.setattr(checks.metadata, "requires", lambda _: needed)
    monkeypatch.setattr(checks.metadata, "version", version)
    assert checks.libraries() == [
        ("numpy", "fault", "version 1.26 does not fit >=2.0", "pip install 'numpy>=2.0'"),
        ("nonesuch", "fault", "not installed", "pip install 'nonesuch>=1'"),
    ]
    versions |= {"numpy": "2.1", "nonesuch": "1.0"}
    (found,) = checks.libraries()
    assert found.state == "ok" and found.text.startswith("all 3 ")


def test_code_that_is_not_compiled_cannot_be_kept_or_is_not_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "is_compiled", lambda: True)
    monkeypatch.setattr(compiled, "is_warm", lambda: False)
    assert checks.compiled(now=False)[1::2] == ("note", "rpp doctor --compile")
    asked = []
    monkeypatch.setattr("sim.engine.batch.compile_first", lambda: asked.append(1))
    assert checks.compiled(now=True).state == "ok" and asked
    monkeypatch.setattr(compiled, "is_warm", lambda: True)
    monkeypatch.setattr(code_on_disk, "cache_folder", lambda: tmp_path / "code")
    monkeypatch.setattr(checks.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.delenv("RPP_CACHE_DIR", raising=False)
    assert "RPP_CACHE_DIR" in checks.compiled(now=False).do
    monkeypatch.setenv("RPP_CACHE_DIR", str(tmp_path))
    assert checks.compiled(now=False).state == "ok"
    monkeypatch.setattr(compiled, "is_compiled", lambda: False)
    assert checks.compiled(now=False).do == "unset NUMBA_DISABLE_JIT"


def test_a_baseline_with_mistakes_is_in_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "baseline.yaml").write_text("titel: x\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = checks.scenarios()
    assert found.state == "fault" and found.do == "rpp validate scenarios/baseline.yaml"


def test_without_browser_or_pages_the_main_job_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise checks.webbrowser.Error

    monkeypatch.setattr(checks.webbrowser, "get", none)
    monkeypatch.setattr(checks, "printing_browser", lambda: "/opt/chromium")
    assert checks.browser().state == "note" and checks.pages(NOWHERE, NOWHERE).state == "note"
    assert "chromium prints handouts" in checks.browser().text
    monkeypatch.setattr(checks, "printing_browser", lambda: None)
    assert "none prints" in checks.browser().text


def test_lines_fit_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = good("doctor").splitlines()
    wide = [line for line in lines if len(line) > 60]
    assert not [line for line in wide if not any("/" in word and len(word) > 30 for word in line.split())]
