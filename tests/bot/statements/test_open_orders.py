"""Which open orders are told: of every market that the key may look at, and none passed over."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from contract_listing import algo_order, in_book
from followed_account import ALICE, connected
from gathering import Gathers

from binance.errors import BadKey, BinanceError, NotAvailable, Unreachable
from binance.models.orders import Order
from binance.private import coin_futures, futures, spot
from bot.cancelling import Cancelling, Wanted
from bot.cancelling.wanted import kept_before
from bot.refusals import Refused
from bot.statements.asking import Reach
from bot.statements.resting import RestingOrders
from storage import ApiKey, Fill, Storage

PLAIN = {"price_rate": None, "status": "NEW", "update_time": datetime(2026, 11, 20, tzinfo=UTC)}
NO_STORE = NotAvailable("there is no such API here (HTTP 404)")
REFUSED = BadKey(-2015, "Invalid API-key, IP, or permissions for action.")


class Exchange(Gathers):
    """An account without an order, where futures may be refused; what it was asked there."""

    def __init__(self) -> None:
        self.allowed, self.asked = False, 0
        self.taken = Counter[str]()
        self.owner = "telegram 1001"
        self.failing: dict[str, BinanceError] = {}
        self.no_store: BinanceError | None = None
        self.no_usdm_store: BinanceError | None = None
        self.in_book: list[Any] = []
        self.waiting: list[Any] = []
        self.on_spot: list[Any] = []
        self.lists: list[Any] = []

    def accepted(self, api: str) -> int:
        return self.taken[api]

    async def send(self, request: Any, **_: Any) -> Any:
        if request.api != "api":
            self.asked += 1
            if not self.allowed:
                raise REFUSED
            self.taken[request.api] += 1
        if request.api in self.failing:
            raise self.failing[request.api]
        match request:
            case coin_futures.OpenAlgoOrders() if self.no_store is not None:
                raise self.no_store
            case futures.OpenAlgoOrders() if self.no_usdm_store is not None:
                raise self.no_usdm_store
            case futures.OpenAlgoOrders():
                return self.waiting
            case coin_futures.OpenOrders():
                return self.in_book
            case spot.OpenOrders():
                return self.on_spot
            case spot.OpenOrderLists():
                return self.lists
        return []


class Setting:
    """Alice's account, and who looks through it."""

    def __init__(self, storage: Storage, key: ApiKey, clock: Any) -> None:
        self.storage, self.key, self.clock = storage, key, clock
        self.exchange = Exchange()
        self.reach = Reach(lambda: clock().timestamp())
        self.connected = cast("Any", SimpleNamespace(key=key, account=self.exchange))

        async def of(_: Any) -> Any:
            return self.connected

        async def no_prices(*_: Any, **__: Any) -> Any:
            raise Unreachable("down")

        nobody: Any = None
        self.accounts = accounts = cast("Any", SimpleNamespace(of=of))
        binance = cast("Any", SimpleNamespace(send=no_prices))
        self.resting = RestingOrders(storage, accounts, binance, nobody, self.reach)

    async def unread(self) -> tuple[str, ...]:
        return (await self.resting.of(ALICE)).unread

    async def orders(self, market: Any) -> None:
        """Send something there, here."""
        async with self.storage.begin() as unit:
            await unit.orders.intend(
                client_order_id="o", user_id=ALICE, chat_id=ALICE, key_id=self.key.id,
                environment="sandbox", ticket_id="t", symbol="BTCUSDT", payload={},
                market=market, recv_window=5000, signed_at=self.clock(),
            )  # fmt: skip


@pytest.fixture
async def setting(storage: Storage, clock: Any) -> Setting:
    return Setting(storage, await connected(storage), clock)


async def test_where_a_key_never_had_any_business_nothing_is_missed_and_little_is_asked(
    setting: Setting,
) -> None:
    assert await setting.unread() == ()
    assert await setting.unread() == ()

    assert setting.exchange.asked == 2  # once on each market


async def test_a_market_where_something_was_ordered_is_asked_again_at_once(
    setting: Setting,
) -> None:
    await setting.unread()
    setting.exchange.allowed = True
    await setting.orders("usdm")

    assert await setting.unread() == ()

    assert setting.exchange.asked == 2 + 2  # orders, and conditional ones


async def test_a_market_where_something_was_ordered_is_named_while_it_refuses_the_key(
    setting: Setting,
) -> None:
    await setting.orders("coinm")

    assert await setting.unread() == ("coinm",)
    assert await setting.unread() == ("coinm",)


async def test_so_is_one_where_something_was_filled_wherever_that_was_ordered(
    setting: Setting,
) -> None:
    fill = Fill(
        environment="sandbox", account_uid=5, market="usdm", symbol="BTCUSDT", order_id=1,
        trade_id=1, user_id=ALICE, client_order_id="app", side="BUY", price=Decimal(60_000),
        qty=Decimal("0.01"), quote_qty=Decimal(600), commission=Decimal(0),
        commission_asset="USDT", at=setting.clock(),
    )  # fmt: skip
    async with setting.storage.begin() as unit:
        await unit.fills.record(fill)

    assert await setting.unread() == ("usdm",)


