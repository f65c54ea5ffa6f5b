"""Sentences on the partnership itself, on money, and on joint work and what comes of it."""

from collections import Counter
from collections.abc import Sequence

from analysis.lives.life import Entry, Life
from analysis.lives.links import largest, last, struck_by
from analysis.lives.reviews import called_for, review_because, verdict
from analysis.lives.trust import clash_about
from analysis.wording.numbers import counted, dollars, duration, listed, percent, some_of
from sim.kernel.intentions import HANDOVER, PROTOCOLS, RECORDS, RULES, WELCOME
from sim.state.tables import DECISION_KINDS, GRANTS_END, MANDATES, UNIT_KINDS

_UNITS = {"study": ("study", "studies"), "design_cycle": ("design cycle", "design cycles"),
          "rapid_response": ("quick answer", "quick answers")}  # fmt: skip
#: Interest below which a funder's change of strategy is worth telling.
_INTEREST = 0.7
#: Part of a strain from which what resolves it is worth naming.
SOME_HELP = 0.1
#: Months that a programme officer needs to know the work.
_TO_KNOW = 6


# --- the partnership itself -----------------------------------------------------------------------------------------


def trust_word(life: Life, trust: float) -> str:
    """Trust in a word; the lowest level is where the model says that partners cannot work together."""
    floor = float(life.scenario.world["governance.floor"])
    words = ((floor, "too low to work together"), (0.38, "thin"), (0.5, "cautious"), (0.65, "solid"), (0.8, "strong"))
    return next((word for limit, word in words if trust < limit), "deep")


def started(life: Life, e: Entry) -> str:
    """The first month."""
    trust = life.at("trust", e.month + 1)
    level = f"{trust_word(life, trust)} ({trust:.2f})"
    return f"the partnership begins; partners get to know each other, and trust is {level}"


def reviewed(life: Life, e: Entry) -> str:
    """A superintendent has looked at the partnership, and decides."""
    called = called_for(life, e)
    new = "new " if called is not None and called.event == "superintendent_left" else ""
    when = _LOOKS_AGAIN.get(called.event, "") if called is not None else ""
    frozen = ": no released time, no data, no work in schools" if MANDATES[e.other] == "frozen" else ""
    text = f"{when}the {new}superintendent{life.which('of', e.row)} {verdict(life, e)}{review_because(life, e)}"
    return text + frozen


_LOOKS_AGAIN = {
    "negative_press": "after bad press ", "budget_cut": "after the cut ", "conflict_broke_out": "with a conflict open ",
}  # fmt: skip


def clashed(life: Life, e: Entry) -> str:
    """A conflict that partners speak of, and what it is about."""
    return f"interests clash{clash_about(life, e.month)}, and the conflict stays open"


def reconciled(life: Life, e: Entry) -> str:
    """A conflict is resolved, and what helped most."""
    broke = last(life, "conflict_broke_out", e.month)
    after = f" after {duration(e.month - broke.month)}" if broke is not None and e.month > broke.month else ""
    if struck_by(life, "repair", e.month):
        return f"the conflict is resolved{after}, as the scenario has it"
    helps = {
        "that everybody is heard": life.at("protocols", e.month),
        "what had been agreed": life.at("rules", e.month),
    }
    name, weight = largest(helps)
    by = f"; {name} helps most" if weight > SOME_HELP else ", with nothing to help but time"
    return f"the conflict is resolved{after}{by}"


_STRUCTURES = {
    PROTOCOLS: "protocols by which all are heard", RULES: "what they agree on in writing",
    RECORDS: "records of their work", WELCOME: "how newcomers are brought in",
    HANDOVER: "how those who leave hand over their ties",
}  # fmt: skip


def revised(life: Life, e: Entry) -> str:
    """Partners look at how they work together, and mean to do more for what is weakest."""
    return f"partners look at how they work together, and do more for {_STRUCTURES[e.other]}"


def learned_from_others(life: Life, e: Entry) -> str:
    """At the yearly meeting of all partnerships people see what others do better."""
    return f"partners meet those of {life.partnership(int(e.value))}, and do more for {_STRUCTURES[e.other]} since"


