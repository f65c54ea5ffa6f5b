"""Conflict strains what partners share until it is resolved, and a conflict that was overcome binds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared import SMALL, run_batch

from sim.declarations.parameters import record_array, registry
from sim.engine.batch import Batch, Run
from sim.kernel import event_log as log
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario, Value
from sim.state.tables import ACTIVE, DORMANT
from sim.submodels import conflict

share = st.floats(0, 1)
P = record_array(registry().select(scope="world", group="conflict"), 1)[0]
#: A world in which partners clash often, and one in which they never do.
STORMY: dict[str, Value] = {"conflict.clash_rate": 0.3, "conflict.clash_size": 0.5}
QUIET: dict[str, Value] = {"conflict.clash_rate": 0, "meetings.common_rate": 0}


def small(**values: Value) -> Scenario:
    return load_scenario("baseline").with_values({**SMALL, **values})


# --- rules ---------------------------------------------------------------------------------------------------------


@given(st.floats(-3, 3), st.floats(0, 3), share)
def test_partners_who_share_voice_and_load_clash_least(misfit, overload, voice):
    often = conflict.clashes(misfit, overload, voice, P)
    assert often >= conflict.clashes(misfit, 0.0, 0.5, P) > 0
    assert conflict.clashes(misfit + 0.1, overload, voice, P) > often
    assert conflict.clashes(misfit, overload, 1 - voice, P) == pytest.approx(often)  # whichever side it is


def test_clashes_by_hand():
    p = P.copy()
    p.clash_rate, p.unfair = 0.03, 2.0
    assert conflict.clashes(0.0, 0.0, 0.5, p) == pytest.approx(0.03)
    # 0.03 x (1 + 2 x 0.5 + 2 x 0.4), and twice as many where the misfit is log 2
    assert conflict.clashes(math.log(2), 0.5, 0.7, p) == pytest.approx(0.03 * 2.8 * 2)


@given(st.tuples(share, share, share))
def test_each_help_resolves_more_and_nothing_resolves_all_at_once(help_):
    """Protocols, rules, and a history together."""
    resolved = conflict.repaired(*help_, P)
    assert P.repair - 1e-15 <= resolved <= 4 * P.repair
    for one in range(len(help_)):
        assert conflict.repaired(*help_[:one], 1.0, *help_[one + 1 :], P) >= resolved - 1e-15


@given(share, share, share)
def test_strain_wears_trust_and_what_is_resolved_binds(trust, strain, resolved):
    worn = conflict.trust_under_strain(trust, strain, 0.0, P)
    assert 0 <= worn <= trust
    assert worn <= conflict.trust_under_strain(trust, strain, resolved, P) <= 1
    assert conflict.trust_under_strain(trust, 0.0, 0.0, P) == trust


# --- months --------------------------------------------------------------------------------------------------------


def test_partners_who_never_clash_have_no_strain_and_nothing_that_follows_from_it():
    quiet = run_batch(small(**QUIET), 6, 48, log=True)
    other = run_batch(small(**QUIET, **{"conflict.wear": 0.12, "conflict.promises_broken": 2.5}), 6, 48)
    assert (quiet.state.partnerships.strain == 0).all()
    assert not np.isin(quiet.state.log.code, (log.CLASHED, log.RECONCILED)).any()
    for column in ("trust", "promises_kept", "commitments"):
        values = (batch.record.values["partnerships"][column] for batch in (quiet, other))
        assert np.array_equal(*values), column


def test_conflicts_break_out_and_are_resolved_in_turn():
    mended = {"conflict.clash_rate": 0.06, "conflict.clash_size": 0.6, "conflict.repair": 0.08}
    mended |= {"structure.facilitation": 1}
    batch = run_batch(small(**mended), 12, 96, log=True)
    entries, told = batch.state.log, 0
    for w, used in enumerate(entries.used):
        codes = entries.code[w, :used]
        codes = codes[(codes == log.CLASHED) | (codes == log.RECONCILED)]
        assert (codes[::2] == log.CLASHED).all() and (codes[1::2] == log.RECONCILED).all()
        told += len(codes) // 2
    assert told > 12
    assert batch.state.partnerships.strain.min() >= 0 and batch.state.partnerships.strain.max() <= 1


def test_strain_that_nothing_adds_to_is_resolved_at_the_rate_of_the_rule():
    still = small(**QUIET, **{"structure.facilitation": 0.5, "structure.agreements": 0.25, "coordination.fte": 0,
                              "meetings.cushion_months": 600})  # fmt: skip
    batch = Batch([Run(still, r, 3) for r in range(4)], 24)
    batch.state.partnerships.strain[:] = 0.8
    months = 0
    for _ in range(24):
        works = np.isin(batch.state.partnerships.stage, (ACTIVE, DORMANT))  # not while partners get to know each other
        relations = batch.state.relations.copy()
        before = relations.strain
        left = np.array([1 - conflict.repaired(r.protocols, r.rules, 0.0, P) for r in relations])
        batch.state.ties.months[:] = 0  # a history of a month at most, of 600
        batch.step()
        assert np.allclose(batch.state.partnerships.strain, np.where(works, before * left, before), rtol=1e-4)
        months += works.sum()
    assert months > 40


def test_people_who_know_each_other_for_long_resolve_conflicts_sooner():
    strangers, old = (Batch([Run(small(**STORMY), r, 3) for r in range(40)], 36) for _ in range(2))
    old.state.ties.months[:] = 240
    for batch in (strangers, old):
        batch.run()
    assert old.state.partnerships.strain.mean() < strangers.state.partnerships.strain.mean() - 0.01


@pytest.mark.parametrize("help_", ["structure.facilitation", "structure.agreements"])
def test_help_resolves_conflicts(help_: str):
    without, with_ = (run_batch(small(**STORMY, **{help_: value}), 40, 60) for value in (0, 1))
    strain = [batch.state.partnerships.strain.mean() for batch in (without, with_)]
    assert strain[1] < strain[0] - 0.03


def test_conflicts_break_promises_and_cost_trust():
    """With what binds and what wears switched off, promises alone carry it."""
    alone = {"conflict.wear": 0, "conflict.binds": 0}
    quiet, stormy = (run_batch(small(**values, **alone), 60, 48) for values in (QUIET, STORMY))
    for column in ("promises_kept", "trust"):
        pair = [batch.record.values["partnerships"][column][36:48].mean(axis=0) for batch in (quiet, stormy)]
        difference = pair[1] - pair[0]
        assert difference.mean() < -3 * difference.std() / np.sqrt(60), column
