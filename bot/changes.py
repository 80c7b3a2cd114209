"""What a person sees before an open order is changed: the very request, and what it costs."""

from dataclasses import dataclass, replace
from decimal import Decimal

from binance import Binance
from binance.errors import NoSuchOrder
from binance.models.exchange import SymbolInfo
from binance.models.order_terms import OrderType, Side
from binance.models.orders import Order
from binance.private import spot as private
from binance.public import spot
from binance.streams.books import Fill
from bot.accounts import Connected
from bot.asked import Asked
from bot.deeds import deed_of
from bot.deeds.report import OPEN
from bot.fees import Fees, FeeTable, expected_fee
from bot.glances import Glances
from bot.i18n import note
from bot.ordering.changes import Change
from bot.ordering.market import Free, Market, OpenCounts, left_to_buy
from bot.ordering.outlook import filled_at_once
from bot.ordering.successors import Successor, kind_after, successor_of
from bot.ordering.wishes import Base, Wish
from bot.prices import Prices
from bot.refusals import Refused
from bot.trading import Trading
from bot.whose import label_if_several
from storage import Storage


@dataclass(frozen=True)
class ChangePreview:
    """What a person confirms: `order` is as it stands now, `last` the market's price.

    `free_after` is of what the order spends, once it is changed. A limit order that `takes` trades
    at once; `at_once` is how much of it, as far as the book is known. The `fee` is of all that is
    left of it then.
    """

    order: Order
    info: SymbolInfo
    request: Successor
    last: Decimal
    free_after: Decimal
    takes: bool
    at_once: Fill | None
    fee: Decimal | None
    paid_in: str | None
    ticket_id: str = ""
    label: str | None = None

    @property
    def keeps_its_place(self) -> bool:
        return isinstance(self.request, private.AmendOrder)

    @property
    def spends_asset(self) -> str:
        return spends(self.order, self.info)

    @property
    def gets_asset(self) -> str:
        return self.info.base_asset if _buys(self.order) else self.info.quote_asset


class Changes:
    """Turns wishes about open orders of spot into questions."""

    def __init__(
        self,
        storage: Storage,
        binance: Binance,
        trading: Trading,
        prices: Prices,
        glances: Glances,
        fees: FeeTable,
    ) -> None:
        self._storage, self._binance = storage, binance
        self._trading, self._prices = trading, prices
        self._glances, self._fees = glances, fees

    async def order(self, user_id: int, symbol: str, order_id: int) -> Order:
        """One's own order, as long as it can be changed."""
        return await _open(await self._trading.ready(user_id), symbol, order_id)

    async def of(
        self, user_id: int, chat_id: int, info: SymbolInfo, order_id: int, change: Change
    ) -> ChangePreview:
        """Check a change and keep the request it makes under a ticket, to be confirmed."""
        connected = await self._trading.ready(user_id)
        order = await _open(connected, info.symbol, order_id)
        fees = await self._fees.of(connected, info.symbol)
        market = await self._market(connected, order, info, change)
        request = successor_of(order, info, change, market)
        preview = _preview(order, info, request, market, fees)  # by the book of this moment
        words = " ".join(("change", str(order_id), *change.words()))
        asked = Asked([deed_of(request)], connected.key.id, words=words, filled=order.executed_qty)
        ticket = await self._trading.ask(user_id, chat_id, asked)
        async with self._storage.read() as unit:
            label = await label_if_several(unit, connected.key)
        return replace(preview, ticket_id=ticket.id, label=label)

    async def _market(
        self, connected: Connected, order: Order, info: SymbolInfo, change: Change
    ) -> Market:
        """The market and the account as they are once the order has gone."""
        account = await connected.account.send(private.GetAccount(omit_zero_balances=True))
        open_ = await connected.account.send(private.OpenOrders(symbol=info.symbol))
        average = await self._binance.send(spot.AvgPrice(symbol=info.symbol))
        others = [one for one in open_ if one.order_id != order.order_id]
        have = {one.asset: one.free for one in account.balances}
        totals = {one.asset: one.total for one in account.balances}
        free = Free(have.get(info.base_asset, Decimal(0)), have.get(info.quote_asset, Decimal(0)))
        known = Market(
            last=(await self._prices.of(info.symbol)).close,
            free=_with(free, order),
            rates=account.commission_rates,
            typical=average.price,
            counts=OpenCounts.of(others),
            position=totals.get(info.base_asset, Decimal(0)) + left_to_buy(others),
        )
        then = Wish(order.side, info, Base(order.orig_qty), kind_after(order, change))
        seen = await self._glances.of(then, asker=f"telegram {connected.key.user_id}")
        return replace(known, book=seen.book, offers=seen.offers)


