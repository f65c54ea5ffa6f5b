"""Stories: every event has its sentence, and a run is told the same way each time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import TINY, good
from shared import SCENARIOS

from analysis.lives.life import Entry, Life
from analysis.wording.numbers import counted, date, dollars, duration, listed, percent, sentence, some_of, with_article
from app.story import people as story_people
from app.story import tell as story
from app.story.sentences import SENTENCES
from app.story.tell import TOLD_BY_LOG, TOLD_FROM_SCENARIO, Story, tell
from app.terminal.compute import computed
from app.terminal.mistakes import Mistake
from sim.kernel.event_log import CODES
from sim.kernel.intentions import HANDOVER
from sim.scenario.events import EVENTS
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Event, Scenario
from sim.state.tables import CAUSES, DECISION_KINDS, GRANTS_END, MANDATES, SCHOOL_CAUSES

#: What a story must never hold: codes, holes of templates, and numbers that are none.
UNTOLD = re.compile(r"\w_\w|\bnan\b|\binf\b|None\b(?! of)|[{}]|-0\b|\b1 of them|\bone (?!was)\w+s\b|  |\.\.")
SMALL = {"district.schools": 4, "district.teachers_per_school": 8}
#: Stories of partnerships that no month ends, so that there is time for what a test is about.
LASTING = {
    "governance.end_rate": 0.0001, "governance.starved": 0.0, "governance.hand_over_base": -12,
    "governance.stop_base": -12, "standing.end_below": -9,
}  # fmt: skip


@pytest.fixture(scope="module")
def baseline() -> Scenario:
    return load_scenario("baseline").with_values({**SMALL, **LASTING})


@pytest.fixture(scope="module")
def life(baseline: Scenario) -> Life:
    result, batch = computed(baseline, range(1), 120, 1, log=True, quiet=True)
    return Life(result, batch, 0)


def texts(told: Story) -> list[str]:
    """All sentences of a story."""
    dated = [t.text for year in told.years for t in year.told] + [t.text for t in told.afterwards]
    return [told.opening, told.closing, *dated, *(y.meanwhile for y in told.years if y.meanwhile)]


def test_every_event_code_has_a_sentence() -> None:
    assert set(SENTENCES) == {name for name, _ in CODES.values()} - {"scenario_event"}  # told as the scenario has it


@pytest.mark.parametrize("name", SENTENCES)
def test_sentences_of_each_event(life: Life, name: str) -> None:
    """Whatever the log may hold with an event, one and many of it can be told."""
    table = dict(CODES.values())[name]
    # What `other` can be: a role, a row, a kind of unit, or a cause.
    others = {
        "office_leader_left": (1, 2, 3), "partnership_ended": range(1, len(CAUSES)),
        "superintendent_reviewed": range(len(MANDATES)), "decided_at_grants_end": range(len(GRANTS_END)),
        "structure_revised": range(HANDOVER + 1), "learned_from_others": range(HANDOVER + 1),
        "decision_informed": range(len(DECISION_KINDS)),
        "school_left": range(len(SCHOOL_CAUSES)),
    }.get(name, (0, 1))  # fmt: skip
    entries = [
        Entry(month, name, table, 0, other, value)
        for month in (2, 30, 36, 37, 38, 119, 120) for other in others for value in (0.0, 1.0, 0.4, 12.0)
    ]  # fmt: skip
    known = replace_entries(life, entries)
    telling = SENTENCES[name]
    spoken = [telling.one(known, e) for e in entries]
    assert any(spoken), "this event is never told"
    if telling.several is not None:
        spoken += [telling.many(known, entries[:n]) for n in (1, 2, 5)]
    assert telling.several is not None or telling.most > 0
    for text in spoken:
        assert not UNTOLD.search(text), text
        assert not text.endswith((".", " "))


def replace_entries(life: Life, entries: list[Entry]) -> Life:
    """The same months with other events."""
    other = object.__new__(Life)
    other.__dict__.update({k: v for k, v in life.__dict__.items() if k != "ended"} | {"entries": entries})
    return other


def test_every_scenario_event_is_told_by_the_log_or_by_the_story() -> None:
    assert set(TOLD_BY_LOG) | TOLD_FROM_SCENARIO == set(EVENTS)
    assert not set(TOLD_BY_LOG) & TOLD_FROM_SCENARIO
    assert set(TOLD_BY_LOG.values()) <= set(SENTENCES)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_can_be_told(name: str) -> None:
    for replicate in (0, 9):
        told = tell(load_scenario(name), replicate=replicate)
        for text in texts(told):
            assert text[0].isupper() or text[0].isdigit(), text
            assert text.endswith("."), text
            assert not UNTOLD.search(text), text
        numbers = [year.year for year in told.years]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        assert (told.ended is None) == (len(told.years) == 10 and "It ended because" not in told.closing)
        assert all(len(line) <= 110 for full in (True, False) for line in told.as_text(full=full).splitlines())


def test_same_seed_same_story(baseline: Scenario) -> None:
    one, again = (tell(baseline, seed=5, replicate=2) for _ in range(2))
    assert one == again and one.as_text() == again.as_text()
    assert tell(baseline, seed=6, replicate=2).as_text() != one.as_text()
    assert tell(baseline, seed=5, replicate=3).as_text() != one.as_text()


def test_a_replicate_is_the_one_of_the_ensemble(baseline: Scenario) -> None:
    ensemble, _ = computed(baseline, range(4), 60, 5, quiet=True)
    alone, batch = computed(baseline, range(3, 4), 60, 5, log=True, quiet=True)
    trust = ensemble.partnerships.query("replicate == 3").trust.to_numpy()
    assert (alone.partnerships.trust.to_numpy() == trust).all()
    assert Life(alone, batch, 0).at("trust", 60) == trust[-1]


def test_a_story_is_dated_in_order_and_as_data(baseline: Scenario) -> None:
    told = tell(baseline)
    months = [t.month for year in told.years for t in year.told]
    assert months == sorted(months)
    for year in told.years:
        assert all(12 * year.year - 11 <= t.month <= 12 * year.year for t in year.told)
    data = json.loads(json.dumps(told.as_data(), allow_nan=False))
    assert data["years"][0]["told"][0]["date"] == "July of year 1"


def happening(scenario: Scenario, *events: Event) -> Scenario:
    """The same scenario with events."""
    return replace(scenario, events=events)


def test_a_superintendent_leaves_and_what_followed(baseline: Scenario) -> None:
    told = tell(happening(baseline, Event(21, "superintendent_leaves")), months=40)
    text = next(t.text for y in told.years for t in y.told if t.month == 21 and "superintendent_left" in t.events)
    assert text.startswith("The superintendent leaves; the successor comes from ")
    assert re.search(r"Half a year later trust is (down|up all the same|where it was)", text)
    assert date(21) == "March of year 2"


def ending(scenario: Scenario) -> Iterator[Story]:
    """Stories in which all grants end in month 5 and the practice side gives up some time later."""
    soon = happening(
        scenario.with_values({"governance.end_rate": 0.05, "governance.floor": 0.45}),
        Event(5, "external_support_ends"),
    )
    for replicate in range(40):
        told = tell(soon, replicate=replicate, months=60)
        if told.ended is not None and told.ended > 6 and "practice side" in told.closing:
            yield told


def test_the_end_and_why(baseline: Scenario) -> None:
    told = next(ending(baseline))
    assert "All grants end" in "".join(t.text for y in told.years for t in y.told)
    assert "The partnership lasted" in told.closing and "It ended because" in told.closing
    assert "practice side still stand behind it" in told.closing
    lasted = duration(told.ended - 1)  # it began in month 1
    assert f"partnership ends after {lasted}: " in told.years[-1].told[-1].text
    assert f"The partnership lasted {lasted}." in told.closing
    assert told.years[-1].year == (told.ended - 1) // 12 + 1
    assert all(t.month > told.ended for t in told.afterwards)


def test_the_short_form_holds_the_chain_and_few_sentences(baseline: Scenario) -> None:
    told = next(ending(baseline))
    short, full = told.as_text(), told.as_text(full=True)
    assert str(told) == short and len(short) < len(full)
    assert told.chain[-1].event == "partnership_ended" and told.chain[-1].month == told.ended
    after = short.partition("What led to its end")[2]
    places = [after.find(date(link.month)) for link in told.chain]
    assert min(places) >= 0 and places == sorted(places)
    assert 5 <= sum(text.count(". ") + 1 for text in told.short) <= 12
    assert [link["sentence"] for link in told.as_data()["chain"]] == [link.sentence for link in told.chain]


def test_the_short_form_of_one_that_goes_on_has_no_chain(baseline: Scenario) -> None:
    told = tell(baseline, months=60)
    assert told.ended is None and told.chain == () and "What led to its end" not in told.as_text()
    assert "still" in told.short[-1]


@pytest.mark.parametrize("name", ["bellevue", "types/nic", "study_council"])
def test_reviews_decisions_and_conflicts_are_told_with_their_reasons(name: str) -> None:
    """What leaders and partners decide is told with what weighed most, in words of one verdict each."""
    said = [
        t.text for replicate in range(8)
        for year in tell(load_scenario(name), replicate=replicate).years for t in year.told
        if {"superintendent_reviewed", "decided_at_grants_end", "conflict_resolved"} & set(t.events)
    ]  # fmt: skip
    reviews = [text for text in said if "superintendent" in text]
    assert len(said) >= 5 and any(", because " in text for text in reviews)
    for text in reviews:
        assert sum(word in text for word in (" ends ", "freezes ", "lets the partnership", "stands up for")) == 1, text


def test_joint_work_begins_on_no_fixed_date() -> None:
    begun = {
        next(t.month for year in told.years for t in year.told if "became_active" in t.events)
        for told in (tell(load_scenario("baseline").with_values(SMALL), replicate=r, months=36) for r in range(12))
    }  # fmt: skip
    assert len(begun) >= 4


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (Event(15, "budget_cut", value=0.3), "budget is cut"),
        (Event(15, "negative_press", value=0.5), "press reports badly"),
        (Event(15, "policy_shift", value=0.1), "Policy turns"),
        (Event(15, "funder_strategy_shift", funder="State agency"), "the State agency"),
        (Event(15, "set", changes={"coordination.fte": 2.0}), "coordinators (full-time posts) becomes 2 full-time"),
        (Event(15, "grant_awarded", value=123_000.0, months=18), "$123,000 for one year and six months arrives"),
        (Event(15, "coordinator_leaves"), "coordinator leaves"),
        (Event(15, "researchers_leave", value=1.0), "leave"),
        (Event(15, "broken_promise", value=0.9), "break an important promise"),
        (Event(15, "grants_cancelled"), "grant is cancelled"),
    ],
    ids=lambda value: value.do if isinstance(value, Event) else "",
)
def test_dated_events_are_told(baseline: Scenario, event: Event, words: str) -> None:
    told = tell(happening(baseline, event), months=36)
    year = told.years[1]
    assert any(words.lower() in t.text.lower() for t in year.told if t.month == 15)


def test_many_of_a_kind_are_summed_up(baseline: Scenario) -> None:
    told = tell(baseline)
    sent = [t for y in told.years for t in y.told if "proposal_sent" in t.events]
    assert not sent
    assert any("go out" in y.meanwhile or "goes out" in y.meanwhile for y in told.years)


def test_one_of_several_partnerships() -> None:
    scenario = load_scenario("stem_ecosystems")
    first, third = scenario.partnerships[0].name, scenario.partnerships[2].name
    assert tell(scenario, months=24).partnership == first
    told = tell(scenario, months=24, partnership=third)
    assert told.partnership == third and third in told.opening
    with pytest.raises(Mistake, match="no partnership 'nobody'"):
        tell(scenario, months=24, partnership="nobody")


def test_several_districts_go_by_their_names() -> None:
    scenario = happening(
        load_scenario("bten").with_values(LASTING), Event(21, "superintendent_leaves", district="Austin")
    )
    told = tell(scenario, months=40)
    assert "superintendent of Austin leaves" in " ".join(texts(told))


def test_a_late_start_is_told_from_there(baseline: Scenario) -> None:
    late = replace(baseline, partnerships=(replace(baseline.partnerships[0], start=20),))
    told = tell(late, months=60)
    assert told.years[0].year == 2 and told.years[0].told[0].text.startswith("The partnership begins")


@pytest.mark.parametrize("months", [1, 2, 7, 13])
def test_short_stories(baseline: Scenario, months: int) -> None:
    told = tell(baseline, months=months)
    assert told.closing and len(told.years) == (months - 1) // 12 + 1


def test_trust_after_compares_quarters(life: Life) -> None:
    other = replace_entries(life, [])
    trust = life.columns["trust"].copy()
    trust[:] = 0.5
    trust[40:] = 0.3
    other.columns = {**life.columns, "trust": trust}
    assert "down from 0.50 to 0.30" in story_people.trust_after(other, 40)
    trust[40:] = 0.6
    assert "up all the same" in story_people.trust_after(other, 40)
    trust[:] = 0.5
    assert "where it was" in story_people.trust_after(other, 40)
    assert story_people.trust_after(other, life.months - 1) == ""


def test_sentences_of_one_month_share_their_end() -> None:
    end = "Half a year later trust is where it was (0.41)."
    dated = [("May", f"A leaves. {end}"), ("May", f"B leaves. {end}"), ("June", "C.")]
    assert story._merged(dated) == [("May", f"A leaves. B leaves. {end}"), ("June", "C.")]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (date(1), "July of year 1"), (date(21), "March of year 2"), (date(120), "June of year 10"),
        (duration(1), "one month"), (duration(12), "one year"), (duration(83), "six years and eleven months"),
        (dollars(1_300_000), "$1.3 million"), (dollars(450_000), "$450,000"), (dollars(1234), "$1,200"),
        (dollars(999_900), "$1 million"), (percent(0.001), "less than 1 %"), (percent(0), "0 %"),
        (percent(-0.003), "0 %"), (percent(-0.03), "−3 %"),
        (listed(["a"]), "a"), (listed(["a", "b"]), "a and b"), (listed(["a", "b", "c"]), "a, b and c"),
        (counted(1, "study", "studies"), "one study"), (counted(13, "study", "studies"), "13 studies"),
        (some_of(2, 2), "both"), (some_of(1, 3), "one of them"), (some_of(0, 3), "none"), (some_of(3, 3), "all"),
        (with_article("State agency"), "the State agency"), (with_article("Spencer"), "Spencer"),
        (with_article("Carnegie Foundation"), "Carnegie Foundation"), (sentence("so it is"), "So it is."),
    ],
)  # fmt: skip
def test_wording(said: str, expected: str) -> None:
    assert said == expected


def test_the_command_tells_shortly_and_in_full_of_a_run_that_it_chooses(tmp_path: Path) -> None:
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY, encoding="utf-8")
    short = good("story", str(file), "--replicate", "typical", "--of", "5", "--months", "24")
    number = re.search(r"Replicate (\d+), chosen among 5 runs", short)
    assert number is not None
    full = good("story", str(file), "--replicate", number[1], "--months", "24", "--full")
    assert "Year 1:" in full and "Year 1:" not in short
    told = json.loads(good("story", str(file), "--replicate", number[1], "--months", "24", "--json"))
    assert told["replicate"] == int(number[1]) and told["chosen"] == "" and len(told["short"]) == 3


def test_a_story_says_who_belongs_from_the_start():
    network = load_scenario("types/nic").with_values({"scale.districts": 3, "scale.members_start": 0.34})
    told = " ".join(str(tell(network, months=24)).split())
    assert "three districts" in told and "one district is a member from the start" in told
