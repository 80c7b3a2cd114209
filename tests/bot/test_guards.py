"""What the guards let through and what not, on the request that will be sent."""

import shutil
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from guarded_world import ALICE, BOB, BTC, KEY, THIN, Market, buy, contract, guards, sell
from hypothesis import given
from hypothesis import strategies as st

from binance.errors import Unknown, Unreachable
from binance.models.futures.terms import MarginType
from binance.models.market import Level
from binance.models.order_terms import OrderType, Side, TimeInForce
from binance.private import asset, coin_futures, futures, spot
from binance.request import Request
from bot.care import Care
from bot.deeds import deed_of
from bot.guards import Guarded, Guards, Stopped, ceilings
from bot.guards.measures import astray, notional
from bot.guards.references import Reference
from bot.guards.stakes import Leg, Venue
from bot.guards.terms import Allowed, Guard, kept, usual
from bot.i18n import Say
from bot.refusals import Refused
from storage import EVERYBODY, Storage, Turnover, Unit, Vault

Clock = Any
TRANSFER = asset.UniversalTransfer(type="MAIN_UMFUTURE", asset="USDT", amount=Decimal(1))


@pytest.fixture
def market() -> Market:
    return Market()


@pytest.fixture
def alices(storage: Storage, market: Market, clock: Clock) -> Guards:
    return guards(storage, market, clock)


async def choose(storage: Storage, guard: Guard, value: Any) -> None:
    async with storage.begin() as unit:
        await unit.guards.choose(ALICE, "live", guard, kept(value))


async def refused(watch: Guards, request: Request[Any], guard: Guard) -> str:
    """The sentence with which the guard refuses it."""
    with pytest.raises(Guarded) as held:
        await watch.allow(ALICE, KEY, request)
    assert held.value.guard is guard
    text = held.value.text.format_map(held.value.values)
    assert f"/guards {guard}" in text
    assert "\n" not in text
    return text


async def held_by(watch: Guards, request: Request[Any]) -> Guard | None:
    """The guard that stops it; None when it may be signed."""
    try:
        await watch.allow(ALICE, KEY, request)
    except Guarded as held:
        return held.guard
    return None


async def counted(storage: Storage, clock: Clock) -> list[Turnover]:
    async with storage.read() as unit:
        return await counted_in(unit, clock)


async def counted_in(unit: Unit, clock: Clock) -> list[Turnover]:
    return await unit.turnovers.since(ALICE, "live", clock() - timedelta(days=1))


async def test_an_order_within_all_limits_passes_and_is_counted(
    storage: Storage, alices: Guards, clock: Clock
) -> None:
    order = buy("2", "100")

    await alices.allow(ALICE, KEY, order)

    (one,) = await counted(storage, clock)
    assert (one.name, one.notional, one.orders) == (order.new_client_order_id, Decimal(200), 1)
    assert await alices.spent(ALICE) == 200


async def test_the_limit_of_an_order_holds_to_the_last_digit(
    alices: Guards, market: Market
) -> None:
    await alices.allow(ALICE, KEY, buy("10", "100"))
    text = await refused(alices, buy("10.00000001", "100"), Guard.ORDER)

    assert text.startswith("This order is worth 1,000.01 USDT, and your guard allows 1,000 USDT")
    await refused(alices, sell("10", "101"), Guard.ORDER)
    await refused(alices, sell("10.1", "99"), Guard.ORDER)


async def test_an_order_by_money_is_worth_that_money(alices: Guards) -> None:
    order = spot.NewOrder(
        symbol=BTC, side=Side.BUY, type=OrderType.MARKET, quote_order_qty=Decimal(1000)
    )
    larger = order.model_copy(update={"quote_order_qty": Decimal("1000.01")})

    assert [await held_by(alices, one) for one in (order, larger)] == [None, Guard.ORDER]


async def test_what_was_ordered_in_a_day_counts_and_a_day_later_no_more(
    alices: Guards, clock: Clock
) -> None:
    for _ in range(5):
        await alices.allow(ALICE, KEY, buy("10", "100"))
    clock.passes(86_399)

    text = await refused(alices, buy("0.1", "100"), Guard.DAY)

    assert text.startswith("With this, you would order 5,010.00 USDT in 24 hours")
    clock.passes(1)
    await alices.allow(ALICE, KEY, buy("10", "100"))


