"""Each request as one line in plain words, exact to the last digit."""

from decimal import Decimal

from binance.models.exchange import SymbolInfo
from binance.models.order_terms import OrderType, Side, TimeInForce
from binance.private.spot import CancelReplace, NewOco, NewOrder, NewOto, NewOtoco
from bot.i18n import Html, Say, note
from bot.notices import side_word
from bot.ordering.legs import Leg, legs
from bot.ordering.shapes import SpotOrder
from bot.ordering.wishes import Amount, Share
from bot.text import number

_STOPS = frozenset({OrderType.STOP_LOSS, OrderType.STOP_LOSS_LIMIT})
_AT = {
    TimeInForce.GTC: note("at {price}"),
    TimeInForce.IOC: note("at {price}, as much as there is at once, and the rest not at all (IOC)"),
    TimeInForce.FOK: note("at {price}, all of it at once or nothing (FOK)"),
}


def sentence(
    say: Say,
    request: SpotOrder | CancelReplace,
    info: SymbolInfo | None = None,
    amount: Amount | None = None,
) -> Html:
    """`SELL 0.5 ETH (25% of your ETH) at 4,100 or, if it falls to 3,800, at market`.

    Where the symbol's `info` is not at hand, its name stands for the assets. `amount` is as it was
    asked for, so that a share can be told as one.
    """
    first, *others = legs(request)
    base = request.symbol if info is None else info.base_asset
    quote = "" if info is None else info.quote_asset
    what = _what(say, first, base, quote, amount)
    match request:
        case NewOrder() | CancelReplace():
            return say("{what} {how}", what=what, how=_how(say, first))
        case NewOco():
            return say("{what} {how}", what=what, how=_either(say, first, others[0]))
        case NewOto():
            then = _how(say, others[0])
        case NewOtoco():
            then = _either(say, *others)
    return say(
        "{what} {how}; once all of it is filled, {then_what} {then}",
        what=what, how=_how(say, first), then_what=_what(say, others[0], base, quote), then=then,
    )  # fmt: skip


def _what(say: Say, leg: Leg, base: str, quote: str, amount: Amount | None = None) -> Html:
    """`SELL 0.5 ETH (25% of your ETH)`."""
    if leg.quantity is not None:
        traded = say("{qty} {asset}", qty=number(leg.quantity), asset=base)
    else:
        money = f"{number(leg.quote_order_qty or Decimal(0))} {quote}".rstrip()
        traded = say("{asset} for {money}", asset=base, money=money)
    side = side_word(say, leg.side)
    if isinstance(amount, Share):
        return say(
            "{side} {amount} ({percent}% of your {asset})",
            side=side, amount=traded, percent=number(amount.percent),
            asset=quote if leg.side == Side.BUY else base,
        )  # fmt: skip
    return say("{side} {amount}", side=side, amount=traded)


def _either(say: Say, above: Leg, below: Leg) -> Html:
    """`at 4,100 or, if it falls to 3,800, at market`: profit first, whichever side it is on."""
    gain, stop = (below, above) if above.type in _STOPS else (above, below)
    return say(
        "{gain} or, {once}, {way}",
        gain=_how(say, gain) if gain.stop_price is not None else _price(say, gain),
        once=_once(say, stop), way=_price(say, stop),
    )  # fmt: skip


def _how(say: Say, leg: Leg) -> Html:
    """When and at which price one order trades."""
    if leg.stop_price is None and leg.trailing_delta is None:
        return _resting(say, leg)
    return say("{way}, {once}", way=_price(say, leg), once=_once(say, leg))


def _resting(say: Say, leg: Leg) -> Html:
    way = _price(say, leg)
    if leg.type == OrderType.LIMIT_MAKER:
        way = say("{way}, only as a maker", way=way)
    if leg.iceberg_qty is not None:
        way = say("{way}, showing {part} at a time", way=way, part=number(leg.iceberg_qty))
    return way


def _price(say: Say, leg: Leg) -> Html:
    if leg.price is None:
        return say("at market")
    return say(_AT[leg.time_in_force or TimeInForce.GTC], price=number(leg.price))


def _once(say: Say, leg: Leg) -> Html:
    """What an order waits for."""
    if leg.trailing_delta is not None:
        return _turned(say, leg, Decimal(leg.trailing_delta) / 100)
    assert leg.stop_price is not None
    falling = (leg.type in _STOPS) == (leg.side == Side.SELL)
    return say(
        note("if it falls to {price}") if falling else note("if it rises to {price}"),
        price=number(leg.stop_price),
    )


def _turned(say: Say, leg: Leg, percent: Decimal) -> Html:
    selling = leg.side == Side.SELL
    if leg.stop_price is None:
        return say(
            note("if it falls by {percent}% from its highest price")
            if selling
            else note("if it rises by {percent}% from its lowest price"),
            percent=number(percent),
        )
    return say(
        note("if it reaches {price} and then falls by {percent}% from its highest price")
        if selling
        else note("if it reaches {price} and then rises by {percent}% from its lowest price"),
        percent=number(percent), price=number(leg.stop_price),
    )  # fmt: skip
