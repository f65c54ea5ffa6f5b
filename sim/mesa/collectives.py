"""Collectives as views: partnerships, districts, schools, and the ties between people of the two sides.

They are not agents: nobody decides as a district. `PartnershipModel.partnerships`, ``districts`` and ``schools`` list
them; each is one object for the life of the model, so that agents can be grouped by them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.mesa.views import Named, RowView, Values, columns_of, parameters_of, pointed, spanned
from sim.state.tables import COORDINATOR_ROW, SEAT_TEACHER

if TYPE_CHECKING:
    from sim.mesa.agents import Coordinator, DistrictLeader, Researcher, Teacher


@columns_of("schools")
class School(Named, RowView):
    """A school with its teachers and its principal.

    Reading an attribute reads the state, writing one changes the run; means that the model itself forms each month are
    overwritten by the next.
    """

    district: District = pointed("districts", "district", "Its district.")
    principal: DistrictLeader = pointed("leaders", "principal", "Its principal.")
    teachers: list[Teacher] = spanned("teachers", "Its teachers.")




@columns_of("districts")
class District(Named, RowView):
    """A district with its schools and leaders. ``teachers`` is the number of its teachers; schools list them."""

    context: Values = parameters_of(
        "district", "Its context by dotted name, as in force now; writing acts as a ``set`` event."
    )
    partnership: Partnership = pointed("partnerships", "partnership", "The partnership of which it is a member.")
    adopted_from: Partnership | None = pointed(
        "partnerships", "adopted_from", "Partnership whose innovation it uses, if any."
    )
    schools: tuple[School, ...] = spanned("schools", "Its schools.")
    leaders: list[DistrictLeader] = spanned(
        "leaders", "Its leaders: the superintendent first, then central office, coaches and principals."
    )

    @property
    def superintendent(self) -> DistrictLeader:
        """The first of its leaders."""
        return self.leaders[0]


@columns_of("partnerships")
class Partnership(Named, RowView):
    """A partnership: its health, money, work and innovation as attributes, its levers by name."""

    levers: Values = parameters_of(
        "partnership", "Its levers by dotted name, as in force now; writing acts as a ``set`` event."
    )
    districts: tuple[District, ...] = spanned("districts", "Its member districts.")
    researchers: list[Researcher] = spanned("researchers", "Its researchers.")

    @property
    def coordinator(self) -> Coordinator:
        """Its coordinator."""
        return self.model.coordinators[self.row]

    @property
    def ties(self) -> list[Tie]:
        """Its boundary ties."""
        return [Tie(self.model, row) for row in range(self._table.ties_at[self.row], self._table.ties_end[self.row])]

    @property
    def cash(self) -> float:
        """Money at hand, of all three kinds [dollars]. Read-only."""
        return self.cash_project + self.cash_operating + self.cash_practice


@columns_of("ties")
class Tie(RowView):
    """A boundary tie between a practitioner at the table and somebody of the research side."""

    def __repr__(self) -> str:
        return f"<Tie {self.practitioner} - {self.research_side}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tie) and self.model is other.model and self.row == other.row

    def __hash__(self) -> int:
        return hash((id(self.model), self.row))

    @property
    def practitioner(self) -> DistrictLeader | Teacher:
        """Who holds the seat on the practice side."""
        seat = self.model.state.seats[self._table.seat[self.row]]
        return (self.model.teachers if seat.level == SEAT_TEACHER else self.model.leaders)[seat.row]

    @property
    def research_side(self) -> Researcher | Coordinator:
        """Who holds the tie on the other side: a researcher or the coordinator."""
        row = self._table.researcher[self.row]
        if row != COORDINATOR_ROW:
            return self.model.researchers[row]
        return self.model.coordinators[self.model.state.seats[self._table.seat[self.row]].partnership]
