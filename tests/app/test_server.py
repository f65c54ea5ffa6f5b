"""The server: who may ask, what is refused and how, and that one broken request leaves the others alone."""

from __future__ import annotations

import json

import pytest
from rooms import ARM, HOST, changed, client, lines

from app.live import questions, server
from app.live.questions import ASKED, STREAMED
from app.live.streams import Workers

POSTED = sorted({name for method, name in ASKED if method == "POST"} | set(STREAMED))
#: What anybody may send to any question; each must be refused with a message.
HOSTILE = (
    {}, {"arm": None}, {"arm": []}, {"arm": {"scenario": 7}}, {"arm": {"scenario": "../../etc/passwd"}},
    {"arm": {"scenario": "no/such"}}, {"arm": {**ARM, "values": {"coordination.fte": "much"}}},
    {"arm": {**ARM, "values": {"coordination.fte": 1e9}}}, {"arm": {**ARM, "values": [1]}},
    {"arm": {**ARM, "values": {"district.schools": 4000, "district.teachers_per_school": 400}}},
    {"arm": {**ARM, "values": {"no.such": 1}}}, {"arm": {**ARM, "values": {"coordination.fte": {"a": [1]}}}},
    {"arm": {**ARM, "values": {"coordination.fte": 10**400}}}, {"arm": {**ARM, "values": {"coordination.fte": True}}},
    {"arm": {**ARM, "events": [{"month": 3, "do": "explode"}]}}, {"arm": {**ARM, "events": "all"}},
    {"arm": {**ARM, "events": [{"month": 1e99, "do": "superintendent_leaves"}]}},
    {"arm": {**ARM, "events": [{"do": "superintendent_leaves"}] * 41}},
    {"arm": {**ARM, "events": [{"month": 3, "do": "set", "levers": {"a": {"b": {"c": 1}}}}]}},
    {"arm": {**ARM, "months": -3}}, {"arm": {**ARM, "months": 10**9}}, {"arm": {**ARM, "seed": -1}},
    {"arm": {**ARM, "names": "secret"}}, {"arm": {**ARM, "__proto__": 1}}, {"arm": {"yaml": "a: &a [*a]"}},
    {"arm": {"yaml": "extends: /etc/passwd.yaml"}}, {"arm": {"yaml": 3}}, {"arm": {"yaml": "- " * 5000}},
    {"arm": {"yaml": "extends: [types/nic, ../secret.yml]"}}, {"arms": 3}, {"arms": [ARM] * 9},
    {"answers": {"size": 3}}, {"arm": ARM, "base": ARM, "give": [1]},
    {"yaml": "!!python/object/apply:os.system ['true']"}, {"arm": ARM, "lane": "x" * 200, "charts": 3, "which": [],
     "outcome": 3, "replicate": "x", "title": 3, "base": 3, "format": 3, "more": 1},
)  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    with client() as found:
        yield found


@pytest.mark.parametrize("name", POSTED)
def test_whatever_is_sent_is_refused_with_a_message(browser, name: str):
    for sent in HOSTILE:
        answer = browser.post(f"/api/{name}", content=json.dumps(sent), headers={"Content-Type": "application/json"})
        assert 400 <= answer.status_code < 500, (sent, answer.status_code, answer.text[:200])
        message = answer.json()["error"]
        assert 8 < len(message) < 2100 and "Traceback" not in message, sent


@pytest.mark.parametrize("name", POSTED)
def test_what_is_no_json_is_refused(browser, name: str):
    kind = {"Content-Type": "application/json"}
    for content in (b"", b"{", b"[1]", b"NaN", b'{"arm": Infinity}', b"\xff\xfe", b"[" * 100_000):
        answer = browser.post(f"/api/{name}", content=content, headers=kind)
        assert answer.status_code == 400 and answer.json()["error"], content[:20]
    assert browser.post(f"/api/{name}", content=b"{}", headers={"Content-Type": "text/plain"}).status_code == 415
    assert browser.post(f"/api/{name}", content=b" " * 400_000, headers=kind).status_code == 413
    assert browser.get(f"/api/{name}").status_code in (404, 405) or ("GET", name) in ASKED


