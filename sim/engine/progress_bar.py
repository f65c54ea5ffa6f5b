"""The progress bar of this place, terminal or notebook, without tqdm's warning where a notebook lacks ipywidgets.

tqdm warns when it is first imported, whoever does it: packages that import a library that uses it import this first.
"""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from tqdm.auto import tqdm

__all__ = ["tqdm"]
