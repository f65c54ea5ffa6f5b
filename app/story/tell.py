"""``rpp story``: one run told in plain sentences, shortly with what led to its end, or in full year by year.

Everything told is in the event log or in the monthly tables; nothing is made up. What is left out is what happens all
the time: a sentence that says nothing special is not told.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from html import escape

from analysis.lives.chain import chain
from analysis.lives.life import Entry, Life, lived
from analysis.lives.links import Links
from analysis.wording.events import event_text
from analysis.wording.history import history_texts
from analysis.wording.layout import wrapped
from analysis.wording.numbers import calendar_month, date, sentence, year_of
from app.story.ending import closing, opening, year_header
from app.story.people import LOOK_BACK_WORDS
from app.story.sentences import SENTENCES
from app.story.short import short_form
from app.terminal.mistakes import one_of
from sim.scenario.portraits import notice
from sim.scenario.scenario import Event as ScenarioEvent
from sim.scenario.scenario import Scenario

#: Events of a scenario that no entry of the log tells.
TOLD_FROM_SCENARIO = frozenset(
    {"budget_cut", "negative_press", "policy_shift", "external_support_ends", "funder_strategy_shift", "set",
     "board_turns", "grant_cut", "conflict", "repair", "member_leaves", "member_joins",
     "negative_results"}
)
#: Entries of the log by which the other events of a scenario are told.
TOLD_BY_LOG = {
    "superintendent_leaves": "superintendent_left", "leaders_leave": "office_leader_left",
    "coordinator_leaves": "coordinator_left", "researchers_leave": "researcher_left",
    "broken_promise": "promise_broken", "grants_cancelled": "grant_cancelled", "grant_awarded": "grant_awarded",
    "superintendent_review": "superintendent_reviewed", "grant_refused": "proposal_refused",
    "hand_over": "partnership_ended", "merger": "partnership_ended", "data_breach": "data_breached",
    "data_revoked": "data_revoked", "schools_leave": "school_left", "schools_join": "schools_joined",
}  # fmt: skip
#: What is still worth telling once a partnership has ended.
TOLD_AFTER_END = frozenset(
    {"district_dropped", "district_pays_support", "spread_to_other_district", "district_adopted"}
)
_MEANWHILE = "Meanwhile"


@dataclass(frozen=True, slots=True)
class Told:
    """A dated sentence; ``events`` names what it tells."""

    month: int
    date: str
    text: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """One school year: how it stood, what happened, and what went on all year."""

    year: int
    header: str
    told: tuple[Told, ...]
    meanwhile: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Story:
    """A run as a story; ``print`` it to read it, or its ``as_text(full=True)`` for every year.

    Attributes:
        scenario, title, partnership, seed, replicate, months: what was run.
        ended: month of the end; None if it goes on.
        opening, years, afterwards, closing: the full form.
        short: paragraphs of the short form.
        chain: what led to the end, in the order of months; empty if it goes on.
        notice: what has to be said of a portrait; may be empty.
        chosen: how the replicate was chosen; empty if by its number.
        notes: what may be missing.
    """

    scenario: str
    title: str
    partnership: str
    seed: int
    replicate: int
    months: int
    ended: int | None
    opening: str
    years: tuple[Year, ...]
    afterwards: tuple[Told, ...]
    closing: str
    short: tuple[str, ...]
    chain: Links
    notice: str = ""
    chosen: str = ""
    notes: tuple[str, ...] = field(default=())

    def __repr__(self) -> str:
        life = f"ended in month {self.ended}" if self.ended else f"going after {self.months} months"
        return f"<Story of {self.partnership}, replicate {self.replicate} of seed {self.seed}: {life}>"

    def __str__(self) -> str:
        return self.as_text()

    def _repr_html_(self) -> str:
        """The story in a box that scrolls, so that it fills no more than a screen."""
        return f'<pre style="max-height:24em; overflow-y:auto; white-space:pre-wrap">{escape(self.as_text())}</pre>'

    def as_text(self, *, full: bool = False) -> str:
        """The story for readers: in short, or in full."""
        lines = [f"{self.title}: run {self.replicate} of seed {self.seed}", "Years are school years, from July on."]
        lines += [wrapped(text) for text in (self.notice, self.chosen) if text]
        lines += self._years() if full else self._short()
        lines += ["", *self.notes] if self.notes else []
        return "\n".join(lines)

    def _short(self) -> list[str]:
        """Paragraphs, with the chain before the last one."""
        *before, last = self.short
        lines = [line for text in before for line in ("", wrapped(text))]
        if self.chain:
            lines += ["", "What led to its end"]
            width = max(len(date(link.month)) for link in self.chain) + 2
            lines += [
                wrapped(sentence(link.sentence), f"  {date(link.month):<{width}}", " " * (width + 2))
                for link in self.chain
            ]
        return [*lines, "", wrapped(last)]

    def _years(self) -> list[str]:
        """Every year, what came after the end, and the closing."""
        lines = ["", wrapped(self.opening)]
        width = len("September") + 2
        for year in self.years:
            lines += ["", wrapped(year.header, "", "  ")]
            dated = [(calendar_month(t.month), t.text) for t in year.told]
            dated += [(_MEANWHILE, year.meanwhile)] if year.meanwhile else []
            for when, text in _merged(dated):
                lines.append(wrapped(text, f"  {when:<{width}}", " " * (width + 2)))
        if self.afterwards:
            lines += ["", "After the end"]
            lines += [wrapped(f"{t.date}: {t.text}", "  ", "    ") for t in self.afterwards]
        if self.chain:
            lines += ["", "What led to its end"]
            lines += [wrapped(sentence(link.sentence), f"  {date(link.month)}: ", "    ") for link in self.chain]
        return [*lines, "", "-" * 60, wrapped(self.closing)]

    def as_data(self) -> dict:
        """The story for programs."""
        return {**asdict(self), "chain": [link._asdict() for link in self.chain]}


def _merged(dated: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Sentences of one month become one paragraph, and two that end alike share their end."""
    merged: list[tuple[str, str]] = []
    for when, text in dated:
        if merged and merged[-1][0] == when:
            _, found, end = text.partition(f" {LOOK_BACK_WORDS}")
            before = merged[-1][1].removesuffix(f"{found}{end}")  # nothing where this sentence does not look back
            merged[-1] = (when, f"{before} {text}")
        else:
            merged.append((when, text))
    return merged


