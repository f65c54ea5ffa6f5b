"""Compiled code: cached between processes, kept apart by sources, and cheap to call."""

from __future__ import annotations

import inspect
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from command_line import good

import sim
from sim.engine import batch
from sim.engine.batch import Batch, Run, warm_up
from sim.kernel import code_on_disk
from sim.kernel.code_on_disk import cache_folder, digest_of_sources
from sim.kernel.compiled import is_compiled, rule
from sim.schedule import SCHEDULE, one_month
from sim.state.tables import OWNED, TABLES, State

pytestmark = pytest.mark.skipif(not is_compiled(), reason="rules run as plain Python")


def python(code: str, *, options: Sequence[str] = (), **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *options, "-c", code], env=os.environ | environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_second_process_compiles_nothing():
    warm_up()
    missed = python(
        "from sim.engine.batch import warm_up; warm_up();"
        "from sim.initialization.people import populate; from sim.schedule import one_month;"
        "print(sum(len(entry.stats.cache_misses) for entry in (populate, one_month)))"
    )
    assert missed == "0"


def test_an_edited_rule_never_runs_in_its_old_form(tmp_path):
    before = digest_of_sources()
    copy = tmp_path / "sim"
    copy.mkdir()
    here = Path(sim.__file__).parent
    for path in here.rglob("*.py"):
        target = copy / path.relative_to(here)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
    code += "from sim.kernel.code_on_disk import digest_of_sources; print(digest_of_sources())"
    assert python(code) == before
    (copy / "engine" / "result.py").write_text((copy / "engine" / "result.py").read_text() + "\n# a comment\n")
    assert python(code) == before  # not part of any kernel
    rules = copy / "submodels" / "meetings.py"
    rules.write_text(rules.read_text().replace("p.trust_gain * from_floor", "2.0 * p.trust_gain * from_floor"))
    assert python(code) != before


