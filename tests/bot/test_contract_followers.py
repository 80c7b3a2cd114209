"""Fills on futures and margin accounts: each told once, by market, and none missed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from followed_account import ALICE, Accounts, Streams, connected, looked_at, told, until

from binance import Binance, Hosts, Priority
from binance.errors import BadKey, NoSuchOrder, Unreachable
from binance.models.events import read
from binance.models.futures.orders import Trade
from binance.models.futures.terms import PositionSide
from binance.private import coin_futures, futures, margin
from binance.streams.events import Ended, Resumed
from bot.deeds import Leg
from bot.fills import Telling
from bot.following.contract_history import COINM, LATELY, USDM, ContractHistory
from bot.following.contracts import Contracts
from bot.following.cross_margin import CrossMargin
from bot.following.every_market import beside_spot
from bot.following.funding import Fundings
from bot.following.isolated_margin import IsolatedMargin
from bot.following.liquidation import LiquidationWatch
from bot.following.market_followers import MarketFollowers
from bot.following.order_fills import OrderFills
from bot.following.pushing import Pushing
from bot.following.slow_questions import SlowQuestions
from bot.latest_orders import LatestOrders
from storage import ApiKey, Storage

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Account:
    """Alice's account at Binance: her trades, and what Binance did with her positions."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.trades: list[Any] = []
        self.forced: dict[int, str] = {}
        self.exposed: list[str] = []
        self.failures: list[Exception] = []
        self.asked: list[Any] = []

    async def send(self, request: Any, *, priority: Any = None) -> Any:
        assert priority is Priority.LOW
        if isinstance(request, futures.QueryOrder | coin_futures.QueryOrder | margin.QueryOrder):
            raise NoSuchOrder(-2013, "Order does not exist.")
        self.asked.append(request)
        if self.failures:
            raise self.failures.pop(0)
        match request:
            case futures.PositionInformation() | margin.OpenOrders():
                return [SimpleNamespace(symbol=symbol) for symbol in self.exposed]
            case coin_futures.PositionInformation():
                return [SimpleNamespace(symbol="ETHUSD_PERP", position_amt=Decimal(0))]
            case coin_futures.OpenOrders():
                return [SimpleNamespace(symbol=symbol) for symbol in self.exposed]
            case margin.GetCrossAccount() | margin.GetIsolatedAccounts():
                isolated = SimpleNamespace(symbol="BTCUSDT")
                return SimpleNamespace(user_assets=(), assets=[isolated])
            case futures.ForceOrders() | coin_futures.ForceOrders():
                orders = self.forced.items()
                return [SimpleNamespace(order_id=i, client_order_id=c) for i, c in orders]
            case _:
                return self._page(request)

    def _page(self, request: Any) -> list[Any]:
        if isinstance(request, futures.IncomeHistory | coin_futures.IncomeHistory):
            return []
        there = [one for one in self.trades if one.symbol == request.symbol]
        if request.from_id is None:
            span = (request.start_time, request.end_time)
            found = [one for one in there if span[0] <= one.time <= span[1]]
        else:
            found = [one for one in there if one.id >= request.from_id]
        if isinstance(request, futures.UserTrades | coin_futures.UserTrades):
            # "the last 7 days' data will be returned", and "only [...] in the past 3 months"
            days = 90 if request.from_id is None else 7
            found = [one for one in found if one.time >= self._now() - timedelta(days=days)]
        return found[: request.limit]

    def asked_for(self, kind: type) -> list[Any]:
        return [one for one in self.asked if isinstance(one, kind)]


class Sizes:
    """What contracts of COIN-M are worth; silent while there is a failure left."""

    def __init__(self) -> None:
        self.failures: list[Exception] = []

    async def of(self, _symbol: str) -> int:
        if self.failures:
            raise self.failures.pop(0)
        return 100


@pytest.fixture
def streams() -> Streams:
    return Streams()


@pytest.fixture
def account(clock: Any) -> Account:
    return Account(clock)


@pytest.fixture
def sizes() -> Sizes:
    return Sizes()


@pytest.fixture
async def key(storage: Storage) -> ApiKey:
    return await connected(storage)


@asynccontextmanager
async def at_work(
    market: Any, storage: Storage, streams: Any, account: Account
) -> AsyncIterator[MarketFollowers]:
    accounts: Any = Accounts(storage, account)
    followers = MarketFollowers(
        storage, streams, accounts, market, Pushing(storage, cast("Any", Sending())),
        LatestOrders(), name="usdm", environment="sandbox", settled=0, lag=0,
    )  # fmt: skip
    task = asyncio.create_task(followers.run())
    yield followers
    task.cancel()
    (ended,) = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(ended, asyncio.CancelledError), ended


