"""What will be of a position: its margin, where it is liquidated, what its ends bring."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from binance.models.futures.contracts import SymbolInfo
from binance.models.futures.positions import Position
from binance.models.futures.settings import LeverageBracket
from binance.models.order_terms import Side
from binance.streams.books import Fill, LocalBook
from bot.ordering.outlook import filled_at_once, to_the_tick
from bot.positions.held import Held
from bot.positions.questions import Meeting
from bot.positions.standing import Standing
from bot.positions.wishes import Direction

_NOTHING = Decimal(0)
_ROUNDS = 3  # the bracket depends on the price that is looked for


@dataclass(frozen=True)
class Lot:
    """A position by its numbers; a short one has a negative amount."""

    amount: Decimal
    entry: Decimal

    def with_trade(self, amount: Decimal, price: Decimal) -> "Lot":
        """What it is after a trade: larger, smaller, or turned around."""
        total = self.amount + amount
        if not total:
            return Lot(_NOTHING, _NOTHING)
        if self.amount * amount >= 0:
            return Lot(total, (self.amount * self.entry + amount * price) / total)
        return Lot(total, self.entry if self.amount * total > 0 else price)

    def realised_by(self, amount: Decimal, price: Decimal) -> Decimal:
        """What a trade brings by closing the position, or a part of it, before fees."""
        if self.amount * amount >= 0:
            return _NOTHING
        closed = min(abs(amount), abs(self.amount)).copy_sign(self.amount)
        return (price - self.entry) * closed


def slot(standing: Standing, direction: Direction) -> Position | None:
    """The position that a trade would change: in one-way mode there is only one."""
    if standing.hedged:
        return standing.held(direction)
    return standing.held(direction) or standing.held(direction.other)


def opened_part(standing: Standing, direction: Direction, quantity: Decimal) -> Decimal:
    """How much of a quantity does not merely make the opposite position smaller."""
    there = None if standing.hedged else standing.held(direction.other)
    return max(quantity - (abs(there.position_amt) if there else _NOTHING), _NOTHING)


def liquidation(
    standing: Standing, direction: Direction, quantity: Decimal, price: Decimal, leverage: int
) -> Decimal | None:
    """About where it will be liquidated, by Binance's formula; None where it cannot be.

    Its other positions and their marks stand still; fees of the entry are counted, and so is what
    it realises where it turns a position round.
    """
    there = slot(standing, direction)
    before = Lot(there.position_amt, there.entry_price) if there else Lot(_NOTHING, _NOTHING)
    traded = quantity * direction.sign
    after = before.with_trade(traded, price)
    if not after.amount:
        return None
    paid = quantity * price * standing.charges.taker
    if standing.isolated:
        added = opened_part(standing, direction, quantity) * price / leverage
        kept = there.isolated_wallet if there and before.amount * after.amount > 0 else _NOTHING
        return liquidated_at([after], kept + added, standing.brackets)
    lots = [after, *_other_side(standing, direction)]
    realised = before.realised_by(traded, price)
    balance = standing.cross_wallet + realised - paid + _elsewhere(standing)
    return liquidated_at(lots, balance, standing.brackets)


def liquidated_at(
    lots: Sequence[Lot], balance: Decimal, brackets: Sequence[LeverageBracket]
) -> Decimal | None:
    """The mark price at which a balance, with these positions, is their maintenance margin."""
    price = lots[0].entry
    for _ in range(_ROUNDS):
        terms = [_bracket(brackets, abs(lot.amount) * price) for lot in lots]
        above = balance - sum((lot.amount * lot.entry for lot in lots), _NOTHING)
        above += sum((term.cum for term in terms if term), _NOTHING)
        below = sum(
            (
                abs(lot.amount) * (term.maint_margin_ratio if term else _NOTHING) - lot.amount
                for lot, term in zip(lots, terms, strict=True)
            ),
            _NOTHING,
        )
        if not below or above / below <= 0:
            return None
        price = above / below
    return price


def result(
    direction: Direction, quantity: Decimal, entry: Decimal, end: Decimal, fees: Decimal
) -> Decimal:
    """What is gained between two prices; `fees` is the share of either trade that is paid."""
    return (end - entry) * quantity * direction.sign - (entry + end) * quantity * fees


def brought(held: Held, quantity: Decimal, price: Decimal) -> Decimal:
    """What closing so much at that price brings, before fees; on COIN-M in coins."""
    if held.size is None:
        return (price - held.entry) * quantity * held.direction.sign
    return (1 / held.entry - 1 / price) * quantity * held.size * held.direction.sign


def traded(held: Held, quantity: Decimal, price: Decimal) -> Decimal:
    """What a trade is worth in the asset that fees are taken in; on COIN-M in coins."""
    return quantity * price if held.size is None else quantity * held.size / price


def best(book: LocalBook | None, side: Side) -> Decimal | None:
    """The price at which an order would begin to fill."""
    if book is None:
        return None
    level = book.best_ask if side == Side.BUY else book.best_bid
    return None if level is None else level.price


def average(contract: SymbolInfo, expected: Fill | None) -> Decimal | None:
    """The average price that the book gives, if there is enough in it."""
    if expected is None or not expected.complete or expected.avg_price is None:
        return None
    return to_the_tick(contract, expected.avg_price)


def meeting(
    book: LocalBook | None, side: Side, quantity: Decimal, price: Decimal, mark: Decimal
) -> Meeting:
    """Whether somebody bids as much, or asks as little; by the mark price without a book."""
    offer = best(book, side) or mark
    if price < offer if side == Side.BUY else price > offer:
        return Meeting(takes=False)
    return Meeting(takes=True, fill=filled_at_once(side, quantity, price, book))


def _other_side(standing: Standing, direction: Direction) -> Iterable[Lot]:
    """In hedge mode the opposite position of the same contract moves with the price as well."""
    if not standing.hedged:
        return
    there = standing.held(direction.other)
    if there is not None:
        yield Lot(there.position_amt, there.entry_price)


def _elsewhere(standing: Standing) -> Decimal:
    """Gains of other crossed positions, less the margin that they must keep."""
    margin = standing.contract.margin_asset
    others = (
        one
        for one in standing.wallet.positions
        if one.symbol != standing.contract.symbol
        and not one.isolated_wallet
        and (standing.together or one.symbol.partition("_")[0].endswith(margin))
    )
    return sum((one.unrealized_profit - one.maint_margin for one in others), _NOTHING)


def _bracket(brackets: Sequence[LeverageBracket], notional: Decimal) -> LeverageBracket | None:
    found = (one for one in brackets if notional <= one.notional_cap)
    return next(found, brackets[-1] if brackets else None)
