# /// script
# requires-python = ">=3.11"
# dependencies = ["ccxt==4.5.90"]
# ///
"""ccxt and ccxt.pro, unchanged but for their addresses."""

import asyncio
import itertools
import re
from decimal import Decimal
from typing import Any

import ccxt.pro
from ccxt.base.errors import BadRequest, InsufficientFunds, OrderNotFound
from diary import TOLD, Diary, refused

HTTP, WS = TOLD["url"], TOLD["url"].replace("http", "ws")
BTC, ETH, PERPETUAL = "BTC/USDT", "ETH/USDT", "BTC/USDT:USDT"

diary = Diary("ccxt")


def here(address: Any) -> Any:
    """Point every address of Binance at the sandbox."""
    if isinstance(address, dict):
        return {name: here(each) for name, each in address.items()}
    if not isinstance(address, str) or "binance.com" not in address:
        return address
    base = WS if address.startswith("wss") else HTTP
    if "//stream." in address:  # ccxt knows spot's events by these letters in the address
        base = base.replace("//", "//stream@")
    return re.sub(r"^\w+://[^/]+", base, address)


def client(kind: str | None = None, **options: Any) -> Any:
    keys = TOLD["accounts"][kind] if kind else {}
    secret = keys.get("secret") or keys.get("private_key")
    exchange = ccxt.pro.binance({"apiKey": keys.get("api_key"), "secret": secret, **options})
    exchange.urls = exchange.urls | {"api": here(exchange.urls["api"])}
    exchange.options["fetchMarkets"] = {"types": ["spot", "linear", "inverse"]}
    exchange.options["fetchCurrencies"] = True
    exchange.options["warnOnFetchOpenOrdersWithoutSymbol"] = False
    return exchange


async def market_data(exchange: Any) -> None:
    area = "market data"
    async with diary.awaits(area, "markets and currencies"):
        await exchange.load_markets()
        assert {BTC, ETH, "ETH/BTC"} <= set(exchange.symbols)
    async with diary.awaits(area, "ticker"):
        ticker = await exchange.fetch_ticker(BTC)
        assert ticker["low"] <= ticker["last"] <= ticker["high"]
    async with diary.awaits(area, "all tickers"):
        assert len(await exchange.fetch_tickers()) > 10
    async with diary.awaits(area, "best prices"):
        book = (await exchange.fetch_bids_asks([BTC]))[BTC]
        assert book["bid"] < book["ask"]
    async with diary.awaits(area, "order book"):
        book = await exchange.fetch_order_book(BTC, 20)
        assert len(book["bids"]) == 20
        assert book["bids"][0][0] < book["asks"][0][0]
    async with diary.awaits(area, "candles"):
        candles = await exchange.fetch_ohlcv(BTC, "1h", limit=10)
        assert [b[0] - a[0] for a, b in itertools.pairwise(candles)] == [3_600_000] * 9
    async with diary.awaits(area, "trades"):
        assert len(await exchange.fetch_trades(BTC, limit=50)) == 50
    async with diary.awaits(area, "server time"):
        assert await exchange.fetch_time() > 1_700_000_000_000


