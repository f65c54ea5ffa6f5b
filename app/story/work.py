"""Sentences on the partnership itself, on money, and on joint work and what comes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from analysis.wording.numbers import counted, dollars, duration, listed, percent, some_of
from app.story.life import Entry, Life
from sim.state.tables import CAUSES, UNIT_KINDS

_UNITS = {"study": ("study", "studies"), "design_cycle": ("design cycle", "design cycles"),
          "rapid_response": ("quick answer", "quick answers")}  # fmt: skip
#: Interest below which a funder's change of strategy is worth telling.
_INTEREST = 0.7
#: Months that a programme officer needs to know the work.
_TO_KNOW = 6


# --- the partnership itself -----------------------------------------------------------------------------------------


def trust_word(life: Life, trust: float) -> str:
    """Trust in a word; the lowest level is where the model says that partners cannot work together."""
    floor = float(life.scenario.world["governance.trust_floor"])
    words = (
        (floor, "too low to work together"), (0.38, "thin"), (0.5, "cautious"), (0.65, "solid"), (0.8, "strong"),
    )  # fmt: skip
    return next((word for limit, word in words if trust < limit), "deep")


def started(life: Life, e: Entry) -> str:
    """The first month."""
    trust = life.at("trust", e.month + 1)
    return (
        f"the partnership begins; partners get to know each other, and trust is {trust_word(life, trust)} ({trust:.2f})"
    )


def became_active(life: Life, e: Entry) -> str:
    """Joint work can begin."""
    return f"joint work begins; trust is {trust_word(life, e.value)} ({e.value:.2f})"


def went_dormant(life: Life, e: Entry) -> str:
    """Nobody pays any more."""
    return f"after {duration(e.value)} with hardly any money the work comes to rest; people stay in touch"


def revived(life: Life, e: Entry) -> str:
    """Work goes on after a rest."""
    return f"with new money the partnership wakes up again after {duration(e.value)}"


def reshaped(life: Life, e: Entry) -> str:
    """Partners ask for less."""
    return f"partners see that they ask too much, and ask for less: {e.value:.0f} hours a month of each practitioner"


def why_ended(life: Life, cause: str) -> str:
    """Why a partnership ended, with how long that had been so."""
    month = (life.ended or life.months) - 1

    def since(column: str) -> str:
        return duration(max(1, life.at(column, month) + 1))

    return {
        "practice_side_left": f"for {since('weak_practice')} too few on the practice side had stood behind it",
        "research_side_left": f"for {since('weak_research')} too few on the research side had stood behind it",
        "money_ran_out": f"it had rested for {since('dormant')}, and no money came",
        "trust_lost": f"for {since('distrust')} there had been too little trust to work together",
        "faded_while_dormant": f"it had rested for {since('dormant')}, and nobody picked it up again",
    }.get(cause, "nobody knows why")


def ended(life: Life, e: Entry) -> str:
    """The end, with its cause."""
    return f"the partnership ends after {duration(e.value)}: {why_ended(life, CAUSES[e.other])}"


# --- money ------------------------------------------------------------------------------------------------------------


def _is_close(life: Life, funder: int, month: int) -> bool:
    """Whether a funder's doings matter to the partnership: it pays, or just did."""
    return life.is_alive(month) and (funder in life.paying(month) or funder in life.paying(month - 12))


def funder_turned(life: Life, e: Entry) -> str:
    """A funder that pays changes its strategy."""
    if e.value >= _INTEREST or not _is_close(life, e.row, e.month):
        return ""
    kept = f"keeps {percent(e.value)} of its" if e.value >= 0.005 else "loses its"
    return f"{life.funder(e.row)} changes its strategy and {kept} interest in work of this kind"


