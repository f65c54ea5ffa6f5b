"""CONTRIBUTING's table, followed row by row in a copy of the project: what changes, and above all what does not.

"A behaviour" is followed by `test_tutorial.py`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from copied import Copy
from shared import later
from snippets import ROOT

#: What `make docs schema` writes, and the pages and lists that a new name has to appear in.
GENERATED = {
    "docs/model/parameters.md", "docs/model/odd.md", "docs/reference/outcomes.md", "sim/declarations/keys.txt",
    "scenarios/schema/scenario.schema.json", "scenarios/schema/claim.schema.json",
    "scenarios/schema/experiment.schema.json", "scenarios/schema/rules.schema.json",
}  # fmt: skip
SCENARIO = """\
title: A throw-away scenario
question: Does a scenario need more than a file?
levers: {coordination.fte: 2}
"""
EXPERIMENT = """\
title: A throw-away experiment
question: Does an experiment need more than a file?
scenarios: baseline
months: 4
replicates: 2
design: {method: random, samples: 3, seed: 1}
vary: {coordination.fte: {low: 0, high: 2}}
"""
ROW = re.compile(r"^\| an? (.+?) \|", re.MULTILINE)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What can be seen of the project as it is."""
    return Copy(tmp_path_factory.mktemp("before")).look()


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def make_docs(copy: Copy) -> None:
    """What `make docs schema` does for parameters, rules, outcomes and names."""
    copy.python("tools/make_parameters.py")
    copy.python("tools/make_odd.py")
    copy.python("tools/make_outcomes.py")
    copy.rpp("schema", "--out", "scenarios/schema/scenario.schema.json")
    copy.rpp("schema", "--claims", "--out", "scenarios/schema/claim.schema.json")
    copy.rpp("schema", "--experiments", "--out", "scenarios/schema/experiment.schema.json")
    copy.rpp("schema", "--rules", "--out", "scenarios/schema/rules.schema.json")


def differing(now: dict, before: dict) -> dict[str, set[str]]:
    """Names that are new, gone or different, by what was looked at; nothing where all is as it was."""
    found = {
        what: {name for name in {*now[what], *before[what]} if now[what].get(name) != before[what].get(name)}
        for what in before if isinstance(before[what], dict)
    }  # fmt: skip
    return {what: names for what, names in found.items() if names}


def test_every_row_of_the_table_is_followed():
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    name = "better name for a parameter, outcome, column or event"
    assert set(ROW.findall(table)) == {
        "scenario", "partnership type", "parameter", "behaviour", name, "experiment", "outcome", "figure",
    }  # fmt: skip


@pytest.mark.parametrize("folder", ["portraits", *later("types")])
def test_a_scenario_or_a_type_is_one_file(copy: Copy, before: dict, folder: str):
    copy.write(f"scenarios/{folder}/throw_away.yaml", SCENARIO)
    name = f"{folder}/throw_away"
    now = copy.look(name)
    assert name in copy.rpp("list")
    assert set(now["scenarios"]) - set(before["scenarios"]) == {name}
    assert now["record"]["structures"] != before["record"]["structures"], "its lever has been pulled"
    changed = differing(now, before)
    assert changed["scenarios"] == {name}
    assert not {"parameters", "latin", "sobol"} & set(changed) and now["model"] == before["model"]
    assert copy.changed() == {f"scenarios/{folder}/throw_away.yaml"}


@pytest.mark.slow
def test_a_parameter_is_one_declaration(copy: Copy, before: dict):
    rules = "sim/submodels/meetings.py"
    copy.edit(rules, "PARAMETERS = declare.all",
              'declare("meetings.throw_away", default=0, low=0, high=0.6, unit="share",\n'
              '        meaning="part of a loss of trust that an apology takes back")\nPARAMETERS = declare.all')
    copy.edit(rules, "return trust * (1.0 - p.trust_loss * stake * (1.0 - cushioned(months_together, p)))",
              "loss = p.trust_loss * stake * (1.0 - cushioned(months_together, p))\n"
              "    return trust * (1.0 - loss * (1.0 - p.throw_away))")  # fmt: skip
    make_docs(copy)
    now = copy.look()
    new = {"meetings.throw_away"}
    changed = differing(now, before)
    assert changed.pop("scenarios") == set(before["scenarios"]), "each scenario has one more value"
    assert changed == {"parameters": new, "latin": new, "sobol": new}, "nothing else has moved"
    assert (copy.folder / "sim/declarations/keys.txt").read_text().split()[-1] == "meetings.throw_away"
    for page in ("docs/model/parameters.md", "docs/model/odd.md", "scenarios/schema/scenario.schema.json"):
        assert "throw_away" in (copy.folder / page).read_text(encoding="utf-8"), page
    assert copy.changed() <= {rules, *GENERATED}
    assert "trust" in differing(copy.look(**{"meetings.throw_away": 0.6}), before)["record"], "and it is read"
    assert "0 to 1" in copy.rpp("run", "baseline", "--set", "meetings.throw_away=7", fails=True)