class Sending:
    def nudge(self) -> None:
        pass


class Watch:
    """Nobody looks how near liquidation is, nor what outlives a position."""

    def __init__(self) -> None:
        self.closings: asyncio.Queue[set[str]] = asyncio.Queue()
        self.placements: list[str] = []

    async def placed(self, key: ApiKey, order: Any) -> None:
        self.placements.append(order.client_algo_id)

    def closed(self, key: ApiKey, symbols: set[str]) -> None:
        self.closings.put_nowait(symbols)

    def exposed(self, key: ApiKey) -> None:
        pass

    def happened(self, key: ApiKey, change: Any) -> None:
        pass

    forget = exposed


class NoPause:
    async def wait(self) -> None:
        pass


def _unheard(*_: Any) -> None:
    pass


def contracts(
    questions: Any, storage: Storage, nudged: Any, clock: Any, sizes: Sizes, hear: Any = None
) -> Contracts:
    fills = OrderFills(storage, nudged, Telling(now=clock))
    history = ContractHistory(questions, storage, fills, SlowQuestions(NoPause()), now=clock)
    pushing = Pushing(storage, nudged)
    fundings = Fundings(questions, storage, pushing, SlowQuestions(NoPause()), now=clock)
    return Contracts(
        questions.market, fills, history, fundings, pushing,
        size_of=sizes.of, hear=hear or _unheard, now=clock,
        watch=cast("Any", Watch()), left=cast("Any", Watch()),
    )  # fmt: skip


@pytest.fixture
async def usdm(
    storage: Storage, streams: Streams, account: Account, nudged: Any, clock: Any, sizes: Sizes,
    key: ApiKey,
) -> AsyncIterator[MarketFollowers]:  # fmt: skip
    """At work on USD-M, and Alice's account is followed there."""
    market = contracts(USDM, storage, nudged, clock, sizes)
    async with at_work(market, storage, streams, account) as followers:
        yield followers


@pytest.fixture
async def coinm(
    storage: Storage, streams: Streams, account: Account, nudged: Any, clock: Any, sizes: Sizes,
    key: ApiKey,
) -> AsyncIterator[MarketFollowers]:  # fmt: skip
    market = contracts(COINM, storage, nudged, clock, sizes)
    async with at_work(market, storage, streams, account) as followers:
        yield followers


def order(number: int = 7, *, product: str = "usdm", **told: Any) -> Any:
    """An update of order 28: a trade of 0.01 at 65,000, if nothing else is told."""
    at = int(NOON.timestamp() * 1000)
    words = {
        "s": "BTCUSDT", "c": "web_1", "S": "SELL", "o": "LIMIT", "f": "GTC", "q": "0.05",
        "p": "65000", "ap": "65000", "sp": "0", "x": "TRADE", "X": "FILLED", "i": 28, "l": "0.01",
        "z": "0.01", "L": "65000", "N": "USDT", "n": "0.26", "T": at, "t": number, "m": False,
        "R": False, "wt": "CONTRACT_PRICE", "ot": "LIMIT", "ps": "BOTH", "cp": False, "rp": "0",
    } | told  # fmt: skip
    event = {"e": "ORDER_TRADE_UPDATE", "E": at, "T": at, "o": words}
    return read(product, event)  # type: ignore[arg-type]  # a product is one of a few words


def trade(number: int, *, order: int = 28, at: datetime = NOON, profit: str = "0") -> Trade:
    return Trade.model_validate(
        {
            "symbol": "BTCUSDT", "id": number, "orderId": order, "side": "SELL",
            "positionSide": "BOTH", "price": "65000", "qty": "0.01", "quoteQty": "650",
            "realizedPnl": profit, "marginAsset": "USDT", "commission": "0.26",
            "commissionAsset": "USDT", "time": int(at.timestamp() * 1000), "buyer": False,
            "maker": False,
        }
    )  # fmt: skip


