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
from binance.streams.books import LocalBook
from bot.guards.books import BooksOfAll
from bot.guards.holdings import Holdings
from bot.guards.largest import MOST, Largest, base_of, plain
from bot.guards.rates import in_usdt
from bot.guards.recent import _MOST, Recent
from bot.guards.references import References
from bot.guards.stakes import Leg, Venue
from bot.i18n import Say
from bot.refusals import Refused
from storage import Market as Named

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
        self.owners: set[str] = set()
        self.listed = {
            "BTCUSDT": Row(base_asset="BTC", quote_asset="USDT"),
            "ETHTRY": Row(base_asset="ETH", quote_asset="TRY"),
            "ODDX": Row(base_asset="ODD", quote_asset="X"),
        }

    async def symbols(self) -> Any:
        return self.listed

    async def send(self, request: Any, *, owner: str = "") -> Any:
        self.asked.append(request)
        self.owners.add(owner)
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


async def unmeasured(references: References, venue: Venue, symbol: str) -> str:
    """The sentence, which is said in both languages."""
    with pytest.raises(Refused) as refused:
        await references.of(venue, symbol)
    english, turkish = (
        Say(one)(refused.value.text, **refused.value.values) for one in ("en", "tr")
    )
    assert english != turkish
    assert symbol in turkish
    return english


async def test_what_nothing_prices_is_refused() -> None:
    references = References(Exchange(), Prices(ODDX="1", NONE="1", BTCUSDT="0"))

    unpriced = "Nothing tells what {} is worth in USDT, so its limits cannot be checked."
    assert await unmeasured(references, Venue.SPOT, "ODDX") == unpriced.format("ODDX")
    assert await unmeasured(references, Venue.SPOT, BTC) == unpriced.format(BTC)
    assert await unmeasured(references, Venue.SPOT, "NONE") == "Binance does not list NONE."


async def test_a_cheap_coin_has_a_price_too() -> None:
    references = References(Exchange(), Prices(BTCUSDT="0.00000001"))

    assert (await references.of(Venue.SPOT, BTC)).price == Decimal("0.00000001")


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


def listing(*contracts: Any, **more: Any) -> Exchange:
    return Exchange(ExchangeInfo=Row(symbols=contracts), **more)


LINEAR = Row(symbol="ETHUSDC", base_asset="ETH", quote_asset="USDC")
ODD = Row(symbol="ODDX", base_asset="ODD", quote_asset="X")
PERPETUAL = Row(symbol="BTCUSD_PERP", base_asset="BTC", contract_size=100)
QUARTERLY = Row(symbol="ETHUSD_270326", base_asset="ETH", contract_size=10)


async def test_a_contract_is_worth_what_its_quote_asset_is_worth() -> None:
    exchange = listing(LINEAR, ODD, PremiumIndex=Row(mark_price=Decimal(10)))
    references = References(exchange, Prices(USDCUSDT="0.9"))

    found = await references.of(Venue.USDM, "ETHUSDC")

    assert (found.price, found.base, found.worth(Decimal(2), Decimal(10))) == (10, "ETH", 18)
    assert exchange.asked[-1] == usdm.PremiumIndex(symbol="ETHUSDC")
    assert "ODDX is worth" in await unmeasured(references, Venue.USDM, "ODDX")
    assert "not list NONE" in await unmeasured(references, Venue.USDM, "NONE")


async def test_each_coin_contract_has_its_own_mark_price_and_size() -> None:
    rows = [
        Row(symbol="BTCUSD_PERP", mark_price=Decimal(101)),
        Row(symbol="ETHUSD_270326", mark_price=Decimal(11)),
    ]
    exchange = listing(PERPETUAL, QUARTERLY, PremiumIndex=rows)
    references = References(exchange, Prices())

    btc, eth = [await references.of(Venue.COINM, one) for one in ("BTCUSD_PERP", "ETHUSD_270326")]

    assert (btc.price, btc.base, btc.contract) == (101, "BTC", 100)
    assert (eth.price, eth.base, eth.contract) == (11, "ETH", 10)
    assert exchange.asked[1:] == [
        coinm.PremiumIndex(symbol="BTCUSD_PERP"), coinm.PremiumIndex(symbol="ETHUSD_270326")
    ]  # fmt: skip


