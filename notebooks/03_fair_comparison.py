# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 3 · Comparing fairly: why common random numbers
#
# **What you learn**: why two designs should meet the same chance before they are compared, and how many runs that saves.
#
# **Time**: about 20 minutes. **You need**: to know what an average and a spread are.

# %%
import sim
from app.lessons import check, differences, over_time, pairs, reveal

# %% [markdown]
# ## The question
#
# A district gives its partnership half a coordinator: somebody who calls the meetings and keeps track of what was
# promised. What does she do for **trust**? We compare with the same partnership without her.
#
# ## The unfair way
#
# Run forty partnerships with her, and forty *others* without. The chance is another: other leaders leave, other calls for
# proposals go badly.

# %%
baseline = sim.load_scenario("baseline")
without = baseline.with_values(coordination_fte=0)

a = sim.run(baseline, replicates=40, seed=1).runs["trust"]
b = sim.run(without, replicates=40, seed=2).runs["trust"]
apart = (a.var() + b.var()) ** 0.5       # spread of a difference between two that have nothing in common
difference = a.mean() - b.mean()
half = 1.96 * apart / 40**0.5
print(f"with: {a.mean():.3f}   without: {b.mean():.3f}   difference: {difference:.3f}, 95 % interval "
      f"{difference - half:.3f} to {difference + half:.3f}")

# %% [markdown]
# ## The fair way
#
# Run both in one call. The same number of a run (`replicate`) is then the same place with the same people, who meet the
# same chance. If a superintendent is to leave in March of year 2, she leaves in both. What differs, differs *because of*
# the coordinator.
#
# ## Predict
#
# By how much does the interval of the difference become **narrower**, with the same forty runs? (1 means not at all, 2
# means half as wide.)

# %%
prediction = ...   # a number from 1 to 10

# %%
both = sim.run([baseline, without], replicates=40, seed=1)
with_her, alone = (both.runs[both.runs["variant"] == name].set_index("replicate")["trust"] for name in both.variants)
paired = with_her - alone
fair = 1.96 * paired.std() / 40**0.5
reveal(prediction, half / fair, unit="times", scale=10)
differences(
    {
        "other chance": (difference, difference - half, difference + half),
        "the same chance": (paired.mean(), paired.mean() - fair, paired.mean() + fair),
    },
    "What half a coordinator does for trust", "difference in trust, on a scale from 0 to 1",
    "n = 40 runs each, seeds 1 and 2 above, seed 1 below. Bars: 95 % interval of the difference.",
)

# %% [markdown]
# **Notice**: both bars answer the same question, with as many runs. Only what they compare with differs.
#
# ## Why it works

# %%
pairs(
    alone, with_her, "Forty places, with and without a coordinator", "trust without a coordinator, 0 to 1",
    "trust with her, 0 to 1", "n = 40 pairs, seed 1. A point is one place with one course of chance. Dashed: no difference.",
)

# %% [markdown]
# **Notice**
# - From left to right places differ a lot: some are lucky, some are not. That is the noise.
# - Above the dashed line she helps. Is that so in nearly all places, or only on average?
# - How far a point is from the line does not depend much on where along the line it is. So the noise, which is *along* the
#   line, drops out of the difference.

# %%
over_time(both, "trust", names=["half a coordinator", "none"])

# %% [markdown]
# ## The short way
#
# The model does all of that by itself. It also corrects for having looked at many outcomes at once.

# %%
comparison = sim.run([baseline, without], replicates=100, seed=1).compare(names=["with", "without"])
comparison

# %% [markdown]
# ## Exercise

# %%
# For an interval as narrow as that of the fair way, how many times as many runs would the unfair way need?
# `apart` is the spread of the difference without pairs, `paired.std()` with them.
answer = ...
check("runs saved", answer, paired, apart)

# %% [markdown]
# ## To try
#
# - Compare two scenarios that are very different, such as `"types/nic"` and `"types/study_council"`. Does pairing save as
#   much? Why less?
# - A critic says: "In the real world no two districts meet the same chance. So your comparison is unreal." What do you
#   answer?
