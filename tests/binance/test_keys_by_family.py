"""A key may be good in one API family and not in another."""

from typing import Any

import pytest

from binance import Binance, HmacKey
from binance.errors import BadKey
from binance.private import futures, spot

REFUSED = {"code": -2015, "msg": "Invalid API-key, IP, or permissions for action."}
LISTEN = "POST /fapi/v1/listenKey"


async def test_a_key_that_futures_refuse_again_and_again_still_serves_on_spot(
    binance: Binance, fake: Any, alice: HmacKey
) -> None:
    fake.says(LISTEN, REFUSED, status=401)
    fake.says("GET /api/v3/openOrders", [])
    account = binance.account(alice)

    for _ in range(5):
        with pytest.raises(BadKey):
            await account.send(futures.StartUserDataStream())

    assert len(fake.calls(LISTEN)) == 3
    assert await account.send(spot.OpenOrders(symbol="BTCUSDT")) == []
    assert [account.accepted(api) for api in ("api", "fapi", "dapi")] == [1, 0, 0]


async def test_a_key_that_spot_accepts_is_not_tried_more_often_on_futures(
    binance: Binance, fake: Any, alice: HmacKey
) -> None:
    fake.says(LISTEN, REFUSED, status=401)
    fake.says("GET /api/v3/openOrders", [])
    account = binance.account(alice)

    for _ in range(5):
        await account.send(spot.OpenOrders(symbol="BTCUSDT"))
        with pytest.raises(BadKey):
            await account.send(futures.StartUserDataStream())

    assert len(fake.calls(LISTEN)) == 3
