"""The everyday methods, on the sandbox."""

import asyncio
import sys
from collections.abc import AsyncIterator
from decimal import Decimal

import httpx
import pytest

from binance import HmacKey, Hosts, errors
from binance.config import BinanceConfig
from binance.facade import BinanceClient
from binance.models.events import MiniTicker
from binance.models.market import Interval
from binance.models.order_terms import OrderStatus
from binance.public import spot
from sandbox.exchange import Exchange
from sandbox.server import serving


@pytest.fixture
async def config() -> AsyncIterator[BinanceConfig]:
    exchange = Exchange(seed=7)
    async with serving(exchange.app()) as port:
        heart = asyncio.ensure_future(exchange.run())
        yield BinanceConfig(hosts=Hosts.sandbox(port))
        heart.cancel()
        await asyncio.gather(heart, return_exceptions=True)


@pytest.fixture
async def client(config: BinanceConfig) -> AsyncIterator[BinanceClient]:
    async with httpx.AsyncClient(base_url=config.hosts.spot_rest) as http:
        made = (await http.post("/sandbox/accounts", json={"label": "alice"})).json()
    async with BinanceClient(made["api_key"], made["secret"], config) as client:
        yield client


async def test_the_market_can_be_looked_at(client: BinanceClient) -> None:
    price = await client.get_symbol_price("btcusdt")
    book = await client.get_order_book("BTCUSDT", limit=5)
    klines = await client.get_klines("BTCUSDT", "1h", limit=3)

    assert book.bids[0].price < book.asks[0].price
    assert (await client.get_ticker_24h("BTCUSDT")).low_price <= price
    assert len(klines) == 3
    assert await client.send(spot.Ping()) == {}
    assert client.get_metrics().families["api"].requests == 5
    assert client.get_health().last_success_age is not None


async def test_candles_come_as_a_data_frame(client: BinanceClient) -> None:
    frame = await client.get_klines_dataframe("BTCUSDT", Interval.H1, limit=3)

    assert len(frame) == 3
    assert str(frame.index.tz) == "UTC"
    assert frame.index.is_monotonic_increasing
    assert {str(frame[name].dtype) for name in ("open", "high", "low", "close", "volume")} == {
        "float64"
    }
    assert frame["number_of_trades"].dtype.kind == "i"


async def test_without_pandas_a_data_frame_says_what_it_needs(
    client: BinanceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)

    with pytest.raises(RuntimeError, match="pip install pandas"):
        await client.get_klines_dataframe("BTCUSDT", "1h")


async def test_an_order_is_placed_found_and_cancelled(client: BinanceClient) -> None:
    price = (await client.get_symbol_price("BTCUSDT") * Decimal("0.9")).quantize(Decimal("0.1"))

    placed = await client.place_order("BTCUSDT", "buy", "limit", "0.001", price)
    found = await client.get_order("BTCUSDT", client_order_id=placed.client_order_id)
    waiting = await client.get_open_orders("BTCUSDT")
    await client.cancel_order("BTCUSDT", placed.order_id)

    assert (found.price, found.status) == (price, OrderStatus.NEW)
    assert [one.order_id for one in waiting] == [placed.order_id]
    assert (await client.get_open_orders()) == []


async def test_a_market_order_may_say_what_to_spend(client: BinanceClient) -> None:
    before = await client.get_account_balance()

    filled = await client.place_order("BTCUSDT", "BUY", "MARKET", quote_order_qty=100)

    after = await client.get_account_balance()
    assert filled.status == OrderStatus.FILLED
    assert after["BTC"].total - before["BTC"].total <= filled.executed_qty
    assert after["USDT"].total < before["USDT"].total


async def test_a_float_is_no_amount_of_money(client: BinanceClient) -> None:
    with pytest.raises(ValueError, match="float"):
        await client.place_order("BTCUSDT", "BUY", "MARKET", 0.1)  # type: ignore[arg-type]

    with pytest.raises(ValueError, match="valid decimal"):
        await client.place_order("BTCUSDT", "BUY", "MARKET", "much")

    assert await client.get_open_orders() == []


async def test_tickers_of_several_symbols_go_to_one_handler(client: BinanceClient) -> None:
    seen: asyncio.Queue[MiniTicker] = asyncio.Queue()
    watching = asyncio.ensure_future(client.ws_ticker(["btcusdt", "ethusdt"], seen.put))

    async with asyncio.timeout(20):
        symbols: set[str] = set()
        while symbols != {"BTCUSDT", "ETHUSDT"}:
            symbols.add((await seen.get()).symbol)
    watching.cancel()

    assert isinstance((await asyncio.gather(watching, return_exceptions=True))[0], BaseException)


async def test_what_a_handler_raises_ends_the_stream(client: BinanceClient) -> None:
    def handler(tick: MiniTicker) -> None:
        raise LookupError(tick.symbol)

    async with asyncio.timeout(20):
        with pytest.raises(LookupError, match="BTCUSDT"):
            await client.ws_ticker("BTCUSDT", handler)


async def test_an_error_leaves_the_client_as_it_is(config: BinanceConfig) -> None:
    with pytest.raises(errors.NoSuchSymbol):
        async with BinanceClient(config=config) as client:
            await client.get_symbol_price("NOSUCHTHING")


async def test_without_a_key_only_what_is_public_can_be_asked(config: BinanceConfig) -> None:
    async with BinanceClient(config=config) as client:
        assert await client.get_symbol_price("BTCUSDT") > 0
        with pytest.raises(RuntimeError, match="needs an API key"):
            await client.get_account_balance()


def test_a_secret_needs_its_key() -> None:
    with pytest.raises(ValueError, match="without the key"):
        BinanceClient(secret_key="secret")


async def test_the_configurations_key_is_used_unless_another_is_given(
    config: BinanceConfig,
) -> None:
    ours, theirs = HmacKey("ours", "secret"), BinanceConfig(config.hosts, HmacKey("theirs", "s"))
    async with (
        BinanceClient(config=BinanceConfig(config.hosts, ours)) as first,
        BinanceClient("mine", "secret", theirs) as second,
    ):
        assert first.account.signer is ours
        assert second.account.signer.api_key == "mine"
