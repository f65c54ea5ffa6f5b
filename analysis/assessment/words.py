"""An assessment in sentences: what members said, what follows, what would help, and what nobody can tell from it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.assessment.agreement import AGREE, ALONE, DISAGREE, FEW_KNOW, known_share
from analysis.assessment.found import Assessment, Foreseen, Said
from analysis.assessment.questionnaire import HIGHEST, LOWEST
from analysis.wording.labels import CAUSE_WORDS
from analysis.wording.layout import wrapped
from analysis.wording.numbers import MINUS, capital, counted, dollars, interval, percent, small

#: Questions that are named in a sentence.
NAMED = 3
#: A part that lies so far below the mean of all parts is behind [points of five], and the share of draws in which it
#: must be the weakest to be called so without doubt.
BEHIND, SURE = 0.4, 0.8
#: Below this share of answers that are numbers, the outlook is mostly that of the scenario.
LITTLE = 0.5
#: Places of the best changes.
PLACES = ("first", "second", "third")
NONE_CLEAR = ("None of the changes that did best is statistically distinguishable from changing nothing at the same "
              "money.")  # fmt: skip


def who_answered(a: Said) -> str:
    """How many members of which roles, and how much they answered."""
    counts = pd.Series([m.role for m in a.answers.members]).value_counts(sort=False)
    roles = ", ".join(f"{a.label(role)} {count}" for role, count in counts.items())
    known = known_share(a.answers.members, list(a.questionnaire.questions.values()))
    said = f"{capital(counted(len(a.answers.members), 'member'))} answered ({roles}). {capital(percent(known))} of all "
    return f"{said}answers are numbers; the others are empty or don't know."


def balance(a: Said) -> list[str]:
    """Where the partnership is out of balance."""
    parts = a.scores[a.scores["of"] == "part"].set_index("name")
    known = parts.dropna(subset="mean")
    if len(known) < 2:
        return ["Where the partnership is out of balance cannot be told: too few parts were answered."]
    told = "; ".join(f"{small(p['label'])} {p['mean']:.1f}" for _, p in known.iterrows())
    text = [f"Mean answers from {LOWEST} to {HIGHEST}, each role counting the same: {told}."]
    means = a.draws.part_means(a.questionnaire)
    names = list(a.questionnaire.parts)
    share = np.bincount(np.argmin(means, axis=1), minlength=len(names)) / len(means)
    weakest = int(np.argmax(share))
    below = float(means.mean() - means[:, weakest].mean())
    label = small(a.questionnaire.parts[names[weakest]])
    where = f"the weakest part in {percent(share[weakest])} of what the answers may mean"
    if below < BEHIND:
        text.append(f"No part lies far behind the others, as far as is known ({label} is {where}).")
    elif share[weakest] >= SURE:
        text.append(f"Out of balance: {label}, {where}; the weakest part limits what the others can do (MHS 2022).")
    else:
        text.append(f"Perhaps out of balance: {label}, {where}, which is not sure.")
    return text


def agreements(a: Said) -> list[str]:
    """Where roles agree and do not, and what few know."""
    table = a.agreement
    if (table["verdict"] == ALONE).sum() + (table["known"] == 0).sum() == len(table):
        text = ["Only one role has answered, so that agreement between roles is not known."]
    else:
        apart = table[table["verdict"] == DISAGREE].sort_values("apart", ascending=False, kind="stable")
        agree = int((table["verdict"] == AGREE).sum())
        text = [f"Roles agree on {agree} of {len(table)} questions and disagree on {len(apart)}."]
        text += [
            f"{a.label(row['lowest_role']).capitalize()} and {a.label(row['highest_role'])} are {row['apart']:.1f} "
            f"points apart on “{a.asks(row['question'])}”" for _, row in apart.head(NAMED).iterrows()
        ]  # fmt: skip
    few = table[table["known"] < FEW_KNOW]
    if len(few):
        text.append(f"Less than half of the members know an answer to {counted(len(few), 'question')}, such as "
                    f"“{a.asks(few.sort_values('known', kind='stable')['question'].iloc[0])}”")  # fmt: skip
    return text


def outlook(a: Foreseen) -> list[str]:
    """How long it is likely to last under its own answers."""
    last, months = a.going.iloc[-1], a.worlds.months
    text = [
        f"Of 100 partnerships that answer so, {_of_100(last, 'going')} still go on after {months} months, "
        f"{_of_100(last, 'done')} have done their work or handed it over, and {_of_100(last, 'failed')} have failed.",
        f"Half of them last {_months(a.lasting.median, months)}"
        f"{interval(a.lasting.median_low, a.lasting.median_high, _whole)}; 90 of 100 last from "
        f"{_months(a.lasting.p5, months)} to {_months(a.lasting.p95, months)}.",
        f"Before they fail they last {a.unbroken.mean:.0f} of {months} months on average"
        f"{interval(a.unbroken.mean_low, a.unbroken.mean_high, _whole)}.",
    ]
    beside = a.outcomes.set_index("outcome").loc["unbroken"]
    more = "longer" if beside["difference"] > 0 else "less long"
    size = f"{abs(beside['difference']):.0f} months {more}"
    if np.isfinite(beside["low"]) and (beside["low"] > 0 or beside["high"] < 0):
        low, high = sorted(abs(beside[end]) for end in ("low", "high"))
        text.append(f"That is {size} than {a.draws.scenario.name} as it is{interval(low, high, _whole)}.")
    else:
        text.append(f"That is not statistically distinguishable from {a.draws.scenario.name} as it is: "
                    f"{_signed(beside['difference'])} months"
                    f"{interval(beside['low'], beside['high'], _whole)}.")  # fmt: skip
    bad = a.causes[~a.causes["cause"].isin(("handed_over", "no_longer_needed"))]
    if len(bad):
        why = ", or because ".join(CAUSE_WORDS[cause] for cause in bad["cause"].head(2))
        text.append(f"It fails most often because {why}.")
    if len(a.eyes) > 1:
        eyes = a.eyes.sort_values("mean", kind="stable")
        low, high = eyes.iloc[0], eyes.iloc[-1]
        sure = high["low"] > low["high"]
        differ = f"as {a.label(low['role'])} see it {low['mean']:.0f} months, as {a.label(high['role'])} do "
        differ += f"{high['mean']:.0f}"
        text.append(f"Members see different partnerships: before it fails it lasts {differ}." if sure else
                    f"It lasts about as long whoever's answers are taken ({differ}).")  # fmt: skip
    return text


def helps(a: Assessment) -> list[str]:
    """Which changes help most at the same money, and how sure that is."""
    found = a.changes
    text = [f"Each change gets the same money, {dollars(found.money)} a year; so does the partnership that changes "
            f"nothing, to which the money alone brings {_signed(found.alone[0])} months"
            f"{interval(found.alone[1], found.alone[2], _whole)} before it fails."]  # fmt: skip
    if found.best.empty:
        tried = counted(len(found.tried), "change")
        return [*text, f"Of {tried} that were tried none seems to help, as far as so many runs can show."]
    for at, row in found.best.iterrows():
        cost = "costs no money, but hours" if row["price"] else "the model charges nothing for it"
        cost = f"costs {dollars(row['dollars'])} a year" if row["dollars"] >= 1 else cost
        cost = f"saves {dollars(-row['dollars'])} a year" if row["dollars"] <= -1 else cost
        reach = f", and the money reaches {percent(row['reach'])} of the way" if row["reach"] < 0.95 else ""
        sure = "" if row["clear"] else ", which may be chance among all that is compared"
        text.append(
            f"{PLACES[at].capitalize()}, {row['change']}: {_signed(row['difference'])} months"
            f"{interval(row['low'], row['high'], _whole)}{sure}; better in {percent(row['better'])} of pairs of "
            f"runs and the same in {percent(row['same'])}; {cost}{reach}."
        )
    if not found.best["clear"].any():
        text.append(NONE_CLEAR)
    ties = found.between[~found.between["clear"]]
    if len(found.best) > 1 and len(ties) == len(found.between):
        text.append("Which of them is best cannot be told: they tie." if len(found.best) > 2 else "The two tie.")
    elif len(ties):
        place = dict(zip(found.best["question"], PLACES, strict=False))
        pairs = [f"{place[row['first']]} and {place[row['second']]}" for _, row in ties.iterrows()]
        text.append(f"These tie: {'; '.join(pairs)}.")
    tried = counted(len(found.tried), "change")
    text.append(f"They did best of {tried} on other runs than those told here, so that these numbers are not chosen by "
                "chance; that others would not do as well is not said.")  # fmt: skip
    return text


def cannot_tell(a: Foreseen) -> list[str]:
    """What the answers cannot tell."""
    share, low, high = a.fate
    text = []
    if np.isfinite(share):
        text.append(f"{percent(share)} of the differences in how long partnerships last before they fail are fate: the "
                    f"same answers, other turns of events{interval(low, high, percent)}. One partnership has one fate, "
                    "and members' answers do not tell which.")  # fmt: skip
    known = known_share(a.answers.members, list(a.questionnaire.questions.values()))
    if known < LITTLE:
        text.append(f"Only {percent(known)} of the answers are numbers: what is said here is to a large part what any "
                    "answers would have given.")  # fmt: skip
    sides = {a.questionnaire.roles[m.role].side for m in a.answers.members}
    text += [f"Nobody of the {side} side has answered." for side in ("practice", "research") if side not in sides]
    return [
        *text,
        "What members feel about their partnership is not what it is: courtesy, fear and hope move answers, and those "
        "who stay away answer nothing.",
        "The model starts when a partnership starts. Answers set how partners stand to each other on that day; what a "
        "partnership of some years has behind it (schools reached, records, people trained) they do not set.",
        "What no question asks stays as in the scenario: size, place, funders, and all that is uncertain about the "
        "model itself, which makes the truth less sure than these intervals.",
        "How an answer becomes a number of the model is a judgement, declared in the questionnaire; nobody has "
        "measured it.",
        "This is no forecast and no grade. It is something to talk about.",
    ]  # fmt: skip


def sections(a: Assessment) -> list[tuple[str, list[str]]]:
    """The whole in words: headings, each with its sentences."""
    return [
        ("Who answered", [who_answered(a)]),
        ("Agreement", agreements(a)),
        ("Balance", balance(a)),
        ("How long it is likely to last", outlook(a)),
        ("What would help most at the same money", helps(a)),
        ("What the answers cannot tell", cannot_tell(a)),
    ]


def as_text(a: Assessment) -> str:
    """The same as text: headings, and their sentences below them."""
    told = ((title, "\n".join(wrapped(text, "  ", "    ") for text in said)) for title, said in sections(a))
    return "\n\n".join(f"{title}\n{text}" for title, text in told)


def in_short(a: Assessment) -> Sequence[str]:
    """The few sentences that matter most."""
    said = helps(a)
    return [outlook(a)[0], balance(a)[-1], agreements(a)[0], NONE_CLEAR if NONE_CLEAR in said else said[1],
            cannot_tell(a)[-1]]  # fmt: skip


def _of_100(row: pd.Series, name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    around = f" ({100 * low:.0f} to {100 * high:.0f})" if np.isfinite(low) else ""
    return f"{100 * row[name]:.0f}{around}"


def _months(size: float, horizon: int) -> str:
    return f"more than {horizon} months" if size >= horizon else f"{size:.0f} month{'s' * (round(size) != 1)}"


def _whole(size: float) -> str:
    return f"{round(size)}"


def _signed(size: float) -> str:
    return f"{size:+.0f}".replace("-", MINUS) if round(size) else "0"
