"""What is pushed to people unasked, and the words that such messages have in common."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from binance.models.orders import Side
from bot.i18n import Html, Say, lines
from bot.text import number, quote_amount

Buttons = list[list[dict[str, Any]]]


@dataclass(frozen=True)
class Notice:
    """A message and its buttons, as Telegram's inline keyboard."""

    text: Html
    buttons: Buttons = field(default_factory=list)


def button(label: str, data: str) -> dict[str, str]:
    return {"text": label, "callback_data": data}


def expired(say: Say, asked: Html) -> Html:
    """What becomes of a question that nobody answers in time."""
    return lines(say("⌛ <b>This question has expired</b>: nothing was done."), asked)


def side_word(say: Say, side: Side) -> Html:
    return say("BUY") if side == Side.BUY else say("SELL")


def traded(say: Say, qty: Decimal, average: Decimal, quote: Decimal) -> Html:
    """How much was traded at which average price, and what that comes to."""
    return say(
        "{qty} at {average}, together {quote}",
        qty=number(qty), average=number(sensible(average)), quote=quote_amount(quote),
    )  # fmt: skip


def sensible(price: Decimal) -> Decimal:
    """An average price without the digits that division made."""
    return price.quantize(Decimal(1).scaleb(max(price.adjusted() - 7, -8)))