async def test_a_contract_without_a_mark_price_cannot_be_measured() -> None:
    references = References(listing(PERPETUAL, PremiumIndex=[]), Prices())

    assert "BTCUSD_PERP is worth" in await unmeasured(references, Venue.COINM, "BTCUSD_PERP")


@pytest.mark.parametrize(
    ("market", "symbol", "price"),
    [("spot", BTC, 100), ("margin", BTC, 100), ("usdm", BTC, 101), ("coinm", "BTCUSD_PERP", 102)],
)
async def test_a_price_is_that_of_the_market_where_it_is_traded(
    market: Named, symbol: str, price: int
) -> None:
    linear = Row(symbol=BTC, base_asset="BTC", quote_asset="USDT")
    mark = (
        [Row(symbol="BTCUSD_PERP", mark_price=Decimal(102))]
        if market == "coinm"
        else Row(mark_price=Decimal(101))
    )
    exchange = listing(linear, PERPETUAL, PremiumIndex=mark)

    assert await References(exchange, Prices(BTCUSDT="100")).price_of(market, symbol) == price


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


async def test_what_nobody_trades_is_not_among_the_largest() -> None:
    market = Market(volumes={"BTCUSDT": 1, "ETHUSDT": 0})

    assert await Largest(market, market).symbols() == {"BTCUSDT"}
    assert market.asked == []  # the board was alive: nothing had to be asked for


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


async def test_each_key_has_holdings_of_its_own_and_dust_is_left_out() -> None:
    exchange = Exchange(
        GetAccount=Row(balances=[Row(asset="PEPE", free=Decimal(1), locked=Decimal(2))])
    )

    class Accounts:
        async def by_key(self, _user_id: int, _key_id: int) -> Any:
            return Row(account=exchange)

    holdings = Holdings(Accounts(), now=Seconds())
    assert await holdings.of(ALICE, KEY, "PEPE") == 3
    exchange.answers["GetAccount"] = Row(balances=[])

    assert await holdings.of(ALICE, KEY + 1, "PEPE") == 0
    assert exchange.asked == [GetAccount(omit_zero_balances=True)] * 2


async def test_what_the_account_does_not_tell_of_leverage_is_taken_for_the_worst() -> None:
    others = [Row(symbol="ETHUSDT", leverage=1), Row(symbol="BTCUSD_PERP", leverage=2)]
    exchange = Exchange(SymbolConfigs=others, PositionInformation=[*others, Row(
        symbol="BTCUSD_270326", leverage=9
    )])  # fmt: skip
    holdings = Holdings(exchange)

    assert await holdings.leverage(ALICE, KEY, Venue.USDM, BTC) == 125
    assert exchange.asked == [futures.SymbolConfigs(symbol=BTC)]
    assert await holdings.leverage(ALICE, KEY, Venue.COINM, "BTCUSD_PERP") == 2


async def test_leverage_is_asked_for_anew_once_it_was_changed() -> None:
    exchange = Exchange(SymbolConfigs=[Row(symbol=BTC, leverage=20)], PositionInformation=[])
    holdings = Holdings(exchange)

    assert [await holdings.leverage(ALICE, KEY, Venue.USDM, BTC) for _ in range(2)] == [20, 20]
    holdings.forget_leverage(KEY, Venue.USDM, BTC)
    await holdings.leverage(ALICE, KEY, Venue.USDM, BTC)

    assert [type(one) for one in exchange.asked] == [futures.SymbolConfigs] * 2
    assert await holdings.leverage(ALICE, KEY, Venue.COINM, "BTCUSD_PERP") == 125  # not told
    assert exchange.asked[-1] == coin_futures.PositionInformation(pair="BTCUSD")


