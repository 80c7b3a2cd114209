"""One order too many, or one coin, is refused beforehand by its rule."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from order_listing import symbol
from sandbox_questions import Desk, desk_on_the_sandbox

from binance.models.exchange import SymbolInfo
from binance.private.spot import OpenOrders
from bot.i18n import Say
from bot.refusals import Refused
from storage import Storage

FEW = symbol({"MAX_NUM_ORDERS": {"maxNumOrders": 2}})
SMALL = symbol({"MAX_POSITION": {"maxPosition": "3"}})


@pytest.fixture
async def desk(storage: Storage) -> AsyncIterator[Desk]:
    async with desk_on_the_sandbox(storage, balances={"BTC": "2", "USDT": "500000"}) as desk:
        yield desk


async def refusal(desk: Desk, words: str, info: SymbolInfo) -> str:
    with pytest.raises(Refused) as refused:
        await desk.asks(words, info)
    return str(Say("en")(refused.value.text, **refused.value.values))


async def placed(desk: Desk, *orders: str) -> None:
    for words in orders:
        await desk.account.send((await desk.asks(words)).request)


async def test_a_plain_limit_order_too_many_is_refused_by_its_rule(desk: Desk) -> None:
    await placed(desk, "buy btc 0.1 @ 30000", "sell btc 0.1 @ 90000")

    assert await refusal(desk, "buy btc 0.1 @ 40000", FEW) == (
        "2 orders of this kind are open on BTCUSDT, and 2 may be (MAX_NUM_ORDERS). "
        "Cancel one first: /orders"
    )
    assert await desk.asks("buy btc 0.1", FEW), "what does not stay open needs no room"


@pytest.mark.parametrize("words", ["buy btc 1.1", "buy btc 1.1 @ 40000", "buy btc $200000"])
async def test_nobody_gets_more_of_an_asset_than_may_be_had(desk: Desk, words: str) -> None:
    assert await refusal(desk, words, SMALL) == (
        "BTCUSDT lets nobody have more than 3 BTC, open orders included (MAX_POSITION): you have "
        "2, and 1 more would do."
    )
    assert await desk.asks("buy btc 1 @ 40000", SMALL)
    assert await desk.asks("sell btc 2 @ 90000", SMALL)


async def test_what_open_orders_buy_counts_as_had_and_what_they_sell_as_not_sold(
    desk: Desk,
) -> None:
    await placed(desk, "buy btc 1 @ 40000", "sell btc 2 @ 90000")

    assert await refusal(desk, "buy btc 0.1 @ 40000", SMALL) == (
        "BTCUSDT lets nobody buy who has 3 BTC already, open orders included (MAX_POSITION): you "
        "have 3."
    )


def lists(asked: list[Any]) -> int:
    return sum(isinstance(one, OpenOrders) for one in asked)


async def test_open_orders_are_asked_for_only_where_there_can_be_any(desk: Desk) -> None:
    await desk.asks("buy btc 0.1 @ 40000")
    await desk.asks("sell btc 0.1 stop 40000")
    assert lists(desk.asked) == 0, "nothing is locked"

    await placed(desk, "buy btc 0.1 @ 30000")
    await desk.asks("buy btc 0.1")
    assert lists(desk.asked) == 0, "a market order does not stay open"

    await desk.asks("buy btc 0.1 @ 40000")
    assert lists(desk.asked) == 1
