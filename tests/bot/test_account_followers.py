"""Fills on people's accounts: each told once, none missed, in as few messages as can be."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from followed_account import (
    ALICE,
    API_KEY,
    Accounts,
    Streams,
    connected,
    looked_at,
    told,
    until,
)

from binance import Priority
from binance.errors import BadKey, NoSuchOrder, NoSuchSymbol, Unreachable
from binance.models.events import (
    AccountPosition,
    ExecutionReport,
    ExecutionType,
    PositionBalance,
    read,
)
from binance.models.orders import OrderStatus, OrderType, Side, TimeInForce, Trade
from binance.private.spot import GetAccount, MyTrades, NewOrder, OpenOrders, QueryOrder
from binance.streams.events import Ended, Resumed, UserEvent
from bot.deeds import Leg, Report, deed_of
from bot.fills import Pair, Telling
from bot.following.spot_followers import SpotFollowers
from storage import ApiKey, Message, Reading, Storage, VerdictLeg

BOB = 1002
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Account:
    """An account at Binance: its trades, by symbol."""

    def __init__(self) -> None:
        self.trades: list[Trade] = []
        self.open: list[str] = []
        self.failures: list[Exception] = []
        self.gone: set[str] = set()
        self.held: dict[str, int] = {}
        self.updated = NOON
        self.asked: list[Any] = []
        self.orders: dict[int, Any] = {}  # as they stand now, where somebody may ask

    def symbols_asked(self) -> list[str]:
        """In which symbols trades were looked for; forgets it."""
        asked, self.asked = self.asked, []
        return [one.symbol for one in asked if isinstance(one, MyTrades)]

    async def send(self, request: Any, *, priority: Any = None) -> Any:
        assert priority is Priority.LOW
        if isinstance(request, QueryOrder):
            if request.order_id not in self.orders:
                raise NoSuchOrder(-2013, "Order does not exist.")
            return self.orders[request.order_id]
        self.asked.append(request)
        if self.failures:
            raise self.failures.pop(0)
        if isinstance(request, GetAccount):
            balances = [SimpleNamespace(asset=one, total=of) for one, of in self.held.items()]
            return SimpleNamespace(balances=balances, update_time=self.updated)
        if isinstance(request, OpenOrders):
            return [SimpleNamespace(symbol=symbol, order_id=28) for symbol in self.open]
        assert isinstance(request, MyTrades)
        if request.symbol in self.gone:
            raise NoSuchSymbol(-1121, "Invalid symbol.")
        return [
            one
            for one in self.trades
            if one.symbol == request.symbol
            and (request.from_id is None or one.id >= request.from_id)
            and (request.start_time is None or one.time >= request.start_time)  # type: ignore[operator]  # the bot asks by time
        ][: request.limit]


class NoPause:
    async def wait(self) -> None:
        pass


class Reconciler:
    """Notes what it was told."""

    def __init__(self) -> None:
        self.reports: list[tuple[int, ExecutionReport]] = []
        self.looked: list[int] = []
        self.heard: list[tuple[int, str]] = []

    def hear(self, user_id: int, name: str) -> None:
        self.heard.append((user_id, name))

    async def seen(self, user_id: int, report: ExecutionReport) -> None:
        self.reports.append((user_id, report))

    async def look_again(self, user_id: int) -> None:
        self.looked.append(user_id)


@pytest.fixture
def streams() -> Streams:
    return Streams()


@pytest.fixture
def accounts(storage: Storage) -> Accounts[Account]:
    return Accounts(storage, Account())


@pytest.fixture
def reconciler() -> Reconciler:
    return Reconciler()


@pytest.fixture
async def key(storage: Storage) -> ApiKey:
    return await connected(storage)


async def pair_of(symbol: str) -> Pair:
    return Pair(symbol.removesuffix("USDT"), "USDT")


async def listed() -> list[str]:
    return ["BTCUSDT", "ETHUSDT", "SOLUSDT"]


@pytest.fixture
async def live(
    storage: Storage, streams: Any, accounts: Any, reconciler: Any, nudged: Any, clock: Any,
    key: ApiKey,
) -> AsyncIterator[SpotFollowers]:  # fmt: skip
    """At work, and Alice's account is followed."""
    followers = SpotFollowers(
        storage, streams, accounts, reconciler, nudged,
        Telling(now=clock, pair_of=pair_of),
        listed=listed, environment="sandbox", now=clock,
        settled=0, lag=0, again=0, pace=NoPause(),
    )  # fmt: skip
    task = asyncio.create_task(followers.run())
    yield followers
    task.cancel()
    (ended,) = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(ended, asyncio.CancelledError)


