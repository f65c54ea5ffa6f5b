# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 11 · A small study, from design to report
#
# **What you learn**: to put a question to the model in such a way that the answer could surprise you: a plan before the
# runs, a comparison that is fair, a check of what it hangs on, and a finding in three sentences that claims no more than it
# knows.
#
# **Time**: about 45 minutes. **You need**: notebooks 3 and 7.

# %%
import sim
from app.lessons import check, differences, over_time, reveal, still_going, verdict

# %% [markdown]
# ## 1. The plan
#
# Write it *before* you run anything. It is done here for one question; in the end you replace it by yours. `expected` is
# `"more"`, `"less"` or `"no difference"`, of the second compared with the first.

# %%
plan = {
    "question": "Do partners who bring newcomers in on purpose keep more trust, where people leave often?",
    "setting": {"district.central_office_turnover": 0.3, "district.teacher_turnover": 0.25},
    "first": {"continuity.onboarding": 0.0},
    "second": {"continuity.onboarding": 0.9},
    "outcome": "trust",
    "expected": "more",
    "runs": 120,
    "seed": 1,
}

# %% [markdown]
# ## Predict
#
# By how much does the outcome differ (on its scale from 0 to 1)? A number with a sign, such as 0.05 or -0.02.

# %%
prediction = ...   # a number from -1 to 1

# %% [markdown]
# ## 2. The runs

# %%
place = sim.load_scenario("baseline").with_values(plan["setting"])
first, second = (place.with_values(plan[side]) for side in ("first", "second"))
result = sim.run([first, second], replicates=plan["runs"], seed=plan["seed"])
table = result.compare(names=["first", "second"]).table.set_index("outcome")
row = table.loc[plan["outcome"]]
reveal(prediction, row["difference"], between=(row["low"], row["high"]), scale=0.2)
print("As expected:", verdict(row["low"], row["high"], "more", "less") == plan["expected"])
over_time(result, plan["outcome"], names=["first", "second"])

# %% [markdown]
# ## 3. All main outcomes, not only the one that was hoped for

# %%
result.compare(names=["first", "second"])

# %%
still_going(result, names=["first", "second"])

# %% [markdown]
# ## 4. What does it hang on?
#
# The same comparison with another seed, and, with the seed of the plan, under other assumptions, each at the low and at the
# high end of its range. One thing changes at a time: a bar that moved with both would not tell which of them moved it. If
# the sign turns, say so.

# %%
def again(name, values, seed=plan["seed"]):
    """The difference under other values, or with another seed."""
    pair = sim.run([first.with_values(values), second.with_values(values)], replicates=plan["runs"], seed=seed,
                   tables=("partnerships",))
    found = sim.compare(pair, outcomes=[plan["outcome"]]).table.iloc[0]
    return {name: (found["difference"], found["low"], found["high"])}


ranges = sim.parameters()
rows = {"as planned": (row["difference"], row["low"], row["high"])} | again("another seed", {}, plan["seed"] + 1)
for parameter in ("meetings.trust_gain", "meetings.trust_loss", "meetings.promises_kept_base"):
    for end in ("low", "high"):
        value = ranges.loc[parameter, end]
        rows |= again(f"{ranges.loc[parameter, 'label']}: {end} end", {parameter: value})
differences(
    rows, f"Second compared with first: {plan['outcome']}", "difference, on a scale from 0 to 1",
    f"n = {plan['runs']} pairs each; seed {plan['seed']}, in the second row {plan['seed'] + 1}. Bars: 95 % interval.",
)

# %% [markdown]
# **Notice**
# - Is every bar on the same side of 0? Then the *direction* does not hang on these three numbers (it may on others).
# - Does one seed show a difference, and the other none? Then the plan had too few pairs to tell, and neither is the answer.
#   What is *more pairs* an answer to, and what is it none to?
# - Does every bar have 0 inside? Then look how long the bars are: "whatever it is, it is less than this" is a finding too,
#   and one that is seldom published.
# - The size differs. Which range would you report?
#
# ## 5. Keep it, so that others can repeat it

# %%
from pathlib import Path

folder = Path("small-study")
if not folder.exists():
    result.save(folder)
sorted(path.name for path in folder.iterdir())

# %% [markdown]
# In a terminal, `rpp report small-study` makes a page of it, with figures and limits, and `rpp archive` one file to send.
#
# ## 6. The finding
#
# Three sentences: what was asked, what came with n, seed and interval, and what it does **not** say.

# %%
print(f"Draft: {plan['outcome']} differs by {row['difference']:.3f}, 95 % interval {row['low']:.3f} to {row['high']:.3f} "
      f"(n = {plan['runs']} pairs, seed {plan['seed']}).")

# %%
answer = ...       # """your three sentences"""
check("a finding", answer)

# %% [markdown]
# ## Now yours
#
# Make a plan of your own, let it be checked, and only then go back up, put it in the place of `plan`, and run all again.

# %%
my_plan = {
    "question": ...,
    "setting": {},
    "first": {},
    "second": {},
    "outcome": ...,
    "expected": ...,
    "runs": 100,
    "seed": 1,
}
answer = ...       # my_plan
check("a plan", answer)

# %% [markdown]
# ## To try
#
# - Exchange plans with a neighbour, and predict each other's result.
# - Choose the outcome *after* the runs, from all that differ. How easy is it to write a convincing story about it?
# - Which fact about a real partnership would change your finding? Where could one find it?
