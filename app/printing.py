"""Prints what a command found: text as it is, data as JSON."""

from __future__ import annotations

import json

import typer


def printed(content: object) -> None:
    """Prints text, or plain data as readable JSON."""
    text = content if isinstance(content, str) else json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    typer.echo(text)
