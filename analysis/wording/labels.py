"""Parameters, values and outcomes of tables in plain words, for figures and sentences."""

import pandas as pd

from analysis.wording.numbers import rounded
from analysis.wording.outcomes import difference_unit
from sim.declarations.parameters import registry
from sim.measures.outcomes import OUTCOME, SHARE

#: Why partnerships ended, in a word or two, and as the end of a sentence.
CAUSES = {
    "money_ran_out": "no money", "faded_while_dormant": "faded", "practice_side_left": "district left",
    "research_side_left": "researchers left", "trust_lost": "trust lost", "members_left": "members left",
    "priorities_changed": "other priorities", "handed_over": "handed over", "no_longer_needed": "not needed",
    "merged": "merged", "idea_failed": "idea failed",
}  # fmt: skip
CAUSE_WORDS = {
    "none": "still going",
    "practice_side_left": "the practice side no longer carried it",
    "research_side_left": "the research side no longer carried it",
    "money_ran_out": "money ran out",
    "trust_lost": "trust was lost",
    "faded_while_dormant": "it faded while it rested",
    "members_left": "its members left, whom it no longer served",
    "priorities_changed": "its districts turned to other things",
    "handed_over": "it was handed over to the district",
    "no_longer_needed": "the problem it was for was solved",
    "merged": "it went into another partnership",
    "idea_failed": "what partners tried did not work",
}
#: Units that add nothing to a number.
_BARE = ("share", "weight", "0/1")


def parameter_name(name: str) -> str:
    """The label of a parameter; a bundle or a foreign column by its own name."""
    return registry()[name].label if name in registry() else name.replace("_", " ")


def parameter_meaning(name: str) -> str:
    """What a parameter stands for, at length; a bundle or a foreign column by its own name."""
    return registry()[name].meaning if name in registry() else name.replace("_", " ")


def parameter_key(name: str) -> str:
    """The dotted name by which files and commands know a parameter; ``""`` for what goes by its own name anyway."""
    return name if name in registry() else ""


def named(name: str) -> str:
    """A parameter in a sentence, with its dotted name: ``meetings a month [contact.meetings]``."""
    key = parameter_key(name)
    return f"{parameter_name(name)} [{key}]" if key else parameter_name(name)


def with_labels(table: pd.DataFrame, of: str = "factor") -> pd.DataFrame:
    """A table with the column ``label``: what the parameters in one of its columns are called."""
    return table.assign(label=[parameter_name(name) for name in table[of]])


def column_name(name: str) -> str:
    """A column of a table of runs in a few words: the label of a parameter or an outcome."""
    return parameter_name(name) if name in registry() else outcome_name(name)


def outcome_name(name: str) -> str:
    """The label of an outcome; a foreign column by its own name."""
    return OUTCOME[name].label if name in OUTCOME else name.replace("_", " ")


def unit_of(name: str) -> str:
    """Unit of a parameter or an outcome; ``""`` for what is neither."""
    declared = OUTCOME.get(name) or registry().get(name)
    return declared.unit if declared else ""


def better_of(name: str) -> int:
    """1 if more of an outcome is better, -1 if less is, 0 if neither or unknown."""
    return OUTCOME[name].better if name in OUTCOME else 0


def bracketed(name: str) -> str:
    """An outcome with the unit of its differences in brackets, where it has one that its name does not tell."""
    label, unit = outcome_name(name), difference_unit(OUTCOME[name])
    return f"{label} [{unit}]" if unit and unit not in label else label


def with_unit(name: str, value: float | str) -> str:
    """A value of a parameter or an outcome with its unit, where the name does not tell it already."""
    if isinstance(value, str):
        return value
    if name in OUTCOME and OUTCOME[name].scale == SHARE:
        return f"{rounded(100 * value)} %"
    unit = unit_of(name)
    if unit.startswith("dollars"):
        return f"${rounded(value)}{unit.removeprefix('dollars')}"
    return rounded(value) if not unit or unit in _BARE or unit in column_name(name) else f"{rounded(value)} {unit}"
