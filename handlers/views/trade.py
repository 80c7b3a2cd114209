"""What is confirmed, to the last digit, and what became of the question."""

from decimal import ROUND_HALF_EVEN, Decimal

from binance.models.orders import Side
from bot.i18n import Html, Say, lines
from bot.order_notices import sentence
from bot.text import lasting, number, percent, quote_amount, rounded
from bot.trading import Preview
from handlers.page import Button, Page
from handlers.views.start import environment_line

FEE = Decimal("0.00000001")


def confirm(say: Say, preview: Preview, environment: str) -> Page:
    order = preview.order
    fee = None
    if preview.fee is not None:
        shown = preview.fee.quantize(FEE, rounding=ROUND_HALF_EVEN)
        fee = say("Fee about {fee} {asset}", fee=number(shown), asset=preview.fee_asset)
    spent = preview.quote_asset if order.side == Side.BUY else preview.base_asset
    about = say("at the market, now about") if order.price is None else say("at")
    return Page(
        lines(
            say("<b>{order}</b>?", order=sentence(say, order)),
            say(
                "{qty} {base} {about} {price} = {notional} {quote}",
                qty=number(preview.quantity),
                base=preview.base_asset,
                about=about,
                price=number(preview.price),
                notional=quote_amount(preview.notional),
                quote=preview.quote_asset,
            ),
            _against_market(say, preview),
            _from_the_book(say, preview),
            fee,
            say(
                "Free afterwards: {left} {asset}", left=rounded(preview.free_after, 8), asset=spent
            ),
            environment_line(say, environment),
            say("Good for {time}.", time=lasting(say, preview.lasts.total_seconds())),
        ),
        (
            (
                Button(say("✅ Confirm"), f"t:{preview.ticket_id}", style="success"),
                Button(say("❌ Cancel"), f"n:{preview.ticket_id}"),
            ),
        ),
    )


def _against_market(say: Say, preview: Preview) -> Html | None:
    """Where a limit price lies: one that fills at once is perhaps a slip of the finger."""
    order = preview.order
    if order.price is None or not preview.last:
        return None
    away = percent((order.price - preview.last) / preview.last * 100)
    crosses = order.price >= preview.last if order.side == Side.BUY else order.price <= preview.last
    market = say(
        "The market is at {price}, your price {away}.", price=number(preview.last), away=away
    )
    if not crosses:
        return market
    return lines(
        market, say("⚠️ <b>This fills at once, at the market's price or better than yours.</b>")
    )


def _from_the_book(say: Say, preview: Preview) -> Html | None:
    """What the order book has for a market order, and a warning where that is little."""
    fill = preview.expected
    if fill is None:
        return None
    if not fill.complete or fill.best_price is None or fill.slippage is None:
        return say(
            "⚠️ <b>The order book that I see has only {qty} {base} for this order. The rest may "
            "cost much more, or not be filled.</b>",
            qty=number(fill.qty), base=preview.base_asset,
        )  # fmt: skip
    slippage = percent(fill.slippage * 100, sign=False)
    return lines(
        say("Order book: best price {best}, slippage {slippage}",
            best=number(fill.best_price), slippage=slippage),
        say(
            "⚠️ <b>The order book is thin: this order itself moves the price. A smaller one, or "
            "one with a price (@), is safer.</b>"
        ) if preview.thin else None,
    )  # fmt: skip


def withdrawn(say: Say) -> Page:
    return Page(say("❌ Nothing was done."))


def stale(say: Say) -> str:
    return say("This question is not yours, was answered, or has expired. Ask anew.")


def moved(say: Say) -> Page:
    return Page(
        say(
            "The price has moved by more than 1% since I asked. Nothing was sent: ask "
            "again to see the new price."
        )
    )


def how(say: Say, side: Side, symbol: str) -> Page:
    """A symbol was chosen by button: how to go on."""
    verb = "buy" if side == Side.BUY else "sell"
    return Page(
        lines(
            say("How much? Tap, or write for example:"),
            f"<code>/{verb} {symbol} 0.01</code>",
            f"<code>/{verb} {symbol} $100</code>",
            f"<code>/{verb} {symbol} 25% @ 70000</code>",
        ),
        ([Button(f"{share}%", f"size:{verb}:{symbol}:{share}") for share in (10, 25, 50, 100)],),
    )
