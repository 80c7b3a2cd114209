"""Everything that can go wrong; the branches are what a caller does next.

BinanceError
├── Unsent        never carried out: safe to try again
│   ├── RateLimited    our own limiter, or Binance's 429/418: wait `retry_after` seconds
│   │   └── TooManyOrders  this account's alone
│   ├── BreakerOpen    Binance has been failing: wait `retry_after` seconds
│   ├── Unreachable    no connection could be made
│   └── NotAvailable   this environment has no such API
├── Unknown       it left and no answer came: ask before doing anything else
│   └── DuplicateOrder an open order already bears this client order id: look at it
├── Rejected      Binance said no, with a code and a message
│   ├── BadKey         the key, its signature, its IP or its rights
│   ├── ClockSkew      our clock is outside the window
│   ├── NoSuchSymbol   unknown symbol
│   ├── NoSuchOrder    unknown, finished or archived order
│   ├── OrderRejected  a filter or the matching engine refused; see `reason`
│   └── Forbidden      Binance's firewall (403)
└── Unreadable    the answer to a read does not fit the model

No error carries a URL, a parameter, a key or a signature, in its text or in its causes.
"""

from binance.reasons import RejectReason, reason_of


class BinanceError(Exception):
    """Anything that goes wrong on the way to Binance and back."""


class Unsent(BinanceError):
    """It was certainly not carried out."""


class RateLimited(Unsent):
    """There is no room in a limit; `until` is server time in seconds since 1970."""

    def __init__(self, retry_after: float, until: float) -> None:
        super().__init__(retry_after, until)
        self.retry_after, self.until = retry_after, until

    def __str__(self) -> str:
        return f"rate limited for another {self.retry_after:.1f} s"


class TooManyOrders(RateLimited):
    """The account has too many orders unfilled; nobody else is concerned."""


class BreakerOpen(Unsent):
    """Not even tried, because Binance has been failing."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f"the circuit breaker is open for another {self.retry_after:.1f} s"


class Unreachable(Unsent):
    """No connection could be made."""


class NotAvailable(Unsent):
    """This environment does not have that API."""


class Unknown(BinanceError):
    """It may or may not have been carried out; `code` is Binance's, when there was one."""

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message, code)
        self.message, self.code = message, code

    def __str__(self) -> str:
        return self.message if self.code is None else f"{self.message} ({self.code})"


class DuplicateOrder(Unknown):
    """An open order already has this client order id: perhaps the very one we sent."""


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


class OrderRejected(Rejected):
    """A filter or the matching engine refused the order."""

    @property
    def reason(self) -> RejectReason:
        return reason_of(self.msg)


class Forbidden(Rejected):
    """Binance's firewall refused the request."""


class Unreadable(BinanceError):
    """The answer does not fit the model."""
