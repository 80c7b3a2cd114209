"""What is pushed to people of their accounts beside fills: dangers, funding, ends of orders."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from binance.models.events.contract_account import EndangeredPosition, MarginCall
from binance.models.futures.orders import OrderState
from binance.models.order_terms import OrderStatus, Side
from bot.deeds import deed_of
from bot.fills.notices import market_name, money
from bot.fills.reasons import KNOCKED_OUT, plain
from bot.i18n import Html, Say, lines
from bot.leftovers import Leftover
from bot.notices import Buttons, Notice, button, sensible, side_word
from bot.protection_notices import beyond
from bot.text import day_and_clock, number, percent, quote_amount
from storage import Market

PAYMENTS = 20  # of funding that are told one by one
POSITIONS = 10  # of a margin call that are told one by one: a message takes 4,096 characters


@dataclass(frozen=True)
class Ending:
    """An order that is over; `reason` is in Binance's words or numbers."""

    market: Market
    side: Side
    symbol: str
    order_id: int
    client_order_id: str
    status: str
    qty: Decimal
    filled: Decimal
    average: Decimal = Decimal(0)
    reason: str | None = None
    position: str = ""
    expected: bool = False
    """Another order's doing, as with the two of a pair."""

    @property
    def is_news(self) -> bool:
        """Whether it was the exchange that ended it."""
        return not self.expected and self.status != OrderStatus.CANCELED


@dataclass(frozen=True)
class Funding:
    """What was paid for a position, negative, or received; the symbol is not always told."""

    symbol: str | None
    asset: str
    amount: Decimal


@dataclass(frozen=True)
class Exposed:
    """A position and the price at which Binance would close it."""

    symbol: str
    position: str
    mark: Decimal
    liquidation: Decimal

    @property
    def distance(self) -> Decimal:
        """From the mark price, as a share of it."""
        return abs(self.mark - self.liquidation) / self.mark


def margin_call(say: Say, market: Market, call: MarginCall) -> Notice:
    head = say("🚨 <b>Margin call</b> · {market}", market=market_name(say, market))
    warning = say(
        "Binance warns that you are close to liquidation. Add margin or make the position smaller; "
        "when it comes to the worst, there may be no time for another warning."
    )
    dangers = [_danger(say, one) for one in call.positions[:POSITIONS]]
    if (more := len(call.positions) - POSITIONS) > 0:
        dangers.append(say.many("… and {n} other position", "… and {n} other positions", more))
    return Notice(lines(head, *dangers, warning), _to_positions(say))


def ended(say: Say, order: Ending) -> Notice:
    """An order that the exchange rejected, or ended before it was filled."""
    what = {"side": side_word(say, order.side), "symbol": _place(say, order)}
    head = (
        say("❌ <b>Rejected by Binance</b>: {side} {symbol}", **what)
        if order.status == OrderStatus.REJECTED
        else say("🧹 <b>Nothing is left to reduce</b>: {side} {symbol}", **what)
        if order.reason == KNOCKED_OUT
        else say("⚠️ <b>Expired</b>: {side} {symbol}", **what)
    )
    filled = say(
        "{filled} of {qty} was filled.", filled=number(order.filled), qty=number(order.qty)
    )
    return Notice(
        lines(
            head,
            plain(say, order.reason),
            filled if order.filled or order.reason != KNOCKED_OUT else None,
            say("Order <code>{id}</code>", id=order.order_id),
        ),
        [[button(say("📋 Orders"), "go:orders")]],
    )


def trigger_refused(
    say: Say, market: Market, side: Side | None, symbol: str, reason: str
) -> Notice:
    """A conditional order that came to nothing when its price was reached."""
    where = f"{symbol} · {market_name(say, market)}"
    what = where if side is None else f"{side_word(say, side)} {where}"
    head = say("❌ <b>A conditional order was not placed</b>: {what}", what=what)
    return Notice(lines(head, plain(say, reason)), _to_positions(say))


def funding(say: Say, market: Market, paid: Funding) -> Notice:
    """One line for what a position paid or was paid."""
    where = f"{paid.symbol or ''} · {market_name(say, market)}".lstrip(" ·")
    amount = f"{quote_amount(abs(paid.amount))} {paid.asset}"
    text = (
        say("💸 Funding received: {amount} · {where}", amount=amount, where=where)
        if paid.amount > 0
        else say("💸 Funding paid: {amount} · {where}", amount=amount, where=where)
    )
    return Notice(text, _not_these(say))


