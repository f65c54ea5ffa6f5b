"""What levers cost: money of the partnership, and hours of either side.

Rules charge for a lever where they plan the month (``funding.plan``) and give out hours (``joint_work.give_hours``).
What one unit of a lever is charged stands here as products of the numbers that those rules multiply; a test holds every
lever to the rules, so that what is not listed costs nothing in the model.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

#: What is charged: the plan of the partnership, hours of either side, and part of the hours of joint work.
DOLLARS, RESEARCH, PRACTICE, JOINT = SIDES = ("dollars", "research_hours", "practice_hours", "joint_share")
#: The unit of levers that are shares: all the way from none.
IN_FULL = "in full"
#: Numbers of people and places at the start that charges multiply beside parameters.
COUNTS = {
    "partnership": "1 for the partnership", "districts": "member districts",
    "researchers": "posts of the research team",
    "seats": "practitioners at the table", "seats_each": "practitioners at the table of each district",
    "teachers": "teachers of all schools", "teachers_each": "teachers of each district",
    "site_teachers": "teachers of the schools where the work starts",
    "site_teachers_each": "teachers of those schools in each district",
    "organising": "1 where organising is left to partners, 0 where coordinators do all of it",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Charge:
    """What one unit of a lever takes of one side: the product of some numbers.

    Attributes:
        side: one of `SIDES`.
        by: dotted names of parameters, and keys of `COUNTS`.
        times: further factor; below 0 where the lever saves.
    """

    side: str
    by: tuple[str, ...]
    times: float = 1.0

    def size(self, numbers: Mapping[str, float]) -> float:
        """Its size, in the unit of its side."""
        return self.times * prod(numbers[name] for name in self.by)


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit of a lever costs.

    Attributes:
        each: the unit in words.
        charges: what is charged as soon as the lever is moved.
        note: what is paid otherwise or later; a name in braces stands for a number.
    """

    each: str = IN_FULL
    charges: tuple[Charge, ...] = ()
    note: str = ""

    def amounts(self, numbers: Mapping[str, float]) -> dict[str, float]:
        """What a unit costs by side: dollars a year, hours a month of researchers and of practitioners, joint share."""
        return {side: sum((c.size(numbers) for c in self.charges if c.side == side), 0.0) for side in SIDES}


def _yearly(*by: str) -> Charge:
    """Dollars that are charged by the month."""
    return Charge(DOLLARS, by, 12)


def _asked(people: str, *by: str) -> tuple[Charge, ...]:
    """Hours asked of practitioners, and the organising that they take where no coordinator does it."""
    upkeep = ("organising", people, *by, "joint_work.upkeep")
    return Charge(PRACTICE, (people, *by)), Charge(PRACTICE, upkeep, 0.5), Charge(RESEARCH, upkeep, 0.5)


def _people(people: str) -> tuple[Charge, ...]:
    """Practitioners at the table: their hours, their release from other work, and their training."""
    return (
        _yearly(people, "work.demand_hours", "work.released_time", "funding.release_hour"),
        _yearly(people, "funding.training_hours", "capacity.training", "funding.release_hour"),
        _yearly(people, "funding.training_hours", "capacity.boundary_spanning", "funding.release_hour"),
        *_asked(people, "work.demand_hours"),
        *_brought_in(people, PRACTICE),
    )


def _for_teachers(teachers: str) -> tuple[Charge, ...]:
    """Support for so many more teachers, and for those among them who are prepared to lead others."""
    return (
        Charge(DOLLARS, (teachers, "capacity.support_hours", "funding.support_hour")),
        Charge(DOLLARS, (teachers, "scale.codesign_providers", "funding.provider_hours", "funding.support_hour")),
    )


def _both(*by: str) -> tuple[Charge, ...]:
    """Hours that each side gives."""
    return Charge(RESEARCH, by), Charge(PRACTICE, by)


def _each(hours: str) -> tuple[Charge, ...]:
    """Hours that everybody at the table gives."""
    return Charge(RESEARCH, ("researchers", hours)), Charge(PRACTICE, ("seats", hours))


def _brought_in(people: str, side: str) -> tuple[Charge, ...]:
    """Hours that are kept for people who come and go, where there are so many more people."""
    kinds = ("onboarding", "handover")
    return tuple(Charge(side, (people, f"continuity.{kind}", "joint_work.person_hours")) for kind in kinds)


def _member(salary: str) -> Price:
    """A member of the research team: what he or she is paid, and the hours that meetings and structures take."""
    meets = Charge(RESEARCH, ("contact.meetings", "joint_work.meeting_hours"))
    learns = Charge(RESEARCH, ("capacity.boundary_spanning", "joint_work.person_hours"))
    kept = _brought_in("partnership", RESEARCH)
    return Price("person", (Charge(DOLLARS, (salary,)), meets, learns, *kept))


