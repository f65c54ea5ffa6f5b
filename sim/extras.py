"""What only some commands need, and an installation may lack: each such library comes with a named extra.

``pip install rpp-sim`` brings what runs, sweeps, compares and reports; ``rpp-sim[all]`` brings everything.
"""

from importlib.util import find_spec

from sim.scenario.mistakes import Mistake

#: What each extra brings: libraries by the name that they are imported by, with the name that people know.
EXTRAS = {
    "app": {"starlette": "Starlette", "uvicorn": "Uvicorn"},
    "calibration": {"optuna": "Optuna"},
    "cluster": {"dask": "Dask", "distributed": "Dask's distributed"},
    "notebook": {"anywidget": "anywidget", "ipywidgets": "ipywidgets"},
    "sensitivity": {"SALib": "SALib", "sklearn": "scikit-learn"},
}


class Missing(Mistake):
    """A library that is not installed; the text says how to get it."""


def missing(*extras: str) -> list[str]:
    """Libraries of some extras that are not installed, by the names that people know."""
    return [title for extra in extras for name, title in EXTRAS[extra].items() if not _is_there(name)]


def need(extra: str, what: str) -> None:
    """Makes sure that an extra is installed.

    Args:
        extra: its name, as in `EXTRAS`.
        what: what needs it; begins the message.

    Raises:
        Missing: a library is not there; says which, and how to get it.
    """
    lacking = missing(extra)
    if lacking:
        verb = "is" if len(lacking) == 1 else "are"
        raise Missing(
            f"{what} needs {' and '.join(lacking)}, which {verb} not installed: pip install 'rpp-sim[{extra}]'"
        )


def _is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):  # somebody keeps it from being imported
        return False
