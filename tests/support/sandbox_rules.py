"""The sandbox's own reading and checking of an order, without an exchange around it."""

from dataclasses import dataclass
from decimal import Decimal

from binance.models.exchange import SymbolInfo
from binance.private.spot import NewOco, NewOrder
from bot.ordering import SpotOrder
from sandbox.exchange.market.listing import LISTINGS
from sandbox.exchange.operations.fields import Fields, prefixed
from sandbox.exchange.operations.general import _symbol
from sandbox.exchange.operations.pairs import check_types, stop_first
from sandbox.exchange.operations.tickets import read_ticket
from sandbox.exchange.trading import admission, filters
from sandbox.exchange.trading.orders import Ticket
from sandbox.exchange.wire.params import Params


def info(symbol: str) -> SymbolInfo:
    """A symbol as the sandbox's exchangeInfo tells it."""
    return SymbolInfo.model_validate(_symbol(LISTINGS[symbol], with_sets=True))


@dataclass(frozen=True)
class Read:
    """The orders of a request as the sandbox understands them."""

    working: Ticket | None
    others: list[Ticket]

    def check(self, last: Decimal, typical: Decimal) -> None:
        """Raise `ApiError` for whatever the exchange refuses, balances aside."""
        tickets = [*([self.working] if self.working else []), *self.others]
        for ticket in tickets:
            filters.check(ticket, LISTINGS[ticket.symbol], typical)
        filters.check_open_orders([], tickets)
        if self.working is not None:
            last = self.working.price  # the others come when it is filled
        if len(self.others) > 1:
            admission.check_pair(self.others, last)
        for ticket in self.others:
            if ticket.contingent:
                admission.check_trigger(ticket, last)


def read(request: SpotOrder) -> Read:
    params = Params([*request.params().items()])
    if isinstance(request, NewOrder):
        return Read(None, [read_ticket(Fields(params), request.symbol)])
    if isinstance(request, NewOco):
        shared = {"side": "side", "quantity": "quantity"}
        return Read(None, _pair(params, "", shared, request.symbol))
    working = prefixed(params, "working", {"side": "workingSide"})
    read_working = read_ticket(working, request.symbol, types=("LIMIT", "LIMIT_MAKER"))
    shared = {"side": "pendingSide", "quantity": "pendingQuantity"}
    if "pendingType" in params:
        pending = [read_ticket(prefixed(params, "pending", shared), request.symbol)]
    else:
        pending = _pair(params, "pending", shared, request.symbol)
    return Read(read_working, pending)


def _pair(params: Params, prefix: str, shared: dict[str, str], symbol: str) -> list[Ticket]:
    above, below = (
        prefixed(params, f"{prefix}{place}" if prefix else place.lower(), shared)
        for place in ("Above", "Below")
    )
    check_types(params.required(above.name("type")), params.required(below.name("type")),
                params.required(shared["side"]))  # fmt: skip
    return stop_first(read_ticket(above, symbol), read_ticket(below, symbol))
