"""Orders: asked for, shown, confirmed, and then sent once and never twice.

What is confirmed is a ticket in the database that holds the very order; using it up and writing
the intent are one transaction, made before anything is sent. There is one POST for an intent.
When its outcome is unknown, `bot.reconcile` asks for the order by its name until that is certain.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum

from binance import Priority
from binance.errors import BinanceError, NoSuchOrder, Rejected, Unknown, Unsent
from binance.models.account import AccountInfo
from binance.models.order_lists import CancelledList
from binance.models.orders import CancelledOrder, OrderState, Side
from binance.private import spot as private
from binance.private.spot import NewOrder
from binance.streams.books import Fill
from bot.accounts import Accounts, Connected
from bot.depths import Depths
from bot.i18n import note
from bot.intents import Intents
from bot.prices import Prices
from bot.refusals import Refused
from bot.sizing import Free, Wish, expected_fill, order_for, to_the_tick, tradable
from storage import OrderIntent, Storage, Ticket

log = logging.getLogger(__name__)

TICKET_LIFE = timedelta(seconds=60)
MOVED = Decimal("0.01")  # a market order is asked for anew when the price went this far since
THIN = Decimal("0.005")  # slippage from which on a person is warned
KIND = "order"
_GLANCE = 4.0  # seconds that a look at the book may take altogether


@dataclass(frozen=True)
class Preview:
    """What a person confirms: the very order, and what it means for the account.

    `expected` is what the order book would give a market order now, None where none was to be had.
    """

    order: NewOrder
    price: Decimal
    last: Decimal
    base_asset: str
    quote_asset: str
    quantity: Decimal
    notional: Decimal
    fee: Decimal | None
    fee_asset: str
    free_after: Decimal
    ticket_id: str
    lasts: timedelta = TICKET_LIFE
    expected: Fill | None = None

    @property
    def thin(self) -> bool:
        """Whether the order itself moves the price by much."""
        slippage = None if self.expected is None else self.expected.slippage
        return slippage is not None and slippage > THIN


@dataclass(frozen=True)
class Tap:
    """A button pressed by somebody under a message."""

    update_id: int
    user_id: int
    chat_id: int
    message_id: int
    ticket_id: str


class Tapped(Enum):
    """What a tap on Confirm led to."""

    SENT = "sent"
    STALE = "stale"
    REPLAYED = "replayed"
    MOVED = "moved"


class Trading:
    """Prepares and places orders for anybody's account."""

    def __init__(
        self,
        storage: Storage,
        accounts: Accounts,
        prices: Prices,
        intents: Intents,
        depths: Depths,
        *,
        environment: str,
        now: Callable[[], datetime],
    ) -> None:
        self._storage, self._accounts, self._prices = storage, accounts, prices
        self._intents, self._depths = intents, depths
        self._environment, self._now = environment, now

    async def prepare(self, user_id: int, chat_id: int, wish: Wish) -> Preview:
        """Check a wish and keep the order it makes under a ticket, to be confirmed."""
        connected = await self._accounts.of(user_id)
        if not connected.key.can_trade:
            raise Refused(
                note(
                    "Your API key may only read. Allow spot trading for it at Binance, then "
                    "connect it again: /setkey"
                )
            )
        info = await connected.account.send(private.GetAccount(omit_zero_balances=True))
        last = (await self._prices.of(wish.info.symbol)).close
        free = Free(_free(info, wish.info.base_asset), _free(info, wish.info.quote_asset))
        order = order_for(wish, last, free)
        expected = await self._expected(order, user_id)
        async with self._storage.begin() as unit:
            ticket = await unit.tickets.issue(
                user_id, chat_id, KIND,
                {
                    "order": order.model_dump_json(),
                    "price": str(last),
                    "key": connected.key.id,
                },
                self._now() + TICKET_LIFE,
            )  # fmt: skip
        return _preview(wish, order, last, free, info, ticket, expected)

    async def place(self, tap: Tap) -> Tapped:
        """Send what a ticket holds, if it is the tapper's, fresh, and was not used before."""
        connected = await self._accounts.of(tap.user_id)
        async with self._storage.read() as unit:
            ticket = await unit.tickets.find(tap.ticket_id)
        if ticket is None or ticket.kind != KIND or ticket.payload["key"] != connected.key.id:
            return Tapped.STALE  # also when another account was connected since
        order = NewOrder.model_validate_json(ticket.payload["order"])
        if await self._moved(order, Decimal(ticket.payload["price"])):
            # only who could still withdraw it may be told that nothing was sent
            return Tapped.MOVED if await self.withdraw(tap) else Tapped.STALE
        with self._intents.under_way(order.new_client_order_id):
            intent = await self._intend(tap, order, connected)
            if isinstance(intent, Tapped):
                return intent
            await self._send(connected, order, intent)
        return Tapped.SENT

    async def withdraw(self, tap: Tap) -> bool:
        """Cancel a ticket before it was used; False when it is not the tapper's or too late."""
        async with self._storage.begin() as unit:
            return await unit.tickets.cancel(tap.ticket_id, tap.user_id, tap.chat_id) is not None

    async def open_orders(self, user_id: int) -> list[OrderState]:
        """What rests in the book for a person, newest first."""
        connected = await self._accounts.of(user_id)
        orders = await connected.account.send(private.OpenOrders())
        return sorted(orders, key=lambda one: one.order_id, reverse=True)

    async def cancel(self, user_id: int, symbol: str, order_id: int) -> CancelledOrder | OrderState:
        """Cancel an order; asking twice does no harm.

        Without a clear answer the order itself is asked how it stands.
        """
        connected = await self._accounts.of(user_id)
        request = private.CancelOrder(symbol=symbol, order_id=order_id)
        try:
            cancelled = await connected.account.send(request, priority=Priority.CRITICAL)
        except (Unknown, NoSuchOrder):  # filled or cancelled before, perhaps: see how it stands
            return await connected.account.send(
                private.QueryOrder(symbol=symbol, order_id=order_id), priority=Priority.CRITICAL
            )
        async with self._storage.begin() as unit:
            await unit.audit.note(user_id, "order.cancelled", symbol=symbol, order_id=order_id)
        return cancelled.report_of(order_id) if isinstance(cancelled, CancelledList) else cancelled

    async def find_open(self, user_id: int, order_id: int) -> OrderState:
        """One's own open order by its number alone."""
        for order in await self.open_orders(user_id):
            if order.order_id == order_id:
                return order
        raise NoSuchOrder(-2013, "Order does not exist.")

    async def _expected(self, order: NewOrder, user_id: int) -> Fill | None:
        """Ask the book what a market order would get; None rather than a person kept waiting."""
        if order.price is not None:
            return None
        try:
            async with asyncio.timeout(_GLANCE):
                book = await self._depths.of(order.symbol, asker=f"telegram {user_id}")
        except (BinanceError, TimeoutError) as error:
            log.info("no order book for a preview: %r", error)
            return None
        return expected_fill(order, book)

    async def _moved(self, order: NewOrder, shown: Decimal) -> bool:
        """Whether the price that a market order was confirmed at no longer holds."""
        if order.price is not None:
            return False
        last = (await self._prices.of(order.symbol)).close
        return abs(last - shown) > shown * MOVED

    async def _intend(
        self, tap: Tap, order: NewOrder, connected: Connected
    ) -> OrderIntent | Tapped:
        """One transaction: this update is seen, the ticket is used, the intent is written."""
        now = self._now()
        async with self._storage.begin() as unit:
            if not await unit.inbox.take(tap.update_id, tap.user_id):
                return Tapped.REPLAYED
            ticket = await unit.tickets.use(tap.ticket_id, tap.user_id, tap.chat_id, now)
            if ticket is None:
                return Tapped.STALE
            intent = await unit.orders.intend(
                client_order_id=order.new_client_order_id,
                user_id=tap.user_id,
                chat_id=tap.chat_id,
                message_id=tap.message_id,
                key_id=connected.key.id,
                environment=self._environment,
                ticket_id=ticket.id,
                symbol=order.symbol,
                payload=order.model_dump(mode="json"),
                recv_window=self._accounts.recv_window,
                signed_at=now,
            )
            await unit.audit.note(
                tap.user_id, "order.confirmed", symbol=order.symbol, id=order.new_client_order_id
            )
            return intent

    async def _send(self, connected: Connected, order: NewOrder, intent: OrderIntent) -> None:
        """The one POST of an intent, and the verdict on what came of it."""
        try:
            result = await connected.account.send(order, priority=Priority.HIGH)
        except Unsent as error:
            await self._intents.not_sent(intent, order, error)
        except Rejected as error:
            await self._intents.rejected(intent, order, error)
        except BinanceError as error:
            log.warning("outcome of %s unknown: %r", intent.client_order_id, error)
            await self._intents.unknown(intent, order)
        else:
            await self._intents.accepted(intent, order, result)


