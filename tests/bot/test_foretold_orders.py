"""What a question foretells is what comes: who trades at once, what is got, what is free then."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest
from sandbox_questions import Desk, desk_on_the_sandbox

from binance.errors import OrderRejected
from binance.models.order_terms import OrderType, Side, TimeInForce
from binance.private.asset import SetBnbBurn
from binance.private.spot import GetAccount, NewOrder, OpenOrders
from bot.refusals import Refused
from storage import Storage

RICH = {"BTC": "500", "USDT": "50000000"}
CENT = Decimal("0.01")


@pytest.fixture
async def desk(storage: Storage) -> AsyncIterator[Desk]:
    async with desk_on_the_sandbox(storage, balances=RICH) as desk:
        yield desk


def maker(side: Side, price: Decimal) -> NewOrder:
    return NewOrder(
        symbol="BTCUSDT", side=side, type=OrderType.LIMIT_MAKER, quantity=CENT, price=price
    )


async def touch(desk: Desk) -> tuple[Decimal, Decimal]:
    book = await desk.book("BTCUSDT")
    return book.bids[0].price, book.asks[0].price


async def apart(desk: Desk, side: Side) -> None:
    """Take so much that the last price lies far from what is offered on the other side."""
    order = NewOrder(symbol="BTCUSDT", side=side, type=OrderType.MARKET, quantity=Decimal(20))
    await desk.account.send(order)


@pytest.mark.parametrize("side", [Side.BUY, Side.SELL])
async def test_a_maker_that_would_take_is_refused_beforehand_as_binance_would(
    desk: Desk, side: Side
) -> None:
    bid, ask = await touch(desk)
    met = ask if side == Side.BUY else bid

    with pytest.raises(Refused, match="a maker must be"):
        await desk.asks(f"{side.lower()} btc 0.01 @ {met} post")
    with pytest.raises(OrderRejected):
        await desk.account.send(maker(side, met))


@pytest.mark.parametrize("side", [Side.BUY, Side.SELL])
async def test_a_maker_that_rests_is_asked_about_wherever_the_last_trade_was(
    desk: Desk, side: Side
) -> None:
    await apart(desk, Side.SELL if side == Side.BUY else Side.BUY)
    bid, ask = await touch(desk)
    inside = ask - CENT if side == Side.BUY else bid + CENT
    last = await desk.last("BTCUSDT")
    assert last < inside if side == Side.BUY else last > inside

    preview = await desk.asks(f"{side.lower()} btc 0.01 @ {inside} post")

    assert not preview.takes
    await desk.account.send(maker(side, inside))


@pytest.mark.parametrize("side", [Side.BUY, Side.SELL])
async def test_a_maker_is_moved_up_to_the_best_offer_and_no_further(desk: Desk, side: Side) -> None:
    bid, ask = await touch(desk)
    own, met = (bid, ask) if side == Side.BUY else (ask, bid)
    order = await desk.account.send(maker(side, own))

    with pytest.raises(Refused, match="a maker must be"):
        await desk.changed("BTCUSDT", order.order_id, f"@ {met}")

    away = own - 1 if side == Side.BUY else own + 1
    preview = await desk.changed("BTCUSDT", order.order_id, f"@ {away}")
    assert not preview.takes


async def test_what_a_limit_order_takes_at_once_is_told_by_the_book(desk: Desk) -> None:
    book = await desk.book("BTCUSDT")
    (first, second), third = book.asks[:2], book.asks[2]

    some = await desk.asks(f"buy btc {first.qty + second.qty + 5} @ {second.price}")
    all_ = await desk.asks(f"buy btc {first.qty + second.qty} @ {third.price}")

    for preview, complete in ((some, False), (all_, True)):
        assert preview.takes
        assert preview.at_once is not None
        assert preview.at_once.complete is complete
        assert preview.at_once.qty == first.qty + second.qty
        paid = first.qty * first.price + second.qty * second.price
        assert preview.at_once.quote_qty == paid
    sent = await desk.account.send(some.request)
    assert sent.executed_qty == first.qty + second.qty
    assert sent.cummulative_quote_qty == paid


async def test_what_waits_below_the_best_offer_takes_nothing(desk: Desk) -> None:
    await apart(desk, Side.SELL)
    _, ask = await touch(desk)

    preview = await desk.asks(f"buy btc 0.01 @ {ask - CENT}")  # above the last price

    assert not preview.takes
    assert preview.at_once is None


async def test_a_changed_order_that_takes_says_how_much(desk: Desk) -> None:
    book = await desk.book("BTCUSDT")
    order = await desk.account.send(
        NewOrder(
            symbol="BTCUSDT", side=Side.SELL, type=OrderType.LIMIT, quantity=Decimal(1),
            price=book.asks[0].price + 100, time_in_force=TimeInForce.GTC,
        )
    )  # fmt: skip

    preview = await desk.changed("BTCUSDT", order.order_id, f"@ {book.bids[0].price}")

    assert preview.takes
    assert preview.at_once is not None
    assert preview.at_once.qty == min(Decimal(1), book.bids[0].qty)
    assert preview.at_once.avg_price == book.bids[0].price


@pytest.mark.parametrize(
    "words", ["buy btc 0.5", "sell btc 0.5", "buy btc $1000", "sell btc 10%", "sell btc 1 @ 1000"]
)
async def test_what_is_free_afterwards_is_foretold_of_both_assets(desk: Desk, words: str) -> None:
    last = await desk.last("BTCUSDT")
    preview = await desk.asks(words.replace("@ 1000", f"@ {last - 100}"))

    await desk.account.send(preview.request)

    account = await desk.account.send(GetAccount())
    free = {one.asset: one.free for one in account.balances}
    assert preview.free_gained is not None
    near = {"BTC": Decimal("0.00001"), "USDT": Decimal(1) if preview.takes is False else 200}
    for asset, foretold in (
        (preview.spends_asset, preview.free_after),
        (preview.gets_asset, preview.free_gained),
    ):
        assert abs(free[asset] - foretold) <= near[asset]


async def test_of_a_pair_nobody_knows_what_it_brings(desk: Desk) -> None:
    last = await desk.last("BTCUSDT")

    preview = await desk.asks(f"sell btc 0.1 @ {last + 1000} stop {last - 1000}")

    assert preview.free_gained is None


@asynccontextmanager
async def paying_in_bnb(storage: Storage, **balances: str) -> AsyncIterator[Desk]:
    """An account that lets BNB pay, and has none of it left."""
    async with desk_on_the_sandbox(storage, balances=balances) as desk:
        await desk.account.send(SetBnbBurn(spot_bnb_burn=True))
        yield desk


async def test_the_ends_of_a_bracket_are_placed_also_when_the_bnb_is_used_up(
    storage: Storage,
) -> None:
    async with paying_in_bnb(storage, USDT="200000") as desk:
        last = await desk.last("BTCUSDT")
        price, gain, loss = (round(last * by) for by in (1, Decimal("1.1"), Decimal("0.9")))

        preview = await desk.asks(f"bracket btc 1 @ {price + 100} tp {gain} sl {loss}")
        await desk.account.send(preview.request)

        ends = await desk.account.send(OpenOrders(symbol="BTCUSDT"))
        assert [one.orig_qty for one in ends] == [Decimal("0.999")] * 2
        assert preview.fee == Decimal("0.001")


async def test_buying_back_must_be_affordable_also_when_the_bnb_is_used_up(
    storage: Storage,
) -> None:
    async with desk_on_the_sandbox(storage) as desk:
        last = round(await desk.last("BTCUSDT"))
    price, gain, loss = last + 1000, last - 1000, last + 2000
    short = loss - price * Decimal("0.9992")  # enough with the discount, and else too little
    async with paying_in_bnb(storage, BTC="1", USDT=str(short)) as desk:
        with pytest.raises(Refused, match="Not enough"):
            await desk.asks(f"bracket sell btc 1 @ {price} tp {gain} sl {loss}")
