"""``rpp show``: a scenario with every value resolved, for somebody who wants to know what will be run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.wording.layout import wrapped
from analysis.wording.numbers import (
    capital,
    counted,
    date,
    dollars,
    duration,
    every,
    listed,
    number,
    percent,
    value_text,
)
from app.terminal.mistakes import scenario_with
from app.terminal.options import Json, ScenarioName, Values
from app.terminal.printing import printed

if TYPE_CHECKING:
    from analysis.wording.differences import Difference
    from sim.scenario.scenario import Scenario, Value

_SHOWN_NAMES = 5


def command(
    scenario: ScenarioName,
    values: Values = None,
    every_value: Annotated[
        bool, typer.Option("--all", help="List every value, not only what differs from baseline.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show a scenario and where each of its values comes from.

    Example: rpp show bellevue --all
    """
    shown, _ = scenario_with(scenario, values or ())
    from app.results.baseline import baseline

    printed(as_data(shown, baseline()) if as_json else as_text(shown, baseline(), every_value=every_value))


def as_text(scenario: Scenario, baseline: Scenario | None, *, every_value: bool) -> str:
    """The scenario for readers.

    Args:
        scenario: what to show.
        baseline: what to compare it with; the declared defaults if None.
        every_value: whether to list all values instead of those that differ from the baseline.
    """
    parts = [_head(scenario), _partnerships(scenario), _funders(scenario), _events(scenario), _history(scenario)]
    parts.append(_all_values(scenario) if every_value else _differing_values(scenario, baseline))
    parts += [_facts(scenario), _teaching(scenario)]
    return "\n\n".join(part for part in parts if part)


def _head(s: Scenario) -> str:
    about = f"Runs for {duration(s.months)} ({s.months} months), {counted(s.replicates, 'replicate')} suggested. "
    about += f"Built from {' + '.join(s.lineage)}. Digest {s.digest}."
    from sim.scenario.portraits import notice

    texts = [text for text in (s.question, s.note, notice([s]), about) if text]
    return "\n\n".join([f"{s.title}  ({s.name})", *map(wrapped, texts)])


def _some(names: Sequence[str]) -> str:
    if len(names) > 1 and len(set(names)) == 1:
        return f"{names[0]} ({len(names)} alike)"
    shown = list(names[:_SHOWN_NAMES])
    return listed(shown) if len(names) <= _SHOWN_NAMES else f"{', '.join(shown)} and {len(names) - _SHOWN_NAMES} more"


def _partnerships(s: Scenario) -> str:
    from sim.scenario.records import BY_GRANT

    lines = ["Partnerships" if len(s.partnerships) > 1 else "Partnership"]
    alike = groupby(
        s.partnerships,
        key=lambda p: (p.kind, p.start, p.founding, dict(p.levers), [dict(d.context) for d in p.districts]),
    )
    for (kind, start, founding, levers, _), group in alike:
        members = list(group)
        kind = f" (type {kind})" if kind else ""
        by_grant = founding == BY_GRANT
        begins = f", from {date(start)}" if start > 1 else ""
        begins = f", to be founded{begins} on" if by_grant and begins else ", to be founded" if by_grant else begins
        told = _first_grant(levers, by_grant)
        lines.append(wrapped(f"{_some([p.name for p in members])}{kind}{begins}: {told}", "  ", "    "))
        districts = [d for p in members for d in p.districts]
        for context, same in groupby(districts, key=lambda d: dict(d.context)):
            lines.append(wrapped(f"{_some([d.name for d in same])}: {_district(context)}", "    ", "      "))
    for context, same in groupby(s.beside, key=lambda d: dict(d.context)):
        lines.append(wrapped(f"Beside them {_some([d.name for d in same])}: {_district(context)}", "  ", "    "))
    return "\n".join(lines)


def _first_grant(levers: Mapping[str, Value], by_grant: bool) -> str:
    team = sum(int(levers[f"team.{role}"]) for role in ("tenured", "untenured", "staff", "graduates"))
    grant = levers["money.start_grant"]
    money = f"{dollars(grant)} for {duration(levers['money.start_months'])}" if grant else "no grant"
    money = "no money before the grant with which it starts" if by_grant else f"{money} to start with"
    coordination = levers["coordination.fte"]
    plural = "" if coordination == 1 else "s"
    posts = f"{number(coordination)} post{plural} of coordination" if coordination else "no coordinator"
    return f"{counted(team, 'researcher')}, {posts}, {money}"


def _district(context: Mapping[str, Value]) -> str:
    schools, teachers = int(context["district.schools"]), int(context["district.teachers_per_school"])
    return (
        f"{counted(schools, 'school')} of {counted(teachers, 'teacher')}, "
        f"{percent(context['district.poverty'])} low-income students, "
        f"superintendents leave at {percent(context['district.superintendent_turnover'])} a year"
    )


