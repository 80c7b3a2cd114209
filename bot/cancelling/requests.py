"""What Binance is asked to take orders back, on any market, and how each stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from binance.models.futures.algo_orders import CancelledAlgoOrder
from binance.models.futures.orders import OrderState as ContractOrder
from binance.models.order_lists import CancelledList
from binance.models.orders import OrderState as SpotOrder
from binance.private import coin_futures, futures, spot
from binance.request import Private
from bot.cancelling.wanted import Wanted
from bot.statements import resting_of
from bot.statements.resting_of import Resting
from storage import Market

GONE = "CANCELED"

_VENUES: Mapping[Market, Any] = {"spot": spot, "usdm": futures, "coinm": coin_futures}


class Sending(NamedTuple):
    """A request, and the orders that it takes back."""

    request: Private[Any]
    orders: Sequence[Wanted]


class Ended(NamedTuple):
    """How Binance says that an order stands that it has just taken back."""

    status: str = GONE
    filled: Decimal | None = None


def each(orders: Iterable[Wanted]) -> Iterator[Sending]:
    """A request for each order; one for each list, whose legs go together."""
    lists: dict[tuple[Market, int], list[Wanted]] = {}
    for one in orders:
        if one.list_id is None:
            yield Sending(_cancel(one), [one])
        else:
            lists.setdefault((one.market, one.list_id), []).append(one)
    for legs in lists.values():
        yield Sending(_cancel(legs[0]), legs)


def by_symbol(orders: Iterable[Wanted]) -> Iterator[Sending]:
    """Requests for all that is open on a symbol, also for what has triggered meanwhile."""

    def place(one: Wanted) -> tuple[Market, str]:
        return one.market, one.symbol

    for (market, symbol), found in groupby(sorted(orders, key=place), key=place):
        there = list(found)
        venue, in_book = _VENUES[market], [one for one in there if not one.algo]
        yield Sending(venue.CancelOpenOrders(symbol=symbol), in_book)
        if market != "spot":
            waiting = [one for one in there if one.algo]
            yield Sending(venue.CancelOpenAlgoOrders(symbol=symbol), waiting)


def question(one: Wanted) -> Private[Any]:
    """Ask how an order stands."""
    venue = _VENUES[one.market]
    asked: Private[Any] = (
        venue.QueryAlgoOrder(algo_id=one.order_id)
        if one.algo
        else venue.QueryOrder(symbol=one.symbol, order_id=one.order_id)
    )
    return asked


def read(one: Wanted, answer: Any) -> Resting:
    """What the question was answered with."""
    if one.algo:
        return resting_of.conditional(one.market, answer)
    if one.market == "spot":
        return resting_of.spot(answer, None)
    return resting_of.contract(one.market, answer)


def ended(one: Wanted, answer: Any) -> Ended | None:
    """What the answer to a cancellation tells of an order; None where it does not name it."""
    for told in answer if isinstance(answer, list) else [answer]:
        legs = told.order_reports if isinstance(told, CancelledList) else [told]
        for leg in legs:
            if isinstance(leg, CancelledAlgoOrder) and leg.algo_id == one.order_id:
                return Ended()
            if isinstance(leg, SpotOrder | ContractOrder) and leg.order_id == one.order_id:
                return Ended(str(leg.status), leg.executed_qty)
    return None


def _cancel(one: Wanted) -> Private[Any]:
    venue = _VENUES[one.market]
    request: Private[Any] = (
        venue.CancelAlgoOrder(algo_id=one.order_id)
        if one.algo
        else venue.CancelOrder(symbol=one.symbol, order_id=one.order_id)
    )
    return request
