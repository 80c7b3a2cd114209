"""Limit orders of convert: they wait until the price is right, or until they expire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.intervals import DAY
from sandbox.exchange.money import prices
from sandbox.exchange.money.amounts import plain
from sandbox.exchange.operations.table import READ, TRADE, Call, Table
from sandbox.exchange.sapi import refusals
from sandbox.exchange.sapi.convert import quotes
from sandbox.exchange.sapi.convert.operations import WALLET_TYPES
from sandbox.exchange.sapi.convert.quotes import SOURCES, Quote
from sandbox.exchange.sapi.upkeep import falls_due
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.core import Core
    from sandbox.exchange.trading.accounts import Account

JSON = dict[str, Any]
TABLE = Table()
_EXPIRIES = {f"{days}_D": days * DAY for days in (1, 3, 7, 30)}


@dataclass(frozen=True)
class LimitOrder:
    """A conversion that waits; nothing is set aside for it."""

    id: int
    quote: Quote
    base: str
    price: Decimal
    buys: bool
    time: int

    def reached(self, price: Decimal) -> bool:
        return price <= self.price if self.buys else price >= self.price


class LimitOrders:
    """An account's waiting conversions by their id."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.open: dict[int, LimitOrder] = {}


@falls_due
def convert_reached(core: Core, account: Account) -> None:
    """Carry out what the market has reached; forget what expired or can no longer be paid."""
    waiting = account.part(LimitOrders).open
    for order in tuple(waiting.values()):
        quote = order.quote
        if quote.expires <= core.clock():
            del waiting[order.id]
            continue
        other = quote.source if order.buys else quote.target
        price = prices.price(core, order.base, other)
        if price is not None and order.reached(price):
            del waiting[order.id]
            if quotes.payable(core, account, quote):
                quotes.carry_out(core, account, quote)


@TABLE.operation(
    "POST /sapi/v1/convert/limit/placeOrder",
    weight=500,
    by_uid=True,
    parameters=(
        "baseAsset quoteAsset limitPrice baseAmount quoteAmount side expiredType walletType"
    ),
    permission=TRADE,
)
def place(call: Call) -> JSON:
    order = _read(call)
    if not quotes.payable(call.core, call.account, order.quote):
        raise refusals.not_enough()
    call.account.part(LimitOrders).open[order.id] = order
    return {"orderId": order.id, "status": "PROCESS"}


@TABLE.operation(
    "POST /sapi/v1/convert/limit/cancelOrder",
    weight=200,
    by_uid=True,
    parameters="orderId",
    permission=TRADE,
)
def cancel(call: Call) -> JSON:
    call.params.required("orderId")
    number = call.params.integer("orderId") or 0
    if call.account.part(LimitOrders).open.pop(number, None) is None:
        raise errors.no_such_order()
    return {"orderId": number, "status": "CANCELED"}


@TABLE.operation(
    "GET /sapi/v1/convert/limit/queryOpenOrders", weight=3_000, by_uid=True, permission=READ
)
def open_orders(call: Call) -> JSON:
    return {"list": [_view(each) for each in call.account.part(LimitOrders).open.values()]}


def _read(call: Call) -> LimitOrder:
    params, (base, other) = call.params, _assets(call)
    price, amounts = params.required_decimal("limitPrice"), _amounts(call)
    buys = _mandatory(call, "side", ("BUY", "SELL")) == "BUY"
    expiry = _EXPIRIES[_mandatory(call, "expiredType", tuple(_EXPIRIES))]
    if not price:
        raise errors.not_valid("limitPrice")
    source, target = (other, base) if buys else (base, other)
    ratio = 1 / price if buys else price
    gives, gets = quotes.amounts(ratio, gives=amounts[buys], gets=amounts[not buys])
    if not quotes.convertible(source, gives):
        raise errors.not_valid("baseAmount" if "baseAmount" in params else "quoteAmount")
    paying = params.choice("walletType", WALLET_TYPES) or "SPOT"
    number, now = call.core.next_id(), call.core.clock()
    quote = Quote(
        id=str(number),
        source=source,
        target=target,
        gives=gives,
        gets=gets,
        ratio=ratio,
        wallets=tuple(SOURCES[each] for each in paying.split("_")),
        expires=now + expiry,
    )
    return LimitOrder(number, quote, base, price, buys, now)


def _assets(call: Call) -> tuple[str, str]:
    """Return the base and the quote asset, which must be two that can be converted."""
    base, other = call.params.required("baseAsset"), call.params.required("quoteAsset")
    if base not in quotes.assets():
        raise errors.not_valid("baseAsset")
    if other not in quotes.assets() or other == base:
        raise errors.not_valid("quoteAsset")
    return base, other


def _amounts(call: Call) -> tuple[Decimal | None, Decimal | None]:
    """Return the base and the quote amount, of which exactly one was sent."""
    base, quote = call.params.decimal("baseAmount"), call.params.decimal("quoteAmount")
    if base is None and quote is None:
        raise errors.missing_both("baseAmount", "quoteAmount")
    if base is not None and quote is not None:
        raise errors.bad_combination()
    return base, quote


def _mandatory(call: Call, name: str, choices: tuple[str, ...]) -> str:
    call.params.required(name)
    return call.params.choice(name, choices) or ""


def _view(order: LimitOrder) -> JSON:
    quote = order.quote
    return {
        "quoteId": quote.id,
        "orderId": order.id,
        "orderStatus": "PROCESS",
        "fromAsset": quote.source,
        "fromAmount": plain(quote.gives),
        "toAsset": quote.target,
        "toAmount": plain(quote.gets),
        "ratio": plain(quote.ratio),
        "inverseRatio": plain(1 / quote.ratio),
        "createTime": order.time,
        "expiredTimestamp": quote.expires,
    }
