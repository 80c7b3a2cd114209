"""Taking back an order whose position is closed: what is sent, what is asked, what is said."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from contract_listing import algo_order

from binance.errors import NoSuchOrder, Rejected
from binance.models.futures.terms import PositionSide
from binance.private import coin_futures, futures
from bot.deeds import Deed, deed_from, deed_of
from bot.i18n import Say
from bot.leftovers import CancelCoinLeftover, CancelUsdLeftover, leftovers

UNKNOWN_ORDER = NoSuchOrder(-2011, "Unknown order sent.")
STOP = CancelUsdLeftover.of(algo_order("STOP_MARKET"), after="bt-close")
CLOSE = {"symbol": "BTCUSDT", "side": "SELL", "type": "MARKET", "quantity": "1", "reduceOnly": True}


class Account:
    """Answers with what it was given, and remembers what it was asked."""

    def __init__(self, answer: Any) -> None:
        self.answer, self.asked = answer, []

    asked: list[Any]

    async def send(self, request: Any, **_: Any) -> Any:
        self.asked.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def position(amount: str, side: str = "BOTH", symbol: str = "BTCUSDT") -> Any:
    named = PositionSide(side)
    return SimpleNamespace(symbol=symbol, position_side=named, position_amt=Decimal(amount))


async def found(answer: Any, deed: Deed | None = None) -> str:
    account: Any = Account(answer)
    return (await (deed or deed_of(STOP)).find(account)).status


async def due(*positions: Any, deed: Deed | None = None) -> bool:
    account: Any = Account(positions)
    return await (deed or deed_of(STOP)).is_due(account)


def test_only_the_number_travels_and_all_of_it_is_kept() -> None:
    deed = deed_of(STOP)

    assert STOP.params() == {"algoId": "7"}
    assert (STOP.method, STOP.path) == ("DELETE", "/fapi/v1/algoOrder")
    assert deed_from(deed.kind.name, deed.payload).request == STOP
    assert deed.client_id == STOP.name != CancelUsdLeftover.of(algo_order("STOP_MARKET")).name


def test_it_waits_for_the_order_that_it_names_or_for_none() -> None:
    alone = deed_of(CancelUsdLeftover.of(algo_order("STOP_MARKET")))
    closing = deed_of(futures.NewOrder.model_validate(CLOSE))

    assert (deed_of(STOP).after, deed_of(STOP).waits_for(closing)) == ("bt-close", True)
    assert (alone.after, alone.waits_for(closing)) == (None, False)


@pytest.mark.parametrize(
    ("status", "told"),
    [("CANCELED", "CANCELED"), ("EXPIRED", "GONE"), ("FINISHED", "GONE"), ("TRIGGERED", "GONE")],
)
async def test_what_waits_no_more_is_settled_however_that_came(status: str, told: str) -> None:
    assert await found(algo_order("STOP_MARKET", algo_status=status)) == told


@pytest.mark.parametrize("status", ["NEW", "TRIGGERING"])
async def test_what_still_waits_was_not_cancelled(status: str) -> None:
    with pytest.raises(NoSuchOrder):
        await found(algo_order("STOP_MARKET", algo_status=status))


async def test_what_binance_does_not_know_does_not_wait() -> None:
    assert await found(UNKNOWN_ORDER) == "GONE"
    settled = deed_of(STOP).settled_by(UNKNOWN_ORDER)
    assert settled is not None
    assert settled.status == "GONE"
    assert deed_of(STOP).settled_by(Rejected(-4000, "Something else.")) is None


async def test_it_is_time_once_nothing_is_there_that_it_could_make_smaller() -> None:
    assert await due()
    assert await due(position("0"), position("0.1", symbol="ETHUSDT"))
    assert await due(position("-0.1"))  # a short one, which a sale makes larger
    assert not await due(position("0.001"))

    long = STOP.model_copy(update={"position_side": PositionSide.LONG})
    assert await due(position("0.1", "SHORT"), deed=deed_of(long))
    assert not await due(position("0.1", "LONG"), deed=deed_of(long))


async def test_on_each_market_its_own_endpoints_are_asked() -> None:
    order = algo_order("STOP_MARKET", symbol="BTCUSD_PERP")
    deed = deed_of(CancelCoinLeftover.of(order))
    account: Any = Account([])

    assert await deed.is_due(account)

    assert account.asked == [coin_futures.PositionInformation(pair="BTCUSD")]
    account.answer = algo_order("STOP_MARKET", algo_status="CANCELED")
    await deed.find(account)
    assert account.asked[1:] == [coin_futures.QueryAlgoOrder(algo_id=7)]
    await deed_of(STOP).find(account)
    assert account.asked[2:] == [futures.QueryAlgoOrder(algo_id=7)]


def test_it_is_called_by_what_it_was_for() -> None:
    say = Say("en")
    target = CancelUsdLeftover.of(algo_order("TAKE_PROFIT", side="BUY", trigger_price="50000"))
    trail = CancelUsdLeftover.of(algo_order("TRAILING_STOP_MARKET", trigger_price="0"))

    assert deed_of(STOP).sentence(say) == "the stop 58,000 of BTCUSDT LONG"
    assert deed_of(target).sentence(say) == "the target 50,000 of BTCUSDT SHORT"
    assert deed_of(trail).sentence(say) == "the trailing stop of BTCUSDT LONG"


async def left(waiting: list[Any], *positions: Any) -> list[int]:
    async def send(request: Any) -> Any:
        return waiting if isinstance(request, futures.OpenAlgoOrders) else positions

    return [one.algo_id for one in await leftovers(send, "usdm", "BTCUSDT")]


async def test_only_what_can_do_nothing_but_reduce_outlives_a_position() -> None:
    stop = algo_order("STOP_MARKET")
    entry = algo_order("STOP_MARKET", algo_id=8, close_position=False, quantity="1")
    new = algo_order("SOMETHING_NEW", algo_id=9)

    assert await left([stop, entry, new]) == [7]
    assert await left([stop, entry, new], position("0.1")) == []
    assert await left([entry]) == []


@pytest.mark.parametrize("held", [(), (position("0.1", "LONG"),)])
async def test_in_hedge_mode_an_order_that_enters_has_not_outlived_anything(held: Any) -> None:
    hedged = {"close_position": False, "quantity": "1"}
    long = algo_order("STOP_MARKET", side="BUY", position_side="LONG", **hedged)
    short = algo_order("STOP_MARKET", algo_id=8, side="SELL", position_side="SHORT", **hedged)
    stop = algo_order("STOP_MARKET", algo_id=9, side="BUY", position_side="SHORT", **hedged)

    assert await left([long, short, stop], *held) == [9]