def tell(
    scenario: Scenario, *, seed: int = 1, replicate: int = 0, months: int | None = None, partnership: str | None = None,
    chosen: str = "",
) -> Story:  # fmt: skip
    """Runs one replicate and tells it.

    Args:
        scenario: what to run.
        seed: the user's seed.
        replicate: 0-based number, the same as in ``rpp run``.
        months: horizon; that of the scenario if None.
        partnership: name of the partnership to follow; the first one if None.
        chosen: how the replicate was chosen, as a sentence.

    Raises:
        Mistake: no partnership of that name.
    """
    names = [p.name for p in scenario.partnerships]
    name = names[0] if partnership is None else one_of("partnership", partnership, names)
    life = lived(scenario, seed=seed, replicate=replicate, months=months, partnership=name)
    return story_of(life, seed=seed, replicate=replicate, chosen=chosen)


def story_of(life: Life, *, seed: int, replicate: int, chosen: str = "") -> Story:
    """Tells what has been lived; the other arguments are those of `tell`."""
    scenario, links = life.scenario, chain(life)
    notes = ("The event log was full; what happened later may be missing.",) if life.log_is_full else ()
    if life.never_was:
        told = closing(life)
        return Story(
            scenario=scenario.name, title=scenario.title, partnership=life.spec.name, seed=seed, replicate=replicate,
            months=life.months, ended=None, opening=opening(life), years=(), afterwards=(), closing=told,
            short=(opening(life), told), chain=links, notice=notice([scenario]), chosen=chosen, notes=notes,
        )  # fmt: skip
    begins = " ".join([opening(life), *history_texts(scenario)])
    return Story(
        scenario=scenario.name, title=scenario.title, partnership=life.spec.name, seed=seed, replicate=replicate,
        months=life.months, ended=life.ended, opening=begins, years=tuple(_years(life)),
        afterwards=_afterwards(life), closing=closing(life), short=short_form(life, links, begins), chain=links,
        notice=notice([scenario]), chosen=chosen, notes=notes,
    )  # fmt: skip


