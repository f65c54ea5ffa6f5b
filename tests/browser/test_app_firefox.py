"""The workshop app in Firefox: a lever, an event, a story and the people of a run."""

from __future__ import annotations

import pytest
from app_page import SCENARIO, SIZES
from firefox import firefox_path, new_tab

pytestmark = pytest.mark.skipif(firefox_path() is None, reason="no Firefox on this machine")
SETTLED = "rpp.stage.value && rpp.tracks.value.every((track) => rpp.answers.settled(track))"


def test_a_lever_an_event_and_a_story_in_firefox(address: str):
    with new_tab() as tab:
        tab.open(f"{address}#scenario={SCENARIO}", *SIZES["projector"])
        tab.until(f"window.rpp && {SETTLED}")
        before = tab.value("rpp.answers.shown.value.A.series.users.p50")
        tab.value("""(() => { const lever = document.querySelectorAll('.levers .lever input[type=range]')[1];
          lever.value = lever.max; for (const name of ['input', 'change']) lever.dispatchEvent(new Event(name, { bubbles: true })); })()""")
        tab.value("document.querySelector('[data-event=budget_cut]').click()")
        tab.until(f"{SETTLED} && document.querySelectorAll('.charts svg path.middle').length === 4")
        assert tab.value("rpp.answers.shown.value.A.series.users.p50") != before
        assert tab.value("rpp.answers.shown.value.base.series.users.p50") == before
        tab.until("rpp.story.value && document.querySelector('.network canvas[role=img]')")
        tab.until("document.querySelector('.sentence b')")
        out = """[...document.querySelectorAll('.rpp *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1
          && !e.closest('svg') && !e.closest('.hidden')).map((e) => e.className)"""
        assert tab.value(out) == []
        assert not tab.complaints, tab.complaints[:3]