@pytest.mark.slow
def test_an_outcome_is_one_row(copy: Copy, before: dict):
    rows = "sim/measures/outcomes.py"
    copy.edit(rows, "OUTCOMES: tuple[Outcome, ...] = (\n", "OUTCOMES: tuple[Outcome, ...] = (\n"
              '    Outcome("most_trust", lambda t: t.trust.max(axis=0), INDEX, 1, SUSTAIN, "highest trust so far",\n'
              '            ("main",), label="highest trust", room="Highest trust"),\n')  # fmt: skip
    make_docs(copy)
    now = copy.look()
    assert differing(now, before) == {"outcomes": {"most_trust"}}, "nothing else has moved"
    assert '"most_trust"' in now["schema"], "claims may read it"
    assert "`most_trust`" in (copy.folder / "docs/reference/outcomes.md").read_text(encoding="utf-8")
    told = copy.rpp("compare", "baseline", "--set", "coordination.fte=2", "--replicates", "2", "--months", "6",
                    "--outcome", "most_trust")  # fmt: skip
    assert "highest trust" in told
    assert copy.changed() <= {rows, *GENERATED}


@pytest.mark.slow
def test_a_figure_is_one_function_and_leaves_results_alone(copy: Copy, before: dict):
    with (copy.folder / "analysis/overview/figures.py").open("a", encoding="utf-8") as file:
        file.write(
            "\n\ndef promises(table: pd.DataFrame, ax: Axes | None = None, *, style: Style = PROJECTOR) -> Axes:\n"
            '    """Promises that were kept, month by month."""\n'
            '    return over_time(table, "promises_kept", ax, style=style)\n'
        )
    drawn = copy.python("-c", "import sim; from analysis.overview.figures import promises, save; "
                        "ax = promises(sim.run('baseline', replicates=2, months=4).partnerships); "
                        "print(ax.get_xlabel()); save(ax.figure, 'promises')")  # fmt: skip
    assert "month" in drawn or "year" in drawn
    assert (copy.folder / "promises.png").stat().st_size > 5000
    now = copy.look()
    assert differing(now, before) == {} and now["model"] == before["model"]
    assert {name for name in copy.changed() if "/" in name} == {"analysis/overview/figures.py"}


@pytest.mark.slow
def test_an_experiment_is_one_file(copy: Copy, before: dict):
    copy.write("scenarios/experiments/throw_away.yaml", EXPERIMENT)
    copy.rpp("sweep", "throw_away", "--out", "there", "--jobs", "1")
    assert json.loads((copy.folder / "there" / "manifest.json").read_text(encoding="utf-8"))
    assert "6 runs" in copy.rpp("status", "there")
    assert differing(copy.look(), before) == {}


@pytest.mark.slow
def test_a_better_name_is_one_line_and_moves_no_draw(copy: Copy, before: dict):
    rules, old, new = "sim/submodels/meetings.py", "meetings.contact_rate", "meetings.contact_pace"
    copy.edit("sim/declarations/renamed.py", "PARAMETERS: dict[str, str] = {\n",
              f'PARAMETERS: dict[str, str] = {{\n    "{old}": "{new}",\n')  # fmt: skip
    text = (copy.folder / rules).read_text(encoding="utf-8").replace("p.contact_rate", "p.contact_pace")
    (copy.folder / rules).write_text(text, encoding="utf-8")
    copy.edit(rules, f'declare("{old}",', f'declare("{new}", key="{old}",')
    now = copy.look()
    changed = differing(now, before)
    assert changed.pop("scenarios") and set(changed) == {"parameters", "latin", "sobol"}
    for what, names in changed.items():
        assert names == {old, new}
        assert now[what][new] == before[what][old], f"{what}: the same draws under another name"
    assert copy.look(**{old: 0.9})["record"] == copy.look(**{new: 0.9})["record"]
    assert f"{old!r} is called {new!r}" in copy.rpp("run", "baseline", "--set", f"{old}=70", fails=True)