async def test_a_fill_names_its_market_its_result_and_its_fee(
    usdm: MarketFollowers, streams: Streams, storage: Storage
) -> None:
    await streams.bring(order(rp="-12.5", ma="USDT"))

    assert await told(storage) == [
        (
            "✅ <b>Filled</b>: SELL BTCUSDT · USD-M\n0.01 at 65,000, together 650.00\n"
            "Realised profit: -12.50 USDT\nFee: 0.26 USDT\nOrder <code>28</code>"
        )
    ]
    async with storage.read() as unit:
        (fill,) = await unit.fills.of(ALICE, "BTCUSDT", 10)
    assert (fill.market, fill.trade_id, fill.quote_qty) == ("usdm", 7, Decimal(650))


async def test_a_position_of_hedge_mode_is_named(
    usdm: MarketFollowers, streams: Streams, storage: Storage
) -> None:
    await streams.bring(order(ps="LONG"))

    assert "SELL BTCUSDT · USD-M LONG" in (await told(storage))[0]


async def test_trades_of_an_order_in_a_moment_are_one_message_that_grows(
    usdm: MarketFollowers, streams: Streams, storage: Storage
) -> None:
    await streams.bring(
        order(7, X="PARTIALLY_FILLED", rp="1.5"),
        order(8, z="0.02", rp="2", N="BNB", n="1"),
        order(8, z="0.02", rp="2", N="BNB", n="1"),
    )

    (text,) = await told(storage)
    assert "✅ <b>Filled</b>: SELL BTCUSDT · USD-M\n0.02 at 65,000, together 1,300.00" in text
    assert "Realised profit: +3.50\nFee: 0.26 USDT, 1.00 BNB" in text


async def test_profit_of_half_an_order_is_not_taken_for_all_of_it(
    usdm: MarketFollowers, streams: Streams, storage: Storage
) -> None:
    await streams.bring(order(8, z="0.05", rp="2"))

    assert "Profit and fee are of the last 0.01.\n" in (await told(storage))[0]


async def test_what_is_no_fill_is_not_told(
    usdm: MarketFollowers, streams: Streams, storage: Storage
) -> None:
    at = int(NOON.timestamp() * 1000)
    lite = {
        "e": "TRADE_LITE", "E": at, "T": at, "s": "BTCUSDT", "q": "0.05", "p": "65000", "m": False,
        "c": "web_1", "S": "SELL", "L": "65000", "l": "0.01", "t": 7, "i": 28,
    }  # fmt: skip
    nothing: dict[str, Any] = {"l": "0", "z": "0"}
    await streams.bring(
        order(x="NEW", X="NEW", **nothing), order(x="CANCELED", X="CANCELED", **nothing),
        read("usdm", lite),
    )  # fmt: skip

    assert await told(storage) == []


@pytest.mark.parametrize(
    ("update", "words"),
    [
        ({"x": "CALCULATED"}, "🚨 <b>LIQUIDATION</b>: SELL"),
        ({"c": "autoclose-1596107620040000020"}, "🚨 <b>LIQUIDATION</b>: SELL"),
        ({"c": "adl_autoclose"}, "🚨 <b>AUTO-DELEVERAGING</b>: SELL"),
        ({"c": "delivery_autoclose-5"}, "🏁 <b>Settlement</b>: SELL"),
    ],
)
async def test_what_binance_itself_closes_is_told_as_such(
    usdm: MarketFollowers, streams: Streams, storage: Storage, update: Any, words: str
) -> None:
    await streams.bring(order(**update))

    (text,) = await told(storage)
    assert words in text
    assert "Binance closed your position" in text


async def test_a_margin_call_is_told_and_not_again_for_a_while(
    usdm: MarketFollowers, streams: Streams, storage: Storage, clock: Any
) -> None:
    endangered = {
        "s": "ETHUSDT", "ps": "LONG", "pa": "1.327", "mt": "crossed", "iw": "0",
        "mp": "187.17127", "up": "-1.166074", "mm": "1.614445",
    }  # fmt: skip
    call = read("usdm", {"e": "MARGIN_CALL", "E": 5, "cw": "3.16312014", "p": [endangered]})
    await streams.bring(call, call)

    (text,) = await told(storage)
    assert "Margin call</b> · USD-M\nETHUSDT: 1.327 at the mark price 187.17127" in text
    clock.passes(700)
    await streams.bring(call)
    assert len(await told(storage)) == 2


