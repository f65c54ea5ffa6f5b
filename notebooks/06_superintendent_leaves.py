# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 6 · A superintendent leaves: who carries it?
#
# **What you learn**: to ask "what would have happened otherwise?", to see a partnership as a web of ties between people,
# and what it is that survives a departure.
#
# **Time**: about 25 minutes. **You need**: notebook 1.

# %%
import sim
from analysis.networks.figure import figure_networks
from app.lessons import check, differences, over_time, reveal, verdict

# %% [markdown]
# ## Two histories, one difference
#
# The same partnership twice, with the same people and the same chance. In one of them the superintendent leaves in August
# of the second year (month 14). In the real world nobody ever sees both.

# %%
baseline = sim.load_scenario("baseline")
leaves = baseline.with_event("superintendent_leaves", month=14)
stays_run, leaves_run = (sim.run(scenario, replicates=150, seed=1) for scenario in (baseline, leaves))

# %% [markdown]
# ## Predict
#
# In 150 pairs of histories: does the departure **shorten** the life of partnerships, on average over all pairs?

# %%
prediction = ...   # "shorter", "longer" or "no difference"

# %%
comparison = stays_run.compare(leaves_run, names=["she stays", "she leaves"])
row = comparison.table.set_index("outcome").loc["survival_months"]
reveal(
    prediction, verdict(row["low"], row["high"], "longer", "shorter"), choices=("shorter", "longer", "no difference"),
)
comparison

# %% [markdown]
# **Notice**: superintendents leave in the *other* history too, a bit later perhaps, as they do in most districts every
# few years. So "no difference" can mean that it does not matter, or that it happens anyway. Which of the two, do you
# think, is it here?
#
# ## What happens in the months after

# %%
both = sim.run([baseline, leaves], replicates=150, months=48, seed=1)
over_time(both, "trust", names=["she stays", "she leaves in month 14"], title="Trust, four years")

# %% [markdown]
# ## Who knows whom
#
# One of these histories, in months 13 and 20. Dots are people, lines are ties with trust. (We take the first history that
# is still going after three years, so that there is something to see.)

# %%
runs = leaves_run.runs
one = int(runs.loc[runs["survival_months"] > 36, "replicate"].iloc[0])
before, after = leaves_run.network(13, one), leaves_run.network(20, one)
figure_networks([before, after])

# %%
after.left[["month", "role", "ties", "trust", "trust_after"]]

# %% [markdown]
# **Notice**
# - Each departure takes ties with it. Whose took most?
# - What is *not* lost: people who stayed, and what they know of each other. And what stands on paper or in calendars, which
#   the picture does not show.
#
# ## Narrow or broad
#
# In a *narrow* partnership hardly anybody but the superintendent and a few teachers takes part. In a *broad* one people
# from the central office and many principals do, and whoever leaves hands over.

# %%
narrow = baseline.with_values({
    "breadth.central_office": 0, "breadth.principals": 1, "breadth.coaches": 0, "continuity.handover": 0,
})
broad = baseline.with_values({
    "breadth.central_office": 4, "breadth.principals": 4, "breadth.coaches": 2, "continuity.handover": 0.8,
})
rows = {}
for name, design in (("narrow", narrow), ("as usual", baseline), ("broad", broad)):
    pair = sim.run([design, design.with_event("superintendent_leaves", month=14)], replicates=100, months=60, seed=1)
    found = pair.compare(outcomes=["trust"]).table.iloc[0]
    rows[name] = found["difference"], found["low"], found["high"]
differences(
    rows, "What the departure does to trust, by how broad the partnership is",
    "difference in trust over five years, on a scale from 0 to 1",
    "n = 100 pairs each, seed 1. Bars: 95 % interval. To the left: less trust because she left.",
)

# %% [markdown]
# **Notice**: compare how far each is from 0, not only which side it is on. And remember that a broad table asks for more
# hours from more people. Does the picture say that broad is better?
#
# ## Exercise

# %%
stays, left = (run.runs[["replicate", "ended", "survival_months"]] for run in (stays_run, leaves_run))
stays.merge(left, on="replicate", suffixes=("_stays", "_leaves")).head()

# %%
# In how many of the 150 pairs did the partnership end *only* where the superintendent left?
answer = ...
check("ended only there", answer, stays, left)

# %% [markdown]
# ## To try
#
# - And in how many pairs did it end only where she *stayed*? How can a departure save a partnership? Read one:
#   `print(leaves_run.story(3))` and `print(stays_run.story(3))`.
# - Let her leave in month 3, or in month 40. When does it hurt most?
# - `baseline.with_event("leaders_leave", month=14, role="principal")` takes other leaders. What do you expect of that?
