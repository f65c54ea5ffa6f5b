"""What `sim.run` has computed, as a results folder: what a sweep of its scenarios would have left."""

from pathlib import Path

from sim.engine.observed import Observed
from sim.experiments.design.samples import nothing
from sim.experiments.execute.worker import label_of, part_of, tables_of
from sim.experiments.plan.plan import FURTHER, Block, Plan, Settings
from sim.experiments.store import provenance
from sim.experiments.store.folder import Store, create
from sim.experiments.store.journal import ranges


def save(observed: Observed, folder: str | Path) -> Path:
    """Writes runs into a new results folder, month by month, which every command can read and go on with.

    Args:
        observed: the runs; every scenario has the same replicates.
        folder: new or empty.

    Returns:
        The folder.

    Raises:
        ValueError: scenarios with different replicates, or different seeds.
        StoreError: the folder holds something.
        DiskFull: there is no room.
    """
    plan, folder = _plan_of(observed), Path(folder)
    numbers = {plan.run(number): number for number in range(plan.runs)}
    of_run = zip(observed.arm_of_run.tolist(), (run.replicate for run in observed.runs), strict=True)
    labels = [label_of(plan, numbers[pair]) for pair in of_run]
    tables = tables_of(observed, labels, plan.settings)
    create(folder, plan)
    store = Store(folder)
    with store.lock():
        store.commit(part_of([tables], store.stamp))
        store.write_manifest()
    return folder


def _plan_of(observed: Observed) -> Plan:
    """The plan that has these runs."""
    scenarios = observed.scenarios
    replicates = sorted({run.replicate for run in observed.runs})
    pairs = {(int(arm), run.replicate) for arm, run in zip(observed.arm_of_run, observed.runs, strict=True)}
    if len(pairs) != len(scenarios) * len(replicates) or len({run.seed for run in observed.runs}) > 1:
        raise ValueError("only scenarios with the same replicates and one seed can be saved together")
    blocks: list[Block] = []
    for first, last in ranges(replicates):
        start = blocks[-1].first_run + blocks[-1].runs if blocks else 0
        blocks.append(Block(start, 0, len(scenarios), first, last - first + 1))
    settings = Settings(
        observed.months, observed.runs[0].seed, "monthly", (), len(observed.log["run"]) > 0,
        tuple(name for name in FURTHER if name in observed.values),
    )  # fmt: skip
    question = scenarios[0].question if len(scenarios) == 1 else ""
    return Plan("", question, scenarios, {"": {}}, (nothing(),), tuple(blocks), settings, None,
                provenance.code_digest())  # fmt: skip