async def test_a_margin_call_of_very_many_positions_fits_into_a_message(
    usdm: MarketFollowers, streams: Streams, storage: Storage
) -> None:
    positions = [
        {
            "s": f"COIN{n}USDT", "ps": "LONG", "pa": "1.327", "mt": "crossed", "iw": "0",
            "mp": "187.17127", "up": "-1.166074", "mm": "1.614445",
        }
        for n in range(200)
    ]  # fmt: skip
    await streams.bring(
        read("usdm", {"e": "MARGIN_CALL", "E": 5, "cw": "3.16312014", "p": positions})
    )

    (text,) = await told(storage)
    assert len(text) < 2000
    assert "COIN9USDT" in text
    assert "… and 190 other positions" in text


async def test_an_order_that_expires_is_told_with_its_reason_once(
    usdm: MarketFollowers, streams: Streams, storage: Storage
) -> None:
    expired = order(x="EXPIRED", X="EXPIRED", l="0", z="0.01", er="5", t=0)
    await streams.bring(expired, expired)

    assert await told(storage) == [
        (
            "⚠️ <b>Expired</b>: SELL BTCUSDT · USD-M\nYour account was being liquidated.\n"
            "0.01 of 0.05 was filled.\nOrder <code>28</code>"
        )
    ]


async def test_a_conditional_order_that_fails_is_told_with_its_reason(
    usdm: MarketFollowers, streams: Streams, storage: Storage
) -> None:
    algo = {
        "caid": "x", "aid": 2148719, "at": "CONDITIONAL", "o": "TAKE_PROFIT", "s": "BNBUSDT",
        "S": "SELL", "ps": "BOTH", "f": "GTC", "q": "0.01", "X": "REJECTED", "tp": "750",
        "p": "750", "V": "EXPIRE_MAKER", "wt": "CONTRACT_PRICE", "pm": "NONE", "cp": False,
        "pP": False, "R": False, "rm": "Reduce Only reject",
    }  # fmt: skip
    await streams.bring(read("usdm", {"e": "ALGO_UPDATE", "T": 5, "E": 5, "o": algo}))

    (text,) = await told(storage)
    assert "not placed</b>: SELL BNBUSDT · USD-M\nBinance's reason: Reduce Only reject" in text


async def test_who_waits_for_an_order_hears_its_name_and_what_is_placed_is_looked_at(
    storage: Storage, streams: Streams, account: Account, nudged: Any, clock: Any, sizes: Sizes,
    key: ApiKey,
) -> None:  # fmt: skip
    heard: list[tuple[Any, ...]] = []

    def hear(user_id: int, name: str, leg: Leg | None) -> None:
        heard.append((user_id, name, leg and (leg.status, leg.executed_qty)))

    market, watch = contracts(USDM, storage, nudged, clock, sizes, hear), Watch()
    market._left = cast("Any", watch)
    algo = {
        "caid": "stop", "aid": 7, "at": "CONDITIONAL", "o": "STOP_MARKET", "s": "BTCUSDT",
        "S": "SELL", "ps": "BOTH", "f": "GTC", "q": "0", "X": "NEW", "tp": "58000", "p": "0",
        "V": "NONE", "wt": "MARK_PRICE", "pm": "NONE", "cp": True, "pP": False, "R": False,
    }  # fmt: skip
    async with at_work(market, storage, streams, account):
        await streams.bring(order(7, c="entry", X="PARTIALLY_FILLED", z="0.01"))
        await streams.bring(read("usdm", {"e": "ALGO_UPDATE", "T": 5, "E": 5, "o": algo}))

    partly = ("PARTIALLY_FILLED", Decimal("0.01"))
    assert heard == [(ALICE, "entry", partly), (ALICE, "stop", None)]
    assert watch.placements == ["stop"]  # its position may be gone by now


async def test_missed_trades_are_found_by_number_and_told_once(
    usdm: MarketFollowers, streams: Streams, storage: Storage, account: Account, clock: Any
) -> None:
    clock.passes(600)  # so that no funding is due
    await streams.bring(order(7))
    account.trades = [trade(number, order=30) for number in (7, 8, 9)]

    await streams.bring(Resumed())
    _, missed = await until(storage, 2)

    assert missed == (
        "✅ <b>Fill</b>: SELL BTCUSDT · USD-M\n0.02 at 65,000, together 1,300.00\n"
        "Fee: 0.52 USDT\nOrder <code>30</code>\n"
        "That was at 12:00:00 UTC, while I was not connected."
    )
    await streams.bring(order(8, i=30), order(9, i=30))
    await streams.bring(Resumed(gap=3.0))
    await looked_at(account, 6)
    assert len(account.asked_for(futures.IncomeHistory)) == 1
    asked = [one.from_id for one in account.asked_for(futures.UserTrades)]
    assert asked == [None, 10, 10]
    assert len(await told(storage)) == 2


