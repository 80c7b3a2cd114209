"""From what a person wants to the order that Binance will take, or why not."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Context, Decimal

from binance.filters import Violation, floor_price, floor_quantity, violations
from binance.models.market import SymbolInfo
from binance.models.orders import OrderType, Side, TimeInForce
from binance.private.spot import NewOrder
from binance.streams.books import Fill, LocalBook
from bot.i18n import note
from bot.refusals import Refused
from bot.text import number


@dataclass(frozen=True)
class Base:
    """So much of what is traded: `0.01` of BTCUSDT is 0.01 BTC."""

    amount: Decimal


@dataclass(frozen=True)
class Quote:
    """So much money: `$100` of BTCUSDT is 100 USDT."""

    amount: Decimal


@dataclass(frozen=True)
class Share:
    """A part of what is free: `25%` of the money when buying, of the coins when selling."""

    percent: Decimal


Amount = Base | Quote | Share


@dataclass(frozen=True)
class Wish:
    """What a person asked for; without a price it is a market order."""

    side: Side
    info: SymbolInfo
    amount: Amount
    price: Decimal | None = None


@dataclass(frozen=True)
class Free:
    """What the account can use of either side."""

    base: Decimal
    quote: Decimal


def order_for(wish: Wish, last: Decimal, free: Free) -> NewOrder:
    """The order, rounded down to the symbol's steps and checked against its filters and the funds.

    `Refused` says what is wrong; nothing that Binance would refuse for these reasons is sent.
    """
    order = _limit(wish, free) if wish.price is not None else _market(wish, last, free)
    _check_funds(wish, order, last, free)
    if found := violations(wish.info, order, last):
        raise _refusal(wish.info, found[0])
    return order


def expected_fill(order: NewOrder, book: LocalBook) -> Fill:
    """What a market order would get from a book that stays as it is, fees aside."""
    if order.quantity is not None:
        return book.fill(order.side, order.quantity)
    return book.fill_quote(order.side, order.quote_order_qty or Decimal(0))


def tradable(info: SymbolInfo, quantity: Decimal) -> Decimal:
    """A quantity as a market order can trade it, with no digits beyond the symbol's steps."""
    digits = Decimal(1).scaleb(-info.base_asset_precision)
    return floor_quantity(info, quantity.quantize(digits, rounding=ROUND_DOWN), market=True)


def to_the_tick(info: SymbolInfo, price: Decimal) -> Decimal:
    """An average price with as many digits as the symbol's prices have."""
    tick = _tick(info).normalize() or Decimal("1e-8")
    return price.quantize(tick, rounding=ROUND_HALF_EVEN)


def _market(wish: Wish, last: Decimal, free: Free) -> NewOrder:
    quote = None
    quantity = None
    match wish.amount, wish.side:
        case Quote(amount), _:
            quote = amount
        case Share(percent), Side.BUY:
            quote = free.quote * percent / 100
        case _:
            quantity = _base(wish, last, free, market=True)
    if quote is not None:
        digits = Decimal(1).scaleb(-wish.info.quote_asset_precision)
        quote = quote.quantize(digits, rounding=ROUND_DOWN)
    return NewOrder(
        symbol=wish.info.symbol,
        side=wish.side,
        type=OrderType.MARKET,
        quantity=quantity,
        quote_order_qty=_positive(quote) if quote is not None else None,
    )


def _limit(wish: Wish, free: Free) -> NewOrder:
    assert wish.price is not None
    nearest = floor_price(wish.info, wish.price) or _tick(wish.info)
    if nearest != wish.price:
        raise Refused(
            note("Prices of {symbol} go in steps: {nearest} would do, {price} does not."),
            symbol=wish.info.symbol, nearest=number(nearest), price=number(wish.price),
        )  # fmt: skip
    return NewOrder(
        symbol=wish.info.symbol,
        side=wish.side,
        type=OrderType.LIMIT,
        time_in_force=TimeInForce.GTC,
        price=wish.price,
        quantity=_base(wish, wish.price, free, market=False),
    )


def _tick(info: SymbolInfo) -> Decimal:
    return info.price_filter.tick_size if info.price_filter else Decimal(0)


def _base(wish: Wish, price: Decimal, free: Free, *, market: bool) -> Decimal:
    match wish.amount:
        case Base(amount):
            quantity = amount
        case Quote(amount):
            quantity = amount / price
        case Share(percent) if wish.side == Side.SELL:
            quantity = free.base * percent / 100
        case Share(percent):
            quantity = free.quote * percent / 100 / price
    rounded = floor_quantity(wish.info, quantity, market=market)
    if not rounded:
        raise Refused(
            note("That is less than the smallest amount of {asset} that can be traded."),
            asset=wish.info.base_asset,
        )
    return rounded


def _positive(quote: Decimal) -> Decimal:
    if quote <= 0:
        raise Refused(note("There is nothing free to trade with."))
    return quote


def _check_funds(wish: Wish, order: NewOrder, last: Decimal, free: Free) -> None:
    """What the order will use must be there, estimated with the last price for market orders."""
    price = order.price or last
    if order.side == Side.BUY:
        needed = order.quote_order_qty or (order.quantity or Decimal(0)) * price
        have, asset = free.quote, wish.info.quote_asset
    else:
        needed = order.quantity or (order.quote_order_qty or Decimal(0)) / price
        have, asset = free.base, wish.info.base_asset
    if needed > have:
        raise Refused(
            note("Not enough {asset}: this needs {needed}, and {have} is free."),
            asset=asset, needed=number(_shown(needed)), have=number(_shown(have)),
        )  # fmt: skip


def _shown(value: Decimal) -> Decimal:
    # people may ask for more digits than the 28 that decimals have by default
    return value.quantize(Decimal("1e-8"), rounding=ROUND_DOWN, context=Context(prec=80))


def _refusal(info: SymbolInfo, found: Violation) -> Refused:
    limit = number(found.limit) if found.limit is not None else ""
    least = found.rule.startswith("min_")
    match found.filter:
        case "NOTIONAL" | "MIN_NOTIONAL":
            sentence = (
                note("The order is too small: {symbol} takes orders worth {limit} {asset} or more.")
                if least
                else note("The order is too large: {symbol} takes at most {limit} {asset} at once.")
            )
            return Refused(sentence, symbol=info.symbol, limit=limit, asset=info.quote_asset)
        case "LOT_SIZE" | "MARKET_LOT_SIZE":
            sentence = (
                note("The amount is too small: {symbol} takes {limit} {asset} or more.")
                if least
                else note(
                    "The amount is too large: {symbol} takes at most {limit} {asset} at once."
                )
            )
            return Refused(sentence, symbol=info.symbol, limit=limit, asset=info.base_asset)
        case "PERCENT_PRICE" | "PERCENT_PRICE_BY_SIDE":
            sentence = (
                note("The price is too far below the market: Binance allows {limit} or more.")
                if least
                else note("The price is too far above the market: Binance allows at most {limit}.")
            )
            return Refused(sentence, limit=number(_shown(found.limit or Decimal(0))))
        case _:
            return Refused(
                note("{symbol} does not take this order now ({rule})."),
                symbol=info.symbol, rule=found.filter,
            )  # fmt: skip
