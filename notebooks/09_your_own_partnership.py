# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 9 · Build your own partnership
#
# **What you learn**: to write a partnership down as a small file, to be told kindly what is wrong in it, and to ask it a
# question.
#
# **Time**: about 30 minutes. **You need**: no Python; you write a text.

# %%
from pathlib import Path

import sim
from app.lessons import check, over_time, reveal, still_going, verdict

# %% [markdown]
# ## A partnership is a short text
#
# A file says only what differs from an ordinary partnership (`baseline`). The next cell writes one. Read it aloud: it is
# nearly a sentence.

# %%
Path("mine.yaml").write_text("""\
title: Our partnership
question: Does it help a small district to have somebody who keeps the partnership going?
months: 120

levers:                          # what the partners and their funders choose
  coordination.fte: 1            # one full-time coordinator
  contact.meetings: 3            # meetings a month

context:                         # what the place is like
  district.schools: 5
  district.superintendent_turnover: 0.25

events:
  - {month: 14, do: superintendent_leaves}
""", encoding="utf-8")
mine = sim.load_scenario("mine.yaml")
mine

# %% [markdown]
# ## What can be chosen
#
# Names stand in groups: `coordination.fte` is in the group `coordination`. These are the groups, with how many names there
# are in each. (`context` is what the place is like, `lever` what people choose.)

# %%
choices = sim.parameters()
choices = choices[choices["kind"].isin(["lever", "context"])]
groups = choices.groupby([choices.index.str.partition(".").get_level_values(0), "kind"]).size().unstack(fill_value=0)
groups

# %% [markdown]
# One group with the usual values and plausible ranges. Put another in its place.

# %%
choices[choices.index.str.startswith("coordination.")][["label", "default", "low", "high", "unit"]]

# %% [markdown]
# ## A mistake is told
#
# Names are long, and everybody mistypes. Run this:

# %%
try:
    mine.with_values({"coordination.ftee": 1})
except sim.ScenarioError as error:
    print(error)

# %% [markdown]
# ## Predict
#
# Take the coordinator away, and leave all else as it is. Does the partnership last **longer**, **shorter**, or is there
# **no difference** that 100 pairs of runs can show?

# %%
prediction = ...   # "longer", "shorter" or "no difference"

# %%
without = mine.with_values(coordination_fte=0)
result = sim.run([mine, without], replicates=100, seed=1)
comparison = result.compare(names=["as written", "no coordinator"])
row = comparison.table.set_index("outcome").loc["survival_months"]
reveal(
    prediction, verdict(row["low"], row["high"], "longer", "shorter"), choices=("longer", "shorter", "no difference"),
)
still_going(result, names=["as written", "no coordinator"])

# %%
over_time(result, "trust", names=["as written", "no coordinator"])

# %%
comparison

# %% [markdown]
# **Notice**
# - "No difference" is not "none": it says that a hundred pairs cannot show one. Read the interval: how large a difference
#   could still be there?
# - A coordinator has to be *paid*. From what, and what is then not paid?
#
# ## Now yours
#
# Copy the text of the second cell into the next one, give it another file name, and make it the partnership that you know,
# or wish for. Move at least two levers, and ask a question with a question mark.

# %%
# Path("own.yaml").write_text("""\
# title: ...
# question: ...?
# levers:
#   ...
# """, encoding="utf-8")

# %%
answer = ...       # "own.yaml"
check("your own scenario", answer)

# %% [markdown]
# ## To try
#
# - `sim.run("own.yaml", replicates=100)`, then `.plot()`, and `.story("typical")`.
# - Give the file to a neighbour, and let them predict before they run it.
# - In a terminal, in this folder: `rpp validate own.yaml`, `rpp show own.yaml`, `rpp app own.yaml`.
# - Start from a type: write `extends: types/nic` in the first line. What comes with it? `rpp diff baseline types/nic` tells.
