"""``rpp notebooks``: lists and copies what the installation carries, and never writes over what was changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import good, rpp

from app.lessons import copies
from app.lessons.copies import lessons


def test_they_are_listed_with_what_they_teach_and_how_long_they_take():
    told = " ".join(good("notebooks").split())
    for lesson in lessons():
        assert f"{lesson.title} ({lesson.minutes} minutes) {lesson.learn}" in told


def test_they_are_copied_and_it_is_said_how_to_start(tmp_path: Path):
    folder = tmp_path / "new" / "lessons"
    told = good("notebooks", str(folder))
    names = [lesson.path.name for lesson in lessons()]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert (folder / names[0]).read_bytes() == lessons()[0].path.read_bytes()
    assert f"jupyter lab {folder}" in " ".join(told.split()) and names[0] in told
    assert f"Copied 0 notebooks to {folder}, {len(names)} were there already" in " ".join(
        good("notebooks", str(folder)).split()
    )


def test_what_was_changed_stays_and_nothing_is_written(tmp_path: Path):
    first, second, *_ = (lesson.path.name for lesson in lessons())
    (tmp_path / second).write_text("mine")
    code, out, err = rpp("notebooks", str(tmp_path))
    assert code == 2 and out == "" and second in err and "another folder" in " ".join(err.split())
    assert (tmp_path / second).read_text() == "mine" and not (tmp_path / first).exists()


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path):
    (tmp_path / "x").write_text("")
    code, _, err = rpp("notebooks", str(tmp_path / "x"))
    assert code == 2 and "is a file" in err


def test_an_installation_without_them_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(copies, "PLACES", (tmp_path / "gone",))
    code, _, err = rpp("notebooks")
    assert code == 2 and "no notebooks" in err


def test_the_wheel_carries_them():
    root = Path(copies.__file__).parents[2]
    carried = 'force-include]\n"notebooks" = "app/lessons/notebooks"'
    assert carried in (root / "pyproject.toml").read_text(encoding="utf-8")
    assert copies.PLACES[0] == root / "app" / "lessons" / "notebooks"
