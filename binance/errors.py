"""Everything that can go wrong; the branches are what a caller does next.

BinanceError
├── Unsent        never carried out: safe to try again
│   ├── RateLimited    our own limiter, or Binance's 429/418: wait `retry_after` seconds
│   │   ├── TooManyOrders  this account's alone
│   │   └── QueueFull      too many are waiting already
│   ├── BreakerOpen    Binance has been failing: wait `retry_after` seconds
│   ├── Unreachable    no connection could be made
│   │   └── HeldUp         it waited here for too long, which is no fault of Binance's
│   ├── Declined       Binance would not begin, and says so
│   │   ├── Busy           for want of room: try again, more slowly
│   │   └── Maintenance    the service is shut: try again in some minutes
│   └── NotAvailable   this environment has no such API
├── Unknown       it left and no answer came: ask before doing anything else
│   ├── DuplicateOrder an open order already bears this client order id: look at it
│   └── HalfDone       of a cancel-replace, one half: `cancelled` and `placed` say which
├── Rejected      Binance said no, with a code and a message
│   ├── BadKey         the key, its signature, its IP or its rights
│   ├── ClockSkew      our clock is outside the window
│   ├── NoSuchSymbol   unknown symbol
│   ├── NoSuchOrder    unknown, finished or archived order
│   ├── NoSuchListenKey  it has expired: make a new one
│   ├── AlreadyDone    it is so already: take it for success
│   ├── OrderRejected  a filter or the matching engine refused; see `reason`
│   └── Forbidden      Binance's firewall (403)
└── Unreadable    the answer to a read does not fit the model

No error carries a URL, a key or a signature, in its text or in its causes. `Unknown` alone carries
parameters: the endpoint, the symbol and the names of the order, by which to ask what became of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from binance.reasons import RejectReason, reason_of

if TYPE_CHECKING:
    from binance.request import Request


class BinanceError(Exception):
    """Anything that goes wrong on the way to Binance and back."""


class Unsent(BinanceError):
    """It was certainly not carried out."""


class RateLimited(Unsent):
    """There is no room in a limit; `until` is server time in seconds since 1970.

    `banned` is of the whole address: Binance's 418.
    """

    _what = "rate limited"

    def __init__(self, retry_after: float, until: float, *, banned: bool = False) -> None:
        super().__init__(retry_after, until)
        self.retry_after, self.until, self.banned = retry_after, until, banned

    def __str__(self) -> str:
        what = "banned by Binance" if self.banned else self._what
        return f"{what} for another {self.retry_after:.1f} s"


class TooManyOrders(RateLimited):
    """The account has too many orders unfilled; nobody else is concerned."""

    _what = "this account may place no more orders"


class QueueFull(RateLimited):
    """So many are waiting for room that nobody else is let in."""

    _what = "too many requests wait already, no more are let in"


class BreakerOpen(Unsent):
    """Not even tried, because Binance has been failing."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f"the circuit breaker is open for another {self.retry_after:.1f} s"


class Unreachable(Unsent):
    """No connection could be made."""


class HeldUp(Unreachable):
    """It waited here for so long that it was not sent; that says nothing of Binance."""


class Declined(Unsent):
    """Binance would not even begin; with its code and message."""

    def __init__(self, code: int, msg: str) -> None:
        super().__init__(code, msg)
        self.code, self.msg = code, msg

    def __str__(self) -> str:
        return f"{self.msg} ({self.code})"


class Busy(Declined):
    """One of the answers of which Binance's documents say that nothing was carried out."""


class Maintenance(Declined):
    """The service is shut for now."""


class NotAvailable(Unsent):
    """This environment does not have that API."""


class Unknown(BinanceError):
    """It may or may not have been carried out; `code` is Binance's, when there was one.

    The other attributes are what is needed to ask: the symbol, an order's id, and as
    `client_order_id` the name that we gave the order, transfer, withdrawal or accepted quote.
    """

    endpoint: str | None = None
    symbol: str | None = None
    order_id: int | None = None
    client_order_id: str | None = None

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message, code)
        self.message, self.code = message, code

    def __str__(self) -> str:
        said = self.message if self.code is None else f"{self.message} ({self.code})"
        if self.client_order_id is None or (self.endpoint or "").startswith("GET "):
            return said
        return f"{said}; ask what became of {self.client_order_id}"

    def concerns(self, request: Request[Any]) -> None:
        """Note what was asked for, and no more than is needed to ask for it again."""
        self.endpoint = f"{request.method} {request.path}"
        self.symbol = getattr(request, "symbol", None)
        self.order_id = getattr(request, "order_id", None)
        names = _OWN_NAMES if request.method == "POST" else _POINTED_AT
        found = (getattr(request, name, None) for name in names)
        self.client_order_id = next((name for name in found if name is not None), None)


# What a request calls what it places, moves or accepts, and what it calls the order it points at.
_OWN_NAMES = (
    "new_client_order_id",
    "list_client_order_id",
    "client_algo_id",
    "client_order_id",
    "client_tran_id",
    "withdraw_order_id",
    "client_id",
    "quote_id",
)
_POINTED_AT = (
    "orig_client_order_id",
    "orig_list_client_order_id",
    "list_client_order_id",
    "client_algo_id",
    "client_order_id",
)


class DuplicateOrder(Unknown):
    """An open order already has this client order id: perhaps the very one we sent."""


class HalfDone(Unknown):
    """A cancel-replace of which one half was carried out: look at both orders."""

    def __init__(self, message: str, code: int, *, cancelled: bool, placed: bool) -> None:
        super().__init__(message, code)
        self.cancelled, self.placed = cancelled, placed

    def __reduce__(self) -> tuple[Any, ...]:
        return _half_done, (self.message, self.code, self.cancelled, self.placed), self.__dict__


def _half_done(message: str, code: int, cancelled: bool, placed: bool) -> HalfDone:  # noqa: FBT001 - pickle passes by position
    return HalfDone(message, code, cancelled=cancelled, placed=placed)


class Rejected(BinanceError):
    """Binance refused."""

    def __init__(self, code: int, msg: str) -> None:
        super().__init__(code, msg)
        self.code, self.msg = code, msg

    def __str__(self) -> str:
        return f"{self.msg} ({self.code})"


class BadKey(Rejected):
    """The API key, its signature, its IP address or its rights are not accepted."""


class ClockSkew(Rejected):
    """The timestamp lies outside of the receive window."""


class NoSuchSymbol(Rejected):
    """Binance does not know the symbol."""


class NoSuchOrder(Rejected):
    """There is no such order, or none that is still open."""


class NoSuchListenKey(Rejected):
    """The listen key has expired; a new one must be made."""


class AlreadyDone(Rejected):
    """What was asked for is so already, hence nothing was changed: as good as success."""


class OrderRejected(Rejected):
    """A filter or the matching engine refused the order."""

    def __init__(self, code: int, msg: str, reason: RejectReason | None = None) -> None:
        super().__init__(code, msg)
        self.reason = reason_of(msg) if reason is None else reason


class Forbidden(Rejected):
    """Binance's firewall refused the request."""


class Unreadable(BinanceError):
    """The answer does not fit the model."""
