"""The questions whether a position is to be closed: now, at a price, or once its price comes."""

from collections.abc import Sequence
from decimal import Decimal

from binance.models.futures.orders import OrderState
from bot.i18n import Html, Say, lines
from bot.positions import Closing, Held
from bot.positions.planned import Behind
from bot.positions.questions import Part, Waits
from bot.text import number
from handlers.views import attached_orders, far_off, fee_line
from handlers.views import contract_parts as parts
from handlers.views import contract_words as words
from handlers.views.nearest import few, nearest

_STAYING = 2  # positions that are too large for one order; others are counted


def closing(say: Say, preview: Closing) -> list[Html | None]:
    if preview.ends or preview.trail is not None:
        (part,) = preview.parts
        quote = part.held.contract.quote_asset
        return [
            say("<b>Close {position} later</b>?", position=words.named(part.held)),
            _held_line(say, part.held),
            *(parts.end(say, one, quote) for one in preview.ends),
            *far_off.warned(
                say,
                (one.price for one in preview.ends),
                words.fine(part.held.contract, part.held.mark),
            ),
            lines(parts.how_near(say, part.held), parts.liquidated_first(say))
            if preview.stop_too_far
            else None,
            parts.trail(say, preview.trail),
            say.many(
                "It closes the whole position, once the mark price gets there.",
                "They close the whole position, once the mark price gets there.",
                len(preview.ends),
            )
            if preview.ends
            else None,
        ]
    if preview.waits is not None:
        return _waiting_to_close(say, preview.parts[0], preview.waits)
    if len(preview.parts) == 1:
        alone = _one_closing(say, preview.parts[0], everything=preview.everything)
        return [*alone, words.unlisted(say, preview.unlisted)]
    staying = _staying(say, preview.parts) if preview.everything else None
    return [
        say("<b>Close all {n} positions</b>?", n=len(preview.parts))
        if preview.everything and not preview.beyond and not preview.unlisted and staying is None
        else say("<b>Close these {n} positions</b>?", n=len(preview.parts)),
        *(
            say(
                "{position}: {qty}, now about {result} {asset}",
                position=words.named(one.held), qty=words.quantity(say, one.held, one.quantity),
                result=words.profit(one.held, one.result or Decimal(0)), asset=one.held.asset,
            )
            for one in preview.parts
        ),
        say.many(
            "⚠️ <b>{n} more position is not among them</b>: write /close all again afterwards.",
            "⚠️ <b>{n} more positions are not among them</b>: write /close all again afterwards.",
            preview.beyond,
        )
        if preview.beyond
        else None,
        words.unlisted(say, preview.unlisted),
        staying,
        *_at_the_market(say, preview.parts),
        say("What they bring is reckoned by the mark price; the market may give less.")
        if any(one.expected is None for one in preview.parts)
        else None,
        _cleared(say, preview.parts),
        _ended_with_them(say, preview.parts),
        *_behind_entries(say, preview.parts),
    ]  # fmt: skip


def _staying(say: Say, closed: Sequence[Part]) -> Html | None:
    """What is left of positions that were all to be closed."""
    left = [part for part in closed if part.left]
    if not left:
        return None
    named = [
        say("{qty} of {position}",
            qty=words.quantity(say, part.held, part.left), position=words.named(part.held))
        for part in left[:_STAYING]
    ]  # fmt: skip
    return say(
        "⚠️ <b>Stays with its stops, as one order takes no more</b>: {positions}. Then: /close all",
        positions=few(say, named, len(left)),
    )


def _one_closing(say: Say, part: Part, *, everything: bool) -> list[Html | None]:
    held, left = part.held, part.left
    return [
        say(
            "<b>Close {qty} of {position} at market</b>?",
            qty=words.quantity(say, held, part.quantity), position=words.named(held),
        ),
        _held_line(say, held),
        say("Now about {price}: {result} {asset} before fees",
            price=number(words.fine(held.contract, part.price)),
            result=words.profit(held, part.result or Decimal(0)), asset=held.asset),
        parts.from_the_book(say, part),
        fee_line.contract(say, part.fee, held.asset, part.paid_in),
        say("It leaves {qty}.", qty=words.quantity(say, held, left))
        if left
        else say("Nothing is left of it then."),
        _staying(say, [part]) if everything else None,
        None if left else _cleared(say, [part]),
        say.many(
            "⏳ {n} order that waits in the book to close it then ends by itself.",
            "⏳ {n} orders that wait in the book to close it then end by themselves.",
            len(part.resting),
        )
        if part.resting
        else None,
        *_behind_an_entry(say, held, part.behind),
    ]  # fmt: skip


def _at_the_market(say: Say, closed: Sequence[Part]) -> list[Html]:
    fees = fee_line.together(say, closed)
    if not fees:
        return [say("At the market; none depends on another. Fees come off what they bring.")]
    return [say("At the market, before fees; none depends on another."), *fees]


def _ended_with_them(say: Say, closed: Sequence[Part]) -> Html | None:
    found = sum(len(part.resting) for part in closed)
    if not found:
        return None
    return say.many(
        "⏳ {n} order that waits in the book to close one of them then ends by itself.",
        "⏳ {n} orders that wait in the book to close them then end by themselves.",
        found,
    )


