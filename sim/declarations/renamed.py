"""Names that have changed, old to new. An old name works for one more version wherever a name comes from outside.

That is in scenario, experiment, claim, evidence and targets files, in ``--set`` and other options, in Python, and as a
column of results that were written before. Whoever uses an old name is told once; results are renamed in silence.
A parameter that is renamed also keeps its ``key``, so that its draws stay as they are.
"""

from __future__ import annotations

import sys
from collections import ChainMap
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

#: The version that changed these names, and the one in which the old ones go.
SINCE, UNTIL = "0.2", "0.3"
#: By dotted name; ``group.*`` stands for a group that was renamed as a whole.
PARAMETERS: dict[str, str] = {
    "meetings.fade": "meetings.trust_decay",
    "meetings.gain": "meetings.trust_gain",
    "meetings.loss": "meetings.trust_loss",
    "meetings.kept_base": "meetings.promises_kept_base",
    "meetings.kept_coordination": "meetings.promises_kept_rhythm",
    "meetings.promises_kept_coordination": "meetings.promises_kept_rhythm",
    "meetings.kept_stake": "meetings.promises_kept_stake",
    "meetings.kept_overload": "meetings.promises_kept_overload",
    "meetings.kept_together": "meetings.promises_kept_together",
    "meetings.commitment_kept": "commitment.promises_kept",
    "meetings.commitment_base": "commitment.prior",
    "meetings.commitment_rate": "commitment.rate",
    "meetings.commitment_promises_kept": "commitment.promises_kept",
    "meetings.commitment_trust": "commitment.trust",
    "meetings.commitment_progress": "commitment.progress",
    "meetings.commitment_relevance": "commitment.relevance",
    "meetings.commitment_goodwill": "commitment.answers",
    "meetings.commitment_overload": "commitment.overload",
    "meetings.commitment_credit": "commitment.credit",
    "meetings.commitment_own": "commitment.own",
    "meetings.reflection_floor": "learning.reflection_floor",
    "turnover.broker": "turnover.staff",
    "funding.writing_half": "funding.proposal_hours",
    "instruction.line_rate": "instruction.budget_line_rate",
    "instruction.line_hours": "instruction.budget_line_hours",
    "instruction.drop": "instruction.de_adoption",
    "instruction.stop": "instruction.discontinuance",
    "instruction.start": "instruction.teacher_adoption",
    "instruction.start_peers": "instruction.teacher_adoption_peers",
    "joint_work.progress_fade": "joint_work.progress_decay",
    "research_use.evidence_fade": "research_use.evidence_decay",
    "research_use.evidence_rapid": "research_use.evidence_small",
    "joint_work.learning_half": "ideas.learning_half",
    "joint_work.measures_gain": "ideas.measures_gain",
    "joint_work.study_gain": "ideas.study_weight",
    "joint_work.usability_ceiling": "ideas.usability_ceiling",
    "joint_work.context_half": "ideas.context_half",
    "joint_work.hours_staff": "joint_work.post_hours",
    "joint_work.hours_tenured": "joint_work.faculty_hours",
    "joint_work.cycle_hours": "joint_work.unit_hours",
    "joint_work.interim_hours": "joint_work.product_hours",
    "joint_work.onboarding_hours": "joint_work.person_hours",
}
#: Parameters that are gone, and what took their place, or why nothing did.
REMOVED: dict[str, str] = {
    "agenda.data_delay": "districts.data_access is built by data.open, and data.preparation puts data together",
    "agenda.wait_saved": "agreements, trust and people build districts.data_access, by data.open",
    "agenda.design_delay": "design cycles collect their own data, and do not wait",
    "research_use.intermediary_helps": "intermediaries translate findings, by research_use.untranslated",
    "research_use.evidence_cycle": "research_use.evidence_small says it",
    "research_use.goodwill_gain": "leaders ask for findings that come in time, by research_use.asking",
    "research_use.goodwill_fade": "where findings come late the asking ends, by research_use.asking",
    "research_use.goodwill_decay": "where findings come late the asking ends, by research_use.asking",
    "research_use.capacity_gain": "research_use.capacity_rate says it for gains and losses",
    "research_use.capacity_loss": "research_use.capacity_rate says it for gains and losses",
    "research_use.use_half": "districts.asking says how far findings are used",
    "instruction.coach_training": "structures.build_rate says how fast partners train coaches",
    "instruction.championed": "a champion counts as fully willing in what a district's line follows",
    "instruction.budget_line_protects": "what a district pays for wholly it does not drop",
    "instruction.coach_before": "instruction.coach_hours are given by coaches at the table as they are committed",
    "instruction.coach_after": "instruction.coach_hours are given by other coaches as their district pays for the work",
    "instruction.provider_group": "instruction.provider_hours counts hours times those who take part",
    "instruction.provider_level": "instruction.deep_practice says from which practice teachers can lead others",
    "instruction.provider_others": "instruction.provider_rate holds for all deep users",
    "instruction.access_steer": "instruction.access_bias says it for both ways",
    "instruction.beginner": "it moved next to nothing",
    "instruction.seasoned_years": "it moved next to nothing",
    "instruction.unwilling": "instruction.unfitting says it for will as for usability and fit",
    "instruction.wish_base": "teachers' commitment follows support and policy alone",
    "instruction.commitment_rate": "instruction.habit is the pace of teachers' commitment too",
    "instruction.onlookers": "practice grows with colleagues for users only",
    "instruction.discontinuance_conflict": "policy that points elsewhere weighs in adoption, commitment and troubles",
    "instruction.spread_imitation": "instruction.spread says it for both ways of taking it up",
    "instruction.spread_loss": "instruction.spread says it: what does not travel is dropped at that pace",
    "turnover.tenure_months": "it moved next to nothing, and stays at 72 months",
    "turnover.novice_share": "it moved next to nothing, and stays at 0.5",
    "turnover.pressure_leaves": "it moved next to nothing, and stays at 0.5",
    "turnover.tenure_denial": "it moved next to nothing, and stays at 0.12",
    "turnover.tenure_discount": "it moved next to nothing, and stays at 0.3",
    "research_use.surprise": "it moved next to nothing, and stays at 0.55",
    "decisions.churn": "it moved next to nothing, and stays at 0.6",
    "ideas.disappointment": "it moved next to nothing, and stays at 0.4",
    "turnover.newcomer_lag": "newcomers bring what a school could hire before the run",
    "funding.coordinator_salary": "funding.salary says it",
    "funding.staff_salary": "funding.salary says it",
    "funding.archive_cost": "funding.district_service says it",
    "funding.intermediary_cost": "funding.district_service says it",
    "funding.writing_half_saturation": "funding.proposal_hours says it",
    "funding.renewal_lead": "funding.alarm says it",
    "funding.extension_months": "funding.least_planned says it",
    "funding.rivals_record": "funding.rivals says it",
    "funding.rivals_tie": "funding.rivals says it",
    "funding.relationship": "funding.skill says it",
    "funding.process": "funding.skill says it",
    "turnover.tenured": "turnover.faculty says it",
    "turnover.untenured": "turnover.faculty says it",
    "turnover.graduate": "turnover.staff says it",
    "turnover.coordinator": "turnover.staff says it",
    "turnover.inside_superintendent": "turnover.inside says it",
    "turnover.inside_other": "turnover.inside says it",
    "turnover.search_superintendent": "turnover.search says it",
    "turnover.search_other": "turnover.search says it",
    "turnover.search_research": "turnover.search says it",
    "governance.commitment_floor": "governance.floor says it",
    "governance.trust_floor": "governance.floor says it",
    "governance.fades": "governance.starved says it",
    "governance.stop_strain": "governance.stop_reasons says it",
    "governance.stop_commitment": "governance.stop_reasons says it",
    "governance.stop_benefit": "governance.stop_reasons says it",
    "standing.review_view": "standing.review_people says it",
    "standing.review_bench": "standing.review_people says it",
    "standing.view_rate": "standing.stance_rate says it",
    "standing.bench_principal": "standing.bench_others says it",
    "standing.bench_coach": "standing.bench_others says it",
    "calendar.budget_return": "calendar.returns says it",
    "calendar.policy_return": "calendar.returns says it",
    "calendar.focus_return": "calendar.returns says it",
    "calendar.press_size": "calendar.blow says it",
    "calendar.budget_depth": "calendar.blow says it",
    "agenda.employer_pull": "agenda.status_pull says it",
    "agenda.rule_pull": "agenda.money_pull says it",
    "agenda.relevance_start": "agenda.relevance_shared says it",
    "agenda.relevance_context": "agenda.relevance_shared says it",
    "agenda.unit_hours": "joint_work.unit_hours says it: partners plan with what work needs",
    "agenda.reopen_loss": "agenda.reopen says it",
    "agenda.relevance_field": "agenda.relevance_base says it",
    "initial.commitment_spread": "initial.history says it",
    "initial.researcher_instruction": "the lever team.instruction says it",
    "initial.researcher_context": "initial.partnering says it",
    "initial.reputation": "initial.hope says it",
    "initial.officer_tie": "initial.hope says it",
    "funding.letters_mean": "funding.rivals says it, for every merit",
    "funding.rivals_refused": "funding.rivals says it, for every merit",
    "funding.propose_short": "whoever is short of money answers every call, as far as there is time to write",
    "funding.officer_continuity": "a tie with a programme officer goes with the person",
    "turnover.coach": "district.central_office_turnover says it, for coaches too",
    "turnover.pressure_mean": "turnover is as stated under pressure half way",
    "turnover.posts_cut": "posts that fall vacant are not filled below turnover.hiring_budget",
    "standing.review_money": "what a review weighs of money is standing.review_cost",
    "membership.harm": "a blow costs trust (meetings.trust_loss)",
    "conflict.broken": "a promise broken to everybody strains partners by the square of what was at stake",
    "agenda.adapts": "voice is at once what money and structures make of it, and those change slowly",
    "initial.voice": "voice is at once what money and structures make of it",
    "agenda.rapid_months": "a rapid response takes a month",
    "meetings.coordinator_half": "half of the help is reached where coordinators have the hours that organising takes",
    "meetings.promises_kept_agreements": "agreements build relations.rules, which help to mend conflicts",
    "meetings.promises_kept_unpaid": "meetings.promises_kept_overload says it, for both sides",
    "meetings.familiar": "turnover.newcomer_trust says it",
    "meetings.presence": "trust from presence follows from turnover.newcomer_trust and the shared history",
    "meetings.commitment_agreements": "agreements build relations.rules, which successors inherit",
    "meetings.commitment_reforms": "reforms take hours, and commitment.overload says what that costs",
    "meetings.weight_superintendent": "commitment.authority says it",
    "meetings.weight_central_office": "commitment.authority says it",
    "meetings.exchange_half": "learning.exchange_half counts the exchange times the weakest component",
    "meetings.learning_rate": "learning.hours says how many hours of learning close a gap",
    "meetings.training_gain": "learning.hours says how many hours of training close a gap",
    "meetings.memory_rate": "structures.build_rate says it for all structures",
    "meetings.dormant_contact": "while work rests, contact goes on as relations.rhythm holds",
    "standing.held_agreements": "standing.held is that of relations.rules too, which agreements build",
    "initial.efficacy": "variety.worth draws what an idea is worth, and ideas.hope is what partners believe",
    "joint_work.cycle_gain": "ideas.revision is how far one revision goes",
    "joint_work.reliable_at": "partners add sites as far as they believe in an idea, by ideas.conviction",
    "joint_work.reliable_rate": "enactment follows each test as far as it tells something",
    "joint_work.hours_untenured": "joint_work.faculty_hours says it for all faculty",
    "joint_work.hours_graduate": "half of joint_work.post_hours",
    "joint_work.coordinator_hours": "joint_work.post_hours says it for all full posts",
    "joint_work.study_hours": "joint_work.unit_hours says it for studies and cycles",
    "joint_work.upkeep_practice": "organising that is left to partners falls on both sides alike",
    "joint_work.records_hours": "joint_work.product_hours says it",
    "joint_work.measures_hours": "joint_work.product_hours says it",
    "joint_work.board_hours": "joint_work.agreement_hours says it",
    "joint_work.data_hours": "joint_work.agreement_hours says it",
    "joint_work.facilitation_hours": "joint_work.meeting_hours says it",
    "joint_work.handover_hours": "joint_work.person_hours says it",
    "joint_work.spanning_hours": "joint_work.person_hours says it",
    "joint_work.unpaid_work": "joint_work.dutiful says it",
    "joint_work.usable_alone": "ideas.usability_ceiling says what can be reached without teachers or tailoring",
    "joint_work.fidelity_unattended": "enactment follows usability and fit",
    "joint_work.works_unattended": "enactment follows usability and fit",
    "joint_work.site_hours": "enactment follows usability and fit",
    "joint_work.quality_memory": "joint_work.cycle_half says over what time quality is seen",
    "joint_work.learning_apart": "people learn from work as far as they do it together",
    "joint_work.rigour_base": "rigour follows length, data and training alone",
    "governance.reshape_overload": "the chance to drop hours grows with overload itself, by structures.revised",
    "governance.reshape_share": "structure.reflective_routines is the chance of a yearly look",
    "governance.reshape_step": "structures.revised says it",
}
#: Columns of the table of runs.
OUTCOMES: dict[str, str] = {
    "kept": "promises_kept",
    "reliability": "fidelity",
    "effect": "student_learning_sd",
    "efficacy": "worth",
}
#: Monthly quantities of any table.
COLUMNS: dict[str, str] = {
    "coordination": "rhythm",
    "line": "budget_line",
    "kept": "promises_kept",
    "kept_now": "promises_kept_now",
    "reliability": "fidelity",
    "hands": "staff_hours",
    "effect": "student_learning_sd",
    "broker_months": "coordinator_months",
    "broker_left": "coordinator_left",
    "broker_partnering": "coordinator_partnering",
    "broker_commitment": "coordinator_commitment",
    "broker_vacant": "coordinator_vacant",
    "efficacy": "worth",
}
#: What happens in the event log, or is dated in a scenario.
EVENTS: dict[str, str] = {}