def _funders(s: Scenario) -> str:
    lines = ["Funders" if s.funders else "Funders: none"]
    for context, group in groupby(s.funders, key=lambda f: dict(f.context)):
        c = {name.removeprefix("funder."): value for name, value in context.items()}
        text = (
            f"{_some([f.name for f in group])} ({c['kind']}): grants of {dollars(c['grant'])} for "
            f"{duration(c['months'])}, a call {every(c['call_every'])}, funds {percent(c['odds'])} of average "
            f"proposals, {dollars(c['budget'])} a year in all"
        )
        lines.append(wrapped(text, "  ", "    "))
    return "\n".join(lines)


def _events(s: Scenario) -> str:
    from analysis.wording.events import event_text

    dated = [f"{date(e.month)} (month {e.month})" if e.when is None else capital(e.dated) for e in s.events]
    lines = [wrapped(f"{when}: {event_text(e)}", "  ", "    ") for when, e in zip(dated, s.events, strict=True)]
    return "\n".join(["Events", *lines]) if lines else ""


def _history(s: Scenario) -> str:
    from analysis.wording.history import history_texts

    lines = [wrapped(text, "  ", "    ") for text in history_texts(s)]
    return "\n".join(["History", *lines]) if lines else ""


def _differing_values(s: Scenario, baseline: Scenario | None) -> str:
    from analysis.wording.differences import DATED, from_baseline, heading_of

    against = "the baseline" if baseline is not None else "the declared defaults"
    found = [d for d in from_baseline(s, baseline) if d.sort not in DATED]
    if not found:
        return f"All values are those of {against}. `--all` lists them."
    differ = "differs" if len(found) == 1 else "differ"
    lines = [f"{counted(len(found), 'value').capitalize()} {differ} from {against} (`--all` lists every value)"]
    for title, group in groupby(found, heading_of):
        lines.append(f"  {title}")
        for d in group:
            lines += [f"    {_stated(d)}", wrapped(d.meaning, "        ")]
    return "\n".join(lines)


def _stated(d: Difference) -> str:
    money = d.unit.startswith("dollars")
    base = value_text(d.second, "dollars" if money else "share")
    origin = f"  [{d.origin}]" if d.origin else ""
    return f"{d.name} = {value_text(d.first, d.unit)}, not {base}{origin}"


def _all_values(s: Scenario) -> str:
    from analysis.wording.differences import origin_of
    from sim.declarations.parameters import registry

    lines = ["Every value, and the file that states it (without one: the declared default)"]
    for heading, where, values in rows_of(s):
        lines.append(f"  {heading}")
        for name, value in values.items():
            p = registry()[name]
            origin = origin_of(s, name, where)
            lines.append(f"    {name} = {value_text(value, p.unit)}{f'  [{origin}]' if origin else ''}")
            lines.append(wrapped(p.meaning, "        "))
    return "\n".join(lines)


def rows_of(s: Scenario) -> list[tuple[str, str, Mapping[str, Value]]]:
    """All values of a scenario, row by row: ``(heading, where, values)``; neighbours with equal values stand once."""
    owners = [("Levers of", p.name, p.name, p.levers) for p in s.partnerships]
    owners += [("Context of", d.name, f"{p.name} → {d.name}", d.context) for p in s.partnerships for d in p.districts]
    owners += [("Funder", f.name, f.name, f.context) for f in s.funders]
    rows: list[tuple[str, str, Mapping[str, Value]]] = []
    for (kind, values), group in groupby(owners, key=lambda row: (row[0], dict(row[3]))):
        members = list(group)
        rows.append((f"{kind} {_some([name for _, name, _, _ in members])}", members[0][2], values))
    return [*rows, ("World: how people and organisations behave", "world", s.world)]


def _facts(s: Scenario) -> str:
    lines = []
    for fact in s.facts:
        used = f" Used for {', '.join(fact.used_for)}." if fact.used_for else ""
        lines.append(wrapped(f"- {fact.fact} ({fact.source}){used}", "  ", "    "))
    return "\n".join(["Facts", *lines]) if lines else ""


def _teaching(s: Scenario) -> str:
    """What to teach with it; commands stand as they are typed, however long."""
    if s.teaching is None:
        return ""
    lines = ["To teach with it", wrapped(f"Predict first. {s.teaching.predict}", "  ", "    ")]
    for attempt in s.teaching.to_try:
        lines += [wrapped(f"Try: {attempt.do}", "  ", "    "), f"    {attempt.command}"]
    lines += [wrapped(f"Look at: {what}", "  ", "    ") for what in s.teaching.look_at]
    return "\n".join(lines)


def as_data(s: Scenario, baseline: Scenario | None) -> dict:
    """The scenario for programs: every value, and what differs from the baseline."""
    from analysis.wording.differences import from_baseline

    differing = [
        {"name": d.name, "where": d.where, "value": d.first, "baseline": d.second, "unit": d.unit, "from": d.origin}
        for d in from_baseline(s, baseline)
    ]
    return {**s.to_dict(), "digest": s.digest, "differs_from_baseline": differing}
