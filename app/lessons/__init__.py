"""What the notebooks for students are made of: predictions, exercises that check themselves, sliders, pictures."""

from app.lessons.checking import check
from app.lessons.knobs import Sliders as sliders
from app.lessons.pictures import curves, differences, over_time, pairs, still_going
from app.lessons.prediction import reveal, verdict

__all__ = ["check", "curves", "differences", "over_time", "pairs", "reveal", "sliders", "still_going",
           "verdict"]
