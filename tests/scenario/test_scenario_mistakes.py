"""Mistakes in scenario files: each is told with its line and with what would be right, whatever people write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from shelf import BASELINE, BELLEVUE, NIC, in_shelf, load, mistakes, shelf, small_registry, write  # noqa: F401 (fixtures)

from sim.scenario.events import EVENTS
from sim.scenario.files import load_scenario
from sim.scenario.history import CHANCES
from sim.scenario.mistakes import ScenarioError

# --- mistakes ---------------------------------------------------------------------------------------------------

DEEP = "title: x\nnote: " + "[" * 5000 + "\n"
BOMB = "title: x\na0: &a0 [1, 1]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))
CHAIN = "title: x\na0: &a0 [1]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 400))

#: name: (text, line, pieces of the one message that it must give)
BROKEN: dict[str, tuple[str | bytes, int, list[str]]] = {
    # values
    "unknown name": (
        "title: x\nlevers:\n  coordination.ftee: 1", 3,
        ["levers → coordination.ftee: unknown name", "did you mean coordination.fte?"]),
    "half a name": ("levers:\n  fte: 1", 2, ["unknown name", "did you mean coordination.fte?"]),
    "name in capitals": ("levers: {Coordination.FTE: 1}", 1, ["did you mean coordination.fte?"]),
    "nested group": ("levers:\n  coordination:\n    fte: 1", 2, ["with their group, such as coordination.fte"]),
    "out of range": (
        "levers:\n\n  coordination.fte: 9", 3,
        ["coordination.fte = 9: must be from 0 to 6 (full-time posts), not 9"]),
    "part of a person": ("levers: {team.staff: 1.5}", 1, ["team.staff = 1.5: must be a whole number from 0 to 80"]),
    "percent": ("levers: {structure.board: 50%}", 1, ["must be a number from 0 to 1 (share)", "write 0.5"]),
    "quoted number": ('levers: {coordination.fte: "1.0"}', 1, ['coordination.fte = "1.0"', "without quotes"]),
    "comma for thousands": ("levers:\n  money.start_grant: 600,000", 2, ["must be a number", "write 600000"]),
    "decimal comma": ("levers:\n  coordination.fte: 0,5", 2, ["must be a number", "write 0.5"]),
    "yes for a number": ("levers: {structure.board: yes}", 1, ["not 'yes'", "write 1 for yes and 0 for no"]),
    "infinity": ("levers: {coordination.fte: .inf}", 1, ["must be a number from 0 to 6", "'.inf'"]),
    "not a number": ("levers: {coordination.fte: nan}", 1, ["must be a number from 0 to 6", "'nan'"]),
    "too large for a float": ("levers: {coordination.fte: 1e999}", 1, ["must be from 0 to 6", "not inf"]),
    "hexadecimal": ("levers: {coordination.fte: 0x1}", 1, ["must be a number", "'0x1'"]),
    "no value": ("levers:\n  coordination.fte:", 2, ["coordination.fte: must be a number from 0 to 6", "not nothing"]),
    "list for a number": ("levers:\n  coordination.fte: [1, 2]", 2, ["not a list", "one value for each name"]),
    "mapping for a choice": ("levers:\n  coordination.employer: {a: 1}", 2, ["one of research, district", "a mapping"]),
    "no such choice": (
        "levers: {coordination.employer: neutrl}", 1,
        ["must be one of research, district, neutral, not 'neutrl'", "did you mean neutral?"]),
    "no as a choice": ("levers: {coordination.employer: no}", 1, ["must be one of research", "not 'no'"]),
    # places
    "context among levers": ("levers:\n  district.schools: 5", 2, ["belongs under `context`", "of one district"]),
    "lever among context": ("context: {coordination.fte: 1}", 1, ["coordination.fte: belongs under `levers`"]),
    "uncertainty among levers": ("levers: {meetings.trust_gain: 0.1}", 1, ["belongs under `uncertainties` at the top"]),
    "lever at the top": ("title: x\ncoordination.fte: 1", 2, ["belongs under `levers`", "check the indentation"]),
    "funder in a district": (
        "partnerships:\n  - name: a\n    districts:\n      - name: b\n        context: {funder.odds: 0.1}", 5,
        ["partnerships → a → districts → b → context → funder.odds", "value of the funder", "of one funder"]),
    "world in a district": (
        "partnerships:\n  - name: a\n    districts: [{name: b, context: {field.other_districts: 1}}]", 3,
        ["is a value of the world", "`context` at the top of the file"]),
    "district in a funder": ("funders: [{name: a, context: {district.schools: 5}}]", 1, ["is a value of the district"]),
    "context in a partnership": ("partnerships:\n  - name: a\n    context: {}", 3, ["unknown key", "districts"]),
    "unknown key": ("title: x\nmonth: 12", 2, ["month: unknown key; a scenario takes title", "did you mean months?"]),
    "no space after the colon": ("levers: {coordination.fte:1}", 1, ["unknown name", "a space after the colon"]),
    "no space, in a block": ("levers:\n  coordination.fte:1", 1, ["must hold `name: value`", "space after the colon"]),
    "list for a section": ("title: x\nlevers: [1]", 2, ["levers: must hold `name: value` entries, not a list"]),
    # head
    "months zero": ("months: 0", 1, ["months = 0: must be a whole number from 1 to 1200 (months)"]),
    "half a month": ("months: 10.5", 1, ["must be a whole number"]),
    "replicates in words": ("replicates: many", 1, ["replicates = many: must be a whole number"]),
    "empty title": ("months: 3\ntitle:", 2, ["title: is empty"]),
    "title as list": ("title: [a]", 1, ["title: must be a text, not a list"]),
    "endless note": ("note: " + "x" * 6000, 1, ["too long: 6000 characters, at most 5000"]),
    # extends
    "extends nobody": ("title: x\nextends: types/nick", 2, ["there is no scenario 'types/nick'", "types/nic"]),
    "extends no file": ("extends: nic.yaml", 1, ["there is no file 'nic.yaml'", "did you mean types/nic?"]),
    "extends itself": ("extends: x", 1, ["extends itself in a circle: x → x"]),
    "extends nothing": ("extends: []", 1, ["extends: is empty"]),
    "extends a mapping": ("extends: {a: 1}", 1, ["must be a text"]),
    "partnership extends nobody": ("partnerships:\n  - name: a\n    extends: nik", 3, ["did you mean types/nic?"]),
    # rows
    "no partnership": ("partnerships: []", 1, ["at least one partnership"]),
    "empty list": ("title: x\nfunders:", 2, ["funders: is empty", "write [] for none"]),
    "not a list": ("partnerships: {name: a}", 1, ["partnerships: must be a list"]),
    "nameless": ("partnerships:\n  - start: 2", 2, ["partnerships → 1: a partnership needs a name"]),
    "just a word": ("partnerships: [austin]", 1, ["must be a partnership with `name: …`"]),
    "same name": ("partnerships:\n  - name: a\n  - name: a", 3, ["the name 'a' is taken by the entry in line 2"]),
    "same name by count": ("funders:\n  - {name: a, count: 2}\n  - name: a-2", 3, ["'a-2' is taken", "line 2"]),
    "same district": ("partnerships:\n - name: a\n   districts:\n   - name: b\n   - name: b", 5, ["'b' is taken"]),
    "count zero": ("partnerships:\n  - name: a\n    count: 0", 3, ["partnerships → a → count = 0", "from 1 to 1000"]),
    "late start": ("months: 12\npartnerships:\n  - {name: a, start: 13}", 3, ["starts in month 13", "month 12"]),
    "no districts": ("partnerships:\n  - name: a\n    districts: []", 3, ["needs a district"]),
    "contradiction": (
        "partnerships:\n  - name: a\n    levers: {scale.districts: 3}\n    districts: [{name: b}]", 2,
        ["lists 1 districts, but sets scale.districts to 3"]),
    "too many": (
        "partnerships:\n  - {name: a, count: 1000, districts: [{name: b, count: 1000}]}", 2,
        ["makes 1000000 districts", "more than 20000 in a world"]),
    "name on two lines": ('funders: [{name: "a\\nb"}]', 1, ["must be one line"]),
    # history
    "unknown kind of chance": ("history:\n  - {known: coaches}", 2, ["known = coaches", "did you mean coach?"]),
    "nothing known": ("history:\n  - {to: 4}", 2, ["needs `known`", "superintendent"]),
    "no list of what is known": ("history: superintendent", 1, ["must be a list"]),
    "history of a word": ("history: [superintendent]", 1, ["{known: superintendent, to: 48}"]),
    "history after the end": ("months: 12\nhistory:\n  - {known: coach, to: 13}", 3, ["after the end in month 12"]),
    "history backwards": ("history: [{known: coach, from: 5, to: 4}]", 1, ["to", "before month 5"]),
    "history twice": ("history:\n  - {known: coach, to: 5}\n  - {known: [coach, teacher], from: 5}", 3,
                      ["coach is known in some of these months by the entry in line 2", "keep one of them"]),
    "history of the wrong row": ("history: [{known: [coach, award], partnership: x}]", 1, ["cannot narrow coach"]),
    "history of nobody": ("history: [{known: award, partnership: y}]", 1, ["there is no partnership of this name"]),
    "share of one post": ("history: [{known: coordinator, share: 0.5}]", 1, ["cannot narrow coordinator", "coach"]),
    # events
    "unknown event": ("events:\n  - {month: 1, do: budget_cutt}", 2, ["did you mean budget_cut?"]),
    "nothing done": ("events:\n  - {month: 1}", 2, ["events → 1: an event needs `do`", "superintendent_leaves"]),
    "no date": ("events:\n  - do: budget_cut", 2, ["needs `month`", "year and month_name"]),
    "two dates": ("events:\n  - {month: 1, year: 1, month_name: May, do: budget_cut}", 2, ["is dated twice"]),
    "half a date": ("events:\n  - {year: 1, do: budget_cut}", 2, ["needs `month_name`"]),
    "month zero": ("events:\n  - month: 0\n    do: budget_cut", 2, ["events → 1 → month = 0", "from 1 to 1200"]),
    "unknown month": ("events:\n  - {year: 1, month_name: Mach, do: budget_cut}", 2, ["did you mean March"]),
    "after the end": ("months: 12\nevents:\n  - {month: 13, do: budget_cut}", 3, ["after the end in month 12"]),
    "too deep a cut": ("events:\n  - {month: 1, do: budget_cut, value: 0.95}", 2, ["value = 0.95", "from 0 to 0.9"]),
    "value needed": ("events:\n  - {month: 1, do: policy_shift}", 2, ["needs `value`", "policy alignment"]),
    "value not taken": (
        "events:\n  - {month: 1, do: coordinator_leaves, value: 1}", 2,
        ["value: unknown key; coordinator_leaves takes month"]),
    "role needed": ("events:\n  - {month: 1, do: leaders_leave}", 2, ["needs `role`", "one of central_office"]),
    "unknown role": ("events:\n  - {month: 1, do: leaders_leave, role: coaches}", 2, ["did you mean coach?"]),
    "no such partnership": (
        "partnerships: [{name: austin}]\nevents:\n  - {month: 1, do: broken_promise, partnership: austn}", 3,
        ["events → 1 → partnership = austn: there is no partnership of this name", "did you mean austin?"]),
    "no such district": ("events: [{month: 1, do: budget_cut, district: Q}]", 1, ["no district", "x-district-1"]),
    "no such funder": ("events: [{month: 1, do: grants_cancelled, funder: Agenc}]", 1, ["Agency"]),
    "no such kind of funder": ("events: [{month: 1, do: grants_cancelled, kind: stat}]", 1, ["did you mean state?"]),
    "funder and kind": ("events: [{month: 1, do: grants_cancelled, kind: state, funder: Agency}]", 1, ["not both"]),
    "grant for too long": ("events: [{month: 1, do: grant_awarded, value: 9, months: 999}]", 1, ["from 1 to 240"]),
    "set nothing": ("events: [{month: 1, do: set}]", 1, ["changes nothing"]),
    "set too late": ("events: [{month: 5, do: set, context: {district.schools: 4}}]", 1, ["makes the start"]),
    "set an unknown name": ("events: [{month: 5, do: set, levers: {fte: 4}}]", 1, ["did you mean coordination.fte?"]),
    "set past its target": (
        "events: [{month: 5, do: set, context: {funder.odds: 0.1}, partnership: x}]", 1,
        ["`partnership` cannot narrow funder.odds", "write a second event"]),
    "set for strangers": (
        ("partnerships: [{name: a, districts: [{name: A}]}, {name: b}]\nevents:\n"
         "  - {month: 5, do: set, context: {district.slack_hours: 4}, partnership: b, district: A}"), 3,
        ["hits nothing: the district does not belong to the partnership"]),
    # facts
    "fact without source": ("facts:\n  - fact: It rains.", 2, ["a fact needs `source`"]),
    "fact for nothing": (
        "facts:\n  - {fact: a, source: b, used_for: [coordination.ft]}", 2, ["unknown name", "coordination.fte"]),
    "fact as text": ("facts: [It rains.]", 1, ["must be a fact with"]),
    # YAML
    "duplicate key": ("title: x\nmonths: 1\ntitle: y", 3, ["title: written twice, in line 1 and in line 3"]),
    "duplicate name": (
        "levers:\n  coordination.fte: 1\n  coordination.fte: 2", 3,
        ["levers → coordination.fte: written twice, in line 2 and in line 3"]),
    "tab": ("title: x\nlevers:\n\tcoordination.fte: 1", 3, ["a tab", "indent with spaces"]),
    "indentation": ("title: x\n  months: 3", 2, ["not readable as YAML", "indentation"]),
    "indentation of a list": ("events:\n  - month: 1\n   do: set", 3, ["not readable as YAML"]),
    "open bracket": ("title: x\nlevers: {coordination.fte: 1\nmonths: 3", 3, ["not readable as YAML"]),
    "open quote": ("title: 'x\nmonths: 3", 2, ["not readable as YAML", "a quote is not closed"]),
    "colon in a text": ("title: Bellevue: a story", 1, ["put quotes around a text that contains a colon"]),
    "unknown alias": ("title: *what", 1, ["undefined alias"]),
    "alias of itself": ("title: x\nlevers: &a {coordination.fte: *a}", 2, ["an alias inside the very thing"]),
    "merge key": (
        "levers: &a {coordination.fte: 1}\npartnerships:\n  - name: p\n    levers:\n      <<: *a", 5,
        ["merge keys are not allowed", "use `extends`"]),
    "python object": ("title: !!python/object:os.system x", 1, ["the tag !!python/object:os.system", "not allowed"]),
    "own tag": ("title: x\nmonths: !twelve 12", 2, ["the tag !twelve is not allowed"]),
    "two documents": ("title: x\n---\ntitle: y", 2, ["a second document", "remove the line ---"]),
    "list for a scenario": ("- title: x", 1, ["not a list", "start with `title: …`"]),
    "text for a scenario": ("just some words", 1, ["not a text", "start with `title: …`"]),
    "list for a key": ("title: x\n? [a, b]\n: 1", 2, ["a key must be a plain word"]),
    "empty": ("", 1, ["is empty", "first of all `title: …`"]),
    "only comments": ("# nothing\n\n", 1, ["is empty", "first of all `title: …`"]),
    "empty mapping": ("{}", 1, ["is empty"]),
    "not UTF-8": (b"title: x\nnote: caf\xe9\n", 2, ["byte 0xe9 is not UTF-8", "save the file as UTF-8"]),
    "control character": ("title: x\nnote: a\x07b", 2, ["a character that YAML does not allow (U+0007)"]),
    "half a character": ('title: "\\ud800"', 1, ["a surrogate"]),
    "no character": ('title: "\\UFFFFFFFF"', 0, ["is not readable as YAML"]),
    "deep": (DEEP, 2, ["nested too deeply"]),
    "bomb": (BOMB, 8, ["more than 200,000 entries"]),
    "long chain of aliases": (CHAIN, 19, ["more than 200,000 entries"]),
    "huge": ("title: x\nnote: " + "x" * 1_000_000, 0, ["is larger than 1,000,000 bytes"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_is_told_with_its_line_and_what_would_be_right(name: str):
    text, line, fragments = BROKEN[name]
    error = mistakes(text)
    assert len(error.problems) == 1, str(error)
    assert str(error).startswith(f"scenarios/x.yaml:{line}: " if line else "scenarios/x.yaml: ")
    assert all(fragment in str(error) for fragment in fragments), str(error)
    assert len(str(error)) < 500 and "\n" not in str(error)


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines():
    error = mistakes("""\
