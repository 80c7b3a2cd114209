"""What is pushed to people unasked: alerts that fired, fills, what became of an order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from binance.models.events import ExecutionReport
from binance.models.orders import OrderState, OrderStatus, Side, Trade
from binance.private.spot import NewOrder
from bot.alerts.index import Armed
from bot.i18n import Html, Say, lines
from bot.text import clock, lasting, number, quote_amount

LATE = timedelta(seconds=20)

Buttons = list[list[dict[str, Any]]]


@dataclass(frozen=True)
class Notice:
    """A message and its buttons, as Telegram's inline keyboard."""

    text: Html
    buttons: Buttons = field(default_factory=list)


def alert_fired(say: Say, alert: Armed, *, price: Decimal, at: datetime, now: datetime) -> Notice:
    """The price went where somebody wanted to know; late ones say when."""
    sign = ">" if alert.above else "<"
    head = say(
        "🔔 <b>{symbol}</b> {sign} {level}",
        symbol=alert.symbol, sign=sign, level=number(alert.price),
    )  # fmt: skip
    crossed = say("Traded at <b>{price}</b> at {time}.", price=number(price), time=clock(at))
    late = None
    if now - at > LATE:
        ago = lasting(say, (now - at).total_seconds())
        late = say("That was {ago} ago, while I was offline.", ago=ago)
    buttons = [
        [
            {"text": say("📈 Chart"), "callback_data": f"chart:{alert.symbol}:1h:new"},
            {"text": say("💰 Price"), "callback_data": f"card:{alert.symbol}"},
        ]
    ]
    return Notice(lines(head, crossed, late), buttons)


def fill(say: Say, report: ExecutionReport) -> Notice:
    """What an order has filled so far, after the latest trade."""
    return _fill(
        say, report.side, report.symbol, report.order_id,
        qty=report.executed_qty, quote=report.cummulative_quote_qty,
        average=report.average_price or report.last_executed_price,
        whole=report.status == OrderStatus.FILLED,
    )  # fmt: skip


def missed_fills(say: Say, trades: Sequence[Trade]) -> Notice:
    """Trades of one order that happened while nobody listened."""
    qty = sum((one.qty for one in trades), Decimal(0))
    quote = sum((one.quote_qty for one in trades), Decimal(0))
    first = trades[0]
    side = Side.BUY if first.is_buyer else Side.SELL
    told = _fill(
        say,
        side,
        first.symbol,
        first.order_id,
        qty=qty,
        quote=quote,
        average=quote / qty,
        whole=None,
    )
    when = say("That was at {time}, while I was not connected.", time=clock(trades[-1].time))
    return Notice(lines(told.text, when), told.buttons)


def _fill(
    say: Say, side: Side, symbol: str, order_id: int, *,
    qty: Decimal, quote: Decimal, average: Decimal, whole: bool | None,
) -> Notice:  # fmt: skip
    heads = {
        True: say("✅ <b>Filled</b>: {side} {symbol}", side=side_word(say, side), symbol=symbol),
        False: say(
            "◐ <b>Partly filled</b>: {side} {symbol}", side=side_word(say, side), symbol=symbol
        ),
        None: say("✅ <b>Fill</b>: {side} {symbol}", side=side_word(say, side), symbol=symbol),
    }
    text = lines(
        heads[whole],
        say(
            "{qty} at {average}, together {quote}",
            qty=number(qty), average=number(_sensible(average)), quote=quote_amount(quote),
        ),
        say("Order <code>{id}</code>", id=order_id),
    )  # fmt: skip
    return Notice(text, [[{"text": say("💼 Balance"), "callback_data": "go:balance"}]])


def checking(say: Say, order: NewOrder) -> Notice:
    return Notice(
        lines(
            say("⏳ <b>Status unknown</b>: {order}", order=sentence(say, order)),
            say(
                "Binance gave no clear answer. I am checking whether it was carried out and will "
                "tell you. Do not order again meanwhile."
            ),
        )
    )