def officer_changed(life: Life, e: Entry) -> str:
    """The programme officer of a funder that pays leaves, after long enough to know the work."""
    if not life.is_alive(e.month) or e.row not in life.paying(e.month):
        return ""
    earlier = [x.month for x in life.entries if x.event == e.event and x.row == e.row and x.month < e.month]
    if e.month - max([life.start, *earlier]) < _TO_KNOW:
        return ""
    return f"the programme officer who knew the work leaves {life.funder(e.row)}"


def proposed(life: Life, e: Entry) -> str:
    """A proposal."""
    funder = life.funder(e.other)
    return f"partners ask {funder} to renew its grant" if e.value else f"a proposal goes to {funder}"


def many_proposed(life: Life, entries: Sequence[Entry]) -> str:
    """All proposals of a year."""
    return f"{counted(len(entries), 'proposal')} {'goes' if len(entries) == 1 else 'go'} out"


def awarded(life: Life, e: Entry) -> str:
    """A grant, and how long partners had waited for one."""
    dated = [x for x in life.scenario.events if x.do == "grant_awarded" and x.month == e.month and x.value == e.value]
    gap = life.at("gap", e.month - 1)
    first = next(x for x in life.entries if x.month == e.month and x.event == e.event)
    wait = f", after {duration(gap)} without grant money" if gap >= 2 and first is e else ""
    if dated:
        return f"a grant of {dollars(e.value)} for {duration(dated[0].months or 0)} arrives, beside all calls{wait}"
    months = float(life.scenario.funders[e.other].context["funder.months"])
    return f"{life.funder(e.other)} awards {dollars(e.value)} for {duration(months)}{wait}"


def refused(life: Life, e: Entry) -> str:
    """A refusal."""
    return f"{life.funder(e.other)} refuses a proposal"


def many_refused(life: Life, entries: Sequence[Entry]) -> str:
    """All refusals of a year."""
    by = list(dict.fromkeys(life.funder(e.other) for e in entries))
    return f"{counted(len(entries), 'refusal')} {'comes' if len(entries) == 1 else 'come'} back" + (
        f" from {listed(by)}" if len(by) <= 2 else ""
    )


def grant_ended(life: Life, e: Entry) -> str:
    """A grant is over, and what is left if it was the last."""
    text = f"the grant from {life.funder(e.other)} ends"
    if not life.is_alive(e.month) or life.paying(e.month + 1):
        return text
    return f"{text}, and no other is running; {_what_is_left(life, e.month)}"


def _what_is_left(life: Life, month: int) -> str:
    cash = life.cash(month)
    spending = life.total("spent", max(1, month - 5), month) / min(month, 6)
    if cash < max(1.0, spending):
        return "there is hardly anything in the bank"
    lasts = spending > 0 and cash < 36 * spending
    return f"{dollars(cash)} is in the bank" + (
        f", enough for {duration(cash / spending)} at this pace" if lasts else ""
    )


def grant_cancelled(life: Life, e: Entry) -> str:
    """Running grants are cancelled; not told where there were none."""
    if life.at("external", e.month - 1) <= life.at("external", e.month) or not life.is_alive(e.month):
        return ""
    by = f" by {life.funder(e.other)}" if e.other >= 0 else ""
    return f"a running grant is cancelled{by}; {_what_is_left(life, e.month)}"


def coordination_cut(life: Life, e: Entry) -> str:
    """Coordination goes unpaid."""
    if e.value < 0.1:
        return "there is no money left for coordination"
    return f"only {percent(e.value)} of coordination can be paid"


def coordination_often_cut(life: Life, entries: Sequence[Entry]) -> str:
    """Coordination goes unpaid again and again."""
    return f"coordination loses its money {counted(len(entries), 'time')}"


# --- joint work -------------------------------------------------------------------------------------------------------


def _units(entries: Sequence[Entry]) -> str:
    kinds = Counter(UNIT_KINDS[e.other] for e in entries)
    return listed([counted(n, *_UNITS[kind]) for kind, n in kinds.items()])


def unit_started(life: Life, e: Entry) -> str:
    """A study or design cycle begins."""
    return f"{_units([e])} of {duration(e.value)} begins"