async def test_where_a_missed_trade_closed_something_it_is_seen_once_what_outlives_it(
    storage: Storage, streams: Streams, account: Account, nudged: Any, clock: Any, sizes: Sizes,
    key: ApiKey,
) -> None:  # fmt: skip
    market, watch = contracts(USDM, storage, nudged, clock, sizes), Watch()
    market._left = cast("Any", watch)
    account.exposed, account.trades = ["BTCUSDT"], [trade(1), trade(2, order=30, profit="-3")]
    async with at_work(market, storage, streams, account):
        await streams.bring(Resumed())
        await until(storage, 2)
        await streams.bring(Resumed())
        async with asyncio.timeout(5):
            assert [await watch.closings.get() for _ in range(2)] == [{"BTCUSDT"}, set()]


async def test_after_a_start_it_is_seen_once_what_outlives_positions_wherever_was_traded_lately(
    storage: Storage, streams: Streams, account: Account, nudged: Any, clock: Any, sizes: Sizes,
    key: ApiKey,
) -> None:  # fmt: skip
    """The bot may have ended before it looked at what a trade left that it had told."""
    async with at_work(contracts(USDM, storage, nudged, clock, sizes), storage, streams, account):
        long_ago = int((NOON - LATELY).timestamp() * 1000) - 1
        await streams.bring(order(1, s="ETHUSDT", T=long_ago))
        await streams.bring(order(2))
        await until(storage, 2)
    market, watch = contracts(USDM, storage, nudged, clock, sizes), Watch()
    market._left = cast("Any", watch)
    async with at_work(market, storage, streams, account):
        await streams.bring(Resumed())
        await streams.bring(Resumed())
        async with asyncio.timeout(5):
            assert [await watch.closings.get() for _ in range(2)] == [{"BTCUSDT"}, set()]


async def test_missed_trades_are_looked_for_where_there_is_a_position_or_an_order(
    usdm: MarketFollowers, streams: Streams, storage: Storage, account: Account
) -> None:
    account.exposed, account.trades = ["BTCUSDT"], [trade(1)]

    await streams.bring(Resumed())

    assert "SELL BTCUSDT · USD-M" in (await until(storage, 1))[0]


async def ordered(storage: Storage, key_id: int, symbol: str, name: str = "bt-1") -> None:
    async with storage.begin() as unit:
        await unit.orders.intend(
            client_order_id=name, user_id=ALICE, chat_id=ALICE, key_id=key_id,
            environment="sandbox", ticket_id=name, kind="usdm order", market="usdm",
            symbol=symbol, payload={}, recv_window=5000, signed_at=NOON,
        )  # fmt: skip


async def test_missed_trades_are_looked_for_where_something_was_ordered_here(
    usdm: MarketFollowers, streams: Streams, storage: Storage, account: Account, key: ApiKey
) -> None:
    """Opened and closed again while nobody listened, so that nothing is left of it."""
    account.trades = [trade(1)]
    await ordered(storage, key.id, "BTCUSDT")

    await streams.bring(Resumed())

    assert "SELL BTCUSDT · USD-M" in (await until(storage, 1))[0]


async def test_what_was_never_sent_or_went_elsewhere_is_not_asked_for_and_the_rest_but_once(
    usdm: MarketFollowers,
    streams: Streams,
    storage: Storage,
    account: Account,
    key: ApiKey,
    clock: Any,
) -> None:
    await ordered(storage, key.id + 1, "ETHUSDT", "another account's")
    await ordered(storage, key.id, "SOLUSDT", "refused")
    async with storage.begin() as unit:
        assert await unit.orders.move("refused", {"SENDING"}, "REJECTED")
    await ordered(storage, key.id, "BTCUSDT", "sent")
    clock.passes(20 * 24 * 3600)

    for _ in range(2):
        account.asked.clear()
        await streams.bring(Resumed())
        async with asyncio.timeout(20):
            while not account.asked_for(futures.UserTrades):  # noqa: ASYNC110  # no event tells it
                await asyncio.sleep(0.005)
        await asyncio.sleep(0.2)  # in which more would be asked

    assert [one.symbol for one in account.asked_for(futures.UserTrades)] == ["BTCUSDT"]