#: What a name may be of. In tables of results, and in conditions on them, all kinds of names meet.
KINDS = {
    "parameter": PARAMETERS, "outcome": OUTCOMES, "column": COLUMNS, "event": EVENTS,
    "any": ChainMap(PARAMETERS, OUTCOMES, COLUMNS, EVENTS),
}  # fmt: skip
_told: set[str] = set()


def present_name(kind: str, name: str) -> str:
    """What a name from outside is called now; an old one is told on stderr, the first time that it is met.

    Args:
        kind: a key of `KINDS`.
        name: as written, known or not.
    """
    new = KINDS[kind].get(name)
    if new is None:
        return name
    if name not in _told:
        _told.add(name)
        hint = f"{name!r} is called {new!r} since {SINCE}; the old name goes in {UNTIL}"
        print(hint, file=sys.stderr, flush=True)
    return new


def written_names(names: Iterable[str], written: Iterable[str]) -> dict[str, str]:
    """By what names columns stand in a file that may be older than their names: present name to written one.

    Args:
        names: present names; one that the file lacks stands for itself.
        written: the columns of the file.
    """
    older = {KINDS["any"][old]: old for old in written if old in KINDS["any"]}
    there = set(written)
    return {name: name if name in there else older.get(name, name) for name in names}


def with_present_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """A table of results with its columns under their present names."""
    old = {name: KINDS["any"][name] for name in frame.columns if name in KINDS["any"]}
    return frame.rename(columns={name: new for name, new in old.items() if new not in frame.columns})