def test_addresses_and_questions_that_do_not_exist(browser):
    for path in ("/api/no", "/no", "/web/../pyproject.toml", "/web/%2e%2e/%2e%2e/pyproject.toml", "/web//etc/passwd",
                 "/api/stage?scenario=../x", "/api/stage?scenario=x&names=secret", "/api/gallery?more=1",
                 "/api/why?scenario=", "/api/stage"):  # fmt: skip
        answer = browser.get(path)
        assert 400 <= answer.status_code < 500 and answer.json()["error"], path


@pytest.mark.parametrize("headers, status", [
    ({"Host": "evil.example"}, 421), ({"Host": f"evil.example:{HOST.partition(':')[2]}"}, 421),
    ({"Origin": "http://evil.example"}, 403), ({"Origin": "null"}, 403), ({"Origin": "http://127.0.0.1:9"}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403), ({"Sec-Fetch-Site": "same-site"}, 403),
    ({"Origin": f"http://{HOST}"}, 200), ({"Sec-Fetch-Site": "same-origin"}, 200), ({}, 200),
])  # fmt: skip
def test_only_pages_of_this_machine_may_ask(browser, headers: dict[str, str], status: int):
    assert browser.get("/api/alive", headers=headers).status_code == status


def test_every_answer_forbids_to_load_from_elsewhere(browser):
    for path in ("/api/alive", "/api/no", "/"):
        policy = browser.get(path).headers["content-security-policy"]
        assert "default-src 'self'" in policy and "http" not in policy


def test_an_ensemble_comes_line_by_line_and_says_that_it_is_invented(browser):
    arm = changed({"coordination.fte": 0.9})
    found = lines(browser.post("/api/ensemble", json={"arm": arm, "charts": ["going", "trust"]}))
    assert [line["kind"] for line in found] == ["answer"] * (len(found) - 1) + ["done"]
    first, last = found[0], found[-2]
    assert first["worlds"] < last["worlds"] == last["of"] == 200 and "Invented history" in first["notice"]
    assert len(last["series"]["trust"]["p50"]) == 36 and len(last["headlines"]) == 3
    assert [sum(n) for n in zip(*last["stages"])] == [200] * 36


def test_a_later_question_of_a_lane_ends_the_earlier_one(browser):
    from app.live.lanes import Lanes

    lanes = Lanes()
    first = lanes.enter("room")
    other = lanes.enter("another")
    second = lanes.enter("room")
    assert first.cancelled and not second.cancelled and not other.cancelled
    assert not lanes.enter(None).cancelled


def test_a_request_that_breaks_leaves_the_others_alone(browser, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a secret of the machine")

    monkeypatch.setattr(questions, "arm_of", broken)
    for name in ("ensemble", "story"):
        answer = browser.post(f"/api/{name}", json={"arm": ARM})
        assert answer.status_code == 500 and "secret" not in answer.text and "mistake" in answer.json()["error"]
    monkeypatch.undo()
    assert browser.post("/api/story", json={"arm": ARM, "which": 0}).status_code == 200


def test_a_request_that_breaks_in_the_middle_says_so_in_its_last_line(browser, monkeypatch: pytest.MonkeyPatch):
    told = questions.answer

    def broken(ensemble, of, *rest):
        if ensemble.worlds == of:
            raise ZeroDivisionError("a secret of the machine")
        return told(ensemble, of, *rest)

    monkeypatch.setattr(questions, "answer", broken)
    found = lines(browser.post("/api/ensemble", json={"arm": changed({"coordination.fte": 0.7})}))
    assert found[0]["kind"] == "answer" and found[-1]["kind"] == "error" and "secret" not in found[-1]["error"]


def test_too_many_at_once_are_turned_away(monkeypatch: pytest.MonkeyPatch):
    workers = Workers(1)
    workers._busy = 1
    monkeypatch.setattr(server, "Workers", lambda: workers)
    with client() as crowded:
        for answer in (crowded.get("/api/alive"), crowded.post("/api/ensemble", json={"arm": ARM})):
            assert answer.status_code == 429 and "too many" in answer.json()["error"]
