# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 8 · Ideas that fail
#
# **What you learn**: that partners do not know whether what they try works, what evidence does to their belief, and why it
# is hard to stop.
#
# **Time**: about 25 minutes. **You need**: notebook 1.

# %%
import sim
from app.lessons import check, curves, over_time, pairs, reveal

# %% [markdown]
# ## True worth, and belief
#
# In every history partners take up an idea, such as a routine for discussions. It has a **true worth** for teaching that
# nobody in the model knows: 0 is no better than before, below 0 it does harm. Partners have a **belief** about it.
# Studies and small tests bring evidence, with noise, and belief moves.

# %%
baseline = sim.load_scenario("baseline")
result = sim.run(baseline, replicates=200, seed=1)
months = result.partnerships
at_work = months[months["stage"] != "ended"]
first, third_year = (at_work[at_work["month"] == month].set_index("replicate") for month in (1, 36))
pairs(
    third_year["worth"], third_year["belief"], "After three years: what is so, and what is believed",
    "true worth of the idea in hand, 0 none to 1 much", "what partners believe, same scale",
    f"n = {len(third_year)} partnerships still there, of 200 runs, seed 1. Dashed: belief is right.",
)

# %% [markdown]
# **Notice**
# - Points far above the dashed line are partners who believe in something that does little. What will they do next?
# - Where points lie in a level row, partners believe what they believed at first: they have no evidence of their own yet.
# - Beliefs are closer together than worths. Why, do you think?
#
# ## Predict
#
# In how many of a hundred histories do partners **give up at least one idea** within ten years?

# %%
prediction = ...   # a number from 0 to 100

# %%
gave_up = result.runs["ideas_dropped"] > 0
share, half = gave_up.mean(), 1.96 * (gave_up.mean() * (1 - gave_up.mean()) / len(gave_up)) ** 0.5
reveal(prediction, 100 * share, unit="of 100", between=(100 * (share - half), 100 * (share + half)))
result.runs[["ideas_tried", "ideas_dropped", "ideas_kept", "months_to_drop"]].describe().loc[["mean", "min", "50%", "max"]]

# %% [markdown]
# ## When the idea is bad
#
# We take the histories whose first idea has next to no worth (below 0.1), and those whose first idea is good (above 0.5).
# What do partners come to believe, as long as they are at work on that first idea?

# %%
lines = {}
with_first = at_work[(at_work["ideas_tried"] <= 1) & (at_work["month"] <= 48)]
for name, of in (("a bad idea", first["worth"] < 0.1), ("a good idea", first["worth"] > 0.5)):
    part = with_first[with_first["replicate"].isin(first.index[of])]
    middle, low, high = (part.groupby("month")["belief"].quantile(q) for q in (0.5, 0.25, 0.75))
    still = (part["month"] == 48).sum()
    lines[f"{name} ({of.sum()} at first, {still} after four years)"] = middle.index / 12, middle, low, high
curves(
    lines, "What partners believe of their first idea", "years since the start", "belief in its worth, 0 to 1",
    "Who gave it up, or ended, is no longer counted: n in the key, of 200 runs,\nseed 1. "
    "Line: median; shaded: the central 50 %.",
)

# %% [markdown]
# **Notice**
# - How many years until the two lines are clearly different? A grant is often three years long.
# - Who has given a bad idea up is gone from the lower line: it is of those who are *still* at it. In which direction does
#   that move the line? (It is why it rises a little in the end.)
# - Belief in a bad idea does not fall to what it is worth, below 0.1. What would it take?
#
# ## Can partners learn to fail faster?
#
# Two partnerships that differ in how they learn. One hardly ever looks at evidence together. The other meets to look at
# it, and has quick classroom measures.

# %%
hurried = baseline.with_values({"structure.reflective_routines": 0.1, "work.practical_measures": 0})
reflective = baseline.with_values({"structure.reflective_routines": 0.8, "work.practical_measures": 0.8})
both = sim.run([hurried, reflective], replicates=150, seed=1)
both.compare(
    names=["hardly reflects", "reflects"], outcomes=["ideas_dropped", "ideas_kept", "worth", "deep_use", "trust"],
)

# %%
over_time(both, "deep", names=["hardly reflects", "reflects"], title="Teachers who use it deeply")

# %% [markdown]
# **Notice**
# - Lines in the picture are of partnerships still going, and late in the run few are left. The table above compares all.
# - Giving up an idea is not failing. What would a partnership look like that never gives one up? Is a high number of dropped
#   ideas good, or bad? Which other number do you need to tell?
#
# ## One of them, as a story

# %%
dropped = result.runs[gave_up].sort_values("ideas_dropped")["replicate"]
result.story(int(dropped.iloc[-1])) if len(dropped) else "In none of these runs was an idea given up."

# %% [markdown]
# ## Exercise

# %%
# What share of the *reflective* runs gave up at least one idea? `reflected` has them.
reflected = sim.run(reflective, replicates=100, seed=1)
answer = ...
check("ideas given up", answer, reflected)

# %% [markdown]
# ## To try
#
# - Sunk effort: people hold on longer to what they have put much into. Search `sim.parameters()` for `sunk`, and set it to
#   its low end.
# - Bad news at a bad time: `baseline.with_event("negative_results", month=20, months=6)`. Who ends, and who goes on?
# - In your own field: name an idea that was given up too early, and one that was given up too late. How do you know?