def report(
    clock: Any, trade: int, *, order: int = 28, qty: str = "0.01", done: str = "0.01",
    whole: bool = True, kind: ExecutionType = ExecutionType.TRADE, side: Side = Side.BUY,
    status: OrderStatus | None = None, price: int = 65000, name: str = "web_1",
    fee: str = "0", of_list: int = -1, reason: str = "NONE",
) -> ExecutionReport:  # fmt: skip
    cost = Decimal(price)
    return ExecutionReport(
        event_time=clock(), symbol="BTCUSDT", client_order_id=name, side=side,
        type=OrderType.LIMIT, time_in_force=TimeInForce.GTC,
        orig_qty=Decimal(done) if whole else Decimal("0.05"), order_list_id=of_list,
        price=cost, execution_type=kind,
        status=status or (OrderStatus.FILLED if whole else OrderStatus.PARTIALLY_FILLED),
        order_id=order, reject_reason=reason, expiry_reason=None if reason == "NONE" else reason,
        last_executed_qty=Decimal(qty), executed_qty=Decimal(done), last_executed_price=cost,
        commission=Decimal(fee), commission_asset="USDT", transact_time=clock(), trade_id=trade,
        is_working=False, is_maker=False, order_time=clock(),
        cummulative_quote_qty=Decimal(done) * cost, last_quote_qty=Decimal(qty) * cost,
    )  # fmt: skip


def trade(clock: Any, number: int, *, order: int = 28, symbol: str = "BTCUSDT") -> Trade:
    return Trade(
        symbol=symbol, id=number, order_id=order, price=Decimal(65000), qty=Decimal("0.01"),
        quote_qty=Decimal(650), commission=Decimal(0), commission_asset="BTC", time=clock(),
        is_buyer=True, is_maker=False, is_best_match=True,
    )  # fmt: skip


FILL = "✅ <b>Filled</b>: BUY BTCUSDT\n0.01 at 65,000, together 650.00\nOrder <code>28</code>"


async def test_a_fill_is_told_and_kept(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any, nudged: Any
) -> None:
    await streams.bring(report(clock, 1))

    assert await told(storage) == [FILL]
    assert nudged.times == 1
    async with storage.read() as unit:
        (fill,) = await unit.fills.of(ALICE, "BTCUSDT", 10)
    assert (fill.trade_id, fill.account_uid, fill.qty) == (1, 5, Decimal("0.01"))


async def test_a_fill_that_comes_twice_is_told_once(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any
) -> None:
    await streams.bring(report(clock, 1))
    clock.passes(1)
    async with storage.begin() as unit:
        (message,) = await unit.outbox.due(clock(), limit=9)
        await unit.outbox.claim(message.id)
        await unit.outbox.sent(message.id, 500)

    await streams.bring(report(clock, 1))

    assert await told(storage) == [FILL]


async def test_fills_of_an_order_shortly_after_one_another_are_one_message(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any
) -> None:
    await streams.bring(
        report(clock, 1, done="0.01", whole=False), report(clock, 2, done="0.02", whole=False)
    )
    await streams.bring(report(clock, 3, done="0.03"), report(clock, 4, order=29))

    first, second = await told(storage)
    assert first.startswith("✅ <b>Filled</b>: BUY BTCUSDT\n0.03 at 65,000, together 1,950.00")
    assert "<code>29</code>" in second
    async with storage.read() as unit:
        assert await unit.outbox.due(clock(), limit=9) == []  # they wait for one another


async def test_an_order_that_is_only_placed_or_cancelled_is_no_fill(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any, reconciler: Reconciler
) -> None:
    await streams.bring(
        report(clock, -1, kind=ExecutionType.NEW), report(clock, -1, kind=ExecutionType.CANCELED)
    )

    assert await told(storage) == []
    assert [user for user, _ in reconciler.reports] == [ALICE, ALICE]


