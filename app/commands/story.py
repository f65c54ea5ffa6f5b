"""``rpp story``: one replicate told in plain sentences; the telling is in ``app/story``."""

from app.terminal.mistakes import scenario_with
from app.terminal.options import Json, Months, Partnership, Replicate, ScenarioName, Seed, Values
from app.terminal.printing import printed


def command(
    scenario: ScenarioName,
    values: Values = None,
    seed: Seed = 1,
    replicate: Replicate = 0,
    months: Months = None,
    partnership: Partnership = None,
    as_json: Json = False,
) -> None:
    """Tell one replicate in plain sentences, year by year.

    Example: rpp story bellevue --seed 3 --replicate 2
    """
    chosen, _ = scenario_with(scenario, values or ())
    from app.story.tell import tell

    told = tell(chosen, seed=seed, replicate=replicate, months=months, partnership=partnership)
    printed(told.as_data() if as_json else told.as_text())
