"""Partners assess themselves in the app: the same as the command tells, from the same form, within bounds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from rooms import client, lines

import sim
from analysis.assessment.forms import load_answers
from analysis.assessment.questionnaire import load_questionnaire
from app.live import assessing, forms
from app.live.refused import Refused
from app.live.turns import Cancelled, Token

OURS = load_questionnaire()
FORM = Path(__file__).parents[1] / "data" / "answers.yaml"
#: A form as a page sends it.
SAID = {"title": "Maths together", "scenario": "baseline", "members": [
    {"role": "teacher", "answers": {"shared_goals": 2, "trust": 3, "time": 1, "money_secured": "don't know"}},
    {"role": "researcher", "answers": {"shared_goals": 5, "trust": 4, "time": 4}},
]}  # fmt: skip
SMALL = {"district.schools": 2, "district.teachers_per_school": 6}


@pytest.fixture(scope="module")
def browser():
    with client() as found:
        yield found


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> sim.Scenario:
    """A small place that takes the place of every scenario."""
    scenario = sim.load_scenario("baseline", set=SMALL)
    monkeypatch.setattr(forms, "named", lambda name, names: scenario)
    return scenario


def asked(form: Any, token: Token | None = None, **more: Any) -> list[dict[str, Any]]:
    return list(assessing.assessed({"form": form, **more}, token or Token()))


def test_the_page_asks_what_the_form_asks_and_no_name(browser):
    told = browser.get("/api/questionnaire").json()
    questions = [q for part in told["parts"] for q in part["questions"]]
    assert [q["name"] for q in questions] == [q.name for part in OURS.parts for q in OURS.of_part(part)]
    assert [role["name"] for role in told["roles"]] == list(OURS.roles)
    assert all(q["asks"] and q["one"] and q["five"] for q in questions)
    assert not {"name", "email"} & {key for member in SAID["members"] for key in member}


def test_a_form_of_the_command_opens_and_is_saved_as_one_again(browser, tmp_path: Path):
    opened = browser.post("/api/form_open", json={"yaml": FORM.read_text(encoding="utf-8")}).json()
    assert opened["told"] == "" and opened["form"]["scenario"] == "types/design_research"
    assert opened["form"]["members"][0]["answers"]["money_secured"] == "don't know"
    saved = browser.post("/api/form_save", json={"form": opened["form"]}).json()
    assert saved["file"] == "maths_together_answers.yaml"
    (tmp_path / "again.yaml").write_text(saved["yaml"], encoding="utf-8")
    assert load_answers([str(tmp_path / "again.yaml")], OURS) == load_answers([str(FORM)], OURS)
    assert all(q.asks in saved["yaml"] for q in OURS.questions.values()), "with its comments"
    assert browser.post("/api/form_open", json={"yaml": saved["yaml"]}).json() == opened


def test_a_form_that_nobody_has_filled_in_is_saved_and_opened(browser):
    empty = {"title": "", "scenario": "", "members": [{"role": "other", "answers": {}}]}
    saved = browser.post("/api/form_save", json={"form": empty}).json()
    again = browser.post("/api/form_open", json={"yaml": saved["yaml"]}).json()["form"]
    assert again == {**empty, "scenario": "baseline"}
    answer = browser.post("/api/assess", json={"form": empty})
    assert answer.status_code == 400 and "nobody has answered anything yet" in answer.json()["error"]


def test_a_form_that_builds_on_a_file_says_so_and_reads_no_file(browser):
    form = yaml.safe_dump({"scenario": "/etc/passwd.yaml", "members": SAID["members"]})
    told = browser.post("/api/form_open", json={"yaml": form}).json()
    assert "/etc/passwd.yaml" in told["told"] and told["form"]["scenario"] == "baseline"


@pytest.mark.parametrize(("wrong", "words"), [
    ({"members": []}, "1 to 40 members"), ({"members": [SAID["members"][0]] * 41}, "up to 40 members"),
    ({"members": "all"}, "must be a list"), ({"members": [3]}, "member"), ({"members": [{}]}, "needs `role`"),
    ({"members": [{"role": "techer", "answers": {}}]}, "did you mean teacher?"),
    ({"members": [{"role": "teacher", "answers": {}, "name": "Ann"}]}, "answers stand by role only"),
    ({"members": [{"role": "teacher", "answers": {"trust": 6}}]}, "from 1 to 5"),
    ({"members": [{"role": "teacher", "answers": {"trust": 2.5}}]}, "whole number"),
    ({"members": [{"role": "teacher", "answers": {"trust": {"a": 1}}}]}, "trust"),
    ({"members": [{"role": "teacher", "answers": {"rythm": 2}}]}, "did you mean rhythm?"),
    ({"members": [{"role": "teacher", "answers": {"trust": 10**400}}]}, "trust"),
    ({"title": "x" * 121}, "up to 120 characters"), ({"title": "a\nb"}, "title must be a line"),
    ({"title": 3}, "title"),
    ({"scenario": "../../etc/passwd"}, "no scenario"), ({"scenario": 3}, "scenario"),
    ({"scenario": "fields/regional"}, "13 partnerships"), ({"more": 1}, "no more"),
])  # fmt: skip
def test_whatever_is_wrong_with_a_form_is_told(browser, wrong: dict[str, Any], words: str):
    for name in ("form_save", "assess"):
        answer = browser.post(f"/api/{name}", json={"form": {**SAID, **wrong}})
        assert 400 <= answer.status_code < 500 and words in answer.json()["error"], answer.text[:300]


def test_mistakes_in_an_opened_form_come_with_their_lines(browser):
    text = "members:\n- role: techer\n  answers:\n    trust: 6\n"
    answer = browser.post("/api/form_open", json={"yaml": text})
    assert answer.status_code == 400
    assert [(p["line"], p["value"]) for p in answer.json()["problems"]] == [(2, "techer"), (4, "6")]
    for text in ("- 1", "a: &a [*a]", "x" * 290_000, "\ud800", "members: !!python/object/apply:os.system ['true']"):
        answer = browser.post("/api/form_open", content=json.dumps({"yaml": text}),
                              headers={"Content-Type": "application/json"})  # fmt: skip
        assert 400 <= answer.status_code < 500 and len(answer.json()["error"]) > 8, text[:20]


def test_it_comes_line_by_line_and_is_what_python_and_the_command_find(small: sim.Scenario):
    told = asked({**SAID, "scenario": ""}, draws=6)
    kinds = [line["kind"] for line in told]
    assert kinds[0] == "said" and kinds[-1] == "helps" and "foreseen" in kinds
    shares = [line["share"] for line in told if line["kind"] == "progress"]
    assert shares == sorted(set(shares)) and shares[0] > 0 and shares[-1] < 100
    found = sim.assess(SAID, scenario=small, replicates=6)
    said, foreseen, helps = ({line["kind"]: line for line in told}[kind] for kind in ("said", "foreseen", "helps"))
    words = found.sentences
    assert [said["who"]] == words["Who answered"] and said["agreement"] == words["Agreement"]
    assert said["balance"] == words["Balance"] and foreseen["outlook"] == words["How long it is likely to last"]
    assert foreseen["cannot_tell"] == words["What the answers cannot tell"]
    assert helps["helps"] == words["What would help most at the same money"]
    assert [row["going"] for row in foreseen["going"]] == pytest.approx(found.going["going"].tolist(), abs=1e-3)
    assert "Not a forecast" in said["not_a_forecast"] and said["questions"][0]["lowest_role"] == "teachers"
    json.dumps(told, allow_nan=False)


def test_its_own_scenario_opens_on_the_main_screen(browser):
    first = next(assessing.assessed({"form": SAID, "draws": 5}, token := Token()))
    token.cancel()
    opened = browser.post("/api/open", json={"yaml": first["own"]["yaml"]}).json()
    assert opened["title"] == "Maths together, as we see it"
    assert browser.post("/api/stage", json={"arm": opened["arm"]}).json()["sliders"]


def test_work_is_bounded_and_ends_when_nobody_waits(small: sim.Scenario, monkeypatch: pytest.MonkeyPatch):
    token = Token()
    told = assessing.assessed({"form": SAID, "draws": 100}, token)
    assert next(told)["kind"] == "said"
    token.cancel()
    with pytest.raises(Cancelled):
        list(told)
    for draws in (4, 101, "all", True, 20.5):
        with pytest.raises(Refused, match="draws must be"):
            asked(SAID, draws=draws)
    work = assessing.months_needed(assessing.Asked(OURS, None, small, 1, small.months, 1))
    each = work * assessing._work_of_a_month(small)
    monkeypatch.setattr(assessing, "MOST_WORK", 25 * each)
    first = next(assessing.assessed({"form": SAID, "draws": 100}, token := Token()))
    token.cancel()
    assert " 25 draws of " in first["made"]
    found = {line["kind"]: line for line in asked({**SAID, "scenario": ""}, draws=6)}["foreseen"]
    assert (found["draws"], found["most_draws"]) == (6, 25), "a page offers no more than there is time for"
    monkeypatch.setattr(assessing, "MOST_WORK", 19 * each)
    with pytest.raises(Refused, match="rpp assess FILE"):
        asked(SAID)


def test_a_stream_ends_with_done(browser, small: sim.Scenario):
    found = lines(browser.post("/api/assess", json={"form": {**SAID, "scenario": ""}, "draws": 5, "lane": "room"}))
    assert found[-1] == {"kind": "done"} and found[-2]["kind"] == "helps"
