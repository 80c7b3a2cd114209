"""Balances and open orders."""

from collections.abc import Sequence
from decimal import Decimal

from binance.models.orders import OrderState, OrderType
from bot.i18n import Html, Say, lines
from bot.notices import side_word
from bot.portfolio import Holding, Portfolio
from bot.text import number, quote_amount, rounded
from handlers.page import Button, Page

DUST = Decimal(1)  # holdings worth less, in USDT, are counted and not listed
SHOWN = 10


def balance(say: Say, portfolio: Portfolio) -> Page:
    refresh = ((Button(say("🔄 Refresh"), "go:balance"), Button(say("📋 Orders"), "go:orders")),)
    if not portfolio.holdings:
        return Page(say("💼 The account is empty."), refresh)
    worthy = [one for one in portfolio.holdings if one.value is None or one.value >= DUST]
    dust = len(portfolio.holdings) - len(worthy)
    return Page(
        lines(
            say("💼 <b>{total} USDT</b> in all", total=quote_amount(portfolio.total)),
            *(_holding(say, one) for one in worthy),
            say.many("and {n} worth under 1 USDT", "and {n} worth under 1 USDT each", dust)
            if dust
            else None,
        ),
        refresh,
    )


def _holding(say: Say, one: Holding) -> Html:
    worth = (
        say("≈ {value} USDT", value=quote_amount(one.value))
        if one.value is not None
        else say("no price")
    )
    locked = say(" ({locked} in orders)", locked=rounded(one.locked, 8)) if one.locked else Html("")
    return say(
        "<b>{asset}</b>  {amount}{locked}  {worth}",
        asset=one.asset,
        amount=rounded(one.free + one.locked, 8),
        locked=locked,
        worth=worth,
    )


def orders(say: Say, resting: Sequence[OrderState]) -> Page:
    refresh = Button(say("🔄 Refresh"), "go:orders")
    if not resting:
        return Page(say("📋 No open orders."), ((refresh,),))
    shown = resting[:SHOWN]
    more = len(resting) - len(shown)
    return Page(
        lines(
            say("📋 <b>Open orders</b>"),
            *(_order(say, one) for one in shown),
            say.many("and {n} more", "and {n} more", more) if more else None,
        ),
        (
            *(
                (Button(say("❌ Cancel {id}", id=one.order_id), f"x:{one.symbol}:{one.order_id}"),)
                for one in shown
            ),
            (refresh,),
        ),
    )


def _order(say: Say, one: OrderState) -> Html:
    price = say("market") if one.type == OrderType.MARKET else number(one.price)
    filled = say(", {part} filled", part=number(one.executed_qty)) if one.executed_qty else Html("")
    return say(
        "{side} {qty} <b>{symbol}</b> at {price}{filled} · <code>{id}</code>",
        side=side_word(say, one.side),
        qty=number(one.orig_qty),
        symbol=one.symbol,
        price=price,
        filled=filled,
        id=one.order_id,
    )


def cancelled(say: Say, order: OrderState) -> Page:
    """How the order stands after somebody wanted it gone."""
    again = ((Button(say("📋 Orders"), "go:orders"),),)
    match str(order.status):
        case "CANCELED":
            text = say("❌ Cancelled: {order}", order=_order(say, order))
        case "FILLED":
            text = say(
                "It was filled before it could be cancelled: {order}", order=_order(say, order)
            )
        case _:
            text = say(
                "The order stands as {status}: {order}",
                status=order.status,
                order=_order(say, order),
            )
    return Page(text, again)