async def trading(kind: str) -> None:
    area = f"spot trading, {kind} key"
    exchange = client(kind)
    try:
        await exchange.load_markets()
        async with diary.awaits(area, "limit order, its query and its cancellation"):
            price = exchange.price_to_precision(BTC, (await last(exchange, BTC)) * 0.9)
            order = await exchange.create_order(BTC, "limit", "buy", 0.01, float(price))
            assert (await exchange.fetch_order(order["id"], BTC))["status"] == "open"
            assert [each["id"] for each in await exchange.fetch_open_orders(BTC)] == [order["id"]]
            gone = await exchange.cancel_order(order["id"], BTC)
            assert gone["status"] == "canceled"
        async with diary.awaits(area, "market order by quantity and by cost"):
            bought = await exchange.create_order(BTC, "market", "buy", 0.01)
            assert (bought["status"], bought["filled"]) == ("closed", 0.01)
            spent = await exchange.create_market_buy_order_with_cost(ETH, 100)
            assert 95 < spent["cost"] <= 100
        async with diary.awaits(area, "trades and balance agree"):
            trades = await exchange.fetch_my_trades(BTC)
            fees = sum(Decimal(str(each["fee"]["cost"])) for each in trades)
            amounts = sum(Decimal(str(each["amount"])) for each in trades)
            balance = await exchange.fetch_balance()
            owned = Decimal(str(balance["BTC"]["total"]))
            assert owned == Decimal("0.5") + amounts - fees, (owned, amounts, fees)
        async with diary.awaits(area, "stop loss, take profit, trailing stop"):
            await conditional(exchange)
        async with diary.awaits(area, "edit (cancelReplace)"):
            price = (await last(exchange, BTC)) * 0.9
            order = await exchange.create_order(BTC, "limit", "buy", 0.01, round(price, 2))
            other = await exchange.edit_order(
                order["id"], BTC, "limit", "buy", 0.011, round(price * 0.99, 2)
            )
            assert other["id"] != order["id"]
            await exchange.cancel_all_orders(BTC)
            assert await exchange.fetch_open_orders(BTC) == []
        async with diary.awaits(area, "refusals have their own classes"):
            await refusals(exchange)
        async with diary.awaits(area, "orders and closed orders"):
            assert len(await exchange.fetch_orders(BTC)) >= 3
            assert await exchange.fetch_closed_orders(BTC)
        async with diary.awaits(area, "trading fees"):
            assert (await exchange.fetch_trading_fee(BTC))["taker"] > 0
        async with diary.awaits(area, "deposit and withdrawal history, transfers"):
            assert isinstance(await exchange.fetch_deposits(), list)
            assert isinstance(await exchange.fetch_withdrawals(), list)
    finally:
        await exchange.close()


async def conditional(exchange: Any) -> None:
    price = await last(exchange, BTC)
    stop = await exchange.create_order(
        BTC, "limit", "sell", 0.01, round(price * 0.89, 2), {"stopLossPrice": round(price * 0.9, 2)}
    )
    profit = await exchange.create_order(
        BTC,
        "limit",
        "sell",
        0.01,
        round(price * 1.1, 2),
        {"takeProfitPrice": round(price * 1.1, 2)},
    )
    trailing = await exchange.create_order(
        BTC,
        "limit",
        "sell",
        0.01,
        round(price * 0.9, 2),
        {"trailingPercent": 2, "stopLossOrTakeProfit": "stopLoss"},
    )
    ids = {each["id"] for each in (stop, profit, trailing)}
    assert {each["id"] for each in await exchange.fetch_open_orders(BTC)} == ids
    await exchange.cancel_all_orders(BTC)


async def refusals(exchange: Any) -> None:
    for error, call in (
        (InsufficientFunds, lambda: exchange.create_order(BTC, "market", "buy", 5)),
        (OrderNotFound, lambda: exchange.fetch_order("1", BTC)),
        (OrderNotFound, lambda: exchange.cancel_order("1", BTC)),
        (BadRequest, lambda: exchange.create_order(BTC, "limit", "buy", 0.00001, 20_000)),
    ):
        with refused(error):
            await call()


async def streams() -> None:
    area = "streams"
    exchange = client()
    try:
        async with diary.awaits(area, "ticker"):
            assert (await exchange.watch_ticker(BTC))["last"] > 0
        async with diary.awaits(area, "trades"):
            assert (await exchange.watch_trades(BTC))[0]["symbol"] == BTC
        async with diary.awaits(area, "candles"):
            assert len((await exchange.watch_ohlcv(BTC, "1m"))[0]) == 6
        async with diary.awaits(area, "order book kept from diff depth"):
            for _ in range(5):
                book = await exchange.watch_order_book(BTC)
            assert book["bids"][0][0] < book["asks"][0][0]
            assert book["nonce"] is not None
        async with diary.awaits(area, "best prices"):
            assert (await exchange.watch_bids_asks([BTC]))[BTC]["bid"] > 0
    finally:
        await exchange.close()


async def user_events(kind: str) -> None:
    area = f"user events, {kind} key"
    exchange = client(kind)
    try:
        await exchange.load_markets()
        async with diary.awaits(area, "orders and balance are told"):
            orders = asyncio.create_task(exchange.watch_orders(ETH))
            balance = asyncio.create_task(exchange.watch_balance())
            await asyncio.sleep(2)
            made = await exchange.create_order(ETH, "market", "buy", 0.01)
            told = await orders
            assert told[-1]["id"] == made["id"]
            assert (await balance)["ETH"]["total"] is not None
    finally:
        await exchange.close()


