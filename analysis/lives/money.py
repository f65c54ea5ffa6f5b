"""Why there was so little money for the plan: grants, proposals, fees, and the plan as it was cut."""

import numpy as np

from analysis.lives.life import Life
from analysis.lives.links import BACK, Link, Links, last, struck_by
from analysis.wording.numbers import counted, percent


def money(life: Life, month: int) -> Links:
    """Why there was so little money for the plan."""
    return (*_grants(life, month), *_plan(life, month))


def _grants(life: Life, month: int) -> Links:
    """What became of grants and of the proposals for new ones."""
    paid = np.flatnonzero(life.columns["external"][:month] > 0)
    if not len(paid):
        return (Link(life.start, "external", "no grant ever paid for it"), *_own_money(life, month))
    dry = int(paid[-1]) + 1
    if dry >= month:
        when = _cut_month(life, month)
        return (Link(when, "external", "what grants pay and promise is not enough for the plan"),)
    return (_dry(life, dry, month), *_proposals(life, dry, month), *_own_money(life, month))


def _dry(life: Life, dry: int, month: int) -> Link:
    """How grant money stopped coming in, after the last month in which it did."""
    if struck_by(life, "external_support_ends", dry + 1):
        return Link(dry + 1, "external_support_ends", "all grants end, and none will follow")
    cancelled = last(life, "grant_cancelled", dry + 1, since=dry)
    if cancelled is not None:
        return Link(cancelled.month, cancelled.event, "the grant is cancelled")
    ended = last(life, "grant_ended", dry + 1, since=dry)
    whose = f" from {life.funder(ended.other)}" if ended is not None else ""
    return Link(min(dry, month), "grant_ended", f"the grant{whose} ends, and no other is running")


def _proposals(life: Life, dry: int, month: int) -> Links:
    """What came of proposals from a year before the money ended; nothing where none could be."""
    if any(e.do == "external_support_ends" and when <= month for when, e in life.struck):
        return ()
    sent = [e for e in life.entries if e.event == "proposal_sent" and dry - 12 <= e.month <= month]
    refused = [e for e in life.entries if e.event == "proposal_refused" and dry - 12 <= e.month <= month]
    if refused:
        told = f"{counted(len(refused), 'proposal')} {'is' if len(refused) == 1 else 'are'} refused"
        return (Link(refused[-1].month, "proposal_refused", told),)
    if sent:
        return (Link(sent[-1].month, "proposal_sent", "a proposal goes out, and no answer comes in time"),)
    hours = life.at("staff_hours", max(1, month - 1))
    why = ", for hardly anybody is left to write one" if hours < life.p("funding.proposal_hours") else ""
    return (*_let_go(life, dry, month), Link(month, "proposals_written", f"nobody writes the next proposal{why}"))


def _let_go(life: Life, dry: int, month: int) -> Links:
    """People whom the money no longer paid, and who could have written."""
    for event, told in (
        ("coordination_cut", "the coordinator can no longer be paid"), ("coordinator_left", "the coordinator leaves"),
        ("research_staff_laid_off", "research staff are let go"),
    ):  # fmt: skip
        entry = last(life, event, month, since=max(1, dry - 6))
        if entry is not None:
            return (Link(entry.month, event, told),)
    return ()


def _own_money(life: Life, month: int) -> Links:
    """Fees and endowment yield that fell, where there were any."""
    regular = life.columns["regular"][:month]
    best = float(regular.max(initial=0.0))
    if best <= 0 or regular[-1] > 0.8 * best:
        return ()
    fell = int(np.flatnonzero(regular > 0.8 * best)[-1]) + 2
    left = "none of their fees" if regular[-1] <= 0 else f"{percent(regular[-1] / best)} of their fees"
    return (Link(min(fell, month), "regular", f"districts pay {left} any more"),)


def _plan(life: Life, month: int) -> Links:
    """The plan as it was cut to what could be paid."""
    size, afforded = (percent(life.at(column, month)) for column in ("plan_size", "afforded"))
    told = f"partners cut their plan, in the end to {size} of the first"
    if life.at("afforded", month) > life.at("plan_size", month) and afforded != size:  # the larger one is what counts
        told += f", and new money would pay {afforded}"
    return (Link(_cut_month(life, month), "plan_cut", told),)


def _cut_month(life: Life, month: int) -> int:
    """Month in which the plan was last cut below a half; this month if it never was."""
    cut = last(life, "plan_cut", month, since=max(1, month - BACK))
    return cut.month if cut is not None else month
