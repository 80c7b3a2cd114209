"""Clients of Binance that others wrote, unchanged but for their addresses."""

from typing import Any

import httpx
import pytest

pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]

CLIENTS = ["with_python_binance.py", "with_ccxt.py", "with_official_sdk.py", "with_unicorn.py"]


@pytest.mark.parametrize("client", CLIENTS)
async def test_a_client_cannot_tell_the_exchange_from_the_real_one(
    client: str, exchange: httpx.AsyncClient, accounts: dict[str, Any], runs: Any
) -> None:
    diary = await runs(client, url=str(exchange.base_url).rstrip("/"), accounts=accounts)

    attempts = [each for area in diary["tried"].values() for each in area.values()]
    assert len(attempts) >= 10
    assert [each for each in attempts if each is not None] == []
