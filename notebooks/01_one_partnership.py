# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 1 · First run, and one partnership's story
#
# **What you learn**: to run the model, to read one partnership's life as a story, to see a hundred such lives at once,
# and to tell what is typical from what is chance.
#
# **Time**: about 25 minutes. **You need**: no Python; put the cursor into a cell and press Shift and Enter.
#
# A research-practice partnership brings researchers and a school district together, for years, to work on a problem of
# the district's schools. This model invents such partnerships month by month: people meet, keep or break promises, win
# grants, leave their posts. It is something to think with. It does not tell what will happen anywhere.

# %%
import sim
from app.lessons import check, over_time, reveal, still_going

# %% [markdown]
# ## Run it
#
# The next line invents a hundred partnerships of the same kind: one district of ten schools, four researchers, a first
# grant of three years. (On a machine that has never run the model, it is first translated for this machine. That is
# said, and takes one to two minutes, once.)

# %%
result = sim.run("baseline", replicates=100, seed=1)
result

# %% [markdown]
# **Notice**
# - Every row has a *middle* (the median) and a *range*. The hundred partnerships started alike, and became very
#   different.
# - `seed=1` fixes all chance. Run the cell again, and nothing changes. Write `seed=2`, and there are a hundred others.
#
# ## One of them, as a story

# %%
result.story("typical")

# %% [markdown]
# Read it twice. Who carried the partnership? What was the first thing that went wrong, and did it end because of that?
#
# ## Predict
#
# You have read one life. Out of a hundred partnerships that start like this one, **how many are still going after ten
# years?** Write a number in the place of the three dots, then run both cells.

# %%
prediction = ...   # a number from 0 to 100

# %%
table = result.survival()
end = table.iloc[-1]
reveal(prediction, 100 * end["survival"], unit="of 100", between=(100 * end["low"], 100 * end["high"]))
still_going(result, names=["baseline"])

# %% [markdown]
# **Notice**
# - The line falls in steps. At which years are they steep, and what happens to money in those years?
# - The shaded band says how sure we are of the line, with only a hundred runs. It is *not* the range of what can happen
#   to one partnership: that is either going or not.
#
# ## What they ended of

# %%
result.runs["cause"].value_counts()

# %% [markdown]
# ## Trust, of all of them

# %%
over_time(result, "trust", names=["baseline"])

# %% [markdown]
# **Notice**: the line is of partnerships *still going*. Those with little trust end earlier, and are no longer in it. So
# when the line rises, is it that people come to trust each other more, or that others have gone? (This is called
# *survivorship*, and no picture tells both from each other.)
#
# ## Exercises
#
# `result.runs` is a table with one row for each run. Each check says "Yes", or where to look.

# %%
result.runs[["replicate", "survival_months", "ended", "cause", "trust", "spread"]].head()

# %%
# 1. What share of the hundred partnerships is still going at the end? (A number from 0 to 1.)
answer = ...
check("still going at the end", answer, result)

# %%
# 2. Of what did most of those that ended end? (As the table spells it, in quotation marks.)
answer = ...
check("most frequent cause", answer, result)

# %% [markdown]
# ## To try
#
# - `result.story("unlucky")` and `result.story("lucky")`: they started alike. What made the difference?
# - `print(result.story("typical").as_text(full=True))` tells every year.
# - `sim.scenarios()` lists others. Which of them do you expect to last longer? Run it, and look.