async def test_a_restart_forgets_nothing(
    migrated: Path, tmp_path: Path, vault: Vault, market: Market, clock: Clock
) -> None:
    shutil.copy(migrated, tmp_path / "again.db")
    url = f"sqlite+aiosqlite:///{tmp_path}/again.db"
    async with Storage.open(url, vault, now=clock) as storage:
        async with storage.begin() as unit:
            await unit.users.meet(ALICE, name="Alice", language="en", active=True)
            await unit.stops.stop(ALICE, "live", by=ALICE)
            await unit.stops.resume(ALICE, "live")
        for _ in range(10):
            await guards(storage, market, clock).allow(ALICE, KEY, buy("5", "100"))
    async with Storage.open(url, vault, now=clock) as storage:
        again = guards(storage, market, clock)

        assert await held_by(again, buy("0.1", "100")) is Guard.RATE
        clock.passes(61)
        assert await held_by(again, buy("0.1", "100")) is Guard.DAY


async def resting(
    storage: Storage, watch: Guards, clock: Clock, request: Request[Any], number: int
) -> None:
    """Count an order in the transaction that writes it down, and let it wait at Binance."""
    deed = deed_of(request)
    worth = await watch.weigh(ALICE, KEY, request)
    async with storage.begin() as unit:
        await watch.note(unit, ALICE, request, worth, clock())
        await unit.orders.intend(
            client_order_id=deed.client_id, user_id=ALICE, chat_id=ALICE, key_id=KEY,
            environment="live", ticket_id=f"ticket {number}", kind=deed.kind.name, symbol=BTC,
            payload=deed.payload, recv_window=5000, signed_at=clock(),
        )  # fmt: skip
        await unit.orders.move(deed.client_id, {"SENDING"}, "ACCEPTED", order_id=number)


def instead_of(number: int, quantity: str, price: str, **more: Any) -> spot.CancelReplace:
    """Another order in place of one of which nothing has filled."""
    replacing = {
        "cancel_order_id": number, "cancel_replace_mode": "STOP_ON_FAILURE",
        "cancel_restrictions": "ONLY_NEW",
    }  # fmt: skip
    order = buy(quantity, price).model_dump(exclude_none=True)
    return spot.CancelReplace.model_validate(order | replacing | more)


async def test_an_order_that_is_moved_is_counted_once_at_its_dearest(
    storage: Storage, alices: Guards, clock: Clock
) -> None:
    await resting(storage, alices, clock, buy("9", "100"), 1)
    for number, price in enumerate(("101", "99", "98", "102", "101"), start=2):
        await resting(storage, alices, clock, instead_of(number - 1, "9", price), number)

    assert await alices.spent(ALICE) == 918
    assert sum(one.orders for one in await counted(storage, clock)) == 6  # each was a try


async def test_what_was_moved_counts_for_a_day_from_then_on(
    storage: Storage, alices: Guards, clock: Clock
) -> None:
    await resting(storage, alices, clock, buy("10", "100"), 1)
    clock.passes(86_000)
    await resting(storage, alices, clock, instead_of(1, "10", "99"), 2)
    clock.passes(86_000)
    assert await alices.spent(ALICE) == 1000

    clock.passes(401)
    assert await alices.spent(ALICE) == 0
    moved = instead_of(2, "10", "100")
    assert await alices.weigh(ALICE, KEY, moved) == 1000
    await resting(storage, alices, clock, moved, 3)
    assert await alices.spent(ALICE) == 1000


async def test_a_limit_of_the_day_that_is_used_up_lets_orders_be_moved_and_not_made_larger(
    storage: Storage, alices: Guards, clock: Clock
) -> None:
    await choose(storage, Guard.DAY, Decimal(500))
    await resting(storage, alices, clock, buy("5", "100"), 1)
    await resting(storage, alices, clock, instead_of(1, "5", "99"), 2)

    with pytest.raises(Guarded) as held:
        await alices.weigh(ALICE, KEY, instead_of(2, "5.1", "100"))
    assert held.value.guard is Guard.DAY
    assert await alices.weigh(ALICE, KEY, instead_of(2, "5", "100")) == 500
    assert await held_by(alices, buy("0.1", "100")) is Guard.DAY


