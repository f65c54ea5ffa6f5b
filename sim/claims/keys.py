"""What claim files may hold: the keys of a claim, of its arms, of what is expected, and of a reading."""

from sim.declarations.parameters import registry
from sim.experiments.design.file_factors import values_by_name
from sim.measures.claim_readings import ENDINGS, FORMS, OF_MONTHS, PERS, WHILES, columns
from sim.measures.outcomes import OUTCOME
from sim.scenario.events import EVENTS
from sim.scenario.file_keys import LABEL, LINE, TEXT, Key, Keys, Kind, as_written, many, number, reference, whole, word

MONTHS, MOST_MONTHS = 120, 1200
LARGEST = 1e9
#: Comparisons: what each takes, and the direction that it expects.
COMPARISONS = {
    "higher": "two arms: the first is higher than the second",
    "lower": "two arms: the first is lower than the second",
    "rising": "three arms or more: each is higher than the one before; a list inside stands for its mean",
    "falling": "three arms or more: each is lower than the one before; a list inside stands for its mean",
    "larger_gap": "two pairs of arms: the first pair is further apart (first minus second) than the second pair",
    "smaller_gap": "two pairs of arms: the first pair is less far apart (first minus second) than the second pair",
    "positive": "one arm: above zero",
    "open": "two arms: the literature leaves open which is higher",
}
_COLUMN = Kind(word(columns, "column").read, lambda: reference("column"))
_OUTCOME = Kind(word(OUTCOME, "outcome").read, lambda: reference("outcome"))
_VALUES = Kind(values_by_name, lambda: {
    "type": "object", "propertyNames": reference("name"), "additionalProperties": {"type": ["number", "string"]},
})  # fmt: skip


def _list_of(item: dict) -> dict:
    return {"type": "array", "items": item, "minItems": 1}


def reading_keys(form: str, months: int) -> Keys:
    """What a reading of a form takes, in a run of so many months."""
    options = {
        "month": whole(1, months, "months"),
        "after": whole(0, months, "months"),
        "from": whole(1, months, "month of the run"),
        "to": whole(1, months, "month of the run"),
        "while": word(WHILES),
        "per": word(PERS[1:]),
        "when": _COLUMN,
    }
    own = whole(1, months, "months") if form in OF_MONTHS else _OUTCOME if form == "outcome" else _COLUMN
    own = word(ENDINGS) if form == "ended_as" else own
    others = (Key(name, options[name]) for name in FORMS[form].options)
    return Keys(f"a reading with `{form}`", (Key(form, own), *others))


CHECK = Keys("an expectation", (
    Key("read", as_written(lambda: {"oneOf": [
        {**reading_keys(form, MOST_MONTHS).schema(), "required": [form]} for form in FORMS
    ]}), "what is read from each run"),
    Key("called", LABEL, "the reading in plain words"),
    *(Key(name, as_written(lambda: _list_of({"anyOf": [TEXT.schema(), _list_of(TEXT.schema())]})), meaning)
      for name, meaning in COMPARISONS.items()),
    Key("times", number(0.01, 100, "times"), "the first arm, or pair, is compared with so many times the second"),
    Key("smallest", number(0, LARGEST, "the reading's unit"),
        "the smallest size that matters to anybody, stated before it is run: what is less is told as too small"),
    Key("any_of", LABEL, "checks of one such group are alternatives: one that holds is enough"),
    Key("given_by", LABEL, "rule that all but gives the direction, so that the check is one of the code"),
))  # fmt: skip
ARM = Keys("an arm", (
    Key("scenario", as_written(TEXT.schema), "scenario instead of the base"),
    Key("values", _VALUES, "values by dotted name"),
    Key("events", as_written(lambda: {
        "type": "array",
        "items": {"type": "object", "required": ["do"], "properties": {"do": {"enum": list(EVENTS)}}},
    }), "what happens when"),
    Key("mark", as_written(whole(1, MOST_MONTHS, "months").schema),
        "month from which readings with `after` or `ended_within` count"),
))  # fmt: skip
CLAIM = Keys("a claim", (
    Key("title", LINE, "the claim in plain words", True),
    Key("source", TEXT, "short reference as in docs/references.md, with its passage in brackets", True),
    Key("note", TEXT, "how the claim was turned into arms and readings, and what was assumed for it"),
    Key("base", as_written(TEXT.schema), "scenario that the arms build on; baseline without it"),
    Key("with", _VALUES, "values of all arms, by dotted name; draws leave them alone"),
    Key("where", TEXT,
        "the region that `with` confines the claim to, in plain words: it can then be conditional at best"),
    Key("keep", many(Kind(word(registry, "parameter").read, lambda: reference("name"))),
        "names whose values in the base draws leave alone, because the claim presupposes them"),
    Key("months", whole(1, MOST_MONTHS, "months"), f"how many months are simulated, {MONTHS} without it"),
    Key("arms", as_written(lambda: {
        "type": "object", "minProperties": 1, "additionalProperties": {"anyOf": [ARM.schema(), {"type": "null"}]},
    }), "what is compared: each with a name of its own", True),
    Key("expect", as_written(lambda: _list_of(CHECK.schema())), "what is read, and which way it should go", True),
))  # fmt: skip
