"""One file for a repository: the results folder with a Process Run Crate (RO-Crate 1.1) and the environment.

The crate says in a form that machines read what was run, by which program, on which inputs, with which results.
"""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from sim.experiments.store import files, provenance
from sim.experiments.store.files import StoreError
from sim.experiments.store.folder import MARK
from sim.experiments.store.opened import Sweep

PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
CRATE = "ro-crate-metadata.json"
_KINDS = {
    ".parquet": "application/vnd.apache.parquet", ".json": "application/json", ".csv": "text/csv",
    ".jsonl": "application/jsonl", ".txt": "text/plain",
}  # fmt: skip


def archive(folder: str | Path, out: str | Path | None = None, *, license: str = "") -> Path:
    """Makes one zip of a results folder.

    Args:
        folder: the results folder.
        out: the zip; beside the folder and with its name by default.
        license: address of the licence under which the results may be used.

    Returns:
        The zip.

    Raises:
        StoreError: the licence is no address, a runner is at work, files are damaged, runs are missing, or the zip
            exists.
        DiskFull: there was no room.
    """
    if license and not license.startswith(("https://", "http://")):
        raise StoreError(f"the licence is told by its address (https://…), which is not {license[:80]!r}")
    sweep = Sweep(folder)
    status = sweep.status(thoroughly=True)
    target = Path(out) if out is not None else sweep.folder.absolute().with_suffix(".zip")
    if status.running:
        raise StoreError(f"a runner is at work on {folder}; archive it when it is done")
    if status.damaged or status.done < status.runs:
        raise StoreError(f"{status.runs - status.done:,} runs are missing; complete them first: rpp resume {folder}")
    if target.exists():
        raise StoreError(f"{target} exists, and is not overwritten; name another file")
    members = _members(sweep)
    crate = _crate(sweep, members, license)
    temporary = target.with_name(f".{target.name}{files.UNFINISHED}")
    try:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as zipped:
            zipped.writestr(CRATE, json.dumps(crate, indent=1, ensure_ascii=False))
            zipped.writestr("environment.txt", provenance.environment())
            zipped.write(sweep.folder / MARK, MARK)  # so that the unpacked folder can be gone on with
            for path in members:
                stored = zipfile.ZIP_STORED if path.suffix == ".parquet" else zipfile.ZIP_DEFLATED
                zipped.write(path, path.relative_to(sweep.folder).as_posix(), compress_type=stored)
        temporary.rename(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise StoreError(f"{target} could not be written ({error.strerror})") from error
    return target


def _members(sweep: Sweep) -> list[Path]:
    found = [sweep.folder / "manifest.json", sweep.folder / "dictionary.csv"]
    for name in ("inputs", "journal"):
        found += sorted((sweep.folder / name).rglob("*"))
    kept = [path for path in found if path.is_file() and path.suffix in _KINDS and not path.name.startswith(".")]
    return [*kept, *sorted(sweep.paths())]


def _crate(sweep: Sweep, members: list[Path], license: str) -> dict:
    """The crate as JSON-LD."""
    about = sweep.manifest or provenance.about()
    program = about["program"]
    names = {path: path.relative_to(sweep.folder).as_posix() for path in members}
    inputs = [{"@id": name} for name in names.values() if name.startswith("inputs/")]
    results = [{"@id": name} for name in names.values() if not name.startswith(("inputs/", "journal/"))]
    title = sweep.plan.title or "A sweep of research-practice partnerships"
    text = sweep.plan.question or f"{sweep.plan.runs} simulated runs of research-practice partnerships."
    root = {
        "@id": "./", "@type": "Dataset", "name": title, "description": text,
        "datePublished": datetime.now(UTC).date().isoformat(), "conformsTo": {"@id": PROFILE},
        "license": {"@id": license} if license else "No licence has been given.",
        "hasPart": [*({"@id": name} for name in names.values()), {"@id": "environment.txt"}],
        "mentions": {"@id": "#sweep"},
    }  # fmt: skip
    described = [
        {"@id": CRATE, "@type": "CreativeWork", "about": {"@id": "./"},
         "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"}},
        root,
        {"@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
        {"@id": "#program", "@type": "SoftwareApplication", "name": program["name"],
         "softwareVersion": program["version"],
         "identifier": f"code {program['code']}" + (f", commit {program['commit']}" if program["commit"] else "")},
        {"@id": "#sweep", "@type": "CreateAction", "name": title, "endTime": about["written"],
         "instrument": {"@id": "#program"}, "object": inputs, "result": results,
         "description": f"{sweep.plan.runs} runs of {sweep.plan.points} design points, seed {sweep.plan.settings.seed}",
         "actionStatus": "http://schema.org/CompletedActionStatus"},
        {"@id": "environment.txt", "@type": "File", "name": "installed distributions", "encodingFormat": "text/plain"},
        *([{"@id": license, "@type": "CreativeWork", "name": license}] if license else []),
        *({"@id": name, "@type": "File", "name": name, "encodingFormat": _KINDS[path.suffix],
           "contentSize": str(path.stat().st_size), "sha256": files.checksum_of(path)} for path, name in names.items()),
    ]  # fmt: skip
    context = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}]
    return {"@context": context, "@graph": described}