_SEAT = Price("person in each district", _people("districts"))
_ORGANISED = ("organising", "joint_work.post_hours")
#: Levers that cost something, by dotted name.
PRICES: Mapping[str, Price] = {
    "work.demand_hours": Price(
        "hour asked of each practitioner",
        (_yearly("seats", "work.released_time", "funding.release_hour"), *_asked("seats")),
    ),
    "work.released_time": Price(charges=(_yearly("seats", "work.demand_hours", "funding.release_hour"),)),
    "work.existing_research": Price(charges=(Charge(JOINT, ()),)),
    "work.translation": Price(charges=(Charge(RESEARCH, ("joint_work.product_hours",)),)),
    "work.interim_products": Price(charges=(Charge(RESEARCH, ("joint_work.product_hours",)),)),
    "work.practical_measures": Price(charges=(Charge(RESEARCH, ("joint_work.product_hours",)),)),
    "structure.board": Price(charges=_both("joint_work.agreement_hours")),
    "structure.agreements": Price(charges=_both("districts", "joint_work.agreement_hours")),
    "structure.data_agreement": Price(charges=_both("districts", "joint_work.agreement_hours")),
    "structure.data_archive": Price(charges=(Charge(DOLLARS, ("teachers", "funding.district_service")),)),
    "structure.facilitation": Price(charges=(Charge(RESEARCH, ("contact.meetings", "joint_work.meeting_hours")),)),
    "structure.knowledge_management": Price(charges=(Charge(RESEARCH, ("joint_work.product_hours",)),)),
    "structure.reflective_routines": Price(charges=(Charge(JOINT, ("joint_work.reflection_share",)),)),
    "contact.meetings": Price(
        "meeting a month",
        (_yearly("contact.face_to_face", "funding.meeting_cost"),
         Charge(RESEARCH, ("joint_work.meeting_hours", "researchers")),
         Charge(RESEARCH, ("structure.facilitation", "joint_work.meeting_hours"))),
    ),
    "contact.face_to_face": Price(charges=(_yearly("contact.meetings", "funding.meeting_cost"),)),
    "breadth.superintendent": _SEAT,
    "breadth.central_office": _SEAT,
    "breadth.principals": _SEAT,
    "breadth.coaches": _SEAT,
    "breadth.teachers": _SEAT,
    "coordination.fte": Price(
        "full-time post",
        (Charge(DOLLARS, ("funding.salary",)),
         Charge(PRACTICE, _ORGANISED, -0.5), Charge(RESEARCH, _ORGANISED, -0.5)),
    ),
    "continuity.onboarding": Price(charges=_each("joint_work.person_hours")),
    "continuity.handover": Price(charges=_each("joint_work.person_hours")),
    "capacity.boundary_spanning": Price(
        charges=(_yearly("seats", "funding.training_hours", "funding.release_hour"),
                 Charge(RESEARCH, ("researchers", "joint_work.person_hours"))),
    ),
    "capacity.training": Price(charges=(_yearly("seats", "funding.training_hours", "funding.release_hour"),)),
    "capacity.recruiting": Price(charges=(Charge(DOLLARS, ("funding.salary",), 0.5),)),
    "capacity.support_hours": Price(
        "hour a teacher a year", (Charge(DOLLARS, ("site_teachers", "funding.support_hour")),)
    ),
    "scale.districts": Price(
        "district",
        (*_people("seats_each"),
         *_both("structure.agreements", "joint_work.agreement_hours"),
         *_both("structure.data_agreement", "joint_work.agreement_hours"),
         *_for_teachers("site_teachers_each"),
         Charge(DOLLARS, ("teachers_each", "structure.data_archive", "funding.district_service")),
         Charge(DOLLARS, ("teachers_each", "scale.intermediary", "funding.district_service"))),
    ),
    "scale.members_start": Price(note="what a member district costs, for each that is one"),
    "scale.sites_start": Price(
        charges=_for_teachers("teachers")
    ),
    "scale.codesign_providers": Price(
        charges=(Charge(DOLLARS, ("site_teachers", "funding.provider_hours", "funding.support_hour")),)
    ),
    "scale.intermediary": Price(charges=(Charge(DOLLARS, ("teachers", "funding.district_service")),)),
    "scale.expansion_factor": Price(note="later, with new sites: ${funding.support_hour} an hour of teacher support"),
    "team.tenured": _member("funding.faculty_time"),
    "team.untenured": _member("funding.faculty_time"),
    "team.staff": _member("funding.salary"),
    "team.graduates": _member("funding.graduate_salary"),
    "money.pipeline": Price(note="{funding.proposal_hours} hours of researchers for each proposal"),
    "money.start_grant": Price(note="the grant itself, which a funder gives"),
    "money.endowment": Price(note="the endowment itself, which somebody gives"),
    "money.fees": Price(note="the fee itself, which each district pays"),
    "money.in_kind": Price(note="the staff time and rooms themselves, which each district puts in"),
}  # fmt: skip
