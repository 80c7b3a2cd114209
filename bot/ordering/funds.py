"""How much of a symbol a wish is for, and whether what it needs is there."""

from decimal import ROUND_CEILING, Decimal

from binance.filters import floor_quantity
from binance.models.order_terms import Side
from bot.i18n import note
from bot.ordering.exact import EXACT, SATOSHI, cut
from bot.ordering.market import Market
from bot.ordering.shapes import names_money, trades_at_market
from bot.ordering.wishes import (
    AtMarket,
    Base,
    Bracket,
    Limit,
    Quote,
    Share,
    Single,
    Stop,
    Touch,
    Trail,
    Wish,
    parts,
)
from bot.refusals import Refused
from bot.text import number


def quantity_of(wish: Wish, market: Market) -> Decimal:
    """The amount of the base asset, or of money where the order names that, rounded down."""
    if names_money(wish):
        return cut(_money(wish, market), wish.info.quote_asset_precision)
    match wish.amount:
        case Base(amount):
            wanted = amount
        case Share(percent) if wish.side == Side.SELL:
            wanted = _share(market.free.base, percent)
        case _:  # never for more than was asked, whichever order of a pair is filled
            wanted = EXACT.divide(_money(wish, market), _highest_price(wish, market))
    return floor_quantity(wish.info, wanted, market=trades_at_market(wish))


def check_something_free(wish: Wish, market: Market) -> None:
    """A share of nothing is nothing."""
    have = market.free.quote if wish.side == Side.BUY else market.free.base
    if isinstance(wish.amount, Share) and have <= 0:
        raise Refused(note("There is nothing free to trade with."))


def check(wish: Wish, quantity: Decimal, market: Market) -> None:
    """What the order will use must be there, estimated with the last price at market."""
    info, free = wish.info, market.free
    if wish.side == Side.BUY:
        _check_enough(_cost(wish, quantity, market), free.quote, info.quote_asset)
        return
    sold = EXACT.divide(quantity, market.last) if names_money(wish) else quantity
    _check_enough(sold, free.base, info.base_asset)
    if isinstance(wish.kind, Bracket):
        _check_way_back(wish, wish.kind, quantity, market)


def _check_way_back(wish: Wish, bracket: Bracket, quantity: Decimal, market: Market) -> None:
    """What was sold must be paid for again, at a higher price if the loss is stopped."""
    kept = 1 - market.fee(Side.SELL)
    gained = EXACT.multiply(EXACT.multiply(quantity, bracket.entry.price), kept)
    needed = max(
        _worth(quantity, _price(part, bracket.entry.price))
        for part in (bracket.profit, bracket.loss)
        if part is not None
    )
    have = EXACT.add(market.free.quote, gained)
    _check_enough(needed, have, wish.info.quote_asset)


def _check_enough(needed: Decimal, have: Decimal, asset: str) -> None:
    if needed <= have:
        return
    raise Refused(
        note("Not enough {asset}: this needs {needed}, and {have} is free."),
        asset=asset, needed=number(cut(needed, 8)), have=number(cut(have, 8)),
    )  # fmt: skip


def _cost(wish: Wish, quantity: Decimal, market: Market) -> Decimal:
    if names_money(wish):
        return quantity
    if isinstance(wish.kind, AtMarket) and market.book is not None:
        fill = market.book.fill(Side.BUY, quantity)
        if fill.complete:
            return fill.quote_qty
    return set_aside(wish, quantity, market)


def set_aside(wish: Wish, quantity: Decimal, market: Market) -> Decimal:
    """What Binance locks to buy: for the dearer order of a pair, and once for both."""
    return _worth(quantity, _highest_price(wish, market))


def _worth(quantity: Decimal, price: Decimal) -> Decimal:
    """What Binance sets aside: rounded up, in the eight digits that money has."""
    return EXACT.multiply(quantity, price).quantize(SATOSHI, ROUND_CEILING, EXACT)


def _money(wish: Wish, market: Market) -> Decimal:
    match wish.amount:
        case Share(percent):
            return _share(market.free.quote, percent)
        case Base(amount) | Quote(amount):
            return amount


def _share(have: Decimal, percent: Decimal) -> Decimal:
    return EXACT.divide(EXACT.multiply(have, percent), Decimal(100))


def _highest_price(wish: Wish, market: Market) -> Decimal:
    """The dearest price that an order of the wish may trade at; of a bracket, its entry."""
    if isinstance(wish.kind, Bracket):
        return wish.kind.entry.price
    return max(_price(part, market.last) for part in parts(wish.kind))


def _price(part: Single, last: Decimal) -> Decimal:
    match part:
        case Limit(price=price):
            return price
        case Stop(price=price, limit=limit) | Touch(price=price, limit=limit):
            return price if limit is None else limit
        case Trail(activation=activation, limit=limit):
            return limit or activation or last
        case AtMarket():
            return last
