"""What an order must look like to be let through: grids, limits and distance from the mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.futures.trading.arithmetic import notional
from sandbox.exchange.futures.trading.refusals import below_notional, refused

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.trading.orders import Ticket

MAX_ORDERS = 200
MAX_ALGOS = 200
MAX_AMENDMENTS = 10_000


def check(ticket: Ticket, contract: Contract, mark: Decimal) -> None:
    """Refuse an order that breaks one of its contract's rules."""
    if ticket.limited:
        check_price(ticket.price, contract)
        _distance(ticket, contract, mark)
    if not ticket.close_position:
        check_quantity(ticket, contract)
        if not ticket.reduces:
            check_notional(ticket, contract, ticket.price or mark)


def check_price(price: Decimal, contract: Contract) -> None:
    if price <= 0:
        raise refused(-4001)
    if price > contract.max_price:
        raise refused(-4002)
    _precise(price, contract.price_precision)
    if price < contract.tick:
        raise refused(-4013)
    if price % contract.tick:
        raise refused(-4014)


def check_quantity(ticket: Ticket, contract: Contract) -> None:
    quantity = ticket.quantity
    most = contract.max_quantity if ticket.limited else contract.max_market_quantity
    if quantity <= 0:
        raise refused(-4003)
    _precise(quantity, contract.quantity_precision)
    if quantity < contract.step:
        raise refused(-4004)
    if quantity > most:
        raise refused(-4005)
    if quantity % contract.step:
        raise refused(-4023)


def check_notional(ticket: Ticket, contract: Contract, price: Decimal) -> None:
    """Refuse what is too small to open anything; COIN-M counts in contracts and has no minimum."""
    if contract.inverse:
        return
    if notional(contract, ticket.quantity, price) < contract.min_notional:
        raise below_notional(contract.min_notional)


def _distance(ticket: Ticket, contract: Contract, mark: Decimal) -> None:
    """Keep people from buying far above the mark price, and from selling far below it."""
    if ticket.side == "BUY" and ticket.price > mark * contract.multiplier_up:
        raise refused(-4016)
    if ticket.side == "SELL" and ticket.price < mark * contract.multiplier_down:
        raise refused(-4024)


def _precise(amount: Decimal, places: int) -> None:
    if round(amount, places) != amount:
        raise refused(-1111)
