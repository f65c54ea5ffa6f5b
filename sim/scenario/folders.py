"""Where scenario files lie, and which file a name stands for."""

from collections import ChainMap
from pathlib import Path

from sim.scenario.mistakes import Problem, ScenarioError, nearest

BASELINE = "baseline"
#: Folders beside the scenarios that hold something else.
NOT_SCENARIOS = ("atlas", "experiments", "schema", "claims", "evidence", "targets", "workshop")


def scenario_folders() -> list[Path]:
    """Folders in which names are looked up: ``scenarios`` in the current folder, then the installed one."""
    candidates = (Path.cwd() / "scenarios", Path(__file__).resolve().parents[2] / "scenarios")
    return list(dict.fromkeys(folder.resolve() for folder in candidates if folder.is_dir()))


def find_scenarios() -> list[tuple[str, Path]]:
    """All scenarios that can be loaded by name: ``(name, path)``, a folder's own files before its subfolders.

    A file in the current folder's ``scenarios`` hides an installed one of the same name.
    """
    found = ChainMap(*map(_files_of, scenario_folders()))
    order = {"": 0, "types": 1, "presets": 2, "portraits": 3}
    return sorted(found.items(), key=lambda item: (order.get(item[0].rpartition("/")[0], 4), item[0]))


def _files_of(folder: Path) -> dict[str, Path]:
    files = {}
    inside = [part for part in folder.iterdir() if part.is_dir() and part.name not in NOT_SCENARIOS]
    for path in sorted([*folder.glob("*.yaml"), *(path for part in inside for path in part.rglob("*.yaml"))]):
        parts = path.relative_to(folder).parts
        if not any(part.startswith(".") for part in parts) and path.is_file():
            files["/".join(parts).removesuffix(".yaml")] = path
    return files


def find_file(name: str, beside: Path) -> tuple[Path | None, str, str]:
    """The file that a name stands for, or None with what is wrong and a hint."""
    if not Path(name).name.isprintable():  # it becomes the name of a scenario, in figures and tables
        return None, f"{name[:80]!r} holds a line break or a character that is no text", "rename the file"
    if name.endswith((".yaml", ".yml")):
        return _find_path(name, beside)
    for folder in scenario_folders():
        files = _files_of(folder)
        if name in files:
            return files[name].resolve(), "", ""
        alike = [full for full in files if full.rpartition("/")[2] == name]
        if len(alike) > 1:
            return None, f"several scenarios have the name {name!r}", f"write {' or '.join(alike)}"
        if alike:
            return files[alike[0]].resolve(), "", ""
    names = [full for full, _ in find_scenarios()]
    within = [full for full in names if full.startswith(f"{name.rstrip('/')}/")]
    if within:
        return None, f"{name!r} is a folder", f"it holds {', '.join(within)}"
    return None, f"there is no scenario {name!r}", nearest(name, names)


def files_beside(part: str) -> dict[str, Path]:
    """Files by name in a folder beside the scenarios, such as ``experiments``.

    A file in the current folder's ``scenarios`` hides an installed one of the same name.
    """
    found: dict[str, Path] = {}
    for folder in scenario_folders():
        for path in sorted((folder / part).glob("*.yaml")):
            found.setdefault(path.stem, path)
    return found


def find_beside(name: str, part: str, what: str) -> Path:
    """The file that a name or path stands for, where names are those of `files_beside`.

    Args:
        name: what was written.
        part: folder beside the scenarios.
        what: what such a file is called in a message, such as ``experiment``.

    Raises:
        ScenarioError: there is none.
    """
    known = files_beside(part)
    if name in known:
        return known[name]
    if name.endswith(".yaml"):
        path, message, hint = find_file(name, Path.cwd())
        if path is not None:
            return path
        raise ScenarioError([Problem("", 0, "", "", message, nearest(Path(name).stem, known) or hint)])
    hint = nearest(name, known) or (f"there are {', '.join(known)}" if known else "name a .yaml file")
    raise ScenarioError([Problem("", 0, "", "", f"there is no {what} {name!r}", hint)])


def _find_path(name: str, beside: Path) -> tuple[Path | None, str, str]:
    path = beside / name
    try:
        if path.is_file() and name.endswith(".yaml"):
            return path.resolve(), "", ""
        if path.is_dir():
            return None, f"{name!r} is a folder, not a file", ""
        if path.is_file():
            return None, f"{name!r} does not end in .yaml", "scenario files end in .yaml"
    except OSError as error:
        return None, f"{name[:80]!r} cannot be opened ({error.strerror})", ""
    stem = name.removesuffix(".yml").removesuffix(".yaml")
    return None, f"there is no file {name!r}", nearest(stem, (full for full, _ in find_scenarios()))


def name_of(path: Path) -> str:
    """Name of a file: relative to its scenario folder, or just its stem."""
    for folder in scenario_folders():
        if path.is_relative_to(folder) and path.relative_to(folder).parts[0] not in NOT_SCENARIOS:
            return path.relative_to(folder).as_posix().removesuffix(".yaml")
    return path.stem


def shown(path: Path) -> str:
    """A path as the user knows it: relative where it lies in the current folder."""
    here = Path.cwd().resolve()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)


def baseline_file() -> Path | None:
    """The file that every other scenario builds on; None where there is none, and the declared defaults hold."""
    found = dict(find_scenarios()).get(BASELINE)
    return None if found is None else found.resolve()