async def test_a_change_that_is_refused_gives_back_what_it_added_and_no_more(
    storage: Storage, alices: Guards, clock: Clock
) -> None:
    await resting(storage, alices, clock, buy("5", "100"), 1)
    refused_ = instead_of(1, "6", "100")
    async with storage.begin() as unit:
        await alices.note(unit, ALICE, refused_, Decimal(600), clock())
        assert sum(one.notional for one in await counted_in(unit, clock)) == 600
        await alices.release(unit, ALICE, refused_)

    assert await alices.spent(ALICE) == 500


@pytest.mark.parametrize(
    "request_",
    [
        instead_of(1, "5", "100", cancel_restrictions="ONLY_PARTIALLY_FILLED"),
        instead_of(1, "5", "100", cancel_restrictions=None),
        instead_of(1, "5", "100", cancel_replace_mode="ALLOW_FAILURE"),
        instead_of(2, "5", "100"),  # somebody placed that one elsewhere
        instead_of(1, "5", "10", symbol="ETHUSDT"),
    ],
)
async def test_where_both_orders_may_fill_both_count(
    storage: Storage, alices: Guards, clock: Clock, request_: Request[Any]
) -> None:
    await resting(storage, alices, clock, buy("5", "100"), 1)

    await alices.allow(ALICE, KEY, request_)

    _, new = await counted(storage, clock)
    assert new.notional in (500, 50)


async def test_too_many_orders_in_a_minute_are_held(alices: Guards, clock: Clock) -> None:
    for _ in range(10):
        await alices.allow(ALICE, KEY, buy("0.1", "100"))

    assert await held_by(alices, buy("0.1", "100")) is Guard.RATE
    clock.passes(60)
    assert await held_by(alices, buy("0.1", "100")) is None


async def test_what_bears_no_name_is_counted_each_time(
    storage: Storage, alices: Guards, clock: Clock
) -> None:
    for _ in range(10):
        await alices.allow(ALICE, KEY, TRANSFER)

    await refused(alices, TRANSFER, Guard.RATE)
    assert len(await counted(storage, clock)) == 10


async def test_an_order_noted_with_its_intent_is_not_counted_again(
    storage: Storage, alices: Guards, clock: Clock
) -> None:
    await choose(storage, Guard.DAY, Decimal(500))
    order = buy("5", "100")
    worth = await alices.weigh(ALICE, KEY, order)
    async with storage.begin() as unit:
        await alices.note(unit, ALICE, order, worth, clock())
        await alices.note(unit, ALICE, order, worth, clock())

    await alices.allow(ALICE, KEY, order)
    await alices.allow(ALICE, KEY, order)

    assert [one.notional for one in await counted(storage, clock)] == [500]
    await refused(alices, buy("0.1", "100"), Guard.DAY)


async def test_of_two_orders_at_once_only_one_gets_what_is_left(
    storage: Storage, alices: Guards, clock: Clock
) -> None:
    await choose(storage, Guard.DAY, Decimal(800))
    first, second = buy("5", "100"), buy("5", "100")
    for order in (first, second):
        assert await alices.weigh(ALICE, KEY, order) == 500

    async with storage.begin() as unit:
        await alices.note(unit, ALICE, first, Decimal(500), clock())

    async def intend() -> None:
        async with storage.begin() as unit:
            await unit.settings.set(ALICE, "intent", "written")
            await alices.note(unit, ALICE, second, Decimal(500), clock())

    with pytest.raises(Guarded):
        await intend()

    async with storage.read() as unit:
        assert await unit.settings.get(ALICE, "intent") is None
    assert len(await counted(storage, clock)) == 1


async def test_what_was_not_sent_gives_its_money_back_but_stays_a_try(
    storage: Storage, alices: Guards, clock: Clock
) -> None:
    order = buy("10", "100")
    await alices.allow(ALICE, KEY, order)

    async with storage.begin() as unit:
        await alices.release(unit, ALICE, order)

    assert [(one.notional, one.orders) for one in await counted(storage, clock)] == [(0, 1)]


@pytest.mark.parametrize("price", ["105", "94"])
async def test_a_limit_may_be_off_the_market_by_so_much_or_on_the_harmless_side(
    alices: Guards, price: str
) -> None:
    harmless = (buy("1", price), buy("1", "1"), sell("1", "95"), sell("1", "900"))

    assert [await held_by(alices, order) for order in harmless] == [None] * 4


