"""What somebody new gets wrong is told in a sentence, before it costs anything."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from binance import Binance, HmacKey, errors
from binance.config import BinanceConfig
from binance.facade import BinanceClient
from binance.hosts import Hosts
from binance.private.spot import CancelOrder, GetAccount, NewOrder, QueryOrder
from binance.public import spot

ORDER: dict[str, Any] = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET"}


async def test_a_private_request_at_the_public_door_is_shown_the_other_one(
    binance: Binance, fake: Any
) -> None:
    with pytest.raises(TypeError, match=r"GetAccount .* binance.account\(key\).send"):
        await binance.send(GetAccount())  # type: ignore[arg-type]

    with pytest.raises(TypeError, match="GetAccount"):
        await binance.gather([GetAccount()])  # type: ignore[arg-type]

    assert fake.seen == []


@pytest.mark.parametrize("thing", [spot.Ping, {"symbol": "BTCUSDT"}, "BTCUSDT", None])
async def test_what_is_no_request_is_not_sent(binance: Binance, thing: Any) -> None:
    with pytest.raises(TypeError, match=r"such as spot\.Price"):
        await binance.send(thing)


async def test_nothing_at_a_time_is_no_limit(binance: Binance) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        await binance.gather([spot.Ping()], limit=0)


async def test_requests_may_come_from_a_generator(binance: Binance, fake: Any) -> None:
    fake.says("GET /api/v3/ping", {})

    assert await binance.gather(spot.Ping() for _ in range(3)) == [{}, {}, {}]


async def test_a_closed_client_says_so(fake: Any) -> None:
    async with Binance(Hosts.sandbox()) as binance:
        pass

    with pytest.raises(RuntimeError, match="the client is closed"):
        await binance.send(spot.Ping())

    assert binance.limits.unsettled == 0


async def test_everyday_methods_ask_to_be_opened_first() -> None:
    with pytest.raises(RuntimeError, match="open the client first"):
        await BinanceClient().get_symbol_price("BTCUSDT")


async def test_everyday_methods_may_be_opened_again(alice: HmacKey) -> None:
    client = BinanceClient(config=BinanceConfig(Hosts.sandbox(), alice))
    async with client:
        before = client.account

    async with client:
        assert client.account is not before


@pytest.mark.parametrize(("name", "secret"), [(None, "s"), ("", "s"), ("name", None), ("name", "")])
def test_a_key_that_was_not_set_is_noticed_at_once(name: Any, secret: Any) -> None:
    with pytest.raises(ValueError, match=r"an API key|a secret"):
        HmacKey(name, secret)


def test_a_secret_with_its_line_break_is_noticed_and_not_shown() -> None:
    with pytest.raises(ValueError, match="white space") as wrong:
        HmacKey("name", "CANARY\n")

    assert "CANARY" not in str(wrong.value)


def test_a_time_without_a_zone_is_no_moment() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        spot.Klines(symbol="BTCUSDT", interval="1h", start_time=datetime(2024, 1, 1))  # noqa: DTZ001 - meant


def test_a_float_is_no_amount() -> None:
    with pytest.raises(ValidationError, match="a float is a little off"):
        NewOrder(**ORDER, quantity=0.1)

    assert NewOrder(**ORDER, quantity="0.1").quantity == Decimal("0.1")
    assert NewOrder(**ORDER, quantity=1).quantity == 1


def test_a_limit_says_whose_it_is() -> None:
    assert str(errors.RateLimited(60, 0, banned=True)) == "banned by Binance for another 60.0 s"
    assert str(errors.TooManyOrders(9, 0)).startswith("this account may place no more orders")
    assert str(errors.QueueFull(1, 0)).startswith("too many requests wait already")


@pytest.mark.parametrize(
    ("request_", "named"),
    [
        (NewOrder(**ORDER, quantity="1", new_client_order_id="bt-7"), True),
        (CancelOrder(symbol="BTCUSDT", orig_client_order_id="bt-7"), True),
        (QueryOrder(symbol="BTCUSDT", orig_client_order_id="bt-7"), False),
    ],
)
def test_an_unknown_fate_names_the_order_to_ask_for(request_: Any, *, named: bool) -> None:
    unknown = errors.Unknown("the connection failed before the answer")
    unknown.concerns(request_)

    assert str(unknown).endswith("; ask what became of bt-7") is named
