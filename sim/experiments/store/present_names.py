"""A plan that was stored under names of an earlier version, told under the present ones."""

from collections.abc import Mapping
from dataclasses import replace

from sim.declarations.renamed import COLUMNS, EVENTS, PARAMETERS, present_name
from sim.experiments.design.factors import Factor
from sim.experiments.plan.plan import Plan
from sim.experiments.store.resolved import scenario_from


def with_present_names(plan: Plan) -> Plan:
    """The same plan under present names; its digest stays that of the names under which it was run."""
    designs = tuple(
        replace(d, factors=tuple(map(_factor, d.factors)), columns=_renamed(d.columns)) for d in plan.designs
    )
    columns = tuple(COLUMNS.get(name, name) for name in plan.settings.columns)
    present = replace(
        plan, scenarios=tuple(scenario_from(_renamed(s.to_dict())) for s in plan.scenarios),
        policies={name: _renamed(values) for name, values in plan.policies.items()}, designs=designs,
        settings=replace(plan.settings, columns=columns),
        expect=tuple(replace(e, outcome=present_name("outcome", e.outcome)) for e in plan.expect),
    )  # fmt: skip
    present.__dict__["digest"] = plan.digest
    return present


def _factor(factor: Factor) -> Factor:
    bundles = {label: _renamed(values) for label, values in factor.bundles.items()}
    return replace(factor, name=PARAMETERS.get(factor.name, factor.name), bundles=bundles)


def _renamed(data: object) -> object:
    """Plain data in which parameters as keys, and what events do, have their present names."""
    if isinstance(data, Mapping):
        found = {PARAMETERS.get(key, key): _renamed(value) for key, value in data.items()}
        return found | ({"do": EVENTS.get(found["do"], found["do"])} if isinstance(found.get("do"), str) else {})
    return [_renamed(value) for value in data] if isinstance(data, list) else data
