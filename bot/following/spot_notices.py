"""What is pushed to people of their spot accounts: fills, and a key that is refused."""

from collections.abc import Sequence
from decimal import Decimal

from binance.models.events import ExecutionReport
from binance.models.orders import OrderStatus, Side, Trade
from bot.i18n import Say, lines
from bot.notices import Notice, button, side_word, traded
from bot.text import clock


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
        traded(say, qty, average, quote),
        say("Order <code>{id}</code>", id=order_id),
    )  # fmt: skip
    return Notice(text, [[button(say("💼 Balance"), "go:balance")]])


def key_refused(say: Say) -> Notice:
    return Notice(
        say(
            "🔑 Binance no longer accepts your API key, so I cannot follow your account. "
            "It was deleted, has expired, or may not be used from here. /setkey connects a new one."
        ),
        [[button(say("🔑 Connect account"), "go:setkey")]],
    )
