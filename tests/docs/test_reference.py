"""Pages that are made from the code: they are current, and leave nothing out."""

from __future__ import annotations

import re

import pytest
import typer
from snippets import ROOT

import sim
from app.cli import app
from sim.measures.outcomes import OUTCOMES
from sim.scenario.schema import scenario_schema

DOCS = ROOT / "docs"
MADE = ("make_odd", "make_parameters", "make_commands", "make_python", "make_files", "make_outcomes")


@pytest.mark.parametrize("name", MADE)
def test_generated_pages_are_current(name: str, generator):
    made = generator(name)
    assert (DOCS / made.PAGE).read_text(encoding="utf-8") == made.page(), "run `make docs`"


def sections(page: str) -> dict[str, str]:
    """What stands under each heading of the third level of a page of reference."""
    text = (DOCS / "reference" / page).read_text(encoding="utf-8")
    _, *found = re.split(r"^### (.+)\n", text, flags=re.MULTILINE)
    return dict(zip(found[::2], found[1::2], strict=True))


def test_every_command_is_told_with_every_option_and_an_example():
    told = sections("commands.md")
    for name, command in typer.main.get_command(app).commands.items():
        words = told[f"rpp {name}"]
        options = [option for p in command.params for option in p.opts if option.startswith("-")]
        assert not [option for option in options if f"`{option}" not in words], name
        assert re.search(rf"```sh\nrpp {name}\b", words), name


def test_every_public_name_is_told_with_its_arguments():
    told = sections("python.md")
    assert set(told) == {f"sim.{name}" for name in sim.__all__} - {"sim.__version__"}
    assert "`replicates`: runs of each scenario" in told["sim.run"]
    assert "#### Result.story" in told["sim.Result"], "inherited methods too"
    assert "_table" not in told["sim.Result"] and "``" not in told["sim.run"].replace("```", "")


def test_every_key_of_a_scenario_is_told():
    text = (DOCS / "reference" / "files.md").read_text(encoding="utf-8")
    schema = scenario_schema()
    events = [kind["properties"]["do"]["const"] for kind in schema["$defs"]["event"]["oneOf"]]
    assert not [name for name in [*schema["properties"], *events] if f"\n| `{name}` | " not in text]


def test_how_outcomes_are_computed_is_told(generator):
    made = generator("make_outcomes")
    told = {o.name: made.computed(o) for o in OUTCOMES}
    assert told["trust"] == 'mean_alive("trust")'
    assert told["retained_24"] == "retained(t, after=24)"
    assert told["decision_quality"] == "per(t.decided_well[-1], t.decisions[-1])"
    assert told["learning_leadership_researchers"] == '1 - mean_alive("voice")'
    assert told["dollars"] == "spent(t)"
    page = (DOCS / made.PAGE).read_text(encoding="utf-8")
    used = set(re.findall(r"\b([a-z_]+)\(", " ".join(told.values()))) & set(made.FUNCTIONS)
    assert len(used) > 10 and not [name for name in used if f"\n| `{name}` | " not in page]
