"""``rpp assess``: forms, mistakes told at once, and the answer in words, JSON and files."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
import yaml
from command_line import TINY, good, rpp

from analysis.assessment.questionnaire import load_questionnaire

QUESTIONS = load_questionnaire().questions
FEW = ("--replicates", "6", "--months", "30")


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small scenario, in which one is."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    return tmp_path


def filled(path: Path, *members: tuple[str, object], **more: str) -> str:
    """Writes a form in which each member gives one answer everywhere, or those of a mapping."""
    told = [
        {"role": role, "answers": said if isinstance(said, dict) else dict.fromkeys(QUESTIONS, said)}
        for role, said in members
    ]  # fmt: skip
    path.write_text(yaml.safe_dump({"scenario": "tiny.yaml", **more, "members": told}), encoding="utf-8")
    return path.name


def test_a_new_form_asks_everything_and_no_name(room: Path):
    text = good("assess", "new", "ours.yaml", "--role", "teacher", "--role", "teacher", "--scenario", "types/nic")
    form = (room / "ours.yaml").read_text(encoding="utf-8")
    read = yaml.safe_load(form)
    assert [m["role"] for m in read["members"]] == ["teacher", "teacher"] and read["scenario"] == "types/nic"
    assert all(list(m["answers"]) == list(QUESTIONS) for m in read["members"])
    assert not any(value for m in read["members"] for value in m["answers"].values())
    assert all(q.asks in form and q.one in form and q.five in form for q in QUESTIONS.values())
    assert "name:" not in form and "rpp assess ours.yaml" in text
    assert max(map(len, form.splitlines())) <= 130


def test_nothing_is_overwritten_and_all_mistakes_of_a_new_form_are_told(room: Path):
    good("assess", "new", "ours.yaml", "--page")
    before = (room / "ours.html").read_bytes()
    code, _, err = rpp("assess", "new", "ours.yaml", "--page", "--role", "teecher", "--scenario", "baselin")
    assert code == 2 and (room / "ours.html").read_bytes() == before
    assert all(word in err for word in ("ours.yaml is there", "ours.html is there", "teacher", "baseline"))


def test_the_page_to_print_holds_every_question_and_loads_nothing(room: Path):
    good("assess", "new", "ours.yaml", "--page", "--title", "Maths <together>")
    page = (room / "ours.html").read_text(encoding="utf-8")
    assert "Maths &lt;together&gt;" in page and "@media print" in page
    assert all(f"({name})<" in page for name in QUESTIONS)
    assert page.count('<span class="box">') == 6 * len(QUESTIONS) + len(load_questionnaire().roles)
    loads: list[str] = []

    class Reading(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            loads.extend(v or "" for name, v in attrs if name in ("src", "href") and not (v or "").startswith("data:"))

    Reading().feed(page)
    assert loads == [] and "url(" not in page and "@import" not in page


def test_all_mistakes_of_all_forms_are_told_at_once_with_their_lines(room: Path):
    (room / "one.yaml").write_text(
        "scenario: tiny.yaml\nmembers:\n- role: techer\n  name: Ann\n  answers:\n    trust: 6\n    rythm: 3\n",
        encoding="utf-8",
    )
    (room / "two.yaml").write_text(
        "scenario: baseline\nmembers:\n- role: teacher\n  answers:\n    trust: 3.5\n    trust: 2\n", encoding="utf-8"
    )
    code, out, err = rpp("assess", "one.yaml", "two.yaml", "three.yaml", "--out", "never")
    assert code == 2 and out == "" and not (room / "never").exists()
    for line in ("one.yaml:3", "did you mean teacher", "one.yaml:4", "answers stand by role only",
                 "one.yaml:6", "from 1 to 5", "one.yaml:7", "did you mean rhythm", "two.yaml:5", "two.yaml:6",
                 "written twice", "three.yaml", "'tiny.yaml'"):  # fmt: skip
        assert line in " ".join(err.split()), line


def test_forms_in_which_nobody_answers_are_refused(room: Path):
    empty = filled(room / "empty.yaml", ("teacher", {"trust": None}), ("researcher", "don't know"))
    code, _, err = rpp("assess", empty)
    assert code == 2 and "nobody has answered anything yet" in err


def test_options_of_new_are_refused_elsewhere_and_a_field_has_no_one_partnership(room: Path):
    form = filled(room / "form.yaml", ("teacher", 3))
    code, _, err = rpp("assess", form, "--role", "teacher", "--page")
    assert code == 2 and "--role goes with new" in err and "--page goes with new" in err
    code, _, err = rpp("assess", form, "--set", "trust.nothing=1")
    assert code == 2 and "trust.nothing" in err


@pytest.mark.slow
def test_the_same_seed_gives_the_same_files_and_another_question_needs_another_folder(room: Path):
    forms = [filled(room / f"{role}.yaml", (role, score), title="Ours")
             for role, score in (("teacher", 2), ("researcher", 5), ("principal", "don't know"))]  # fmt: skip
    asked = ("assess", *forms, *FEW, "--out", "found")
    text = good(*asked)
    kept = {p.name: p.read_bytes() for p in (room / "found").iterdir() if p.name != "manifest.json"}
    good(*asked, "--threads", "1")
    assert kept == {p.name: p.read_bytes() for p in (room / "found").iterdir() if p.name != "manifest.json"}
    code, _, err = rpp(*asked, "--seed", "2")
    assert code == 2 and "seed" in err
    said = " ".join(text.split())
    assert "Teachers and researchers are 3.0 points apart" in said
    assert "Each change gets the same money" in said and "This is no forecast and no grade" in said
    for name in ("report.html", "report.md"):
        assert "What the answers cannot tell" in kept[name].decode() and "http" not in kept[name].decode()
    manifest = json.loads((room / "found" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["analysis"] == "assess" and manifest["members"] == 3 and set(manifest["files"]) == set(kept)
    values = pd.read_csv(room / "found" / "values.csv")
    assert set(values["parameter"]) == {m.parameter.name for q in QUESTIONS.values() for m in q.moves}
    assert (values["p5"] <= values["p95"]).all()


def test_json_holds_what_is_told_and_quiet_tells_nothing(room: Path):
    form = filled(room / "form.yaml", ("teacher", 3))
    data = json.loads(good("assess", form, *FEW, "--money", "5000", "--json"))
    assert data["money"] == 5000 and data["members"] == 1 and "seed" in data
    shares = data["going"][-1]
    assert shares["going"] + shares["done"] + shares["failed"] == pytest.approx(1)
    assert len(data["changes"]) <= 3 and len(data["changes_tried"]) > 10
    assert all(row["dollars"] <= 5000 * 1.25 for row in data["changes_tried"])
    assert "Only one role has answered" in " ".join(data["sentences"]["Agreement"])
    assert "Nobody of the research side has answered." in data["sentences"]["What the answers cannot tell"]
    assert good("assess", form, *FEW, "--quiet") == ""


def test_a_changed_copy_of_the_questionnaire_takes_its_place(room: Path):
    ours = Path(load_questionnaire.__code__.co_filename).with_name("questionnaire.yaml").read_text(encoding="utf-8")
    (room / "other.yaml").write_text(ours.replace("initial.trust: {at_1: 0.25,", "initial.trst: {at_1: 0.25,"), "utf-8")
    code, _, err = rpp("assess", "new", "form.yaml", "--questionnaire", "other.yaml")
    assert code == 2 and re.search(r"other\.yaml:\d+", err) and "initial.trust" in err
    changed = ours.replace("initial.trust: {at_1: 0.25,", "initial.trust: {at_1: 0.3,")
    (room / "other.yaml").write_text(changed, encoding="utf-8")
    assert "Wrote form.yaml" in good("assess", "new", "form.yaml", "--questionnaire", "other.yaml")
