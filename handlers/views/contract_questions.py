"""Questions about positions: an order for one, or the end of one, with all that it means."""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from binance.models.futures.algo_orders import AlgoOrder
from bot.i18n import Html, Say, lines
from bot.key_notices import of_account
from bot.ordering.wishes import Quote
from bot.positions import Closing, Direction, Opening, rules
from bot.text import number, percent, quote_amount, rounded
from handlers.page import Page
from handlers.views import asking, far_off, fee_line
from handlers.views import contract_parts as parts
from handlers.views import contract_words as words
from handlers.views.closing_questions import closing
from handlers.views.start import environment_line

MUCH = Decimal("0.98")  # of an amount; what is less is explained


def question(
    say: Say,
    preview: Opening | Closing,
    environment: str,
    now: datetime,
    before: asking.Before = asking.NOTHING,
) -> Page:
    """The question, with everything that follows from a yes."""
    told = _opening(say, preview, now) if isinstance(preview, Opening) else closing(say, preview)
    head, *more = told
    assert head is not None
    asked = preview.question
    return asking.order(
        say,
        head,
        *more,
        of_account(say, asked.label),
        environment_line(say, environment),
        ticket=asked.ticket_id,
        lasts=asked.lasts,
        before=before,
        after_all=_may_be_set(say, preview) if isinstance(preview, Opening) else None,
    )


def _opening(say: Say, preview: Opening, now: datetime) -> list[Html | None]:
    asset = preview.wish.contract.margin_asset
    return [
        say("<b>{order}</b>?", order=_order(say, preview)),
        _comes_to(say, preview),
        _rounded(say, preview),
        _against_mark(say, preview),
        _leverage(say, preview),
        _there(say, preview),
        _margin_needed(say, preview),
        parts.from_the_book(say, preview),
        *(parts.end(say, one, preview.wish.contract.quote_asset) for one in preview.ends),
        *far_off.warned(
            say, (one.price for one in preview.ends),
            words.fine(preview.wish.contract, preview.mark),
        ),
        parts.trail(say, preview.wish.exits.trail),
        _whole(say, preview),
        _waiting(say, preview),
        _liquidation(say, preview),
        _funding(say, preview, now),
        fee_line.contract(say, preview.fee, asset, preview.paid_in),
        say("Free afterwards: {left} {asset}", left=rounded(preview.free_after, 2), asset=asset)
        if preview.free_after is not None
        else None,
    ]  # fmt: skip


def _may_be_set(say: Say, preview: Opening) -> Html | None:
    """The leverage is set before the order is written down, and in between may be an end."""
    if preview.leverage_before is None:
        return None
    return say(
        "If you tapped Confirm, the leverage of {symbol} may be {leverage}x by now: "
        "/leverage {symbol} {leverage} tells.",
        symbol=preview.wish.contract.symbol, leverage=preview.leverage,
    )  # fmt: skip


def _order(say: Say, preview: Opening) -> Html:
    wish = preview.wish
    what = {
        "qty": number(preview.quantity), "symbol": wish.contract.symbol,
        "price": say("market") if wish.price is None else number(wish.price),
    }  # fmt: skip
    if wish.reduce:
        return (
            say("BUY {qty} {symbol} at {price} (only reduces)", **what)
            if wish.direction is Direction.LONG
            else say("SELL {qty} {symbol} at {price} (only reduces)", **what)
        )
    return (
        say("📈 LONG {qty} {symbol} at {price}", **what)
        if wish.direction is Direction.LONG
        else say("📉 SHORT {qty} {symbol} at {price}", **what)
    )


def _comes_to(say: Say, preview: Opening) -> Html:
    contract = preview.wish.contract
    values = {
        "qty": number(preview.quantity), "base": contract.base_asset,
        "price": number(preview.price), "notional": quote_amount(preview.notional),
        "quote": contract.quote_asset,
    }  # fmt: skip
    if preview.wish.price is None:
        return say("{qty} {base} at about {price} = {notional} {quote}", **values)
    return say("{qty} {base} at {price} = {notional} {quote}", **values)


def _rounded(say: Say, preview: Opening) -> Html | None:
    """That much less was made of an amount of money, because contracts come in steps."""
    amount = preview.wish.amount
    if not isinstance(amount, Quote) or preview.notional > amount.amount * MUCH:
        return None
    step = rules.step_of(preview.wish.contract, market=preview.wish.price is None)
    return say(
        "That is what fits into {amount}: the contract comes in steps of {step}.",
        amount=quote_amount(amount.amount), step=number(step),
    )  # fmt: skip


