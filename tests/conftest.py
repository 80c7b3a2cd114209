"""What holds for every test."""

import inspect
from collections.abc import Generator
from typing import Any

import pytest


@pytest.hookimpl(tryfirst=True, wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, Any, Any]:
    """Keep looptime away from tests without a loop: it would make one that nobody closes."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        pyfuncitem.funcargs.pop("event_loop_policy", None)
    return (yield)
