"""The same world as a Mesa model with agents."""

import sim.engine.progress_bar  # noqa: F401  # before Mesa imports tqdm, which would warn in a notebook
