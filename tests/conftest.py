"""What holds for every test."""

import asyncio
from collections.abc import Callable, Mapping

import pytest
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