async def test_a_limit_beyond_that_on_the_harmful_side_is_held(alices: Guards) -> None:
    text = await refused(alices, buy("1", "105.01"), Guard.DEVIATION)
    assert "5.01% worse than the market's price of BTCUSDT" in text
    await refused(alices, sell("1", "94.99"), Guard.DEVIATION)


async def test_a_market_order_into_a_thin_book_is_held(alices: Guards, market: Market) -> None:
    market.asks = [Level(Decimal(100), Decimal(1)), Level(Decimal(200), Decimal(100))]

    await alices.allow(ALICE, KEY, buy("1"))
    await refused(alices, buy("2"), Guard.DEVIATION)

    market.asks = [Level(Decimal(100), Decimal("0.5"))]
    text = await refused(alices, buy("1"), Guard.DEVIATION)
    assert "has not enough for this order" in text


async def test_a_market_order_is_worth_what_the_book_asks_for_it(
    alices: Guards, market: Market
) -> None:
    market.asks = [Level(Decimal(104), Decimal(100))]

    assert await alices.weigh(ALICE, KEY, buy("9")) == 9 * 104
    await refused(alices, buy("9.7"), Guard.ORDER)


async def test_what_is_no_order_comes_to_nothing(alices: Guards) -> None:
    leverage = futures.ChangeLeverage(symbol=BTC, leverage=5)
    for request in (TRANSFER, leverage):
        assert await alices.weigh(ALICE, KEY, request) == 0
        await alices.allow(ALICE, KEY, request)

    assert await alices.spent(ALICE) == 0


async def test_a_stop_is_measured_by_the_price_that_it_waits_for(alices: Guards) -> None:
    stop = {"type": OrderType.STOP_LOSS_LIMIT, "stop_price": Decimal(60)}
    near, far = sell("1", "59", **stop), sell("1", "50", **stop)
    at_market = sell("1", type=OrderType.STOP_LOSS, stop_price=Decimal(60))

    held = [await held_by(alices, order) for order in (near, far, at_market)]

    assert held == [None, Guard.DEVIATION, None]


async def test_what_follows_an_order_is_measured_by_that_orders_price(alices: Guards) -> None:
    bracket = spot.NewOtoco(
        symbol=BTC, working_side=Side.BUY, working_quantity=Decimal(1),
        working_price=Decimal(60), working_type=OrderType.LIMIT,
        working_time_in_force=TimeInForce.GTC, pending_side=Side.SELL,
        pending_quantity=Decimal(1), pending_above_type=OrderType.LIMIT_MAKER,
        pending_above_price=Decimal(66), pending_below_type=OrderType.STOP_LOSS,
        pending_below_stop_price=Decimal(55),
    )  # fmt: skip

    assert await alices.weigh(ALICE, KEY, bracket) == 60 + 100  # one of the pair may sell at 100


async def test_only_large_held_or_named_symbols_are_traded(
    storage: Storage, alices: Guards, market: Market
) -> None:
    text = await refused(alices, buy("1", "1", THIN), Guard.SYMBOLS)
    assert text.startswith("THINUSDT is not among the symbols")

    market.held["THIN"] = Decimal("4.9")  # crumbs, which anybody may have sent
    await refused(alices, sell("4", "1", THIN), Guard.SYMBOLS)
    market.held["THIN"] = Decimal(5)
    await alices.allow(ALICE, KEY, sell("5", "1", THIN))


async def test_contracts_follow_their_coin_and_leverage_is_looked_at(
    alices: Guards, market: Market
) -> None:
    market.prices["1000THINUSDT"] = Decimal(1)
    await alices.allow(ALICE, KEY, contract())
    await refused(alices, contract(symbol="1000THINUSDT"), Guard.SYMBOLS)

    market.leverages[BTC] = 20
    text = await refused(alices, contract(), Guard.LEVERAGE)
    assert text.startswith("BTCUSDT would be traded with leverage 20x")
    await refused(alices, futures.ChangeLeverage(symbol=BTC, leverage=6), Guard.LEVERAGE)
    await alices.allow(ALICE, KEY, futures.ChangeLeverage(symbol=BTC, leverage=5))
    assert "BTCUSDT usdm changes for key 7" in market.asked


