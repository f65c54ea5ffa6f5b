"""Networks of one world: what is counted is in the state, places stay, and pictures are legible."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path

import networkx
import numpy as np
import pandas as pd
import pytest
from command_line import TINY, good, rpp
from shared import assert_texts_are_apart

import sim
from analysis.networks.figure import figure_networks
from analysis.networks.layout import lay_out
from analysis.networks.measures import brokers, measures
from analysis.networks.ties import STRONG, Snapshot, graph, snapshots
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario

EVENTS = """
title: Tiny
question: Does it run?
context: {district.schools: 3, district.teachers_per_school: 5}
events:
  - {month: 9, do: superintendent_leaves}
  - {month: 10, do: coordinator_leaves}
"""


#: Nobody ends it for the years that are looked at.
HELD = {"money.endowment": 5e6, "governance.end_rate": 0, "governance.starved": 0, "membership.leave": 0,
        "standing.end_below": -9, "standing.freeze_below": -6}  # fmt: skip


@pytest.fixture(scope="module")
def small(small: Scenario) -> Scenario:
    return small.with_values(HELD)


@pytest.fixture(scope="module")
def taken(small: Scenario) -> list[Snapshot]:
    return snapshots(small, (6, 36))


def test_ties_are_those_of_the_mesa_model(taken: list[Snapshot], small: Scenario):
    model = sim.PartnershipModel(small, seed=1)
    for _ in range(36):
        model.step()
    snapshot = taken[1]
    there = [t for t in model.partnerships[0].ties if t.practitioner.at_table]
    assert snapshot.ties["trust_practice"].tolist() == [t.trust_practice for t in there]
    assert snapshot.ties["trust_research"].tolist() == [t.trust_research for t in there]
    filled = [t.research_side.in_post and getattr(t.practitioner, "in_post", True) for t in there]
    assert snapshot.ties["present"].tolist() == filled
    for teacher in model.teachers:
        asked = {f"T{c.row}" for c in teacher.colleagues}
        mine = snapshot.advice[(snapshot.advice == f"T{teacher.row}").any(axis=1)]
        assert asked <= set(mine.to_numpy().ravel())


def test_snapshots_do_not_depend_on_each_other(taken: list[Snapshot], small: Scenario):
    alone = snapshots(small, (36,))[0]
    pd.testing.assert_frame_equal(alone.ties, taken[1].ties)
    pd.testing.assert_frame_equal(alone.people.drop(columns="new"), taken[1].people.drop(columns="new"))
    whole = pd.concat([s.left for s in taken], ignore_index=True)
    pd.testing.assert_frame_equal(alone.left, whole, check_dtype=False)
    assert alone.teachers_left == sum(s.teachers_left for s in taken)
    assert alone.trust_lost == pytest.approx(sum(s.trust_lost for s in taken))


def test_measures_count_what_is_there(taken: list[Snapshot]):
    for snapshot, (_, row) in zip(taken, measures(taken).iterrows(), strict=True):
        ties = snapshot.ties
        assert row["strong"] == (ties["present"] & (ties["trust"] >= STRONG)).sum() <= row["ties"] <= row["pairs"]
        assert row["density"] == row["strong"] / row["pairs"]
        table = snapshot.people[snapshot.people["at_table"]]
        assert row["in_post"] + row["vacant"] == len(table)
        assert row["trust"] == pytest.approx(ties.loc[ties["present"], "trust"].mean())
        assert row["left"] == len(snapshot.left) and (snapshot.left["month"] <= snapshot.month).all()
        school = snapshot.people["school"]
        across = [school[a] != school[b] for a, b in snapshot.advice.itertuples(index=False)]
        assert row["advice_across"] == pytest.approx(np.mean(across))


def test_brokers_of_a_star_and_of_two_groups(taken: list[Snapshot]):
    snapshot, ties = taken[0], taken[0].ties

    def with_strong(strong: pd.Series) -> Snapshot:
        return replace(snapshot, ties=ties.assign(present=True, strong=strong))

    people = snapshot.people.assign(in_post=snapshot.people["in_post"] | snapshot.people["at_table"])
    snapshot = replace(snapshot, people=people)
    star = with_strong(ties["research"] == "C")  # the coordinator knows everybody at the table, and nobody else does
    found = brokers(star)
    n, seats = len(found), ties["practice"].nunique()
    assert found.index[0] == "C" and found.iloc[1] == 0
    assert found.iloc[0] == pytest.approx((seats * (seats - 1) / 2) / ((n - 1) * (n - 2) / 2))
    row = measures([star]).iloc[0]
    assert (row["alone"], row["components"], row["broker_role"]) == (n - 1 - seats, n - seats, "coordinator")
    nobody = measures([with_strong(ties["present"] & False)]).iloc[0]
    assert nobody["alone"] == n and nobody["broker"] == "" and np.isnan(nobody["betweenness"])


def test_the_graph_is_one_of_networkx(taken: list[Snapshot]):
    whole, core = graph(taken[1], strong=False), graph(taken[1], advice=False)
    assert isinstance(whole, networkx.Graph) and set(core) <= set(whole)
    assert {d["side"] for _, d in core.nodes(data=True)} == {"research", "practice"}
    assert all(a["side"] != b["side"] for a, b in ((core.nodes[x], core.nodes[y]) for x, y in core.edges))


def test_what_leavers_take(tmp_path: Path):
    (tmp_path / "events.yaml").write_text(EVENTS, encoding="utf-8")
    scenario = load_scenario(tmp_path / "events.yaml")
    before, after = snapshots(scenario, (8, 10))
    gone = after.left.set_index("role")
    assert gone.loc["superintendent", "month"] == 9 and gone.loc["coordinator", "month"] == 10
    p = scenario.partnerships[0].levers
    researchers = sum(int(p[f"team.{role}"]) for role in ("tenured", "untenured", "staff", "graduates"))
    assert gone.loc["superintendent", "ties"] == researchers + 1
    assert gone.loc["coordinator", "ties"] == after.ties["practice"].nunique()
    head = after.people.index[after.people["role"] == "superintendent"][0]
    assert after.people["new"][head] and after.people["months"][head] < before.people["months"][head]
    # Where one leaves a tie at a time, what the model counts as lost is what the ties show, but for one month's work.
    seen = ((after.left["trust"] - after.left["trust_after"]) * after.left["ties"]).sum() / len(after.ties)
    assert after.trust_lost == pytest.approx(seen, abs=0.03)


def test_without_a_coordinator_nobody_holds_those_ties(small: Scenario):
    snapshot = snapshots(small.with_values({"coordination.fte": 0}), (3,))[0]
    assert not snapshot.ties.loc[snapshot.ties["research"] == "C", "present"].any()
    assert "C" not in graph(snapshot) and "C" not in lay_out(snapshot, 5, 5, 0.3).people
    row = measures([snapshot]).iloc[0]
    assert row["coordinator"] == 0 and row["pairs"] == (snapshot.ties["research"] != "C").sum()


def test_what_is_asked_for_must_be_there(small: Scenario):
    with pytest.raises(ValueError, match="there is no partnership 'x'"):
        snapshots(small, partnership="x")
    for months in ((), (0, 5)):
        with pytest.raises(ValueError, match="at least one month"):
            snapshots(small, months)
    with pytest.raises(ValueError, match="one to 4 months"):
        figure_networks([])


# --- pictures ---------------------------------------------------------------------------------------------------------

PEOPLE = {
    "few": {}, "teachers one by one": {"district.schools": 10, "district.teachers_per_school": 25},
    "many at the table": {"district.schools": 10, "breadth.teachers": 20, "breadth.principals": 6, "team.staff": 8},
    "two districts": {"scale.districts": 2}, "six districts": {"scale.districts": 6, "district.schools": 4},
    "nobody at the table": {f"breadth.{who}": 0 for who in
                            ("superintendent", "central_office", "principals", "coaches", "teachers")},
}  # fmt: skip


@pytest.mark.parametrize("case", PEOPLE)
def test_people_and_schools_have_places_of_their_own(small: Scenario, case: str):
    snapshot = snapshots(small.with_values(PEOPLE[case]), (2,))[0]
    for wide, high in ((4.8, 5), (3.2, 2.4), (14, 5)):
        layout = lay_out(snapshot, wide, high, 0.34)
        for (a, b), (c, d) in itertools.combinations(layout.people.values(), 2):
            assert max(abs(a - c), abs(b - d)) > layout.mark
        for (x, y, side), (u, v, _) in itertools.combinations(layout.schools.values(), 2):
            assert max(abs(x - u), abs(y - v)) > side
        assert all(0 <= x <= wide and 0 <= y <= high for x, y in layout.people.values())
        assert all(x > 0 and y > -1e-9 and x + s <= wide and y + s <= high for x, y, s in layout.schools.values())
        table = snapshot.people[snapshot.people["at_table"]]
        assert set(layout.people) == set(table.index)


@pytest.mark.parametrize("case, style, smallest", [
    ("few", "print", 7), ("many at the table", "projector", 14), ("six districts", "projector", 14),
    ("nobody at the table", "print", 7),
])  # fmt: skip
def test_the_picture_has_no_text_on_text(small: Scenario, case: str, style: str, smallest: float):
    sheet = figure_networks(snapshots(small.with_values(PEOPLE[case]), (2, 14, 30)), style=style)
    assert_texts_are_apart(sheet, smallest)
    panels = {"measures"} if case.startswith("nobody") else {"measures", "ties, month 30"}
    assert panels <= set(sheet.data["panel"]) and "seed 1" in sheet.about["Description"]


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    return "tiny.yaml"


def test_network_writes_a_folder_that_says_what_it_is(tiny: str):
    told = good("network", tiny, "--months", "3,12", "--out", "out")
    assert "Left since month 3: superintendent 1" in told and "mean trust" in told
    found = json.loads(Path("out/manifest.json").read_text())
    assert found["at_months"] == [3, 12] and found["scenario"]["name"] == "tiny"
    assert pd.read_csv("out/measures.csv")["month"].tolist() == [3, 12]
    assert set(pd.read_csv("out/people.csv")["at_month"]) == {3, 12}


def test_network_gives_json_and_writes_nothing_unasked(tiny: str):
    data = json.loads(good("network", tiny, "--set", "coordination.fte=0", "--replicate", "2", "--json"))
    assert data["at_months"] == [6] and data["replicate"] == 2 and data["set"] == {"coordination.fte": 0}
    assert data["months"][0]["coordinator"] == 0
    assert [p.name for p in Path().iterdir()] == [tiny]


BAD = [
    ("network baselin", "'baselin' did you mean baseline"),
    ("network tiny.yaml --months 6,x,0", "--months whole numbers from 1 to 30 'x', '0'"),
    ("network tiny.yaml --months 1,2,3,4,5", "up to 4 months, not 5"),
    ("network tiny.yaml --months 0 --partnership nobody", "'0' no partnership 'nobody' tiny"),
    ("network baselin --months 0 --set coordination.ftee=1", "baselin '0' coordination.fte?"),
]


@pytest.mark.parametrize("command, named", BAD)
def test_mistakes_are_all_told_and_nothing_is_written(tiny: str, command: str, named: str):
    code, out, err = rpp(*command.split(), "--out", "out")
    assert code == 2 and not out and all(word in err for word in named.split()), err
    assert [p.name for p in Path().iterdir()] == [tiny]


def test_a_seat_that_passes_to_a_colleague_takes_its_ties_along():
    """Who stops coming makes room: ties are those of whoever sits there now, and a figure has a place for both."""
    restless = load_scenario("baseline").with_values({"membership.steps_back": 5})
    taken = snapshots(restless, (6, 30))
    at_table = [set(s.people.index[s.people["at_table"]]) for s in taken]
    assert at_table[0] != at_table[1], "somebody has made room"
    assert all(set(s.ties["practice"]) <= seated for s, seated in zip(taken, at_table))
    figure_networks(taken)
