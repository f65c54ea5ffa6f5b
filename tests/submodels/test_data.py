"""Data: access is built, gets better by use, lapses and is lost, and studies go as far as it lets them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared import SMALL, run_batch

from app.story.tell import tell
from sim.declarations.parameters import record_array, registry
from sim.kernel import event_log as log
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario, Value
from sim.submodels import data

share = st.floats(0, 1)
P = record_array(registry().select(scope="world", group="data"), 1)[0]
#: No loss of data but the one that is looked at.
SAFE: dict[str, Value] = {"data.breach": 0, "calendar.press": 0}


def alliance(**values: Value) -> Scenario:
    given_ = {name.replace("__", "."): value for name, value in values.items()}
    return load_scenario("types/research_alliance_district").with_values({**SMALL, **SAFE, **given_})


# --- rules ---------------------------------------------------------------------------------------------------------


@given(share, share, share)
def test_agreement_trust_and_people_open_data_and_without_one_of_the_last_two_nothing_does(agreement, trust, staffed):
    part = data.opened(agreement, trust, staffed, P)
    assert 0 <= part <= P.open
    assert data.opened(1.0, trust, staffed, P) >= part
    assert data.opened(agreement, 0.0, staffed, P) == data.opened(agreement, trust, 0.0, P) == 0.0
    assert data.opened(agreement, 1.0, 1.0, P) > 0


@given(share, share)
def test_who_trusts_or_has_it_in_writing_renews(trust, agreement):
    assert data.renewed(1.0, agreement) == data.renewed(trust, 1.0) == 1.0
    assert max(trust, agreement) - 1e-12 <= data.renewed(trust, agreement) <= 1.0


# --- a partnership that works on data ------------------------------------------------------------------------------


def test_data_are_open_within_the_first_year_and_sooner_with_an_agreement():
    half = []
    for agreement in (0.0, 0.5, 1.0):
        batch = run_batch(alliance(structure__data_agreement=agreement), 30, 60)
        half.append(np.argmax(batch.record.values["districts"].data_access >= 0.5, axis=0).mean())
    assert half[0] > half[1] > half[2]
    assert 2 <= half[2] <= 6 and half[1] <= 10


def test_studies_without_data_stand_still_and_cycles_do_not():
    closed = {"data__open": 0}
    studies = run_batch(alliance(work__design_share=0, **closed), 6, 36).record.values["partnerships"]
    assert (studies.studies == 0).all() and (studies.research_hours[12:] > 0).any()
    cycles = run_batch(alliance(work__design_share=1, work__unit_months=3, **closed), 6, 36)
    assert (cycles.record.values["partnerships"].cycles[-1] > 0).any()


@pytest.mark.parametrize(("do", "code"), [("data_revoked", log.DATA_REVOKED), ("data_breach", log.DATA_BREACHED)])
def test_an_event_takes_the_data_away_and_partners_build_access_anew(do: str, code: int):
    kept = run_batch(alliance(), 20, 48)
    lost = run_batch(alliance().with_event(do, month=36), 20, 48, log=True)
    access = lost.record.values["districts"].data_access
    had = (access[34] > 0.25) & (kept.record.values["districts"].data_access[35] > 0.25)
    assert had.mean() > 0.5 and (access[35][had] < 0.05).all()
    assert (lost.state.log.code == code).sum() >= had.sum()
    under_way = lost.record.values["partnerships"].stage[-1] == 2
    assert access[47][had & under_way].mean() > 0.3
    finished = [batch.record.values["partnerships"].studies[-1].mean() for batch in (lost, kept)]
    assert finished[0] < finished[1]


def test_a_breach_costs_trust():
    after = [
        run_batch(scenario, 40, 42).record.values["partnerships"].trust[-1].mean()
        for scenario in (alliance().with_event("data_breach", month=36, value=1), alliance())
    ]
    assert after[0] < after[1] - 0.02


def test_a_freeze_closes_the_data_until_it_is_over():
    frozen = alliance().with_event("superintendent_review", month=30, verdict="freezes")
    districts = run_batch(frozen, 20, 36).record.values["districts"]
    assert (districts.data_access[districts.mandate <= 1] == 0).all()
    assert districts.data_access[28].mean() > 0.4 and districts.data_access[30].mean() == 0


def test_agreements_lapse_after_their_term_and_an_archive_keeps_what_it_holds():
    brief: dict[str, Value] = {"data__term": 12, "structure__data_agreement": 0.1}
    for archive in (0.0, 1.0):
        batch = run_batch(alliance(structure__data_archive=archive, **brief), 30, 60, log=True)
        world, entry = np.nonzero(batch.state.log.code == log.DATA_LAPSED)
        assert len(world) > 5
        month, before = batch.state.log.month[world, entry], batch.state.log.value[world, entry]
        after = batch.record.values["districts"].data_access[month, world]
        assert (after == archive * before).all()


def test_a_story_tells_what_became_of_the_data():
    scenario = alliance().with_event("data_breach", month=30, value=0.7)
    text = " ".join(tell(scenario, months=36).as_text(full=True).lower().split())
    assert "privacy is breached" in text and "partners are let into the data" in text
