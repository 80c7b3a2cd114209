"""What a person sees before a deed on futures: the very requests, and what they mean."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain

from binance.models.futures.contracts import Contract, SymbolInfo
from binance.models.futures.terms import PositionSide
from binance.private import coin_futures, futures
from binance.streams.books import Fill, LocalBook
from bot.accounts import Accounts, Connected
from bot.depths import Depths
from bot.i18n import note
from bot.ordering.distances import check_dot
from bot.ordering.wishes import Base, Share
from bot.positions import orders, outlook, rules, sizing
from bot.positions.asking import Asking
from bot.positions.attached import Resting, Waiting, attached, resting_for, waiting_for
from bot.positions.charges import Charges, ChargeTable
from bot.positions.held import Held, Positions, funding_of
from bot.positions.planned import Planned, Plans, behind
from bot.positions.questions import (
    Closing,
    End,
    Meeting,
    Opening,
    Part,
    Preview,
    Question,
    Waits,
)
from bot.positions.standing import Standing, Standings
from bot.positions.wishes import Close, CloseAll, Direction, Exits, Open, Wish
from bot.refusals import Refused

_ORDERS, _ALGO_ORDERS = "MAX_NUM_ORDERS", "MAX_NUM_ALGO_ORDERS"
_MOST_AT_ONCE = 32
"""Positions that one question closes: as many as it can name, in lines of some 80 characters.

