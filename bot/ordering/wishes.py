"""What a person wants of a spot order, before it is known how much that makes."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from binance.models.exchange import SymbolInfo
from binance.models.order_terms import Side, TimeInForce


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


Amount: TypeAlias = Base | Quote | Share


@dataclass(frozen=True)
class Part:
    """So much of the order itself, in percent: what an iceberg shows at a time."""

    percent: Decimal


@dataclass(frozen=True)
class AtMarket:
    """At once, at what the order book gives."""


@dataclass(frozen=True)
class Limit:
    """At a price or better; `post` refuses to take from the book, `iceberg` shows only a part.

    As the profit of a pair it always waits in the book, as LIMIT_MAKER.
    """

    price: Decimal
    time_in_force: TimeInForce = TimeInForce.GTC
    post: bool = False
    iceberg: Decimal | Part | None = None


@dataclass(frozen=True)
class Triggered:
    """Waits until the market reaches `price`; then at market, or at `limit` or better."""

    price: Decimal
    limit: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.GTC


@dataclass(frozen=True)
class Stop(Triggered):
    """STOP_LOSS: sells when the market falls to a price, buys when it rises to one."""


@dataclass(frozen=True)
class Touch(Triggered):
    """TAKE_PROFIT: sells when the market rises to a price, buys when it falls to one."""


@dataclass(frozen=True)
class Trail:
    """Follows the market, and triggers when it turns by `delta` basis points.

    It begins to follow at once, or when the market reaches `activation`.
    """

    delta: int
    activation: Decimal | None = None
    limit: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.GTC


Profit: TypeAlias = Limit | Touch
Loss: TypeAlias = Stop | Trail


@dataclass(frozen=True)
class Oco:
    """A pair around the market, of which one order cancels the other."""

    profit: Profit
    loss: Loss


@dataclass(frozen=True)
class Bracket:
    """An entry, and what gets out of it again once it is wholly filled; one exit at least."""

    entry: Limit
    profit: Profit | None
    loss: Loss | None


Single: TypeAlias = AtMarket | Limit | Stop | Touch | Trail
Kind: TypeAlias = Single | Oco | Bracket


@dataclass(frozen=True)
class Wish:
    """What a person asked for; of a bracket, `side` is that of the entry."""

    side: Side
    info: SymbolInfo
    amount: Amount
    kind: Kind = field(default_factory=AtMarket)


def opposite(side: Side) -> Side:
    return Side.SELL if side == Side.BUY else Side.BUY


def parts(kind: Kind) -> list[Single]:
    """The single orders of which a wish is made, the entry first and profit before loss."""
    match kind:
        case Oco(profit, loss):
            return [profit, loss]
        case Bracket(entry, profit, loss):
            return [part for part in (entry, profit, loss) if part is not None]
        case _:
            return [kind]


def awaited(kind: Kind) -> list[Decimal]:
    """The prices at which something begins or ends later: triggers, and the target of a bracket."""
    found = [kind.profit.price] if isinstance(kind, Bracket) and kind.profit is not None else []
    for part in parts(kind):
        if isinstance(part, Triggered) and part.price not in found:
            found.append(part.price)
        elif isinstance(part, Trail) and part.activation is not None:
            found.append(part.activation)
    return found


def prices(kind: Kind) -> list[Decimal]:
    """Every price that a wish names."""
    named: list[Decimal | None] = []
    for part in parts(kind):
        match part:
            case Limit(price=price):
                named.append(price)
            case Stop(price=price, limit=limit) | Touch(price=price, limit=limit):
                named += [price, limit]
            case Trail(activation=activation, limit=limit):
                named += [activation, limit]
    return [price for price in named if price is not None]
