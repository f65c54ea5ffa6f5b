"""What many runs will take, told before they begin, and refused where there is no room for it."""

import os
from pathlib import Path

from app.terminal.mistakes import Mistake
from app.terminal.printing import told_beside
from sim.experiments import Plan
from sim.experiments.execute.progress import duration
from sim.experiments.plan.estimate import estimate, room

#: Runs from which on it is worth a moment to try some out.
MANY = 2000
#: What the overview figure takes for each month of a partnership, and besides [megabytes], as measured.
MONTH, BASE = 630e-6, 550.0
#: Share of what is free that may be used.
SHARE = 0.9


def check_room(plan: Plan, folder: Path, threads: int, *, quiet: bool) -> None:
    """Tells on stderr what many runs will take; few pass without a word.

    Args:
        plan: the runs.
        folder: where they will be written.
        threads: threads that share them.
        quiet: whether nothing is told.

    Raises:
        Mistake: neither the disk nor the memory may be filled.
    """
    if plan.runs < MANY:
        return
    found = estimate(plan, threads)
    rows = plan.runs * plan.settings.months * max(len(s.partnerships) for s in plan.scenarios)
    memory, there, free = BASE + MONTH * rows, memory_of_machine(), room(folder)
    told = f"{plan.runs:,} runs take about {duration(found.seconds)}, {_told(found.megabytes)} on disk and "
    told += f"{_told(memory)} of memory for the overview figure"
    less = "lower --replicates or --months"
    if found.megabytes > SHARE * free:
        raise Mistake(f"{told}; only {_told(free)} are free there: {less}, or choose another place by --out")
    if there is not None and memory > SHARE * there:
        raise Mistake(f"{told}; this machine has {_told(there)}: {less}, or use rpp sweep, which draws none")
    if not quiet:
        told_beside(f"{told}.")


def memory_of_machine() -> float | None:
    """Megabytes of memory, or None where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6
    except (AttributeError, ValueError, OSError):  # Windows
        return None


def _told(megabytes: float) -> str:
    return f"{megabytes / 1000:,.1f} GB" if megabytes >= 1000 else f"{megabytes:,.0f} MB"
