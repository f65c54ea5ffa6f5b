"""The progress bar of this place, terminal or notebook, without tqdm's warning where a notebook lacks ipywidgets."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from tqdm.auto import tqdm

__all__ = ["tqdm"]