async def futures(kind: str) -> None:
    area = f"USD-M futures, {kind} key"
    exchange = client(kind, options={"defaultType": "swap"})
    try:
        await exchange.load_markets()
        await futures_market(exchange, area)
        await futures_trading(exchange, area)
    finally:
        await exchange.close()


async def futures_market(exchange: Any, area: str) -> None:
    async with diary.awaits(area, "ticker, book and candles"):
        assert (await exchange.fetch_ticker(PERPETUAL))["last"] > 0
        assert (await exchange.fetch_order_book(PERPETUAL, 20))["bids"]
        assert len(await exchange.fetch_ohlcv(PERPETUAL, "5m", limit=5)) == 5
    async with diary.awaits(area, "funding, its history, mark price, open interest"):
        assert (await exchange.fetch_funding_rate(PERPETUAL))["markPrice"] > 0
        assert len(await exchange.fetch_funding_rate_history(PERPETUAL, limit=5)) == 5
        assert (await exchange.fetch_open_interest(PERPETUAL))["openInterestAmount"] > 0
    async with diary.awaits(area, "streams: trades, mark price, order book"):
        assert await exchange.watch_trades(PERPETUAL)
        assert (await exchange.watch_mark_price(PERPETUAL))["markPrice"] > 0
        assert (await exchange.watch_order_book(PERPETUAL))["bids"]


async def futures_trading(exchange: Any, area: str) -> None:
    async with diary.awaits(area, "transfer from spot"):
        await exchange.transfer("USDT", 2000, "spot", "linear")
        assert (await exchange.fetch_balance())["USDT"]["free"] == 2000
    async with diary.awaits(area, "leverage and margin type"):
        await exchange.set_leverage(5, PERPETUAL)
        await exchange.set_margin_mode("isolated", PERPETUAL)
    async with diary.awaits(area, "market order opens a position"):
        await exchange.create_order(PERPETUAL, "market", "buy", 0.01)
        (position,) = await exchange.fetch_positions([PERPETUAL])
        assert (position["side"], position["contracts"]) == ("long", 0.01)
    async with diary.awaits(area, "limit order and its cancellation"):
        price = round(await last(exchange, PERPETUAL) * 0.9, 1)
        order = await exchange.create_order(PERPETUAL, "limit", "buy", 0.01, price)
        assert (await exchange.fetch_order(order["id"], PERPETUAL))["status"] == "open"
        await exchange.cancel_order(order["id"], PERPETUAL)
    async with diary.awaits(area, "stop order (algoOrder)"):
        price = round(await last(exchange, PERPETUAL) * 0.9, 1)
        params = {"stopLossPrice": price, "reduceOnly": True}
        order = await exchange.create_order(PERPETUAL, "market", "sell", 0.01, None, params)
        assert order["id"]
    async with diary.awaits(area, "reduce only closes the position"):
        await exchange.create_order(PERPETUAL, "market", "sell", 0.01, None, {"reduceOnly": True})
        assert await exchange.fetch_positions([PERPETUAL]) == []
    async with diary.awaits(area, "user events: orders and positions are told"):
        orders = asyncio.create_task(exchange.watch_orders(PERPETUAL))
        await exchange.watch_positions([PERPETUAL])  # the first answer is what there is
        positions = asyncio.create_task(exchange.watch_positions([PERPETUAL]))
        await asyncio.sleep(2)
        made = await exchange.create_order(PERPETUAL, "market", "sell", 0.01)
        assert (await orders)[-1]["id"] == made["id"]
        assert (await positions)[-1]["side"] == "short"
        await exchange.create_order(PERPETUAL, "market", "buy", 0.01, None, {"reduceOnly": True})
    async with diary.awaits(area, "my trades and income"):
        assert len(await exchange.fetch_my_trades(PERPETUAL)) >= 2
        assert isinstance(await exchange.fetch_funding_history(PERPETUAL), list)


async def last(exchange: Any, symbol: str) -> float:
    return float((await exchange.fetch_ticker(symbol))["last"])


async def main() -> None:
    public = client()
    try:
        await market_data(public)
    finally:
        await public.close()
    for kind in TOLD["accounts"]:
        await trading(kind)
    await streams()
    await user_events("hmac")
    await user_events("ed25519")
    await futures("hmac")


asyncio.run(main())
diary.close()
