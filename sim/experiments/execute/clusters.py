"""More than one machine: an executor of a Dask cluster."""

import logging
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager

from sim.experiments.store.files import StoreError
from sim.extras import need


@contextmanager
def dask_executor(address: str, jobs: int | None = None) -> Iterator[tuple[Executor, int]]:
    """An executor on a Dask cluster, and how many tasks it computes at once.

    Args:
        address: address of a scheduler (``tcp://host:8786``), or ``local`` for a cluster of processes on this machine.
        jobs: processes of a local cluster; all cores by default.

    Raises:
        Missing: Dask is not installed.
        StoreError: there is no cluster at the address.
    """
    need("cluster", "A Dask cluster")
    from distributed import Client, LocalCluster

    log = logging.getLogger("distributed.client")
    with ExitStack() as opened:
        opened.callback(log.setLevel, log.level)
        log.setLevel(logging.CRITICAL)  # a cluster that goes is told by the runner, in a line instead of a traceback
        try:
            where = address
            if address == "local":
                where = opened.enter_context(LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None))
            client = opened.enter_context(Client(where, timeout=10, set_as_default=False))
        except (OSError, ValueError) as error:
            raise StoreError(f"there is no Dask cluster at {address} ({error})") from error
        threads = sum(client.nthreads().values())
        if not threads:
            raise StoreError(f"the Dask cluster at {address} has no workers yet; start some, and try again")
        # Equal tasks are never the same task: `pure` would let Dask join them.
        yield client.get_executor(pure=False, retries=1), threads
