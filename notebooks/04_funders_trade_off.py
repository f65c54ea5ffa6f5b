# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 4 · A funder's trade-off
#
# **What you learn**: that the same sum of money can be given in different ways, that each way buys something and costs
# something, and how to read a comparison of several outcomes without picking the one you like.
#
# **Time**: about 30 minutes. **You need**: notebook 3, or to know what a paired comparison is.

# %%
import sim
from app.lessons import check, differences, over_time, reveal, sliders, still_going, verdict

# %% [markdown]
# ## The decision
#
# You have **$900,000** for one partnership. You can give it as
#
# - **three years** at $300,000 a year, or
# - **five years** at $180,000 a year.
#
# Three years pay for more people at a time. Five years are a long time in which nobody has to write the next proposal.

# %%
baseline = sim.load_scenario("baseline")
three = baseline.with_values({"money.start_grant": 900_000, "money.start_months": 36})
five = baseline.with_values({"money.start_grant": 900_000, "money.start_months": 60})

# %% [markdown]
# ## Predict
#
# In which of the two do **more teachers** use what the partners developed, after ten years?

# %%
prediction = ...   # "three years", "five years" or "no difference"

# %%
result = sim.run([three, five], replicates=120, seed=1)
comparison = result.compare(names=["three years", "five years"])
row = comparison.table.set_index("outcome").loc["spread"]
reveal(
    prediction, verdict(row["low"], row["high"], "five years", "three years"),
    choices=("three years", "five years", "no difference"),
)
over_time(result, "users", names=["three years", "five years"], title="Teachers who use it")

# %% [markdown]
# ## And how long do they last?

# %%
still_going(result, names=["three years", "five years"])

# %% [markdown]
# **Notice**
# - Do the lines part at year 3, when the first grant of one design ends?
# - Where the bands overlap, the picture alone does not tell whether they differ: the *pairs* do, which the next picture
#   uses.
#
# ## Everything at once
#
# Nobody may choose the one outcome afterwards that speaks for the favourite. So look at several, in one picture. The bars
# are 95 % intervals of paired differences.

# %%
def several(comparison, title):
    names = {
        "trust": "trust", "spread": "teachers using it", "deep_use": "teachers using it deeply",
        "ownership": "support by district people", "decision_quality": "good decisions",
    }
    rows = comparison.table.set_index("outcome").loc[list(names)]
    return differences(
        {names[o]: (row["difference"], row["low"], row["high"]) for o, row in rows.iterrows()},
        title, "difference, on scales from 0 to 1",
        f"n = {int(rows['worlds'].max())} pairs, seed 1. Bars: 95 % interval. To the right: more in the second.",
    )


several(comparison, "Five years at $180,000, compared with three at $300,000")

# %%
comparison

# %% [markdown]
# **Notice**: there is hardly ever *the* better design. Which outcomes go one way, and which the other? A funder who wants
# partners to stay together, and one who wants classrooms reached, may rightly choose differently.
#
# ## Project money, or money for the partnership itself
#
# Most grants pay for a project: staff, studies, materials. Only a part may be spent on *keeping the partnership going*: on
# meetings, the coordinator, the next proposal. What if it were four times as much?

# %%
operating = three.with_values({"money.operating_share": 0.6})
second = sim.run([three, operating], replicates=120, seed=1).compare(names=["project money", "operating money"])
several(second, "60 % of the grant for the partnership itself, compared with 15 %")

# %% [markdown]
# ## Try the years yourself
#
# The sum stays at $900,000. (Each move runs eighty partnerships, which takes a moment.)

# %%
def by_years(years):
    given = baseline.with_values({"money.start_grant": 900_000, "money.start_months": round(12 * years)})
    found = sim.run(given, replicates=80, seed=1)
    return still_going(found, names=["this design"], title=f"{years:g} years at ${900 / years:,.0f},000 a year")


sliders(by_years, years={"low": 1, "high": 5, "start": 3, "step": 0.5, "words": "years of the first grant"})

# %% [markdown]
# ## Exercise

# %%
# Which outcomes of the first comparison differ by more than chance, corrected for having looked at so many?
# Look at the column `distinguishable`, and write their names as a list: ["...", "..."].
comparison.table[["outcome", "difference", "low", "high", "distinguishable"]]

# %%
answer = ...
check("what clearly differs", answer, comparison.table)

# %% [markdown]
# ## To try
#
# - The two designs do not *take* the same money in the end, because partners win further grants. Compare at the same money:
#   `print(sim.compare(three, five, same_money="money.start_grant", replicates=60))`
# - Does the answer hold where superintendents leave more often? Add `{"district.superintendent_turnover": 0.3}` to both.
# - Write one sentence to a foundation that has to decide, with what you would *not* claim.
