"""``make demo``: three real partnerships side by side, in figures, a table and a story.

Design research in one district, a research alliance in the country's largest district, and a networked improvement
community: three answers to what makes a partnership last and an improvement reach classrooms.
"""

import argparse
import sys
from pathlib import Path

import sim
from analysis.overview.figures import overview
from analysis.overview.summary import side_by_side
from analysis.plotting.style import save
from analysis.wording.layout import wrapped
from analysis.wording.tables import comparison_table
from app.results.outputs import write_csv, written
from sim.scenario.portraits import notice

SCENARIOS = ("portraits/bellevue", "portraits/nyc_research_alliance", "portraits/bten")
REPLICATES, SEED = 100, 1
ABOUT = """Three partnerships, {replicates} runs each of {years} years, seed {seed}:
median, and in brackets 5 to 95 % of runs.
"""


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
    write_csv(comparison_table(result).reset_index(), options.out / "comparison.csv")
    save(overview(result), options.out / "overview")
    save(overview(result, style="print"), options.out / "overview-print")
    alone = {s.title: sim.run(s, replicates=options.replicates, seed=SEED) for s in result.scenarios}
    for scenario, one in zip(result.scenarios, alone.values(), strict=True):
        save(overview(one), options.out / Path(scenario.name).name)
    story = next(iter(alone.values())).story("typical")
    text = f"{story.as_text()}\n\n\n{story.as_text(full=True)}\n"
    (options.out / "story.txt").write_text(text, encoding="utf-8")

    print(wrapped(notice(result.scenarios)))
    print(ABOUT.format(replicates=options.replicates, years=result.months // 12, seed=SEED))
    print(side_by_side(alone))
    print()
    print(written(options.out))
    print(f"Start with {options.out / 'overview.png'}, and read {options.out / 'story.txt'}.")


if __name__ == "__main__":
    main()
