"""Writes ``docs/reference/files.md``: every key of every file that people write (``make docs``)."""

from __future__ import annotations

from page_writing import table, write

from analysis.assessment.forms import form_keys, member_keys
from analysis.assessment.questionnaire import load_questionnaire
from analysis.portfolio.rules import FILE, RULE
from sim.calibration.target_entries import target_keys
from sim.calibration.target_files import CALIBRATION
from sim.claims.evidence import FIGURE
from sim.claims.keys import ARM, CHECK, CLAIM, MOST_MONTHS, reading_keys
from sim.experiments.design.samples import METHODS
from sim.experiments.plan.expected import EXPECTED
from sim.experiments.plan.files import EXPERIMENT, MAKERS
from sim.measures.claim_readings import FORMS
from sim.measures.targets import READINGS
from sim.scenario.conditions import WATCHED
from sim.scenario.events import EVENTS, EventKind
from sim.scenario.file_keys import Keys
from sim.scenario.happenings import EVENT_KEYS, KNOWN, WHEN, keys_of_event
from sim.scenario.history import CHANCES
from sim.scenario.layers import FACT, ROWS, SCENARIO

PAGE = "reference/files.md"
INTRO = """\
# Files

Every key of the files that people write, all of them YAML. This page is generated (`make docs`) from the tables by
which the files are read; `rpp validate FILE` names every mistake with its line, and the schemas that `rpp schema`
writes let an editor complete and explain keys.

- [Scenarios](#scenarios): one question, and what differs from baseline ([how to write one](../guide/scenarios.md))
- [Experiments](#experiments): what varies over thousands of runs ([how to run one](../guide/experiments.md))
- [Claims](#claims): a sentence of the literature, and what it expects of runs ([how to test one](../guide/claims.md))
- [Targets](#targets): published patterns, and what is fitted to them ([how to calibrate](../guide/calibration.md))
- [Published figures](#published-figures): what simulated figures are set beside
- [Answers of partners](#answers-of-partners): a form, by role ([how to ask](../guide/assess.md))
- [Rules of a portfolio](#rules-of-a-portfolio): how funders may give ([how to compare](../guide/portfolio.md#rules))

*Needed* tells the keys without which a file is refused. Names of values are in [parameters](../model/parameters.md), of
outcomes and monthly columns in [outcomes](outcomes.md).

## Scenarios

{scenario}

### Entries of its lists

{rows}

### Events

Each takes one of `month`, `year` with `month_name`, or `when`; then `do`, and what its row says. What it can be aimed
at narrows it; without that it strikes all.

{events}

{event_keys}

### Conditions of events

{when}

What a condition can look at:

{watched}

### What is known

{known}

Kinds of chance that can be switched off:

{chances}

### Facts

{fact}

## Experiments

{experiment}

### Expected readings

What each comparison takes, and how many pairs it needs: [policy experiments](../guide/policy.md).

{expected}

### Methods of a design

{methods}

## Claims

{claim}

### Arms

{arm}

### Expectations

{check}

### Readings

What each gives is told [where claims are explained](../guide/claims.md#a-claim-file).

{forms}

## Targets

{calibration}

### One target

{target}

A reading says what is read, and takes keys of its own:

{readings}

## Published figures

{figure}

## Answers of partners

{form}

### One member

Answers are numbers from 1 to 5, or `don't know`; `rpp assess new FILE` writes every question.

{member}

## Rules of a portfolio

{rules}

### One rule

{rule}
"""


def page() -> str:
    """The whole page."""
    questionnaire = load_questionnaire()
    return INTRO.format(
        scenario=_keys(SCENARIO),
        rows="\n\n".join(f"A {sort}:\n\n{_keys(keys)}" for sort, keys in ROWS.items()),
        events=table(("`do`", "what happens", "aimed at", "takes"), map(_event, EVENTS.values())),
        event_keys=_keys(Keys("an event", tuple(EVENT_KEYS.values()))),
        when=_keys(WHEN),
        watched=table(("number", "of a", "what it is", "largest"),
                      ((f"`{w.name}`", w.sort, w.meaning, f"{_plain(w.high)} [{w.unit}]") for w in WATCHED.values())),
        known=_keys(KNOWN),
        chances=table(("known", "narrowed by", "what then does not happen by chance"),
                      ((f"`{c.name}`", c.sort, c.what) for c in CHANCES.values())),
        fact=_keys(FACT),
        experiment=_keys(EXPERIMENT), expected=_keys(EXPECTED),
        methods=table(("method", "is", "takes"), map(_method, METHODS)),
        claim=_keys(CLAIM), arm=_keys(ARM), check=_keys(CHECK),
        forms=table(("reading", "takes"), map(_form, FORMS)),
        calibration=_keys(CALIBRATION),
        target=_keys(Keys("a target", tuple(
            key for key in target_keys("mean", MOST_MONTHS).rows if key.name not in READINGS["mean"][0]))),
        readings=table(("reading", "is", "takes"), map(_reading, READINGS)),
        figure=_keys(FIGURE),
        form=_keys(form_keys(questionnaire)), member=_keys(member_keys(questionnaire)),
        rules=_keys(FILE), rule=_keys(RULE),
    )  # fmt: skip


def _keys(keys: Keys) -> str:
    rows = ((f"`{k.name}`", k.meaning, takes(k.takes.schema()), "yes" if k.needed else "") for k in keys.rows)
    return table(("key", "meaning", "takes", "needed"), rows)


def takes(schema: dict) -> str:
    """What a key takes, in words, from its JSON schema; ``""`` where the meaning tells it."""
    low, high, kind = schema.get("minimum"), schema.get("maximum"), schema.get("type", "")
    if "enum" in schema:
        words = [str(word) for word in schema["enum"]]
        return _names(words) if len(words) <= 12 else f"one of {len(words)} names"
    if low is not None:
        return f"{'whole number' if kind == 'integer' else 'number'} from {_plain(low)} to {_plain(high)}"
    if kind == "array":
        return "list"
    if "object" in kind:
        return "values by name" if "properties" in schema or "propertyNames" in schema else "entries by name"
    if "string" in kind:
        return "text"
    return ""


def _plain(value: float) -> str:
    """A number without an exponent, its thousands set off."""
    return f"{int(value):,}" if value == int(value) else f"{value:g}"


def _names(names: object) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _event(kind: EventKind) -> tuple[str, str, str, str]:
    own = [k for k in keys_of_event(kind).rows if k.name in ("value", *kind.takes)]
    default = f"; {kind.default:g} without it" if kind.default is not None else ""
    size = f" `value`: {kind.value_meaning}, {_plain(kind.low)} to {_plain(kind.high)} [{kind.unit}]{default}."
    says = kind.meaning + (size if kind.has_value else "")
    return f"`{kind.name}`", says, _names(kind.targets), _names(k.name for k in own)


def _method(name: str) -> tuple[str, str, str]:
    return f"`{name}`", METHODS[name], _names(key.name for key in MAKERS[name][1])


def _form(name: str) -> tuple[str, str]:
    return f"`{name}`", _names(key.name for key in reading_keys(name, MOST_MONTHS).rows if key.name != name)


def _reading(name: str) -> tuple[str, str, str]:
    own, meaning = READINGS[name]
    return f"`{name}`", meaning, _names(own)


if __name__ == "__main__":
    write(PAGE, page())
