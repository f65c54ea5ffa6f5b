"""Pictures of networks: one world at a few months, everybody in the same place in each."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from analysis.networks.layout import MOST_TEACHERS, Layout, lay_out
from analysis.networks.measures import measures
from analysis.networks.ties import COORDINATOR, TEACHER, Snapshot
from analysis.plotting.drawing import KeyItem, draw_key, key_lines
from analysis.plotting.lettering import wrapped, write
from analysis.plotting.page import begin_page, made_with, write_heading
from analysis.plotting.style import GRID, INK, LOOKS, MUTED, SINGLE, Look, Sheet, Style, style_named
from analysis.wording.tables import titles_of
from sim.state.tables import NON_USER, TEACHER_STAGES
from sim.version import __version__

#: Letter, marker and look of each role, and what it is in plain words.
ROLES: dict[str, tuple[str, str, Look, str]] = {
    "untenured_faculty": ("U", "s", LOOKS[0], "faculty before tenure"),
    "tenured_faculty": ("F", "s", LOOKS[0], "tenured faculty"),
    "research_staff": ("R", "s", LOOKS[0], "research staff"),
    "graduate_student": ("G", "s", LOOKS[0], "graduate student"),
    COORDINATOR: ("C", "D", LOOKS[3], "coordinator"),
    "superintendent": ("S", "o", LOOKS[1], "superintendent"),
    "central_office": ("O", "o", LOOKS[1], "central office"),
    "principal": ("P", "o", LOOKS[1], "principal"),
    "coach": ("K", "o", LOOKS[1], "coach"),
    TEACHER: ("T", "h", LOOKS[2], "teacher at the table"),
}
#: What a marker alone says.
_KINDS = {"s": "researcher", "D": "coordinator", "o": "leader", "h": "teacher at the table"}
MOST = 4
#: Trust at which a line is thinnest and lightest, and thickest and darkest.
FAINT, FULL = 0.3, 0.7
_USER, _OTHER = LOOKS[2].line, "#d3d6da"


def figure_networks(taken: Sequence[Snapshot], *, style: str = "projector") -> Sheet:
    """The networks of one partnership at up to four months, with what they are in numbers.

    Lines join people of both sides, the thicker and darker the more they trust each other. Places belong to posts, so
    that pictures can be laid one over the other.

    Args:
        taken: snapshots of one partnership in one world.
        style: ``projector`` or ``print``.

    Raises:
        ValueError: unknown style, or no snapshots or too many.
    """
    look = style_named(style)
    if not 1 <= len(taken) <= MOST:
        raise ValueError(f"a figure shows one to {MOST} months, not {len(taken)}")
    first, found = taken[0], measures(taken)
    several = len(first.scenario.partnerships) > 1
    title = titles_of([first.scenario])[0] + (f", {first.partnership}" if several else "")
    title += ": who knows and trusts whom"
    made = f"One run: replicate {first.replicate} of seed {first.seed}, model version {__version__}, "
    made += f"{first.scenario.name}@{first.scenario.digest}. Left: research side; middle: at the table; right: schools."
    sheet, top = begin_page(look, title, made, made_with(made, [first.scenario]))
    top -= look.lines(0.4)
    edge = look.lines(1.1)
    across = len(taken) if look.columns == 3 else 1 + (len(taken) > 2)
    down = -(-len(taken) // across)
    between = look.lines(1.6)
    wide = (look.width - 2 * edge - between * (across - 1)) / across
    befores = [0, *(s.month for s in taken)]
    words = [wrapped(_told(found.iloc[n], befores[n]), look.text, wide) for n in range(len(taken))]
    head, foot = 1.32 * look.heading / 72 + look.lines(0.3), look.lines(1.15 * max(map(len, words)) + 0.8)
    lettered, low = True, 0.0
    for _ in range(2):  # the key depends on whether letters fit, and the room for pictures on the key
        items = _key(taken, look, lettered)
        lines = key_lines(items, look, look.width - 2 * edge)
        low = look.lines(0.4 + 1.25 * len(lines) + 0.5)
        high = (top - low) / down - head - foot
        layout = lay_out(_seats_of_all(taken), wide, high, 1.75 * look.text / 72)
        lettered = layout.mark * 72 >= 1.25 * look.text
    draw_key(sheet, lines, look, edge, look.lines(0.4))
    most = max((int(_passing(s)["pairs"].max()) for s in taken if len(_passing(s))), default=1)
    for n, snapshot in enumerate(taken):
        row, column = divmod(n, across)
        x, y = edge + column * (wide + between), top - row * (top - low) / down
        year = (snapshot.month - 1) // 12 + 1
        heading = f"Month {snapshot.month} (year {year}): {snapshot.stage.replace('_', ' ')}"
        write_heading(sheet, look, x, y, heading)
        ax = sheet.panel(x, y - head - high, wide, high)
        ax.set(xlim=(0, wide), ylim=(0, high))
        ax.set_axis_off()
        _draw(ax, snapshot, layout, look, most, lettered=lettered)
        sheet.write(x, y - head - high - look.lines(0.4), "\n".join(words[n]), look.text, linespacing=1.15)
    sheet.keep("measures", found)
    for snapshot in taken:
        sheet.keep(f"ties, month {snapshot.month}", snapshot.ties)
    return sheet


def _seats_of_all(taken: Sequence[Snapshot]) -> Snapshot:
    """The first month, with a place at the table for whoever sits there in any month: a seat may pass to another."""
    sits = pd.concat([s.people["at_table"] for s in taken], axis=1).eq(True).any(axis=1)
    return replace(taken[0], people=taken[0].people.assign(at_table=sits))


def _told(row: pd.Series, before: int) -> str:
    """The numbers of one month in words."""
    if row["stage"] in ("not_started", "ended"):
        state = "has ended" if row["stage"] == "ended" else "has not begun"
        return f"The partnership {state}: no ties are kept up. {_left(row, before)}"
    trust = f", mean trust {row['trust']:.2f}" if row["ties"] else ""
    parts = [
        f"{row['in_post']} of {row['in_post'] + row['vacant']} posts filled. "
        f"{row['strong']} of {row['pairs']} ties strong (trust of ½ or more){trust}."
    ]
    if row["strong"]:
        alone = row["alone"]
        parts.append(f"{alone} without a strong tie." if alone else "Nobody without a strong tie.")
    if row["broker"]:
        parts.append(f"Most between others: {ROLES[row['broker_role']][3]}.")
    return " ".join([*parts, _left(row, before)])


def _left(row: pd.Series, before: int) -> str:
    since = f"since month {before}" if before else "since the start"
    if not row["left"]:
        return f"Nobody left {since}."
    return f"{row['left']} left {since}, and with them {row['ties_left']} ties."


def _draw(ax: Axes, snapshot: Snapshot, layout: Layout, look: Style, most: int, *, lettered: bool) -> None:
    """One month: schools and teachers, ties, and the people on top."""
    _schools(ax, snapshot, layout, look, most)
    people, ties = snapshot.people, snapshot.ties[snapshot.ties["present"]].sort_values("trust", kind="stable")
    lines = [(layout.people[a], layout.people[b]) for a, b in zip(ties["research"], ties["practice"], strict=True)]
    shown = [_tie(trust, look) for trust in ties["trust"]]
    ax.add_collection(LineCollection(
        lines, colors=[colour for colour, _ in shown], linewidths=[width for _, width in shown], zorder=2,
    ))  # fmt: skip
    for post, place in layout.people.items():
        row = people.loc[post]
        school = layout.schools.get(int(row["school"]))
        if school is not None:
            end = layout.teachers.get(post, (school[0], school[1] + school[2] / 2))
            ax.plot(*zip(place, end, strict=True), color=MUTED, linewidth=look.thin, linestyle=":", zorder=1)
        letter, marker, colours, _ = ROLES[row["role"]]
        _person(ax, *place, letter if lettered else "", marker, colours, look, layout.mark, there=bool(row["in_post"]),
                new=bool(row["new"] and row["in_post"]))  # fmt: skip


def _tie(trust: float, look: Style) -> tuple[tuple[float, ...], float]:
    """Colour and width of a tie."""
    place = float(np.clip((trust - FAINT) / (FULL - FAINT), 0, 1))
    light, dark = np.array(to_rgb(GRID)), np.array(to_rgb(INK))
    return tuple(light + (dark - light) * place), look.thin * 0.6 + (look.line - look.thin * 0.6) * place**1.5


def _person(
    ax: Axes, x: float, y: float, letter: str, marker: str, colours: Look, look: Style, mark: float, *, there: bool,
    new: bool = False,
) -> None:  # fmt: skip
    """Somebody in a post, an empty post, or somebody new in it."""
    size = mark * 72 * {"D": 0.72, "h": 0.95, "s": 0.8}.get(marker, 0.88)
    ax.plot([x], [y], marker, markersize=size, markerfacecolor=colours.line if there else "white", zorder=4,
            markeredgecolor="white" if there else MUTED, markeredgewidth=look.thin)  # fmt: skip
    if letter:
        write(ax, look, letter, (x, y), colour=colours.on if there else MUTED, bold=there, va="center_baseline",
              ha="center", zorder=5)  # fmt: skip
    if new:
        ax.plot([x + 0.38 * mark], [y + 0.38 * mark], "o", markersize=mark * 72 * 0.26, markerfacecolor=INK, zorder=6,
                markeredgecolor="white", markeredgewidth=look.thin * 0.7)  # fmt: skip


def _schools(ax: Axes, snapshot: Snapshot, layout: Layout, look: Style, most: int) -> None:
    """Schools with their teachers as dots, or as squares filled by the share of teachers who use the innovation."""
    people = snapshot.people
    teachers = people[people["role"] == TEACHER]
    uses = teachers["stage"] != TEACHER_STAGES[NON_USER]
    if layout.teachers:
        centre = {school: (x + side / 2, y + side / 2) for school, (x, y, side) in layout.schools.items()}
        for a, b, pairs in _passing(snapshot)[["one", "other", "pairs"]].itertuples(index=False):
            ax.plot(*zip(centre[a], centre[b], strict=True), color=LOOKS[2].narrow, zorder=0.5,
                    linewidth=look.line * 1.4 * pairs / most)  # fmt: skip
    share = uses.groupby(teachers["school"]).mean()
    for school, (x, y, side) in layout.schools.items():
        _school(ax, x, y, side, 0.0 if layout.teachers else share[school], look)
    if layout.teachers:
        places = np.array([layout.teachers[str(post)] for post in teachers.index])
        size = 0.62 * layout.schools[0][2] / np.sqrt(teachers.groupby("school").size().max())
        for using, colour in ((False, _OTHER), (True, _USER)):
            here = places[uses.to_numpy() == using]
            ax.plot(here[:, 0], here[:, 1], "o", markersize=size * 72, markerfacecolor=colour, markeredgewidth=0,
                    zorder=1.4)  # fmt: skip


def _school(ax: Axes, x: float, y: float, side: float, share: float, look: Style) -> None:
    """A school, filled by the share of teachers who use the innovation."""
    ax.add_patch(Rectangle((x, y), side, side, facecolor="white", edgecolor=SINGLE, linewidth=look.thin, zorder=1.2))
    ax.add_patch(Rectangle((x, y), side, side * share, facecolor=_USER, edgecolor="none", zorder=1.3))


def _passing(snapshot: Snapshot) -> pd.DataFrame:
    """Pairs of schools with the number of advice ties between them of which one teacher uses the innovation."""
    people, advice = snapshot.people, snapshot.advice
    uses = people["stage"].ne(TEACHER_STAGES[NON_USER]) & people["role"].eq(TEACHER)
    ends = pd.DataFrame({end: advice[end].map(people["school"]) for end in advice})
    passing = advice["one"].map(uses).ne(advice["other"].map(uses)) & ends["one"].ne(ends["other"])
    pairs = pd.DataFrame(np.sort(ends[passing].to_numpy(dtype=int), axis=1), columns=["one", "other"])
    return pairs.groupby(["one", "other"]).size().rename("pairs").reset_index()


def _key(taken: Sequence[Snapshot], look: Style, lettered: bool) -> list[KeyItem]:
    """What markers and lines mean, for the roles that there are."""
    people = taken[0].people
    table = people.loc[people["at_table"], "role"]
    shown = [row for role, row in ROLES.items() if (table == role).any()]
    if not lettered:  # colours and shapes tell sides apart, not roles
        kinds = {(marker, colours.line): ("", marker, colours, _KINDS[marker]) for _, marker, colours, _ in shown}
        shown = list(kinds.values())
    since = " since the picture before" if len(taken) > 1 else ""
    samples = {words: partial(_sample, letter, marker, colours) for letter, marker, colours, words in shown}
    samples["nobody in the post"] = partial(_sample, "", "o", LOOKS[1], there=False)
    samples[f"somebody new{since}"] = partial(_sample, "", "o", LOOKS[1], new=True)
    samples |= {f"trust {trust:g}": partial(_line, partial(_tie, trust), "-") for trust in (0.3, 0.5, 0.7)}
    if (people["at_table"] & people["school"].ge(0)).any():
        samples["works in that school"] = partial(_line, lambda style: (MUTED, style.thin), ":")
    if (people["role"] == TEACHER).sum() <= MOST_TEACHERS:
        samples |= {"teacher who uses it": partial(_dot, _USER), "who does not": partial(_dot, _OTHER)}
        advice = partial(_line, lambda style: (LOOKS[2].narrow, style.line), "-")
        samples["advice between a user and a non-user of two schools"] = advice
    else:
        samples["school, filled by the share of teachers who use it"] = _square
    return [KeyItem(words, draw) for words, draw in samples.items()]


def _sample(
    letter: str, marker: str, colours: Look, ax: Axes, x: float, y: float, width: float, style: Style, **who: bool
) -> None:
    """Somebody, as a sample in the key."""
    mark = min((1.6 if letter else 1.1) * style.text / 72, style.lines(1.15))
    _person(ax, x + width / 2, y, letter, marker, colours, style, mark, **{"there": True, **who})


def _line(
    look: Callable[[Style], tuple], dashes: str, ax: Axes, x: float, y: float, width: float, style: Style
) -> None:
    """A line with its colour and width, as a sample in the key."""
    colour, thick = look(style)
    ax.plot([x, x + width], [y, y], color=colour, linewidth=thick, linestyle=dashes)


def _dot(colour: str, ax: Axes, x: float, y: float, width: float, style: Style) -> None:
    """A teacher, as a sample in the key."""
    ax.plot([x + width / 2], [y], "o", color=colour, markersize=style.mark, markeredgewidth=0)


def _square(ax: Axes, x: float, y: float, width: float, style: Style) -> None:
    """A school, as a sample in the key."""
    side = style.lines(0.8)
    _school(ax, x + width / 2 - side / 2, y - side / 2, side, 0.4, style)
