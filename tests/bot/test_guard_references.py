"""What guards measure by: reference prices, values in USDT, the largest symbols, leverage."""

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from guarded_world import ALICE, BTC, KEY, Market

from binance.models.market import Level, OrderBook
from binance.models.order_terms import Side
from binance.private import coin_futures, futures
from binance.private.spot import GetAccount
from binance.public import coin_futures as coinm
from binance.public import futures as usdm
from bot.guards.books import BooksOfAll
from bot.guards.holdings import Holdings
from bot.guards.largest import MOST, Largest, base_of, plain
from bot.guards.rates import in_usdt
from bot.guards.references import References
from bot.guards.stakes import Leg, Venue
from bot.refusals import Refused

Row = SimpleNamespace


class Seconds:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


class Exchange:
    """Answers by the kind of request, and notes what was asked."""

    def __init__(self, **answers: Any) -> None:
        self.answers, self.asked = answers, []
        self.listed = {
            "BTCUSDT": Row(base_asset="BTC", quote_asset="USDT"),
            "ETHTRY": Row(base_asset="ETH", quote_asset="TRY"),
            "ODDX": Row(base_asset="ODD", quote_asset="X"),
        }

    async def symbols(self) -> Any:
        return self.listed

    async def send(self, request: Any, **_: Any) -> Any:
        self.asked.append(request)
        return self.answers[type(request).__name__]

    async def by_key(self, user_id: int, key_id: int) -> Any:
        assert (user_id, key_id) == (ALICE, KEY)
        return Row(account=self)


class Prices:
    def __init__(self, **last: str) -> None:
        self.last = {symbol: Decimal(price) for symbol, price in last.items()}

    async def of(self, symbol: str, *, asker: str = "") -> Any:
        del asker
        return Row(close=self.last[symbol])

    async def last_of_all(self) -> Callable[[str], Decimal | None]:
        return self.last.get


@pytest.mark.parametrize(
    ("asset", "worth"),
    [("USDT", "1"), ("USD", "1"), ("BTC", "100"), ("TRY", "0.025"), ("ALT", "10"), ("X", None)],
)
def test_an_asset_is_valued_through_whichever_market_prices_it(
    asset: str, worth: str | None
) -> None:
    last = {"BTCUSDT": Decimal(100), "USDTTRY": Decimal(40), "ALTBTC": Decimal("0.1")}

    assert in_usdt(asset, last.get) == (None if worth is None else Decimal(worth))


async def test_spot_is_measured_by_the_last_price_in_usdt() -> None:
    references = References(Exchange(), Prices(BTCUSDT="100", ETHTRY="400", USDTTRY="40"))

    assert (await references.of(Venue.SPOT, BTC)).worth(Decimal(2), Decimal(90)) == 180
    lira = await references.of(Venue.SPOT, "ETHTRY")
    assert (lira.price, lira.base, lira.worth(Decimal(1), lira.price)) == (400, "ETH", 10)


@pytest.mark.parametrize("symbol", ["ODDX", "NONE"])
async def test_what_nothing_prices_is_refused(symbol: str) -> None:
    with pytest.raises(Refused):
        await References(Exchange(), Prices(ODDX="1", NONE="1")).of(Venue.SPOT, symbol)


async def test_a_price_of_nothing_is_none() -> None:
    with pytest.raises(Refused):
        await References(Exchange(), Prices(BTCUSDT="0")).of(Venue.SPOT, BTC)


async def test_contracts_are_measured_by_the_mark_price_asked_for_every_few_seconds() -> None:
    clock = Seconds()
    linear = Row(symbol=BTC, base_asset="BTC", quote_asset="USDT")
    exchange = Exchange(
        ExchangeInfo=Row(symbols=[linear]), PremiumIndex=Row(mark_price=Decimal(101))
    )
    references = References(exchange, Prices(BTCUSDT="100"), now=clock)
    for _ in range(3):
        assert (await references.of(Venue.USDM, BTC)).price == 101
    clock.at += 3
    await references.of(Venue.USDM, BTC)

    assert [type(one) for one in exchange.asked].count(usdm.PremiumIndex) == 2
    assert [type(one) for one in exchange.asked].count(usdm.ExchangeInfo) == 1


