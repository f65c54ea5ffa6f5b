"""``rpp list``: which scenarios and experiments there are, by title and question, read so that it answers at once."""

from pathlib import Path
from typing import Annotated

import typer
import yaml

from analysis.wording.layout import wrapped
from app.terminal.options import Json
from app.terminal.printing import printed
from sim.scenario.folders import BASELINE, files_beside, find_scenarios

UNREADABLE = "(cannot be read; `rpp validate` says why)"
#: Groups in the order in which they are listed, each with its heading; a folder of a group's name holds its scenarios.
GROUPS = {"baseline": "Baseline", "types": "Types of partnership", "presets": "Presets of places",
          "portraits": "Portraits of real partnerships", "fields": "Fields of many partnerships",
          "others": "Others"}  # fmt: skip
_LARGEST = 1_000_000


def command(
    of_experiments: Annotated[bool, typer.Option("--experiments", help="Experiments instead of scenarios.")] = False,
    as_json: Json = False,
) -> None:
    """List the scenarios, each with title and question.

    Example: rpp list --json
    """
    found = experiments() if of_experiments else scenarios()
    told = experiments_as_text if of_experiments else as_text
    printed(found if as_json else told(found))


def experiments() -> list[dict[str, str]]:
    """All experiments that can be run by name."""
    labels = {name: (path, _labels(path)) for name, path in sorted(files_beside("experiments").items())}
    return [{"name": name, "title": title, "question": question, "path": str(path)}
            for name, (path, (title, question, _)) in labels.items()]  # fmt: skip


def experiments_as_text(found: list[dict[str, str]]) -> str:
    """The list of experiments for readers."""
    if not found:
        return "There are no experiments here. `rpp new experiment NAME` begins one."
    rows = [f"{e['name']}  –  {e['title']}\n{wrapped(e['question'], '    ')}".rstrip() for e in found]
    last = "See what one would take with `rpp sweep NAME --plan`, run it with `rpp sweep NAME --out DIR`."
    return "\n".join(rows) + f"\n\n{last}"


def scenarios() -> list[dict[str, str | bool]]:
    """All scenarios that can be run by name."""
    found = []
    for name, path in find_scenarios():
        title, question, replays = _labels(path)
        group = name if name == BASELINE else name.rpartition("/")[0]
        found.append({"name": name, "title": title, "question": question,
                      "group": group if group in GROUPS else "others", "history": replays,
                      "path": str(path)})  # fmt: skip
    return found


def _labels(path: Path) -> tuple[str, str, bool]:
    """Title and question of a file, as written, and whether it has a history in which chance is switched off."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = path.read_bytes() if path.stat().st_size <= _LARGEST else None
        root = yaml.compose(data.decode("utf-8-sig"), Loader=loader) if data is not None else None
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError):
        root = None
    if not isinstance(root, yaml.MappingNode):
        return path.stem.replace("_", " ").capitalize(), UNREADABLE, False
    texts = {
        k.value: v.value for k, v in root.value if isinstance(k, yaml.ScalarNode) and isinstance(v, yaml.ScalarNode)
    }
    title = " ".join(texts.get("title", "").split()) or path.stem.replace("_", " ").capitalize()
    replays = any(k.value == "history" and isinstance(v, yaml.SequenceNode) and v.value for k, v in root.value)
    return title, " ".join(texts.get("question", "").split()), replays


def as_text(found: list[dict[str, str | bool]]) -> str:
    """The list for readers, by group."""
    if not found:
        return "There are no scenarios here. Put one into a folder `scenarios`, or name a .yaml file."
    blocks = []
    for group, heading in GROUPS.items():
        members = [s for s in found if s["group"] == group]
        if members:
            lines = [f"{s['name']}  –  {s['title']}\n{wrapped(_about(s), '    ')}".rstrip() for s in members]
            blocks.append(f"{heading}\n" + "\n".join(f"  {line}" for line in lines))
    blocks.append("See one with `rpp show NAME`, run it with `rpp run NAME`, read one run with `rpp story NAME`.")
    return "\n\n".join(blocks)


def _about(scenario: dict[str, str | bool]) -> str:
    """Its question, and whether chance is switched off anywhere."""
    replays = "(Replays a documented course in part: `rpp show` tells where chance is switched off.)"
    return f"{scenario['question']} {replays if scenario['history'] else ''}".strip()