def test_a_place_that_cannot_be_written_is_no_obstacle(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    asked = "from sim.kernel.code_on_disk import cache_folder; print(cache_folder())"
    folder = python(asked, RPP_CACHE_DIR=str(blocked))
    assert Path(folder).is_dir() and not folder.startswith(str(blocked))


def test_the_version_used_longest_ago_goes_first(tmp_path, monkeypatch):
    """A version in daily use never changes, so that it must not be known by its last change."""
    monkeypatch.setenv("RPP_CACHE_DIR", str(tmp_path))

    def used(digest: str) -> None:
        for number, folder in enumerate(sorted(tmp_path.iterdir(), key=lambda f: f.stat().st_mtime_ns)):
            os.utime(folder, (number, number))  # the clock of a file system may stand still between two uses
        monkeypatch.setattr(code_on_disk, "digest_of_sources", lambda: digest)
        cache_folder.cache_clear()
        cache_folder()

    try:
        for digest in ("daily", "a", "b", "daily", "c", "daily", "d"):
            used(digest)
        assert {path.name for path in tmp_path.iterdir()} == {"b", "c", "daily", "d"}
    finally:
        cache_folder.cache_clear()


def test_importing_sim_is_light():
    heavy = {"numba", "pandas", "mesa", "matplotlib", "scipy"}
    loaded = python(f"import sys, sim; print(sorted({heavy!r} & set(sys.modules)))")
    assert loaded == "[]"


def test_storage_types_are_fixed_in_one_place(small):
    state = Batch([Run(small, 0, 1)], 1).state
    for name, columns in TABLES.items():
        assert getattr(state, name).dtype.names == tuple(c.name for c in columns)
        assert all(getattr(state, name).dtype[c.name] == np.dtype(c.dtype) for c in columns)
    assert all(table.flags.c_contiguous for name, table in zip(State._fields, state, strict=True) if name != "log")


def test_no_column_is_called_like_an_attribute_that_plain_python_would_read_in_its_place():
    for name, columns in OWNED.items():
        assert not [c.name for c in columns if hasattr(np.record, c.name) or hasattr(np.recarray, c.name)], name


def test_a_month_calls_every_step_of_the_schedule_in_its_order():
    called = re.findall(r"^    (\w+)\.step\(", inspect.getsource(one_month.py_func), re.MULTILINE)
    assert called == [module.__name__.rpartition(".")[2] for module in SCHEDULE]


def test_a_kernel_called_from_python_says_so(small):
    state = Batch([Run(small, 0, 1)], 1).state
    with pytest.raises(TypeError, match="one_month"):
        SCHEDULE[0].step(0, 0, 0, state)


def test_a_rule_can_be_called_from_python():
    @rule
    def twice(x):
        return 2.0 * x

    assert twice(2.0) == 4.0
    assert sim.__version__


@pytest.mark.slow
@pytest.mark.parametrize("name", ["types/nic", "portraits/stem_ecosystems", "portraits/nj_study_council"])
def test_no_kernel_reads_beyond_its_tables(name, tmp_path):
    # Checks are compiled in, so this needs a cache of its own.
    python(
        "from sim.engine.batch import Batch, Run; from sim.scenario.files import load_scenario\n"
        f"scenario = load_scenario({name!r}, set={{'district.schools': 2, 'district.teachers_per_school': 5}})\n"
        "Batch([Run(scenario, r, 1) for r in range(2)], 60, log=True).run()",
        NUMBA_BOUNDSCHECK="1",
        RPP_CACHE_DIR=str(tmp_path),
    )


# --- whether there is something to wait for ---------------------------------------------------------------------------

WARM = "import sim.initialization.people, sim.schedule; from sim.kernel.compiled import is_warm; print(is_warm())"


def copied(folder: Path) -> str:
    """Python code that imports a copy of these sources from a folder."""
    here = Path(sim.__file__).parent
    shutil.copytree(here, folder / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    return f"import sys; sys.path.insert(0, {str(folder)!r})\n"


@pytest.mark.slow  # compiles once more
def test_it_is_known_whether_compiled_code_will_be_found(tmp_path):
    warm_up()
    assert python(WARM) == "True"
    # Neither the place of the files nor the model of the processor matters; the way of running Python may.
    assert python(copied(tmp_path) + WARM) == "True"
    assert python(WARM, NUMBA_CPU_NAME="other", NUMBA_CPU_FEATURES="") == "True"
    assert python(WARM, NUMBA_BOUNDSCHECK="1") == "False"
    for options in (["-O"], ["-OO"]):
        loads = "from sim.engine.batch import warm_up; from sim.schedule import one_month\n"
        loads += f"{WARM}; warm_up(); print(not one_month.stats.cache_misses)"
        warm, loaded = python(loads, options=options).split()
        assert warm == loaded


def test_nothing_is_compiled_where_code_was_brought_along(tmp_path):
    """A read-only installation at another place, on another model of processor, with nothing in its cache."""
    warm_up()
    start = copied(tmp_path)
    brought = tmp_path / "sim" / "kernel" / "brought" / cache_folder().name
    brought.mkdir(parents=True)
    for path in cache_folder().glob("*.nb?"):
        shutil.copy(path, brought)
    for path in (*tmp_path.rglob("*"), tmp_path):
        path.chmod(path.stat().st_mode & ~0o222)
    loads = f"{WARM}; from sim.engine.batch import warm_up; from sim.schedule import one_month; warm_up()\n"
    loads += "print(sum(one_month.stats.cache_misses.values()), sim.__file__)"
    warm, missed, place = python(start + loads, RPP_CACHE_DIR=str(tmp_path.parent / "empty")).split()
    assert (warm, missed, place) == ("True", "0", str(tmp_path / "sim" / "__init__.py"))


def test_what_else_is_compiled_in_the_process_is_compiled_for_the_processor_at_hand():
    warm_up()
    told = python(
        "import numba, numpy; from sim.engine.batch import warm_up; from sim.schedule import one_month; warm_up()\n"
        "@numba.njit\ndef total(numbers):\n    return numbers.sum() + numpy.ones(3).sum()\n"
        "assert total(numpy.ones(4)) == 7.0\n"
        "made = [next(iter(f.overloads.values())).library.codegen.magic_tuple()[1] for f in (total, one_month)]\n"
        "print(made == [total.targetctx.codegen()._get_host_cpu_name(), 'generic'])"
    )
    assert told == "True"


def test_code_that_is_gone_is_not_taken_for_compiled(tmp_path):
    kept = tmp_path / "kept"
    shutil.copytree(cache_folder(), kept / cache_folder().name)
    assert python(WARM, RPP_CACHE_DIR=str(kept)) == "True"
    for code in kept.rglob("schedule.one_month-*.nbc"):  # one for each way of running Python that was tried
        code.unlink()
    assert python(WARM, RPP_CACHE_DIR=str(kept)) == "False"


WAITS = {
    "a batch": lambda: Batch([Run(sim.load_scenario("baseline"), 0, 1)], 1),
    "sim.run": lambda: sim.run("baseline", replicates=1, months=1),
    "a Mesa model": lambda: sim.PartnershipModel("baseline"),
    "rpp sweep --plan": lambda: good("sweep", "type_and_money", "--plan", "--months", "1"),
    "rpp story": lambda: good("story", "baseline", "--months", "1"),
    "rpp network": lambda: good("network", "baseline", "--months", "1"),
}


@pytest.mark.parametrize("name", WAITS)
def test_whoever_waits_is_told_why_and_once(name, monkeypatch, capfd):
    told = []
    monkeypatch.setattr(batch, "is_warm", lambda: False)
    monkeypatch.setattr(batch, "_asked", Event())
    monkeypatch.setattr(batch, "print", lambda text, **_: told.append(text), raising=False)
    WAITS[name]()
    assert [text for text in told if text.startswith("Compiling")] == told and len(told) == 1


def test_compiling_leaves_numba_and_the_collector_as_they_were():
    told = python(
        "import gc; from numba.core.types.functions import BaseFunction; before = BaseFunction.get_call_type\n"
        "from sim.kernel.compiled import _compile\n"
        "seen = []\n"
        "import sim.kernel.any_processor as a; inner = a.CPUDispatcher.compile\n"
        "def compile(self, sig):\n"
        "    seen.append((gc.isenabled(), BaseFunction.get_call_type is before)); return inner(self, sig)\n"
        "a.CPUDispatcher.compile = compile\n"
        "print(_compile(lambda a, b: a + b)(1, 2.5), seen, gc.isenabled(), BaseFunction.get_call_type is before)"
    )
    assert told == "3.5 [(False, False)] True True"


@pytest.mark.slow
def test_a_rule_that_is_part_of_the_model_has_a_door_for_python(tmp_path):
    """In a process of its own: a part has no machine code, so that a call without a door would end the process."""
    told = python(
        "from sim.engine.batch import warm_up; warm_up();"
        "from sim.kernel import chance; from sim.kernel.forms import either;"
        "address = chance.stream(1, 2, 3);"
        "print(chance.uniform(address, 4) == chance.uniform.py_func(address, 4), either(0.5, 0.5))",
        RPP_CACHE_DIR=str(tmp_path),
    )
    assert told == "True 0.75"
