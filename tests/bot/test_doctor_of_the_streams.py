"""What the doctor finds where accounts are followed."""

from types import SimpleNamespace
from typing import Any

import pytest

from binance import Hosts
from bot.doctor import _user_streams
from sandbox.exchange import Exchange
from sandbox.server import serving


@pytest.fixture
async def hosts() -> Any:
    async with serving(Exchange(seed=1).app()) as port:
        yield Hosts.sandbox(port)


async def test_every_market_whose_streams_open_is_named(hosts: Hosts) -> None:
    plan: Any = SimpleNamespace(hosts=hosts)
    spot_only: Any = SimpleNamespace(hosts=hosts.replace(usdm_stream=None, coinm_stream=None))

    assert (await _user_streams(plan)).tells == "can be opened: spot, USD-M, COIN-M"
    assert (await _user_streams(spot_only)).tells == "can be opened: spot"


async def test_a_market_whose_streams_do_not_open_is_a_fault(hosts: Hosts) -> None:
    plan: Any = SimpleNamespace(hosts=hosts.replace(coinm_stream="ws://127.0.0.1:1"))

    finding = await _user_streams(plan)

    assert finding.good is False
    assert finding.tells.startswith("not reached: COIN-M (")
    assert "nobody" not in finding.tells
