# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 7 · Which assumption drives this?
#
# **What you learn**: that a model's answer hangs on numbers which nobody has measured, how to find out on which of them,
# and how to tell influence from noise.
#
# **Time**: about 30 minutes. **You need**: notebook 3.

# %%
import pandas as pd

import sim
from app.lessons import check, differences, reveal

# %% [markdown]
# ## How much is assumed
#
# Every number in the model says how well it is known.

# %%
parameters = sim.parameters()
behaviour = parameters[parameters["kind"] == "uncertainty"]
behaviour["grade"].value_counts()

# %% [markdown]
# Most are *assumed*: judged, with a range within which they may as well lie. Here are eight of them.

# %%
chosen = [
    "meetings.trust_gain", "meetings.trust_loss", "meetings.cushion", "meetings.trust_decay",
    "meetings.promises_kept_base", "meetings.remote_worth", "meetings.small_worth", "meetings.distance",
]
behaviour.loc[chosen, ["label", "default", "low", "high", "grade"]]

# %% [markdown]
# ## Predict
#
# We ask for **trust**, the mean over the life of a partnership. All eight are about trust. For how many of the eight does
# going from the low to the high end of its range move trust by **more than chance** could?

# %%
prediction = ...   # a number from 0 to 8

# %% [markdown]
# ## One at a time
#
# For each, all else as it is: run the low end and the high end, with the same chance, and look at the difference.

# %%
baseline = sim.load_scenario("baseline")
RUNS = 60


def ends(name, outcome="trust"):
    """What an assumption moves from its low to its high end: the mean of paired differences and its 95 % interval."""
    low, high = (baseline.with_values({name: behaviour.loc[name, end]}) for end in ("low", "high"))
    pair = sim.run([low, high], replicates=RUNS, seed=1, tables=("partnerships",))
    found = sim.compare(pair, outcomes=[outcome]).table.iloc[0]
    return {"label": behaviour.loc[name, "label"], "difference": found["difference"], "low": found["low"],
            "high": found["high"]}


table = pd.DataFrame([ends(name) for name in chosen]).sort_values("difference", key=abs, ascending=False)
clear = int(((table["low"] > 0) | (table["high"] < 0)).sum())

# %% [markdown]
# How far would two groups differ between which *nothing* differs but chance? That is the noise floor: what is within it,
# nobody should speak of.

# %%
other = [sim.run(baseline, replicates=RUNS, seed=seed, tables=("partnerships",)).runs["trust"].mean() for seed in range(2, 12)]
noise = 1.96 * 2**0.5 * pd.Series(other).std()      # of a difference of two such means
reveal(prediction, clear, unit="of 8", scale=8)
differences(
    {row["label"]: (row["difference"], row["low"], row["high"]) for _, row in table.iterrows()},
    "What each assumption moves, from the low to the high end of its range",
    "difference in trust, on a scale from 0 to 1",
    f"n = {RUNS} pairs each, seed 1. Bars: 95 % interval of paired differences.\n"
    "Grey: by how much means of as many unpaired runs differ by chance alone (seeds 2 to 11).",
    noise=noise,
)

# %% [markdown]
# **Notice**
# - A few carry most of it. If you could measure two of them in the world, which?
# - Some intervals exclude 0 and are still inside the grey. Pairing sees small effects. Small is not important.
# - A *wide range* moves more than a narrow one. So this ranks "how much hangs on not knowing it", not "how important it is
#   in the world".
#
# ## Does the *decision* hang on it?
#
# Often the level moves, and the comparison does not. What half a coordinator does for trust, under both ends of the
# strongest assumption:

# %%
strongest = table["label"].iloc[0]
name = next(n for n in chosen if behaviour.loc[n, "label"] == strongest)
rows = {}
for end in ("low", "default", "high"):
    world = baseline.with_values({name: behaviour.loc[name, end]})
    pair = sim.run([world.with_values(coordination_fte=0), world], replicates=RUNS, seed=1, tables=("partnerships",))
    found = sim.compare(pair, outcomes=["trust"]).table.iloc[0]
    rows[f"{strongest}: {end}"] = found["difference"], found["low"], found["high"]
differences(
    rows, "What half a coordinator does for trust, under three values of one assumption",
    "difference in trust, on a scale from 0 to 1", f"n = {RUNS} pairs each, seed 1. Bars: 95 % interval.",
)

# %% [markdown]
# **Notice**: does the *sign* hold in all three? Does the *size*? What would you tell a district, and with which words?
#
# ## Exercise

# %%
print(f"noise floor: {noise:.3f}")
table.round(3)

# %%
# For how many assumptions is the difference, whichever way it goes, larger than the noise floor (`noise`)?
answer = ...
check("above the noise", answer, table, noise)

# %% [markdown]
# ## To try
#
# - Another outcome: `ends(name, "spread")`. Are the same assumptions on top?
# - One at a time misses what assumptions do *together*. `rpp sweep screening --out study`, then `rpp sensitivity study`,
#   varies all of them at once.
# - Look up the `source` of the strongest one in `behaviour`. Would you have put the same range?
