"""Shapes of dependence that several rules share."""

import math

from sim.kernel.compiled import rule

#: A year has so many months; rates and hazards are declared a year, money is paid and people leave by the month.
MONTHS_A_YEAR = 12
#: Month 0 of a run is July: months of the calendar year as they count from there.
JULY, JANUARY, MARCH, JUNE, AUGUST = 0, 6, 8, 11, 1
#: Levels are shares, and some rules state what holds at the middle of the scale.
MIDDLE = 0.5
#: Draws around a typical value spread evenly from half of it to one and a half.
HALF_WIDTH = 0.5


@rule
def from_floor(floor, x):
    """A factor that rises in a straight line from ``floor`` at x = 0 to 1 at x = 1: something helps, and without it
    part of the effect is left."""
    return floor + (1.0 - floor) * x


@rule
def moved(value, target, share):
    """A value moved a share of the way to a target, up or down."""
    return value + share * (target - value)


@rule
def raised(value, ceiling, share):
    """A value raised a share of the way to a ceiling; never lowered."""
    return value + share * max(0.0, ceiling - value)


@rule
def backed(people, benefit, share):
    """Where an organisation comes to stand [0-1]: with its people, and above or below them by what it gains.

    Args:
        people: commitment of those who decide for it [0-1].
        benefit: what it gets less what it gives [-1 to 1].
        share: of the way to full stance, or to none, that the greatest benefit or loss takes it.

    Source: CPG 2013 (mutualism).
    """
    return moved(people, 1.0 if benefit > 0.0 else 0.0, share * abs(benefit))


@rule
def in_spring(month, length):
    """Whether programmes and materials are chosen this month: the window opens in March."""
    m = month % MONTHS_A_YEAR
    return MARCH <= m < MARCH + int(length)


@rule
def bounded(x):
    """A number held in [0, 1]."""
    return min(1.0, max(0.0, x))


@rule
def saturating(x, half):
    """A factor that rises from 0 at x = 0 toward 1, ever more slowly; it is one half at ``half``."""
    return x / (x + half)


@rule
def mean(one, other):
    """The mean of two."""
    return 0.5 * (one + other)


@rule
def either(one, other):
    """Chance that at least one of two things happens that do not depend on each other [0-1]."""
    return 1.0 - (1.0 - one) * (1.0 - other)


@rule
def either_way(half_width, u):
    """A difference drawn evenly from minus to plus ``half_width``; ``u`` is a draw in [0, 1)."""
    return half_width * (2.0 * u - 1.0)


@rule
def varied(typical, spread, u):
    """A value drawn evenly around a typical one, from (1 - spread) to (1 + spread) times of it."""
    return typical * ((1.0 - spread) + 2.0 * spread * u)


@rule
def nearest(x):
    """The nearest whole number; halves go up."""
    return math.floor(x + 0.5)


@rule
def whole(x, u):
    """A whole number that is ``x`` on average: one of its two neighbours, by a draw ``u`` in [0, 1)."""
    return math.floor(x + u)


@rule
def reliability_of(variety, z):
    """Reliability of somebody new at the table [log odds]; ``z`` is a standard normal draw."""
    return variety.variety_reliability + variety.variety_amount * variety.variety_reliability_spread * z


@rule
def stays_of(variety, z, in_post):
    """Inclination to stay of somebody at the table [log rate]; ``z`` is a standard normal draw.

    Those who are in post already are those inclined to stay (``in_post`` is 1): leavers have left. So drawn, stated
    shares who leave in a year are met on average over those in post.
    """
    spread = variety.variety_amount * variety.variety_stays_spread
    return spread * z + (in_post - MIDDLE) * spread * spread


@rule
def energy_of(variety, z):
    """Hours that somebody gives relative to others [times], 1 on average; ``z`` is a standard normal draw."""
    spread = variety.variety_amount * variety.variety_energy_spread
    return math.exp(spread * z - MIDDLE * spread * spread)


@rule
def shifted(share, log_odds):
    """A chance moved by so many log odds [0-1]; what never happens, or always does, stays so."""
    return share / (share + (1.0 - share) * math.exp(-log_odds))


@rule
def shared_history(months_together, meetings):
    """Shared history of two people as a share of the longest that matters [0-1), by the parameters of meetings."""
    return 1.0 - math.exp(-months_together / meetings.cushion_months)
