# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 5 · Breadth versus depth
#
# **What you learn**: what "scale" can mean (Coburn 2003: depth, spread, sustainability, ownership), why reaching more
# schools with the same hours is not the same as reaching them well, and how to look for the place where one turns into the
# other.
#
# **Time**: about 25 minutes. **You need**: to read a table.

# %%
import numpy as np

import sim
from app.lessons import check, curves, over_time, reveal, sliders, verdict

# %% [markdown]
# ## The dilemma
#
# A partnership can pay for a fixed number of hours of coaching and professional development. It can give **many hours to
# teachers in few schools**, or **few hours in many schools**. In this notebook schools do not join later, so that only
# this choice differs.

# %%
TOTAL = 12           # hours a teacher a year, times the share of schools: what there is to give away
shares = [0.1, 0.2, 0.4, 0.7, 1.0]
baseline = sim.load_scenario("baseline").with_values({"scale.expansion_factor": 1})
designs = [
    baseline.with_values({"scale.sites_start": share, "capacity.support_hours": TOTAL / share}) for share in shares
]
for share in shares:
    print(f"{share:4.0%} of schools: {TOTAL / share:5.1f} hours of support for each teacher a year")

# %% [markdown]
# ## Predict
#
# Think of two of these: support in **one school in ten**, and in **all schools**. In which do more teachers of the
# *district* use the new way of teaching **deeply** after ten years: not only the outer form, but what it is for?

# %%
prediction = ...   # "few schools", "all schools" or "no difference"

# %%
result = sim.run(designs, replicates=80, seed=1)
table = sim.compare(sim.run([designs[0], designs[-1]], replicates=80, seed=1), outcomes=["deep_use"]).table.iloc[0]
reveal(
    prediction, verdict(table["low"], table["high"], "all schools", "few schools"),
    choices=("few schools", "all schools", "no difference"),
)


def by_breadth(result, outcome):
    """Mean and 95 % interval of an outcome, design by design, in the order of the designs."""
    groups = [result.runs[result.runs["variant"] == name][outcome] for name in result.variants]
    mean = np.array([g.mean() for g in groups])
    half = 1.96 * np.array([g.std() / len(g) ** 0.5 for g in groups])
    return 100 * np.array(shares), mean, mean - half, mean + half


curves(
    {"use it": by_breadth(result, "spread"), "use it deeply": by_breadth(result, "deep_use")},
    "The same hours, spread over more and more schools", "schools that get support, % of all",
    "teachers of the district, share", "n = 80 runs each, seed 1. Line: mean; shaded: its 95 % interval.",
)

# %% [markdown]
# **Notice**
# - *Spread* (who uses it) and *depth* (how they use it) need not follow each other. Where do they part?
# - The bands say how sure we are of a *mean*. Single districts differ far more, as the next picture shows.

# %%
few_and_all = sim.run([designs[0], designs[-1]], replicates=80, seed=1)
over_time(few_and_all, "depth", names=["one school in ten", "all schools"], title="How well those teach who use it")

# %% [markdown]
# **Notice**: this picture is of *those who use it*. Where few use it, the line is about few people, perhaps the keenest.
#
# ## What is left when the money goes
#
# Coburn's other two dimensions: does it last (*sustainability*), and does the district carry it (*ownership*)?

# %%
few_and_all.compare(names=["one school in ten", "all schools"], outcomes=["retained_24", "ownership", "practice_gap"])

# %% [markdown]
# ## Try it: breadth and hours on their own
#
# So far one was the price of the other. Here both can be moved.

# %%
def both(percent, hours):
    design = baseline.with_values({"scale.sites_start": percent / 100, "capacity.support_hours": hours})
    found = sim.run(design, replicates=60, seed=1)
    return over_time(found, "deep", names=["this design"], title=f"{hours:g} hours in {percent:g} % of schools")


sliders(
    both,
    percent={"low": 10, "high": 100, "start": 20, "step": 10, "words": "schools, %"},
    hours={"low": 0, "high": 100, "start": 60, "step": 10, "words": "hours a teacher a year"},
)

# %% [markdown]
# ## Exercise

# %%
# A partnership gives 48 hours a teacher a year in 25 % of schools. It wants to go to 60 % of schools with the same
# total. How many hours are left for each teacher?
answer = ...
check("hours for each", answer, 48, 0.25, 0.6)

# %% [markdown]
# ## To try
#
# - Let schools join later again (`{"scale.expansion_factor": 2}`): start small, then grow. Is that the best of both?
# - `scale.codesign_providers` prepares teachers to lead others. For which of the designs does it matter more?
# - The model counts practice above a threshold as deep. Whose decision should it be, where that threshold lies?
