"""Dated events of a scenario in plain sentences."""

from analysis.wording.numbers import duration, listed, value_text, with_article
from sim.declarations.parameters import registry
from sim.scenario.events import EVENTS
from sim.scenario.scenario import Event


def event_text(event: Event, *, names: bool = True) -> str:
    """A dated event in one plain sentence; values that it changes by dotted name, or without ``names`` by label."""
    kind = EVENTS[event.do]
    becomes = [
        f"{name if names else registry()[name].label} becomes {value_text(value, registry()[name].unit)}"
        for name, value in event.changes.items()
    ]
    text = f"From now on {listed(becomes)}" if becomes else kind.meaning.rstrip(".")
    details = [f"in {event.district}"] if event.district else []
    details += [event.partnership] if event.partnership else []
    details += [with_article(event.funder)] if event.funder else []
    details += [f"{event.role.replace('_', ' ')} leaders"] if event.role else []
    details += [f"{event.kind} funders"] if event.kind else []
    details += [f"who {event.verdict} it"] if event.verdict else []
    if event.value is not None and kind.has_value:
        details.append(f"{kind.value_meaning} {value_text(event.value, kind.unit)}")
    details += [f"for {duration(event.months)}"] if event.months is not None else []
    return f"{text} ({'; '.join(details)})." if details else f"{text}."