async def test_a_coin_contract_stands_for_dollars() -> None:
    perpetual = Row(symbol="BTCUSD_PERP", base_asset="BTC", contract_size=100)
    exchange = Exchange(
        ExchangeInfo=Row(symbols=[perpetual]),
        PremiumIndex=[Row(symbol="BTCUSD_PERP", mark_price=Decimal(101))],
    )

    found = await References(exchange, Prices()).of(Venue.COINM, "BTCUSD_PERP")

    assert isinstance(exchange.asked[0], coinm.ExchangeInfo)
    assert found.worth(Decimal(3), found.price) == 300


async def test_the_largest_are_ranked_by_volume_in_usdt_and_looked_at_now_and_then() -> None:
    clock, market = Seconds(), Market()
    market.prices |= {"USDTTRY": Decimal(40), "BTCTRY": Decimal(4000)}
    market.prices |= {f"C{n}USDT": Decimal(1) for n in range(MOST)}
    market.volumes = {f"C{n}USDT": 1000 for n in range(MOST)}
    market.volumes |= {"BTCUSDT": 2000, "BTCTRY": 39_000}
    largest = Largest(market, market, now=clock)

    symbols = await largest.symbols()

    assert len(symbols) == MOST
    assert "BTCUSDT" in symbols
    assert "BTCTRY" not in symbols  # 39,000 lira are 975 USDT
    assert await largest.trades("1000BTC")
    market.volumes["BTCTRY"] = 10**6
    assert "BTCTRY" not in await largest.symbols()
    clock.at += 601
    assert "BTCTRY" in await largest.symbols()


async def test_an_empty_board_is_filled_first() -> None:
    market = Market(volumes={})
    await Largest(market, market).symbols()

    assert market.asked == ["everything"]


def test_what_a_symbol_trades_is_read_off_its_name() -> None:
    assert [base_of(one) for one in ("BTCUSDT", "ETHBTC", "USDT", "XYZ")] == [
        "BTC", "ETH", None, None,
    ]  # fmt: skip
    assert [plain(one) for one in ("1000PEPE", "1000000MOG", "1MBABYDOGE", "BTC", "1000")] == [
        "PEPE", "MOG", "BABYDOGE", "BTC", "1000",
    ]  # fmt: skip


async def test_holdings_are_asked_for_once_a_minute() -> None:
    clock = Seconds()
    exchange = Exchange(
        GetAccount=Row(balances=[Row(asset="PEPE", free=Decimal(1), locked=Decimal(2))])
    )
    holdings = Holdings(exchange, now=clock)

    assert await holdings.of(ALICE, KEY, "PEPE") == 3
    assert await holdings.of(ALICE, KEY, "BTC") == 0
    assert [type(one) for one in exchange.asked] == [GetAccount]
    clock.at += 61
    await holdings.of(ALICE, KEY, "PEPE")
    assert len(exchange.asked) == 2


async def test_leverage_is_asked_for_anew_once_it_was_changed() -> None:
    exchange = Exchange(SymbolConfigs=[Row(symbol=BTC, leverage=20)], PositionInformation=[])
    holdings = Holdings(exchange)

    assert [await holdings.leverage(ALICE, KEY, Venue.USDM, BTC) for _ in range(2)] == [20, 20]
    holdings.forget_leverage(KEY, Venue.USDM, BTC)
    await holdings.leverage(ALICE, KEY, Venue.USDM, BTC)

    assert [type(one) for one in exchange.asked] == [futures.SymbolConfigs] * 2
    assert await holdings.leverage(ALICE, KEY, Venue.COINM, "BTCUSD_PERP") == 125  # not told
    assert exchange.asked[-1] == coin_futures.PositionInformation(pair="BTCUSD")


@pytest.mark.parametrize("venue", [Venue.USDM, Venue.COINM])
async def test_the_book_of_a_contract_is_a_snapshot(venue: Venue) -> None:
    asks = [Level(Decimal(10), Decimal(1)), Level(Decimal(20), Decimal(1))]
    book = OrderBook(last_update_id=1, bids=[], asks=asks)
    books = BooksOfAll(Exchange(Depth=book), Row())

    fill = await books.fill(Leg(venue, BTC, Side.BUY, quantity=Decimal(2)), asker="alice")

    assert (fill.avg_price, fill.complete) == (15, True)
