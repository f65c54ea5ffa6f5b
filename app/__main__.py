"""``python -m app`` is the same as ``rpp``."""

from app.cli import main

main()
