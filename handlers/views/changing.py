"""An open order and another one in its place: what may be chosen, and what is confirmed."""

from decimal import Decimal

from binance.models.exchange import SymbolInfo
from binance.models.order_terms import Side
from binance.models.orders import Order
from binance.private.spot import AmendOrder, NewOrder
from bot.changes import ChangePreview
from bot.i18n import Html, Say, lines
from bot.key_notices import of_account
from bot.ordering import sentences
from bot.text import number, rounded
from bot.trading import TICKET_LIFE
from handlers.page import Button, Page, Rows
from handlers.views import asking, at_once, far_off, fee_line, stop_limits
from handlers.views.start import environment_line

_DOWN, _UP = ("-0.5", "-1", "-2"), ("+0.5", "+1", "+2")
_SHARES = (75, 50, 25)


def offer(say: Say, order: Order, info: SymbolInfo, last: Decimal, environment: str) -> Page:
    """What shall be different; each answer leads to a question, and changes nothing yet."""
    return Page(
        lines(
            say("✏️ <b>Change order</b> <code>{id}</code>", id=order.order_id),
            _standing(say, order, info),
            say("The market is at {price}.", price=number(last)),
            say("Less of it keeps its place in the queue; another price loses it.")
            if order.is_working
            else None,
            say("Tap, or write for example:"),
            f"<code>/change {order.order_id} {_example(order)}</code>",
            environment_line(say, environment),
        ),
        (
            *_prices(say, order),
            [_choice(say("{n}% of it", n=share), order, f"{share}%") for share in _SHARES],
            (Button(say("❌ Cancel order"), f"x:{order.symbol}:{order.order_id}"),),
        ),
    )


def confirm(
    say: Say,
    preview: ChangePreview,
    environment: str,
    before: asking.Before = asking.NOTHING,
) -> Page:
    """The question, with what is lost by a yes."""
    order = preview.order
    return asking.order(
        say,
        say("✏️ <b>Change order</b> <code>{id}</code>?", id=order.order_id),
        of_account(say, preview.label),
        say("Now: {order}", order=_standing(say, order, preview.info)),
        say("Then: <b>{order}</b>", order=_successor(say, preview)),
        say("The market is at {price}.", price=number(preview.last)),
        *_crossing(say, preview),
        _never_filled(say, preview),
        *far_off.warned(say, _awaited(preview), preview.last),
        *_what_is_lost(say, preview),
        fee_line.spot(say, preview.fee, preview.gets_asset, preview.paid_in),
        say("Free afterwards: {left} {asset}",
            left=rounded(preview.free_after, 8), asset=preview.spends_asset),
        environment_line(say, environment),
        ticket=preview.ticket_id, lasts=TICKET_LIFE, before=before,
    )  # fmt: skip


def overtaken(say: Say) -> Html:
    return say("⚠️ <b>The order was filled further since I asked; nothing was sent.</b> Now it is:")


def _standing(say: Say, order: Order, info: SymbolInfo) -> Html:
    """The order as it is, and how much of it is filled."""
    told = _sentence(say, order, order.orig_qty, info)
    if not order.executed_qty:
        return told
    return say("{order} · {qty} filled", order=told, qty=number(order.executed_qty))


def _successor(say: Say, preview: ChangePreview) -> Html:
    if isinstance(preview.request, AmendOrder):
        return _sentence(say, preview.order, preview.request.new_qty, preview.info)
    return sentences.sentence(say, preview.request, preview.info)


def _sentence(say: Say, order: Order, qty: Decimal, info: SymbolInfo) -> Html:
    """An order of Binance's answers in the words of one that is to be sent."""
    like = NewOrder.model_construct(
        symbol=order.symbol, side=order.side, type=order.type, quantity=qty,
        price=order.price or None, stop_price=order.stop_price or None,
        trailing_delta=order.trailing_delta or None, iceberg_qty=order.iceberg_qty or None,
        time_in_force=order.time_in_force, quote_order_qty=None, new_client_order_id="",
    )  # fmt: skip
    return sentences.sentence(say, like, info)


def _crossing(say: Say, preview: ChangePreview) -> list[Html]:
    """A limit on the other side of the market fills at once, which is perhaps a slip."""
    if not preview.takes or isinstance(preview.request, AmendOrder):
        return []
    return at_once.spot(say, preview.request, preview.info, preview.at_once)


def _never_filled(say: Say, preview: ChangePreview) -> Html | None:
    if isinstance(preview.request, AmendOrder):
        return None
    return stop_limits.warning(say, preview.request)


def _awaited(preview: ChangePreview) -> list[Decimal]:
    """The trigger that it gets, if it waits for one."""
    trigger = None if isinstance(preview.request, AmendOrder) else preview.request.stop_price
    return [] if trigger is None else [trigger]


def _what_is_lost(say: Say, preview: ChangePreview) -> list[Html]:
    queues = preview.order.is_working  # what waits for its price stands in no queue
    if preview.keeps_its_place:
        return [say("✅ It keeps its place in the queue.")] if queues else []
    loses = say("⚠️ It loses its place in the queue and stands behind all others at its price.")
    return [
        *([loses] if queues else []),
        say(
            "The old order is cancelled first. Should Binance refuse the new one then, there is "
            "neither, and I tell you."
        ),
    ]


def _prices(say: Say, order: Order) -> Rows:
    if order.trailing_delta:
        return []
    moves = [[_choice(_move(say, rate), order, rate) for rate in row] for row in (_DOWN, _UP)]
    waits = not order.is_working and bool(order.stop_price)
    best = say("To the best bid") if order.side == Side.BUY else say("To the best ask")
    return moves if waits else [*moves, [_choice(best, order, "best")]]


def _move(say: Say, rate: str) -> Html:
    return say("Price {rate}", rate=f"{rate.replace('-', '−')}%")


def _choice(label: str, order: Order, choice: str) -> Button:
    return Button(label, f"ch:{order.symbol}:{order.order_id}:{choice}")


def _example(order: Order) -> str:
    qty = f"{order.orig_qty.normalize():f}"
    waits = not order.is_working and bool(order.stop_price)
    if waits:
        return f"stop {(order.stop_price or Decimal(0)).normalize():f}"
    return f"{qty} @ {order.price.normalize():f}"