async def test_a_coin_contract_is_worth_its_dollars(alices: Guards, market: Market) -> None:
    market.prices["BTCUSD_PERP"] = Decimal(102)
    order = coin_futures.NewOrder(
        symbol="BTCUSD_PERP", side=Side.BUY, type="MARKET", quantity=Decimal(10)
    )

    assert await alices.weigh(ALICE, KEY, order) == 1000
    with pytest.raises(Guarded):
        await alices.weigh(ALICE, KEY, order.model_copy(update={"quantity": Decimal(11)}))


async def test_what_a_contract_may_be_is_looked_up_by_its_coin_among_the_named_symbols(
    storage: Storage, alices: Guards, market: Market
) -> None:
    market.prices |= {"1000THINUSDT": Decimal(100), "ETHUSDT": Decimal(100)}
    await choose(storage, Guard.SYMBOLS, Allowed("only", ("ETHUSDT", "THINTRY")))

    assert await held_by(alices, contract(symbol="1000THINUSDT")) is None
    assert await held_by(alices, contract(symbol="ETHUSDT")) is None
    assert await held_by(alices, contract(symbol=BTC)) is Guard.SYMBOLS


async def test_where_all_symbols_are_allowed_size_does_not_matter(
    storage: Storage, alices: Guards
) -> None:
    await choose(storage, Guard.SYMBOLS, Allowed("all"))
    assert await held_by(alices, buy("1", "1", THIN)) is None

    await choose(storage, Guard.SYMBOLS, Allowed("largest", (THIN,)))
    assert await held_by(alices, buy("1", "1", THIN)) is None


async def test_the_book_is_asked_for_in_the_persons_name_and_only_by_market_orders(
    alices: Guards, market: Market
) -> None:
    await alices.allow(ALICE, KEY, buy("1", "100"))
    await alices.allow(ALICE, KEY, sell("1", type=OrderType.STOP_LOSS, stop_price=Decimal(60)))
    assert market.asked == []

    await alices.allow(ALICE, KEY, buy("1"))
    assert market.asked == ["book for telegram 1001"]


async def test_only_the_named_are_traded_whatever_is_held(
    storage: Storage, alices: Guards, market: Market
) -> None:
    await choose(storage, Guard.SYMBOLS, Allowed("only", (BTC,)))
    market.held["THIN"] = market.held["ETH"] = Decimal(100)

    assert await held_by(alices, buy("1", "100")) is None
    assert await held_by(alices, sell("5", "1", THIN)) is Guard.SYMBOLS
    assert await held_by(alices, sell("5", "10", "ETHUSDT")) is Guard.SYMBOLS


async def test_what_is_held_opens_no_contract(alices: Guards, market: Market) -> None:
    market.prices["1000THINUSDT"] = Decimal(1)
    market.held["1000THIN"] = Decimal(100)

    assert await held_by(alices, contract(symbol="1000THINUSDT")) is Guard.SYMBOLS


async def test_an_order_is_previewed_with_the_leverage_that_it_will_have(
    alices: Guards, market: Market
) -> None:
    market.leverages[BTC] = 20

    assert await alices.weigh(ALICE, KEY, contract(), leverage=5) == 100
    assert not [one for one in market.asked if "leverage" in one]
    with pytest.raises(Guarded, match="leverage") as held:
        await alices.weigh(ALICE, KEY, contract(), leverage=6)
    assert (held.value.values["leverage"], held.value.values["symbol"]) == (6, BTC)
    await refused(alices, contract(), Guard.LEVERAGE)  # it was never lowered


async def test_a_preview_takes_the_leverage_as_told_lately_and_what_is_sent_asks_anew(
    alices: Guards, market: Market
) -> None:
    order = contract(type="LIMIT", price=Decimal(100), time_in_force="GTC")
    await alices.weigh(ALICE, KEY, order)
    assert market.asked == ["leverage of BTCUSDT usdm"]
    market.asked.clear()

    await alices.allow(ALICE, KEY, order)
    await alices.allow(ALICE, KEY, buy("1", "100"))

    assert market.asked == ["fresh leverage of BTCUSDT usdm"]  # and spot pays nothing for it


async def test_a_change_of_leverage_is_named_and_believed_for_its_own_key_alone(
    alices: Guards, market: Market
) -> None:
    text = await refused(alices, futures.ChangeLeverage(symbol=BTC, leverage=6), Guard.LEVERAGE)
    await alices.allow(ALICE, KEY, coin_futures.ChangeLeverage(symbol="BTCUSD_PERP", leverage=5))

    assert text.startswith("BTCUSDT would be traded with leverage 6x, and your guard allows 5x")
    assert market.asked == ["BTCUSD_PERP coinm changes for key 7"]


