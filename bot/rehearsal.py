"""Dry run: Binance checks an order and the live book tells what it would get; nothing is placed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Protocol

from binance.errors import BinanceError
from binance.private import futures, spot
from binance.request import Private
from binance.streams.books import Fill, LocalBook
from bot.accounts import Connected
from bot.asked import Asked
from bot.deeds import Deed
from bot.explain import explain
from bot.i18n import Html, Say, lines
from bot.text import number, quote_amount
from storage import Market

Order = spot.NewOrder | futures.NewOrder

MOST_TOLD = 20
"""Orders beside the first, in lines of some 120 characters: a message has room for 4096."""


class Glancing(Protocol):
    """Whoever shows the book of a market, or None where that is slow to come."""

    async def glance(self, symbol: str, *, asker: str) -> LocalBook | None: ...


class Rehearsal:
    """Says what would have become of what was confirmed, as far as that can be found out."""

    def __init__(self, depths: Mapping[Market, Glancing] = MappingProxyType({})) -> None:
        self._depths = depths

    async def of(self, connected: Connected, asked: Asked, say: Say) -> Html:
        """The verdict on the first of what was asked, and what would have followed it."""
        first, *later = asked.deeds
        beyond = len(later) - MOST_TOLD
        return lines(
            await self._verdict(connected, first.kind.market, first.request, say),
            *(_later(say, first, one) for one in later[:MOST_TOLD]),
            say.many("and {n} more", "and {n} more", beyond) if beyond > 0 else None,
        )

    async def _verdict(
        self, connected: Connected, market: Market, request: Private[Any], say: Say
    ) -> Html:
        if isinstance(request, futures.ChangeLeverage | futures.ChangeMarginType):
            return say(
                "It passes all checks of mine. Binance has no test for a change of this kind."
            )
        if not isinstance(request, spot.NewOrder | futures.NewOrder):
            return say("It passes all checks of mine. Binance has no test for orders of this kind.")
        try:
            await connected.account.send(_test_of(request))
        except BinanceError as error:
            return explain(say, error)
        return lines(
            say("Binance would take it."), await self._met(connected, market, request, say)
        )

    async def _met(
        self, connected: Connected, market: Market, request: Order, say: Say
    ) -> Html | None:
        """What it would find in the book; nothing of what waits for a trigger."""
        depths = self._depths.get(market)
        if depths is None or str(request.type) not in {"MARKET", "LIMIT"}:
            return None
        asker = f"telegram {connected.key.user_id}"
        book = await depths.glance(request.symbol, asker=asker)
        return None if book is None else _told(say, _filled(book, request))


def _later(say: Say, first: Deed, deed: Deed) -> Html:
    """What would have gone out beside the first, or waited for it or for another."""
    order = deed.sentence(say)
    if deed.after is not None:
        return say("Once its position is closed: {order}", order=order)
    if deed.waits_for(first):
        return say("With it, once it is filled: {order}", order=order)
    return say("With it, at the same time: {order}", order=order)


def _filled(book: LocalBook, request: Order) -> Fill:
    money = getattr(request, "quote_order_qty", None)
    if request.quantity is None and money is not None:
        return book.fill_quote(request.side, money)
    assert request.quantity is not None
    return book.fill(request.side, request.quantity, limit=request.price)


def _told(say: Say, fill: Fill) -> Html:
    if fill.avg_price is None:
        return say("By the order book of now it would wait.")
    what = {
        "qty": number(fill.qty), "price": quote_amount(fill.avg_price),
        "total": quote_amount(fill.quote_qty),
    }  # fmt: skip
    if fill.complete:
        return say(
            "By the order book of now it would fill: {qty} at {price}, together {total}.", **what
        )
    return say(
        "By the order book of now a part of it would fill: {qty} at {price}, together {total}.",
        **what,
    )


def _test_of(request: Order) -> Private[Any]:
    """The request by which Binance checks this one without carrying it out."""
    test = spot.TestOrder if isinstance(request, spot.NewOrder) else futures.TestOrder
    return test.model_validate(request.model_dump(exclude_none=True))