def accepted(say: Say, order: NewOrder, result: OrderState) -> Notice:
    """Binance has the order: filled, waiting, or expired at once."""
    average = result.average_price
    filled = (
        say(
            "{qty} at {average}, together {quote}",
            qty=number(result.executed_qty),
            average=number(_sensible(average)),
            quote=quote_amount(result.cummulative_quote_qty),
        )
        if average is not None
        else None
    )
    return Notice(
        lines(
            _status_line(say, result, sentence(say, order)),
            filled,
            say("Order <code>{id}</code>", id=result.order_id),
        ),
        _after(say, result),
    )


def refused(say: Say, order: NewOrder, why: Html) -> Notice:
    return Notice(lines(say("❌ <b>Not executed</b>: {order}", order=sentence(say, order)), why))


def absent(say: Say, order: NewOrder) -> Notice:
    return Notice(
        lines(
            say("❌ <b>Not executed</b>: {order}", order=sentence(say, order)),
            say("Binance has no such order. Nothing was bought or sold."),
        )
    )


def undetermined(say: Say, order: NewOrder) -> Notice:
    return Notice(
        lines(
            say("❓ <b>Status unknown</b>: {order}", order=sentence(say, order)),
            say(
                "The API key it was sent with is gone, so I cannot find out what became of it. "
                "Look at your orders in the Binance app."
            ),
        )
    )


def late(say: Say, order: NewOrder, result: OrderState) -> Notice:
    """An order that Binance did not know has appeared after all."""
    told = accepted(say, order, result)
    warning = say(
        "⚠️ <b>An order I had reported as not executed has appeared at Binance.</b> Look at it now."
    )
    return Notice(lines(warning, told.text), told.buttons)


def key_refused(say: Say) -> Notice:
    return Notice(
        say(
            "🔑 Binance no longer accepts your API key, so I cannot follow your account. "
            "It was deleted, has expired, or may not be used from here. /setkey connects a new one."
        ),
        [[{"text": say("🔑 Connect account"), "callback_data": "go:setkey"}]],
    )


def sentence(say: Say, order: NewOrder) -> Html:
    """An order in words: `BUY 0.01 BTCUSDT at market`."""
    amount = (
        say("{qty} {symbol}", qty=number(order.quantity), symbol=order.symbol)
        if order.quantity is not None
        else say(
            "{symbol} for {quote}",
            symbol=order.symbol,
            quote=quote_amount(order.quote_order_qty or Decimal(0)),
        )
    )
    side = side_word(say, order.side)
    if order.price is None:
        return say("{side} {amount} at market", side=side, amount=amount)
    return say("{side} {amount} at {price}", side=side, amount=amount, price=number(order.price))


def side_word(say: Say, side: Side) -> Html:
    return say("BUY") if side == Side.BUY else say("SELL")


def _status_line(say: Say, result: OrderState, order: Html) -> Html:
    match result.status:
        case OrderStatus.FILLED:
            return say("✅ <b>Filled</b>: {order}", order=order)
        case OrderStatus.PARTIALLY_FILLED:
            return say("◐ <b>Partly filled</b>, the rest waits: {order}", order=order)
        case OrderStatus.NEW | OrderStatus.PENDING_NEW:
            return say("🕓 <b>Waiting in the book</b>: {order}", order=order)
        case OrderStatus.CANCELED:
            return say("❌ <b>Cancelled</b>: {order}", order=order)
        case _:
            return say(
                "⚠️ <b>{status}</b>: {order}. What was not filled is over.",
                status=result.status, order=order,
            )  # fmt: skip


def _after(say: Say, result: OrderState) -> Buttons:
    buttons = [[{"text": say("💼 Balance"), "callback_data": "go:balance"}]]
    if result.status in {OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED}:
        buttons[0].append(
            {
                "text": say("❌ Cancel order"),
                "callback_data": f"x:{result.symbol}:{result.order_id}",
            }
        )
    return buttons


def _sensible(price: Decimal) -> Decimal:
    """An average price without the digits that division made."""
    return price.quantize(Decimal(1).scaleb(max(price.adjusted() - 7, -8)))
