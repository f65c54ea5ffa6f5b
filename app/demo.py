"""``make demo``: three real partnerships side by side, in figures, a table and a story.

Design research in one district, a research alliance in the country's largest district, and a networked improvement
community: three answers to what makes a partnership last and an improvement reach classrooms.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import sim
from analysis.overview.figures import overview
from analysis.plotting.style import save
from analysis.wording.tables import comparison_table
from app.story.tell import tell

SCENARIOS = ("portraits/bellevue", "portraits/nyc_research_alliance", "portraits/bten")
REPLICATES, SEED = 100, 1
ABOUT = """Three partnerships, {replicates} runs each of {years} years, seed {seed}; median (5 % to 95 % of runs)."""


def main(arguments: list[str] | None = None) -> None:
    """Runs the demonstration and says where its files are.

    Args:
        arguments: command line; ``--out FOLDER`` and ``--replicates N``.
    """
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("demo-output"), help="folder for figures, table and story")
    parser.add_argument("--replicates", type=int, default=REPLICATES, help="runs of each partnership")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)

    result = sim.run(SCENARIOS, replicates=options.replicates, seed=SEED, progress=sys.stderr.isatty())
    table = comparison_table(result)
    table.to_csv(options.out / "comparison.csv")
    save(overview(result), options.out / "overview")
    save(overview(result, style="print"), options.out / "overview-print")
    for scenario in result.scenarios:
        alone = sim.run(scenario, replicates=options.replicates, seed=SEED)
        save(overview(alone), options.out / Path(scenario.name).name)
    story = tell(result.scenarios[0], seed=SEED)
    (options.out / "story.txt").write_text(story.as_text() + "\n", encoding="utf-8")

    print(ABOUT.format(replicates=options.replicates, years=result.months // 12, seed=SEED))
    print()
    print(table.to_string())
    print()
    print(f"Written to {options.out}/:")
    for path in sorted(options.out.glob("*")):
        print(f"  {path.name}")
    print(f"Start with {options.out / 'overview.png'}, and read {options.out / 'story.txt'}.")


if __name__ == "__main__":
    main()
