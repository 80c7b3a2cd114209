"""An order that fills, in words: how far it is, what it cost, what to do next."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from binance.models.order_terms import OrderStatus, Side
from bot.fills.actions import next_steps
from bot.fills.profits import Profit
from bot.fills.progress import ZERO, Closing
from bot.fills.reasons import plain
from bot.i18n import Html, Say, lines, note
from bot.notices import Notice, sensible, side_word
from bot.text import clock, number, quote_amount
from storage import Fill, Market, OrderTelling

CLOSINGS = {
    Closing.LIQUIDATION: (
        note("🚨 <b>LIQUIDATION</b>: {order}"),
        note("Binance closed your position, because its margin was not enough any more."),
    ),
    Closing.DELEVERAGING: (
        note("🚨 <b>AUTO-DELEVERAGING</b>: {order}"),
        note("Binance closed your position to make up for another trader's bankruptcy."),
    ),
    Closing.SETTLEMENT: (
        note("🏁 <b>Settlement</b>: {order}"),
        note("Binance closed your position, because the contract has ended."),
    ),
}
"""What Binance itself did, and why."""


def grown(
    say: Say,
    told: OrderTelling,
    fills: Sequence[Fill],
    profit: Profit | None,
    sentence: Html | None = None,
    *,
    has_exits: bool = False,
) -> Notice:
    """The message of an order after its latest fill; `sentence` where it was confirmed here.

    What `has_exits` of a bracket needs no others.
    """
    text = lines(
        _head(say, told, sentence),
        _amount(say, told),
        _profit(say, told, profit),
        _fee(say, fills),
        _part(say, told, fills, profit),
        _why(say, told),
        plain(say, told.reason) if told.is_over else None,
        say("Order <code>{id}</code>", id=told.order_id),
        _missed(say, told),
    )
    return Notice(text, next_steps(say, told, has_exits=has_exits))


def over(say: Say, told: OrderTelling, *, has_exits: bool = False) -> Notice:
    """A short word that an order of which another message tells is over."""
    order, average = what(say, told), number(sensible(told.average))
    if told.status == OrderStatus.FILLED:
        text = say(
            "🏁 <b>Done</b>: {order}, {qty} at {average} in all",
            order=order, qty=_how_much(say, told, told.executed), average=average,
        )  # fmt: skip
    else:
        text = say(
            "🏁 <b>Over</b>: {order}, only {qty} at {average}",
            order=order, qty=_of_total(say, told), average=average,
        )  # fmt: skip
    number_line = say("Order <code>{id}</code>", id=told.order_id)
    return Notice(lines(text, number_line), next_steps(say, told, has_exits=has_exits))


def what(say: Say, told: OrderTelling) -> Html:
    """Side and symbol, with the market where it is not spot: `SELL BTCUSDT · USD-M LONG`."""
    side = side_word(say, Side(told.side))
    if told.market == "spot":
        return say("{side} {symbol}", side=side, symbol=told.symbol)
    place = f"{told.symbol} · {market_name(say, told.market)} {told.position}".rstrip()
    return say("{side} {symbol}", side=side, symbol=place)


def market_name(say: Say, market: Market) -> str:
    if market == "isolated":
        return say("isolated margin")
    return {"usdm": "USD-M", "coinm": "COIN-M"}.get(market) or say("margin")


def money(amounts: Mapping[str, Decimal], *, sign: str = "") -> str:
    return ", ".join(
        f"{sign if amount > 0 else ''}{quote_amount(amount)} {asset}".rstrip()
        for asset, amount in amounts.items()
    )


def _head(say: Say, told: OrderTelling, sentence: Html | None) -> Html:
    order = sentence or what(say, told)
    if told.closing is not None:
        return say(CLOSINGS[Closing(told.closing)][0], order=order)
    match told.status:
        case OrderStatus.FILLED:
            return say("✅ <b>Filled</b>: {order}", order=order)
        case OrderStatus.CANCELED:
            return say("◑ <b>Cancelled after a part</b>: {order}", order=order)
        case OrderStatus.EXPIRED | OrderStatus.EXPIRED_IN_MATCH | OrderStatus.REJECTED:
            return say("◑ <b>Expired after a part</b>: {order}", order=order)
        case None:
            return say("✅ <b>Fill</b>: {order}", order=order)
        case _:
            return say("◐ <b>Partly filled</b>, the rest waits: {order}", order=order)


def _amount(say: Say, told: OrderTelling) -> Html:
    """How much at which price; answers of futures tell no price, the fills after them do."""
    if not told.average:
        return say("{qty} filled", qty=_of_total(say, told))
    average, qty = number(sensible(told.average)), _of_total(say, told)
    if told.market == "coinm":
        return say("{qty} at {average}", qty=qty, average=average)
    worth = quote_amount(told.executed * told.average)
    return say("{qty} at {average}, together {quote}", qty=qty, average=average, quote=worth)


def _of_total(say: Say, told: OrderTelling) -> Html | str:
    """How much is filled, and of how much as long as that is more."""
    if told.status == OrderStatus.FILLED or not told.total or told.total <= told.executed:
        return _how_much(say, told, told.executed)
    return say(
        "{qty} of {total}", qty=number(told.executed), total=_how_much(say, told, told.total)
    )


def _how_much(say: Say, told: OrderTelling, qty: Decimal) -> Html | str:
    if told.market == "coinm":
        return say.many("{n} contract", "{n} contracts", int(qty))
    return number(qty)


def _profit(say: Say, told: OrderTelling, profit: Profit | None) -> Html | None:
    if profit is None:
        return None
    amount = money({profit.asset: profit.amount}, sign="+")
    if not profit.whole:
        return say("Realised profit: {profit} (first in, first out, of the trades that I know; "
                   "/pnl reads all)", profit=amount)  # fmt: skip
    if told.market == "spot":
        return say("Realised profit: {profit} (first in, first out)", profit=amount)
    return say("Realised profit: {profit}", profit=amount)


def _fee(say: Say, fills: Sequence[Fill]) -> Html | None:
    fees: dict[str, Decimal] = {}
    for one in fills:
        if one.commission and one.commission_asset is not None:
            paid = fees.get(one.commission_asset, ZERO)
            fees[one.commission_asset] = paid + one.commission
    return say("Fee: {fee}", fee=money(fees)) if fees else None


def _part(
    say: Say, told: OrderTelling, fills: Sequence[Fill], profit: Profit | None
) -> Html | None:
    """That not all trades of the order are known yet, where that makes a difference."""
    known = sum((one.qty for one in fills), ZERO)
    if not known or known == told.executed or not (profit or _fee(say, fills)):
        return None
    return say("Profit and fee are of the last {qty}.", qty=number(known))


def _why(say: Say, told: OrderTelling) -> Html | None:
    return None if told.closing is None else say(CLOSINGS[Closing(told.closing)][1])


def _missed(say: Say, told: OrderTelling) -> Html | None:
    if told.missed_at is None:
        return None
    time = clock(told.missed_at)
    if told.missed >= told.executed:
        return say("That was at {time}, while I was not connected.", time=time)
    return say(
        "Of it {qty} at {time}, while I was not connected.", qty=number(told.missed), time=time
    )
