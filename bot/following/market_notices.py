"""What is pushed to people of their futures and margin accounts: fills, dangers, ends of orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from binance.models.events.contract_account import EndangeredPosition, MarginCall
from binance.models.orders import Side
from bot.following.executions import Closing, Execution, Progress, Tally
from bot.i18n import Html, Say, lines, note
from bot.notices import Notice, sensible, side_word, traded
from bot.text import clock, number, quote_amount
from storage import Market

POSITIONS = 10  # of a margin call that are told one by one: a message takes 4,096 characters
# Of futures, which tell a number.
EXPIRY_REASONS = {
    "1": note("It would have traded with another order of yours."),
    "2": note("It could not be filled at once as a whole, and may not wait."),
    "4": note("It could only reduce a position, and there is no such position any more."),
    "5": note("Your account was being liquidated."),
    "7": note("The contract is no longer traded."),
    "9": note("The order book had not enough for it."),
}


@dataclass(frozen=True)
class Ending:
    """An order that the exchange ended; `reason` is in Binance's words or numbers."""

    market: Market
    side: Side
    symbol: str
    order_id: int
    qty: Decimal
    filled: Decimal
    rejected: bool
    reason: str | None = None
    position: str = ""


def fill(say: Say, last: Execution, tally: Tally, order: Progress) -> Notice:
    """What an order has filled so far, after the latest trade."""
    part = None
    if tally.qty != order.qty and _costs(say, last, tally):
        part = say("Profit and fee are of the last {qty}.", qty=number(tally.qty))
    return Notice(lines(_fill(say, last, tally, order), part, _order(say, last.fill.order_id)))


def missed_fills(say: Say, trades: Sequence[Execution]) -> Notice:
    """Trades of one order that happened while nobody listened."""
    last, tally = trades[-1], Tally()
    for one in trades:
        tally.add(one)
    text = _fill(say, last, tally, Progress(tally.qty, _average(trades)))
    when = say("That was at {time}, while I was not connected.", time=clock(last.fill.at))
    return Notice(lines(text, _order(say, last.fill.order_id), when))


def margin_call(say: Say, market: Market, call: MarginCall) -> Notice:
    head = say("🚨 <b>Margin call</b> · {market}", market=_market(say, market))
    warning = say(
        "Binance warns that you are close to liquidation. Add margin or make the position smaller; "
        "when it comes to the worst, there may be no time for another warning."
    )
    dangers = [_danger(say, one) for one in call.positions[:POSITIONS]]
    if (more := len(call.positions) - POSITIONS) > 0:
        dangers.append(say.many("… and {n} other position", "… and {n} other positions", more))
    return Notice(lines(head, *dangers, warning))


def ended(say: Say, order: Ending) -> Notice:
    """An order that the exchange rejected, or ended before it was filled."""
    what = {"side": side_word(say, order.side), "symbol": _place(say, order)}
    head = (
        say("❌ <b>Rejected by Binance</b>: {side} {symbol}", **what)
        if order.rejected
        else say("⚠️ <b>Expired</b>: {side} {symbol}", **what)
    )
    filled = say(
        "{filled} of {qty} was filled.", filled=number(order.filled), qty=number(order.qty)
    )
    return Notice(lines(head, _reason(say, order.reason), filled, _order(say, order.order_id)))


def trigger_refused(
    say: Say, market: Market, side: Side | None, symbol: str, reason: str
) -> Notice:
    """A conditional order that came to nothing when its price was reached."""
    where = f"{symbol} · {_market(say, market)}"
    what = where if side is None else f"{side_word(say, side)} {where}"
    head = say("❌ <b>A conditional order was not placed</b>: {what}", what=what)
    return Notice(lines(head, _reason(say, reason)))