def many_started(life: Life, entries: Sequence[Entry]) -> str:
    """All that began in a year."""
    return f"{_units(entries)} {'begins' if len(entries) == 1 else 'begin'}"


def unit_revised(life: Life, e: Entry) -> str:
    """A plan is changed on the evidence."""
    return f"partners revise {_units([e])} in the light of data"


def many_revised(life: Life, entries: Sequence[Entry]) -> str:
    """All revisions of a year."""
    number = "a plan is" if len(entries) == 1 else f"{counted(len(entries), 'plan')} are"
    return f"{number} revised in the light of data"


def unit_finished(life: Life, e: Entry) -> str:
    """A study or cycle is done."""
    return f"{_units([e])} is finished, with {'good' if e.value > 0 else 'unwelcome'} results"


def many_finished(life: Life, entries: Sequence[Entry]) -> str:
    """All that was finished in a year."""
    good = sum(e.value > 0 for e in entries)
    if len(entries) == 1:
        return unit_finished(life, entries[0])
    return f"{_units(entries)} are finished, {some_of(good, len(entries))} with good results"


def worked_reliably(life: Life, e: Entry) -> str:
    """The first time that the change does what it should."""
    return f"for the first time the change works reliably where it is tried (at {percent(e.value)} of sites)"


def sites_grew(life: Life, e: Entry) -> str:
    """More schools take part."""
    return f"the work grows to {counted(e.other, 'school')}, {percent(e.value)} of all"


def sites_often_grew(life: Life, entries: Sequence[Entry]) -> str:
    """More schools, several times in a year."""
    return f"the work grows step by step to {counted(entries[-1].other, 'school')}, {percent(entries[-1].value)} of all"


def released(life: Life, e: Entry) -> str:
    """A study comes out; unwelcome findings may come as a surprise."""
    if e.value < 0:
        return "a study with unwelcome findings comes out before the district has seen it"
    return "a study comes out and says what partners can use" if e.value >= 0.5 else "a study comes out"


def many_released(life: Life, entries: Sequence[Entry]) -> str:
    """All studies of a year."""
    bad = sum(e.value < 0 for e in entries)
    surprise = f", {some_of(bad, len(entries))} with unwelcome findings that the district had not seen" if bad else ""
    return f"{counted(len(entries), 'study', 'studies')} come out{surprise}"


def shared_early(life: Life, e: Entry) -> str:
    """No surprises."""
    return "a study has unwelcome findings; the district sees them before anybody else"


def many_shared_early(life: Life, entries: Sequence[Entry]) -> str:
    """Several in a year."""
    return f"{counted(len(entries), 'study', 'studies')} with unwelcome findings go to the district before anybody else"


def withheld(life: Life, e: Entry) -> str:
    """Partners do not consent."""
    return "a study with unwelcome findings stays unpublished, because partners do not consent"


def many_withheld(life: Life, entries: Sequence[Entry]) -> str:
    """Several in a year."""
    return f"{counted(len(entries), 'study', 'studies')} with unwelcome findings stay unpublished"


def adopted(life: Life, e: Entry) -> str:
    """A district decides for the innovation."""
    return f"{life.district(e.row)} adopts the innovation"


def dropped(life: Life, e: Entry) -> str:
    """A district decides against it."""
    return f"{life.district(e.row)} drops the innovation"


def line_opened(life: Life, e: Entry) -> str:
    """The district pays for support itself."""
    return f"{life.district(e.row)} now pays for part of the teachers' support itself"


def spread(life: Life, e: Entry) -> str:
    """Other districts take the innovation up."""
    use = "uses" if round(e.value) == 1 else "use"
    return f"the innovation is taken up elsewhere: {counted(e.value, 'other district')} now {use} it"


def spread_often(life: Life, entries: Sequence[Entry]) -> str:
    """The same, several times in a year."""
    return f"the innovation is taken up elsewhere, in the end by {counted(entries[-1].value, 'other district')}"