Binance would take more: 300 orders in ten seconds. But nothing is closed that was not named.
"""


class ContractPreviews:
    """Turns wishes into questions."""

    def __init__(
        self,
        accounts: Accounts,
        asking: Asking,
        standings: Standings,
        positions: Positions,
        depths: Depths,
        charges: ChargeTable,
        plans: Plans,
    ) -> None:
        self._accounts, self._asking = accounts, asking
        self._standings, self._positions = standings, positions
        self._depths, self._charges = depths, charges
        self._plans = plans

    async def of(self, user_id: int, chat_id: int, wish: Wish, words: str) -> Preview:
        """Check a wish and keep the requests that it makes under a ticket, to be confirmed.

        `words` are how it was put, to be read anew if the price runs away meanwhile.
        """
        connected = await self._accounts.of(user_id)
        match wish:
            case Open():
                return await self._opening(connected, chat_id, wish, words)
            case Close() if wish.exits:
                return await self._ending(connected, chat_id, wish, words)
            case Close() if wish.price is not None:
                return await self._closing_at(connected, chat_id, wish, wish.price, words)
            case Close():
                return await self._closing(connected, chat_id, wish, words)
            case CloseAll():
                return await self._closing_all(connected, chat_id, words)

    async def _opening(self, connected: Connected, chat_id: int, wish: Open, words: str) -> Opening:
        standing = await self._standings.of(connected, wish.contract)
        leverage = wish.leverage or standing.leverage
        book = None if wish.price is not None else await self._book(wish.contract, connected)
        begins = wish.price or outlook.best(book, wish.direction.entry) or standing.mark
        quantity = sizing.quantity_for(wish, standing, begins, leverage)
        meets = await self._met(connected, wish, quantity, standing.mark)
        _check_ends(wish, standing, begins, meets)
        rules.check_count(wish.contract, _ALGO_ORDERS, len(standing.waiting), _number(wish.exits))
        expected = book.fill(wish.direction.entry, quantity) if book is not None else None
        price = outlook.average(wish.contract, expected) or begins
        entry = orders.entry(wish, quantity, hedged=standing.hedged)
        ends = orders.exits(
            wish.contract.symbol, wish.direction, wish.exits, quantity, hedged=standing.hedged
        )
        question = await self._asking.ask(
            connected, chat_id, [entry, *ends], words,
            price=standing.mark if wish.price is None else None,
            leverage=wish.leverage,
        )  # fmt: skip
        return _opened(wish, standing, question, quantity, price, leverage, expected, meets)

    async def _met(
        self, connected: Connected, wish: Open, quantity: Decimal, mark: Decimal
    ) -> Meeting | None:
        if wish.price is None:
            return None
        await self._check_room(connected, wish.contract)
        book = await self._book(wish.contract, connected)
        return outlook.meeting(book, wish.direction.entry, quantity, wish.price, mark)

    async def _closing(
        self, connected: Connected, chat_id: int, wish: Close, words: str
    ) -> Closing:
        held = await self._meant(connected, wish)
        parts = [await self._part(connected, one, _amount(wish, one)) for one in held]
        return await self._ask_closing(connected, chat_id, parts, words)

    async def _closing_at(
        self, connected: Connected, chat_id: int, wish: Close, price: Decimal, words: str
    ) -> Closing:
        """Wait in the book; its stops stay meanwhile, and what is left of them is told then."""
        (held,) = await self._meant(connected, wish)
        check_dot(price, held.mark)
        rules.check_price(wish.contract, price)
        rules.check_band(wish.contract, held.direction.exit, price, held.mark)
        await self._check_room(connected, wish.contract)
        quantity = _amount(wish, held)
        order = orders.closing(held, quantity, price, post=wish.post)
        book = await self._book(wish.contract, connected)
        meets = outlook.meeting(book, held.direction.exit, quantity, price, held.mark)
        part = Part(held, quantity, price, outlook.brought(held, quantity, price))
        parts = await self._charged(connected, [part], maker=wish.post)
        question = await self._asking.ask(connected, chat_id, [order], words)
        return Closing(question, parts, waits=Waits(price, wish.post, meets))

    async def _closing_all(self, connected: Connected, chat_id: int, words: str) -> Closing:
        holdings = await self._positions.of_account(connected)
        if holdings.unread:
            raise Refused(
                note("Binance does not tell all your positions at the moment: not closed.")
            )
        if not holdings.positions and holdings.unlisted:
            raise Refused(
                note(
                    "I do not know the contracts of your positions yet: {symbols}. Try again in a "
                    "minute."
                ),
                symbols=", ".join(holdings.unlisted),
            )
        if not holdings.positions:
            raise Refused(note("You hold no positions."))
        held = holdings.positions[:_MOST_AT_ONCE]
        parts = [_all_of(one) for one in held]
        closing = await self._ask_closing(connected, chat_id, parts, words)
        return replace(
            closing,
            everything=True,
            beyond=len(holdings.positions) - len(held),
            unlisted=holdings.unlisted,
        )

    async def _ask_closing(
        self, connected: Connected, chat_id: int, parts: Sequence[Part], words: str
    ) -> Closing:
        """Of what is closed whole, ask to take back as well what waits to end it."""
        parts = await self._charged(connected, parts)
        waiting = await waiting_for(connected, [one.held for one in parts if one.whole])
        parts = [_with_closers(one, waiting) if one.whole else one for one in parts]
        resting = await resting_for(connected, [one.held for one in parts if one.whole])
        planned = await self._plans.of(connected)
        parts = [_with_resting(one, resting, planned) if one.whole else one for one in parts]
        closings = [orders.closing(one.held, one.quantity) for one in parts]
        clearing = [orders.clearing(*pair) for pair in zip(parts, closings, strict=True)]
        # no price: who wants out of a market that runs away wants it all the more
        question = await self._asking.ask(connected, chat_id, [*closings, *chain(*clearing)], words)
        return Closing(question, parts)

    async def _ending(self, connected: Connected, chat_id: int, wish: Close, words: str) -> Closing:
        """Stops and targets for a position that is there."""
        if not isinstance(wish.contract, SymbolInfo):
            raise Refused(note("On COIN-M I close positions now, and place no stops or targets."))
        (held,) = await self._meant(connected, wish)
        waiting = await connected.account.send(futures.OpenAlgoOrders(symbol=held.symbol))
        sizing.check_exits(
            wish.contract, held.direction, wish.exits, entry=held.mark, mark=held.mark
        )
        sizing.check_no_other(waiting, held.direction, wish.exits)
        rules.check_count(wish.contract, _ALGO_ORDERS, len(waiting), _number(wish.exits))
        hedged = held.named is not PositionSide.BOTH
        requests = orders.exits(
            held.symbol, held.direction, wish.exits, held.quantity, hedged=hedged
        )
        # as closing, what protects a position is not held up by its fee
        charges = await self._charges.known(connected, [(held.venue, held.symbol)])
        known = charges.get((held.venue, held.symbol))
        fees = None if known is None else known.of(maker=False)
        ends = _ends(wish, held.direction, held.quantity, held.entry, fees)
        question = await self._asking.ask(connected, chat_id, requests, words)
        part = Part(held, held.quantity, held.mark, held.profit)
        return Closing(question, [part], ends, wish.exits.trail)

    async def _meant(self, connected: Connected, wish: Close) -> Sequence[Held]:
        """The position, or with nothing else said both of hedge mode."""
        held = await self._positions.in_contract(connected, wish.venue, wish.contract)
        found = [one for one in held if wish.side in (None, one.direction)]
        if not found:
            raise Refused(
                note("You hold no such position in {symbol}: /positions"),
                symbol=wish.contract.symbol,
            )
        told = isinstance(wish.amount, Base) or wish.exits or wish.price is not None
        if len(found) > 1 and told:
            raise _both(wish)
        return found

    async def _part(self, connected: Connected, held: Held, quantity: Decimal) -> Part:
        if not isinstance(held.contract, SymbolInfo):
            share = quantity / held.quantity
            return Part(held, quantity, held.mark, held.profit * share)
        book = await self._book(held.contract, connected)
        expected = book.fill(held.direction.exit, quantity) if book is not None else None
        price = outlook.average(held.contract, expected) or held.mark
        return Part(held, quantity, price, outlook.brought(held, quantity, price), expected)

    async def _charged(
        self, connected: Connected, parts: Sequence[Part], *, maker: bool = False
    ) -> list[Part]:
        """Say what closing costs; in the assets that the positions are settled in."""
        places = sorted({(one.held.venue, one.held.symbol) for one in parts})
        charges = await self._charges.known(connected, places)
        return [
            _with_fee(one, charges.get((one.held.venue, one.held.symbol)), maker=maker)
            for one in parts
        ]

    async def _check_room(self, connected: Connected, contract: Contract) -> None:
        """One more order may wait in the book; it weighs 1 to know how many do."""
        if not rules.counts(contract, _ORDERS):
            return
        of_usdm = isinstance(contract, SymbolInfo)
        kind = futures.OpenOrders if of_usdm else coin_futures.OpenOrders
        open_: Sequence[object] = await connected.account.send(kind(symbol=contract.symbol))
        rules.check_count(contract, _ORDERS, len(open_), 1)

    async def _book(self, contract: Contract, connected: Connected) -> LocalBook | None:
        """Of COIN-M no books are kept."""
        if not isinstance(contract, SymbolInfo):
            return None
        asker = f"telegram {connected.key.user_id}"
        return await self._depths.glance(contract.symbol, asker=asker)


def _opened(
    wish: Open,
    standing: Standing,
    question: Question,
    quantity: Decimal,
    price: Decimal,
    leverage: int,
    expected: Fill | None,
    meets: Meeting | None,
) -> Opening:
    opened = outlook.opened_part(standing, wish.direction, quantity)
    there = outlook.slot(standing, wish.direction.other if wish.reduce else wish.direction)
    charges = standing.charges
    fee = quantity * price * charges.of(maker=wish.post)
    margin = Decimal(0) if wish.reduce else opened * price / leverage
    changes = leverage != standing.leverage
    return Opening(
        question=question,
        wish=wish,
        quantity=quantity,
        price=price,
        leverage=leverage,
        leverage_before=None if leverage == standing.leverage else standing.leverage,
        opened=Decimal(0) if wish.reduce else opened,
        there=there.position_amt if there is not None else Decimal(0),
        margin=margin,
        free=standing.free,
        # another leverage, or less of the opposite position, moves the margin of what is held
        free_after=None
        if opened < quantity or wish.reduce or (changes and there is not None)
        else standing.free - margin - (0 if charges.in_bnb else fee),
        fee=fee,
        paid_in=charges.paid_in,
        mark=standing.mark,
        liquidation=None
        if wish.reduce or not opened
        else outlook.liquidation(standing, wish.direction, quantity, price, leverage),
        isolated=standing.isolated,
        hedged=standing.hedged,
        expected=expected,
        ends=_ends(wish, wish.direction, quantity, price, charges.of(maker=False)),
        funding=funding_of(standing.premium),
        closers=[] if wish.reduce else sizing.closers(standing.waiting, wish.direction),
        meets=meets,
    )


def _number(exits: Exits) -> int:
    return sum(one is not None for one in (exits.loss, exits.profit, exits.trail))


def _check_ends(wish: Open, standing: Standing, begins: Decimal, meets: Meeting | None) -> None:
    """Stops and targets of a position that is about to be opened."""
    if not wish.exits:
        return
    if not standing.hedged and standing.held(wish.direction.other) is not None:
        raise Refused(
            note(
                "You hold the opposite position in {symbol}, which this would make smaller first: "
                "stops and targets would be meant for what is left. Close it first: {close}"
            ),
            symbol=wish.contract.symbol, close=f"/close {wish.contract.symbol}",
        )  # fmt: skip
    sizing.check_exits(
        wish.contract, wish.direction, wish.exits, entry=begins, mark=standing.mark,
        waits=meets is not None and not meets.takes,
    )  # fmt: skip
    sizing.check_no_other(standing.waiting, wish.direction, wish.exits)


def _ends(
    wish: Open | Close,
    direction: Direction,
    quantity: Decimal,
    entry: Decimal,
    fees: Decimal | None,
) -> list[End]:
    """What each end brings; before fees where these are not known."""
    prices = ((True, wish.exits.profit), (False, wish.exits.loss))
    return [
        End(
            gains, price,
            outlook.result(direction, quantity, entry, price, fees or Decimal(0)),
            charged=fees is not None,
        )
        for gains, price in prices
        if price is not None
    ]  # fmt: skip


def _amount(wish: Close, held: Held) -> Decimal:
    """How much of a position is closed, in its steps; all of it whatever they are."""
    market = wish.price is None
    match wish.amount:
        case Share(percent) if percent == 100:
            quantity = held.quantity
        case Share(percent):
            step = rules.step_of(held.contract, market=market)
            quantity = rules.floored(held.quantity * percent / 100, step)
        case amount:
            quantity = amount.amount
    if quantity > held.quantity:
        raise sizing.too_large(held.symbol, held.quantity, rules.unit_of(held.contract))
    rules.check_quantity(held.contract, quantity, held.mark, market=market, reduces=True)
    return quantity


def _with_fee(part: Part, charges: Charges | None, *, maker: bool) -> Part:
    if charges is None:
        return part
    traded = outlook.traded(part.held, part.quantity, part.price)
    return replace(part, fee=traded * charges.of(maker=maker), paid_in=charges.paid_in)


def _with_closers(part: Part, waiting: Waiting) -> Part:
    found = waiting.get((part.held.venue, part.held.symbol))
    if found is None:
        return replace(part, closers=None)
    return replace(part, closers=[o for o in attached(found, part.held) if o.order_type.known])


def _with_resting(part: Part, resting: Resting, planned: Sequence[Planned]) -> Part:
    book = resting.get((part.held.venue, part.held.symbol))
    ending = [one for one in attached(book or (), part.held) if not one.type.conditional]
    return replace(part, resting=ending, behind=behind(planned, part.held, book))


def _all_of(held: Held) -> Part:
    """The whole position, or as much of it as one order may have."""
    lot = held.contract.lot_size(market=True)
    most = lot.max_qty if lot is not None and lot.max_qty else held.quantity
    quantity = min(held.quantity, most)
    return Part(held, quantity, held.mark, held.profit * quantity / held.quantity)


def _both(wish: Close) -> Refused:
    return Refused(
        note("You hold {symbol} long and short. Say which: {one} or {other}"),
        symbol=wish.contract.symbol,
        one=f"/close {wish.contract.symbol} long",
        other=f"/close {wish.contract.symbol} short",
    )
