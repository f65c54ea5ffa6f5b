"""The atlas: designs are checked whole, numbers survive packing, interpolation is exact where it can be, one file."""

from __future__ import annotations

import base64
import gzip
import json
import re
from pathlib import Path

import numpy as np
import pytest
from rooms import SMALL

from app.atlas import make
from app.atlas.between import interpolated, left_out, place, weights
from app.atlas.design import MOST_POINTS, Axis, read_design
from app.atlas.make import TIMES, made
from app.atlas.numbers import NONE, packed, quarters, raw, unpacked
from app.atlas.page import modules, page
from app.atlas.smooth import smoothed, terms
from app.live.arms import arm_of
from app.live.ensembles import ENSEMBLES
from app.live.turns import Token
from sim.scenario.folders import files_beside
from sim.scenario.mistakes import ScenarioError

TINY = f"""
scenario: SCENARIO
worlds: 20
levers:
  district.schools: [{SMALL["district.schools"]}, 5]
  work.demand_hours: [2, 6, 14]
  money.start_grant: [50000, 750000]
events: [{{label: grant refused, month: 6, do: grant_refused}}]
charts: [going, users]
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("atlas") / "tiny.yaml"
    path.write_text(TINY.replace("SCENARIO", "presets/small_rural"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def atlas(written: Path):
    done: list[int] = []
    meta, values = made(read_design(str(written)), done.append, 3)
    return meta, values, done


@pytest.mark.parametrize("name", files_beside("atlas"))
def test_designs_of_the_project_are_right(name: str):
    design = read_design(name)
    assert len(design.axes) + len(design.events) >= 4 and design.points <= MOST_POINTS


@pytest.mark.parametrize("wrong, told", [
    ("worlds: 3", "worlds must be"), ("charts: [nothing]", "charts must be"), ("more: 1", "there is no key 'more'"),
    ("levers: {}", "levers must be"), ("levers: {no.such: [1, 2]}", "no parameter"),
    ("levers: {work.demand_hours: [6]}", "ascending"), ("levers: {work.demand_hours: [9, 12]}", "outside the values"),
    ("levers: {work.demand_hours: [0, 900]}", "must be from"), ("events: [{do: explode, month: 3}]", "explode"),
    ("scenario: no/such", "no/such"),
    ("levers: {work.demand_hours: [0, 1, 2, 3, 4, 5, 6, 7, 8], contact.meetings: [1, 2, 3, 4, 5, 6], "
     "work.unit_months: [1, 2, 3, 9], scale.sites_start: [0.1, 0.2, 0.3, 0.4, 1]}", "at most 1,000"),
])  # fmt: skip
def test_a_design_with_a_mistake_is_refused_with_what_is_wrong(tmp_path: Path, wrong: str, told: str):
    kept = [line for line in TINY.replace("SCENARIO", "baseline").splitlines() if line and not line.startswith(" ")]
    lines = [line for line in kept if line.partition(":")[0] not in (wrong.partition(":")[0], "levers")]
    lines.append("levers: {work.demand_hours: [0, 6]}" if not wrong.startswith("levers") else "")
    path = tmp_path / "wrong.yaml"
    path.write_text("\n".join([*lines, wrong]), encoding="utf-8")
    with pytest.raises(ScenarioError, match=re.escape(told)):
        read_design(str(path))


def test_numbers_survive_packing_within_a_step(written: Path):
    arm = arm_of({"scenario": "baseline", "values": SMALL, "months": 36})
    points = [raw(ENSEMBLES.full(arm, n, Token()), ["going", "trust"], ["going", "spread"]) for n in (20, 40)]
    fields, values = packed(points)
    assert values.max() <= NONE and values.dtype == np.dtype("<u2")
    for field in fields:
        for n, point in enumerate(points):
            true = point[field.of, field.name, field.field]
            found = unpacked(field, values)[n]
            assert np.allclose(found, true, atol=(field.high - field.low) / 60_000 + 1e-12, equal_nan=True), field


def test_quarters_begin_and_end_with_the_run():
    assert quarters(120)[:3] == [1, 3, 6] and quarters(120)[-1] == 120 and quarters(100)[-2:] == [99, 100]


def test_interpolation_is_exact_at_points_and_for_whatever_is_linear(written: Path):
    design = read_design(str(written))
    arms = [arm["values"] for arm in design.arms()]
    pressed = [len(arm["events"]) for arm in design.arms()]
    linear = np.array([[2 * a["work.demand_hours"] + 3 * np.log(a["money.start_grant"]) + 10 * p]
                       for a, p in zip(arms, pressed)])  # fmt: skip
    for n, arm in enumerate(design.arms()):
        at = weights(design, [arm["values"][axis.name] for axis in design.axes], [bool(arm["events"])])
        assert at == {n: 1.0}
    for levers, on in left_out(design, 20, 1):
        at = dict(zip((axis.name for axis in design.axes), levers))
        expected = 2 * at["work.demand_hours"] + 3 * np.log(at["money.start_grant"]) + 10 * on[0]
        assert interpolated(linear, weights(design, levers, on))[0] == pytest.approx(expected)


def test_outside_of_what_was_computed_nothing_is_told():
    axis = Axis("work.demand_hours", (0.0, 6.0, 16.0), False)
    assert place(axis, 11.0) == (1, 0.5) and place(axis, 16.0) == (1, 1.0)
    for value in (-0.1, 16.1):
        with pytest.raises(ValueError, match="computed from 0 to 16"):
            place(axis, value)


@pytest.mark.slow
def test_an_atlas_holds_what_the_engine_says_at_its_points(atlas, written: Path):
    meta, values, done = atlas
    design = read_design(str(written))
    assert sum(done) == design.points + 3 * TIMES and values.shape == (design.points, meta["stride"])
    number = 5
    arm = list(design.arms())[number]
    live = raw(ENSEMBLES.full(arm_of(arm), 20, Token()), design.charts, design.headlines)
    for field in meta["fields"]:
        found = values[number, field["at"] : field["at"] + field["length"]] / 65534 * (field["high"] - field["low"])
        true = live[field["of"], field["name"], field["field"]]
        assert np.allclose((field["low"] + found)[np.isfinite(true)], true[np.isfinite(true)], atol=1e-3 * (
            field["high"] - field["low"])), field  # fmt: skip


def test_an_atlas_says_how_far_off_it_is_and_that_it_is_invented(atlas):
    meta, _, _ = atlas
    assert meta["error"]["points"] == 3 and 0 <= meta["error"]["within"] <= 1
    assert "interpolated" in meta["error"]["text"] and "left out" in meta["error"]["text"]
    assert "Invented history" in meta["notice"] and meta["stories"]["typical"]["notice"]
    assert [s["name"] for s in meta["stage"]["sliders"]] == [a["name"] for a in meta["axes"]]
    assert not meta["stage"]["more"] and meta["stage"]["events"][0]["keys"]["do"] == "grant_refused"


def test_the_file_is_whole_and_asks_nobody_for_anything(atlas):
    meta, values, _ = atlas
    text = page(meta, values)
    assert not re.search(r"""(src|href)=["'](?!data:)""", text) and "fetch(" not in text.split('id="values"')[0][:3000]
    packed_text = re.search(r'id="values">([^<]*)<', text)[1]
    unzipped = np.frombuffer(gzip.decompress(base64.b64decode(packed_text)), "<u2")
    assert np.array_equal(unzipped.reshape(values.shape), values)
    inside = re.search(r'id="meta">(.*?)</script>', text, re.DOTALL)[1]
    assert json.loads(inside.replace("<\\/", "</"))["title"] == meta["title"]
    assert len(text.encode()) < 5_000_000