def _preview(
    wish: Wish,
    order: NewOrder,
    last: Decimal,
    free: Free,
    info: AccountInfo,
    ticket: Ticket,
    expected: Fill | None,
) -> Preview:
    price = order.price or _average(wish, expected) or last
    quantity = order.quantity or tradable(wish.info, (order.quote_order_qty or Decimal(0)) / price)
    notional = order.quote_order_qty or quantity * price
    buying = order.side == Side.BUY
    gets, gets_asset = (
        (quantity, wish.info.base_asset) if buying else (notional, wish.info.quote_asset)
    )
    rates = info.commission_rates
    return Preview(
        order=order,
        price=price,
        last=last,
        base_asset=wish.info.base_asset,
        quote_asset=wish.info.quote_asset,
        quantity=quantity,
        notional=notional,
        fee=gets * rates.taker if rates else None,  # Binance takes it from what is received
        fee_asset=gets_asset,
        free_after=free.quote - notional if buying else free.base - quantity,
        ticket_id=ticket.id,
        expected=expected,
    )


def _average(wish: Wish, expected: Fill | None) -> Decimal | None:
    """The average price that the book gives, if there is enough in it."""
    if expected is None or not expected.complete or expected.avg_price is None:
        return None
    return to_the_tick(wish.info, expected.avg_price)


def _free(info: AccountInfo, asset: str) -> Decimal:
    return next((one.free for one in info.balances if one.asset == asset), Decimal(0))