def _years(life: Life) -> list[Year]:
    years = []
    for year in range(year_of(life.start), year_of(life.last_month) + 1):
        first, last = max(12 * year - 11, life.start), min(12 * year, life.last_month)
        years.append(Year(year, year_header(life, year, first, last), *_told(life, first, last)))
    return years


def _afterwards(life: Life) -> tuple[Told, ...]:
    """What became of the innovation once the partnership had ended; of its spread only the last step."""
    left = [e for e in life.entries if e.month > life.last_month and e.event in TOLD_AFTER_END]
    spread = [e for e in left if e.event == "spread_to_other_district"]
    return tuple(_one_by_one(life, [e for e in left if e not in spread[:-1]]))


def _told(life: Life, first: int, last: int) -> tuple[tuple[Told, ...], str]:
    """Dated sentences of some months, and what went on meanwhile."""
    entries = [e for e in life.entries if first <= e.month <= last]
    singles, told, meanwhile = [], [], []
    for event, telling in SENTENCES.items():
        worth = [e for e in entries if e.event == event and telling.one(life, e)]
        if telling.several is not None:
            # What the scenario has dated is told where it happens, however much else there is of it.
            dated = _dated(life, worth)
            told += dated
            worth = [e for e in worth if not any(t.month == e.month for t in dated)]
        if len(worth) <= telling.most:
            singles += worth
        elif telling.several is not None:
            meanwhile.append(telling.many(life, worth))
    position = {id(e): i for i, e in enumerate(entries)}
    told += _from_scenario(life, first, last)
    told += _one_by_one(life, sorted(singles, key=lambda e: position[id(e)]))
    text = sentence("; ".join(meanwhile)) if meanwhile else ""
    return tuple(sorted(told, key=lambda t: t.month)), text


def _one_by_one(life: Life, entries: Sequence[Entry]) -> list[Told]:
    texts = [(e, SENTENCES[e.event].one(life, e)) for e in entries]
    return [Told(e.month, date(e.month), sentence(text), (e.event,)) for e, text in texts if text]


def _dated(life: Life, entries: Sequence[Entry]) -> list[Told]:
    """Occurrences in the months in which the scenario makes them happen, summed up if there are several in a month."""
    months = {month for month, e in life.struck if entries and TOLD_BY_LOG.get(e.do) == entries[0].event}
    told = []
    for month in sorted(months):
        these = [e for e in entries if e.month == month]
        telling = SENTENCES[entries[0].event]
        if len(these) > 1 and telling.several is not None:
            told.append(Told(month, date(month), sentence(telling.many(life, these)), (these[0].event,)))
        else:
            told += _one_by_one(life, these)
    return told


def _from_scenario(life: Life, first: int, last: int) -> list[Told]:
    """Events that the scenario makes happen and no other entry tells, each with the condition that called for it."""
    return [
        Told(month, date(month), f"As the scenario has it{_because(e)}: {event_text(e, names=False)}", (e.do,))
        for month, e in life.struck if first <= month <= last and e.do in TOLD_FROM_SCENARIO
    ]  # fmt: skip


def _because(event: ScenarioEvent) -> str:
    when = event.when
    if when is None:
        return ""
    side, bound = ("above", when.above) if when.below is None else ("below", when.below)
    return f", because {when.outcome.replace('_', ' ')} came to be {side} {bound:g}"