async def test_a_preview_is_held_by_all_that_would_hold_the_order(
    storage: Storage, alices: Guards
) -> None:
    assert await alices.weigh(ALICE, KEY, spot.CancelOpenOrders(symbol=BTC)) == 0
    await choose(storage, Guard.DAY, Decimal(150))
    await choose(storage, Guard.RATE, 2)
    await alices.allow(ALICE, KEY, buy("1", "100"))

    with pytest.raises(Guarded) as held:
        await alices.weigh(ALICE, KEY, buy("1", "100"))
    assert held.value.guard is Guard.DAY
    tiny = contract(quantity=Decimal("0.01"))
    with pytest.raises(Guarded) as held:
        await alices.weigh(ALICE, KEY, futures.NewOrders(batch_orders=(tiny, tiny)))
    assert held.value.guard is Guard.RATE
    assert await alices.weigh(ALICE, KEY, tiny) == 1

    async with storage.begin() as unit:
        await unit.stops.stop(ALICE, "live", by=ALICE)
    with pytest.raises(Stopped):
        await alices.weigh(ALICE, KEY, tiny)


async def test_each_order_of_a_batch_counts(storage: Storage, alices: Guards, clock: Clock) -> None:
    small = contract(quantity=Decimal("0.5"))

    await alices.allow(ALICE, KEY, futures.NewOrders(batch_orders=(small, small, small)))

    assert [(one.notional, one.orders) for one in await counted(storage, clock)] == [(150, 3)]
    await choose(storage, Guard.RATE, 5)
    again = [contract(quantity=Decimal("0.5")) for _ in range(3)]
    await refused(alices, futures.NewOrders(batch_orders=tuple(again)), Guard.RATE)


async def test_what_bears_no_name_is_checked_with_its_intent_and_counted_when_it_leaves(
    storage: Storage, alices: Guards, clock: Clock
) -> None:
    await choose(storage, Guard.DAY, Decimal(500))
    change = futures.ModifyOrder(
        symbol=BTC, order_id=1, side=Side.BUY, quantity=Decimal(3), price=Decimal(100)
    )

    async def intend(notional: int) -> None:
        async with storage.begin() as unit:
            await alices.note(unit, ALICE, change, Decimal(notional), clock())

    await intend(500)
    assert await counted(storage, clock) == []
    await alices.allow(ALICE, KEY, change)
    assert await alices.spent(ALICE) == 300
    await intend(200)
    with pytest.raises(Guarded) as held:
        await intend(201)
    assert held.value.guard is Guard.DAY


async def test_each_change_of_a_batch_counts_with_its_intent(
    storage: Storage, alices: Guards, clock: Clock
) -> None:
    await choose(storage, Guard.RATE, 1)
    change = futures.ModifyOrder(
        symbol=BTC, order_id=1, side=Side.BUY, quantity=Decimal(1), price=Decimal(100)
    )

    changes = futures.ModifyOrders(batch_orders=(change, change))

    async with storage.begin() as unit:
        with pytest.raises(Guarded) as held:
            await alices.note(unit, ALICE, changes, Decimal(200), clock())
    assert held.value.guard is Guard.RATE


async def test_whether_trading_is_stopped_is_told_to_the_one_whose_trading_it_is(
    storage: Storage, alices: Guards
) -> None:
    assert not await alices.stopped(ALICE)
    async with storage.begin() as unit:
        await unit.stops.stop(ALICE, "live", by=ALICE)
        await unit.stops.stop(BOB, "testnet", by=BOB)

    assert [await alices.stopped(one) for one in (ALICE, BOB)] == [True, False]


