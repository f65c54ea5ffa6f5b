"""The page's modules and styles as one module for a cell."""

from __future__ import annotations

import base64

from app.atlas.page import loader, styles

ENTRY = "widget.js"


def module() -> str:
    """The page's modules as one, whose ``render`` draws into a cell."""
    css = base64.b64encode(styles().encode()).decode()
    return (
        f'{loader(ENTRY)}const bytes = Uint8Array.from(atob("{css}"), (c) => c.charCodeAt(0));\n'
        f"globalThis.RPP_CSS = new TextDecoder().decode(bytes);\n"
        f'const face = await import(started["{ENTRY}"]);\nexport default {{ render: face.render }};\n'
    )
