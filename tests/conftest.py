"""What holds for every test."""

import asyncio
import gc
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from httpx._transports import default
from hypothesis import settings
from virtual_time import VirtualLoop

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


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables as a first start makes them; made once, because that is the slow part of a start."""
    from storage import migrate

    path = tmp_path_factory.mktemp("migrated") / "bot.db"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
    return path