async def test_the_administrators_ceilings_are_kept_and_lifted(storage: Storage) -> None:
    async with storage.begin() as unit:
        assert (await ceilings.order(unit, ALICE), await ceilings.alerts(unit, ALICE)) == (
            None, None,
        )  # fmt: skip
        await ceilings.set_order(unit, ALICE, Decimal("1E+3"))
        await ceilings.set_alerts(unit, ALICE, 7)
        assert (await ceilings.order(unit, ALICE), await ceilings.alerts(unit, ALICE)) == (1000, 7)
        assert await unit.settings.get(ALICE, ceilings.ORDER) == "1000"
        assert await ceilings.alerts(unit, BOB) is None
        await ceilings.set_order(unit, ALICE, None)
        await ceilings.set_alerts(unit, ALICE, None)
        assert (await ceilings.order(unit, ALICE), await ceilings.alerts(unit, ALICE)) == (
            None, None,
        )  # fmt: skip


async def test_a_ceiling_raises_nobodys_own_limit(storage: Storage, alices: Guards) -> None:
    async with storage.begin() as unit:
        await ceilings.set_order(unit, ALICE, Decimal(1001))

    assert (await alices.terms(ALICE)).order == 1000


EASING: list[Request[Any]] = [
    spot.CancelOpenOrders(symbol=BTC),
    contract(side=Side.SELL, reduce_only=True, quantity=Decimal(10**6)),
    spot.OpenOrders(),
]


IN_EARNEST = [
    buy("1", "100"),
    futures.ChangeLeverage(symbol=BTC, leverage=1),
    futures.ChangeMarginType(symbol=BTC, margin_type=MarginType.ISOLATED),
    TRANSFER,
]


@pytest.mark.parametrize("request_", EASING, ids=lambda one: type(one).__name__)
async def test_cancelling_reducing_and_looking_pass_whatever_is_stopped(
    storage: Storage, alices: Guards, market: Market, request_: Request[Any]
) -> None:
    await choose(storage, Guard.READ_ONLY, True)
    async with storage.begin() as unit:
        await unit.stops.stop(ALICE, "live", by=ALICE)
        await unit.stops.stop(EVERYBODY, "live", by=BOB)
    market.away = Unreachable("no")

    assert await held_by(alices, request_) is None


@pytest.mark.parametrize("who", [ALICE, EVERYBODY])
async def test_while_trading_is_stopped_nothing_else_passes(
    storage: Storage, alices: Guards, clock: Clock, who: int
) -> None:
    order = buy("1", "100")
    async with storage.begin() as unit:
        await alices.note(unit, ALICE, order, Decimal(100), clock())
    async with storage.begin() as unit:
        await unit.stops.stop(who, "live", by=BOB)

    for request in (order, TRANSFER, futures.ChangeLeverage(symbol=BTC, leverage=1)):
        with pytest.raises(Stopped):
            await alices.allow(ALICE, KEY, request)
    with pytest.raises(Stopped):
        async with storage.begin() as unit:
            await alices.note(unit, ALICE, buy("1", "100"), Decimal(100), clock())


@pytest.mark.parametrize("kind", ["counted", "dry", "fresh"])
async def test_the_panic_button_counts_while_binance_is_asked(
    storage: Storage, clock: Clock, kind: str
) -> None:
    class Slow(Market):
        """Before it answers, Alice presses the button."""

        async def of(self, venue: Venue, symbol: str) -> Reference:
            async with storage.begin() as unit:
                await unit.stops.stop(ALICE, "live", by=ALICE)
            return await super().of(venue, symbol)

    watch, order = guards(storage, Slow(), clock), buy("1", "100")
    if kind == "counted":
        async with storage.begin() as unit:
            await watch.note(unit, ALICE, order, Decimal(100), clock())
    elif kind == "dry":
        await choose(storage, Guard.DRY, True)

    with pytest.raises(Stopped):
        await watch.allow(ALICE, KEY, order)


async def test_read_only_lets_nobody_order(storage: Storage, alices: Guards) -> None:
    await choose(storage, Guard.READ_ONLY, True)

    held = [await held_by(alices, one) for one in (buy("1", "100"), TRANSFER)]

    assert held == [Guard.READ_ONLY] * 2


async def test_what_is_not_known_is_refused_whatever_is_allowed(
    storage: Storage, alices: Guards
) -> None:
    await choose(storage, Guard.ORDER, None)

    with pytest.raises(Refused, match="never do"):
        await alices.allow(ALICE, KEY, asset.Withdraw(coin="USDT", address="x", amount=Decimal(1)))


