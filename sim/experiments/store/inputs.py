"""The inputs of a sweep as files: everything that is needed to repeat it, and to go on with it."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import product
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.experiments.design.factors import Factor
from sim.experiments.design.samples import Design
from sim.experiments.execute.precision import Precision
from sim.experiments.plan.expected import Expected
from sim.experiments.plan.plan import Block, Plan, Settings
from sim.experiments.store import files
from sim.experiments.store.files import StoreError
from sim.experiments.store.present_names import with_present_names
from sim.experiments.store.resolved import scenario_from

#: What is written. Format 1 is of version 0.1, which told no code and kept one series; it can be read until 0.3.
FORMAT, READ = 2, (1, 2)
#: Columns of a design table before what varies.
DESIGN_KEYS = {"point": pa.int64(), "scenario": pa.string(), "policy": pa.string(), "sample": pa.int64()}


def write(folder: Path, plan: Plan) -> None:
    """Writes all inputs; ``plan.json`` last."""
    for name in ("scenarios", "design", "unit"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for number, scenario in enumerate(plan.scenarios):
        content = json.dumps(scenario.to_dict(), indent=1, ensure_ascii=False)
        files.write(folder / "scenarios" / f"{number}.json", content.encode())
    write_designs(folder, plan)


def write_designs(folder: Path, plan: Plan, first: int = 0) -> None:
    """Writes the designs of a plan from the first that is not there yet on; ``plan.json`` last."""
    for number in range(first, len(plan.designs)):
        _write_design(folder, plan, number)
    files.write(folder / "plan.json", _plan_text(plan).encode())


def read(folder: Path) -> Plan:
    """Reads a plan back.

    Raises:
        StoreError: a file is missing, or was changed.
    """
    try:
        data = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        if data["format"] not in READ:
            version = f"another version of this program (format {data['format']})"
            raise StoreError(f"{folder.parent} was written by {version}")
        scenarios = []
        told = data["scenarios"]  # by name in format 1, which had one version of each
        digests = [s["digest"] for s in told] if isinstance(told, list) else told.values()
        for number, digest in enumerate(digests):
            path = folder / "scenarios" / f"{number}.json"
            scenario = scenario_from(json.loads(path.read_text(encoding="utf-8")))
            if scenario.digest != digest:
                raise StoreError(f"{path} was changed since the sweep began; its results would no longer fit")
            scenarios.append(scenario)
        cells = len(scenarios) * len(data["policies"])
        designs = [_read_design(folder, number, d, cells) for number, d in enumerate(data["designs"])]
        plan = Plan(
            data["title"], data["question"], tuple(scenarios), data["policies"], tuple(designs),
            tuple(Block(**b) for b in data["blocks"]),
            Settings(**{k: tuple(v) if isinstance(v, list) else v for k, v in data["settings"].items()}),
            Precision(**data["precision"]) if data["precision"] else None, data.get("code", ""),
            tuple(Expected(**{**e, "arms": tuple(e["arms"])}) for e in data.get("expect", ())),
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise StoreError(f"the inputs in {folder} cannot be read ({type(error).__name__}: {error})") from error
    if plan.digest != data["sweep"]:
        raise StoreError(f"the inputs in {folder} were changed since the sweep began; its results would no longer fit")
    return with_present_names(plan)


def _plan_text(plan: Plan) -> str:
    return json.dumps({
        "format": FORMAT,
        "sweep": plan.digest,
        "code": plan.code,
        "title": plan.title,
        "question": plan.question,
        "scenarios": [{"name": scenario.name, "digest": scenario.digest} for scenario in plan.scenarios],
        "policies": {name: dict(values) for name, values in plan.policies.items()},
        "designs": [
            {
                "method": d.method, "samples": len(d), "settings": dict(d.settings), "teaching_only": d.is_for_teaching,
                "digest": d.digest, "factors": [f.to_dict() for f in d.factors],
                **({"names": list(d.names)} if d.names else {}),
            }
            for d in plan.designs
        ],
        "blocks": [asdict(block) for block in plan.blocks],
        "settings": asdict(plan.settings),
        "precision": plan.precision and asdict(plan.precision),
        **({"expect": [asdict(expected) for expected in plan.expect]} if plan.expect else {}),
    }, indent=1, ensure_ascii=False)  # fmt: skip


def design_tables(plan: Plan, number: int) -> Iterator[pa.Table]:
    """The design table of one design: one row per point, in pieces of one scenario under one policy each.

    Names of samples stand before what varies.
    """
    design = plan.designs[number]
    first = sum(len(d) for d in plan.designs[:number]) * plan.cells
    called = dict.fromkeys(design.names, pa.string())
    kinds = {f.name: pa.string() if f.is_text else pa.float64() for f in design.factors}
    columns = [pa.array(design.names[name], kind) for name, kind in called.items()]
    columns += [pa.array(design.columns[name], kind, from_pandas=True) for name, kind in kinds.items()]
    schema, samples = pa.schema(DESIGN_KEYS | called | kinds), np.arange(len(design))
    for scenario, policy in product(plan.scenarios, plan.policies):
        names = [pa.array([name] * len(design), pa.string()) for name in (scenario.name, policy)]
        yield pa.table([pa.array(first + samples), *names, pa.array(samples), *columns], schema=schema)
        first += len(design)


def _write_design(folder: Path, plan: Plan, number: int) -> None:
    design, name = plan.designs[number], f"part-{number}.parquet"
    points = pa.concat_tables(design_tables(plan, number))
    files.write(folder / "design" / name, files.parquet(points, compression="zstd", row_group_size=len(design)))
    if design.unit is not None:
        unit = pa.table(list(design.unit.T), names=[f.name for f in design.factors])
        files.write(folder / "unit" / name, files.parquet(unit))


def _read_design(folder: Path, number: int, data: dict, cells: int) -> Design:
    factors = tuple(Factor.from_dict(f) for f in data["factors"])
    table = pq.ParquetFile(folder / "design" / f"part-{number}.parquet")
    if table.metadata.num_rows != data["samples"] * cells:
        raise StoreError(f"{folder / 'design'} was changed since the sweep began; its results would no longer fit")
    first = table.read_row_group(0) if factors else None  # the first scenario under the first policy
    columns = {
        f.name: np.array(first[f.name].to_pylist(), dtype=object) if f.is_text
        else first[f.name].to_numpy().astype(np.float64)
        for f in factors
    }  # fmt: skip
    unit = None
    path = folder / "unit" / f"part-{number}.parquet"
    if path.exists():
        stored = pq.read_table(path)
        unit = np.stack([stored[f.name].to_numpy() for f in factors], axis=1)
    names = {name: tuple(first[name].to_pylist()) for name in data.get("names", ())}
    design = Design(data["method"], factors, columns, unit, data["settings"], names)
    if design.digest != data["digest"]:
        raise StoreError(f"{folder / 'design'} was changed since the sweep began; its results would no longer fit")
    return design