title: x
months: 0
levers:
  coordination.ftee: 1
  structure.board: 50%
context: {district.schools: none}
events:
  - {month: 900, do: budget_cut, district: Nowhere}
  - {do: negative_press, severity: 1}
""")
    assert [p.line for p in error.problems] == [2, 4, 5, 6, 8, 9, 9]
    assert str(error).count("\n") == 6


def test_mistakes_of_extended_files_and_of_set_values_are_told_too():
    write("scenarios/bad.yaml", "title: bad\nlevers: {coordination.fte: -1}")
    write("scenarios/worse.yaml", "title: worse\n---\ntitle: second")
    file = write("scenarios/x.yaml", "extends: [bad, worse]\nmonths: x")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file, set={"team.staf": 1})
    told = str(caught.value).split("\n")
    assert [line.partition(": ")[0] for line in told] == [
        "scenarios/bad.yaml:2", "scenarios/worse.yaml:2", "scenarios/x.yaml:2", "team.staf",
    ]  # fmt: skip
    for name in ("bad", "worse"):
        Path(f"scenarios/{name}.yaml").unlink()


def test_a_circle_is_told_with_its_chain():
    write("scenarios/one.yaml", "title: one\nextends: two")
    write("scenarios/two.yaml", "extends:\n  - one")
    with pytest.raises(ScenarioError, match=r"two\.yaml:2: extends → 1: extends itself in a circle: one → two → one"):
        load_scenario("one")
    for name in ("one", "two"):
        Path(f"scenarios/{name}.yaml").unlink()


def test_baseline_extends_nothing_and_may_be_missing():
    write("scenarios/baseline.yaml", "title: b\nextends: types/nic")
    with pytest.raises(ScenarioError, match=r"baseline\.yaml:2: extends: baseline is what all others extend"):
        load("title: x")
    (Path.cwd() / "scenarios/baseline.yaml").unlink()
    scenario = load("title: x")
    assert scenario.lineage == ("x",) and [f.name for f in scenario.funders] == ["funder"]
    write("scenarios/baseline.yaml", BASELINE)


# --- whatever people write --------------------------------------------------------------------------------------

VALID = (
    BASELINE, NIC, BELLEVUE,
    """\
