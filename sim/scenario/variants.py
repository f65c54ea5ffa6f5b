"""How two versions of one scenario are distinguished: a short text of what was changed since its file was read."""

from collections import Counter
from collections.abc import Sequence

from sim.declarations.parameters import registry
from sim.scenario.scenario import SET, Scenario

#: Changes that a text names; of more it tells the number.
MOST_NAMED = 3


def variant_of(scenario: Scenario) -> str:
    """What `Scenario.with_values` and `Scenario.with_event` changed, such as ``coordination.fte=1``.

    It is empty for a scenario as its file has it.
    """
    values = _first_values(scenario)
    changed = []
    for name, origin in scenario.origins.items():
        if origin != SET:
            continue
        if name not in registry():  # an event, which stands under its own text
            changed.append(name)
        elif name in values:
            value = values[name]
            changed.append(f"{name}={value}" if isinstance(value, str) else f"{name}={value:g}")
    more = len(changed) - MOST_NAMED
    return ", ".join(changed[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def variants_of(scenarios: Sequence[Scenario]) -> list[str]:
    """The variant of each scenario, no two alike among those of one name: the second of two is numbered ``(2)``."""
    times: Counter[tuple[str, str]] = Counter()
    found = []
    for scenario in scenarios:
        text = variant_of(scenario)
        times[scenario.name, text] += 1
        number = times[scenario.name, text]
        found.append(f"{text} ({number})".strip() if number > 1 else text)
    return found


def _first_values(scenario: Scenario) -> dict[str, float | str]:
    """Values of the first row of each sort: what `with_values` sets, it sets in all rows."""
    first = scenario.partnerships[0]
    rows = [scenario.world, first.levers, first.districts[0].context, *(f.context for f in scenario.funders[:1])]
    return {name: value for row in rows for name, value in row.items()}
