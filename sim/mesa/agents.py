"""Mesa agents as row views: the people of the model.

A person holds a post. The post is a row of the state and stays; turnover changes who is in it. An agent is such a post:
reading an attribute reads the state, writing one changes the state and so the run. Agents hold no values of their own,
so there are as many as there are posts, from the first month to the last.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import mesa
import numpy as np

from sim.kernel.posts import MUST_LEAVE
from sim.mesa.collectives import District, Partnership, School, Tie
from sim.mesa.views import Named, Strict, Values, checked, columns_of, parameters_of, pointed
from sim.state.tables import COORDINATOR_ROW, Column

if TYPE_CHECKING:
    from sim.mesa.model import PartnershipModel


class _CountersOfLivingModels(WeakKeyDictionary):
    """Counts ids for each model. Mesa 3.3 does so in a dictionary that never lets go of a model."""

    def __getitem__(self, model: mesa.Model) -> count:
        return self.setdefault(model, count(1)) if model not in self else super().__getitem__(model)


class Post(Strict, mesa.Agent):
    """A post in one world. The model makes its posts when they are first asked for.

    Args:
        model: the model.
        row: 0-based row in its table.

    Attributes:
        model: the model.
        row: 0-based row in its table.
        unique_id: number by which Mesa knows the agent, from 1.
        table: name of its table in the state.
        columns: declarations (unit, meaning) of its attributes.
    """

    model: PartnershipModel
    row: int
    unique_id: int
    pos: object  # Mesa sets it for agents in a space
    table: str
    columns: dict[str, Column]
    _ids = _CountersOfLivingModels()

    def __init__(self, model: PartnershipModel, row: int) -> None:
        super().__init__(model)
        self.row = row
        self._table = getattr(model.state, self.table)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.row}>"

    def remove(self) -> None:
        """Not possible: a post stays, only people leave it.

        Raises:
            ValueError: always.
        """
        raise ValueError("a post cannot be removed; `leave()` sends away the person who holds it, where there is one")


class _Leaving:
    """People whose post can be vacant. `vacant` is the months until it is filled."""

    @property
    def in_post(self) -> bool:
        """Whether the post is filled."""
        return self.vacant <= 0.0

    def leave(self) -> None:
        """Makes the person leave in the coming month, as an event of the scenario does.

        Raises:
            ValueError: nobody is in this post.
        """
        if not self.in_post:
            raise ValueError(f"nobody is in this post: {self!r}")
        self._table["vacant"][self.row] = MUST_LEAVE


class _Seated:
    """People who may have a seat at the table."""

    @property
    def at_table(self) -> bool:
        """Whether the post has a seat in the partnership."""
        return self._table["seat"].item(self.row) >= 0

    @property
    def ties(self) -> list[Tie]:
        """Boundary ties with the research side, with trust both ways; empty without a seat at the table."""
        return _ties(self.model, "seat", self._table["seat"].item(self.row)) if self.at_table else []


def _ties(model: PartnershipModel, column: str, row: int) -> list[Tie]:
    return [Tie(model, int(t)) for t in np.flatnonzero(model.state.ties[column] == row)]


@columns_of("researchers")
class Researcher(_Leaving, Post):
    """A researcher of a partnership: faculty with or without tenure, research staff, or a graduate student."""

    partnership: Partnership = pointed("partnerships", "partnership", "Partnership of the post.")

    @property
    def ties(self) -> list[Tie]:
        """Boundary ties with the practitioners at the table, with trust both ways."""
        return _ties(self.model, "researcher", self.row)


@columns_of("leaders")
class DistrictLeader(_Seated, _Leaving, Post):
    """A superintendent, central-office leader, principal or instructional coach."""

    district: District = pointed("districts", "district", "District of the post.")
    school: School | None = pointed("schools", "school", "School of a principal; None for others.")


@columns_of("teachers")
class Teacher(_Seated, Post):
    """A classroom teacher, who may become a user of the innovation, a co-designer, and a provider of support."""

    school: School = pointed("schools", "school", "School of the post.")

    @property
    def practice(self) -> float:
        """Instructional practice: 0 recitation, 1 ambitious instruction [share].

        Writing it also changes what colleagues see next month (`before`), from which the coming month goes on.
        """
        return self._table["practice"].item(self.row)

    @practice.setter
    def practice(self, value: float) -> None:
        practice = checked(self.columns["practice"], value)
        self._table["practice"][self.row] = practice
        self._table["before"][self.row] = practice

    @property
    def district(self) -> District:
        """District of the school."""
        return self.school.district

    @property
    def colleagues(self) -> list[Teacher]:
        """Other teachers whom the teacher asks for advice, mostly in the same school."""
        rows = dict.fromkeys(self.model.state.advice[self.row].tolist())
        return [self.model.teachers[row] for row in rows if row != self.row]


@columns_of("funders")
class Funder(Named, Post):
    """A funder with its programme officer."""

    context: Values = parameters_of(
        "funder", "Budget, calls, odds and grants by dotted name, as in force now; writing acts as a ``set`` event."
    )

    @property
    def kind(self) -> str:
        """What drives this funder: philanthropic, academic, state or federal."""
        return self.context["funder.kind"]

    def relationship(self, partnership: Partnership) -> float:
        """Relationship between the programme officer and a partnership [share]."""
        first = self.model.state.partnerships.funder_ties_at[partnership.row]
        return self.model.state.funder_ties["relationship"].item(first + self.row)


@columns_of("coordinators")
class Coordinator(_Leaving, Post):
    """The coordinator of a partnership. ``row`` is that of the partnership."""

    @property
    def partnership(self) -> Partnership:
        """Partnership that the coordinator keeps going."""
        return self.model.partnerships[self.row]

    @property
    def employer(self) -> str:
        """Who employs the coordinator: research, district or neutral."""
        return self.partnership.levers["coordination.employer"]

    @property
    def in_post(self) -> bool:
        """Whether there is such a post (`coordination.fte` above 0) and it is filled."""
        return self.partnership.levers["coordination.fte"] > 0.0 and self.vacant <= 0.0

    @property
    def ties(self) -> list[Tie]:
        """Boundary ties with the practitioners at the table, with trust both ways."""
        return [tie for tie in self.partnership.ties if self.model.state.ties.researcher[tie.row] == COORDINATOR_ROW]


#: The kinds of people, in the order in which Mesa numbers them.
AGENT_TYPES: tuple[type[Post], ...] = (Researcher, DistrictLeader, Teacher, Funder, Coordinator)
