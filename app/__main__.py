"""``python -m app`` is the same as ``rpp``."""

from .cli import main

main()