async def test_an_account_that_long_was_quiet_is_asked_week_by_week_since_its_key_came(
    usdm: MarketFollowers, streams: Streams, storage: Storage, account: Account, clock: Any
) -> None:
    clock.passes(20 * 24 * 3600)
    account.exposed = ["BTCUSDT"]
    account.trades = [trade(1, at=NOON - timedelta(days=1)), trade(2, at=clock.at)]

    await streams.bring(Resumed())
    (text,) = await until(storage, 1)

    assert "0.01 at 65,000" in text
    starts = [one.start_time for one in account.asked_for(futures.UserTrades) if one.start_time]
    assert [(one - NOON).days for one in starts] == [0, 7, 14]


async def traded_three_weeks_ago(
    streams: Streams, storage: Storage, account: Account, clock: Any
) -> None:
    account.exposed, account.trades = ["BTCUSDT"], [trade(1)]
    await streams.bring(Resumed())
    await until(storage, 1)
    clock.passes(20 * 24 * 3600)


async def test_what_happened_while_the_bot_was_away_for_weeks_is_found_where_no_number_reaches(
    usdm: MarketFollowers, streams: Streams, storage: Storage, account: Account, clock: Any
) -> None:
    """A number finds trades of the last week only: those before would be skipped for good."""
    await traded_three_weeks_ago(streams, storage, account, clock)
    account.trades += [
        trade(2, order=29, at=NOON + timedelta(days=3)),
        trade(3, order=30, at=NOON + timedelta(days=11)),
        trade(4, order=31, at=clock.at),
    ]

    await streams.bring(Resumed())

    told = await until(storage, 4)
    assert [f"<code>{number}</code>" in text for number, text in enumerate(told, 28)] == [True] * 4


async def test_what_was_asked_for_by_times_is_asked_for_by_number_after_the_next_gap(
    usdm: MarketFollowers, streams: Streams, storage: Storage, account: Account, clock: Any
) -> None:
    await traded_three_weeks_ago(streams, storage, account, clock)
    account.asked.clear()

    weeks = [NOON + timedelta(days=days) for days in (0, 7, 14)]
    for asked in (4, 1):
        await streams.bring(Resumed())
        await asked_for(account, futures.UserTrades, asked)
        starts = [one.start_time for one in account.asked_for(futures.UserTrades)]
        assert starts == [*weeks, None][-asked:]
        account.asked.clear()


async def test_no_trade_is_looked_for_that_binance_has_forgotten(
    usdm: MarketFollowers, streams: Streams, storage: Storage, account: Account, clock: Any
) -> None:
    account.exposed, account.trades = ["BTCUSDT"], [trade(1)]
    await streams.bring(Resumed())
    await until(storage, 1)
    clock.passes(200 * 24 * 3600)
    account.asked.clear()

    await streams.bring(Resumed())
    await asked_for(account, futures.UserTrades, 14)

    first, *_, last = account.asked_for(futures.UserTrades)
    assert (first.start_time, last.from_id) == (clock.at - timedelta(days=90), 2)


async def test_a_week_of_more_trades_than_a_page_holds_is_read_to_its_end(
    usdm: MarketFollowers, streams: Streams, storage: Storage, account: Account, clock: Any
) -> None:
    clock.passes(20 * 24 * 3600)
    account.exposed = ["BTCUSDT"]
    account.trades = [trade(one, at=NOON + timedelta(seconds=one)) for one in range(1, 1_102)]

    await streams.bring(Resumed())
    await asked_for(account, futures.UserTrades, 4)
    (text,) = await told(storage)

    assert "11.01 at 65,000" in text


async def asked_for(account: Account, kind: type, times: int) -> None:
    """Wait until it was asked for so often, and no more."""
    async with asyncio.timeout(20):
        while len(account.asked_for(kind)) < times:  # noqa: ASYNC110  # no event tells it
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.1)
    assert len(account.asked_for(kind)) == times


async def test_a_liquidation_that_nobody_heard_is_told_as_one(
    usdm: MarketFollowers, streams: Streams, storage: Storage, account: Account
) -> None:
    account.exposed = ["BTCUSDT"]
    account.trades, account.forced = [trade(1, profit="-90")], {28: "autoclose-1"}

    await streams.bring(Resumed())

    (text,) = await until(storage, 1)
    assert text.startswith("🚨 <b>LIQUIDATION</b>: SELL BTCUSDT · USD-M")
    assert "Realised profit: -90.00 USDT" in text


async def test_missed_trades_are_asked_for_until_binance_answers(
    usdm: MarketFollowers, streams: Streams, storage: Storage, account: Account
) -> None:
    account.exposed, account.trades = ["BTCUSDT"], [trade(1)]
    account.failures = [Unreachable("no way")]

    await streams.bring(Resumed())

    assert await until(storage, 1)


