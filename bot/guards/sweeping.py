"""Cancelling all that is open in an account, and closing its positions.

Both may be done over again without harm: what is cancelled is gone, and what only reduces a
position cannot turn it around.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any, Literal, NamedTuple, Protocol, TypeVar

from binance import Priority
from binance.errors import (
    AlreadyDone,
    BadKey,
    BinanceError,
    NoSuchOrder,
    NotAvailable,
    Rejected,
)
from binance.models.coin_futures.positions import PositionRisk
from binance.models.futures.algo_orders import AlgoOrder
from binance.models.futures.positions import Position
from binance.models.futures.terms import OrderType, PositionSide
from binance.models.order_terms import Side
from binance.private import coin_futures, futures, margin, spot
from binance.public import coin_futures as listed_coinm
from binance.public import futures as listed_usdm
from binance.request import Private, Request
from bot.guards.spared import Spares
from storage import Market

T = TypeVar("T")
Held = Position | PositionRisk
Part = Literal["orders", "conditional", "positions"]
Step = Callable[[], Awaitable[None]]


class _Market(NamedTuple):
    """The requests of a futures market: for its members, and for everybody."""

    name: Market
    own: Any
    listed: Any


_USDM = _Market("usdm", futures, listed_usdm)
_COINM = _Market("coinm", coin_futures, listed_coinm)
_STOPS = frozenset({OrderType.STOP, OrderType.STOP_MARKET, OrderType.TRAILING_STOP_MARKET})
_TOO_LARGE = -4005  # the quantity is more than one order may have
_NO_SUCH_ACCOUNT = -3003  # of margin


class Still(NamedTuple):
    """A position that stays open; short ones have a negative amount.

    `account` names its account, where there are several.
    """

    symbol: str
    amount: Decimal
    account: str = ""


class Spared(NamedTuple):
    """A conditional order that waits to end a position, and may: `long` is the position's side.

    `account` names its account, where there are several.
    """

    symbol: str
    long: bool
    stops: bool
    account: str = ""

    def stops_losses_of(self, one: Still) -> bool:
        """Whether it is a stop, and of this position."""
        place = (one.symbol, one.amount > 0, one.account)
        return self.stops and (self.symbol, self.long, self.account) == place


class Beyond(NamedTuple):
    """What is out of reach: a part of a market, or all of it.

    `account` names its account, where there are several.
    """

    market: Market
    part: Part | None = None
    account: str = ""


class Sends(Protocol):
    """As much of an account's door as is needed here."""

    async def send(self, request: Request[T], /, *, priority: Priority = ...) -> T: ...