title: Two
extends: [types/nic, bellevue]
months: 60
uncertainties: {meetings.trust_gain: 0.05}
partnerships:
  - name: austin
    extends: types/nic
    count: 2
    start: 3
    levers: {coordination.fte: 0.5}
    districts:
      - {name: Austin, count: 1, context: {district.schools: 60}}
events:
  - {month: 14, do: superintendent_leaves, district: Austin}
  - {year: 2, month_name: March, do: budget_cut, value: 0.15}
  - {month: 25, do: set, levers: {coordination.fte: 0}, partnership: austin-1}
history:
  - {known: [superintendent, coach], to: 14, district: Austin}
  - {known: award, from: 3, partnership: austin-2}
facts:
  - {fact: "…", source: "CPG 2013", used_for: ["breadth.coaches", history]}
""",
)  # fmt: skip
PIECES = st.sampled_from([
    "\t", "\n", "  ", ": ", "- ", "[", "]", "{", "}", "&a ", "*a", "!!x ", "'", '"', "|\n", "<<: ", "---\n", "%", "#",
    "nan", "1e999", "-1", "0", "null", "\x00", "\ufeff", "\u2028", "é", "extends: x\n", "count: 999\n", "month: 0, ",
])  # fmt: skip
fuzz = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def outcome(text: str | bytes) -> None:
    """Only a scenario or a list of mistakes may come out, and both can be shown."""
    try:
        scenario = load(text, "fuzz")
    except ScenarioError as error:
        assert error.problems and str(error).encode()
    else:
        assert json.dumps(scenario.to_dict()) and len(scenario.digest) == 12


@fuzz
@given(st.text() | st.binary())
@example("? ? ? a")
@example("- - - - - -")
@example("%YAML 9.9\n---\na")
@example("title: &a [*a]")
@example("!<tag:yaml.org,2002:int> x")
def test_random_text_never_breaks_the_loader(text: str | bytes):
    outcome(text.encode(errors="replace") if isinstance(text, str) else text)


@fuzz
@given(st.data())
def test_damaged_files_never_break_the_loader(data: st.DataObject):
    text = data.draw(st.sampled_from(VALID))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(PIECES | st.just("")) + text[end:]
    outcome(text)


KEYS = st.sampled_from([
    "title", "extends", "months", "levers", "context", "partnerships", "funders", "events", "facts", "name", "count",
    "history", "known", "from", "to", "share",
    "districts", "month", "do", "value", "year", "month_name", "partnership", "district", "used_for", "role", "source",
    "coordination.fte", "district.schools", "funder.kind", "meetings.trust_gain", "scale.districts", "fact",
])  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 200), st.floats(), st.text(max_size=8),
    st.sampled_from(["x", "nic", "budget_cut", "set", "leaders_leave", "March", "coach", "federal", "a", "all", *EVENTS,
                     *CHANCES]),
)  # fmt: skip
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5))


@fuzz
@given(st.dictionaries(KEYS, TREES, max_size=6))
def test_keys_in_wrong_places_never_break_the_loader(tree: dict):
    outcome(json.dumps(tree))