async def test_a_list_is_heard_of_by_the_name_under_which_it_was_sent(
    live: SpotFollowers, streams: Streams, reconciler: Reconciler
) -> None:
    told = {
        "e": "listStatus", "E": 1, "s": "BTCUSDT", "g": 2, "c": "OCO", "l": "EXEC_STARTED",
        "L": "EXECUTING", "r": "NONE", "C": "pair", "T": 1, "O": [],
    }  # fmt: skip

    await streams.bring(read("spot", told))

    assert reconciler.heard == [(ALICE, "pair")]


async def test_what_happened_while_nobody_listened_is_asked_for_and_told(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any,
    accounts: Accounts[Account], reconciler: Reconciler,
) -> None:  # fmt: skip
    await streams.bring(report(clock, 1))
    accounts.account.trades = [trade(clock, number, order=30) for number in (1, 2, 3)]

    await streams.bring(Resumed())
    _, missed = await until(storage, 2)

    assert missed == (
        "✅ <b>Fill</b>: BUY BTCUSDT\n0.02 at 65,000, together 1,300.00\nOrder <code>30</code>\n"
        "That was at 12:00:00 UTC, while I was not connected."
    )
    assert reconciler.looked == [ALICE]
    await streams.bring(report(clock, 3, order=30), report(clock, 2, order=30))
    assert len(await told(storage)) == 2


async def test_missed_fills_are_looked_for_where_orders_rest(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any, accounts: Accounts[Account]
) -> None:
    accounts.account.open = ["ETHUSDT"]
    accounts.account.trades = [trade(clock, 1, symbol="ETHUSDT", order=31)]

    await streams.bring(Resumed())

    assert "BUY ETHUSDT" in (await until(storage, 1))[0]


async def waits(storage: Storage, key: ApiKey, clock: Any) -> None:
    """Alice was told that her order 28 waits in the book."""
    deed = deed_of(
        NewOrder(
            symbol="BTCUSDT", side=Side.BUY, type=OrderType.LIMIT, quantity=Decimal("0.01"),
            price=Decimal(60000), time_in_force=TimeInForce.GTC,
        )
    )  # fmt: skip
    leg = Leg(order_id=28, status="NEW", side=Side.BUY, type="LIMIT")
    async with storage.begin() as unit:
        await unit.orders.intend(
            client_order_id=deed.client_id, user_id=ALICE, chat_id=ALICE, message_id=77,
            key_id=key.id, environment="sandbox", ticket_id="t1", symbol="BTCUSDT",
            payload=deed.payload, recv_window=5000, signed_at=clock(),
        )  # fmt: skip
        await unit.orders.move(
            deed.client_id, {"SENDING"}, "ACCEPTED", order_id=28, status="NEW",
            result=Report.of_one("BTCUSDT", leg).as_json(),
        )  # fmt: skip
        await unit.verdicts.keep(
            VerdictLeg(
                client_order_id=deed.client_id, order_id=28, user_id=ALICE,
                environment="sandbox", market="spot", symbol="BTCUSDT", conditional=False,
                outbox_id=None, status="NEW",
            )
        )  # fmt: skip


def order(status: str) -> Any:
    return SimpleNamespace(
        executed_qty=Decimal(0), average_price=None, price=Decimal(60000),
        orig_qty=Decimal("0.01"), status=status,
    )  # fmt: skip


async def test_an_order_that_was_cancelled_while_nobody_listened_no_longer_waits(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any,
    accounts: Accounts[Account], key: ApiKey,
) -> None:  # fmt: skip
    await waits(storage, key, clock)
    accounts.account.orders = {28: order("CANCELED")}

    await streams.bring(Resumed())

    (text,) = await until(storage, 1)
    assert text.startswith("❌ <b>Cancelled</b>: BUY 0.01 BTCUSDT at 60,000")


async def test_an_open_order_of_its_number_in_another_symbol_does_not_make_it_wait(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any,
    accounts: Accounts[Account], key: ApiKey,
) -> None:  # fmt: skip
    await waits(storage, key, clock)
    accounts.account.open = ["ETHUSDT"]
    accounts.account.orders = {28: order("CANCELED")}

    await streams.bring(Resumed())

    assert (await until(storage, 1))[0].startswith("❌ <b>Cancelled</b>: BUY 0.01 BTCUSDT")


