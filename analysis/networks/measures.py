"""Networks in numbers: people by role, ties and trust, groups, brokers, and what turnover took."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.networks.ties import COORDINATOR, TEACHER, Snapshot, graph
from sim.state.tables import LEADER_ROLES, NON_USER, RESEARCHER_ROLES, TEACHER_STAGES


def brokers(snapshot: Snapshot) -> pd.Series:
    """Betweenness of everybody of the research side and at the table over strong ties, the greatest first.

    The share of shortest ways between two others that lead through a person (Freeman 1977), by ``post``.
    """
    import networkx

    found = pd.Series(networkx.betweenness_centrality(graph(snapshot, advice=False)), dtype=float)
    order = np.lexsort((np.arange(len(found)), -found.to_numpy()))
    return found.iloc[order]


def measures(taken: Sequence[Snapshot]) -> pd.DataFrame:
    """What the networks look like in each snapshot.

    Args:
        taken: snapshots of one partnership.

    Returns:
        One row per month:

        - ``month``, ``stage``; ``in_post`` and ``vacant`` (posts of the research side and at the table), people in post
          by role;
        - ``pairs`` (that posts allow), ``ties`` (both in post), ``strong``, ``density`` (strong ties by pairs),
          ``trust`` and ``months_known`` (means over ties);
        - ``components`` and ``alone``: groups without a strong tie between them, and people without any;
        - ``advice`` (pairs of teachers), ``advice_across`` (share of them between schools), ``crossing`` (share of
          strong boundary ties among these and advice), ``near_use`` (share of non-users with a user among the teachers
          whom they ask or who ask them);
        - ``broker``, ``broker_role``, ``betweenness``: who is most between others; empty where nobody is;
        - ``left`` and ``ties_left`` (who left the research side or the table since the row before, and their ties),
          ``trust_lost`` (that turnover took since then, mean over ties, below 0 if newcomers were trusted more),
          ``teachers_left``.
    """
    return pd.DataFrame([_measured(snapshot) for snapshot in taken])


def _measured(snapshot: Snapshot) -> dict[str, object]:
    import networkx

    people, ties = snapshot.people, snapshot.ties
    table = people[people["at_table"]]
    there = table[table["in_post"]]
    roles = {role: int((there["role"] == role).sum())
             for role in (*RESEARCHER_ROLES, COORDINATOR, *LEADER_ROLES, TEACHER)}  # fmt: skip
    posts = ties["research"].isin(table.index)
    present, strong = ties[ties["present"]], int(ties["strong"].sum())
    core = graph(snapshot, advice=False)
    between = brokers(snapshot)
    first = between.index[0] if len(between) and between.iloc[0] > 0 else None
    advice, school = snapshot.advice, people["school"]
    one, other = (advice[end].map(people["stage"] != TEACHER_STAGES[NON_USER]).to_numpy(bool) for end in advice)
    met = set(advice.loc[one, "other"]) | set(advice.loc[other, "one"])
    teachers = people[people["role"] == TEACHER]
    waiting = teachers.index[teachers["stage"] == TEACHER_STAGES[NON_USER]]
    return {
        "month": snapshot.month, "stage": snapshot.stage, "in_post": len(there), "vacant": len(table) - len(there),
        **roles, "pairs": int(posts.sum()), "ties": len(present), "strong": strong,
        "density": _share(strong, int(posts.sum())), "trust": present["trust"].mean(),
        "months_known": present["months"].mean(), "components": networkx.number_connected_components(core),
        "alone": networkx.number_of_isolates(core), "advice": len(advice),
        "advice_across": _share(int((advice["one"].map(school) != advice["other"].map(school)).sum()), len(advice)),
        "crossing": _share(strong, strong + len(advice)), "near_use": _share(len(met & set(waiting)), len(waiting)),
        "broker": first or "", "broker_role": people["role"][first] if first else "",
        "betweenness": between.iloc[0] if first else np.nan, "left": len(snapshot.left),
        "ties_left": int(snapshot.left["ties"].sum()), "trust_lost": snapshot.trust_lost,
        "teachers_left": snapshot.teachers_left,
    }  # fmt: skip


def _share(part: int, whole: int) -> float:
    return part / whole if whole else np.nan
