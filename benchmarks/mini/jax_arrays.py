"""The mini-workload with JAX on the processor: a month is a pure function of arrays, compiled with all months of a run.

Numbers have 32 bits, as JAX has them by default; worlds are one more axis (``vmap``).
"""

from __future__ import annotations

import os
from functools import cache, partial

os.environ.setdefault("JAX_PLATFORMS", "cpu")
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, random

from benchmarks.mini.workload import DEEP, NEWCOMER, SCHOOL, TIES, P, Run, whole_schools

World = dict[str, Array]


def start(key: Array, teachers: int) -> World:
    """One world at month 0."""
    whole_schools(teachers)
    keys = random.split(key, 5)
    row = jnp.arange(teachers)[:, None]
    here = random.uniform(keys[0], (teachers, TIES)) < P.same_school
    first, others = jnp.where(here, row - row % SCHOOL, 0), jnp.where(here, SCHOOL, teachers) - 1
    # A draw of 32 bits times a million may be rounded up to a whole.
    other = first + jnp.minimum((random.uniform(keys[1], (teachers, TIES)) * others).astype(int), others - 1)
    return {
        "colleagues": other + (other >= row),
        "practice": random.uniform(keys[2], (teachers,), minval=P.practice_low, maxval=P.practice_high),
        "uses": random.uniform(keys[3], (teachers,)) < P.users_at_start,
        "months": jnp.floor(random.uniform(keys[4], (teachers,)) * P.months_at_start),
        "trust": jnp.full((teachers, TIES), P.trust_at_start),
    }


def month(world: World, key: Array) -> tuple[World, Array]:
    """One month of one world, and what was observed."""
    practice, uses, months, trust, asked = (
        world[name] for name in ("practice", "uses", "months", "trust", "colleagues")
    )
    n = len(practice)
    leaving, fresh, meeting, deciding = random.split(key, 4)
    left = random.uniform(leaving, (n,)) < jnp.where(months < P.early, P.leave_early, P.leave_later)
    hired = random.uniform(fresh, (n,), minval=P.practice_low, maxval=P.practice_high)
    practice, uses = jnp.where(left, hired, practice), uses & ~left
    months = jnp.where(left, 0.0, months + 1.0)

    new = months == 0.0
    meet = random.uniform(meeting, trust.shape) < P.meet
    grown = jnp.where(meet, trust + P.trust_gain * (1.0 - trust), trust * (1.0 - P.trust_loss))
    trust = jnp.where(new[:, None] | new[asked], P.trust_at_start, grown)

    weight = trust.sum(1)
    advice = (trust * practice[asked]).sum(1) / weight
    influence = (trust * uses[asked]).sum(1) / weight
    u = random.uniform(deciding, (n,))
    odds = P.adopt + P.adopt_influence * influence + P.adopt_practice * practice
    adopted = ~uses & (u < jax.nn.sigmoid(odds))
    dropped = uses & (u < P.drop * (1.0 - practice))
    own = jnp.where(uses, P.growth * (1.0 - practice), -P.decay * practice)
    practice = practice + P.peer_growth * jnp.maximum(0.0, advice - practice) + own
    uses = (uses | adopted) & ~dropped

    schools, users = practice.reshape(-1, SCHOOL).mean(1), uses.reshape(-1, SCHOOL).mean(1)
    trusting = trust.mean(1)
    found = jnp.stack([
        practice.mean(), practice.var(), trusting.mean(), trusting.var(), influence.mean(), influence.var(),
        months.mean(), months.var(), uses.mean(), (uses & (practice > DEEP)).mean(), (months < NEWCOMER).mean(),
        left.mean(), adopted.mean(), dropped.mean(), schools.min(), schools.max(), schools.var(),
        users.max(), users.var(), (users > 0).mean(),
    ])  # fmt: skip
    after = {"colleagues": asked, "practice": practice, "uses": uses, "months": months, "trust": trust}
    return after, found


def whole_run(world: World, key: Array, months: int) -> Array:
    """All months of one world."""
    return jax.lax.scan(month, world, random.split(key, months))[1]


@cache
def compiled(teachers: int, worlds: int, months: int) -> tuple:
    """Compiled functions that lay worlds out and run them: JAX compiles for each shape of arrays."""
    keys = random.split(random.key(0), worlds)
    begin = jax.jit(jax.vmap(partial(start, teachers=teachers))).lower(keys).compile()
    run = jax.jit(jax.vmap(partial(whole_run, months=months))).lower(begin(keys), keys).compile()
    return begin, run


def compile_first(teachers: int, worlds: int, months: int) -> None:
    """Compiles, so that it can be timed by itself."""
    compiled(teachers, worlds, months)


def lay_out(teachers: int, worlds: int, seed: int, months: int, threads: int) -> Run:
    """Worlds that are ready to run; JAX takes all cores."""
    begin, run = compiled(teachers, worlds, months)
    keys = random.split(random.key(seed), 2 * worlds)
    state = jax.block_until_ready(begin(keys[:worlds]))
    return lambda: np.asarray(run(state, keys[worlds:]))