async def test_fresh_leverage_is_asked_for_however_lately_it_was_told() -> None:
    exchange = Exchange(SymbolConfigs=[Row(symbol=BTC, leverage=5)])
    holdings = Holdings(exchange, now=Seconds())
    assert await holdings.leverage(ALICE, KEY, Venue.USDM, BTC) == 5
    exchange.answers["SymbolConfigs"] = [Row(symbol=BTC, leverage=50)]  # in Binance's own app

    assert await holdings.leverage(ALICE, KEY, Venue.USDM, BTC) == 5
    assert await holdings.leverage(ALICE, KEY, Venue.USDM, BTC, fresh=True) == 50
    assert await holdings.leverage(ALICE, KEY, Venue.USDM, BTC) == 50
    assert len(exchange.asked) == 2


ASKS = [Level(Decimal(10), Decimal(1)), Level(Decimal(20), Decimal(1))]
BIDS = [Level(Decimal(8), Decimal(1)), Level(Decimal(4), Decimal(1))]
BOOK = OrderBook(last_update_id=1, bids=BIDS, asks=ASKS)


@pytest.mark.parametrize(("venue", "market"), [(Venue.USDM, usdm), (Venue.COINM, coinm)])
async def test_the_book_of_a_contract_is_a_snapshot(venue: Venue, market: Any) -> None:
    exchange = Exchange(Depth=BOOK)
    books = BooksOfAll(exchange, Row())

    fill = await books.fill(Leg(venue, BTC, Side.BUY, quantity=Decimal(2)), asker="alice")

    assert (fill.avg_price, fill.complete) == (15, True)
    assert exchange.asked == [market.Depth(symbol=BTC, limit=500)]
    assert exchange.owners == {"alice"}  # who waits when too much is asked for


class Depths:
    """Live books; each is asked for in somebody's name."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def of(self, symbol: str, *, asker: str = "") -> LocalBook:
        self.asked.append((symbol, asker))
        return LocalBook(BOOK, limit=500)


async def test_the_book_of_spot_is_the_live_one_whether_by_quantity_or_by_money() -> None:
    depths = Depths()
    books = BooksOfAll(Exchange(), depths)
    by_quantity = Leg(Venue.SPOT, BTC, Side.BUY, quantity=Decimal(2))
    buying = Leg(Venue.SPOT, BTC, Side.BUY, quote=Decimal(30))
    selling = Leg(Venue.SPOT, BTC, Side.SELL, quote=Decimal(12))

    fills = [await books.fill(one, asker="alice") for one in (by_quantity, buying, selling)]

    assert [(one.avg_price, one.complete) for one in fills] == [(15, True), (15, True), (6, True)]
    assert depths.asked == [(BTC, "alice")] * 3


async def test_an_answer_is_remembered_for_so_long_and_the_oldest_makes_room() -> None:
    clock, asked = Seconds(), list[int]()
    answers = Recent[int, int](clock, seconds=60)

    async def get(key: int) -> int:
        async def fetch() -> int:
            asked.append(key)
            return key

        return await answers.get(key, fetch)

    for key in range(_MOST):
        assert await get(key) == key
    clock.at += 60
    await get(0)
    assert len(asked) == _MOST  # all are at hand still
    clock.at += 1
    await get(0)  # too old: asked anew, and now the youngest
    await get(_MOST)  # one too many: 1 is the oldest, and goes
    clock.at -= 1
    del asked[:]
    assert [await get(key) for key in (_MOST - 1, 2, 1)] == [_MOST - 1, 2, 1]
    assert asked == [1]


async def test_a_clock_that_was_set_back_makes_no_answer_last_longer() -> None:
    clock, asked = Seconds(), list[float]()
    answers = Recent[str, float](clock, seconds=60)

    async def fetch() -> float:
        asked.append(clock.at)
        return clock.at

    await answers.get("a", fetch)
    clock.at -= 1
    await answers.get("a", fetch)

    assert len(asked) == 2