async def test_a_market_where_the_key_is_accepted_since_is_asked_again(setting: Setting) -> None:
    await setting.unread()
    assert not setting.reach.open(setting.connected, "usdm")

    setting.exchange.taken["fapi"] += 1  # its positions were read, say

    assert setting.reach.open(setting.connected, "usdm")
    await setting.unread()
    assert not setting.reach.open(setting.connected, "usdm")
    setting.clock.passes(3600)
    assert setting.reach.open(setting.connected, "usdm")


async def test_a_market_of_orders_that_are_to_go_is_named_where_it_refuses_the_key(
    setting: Setting,
) -> None:
    await setting.unread()

    known = await setting.resting.on(setting.connected, ["usdm"], used=True)

    assert known.unread == ("usdm",)


async def test_where_spot_does_not_answer_the_orders_of_futures_are_listed(
    setting: Setting,
) -> None:
    setting.exchange.allowed = True
    setting.exchange.failing = {"api": Unreachable("down")}
    setting.exchange.waiting = [algo_order("STOP_MARKET")]

    standing = await setting.resting.of(ALICE)

    assert [(one.kind, one.last) for one in standing.orders] == [("STOP_MARKET", None)]
    assert standing.unread == ("spot",)


@pytest.mark.parametrize(("no_store", "open_still"), [(NO_STORE, True), (REFUSED, False)])
async def test_a_market_without_a_store_of_conditional_orders_has_its_plain_ones(
    setting: Setting, no_store: BinanceError, open_still: bool
) -> None:
    """COIN-M may not have one yet; a key that is refused shuts the market, wherever that is."""
    setting.exchange.allowed, setting.exchange.no_store = True, no_store
    setting.exchange.in_book = [in_book("mine", order_id=3, symbol="BTCUSD_PERP", **PLAIN)]

    standing = await setting.resting.of(ALICE)

    assert [(one.market, one.order_id) for one in standing.orders] == [("coinm", 3)]
    assert setting.reach.open(setting.connected, "coinm") == open_still


async def test_where_such_a_market_is_used_it_counts_as_read(setting: Setting) -> None:
    setting.exchange.allowed = True
    setting.exchange.no_store = NO_STORE
    await setting.orders("coinm")

    assert await setting.unread() == ()


async def test_usdm_has_such_a_store_and_without_its_answer_nothing_of_it_is_shown(
    setting: Setting,
) -> None:
    setting.exchange.allowed, setting.exchange.no_usdm_store = True, NO_STORE
    await setting.orders("usdm")

    assert await setting.unread() == ("usdm",)


async def test_where_nothing_can_be_read_of_spot_it_is_said_why(setting: Setting) -> None:
    setting.exchange.failing = {"api": Unreachable("down")}

    with pytest.raises(Unreachable):
        await setting.resting.of(ALICE)


async def test_orders_of_the_list_with_the_number_0_hang_together_as_those_of_any_other(
    setting: Setting,
) -> None:
    setting.exchange.on_spot = [spot_order(1, of_list=-1)]
    setting.exchange.on_spot += [spot_order(number, of_list=0) for number in (2, 3)]
    pair = SimpleNamespace(order_list_id=0, orders=("stop", "target"))
    setting.exchange.lists = [pair]

    standing = await setting.resting.on(setting.connected, ["spot"])

    found = {one.order_id: (one.list_id, one.list_size) for one in standing.orders}
    assert found == {1: (None, 1), 2: (0, 2), 3: (0, 2)}


async def test_of_one_number_in_several_symbols_none_is_guessed_and_the_symbols_are_named(
    setting: Setting,
) -> None:
    """Order ids of futures are "self-increment for each specific symbol"."""
    setting.exchange.allowed = True
    setting.exchange.waiting = [algo_order("STOP_MARKET"), algo_order("STOP_MARKET", symbol="ETH")]

    for find in (setting.resting.find, setting.resting.find_of_list):
        with pytest.raises(Refused, match="Several open orders") as refusal:
            await find(ALICE, 7)
        assert refusal.value.values["symbols"] == "BTCUSDT · USD-M, ETH · USD-M"


async def test_what_is_told_of_a_cancelled_order_is_of_its_symbol(
    setting: Setting, nudged: Any
) -> None:
    setting.exchange.allowed = True
    setting.exchange.waiting = [algo_order("STOP_MARKET"), algo_order("STOP_MARKET", symbol="ETH")]
    await setting.resting.of(ALICE)
    cancelling = Cancelling(
        setting.storage, setting.accounts, setting.resting, nudged,
        environment="sandbox", now=setting.clock,
    )  # fmt: skip

    wanted = Wanted(market="usdm", symbol="ETH", order_id=7, algo=True)
    assert await cancelling.one(1, ALICE, ALICE, wanted)

    async with setting.storage.read() as unit:
        (taken,) = await unit.cancellations.unfinished("sandbox")
    (kept,) = kept_before(taken.orders)
    assert kept.shown is not None
    assert kept.shown.symbol == "ETH"


def spot_order(number: int, *, of_list: int) -> Order:
    return Order.model_validate(
        {
            "symbol": "BTCUSDT", "orderId": number, "clientOrderId": "x", "orderListId": of_list,
            "side": "SELL", "type": "LIMIT", "status": "NEW", "price": "70000", "origQty": "1",
            "executedQty": "0", "cummulativeQuoteQty": "0", "timeInForce": "GTC",
            "time": 1_700_000_000_000, "updateTime": 1_700_000_000_000, "isWorking": True,
        }
    )  # fmt: skip
