"""What holds for every test."""

import asyncio
import gc
import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from httpx._transports import default
from hypothesis import settings
from virtual_time import VirtualLoop

from binance.streams.pace import CONNECTS

settings.register_profile("ours", deadline=None)  # no test asserts how long something took
settings.load_profile("ours")


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run what is marked so, or lies in a folder of that name, in virtual time."""
    marked = item.get_closest_marker("virtual_time") is not None
    if marked or item.path.parent.name == "virtual_time":
        return {"virtual": VirtualLoop}
    return {"real": asyncio.new_event_loop}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each worker begin with a part of the long tests, lest one be left alone at the end.

    The workers get equal parts of the list, one after another; who is done early takes from others.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if item.get_closest_marker("long")]
    short = [item for item in items if not item.get_closest_marker("long")]
    dealt: list[pytest.Item] = []
    for left in range(workers, 0, -1):
        share = (len(long) + len(short)) // left
        first = -(-len(long) // left)
        rest = max(share - first, 0)
        dealt += long[:first] + short[:rest]
        del long[:first], short[:rest]
    items[:] = dealt + long + short


def pytest_collection_finish() -> None:
    """Spare every later collection of garbage the thousands of tests and models."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def one_store_of_certificates() -> Iterator[None]:
    """Let httpx read the system's certificates once, not for each client: nothing uses TLS here."""
    with pytest.MonkeyPatch.context() as patch:
        once = cache(vars(default)["create_ssl_context"])
        patch.setitem(vars(default), "create_ssl_context", once)
        yield


@pytest.fixture(autouse=True)
def connections_of_its_own() -> None:
    """Let no test wait because those before it, which were other bots, opened many connections."""
    CONNECTS._taken.clear()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables as a first start makes them; made once, because that is the slow part of a start."""
    from storage import migrate

    path = tmp_path_factory.mktemp("migrated") / "bot.db"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
    return path
