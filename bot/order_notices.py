"""What became of an order that somebody confirmed, in words."""

from decimal import Decimal

from binance.models.orders import OrderState, OrderStatus
from binance.private.spot import NewOrder
from bot.i18n import Html, Say, lines
from bot.notices import Buttons, Notice, button, side_word, traded
from bot.text import number, quote_amount


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
        traded(say, result.executed_qty, average, result.cummulative_quote_qty)
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
    buttons = [[button(say("💼 Balance"), "go:balance")]]
    if result.status in {OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED}:
        cancel = f"x:{result.symbol}:{result.order_id}"
        buttons[0].append(button(say("❌ Cancel order"), cancel))
    return buttons
