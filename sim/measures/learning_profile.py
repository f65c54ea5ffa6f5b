"""Professional learning along seven standards, by role: what the model can say of each, and what it cannot.

The standards are those of Learning Forward (2011), which Meister & Blitz hold partnerships against. A cell stands for
one of them as one role meets it: a column of the record that is nearest to what the standard asks, and says less.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.measures.record import Table, alive, mean

#: The standards, each with what it asks in a few words.
STANDARDS = {
    "communities": "learning communities: improving together, over time, across organisations",
    "leadership": "leadership: a say in what is learned, and who leads it",
    "resources": "resources: time and money for learning",
    "data": "data: evidence tells what is to be learned",
    "designs": "learning designs: active, collaborative, part of the work",
    "implementation": "implementation: support until a practice lasts",
    "outcomes": "outcomes: learning serves what students and practice need",
}
ROLES = ("teachers", "leaders", "researchers")


@dataclass(frozen=True, slots=True)
class Cell:
    """One standard as one role meets it.

    Attributes:
        standard, role: keys of `STANDARDS`, one of `ROLES`.
        column: of the record of partnerships.
        says: what is measured, from 0 to 1.
        flipped: whether it is what is missing of the column.
        always: whether months after an end count too.
    """

    standard: str
    role: str
    column: str
    says: str
    flipped: bool = False
    always: bool = False

    @property
    def name(self) -> str:
        """Its name as an outcome."""
        return f"learning_{self.standard}_{self.role}"

    @property
    def of(self) -> Callable[[Table], np.ndarray]:
        """Its mean over the months in which the partnership was alive, or over all."""

        def value(t: Table) -> np.ndarray:
            found = t[self.column].mean(axis=0) if self.always else mean(t[self.column], alive(t), none=0.0)
            return 1.0 - found if self.flipped else found.astype(float)

        return value


CELLS = (
    Cell("communities", "teachers", "reached", "schools in which colleagues use the same innovation", always=True),
    Cell("communities", "leaders", "contact", "contact with research partners, of what there could be"),
    Cell("communities", "researchers", "contact", "contact with practice partners, of what there could be"),
    Cell("leadership", "teachers", "teacher_voice", "how far teachers at the table are heard"),
    Cell("leadership", "leaders", "voice", "practitioner voice in what is worked on"),
    Cell("leadership", "researchers", "voice", "researchers' voice in what is worked on", flipped=True),
    Cell("resources", "teachers", "paid_support", "planned support of teachers that could be paid"),
    Cell("resources", "leaders", "participation", "hours asked of practitioners at the table that they had and gave"),
    Cell("resources", "researchers", "paid_staff", "planned research staff that could be paid"),
    Cell("data", "leaders", "informed", "decisions of districts that research informed", always=True),
    Cell("data", "researchers", "rigour", "rigour of the evidence that partners look at"),
    Cell("designs", "leaders", "social_learning", "learning with partners over evidence, of what there could be"),
    Cell("designs", "researchers", "social_learning", "learning with partners over evidence, of what there could be"),
    Cell("implementation", "teachers", "users", "teachers who use the innovation", always=True),
    Cell("implementation", "leaders", "routines", "work that stands in calendars, budgets and job descriptions",
         always=True),
    Cell("outcomes", "teachers", "deep", "teachers whose practice is deep", always=True),
    Cell("outcomes", "leaders", "relevance", "how far the work answers problems of the district"),
    Cell("outcomes", "researchers", "relevance", "how far the work answers problems of the district"),
)  # fmt: skip
#: What the model cannot say, by standard and role.
SILENT = {
    ("data", "teachers"): "which data teachers themselves look at is not modelled",
    ("designs", "teachers"): "hours and quality of support are modelled, not its form",
    ("implementation", "researchers"): "what researchers go on doing differently is not modelled",
}
