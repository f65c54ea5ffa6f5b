# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 2 · One rule: from a sentence to an equation to a picture
#
# **What you learn**: how a sentence from the literature becomes a line of a model, what has to be decided on the way
# that the sentence leaves open, and how to look at one rule alone.
#
# **Time**: about 25 minutes. **You need**: to read a formula with a product in it.

# %%
import numpy as np
import sim
from app.lessons import check, curves, reveal, sliders

# %% [markdown]
# ## The sentence
#
# > Trust takes long to build and is lost quickly; but partners with a long history forgive more.
#
# Nearly everybody who writes about partnerships says something like it. It cannot be computed yet. *How much* is lost?
# Of *what*? How long is long?
#
# ## Predict
#
# Two people trust each other at 0.6 on a scale from 0 (not at all) to 1 (fully). One of them breaks a **large** promise.
# They have known each other for **five years**. What is left of the trust?

# %%
prediction = ...   # a number from 0 to 0.6

# %% [markdown]
# ## The equation
#
# The model says: what is lost is a *share* of the trust there is. It is larger, the more was at stake, and a shared
# history takes part of the blow.
#
# $$\text{trust afterwards} = \text{trust} \cdot \bigl(1 - \text{loss} \cdot \text{stake} \cdot (1 - \text{cushion} \cdot \text{history})\bigr)$$
#
# $$\text{history} = 1 - e^{-\text{months together} / \text{cushion months}}$$
#
# Three numbers stand in it, and the sentence gave none of them. Here they are, with how well each is known:

# %%
names = ["meetings.trust_loss", "meetings.cushion", "meetings.cushion_months"]
sim.parameters().loc[names, ["meaning", "unit", "default", "low", "high", "grade"]]

# %% [markdown]
# **Notice**: *assumed* means that the authors of the model judged it, within the range from `low` to `high`. Nobody has
# measured it. A model does not hide such numbers; it makes you say them.
#
# ## The rule
#
# In the model's code the equation is one line, in `sim/submodels/meetings.py`, and it can be called like any function.

# %%
from sim.declarations.parameters import record_array, registry
from sim.submodels.meetings import trust_after_broken_promise as rule

p = record_array(registry().select(group="meetings"), 1)[0]   # the three numbers, and others of this group
reveal(prediction, rule(0.6, 60, 1.0, p), scale=0.6)

# %% [markdown]
# ## The picture

# %%
stake = np.linspace(0, 1, 50)
curves(
    {f"{months} months together": (stake, [rule(0.6, months, s, p) for s in stake]) for months in (0, 12, 60)},
    "What a broken promise leaves of a trust of 0.6", "what was at stake, 0 nothing to 1 everything",
    "trust afterwards, 0 to 1", "One rule alone, computed and not simulated: no chance, so no n and no seed.",
)

# %% [markdown]
# **Notice**
# - All lines are straight. Somebody decided that twice the stake costs twice as much. Could it be otherwise?
# - They never reach 0: whatever happens, some trust is left. Do you believe that?
# - A long history helps, and never against all of it.
#
# ## How much hangs on numbers that nobody measured
#
# The band is what the equation gives when `loss` goes through its whole plausible range. With the sliders you can try
# other values (where there are no sliders, you see the picture as it is at first).

# %%
low, high = (sim.parameters().loc["meetings.trust_loss", end] for end in ("low", "high"))


def picture(loss, cushion):
    months = np.arange(0, 121)

    def left(lost):
        mine = p.copy()
        mine.trust_loss, mine.cushion = lost, cushion
        return [rule(0.6, m, 1.0, mine) for m in months]

    return curves(
        {"trust afterwards": (months / 12, left(loss), left(high), left(low))},
        "After a large promise was broken, by how long people have known each other", "years together",
        "trust afterwards, 0 to 1",
        f"One rule alone: no n, no seed. Shaded: loss from {low:g} to {high:g}, its plausible range.",
    )


sliders(
    picture,
    loss={"low": low, "high": high, "start": 0.5, "step": 0.01, "words": "share lost"},
    cushion={"low": 0.3, "high": 0.85, "start": 0.6, "step": 0.01, "words": "taken by a long history"},
)

# %% [markdown]
# ## From one promise to many
#
# One rule is not a partnership. When one promise in four is broken, where does trust go? Kept promises raise it by
# another rule of the same file.

# %%
from sim.submodels.meetings import trust_after_kept_promise as kept

rng = np.random.default_rng(1)
lives = np.full((200, 61), 0.5)
for month in range(1, 61):
    for life in range(200):
        before = lives[life, month - 1]
        broken = rng.random() < 0.25
        lives[life, month] = rule(before, month, 0.5, p) if broken else kept(before, 0.5, 1.0, p)
middle, lower, upper = np.percentile(lives, [50, 5, 95], axis=0)
curves(
    {"trust": (np.arange(61) / 12, middle, lower, upper)}, "A promise each month, one in four broken", "years together",
    "trust, 0 to 1", "n = 200 pairs of people, seed 1. Line: median; shaded: 90 % of them.",
)

# %% [markdown]
# ## Exercises

# %%
# 1. With pencil and paper: trust is 0.6, half is at stake, and they are new to each other (0 months).
#    What is left? (`p.trust_loss` is the share that a large promise costs.)
answer = ...
check("trust afterwards", answer, rule, p)


# %%
# 2. Write the rule yourself, from the equation above. `p.trust_loss`, `p.cushion` and `p.cushion_months` are its numbers,
#    and `np.exp` is the power of e. Then put its name in the place of the three dots.
def my_rule(trust, months, stake):
    history = ...
    return ...


answer = ...       # my_rule
check("your own rule", answer, rule, p)

# %% [markdown]
# ## To try
#
# - Let three in four promises be broken. Is there a share at which trust neither rises nor falls?
# - Write a rule in which a second broken promise costs more than the first. What must it remember, that this one need
#   not?
# - The page `docs/tutorial/one-rule.md` of the project goes on from here: it changes this rule in the model, and tests it.