def _preview(
    order: Order, info: SymbolInfo, request: Successor, market: Market, fees: Fees | None
) -> ChangePreview:
    takes, at_once = _taken(request, market)
    return ChangePreview(
        order=order,
        info=info,
        request=request,
        last=market.last,
        free_after=_free_after(order, request, market),
        takes=takes,
        at_once=at_once,
        fee=_fee(order, request, market, fees),
        paid_in=None if fees is None else fees.discount_asset,
    )


def _fee(order: Order, request: Successor, market: Market, fees: Fees | None) -> Decimal | None:
    """Of what the order gets if all that is left of it is filled at its price."""
    if isinstance(request, private.AmendOrder):
        kind, left = order.type, request.new_qty - order.executed_qty
        price = order.price or order.stop_price
    else:
        kind, left = request.type, request.quantity or Decimal(0)
        price = request.price or request.stop_price
    gets = left if _buys(order) else left * (price or market.last)
    return expected_fee(fees, market, order.side, kind, gets)


def _taken(request: Successor, market: Market) -> tuple[bool, Fill | None]:
    """Whether another limit order would trade at once, and how much of it."""
    if isinstance(request, private.AmendOrder) or request.type is not OrderType.LIMIT:
        return False, None
    price, quantity = request.price or Decimal(0), request.quantity or Decimal(0)
    at_once = filled_at_once(request.side, quantity, price, market.book)
    return market.takes(request.side, price), at_once


def spends(order: Order, info: SymbolInfo) -> str:
    """The asset that an order sets aside."""
    return info.quote_asset if order.side == Side.BUY else info.base_asset


async def _open(connected: Connected, symbol: str, order_id: int) -> Order:
    """Ask for the order; one of a list hangs together with others, and is not changed alone."""
    order = await connected.account.send(private.QueryOrder(symbol=symbol, order_id=order_id))
    if order.status not in OPEN:
        raise NoSuchOrder(-2013, "Order does not exist.")
    if order.is_listed:
        raise Refused(
            note(
                "This order hangs together with another one. Cancel both and place them anew: "
                "/orders"
            )
        )
    return order


def _with(free: Free, order: Order) -> Free:
    """Count what the order has set aside as free."""
    if order.side == Side.BUY:
        return replace(free, quote=free.quote + _set_aside(order, order.orig_qty))
    return replace(free, base=free.base + _set_aside(order, order.orig_qty))


def _set_aside(order: Order, total: Decimal) -> Decimal:
    """What an order for so much keeps from other use, of what it spends."""
    left = total - order.executed_qty
    return left * (order.price or order.stop_price or Decimal(0)) if _buys(order) else left


def _free_after(order: Order, request: Successor, market: Market) -> Decimal:
    free = market.free.quote if _buys(order) else market.free.base
    if isinstance(request, private.AmendOrder):
        return free - _set_aside(order, request.new_qty)
    quantity = request.quantity or Decimal(0)
    price = request.price or request.stop_price or market.last
    return free - (quantity * price if _buys(order) else quantity)


def _buys(order: Order) -> bool:
    return order.side == Side.BUY
