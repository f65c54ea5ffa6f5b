"""A resolved scenario as JSON, so that a results folder holds its inputs and needs no scenario file to go on."""

from collections.abc import Mapping

from sim.declarations.parameters import registry
from sim.experiments.store.files import StoreError
from sim.scenario.records import Attempt, Event, Fact, Known, Teaching, When
from sim.scenario.scenario import DistrictSpec, FunderSpec, PartnershipSpec, Scenario


def scenario_from(data: Mapping) -> Scenario:
    """The scenario that `Scenario.to_dict` has turned into plain data.

    Raises:
        KeyError, TypeError: the data do not describe a scenario of this version.
    """
    partnerships = tuple(
        PartnershipSpec(**{**p, "districts": tuple(DistrictSpec(**d) for d in p["districts"])})
        for p in data["partnerships"]
    )
    return Scenario(**{
        **data,
        "partnerships": partnerships,
        "beside": tuple(DistrictSpec(**d) for d in data.get("beside", ())),  # earlier versions had none
        "funders": tuple(FunderSpec(**f) for f in data["funders"]),
        "events": tuple(Event(**{**e, "when": When(**e["when"]) if e.get("when") else None}) for e in data["events"]),
        "history": tuple(Known(**k) for k in data.get("history", ())),  # version 0.1 had none
        "facts": tuple(Fact(**{**f, "used_for": tuple(f["used_for"])}) for f in data["facts"]),
        "lineage": tuple(data["lineage"]),
        "teaching": _teaching_from(data.get("teaching")),  # earlier versions had none
    })


def _teaching_from(data: Mapping | None) -> Teaching | None:
    if data is None:
        return None
    to_try = tuple(Attempt(**attempt) for attempt in data["to_try"])
    return Teaching(data["predict"], to_try, tuple(data["look_at"]))


def check_can_run(scenario: Scenario) -> None:
    """Refuses a scenario that was stored before the model had all of its present parameters.

    Raises:
        StoreError: with some of their names.
    """
    missing = [p.name for p in registry().values() if p.scope == "world" and p.name not in scenario.world]
    if missing:
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        raise StoreError(
            f"{scenario.name} was stored by an earlier version, which had no {', '.join(missing[:3])}{more}; its "
            "results can be read, and its runs not repeated"
        )
