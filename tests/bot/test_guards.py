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
from binance.models.market import Level
from binance.models.order_terms import OrderType, Side, TimeInForce
from binance.private import asset, coin_futures, futures, spot
from binance.request import Request
from bot.guards import Guarded, Guards, Stopped, ceilings
from bot.guards.measures import astray, notional
from bot.guards.references import Reference
from bot.guards.stakes import Leg, Venue
from bot.guards.terms import Guard, kept, usual
from bot.refusals import Refused
from storage import EVERYBODY, Storage, Turnover, Vault

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
    assert "BTCUSDT usdm changes" in market.asked


async def test_a_coin_contract_is_worth_its_dollars(alices: Guards, market: Market) -> None:
    market.prices["BTCUSD_PERP"] = Decimal(100)
    order = coin_futures.NewOrder(
        symbol="BTCUSD_PERP", side=Side.BUY, type="MARKET", quantity=Decimal(10)
    )

    assert await alices.weigh(ALICE, KEY, order) == 1000
    with pytest.raises(Guarded):
        await alices.weigh(ALICE, KEY, order.model_copy(update={"quantity": Decimal(11)}))


EASING: list[Request[Any]] = [
    spot.CancelOpenOrders(symbol=BTC),
    contract(side=Side.SELL, reduce_only=True, quantity=Decimal(10**6)),
    spot.OpenOrders(),
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

    with pytest.raises(Refused, match="not sent"):
        await alices.allow(ALICE, KEY, buy("1", "100"))


async def test_a_dry_run_is_checked_but_not_counted(
    storage: Storage, alices: Guards, clock: Clock
) -> None:
    await choose(storage, Guard.DRY, True)

    assert await alices.dry(ALICE)
    await alices.allow(ALICE, KEY, buy("1", "100"))
    await refused(alices, buy("11", "100"), Guard.ORDER)
    assert await counted(storage, clock) == []


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