async def test_an_order_that_is_open_still_waits(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any,
    accounts: Accounts[Account], key: ApiKey,
) -> None:  # fmt: skip
    await waits(storage, key, clock)
    accounts.account.open = ["BTCUSDT"]
    accounts.account.orders = {28: order("CANCELED")}  # which nobody asks for

    await streams.bring(Resumed())
    await looked_at(accounts.account, 3)

    assert await told(storage) == []


async def test_missed_fills_are_looked_for_in_what_is_held(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any, accounts: Accounts[Account]
) -> None:
    accounts.account.held = {"SOL": 1, "NFT": 1, "USDT": 1}
    accounts.account.trades = [trade(clock, 1, symbol="SOLUSDT", order=31)]

    await streams.bring(Resumed())

    assert "BUY SOLUSDT" in (await until(storage, 1))[0]
    asked = {one.symbol for one in accounts.account.asked if isinstance(one, MyTrades)}
    assert asked == {"SOLUSDT"}


async def test_what_was_traded_before_the_key_was_connected_is_nobodys_news(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any,
    accounts: Accounts[Account], key: ApiKey,
) -> None:  # fmt: skip
    accounts.account.open = ["BTCUSDT"]
    clock.passes(-3600)
    old = trade(clock, 1)
    clock.passes(7200)
    accounts.account.trades = [old, trade(clock, 2, order=32)]

    await streams.bring(Resumed())
    (only,) = await until(storage, 1)

    assert "0.01 at 65,000" in only
    assert "<code>32</code>" in only


async def test_more_missed_fills_than_one_page_are_all_read(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any, accounts: Accounts[Account]
) -> None:
    accounts.account.open = ["BTCUSDT"]
    accounts.account.trades = [
        trade(clock, number, order=30 if number <= 1_000 else 31) for number in range(1, 1_102)
    ]

    await streams.bring(Resumed())
    first, rest = await until(storage, 2)

    assert "10 at 65,000" in first
    assert "1.01 at 65,000" in rest

    asked = [one for one in accounts.account.asked if isinstance(one, MyTrades)]
    assert [one.from_id for one in asked] == [None, 1_001]


async def test_missed_fills_are_asked_for_until_binance_answers(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any, accounts: Accounts[Account]
) -> None:
    accounts.account.open = ["BTCUSDT"]
    accounts.account.trades = [trade(clock, 1)]
    accounts.account.failures = [Unreachable("no way")]

    await streams.bring(Resumed())

    assert await until(storage, 1)


async def test_a_symbol_that_is_gone_keeps_no_fill_of_others_from_being_told(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any, accounts: Accounts[Account]
) -> None:
    accounts.account.open = ["BTCUSDT", "ETHUSDT"]
    accounts.account.trades = [trade(clock, 1, symbol="ETHUSDT")]
    accounts.account.gone = {"BTCUSDT"}

    await streams.bring(Resumed())

    assert await until(storage, 1)


def position(at: datetime, **totals: int) -> AccountPosition:
    balances = tuple(
        PositionBalance(asset=asset, free=Decimal(total), locked=Decimal(0))
        for asset, total in totals.items()
    )
    return AccountPosition(event_time=at, last_update=at, balances=balances)


@pytest.fixture
async def known(
    live: SpotFollowers, streams: Streams, accounts: Accounts[Account], clock: Any, storage: Storage
) -> Account:
    """Alice's account after it was looked at as a whole; she has traded BTC and ETH for USDT."""
    accounts.account.held = {"BTC": 2, "ETH": 3, "USDT": 5}
    accounts.account.trades = [trade(clock, 1), trade(clock, 1, symbol="ETHUSDT", order=31)]
    await streams.bring(Resumed())
    await until(storage, 2)
    await looked_at(accounts.account, 4)
    async with asyncio.timeout(5):  # what was read has to be remembered as well
        while live._catching_up._interruptions._cases:  # noqa: ASYNC110 - no event tells it
            await asyncio.sleep(0.001)
    accounts.account.asked.clear()
    return accounts.account


async def test_after_a_short_gap_in_which_nothing_happened_one_question_is_enough(
    known: Account, streams: Streams, accounts: Accounts[Account]
) -> None:
    await streams.bring(Resumed(gap=10.0))
    await looked_at(accounts.account, 1)

    assert [type(one) for one in known.asked] == [GetAccount]


