"""What is tried in a scenario: each lever at both ends of its plausible range, each event once at its usual size and
once at its largest, everything else as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.wording.numbers import value_text
from sim.declarations.parameters import Parameter, registry
from sim.declarations.renamed import present_name
from sim.scenario.events import EVENTS, LEAVING_ROLES, VERDICTS, EventKind
from sim.scenario.mistakes import ScenarioError, nearest
from sim.scenario.scenario import Scenario, Value

LEVER, EVENT = "lever", "event"
#: Month in which events strike: within the first school year, when partners have met and little is proven.
PRESSED_AT = 9
NOT_PRESSED = "not pressed"
LISTED = "`rpp parameters --kind lever` lists levers"
#: A lever whose value is not the same in all partnerships of a scenario.
MIXED = "mixed"
#: Fewest and most pairs of runs for each comparison.
FEWEST_PAIRS, MOST_PAIRS = 40, 200
#: Teacher-months that two cores compute in a minute, with what each world costs beside its teachers (in teachers).
ROOM, WORLD = 1.3e9, 200


@dataclass(frozen=True, slots=True)
class Arm:
    """One thing that is tried.

    Attributes:
        kind: `LEVER` (or another kind of parameter) or `EVENT`.
        name: dotted name of the parameter, or the kind of event.
        own: the scenario's own value.
        to: the value that is tried; of an event what it is like.
        scenario: what is run; None where it cannot be.
        why_not: why it cannot be run.
    """

    kind: str
    name: str
    own: Value
    to: Value
    scenario: Scenario | None
    why_not: str = ""


def arms_of(scenario: Scenario, only: Sequence[str] = ()) -> list[Arm]:
    """All that is tried in a scenario.

    Args:
        scenario: as it is.
        only: names or groups of levers, and kinds of event; all if empty.

    Raises:
        ValueError: names that are neither, all told at once.
    """
    wanted = chosen(only)
    chosen_levers = [p for p in registry().select(kind="lever") if p.name in wanted]
    levers = [arm for p in chosen_levers for arm in arms_of_parameter(scenario, p)]
    return levers + [arm for kind in EVENTS.values() if kind.name in wanted for arm in _of_event(scenario, kind)]


def chosen(only: Sequence[str] = ()) -> frozenset[str]:
    """Names of levers and kinds of event, from these and from groups of levers; all if there are none.

    Raises:
        ValueError: names that are neither, all told at once.
    """
    levers = registry().select(kind="lever")
    events = [kind.name for kind in EVENTS.values() if kind.name != "set"]
    known = {name: [name] for name in (*(p.name for p in levers), *events)}
    known |= {group: [p.name for p in levers if p.group == group] for group in registry().groups(kind="lever")}
    names = [next((n for n in (present_name("parameter", o), present_name("event", o)) if n in known), o) for o in only]
    unknown = [f"there is no lever or event {n[:80]!r}; {nearest(n, known) or LISTED}"
               for n in dict.fromkeys(names) if n not in known]  # fmt: skip
    if unknown:
        raise ValueError("\n".join(unknown))
    return frozenset(name for n in names or known for name in known[n])


def pairs_for(scenario: Scenario, arms: int, months: int) -> int:
    """Pairs of runs for each comparison: as many as two cores compute in about a minute."""
    teachers = sum(
        float(d.context["district.schools"]) * float(d.context["district.teachers_per_school"])
        for d in scenario.districts
    )  # fmt: skip
    room = ROOM / (max(arms, 1) * months * (teachers + WORLD))
    return max(FEWEST_PAIRS, min(MOST_PAIRS, int(room)))


def own_value(scenario: Scenario, name: str) -> Value:
    """A scenario's own value of a parameter; `MIXED` where its rows have several."""
    values = {values[name] for _, values in scenario.rows(registry()[name].scope)}
    return values.pop() if len(values) == 1 else MIXED


def arms_of_parameter(scenario: Scenario, p: Parameter) -> list[Arm]:
    """A parameter of any kind at both ends of its plausible range, or with each of its other choices."""
    own = own_value(scenario, p.name)
    ends = [choice for choice in p.choices if choice != own] if p.choices else [float(p.low), float(p.high)]
    arms = []
    for end in ends:
        try:
            arms.append(Arm(p.kind, p.name, own, end, scenario.with_values({p.name: end})))
        except ScenarioError:
            why_not = "events or the history name a district that it takes away"
            arms.append(Arm(p.kind, p.name, own, end, None, why_not))
    return arms


def _of_event(scenario: Scenario, kind: EventKind) -> list[Arm]:
    month = min(PRESSED_AT, scenario.months)
    arms = []
    for keys in _ways(kind):
        pressed = scenario.with_event(kind.name, month=month, **keys)
        details = [str(keys["role"]).replace("_", " ") + " leaders"] if "role" in keys else []
        details += [f"who {keys['verdict']} it"] if "verdict" in keys else []
        details += [f"{kind.value_meaning} {value_text(float(keys['value']), kind.unit)}"] if "value" in keys else []
        arms.append(Arm(EVENT, kind.name, NOT_PRESSED, ", ".join([f"month {month}", *details]), pressed))
    return arms


def _ways(kind: EventKind) -> list[Mapping[str, object]]:
    """How an event is tried."""
    if "role" in kind.takes:
        return [{"role": role} for role in LEAVING_ROLES]
    if "verdict" in kind.takes:
        return [{"verdict": verdict} for verdict in VERDICTS]
    if kind.name == "grant_awarded":  # its range is that of all grants on earth; a usual first one tells more
        return [{"value": float(registry()["money.start_grant"].default)}]
    if not kind.has_value:
        return [{}]
    values = dict.fromkeys((kind.low if kind.default is None else kind.default, kind.high))
    return [{"value": value} for value in values]
