"""Plans of a session: steps that are written once under a name, and by which minute each of them begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.live.headlines import HEADLINES
from app.live.series import CHARTS
from sim.scenario.mistakes import nearest, no_such_key

#: Keys of a step. ``say`` is read by the room, ``note`` by the presenter alone; ``do`` is laid over the scenario as it
#: stands (a step without it leaves the screen as it is); ``blank`` hides all answers, ``sketch`` until the room has
#: drawn a chart, ``predict`` until it has voted on a number; ``expect`` is what is promised of the step, and is
#: measured before it is promised; ``because`` is why the model shows it.
STEP = ("title", "say", "note", "charts", "month", "do", "blank", "sketch", "predict", "expect", "because")
EXPECT = ("outcome", "way", "least")
#: Which way a number goes.
MORE, FEWER = WAYS = ("more", "fewer")


def plans_of(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Plans of a presentation in their order: a name, and its steps, each with its minute and its key."""
    steps = told.get("steps") or {}
    return [
        {"name": str(name), "sequence": [{"minute": int(minute), "key": key, **steps[key]}
                                         for minute, key in sorted(listed.items())]}
        for name, listed in (told.get("plans") or {}).items()
    ]  # fmt: skip


def contrasts_in(told: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Steps that change something of which a number is predicted or promised, by their key."""
    steps = (told.get("steps") or {}).items()
    return {key: step for key, step in steps if step.get("do") and ("expect" in step or "predict" in step)}


def all_steps(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Every step of a file, of its sequence and under its name."""
    return [*(told.get("sequence") or []), *(told.get("steps") or {}).values()]


def mistakes_of(told: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the steps and plans of a file."""
    for step in all_steps(told):
        where = f"step {str(step.get('title') or step.get('say'))[:40]!r}: "
        if "say" not in step:
            yield f"{where}it has nothing to say"
        yield from (where + no_such_key(key, STEP) for key in step if key not in STEP)
        if step.get("predict", "going") not in HEADLINES:
            yield f"{where}there is no number {step['predict']!r} to predict"
        if step.get("sketch", "going") not in CHARTS:
            yield f"{where}there is no chart {step['sketch']!r} to draw"
        yield from (where + text for text in _unsure(step.get("expect")))
    known = told.get("steps") or {}
    for name, listed in (told.get("plans") or {}).items():
        for minute, key in listed.items():
            if key not in known:
                hint = nearest(str(key), list(known))
                yield f"plan {name!r}, minute {minute}: there is no step {key!r}{'; ' + hint if hint else ''}"
            if not isinstance(minute, int) or minute < 0:
                yield f"plan {name!r}: minute {minute!r} must be a whole number from 0"


def _unsure(expect: Mapping[str, Any] | None) -> Iterator[str]:
    """What is wrong with a promise."""
    if expect is None:
        return
    yield from (no_such_key(key, EXPECT) for key in expect if key not in EXPECT)
    if expect.get("outcome") not in HEADLINES:
        yield f"there is no number {expect.get('outcome')!r} to expect"
    if expect.get("way") not in WAYS:
        yield f"way must be {' or '.join(WAYS)}, not {expect.get('way')!r}"
    if not isinstance(expect.get("least"), (int, float)) or expect["least"] <= 0:
        yield "least must be a number above 0"