async def test_trades_are_looked_for_where_balances_have_changed(
    known: Account, streams: Streams, accounts: Accounts[Account]
) -> None:
    known.held |= {"SOL": 1, "ETH": 4, "USDT": 2}
    known.updated += timedelta(seconds=1)

    await streams.bring(Resumed(gap=10.0))
    await looked_at(accounts.account, 4)

    assert known.symbols_asked() == ["BTCUSDT", "ETHUSDT", "SOLUSDT"]


async def test_an_asset_that_is_as_it_was_may_have_been_bought_and_sold(
    known: Account, streams: Streams, accounts: Accounts[Account]
) -> None:
    known.updated += timedelta(seconds=1)

    await streams.bring(Resumed(gap=10.0))
    await looked_at(accounts.account, 3)

    assert known.symbols_asked() == ["BTCUSDT", "ETHUSDT"]


async def test_what_the_stream_told_of_balances_needs_no_question(
    known: Account, streams: Streams, accounts: Accounts[Account], clock: Any
) -> None:
    known.held |= {"BTC": 1}
    known.updated += timedelta(seconds=1)
    await streams.bring(position(known.updated, BTC=1))
    clock.passes(60)

    await streams.bring(Resumed(gap=10.0))
    await looked_at(accounts.account, 1)

    assert known.symbols_asked() == []


async def test_balances_heard_just_before_a_gap_may_lack_their_trade(
    known: Account, streams: Streams, accounts: Accounts[Account], clock: Any
) -> None:
    known.held |= {"BTC": 1}
    known.updated += timedelta(seconds=1)
    await streams.bring(position(known.updated, BTC=1))
    clock.passes(1)

    await streams.bring(Resumed(gap=10.0))
    await looked_at(accounts.account, 2)

    assert known.symbols_asked() == ["BTCUSDT"]


@pytest.mark.parametrize("gap", [None, 0.0, 7200.0])
async def test_after_a_long_gap_or_lost_events_an_account_is_looked_at_as_a_whole(
    known: Account, streams: Streams, accounts: Accounts[Account], gap: float | None
) -> None:
    await streams.bring(Resumed(gap=gap))
    await looked_at(accounts.account, 4)

    assert {type(one) for one in known.asked} == {GetAccount, OpenOrders, MyTrades}


async def test_a_gap_while_an_account_is_looked_at_has_it_looked_at_again(
    known: Account, streams: Streams, accounts: Accounts[Account]
) -> None:
    known.failures = [Unreachable("no way")]
    await streams.bring(Resumed(gap=10.0))
    await looked_at(accounts.account, 1)
    known.held |= {"BTC": 1}
    known.updated += timedelta(seconds=1)
    await streams.bring(position(known.updated, BTC=1), Resumed(gap=5.0))
    await looked_at(accounts.account, 3)

    assert known.symbols_asked() == ["BTCUSDT"]


REFUSED = BadKey(-2015, "Invalid API-key, IP, or permissions for action.")


@pytest.mark.parametrize("before", [[], [Unreachable("no way"), Unreachable("no way")]])
async def test_a_key_that_is_refused_everywhere_is_suspended_and_its_owner_told_once(
    live: SpotFollowers,
    streams: Streams,
    storage: Storage,
    accounts: Accounts[Account],
    key: ApiKey,
    before: list[Exception],
) -> None:
    accounts.account.failures = [*before, REFUSED, REFUSED]
    await streams.bring(
        Ended("BadKey", -2015, permanent=True), Ended("BadKey", -2015, permanent=True)
    )

    (text,) = await until(storage, 1)
    assert "no longer accepts your API key" in text
    assert "tap “Check again” in /keys" in text
    await asyncio.sleep(0.05)  # the second one may be looked into as well, or come too late
    assert len(accounts.account.asked) - len(before) in (1, 2)
    assert len(await told(storage)) == 1
    assert accounts.forgotten == [ALICE]
    async with storage.read() as unit:
        assert await unit.keys.active(ALICE, "sandbox") is None
        (kept,) = await unit.keys.of(ALICE, "sandbox")
    assert (kept.id, kept.state, kept.note) == (key.id, "suspended", "BadKey")