async def test_a_key_without_the_right_is_left_alone_and_nobody_hears_of_it(
    usdm: MarketFollowers, streams: Streams, storage: Storage, account: Account, key: ApiKey
) -> None:
    account.failures = [BadKey(-2015, "Invalid API-key, IP, or permissions for action.")]

    await streams.bring(Ended("BadKey", -2015, permanent=True))

    assert await told(storage) == []
    async with storage.read() as unit:
        active = await unit.keys.active(ALICE, "sandbox")
    assert active is not None
    assert active.id == key.id


async def test_somebody_whose_key_is_gone_is_followed_no_more(
    usdm: MarketFollowers, streams: Streams, storage: Storage
) -> None:
    await streams.begun.wait()
    async with storage.begin() as unit:
        await unit.keys.delete(ALICE, "sandbox")

    await streams.bring(order())

    assert streams.followed == {}
    assert await told(storage) == []


async def test_contracts_are_counted_and_worth_dollars(
    coinm: MarketFollowers, streams: Streams, storage: Storage
) -> None:
    filled: dict[str, Any] = {
        "s": "BTCUSD_PERP",
        "q": "2",
        "l": "2",
        "z": "2",
        "N": "BTC",
        "n": "0.0000015",
    }
    await streams.bring(order(product="coinm", rp="0.0001", ma="BTC", **filled))

    (text,) = await told(storage)
    assert "SELL BTCUSD_PERP · COIN-M\n2 contracts at 65,000\n" in text
    assert "Realised profit: +0.0001 BTC\nFee: 0.0000015 BTC" in text
    async with storage.read() as unit:
        (fill,) = await unit.fills.of(ALICE, None, 10)
    assert (fill.market, fill.quote_qty) == ("coinm", Decimal(200))


async def test_a_fill_whose_worth_is_not_known_yet_is_asked_for(
    coinm: MarketFollowers, streams: Streams, storage: Storage, account: Account, sizes: Sizes
) -> None:
    sizes.failures = [Unreachable("no way")]
    account.trades = [trade(7)]

    await streams.bring(order(7, product="coinm"))

    (text,) = await until(storage, 1)
    assert text.startswith("✅ <b>Fill</b>: SELL BTCUSDT · COIN-M")


async def test_a_number_of_a_trade_means_another_trade_on_another_market(
    storage: Storage, nudged: Any, clock: Any, sizes: Sizes, account: Account, key: ApiKey
) -> None:
    for questions in (USDM, COINM):
        streams = Streams()
        market = contracts(questions, storage, nudged, clock, sizes)
        async with at_work(market, storage, streams, account):
            await streams.bring(order(7, product=questions.market))

    first, second = await told(storage)
    assert "USD-M" in first
    assert "COIN-M" in second


async def listed() -> list[str]:
    return ["BTCUSDT"]


@pytest.mark.parametrize(("isolated", "name"), [(None, "margin"), (True, "isolated margin")])
async def test_fills_on_margin_are_told_and_missed_ones_are_found(
    storage: Storage, streams: Streams, account: Account, nudged: Any, clock: Any, key: ApiKey,
    isolated: bool | None, name: str,
) -> None:  # fmt: skip
    report = {
        "e": "executionReport", "E": 5, "s": "BTCUSDT", "c": "web", "S": "BUY", "o": "LIMIT",
        "f": "GTC", "q": "0.01", "p": "65000", "x": "TRADE", "X": "FILLED", "i": 7, "l": "0.01",
        "z": "0.01", "L": "65000", "n": "0.00001", "N": "BTC", "T": 5, "t": 1, "I": 9, "w": False,
        "m": False, "O": 5, "Z": "650", "Y": "650",
    }  # fmt: skip
    fills = OrderFills(storage, nudged, Telling(now=clock))
    slow = SlowQuestions(NoPause())
    cross = CrossMargin(storage, fills, slow, listed=listed)
    market = IsolatedMargin(storage, fills, slow) if isolated else cross
    async with at_work(market, storage, streams, account):
        await streams.bring(read("margin", report))
        account.trades = [_margin_trade(1), _margin_trade(2)]
        await streams.bring(Resumed())
        first, missed = await until(storage, 2)

    assert f"BUY BTCUSDT · {name}\n0.01 at 65,000, together 650.00\nFee: 0.00001 BTC" in first
    assert f"BUY BTCUSDT · {name}\n0.01 at 65,000, together 650.00" in missed
    assert "while I was not connected" in missed
    asked = account.asked_for(margin.MyTrades)
    assert [(one.from_id, one.is_isolated) for one in asked] == [(0, isolated), (3, isolated)]