def missed_funding(
    say: Say, market: Market, payments: Sequence[tuple[Funding, datetime]]
) -> Notice:
    """What was paid while nobody listened, oldest first, in one message."""
    if len(payments) == 1:
        ((paid, at),) = payments
        told, when = funding(say, market, paid), day_and_clock(at)
        late = say("That was at {time}, while I was not connected.", time=when)
        return Notice(lines(told.text, late), told.buttons)
    head = say(
        "💸 <b>Funding while I was not connected</b> · {market}", market=market_name(say, market)
    )
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for paid, _ in payments:
        sums[paid.asset] += paid.amount
    left_out = len(payments) - PAYMENTS
    return Notice(
        lines(
            head,
            say("… and {n} before", n=left_out) if left_out > 0 else None,
            *(_payment(say, paid, at) for paid, at in payments[-PAYMENTS:]),
            say("Together: {amounts}", amounts=money(sums, sign="+")),
        ),
        _not_these(say),
    )


def liquidation_near(say: Say, market: Market, one: Exposed) -> Notice:
    """A position whose liquidation price the mark price comes close to."""
    return Notice(
        lines(
            say(
                "🚨 <b>Liquidation is {distance} away</b>: {position}",
                distance=percent(one.distance * 100, sign=False),
                position=f"{one.symbol} · {market_name(say, market)} {one.position}".rstrip(),
            ),
            say(
                "Mark price {mark}, liquidation at about {price}.",
                mark=number(sensible(one.mark)), price=number(sensible(one.liquidation)),
            ),
            say("Add margin, make the position smaller, or set a stop."),
        ),
        _to_positions(say),
    )  # fmt: skip


def left_over(
    say: Say,
    *,
    market: Market,
    symbol: str,
    key_id: int,
    orders: Sequence[Leftover],
    opening: Sequence[OrderState] | None,
) -> Notice:
    """Orders whose position is closed, and what would open it again without them."""
    place = market_name(say, market)
    head = say.many(
        "🧹 <b>{n} order has outlived its position</b> · {market}",
        "🧹 <b>{n} orders have outlived their position</b> · {market}",
        len(orders), market=place,
    )  # fmt: skip
    named = [say("• {order}", order=deed_of(one).sentence(say)) for one in orders[:POSITIONS]]
    label = say("🧹 Cancel it") if len(orders) == 1 else say("🧹 Cancel them")
    cancel = button(label, f"lo:{market}:{symbol}:{key_id}")
    look, warning = button(say("📋 Orders"), "go:orders:new"), beyond(say, opening, orders)
    return Notice(
        lines(
            head, *named, say("What waits on closes the next position there, or a part of it."),
            warning,
        ),
        [[cancel, look] if warning is None else [look, cancel]],
    )  # fmt: skip


def stream_ended(say: Say, market: Market) -> Notice:
    return Notice(
        say(
            "🔌 I cannot follow your account on {market} any more: Binance refuses your API key "
            "there. What happens on it is not told until that is mended: /keys",
            market=market_name(say, market),
        ),
        [[button(say("🔑 Keys"), "go:keys")]],
    )


def _to_positions(say: Say) -> Buttons:
    return [[button(say("📊 Positions"), "go:positions")]]


def _not_these(say: Say) -> Buttons:
    return [[button(say("🔕 Not these"), "funding:off")]]


def _payment(say: Say, paid: Funding, at: datetime) -> Html:
    return say(
        "{time}: {amount} · {symbol}",
        time=day_and_clock(at), amount=money({paid.asset: paid.amount}, sign="+"),
        symbol=paid.symbol or "?",
    )  # fmt: skip


def _danger(say: Say, one: EndangeredPosition) -> Html:
    return say(
        "{symbol}: {amount} at the mark price {mark}, unrealised {profit}, margin needed {needed}",
        symbol=one.symbol, amount=number(one.position_amt), mark=number(one.mark_price),
        profit=quote_amount(one.unrealized_pnl), needed=quote_amount(one.maintenance_margin),
    )  # fmt: skip


def _place(say: Say, order: Ending) -> str:
    if order.market == "spot":
        return order.symbol
    return f"{order.symbol} · {market_name(say, order.market)} {order.position}".rstrip()