def test_modules_come_after_what_they_need_and_circles_are_told(tmp_path: Path):
    found = modules("atlas.js")
    seen: set[str] = set()
    for name, needs, _ in found:
        assert {path for _, path in needs} <= seen, name
        seen.add(name)
    assert {"atlas.js", "source/atlas.js"} <= seen
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\n', encoding="utf-8")
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\n', encoding="utf-8")
    with pytest.raises(ValueError, match="circle"):
        modules("a.js", tmp_path)


def test_points_that_are_smoothed_have_runs_of_their_own_and_few_points_share_theirs(
    written: Path, monkeypatch: pytest.MonkeyPatch
):
    runs: list[range] = []
    seen = lambda design, arm, progress, first: runs.append(range(first, first + design.worlds))  # noqa: E731
    monkeypatch.setattr(make, "_numbers", seen)
    large = read_design("bellevue")
    make.computed_points(large, lambda done: None)
    assert len(set().union(*runs)) == large.points * large.worlds
    runs.clear()
    make.computed_points(read_design(str(written)), lambda done: None)
    assert set(runs) == {range(20)}


def test_smoothing_keeps_what_pairs_do_and_takes_out_chance():
    design = read_design("bellevue")
    index, draw = np.indices(design.shape).reshape(len(design.shape), -1), np.random.default_rng(3)
    true = 0.3 + 0.1 * index[0] - 0.05 * index[1] * (index[4] == 1) + 0.02 * index[2] * index[3]
    noise = draw.normal(0, 0.03, len(true))

    def points(values: np.ndarray) -> list[dict]:
        return [{("series", "users", q): np.array([v]) for q in ("p5", "p25", "p50", "p75", "p95")} for v in values]

    kept, was = smoothed(design, points(true))
    assert was and np.allclose([p["series", "users", "p50"][0] for p in kept], true)
    found, _ = smoothed(design, points(true + noise))
    left = np.array([p["series", "users", "p50"][0] for p in found]) - true
    assert left.std() < 0.6 * noise.std()
    assert terms(design).shape[1] < 0.5 * design.points


def test_smoothing_leaves_small_designs_and_missing_months_alone(written: Path):
    design = read_design(str(written))
    points = [{("series", "users", "p50"): np.array([n, 1.0])} for n in range(design.points)]
    assert smoothed(design, points) == (points, False)
    large = read_design("bellevue")
    some = [{("stage", "ended", "share"): np.array([np.nan if n == 3 else n, 1.0])} for n in range(large.points)]
    found, was = smoothed(large, some)
    values = np.array([p["stage", "ended", "share"] for p in found])
    assert was and np.isnan(values[3, 0]) and values[5, 0] == 5 and np.allclose(values[:, 1], 1)