def _fill(say: Say, last: Execution, tally: Tally, order: Progress) -> Html:
    if last.fill.market == "coinm":
        amount = say.many(
            "{n} contract at {average}", "{n} contracts at {average}", int(order.qty),
            average=number(sensible(order.average)),
        )  # fmt: skip
    else:
        amount = traded(say, order.qty, order.average, order.qty * order.average)
    return lines(_head(say, last, order), amount, *_costs(say, last, tally), _why(say, last))


def _head(say: Say, last: Execution, order: Progress) -> Html:
    what = {"side": side_word(say, Side(last.fill.side)), "symbol": _of(say, last)}
    match last.closing:
        case Closing.LIQUIDATION:
            return say("🚨 <b>LIQUIDATION</b>: {side} {symbol}", **what)
        case Closing.DELEVERAGING:
            return say("🚨 <b>AUTO-DELEVERAGING</b>: {side} {symbol}", **what)
        case Closing.SETTLEMENT:
            return say("🏁 <b>Settlement</b>: {side} {symbol}", **what)
    match order.whole:
        case True:
            return say("✅ <b>Filled</b>: {side} {symbol}", **what)
        case False:
            return say("◐ <b>Partly filled</b>: {side} {symbol}", **what)
        case None:
            return say("✅ <b>Fill</b>: {side} {symbol}", **what)


def _why(say: Say, last: Execution) -> Html | None:
    match last.closing:
        case Closing.LIQUIDATION:
            return say("Binance closed your position, because its margin was not enough any more.")
        case Closing.DELEVERAGING:
            return say("Binance closed your position to make up for another trader's bankruptcy.")
        case Closing.SETTLEMENT:
            return say("Binance closed your position, because the contract has ended.")
        case None:
            return None


def _costs(say: Say, last: Execution, tally: Tally) -> list[Html]:
    told = []
    if tally.profit:
        profit = _money({last.profit_asset or "": tally.profit}, sign="+")
        told.append(say("Realised profit: {profit}", profit=profit))
    if tally.fees:
        told.append(say("Fee: {fee}", fee=_money(tally.fees)))
    return told


def _money(amounts: Mapping[str, Decimal], *, sign: str = "") -> str:
    return ", ".join(
        f"{sign if amount > 0 else ''}{quote_amount(amount)} {asset}".rstrip()
        for asset, amount in amounts.items()
    )


def _average(trades: Sequence[Execution]) -> Decimal:
    """The price of them all; contracts worth dollars are weighed by the coin they stand for."""
    qty = sum((one.fill.qty for one in trades), Decimal(0))
    if trades[0].fill.market == "coinm":
        return qty / sum((one.fill.qty / one.fill.price for one in trades), Decimal(0))
    return sum((one.fill.qty * one.fill.price for one in trades), Decimal(0)) / qty


def _danger(say: Say, one: EndangeredPosition) -> Html:
    return say(
        "{symbol}: {amount} at the mark price {mark}, unrealised {profit}, margin needed {needed}",
        symbol=one.symbol, amount=number(one.position_amt), mark=number(one.mark_price),
        profit=quote_amount(one.unrealized_pnl), needed=quote_amount(one.maintenance_margin),
    )  # fmt: skip


def _reason(say: Say, reason: str | None) -> Html | None:
    if not reason or reason in ("0", "NONE"):
        return None
    if reason in EXPIRY_REASONS:
        return say(EXPIRY_REASONS[reason])
    return say("Binance's reason: {reason}", reason=reason)


def _order(say: Say, order_id: int) -> Html:
    return say("Order <code>{id}</code>", id=order_id)


def _of(say: Say, one: Execution) -> str:
    return f"{one.fill.symbol} · {_market(say, one.fill.market)} {one.position}".rstrip()


def _place(say: Say, order: Ending) -> str:
    return f"{order.symbol} · {_market(say, order.market)} {order.position}".rstrip()


def _market(say: Say, market: Market) -> str:
    return {"usdm": "USD-M", "coinm": "COIN-M"}.get(market) or say("margin")