def _behind_an_entry(say: Say, held: Held, behind: Behind) -> list[Html | None]:
    """What may open the next position once this one is closed, and whether with a stop."""
    follow, late = (
        attached_orders.kept(say, held, orders) for orders in (behind.follow, behind.late)
    )
    return [
        say(
            "⏳ Kept until its entry fills, which waits in the book: {orders}. The entry stays, "
            "may open a position again, and this follows it then. To cancel it: /orders",
            orders=follow,
        )
        if follow
        else None,
        say(
            "⚠️ Not placed yet, though its entry has filled in part: {orders}. <b>The rest of the "
            "entry stays, and may open a position without it.</b> To cancel it: /orders",
            orders=late,
        )
        if late
        else None,
        say(
            "⚠️ <b>Stays in the book, and may open a position again without a stop</b>: {orders}. "
            "To cancel it: /orders",
            orders=_named(say, held, behind.bare),
        )
        if behind.bare
        else None,
        say(
            "⚠️ <b>Stays in the book, and would close a new position</b>: {orders}. To cancel it: "
            "/orders",
            orders=attached_orders.several(say, held, behind.conditional),
        )
        if behind.conditional
        else None,
        _unread_book(say) if behind.unread else None,
    ]


def _named(say: Say, held: Held, orders: Sequence[OrderState]) -> Html:
    """What waits in the book."""

    def sentence(one: OrderState) -> Html:
        left = words.quantity(say, held, one.orig_qty - one.executed_qty)
        price = number(one.price or one.stop_price)
        return say("{side} {qty} at {price}", side=one.side, qty=left, price=price)

    return nearest(say, held, orders, sentence, price=lambda one: one.price or one.stop_price)


def _behind_entries(say: Say, closed: Sequence[Part]) -> list[Html | None]:
    """The same of several, in numbers."""
    follow = sum(len(part.behind.follow) for part in closed)
    late = sum(len(part.behind.late) for part in closed)
    bare = sum(len(part.behind.bare) for part in closed)
    conditional = sum(len(part.behind.conditional) for part in closed)
    return [
        say.many(
            "⏳ {n} stop or target waits for its entry in the book to fill. The entry stays, may "
            "open a position again, and it follows then: /orders",
            "⏳ {n} stops and targets wait for their entries in the book to fill. The entries "
            "stay, may open positions again, and they follow then: /orders",
            follow,
        )
        if follow
        else None,
        say.many(
            "⚠️ {n} stop or target is not placed yet, though its entry has filled in part. <b>The "
            "rest of that stays, and may open a position without it</b>: /orders",
            "⚠️ {n} stops and targets are not placed yet, though their entries have filled in part. "
            "<b>The rest of these stays, and may open positions without them</b>: /orders",
            late,
        )
        if late
        else None,
        say.many(
            "⚠️ {n} order stays in the book, and <b>may open a position again without a stop</b>: "
            "/orders",
            "⚠️ {n} orders stay in the book, and <b>may open positions again without a stop</b>: "
            "/orders",
            bare,
        )
        if bare
        else None,
        say.many(
            "⚠️ {n} stop or target stays in the book, and <b>would close a new position</b>: "
            "/orders",
            "⚠️ {n} stops and targets stay in the book, and <b>would close new positions</b>: "
            "/orders",
            conditional,
        )
        if conditional
        else None,
        _unread_book(say) if any(part.behind.unread for part in closed) else None,
    ]


def _unread_book(say: Say) -> Html:
    return say(
        "⚠️ What waits in the book could not be read: it may open a position again. To look: /orders"
    )


def _waiting_to_close(say: Say, part: Part, waits: Waits) -> list[Html | None]:
    held, left = part.held, part.left
    return [
        say(
            "<b>Close {qty} of {position} at {price}</b>?",
            qty=words.quantity(say, held, part.quantity), position=words.named(held),
            price=number(waits.price),
        ),
        _held_line(say, held),
        say("At {price}: {result} {asset} before fees", price=number(waits.price),
            result=words.profit(held, part.result or Decimal(0)), asset=held.asset),
        fee_line.contract(say, part.fee, held.asset, part.paid_in),
        *_in_the_book(say, held, waits),
        say("It leaves {qty}.", qty=words.quantity(say, held, left))
        if left
        else say("Nothing is left of it then."),
        say("Stops and targets of the position stay meanwhile."),
    ]  # fmt: skip


def _in_the_book(say: Say, held: Held, waits: Waits) -> list[Html]:
    return parts.taken(say, held.contract, waits.meets, post=waits.post) or [
        say("It waits in the book until somebody takes it, and can only reduce.")
    ]


def _cleared(say: Say, closed: Sequence[Part]) -> Html | None:
    """What is taken back as soon as a position is closed whole, and would close the next one."""
    unread = [words.named(one.held) for one in closed if one.closers is None]
    return (
        lines(_unread(say, unread), _taken_back(say, closed))
        if unread
        else _taken_back(say, closed)
    )


def _unread(say: Say, positions: Sequence[str]) -> Html:
    return say(
        "⚠️ The stops and targets of {positions} could not be read. They stay, and would close a "
        "new position: /orders",
        positions=", ".join(positions),
    )


def _taken_back(say: Say, closed: Sequence[Part]) -> Html | None:
    found = sum(len(part.closers or ()) for part in closed)
    if not found:
        return None
    if len(closed) > 1:
        return say.many(
            "🧹 {n} order waits to end one of them: it is cancelled once that one is closed.",
            "🧹 {n} orders wait to end them: each is cancelled once its position is closed.",
            found,
        )
    (part,) = closed
    named = attached_orders.several(say, part.held, part.closers or [])
    return say.many(
        "🧹 Once it is closed, the order that waits to end it is cancelled: {orders}",
        "🧹 Once closed, the {n} orders that wait to end it are cancelled: {orders}",
        found, orders=named,
    )  # fmt: skip


def _held_line(say: Say, held: Held) -> Html:
    return say(
        "You hold {qty}, entered at {entry}, mark price {mark}",
        qty=words.quantity(say, held, held.quantity),
        entry=number(words.fine(held.contract, held.entry)),
        mark=number(words.fine(held.contract, held.mark)),
    )  # fmt: skip
