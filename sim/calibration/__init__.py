"""Calibration: which values of chosen parameters let the model show published patterns, and what these cannot tell.

    >>> from sim.calibration import Simulator, Study, load_calibration
    >>> calibration = load_calibration("my_targets.yaml")
    >>> study = Study(calibration, "study")
    >>> study.run(Simulator(calibration), trials=200)
    >>> study.table()
"""

from sim.calibration.problem import Calibration
from sim.calibration.simulator import Simulator
from sim.calibration.study import Study
from sim.calibration.target_files import Population, find_targets, load_calibration
from sim.measures.targets import READINGS, Observed, Target, distance, observe

__all__ = [
    "READINGS", "Calibration", "Observed", "Population", "Simulator", "Study", "Target", "distance", "find_targets",
    "load_calibration", "observe",
]  # fmt: skip