async def test_a_key_that_only_its_stream_refuses_is_followed_again(
    live: SpotFollowers, streams: Streams, storage: Storage, key: ApiKey
) -> None:
    streams.unfollow(key.id)  # as it does with whom it refuses
    streams.begun.clear()
    streams.queue.put_nowait(UserEvent(key.id, Ended("BadKey", -2015, permanent=True)))

    async with asyncio.timeout(20):
        await streams.begun.wait()

    assert key.id in streams.followed
    assert await told(storage) == []
    async with storage.read() as unit:
        assert await unit.keys.active(ALICE, "sandbox") is not None


async def test_a_key_that_is_removed_while_it_is_in_doubt_is_not_followed_again(
    live: SpotFollowers, streams: Streams, accounts: Accounts[Account], key: ApiKey
) -> None:
    live.leave(key)
    streams.begun.clear()
    accounts.account.failures = [Unreachable("no way")]
    await live.follow(key)
    await streams.bring(Ended("BadKey", -2015, permanent=True))
    live.leave(key)

    await looked_at(accounts.account, 2)

    assert streams.followed == {}


async def test_a_stream_that_will_be_tried_again_is_no_news(
    live: SpotFollowers, streams: Streams, storage: Storage
) -> None:
    await streams.bring(Ended("eventStreamTerminated"))

    assert await told(storage) == []
    async with storage.read() as unit:
        assert await unit.keys.active(ALICE, "sandbox") is not None


async def test_events_of_somebody_whose_key_is_gone_harm_nobody(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any
) -> None:
    await streams.bring(report(clock, 1), Resumed(), key_id=7)
    await streams.bring(report(clock, 2))

    assert len(await told(storage)) == 1


async def test_everybody_with_a_key_is_followed_from_the_start(
    live: SpotFollowers, streams: Streams, key: ApiKey
) -> None:
    await streams.bring(Resumed())

    assert {one: by.api_key for one, by in streams.followed.items()} == {key.id: API_KEY}
    live.leave(key)
    assert streams.followed == {}


async def sends(storage: Storage, clock: Any, telegram_id: int = 500) -> list[Message]:
    """Let the first messages that are due reach Telegram."""
    clock.passes(1)
    async with storage.begin() as unit:
        due = await unit.outbox.due(clock(), limit=9)
        for message in due:
            await unit.outbox.claim(message.id)
            await unit.outbox.sent(message.id, telegram_id)
    return due


async def test_one_message_grows_while_an_order_fills_and_only_the_first_makes_a_sound(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any
) -> None:
    await streams.bring(report(clock, 1, done="0.01", whole=False, fee="0.5"))
    (first,) = await sends(storage, clock)
    await streams.bring(report(clock, 2, done="0.02", whole=False, fee="0.25"))
    (second,) = await sends(storage, clock)

    assert "Partly filled</b>, the rest waits: BUY BTCUSDT\n0.01 of 0.05 at 65,000" in first.text
    assert "0.02 of 0.05 at 65,000, together 1,300.00\nFee: 0.75 USDT" in second.text
    assert (first.silent, first.edits) == (False, None)
    assert (second.silent, second.edits) == (True, -first.id)


async def test_what_comes_while_the_first_message_is_under_way_waits_for_it(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any
) -> None:
    await streams.bring(report(clock, 1, done="0.01", whole=False))
    clock.passes(1)
    async with storage.begin() as unit:
        (first,) = await unit.outbox.due(clock(), limit=9)
        await unit.outbox.claim(first.id)

    await streams.bring(report(clock, 2, done="0.02"))

    clock.passes(1)
    async with storage.begin() as unit:
        assert await unit.outbox.due(clock(), limit=9) == []
        await unit.outbox.sent(first.id, 500)
        (change,) = await unit.outbox.due(clock(), limit=9)
    assert change.edits == -first.id


@pytest.mark.parametrize(("after", "heard"), [(30, False), (90, True)])
async def test_the_end_is_heard_when_the_last_sound_was_long_ago(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any, *, after: int, heard: bool
) -> None:
    await streams.bring(report(clock, 1, done="0.01", whole=False))
    await sends(storage, clock)
    clock.passes(after)

    await streams.bring(report(clock, 2, done="0.05"), report(clock, 2, done="0.05"))

    rest = (await told(storage))[1:]
    assert rest[0].startswith("✅ <b>Filled</b>: BUY BTCUSDT\n0.05 at 65,000")
    done = "🏁 <b>Done</b>: BUY BTCUSDT, 0.05 at 65,000 in all\nOrder <code>28</code>"
    assert rest[1:] == ([done] if heard else [])


