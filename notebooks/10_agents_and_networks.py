# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 10 · Agents and networks with plain Mesa
#
# **What you learn**: to build a model of people and their ties yourself, in forty lines, with the library that this project
# uses too; and to look into the large model in the same way.
#
# **Time**: about 35 minutes. **You need**: a little Python: a class, a loop, a list.

# %%
import mesa
import networkx as nx
import numpy as np

import sim
from app.lessons import check, curves, reveal

# %% [markdown]
# ## A person, and a month
#
# An *agent* is somebody with a state and a rule. Ours has a **practice** from 0 to 1, and each month moves a little towards
# the mean of those she talks with. That is all.


# %%
class Teacher(mesa.Agent):
    """A teacher who learns from those she talks with."""

    def __init__(self, model, number, practice):
        super().__init__(model)
        self.number, self.practice = number, practice

    def talk(self):
        colleagues = [self.model.teachers[n] for n in self.model.network.neighbors(self.number)]
        if colleagues:
            heard = sum(c.practice for c in colleagues) / len(colleagues)
            self.practice += self.model.openness * (heard - self.practice)


class School(mesa.Model):
    """Thirty teachers in a network; three of them teach in the new way from the start."""

    def __init__(self, network, champions=(0, 1, 2), openness=0.1, rng=1):
        super().__init__(rng=rng)
        self.network, self.openness = network, openness
        self.champions = champions
        self.teachers = [Teacher(self, n, 1.0 if n in champions else 0.1) for n in network.nodes]

    def step(self):
        self.agents.shuffle_do("talk")
        for n in self.champions:                  # champions keep teaching as they do
            self.teachers[n].practice = 1.0


# %% [markdown]
# ## Predict
#
# Two schools of thirty. In one everybody talks with the four neighbours along the corridor. In the other they talk with as
# many people, but some of these are at the far end of the building. All three champions sit **side by side**. What is the
# **mean practice after two years in the second school, relative to the first**? (1: the same, 2: twice as much.)

# %%
prediction = ...   # a number, such as 1.5

# %%
corridor = nx.watts_strogatz_graph(30, 4, 0.0, seed=1)
MONTHS, REPEATS = 24, 20


def lives(rewired):
    """Mean practice by month (columns), one row for each of twenty schools."""
    rows = []
    for seed in range(REPEATS):
        model = School(nx.watts_strogatz_graph(30, 4, rewired, seed=seed), rng=seed)
        row = []
        for _ in range(MONTHS):
            model.step()
            row.append(model.agents.agg("practice", np.mean))
        rows.append(row)
    return np.array(rows)


def band(rows):
    return np.arange(1, MONTHS + 1), *np.percentile(rows, [50, 5, 95], axis=0)


along, across = lives(0.0), lives(0.3)
reveal(prediction, across[:, -1].mean() / along[:, -1].mean(), unit="times", scale=3)
curves(
    {"neighbours only": band(along), "some at the far end": band(across)}, "The same number of talks, other people",
    "months", "mean practice, 0 to 1", "n = 20 schools each, seeds 0 to 19. Line: median; shaded: 90 % of schools.",
)

# %% [markdown]
# **Notice**
# - Nobody talks *more* in the second school. Only whom they talk with differs.
# - Is it the network that matters, or where the champions sit in it? Try `champions=(0, 10, 20)` along the corridor.
#
# ## The large model, in the same way
#
# `sim.PartnershipModel` is a Mesa model too: step it, and look at people. It invents the same histories as `sim.run`, so we
# look there first for one that goes on for five years.

# %%
runs = sim.run("baseline", replicates=30, months=60, seed=1)
number = int(runs.runs.loc[runs.runs["ended"] == 0, "replicate"].iloc[0])
model = sim.PartnershipModel("baseline", seed=1, replicate=number)
for _ in range(24):
    model.step()
teachers = model.agents_by_type[sim.Teacher]
print(f"month {model.month}: {len(teachers)} teachers, mean practice {teachers.agg('practice', np.mean):.2f}, "
      f"trust between the partners {model.partnerships[0].trust:.2f}")

# %%
one = model.teachers[0]
{"stage": one.stage, "practice": round(one.practice, 2),
 "asks for advice": [round(c.practice, 2) for c in one.colleagues]}

# %%
frame = model.datacollector.get_model_vars_dataframe()
curves(
    {"trust": (frame["month"] / 12, frame["trust"]), "practice": (frame["month"] / 12, frame["practice"])},
    "One history of the large model", "years since the start", "0 to 1",
    f"n = 1 run (number {number} of seed 1): a single history, with no band. It shows what can happen, not what is usual.",
)

# %% [markdown]
# ## Who trusts whom, as a graph

# %%
snapshot = runs.network(24, number)
graph = snapshot.graph(strong=False, advice=False)
print(f"{graph.number_of_nodes()} people, {graph.number_of_edges()} ties across the boundary between research and practice")
snapshot.ties.head()

# %% [markdown]
# ## Exercises

# %%
# 1. Who has most ties in this school? (Its number. `school.network.degree()` has number and ties of everybody.)
school = School(nx.barabasi_albert_graph(30, 2, seed=1))
answer = ...
check("most connected", answer, school)

# %%
# 2. How much do partners trust each other, on average over the ties of the snapshot that are there (`present`)?
answer = ...
check("trust of those present", answer, snapshot)

# %% [markdown]
# ## To try
#
# - Make the most connected teacher the only champion of `School(...)`. Then a teacher at the edge. How much faster?
# - Let teachers leave: each month one in sixty is replaced by somebody with a practice of 0.1. Does the new way of teaching
#   survive its champions?
# - `help(sim.Teacher)` lists what a teacher of the large model has. What does our little one lack, that matters?
