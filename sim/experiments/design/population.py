"""A mixed population of partnerships, with which rates of the whole field are compared.

No census of partnerships gives the shares of types or the spread of their choices, so the mix states its reasons:

* Every type in ``scenarios/types`` and the baseline has the same share. Published rates (how many last, how many have
  turnover) count whatever calls itself a partnership, and a typology without counts justifies no other weights.
* A type is a centre, not a mould. Each lever is drawn from its plausible range by a beta distribution around the value
  of the type, so that what a type does without (a board, teachers at the table) stays rare in it and is not impossible.
* Context of districts is drawn in the same way around the declared default, so that measured rates such as turnover
  keep their published mean while districts differ as widely as the range says.
* People and organisations behave as at the defaults: uncertainties are left alone. Whoever calibrates or draws them
  lays them over each partnership with ``with_values``.
* Each partnership is in a world of its own with the baseline's four funders, and nothing special happens to it.
"""

from dataclasses import replace

import numpy as np
from scipy.stats import beta

from sim.declarations.parameters import Parameter, registry
from sim.experiments.design.prior import limited
from sim.experiments.design.unit_cube import latin_column
from sim.scenario.files import load_scenario
from sim.scenario.folders import find_scenarios
from sim.scenario.scenario import Scenario, Value

#: How closely draws keep to the centre: the sum of both parameters of the beta distribution (2 is uniform if central).
CONCENTRATION = 4.0
#: How far the centre lies from a type's value towards the middle of the range, so that a zero is not for sure.
TO_THE_MIDDLE = 0.1
#: Share of partnerships that keep a type's named choice (kind of funder, coordinator's employer); others draw any.
KEEP_CHOICE = 0.5


def mixed_population(number: int, seed: int) -> list[Scenario]:
    """Partnerships of all types, with levers and district context spread over their plausible ranges.

    Args:
        number: partnerships; types take turns, so any seven in a row hold each type once.
        seed: of the draws (a Latin hypercube over all varied names); worlds get their random numbers by `Run`.

    Returns:
        One scenario each, named ``mixed/0001 nic`` and so on. The same number and seed give the same list.
    """
    centres = type_scenarios()
    varied = varied_parameters()
    quantiles = [latin_column(number, seed, "population", p.key).tolist() for p in varied]
    found = []
    for n, row in enumerate(zip(*quantiles, strict=True)):
        centre = centres[n % len(centres)]
        values = {p.name: _around(p, _value_of(centre, p), u) for p, u in zip(varied, row, strict=True)}
        kind = centre.name.rpartition("/")[2]
        found.append(replace(centre.with_values(values), name=f"mixed/{n + 1:04d} {kind}", title=f"Mixed: {kind}"))
    return found


def varied_parameters() -> list[Parameter]:
    """Levers and district context. The number of member districts belongs to the type and is left alone."""
    wanted = [p for p in registry().values() if p.scope in ("partnership", "district") and p.name != "scale.districts"]
    return [limited(p) for p in wanted]


def _value_of(scenario: Scenario, p: Parameter) -> Value:
    """The value that the only partnership of a scenario, or its first district, has."""
    first = scenario.partnerships[0]
    return first.levers[p.name] if p.scope == "partnership" else first.districts[0].context[p.name]


def _around(p: Parameter, centre: Value, u: float) -> Value:
    """The value at quantile ``u`` of a beta distribution over the plausible range (widened to hold the centre)."""
    if p.choices:
        return centre if u < KEEP_CHOICE else p.draw((u - KEEP_CHOICE) / (1 - KEEP_CHOICE))
    p = replace(p, low=min(p.low, float(centre)), high=max(p.high, float(centre)))
    if p.low == p.high:
        return centre
    middle = (1 - TO_THE_MIDDLE) * _place(p, float(centre)) + TO_THE_MIDDLE * 0.5
    return p.draw(min(float(beta.ppf(u, CONCENTRATION * middle, CONCENTRATION * (1 - middle))), np.nextafter(1.0, 0.0)))


def _place(p: Parameter, value: float) -> float:
    """Where a value lies in the range, 0 to 1: the quantile at which `Parameter.draw` gives it."""
    if p.prior == "integer":
        return (value - p.low + 0.5) / (p.high - p.low + 1)
    if p.prior == "loguniform":
        return (np.log(value) - np.log(p.low)) / (np.log(p.high) - np.log(p.low))
    return (value - p.low) / (p.high - p.low)


def type_scenarios() -> list[Scenario]:
    """The baseline and every scenario in the folder of types."""
    names = sorted(name for name, _ in find_scenarios() if name.startswith("types/"))
    return [load_scenario(name) for name in ["baseline", *names]]
