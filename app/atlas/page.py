"""One file: the page's own modules, its styles and the numbers, started without a server or a network."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

WEB = Path(__file__).parents[1] / "web"
_IMPORT = re.compile(r"""((?:^|\n)\s*(?:import|export)\b[^"';()]*?(?:from\s*)?)(["'])(\.{1,2}/[^"']+)\2""")
_STYLES = re.compile(r'<link rel="stylesheet" href="/web/([^"]+)">')
#: Starts the modules: each becomes an address of its own, in the order in which they need each other.
LOADER = """\
const started = {};
for (const [name, needs, text] of modules) {
  let code = text;
  for (const [written, path] of needs) code = code.replaceAll(JSON.stringify(written), JSON.stringify(started[path]));
  started[name] = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
}
"""
_DATA = """\
const packed = Uint8Array.from(atob(document.getElementById("values").textContent.trim()), (c) => c.charCodeAt(0));
const whole = new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")));
globalThis.ATLAS = {
  meta: JSON.parse(document.getElementById("meta").textContent),
  values: new Uint16Array(await whole.arrayBuffer()),
};
"""


def modules(entry: str, root: Path = WEB) -> list[tuple[str, list[tuple[str, str]], str]]:
    """A module and all that it imports, each after what it needs: name, imports (as written, and name), and text.

    Raises:
        ValueError: modules import each other in a circle, or one is missing.
    """
    found: dict[str, tuple[str, list[tuple[str, str]], str]] = {}
    entered: list[str] = []

    def enter(path: Path) -> str:
        name = path.relative_to(root).as_posix()
        if name in found:
            return name
        if name in entered:
            raise ValueError(f"modules import each other in a circle: {' → '.join([*entered, name])}")
        if not path.is_file():
            raise ValueError(f"{entered[-1] if entered else entry} imports {name}, which is not there")
        entered.append(name)
        text = _IMPORT.sub(lambda m: f"{m[1]}{json.dumps(m[3])}", path.read_text(encoding="utf-8"))
        needs = {m[3]: enter((path.parent / m[3]).resolve()) for m in _IMPORT.finditer(text)}
        entered.pop()
        found[name] = (name, list(needs.items()), text)
        return name

    enter((root / entry).resolve())
    return list(found.values())


def loader(entry: str) -> str:
    """JavaScript that makes all modules of an entry; ``started[entry]`` is then its address."""
    return f"const modules = {_script(modules(entry))};\n{LOADER}"


def styles(root: Path = WEB) -> str:
    """All styles of the page, in order."""
    page = (root / "index.html").read_text(encoding="utf-8")
    return "\n".join((root / name).read_text(encoding="utf-8") for name in _STYLES.findall(page))


def page(meta: Mapping[str, Any], values: np.ndarray, entry: str = "atlas.js") -> str:
    """The whole file."""
    css = styles().replace("</", "<\\/")
    packed = base64.b64encode(gzip.compress(np.ascontiguousarray(values, "<u2").tobytes(), 9, mtime=0)).decode()
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' blob:; style-src 'unsafe-inline'; img-src data: blob:">
<title>{escape(str(meta["title"]))}: atlas</title>
<link rel="icon" href="data:,">
<style>
{css}
</style>
</head>
<body><div id="app"></div><noscript>This page needs JavaScript.</noscript>
<script type="application/json" id="meta">{_script(meta)}</script>
<script type="text/plain" id="values">{packed}</script>
<script type="module">
{_DATA}{loader(entry)}await import(started[{json.dumps(entry)}]);
</script>
</body>
</html>
"""  # noqa: E501


def _script(data: Any) -> str:
    """JSON that cannot end the element that it stands in."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).replace("</", "<\\/")
