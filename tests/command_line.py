"""Commands as a user types them, for tests: exit code, what is printed, and what is told of mistakes."""

from __future__ import annotations

import re

from typer.testing import CliRunner

from app.cli import app

#: A scenario file that runs in a moment.
TINY = """
title: Tiny
question: Does it run?
months: 30
replicates: 3
context: {district.schools: 3, district.teachers_per_school: 5}
levers: {coordination.fte: 1}
events:
  - {month: 9, do: superintendent_leaves}
"""
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def rpp(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    done = CliRunner().invoke(app, list(arguments), prog_name="rpp")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, ESCAPES.sub("", done.stdout), ESCAPES.sub("", done.stderr)


def good(*arguments: str) -> str:
    """Output of a command that must succeed."""
    code, out, err = rpp(*arguments)
    assert code == 0, err
    return out
