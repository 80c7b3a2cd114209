"""How an order stands, asked of Binance: what no stream told."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from binance.errors import NoSuchOrder, NoSuchSymbol
from binance.models.futures.terms import AlgoStatus
from binance.private import coin_futures, futures, margin, spot
from binance.request import Private
from bot.accounts import Connected
from bot.deeds.report import GONE
from bot.fills import Progress
from storage import Market, OrderPlace

Ask = Callable[[Connected, Private[Any]], Awaitable[Any]]
"""Sends a question that may wait."""

_QUESTIONS: dict[Market, Callable[..., Private[Any]]] = {
    "spot": spot.QueryOrder,
    "margin": margin.QueryOrder,
    "isolated": partial(margin.QueryOrder, is_isolated=True),
    "usdm": futures.QueryOrder,
    "coinm": coin_futures.QueryOrder,
}
_CONDITIONAL: dict[Market, Callable[..., Private[Any]]] = {
    "usdm": futures.QueryAlgoOrder,
    "coinm": coin_futures.QueryAlgoOrder,
}


async def conditional(connected: Connected, place: OrderPlace, ask: Ask) -> str | None:
    """Ask what became of a conditional order; None while it waits."""
    found = await ask(connected, _CONDITIONAL[place.market](algo_id=place.order_id))
    return None if found.algo_status.waiting else str(found.algo_status)


async def forgotten(connected: Connected, place: OrderPlace, name: str, ask: Ask) -> str:
    """How a conditional order stands that Binance denies: what it was turned into has its name."""
    request = _QUESTIONS[place.market](symbol=place.symbol, orig_client_order_id=name)
    try:
        await ask(connected, request)
    except (NoSuchOrder, NoSuchSymbol):
        return GONE
    return str(AlgoStatus.TRIGGERED)


async def question(connected: Connected, place: OrderPlace, ask: Ask) -> Progress:
    """Ask for one order; `NoSuchOrder` where Binance knows it no more."""
    request = _QUESTIONS[place.market](symbol=place.symbol, order_id=place.order_id)
    order = await ask(connected, request)
    return Progress(
        executed=order.executed_qty,
        average=order.average_price or order.price,
        total=order.orig_qty,
        status=str(order.status),
        reason=getattr(order, "expiry_reason", None),
    )