def _against_mark(say: Say, preview: Opening) -> Html | None:
    """Where a limit price lies, and what it takes from the book."""
    price, contract = preview.wish.price, preview.wish.contract
    if price is None or preview.meets is None:
        return None
    away = percent((price - preview.mark) / preview.mark * 100)
    told = say(
        "Mark price {mark}, your price {away}.",
        mark=number(words.fine(contract, preview.mark)),
        away=away,
    )
    return lines(told, *parts.taken(say, contract, preview.meets, post=preview.wish.post))


def _leverage(say: Say, preview: Opening) -> Html | None:
    if preview.wish.reduce:
        return None
    margin = words.margin_word(say, isolated=preview.isolated)
    if preview.leverage_before is None:
        return say("Leverage {leverage}x, {margin}", leverage=preview.leverage, margin=margin)
    return say(
        "⚙️ <b>Leverage {leverage}x instead of {before}x</b>, {margin}. It is set first, also for "
        "what you hold; if that fails, nothing is ordered.",
        leverage=preview.leverage, before=preview.leverage_before, margin=margin,
    )  # fmt: skip


def _there(say: Say, preview: Opening) -> Html | None:
    """What is held already, and what becomes of it."""
    if not preview.there:
        return None
    held = Direction.of(preview.there)
    values = {
        "side": str(held).upper(), "qty": number(abs(preview.there)),
        "base": preview.wish.contract.base_asset,
    }  # fmt: skip
    if held is preview.wish.direction:
        return say("You hold {side} {qty} {base}: this adds to it.", **values)
    if not preview.opened:
        return say("You hold {side} {qty} {base}: this makes it smaller.", **values)
    return say("⚠️ <b>You hold {side} {qty} {base}: this turns it around.</b>", **values)


def _margin_needed(say: Say, preview: Opening) -> Html | None:
    if not preview.margin:
        return None
    return say(
        "Margin {margin} of {free} {asset} free",
        margin=quote_amount(preview.margin), free=rounded(preview.free, 2),
        asset=preview.wish.contract.margin_asset,
    )  # fmt: skip


def _whole(say: Say, preview: Opening) -> Html | None:
    """Stops and targets close what is there, more than this order where there is more."""
    if not preview.ends:
        return None
    held = bool(preview.there) and Direction.of(preview.there) is preview.wish.direction
    if held:
        return say.many(
            "⚠️ It closes the <b>whole position</b>, with what you hold already.",
            "⚠️ They close the <b>whole position</b>, with what you hold already.",
            len(preview.ends),
        )
    return say.many(
        "It is placed as soon as the order has filled, and closes the whole position once the "
        "mark price gets there.",
        "They are placed as soon as the order has filled, and close the whole position once the "
        "mark price gets there.",
        len(preview.ends),
    )


def _waiting(say: Say, preview: Opening) -> Html | None:
    """What would close the position, though this order does not say so."""
    if not preview.closers:
        return None
    return say.many(
        "⚠️ <b>{n} order waits already</b> that closes the whole position, at {prices}: /orders",
        "⚠️ <b>{n} orders wait already</b> that close the whole position, at {prices}: /orders",
        len(preview.closers), prices=_prices(preview.closers),
    )  # fmt: skip


def _liquidation(say: Say, preview: Opening) -> Html | None:
    if not preview.opened:
        return None
    if preview.liquidation is None:
        return say("No liquidation price")
    price = preview.liquidation.quantize(
        Decimal(1).scaleb(-preview.wish.contract.price_precision), rounding=ROUND_HALF_EVEN
    )
    away = abs(preview.liquidation - preview.price) / preview.price
    return lines(
        say(
            "Liquidation at about {price}, {away} away",
            price=number(price), away=percent(away * 100, sign=False),
        ),
        parts.liquidated_first(say) if preview.stop_too_far else None,
    )  # fmt: skip


def _funding(say: Say, preview: Opening, now: datetime) -> Html | None:
    if preview.funding is None or preview.wish.reduce:
        return None
    due = -preview.wish.direction.sign * preview.funding.rate * preview.notional
    return words.funding_line(say, preview.funding, due, preview.wish.contract.margin_asset, now)


def _prices(closers: Sequence[AlgoOrder]) -> str:
    return ", ".join(number(price) for price in sorted(one.trigger_price for one in closers))