@pytest.mark.parametrize("error", [Unreachable("no"), Unknown("no"), TimeoutError()])
async def test_what_cannot_be_weighed_is_not_sent_and_never_called_unknown(
    alices: Guards, market: Market, error: Exception
) -> None:
    market.away = error

    with pytest.raises(Refused, match="not sent") as refused_:
        await alices.allow(ALICE, KEY, buy("1", "100"))
    assert Say("tr")(refused_.value.text) != refused_.value.text


async def test_a_dry_run_is_checked_but_neither_counted_nor_let_out(
    storage: Storage, alices: Guards, clock: Clock
) -> None:
    await choose(storage, Guard.DRY, True)

    assert (await alices.terms(ALICE)).dry
    assert await alices.weigh(ALICE, KEY, buy("1", "100")) == 100
    await refused(alices, buy("11", "100"), Guard.ORDER)
    for request in IN_EARNEST:
        assert "nothing was sent" in await refused(alices, request, Guard.DRY)
    assert await counted(storage, clock) == []


async def test_in_dry_run_what_takes_risk_away_is_let_out(storage: Storage, alices: Guards) -> None:
    await choose(storage, Guard.DRY, True)

    assert [await held_by(alices, one) for one in EASING] == [None] * len(EASING)


async def test_what_was_written_down_before_dry_run_was_turned_on_is_sent(
    storage: Storage, alices: Guards, clock: Clock
) -> None:
    order = buy("1", "100")
    async with storage.begin() as unit:
        await alices.note(unit, ALICE, order, Decimal(100), clock())
    await choose(storage, Guard.DRY, True)

    assert await held_by(alices, order) is None


async def test_what_was_to_be_sent_when_dry_run_is_turned_on_is_not_sent(
    storage: Storage, alices: Guards, clock: Clock
) -> None:
    order = buy("1", "100")
    worth = await alices.weigh(ALICE, KEY, order)
    await choose(storage, Guard.DRY, True)

    with pytest.raises(Guarded, match="Dry run is on: nothing was sent"):
        async with storage.begin() as unit:
            await alices.note(unit, ALICE, order, worth, clock())
    assert await counted(storage, clock) == []


async def test_how_careful_a_person_is_is_read_at_once(storage: Storage, alices: Guards) -> None:
    async with storage.begin() as unit:
        usual = await alices.care(unit, ALICE)
        await unit.settings.set(ALICE, "drift", "0.5")
        await unit.settings.set(ALICE, "big_order", "50")
    await choose(storage, Guard.DRY, True)

    async with storage.read() as unit:
        assert await alices.care(unit, ALICE) == Care(True, Decimal("0.5"), Decimal(50))
        assert await alices.care(unit, BOB) == usual == Care(False, Decimal(1), Decimal(500))


async def test_dry_run_is_each_persons_own(storage: Storage, alices: Guards) -> None:
    await choose(storage, Guard.DRY, True)

    assert (await alices.dry(ALICE), await alices.dry(BOB)) == (True, False)


async def test_the_administrators_ceiling_is_above_all(storage: Storage, alices: Guards) -> None:
    await choose(storage, Guard.ORDER, None)
    async with storage.begin() as unit:
        await ceilings.set_order(unit, ALICE, Decimal(50))

    assert (await alices.terms(ALICE)).order == 50
    await refused(alices, buy("1", "100"), Guard.ORDER)


async def test_play_money_has_no_limits_of_sums_by_itself(
    storage: Storage, market: Market, clock: Clock
) -> None:
    await guards(storage, market, clock, "testnet").allow(ALICE, KEY, buy("999", "100"))

    assert usual("live").order == 1000
    assert usual("live").day == 5000


POSITIVE = st.decimals("0.00000001", 10**9, places=8)


@given(
    quantity=POSITIVE, price=POSITIVE, market=POSITIVE,
    side=st.sampled_from([Side.BUY, Side.SELL]),
)  # fmt: skip
def test_a_limit_order_never_comes_to_more_than_it_is_said_to(
    quantity: Decimal, price: Decimal, market: Decimal, side: Side
) -> None:
    leg = Leg(Venue.SPOT, BTC, side, quantity=quantity, price=price)
    reference = Reference(market, "BTC")

    worth = notional(leg, reference, None)

    fills_at = min(price, market) if side == Side.BUY else max(price, market)
    assert worth >= quantity * fills_at
    off = astray(leg, reference, None)
    assert off is not None
    assert (off > 0) == (price > market if side == Side.BUY else price < market)