@dataclass
class Swept:
    """What one pass has found open, how much of it it dealt with, and what stood in its way.

    `still` are positions that nobody asked to close; where they are `unread`, there may be more.
    `spared` are orders that were set since to end them.
    `beyond` is where nobody can tell what is open, or end it, with this key; `unreached` are the
    accounts of which that holds altogether.
    """

    found: int = 0
    orders: int = 0
    positions: int = 0
    errors: list[BinanceError] = field(default_factory=list)
    still: list[Still] = field(default_factory=list)
    spared: list[Spared] = field(default_factory=list)
    unread: bool = False
    beyond: list[Beyond] = field(default_factory=list)
    unreached: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing was open wherever one can look, and nothing failed for now."""
        return not (self.found or self.errors)

    def of_account(self, label: str) -> None:
        """Name the account in all that is told of it."""
        self.still = [one._replace(account=label) for one in self.still]
        self.spared = [one._replace(account=label) for one in self.spared]
        self.beyond = [one._replace(account=label) for one in self.beyond]

    def add(self, other: "Swept") -> None:
        """Take in what a pass over another account brought."""
        self.found += other.found
        self.orders += other.orders
        self.positions += other.positions
        self.errors += other.errors
        self.still += other.still
        self.spared += other.spared
        self.unread |= other.unread
        self.beyond += other.beyond
        self.unreached += other.unreached


async def sweep(account: Sends, *, closing: bool, spares: Spares) -> Swept:
    """Go once over all markets; what fails on one of them does not spare the others.

    What `spares` says is left alone, unless positions are closed, which leaves it no purpose.
    """
    swept = Swept()
    try:
        await _cancel(account, swept, spot.OpenOrders(), spot.CancelOpenOrders)
    except BinanceError as error:
        swept.errors.append(error)
    for market in (_USDM, _COINM):
        await _go_through(
            swept, market.name, _contracts(account, market, swept, None if closing else spares)
        )
    cross = partial(_cancel, account, swept, margin.OpenOrders(), margin.CancelOpenOrders)
    await _go_through(swept, "margin", {"orders": cross})
    await _go_through(swept, "isolated", {"orders": partial(_cancel_isolated, account, swept)})
    return swept


async def _go_through(swept: Swept, market: Market, steps: Mapping[Part, Step]) -> None:
    """Take each step, whatever became of the others; those that the key cannot take are named.

    Where this environment has nothing of a market, nothing of it is out of reach.
    """
    barred: dict[Part, BinanceError] = {}
    for part, step in steps.items():
        try:
            await step()
        except (BadKey, NotAvailable) as error:
            barred[part] = error
        except BinanceError as error:
            swept.errors.append(error)
    if len(barred) < len(steps):
        swept.beyond += [Beyond(market, part) for part in barred]
    elif any(isinstance(error, BadKey) for error in barred.values()):
        swept.beyond.append(Beyond(market))


def _contracts(
    account: Sends, market: _Market, swept: Swept, spares: Spares | None
) -> Mapping[Part, Step]:
    """Positions are closed where nothing is to be spared."""
    own, on_positions = market.own, _close_all if spares is None else _look_at_positions
    return {
        "orders": partial(_cancel, account, swept, own.OpenOrders(), own.CancelOpenOrders),
        "conditional": partial(_cancel_conditional, account, market, swept, spares),
        "positions": partial(on_positions, account, market, swept),
    }


async def _cancel_conditional(
    account: Sends, market: _Market, swept: Swept, spares: Spares | None
) -> None:
    """Cancel symbol by symbol; beside one that is spared, one by one."""
    own = market.own
    spared: list[AlgoOrder] = []
    others: list[AlgoOrder] = []
    for one in await _open(account, own.OpenAlgoOrders()):
        (spared if spares is not None and await spares(one) else others).append(one)
    swept.spared += map(_spared, spared)
    beside = {one.symbol for one in spared}
    for one in others:
        if one.symbol in beside:
            swept.found += 1
            request = own.CancelAlgoOrder(algo_id=one.algo_id)
            swept.orders += await _carried_out(_send(account, request), swept.errors)
    alone = [one for one in others if one.symbol not in beside]
    await _cancel_all(account, swept, alone, own.CancelOpenAlgoOrders)


def _spared(order: AlgoOrder) -> Spared:
    return Spared(order.symbol, order.side is Side.SELL, order.order_type in _STOPS)


async def _cancel_isolated(account: Sends, swept: Swept) -> None:
    """Each symbol has an account of its own; in one that was closed nothing can be open."""
    question = margin.GetIsolatedAccounts()
    accounts = await account.send(question, priority=Priority.CRITICAL)
    for symbol in (one.symbol for one in accounts.assets if one.enabled):
        asked = margin.OpenOrders(symbol=symbol, is_isolated=True)
        deed = _cancel(account, swept, asked, margin.CancelOpenOrders, is_isolated=True)
        await _carried_out(deed, swept.errors)


async def _close_all(account: Sends, market: _Market, swept: Swept) -> None:
    question = market.own.PositionInformation()
    for position in await account.send(question, priority=Priority.CRITICAL):
        if position.position_amt:
            swept.found += 1
            swept.positions += await _carried_out(_close(account, market, position), swept.errors)


async def _look_at_positions(account: Sends, market: _Market, swept: Swept) -> None:
    """Only to tell of them: they keep nobody from saying that the orders are gone."""
    try:
        held = await account.send(market.own.PositionInformation(), priority=Priority.CRITICAL)
    except (BadKey, NotAvailable):
        raise
    except BinanceError:
        swept.unread = True
        return
    swept.still += [Still(one.symbol, one.position_amt) for one in held if one.position_amt]


async def _cancel(
    account: Sends,
    swept: Swept,
    question: Private[Any],
    cancel: type[Private[Any]],
    **where: object,
) -> None:
    """Cancel what is open, symbol by symbol; lists go with their orders."""
    await _cancel_all(account, swept, await _open(account, question), cancel, **where)


async def _cancel_all(
    account: Sends,
    swept: Swept,
    opened: Sequence[Any],
    cancel: type[Private[Any]],
    **where: object,
) -> None:
    for symbol, count in Counter(one.symbol for one in opened).items():
        swept.found += count
        request = cancel.model_validate({"symbol": symbol, **where})
        if await _carried_out(_send(account, request), swept.errors):
            swept.orders += count


async def _open(account: Sends, question: Private[Any]) -> Sequence[Any]:
    """What waits there; nothing in an account that was never opened."""
    try:
        found: Sequence[Any] = await account.send(question, priority=Priority.CRITICAL)
    except Rejected as error:
        if error.code != _NO_SUCH_ACCOUNT:
            raise
        return ()
    return found


async def _close(account: Sends, market: _Market, position: Held) -> None:
    """Close a position; of one too large for an order, a part: the next pass finds the rest."""
    amount = abs(position.position_amt)
    try:
        await _send(account, _against(market, position, amount))
    except Rejected as error:
        if error.code != _TOO_LARGE:
            raise
        info = await account.send(market.listed.ExchangeInfo(), priority=Priority.CRITICAL)
        lots = (one.lot_size(market=True) for one in info.symbols if one.symbol == position.symbol)
        most = next((lot.max_qty for lot in lots if lot is not None), amount)
        await _send(account, _against(market, position, min(most, amount)))


def _against(market: _Market, position: Held, amount: Decimal) -> Private[Any]:
    """Order the opposite at market; in hedge mode the side of the position says that it reduces."""
    one_way = position.position_side is PositionSide.BOTH
    request: Private[Any] = market.own.NewOrder(
        symbol=position.symbol,
        side=Side.SELL if position.position_amt > 0 else Side.BUY,
        type=OrderType.MARKET,
        quantity=amount,
        position_side=None if one_way else position.position_side,
        reduce_only=True if one_way else None,
    )
    return request


async def _send(account: Sends, request: Private[Any]) -> None:
    try:
        await account.send(request, priority=Priority.CRITICAL)
    except (NoSuchOrder, AlreadyDone):
        return  # somebody was faster, or it has filled: the next pass tells


async def _carried_out(deed: Coroutine[Any, Any, None], errors: list[BinanceError]) -> bool:
    """Whether it worked; what went wrong goes with the rest, and does not stop the others."""
    try:
        await deed
    except BinanceError as error:
        errors.append(error)
        return False
    return True