def informed_decision(life: Life, e: Entry) -> str:
    """What research informed, and whether it turned out well."""
    well = "it takes the better option" if e.value > 0 else "it does not take the better option all the same"
    return f"research informs what {life.district(e.row)} decides about {DECISION_KINDS[e.other]}, and {well}"


def data_granted(life: Life, e: Entry) -> str:
    """A district lets partners into its data, for the first time or again."""
    before = [x for x in life.entries if x.event == "data_granted" and x.row == e.row and x.month < e.month]
    whose = life.which("of", e.row)
    return f"partners are let into the data{whose} {'again' if before else f'after {duration(e.value)}'}"


def data_revoked(life: Life, e: Entry) -> str:
    """A district takes its data back, and why."""
    whose = life.which("of", e.row)
    if struck_by(life, "data_revoked", e.month):
        return f"the data{whose} are taken back, as the scenario has it"
    reviews = [x for x in life.entries if x.event == "superintendent_reviewed" and (x.month, x.row) == (e.month, e.row)]
    if e.value > 0:
        because = "after bad press"
    elif any(MANDATES[x.other] == "frozen" for x in reviews):
        because = "because the work is frozen"
    else:
        because = "because the work ends"
    return f"the data{whose} are taken back, {because}"


def decided(life: Life, e: Entry) -> str:
    """What partners decide when the last grant has run out."""
    told = {
        "go_on": "go on without one", "hand_over": f"hand the work over to {life.the_districts}", "stop": "stop",
    }[GRANTS_END[e.other]]  # fmt: skip
    return f"with the last grant over, partners decide to {told}"


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


def awarded(life: Life, e: Entry) -> str:
    """A grant, and how long partners had waited for one."""
    dated = [x for month, x in life.struck if x.do == "grant_awarded" and month == e.month and x.value == e.value]
    gap = life.at("gap", e.month - 1)
    first = next(x for x in life.entries if x.month == e.month and x.event == e.event)
    wait = f", after {duration(gap)} without grant money" if gap >= 2 and first is e else ""
    if dated:
        return f"a grant of {dollars(e.value)} for {duration(dated[0].months or 0)} arrives, beside all calls{wait}"
    months = float(life.scenario.funders[e.other].context["funder.months"])
    return f"{life.funder(e.other)} awards {dollars(e.value)} for {duration(months)}{wait}"


def many_refused(life: Life, entries: Sequence[Entry]) -> str:
    """All refusals of a year."""
    by = list(dict.fromkeys(life.funder(e.other) for e in entries))
    text = f"{counted(len(entries), 'refusal')} {'comes' if len(entries) == 1 else 'come'} back"
    return f"{text} from {listed(by)}" if len(by) <= 2 else text


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
    lasts = f", enough for {duration(cash / spending)} at this pace" if 0 < cash < 36 * spending else ""
    return f"{dollars(cash)} is in the bank{lasts}"


def grant_cancelled(life: Life, e: Entry) -> str:
    """Running grants are cancelled; not told where there were none."""
    if life.at("external", e.month - 1) <= life.at("external", e.month) or not life.is_alive(e.month):
        return ""
    by = f" by {life.funder(e.other)}" if e.other >= 0 else ""
    return f"a running grant is cancelled{by}; {_what_is_left(life, e.month)}"


# --- joint work -------------------------------------------------------------------------------------------------------


def units(entries: Sequence[Entry]) -> str:
    """Studies and cycles by what they are."""
    kinds = Counter(UNIT_KINDS[e.other] for e in entries)
    return listed([counted(n, *_UNITS[kind]) for kind, n in kinds.items()])


def results(entries: Sequence[Entry]) -> str:
    """What finished studies and cycles say."""
    good = sum(e.value > 0 for e in entries)
    if len(entries) == 1:
        return f"with {'good' if good else 'unwelcome'} results"
    return f"{some_of(good, len(entries))} with good results"


def many_released(life: Life, entries: Sequence[Entry]) -> str:
    """All studies of a year."""
    bad = sum(e.value < 0 for e in entries)
    surprise = f", {some_of(bad, len(entries))} with unwelcome findings that the district had not seen" if bad else ""
    return f"{counted(len(entries), 'study', 'studies')} come out{surprise}"


def after_dropping(life: Life, e: Entry) -> str:
    """What partners do once they have given an idea up."""
    return "they stop" if life.ended == e.month else "they begin with another idea"