async def test_an_order_cancelled_after_a_part_is_told_in_its_message_and_heard(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any
) -> None:
    await streams.bring(report(clock, 1, done="0.01", whole=False))
    await sends(storage, clock)
    clock.passes(90)

    await streams.bring(
        report(clock, -1, qty="0", done="0.01", whole=False, kind=ExecutionType.CANCELED,
               status=OrderStatus.CANCELED)
    )  # fmt: skip

    _, changed, over = await told(storage)
    assert changed.startswith("◑ <b>Cancelled after a part</b>: BUY BTCUSDT\n0.01 of 0.05 at")
    assert over.startswith("🏁 <b>Over</b>: BUY BTCUSDT, only 0.01 of 0.05 at 65,000")


async def test_an_order_that_the_exchange_ends_unfilled_is_told_with_its_reason_once(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any
) -> None:
    ended = report(
        clock, -1, qty="0", done="0", whole=False, kind=ExecutionType.EXPIRED,
        status=OrderStatus.EXPIRED, reason="EXECUTION_RULE_PRICE_RANGE_EXCEEDED",
    )  # fmt: skip
    other = ended.model_copy(update={"order_list_id": 5, "order_id": 29})

    await streams.bring(ended, ended, other)

    (text,) = await told(storage)  # one of a pair that expires is no news
    assert text.startswith("⚠️ <b>Expired</b>: BUY BTCUSDT\nIt would have traded outside the range")


async def test_an_end_that_nobody_heard_is_asked_for(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any, accounts: Accounts[Account]
) -> None:
    await streams.bring(report(clock, 1, done="0.01", whole=False))
    await sends(storage, clock)
    accounts.account.orders[28] = SimpleNamespace(
        executed_qty=Decimal("0.01"), average_price=Decimal(65000), price=Decimal(65000),
        orig_qty=Decimal("0.05"), status=OrderStatus.CANCELED, expiry_reason=None,
    )  # fmt: skip

    await streams.bring(Resumed())

    assert "Cancelled after a part" in (await until(storage, 2))[1]


async def test_what_was_missed_of_an_order_stays_marked_in_its_message(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any, accounts: Accounts[Account]
) -> None:
    await streams.bring(report(clock, 1, done="0.01", whole=False))
    await sends(storage, clock)
    accounts.account.trades = [trade(clock, 1), trade(clock, 2)]
    await streams.bring(Resumed())
    await until(storage, 2)

    await streams.bring(report(clock, 3, done="0.03", whole=False))

    text = (await told(storage))[-1]
    assert "0.03 of 0.05 at 65,000" in text
    assert "Of it 0.01 at 12:00:01 UTC, while I was not connected." in text


async def test_a_sale_tells_its_profit_where_the_cost_is_known(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any
) -> None:
    await reading(storage, clock, whole=True)
    await streams.bring(report(clock, 1, order=1, price=60000))
    clock.passes(1)
    await streams.bring(
        report(clock, 2, order=2, side=Side.SELL), report(clock, 3, order=3, side=Side.SELL)
    )

    _, known, unknown = await told(storage)
    assert "Realised profit: +50.00 USDT (first in, first out)" in known
    assert "profit" not in unknown


@pytest.mark.parametrize("begun", [False, True])
async def test_a_profit_says_that_the_past_was_not_read_to_the_end(
    live: SpotFollowers, streams: Streams, storage: Storage, clock: Any, begun: bool
) -> None:
    if begun:
        await reading(storage, clock, whole=False)
    await streams.bring(report(clock, 1, order=1, price=60000))
    clock.passes(1)
    await streams.bring(report(clock, 2, order=2, side=Side.SELL))

    _, sold = await told(storage)
    assert "+50.00 USDT (first in, first out, of the trades that I know; /pnl reads all)" in sold


async def reading(storage: Storage, clock: Any, *, whole: bool) -> None:
    """How far the past of the symbol was read."""
    async with storage.begin() as unit:
        await unit.trades.read(
            Reading(
                environment="sandbox", account_uid=5, market="spot",
                symbol="BTCUSDT", next_id=1, until=None, since=None, whole=whole,
                asked_at=clock(),
            )
        )  # fmt: skip
