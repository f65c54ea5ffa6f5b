"""The view in a notebook: the same answers as over the network, and a picture where there are no widgets."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from rooms import ARM, client, lines

import sim
from analysis.plotting import notebook
from app.notebook import explore as explored

pytest.importorskip("anywidget")


@pytest.fixture
def widget():
    found = sim.explore("baseline", set=ARM["values"])
    sent: list[dict[str, Any]] = []
    found.send = lambda message, buffers=None: sent.append(message)
    found.sent = sent
    return found


def test_the_widget_answers_as_the_server_does(widget):
    body = {"arm": ARM, "charts": ["users"]}
    widget._answer(7, "ensemble", {**body, "lane": "a"})
    with client() as browser:
        expected = lines(browser.post("/api/ensemble", json=body))[:-1]
    got = [m["line"] for m in widget.sent if "line" in m]
    assert [m["id"] for m in widget.sent] == [7] * len(widget.sent) and widget.sent[-1] == {"id": 7, "done": True}
    assert [line["series"] for line in got][-1] == expected[-1]["series"]


def test_questions_of_both_kinds_have_an_answer(widget):
    widget._answer(1, "gallery", {"names": "fictional"})
    widget._answer(2, "stage", {"arm": ARM})
    widget._answer(3, "stage", {"scenario": "baseline"})
    widget._answer(4, "table", {"arm": ARM, "charts": ["users"]})
    answers = {m["id"]: m["line"] for m in widget.sent if "line" in m}
    assert answers[1]["groups"] and answers[2]["sliders"] and answers[3]["sliders"] and "users_p50" in answers[4]


def test_mistakes_and_breaks_are_told_in_the_cell(widget, monkeypatch: pytest.MonkeyPatch):
    widget._answer(1, "nothing", {})
    widget._answer(2, "story", {"arm": {**ARM, "values": {"no.such": 1}}})
    assert "no question" in widget.sent[0]["error"] and "no.such" in widget.sent[1]["error"]
    monkeypatch.setattr("app.live.questions.arm_of", lambda *_: 1 / 0)
    widget._answer(3, "story", {"arm": ARM})
    assert "mistake" in widget.sent[2]["error"] and "zero" not in widget.sent[2]["error"]


def test_what_nobody_waits_for_is_cancelled(widget):
    token = widget._tokens[5] = type("T", (), {"cancel": lambda self: widget.sent.append("cancelled")})()
    widget._asked(widget, {"id": 5, "cancel": True}, [])
    widget._asked(widget, "no message", [])
    assert widget.sent == ["cancelled"] and token


def test_a_widget_brings_a_picture_for_whatever_shows_none(widget, monkeypatch: pytest.MonkeyPatch):
    bundle = widget._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "application/vnd.jupyter.widget-view+json" in data and len(data["image/png"]) > 10_000


def test_a_cell_with_a_widget_does_not_show_its_picture_too(widget, monkeypatch: pytest.MonkeyPatch):
    shell = SimpleNamespace(events=SimpleNamespace(callbacks={"post_execute": []}, register=lambda *_: None))
    monkeypatch.setattr(notebook, "_notebook", lambda: shell)
    widget._repr_mimebundle_()
    assert not notebook._waiting


def test_without_widgets_there_is_a_figure(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(explored, "missing", lambda *extras: ["anywidget"])
    sheet = sim.explore("baseline", set=ARM["values"])
    assert sheet._repr_png_()[:4] == b"\x89PNG"


def test_what_is_wrong_is_told_at_once():
    with pytest.raises(ValueError, match="coordination"):
        sim.explore("baseline", set={"coordination.ftee": 1})
    with pytest.raises(ValueError, match="no scenario"):
        sim.explore("nowhere")
