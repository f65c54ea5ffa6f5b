"""Variety: how partnerships, and people in them, differ from one another.

An uncertainty is what *we* do not know; variety is what differs from case to case. Each has a middle and a spread,
from which every world draws at its start, and again for each newcomer. A spread of 0 fixes it at the middle;
`variety.amount` makes all spreads smaller or larger at once.
"""

from sim.declarations.parameters import Declarations

# fmt: off
declare = Declarations(kind="variety", scope="partnership", grade="assumed")
declare("variety.amount", default=1, low=0, high=1.5, maximum=3, unit="times",
        meaning="how much partnerships, places and people differ, relative to what is usual",
        label="variety in all")
declare("variety.habit", default=0, low=-0.9, high=0.9, minimum=-3, maximum=3, unit="log odds",
        source="CPG 2013 (trust)", meaning="habit of partners to keep what they promise",
        label="habit of keeping promises")
declare("variety.habit_spread", default=1.15, low=0.7, high=1.5, minimum=0, maximum=3, unit="log odds",
        meaning="standard deviation of that habit between partnerships", label="differences in that habit")
declare("variety.misfit", default=0, low=-0.4, high=0.4, minimum=-3, maximum=3, unit="log rate",
        source="MHS 2022 (failures)", meaning="how badly partners' interests go together: what it adds to clashes",
        label="misfit of interests")
declare("variety.misfit_spread", default=0.4, low=0.2, high=0.8, minimum=0, maximum=3, unit="log rate",
        meaning="standard deviation of that misfit between partnerships", label="differences in misfit")
declare("variety.reliability", default=0, low=-0.9, high=0.9, minimum=-3, maximum=3, unit="log odds",
        source="CPG 2013 (trust)", meaning="reliability of people at the table", label="reliability of people")
declare("variety.reliability_spread", default=0.9, low=0.5, high=1.2, minimum=0, maximum=3, unit="log odds",
        meaning="standard deviation of reliability between people", label="differences in reliability")
declare("variety.stays_spread", default=0.5, low=0.2, high=0.8, minimum=0, maximum=2, unit="log rate",
        source="CPG 2013 (turnover)", meaning="standard deviation of the inclination to stay between people",
        label="differences in who stays")
declare("variety.energy_spread", default=0.25, low=0.1, high=0.4, minimum=0, maximum=1, unit="log hours",
        source="MB (demand continuum)", meaning="standard deviation of the hours that people give",
        label="differences in energy")
declare("variety.problem", default=0.72, low=0.5, high=0.9, minimum=0.01, maximum=0.99, unit="share",
        source="CPG 2013 (problems of practice)", meaning="size of the problem that partners take on",
        label="size of the problem")
declare("variety.problem_spread", default=0.8, low=0.4, high=1.2, minimum=0, maximum=4, unit="log odds",
        meaning="standard deviation of that size between partnerships", label="differences in problems")
declare("variety.worth", default=0.25, low=0, high=0.5, minimum=-0.2, maximum=1, unit="worth",
        meaning="true worth of the ideas that partners take up, before they improve them", label="worth of new ideas")
declare("variety.worth_spread", default=0.25, low=0.1, high=0.4, minimum=0, maximum=1, unit="worth",
        meaning="standard deviation of that worth between ideas", label="differences between ideas")
declare("variety.worth_places", default=0.12, low=0, high=0.25, minimum=0, maximum=1, unit="worth",
        source="CPG 2013 (local relevance and scalability)",
        meaning="standard deviation of an idea's worth between districts", label="differences between places")
PARTNERSHIP = declare.all

declare = Declarations(kind="variety", scope="district", grade="assumed")
declare("place.opposition", default=0.3, low=0.1, high=0.6, minimum=0.01, maximum=0.99, unit="share",
        source="Hess 1999", meaning="local opposition to what partnerships work on, in a usual place",
        label="local opposition")
declare("place.opposition_spread", default=0.9, low=0.4, high=1.4, minimum=0, maximum=4, unit="log odds",
        meaning="standard deviation of opposition between places", label="differences in opposition")
PARAMETERS = PARTNERSHIP + declare.all
# fmt: on