def _margin_trade(number: int) -> Any:
    return SimpleNamespace(
        symbol="BTCUSDT", id=number, order_id=8, price=Decimal(65000), qty=Decimal("0.01"),
        commission=Decimal(0), commission_asset="BTC", time=NOON, is_buyer=True,
    )  # fmt: skip


async def test_only_markets_that_the_environment_has_are_followed(
    storage: Storage, nudged: Any, clock: Any
) -> None:
    made = {}
    for hosts in (Hosts.sandbox(), Hosts.testnet(), Hosts.market_data_only()):
        async with Binance(hosts) as binance:
            accounts: Any = Accounts(storage, Account(clock))
            followers = beside_spot(
                binance, storage, accounts, nudged, Telling(now=clock), LatestOrders(),
                hear=_unheard, environment="sandbox", now=clock,
            )  # fmt: skip
            made[hosts.spot_rest] = len(followers)

    assert list(made.values()) == [4, 2, 0]


def funding(amount: str = "-1.25", at: int = 5) -> Any:
    change = {"m": "FUNDING_FEE", "S": "BTCUSDT", "P": []} | {
        "B": [{"a": "USDT", "wb": "100", "cw": "100", "bc": amount}]
    }
    return read("usdm", {"e": "ACCOUNT_UPDATE", "E": at, "T": at, "a": change})


async def test_funding_is_one_silent_line_each(
    usdm: MarketFollowers, streams: Streams, storage: Storage
) -> None:
    await streams.bring(funding(), funding(), funding("0.5", at=6))

    assert await told(storage) == [
        "💸 Funding paid: 1.25 USDT · BTCUSDT · USD-M",
        "💸 Funding received: 0.5 USDT · BTCUSDT · USD-M",
    ]
    async with storage.read() as unit:
        first = await unit.outbox.get(1)
    assert first is not None
    assert first.silent


async def test_who_declined_funding_hears_nothing_of_it(
    usdm: MarketFollowers, streams: Streams, storage: Storage
) -> None:
    async with storage.begin() as unit:
        await unit.settings.set(ALICE, "funding", False)

    await streams.bring(funding())

    assert await told(storage) == []


async def test_a_stream_that_was_there_and_is_refused_is_told_once(
    usdm: MarketFollowers, streams: Streams, storage: Storage
) -> None:
    refused = Ended("BadKey", -2015, permanent=True)

    await streams.bring(Resumed(), refused, refused)

    (text,) = await told(storage)
    assert text.startswith("🔌 I cannot follow your account on USD-M any more")


class Marks:
    """Mark prices of everything."""

    def __init__(self) -> None:
        self.price = Decimal(100)

    async def send(self, _request: Any) -> Any:
        return [SimpleNamespace(symbol="BTCUSDT", mark_price=self.price)]


class Holding:
    """An account that holds one position."""

    async def send(self, _request: Any, *, priority: Any = None) -> Any:
        del priority
        position = SimpleNamespace(
            symbol="BTCUSDT", position_side=PositionSide.BOTH, position_amt=Decimal(1),
            liquidation_price=Decimal(92),
        )  # fmt: skip
        return [position]


async def test_a_liquidation_that_comes_near_is_told_and_again_after_an_hour_if_nearer(
    storage: Storage, clock: Any, nudged: Any, key: ApiKey
) -> None:
    marks = Marks()
    binance, accounts = cast("Any", marks), cast("Any", Accounts(storage, cast("Any", Holding())))
    watch = LiquidationWatch(
        "usdm", binance, accounts, Pushing(storage, nudged), SlowQuestions(NoPause()), now=clock
    )
    watch.exposed(key)

    for price, passes in ((110, 60), (100, 60), (96, 60), (97, 3600), (95, 60), (94, 60)):
        marks.price = Decimal(price)
        await watch.look()
        clock.passes(passes)

    texts = await told(storage)
    assert [text.splitlines()[0] for text in texts] == [
        "🚨 <b>Liquidation is 8.00% away</b>: BTCUSDT · USD-M",
        "🚨 <b>Liquidation is 3.16% away</b>: BTCUSDT · USD-M",
    ]
