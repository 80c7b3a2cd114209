"""From what people write after /long, /short and /close to what they want.

As forgiving and as exact as the orders of spot: what can be read in two ways, or contradicts
itself, is refused with a line that shows how it would be written right.
"""

from collections.abc import Sequence
from decimal import Decimal

from binance.models.futures.contracts import Contract
from bot.ordering import amounts
from bot.ordering.wishes import Amount, Base, Quote, Share
from bot.ordering.words import Words
from bot.positions import clauses
from bot.positions.clauses import FORMS, Clauses
from bot.positions.listed import Listed
from bot.positions.wishes import Close, CloseAll, Direction, Exits, Open, Venue, Wish

WHOLE = Share(Decimal(100))
_ALL = ("all", "everything")
_LEAST_TRAIL, _MOST_TRAIL = Decimal("0.1"), Decimal(20)  # percent, as Binance takes it


def parse(command: str, spoken: Sequence[str], listed: Listed) -> Wish:
    """Read the words after `long`, `short` or `close`; `Misunderstood` says what is wrong."""
    words = Words(command, spoken, FORMS[command], listed.usdm)
    if command != "close":
        return _open(words, Direction(command), listed)
    if words.peek() in _ALL and len(spoken) == 1:
        return CloseAll()
    return _close(words, listed)


def _open(words: Words, direction: Direction, listed: Listed) -> Open:
    found = clauses.read(words, listed)
    words.like("amount")
    named, amount = amounts.apart(words, found.loose)
    contract = listed.usd(named)
    wanted = amounts.amount(words, amount, contract)
    _check_unit(words, amount, wanted, contract, listed.multiple(named))
    _not_together(words, found)
    for word in ("long", "short"):
        if word in found.flags:
            raise words.odd(word)
    return Open(
        direction, contract, wanted,
        price=found.prices.get("@"), post="post" in found.flags, leverage=found.leverage,
        exits=_exits(words, found), reduce="reduce" in found.flags,
    )  # fmt: skip


def _not_together(words: Words, found: Clauses) -> None:
    price = "@" in found.prices
    if price and "market" in found.flags:
        raise words.apart("@", "market")
    if "post" in found.flags and not price:
        words.like("price")
        raise words.missing()  # what waits in the book needs a price to wait at
    if price and found.exits.trail is not None:
        # it would follow the market from now on, long before there is a position
        words.like("trail")
        raise words.apart("@", "trail")
    other = found.first_of("tp", "sl", "trail", "x")
    if "reduce" in found.flags and other is not None:
        words.like("reduce")
        raise words.apart("reduce", other)


def _close(words: Words, listed: Listed) -> Close:
    found = clauses.read(words, listed)
    odd = found.first_of("reduce", "x")
    if odd is not None:
        raise words.odd(odd)
    _not_together(words, found)
    venue, contract, amount = _what(words, found, listed)
    exits = _exits(words, found)
    price = found.prices.get("@")
    if price is not None and exits:
        raise words.apart("@", str(found.first_of("tp", "sl")))
    if exits and amount != WHOLE:
        words.like("exits")  # stops close the whole position: see the package
        raise words.odd(found.loose[-1][1])
    side, post = _side(words, found), "post" in found.flags
    return Close(venue, contract, amount, side, exits, price=price, post=post)


def _what(words: Words, found: Clauses, listed: Listed) -> tuple[Venue, Contract, Amount]:
    words.like("amount")
    if len(found.loose) == 1:
        venue, contract = listed.any(found.loose[0][1])
        return venue, contract, WHOLE
    named, spoken = amounts.apart(words, found.loose)
    venue, contract = listed.any(named)
    amount = amounts.amount(words, spoken, contract)
    _check_unit(words, spoken, amount, contract, listed.multiple(named))
    if isinstance(amount, Quote) or (venue == "coinm" and isinstance(amount, Base) and spoken[1:]):
        raise words.odd(" ".join(spoken))
    return venue, contract, amount


def _check_unit(
    words: Words, spoken: Sequence[str], amount: Amount, contract: Contract, many: int
) -> None:
    """Ask back a bare number where a coin was named that the contract counts by the thousand."""
    if many == 1 or not isinstance(amount, Base) or not amounts.is_bare(spoken):
        return
    raise words.unit_of_many(contract.base_asset, many, amount.amount)


def _side(words: Words, found: Clauses) -> Direction | None:
    said = [one for one in found.flags if one in ("long", "short")]
    if len(said) > 1:
        raise words.apart("long", "short")
    return Direction(said[0]) if said else None


def _exits(words: Words, found: Clauses) -> Exits:
    trail = found.prices.get("trail")
    if trail is not None and not _LEAST_TRAIL <= trail <= _MOST_TRAIL:
        words.like("trail")
        raise words.odd(f"{trail}%")
    return found.exits
